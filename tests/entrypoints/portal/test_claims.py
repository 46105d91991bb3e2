"""Reporting a fault page by page, and the claim's own page: who sees it, what it asks for, what may be done on it."""

import pytest
from django.test import Client

from tests.entrypoints.portal.conftest import OWNER
from tests.entrypoints.portal.test_channel import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Claim, Contact, Draft

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
HAPPENED = {"cause": "defect", "description": "it stays dark\nsince yesterday"}
CONTACT = {"name": "Ana", "email": "ana@example.org"}


@pytest.fixture(autouse=True)
def _papers(settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path


@pytest.fixture
def client() -> Client:
    """Somebody of the owner's."""
    return signed_in(Held("end-customer", OWNER), email="owner@example.org")


@pytest.fixture
def stranger() -> Client:
    return signed_in(Held("end-customer", "mila"), email="mila@example.org")


def begin(client: Client, data: dict) -> str:
    """Where the draft stands, such as `/claims/new/x7/`."""
    response = client.post("/claims/new/", data)
    assert response.status_code == 302
    return "/".join(response.url.split("/")[:4]) + "/"


def answer(client: Client, draft: str, question: str, data: dict, then: str) -> None:
    response = client.post(f"{draft}{question}/", data)
    assert (response.status_code, getattr(response, "url", "")) == (302, f"{draft}{then}/")


def fill(client: Client, mine: str = "idesign/ID-0077", **happened) -> str:
    draft = begin(client, {"mine": mine})
    answer(client, draft, "happened", {**HAPPENED, **happened}, "part")
    answer(client, draft, "part", {"part": "Panel"}, "proof")
    answer(client, draft, "proof", {"kind": "photo"}, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    return draft


def send(client: Client, draft: str) -> Claim:
    assert client.post(f"{draft}answers/").url == f"{draft}done/"
    claim = Claim.objects.order_by("id").last()
    assert claim is not None
    return claim


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.clause("its:channels")
def test_a_report_on_the_web_has_a_number_at_once_and_says_by_which_way_it_came(client, board) -> None:
    draft = fill(client)
    shown = body(client, f"{draft}answer/")
    assert "Covered" in shown
    assert "Who pays" in shown
    assert [
        text
        for text in ("it stays dark", "Panel", "ID-0077", "ana@example.org")
        if text not in body(client, f"{draft}answers/")
    ] == []
    assert not Claim.objects.exists()
    claim = send(client, draft)
    assert (claim.channel, claim.state, claim.claimant.key) == ("web", "accepted", OWNER)
    assert claim.number in body(client, f"{draft}done/")
    page = body(client, f"/claims/{claim.number}/")
    assert claim.number in page
    assert "by web" in page
    assert Contact.objects.get(claim=claim).email == "ana@example.org"
    assert Draft.objects.get().answers == {}
    assert client.post(f"{draft}answers/").url == f"{draft}done/"
    assert Claim.objects.count() == 1
