"""Returns: authorised under a number with a last day, received once, put aside for a reason, settled by a person."""

from datetime import date, timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import reported
from tests.apps.claims.returns.conftest import AT, SENT, repairing, returning, running, scan, up_to
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import queries as claims
from warrantor.apps.claims.models import Claim, Parcel, Receipt
from warrantor.apps.claims.returns import queries, settling
from warrantor.apps.claims.returns.issuing import set_address
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.claims.steps import do_step
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
ADDRESS = "Returns\n1 Dock Road\nLong Beach CA 90802"


def received(unit) -> int:
    return HistoryEvent.objects.filter(unit=unit, what="return-received").count()


def test_authorising_gives_a_number_an_address_and_enters_the_history(board) -> None:
    set_address(board.program, ADDRESS, at=AT, by=BY)
    claim = repairing(board)
    rma = queries.rma_of(claim)
    assert (rma.number[0], rma.address, rma.part, rma.expires) == ("R", ADDRESS, "panel", None)
    event = HistoryEvent.objects.get(unit=board, what="rma-issued")
    assert event.data == {"rma": rma.number, "reason": "defective"}
    typed = f" {rma.number[:4].lower()}-{rma.number[4:]} "
    assert queries.find_rma(typed, queries.rmas()) == queries.find_rma("id-1", queries.rmas()) == rma


@pytest.mark.parametrize("address", ["", "a\0b", "x" * 81, "\n".join("abcdefghi")])
def test_an_address_that_no_label_takes_is_refused(board, address) -> None:
    with pytest.raises(Refused, match="address"):
        set_address(board.program, address, at=AT, by=BY)


def test_a_label_scanned_twice_is_received_once(board) -> None:
    claim = repairing(board)
    number = queries.rma_of(claim).number
    first, new = scan(number, AT + timedelta(days=3), serial="id-1")
    again, once_more = scan(number, AT + timedelta(days=4), serial="id-1")
    assert (first.state, new, again, once_more) == ("accepted", True, first, False)
    assert (received(board), Receipt.objects.count()) == (1, 1)
    assert claims.next_step(Claim.objects.get(pk=claim.pk)).name == "inspect"
    back = Parcel.objects.get(claim=claim, way="back")
    assert back.arrived == date(2024, 2, 4)


