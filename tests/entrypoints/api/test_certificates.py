"""Certificates through the API: issued, read, handed out, revoked, and verified without a token."""

import io

import pypdf
import pytest
from django.core.cache import cache

from tests.apps.coverage.certificates.made import Pair, code
from tests.entrypoints.api.test_api import refused
from tests.entrypoints.portal.conftest import AT
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.apps.coverage.certificates.actions import issue
from warrantor.apps.coverage.models import Alert, Certificate
from warrantor.apps.journal.rules import By

pytestmark = pytest.mark.django_db
OF_UNIT = "/units/idesign/ID-0077/certificates"


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings, tmp_path) -> None:
    settings.CERTIFICATES_FOLDER = tmp_path
    cache.clear()


@pytest.fixture
def issued(agent, board) -> dict:
    made = agent("POST", OF_UNIT, {"plan": "standard"})
    assert made.status_code == 201, made.content
    return made.said


def verified(client, text: str) -> dict:
    response = client.get(f"/api/verify/{text}")
    assert response.status_code == 200, response.content
    return response.json()


def test_one_is_issued_listed_read_and_handed_out(agent, issued) -> None:
    assert (issued["plan"], issued["starts"], issued["ends"], issued["state"]) == (
        "standard", "2023-05-10", "2024-05-09", "current"
    )  # fmt: skip
    assert agent("GET", OF_UNIT).said == {"certificates": [issued]}
    address = f"/certificates/{issued['number']}"
    assert agent("GET", address).said == issued
    head = {"Authorization": f"Bearer {agent.secret}"}
    content = b"".join(agent.client.get(f"/api{address}/pdf?paper_size=letter", headers=head).streaming_content)
    info = pypdf.PdfReader(io.BytesIO(content)).metadata
    assert info is not None
    assert info["/Keywords"] == issued["code"]
    refused(agent("GET", f"{address}/pdf?paper_size=a0"), 422, "paper_size", "no size")


def test_the_same_key_issues_once_and_another_caller_raises_an_alert(agent, manager, issued) -> None:
    sent = {"plan": "standard", "starts": "2023-05-10"}
    assert agent("POST", OF_UNIT, sent, Idempotency_Key="k").said == issued
    assert agent("POST", OF_UNIT, sent, Idempotency_Key="k").said == issued
    second = manager("POST", OF_UNIT, sent).said
    assert second["number"] != issued["number"]
    assert agent("GET", f"/certificates/{issued['number']}").said["state"] == "replaced"
    assert Alert.objects.get().kind == "certified-twice"
    assert Certificate.objects.count() == 2


def test_a_user_and_their_token_are_one_person(agent, issued, board, settings) -> None:
    by = By(f"user:{agent.user.pk}", "page")
    again = issue(board, "standard", keys=FolderKeys(settings.CERTIFICATES_FOLDER), at=AT, by=by)
    assert (again.public_id, Alert.objects.count()) == (issued["number"], 0)


def test_what_is_not_held_is_refused(agent, board) -> None:
    for sent in ({"plan": "multicare-onsite-3y"}, {"plan": "standard", "starts": "2020-01-01"}, {"plan": ""}):
        refused(agent("POST", OF_UNIT, sent), 422, "plan", "no coverage of this unit")
    refused(agent("POST", OF_UNIT, {}), 422, "plan", "required")


def test_anybody_verifies_by_code_or_number_and_is_not_told_the_owner(client, issued) -> None:
    for text in (issued["code"], issued["number"]):
        told = verified(client, text)
        assert (told["genuine"], told["state"], told["today"]["state"]) == (True, "current", "in force")
        assert told["said"]["serial"] == "ID-0077"
        assert "planted" not in str(told).lower()


def test_what_is_not_ours_says_the_kind(client, issued) -> None:
    kinds = {issued["code"][:-1]: "cut", code(Pair("theirs")): "unknown-key", "A" * 22: "no-record", "x": "not-one"}
    for text, kind in kinds.items():
        told = verified(client, text)
        assert (told["genuine"], told["kind"], told["said"]) == (False, kind, None)


def test_a_revoked_one_is_said_to_be_and_not_handed_out(agent, manager, issued, client) -> None:
    address = f"/certificates/{issued['number']}"
    refused(agent("POST", f"{address}/revocation", {"reason": "no"}), 403, "Authorization", "certificate.revoke")
    told = manager("POST", f"{address}/revocation", {"reason": "sent to the wrong school"}).said
    assert (told["state"], told["since"]) == ("revoked", "2024-02-01T20:00:00Z")
    assert "school" not in str(verified(client, issued["number"]))
    refused(manager("GET", f"{address}/pdf"), 404, "", "was revoked")
    refused(manager("POST", f"{address}/revocation", {"reason": "again"}), 409, "certificate", "already")


def test_looking_is_limited_for_each_address(client, issued, settings) -> None:
    settings.CHECKS_PER_MINUTE = 1
    assert client.get(f"/api/verify/{issued['number']}").status_code == 200
    response = client.get(f"/api/verify/{issued['number']}")
    assert (response.status_code, "seconds" in response.json()["help"]) == (429, True)


def test_keys_that_cannot_be_used_say_so(agent, board, tmp_path, settings) -> None:
    settings.CERTIFICATES_FOLDER = tmp_path / "file"
    settings.CERTIFICATES_FOLDER.write_text("")
    refused(agent("POST", OF_UNIT, {"plan": "standard"}), 500, "", "cannot be signed")
    assert not Certificate.objects.exists()


def test_others_do_not_hear_of_it(mila, issued) -> None:
    for path in (f"/certificates/{issued['number']}", f"/certificates/{issued['number']}/pdf", OF_UNIT):
        assert mila("GET", path).status_code == 404
