"""A summary in a real browser: a number is clicked and its rows are there, on a phone and in both themes."""

from typing import Any

import pytest

from tests.adapters.summaries.fleet import HOSTILE, ROWS, answer, write
from tests.entrypoints.portal.browsing import AXE, press
from warrantor.adapters.summaries.folder import write_summary
from warrantor.adapters.summaries.pages import About
from warrantor.adapters.summaries.reading import open_answers

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("summary")
    rows = [*ROWS, *(answer(serial, "no", "II.F") for serial in HOSTILE)]
    answers = open_answers(write(folder / "answers.parquet", rows))
    write_summary(answers, folder / "out", About("Acme terms", "answers.parquet"), {"acme:II.F": "Damage"})
    return (folder / "out" / "summary.html").as_uri()


@pytest.fixture
def open_page(browser: Any, address: str) -> Any:
    contexts = []

    def opened(width: int, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_number_that_is_clicked_shows_its_rows(width: int, open_page: Any) -> None:
    page = open_page(width)
    line = page.get_by_role("row").filter(has_text="acme:II.F")
    number = line.get_by_role("link").first
    count = int(number.inner_text())
    press(number)
    assert page.locator("h1").inner_text() == f"{count} questions decided by acme:II.F, Damage"
    assert page.locator("tbody tr").count() == count == 3 + len(HOSTILE)
    assert page.get_by_text("<script>alert(1)</script>").count() == 1
    press(page.get_by_role("link", name="All numbers"))
    assert page.locator("h1").inner_text() == "Acme terms"
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 700])
def test_no_page_scrolls_sideways_and_one_drawing_is_seen(width: int, open_page: Any) -> None:
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("img").count() == 4
    press(page.get_by_role("link").first)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(246, 247, 249)"), ("dark", "rgb(14, 18, 23)")])
def test_page_and_charts_follow_the_theme(scheme: str, ground: str, open_page: Any) -> None:
    page = open_page(1440, scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    paper = page.evaluate("getComputedStyle(document.querySelector('.chart .paper')).fill")
    assert paper == page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor")
    assert page.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_everybody_can_read_it(width: int, scheme: str, open_page: Any) -> None:
    page = open_page(width, scheme)
    for _ in range(2):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []
        press(page.get_by_role("link").first)
