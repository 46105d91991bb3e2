"""Two at one moment: exactly one thing happens, nothing is doubled or lost, and the second is told."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, make_unit, reported
from tests.apps.claims.exchanging.test_ledger import OVER, delivered, sums
from tests.apps.claims.returns.conftest import repairing, scan
from tests.apps.claims.visiting.conftest import avpro, claim, ed, on_site, tom
from tests.at_once import at_once
from warrantor.apps.claims import queries as claims
from warrantor.apps.claims.exchanging import ledger
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.models import Receipt, Visit
from warrantor.apps.claims.returns import queries
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.claims.visiting import offering
from warrantor.apps.claims.visiting import queries as visiting
from warrantor.apps.deadlines.actions import carry_out_due
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.actions import correct_event
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Conflict

__all__ = ["avpro", "claim", "ed", "on_site", "tom"]
pytestmark = pytest.mark.django_db(transaction=True)
WORKER = By("system", "worker")


@pytest.mark.clause("idesign:V.B.2")
@pytest.mark.parametrize("first", ["worker", "dock"])
def test_while_the_worker_charges_what_is_overdue_the_dock_receives_it(advanced, first) -> None:
    rma = queries.rma_of(delivered(advanced)).number
    acts = [partial(carry_out_due, at=OVER, by=WORKER), partial(scan, rma, OVER)]
    told = at_once(*(acts if first == "worker" else reversed(acts)))
    assert not [one for one in told if isinstance(one, Conflict)]
    carry_out_due(at=OVER + timedelta(days=1), by=WORKER)
    money = Decimal("780.000")
    assert sums() == [("payable", "unreturned-part", money), ("refundable", "unreturned-part", money)]
    row = ledger.exchange_of(claims.claims_of(advanced)[0])
    assert (row.charged, row.arrived, row.reversed) == (OVER, OVER, OVER)
    assert not Deadline.objects.filter(what=ledger.OVERDUE, done=None).exists()
    assert not Deadline.objects.exclude(error="").exists()
    assert Receipt.objects.count() == 1
    for kind in ("charged", "credited"):
        assert Notice.objects.filter(kind=f"claim-return-{kind}").count() == 1
    assert HistoryEvent.objects.filter(what="return-received").count() == 1


def test_of_two_technicians_who_take_a_visit_one_has_it_and_the_other_is_told(claim, avpro, tom, ed) -> None:
    visit = offering.plan_visit(claim, parties=[avpro], users=[ed], at=AT, by=BY)
    take = partial(offering.accept, visit, at=AT, by=BY)
    told = at_once(partial(take, tom, party=avpro), partial(take, ed))
    [lost] = [one for one in told if isinstance(one, Conflict)]
    assert lost.field == "state"
    assert "accepted" in lost.message
    [won] = [one for one in told if isinstance(one, Visit)]
    kept = Visit.objects.get()
    assert (kept.user, kept.party, kept.state) == (won.user, won.party, "accepted")
    assert (kept.party == avpro) == (kept.user == tom)
    assert sorted(row.answer for row in visiting.offers_of(kept)) == ["accepted", "taken"]
    assert Entry.objects.filter(act="visits.accepted").count() == 1


def test_a_label_scanned_at_two_docks_is_received_once_and_both_are_shown_the_same_box(board) -> None:
    waiting = repairing(board)
    rma = queries.rma_of(waiting).number
    told = at_once(*[partial(scan, rma, AT + timedelta(hours=hour)) for hour in range(4)])
    _received_once(told)
    assert claims.next_step(claims.claims().get(pk=waiting.pk)).name == "inspect"
    assert HistoryEvent.objects.filter(unit=board, what="return-received").count() == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_box_without_an_rma_scanned_at_two_docks_is_put_aside_once(board, known) -> None:
    dock = partial(receive, rma=None, unit=board if known else None, at=AT, by=BY)
    _received_once(at_once(*[partial(dock, Box(typed)) for typed in ("no-label", "NO-LABEL", "No-Label", "no-Label")]))
    assert Entry.objects.filter(act="claims.put_aside").count() == 1


@pytest.mark.parametrize("time", range(3))
def test_while_the_fact_that_a_claim_hangs_on_is_corrected_somebody_adds_to_the_claim(school, time) -> None:
    work = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1"}
    registered = {"what": "registered", "on": "2024-01-20", "complete": True}
    unit = make_unit("IT-1", [work, registered], program="its", kind="laptop", owner=school)
    waiting = reported(unit)
    assert waiting.decision.answer["missing"] == ["paid"]
    wrong = HistoryEvent.objects.get(unit=unit, what="work")
    at_once(
        partial(correct_event, wrong, {**work, "paid": True}, at=AT, by=BY, source="test"),
        partial(add_facts, waiting, told={"description": "dark again"}, why="told", at=AT, by=BY),
    )
    kept = claims.claims().get(pk=waiting.pk)
    assert (kept.report["description"], kept.state) == ("dark again", "accepted")


def _received_once(told: list[tuple[Receipt, bool]]) -> None:
    assert sorted(new for _, new in told) == [*[False] * (len(told) - 1), True]
    assert {row.pk for row, _ in told} == {Receipt.objects.get().pk}
