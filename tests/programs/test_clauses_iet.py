"""The clauses of IET at engine level: both sides of each boundary, and the clause cited where it played a part."""

import pytest

from tests.histories import Answer, Event, Unit, event, expect, program
from warrantor.core.terms.checks import check

UNIT = Unit(
    "iet",
    (event("purchased", "2023-03-15", by="mills", channel="direct", invoice="I-1", includes=[]),),
    {"class": "system", "sold_as": "new", "region": "PK"},
    {"by": "mills", "cause": "defect", "part": "board"},
)
INSTALLATION_SOLD = UNIT.changed("purchased", includes=["installation"])
EXTENDED = ("extended-1y", "extended-2y", "extended-3y", "extended-4y")


def bought(plan: str, on: str) -> Event:
    return event("plan-purchased", on, plan=plan)


def line(unit: Unit, at: str, kind: str, **claim: str | None) -> Answer:
    """The answer about one line of a visit's report."""
    return unit.cover(at, line=kind, **claim)


@pytest.mark.clause("iet:promise")
def test_a_defect_in_term_claimed_by_the_end_user_cites_the_promise() -> None:
    clause = program("iet").latest.clauses["promise"]
    assert "material and workmanship" in clause.prose
    assert "documentation" in clause.prose
    assert "end user" in clause.prose
    for cause in ("defect", "workmanship", "own-software"):
        expect(UNIT.cover("2023-09-01", cause=cause), "yes", "iet:promise", plan="warranty")
    for cause in ("wear", "accident", "third-party-work"):
        expect(UNIT.cover("2023-09-01", cause=cause), "no", "iet:promise")
    expect(UNIT.cover("2023-09-01", by="dealer"), "no", "iet:promise")
    handed_on = UNIT.having(event("transferred", "2023-06-01", to="weavers"))
    expect(handed_on.cover("2023-09-01", by="weavers"), "yes", "iet:promise")
    expect(handed_on.cover("2023-09-01"), "no", "iet:promise")
    expect(UNIT.cover("2024-03-15"), "no", omits=["iet:promise"])


@pytest.mark.clause("iet:promise")
def test_work_of_iet_counts_where_iet_installed() -> None:
    put_up = INSTALLATION_SOLD.having(event("installed", "2023-03-20", by="IET"))
    expect(put_up.cover("2023-09-01", cause="installation"), "yes", "iet:promise")
    expect(UNIT.cover("2023-09-01", cause="installation"), "no", "iet:promise")


@pytest.mark.clause("iet:start")
def test_starts_on_purchase_or_on_the_installation_that_was_sold_with_it() -> None:
    installed = event("installed", "2023-04-20", by="IET")
    expect(UNIT.having(installed).cover("2023-03-15"), "yes", "iet:start", starts="2023-03-15")
    expect(UNIT.having(installed).cover("2023-09-01"), "yes", "iet:start", starts="2023-03-15", ends="2024-03-14")
    for sold in ("installation", "commissioning"):
        unit = UNIT.changed("purchased", includes=[sold])
        expect(unit.having(installed).cover("2024-04-19"), "yes", "iet:start", starts="2023-04-20", ends="2024-04-19")
        expect(unit.cover("2023-09-01"), "missing", "iet:start", missing=["installed"])
    before = INSTALLATION_SOLD.having(event("installed", "2023-03-01", by="IET"))
    expect(before.cover("2023-09-01"), "yes", "iet:start", starts="2023-03-15")
    expect(UNIT.changed("purchased", includes=["cabling"]).cover("2023-09-01"), "yes", starts="2023-03-15")


