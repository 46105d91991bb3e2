"""The clauses of iDesign's enhanced warranties at engine level: windows, places, stands, money back, levels."""

import pytest

from tests.histories import Answer, Unit, event, expect, program
from tests.programs.idesign import ADVANCED, BOARD, ONSITE, PROMO, STAND, plan
from warrantor.core.terms.checks import check

ENHANCED = (ADVANCED, ONSITE, STAND, PROMO)


@pytest.mark.clause("idesign:I.start-enhanced")
def test_activation_within_sixty_days_of_installation() -> None:
    bought = BOARD.having(event("plan-purchased", "2023-07-01", plan=ONSITE))
    expect(bought.ask("activate", "2023-07-19", ONSITE), "yes", "idesign:I.start-enhanced")
    expect(bought.ask("activate", "2023-07-20", ONSITE), "no", "idesign:I.start-enhanced", omits=["idesign:IV.I"])
    in_time = bought.having(event("activated", "2023-07-19", plan=ONSITE))
    expect(in_time.cover("2024-01-15"), "yes", "idesign:I.start-enhanced", plan=ONSITE, starts="2023-05-20")
    late = bought.having(event("activated", "2023-07-20", plan=ONSITE)).cover("2024-01-15")
    expect(late, "yes", "idesign:I.start-enhanced", plan="standard", others=[{"plan": ONSITE, "reason": "barred"}])
    expect(bought.cover("2024-01-15"), "yes", "idesign:I.start-enhanced", plan="standard")
    expect(BOARD.cover("2024-01-15"), "yes", omits=["idesign:I.start-enhanced"])


@pytest.mark.clause("idesign:IV.A")
def test_no_transfer_to_another_product_customer_or_place() -> None:
    for name in ENHANCED:
        unit = BOARD.having(*plan(name))
        expect(unit.ask("transfer", "2023-12-01", name, to="elm"), "no", "idesign:IV.A")
    unit = BOARD.having(*plan(ONSITE))
    handed_on = unit.having(event("transferred", "2023-12-01", to="elm")).cover("2025-01-15", by="elm")
    expect(handed_on, "no", "idesign:IV.A")
    moved = unit.having(event("relocated", "2023-12-01", location="annex")).cover("2024-01-15")
    expect(moved, "yes", "idesign:IV.A", plan="standard")
    back = unit.having(
        event("relocated", "2023-12-01", location="annex"), event("relocated", "2023-12-20", location="main")
    )
    expect(back.cover("2024-01-15"), "yes", plan=ONSITE)


@pytest.mark.clause("idesign:IV.A")
def test_a_replacement_unit_takes_the_place_of_the_one_it_replaces() -> None:
    stand_in = BOARD.having(*plan(ONSITE), event("replaces", "2023-09-01", serial="OLD", ends="2026-01-31"))
    expect(stand_in.cover("2024-06-15"), "yes", "idesign:VI.equal", plan=ONSITE, ends="2026-01-31")


@pytest.mark.clause("idesign:IV.C")
def test_only_at_the_registered_place() -> None:
    unit = BOARD.having(*plan(ONSITE))
    expect(unit.cover("2024-01-15"), "yes", "idesign:IV.C", plan=ONSITE)
    away = unit.cover("2024-01-15", location="annex")
    expect(away, "yes", "idesign:IV.C", plan="standard", others=[{"plan": ONSITE, "reason": "barred"}])
    expect(unit.cover("2024-06-15", location="annex"), "no", "idesign:IV.C")
    expect(BOARD.cover("2024-01-15", location="annex"), "yes", plan="standard", omits=["idesign:IV.C"])
    unactivated = BOARD.being(serial="OTHER").cover("2024-06-15")
    expect(unactivated, "no", "idesign:II.A", omits=["idesign:IV.C"])


@pytest.mark.clause("idesign:IV.D")
def test_the_territory_of_installation_chooses_the_variant() -> None:
    unit = BOARD.having(*plan(ONSITE))
    elsewhere = unit.being(region="AQ").cover("2024-01-15")
    expect(elsewhere, "yes", "idesign:IV.D", plan=ONSITE, next=[{"what": "notice", "clause": "idesign:IV.D"}])
    for region in ("US", "GB", "AU"):
        expect(unit.being(region=region).cover("2024-01-15"), "yes", omits=["idesign:IV.D"])
    expect(unit.cover("2024-01-15"), "yes", omits=["idesign:IV.D"])


