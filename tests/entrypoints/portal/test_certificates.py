"""Certificates on the unit's page, and the page on which anybody verifies one."""

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest

from tests.acting import BY
from tests.apps.coverage.certificates.made import Pair
from tests.apps.coverage.certificates.made import code as made_code
from tests.entrypoints.portal.conftest import AT, PLANTED
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.certificates.reading import code_in
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.certificates import actions, queries
from warrantor.apps.coverage.certificates.rules import keys_read, prove
from warrantor.apps.coverage.models import Alert, Certificate

UNIT = "/units/idesign/ID-0077/"


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings, tmp_path) -> None:
    settings.CERTIFICATES_FOLDER = tmp_path / "certificates"


def signed_in(client, role: str = "warranty-manager", party: str = ""):
    user = User.objects.create_user(f"{role}@example.org", at=AT)
    grant_role(user, Held(role, party), at=AT - timedelta(days=1), by=BY)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def kept(board, settings) -> Certificate:
    return actions.issue(board, "standard", keys=FolderKeys(settings.CERTIFICATES_FOLDER), at=AT, by=BY)


def verdict(client, code: str) -> tuple[int, str]:
    response = client.get(f"/verify/{code}/")
    return response.status_code, response.content.decode().partition("<h1>")[2]


def test_it_is_issued_on_the_units_page_and_its_pdf_proves_itself(board, client, tmp_path) -> None:
    signed_in(client)
    assert "Issue a certificate" in client.get(UNIT).content.decode()
    response = client.post(f"{UNIT}certificates/", {"plan": "standard", "starts": "2023-05-10"})
    assert (response.status_code, response["Location"]) == (302, f"{UNIT}#certificates")
    kept = Certificate.objects.get()
    address = f"{UNIT}certificates/{kept.public_id}.pdf"
    assert address in client.get(UNIT).content.decode()
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert "certificate-ID-0077-standard.pdf" in response["Content-Disposition"]
    (tmp_path / "c.pdf").write_bytes(b"".join(response.streaming_content))
    told = keys_read(client.get("/.well-known/warrantor-keys.json").json())
    assert prove(code_in(tmp_path / "c.pdf"), told).serial == "ID-0077"
    letter = b"".join(client.get(address, {"paper": "letter"}).streaming_content)
    assert round(pypdf.PdfReader(io.BytesIO(letter)).pages[0].mediabox.width) == 612


def test_neither_the_paper_nor_the_page_nor_the_code_say_whose_it_is(kept, client) -> None:
    signed_in(client)
    content = b"".join(client.get(f"{UNIT}certificates/{kept.public_id}.pdf").streaming_content)
    client.logout()
    page = client.get(f"/verify/{queries.code(kept)}/").content.decode()
    paper = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for word in PLANTED:
        assert word not in page
        assert word not in paper
        assert word.encode() not in content + bytes(kept.payload)


@pytest.mark.parametrize("plan", ["", "multicare-onsite-3y", "#panic()", "<script>"])
def test_what_is_not_held_is_refused_in_words(board, client, plan: str) -> None:
    response = signed_in(client).post(f"{UNIT}certificates/", {"plan": plan})
    assert response.status_code == 422
    assert b"is no coverage of this unit" in response.content
    assert b"<script>" not in response.content.partition(b"<h1>")[2].partition(b"</main>")[0]


def test_keys_that_cannot_be_used_are_said_so_and_nothing_is_issued(board, client, settings, tmp_path) -> None:
    (tmp_path / "certificates").write_text("not a folder")
    response = signed_in(client).post(f"{UNIT}certificates/", {"plan": "standard"})
    assert response.status_code == 422
    assert b"Cannot be signed just now" in response.content
    assert not Certificate.objects.exists()


def test_a_genuine_one_says_what_it_said_beside_what_holds_today(kept, client) -> None:
    for code in (queries.code(kept), kept.public_id):
        status, page = verdict(client, code)
        assert (status, "Genuine and current" in page) == (200, True)
        assert page.count("10 May 2023") == 2
        assert "What it does not prove" in page


