"""Exchanges: the day counts from the recorded receipt, the charge comes once by the clock, and is taken back once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import BY
from tests.apps.claims.conftest import HISTORY, advanced, board, make_unit, reported
from tests.apps.claims.returns.conftest import AT, DONE, SENT, phone, repairing, returning, running, scan, up_to
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import queries as claims
from warrantor.apps.claims.agreeing import agree, choose_remedy, settle_payer
from warrantor.apps.claims.exchanging import ledger, shipping
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.models import Claim, Parcel
from warrantor.apps.claims.returns import queries
from warrantor.apps.claims.returns.issuing import set_address
from warrantor.apps.claims.steps import do_step
from warrantor.apps.coverage.plans.ruling import rule
from warrantor.apps.coverage.standings import standing_answer
from warrantor.apps.deadlines import queries as deadlines
from warrantor.apps.deadlines.actions import _carry_out, carry_out_due
from warrantor.apps.deadlines.queries import open_of
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Product
from warrantor.apps.registry.queries import find_unit
from warrantor.apps.registry.rules import Conflict, Refused

__all__ = ["advanced", "board", "phone"]
pytestmark = pytest.mark.django_db
SHIPPED = AT + timedelta(hours=1)
NEW = {**SENT, "serial": "ID-NEW"}
DELIVERED = {"on": "2024-02-05"}
LAST = date(2024, 3, 6)
OVER = datetime(2024, 3, 7, 6, tzinfo=UTC)
"""The last day is over in Chicago."""


def fresh(claim: Claim) -> Claim:
    return claims.claims().get(pk=claim.pk)


def shipped(unit, **about) -> Claim:
    """A replacement was sent first."""
    claim = up_to(running(reported(unit), "replacement"), "ship-out")
    return do_step(claim, "ship-out", {**NEW, **about}, at=SHIPPED, by=BY)


def delivered(unit) -> Claim:
    at = datetime(2024, 2, 6, 20, tzinfo=UTC)
    return do_step(shipped(unit), "confirm-receipt", DELIVERED, at=at, by=BY)


def evening(day: date) -> datetime:
    """Still that day in Chicago."""
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def sums() -> list[tuple[str, str, Decimal]]:
    return [(row.side, row.what, row.amount) for row in Amount.objects.order_by("id")]


@pytest.mark.clause("idesign:V.B.1")
def test_a_replacement_is_sent_first_with_a_label_and_the_days_count_from_its_receipt(advanced) -> None:
    claim = up_to(running(reported(advanced), "replacement"), "ship-out")
    legs = {leg.what: leg.payer for leg in claims.legs_of(claim)}
    assert (legs["ship-out"], legs["label"], legs["remove"]) == ("vendor", "vendor", "customer")
    assert queries.rma_of(claim) is not None
    claim = do_step(claim, "ship-out", NEW, at=SHIPPED, by=BY)
    assert ledger.exchange_of(claim).due is None
    for day in ("2024-01-31", "2024-02-07"):
        with pytest.raises(Refused, match="on"):
            do_step(claim, "confirm-receipt", {"on": day}, at=datetime(2024, 2, 6, 20, tzinfo=UTC), by=BY)
    claim = do_step(claim, "confirm-receipt", DELIVERED, at=datetime(2024, 2, 6, 20, tzinfo=UTC), by=BY)
    row = ledger.exchange_of(claim)
    assert (row.delivered, row.due, row.totals()) == (date(2024, 2, 5), LAST, {"USD": Decimal("780.00")})
    told = {one["what"]: one["by"] for one in claim.decision.answer["deadlines"]}
    assert told["receive-defective"] == "2024-03-06"
    days = [one.on.isoformat() for one in ledger.reminders(claim, row, AT + timedelta(days=9))]
    assert days == ["2024-02-21", "2024-02-28", "2024-03-04", "2024-03-06"]
    assert carry_out_due(at=evening(date(2024, 2, 21)), by=BY) == 1
    reminded = Notice.objects.get(kind="claim-return-due")
    assert "2024-03-06" in reminded.text
    assert "USD 780.00" in reminded.text
    assert len(open_of(f"claim:{claim.number}")) == 2


@pytest.mark.clause("idesign:V.B.2")
def test_what_is_not_back_in_time_is_charged_once_at_the_price_of_the_shipment_and_taken_back_once(advanced) -> None:
    claim = delivered(advanced)
    carry_out_due(at=evening(LAST), by=BY)
    assert sums() == []
    week_later = evening(LAST) + timedelta(days=7)
    carry_out_due(at=week_later, by=BY)
    carry_out_due(at=week_later + timedelta(days=1), by=BY)
    assert sums() == [("payable", "unreturned-part", Decimal("780.000"))]
    assert Amount.objects.get().clauses == ["idesign:V.B.2"]
    number = queries.rma_of(claim).number
    scan(number, week_later + timedelta(days=2))
    scan(number, week_later + timedelta(days=3))
    assert sums()[1:] == [("refundable", "unreturned-part", Decimal("780.000"))]
    assert ledger.exchange_of(claim).reversed is not None
    assert Notice.objects.filter(kind="claim-return-credited").count() == 1


@pytest.mark.clause("idesign:V.B.2")
@pytest.mark.parametrize("worker", ["in time", "late"])
def test_what_comes_late_is_charged_and_taken_back_whenever_the_worker_ran(advanced, worker) -> None:
    claim = delivered(advanced)
    late = evening(LAST) + timedelta(days=2)
    if worker == "in time":
        carry_out_due(at=OVER, by=BY)
    scan(queries.rma_of(claim).number, late)
    carry_out_due(at=late + timedelta(days=1), by=BY)
    money = Decimal("780.000")
    assert sums() == [("payable", "unreturned-part", money), ("refundable", "unreturned-part", money)]
    assert [row.clauses for row in Amount.objects.all()] == [["idesign:V.B.2"], ["idesign:V.B.2"]]
    row = ledger.exchange_of(claim)
    assert (row.charged, row.arrived, row.reversed) == (OVER if worker == "in time" else late, late, late)
    kinds = Notice.objects.filter(kind__startswith="claim-return-c").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["claim-return-charged", "claim-return-credited"]


def test_a_parcel_of_the_last_minute_is_charged_nothing(advanced) -> None:
    claim = delivered(advanced)
    scan(queries.rma_of(claim).number, OVER - timedelta(minutes=1))
    assert sums() == []


def test_what_is_back_in_time_is_charged_nothing(advanced) -> None:
    claim = delivered(advanced)
    scan(queries.rma_of(claim).number, evening(LAST), condition="damaged")
    carry_out_due(at=evening(LAST) + timedelta(days=9), by=BY)
    assert sums() == []
    assert not Notice.objects.filter(kind="claim-return-due").exists()


def test_another_unit_or_an_empty_box_is_not_the_one_that_must_come_back(advanced) -> None:
    claim = delivered(advanced)
    scan(queries.rma_of(claim).number, evening(LAST), condition="empty")
    carry_out_due(at=evening(LAST) + timedelta(days=1), by=BY)
    assert [side for side, *_ in sums()] == ["payable"]


def test_shipping_is_charged_too_where_the_price_list_has_it(advanced, monkeypatch) -> None:
    claim = up_to(running(reported(advanced), "replacement"), "ship-out")
    program = ledger.installed("idesign")
    plain = program.prices
    monkeypatch.setattr(program, "prices", lambda code, day: plain(code.removesuffix("-shipping"), day))
    claim = do_step(claim, "ship-out", NEW, at=AT, by=BY)
    row = ledger.exchange_of(claim)
    assert [line["what"] for line in row.lines] == ["unreturned-part", "unreturned-part-shipping"]
    assert row.totals() == {"USD": Decimal("1560.00")}


ACTS = ("deliver", "work", "arrive", "wait", "work", "arrive-damaged")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(ACTS), min_size=2, max_size=7), days=st.lists(st.integers(0, 45), min_size=7))
def test_in_whatever_order_it_comes_it_is_charged_at_most_once_and_no_reversal_is_lost(advanced, order, days) -> None:
    with transaction.atomic():
        claim, now = shipped(advanced), AT + timedelta(days=1)
        rma = queries.rma_of(claim).number
        for act, more in zip(order, days, strict=False):
            now += timedelta(days=more)
            if act == "deliver" and claims.next_step(fresh(claim)).name == "confirm-receipt":
                do_step(fresh(claim), "confirm-receipt", {"on": now.date().isoformat()}, at=now, by=BY)
            elif act == "work":
                _worked(now)
            elif act.startswith("arrive"):
                scan(rma, now, condition="damaged" if "damaged" in act else "as-told")
            charged = [one for one in sums() if one[0] == "payable"]
            taken_back = [one for one in sums() if one[0] == "refundable"]
            row = ledger.exchange_of(claim)
            assert len(charged) <= 1
            assert len(taken_back) == (len(charged) if row.arrived else 0)
            assert bool(row.charged) == bool(charged)
        transaction.set_rollback(True)


def _worked(now: datetime) -> None:
    """What the worker does, within the test's transaction."""
    while (row := deadlines.ready(now).first()) is not None:
        _carry_out(row, now, BY)


