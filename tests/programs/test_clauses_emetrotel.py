"""The clauses of E-MetroTel at engine level: both sides of each boundary, and the clause cited for its part."""

import pytest

from tests.histories import Answer, Event, Unit, event, expect, program

UNIT = Unit(
    "emetrotel",
    (event("purchased", "2023-05-01", by="clinic", channel="partner", invoice="E-3"),),
    {"class": "ucx250", "sold_as": "new"},
    {"by": "clinic", "cause": "defect", "part": "mainboard"},
)
IN_TERM, OVER = "2023-09-01", "2024-05-01T12:00:00-05:00"
LAST_MINUTE, NEXT_MINUTE = "2024-04-30T23:59:00-05:00", "2024-05-01T00:00:00-05:00"
HARDWARE_KINDS = ("galaxy-mini", "ucx250", "ucx450", "ucx1000", "digital-gateway", "telephone")


def bought(plan: str, on: str = "2023-05-01") -> Event:
    return event("plan-purchased", on, plan=plan)


def support(unit: Unit, at: str) -> Answer:
    return unit.cover(at, cause="own-software")


def due(unit: Unit, at: str) -> str:
    answer = unit.ask("respond-by", at)
    expect(answer, "yes", "emetrotel:tiers")
    return answer["deadlines"][0]["by"]


# -- software and support ----------------------------------------------------------------------------------------------


@pytest.mark.clause("emetrotel:tiers")
def test_each_level_has_its_hours_and_its_time() -> None:
    """Friday 5 January 2024, 16:00 in Chicago."""
    friday = "2024-01-05T16:00:00-06:00"
    levels = {
        None: "2024-01-10T16:00:00-06:00",
        "premium": "2024-01-08T08:00:00-06:00",
        "premium-plus": "2024-01-05T18:00:00-06:00",
    }
    for name, by in levels.items():
        unit = UNIT if name is None else UNIT.having(bought(name))
        answer = unit.ask("respond-by", friday)
        expect(
            answer, "yes", "emetrotel:tiers", level=name or "standard", deadlines=[{"what": "first-response", "by": by}]
        )
        assert (
            answer["deadlines"][0]["clock"]
            == {None: "weekdays-9-5", "premium": "weekdays-7-19", "premium-plus": "always"}[name]
        )


@pytest.mark.clause("emetrotel:tiers")
def test_hours_are_those_of_the_place_and_its_holidays() -> None:
    home = UNIT.being(region="US")
    monday = "2024-01-12T16:00:00-06:00"
    assert due(UNIT, monday) == "2024-01-17T16:00:00-06:00"
    assert due(home, monday) == "2024-01-18T16:00:00-06:00"
    assert due(home.having(bought("premium-plus")), "2024-01-15T10:00:00-06:00") == "2024-01-15T12:00:00-06:00"
    assert due(home.having(bought("premium")), "2024-01-15T10:00:00-06:00") == "2024-01-16T11:00:00-06:00"
    los_angeles = UNIT.being(time_zone="America/Los_Angeles").having(bought("premium"))
    assert due(los_angeles, "2024-01-05T16:00:00-08:00") == "2024-01-08T08:00:00-08:00"


@pytest.mark.clause("emetrotel:first-year")
def test_a_year_of_standard_with_every_system() -> None:
    expect(
        support(UNIT, LAST_MINUTE),
        "yes",
        "emetrotel:first-year",
        plan="standard",
        starts="2023-05-01",
        ends="2024-04-30",
    )
    expect(support(UNIT, NEXT_MINUTE), "no", "emetrotel:first-year")
    for kind in ("telephone", "sip-client"):
        expect(support(UNIT.being(class_=kind), IN_TERM), "no", "emetrotel:first-year")
        expect(UNIT.being(class_=kind).ask("purchase", "2023-05-01", "premium"), "no", "emetrotel:first-year")
    expect(UNIT.cover(IN_TERM), "yes", plan="hardware", omits=["emetrotel:first-year"])


