"""Visits of pages in a real browser: what each asked for and complained of, and what axe and a ruler find on it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_AXE = AXE.read_text(encoding="utf-8")
_RUN = (
    "axe.run(document, {{resultTypes: ['violations'], {}}})"
    ".then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
)
_ALL, _CONTRAST = "", "runOnly: ['color-contrast']"


def press(control: Any, key: str = "") -> None:
    """Clicks what leads to another page, or strikes a key in it, and waits until that page has loaded.

    Playwright's click alone may end before, and what reads at once (`all`, `count`, `is_visible`) finds the old page.
    """
    with control.page.expect_navigation():
        control.press(key) if key else control.click()


class Visit:
    """A page, and every request and complaint it made."""

    def __init__(self, browser: Any, site: str, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
        self.page = self.context.new_page()
        self.site = site
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, said: Any) -> None:
        """An error on the console, but for the status of the page itself: 404 and 422 are what it should be."""
        if said.type == "error" and said.location["url"] != self.page.url:
            self.complaints.append(said.text)

    def check(self, serial: str) -> None:
        self.page.goto(f"{self.site}/check/")
        self.page.get_by_label("Serial number", exact=True).fill(serial)
        press(self.page.get_by_role("button", name="Check", exact=True))
        assert "/r/" in self.page.url

    def sign_in(self, client: Client) -> None:
        """Takes over the session of a client that is signed in."""
        morsel = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": self.site}])

    def go(self, address: str) -> None:
        """To an address of the site, with all that folds unfolded."""
        self.page.goto(self.site + address)
        self.unfold()

    def unfold(self) -> None:
        self.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")

    def sideways(self) -> dict[str, int]:
        """How far the page as it stands scrolls sideways, by width; nothing where it does not."""
        found = {}
        for viewport in (DESK, PHONE):
            self.page.set_viewport_size(viewport)
            found[str(viewport["width"])] = self.page.evaluate(SIDEWAYS)
        return {width: over for width, over in found.items() if over > 0}

    def axe(self) -> dict[str, Any]:
        """What axe finds on the page as it stands. Contrast alone hangs on theme and width together, so the other rules
        run once at each width. The visit must have been begun with `bypass_csp`.
        """
        self.page.evaluate(_AXE)
        found = {}
        for viewport, theme, rules in ((DESK, "light", _ALL), (PHONE, "dark", _ALL), (PHONE, "light", _CONTRAST),
                                       (DESK, "dark", _CONTRAST)):  # fmt: skip
            self.page.set_viewport_size(viewport)
            self.page.emulate_media(color_scheme=theme)
            found[f"{viewport['width']} {theme}"] = self.page.evaluate(_RUN.format(rules))
        return {where: wrong for where, wrong in found.items() if wrong}