@pytest.mark.clause("idesign:V.A")
def test_return_for_repair_shows_who_pays_gives_the_address_and_replaces_what_cannot_be_repaired(board) -> None:
    set_address(board.program, "Returns\n1 Dock Road", at=AT, by=BY)
    claim = reported(board)
    assert queries.rma_of(claim) is None
    claim = running(claim, "repair")
    legs = {leg.what: leg.payer for leg in claims.legs_of(claim)}
    assert (legs["ship-back"], legs["ship-out"], legs["refit"]) == ("customer", "vendor", "customer")
    claim = up_to(claim, "ship-back")
    assert "1 Dock Road" in queries.rma_of(claim).address
    claim = do_step(claim, "ship-back", SENT, at=AT, by=BY)
    scan(queries.rma_of(claim).number, AT + timedelta(days=2))
    later = AT + timedelta(days=3)
    claim = do_step(fresh(claim), "inspect", DONE["inspect"], at=later, by=BY)
    claim = do_step(claim, "repair", {"outcome": "unrepairable"}, at=later, by=BY)
    with pytest.raises(Refused, match="serial"):
        do_step(claim, "ship-out", SENT, at=later, by=BY)
    claim = do_step(claim, "ship-out", NEW, at=later, by=BY)
    out = Parcel.objects.get(claim=claim, way="out")
    assert (out.unit.serial, claim.unit.serial) == ("ID-NEW", "ID-1")
    assert standing_answer("idesign", unit_facts(out.unit), later)["ends"] == "2024-05-09"
    claim = do_step(claim, "confirm-receipt", {"on": "2024-02-04"}, at=later + timedelta(days=1), by=BY)
    claim = do_step(claim, "refit", {}, at=later + timedelta(days=1), by=BY)
    assert do_step(claim, "close", {}, at=later + timedelta(days=1), by=BY).outcome == "done"