@pytest.mark.clause("emetrotel:first-year")
def test_the_upgrade_is_ordered_with_the_system_alone() -> None:
    for name in ("premium", "premium-plus"):
        expect(UNIT.ask("purchase", "2023-05-01", name), "yes", "emetrotel:first-year", level=name)
        expect(UNIT.ask("purchase", "2023-05-02", name), "no", "emetrotel:first-year")
        expect(support(UNIT.having(bought(name)), IN_TERM), "yes", "emetrotel:first-year", plan=name, level=name)
        late = support(UNIT.having(bought(name, "2023-05-02")), IN_TERM)
        expect(late, "yes", "emetrotel:first-year", plan="standard", others=[{"plan": name, "reason": "barred"}])
    in_the_order = UNIT.changed("purchased", plans=["premium"])
    expect(support(in_the_order, IN_TERM), "yes", plan="premium")


@pytest.mark.clause("emetrotel:upgrades")
def test_upgrades_and_remote_access_while_the_contract_runs() -> None:
    for cause in ("own-software", "other-software", "configuration"):
        answer = UNIT.cover(IN_TERM, cause=cause)
        expect(answer, "yes", "emetrotel:upgrades", plan="standard")
        assert answer["rights"] == {"software-upgrades": "all", "remote-access": "included"}
    expect(UNIT.ask("remote-access", IN_TERM), "yes", "emetrotel:upgrades")
    needed = [
        list(s.subject) for s in program("emetrotel").latest.clauses["upgrades"].statements if s.kind.name == "needs"
    ]
    assert needed == [["host_id"]]
    hardware = UNIT.cover(IN_TERM)
    expect(hardware, "yes", plan="hardware", omits=["emetrotel:upgrades"])
    assert "rights" not in hardware


@pytest.mark.clause("emetrotel:renew")
def test_a_year_at_a_time_from_the_day_after_the_old_end() -> None:
    for unit, name in ((UNIT, "standard"), (UNIT.having(bought("premium")), "premium")):
        answer = unit.ask("renew", "2024-04-20", name)
        expect(answer, "yes", "emetrotel:renew", starts="2024-05-01", ends="2025-04-30", charges=[])
    renewed = UNIT.having(event("renewed", "2024-04-20", plan="standard"))
    expect(support(renewed, "2025-04-30"), "yes", "emetrotel:renew", plan="standard", ends="2025-04-30")
    expect(support(renewed, "2025-05-01"), "no", "emetrotel:renew")
    twice = renewed.having(event("renewed", "2025-04-30", plan="standard"))
    expect(support(twice, "2026-04-30"), "yes", "emetrotel:renew", ends="2026-04-30")
    late = UNIT.ask("renew", "2024-06-20", "standard")
    expect(late, "yes", "emetrotel:renew", starts="2024-06-20", ends="2025-06-19")
    expect(UNIT.ask("renew", "2024-04-20", "hardware"), "person", omits=["emetrotel:renew"])
    expect(support(UNIT, IN_TERM), "yes", omits=["emetrotel:renew"])


@pytest.mark.clause("emetrotel:surcharge")
def test_renewing_after_expiry_costs_a_surcharge() -> None:
    expect(UNIT.ask("renew", "2024-04-30", "standard"), "yes", charges=[], omits=["emetrotel:surcharge"])
    late = UNIT.ask("renew", "2024-05-01", "standard")
    expect(
        late,
        "yes",
        "emetrotel:surcharge",
        charges=[{"what": "renewal-surcharge", "amount": "120.00", "clause": "emetrotel:surcharge"}],
    )
    renewed = UNIT.having(event("renewed", "2024-04-20", plan="standard"))
    expect(renewed.ask("renew", "2025-04-30", "standard"), "yes", charges=[], omits=["emetrotel:surcharge"])
    expect(
        renewed.ask("renew", "2025-05-01", "standard"),
        "yes",
        "emetrotel:surcharge",
        charges=[{"what": "renewal-surcharge"}],
    )


# -- hardware ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("emetrotel:hw-term")
def test_a_year_on_the_named_products() -> None:
    for kind in HARDWARE_KINDS:
        unit = UNIT.being(class_=kind)
        answer = unit.cover(LAST_MINUTE)
        expect(
            answer, "yes", "emetrotel:hw-term", plan="hardware", starts="2023-05-01", ends="2024-04-30", deadlines=[]
        )
        assert answer["remedies"] == ["replacement"]
        expect(unit.cover(NEXT_MINUTE), "no", "emetrotel:hw-term")
    for kind in ("sip-client", "headset"):
        expect(UNIT.being(class_=kind).cover(IN_TERM), "no", "emetrotel:hw-term")
    expect(UNIT.cover(IN_TERM, cause="workmanship"), "yes", "emetrotel:hw-term")
    expect(UNIT.cover(IN_TERM, cause="installation"), "no", "emetrotel:hw-term")


