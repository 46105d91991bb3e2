"""The clauses of iDesign at engine level: both sides of each boundary, and the clause cited where it played a part.

Enhanced warranties have a file of their own; here are the words, the exclusions, Standard and the rest.
"""

import pytest

from tests.histories import event, expect, program
from tests.programs.idesign import ADVANCED, BOARD, ONSITE, plan

# -- I. words ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:I.customer")
def test_a_dealers_own_claim_is_refused() -> None:
    stock = BOARD.changed("purchased", by="dealer", for_resale=True)
    expect(stock.cover("2024-01-15", by="dealer"), "no", "idesign:I.customer")
    sold_on = stock.having(event("transferred", "2023-05-09", to="oak"))
    expect(sold_on.cover("2024-01-15", by="oak"), "yes", "idesign:I.customer", plan="standard")
    expect(sold_on.cover("2024-01-15", by="dealer"), "no", "idesign:I.customer")
    expect(BOARD.cover("2024-01-15"), "yes", plan="standard")
    second = sold_on.having(event("transferred", "2023-12-01", to="elm"))
    expect(second.cover("2024-01-15", by="elm"), "no", "idesign:III")


@pytest.mark.clause("idesign:I.location")
def test_the_place_is_that_of_installation_or_shipment_and_a_conflict_is_a_persons() -> None:
    unit = BOARD.having(*plan(ONSITE))
    expect(unit.cover("2024-01-15"), "yes", "idesign:I.location", plan=ONSITE)
    shipped = unit.changed("delivered", location="main").changed("installed", location=None)
    expect(shipped.cover("2024-01-15"), "yes", "idesign:I.location", plan=ONSITE)
    assert {"fact": "delivered.location", "value": "main"}.items() <= _fact(
        shipped.cover("2024-01-15"), "delivered.location"
    ).items()
    expect(shipped.cover("2024-01-15", location="annex"), "yes", "idesign:I.location", plan="standard")
    agreeing = unit.changed("delivered", location="main")
    expect(agreeing.cover("2024-01-15"), "yes", plan=ONSITE)
    differing = unit.changed("delivered", location="depot")
    answer = differing.cover("2024-01-15")
    expect(answer, "person", "idesign:I.location", plan=ONSITE, at_least="standard")
    assert answer["person"]["clauses"] == ["idesign:I.location"]
    ruled = differing.having(
        event("ruled", "2024-01-10", clause="idesign:I.location", outcome="yes", role="warranty-manager")
    )
    expect(ruled.cover("2024-01-15"), "yes", "idesign:I.location", plan=ONSITE)


def _fact(answer: dict, name: str) -> dict:
    return next(fact for fact in answer["facts"] if fact["fact"] == name)


@pytest.mark.clause("idesign:I.installation-date")
def test_the_day_of_installation_falls_back_to_the_delivery() -> None:
    unit = BOARD.having(*plan(ONSITE))
    known = unit.cover("2024-01-15")
    expect(known, "yes", "idesign:I.installation-date", plan=ONSITE, starts="2023-05-20", ends="2026-05-19")
    not_found_out = unit.changed("installed", on=None)
    expect(
        not_found_out.cover("2024-01-15"), "yes", "idesign:I.installation-date", starts="2023-05-10", ends="2026-05-09"
    )
    never_recorded = unit.without("installed").cover("2024-01-15", location=None)
    expect(never_recorded, "missing", missing=["installed"])
    set_by_staff = not_found_out.having(
        event("installed", "2023-05-25", location="main", accreditation="certified", recorded="2023-12-01")
    )
    expect(set_by_staff.cover("2024-01-15"), "yes", "idesign:I.installation-date", starts="2023-05-25")
    expect(BOARD.cover("2024-01-15"), "yes", plan="standard", omits=["idesign:I.installation-date"])


