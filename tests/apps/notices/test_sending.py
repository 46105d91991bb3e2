"""Mailing, against a real mail server: once each, tried again when it fails, given up in the end, and threaded."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction

from tests.acting import BY
from tests.apps.notices.conftest import AT, Tell
from warrantor.apps.journal.models import Entry
from warrantor.apps.notices import rules
from warrantor.apps.notices.actions import resend, send_waiting, tell
from warrantor.apps.notices.models import Notice
from warrantor.apps.notices.rules import Conflict, Refused

LATER = AT + timedelta(hours=1)


class Mailbox:
    """A mail server, what came in with the addresses it came for, and what it answers next."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], EmailMessage]] = []
        self.answers: list[str] = []
        with closing(socket.socket()) as it:
            it.bind(("127.0.0.1", 0))
            self.port = int(it.getsockname()[1])
        self.controller: Controller | None = None

    def open(self) -> None:
        self.controller = Controller(self, "127.0.0.1", self.port)
        self.controller.start()

    def shut(self) -> None:
        if self.controller is not None:
            self.controller.stop()
        self.controller = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.messages.append((envelope.rcpt_tos, found))
        return "250 OK"


@pytest.fixture
def box(settings) -> Iterator[Mailbox]:
    made = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_REPLY_TO = "Care <care@boards.example>", "answers@boards.example"
    made.open()
    yield made
    made.shut()


@pytest.mark.django_db
def test_a_message_reaches_the_address_of_the_day(told: Tell, box: Mailbox, book) -> None:
    told("user:1")
    book["user"]["1"] = ["mila@new.example"]
    assert send_waiting(at=AT, by=BY) == 1
    assert send_waiting(at=LATER, by=BY) == 0
    [(to, message)] = box.messages
    assert to == ["mila@new.example"]
    assert (message["Subject"], message["From"]) == ("[C-12] We have your claim", "Care <care@boards.example>")
    assert (message["Reply-To"], message["Auto-Submitted"]) == ("answers@boards.example", "auto-generated")
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "your claim C-12 for Board 75 in is open" in plain.get_content()
    assert "<strong>C-12</strong>" in html.get_content()
    row = Notice.objects.get()
    assert (row.state, row.tries, row.changed) == ("sent", 1, AT)
    assert Entry.objects.get(act="notices.send").subject == "claim:C-12"


@pytest.mark.django_db
def test_what_is_about_one_claim_is_one_conversation(told: Tell, box: Mailbox) -> None:
    told("user:1", "party:oak")
    told("user:1", occasion="received")
    told("user:1", about="claim:C-13")
    send_waiting(at=AT, by=BY)
    messages = [message for _, message in box.messages]
    assert len({message["Message-ID"] for message in messages}) == 4
    threads = [message["References"] for message in messages]
    assert threads[0] == threads[1] == threads[2] != threads[3]
    assert [message["In-Reply-To"] for message in messages] == threads


@pytest.mark.django_db
def test_a_message_links_to_the_page_of_what_it_is_about_where_the_site_has_an_address(
    told: Tell, box: Mailbox, settings
) -> None:
    told("user:1")
    settings.SITE = "https://care.example.org"
    told("user:1", about="claim:C-13")
    told("user:1", about="order:1")  # has no page
    send_waiting(at=AT, by=BY)
    texts = [[part.get_content() for part in message.iter_parts()] for _, message in box.messages]
    link = "https://care.example.org/claims/C-13/"
    assert [link in plain for plain, _ in texts] == [False, True, False]
    assert [f'<a href="{link}">' in html for _, html in texts] == [False, True, False]


@pytest.mark.django_db
def test_the_people_of_a_party_do_not_see_each_others_addresses(told: Tell, box: Mailbox) -> None:
    told("party:oak")
    send_waiting(at=AT, by=BY)
    [(to, message)] = box.messages
    assert to == ["ana@oak.example", "bo@oak.example"]
    assert "oak.example" not in message.as_string()


@pytest.mark.django_db
def test_who_has_no_address_gets_nothing(told: Tell, box: Mailbox) -> None:
    told("user:99")
    assert send_waiting(at=AT, by=BY) == 0
    assert (box.messages, Notice.objects.get().state) == ([], "nobody")


@pytest.mark.django_db
def test_an_address_is_kept_only_until_it_was_written_to(told: Tell, box: Mailbox) -> None:
    told("mail:noor@example.org")
    send_waiting(at=AT, by=BY)
    assert box.messages[0][0] == ["noor@example.org"]
    assert Notice.objects.get().address == ""
    assert told("mail:noor@example.org") == []