def test_what_was_repaired_goes_back_as_it_is(board) -> None:
    claim = do_step(repairing(board), "ship-back", SENT, at=AT, by=BY)
    claim = do_step(claim, "receive", {}, at=AT, by=BY)
    for name in ("inspect", "repair"):
        claim = do_step(claim, name, DONE[name], at=AT, by=BY)
    with pytest.raises(Refused, match="serial"):
        do_step(claim, "ship-out", NEW, at=AT, by=BY)
    do_step(claim, "ship-out", SENT, at=AT, by=BY)
    assert Parcel.objects.get(claim=claim, way="out").unit == board
    assert ledger.exchange_of(claim) is None


@pytest.mark.clause("idesign:VI.equal")
def test_a_substitute_is_judged_by_its_grade_and_costs_the_vendor(advanced) -> None:
    Product.objects.create(program=advanced.program, code="board-86", name="Board 86", kind="board")
    claim = up_to(running(reported(advanced), "replacement"), "ship-out")
    with pytest.raises(Refused, match="substitute"):
        do_step(claim, "ship-out", {**NEW, "product": "board-86"}, at=AT, by=BY)
    lesser = {**NEW, "product": "board-86", "substitute": "lesser"}
    with pytest.raises(Conflict, match="warranty-manager"):
        do_step(claim, "ship-out", lesser, at=AT, by=BY)
    claim = do_step(claim, "ship-out", {**lesser, "substitute": "better"}, at=AT, by=BY)
    leg = claims.legs_of(claim)[-1]
    assert (leg.what, leg.payer, leg.amount, leg.clause) == (
        "substitute-costs", "vendor", Decimal("85.00"), "idesign:VI.equal"
    )  # fmt: skip
    assert find_unit("ID-NEW", "idesign").product.code == "board-86"


@pytest.mark.clause("idesign:VI.equal")
def test_a_lesser_one_is_sent_once_a_person_allowed_it(advanced) -> None:
    claim = up_to(running(reported(advanced), "replacement"), "ship-out")
    kept = shipping.propose_substitute(claim, "lesser", at=AT, by=BY)
    assert kept.answer["person"]["clauses"] == ["idesign:VI.equal"]
    rule(kept, "yes", "the customer agrees", at=AT, by=BY)
    claim = do_step(fresh(claim), "ship-out", {**NEW, "substitute": "lesser"}, at=AT + timedelta(hours=1), by=BY)
    assert claim.said["substitute"] == "lesser"
    assert claims.next_step(claim).name == "confirm-receipt"


DEAD = {"non_functional": True, "diagnosed": "remote", "cause": "defect"}