@pytest.mark.clause("idesign:I.purchase-date")
def test_the_day_on_the_invoice_counts_not_the_day_of_entry() -> None:
    unit = BOARD.changed("purchased", on="2023-05-02", recorded="2023-05-30")
    expect(unit.ask("purchase", "2023-05-02", "promo-1y"), "yes", "idesign:I.purchase-date", "idesign:IV.J")
    expect(unit.ask("purchase", "2023-05-30", "promo-1y"), "no", "idesign:I.purchase-date", "idesign:IV.J")
    expect(unit.ask("purchase", "2023-06-01", ONSITE), "yes", omits=["idesign:I.purchase-date"])


@pytest.mark.clause("idesign:I.registration-date")
def test_a_draft_registration_does_not_count_and_completing_it_does() -> None:
    draft = BOARD.changed("registered", complete=False).having(event("plan-purchased", "2023-06-01", plan=ONSITE))
    expect(
        draft.ask("activate", "2023-06-10", ONSITE), "missing", "idesign:I.registration-date", missing=["registered"]
    )
    done = draft.having(event("registered", "2023-06-09", via="gid", complete=True))
    expect(done.ask("activate", "2023-06-10", ONSITE), "yes", "idesign:I.registration-date")
    expect(done.ask("activate", "2023-06-08", ONSITE), "missing", "idesign:I.registration-date")


@pytest.mark.clause("idesign:I.first-use")
def test_first_use_is_the_installation_by_a_certified_installer_or_the_day_named() -> None:
    dead = {"non_functional": True, "diagnosed": "remote"}
    registered = BOARD.changed("installed", accreditation="accredited")
    answer = registered.cover("2023-05-20", first_use="2023-07-01", **dead)
    expect(answer, "yes", "idesign:I.first-use", level="advanced-replacement")
    other = BOARD.changed("installed", accreditation="registered")
    expect(
        other.cover("2023-07-05", first_use="2023-07-01", **dead),
        "yes",
        "idesign:I.first-use",
        level="return-for-repair",
    )
    expect(other.cover("2023-07-05", **dead), "missing", "idesign:I.first-use", missing=["first_use"])
    unregistered = BOARD.without("registered")
    expect(unregistered.cover("2023-05-25", **dead), "missing", "idesign:I.first-use", missing=["first_use"])
    expect(BOARD.cover("2023-05-25"), "yes", omits=["idesign:I.first-use"])


@pytest.mark.clause("idesign:I.start-standard")
def test_standard_starts_on_delivery() -> None:
    expect(BOARD.cover("2023-05-10"), "yes", "idesign:I.start-standard", plan="standard", starts="2023-05-10")
    undelivered = BOARD.without("delivered")
    expect(undelivered.cover("2023-06-01"), "missing", "idesign:I.start-standard", missing=["delivered"])
    before = BOARD.changed("delivered", on="2023-05-10").cover("2023-05-09")
    expect(before, "missing", "idesign:I.start-standard", missing=["delivered"])


@pytest.mark.clause("idesign:I.entitlements")
def test_route_and_territory_decide_what_a_registration_opens() -> None:
    unit = BOARD.having(event("plan-purchased", "2023-06-01", plan=ONSITE))
    by_customer = unit.changed("registered", via="eur")
    cases = [
        (by_customer, "GB", "missing"),
        (by_customer, "MX", "yes"),
        (unit, "MX", "missing"),
        (unit, "GB", "yes"),
        (unit, "US", "yes"),
    ]
    for one, region, verdict in cases:
        answer = one.being(region=region).ask("activate", "2023-06-10", ONSITE)
        cited = ["idesign:I.entitlements"] if verdict == "missing" else []
        expect(answer, verdict, *cited, omits=[] if cited else ["idesign:I.entitlements"])
    open_way = by_customer.being(region="GB").having(event("registered", "2023-06-08", via="gid", complete=True))
    expect(open_way.ask("activate", "2023-06-10", ONSITE), "yes")


@pytest.mark.clause("idesign:I.GID")
def test_where_no_way_to_register_is_open_a_person_records_the_product() -> None:
    unit = BOARD.having(event("plan-purchased", "2023-06-01", plan=ONSITE)).without("registered")
    answer = unit.being(region="AQ").ask("activate", "2023-06-10", ONSITE)
    expect(answer, "person", "idesign:I.GID", person={"role": "registrar-desk"})
    expect(unit.being(region="GB").ask("activate", "2023-06-10", ONSITE), "missing", omits=["idesign:I.GID"])
    registered = BOARD.having(event("plan-purchased", "2023-06-01", plan=ONSITE)).being(region="AQ")
    expect(registered.ask("activate", "2023-06-10", ONSITE), "yes", omits=["idesign:I.GID"])


