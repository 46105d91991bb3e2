"""Papers as people meet them: added, refused, handed out so that nothing runs, and accepted as a proof."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from tests.apps.registry.papers.files import HEIC, JPEG, PDF, PNG, pdf_with
from tests.entrypoints.portal.conftest import OWNER, PURCHASED, REGISTERED, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.registry.models import HistoryEvent, Paper

pytestmark = pytest.mark.django_db
UNIT = "/units/idesign/ID-0077/"


@pytest.fixture(autouse=True)
def _papers_of_their_own(settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path


@pytest.fixture
def owner(board) -> Client:
    return signed_in(Held("end-customer", OWNER))


@pytest.fixture
def manager(db) -> Client:
    return signed_in(Held("warranty-manager"), email="manager@example.org")


def send(client: Client, name: str, content: bytes, unit: str = UNIT, **about: str):
    file = SimpleUploadedFile(name, content, "text/html")
    return client.post(f"{unit}papers/", {"kind": "photo", **about, "file": file}, follow=True)


def address(paper: Paper) -> str:
    return f"{UNIT}papers/{paper.public_id}/"


def test_a_paper_is_added_listed_and_handed_out(owner) -> None:
    page = send(owner, "Invoice D-1.pdf", PDF, kind="invoice", names="D-1").content.decode()
    assert "The paper is kept." in page
    assert "stated, not yet accepted" in page
    paper = Paper.objects.get()
    assert address(paper) in page
    response = owner.get(address(paper))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Invoice D-1.pdf"'


@pytest.mark.parametrize(
    ("name", "content", "kind", "shown"),
    [
        ("a.jpg", JPEG + b"<script>alert(1)</script>", "image/jpeg", "inline"),
        ("a.png", PNG, "image/png", "inline"),
        ("a.heic", HEIC, "image/heic", "attachment"),
        ("a.txt", b"D-1", "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_nothing_in_a_paper_runs(owner, name, content, kind, shown) -> None:
    send(owner, name, content)
    response = owner.get(address(Paper.objects.get()))
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith(shown)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.pdf", pdf_with(b"/OpenAction << /S /JavaScript /JS (x()) >>"), "acts by itself"),
        ("a.pdf", b"", "is empty"),
        ("a.svg", b"<svg/>", "not of a kind that is kept"),
        ("a.html", b"<html>", "not of a kind that is kept"),
        ("a.png", PDF, "its name says image/png"),
    ],
)
def test_what_is_not_kept_is_told_beside_the_field(owner, name, content, part) -> None:
    response = send(owner, name, content)
    assert response.status_code == 422
    assert part in response.content.decode()
    assert 'id="paper-file-error"' in response.content.decode()
    assert not Paper.objects.exists()


def test_a_form_without_a_file_or_a_kind_is_told(owner) -> None:
    assert "is missing" in owner.post(f"{UNIT}papers/", {"kind": "photo"}).content.decode()
    assert "is no kind of paper" in send(owner, "a.png", PNG, kind="letter").content.decode()


def test_the_same_file_twice_is_told(owner) -> None:
    send(owner, "a.png", PNG)
    assert "it was not added twice" in send(owner, "b.png", PNG).content.decode()
    assert Paper.objects.count() == 1


class Endless:
    """A body of which it is counted how much was read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        self.read_so_far += size
        return b"x" * size

    readline = read

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize("size", ["20200000", "300000000"])
def test_what_is_too_large_is_refused_before_it_is_read(owner, size: str) -> None:
    body = Endless()
    said = {"wsgi.input": body, "CONTENT_LENGTH": size, "CONTENT_TYPE": MULTIPART_CONTENT}
    response = owner.generic("POST", f"{UNIT}papers/", **said)
    assert response.status_code == 413
    assert "too large" in response.content.decode()
    assert body.read_so_far == 0


def test_who_lies_about_the_size_is_stopped_on_the_way(owner) -> None:
    response = send(owner, "a.png", PNG + b"\0" * 20_050_000)
    assert response.status_code == 413
    assert "20 million bytes" in response.content.decode()
    assert not Paper.objects.exists()


def test_another_site_cannot_add_a_paper(owner) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.cookies
    response = send(strict, "a.png", PNG)
    assert response.status_code == 403
    assert not Paper.objects.exists()


def test_where_the_disk_is_full_nothing_is_kept_and_it_is_told(owner, monkeypatch) -> None:
    def full(*_) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    response = send(owner, "a.png", PNG)
    assert response.status_code == 422
    assert "could not be kept" in response.content.decode()
    assert not Paper.objects.exists()


def test_a_paper_whose_file_is_gone_is_not_a_fault_of_the_page(owner, tmp_path) -> None:
    send(owner, "a.png", PNG)
    paper = Paper.objects.get()
    (tmp_path / paper.sha256[:2] / paper.sha256).unlink()
    assert owner.get(address(paper)).status_code == 404


def test_a_withdrawn_paper_is_listed_and_not_handed_out(owner, manager) -> None:
    send(owner, "a.png", PNG)
    paper = Paper.objects.get()
    page = manager.post(f"{address(paper)}withdraw/", {"reason": "of another unit"}, follow=True).content.decode()
    assert "withdrawn" in page
    assert owner.get(address(paper)).status_code == 404
    again = manager.post(f"{address(paper)}withdraw/")
    assert (again.status_code, "was withdrawn already" in again.content.decode()) == (422, True)


def test_a_paper_is_found_under_its_own_unit_alone(owner, manager, board) -> None:
    make_unit("ID-0078", PURCHASED)
    send(owner, "a.png", PNG)
    paper = Paper.objects.get().public_id
    assert manager.get(f"/units/idesign/ID-0078/papers/{paper}/").status_code == 404


@pytest.mark.clause("its:proof")
def test_a_proof_that_staff_accept_is_the_invoice_the_claim_waits_for(manager, settings) -> None:
    settings.NOW = lambda: datetime(2024, 2, 10, 12, tzinfo=UTC)
    laptop = "/units/its/IT-1/"
    work = {"what": "work", "on": "2024-01-15", "kind": "repair", "paid": True}
    make_unit("IT-1", {**PURCHASED, "on": "2024-01-02"}, work, REGISTERED, program="its", kind="laptop")
    customer = signed_in(Held("end-customer", OWNER))

    def answer() -> str:
        page = customer.get(laptop).content.decode()
        return page[page.index('id="verdict"') :][: page.index("</section>") - page.index('id="verdict"')]

    before = answer()
    assert "Cannot tell yet" in before
    assert re.findall(r'clause-id">([^<]*)<', before) == ["proof"]
    send(customer, "F-10.pdf", PDF, laptop, kind="invoice", names="F-10")
    assert answer() == before, "what a customer states waits for staff"
    paper, event = Paper.objects.get(), HistoryEvent.objects.get(what="work")
    accepting = f"{laptop}papers/{paper.public_id}/accept/"
    assert customer.post(accepting, {"event": event.public_id}).status_code == 403
    page = manager.get(laptop).content.decode()
    assert accepting in page
    assert event.public_id in page
    response = manager.post(accepting, {"event": event.public_id, "invoice": "F-10"}, follow=True)
    assert response.status_code == 200
    assert ">Covered<" in answer()
    assert 'clause-id">proof<' in answer()
    assert "stated, not yet accepted" not in customer.get(laptop).content.decode()
    assert HistoryEvent.objects.get(supersedes=event).source == f"paper {paper.public_id}"
    twice = manager.post(accepting, {"event": event.public_id, "invoice": "F-11"})
    assert twice.status_code == 422