@pytest.mark.clause("idesign:VI.doa")
@pytest.mark.parametrize(
    ("first_use", "opened", "state", "level"),
    [("2023-05-20", 25, "accepted", "advanced-replacement"), ("2023-05-21", 25, "accepted", "return-for-repair"),
     ("2023-05-21", 52, "refused", "")],
)  # fmt: skip
def test_dead_at_first_use_by_day_ten_has_a_replacement_sent_first(
    school, hall, first_use, opened, state, level
) -> None:
    put_up = {"on": first_use}
    unit = make_unit("ID-3", [*HISTORY[:2], *({**event, **put_up} for event in HISTORY[2:])])
    at = datetime(2023, 4, 30, 20, tzinfo=UTC) + timedelta(days=opened)
    claim = reported(unit, at=at, said={"non_functional": True, "first_use": first_use})
    claim = add_facts(claim, why="diagnosed", said=DEAD, at=at, by=BY)
    assert (claim.state, claim.level) == (state, level)
    if level == "advanced-replacement":
        assert "idesign:VI.doa" in claim.decision.answer["clauses"]
        assert claim.decision.terms_version == "2023-01"
        claim = up_to(running(claim, "replacement"), "ship-out")
        claim = do_step(claim, "ship-out", NEW, at=AT, by=BY)
        assert ledger.exchange_of(claim).totals() == {"USD": Decimal("780.00")}


@pytest.mark.clause("softnetworks:remedies")
@pytest.mark.parametrize("remedy", ["repair", "advanced-replacement", "credit"])
def test_each_of_three_remedies_runs_to_its_end(phone, remedy) -> None:
    claim = running(reported(phone, told={"fault": "dead", "reason": "defective"}), remedy)
    results = {
        **DONE, "ship-out": SENT if remedy == "repair" else {**SENT, "serial": "SO-NEW"},
        "confirm-receipt": {"on": "2024-02-01"}, "credit": {"amount": "120.00", "currency": "usd"},
    }  # fmt: skip
    for name in claim.process["steps"]:
        claim = do_step(claim, name, results.get(name, {}), at=AT, by=BY)
    assert (claim.state, claim.outcome) == ("closed", "done")
    assert sums() == ([("refundable", "credit", Decimal("120.000"))] if remedy == "credit" else [])
    if remedy == "advanced-replacement":
        assert ledger.exchange_of(claim).arrived is not None
        assert find_unit("SO-NEW", "softnetworks") is not None
    if remedy == "credit":
        assert Amount.objects.get().party == claim.claimant


@pytest.mark.clause("emetrotel:hw-term")
def test_a_like_for_like_replacement_follows_only_a_confirmed_defect(school) -> None:
    sold = [{"what": "purchased", "on": "2023-06-01", "by": "oak-school", "channel": "direct"}]
    sold.append({"what": "shipped", "on": "2023-06-03", "to": "oak-school"})
    answers = {}
    for said in ("no", "yes"):
        unit = make_unit(f"EM-{said}", sold, program="emetrotel", kind="digital-gateway")
        claim = reported(unit, told={"fault": "dead"})
        assert claim.state == "accepted", claim.decision.answer
        claim = up_to(running(claim, "replacement"), "confirm")
        answers[said] = do_step(claim, "confirm", {"confirmed": said}, at=AT, by=BY)
    assert (answers["no"].state, answers["no"].outcome) == ("closed", "refused")
    with pytest.raises(Conflict, match="closed"):
        do_step(answers["no"], "authorise", {}, at=AT, by=BY)
    claim = do_step(answers["yes"], "authorise", {}, at=AT, by=BY)
    with pytest.raises(Refused, match="product"):
        do_step(claim, "ship-out", {**SENT, "serial": "EM-N", "product": "other"}, at=AT, by=BY)
    claim = do_step(claim, "ship-out", {**SENT, "serial": "EM-N"}, at=AT, by=BY)
    assert find_unit("EM-N", "emetrotel").product == claim.unit.product
    assert ledger.exchange_of(claim).due is None


@pytest.mark.clause("iet:return-to-iet")
def test_the_base_warranty_is_a_return_whose_shipping_a_person_settles(school) -> None:
    sold = [{"what": "purchased", "on": "2023-06-01", "by": "oak-school"}]
    unit = make_unit("IE-1", sold, program="iet", kind="equipment")
    claim = reported(unit)
    assert claim.state == "accepted", claim.decision.answer
    claim = choose_remedy(claim, "repair", at=AT, by=BY)
    with pytest.raises(Conflict, match="legs"):
        agree(claim, at=AT, by=BY)
    for leg in [leg for leg in claims.legs_of(claim) if leg.payer == "person"]:
        settle_payer(claim, leg, "vendor", "a loyal customer", at=AT, by=BY)
    settled = {leg.what: (leg.payer, leg.reason) for leg in claims.legs_of(claim)}
    assert settled["ship-back"] == ("vendor", "a loyal customer")
    claim = up_to(agree(fresh(claim), at=AT, by=BY), "ship-back")
    scan(queries.rma_of(claim).number, AT)
    assert claims.next_step(fresh(claim)).name == "inspect"
    assert HistoryEvent.objects.filter(unit=unit, what="return-received").count() == 1
    assert returning(unit).kind == "return"