@pytest.mark.clause("idesign:I.term")
def test_the_length_is_read_from_the_table() -> None:
    for name, ends in ((ONSITE, "2026-05-19"), (ADVANCED, "2026-05-19")):
        answer = BOARD.having(*plan(name)).cover("2024-06-01")
        expect(answer, "yes", "idesign:I.term", plan=name, starts="2023-05-20", ends=ends)
    promotion = BOARD.having(*plan("promo-1y", "2023-05-02", "2023-05-21"))
    expect(promotion.cover("2024-06-01"), "yes", "idesign:I.term", plan="promo-1y", ends="2025-05-19")
    expect(promotion.cover("2025-05-20"), "no", "idesign:I.term")
    projector = BOARD.being(class_="projector").having(*plan(ONSITE))
    expect(projector.cover("2026-05-19"), "yes", "idesign:I.term")
    expect(projector.cover("2026-05-20"), "no", "idesign:I.term")
    expect(BOARD.cover("2024-01-15"), "yes", plan="standard", omits=["idesign:I.term"])


# -- II. for all warranties --------------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:II.A")
def test_standard_is_a_year_of_return_for_repair_for_every_product() -> None:
    for kind in ("board", "projector", "stand", "pen"):
        answer = BOARD.being(class_=kind).cover("2024-05-09")
        expect(answer, "yes", "idesign:II.A", plan="standard", level="return-for-repair", ends="2024-05-09")
        assert answer["remedies"] == ["repair", "replacement"]
    expect(BOARD.cover("2024-05-10"), "no", "idesign:II.A")
    standing = BOARD.standing("2024-01-15")
    expect(standing, "yes", "idesign:II.A", plan="standard")
    assert {"by", "part", "cause"} <= set(standing["assumed"])


@pytest.mark.clause("idesign:II.C")
def test_the_limit_of_liability_is_the_price_paid_with_standard_service() -> None:
    unit = BOARD.having(*plan(ONSITE))
    answer = unit.cover("2024-01-15", cause="fire", disputed="yes")
    expect(answer, "no", "idesign:II.C")
    notice = next(step for step in answer["next"] if step["clause"] == "idesign:II.C")
    assert (notice["what"], notice["to"], notice["amount"], notice["currency"]) == ("notice", "staff", "340.00", "USD")
    both = unit.having(*plan(ADVANCED, "2023-06-05", "2023-06-10")).cover("2024-01-15", cause="fire", disputed="yes")
    assert sorted(step["amount"] for step in both["next"] if step["clause"] == "idesign:II.C") == ["190.00", "340.00"]
    expect(unit.cover("2024-01-15", cause="fire"), "no", omits=["idesign:II.C"])
    expect(unit.cover("2024-01-15", disputed="yes"), "yes", omits=["idesign:II.C"])
    for name, amount, at in (
        ("promo-1y", "60.00", "2023-05-02"),
        ("multicare-onsite-3y-stand", "420.00", "2023-06-01"),
    ):
        owed = BOARD.having(*plan(name, at)).cover("2024-01-15", cause="fire", disputed="yes")
        assert [step["amount"] for step in owed["next"] if step["clause"] == "idesign:II.C"] == [amount]


@pytest.mark.clause("idesign:II.C.losses")
def test_a_claim_for_loss_is_refused_and_grave_harm_is_a_persons() -> None:
    for loss in ("data", "goodwill", "business", "consequential"):
        expect(BOARD.cover("2024-01-15", loss=loss), "no", "idesign:II.C.losses")
    for loss in ("death", "injury", "gross-negligence"):
        answer = BOARD.cover("2024-01-15", loss=loss)
        expect(answer, "person", "idesign:II.C.losses")
        assert answer["person"]["role"] == "legal-officer"
    expect(BOARD.cover("2024-01-15"), "yes", omits=["idesign:II.C.losses"])