# -- stands ------------------------------------------------------------------------------------------------------------

UNDER_STAND_PLAN = BOARD.having(*plan(STAND))
ACTUATOR = {"part": "actuator", "stand_kind": "mobile", "attached_to": "self"}


def _stand(unit: Unit = UNDER_STAND_PLAN, **claim: str | None) -> Answer:
    return unit.cover("2024-08-01", **{**ACTUATOR, **claim})


@pytest.mark.clause("idesign:IV.EFG", "idesign:IV.EFG.E")
def test_which_stands_and_under_which_plan() -> None:
    for kind in ("mobile", "adjustable"):
        expect(_stand(stand_kind=kind), "yes", "idesign:IV.EFG.E", plan=STAND, level="on-site")
    expect(_stand(stand_kind="fixed"), "no", "idesign:IV.EFG.E", omits=["idesign:IV.EFG.F", "idesign:IV.EFG.G"])
    expect(_stand(stand_kind=None), "missing", "idesign:IV.EFG.E", missing=["stand_kind"])
    for name in (ONSITE, ADVANCED):
        expect(_stand(BOARD.having(*plan(name))), "no", "idesign:IV.EFG.E")
        expect(_stand(BOARD.having(*plan(name)), part="panel", attached_to=None), "no", "idesign:IV.EFG.E")
    expect(_stand(BOARD.having(*plan(PROMO, "2023-05-02", "2023-05-20"))), "no", "idesign:IV.EFG.E")
    panel = UNDER_STAND_PLAN.cover("2024-08-01")
    expect(panel, "yes", plan=STAND, omits=["idesign:IV.EFG.F", "idesign:IV.EFG.G"])


@pytest.mark.clause("idesign:IV.EFG", "idesign:IV.EFG.E")
def test_plans_are_for_boards_and_projectors() -> None:
    for kind, verdict in (("board", "yes"), ("projector", "yes"), ("pen", "no"), ("stand", "no")):
        expect(BOARD.being(class_=kind).ask("purchase", "2023-06-01", ONSITE), verdict, "idesign:IV.EFG.E")
    expect(BOARD.being(class_="stand").ask("purchase", "2023-06-01", STAND), "yes", "idesign:IV.EFG.E")
    held = BOARD.being(class_="pen").having(*plan(ONSITE))
    expect(held.cover("2024-08-01"), "no", "idesign:IV.EFG.E")


@pytest.mark.clause("idesign:IV.EFG", "idesign:IV.EFG.F")
def test_attached_to_what_is_registered() -> None:
    for carried in ("self", "U-1"):
        expect(_stand(attached_to=carried), "yes", "idesign:IV.EFG.F")
    for carried in ("none", "X-9"):
        expect(_stand(attached_to=carried), "no", "idesign:IV.EFG.F", omits=["idesign:IV.EFG.E", "idesign:IV.EFG.G"])
    expect(_stand(attached_to=None), "missing", "idesign:IV.EFG.F", missing=["attached_to"])
    itself = UNDER_STAND_PLAN.being(class_="stand")
    checked = _stand(itself, attached_to="X-9")
    expect(checked, "person", "idesign:IV.EFG.F")
    assert checked["person"]["role"] == "support-agent"
    expect(_stand(itself, attached_to="none"), "no", "idesign:IV.EFG.F")


@pytest.mark.clause("idesign:IV.EFG", "idesign:IV.EFG.G")
def test_only_the_actuator_and_the_whole_stand_is_a_persons_choice() -> None:
    expect(_stand(), "yes", "idesign:IV.EFG.G")
    for part in ("caster", "column", "stand-motor"):
        expect(_stand(part=part), "no", "idesign:IV.EFG.G", omits=["idesign:IV.EFG.E", "idesign:IV.EFG.F"])
    whole = _stand(part="whole-stand")
    expect(whole, "person", "idesign:IV.EFG.G")
    assert whole["person"]["role"] == "warranty-manager"