EXTENSION = "hardware-extension"


@pytest.mark.clause("emetrotel:hw-extend")
def test_one_more_year_if_bought_in_the_hardware_year() -> None:
    for kind in ("galaxy-mini", "ucx250", "ucx450", "ucx1000", "digital-gateway"):
        sold = UNIT.being(class_=kind).ask("purchase", LAST_MINUTE, EXTENSION)
        expect(sold, "yes", "emetrotel:hw-extend", starts="2024-05-01", ends="2025-04-30")
    expect(UNIT.ask("purchase", NEXT_MINUTE, EXTENSION), "no", "emetrotel:hw-extend")
    for kind in ("telephone", "sip-client"):
        expect(UNIT.being(class_=kind).ask("purchase", "2024-01-10", EXTENSION), "no", "emetrotel:hw-extend")
    elsewhere = UNIT.changed("purchased", channel="unrecognised")
    expect(elsewhere.ask("purchase", "2024-01-10", EXTENSION), "no", "emetrotel:hw-extend")
    held = UNIT.having(bought(EXTENSION, "2024-01-10"))
    expect(held.cover("2025-04-30"), "yes", "emetrotel:hw-extend", plan=EXTENSION, ends="2025-04-30")
    expect(held.cover("2025-05-01"), "no", "emetrotel:hw-extend")
    expect(held.cover(IN_TERM), "yes", plan="hardware", omits=["emetrotel:hw-extend"])
    late = UNIT.having(bought(EXTENSION, "2024-05-01"))
    expect(late.cover("2024-06-01"), "no", "emetrotel:hw-extend")


@pytest.mark.clause("emetrotel:hw-extend", "emetrotel:bulletins")
def test_the_bulletin_sets_the_most_a_product_can_have() -> None:
    held = UNIT.having(bought(EXTENSION, "2024-01-10"))
    expect(held.ask("purchase", "2024-01-11", EXTENSION), "no", "emetrotel:hw-extend", "emetrotel:bulletins")
    expect(held.cover("2024-06-01"), "yes", "emetrotel:bulletins", plan=EXTENSION)


@pytest.mark.clause("emetrotel:bulletins")
def test_a_product_without_a_bulletin_waits_for_it() -> None:
    unheard = UNIT.being(class_="prototype")
    expect(unheard.ask("purchase", "2024-01-10", EXTENSION), "missing", "emetrotel:bulletins", missing=["bulletin"])
    expect(UNIT.ask("purchase", "2024-01-10", EXTENSION), "yes", "emetrotel:bulletins")
    expect(UNIT.cover(IN_TERM), "yes", plan="hardware", omits=["emetrotel:bulletins"])


LETTERS = {
    "b": ["other-product"],
    "c": [
        "accident",
        "misuse",
        "liquid",
        "fire",
        "lightning",
        "power",
        "disaster",
        "war",
        "transit",
        "relocation",
        "environment",
    ],
    "d": ["against-instructions", "cleaning"],
    "e": ["unauthorised-service", "third-party-work"],
    "g": ["wear", "ageing"],
}
ALL_LETTERS = [f"emetrotel:hw-exclusions.{letter}" for letter in "abcdefgh"]


def excluded(answer: Answer, letter: str) -> None:
    """Refused with that letter and no other."""
    clause = f"emetrotel:hw-exclusions.{letter}"
    expect(answer, "no", clause, "emetrotel:hw-exclusions", omits=[other for other in ALL_LETTERS if other != clause])