@pytest.mark.clause("idesign:II.F.1")
def test_a_unit_from_an_unrecognised_seller_has_no_cover_and_no_plan() -> None:
    grey = BOARD.changed("purchased", channel="unrecognised")
    expect(grey.cover("2024-01-15"), "no", "idesign:II.F.1")
    expect(grey.ask("purchase", "2023-06-01", ONSITE), "no", "idesign:II.F.1")
    bought = grey.having(event("plan-purchased", "2023-06-01", plan=ONSITE))
    expect(bought.ask("activate", "2023-06-10", ONSITE), "no", "idesign:II.F.1")
    expect(BOARD.changed("purchased", channel="direct").cover("2024-01-15"), "yes", omits=["idesign:II.F.1"])
    expect(
        BOARD.changed("purchased", channel=None).cover("2024-01-15"), "missing", "idesign:II.F.1", missing=["channel"]
    )


@pytest.mark.clause("idesign:II.F.2")
def test_a_changed_or_built_in_unit_is_excluded() -> None:
    expect(BOARD.having(event("modified", "2023-11-01", approved=False)).cover("2024-01-15"), "no", "idesign:II.F.2")
    expect(
        BOARD.having(event("modified", "2023-11-01", approved=True)).cover("2024-01-15"),
        "yes",
        omits=["idesign:II.F.2"],
    )
    expect(BOARD.cover("2024-01-15", cause="modification"), "no", "idesign:II.F.2")
    expect(BOARD.cover("2024-01-15", used_as="component"), "no", "idesign:II.F.2")
    expect(BOARD.cover("2024-01-15", used_as="itself"), "yes", omits=["idesign:II.F.2"])


BY_CAUSE = {
    "II.F.3": ["against-instructions"],
    "II.F.4": [
        "accident",
        "liquid",
        "misuse",
        "fire",
        "disaster",
        "lightning",
        "war",
        "relocation",
        "transit",
        "power",
        "environment",
    ],
    "II.F.5": ["installation", "configuration", "technician-error", "unauthorised-service", "third-party-work"],
    "II.F.6": ["cleaning"],
    "II.F.9": ["other-product", "other-software"],
    "V.A.2": ["removal"],
}


def _excluded_by_cause(clause: str) -> None:
    """Each cause of a clause is refused, under every plan, with that exclusion and no other."""
    others = [f"idesign:{other}" for other in BY_CAUSE if other != clause]
    for unit in (BOARD, BOARD.having(*plan(ONSITE))):
        for cause in BY_CAUSE[clause]:
            expect(unit.cover("2024-01-15", cause=cause), "no", f"idesign:{clause}", omits=others)
        expect(unit.cover("2024-01-15"), "yes", omits=[f"idesign:{clause}", *others])


@pytest.mark.clause("idesign:II.F.3")
def test_against_the_instructions() -> None:
    _excluded_by_cause("II.F.3")


@pytest.mark.clause("idesign:II.F.4")
def test_damage_each_cause_by_name() -> None:
    _excluded_by_cause("II.F.4")
    dead = BOARD.cover("2023-05-20", cause="transit", non_functional=True, first_use="2023-05-20", diagnosed="remote")
    expect(dead, "no", "idesign:II.F.4")


@pytest.mark.clause("idesign:II.F.5")
def test_substandard_work_by_anyone() -> None:
    _excluded_by_cause("II.F.5")
    for standing in ("certified", "accredited", "registered", "none"):
        unit = BOARD.changed("installed", accreditation=standing).having(*plan(ONSITE))
        expect(unit.cover("2024-01-15", cause="installation"), "no", "idesign:II.F.5", omits=["idesign:IV.N"])


@pytest.mark.clause("idesign:II.F.6")
def test_cleaning() -> None:
    _excluded_by_cause("II.F.6")


@pytest.mark.clause("idesign:II.F.9")
def test_other_makers_products() -> None:
    _excluded_by_cause("II.F.9")


