"""Alerts: raised once and counted, settled once with what came of it, told to the journal, and shown to staff alone."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.alerts import raise_alert, settle_alert
from warrantor.apps.coverage.models import Alert
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def board(settings) -> Unit:
    settings.NOW, settings.DEMO = (lambda: AT), False
    return make_unit("ID-0077")


def test_what_comes_again_is_counted(board) -> None:
    first = raise_alert("registered-by-two", board, at=AT, by=BY, party="mila")
    again = raise_alert("registered-by-two", board, at=LATER, by=BY, party="noor")
    [row] = Alert.objects.all()
    assert first.pk == again.pk == row.pk
    assert (row.times, row.raised, row.last, row.detail) == (2, AT, LATER, {"party": "noor"})
    assert Entry.objects.filter(act="coverage.raise_alert", subject="unit:idesign/ID-0077").count() == 2


def test_after_it_was_settled_the_next_is_another(board) -> None:
    settle_alert(raise_alert("certified-twice", board, at=AT, by=BY), " a typing mistake ", at=LATER, by=BY)
    raise_alert("certified-twice", board, at=LATER, by=BY)
    assert list(Alert.objects.order_by("pk").values_list("outcome", "settled")) == [
        ("a typing mistake", LATER),
        ("", None),
    ]


def test_an_alert_is_settled_once_and_with_an_outcome(board) -> None:
    alert = raise_alert("certified-twice", board, at=AT, by=BY)
    for outcome in ("  ", "x" * 501):
        with pytest.raises(Refused, match="outcome"):
            settle_alert(alert, outcome, at=LATER, by=BY)
    settle_alert(alert, "one unit", at=LATER, by=BY)
    with pytest.raises(Conflict, match="settled already"):
        settle_alert(alert, "another story", at=LATER, by=BY)


def test_a_kind_without_words_is_none(board) -> None:
    with pytest.raises(KeyError):
        raise_alert("made-up", board, at=AT, by=BY)


def test_staff_read_and_settle_alerts_on_a_page(board) -> None:
    alert = raise_alert("registered-by-two", board, at=AT, by=BY, party="mila")
    agent = signed_in(Held("agent"))
    shown = agent.get("/alerts/").content.decode()
    assert [text in shown for text in ("Registered by two parties", "ID-0077", "party mila")] == [True] * 3
    address = f"/alerts/{alert.public_id}/settle/"
    empty = agent.post(address, {"outcome": ""})
    assert empty.status_code == 422
    assert "What came of it is empty" in empty.content.decode()
    assert agent.post(address, {"outcome": "sold twice"}).status_code == 302
    assert agent.post(address, {"outcome": "sold twice"}).status_code == 409
    assert "Nothing waits" in agent.get("/alerts/").content.decode()
    assert "sold twice" in agent.get("/alerts/?settled=1").content.decode()


def test_alerts_of_another_program_are_not_shown(board) -> None:
    raise_alert("registered-by-two", board, at=AT, by=BY)
    assert "ID-0077" not in signed_in(Held("agent", program="its")).get("/alerts/").content.decode()
    assert Client().get("/alerts/").status_code == 302