@pytest.mark.clause("iet:term")
def test_twelve_calendar_months() -> None:
    ends = {
        "2023-03-15": "2024-03-14",
        "2024-02-29": "2025-02-28",
        "2023-01-31": "2024-01-30",
        "2023-03-01": "2024-02-29",
    }
    for start, last in ends.items():
        unit = UNIT.changed("purchased", on=start)
        expect(unit.cover(last), "yes", "iet:term", plan="warranty", starts=start, ends=last)
    expect(UNIT.cover("2024-03-15"), "no", "iet:term")
    expect(UNIT.cover("2024-03-14T23:59:00+05:00"), "yes", "iet:term")
    expect(UNIT.cover("2024-03-15T00:00:00+05:00"), "no", "iet:term")
    expect(line(UNIT, "2023-09-01", "advice"), "yes", "iet:advice", plan="advice")


@pytest.mark.clause("iet:after-expiry")
def test_after_expiry_the_live_agreement_or_support() -> None:
    over = "2024-09-01"
    own = UNIT.having(bought("full-coverage", "2024-03-01")).cover(over)
    expect(own, "yes", "iet:after-expiry", "iet:full-coverage", plan="full-coverage", next=[{"what": "notice"}])
    theirs = UNIT.having(event("third-party-agreement", "2024-03-20", with_="othercare", until="2024-09-01"))
    referred = theirs.cover(over)
    expect(referred, "no", "iet:after-expiry", next=[{"what": "refer", "party": "othercare"}])
    assert [step["what"] for step in referred["next"]] == ["refer"]
    for unit, at in ((UNIT, over), (theirs, "2024-09-02")):
        neither = unit.cover(at)
        expect(
            neither, "no", "iet:after-expiry", next=[{"what": "refer"}, {"what": "offer", "offers": ["full-coverage"]}]
        )
        assert any("support" in step.get("contact", "") for step in neither["next"])
        assert any(step.get("amount") == "420.00" for step in neither["next"])
    expect(UNIT.cover("2024-03-14"), "yes", next=[], omits=["iet:after-expiry"])
    expect(UNIT.cover("2023-09-01", cause="wear"), "no", "iet:promise", next=[], omits=["iet:after-expiry"])
    extended = UNIT.having(bought("extended-1y", "2023-03-15")).cover(over)
    expect(extended, "yes", plan="extended-1y", next=[], omits=["iet:after-expiry"])


@pytest.mark.clause("iet:pm-excludes")
def test_labour_and_foreign_material_on_a_visit_are_charged_and_nothing_else() -> None:
    labour = line(UNIT, "2023-09-01", "labour")
    expect(labour, "yes", "iet:pm-excludes", charges=[{"what": "visit-labour", "amount": "40.00", "payer": "customer"}])
    material = line(UNIT, "2023-09-01", "material", supplied_by="bazaar")
    expect(material, "yes", "iet:pm-excludes", charges=[{"what": "visit-material", "clause": "iet:pm-excludes"}])
    expect(line(UNIT, "2023-09-01", "material", supplied_by="iet"), "yes", charges=[], omits=["iet:pm-excludes"])
    expect(line(UNIT, "2023-09-01", "visit"), "yes", charges=[], omits=["iet:pm-excludes"])
    expect(line(UNIT, "2023-09-01", "advice"), "yes", charges=[], omits=["iet:pm-excludes"])
    expect(UNIT.cover("2023-09-01"), "yes", charges=[], omits=["iet:pm-excludes"])


@pytest.mark.clause("iet:advice")
def test_advice_is_free_from_the_day_of_purchase_to_the_end() -> None:
    expect(line(UNIT, "2023-03-15", "advice"), "yes", "iet:advice", plan="advice", charges=[])
    outstanding = line(INSTALLATION_SOLD, "2023-04-01", "advice")
    expect(outstanding, "yes", "iet:advice", starts="2023-03-15", charges=[])
    expect(line(UNIT, "2024-03-14", "advice"), "yes", "iet:advice", ends="2024-03-14")
    expect(line(UNIT, "2024-03-15", "advice"), "no", "iet:advice")
    expect(UNIT.cover("2023-09-01"), "yes", plan="warranty", omits=["iet:advice"])


