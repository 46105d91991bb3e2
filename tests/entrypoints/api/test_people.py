"""People's requests about their data over the API."""

import json

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import KeptRequest, User
from warrantor.apps.access.rules import PERMISSIONS, Held
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import PartyDetails

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """Posts as an administrator, to whom `ada-7` is a party."""
    add_party(at=AT, by=BY, key="ada-7", details={"name": "Ada Quill", "email": "ada@example.org"})
    user = User.objects.create_user("head@example.org")
    grant_role(user, Held("administrator"), at=AT, by=BY)
    _, secret = make_token(user, "test", list(PERMISSIONS), at=AT, by=BY)

    def send(path: str, key: str = "", **body: str):
        headers = {"Authorization": f"Bearer {secret}", **({"Idempotency-Key": key} if key else {})}
        return Client().generic("POST", f"/api/people/{path}", json.dumps(body), "application/json", headers=headers)

    return send


def test_handed_out_and_nothing_of_it_kept(post) -> None:
    told = post("export", "k1", who="ada@example.org", why="letter 7").json()
    assert told["parties"][0]["details"]["name"] == "Ada Quill"
    assert KeptRequest.objects.count() == 0
    assert Entry.objects.filter(act="people.hand_out", why="letter 7", door="api").count() == 1


def test_erased_once(post) -> None:
    first = post("erasure", "k2", who="ada@example.org", why="letter 7")
    assert first.json() == {"erased": ["party:ada-7"]}
    assert not PartyDetails.objects.exists()
    assert Entry.objects.filter(act="registry.erase_person", why="letter 7", door="api").count() == 1
    assert post("erasure", "k2", who="ada@example.org", why="letter 7").headers["Idempotent-Replayed"] == "true"
    gone = post("erasure", who="ada@example.org", why="letter 7")
    assert (gone.status_code, gone.json()["field"]) == (404, "who")


def test_a_reason_is_needed(post) -> None:
    refused = post("erasure", who="ada-7", why="")
    assert (refused.status_code, refused.json()["field"]) == (422, "why")
    assert PartyDetails.objects.exists()