@pytest.mark.clause("idesign:V.A.2")
def test_a_failure_from_taking_it_down() -> None:
    _excluded_by_cause("V.A.2")
    needed = [s for s in program("idesign").latest.clauses["V.A.2"].statements if s.kind.name == "needs"]
    assert [list(s.subject) for s in needed] == [["removed_by"]]


@pytest.mark.clause("idesign:II.F.7")
def test_brackets_and_fittings() -> None:
    for part in ("bracket", "fitting", "mount"):
        expect(BOARD.cover("2024-01-15", part=part), "no", "idesign:II.F.7", omits=["idesign:II.F.8"])
    expect(BOARD.cover("2024-01-15"), "yes", omits=["idesign:II.F.7"])


@pytest.mark.clause("idesign:II.F.8")
def test_consumables_by_part_and_an_unnamed_one_is_a_persons() -> None:
    for part in ("battery", "fuse", "connector", "trim", "button", "cable", "power-supply", "pen-nib"):
        expect(BOARD.cover("2024-01-15", part=part), "no", "idesign:II.F.8", omits=["idesign:II.F.7"])
    answer = BOARD.cover("2024-01-15", part="lamp")
    expect(answer, "person", "idesign:II.F.8", omits=["idesign:II.F.7"])
    assert answer["person"]["role"] == "warranty-manager"
    expect(BOARD.cover("2024-01-15"), "yes", omits=["idesign:II.F.8"])


# -- III. Standard -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:III.promise")
def test_a_departure_from_the_specifications_is_covered_and_wear_is_not() -> None:
    for cause in ("defect", "workmanship", "non-conformance"):
        expect(BOARD.cover("2024-01-15", cause=cause), "yes", "idesign:III.promise", plan="standard")
    for cause in ("wear", "ageing"):
        expect(BOARD.cover("2024-01-15", cause=cause), "no", "idesign:III.promise")
    expect(BOARD.cover("2024-01-15", cause="fire"), "no", "idesign:II.F.4", omits=["idesign:III.promise"])


@pytest.mark.clause("idesign:III")
def test_standard_is_for_the_first_customer_alone() -> None:
    handed_on = BOARD.having(event("transferred", "2023-12-01", to="elm"))
    expect(handed_on.cover("2024-01-15", by="elm"), "no", "idesign:III")
    expect(handed_on.cover("2024-01-15", by="oak"), "yes", "idesign:III")
    expect(BOARD.ask("transfer", "2023-12-01", "standard", to="elm"), "no", "idesign:III")
    enhanced = handed_on.having(*plan(ONSITE)).cover("2025-01-15", by="elm")
    expect(enhanced, "no", "idesign:IV.A")


@pytest.mark.clause("idesign:registration-extension")
def test_a_named_role_grants_the_extension_for_a_registered_product() -> None:
    answer = BOARD.ask("purchase", "2024-01-15", "registration-extension")
    expect(answer, "person", "idesign:registration-extension")
    assert answer["person"]["role"] == "warranty-manager"
    ruled = event(
        "ruled",
        "2024-01-20",
        clause="idesign:registration-extension",
        outcome="yes",
        role="warranty-manager",
        reason="goodwill",
    )
    granted = BOARD.having(ruled)
    expect(
        granted.cover("2024-05-10"),
        "yes",
        "idesign:registration-extension",
        plan="registration-extension",
        starts="2024-05-10",
    )
    expect(
        granted.cover("2025-05-09"),
        "yes",
        "idesign:registration-extension",
        level="return-for-repair",
        ends="2025-05-09",
    )
    expect(granted.cover("2025-05-10"), "no", "idesign:registration-extension")
    expect(
        granted.without("registered").cover("2024-06-01"),
        "missing",
        "idesign:registration-extension",
        missing=["registered"],
    )
    refused = BOARD.having({**ruled, "outcome": "no"})
    expect(refused.cover("2024-05-10"), "no", omits=["idesign:registration-extension"])
    poor_work = granted.changed("installed", accreditation="none")
    expect(poor_work.cover("2024-06-01", cause="workmanship"), "person", "idesign:IV.N", plan="registration-extension")
    expect(granted.cover("2024-06-01", by="elm"), "no", "idesign:III")