@pytest.mark.clause("iet:full-coverage")
def test_an_agreement_starts_when_cover_ends_or_on_the_day_bought() -> None:
    unbroken = UNIT.ask("purchase", "2024-03-01", "full-coverage")
    expect(unbroken, "yes", "iet:full-coverage", starts="2024-03-15", ends="2025-03-14")
    held = UNIT.having(bought("full-coverage", "2024-03-01"))
    answer = held.cover("2024-03-15")
    expect(answer, "yes", "iet:full-coverage", plan="full-coverage", starts="2024-03-15", ends="2025-03-14")
    assert answer["remedies"] == ["parts", "labour", "preventive-support", "replacement"]
    not_begun = held.cover("2024-03-14")
    expect(not_begun, "yes", plan="warranty", others=[{"plan": "full-coverage", "reason": "not-started"}])
    expect(UNIT.cover("2024-03-14"), "yes", plan="warranty", omits=["iet:full-coverage"])
    expect(held.cover("2025-03-15"), "no", "iet:full-coverage")
    lapsed = UNIT.having(event("inspected", "2024-05-01", passed=True), bought("full-coverage", "2024-05-02"))
    expect(lapsed.cover("2024-06-01"), "yes", "iet:full-coverage", starts="2024-05-02", ends="2025-05-01")
    expect(
        held.ask("renew", "2025-03-01", "full-coverage"),
        "yes",
        "iet:full-coverage",
        starts="2025-03-15",
        ends="2026-03-14",
    )
    outside = held.cover("2024-06-01", cause="lightning")
    expect(outside, "person", "iet:full-coverage")
    assert outside["person"]["role"] == "support-manager"
    worn = held.cover("2024-06-01", cause="wear")
    expect(worn, "yes", "iet:full-coverage")


@pytest.mark.clause("iet:inspect-first")
def test_a_lapsed_unit_is_inspected_first() -> None:
    for name in ("full-coverage", "customer-first"):
        expect(UNIT.ask("purchase", "2024-03-14", name), "yes", omits=["iet:inspect-first"])
        waiting = UNIT.ask("purchase", "2024-03-15", name)
        expect(waiting, "missing", "iet:inspect-first", missing=["inspected"])
    passed = UNIT.having(event("inspected", "2024-05-01", passed=True))
    expect(passed.ask("purchase", "2024-05-02", "full-coverage"), "yes", "iet:inspect-first", starts="2024-05-02")
    early = UNIT.having(event("inspected", "2024-03-14", passed=True))
    expect(early.ask("purchase", "2024-05-02", "full-coverage"), "missing", "iet:inspect-first", missing=["inspected"])
    failed = UNIT.having(event("inspected", "2024-05-01", passed=False))
    refused = failed.ask("purchase", "2024-05-02", "full-coverage")
    expect(refused, "no", "iet:inspect-first", next=[{"what": "quote", "amount": "200.00"}])
    mended = failed.having(event("inspected", "2024-05-20", passed=True))
    expect(mended.ask("purchase", "2024-05-20", "full-coverage"), "yes", "iet:inspect-first")
    slipped_through = UNIT.having(bought("full-coverage", "2024-05-02"))
    expect(slipped_through.cover("2024-06-01"), "missing", "iet:inspect-first", missing=["inspected"])


@pytest.mark.clause("iet:inspect-first")
def test_unbroken_cover_needs_no_inspection() -> None:
    extended = UNIT.having(bought("extended-2y", "2023-03-15"))
    expect(
        extended.ask("purchase", "2026-03-14", "full-coverage"), "yes", starts="2026-03-15", omits=["iet:inspect-first"]
    )
    agreed = UNIT.having(bought("full-coverage", "2024-03-01"))
    expect(agreed.ask("purchase", "2025-03-01", "customer-first"), "yes", omits=["iet:inspect-first"])
    theirs = UNIT.having(event("third-party-agreement", "2024-03-20", with_="othercare", until="2025-03-20"))
    expect(theirs.ask("purchase", "2024-06-01", "full-coverage"), "missing", "iet:inspect-first")


