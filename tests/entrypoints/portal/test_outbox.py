"""The outbox: staff see what was told and what became of it, send again what was given up, and word it by program."""

import pytest
from django.test import Client

from tests.entrypoints.portal.conftest import AT, OWNER
from tests.entrypoints.portal.test_inbox import SAID, board, said  # noqa: F401
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.notices.models import Notice, NoticeTemplate

pytestmark = pytest.mark.django_db
WORD = "/messages/templates/idesign/said/"


@pytest.fixture
def manager(board) -> Client:  # noqa: F811
    return signed_in(Held("warranty-manager"))


def test_what_was_given_up_is_seen_with_its_error_and_sent_again(manager) -> None:
    row = said("lost", f"party:{OWNER}")
    said("fine", "mail:noor@example.org")
    Notice.objects.filter(pk=row.pk).update(state="given-up", tries=24, error="ConnectionRefusedError: no")
    shown = manager.get("/messages/").content.decode()
    assert [text in shown for text in ("Said: lost", "Said: fine", "ConnectionRefusedError: no")] == [True] * 3
    assert "noor" not in shown
    shown = manager.get("/messages/?state=given-up&about=unit:idesign").content.decode()
    assert ("Said: lost" in shown, "Said: fine" in shown) == (True, False)
    assert "No message matches" in manager.get("/messages/?about=claim:").content.decode()
    again = manager.post(f"/messages/{row.public_id}/resend/", follow=True).content.decode()
    assert "It is mailed again in a moment." in again
    assert Notice.objects.get(pk=row.pk).state == "waiting"
    twice = manager.post(f"/messages/{row.public_id}/resend/", follow=True).content.decode()
    assert "is not given up" in twice


def test_a_manager_of_another_program_sees_none_of_it(board) -> None:  # noqa: F811
    row = said("ours", f"party:{OWNER}")
    other = signed_in(Held("warranty-manager", program="its"))
    assert "Said: ours" not in other.get("/messages/").content.decode()
    assert other.post(f"/messages/{row.public_id}/resend/").status_code == 404
    assert other.get(WORD).status_code == 404
    assert signed_in(Held("end-customer", OWNER), email="b@example.org").get("/messages/").status_code == 403


def test_a_program_words_a_notice_with_a_preview(manager) -> None:
    assert "Something was said" in manager.get("/messages/templates/").content.decode()
    shown = manager.get(WORD).content.decode()
    assert "These are the words that it comes with." in shown
    assert "<pre>It is good.\n</pre>" in shown
    assert "&lt;strong&gt;good&lt;/strong&gt;" in shown
    typed = {"subject": "About $text", "body": "We say\n\n- $text", "after": "0"}
    previewed = manager.post(WORD, {**typed, "preview": "1"}).content.decode()
    assert "<strong>About good</strong>" in previewed
    assert not NoticeTemplate.objects.exists()
    assert manager.post(WORD, {**typed, "save": "1"})["Location"] == WORD
    assert said("well", f"party:{OWNER}").subject == "About well"
    assert manager.post(WORD, {**typed, "save": "1"}).status_code == 409
    assert "in words of the program" in manager.get("/messages/templates/").content.decode()
    newest = NoticeTemplate.objects.get()
    manager.post(WORD, {"after": str(newest.pk), "back": "1"})
    assert said("again", f"party:{OWNER}").subject == "Said: again"
    assert NoticeTemplate.objects.filter(at=AT).count() == 2


@pytest.mark.parametrize(
    ("subject", "body", "message"),
    [("About $txt", "x", "Subject `$txt` is no placeholder"), ("", "", "Subject is empty"), ("x", "$5", "Body `$5`")],
)
def test_what_is_wrong_with_it_is_told_and_what_was_typed_stays(manager, subject: str, body: str, message: str) -> None:
    for button in ("save", "preview"):
        answer = manager.post(WORD, {"subject": subject, "body": body, "after": "0", button: "1"})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert [text in shown for text in (message, f'value="{subject}"', "\n" + body + "</textarea>")] == [True] * 3
    assert not NoticeTemplate.objects.exists()


def test_a_kind_that_nobody_tells_is_not_there(manager) -> None:
    assert manager.get("/messages/templates/idesign/made-up/").status_code == 404