@pytest.mark.django_db
def test_words_that_open_something_are_kept_only_until_they_were_mailed(db, box: Mailbox) -> None:
    tell("invited", program="boards", about="party:oak", occasion="1", to=["mail:noor@example.org"],
         values={"link": "https://x.example/a-secret"}, at=AT, by=BY)  # fmt: skip
    send_waiting(at=AT, by=BY)
    assert "a-secret" in box.messages[0][1].as_string()
    row = Notice.objects.get()
    assert (row.text, row.html, row.subject, row.forgotten) == ("", "", "", AT)
    with pytest.raises(Refused, match="no words any more"):
        resend(row, at=AT, by=BY)


@pytest.mark.django_db
def test_one_that_is_refused_is_tried_again_and_holds_up_no_other(told: Tell, box: Mailbox) -> None:
    told("user:1")
    told("party:oak")
    box.answers = ["451 try later"]
    assert send_waiting(at=AT, by=BY) == 1
    row = Notice.objects.get(state="waiting")
    assert row.recipient == "user:1"
    assert "try later" in row.error
    assert send_waiting(at=AT, by=BY) == 0
    assert send_waiting(at=AT + timedelta(minutes=1), by=BY) == 1
    assert Notice.objects.get(pk=row.pk).error == ""


@pytest.mark.django_db
def test_without_a_mail_server_it_is_given_up_in_the_end_and_sent_anew_on_request(told: Tell, box: Mailbox) -> None:
    told("user:1")
    box.shut()
    now = AT
    for _ in range(rules.TRIES):
        assert send_waiting(at=now, by=BY) == 0
        now += timedelta(hours=3)
    row = Notice.objects.get()
    assert (row.state, row.tries) == ("given-up", rules.TRIES)
    assert "ConnectionRefusedError" in row.error
    assert Entry.objects.get(act="notices.give_up").subject == "claim:C-12"
    assert send_waiting(at=now, by=BY) == 0
    box.open()
    resend(row, at=now, by=BY)
    with pytest.raises(Conflict, match="is not given up"):
        resend(row, at=now, by=BY)
    assert send_waiting(at=now, by=BY) == 1


@pytest.mark.django_db
def test_what_the_mail_server_will_never_take_is_given_up_at_once(told: Tell, box: Mailbox) -> None:
    told("user:1")
    box.answers = ["554 no such person <mila@example.org>"]
    assert send_waiting(at=AT, by=BY) == 0
    row = Notice.objects.get()
    assert (row.state, row.tries) == ("given-up", 1)
    assert "no such person" in row.error
    assert "mila" not in row.error


@pytest.mark.django_db
def test_without_a_mail_server_one_is_tried_and_not_all(told: Tell, box: Mailbox) -> None:
    told("user:1")
    told("party:oak")
    box.shut()
    assert send_waiting(at=AT, by=BY) == 0
    assert list(Notice.objects.order_by("id").values_list("tries", flat=True)) == [1, 0]


@pytest.mark.django_db
def test_what_a_worker_left_behind_is_in_doubt_and_not_sent_twice(told: Tell, box: Mailbox) -> None:
    told("user:1")
    Notice.objects.update(state="sending", changed=AT)
    assert send_waiting(at=AT + timedelta(minutes=5), by=BY) == 0
    assert Notice.objects.get().state == "sending"
    assert send_waiting(at=AT + timedelta(hours=2), by=BY) == 0
    row = Notice.objects.get()
    assert (row.state, row.error) == (
        "given-up", "the worker stopped while it mailed this: it may have been sent or not",
    )  # fmt: skip
    assert box.messages == []


@pytest.mark.django_db(transaction=True)
def test_several_workers_mail_each_once(told: Tell, box: Mailbox) -> None:
    for number in range(12):
        told("user:1", occasion=str(number))

    def work(_: int) -> int:
        try:
            return sum(send_waiting(at=AT, by=BY, limit=1) for _ in range(15))
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    # the tests' SQLite is in memory: one at a time
    with ThreadPoolExecutor(4 if connection.vendor == "postgresql" else 1) as pool:
        assert sum(pool.map(work, range(4))) == 12
    assert len(box.messages) == len({message["Message-ID"] for _, message in box.messages}) == 12


@pytest.mark.django_db(transaction=True)
def test_nothing_is_mailed_before_the_act_is_written(told: Tell, mailoutbox) -> None:
    with transaction.atomic():
        told("user:1")
        with pytest.raises(RuntimeError, match="durable"):
            send_waiting(at=AT, by=BY)
    assert mailoutbox == []
    assert send_waiting(at=AT, by=BY) == 1