@pytest.mark.clause("idesign:IV.EFG")
def test_a_claim_that_names_a_stand_is_about_it() -> None:
    """What makes a claim one about a stand is said by the whole clause, and cited with its letters."""
    bare = UNDER_STAND_PLAN.cover("2024-08-01", part="caster")
    expect(bare, "no", "idesign:IV.EFG.G")
    assert "idesign:IV.EFG" in bare["clauses"]
    named = BOARD.having(*plan(ONSITE)).cover("2024-08-01", stand_kind="mobile")
    expect(named, "no", "idesign:IV.EFG.E")
    assert "idesign:IV.EFG" in named["clauses"]


# -- buying, giving back, changing -------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:IV.H")
def test_a_refund_within_thirty_days_and_without_a_claim() -> None:
    unit = BOARD.having(*plan(ONSITE))
    day_30 = unit.ask("refund", "2023-07-01", ONSITE)
    expect(day_30, "yes", "idesign:IV.H", next=[{"what": "refer", "clause": "idesign:IV.H"}])
    expect(unit.ask("refund", "2023-07-02", ONSITE), "no", "idesign:IV.H")
    claimed = unit.having(event("claimed", "2023-06-15", plan=ONSITE))
    expect(claimed.ask("refund", "2023-06-20", ONSITE), "no", "idesign:IV.H")
    expect(unit.ask("refund", "2023-06-14", ONSITE), "yes", "idesign:IV.H")
    direct = unit.changed("purchased", channel="direct").ask("refund", "2023-06-20", ONSITE)
    expect(direct, "yes", "idesign:IV.H", next=[])
    expect(BOARD.ask("refund", "2023-06-20", ONSITE), "no", omits=["idesign:IV.H"])


@pytest.mark.clause("idesign:IV.I")
def test_bought_within_ninety_days_and_activated_within_ninety() -> None:
    expect(BOARD.ask("purchase", "2023-08-18", ONSITE), "yes", "idesign:IV.I")
    expect(BOARD.ask("purchase", "2023-08-19", ONSITE), "no", "idesign:IV.I")
    expect(BOARD.without("installed").ask("purchase", "2023-12-01", ONSITE), "yes")
    early = BOARD.changed("installed", on="2023-06-20").having(event("plan-purchased", "2023-05-02", plan=ONSITE))
    expect(early.ask("activate", "2023-07-31", ONSITE), "yes", "idesign:IV.I", "idesign:I.start-enhanced")
    expect(early.ask("activate", "2023-08-01", ONSITE), "no", "idesign:IV.I", omits=["idesign:I.start-enhanced"])
    late = early.having(event("activated", "2023-08-01", plan=ONSITE)).cover("2024-01-15")
    expect(late, "yes", "idesign:IV.I", plan="standard", others=[{"plan": ONSITE, "reason": "barred"}])
    bought_late = BOARD.having(*plan(ONSITE, "2023-08-19", "2023-07-01"))
    expect(bought_late.cover("2025-01-15"), "no", "idesign:IV.I")


@pytest.mark.clause("idesign:IV.I")
def test_a_plan_that_can_no_longer_be_activated_is_warned_of_at_sale() -> None:
    in_time = BOARD.ask("purchase", "2023-07-19", ONSITE)
    expect(in_time, "yes", next=[])
    late = BOARD.ask("purchase", "2023-07-20", ONSITE)
    expect(late, "yes", "idesign:IV.I", next=[{"what": "notice", "clause": "idesign:IV.I"}])
    sold = BOARD.having(event("plan-purchased", "2023-07-20", plan=ONSITE))
    expect(sold.ask("activate", "2023-07-20", ONSITE), "no", "idesign:I.start-enhanced")


@pytest.mark.clause("idesign:IV.I")
def test_both_windows_hold_and_the_document_says_why() -> None:
    settled = [s for s in program("idesign").latest.clauses["IV.I"].statements if s.kind.name == "settles"]
    assert [(list(s.subject), s.fields["by"]) for s in settled] == [(["I.start-enhanced", "IV.I"], "both")]
    assert settled[0].fields["because"]
    assert not check(program("idesign").latest).errors or all(
        p.clause != "IV.I" for p in check(program("idesign").latest).errors
    )
    between = BOARD.having(event("plan-purchased", "2023-08-01", plan=ONSITE)).ask("activate", "2023-08-10", ONSITE)
    expect(between, "no", "idesign:I.start-enhanced", omits=["idesign:IV.I"])


