"""Requests of people about their own data, in the back office: found, handed out, erased after a second look."""

import json

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.back_office.conftest import SignIn
from tests.entrypoints.portal.conftest import AT
from warrantor.apps.access.models import User
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party, PartyDetails

pytestmark = pytest.mark.django_db
PEOPLE = "/back-office/people/"
DETAILS = {"name": "Ada Quill", "email": "ada@example.org", "phone": "+1 555 0100", "address": "7 Lantern Row"}


@pytest.fixture
def ada(db) -> User:
    add_party(at=AT, by=BY, key="ada-7", details=DETAILS)
    return User.objects.create_user("ada@example.org", at=AT, name="Ada Quill")


@pytest.fixture
def chief(sign_in: SignIn) -> Client:
    return sign_in("administrator")


def test_a_person_is_found_with_account_and_parties(chief: Client, ada: User) -> None:
    text = chief.post(PEOPLE, {"who": "ADA@example.org"}).content.decode()
    assert f"user:{ada.pk}, party:ada-7" in text
    assert "Ada Quill" in text
    assert "7 Lantern Row" not in text, "where they live is for the person alone"


@pytest.mark.parametrize("who", ["nobody@example.org", "", "x\0", "user:99999999999999999999"])
def test_nobody_is_found(chief: Client, ada: User, who: str) -> None:
    assert chief.post(PEOPLE, {"who": who}).status_code == 422


def test_all_that_is_held_is_handed_out(chief: Client, ada: User) -> None:
    response = chief.post(PEOPLE + "export/", {"who": f"user:{ada.pk}", "why": "letter 7"})
    assert response["Content-Disposition"] == f'attachment; filename="user-{ada.pk}.json"'
    assert json.loads(response.content)["parties"][0]["details"] == DETAILS
    assert Entry.objects.filter(act="people.hand_out", why="letter 7", door="page").count() == 2


def test_nothing_is_handed_out_or_erased_without_a_reason(chief: Client, ada: User) -> None:
    for act in ("export/", "erase/"):
        response = chief.post(PEOPLE + act, {"who": f"user:{ada.pk}", "why": ""})
        assert response.status_code == 422
        assert "This field is required" in response.content.decode()
    assert not Entry.objects.filter(act__startswith="people.").exists()


def test_a_person_is_erased_after_a_second_look(chief: Client, ada: User) -> None:
    said = {"who": f"user:{ada.pk}", "why": "letter 7"}
    asked = chief.post(PEOPLE + "erase/", said)
    assert "It cannot be undone" in asked.content.decode()
    unsure = chief.post(PEOPLE + "erase/", {**said, "again": "1"})
    assert unsure.status_code == 422
    assert PartyDetails.objects.filter(party__key="ada-7").exists()
    done = chief.post(PEOPLE + "erase/", {**said, "again": "1", "sure": "on"})
    assert "party:ada-7" in done.content.decode()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not PartyDetails.objects.filter(party__key="ada-7").exists()
    assert Party.objects.filter(key="ada-7").exists()
    assert Entry.objects.filter(act="registry.erase_person", why="letter 7").exists()


def test_the_last_administrator_is_not_erased(chief: Client) -> None:
    user = User.objects.get()
    said = {"who": f"user:{user.pk}", "why": "letter 7", "again": "1", "sure": "on"}
    response = chief.post(PEOPLE + "erase/", said)
    assert response.status_code == 422
    assert "is the last administrator; make somebody else administrator first" in response.content.decode()
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("act", ["export/", "erase/"])
def test_who_is_gone_meanwhile_is_looked_for_anew(chief: Client, act: str) -> None:
    assert chief.post(PEOPLE + act, {"who": "user:424242", "why": "letter 7"})["Location"] == PEOPLE
    assert chief.get(PEOPLE + act).status_code == 405


def test_a_role_in_one_program_reaches_nobody(sign_in: SignIn, ada: User) -> None:
    client = sign_in("administrator", "its")
    assert client.get(PEOPLE).status_code == 403
    assert "People's data" not in client.get("/back-office/").content.decode()