@pytest.mark.clause("iet:extra-hours")
def test_more_hours_where_people_are_near_by() -> None:
    sold = UNIT.ask("purchase", "2023-06-01", "extra-hours")
    expect(sold, "yes", "iet:extra-hours", starts="2023-06-01", ends="2024-03-14")
    expect(UNIT.being(region="GB").ask("purchase", "2023-06-01", "extra-hours"), "no", "iet:extra-hours")
    expect(
        UNIT.being(region=None).ask("purchase", "2023-06-01", "extra-hours"),
        "missing",
        "iet:extra-hours",
        missing=["region"],
    )
    expect(UNIT.ask("purchase", "2024-03-15", "extra-hours"), "no", "iet:extra-hours")
    agreed = UNIT.having(bought("full-coverage", "2024-03-01"))
    expect(agreed.ask("purchase", "2024-06-01", "extra-hours"), "yes", "iet:extra-hours", ends="2025-03-14")
    held = UNIT.having(bought("extra-hours", "2023-06-01"))
    expect(held.cover("2023-07-01"), "yes", plan="warranty", omits=["iet:extra-hours"])


@pytest.mark.clause("iet:extended")
def test_more_years_only_with_the_equipment_and_four_at_the_most() -> None:
    for number, name in enumerate(EXTENDED, 1):
        sold = UNIT.ask("purchase", "2023-03-15", name)
        expect(sold, "yes", "iet:extended", starts="2024-03-15", ends=f"{2024 + number}-03-14")
        expect(UNIT.ask("purchase", "2023-03-16", name), "no", "iet:extended")
    expect(UNIT.being(sold_as="refurbished").ask("purchase", "2023-03-15", "extended-1y"), "no", "iet:extended")
    three = UNIT.having(bought("extended-3y", "2023-03-15"))
    expect(three.ask("purchase", "2023-03-15", "extended-1y"), "yes", "iet:extended", ends="2028-03-14")
    expect(three.ask("purchase", "2023-03-15", "extended-2y"), "no", "iet:extended")
    two = UNIT.having(bought("extended-2y", "2023-03-15"))
    expect(two.cover("2026-03-14"), "yes", "iet:extended", plan="extended-2y", starts="2024-03-15", ends="2026-03-14")
    expect(two.cover("2026-03-15"), "no", "iet:extended")
    late = UNIT.having(bought("extended-2y", "2023-04-01"))
    expect(late.cover("2024-06-01"), "no", "iet:extended")


@pytest.mark.clause("iet:extended")
def test_what_is_left_passes_to_the_new_end_user() -> None:
    unit = UNIT.having(bought("extended-2y", "2023-03-15"))
    expect(unit.ask("transfer", "2026-03-14", "extended-2y", to="weavers"), "yes", "iet:extended")
    expect(unit.ask("transfer", "2026-03-15", "extended-2y", to="weavers"), "no", "iet:extended")
    handed_on = unit.having(event("transferred", "2024-06-01", to="weavers"))
    expect(handed_on.cover("2025-06-01", by="weavers"), "yes", "iet:extended", ends="2026-03-14")
    expect(unit.cover("2025-06-01", by="weavers"), "missing", "iet:extended", missing=["transferred"])
    expect(UNIT.ask("transfer", "2023-06-01", "warranty", to="weavers"), "person", omits=["iet:extended"])


def _narrative(clause: str, *words: str) -> None:
    document = program("iet").latest
    text = " ".join(document.clauses[clause].prose.split())
    assert clause in [c.id for c in check(document).narrative]
    assert all(word in text for word in words), text


@pytest.mark.clause("iet:ip")
def test_the_notice_of_intellectual_property_is_published() -> None:
    _narrative("ip", "hardware, software, middleware or firmware", "intellectual property")


@pytest.mark.clause("iet:ip-copying")
def test_the_notice_against_copying_is_published() -> None:
    _narrative("ip-copying", "copied or passed on")
