"""Telling, wording, reading and forgetting: once to each, in the words of the program, and gone on request."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from tests.acting import BY
from tests.apps.notices.conftest import AT, OPENED, VALUES, Tell
from warrantor.apps.journal.models import Entry
from warrantor.apps.notices import kinds, queries
from warrantor.apps.notices.actions import forget, mark_read, save_template, send_waiting, tell
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.models import Notice, Reading
from warrantor.apps.notices.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_each_recipient_has_a_notice_and_is_told_once(told: Tell) -> None:
    assert [row.recipient for row in told("user:1", "party:oak", "user:1")] == ["user:1", "party:oak"]
    assert [row.recipient for row in told("party:oak", "user:2")] == ["user:2"]
    assert [row.recipient for row in told("user:1", occasion="received")] == ["user:1"]
    assert Notice.objects.count() == 4
    entry = Entry.objects.filter(act="notices.tell").order_by("id")[0]
    assert (entry.subject, json.loads(entry.detail)["to"]) == ("claim:C-12", ["user:1", "party:oak"])


def test_an_act_that_is_undone_told_nobody(told: Tell) -> None:
    with transaction.atomic():
        told("user:1")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_an_address_stands_in_no_journal_and_is_the_same_in_any_capitals(told: Tell) -> None:
    [row] = told("mail:Noor@Example.org")
    assert row.address == "Noor@Example.org"
    assert told("mail:noor@example.org") == []
    assert not Entry.objects.filter(detail__icontains="noor").exists()
    assert "noor" not in row.recipient


@pytest.mark.parametrize("to", ["mila", "mila@example.org", "user:", "group:1", "party:" + "x" * 91])
def test_who_is_no_recipient_is_a_fault_of_the_caller(told: Tell, to: str) -> None:
    with pytest.raises(ValueError, match="is no recipient"):
        told(to)


def test_values_fit_the_kind_or_nobody_is_told() -> None:
    about = {"program": "boards", "about": "claim:1", "occasion": "x", "to": ["user:1"], "at": AT, "by": BY}
    with pytest.raises(ValueError, match="expected"):
        tell("claim-opened", values={"number": "1"}, **about)
    with pytest.raises(LookupError, match="`made-up` is no kind"):
        tell("made-up", values={}, **about)


def test_a_kind_is_registered_once_and_with_a_wording_that_fits() -> None:
    with pytest.raises(ValueError, match="registered already"):
        kinds.register(OPENED)
    with pytest.raises(Refused, match="is no placeholder"):
        kinds.register(Kind("other", "Other", "$x", "y", {}))


def test_a_program_has_its_own_words_from_then_on(told: Tell) -> None:
    told("user:1", occasion="before")
    save_template("claim-opened", "boards", "Claim $number", "We look at $product.\r\n", at=AT, by=BY)
    [row] = told("user:1")
    assert (row.subject, row.text) == ("Claim C-12", "We look at Board 75 in.\n")
    assert Notice.objects.get(occasion="before").subject == "[C-12] We have your claim"
    [other] = tell("claim-opened", program="phones", about="claim:2", occasion="x", to=["user:1"], values=VALUES,
                   at=AT, by=BY)  # fmt: skip
    assert other.subject == "[C-12] We have your claim"
    save_template("claim-opened", "boards", "", "", at=LATER, by=BY)
    assert told("user:1", occasion="after")[0].subject == "[C-12] We have your claim"
    assert Entry.objects.filter(act="notices.save_template", subject="notice:claim-opened").count() == 2


def test_a_wording_with_an_unknown_placeholder_is_not_saved() -> None:
    with pytest.raises(Refused, match=r"`\$nme` is no placeholder"):
        save_template("claim-opened", "boards", "Claim", "Dear $nme", at=AT, by=BY)
    assert queries.newest("claim-opened", "boards") is None


def test_of_two_who_change_a_wording_the_second_looks_first() -> None:
    save_template("claim-opened", "boards", "One", "x", after=0, at=AT, by=BY)
    with pytest.raises(Conflict, match="changed by somebody else"):
        save_template("claim-opened", "boards", "Two", "x", after=0, at=AT, by=BY)


def test_an_inbox_holds_ones_own_and_each_reads_for_themselves(told: Tell) -> None:
    [mine], [ours], _ = told("user:1"), told("party:oak"), told("user:2")
    inbox = queries.inbox("user:1", Q(recipient__in=["user:1", "party:oak"]))
    assert [row.pk for row in inbox] == [ours.pk, mine.pk]
    mark_read([ours], "user:1", at=AT)
    mark_read([ours], "user:1", at=LATER)
    assert [(row.pk, row.unread) for row in inbox.all()] == [(mine.pk, True), (ours.pk, False)]
    assert [row.unread for row in queries.inbox("user:2", Q(recipient__in=["user:2", "party:oak"]))] == [True, True]
    assert Reading.objects.get().at == AT


def test_what_was_forgotten_has_no_words_and_is_not_mailed(told: Tell, mailoutbox) -> None:
    told("user:1", "mail:noor@example.org", "party:oak")
    assert forget(["user:1", "mail:Noor@example.org"], at=LATER, by=BY) == 2
    assert send_waiting(at=LATER, by=BY) == 1
    assert [message.bcc for message in mailoutbox] == [["ana@oak.example", "bo@oak.example"]]
    for row in Notice.objects.exclude(recipient="party:oak"):
        assert (row.subject, row.text, row.html, row.address, row.forgotten) == ("", "", "", "", LATER)
    assert list(queries.inbox("user:1", Q(recipient="user:1"))) == []


def test_whoever_wants_it_elsewhere_is_mailed_there_until_that_address_is_forgotten(book, mailoutbox) -> None:
    for occasion in ("1", "2"):
        tell("claim-opened", program="idesign", about="claim:C-12", occasion=occasion, values=VALUES, at=AT, by=BY,
             to={"party:oak": "noor@example.org"})  # fmt: skip
        send_waiting(at=AT, by=BY) if occasion == "1" else forget(["mail:Noor@example.org"], at=AT, by=BY)
    send_waiting(at=LATER, by=BY)
    assert [[*message.to, *message.bcc] for message in mailoutbox] == [["noor@example.org"], book["party"]["oak"]]
    assert queries.inbox("user:1", Q(recipient="party:oak")).count() == 2


def test_an_answer_is_traced_to_what_it_is_about(told: Tell) -> None:
    [row] = told("user:1")
    assert queries.about_of_message(f"<{row.public_id}@warrantor.example>") == "claim:C-12"
    assert queries.about_of_message("<somebody@else>") == ""
