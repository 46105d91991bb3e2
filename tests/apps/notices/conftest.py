"""A kind of notice, two people and a party to tell, and addresses that are looked up in a plain table."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.acting import BY
from warrantor.apps.notices import kinds, ports
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.models import Notice

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
OPENED = Kind(
    "claim-opened",
    "A claim was opened",
    "[$number] We have your claim",
    "Hello,\n\nyour claim **$number** for $product is open. [$link]($link)\n\nYou said:\n\n> $note\n",
    {"number": "C-12", "product": "Board 75 in", "link": "https://care.example/claims/C-12/", "note": "it is broken"},
)
INVITED = Kind("invited", "An invitation", "You are invited", "[$link]($link)", {"link": "https://x/"}, secret=True)
VALUES = {**OPENED.values}
Tell = Callable[..., list[Notice]]


@pytest.fixture(autouse=True)
def book(monkeypatch) -> dict[str, dict[str, list[str]]]:
    """The addresses by prefix and key; changed, they are others from then on."""
    known = {"user": {"1": ["mila@example.org"]}, "party": {"oak": ["ana@oak.example", "bo@oak.example"]}}
    monkeypatch.setattr(kinds, "_KINDS", {kind.name: kind for kind in (OPENED, INVITED)})
    monkeypatch.setattr(ports, "_ADDRESSES", {})
    for prefix in known:
        ports.register(prefix, lambda key, prefix=prefix: known[prefix].get(key, []))
    return known


@pytest.fixture
def told(db) -> Tell:
    """Tells that a claim was opened."""

    def do(*to: str, occasion: str = "opened", about: str = "claim:C-12", **values: str) -> list[Notice]:
        return tell(
            "claim-opened", program="boards", about=about, occasion=occasion, to=to, values={**VALUES, **values},
            at=AT, by=BY,
        )  # fmt: skip

    return do
