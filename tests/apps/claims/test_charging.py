"""What a claim is charged: shown, accepted as it was shown, recorded once; and invoices that hold further claims."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, make_unit, reported
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import charging, invoicing, queries
from warrantor.apps.claims.agreeing import agree, choose_remedy, propose
from warrantor.apps.claims.invoicing import Line
from warrantor.apps.claims.models import Claim, Invoice
from warrantor.apps.claims.steps import asked_of, do_step
from warrantor.apps.registry.actions import withdraw_event
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
LABOUR = {"labour": "90.00", "parts": "40.50", "currency": "USD"}
DAY = timedelta(days=1)


def running(unit, **said) -> Claim:
    claim = reported(unit, said=said)
    settled = propose(claim, at=AT, by=BY) if claim.state == "refused" else choose_remedy(claim, "repair", at=AT, by=BY)
    return agree(settled, at=AT, by=BY)


def due(claim: Claim) -> list[tuple[str, Decimal | None, str, list[str]]]:
    rows = Amount.objects.filter(cause=f"claim:{claim.number}:{claim.round}").order_by("id")
    return [(row.what, row.amount, row.party.key, row.clauses) for row in rows]


def accept(claim: Claim, quote: str, **how: str) -> Claim:
    return do_step(claim, "accept-charge", {"quote": quote, **how}, at=AT, by=BY)


@pytest.mark.clause("idesign:RFR.visit")
@pytest.mark.parametrize(
    ("visit", "clause", "lines"),
    [
        ("requested", "idesign:RFR.visit", [("visit-fee", 150), ("visit-travel", 400), ("visit-lodging", 180)]),
        ("local-technician", "idesign:V.local-tech", [("local-technician", 120)]),
    ],
)
def test_a_visit_that_costs_something_is_priced_and_accepted_first(board, visit, clause, lines) -> None:
    claim = running(board, visit=visit)
    assert (asked_of(claim, queries.next_step(claim), AT), due(claim)) == ((), [])
    claim = do_step(claim, "quote", {}, at=AT, by=BY)
    quote = charging.quote_of(claim)
    shown = [(line["charge"], Decimal(line["amount"]), line["currency"], line["clause"]) for line in quote.lines]
    assert shown == [(what, amount, "USD", clause) for what, amount in lines]
    with pytest.raises(Conflict, match="does not come now"):
        do_step(claim, "visit", {"finding": "came at once"}, at=AT, by=BY)
    assert due(claim) == []
    claim = accept(claim, "1")
    assert due(claim) == [(what, amount, "oak-school", [clause]) for what, amount in lines]
    assert queries.next_step(claim).name == "visit"


def test_parts_at_no_charge_are_no_line_of_a_quote(board) -> None:
    claim = running(board, visit="local-technician")
    assert [(leg.what, leg.payer, leg.amount) for leg in queries.legs_of(claim)][1] == ("parts", "vendor", None)
    assert [leg.what for leg in charging.charged(claim)] == ["fee"]


def test_what_the_price_list_does_not_have_staff_price(board) -> None:
    claim = running(board, cause="accident")
    assert [field.name for field in asked_of(claim, queries.next_step(claim), AT)] == ["labour", "parts", "currency"]
    with pytest.raises(Refused, match="parts"):
        do_step(claim, "quote", {"labour": "90", "currency": "USD"}, at=AT, by=BY)
    for wrong in ("a lot", "-1", "NaN", "1.2345", "1e20"):
        with pytest.raises(Refused, match="no amount"):
            do_step(claim, "quote", {**LABOUR, "parts": wrong}, at=AT, by=BY)
    with pytest.raises(Refused, match="no currency"):
        do_step(claim, "quote", {**LABOUR, "currency": "US"}, at=AT, by=BY)
    claim = do_step(claim, "quote", LABOUR, at=AT, by=BY)
    assert [leg.amount for leg in queries.legs_of(claim)] == [Decimal("90"), Decimal("40.5")]
    accept(claim, "1", how="telephone")
    clause = ["idesign:VI.charge"]
    assert due(claim) == [("labour", 90, "oak-school", clause), ("parts", Decimal("40.5"), "oak-school", clause)]
    assert charging.quote_of(claim).how == "telephone"


def test_a_changed_quote_is_accepted_anew(board) -> None:
    claim = do_step(running(board, cause="accident"), "quote", LABOUR, at=AT, by=BY)
    claim = charging.quote_anew(claim, {**LABOUR, "parts": "0"}, at=AT, by=BY, seen=claim.version)
    with pytest.raises(Conflict, match="quote 2 now"):
        accept(claim, "1")
    claim = accept(claim, "2")
    assert due(claim) == [("labour", 90, "oak-school", ["idesign:VI.charge"])]
    with pytest.raises(Conflict, match="waits for nobody"):
        charging.quote_anew(claim, LABOUR, at=AT, by=BY)


def test_what_is_charged_without_a_quote_is_due_when_it_is_agreed(board) -> None:
    claim = choose_remedy(reported(board, said={"visit": "local-technician"}), "repair", at=AT, by=BY)
    claim.process = {**claim.process, "steps": ["visit", "close"]}
    claim.save()
    claim = agree(claim, at=AT, by=BY)
    assert due(claim) == [("local-technician", 120, "oak-school", ["idesign:V.local-tech"])]


def invoiced(claim: Claim) -> Invoice:
    lines = [Line("labour", "75.00", "USD"), Line("part", "12.00", "USD")]
    return invoicing.invoice_outside(claim, lines, "somebody had dropped it", at=AT, by=BY, seen=claim.version)


@pytest.mark.clause("idesign:VI.charge")
def test_an_unpaid_invoice_holds_further_claims_until_it_is_paid(board, advanced) -> None:
    claim = running(board)
    invoice = invoiced(claim)
    with pytest.raises(Conflict, match="changed meanwhile"):
        invoiced(claim)
    rows = Amount.objects.filter(cause=f"invoice:{invoice.number}", party=board.owner)
    assert [(row.what, row.amount, row.side, row.clauses) for row in rows.order_by("id")] == [
        ("labour", 75, "payable", ["idesign:VI.charge"]), ("part", 12, "payable", ["idesign:VI.charge"]),
    ]  # fmt: skip
    assert Claim.objects.get(pk=claim.pk).state == "running"
    held = [reported(board, AT + DAY, said={"part": "remote"}), reported(advanced, AT + DAY)]
    assert [(one.state, one.decision.answer["missing"]) for one in held] == [("undecided", ["paid"])] * 2
    assert held[0].decision.answer["clauses"] == ["idesign:VI.charge"]
    invoicing.mark_paid(invoice, (AT + DAY).date(), at=AT + 2 * DAY, by=BY)
    again = Claim.objects.filter(pk__in=[one.pk for one in held])
    assert {one.state for one in again} == {"accepted"}
    assert [queries.versions_of(one).count() for one in again] == [2, 2]
    assert [event["claim"] for event in history(board) if event["what"] == "claimed"].count(held[0].number) == 1
    with pytest.raises(Conflict, match="paid already"):
        invoicing.mark_paid(invoice, AT.date(), at=AT + 3 * DAY, by=BY)


def test_staff_may_release_a_held_claim_with_a_reason(board) -> None:
    invoiced(running(board))
    held = reported(board, AT + DAY, said={"part": "remote"})
    with pytest.raises(Refused, match="reason"):
        invoicing.release(held, " ", at=AT + DAY, by=BY)
    free = invoicing.release(held, "they pay on Friday", at=AT + DAY, by=BY, seen=held.version)
    assert (free.state, queries.versions_of(free).count()) == ("accepted", 2)
    [ruled] = [event for event in history(board) if event["what"] == "ruled"]
    assert (ruled["clause"], ruled["outcome"], ruled["claim"]) == ("idesign:VI.charge", "yes", held.number)
    assert Invoice.objects.get().paid is None


def test_a_release_is_a_ruling_on_the_clause_that_holds_for_the_payment_and_on_no_other(board, advanced) -> None:
    invoiced(running(board))
    registered = HistoryEvent.objects.get(unit=advanced, what="registered")
    withdraw_event(registered, at=AT + DAY, by=BY, source="test", reason="of another unit")
    held = reported(advanced, AT + 150 * DAY)
    assert (set(held.decision.answer["missing"]), len(held.decision.answer["clauses"])) == ({"registered", "paid"}, 3)
    free = invoicing.release(held, "they pay on Friday", at=AT + 151 * DAY, by=BY)
    [ruled] = [event for event in history(advanced) if event["what"] == "ruled"]
    assert ruled["clause"] == "idesign:VI.charge"
    assert (free.state, free.decision.answer["missing"]) == ("undecided", ["registered"])
    with pytest.raises(Conflict, match="not held for a payment"):
        invoicing.release(free, "they pay on Friday", at=AT + 152 * DAY, by=BY)


def test_a_payment_that_the_terms_want_themselves_cannot_be_let_pass(school) -> None:
    work = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1"}
    registered = {"what": "registered", "on": "2024-01-20", "complete": True}
    held = reported(make_unit("IT-1", [work, registered], program="its", kind="laptop", owner=school))
    assert (held.state, held.decision.answer["missing"]) == ("undecided", ["paid"])
    with pytest.raises(Conflict, match="by payment alone"):
        invoicing.release(held, "let them off", at=AT, by=BY)
    assert "ruled" not in [event["what"] for event in history(held.unit)]


def test_where_the_terms_know_no_such_service_nothing_is_invoiced(school) -> None:
    work = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True}
    registered = {"what": "registered", "on": "2024-01-20", "complete": True}
    claim = running(make_unit("IT-1", [work, registered], program="its", kind="laptop", owner=school))
    with pytest.raises(Conflict, match="say nothing"):
        invoiced(claim)


@pytest.mark.parametrize(
    ("line", "field"),
    [(Line("", "1", "USD"), "what"), (Line("x", "0", "USD"), "amount"), (Line("x", "1", "$"), "currency")],
)
def test_an_invoice_that_does_not_say_enough_is_refused(board, line, field) -> None:
    claim = running(board)
    with pytest.raises(Refused) as told:
        invoicing.invoice_outside(claim, [line], "why", at=AT, by=BY)
    assert (told.value.field, Invoice.objects.count()) == (field, 0)
