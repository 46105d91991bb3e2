"""Receipts of a batch, made again from what was known when it was given, by whoever may see the unit."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.portal.conftest import AT, PURCHASED
from warrantor.adapters.documents import load_program
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import HistoryEvent, Location, Party

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=10)
ASKED = {"program": "idesign", "serials": ["ID-0100", "ID-0077"], "at": "2024-01-19T12:00:00+00:00"}


@pytest.fixture
def batch(agent, board, hers) -> str:
    return agent("POST", "/questions/batch", ASKED).said["batch"]


def test_a_receipt_is_that_of_the_same_question_asked_alone(batch, agent) -> None:
    kept = agent("GET", f"/batches/{batch}").said
    assert (kept["serials"], kept["same"], kept["differs"]) == (["ID-0100", "ID-0077"], True, [])
    assert kept["question"] == {"program": "idesign", "at": ASKED["at"], "ask": "cover"}
    assert kept["digests"] == load_program("idesign").digests
    told = agent("GET", f"/batches/{batch}/id-0077").said
    alone = agent("POST", "/questions", {"program": "idesign", "serial": "ID-0077", "at": ASKED["at"]}).said
    assert (told["question"], told["answer"], told["serial"]) == (alone["question"], alone["answer"], "ID-0077")
    assert told["answer"]["facts"], "it is the whole answer"
    assert Decision.objects.count() == 1, "nothing is kept of a receipt"


def test_what_was_recorded_later_is_not_in_it(batch, agent, manager, board, settings) -> None:
    before = agent("GET", f"/batches/{batch}/ID-0077").said
    settings.NOW = lambda: LATER
    delivered = HistoryEvent.objects.get(unit=board, what="delivered").public_id
    manager("POST", f"/units/idesign/ID-0077/events/{delivered}/withdrawal", {"source": "call"})
    assert agent("GET", f"/batches/{batch}/ID-0077").said == before
    now = agent("POST", "/questions", {"program": "idesign", "serial": "ID-0077", "at": ASKED["at"]}).said
    assert (before["answer"]["answer"], now["answer"]["answer"]) == ("yes", "missing")


def test_it_says_what_is_not_the_same_by_now(batch, agent, board, monkeypatch) -> None:
    board.location = Location.objects.create(key="far", party=board.owner, time_zone="Asia/Tokyo", country="JP")
    board.save()
    told = agent("GET", f"/batches/{batch}/ID-0100").said
    assert (told["same"], told["differs"]) == (False, ["facts"])
    monkeypatch.setitem(load_program("idesign").digests, "programs/idesign.md", "another")
    assert agent("GET", f"/batches/{batch}").said["differs"] == ["facts", "terms"]


def test_a_party_sees_its_own_units_of_it_and_a_later_owner_none(batch, agent, mila, board, hers) -> None:
    assert mila("GET", f"/batches/{batch}").said["serials"] == ["ID-0100"]
    assert mila("GET", f"/batches/{batch}/ID-0100").said["answer"]["answer"] == "yes"
    assert mila("GET", f"/batches/{batch}/ID-0077").status_code == 404
    append_event(hers, {"what": "transferred", "on": "2024-02-01", "to": "elm"}, at=LATER, by=BY, source="deed")
    elm = Caller(Held("end-customer", "elm"), email="elm@example.org")
    for caller in (mila, elm):
        assert caller("GET", f"/batches/{batch}").status_code == 404
        assert caller("GET", f"/batches/{batch}/ID-0100").status_code == 404


@pytest.mark.parametrize("serial", ["ID-9999", "X-1", "%00", "a/b"])
def test_a_serial_that_is_not_in_it_and_a_batch_that_is_none(serial, batch, agent) -> None:
    for path in (f"/batches/{batch}/{serial}", f"/batches/nobody/{serial}", "/batches/nobody", "/batches/%00"):
        response = agent("GET", path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_decision_run_again_tells_a_later_owner_no_more_than_the_decision(agent, mila, board, settings) -> None:
    Party.objects.get_or_create(key="mila")
    moved = {"what": "transferred", "on": "2024-01-20", "to": "mila"}
    append_event(board, moved, at=AT, by=BY, source="deed")
    settings.NOW = lambda: LATER
    kept = agent("POST", "/questions", {"program": "idesign", "serial": "ID-0077"}).said["decision"]
    again = mila("GET", f"/decisions/{kept}/again").said
    assert again["same"]
    assert again["answer"]["facts"] == mila("GET", f"/decisions/{kept}").said["answer"]["facts"]
    assert PURCHASED["by"] not in str(again)
    assert PURCHASED["by"] in str(agent("GET", f"/decisions/{kept}/again").said)
