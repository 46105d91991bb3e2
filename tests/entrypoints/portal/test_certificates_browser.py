"""Verifying a certificate in a real browser, on a phone: what is said first, widths, axe, nothing asked of others."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.acting import BY
from tests.entrypoints.portal.browsing import PHONE, Visit, press
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.apps.coverage.certificates import actions, queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def code(db, settings, tmp_path) -> str:
    settings.CERTIFICATES_FOLDER = tmp_path
    board = make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    return queries.code(actions.issue(board, "standard", keys=FolderKeys(tmp_path), at=AT, by=BY))


@pytest.fixture
def seen(browser, live_server) -> Iterator[Visit]:
    visit = Visit(browser, str(live_server.url), viewport=PHONE, bypass_csp=True)
    yield visit
    visit.context.close()


def test_a_scanned_code_says_first_whether_it_is_genuine_and_a_copy_is_reported(seen: Visit, code: str) -> None:
    seen.go(f"/verify/{code}/")
    page = seen.page
    verdict = page.get_by_role("heading", name="Genuine and current")
    assert verdict.bounding_box()["y"] < PHONE["height"] / 2
    assert (seen.sideways(), seen.axe()) == ({}, {})
    page.get_by_label("What have you met?").select_option("differs")
    press(page.get_by_role("button", name="Report it"))
    assert page.get_by_text("The vendor has been told").is_visible()
    seen.go(f"/verify/{code[:-4]}AAAA/")
    assert page.get_by_role("heading", name="Not ours").is_visible()
    assert (seen.sideways(), seen.axe()) == ({}, {})
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(seen.site).netloc}
    assert seen.complaints == []


def test_the_box_is_used_without_a_script_and_an_empty_one_says_so(browser, live_server, code: str) -> None:
    visit = Visit(browser, str(live_server.url), viewport=PHONE, java_script_enabled=False)
    page = visit.page
    page.goto(f"{visit.site}/verify/")
    press(page.get_by_role("button", name="Verify", exact=True))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    page.get_by_label("Number of the certificate").fill(code)
    press(page.get_by_role("button", name="Verify", exact=True))
    assert page.get_by_role("heading", name="Genuine and current").is_visible()
    visit.context.close()
