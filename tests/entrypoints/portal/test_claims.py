"""Reporting a fault page by page, and the claim's own page: who sees it, what it asks for, what may be done on it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, OWNER, PURCHASED, make_unit
from tests.entrypoints.portal.test_channel import signed_in
from warrantor.adapters.people import Somebody, erase
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Claim, Contact, Draft
from warrantor.apps.registry.models import Paper, Party, Unit

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
def stranger(db) -> Client:
    Party.objects.get_or_create(key="mila")
    return signed_in(Held("end-customer", "mila"), email="mila@example.org")


def begin(client: Client, unit: dict, kind: str = "fault") -> str:
    """Where the draft stands, such as `/claims/new/x7/`, once kind and unit are answered."""
    response = client.post("/claims/new/", {"kind": kind})
    assert response.status_code == 302
    draft = "/".join(response.url.split("/")[:4]) + "/"
    assert client.post(f"{draft}unit/", unit).status_code == 302
    return draft


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


def tidy(page: str) -> str:
    """Without what is new in every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


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


def test_answers_stay_over_days_and_are_changed_from_the_last_page(client, board, settings) -> None:
    draft = fill(client)
    settings.NOW = lambda: AT + timedelta(days=1)
    assert client.get(draft).url == f"{draft}answer/"
    assert "it stays dark\nsince yesterday" in body(client, f"{draft}happened/")
    answer(client, draft, "part", {"part": "Remote control"}, "answer")
    assert "Remote control" in body(client, f"{draft}answers/")
    assert draft in body(client, "/claims/new/")
    assert ("Begun and not sent" in body(client, "/claims/"), draft in body(client, "/claims/")) == (True, True)
    send(client, draft)
    assert client.get(f"{draft}part/").url == f"{draft}done/"
    assert draft not in body(client, "/claims/new/")
    assert "Begun and not sent" not in body(client, "/claims/")


def test_what_was_begun_is_thrown_away_once_and_never_when_it_was_sent(client, stranger, board) -> None:
    draft, sent = fill(client), fill(client)
    claim = send(client, sent)
    assert stranger.post(f"{draft}discard/").status_code == 404
    assert client.get(f"{draft}discard/").status_code == 405
    assert client.post(f"{draft}discard/")["Location"] == "/claims/"
    assert (client.get(draft).status_code, client.post(f"{draft}discard/").status_code) == (404, 404)
    assert client.post(f"{sent}discard/")["Location"] == f"{sent}done/"
    assert Draft.objects.get().claim == claim