@pytest.mark.clause("idesign:IV.J")
def test_the_promotion_only_with_the_product() -> None:
    expect(BOARD.ask("purchase", "2023-05-02", PROMO), "yes", "idesign:IV.J")
    expect(BOARD.ask("purchase", "2023-05-03", PROMO), "no", "idesign:IV.J")
    held = BOARD.having(*plan(PROMO, "2023-05-03", "2023-05-21"))
    expect(held.cover("2024-06-01"), "no", "idesign:IV.J")
    expect(held.without("activated").ask("activate", "2023-05-21", PROMO), "no", "idesign:IV.J")
    after = BOARD.changed("purchased", on="2024-01-02").changed("installed", on="2024-01-20")
    expect(after.ask("purchase", "2024-01-02", PROMO), "no", "idesign:IV.J")
    last_day = BOARD.changed("purchased", on="2023-12-31").changed("installed", on="2024-01-20")
    expect(last_day.ask("purchase", "2023-12-31", PROMO), "yes", "idesign:IV.J")
    first_day = BOARD.changed("purchased", on="2022-12-31")
    expect(first_day.ask("purchase", "2022-12-31", PROMO), "no", "idesign:IV.J")
    expect(BOARD.ask("purchase", "2023-06-01", ONSITE), "yes", omits=["idesign:IV.J"])


@pytest.mark.clause("idesign:IV.K", "idesign:IV.J")
def test_once_for_each_product_except_by_promotion() -> None:
    expect(BOARD.ask("purchase", "2023-06-01", ONSITE), "yes", omits=["idesign:IV.K"])
    held = BOARD.having(event("plan-purchased", "2023-06-01", plan=ONSITE))
    for name in (ONSITE, ADVANCED, STAND):
        expect(held.ask("purchase", "2023-06-02", name), "no", "idesign:IV.K")
    refunded = held.having(event("refunded", "2023-06-05", plan=ONSITE))
    expect(refunded.ask("purchase", "2023-06-10", ADVANCED), "yes", omits=["idesign:IV.K"])
    with_product = BOARD.having(event("plan-purchased", "2023-05-02", plan=ONSITE))
    expect(with_product.ask("purchase", "2023-05-02", PROMO), "yes", "idesign:IV.K", "idesign:IV.J")


@pytest.mark.clause("idesign:IV.L")
def test_another_level_within_thirty_days_and_without_a_claim() -> None:
    unit = BOARD.having(*plan(ONSITE))
    expect(unit.ask("change-level", "2023-07-01", ONSITE, to=ADVANCED), "yes", "idesign:IV.L")
    expect(unit.ask("change-level", "2023-07-02", ONSITE, to=ADVANCED), "no", "idesign:IV.L")
    claimed = unit.having(event("claimed", "2023-06-15", plan=ONSITE))
    expect(claimed.ask("change-level", "2023-06-20", ONSITE, to=ADVANCED), "no", "idesign:IV.L")
    expect(unit.ask("change-level", "2023-06-20", ONSITE, to=PROMO), "no", "idesign:IV.L")


@pytest.mark.clause("idesign:IV.L")
def test_the_difference_in_price_is_charged_or_returned() -> None:
    prices = {ADVANCED: 190, ONSITE: 340, STAND: 420}
    for name in prices:
        for to in prices:
            if name == to:
                continue
            answer = BOARD.having(*plan(name)).ask("change-level", "2023-06-20", name, to=to)
            payer = "customer" if prices[to] > prices[name] else "vendor"
            amount = f"{abs(prices[to] - prices[name])}.00"
            assert [(c["payer"], c["amount"]) for c in answer["charges"]] == [(payer, amount)], (name, to)


@pytest.mark.clause("idesign:IV.L")
def test_a_changed_plan_keeps_its_start_and_gets_the_other_level() -> None:
    changed = BOARD.having(*plan(ADVANCED), event("level-changed", "2023-06-20", plan=ADVANCED, to=ONSITE))
    expect(changed.cover("2024-01-15"), "yes", plan=ONSITE, level="on-site", starts="2023-05-20")
    expect(changed.cover("2023-06-19"), "yes", plan=ADVANCED, level="advanced-replacement")