def test_how_it_stands_later(kept, client, settings) -> None:
    settings.NOW = lambda: datetime(2025, 1, 1, tzinfo=UTC)
    assert "Genuine, but ended" in verdict(client, kept.public_id)[1]
    actions.revoke(kept, "sent to PLANTED-SERIAL", at=AT, by=BY)
    page = verdict(client, kept.public_id)[1]
    assert "Genuine, but revoked" in page
    assert "PLANTED" not in page


def test_one_of_a_rotated_key_is_genuine_as_before(kept, client, settings) -> None:
    FolderKeys(settings.CERTIFICATES_FOLDER).rotate(AT + timedelta(days=1))
    assert "Genuine and current" in verdict(client, queries.code(kept))[1]


def altered(code: str) -> str:
    return code[:30] + ("A" if code[30] != "A" else "B") + code[31:]


def test_what_is_not_ours_says_why_and_nothing_of_near_ones(kept, client) -> None:
    code = queries.code(kept)
    for wrong, told in ((altered(code), "changed after it was signed"), (code[:-1], "end of the code is missing"),
                        (made_code(Pair("theirs")), "none of those known here"), ("A" * 22, "no certificate with this"),
                        ("hello", "no code of a certificate"), ("W1.😀." + "x" * 90, "changed after")):  # fmt: skip
        status, page = verdict(client, wrong)
        assert (status, "Not ours" in page, told in page) == (404, True, True), page[:600]
        assert "ID-0077" not in page
        assert "Report a copy" not in page


def test_the_box_takes_numbers_codes_and_addresses(kept, client) -> None:
    spaced = f"{kept.public_id[:4]} {kept.public_id[4:]}"
    for typed in (spaced, f"https://care.example/verify/{kept.public_id}/"):
        assert client.get("/verify/", {"code": typed})["Location"] == f"/verify/{kept.public_id}/"
    assert client.get("/verify/").status_code == 200
    for typed in ("", "  ", "x" * 10_000):
        response = client.get("/verify/", {"code": typed})
        assert (response.status_code, b"There is a problem" in response.content) == (422, True)


def test_looking_is_limited_for_each_address(kept, client, settings) -> None:
    settings.CHECKS_PER_MINUTE = 2
    assert [verdict(client, kept.public_id)[0] for _ in range(3)] == [200, 200, 429]


def test_a_copy_is_reported_to_staff_by_anybody(kept, client) -> None:
    address = f"/verify/{queries.code(kept)}/report/"
    assert client.post(address, {"what": ""}).status_code == 422
    response = client.post(address, {"what": "offered"}, follow=True)
    assert b"The vendor has been told" in response.content
    alert = Alert.objects.get()
    assert (alert.kind, alert.detail["what"]) == ("copy-reported", "offered")
    assert client.post("/verify/hello/report/", {"what": "offered"}).status_code == 404
    signed_in(client)
    assert b"A copy of a certificate was reported" in client.get("/alerts/").content


def test_a_revoked_one_is_not_handed_out_and_may_be_issued_anew(kept, client) -> None:
    signed_in(client)
    address = f"{UNIT}certificates/{kept.public_id}"
    assert client.post(f"{address}/revoke/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}/revoke/", {"reason": "a mistake"}).status_code == 302
    assert client.post(f"{address}/revoke/", {"reason": "a mistake"}).status_code == 422
    assert client.get(f"{address}.pdf").status_code == 404
    assert "Issue a certificate" in client.get(UNIT).content.decode()


def test_a_past_moment_shows_no_certificates(kept, client) -> None:
    assert 'id="certificates"' not in signed_in(client).get(UNIT, {"on": "2023-06-01"}).content.decode()


def test_a_certificate_of_another_unit_is_not_handed_out_under_this_one(kept, client) -> None:
    from tests.entrypoints.portal.conftest import DELIVERED, make_unit

    make_unit("ID-0078", DELIVERED)
    for number in (kept.public_id, "A" * 22, "x", "\N{SNOWMAN}"):
        assert signed_in_once(client).get(f"/units/idesign/ID-0078/certificates/{number}.pdf").status_code == 404


def signed_in_once(client):
    return client if "_auth_user_id" in client.session else signed_in(client)