@pytest.mark.parametrize(
    ("about", "why", "back"),
    [
        ({"serial": "ID-9"}, ["wrong-unit"], 0), ({"condition": "empty"}, ["empty"], 0),
        ({"condition": "damaged"}, ["damaged"], 1), ({"serial": "ID-9", "condition": "other-unit"}, ["wrong-unit"], 0),
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_put_aside_with_its_reason(board, about, why, back) -> None:
    claim = repairing(board)
    row, _ = scan(queries.rma_of(claim).number, AT + timedelta(days=3), **about)
    assert (row.state, row.why, received(board)) == ("aside", why, back)
    assert claims.next_step(Claim.objects.get(pk=claim.pk)).name == "ship-back"
    with pytest.raises(Refused, match="reason"):
        settling.settle(row, "accept", " ", at=AT, by=BY)
    settled = settling.settle(row, "accept", "it is the one", at=AT + timedelta(days=5), by=BY)
    with pytest.raises(Conflict):
        settling.settle(settled, "accept", "again", at=AT + timedelta(days=5), by=BY)
    assert received(board) == 1
    assert claims.next_step(Claim.objects.get(pk=claim.pk)).name == "inspect"


def test_a_box_sent_back_leaves_its_number_open_for_the_right_one(board) -> None:
    number = queries.rma_of(repairing(board)).number
    wrong, _ = scan(number, AT + timedelta(days=3), serial="ID-9")
    settling.settle(wrong, "send-back", "not theirs", at=AT + timedelta(days=3), by=BY)
    right, new = scan(number, AT + timedelta(days=9), serial="ID-1")
    assert (new, right.state, received(board)) == (True, "accepted", 1)


@pytest.mark.clause("softnetworks:rma-30")
def test_the_last_day_is_the_thirtieth_and_a_later_parcel_is_put_aside(phone) -> None:
    claim = up_to(running(returning(phone)), "ship-back")
    rma = queries.rma_of(claim)
    assert rma.expires == date(2024, 3, 2)
    row, _ = scan(rma.number, AT + timedelta(days=31))
    assert (row.state, row.why, row.late_by) == ("aside", ["late"], 1)
    assert row.decision.answer["answer"] == "no"
    assert "softnetworks:rma-30" in row.decision.answer["clauses"]
    assert row.decision.answer["next"][0]["to"] == "staff"
    kept = settling.settle(row, "scrap", "nobody wants it", at=AT + timedelta(days=32), by=BY)
    assert (kept.state, kept.outcome) == ("settled", "scrap")


@pytest.mark.clause("softnetworks:rma-30")
def test_on_the_thirtieth_day_it_is_accepted(phone) -> None:
    claim = up_to(running(returning(phone)), "ship-back")
    row, _ = scan(queries.rma_of(claim).number, AT + timedelta(days=30))
    assert (row.state, row.decision.answer["answer"]) == ("accepted", "yes")
    assert claims.next_step(Claim.objects.get(pk=claim.pk)).name == "inspect"


@pytest.mark.clause("softnetworks:procedure")
def test_nothing_is_received_without_an_rma_and_one_is_told_how_to_get_it(phone) -> None:
    row, new = receive(Box("SO-1"), None, phone, at=AT, by=BY)
    again, second = receive(Box("so-1"), None, phone, at=AT, by=BY)
    assert (row.state, row.why, new, again, second) == ("aside", ["no-rma"], True, row, False)
    assert received(phone) == 0
    assert row.decision.answer["missing"] == ["rma-issued"]
    with pytest.raises(Refused) as told:
        settling.settle(row, "accept", "let it in", at=AT, by=BY)
    assert "ask for a return authorisation" in told.value.help
    stray, _ = receive(Box("whose is this"), None, at=AT, by=BY)
    assert (stray.unit, stray.why) == (None, ["no-rma"])


@pytest.mark.clause("softnetworks:non-defective")
def test_goods_that_are_not_defective_come_back_by_reason_and_a_person_decides_what_follows(phone) -> None:
    claim = running(returning(phone, "non-defective"))
    assert claim.process["clause"] == "softnetworks:non-defective"
    claim = up_to(claim, "ship-back")
    rma = queries.rma_of(claim)
    assert (rma.reason, claim.decision.answer["answer"]) == ("non-defective", "yes")
    assert claim.decision.answer["next"][0]["to"] == "warranty-manager"
    scan(rma.number, AT + timedelta(days=2))
    claim = do_step(Claim.objects.get(pk=claim.pk), "inspect", {"finding": "as new"}, at=AT, by=BY)
    assert claims.next_step(claim).name == "confirm"
    row = queries.standing_receipt(rma)
    made = settling.dispose(row, "restock", "as new", at=AT, by=BY)
    with pytest.raises(Conflict, match="once"):
        settling.dispose(row, "scrap", "changed our mind", at=AT, by=BY)
    assert made.kind == "restock"


def test_a_defective_return_goes_its_own_way(phone) -> None:
    claim = running(returning(phone, "defective"))
    assert claim.process["steps"] == ["authorise", "ship-back", "receive", "inspect", "close"]


def test_goods_go_back_to_their_maker_under_its_number_and_its_credit_comes_once(board) -> None:
    row, _ = scan(queries.rma_of(repairing(board)).number, AT)
    with pytest.raises(Refused, match="vendor_rma"):
        settling.dispose(row, "return-to-vendor", "maker pays", at=AT, by=BY)
    said = {"vendor_rma": "V-7", "expected": "310.00", "currency": "usd"}
    made = settling.dispose(row, "return-to-vendor", "maker pays", at=AT, by=BY, **said)
    assert (str(made.expected), made.currency) == ("310.000", "USD")
    paid = settling.credit_received(made, "300", at=AT, by=BY)
    with pytest.raises(Conflict):
        settling.credit_received(paid, "300", at=AT, by=BY)


def test_the_state_it_came_in_may_be_charged_by_the_list_or_by_a_person(board) -> None:
    row, _ = scan(queries.rma_of(repairing(board)).number, AT, condition="damaged")
    for bad in ("a lot", "-1", "NaN", "1e99"):
        with pytest.raises(Refused, match="charge"):
            settling.settle(row, "accept", "broken glass", at=AT, by=BY, charge=bad, currency="USD")
    settling.settle(row, "accept", "broken glass", at=AT, by=BY, charge="45.00", currency="USD")
    charged = Amount.objects.get()
    assert (charged.side, charged.what, str(charged.amount)) == ("payable", "condition-charge", "45.000")


def test_the_step_of_receiving_needs_no_dock_but_an_rma(board) -> None:
    claim = do_step(repairing(board), "ship-back", SENT, at=AT, by=BY)
    claim = do_step(claim, "receive", {}, at=AT + timedelta(days=1), by=BY)
    assert queries.standing_receipt(queries.rma_of(claim)).state == "accepted"
    assert received(board) == 1


def test_a_parcel_that_comes_before_its_time_is_received_and_the_step_follows(board) -> None:
    claim = up_to(running(reported(board), "repair"), "remove")
    row, _ = scan(queries.rma_of(claim).number, AT + timedelta(days=1))
    assert row.state == "accepted"
    claim = up_to_again(Claim.objects.get(pk=claim.pk))
    assert claims.next_step(claim).name == "inspect"
    assert received(board) == 1


def up_to_again(claim: Claim) -> Claim:
    for name, told in (("remove", {"removed_by": "avpro"}), ("ship-back", SENT), ("receive", {})):
        claim = do_step(claim, name, told, at=AT + timedelta(days=2), by=BY)
    return claim


@pytest.mark.clause("idesign:V.A.2")
def test_who_took_it_down_is_recorded_and_a_failure_from_it_is_not_covered(board) -> None:
    claim = up_to(running(reported(board), "repair"), "remove")
    with pytest.raises(Refused, match="removed_by"):
        do_step(claim, "remove", {}, at=AT, by=BY)
    do_step(claim, "remove", {"removed_by": "avpro"}, at=AT, by=BY)
    assert claims.steps_of(claim)[2].result == {"removed_by": "avpro"}
    refused = reported(board, said={"cause": "removal", "part": "frame"})
    assert refused.state == "refused"
    assert "idesign:V.A.2" in refused.decision.answer["clauses"]


@pytest.mark.clause("idesign:RFR.timeframe")
def test_what_came_back_has_a_promised_day_and_an_obstacle_is_told_with_a_new_one(board) -> None:
    claim = repairing(board)
    with pytest.raises(Conflict):
        settling.state_obstacle(claim, "no stock", date(2024, 4, 1), at=AT, by=BY)
    scan(queries.rma_of(claim).number, AT + timedelta(days=4))
    claim = Claim.objects.get(pk=claim.pk)
    assert settling.promised(claim) == date(2024, 2, 27)  # 15 working days, less Presidents' Day
    with pytest.raises(Refused, match="later"):
        settling.state_obstacle(claim, "no stock", date(2024, 2, 27), at=AT, by=BY)
    settling.state_obstacle(claim, "no stock", date(2024, 3, 8), at=AT, by=BY)
    assert settling.promised(claim) == date(2024, 3, 8)
    message = claims.notes_of(claim).get()
    assert message.kind == "message"
    assert "2024-03-08" in message.text