@pytest.mark.clause("idesign:IV.M")
def test_the_higher_level_takes_the_place_of_the_lower() -> None:
    levels = {ADVANCED: "advanced-replacement", ONSITE: "on-site", STAND: "on-site", PROMO: "return-for-repair"}
    for name, level in levels.items():
        bought = "2023-05-02" if name == PROMO else "2023-06-01"
        answer = BOARD.having(*plan(name, bought)).cover("2024-01-15")
        expect(
            answer,
            "yes",
            "idesign:IV.M",
            plan=name,
            level=level,
            others=[{"plan": "standard", "reason": "lower-level"}],
        )
        assert answer["remedies"] == ["repair", "replacement"]
    expect(BOARD.cover("2024-01-15"), "yes", plan="standard", omits=["idesign:IV.M"])
    over = BOARD.having(*plan(ONSITE)).cover("2026-05-20")
    expect(over, "no", "idesign:I.term")


@pytest.mark.clause("idesign:IV.M")
def test_of_two_that_clash_the_customer_picks_and_the_rest_is_refunded() -> None:
    both = BOARD.having(*plan(ONSITE), *plan(ADVANCED, "2023-06-02"))
    answer = both.cover("2024-01-15")
    expect(
        answer,
        "person",
        "idesign:IV.M",
        at_least="standard",
        next=[{"what": "offer", "to": "customer", "clause": "idesign:IV.M"}],
    )
    assert answer["person"]["role"] == "customer"
    assert sorted(answer["person"]["options"]) == sorted([ONSITE, ADVANCED])
    expect(both.ask("refund", "2024-01-15", ADVANCED), "yes", "idesign:IV.M", "idesign:IV.H")
    claimed = both.having(event("claimed", "2023-12-01", plan=ONSITE))
    expect(claimed.ask("refund", "2024-01-15", ADVANCED), "no", "idesign:IV.H")
    expect(claimed.cover("2024-01-15"), "person", next=[])
    one = both.having(event("refunded", "2024-01-16", plan=ADVANCED))
    expect(one.cover("2024-01-17"), "yes", plan=ONSITE)


# -- installed without certification -----------------------------------------------------------------------------------


@pytest.mark.clause("idesign:IV.N")
def test_voiding_needs_both_facts_and_then_a_person() -> None:
    for standing in ("certified", "accredited"):
        unit = BOARD.changed("installed", accreditation=standing).having(*plan(ONSITE))
        expect(unit.cover("2024-01-15", cause="workmanship"), "yes", plan=ONSITE, omits=["idesign:IV.N"])
    for standing in ("registered", "none"):
        unit = BOARD.changed("installed", accreditation=standing).having(*plan(ONSITE))
        answer = unit.cover("2024-01-15", cause="workmanship")
        expect(answer, "person", "idesign:IV.N", plan=ONSITE, at_least="standard")
        assert answer["person"]["role"] == "warranty-manager"
        expect(unit.cover("2024-01-15", cause="defect"), "yes", plan=ONSITE, omits=["idesign:IV.N"])


@pytest.mark.clause("idesign:IV.N")
def test_a_ruling_voids_the_plan_and_not_only_the_claim() -> None:
    unit = BOARD.changed("installed", accreditation="none").having(*plan(ONSITE))
    ruled = event(
        "ruled", "2024-01-20", clause="idesign:IV.N", outcome="no", role="warranty-manager", reason="poor work"
    )
    void = unit.having(ruled)
    expect(void.cover("2024-01-19"), "yes", plan=ONSITE)
    expect(void.cover("2024-02-01"), "yes", "idesign:IV.N", plan="standard")
    expect(void.cover("2024-06-01"), "no", "idesign:IV.N")
    kept = unit.having({**ruled, "outcome": "yes"})
    expect(kept.cover("2024-06-01", cause="workmanship"), "yes", "idesign:IV.N", plan=ONSITE)
    expect(kept.cover("2024-06-01"), "yes", plan=ONSITE, omits=["idesign:IV.N"])
