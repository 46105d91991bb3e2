"""Parties and other systems are told of each act once, after it was written."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, reported
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.agreeing import agree, choose_remedy
from warrantor.apps.claims.intake import Report, add_facts, open_claim
from warrantor.apps.claims.ruling import note
from warrantor.apps.claims.steps import do_step
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.rules import Conflict

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("id").values_list("kind", "recipient"))


def test_the_claimant_is_told_of_each_step_once(board) -> None:
    claim = agree(choose_remedy(reported(board), "repair", at=AT, by=BY), at=AT, by=BY)
    done = do_step(claim, "diagnose", {"finding": "dead", "diagnosed": "remote"}, at=AT, by=BY)
    with pytest.raises(Conflict):
        do_step(done, "diagnose", {"finding": "dead", "diagnosed": "remote"}, at=AT, by=BY)
    assert told() == [(f"claim-{kind}", "party:oak-school") for kind in ("accepted", "agreed", "step-done")]
    last = Notice.objects.order_by("id").last()
    assert last.subject == f"[{claim.number}] Done: find the fault"
    assert "Next: authorise it" in last.text


def test_whoever_left_an_address_is_asked_there_for_what_the_report_lacks(board) -> None:
    report = Report(program=board.program, channel="email", contact={"email": "ilse@example.org"})
    claim = open_claim(report, at=AT, by=BY)
    [asked] = Notice.objects.all()
    assert (asked.kind, asked.address) == ("claim-incomplete", "ilse@example.org")
    assert f"number {claim.number}" in asked.text
    assert "description" in asked.text


def test_the_claimant_is_told_where_the_report_says(board) -> None:
    reported(board, contact={"email": "caretaker@example.org"})
    assert list(Notice.objects.values_list("recipient", "address")) == [("party:oak-school", "caretaker@example.org")]


def test_a_refusal_names_its_clauses_and_the_rights_by_law(board) -> None:
    claim = reported(board, said={"cause": "accident"})
    [refused] = Notice.objects.all()
    assert "idesign:II.F.4" in refused.text
    assert "rights by law" in refused.text
    add_facts(claim, said={"cause": "defect"}, why="seen", at=AT + timedelta(hours=1), by=BY)
    assert [kind for kind, _ in told()] == ["claim-refused", "claim-accepted"]


def test_a_message_of_staff_is_told_and_ones_own_is_not(board) -> None:
    claim = reported(board)
    ada = User.objects.create_user("ada@example.org", at=AT)
    grant_role(ada, Held("agent"), at=AT - timedelta(days=1), by=BY)
    note(claim, "message", "mine", at=AT, by=By("user:99", "page"))
    note(claim, "note", "among us", at=AT, by=By(f"user:{ada.pk}", "page"))
    note(claim, "message", "can we come on Monday?", at=AT, by=By(f"user:{ada.pk}", "page"))
    assert [kind for kind, _ in told()] == ["claim-accepted", "claim-message"]
    assert "can we come on Monday?" in Notice.objects.order_by("id").last().text


def test_a_question_is_told_its_number(board) -> None:
    asked = Report(program=board.program, kind="question", channel="phone", told={"question": "how heavy is it?"},
                   contact={"email": "ilse@example.org"})  # fmt: skip
    claim = open_claim(asked, at=AT, by=BY)
    [notice] = Notice.objects.all()
    assert (notice.kind, claim.number in notice.text) == ("claim-question", True)
