"""Passing a unit on and moving it, as owner, new owner and staff would."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, OWNER, PURCHASED, REGISTERED, make_unit
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Transfer
from warrantor.apps.registry.actions import add_location, add_party
from warrantor.apps.registry.models import HistoryEvent, Party

pytestmark = pytest.mark.django_db
WORK = {"what": "work", "on": "2024-01-05", "kind": "installation", "invoice": "W-1", "paid": True}


@pytest.fixture(autouse=True)
def _now(settings) -> None:
    settings.NOW = lambda: AT


def client_of(email: str, held: Held) -> Client:
    user = User.objects.create_user(email, at=AT)
    grant_role(user, held, at=AT, by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def owner(db) -> Client:
    return client_of("oak@example.org", Held("end-customer", OWNER))


@pytest.fixture
def mila(db) -> Client:
    add_party(at=AT, by=BY, key="mila")
    return client_of("mila@example.org", Held("end-customer", "mila"))


@pytest.mark.clause("idesign:III")
@pytest.mark.clause("idesign:IV.A")
def test_a_transfer_that_the_terms_forbid_is_refused_with_the_clause(owner) -> None:
    plan = {"what": "plan-purchased", "on": "2023-05-22", "plan": "multicare-onsite-3y", "invoice": "D-2"}
    active = {"what": "activated", "on": "2023-05-25", "plan": "multicare-onsite-3y"}
    make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED, plan, active)
    page = owner.get("/units/idesign/ID-0077/transfer/").content.decode()
    assert "III" in page
    assert "IV.A" in page
    told = owner.post("/units/idesign/ID-0077/transfer/", {"email": "mila@example.org"}).content.decode()
    assert "do not let it be passed on" in told
    assert (Transfer.objects.count(), mail.outbox) == (0, [])


def test_a_unit_goes_from_one_to_the_other_by_way_of_a_person(owner, mila, django_capture_on_commit_callbacks) -> None:
    make_unit("IT-1", {**PURCHASED, "channel": "direct"}, WORK, program="its")
    with django_capture_on_commit_callbacks(execute=True):
        page = owner.post("/units/its/IT-1/transfer/", {"email": "mila@example.org"}, follow=True).content.decode()
    assert "waits for an approval" in page
    link = re.search(r"http://testserver(/transfers/accept/\S+)", mail.outbox[0].body).group(1)
    assert "still awaited" in mila.get(link).content.decode()
    assert owner.get(link).status_code == 404
    manager = client_of("boss@example.org", Held("warranty-manager"))
    transfer = Transfer.objects.get().public_id
    assert owner.post(f"/transfers/{transfer}/approve/", {"reason": "mine"}).status_code == 403
    assert manager.post(f"/transfers/{transfer}/approve/", {"reason": ""}).status_code == 422
    manager.post(f"/transfers/{transfer}/approve/", {"reason": "the work stays where it is"})
    done = mila.post(link, {"do": "accept", "party": "mila"}, follow=True).content.decode()
    assert "yours now" in done
    assert "W-1" not in done
    assert owner.get("/units/its/IT-1/").status_code == 404
    assert "over: accepted" in mila.get(link).content.decode()


@pytest.mark.parametrize("email", ["", "not an address", "oak@example.org", "a@b\x00c.org"])
def test_an_address_that_will_not_do_names_the_field(owner, email: str) -> None:
    make_unit("IT-1", {**PURCHASED, "channel": "direct"}, WORK, program="its")
    response = owner.post("/units/its/IT-1/transfer/", {"email": email})
    assert response.status_code == 422
    assert 'href="#email"' in response.content.decode()


def test_an_offer_is_declined_or_withdrawn(owner, mila, django_capture_on_commit_callbacks) -> None:
    make_unit("IT-1", {**PURCHASED, "channel": "direct"}, WORK, program="its")
    for end in ("withdraw", "decline"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            owner.post("/units/its/IT-1/transfer/", {"email": "mila@example.org"})
        link = re.search(r"http://testserver(/transfers/accept/\S+)", mail.outbox[0].body).group(1)
        row = Transfer.objects.latest("id")
        if end == "withdraw":
            owner.post(f"/transfers/{row.public_id}/withdraw/")
        else:
            mila.post(link, {"do": "decline"})
        row.refresh_from_db()
        assert (row.state, row.email) == ("withdrawn" if end == "withdraw" else "declined", "")
        assert mila.post(link, {"do": "accept", "party": "mila"}).status_code in (404, 422)
    assert not HistoryEvent.objects.filter(what="transferred").exists()


@pytest.mark.clause("idesign:IV.A")
def test_a_move_is_recorded_unless_a_plan_would_be_lost(owner) -> None:
    school = Party.objects.get_or_create(key=OWNER)[0]
    add_location(f"{OWNER}/annex", at=AT, by=BY, party=school)
    plan = {"what": "plan-purchased", "on": "2023-05-22", "plan": "multicare-onsite-3y", "invoice": "D-2"}
    active = {"what": "activated", "on": "2023-05-25", "plan": "multicare-onsite-3y"}
    make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED, plan, active)
    refused = owner.post("/units/idesign/ID-0077/move/", {"place": f"{OWNER}/annex"})
    assert refused.status_code == 422
    assert "IV.A" in refused.content.decode()
    make_unit("IT-1", {**PURCHASED, "channel": "direct"}, WORK, program="its")
    owner.post("/units/its/IT-1/move/", {"place": f"{OWNER}/annex"})
    assert list(HistoryEvent.objects.filter(what="relocated").values_list("unit__serial", flat=True)) == ["IT-1"]
    assert owner.post("/units/its/IT-1/move/", {"place": "elsewhere"}).status_code == 422
