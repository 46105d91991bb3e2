"""Requests for a price: they reach the account manager by name, or wait for whoever is named."""

import pytest
from django.core import mail

from tests.acting import BY
from tests.apps.channel.test_actions import refused
from tests.apps.conftest import AT
from tests.mailing import mail_all
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.models import PriceRequest
from warrantor.apps.channel.prices import actions, queries
from warrantor.apps.journal.queries import entries
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.actions import erase_person, register_unit
from warrantor.apps.registry.models import Product, Program, Unit
from warrantor.apps.registry.rules import Conflict

pytestmark = pytest.mark.django_db
PLAN = "premium"


@pytest.fixture
def phones(db) -> Program:
    return Program.objects.create(name="softnetworks", title="Phones")


@pytest.fixture
def ana(db) -> User:
    """An agent."""
    user = User.objects.create_user("ana@example.org", at=AT, name="Ana")
    grant_role(user, Held("agent"), at=AT, by=BY)
    return user


@pytest.fixture
def phone(phones, school) -> Unit:
    product = Product.objects.create(program=phones, code="P", name="Phone", kind="telephone")
    return register_unit(product, "T-1", at=AT, by=BY, source="sheet", owner=school)


@pytest.mark.clause("softnetworks:account-manager")
def test_a_request_reaches_the_named_manager(phones, school, ana, phone) -> None:
    actions.name_manager(school, phones, ana, at=AT, by=BY)
    row = actions.ask_price(school, phones, PLAN, unit=phone, note="For 3 years?", link="http://x/", at=AT, by=BY)
    assert not mail.outbox
    mail_all()
    [letter] = mail.outbox
    assert letter.to == ["ana@example.org"]
    for said in ("Oak School", PLAN, "T-1", "For 3 years?", "http://x/"):
        assert said in letter.body
    assert queries.requests().get() == row
    assert row.manager == ana
    [entry] = [entry for entry in entries(subject="party:oak-school") if entry.act == "channel.ask_price"]
    assert f"user:{ana.pk}" in entry.detail
    assert "3 years" not in entry.detail, "the journal forgets nothing, so it holds no words of people"


@pytest.mark.clause("softnetworks:account-manager")
def test_without_a_manager_it_waits_and_reaches_whoever_is_named(phones, school, ana) -> None:
    row = actions.ask_price(school, phones, PLAN, at=AT, by=BY)
    assert row.manager is None
    actions.name_manager(school, phones, ana, at=AT, by=BY)
    mail_all()
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]
    assert queries.requests().get().manager == ana


def test_with_the_customer_the_words_of_a_request_are_forgotten(phones, school, ana) -> None:
    actions.name_manager(school, phones, ana, at=AT, by=BY)
    actions.ask_price(school, phones, PLAN, note="Call Mr Oak", at=AT, by=BY)
    erase_person(school, at=AT, by=BY)
    mail_all()
    assert not mail.outbox
    assert Notice.objects.get().text == ""


def test_the_next_manager_takes_over_what_waits(phones, school, ana) -> None:
    actions.name_manager(school, phones, ana, at=AT, by=BY)
    old, new = actions.ask_price(school, phones, PLAN, at=AT, by=BY), None
    actions.settle_request(old, at=AT, by=BY)
    new = actions.ask_price(school, phones, PLAN, at=AT, by=BY)
    bo = User.objects.create_user("bo@example.org", at=AT)
    refused("user", actions.name_manager, school, phones, bo, at=AT, by=BY)
    grant_role(bo, Held("warranty-manager", program="softnetworks"), at=AT, by=BY)
    actions.name_manager(school, phones, bo, at=AT, by=BY)
    assert queries.manager_of(school, "softnetworks").user == bo
    assert [PriceRequest.objects.get(pk=row.pk).manager for row in (old, new)] == [ana, bo]
    refused("user", actions.name_manager, school, phones, bo, at=AT, by=BY, kind=Conflict)


def test_who_was_shut_out_is_no_manager(phones, school, ana) -> None:
    actions.name_manager(school, phones, ana, at=AT, by=BY)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert actions.ask_price(school, phones, PLAN, at=AT, by=BY).manager is None


def test_only_what_the_document_prices_so_is_asked(phones, school, mila, program, phone) -> None:
    other = Program.objects.create(name="iet", title="Other")
    refused("plan", actions.ask_price, school, phones, "gold", at=AT, by=BY)
    for without in (other, program):
        refused("program", actions.ask_price, school, without, PLAN, at=AT, by=BY)
    refused("serial", actions.ask_price, mila, phones, PLAN, unit=phone, at=AT, by=BY)
    refused("note", actions.ask_price, school, phones, PLAN, note="x" * 1_001, at=AT, by=BY)


def test_asked_or_answered_twice_is_a_conflict(phones, school) -> None:
    row = actions.ask_price(school, phones, PLAN, at=AT, by=BY)
    refused("plan", actions.ask_price, school, phones, PLAN, at=AT, by=BY, kind=Conflict)
    actions.settle_request(row, at=AT, by=BY)
    refused("request", actions.settle_request, row, at=AT, by=BY, kind=Conflict)
    actions.ask_price(school, phones, PLAN, at=AT, by=BY)
    assert [bool(found.answered) for found in queries.requests()] == [False, True], "those that wait come first"
