"""Mila and her laptop of iTS, her mail, and how mail comes in."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import make_unit
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.letters.actions import Post, take
from warrantor.apps.letters.models import Letter
from warrantor.apps.letters.rules import Attachment, Mail
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party, Unit

AT = datetime(2024, 2, 1, 20, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 200
WORK = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True}
REGISTERED = {"what": "registered", "on": "2024-01-20", "complete": True}


@pytest.fixture
def mila(db) -> Party:
    return add_party(at=AT, by=BY, key="mila", details={"name": "Mila M.", "email": "mila@example.org"})


@pytest.fixture
def eve(db) -> Party:
    return add_party(at=AT, by=BY, key="eve", details={"name": "Eve", "email": "eve@example.com"})


@pytest.fixture
def laptop(mila) -> Unit:
    return make_unit("IT-100", [WORK, REGISTERED], program="its", kind="laptop", owner=mila)


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post({"care@its.example": "its"}, frozenset({"care@its.example"}), 20, Folder(tmp_path))


MAIL = Mail(
    message_id="<one@example.org>",
    digest="1",
    sender="mila@example.org",
    name="Mila M.",
    recipients=("care@its.example",),
    subject="No sound",
    text="My laptop IT-100 has no sound.\nSince: Monday\n-- \nMila",
    words="My laptop IT-100 has no sound.\nSince: Monday",
    vouched=True,
)


def mail(**other: Any) -> Mail:
    """Mila's report, unless something of it is another."""
    words = {"text": other["words"]} if "words" in other else {}
    return replace(MAIL, **{**words, **other})


def taken(post: Post, at: datetime = AT, **other: Any) -> Letter:
    return take(mail(**other), post, at=at, by=BY)[0]


def photo(name: str = "dark.jpg", content: bytes = PHOTO, whole: bool = True) -> Attachment:
    return Attachment(name, content, whole)
