"""Staff record a replacement, take an activation away, and give it back; the customer is told why."""

import pytest
from django.core import mail
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from tests.mailing import mail_all
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.removing import removals
from warrantor.apps.coverage.standings import standing_answer
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Unit

pytestmark = pytest.mark.django_db
PLAN = "multicare-onsite-3y"
HELD = {"what": "plan-purchased", "on": "2023-05-22", "plan": PLAN, "invoice": "D-2"}
ACTIVE = {"what": "activated", "on": "2023-05-25", "plan": PLAN}
SHIPPED = {"on-day": "10", "on-month": "1", "on-year": "2024"}


@pytest.fixture
def manager(db, settings) -> Client:
    settings.NOW = lambda: AT
    user = User.objects.create_user("boss@example.org", at=AT)
    grant_role(user, Held("warranty-manager"), at=AT, by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def board(db) -> Unit:
    return make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, ACTIVE)


def plan_of(unit: Unit) -> str:
    return standing_answer("idesign", unit_facts(unit), AT).get("plan", "")


@pytest.mark.clause("idesign:IV.B")
def test_an_activation_is_taken_away_with_a_reason_told_and_given_back(manager, board) -> None:
    address = "/units/idesign/ID-0077/remove/"
    manager.post(address, {"plan": PLAN, "reason": "the card was copied"})
    mail_all()
    assert plan_of(board) != PLAN
    assert mail.outbox[0].to == ["planted@example.org"]
    assert "the card was copied" in mail.outbox[0].body
    [removal] = removals(board)
    assert "the card was copied" in manager.get(address).content.decode()
    manager.post(f"{address}{removal.public_id}/undo/", {"reason": "it was another card"})
    mail_all()
    assert plan_of(board) == PLAN
    assert "it was another card" in mail.outbox[1].body
    kept = HistoryEvent.objects.filter(unit=board, what__in=("removed", "withdrawn")).count()
    assert kept == 2
    assert Entry.objects.filter(act__in=("coverage.remove_plan", "coverage.restore_plan")).count() == 2


@pytest.mark.parametrize(
    ("form", "field"),
    [({"plan": PLAN, "reason": " "}, "reason"), ({"plan": "gold", "reason": "x"}, "plan"), ({}, "reason")],
)
def test_a_removal_that_will_not_do_names_the_field(manager, board, form, field) -> None:
    response = manager.post("/units/idesign/ID-0077/remove/", form)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.content.decode()
    assert removals(board) == []


def test_where_no_clause_allows_it_nothing_is_taken_away(manager) -> None:
    plan = {"what": "plan-purchased", "on": "2023-05-22", "plan": "premium", "invoice": "S-2"}
    unit = make_unit("SO-1", PURCHASED, plan, program="softnetworks", kind="phone-system")
    page = manager.get("/units/softnetworks/SO-1/remove/").content.decode()
    assert "no clause" in page
    assert manager.post("/units/softnetworks/SO-1/remove/", {"plan": "premium", "reason": "x"}).status_code == 422
    assert removals(unit) == []


@pytest.mark.clause("idesign:VI.equal")
def test_a_replacement_is_recorded_and_both_pages_lead_to_each_other(manager, board) -> None:
    form = {"serial": "ID-0078", "product": "board", **SHIPPED}
    page = manager.post("/units/idesign/ID-0077/replace/", form, follow=True).content.decode()
    assert "It stands in for" in page
    assert plan_of(Unit.objects.get(serial="ID-0078")) == PLAN
    assert "It was replaced by" in manager.get("/units/idesign/ID-0077/").content.decode()
    assert manager.post("/units/idesign/ID-0077/replace/", {**form, "serial": "ID-0079"}).status_code == 422


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"serial": "", "product": "board", **SHIPPED}, "serial"),
        ({"serial": "ID-0077", "product": "board", **SHIPPED}, "serial"),
        ({"serial": "ID-0078", "product": "spaceship", **SHIPPED}, "product"),
        ({"serial": "ID-0078", "product": "board", "on-day": "31", "on-month": "2", "on-year": "2024"}, "on"),
        ({"serial": "ID-0078", "product": "board", "on-day": "2", "on-month": "2", "on-year": "2030"}, "on"),
    ],
)
def test_a_replacement_that_will_not_do_names_the_field(manager, board, form, field) -> None:
    response = manager.post("/units/idesign/ID-0077/replace/", form)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.content.decode()
    assert Unit.objects.count() == 1
