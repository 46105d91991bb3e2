"""Scanning into a batch in a real browser on a phone: by a scanner that types, without JavaScript, by the camera."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.acting import BY
from tests.entrypoints.portal.browsing import PHONE, SIDEWAYS, Visit, press
from tests.entrypoints.portal.conftest import AT
from tests.entrypoints.portal.test_registering_browser import check
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.actions import accredit
from warrantor.apps.coverage.models import Scan
from warrantor.apps.coverage.registering.batches import begin_batch
from warrantor.apps.registry.actions import add_location, add_party, register_unit
from warrantor.apps.registry.models import Product, Program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def batch() -> str:
    """An open batch in which seven boards are on record, and no model is said for others."""
    program = Program.objects.create(name="idesign", title="iDesign")
    board = Product.objects.create(program=program, code="IB-75", name="Board 75 in", kind="board")
    about = {"at": AT, "by": BY}
    fitters, school = (add_party(key=key, organisation=True, **about) for key in ("fitters", "oak-school"))
    accredit(fitters, program, "certified", since=date(2023, 1, 1), until=date(2024, 12, 31), **about)
    place = add_location("hall", party=school, region="US", country="US", **about)
    for number in range(7):
        register_unit(board, f"IB75-000{number}", source="sheet", **about)
    return begin_batch(program, fitters, school, place, date(2024, 1, 30), **about).public_id


@pytest.fixture
def scanning(browser, live_server, batch) -> Iterator[Any]:
    visits: list[Visit] = []
    user = User.objects.create_user("a@example.org", at=AT)
    grant_role(user, Held("installer", "fitters"), at=AT, by=BY)

    def begin(**options: Any) -> Visit:
        seen = Visit(browser, str(live_server.url), viewport=PHONE, **options)
        visits.append(seen)
        from django.test import Client

        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies["sessionid"].value
        seen.context.add_cookies([{"name": "sessionid", "value": cookie, "url": seen.site}])
        seen.page.goto(f"{seen.site}/install/batches/{batch}/")
        return seen

    yield begin
    for each in visits:
        each.context.close()


CODES = ["IB75-0000", "IB75-0001", "IB75-0001", "IB75-0002", "XX-1", "IB75-0003", "IB75-0004", "IB75-0000", "IB75-0005",
         "IB75-0006"]  # fmt: skip


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_ten_codes_by_a_scanner_that_types(scanning, script: bool) -> None:
    seen = scanning(java_script_enabled=script)
    page = seen.page
    for code in CODES:
        if script:  # a scanner types into whatever has the focus
            assert page.evaluate("document.activeElement.id") == "serial"
            page.keyboard.type(code)
            page.keyboard.press("Enter")
        else:
            page.get_by_label("Scan or type a serial number").fill(code)
            press(page.get_by_label("Scan or type a serial number"), "Enter")
    page.get_by_text("7 of 8, 1 needs you").wait_for()
    words = [row.inner_text() for row in page.locator("#scanned tbody .status").all()]
    assert words == ["Added", "Added", "Already in batch", "Added", "Added", "Unknown model", "Added",
                     "Already in batch", "Added", "Added"]  # fmt: skip
    assert page.evaluate(SIDEWAYS) <= 0
    press(page.get_by_role("button", name="Undo the last"))
    assert page.get_by_text("6 of 7, 1 needs you").is_visible()
    page.get_by_label("Model of XX-1").select_option("IB-75")
    press(page.get_by_role("button", name="It is this"))
    assert page.get_by_text("7 of 7").is_visible()
    press(page.get_by_role("button", name="Finish: register 7"))
    assert page.get_by_role("link", name="XX-1").is_visible()
    assert page.locator("#scanned tbody .status", has_text="Registered").count() == 7
    assert page.evaluate(SIDEWAYS) <= 0
    assert seen.complaints == []


def test_codes_wait_here_while_there_is_no_line_and_are_sent_once(scanning) -> None:
    seen = scanning()
    page = seen.page
    seen.context.set_offline(True)
    for code in ("IB75-0000", "IB75-0001"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    page.get_by_text("2 not sent").wait_for()
    seen.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("2 of 2").wait_for()
    page.reload()
    assert page.get_by_text("2 of 2").is_visible()
    assert Scan.objects.count() == 2


CODE_39 = """async () => {
  const wide = {"*": "bWbwBwBwb", "A": "BwbwbWbwB", "1": "BwbWbwbwB"};
  const canvas = document.createElement("canvas");
  canvas.width = 900; canvas.height = 200;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, 900, 200); pen.fillStyle = "#000";
  let at = 60;
  for (const letter of "*A1*") {
    for (const bar of wide[letter]) {
      const size = bar === bar.toUpperCase() ? 12 : 4;
      if (bar.toLowerCase() === "b") pen.fillRect(at, 20, size, 160);
      at += size;
    }
    at += 4;
  }
  const form = document.getElementById("scan");
  await new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = form.dataset.reader; script.onload = done; script.onerror = failed;
    document.head.append(script);
  });
  BarcodeDetectionAPI.prepareZXingModule({overrides: {locateFile: () => form.dataset.wasm}});
  const found = await new BarcodeDetectionAPI.BarcodeDetector().detect(canvas);
  return found.map(code => code.rawValue);
}"""


def test_the_reader_of_codes_is_served_from_here_and_runs(scanning) -> None:
    seen = scanning()
    assert not any("zxing" in url or "detector" in url for url in seen.requests), "only when it is wanted"
    assert seen.page.evaluate(CODE_39) == ["A1"]
    assert {url.split("/")[2] for url in seen.requests} == {seen.site.split("/")[2]}
    assert seen.complaints == []


def test_without_a_camera_it_says_what_to_do(scanning) -> None:
    seen = scanning()
    seen.page.get_by_role("button", name="Camera").click()
    seen.page.get_by_text("type the number, or use a hand scanner").wait_for()


def test_its_page_has_nothing_that_axe_complains_of(scanning) -> None:
    seen = scanning(bypass_csp=True)
    for code in ("IB75-0000", "XX-1"):
        seen.page.keyboard.type(code)
        seen.page.keyboard.press("Enter")
    seen.page.get_by_text("1 of 2, 1 needs you").wait_for()
    check(seen.page)
    for address in ("/install/", "/install/batches/new/", "/install/unit/"):
        seen.page.goto(seen.site + address)
        check(seen.page)