def by_cause(letter: str) -> None:
    held = UNIT.having(bought(EXTENSION, "2024-01-10"))
    for cause in LETTERS[letter]:
        for by in ("clinic", "anybody"):
            excluded(UNIT.cover(IN_TERM, cause=cause, by=by), letter)
        excluded(held.cover("2024-06-01", cause=cause), letter)
    expect(UNIT.cover(IN_TERM), "yes", omits=ALL_LETTERS)


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.a")
def test_a_consumables_unless_the_failure_is_a_defect() -> None:
    for part in ("battery", "fuse"):
        expect(
            UNIT.cover(IN_TERM, part=part, cause="wear"), "no", "emetrotel:hw-exclusions.a", "emetrotel:hw-exclusions.g"
        )
        for cause in ("defect", "workmanship"):
            expect(UNIT.cover(IN_TERM, part=part, cause=cause), "yes", "emetrotel:hw-exclusions.a")
    expect(UNIT.cover(IN_TERM), "yes", omits=ALL_LETTERS)


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.b")
def test_b_other_products() -> None:
    by_cause("b")


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.c")
def test_c_from_outside() -> None:
    by_cause("c")


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.d")
def test_d_against_the_guidelines() -> None:
    by_cause("d")


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.e")
def test_e_service_by_others() -> None:
    by_cause("e")
    served = UNIT.having(event("serviced", "2023-08-01", by="handyman", certified=False))
    expect(served.cover(IN_TERM), "yes", omits=ALL_LETTERS)


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.f")
def test_f_altered_without_permission() -> None:
    excluded(UNIT.having(event("modified", "2023-08-01", approved=False)).cover(IN_TERM), "f")
    expect(UNIT.having(event("modified", "2023-08-01", approved=True)).cover(IN_TERM), "yes", omits=ALL_LETTERS)
    excluded(UNIT.cover(IN_TERM, cause="modification"), "f")


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.g")
def test_g_wear_and_age() -> None:
    by_cause("g")


@pytest.mark.clause("emetrotel:hw-exclusions", "emetrotel:hw-exclusions.h")
def test_h_serial_removed() -> None:
    excluded(UNIT.having(event("serial-removed", "2023-08-01")).cover(IN_TERM), "h")
    expect(UNIT.having(event("serial-removed", "2023-10-01")).cover(IN_TERM), "yes", omits=ALL_LETTERS)


# -- when cover has ended ----------------------------------------------------------------------------------------------


@pytest.mark.clause("emetrotel:registry-check")
def test_whoever_asks_is_told_at_once_that_there_is_no_cover_and_what_restores_it() -> None:
    for answer in (UNIT.cover(OVER), UNIT.ask("respond-by", OVER), UNIT.ask("remote-access", OVER)):
        expect(
            answer, "no", "emetrotel:registry-check", next=[{"what": "notice", "clause": "emetrotel:registry-check"}]
        )
    for ask in ("respond-by", "remote-access"):
        restore = {"what": "quote", "offers": ["standard"], "amount": "480.00", "clause": "emetrotel:registry-check"}
        expect(UNIT.ask(ask, OVER), "no", next=[restore])
    expect(UNIT.cover(IN_TERM), "yes", omits=["emetrotel:registry-check"])
    expect(UNIT.cover(IN_TERM, cause="wear"), "no", omits=["emetrotel:registry-check"])
    hardware_alone = UNIT.having(bought(EXTENSION, "2024-01-10")).ask("respond-by", OVER)
    told = [step["what"] for step in hardware_alone["next"] if step["clause"] == "emetrotel:registry-check"]
    assert told == ["quote"]


@pytest.mark.clause("emetrotel:remote-gate")
def test_no_remote_access_from_the_first_moment_after_expiry() -> None:
    expect(UNIT.ask("remote-access", LAST_MINUTE), "yes", "emetrotel:remote-gate")
    expect(UNIT.ask("remote-access", NEXT_MINUTE), "no", "emetrotel:remote-gate")
    renewed = UNIT.having(event("renewed", "2024-04-20", plan="standard"))
    expect(renewed.ask("remote-access", NEXT_MINUTE), "yes", "emetrotel:remote-gate")
    expect(UNIT.cover(IN_TERM), "yes", omits=["emetrotel:remote-gate"])


@pytest.mark.clause("emetrotel:opened-before-expiry")
def test_the_minute_the_ticket_was_opened_counts() -> None:
    expect(support(UNIT, LAST_MINUTE), "yes", plan="standard", omits=["emetrotel:opened-before-expiry"])
    told = {"what": "notice", "clause": "emetrotel:opened-before-expiry"}
    expect(support(UNIT, NEXT_MINUTE), "no", "emetrotel:opened-before-expiry", next=[told])
    expect(UNIT.ask("respond-by", LAST_MINUTE), "yes", omits=["emetrotel:opened-before-expiry"])
    expect(UNIT.ask("respond-by", NEXT_MINUTE), "no", "emetrotel:opened-before-expiry", next=[told])
    later = UNIT.having(event("renewed", "2024-06-01", plan="standard"))
    expect(support(later, NEXT_MINUTE), "no", "emetrotel:opened-before-expiry")