def test_only_what_the_decision_hangs_on_is_asked_and_nobody_has_to_know_it(client, db) -> None:
    make_unit("ID-0080", {**PURCHASED, "on": "2024-01-02"}, {**DELIVERED, "on": "2024-01-10"})
    draft = begin(client, {"mine": "idesign/ID-0080"})
    answer(client, draft, "happened", {**HAPPENED, "worked": "dead"}, "part")
    answer(client, draft, "part", {"part": "panel"}, "first_use")
    assert "When was it first used?" in body(client, f"{draft}first_use/")
    assert client.post(f"{draft}first_use/", {"first_use-day": "40"}).status_code == 422
    answer(client, draft, "first_use", {}, "proof")
    day = {"first_use-day": "15", "first_use-month": "1", "first_use-year": "2024"}
    answer(client, draft, "first_use", day, "proof")
    assert 'value="15"' in body(client, f"{draft}first_use/")
    answer(client, draft, "proof", {}, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    checked = body(client, f"{draft}answers/")
    assert ("15 Jan 2024" in checked, "How was the fault found?" in checked) == (True, False)
    claim = send(client, draft)
    assert (claim.said["first_use"], claim.state) == ("2024-01-15", "undecided")
    assert "Waiting for us: find out how the fault was found" in body(client, f"/claims/{claim.number}/")


def test_a_question_that_no_longer_matters_is_asked_no_longer(client, db) -> None:
    make_unit("ID-0080", {**PURCHASED, "on": "2024-01-02"}, {**DELIVERED, "on": "2024-01-10"})
    draft = begin(client, {"mine": "idesign/ID-0080"})
    answer(client, draft, "happened", {**HAPPENED, "worked": "dead"}, "part")
    answer(client, draft, "part", {"part": "panel"}, "first_use")
    answer(client, draft, "happened", HAPPENED, "proof")
    assert client.get(f"{draft}first_use/").url == f"{draft}proof/"


def test_a_unit_of_somebody_else_is_answered_like_one_that_is_not_on_record(stranger, board) -> None:
    pages = []
    for serial in ("ID-0077", "XX-9999"):
        draft = begin(stranger, {"serial": serial})
        pages.append(body(stranger, f"{draft}program/").replace(serial, "S").replace(draft, "D"))
    assert tidy(pages[0]) == tidy(pages[1])
    assert stranger.post(f"{draft}unit/", {"mine": "idesign/ID-0077"}).status_code == 422
    answer(stranger, draft, "program", {"program": "idesign"}, "happened")
    answer(stranger, draft, "happened", HAPPENED, "part")
    answer(stranger, draft, "part", {"part": ""}, "proof")
    photo = SimpleUploadedFile("a.png", PNG)
    answer(stranger, draft, "proof", {"kind": "photo", "file": photo}, "contact")
    answer(stranger, draft, "contact", {"email": "mila@example.org"}, "answer")
    assert "until a person has found the unit" in body(stranger, f"{draft}answer/")
    claim = send(stranger, draft)
    assert (claim.unit, claim.state, claim.claimant.key, claim.serial) == (None, "incomplete", "mila", "XX-9999")
    assert "find the unit" in body(stranger, f"/claims/{claim.number}/")
    agent = signed_in(Held("agent"), email="agent@example.org")
    matched = {"seen": claim.version, "serial": "ID-0077", "why": "the label was misread"}
    assert agent.post(f"/desk/claims/{claim.number}/match/", matched).status_code == 302
    assert (Paper.objects.get(unit=board).name, Draft.objects.get(claim=claim).answers) == ("a.png", {})
    assert "Work on it at the desk" in body(agent, f"/claims/{claim.number}/")
    assert "Work on it at the desk" not in body(stranger, f"/claims/{claim.number}/")


def test_what_somebody_writes_is_forgotten_with_them(client, board) -> None:
    draft = fill(client)
    user = User.objects.get(email="owner@example.org")
    erase(Somebody(user, ()), at=AT, by=BY)
    assert not Draft.objects.exists()
    assert client.get(draft).status_code == 302


def test_nobody_sees_the_draft_of_another(client, stranger, board) -> None:
    draft = fill(client)
    for page in ("", "happened/", "answer/", "answers/", "done/"):
        assert stranger.get(f"{draft}{page}").status_code == 404
    assert stranger.post(f"{draft}answers/").status_code == 404
    assert not Claim.objects.exists()


def test_the_same_fault_leads_to_the_claim_that_is_open(client, board) -> None:
    claim = send(client, fill(client))
    draft = begin(client, {"mine": "idesign/ID-0077"})
    answer(client, draft, "happened", HAPPENED, "part")
    answer(client, draft, "part", {"part": "panel"}, "proof")
    assert claim.number in body(client, f"{draft}proof/")
    Claim.objects.filter(pk=claim.pk).update(claimant=None)
    Unit.objects.filter(pk=board.pk).update(owner=board.owner)
    assert claim.number not in body(client, f"{draft}proof/")
    answer(client, draft, "part", {"part": "remote"}, "proof")
    assert "already" not in body(client, f"{draft}proof/")


def test_one_that_was_reported_meanwhile_is_told_when_it_is_sent(client, board) -> None:
    first, second = fill(client), fill(client)
    claim = send(client, first)
    response = client.post(f"{second}answers/")
    assert (response.status_code, claim.number in response.content.decode()) == (200, True)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [("a.png", b"no picture", 422, "holds text/plain"), ("a.exe", PNG, 422, "not of a kind that is kept"),
     ("a.png", b"", 422, "is empty"), ("a.png", PNG + b"\0" * 50_000_000, 413, "too large")],
    ids=["text", "program", "empty", "50 MB"],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_and_the_answers_stay(client, board, name, content, status, said) -> None:
    draft = fill(client)
    data = {"kind": "invoice", "invoice": "D-9", "file": SimpleUploadedFile(name, content)}
    response = client.post(f"{draft}proof/", data)
    assert (response.status_code, said in response.content.decode()) == (status, True)
    assert client.get(draft).url == f"{draft}answer/"
    assert not Paper.objects.exists()


def test_a_photo_and_an_invoice_become_papers_of_the_unit(client, board) -> None:
    draft = fill(client)
    for name in ("a.png", "b.png"):
        file = SimpleUploadedFile(name, PNG + name.encode())
        answer(client, draft, "proof", {"kind": "photo", "file": file}, "answer")
    page = body(client, f"{draft}proof/")
    assert "Leave out a.png" in page
    dropped = page.partition('name="drop-')[2].partition('"')[0]
    answer(client, draft, "proof", {"kind": "photo", f"drop-{dropped}": "on"}, "answer")
    claim = send(client, draft)
    assert [paper.name for paper in Paper.objects.filter(unit=board)] == ["b.png"]
    assert "b.png" in body(client, f"/claims/{claim.number}/")


@pytest.mark.parametrize(
    ("question", "data", "said"),
    [("unit", {"serial": ""}, "serial"), ("unit", {"mine": "", "serial": "x" * 90}, "There is a problem"),
     ("happened", {"cause": "defect"}, "write it in words"), ("happened", {"cause": "bad luck"}, "choose one"),
     ("contact", {"email": "nobody"}, "no e-mail address"), ("contact", {"email": "a@b.cd", "phone": "1" * 60}, "40"),
     ("proof", {"kind": "photo", "bought_in": "XX"}, "choose one")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client, board, question, data, said) -> None:
    draft = fill(client)
    response = client.post(f"{draft}{question}/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert said in page
    assert client.get(draft).url == f"{draft}answer/"


@pytest.mark.clause("its:proof")
def test_a_report_without_its_invoice_waits_says_so_and_goes_on_when_it_is_told(client, db) -> None:
    events = [{"what": "purchased", "on": "2023-12-20", "by": OWNER},
              {"what": "delivered", "on": "2023-12-20", "to": OWNER},
              {"what": "work", "on": "2024-01-20", "kind": "repair", "paid": True},
              {"what": "registered", "on": "2024-01-20", "complete": True}]  # fmt: skip
    make_unit("IT-1", *events, program="its", kind="laptop")
    draft = begin(client, {"mine": "its/IT-1"})
    assert client.post(f"{draft}happened/", HAPPENED).status_code == 422
    answer(client, draft, "happened", {**HAPPENED, "since": "Monday"}, "part")
    answer(client, draft, "part", {"part": "fan"}, "proof")
    assert "waits until you add it" in body(client, f"{draft}proof/")
    answer(client, draft, "proof", {"kind": "photo"}, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    assert "It lacks: invoice" in body(client, f"{draft}answer/")
    claim = send(client, draft)
    assert "lacks: invoice" in body(client, f"{draft}done/")
    page = body(client, f"/claims/{claim.number}/")
    assert "Waiting for you: tell invoice" in page
    told = {"seen": claim.version, "invoice": "W-1"}
    assert client.post(f"/claims/{claim.number}/tell/", told).status_code == 302
    claim.refresh_from_db()
    assert (claim.report["invoice"], claim.state != "incomplete") == ("W-1", True)
