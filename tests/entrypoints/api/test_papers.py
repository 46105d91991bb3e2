"""Papers through the API: added, listed, handed out, withdrawn, accepted; and what is refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apps.registry.papers.files import PDF, PNG
from tests.entrypoints.api.test_api import refused
from tests.entrypoints.portal.test_papers import Endless
from warrantor.apps.registry.models import Paper

pytestmark = pytest.mark.django_db
PAPERS = "/units/idesign/ID-0077/papers"


@pytest.fixture(autouse=True)
def _papers_of_their_own(settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path


def send(caller, name: str, content: bytes, path: str = PAPERS, **about: str):
    data = {"kind": "photo", **about, "file": SimpleUploadedFile(name, content)}
    head = {"Authorization": f"Bearer {caller.secret}"}
    response = caller.client.post(f"/api{path}", data, headers=head)
    response.said = json.loads(response.content)
    return response


def test_a_paper_is_added_once_listed_and_handed_out(agent, board) -> None:
    made = send(agent, "D-1.pdf", PDF, kind="invoice", names="D-1")
    assert made.status_code == 201, made.content
    assert (made.said["name"], made.said["names"], made.said["withdrawn"]) == ("D-1.pdf", "D-1", False)
    again = send(agent, "D-1.pdf", PDF, kind="invoice", names="D-1")
    assert (again.status_code, again.said) == (200, made.said)
    assert agent("GET", PAPERS).said == {"papers": [made.said]}
    content = agent.client.get(
        f"/api{PAPERS}/{made.said['paper']}", headers={"Authorization": f"Bearer {agent.secret}"}
    )
    assert b"".join(content.streaming_content) == PDF
    assert "sandbox" in content["Content-Security-Policy"]
    assert content["Content-Disposition"].startswith("attachment")


def test_what_is_not_kept_is_told_by_field(agent, board) -> None:
    refused(send(agent, "a.svg", b"<svg/>"), 422, "file", "not of a kind")
    refused(send(agent, "a.png", PNG, kind="letter"), 422, "kind", "is no kind of paper")
    refused(send(agent, "a.png", PNG, names="D-1"), 422, "names", "proves no invoice")
    refused(send(agent, "a.png", PNG + b"\0" * 20_050_000), 413, "file", "20,000,000")
    assert not Paper.objects.exists()


@pytest.mark.parametrize("size", ["20200000", "300000000"])
def test_what_is_too_large_is_refused_before_it_is_read(agent, board, size: str) -> None:
    body = Endless()
    said = {"wsgi.input": body, "CONTENT_LENGTH": size, "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    head = {"Authorization": f"Bearer {agent.secret}"}
    response = agent.client.generic("POST", f"/api{PAPERS}", headers=head, **said)
    assert (response.status_code, body.read_so_far) == (413, 0)


def test_a_proof_is_accepted_and_a_paper_withdrawn(manager, board) -> None:
    work = {"event": {"what": "work", "on": "2024-01-15", "kind": "repair"}, "source": "order 7"}
    event = manager("POST", "/units/idesign/ID-0077/events", work).said["id"]
    paper = send(manager, "f.pdf", PDF, kind="invoice").said["paper"]
    refused(manager("POST", f"{PAPERS}/{paper}/acceptance", {"event": event}), 422, "invoice", "is empty")
    made = manager("POST", f"{PAPERS}/{paper}/acceptance", {"event": event, "invoice": "F-10"})
    assert (made.status_code, made.said["invoice"], made.said["source"]) == (201, "F-10", f"paper {paper}")
    assert manager("POST", f"{PAPERS}/{paper}/withdrawal", {"reason": "blurred"}).said["withdrawn"] is True
    refused(manager("POST", f"{PAPERS}/{paper}/withdrawal", {}), 409, "paper", "withdrawn already")
    refused(manager("GET", f"{PAPERS}/{paper}"), 404, "", "was withdrawn")


def test_papers_of_others_are_as_if_they_were_not_there(agent, mila, board, hers) -> None:
    paper = send(agent, "a.png", PNG).said["paper"]
    refused(mila("GET", PAPERS), 404)
    refused(send(mila, "a.png", PNG), 404)
    refused(mila("GET", f"/units/idesign/ID-0100/papers/{paper}"), 404)
