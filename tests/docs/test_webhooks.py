"""How a receiver checks a message, as its page shows it, tried on one that was really sent."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from tests.docs.blocks import ROOT, blocks
from tests.receiver import receiving
from warrantor.apps.webhooks import actions, keeping, rules

PAGE = ROOT / "docs/how-to/receive-webhooks.md"
NOW = int(AT.timestamp())


@pytest.fixture
def read_message(tmp_path: Path) -> Callable[..., Any]:
    [code] = [block.text for block in blocks(PAGE) if block.info == ("python",)]
    (tmp_path / "receiver.py").write_text(code, encoding="utf-8")
    found: Callable[..., Any] = run_path(str(tmp_path / "receiver.py"))["read_message"]
    return found


@pytest.mark.django_db
def test_a_message_is_read_as_the_page_says_and_a_false_one_is_not(settings, read_message) -> None:
    settings.WEBHOOKS_LOCAL = True
    with receiving() as receiver:
        row, old = keeping.add_endpoint(receiver.url, ["*"], program="", at=AT, by=BY)
        new = keeping.rotate_secret(row, at=AT, by=BY)
        actions.send_test(row, at=AT, by=BY)
        actions.deliver_waiting(at=AT, by=BY)
    [(_, headers, body)] = receiver.got
    for secret in (old, new):
        told = read_message(secret, headers, body, NOW + 300)
        assert told == {"type": "webhook.tested", "timestamp": AT.isoformat(), "data": {"endpoint": row.public_id}}
    later = {**headers, "webhook-timestamp": str(NOW + 1)}
    for secret, said, text, now in [
        (rules.new_secret(), headers, body, NOW), (new, headers, body + b" ", NOW), (new, later, body, NOW),
        (new, {**headers, "webhook-id": "msg_other"}, body, NOW), (new, headers, body, NOW + 301),
        (new, headers, body, NOW - 301),
    ]:  # fmt: skip
        with pytest.raises(ValueError):
            read_message(secret, said, text, now)


def test_the_page_says_when_a_message_is_tried_again() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert rules.SCHEDULE[:3] == (timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30))
    assert "5 seconds, 5 minutes, 30 minutes" in text
    hours = [wait // timedelta(hours=1) for wait in rules.SCHEDULE[3:]]
    assert hours == [2, 5, 10, 14, 20, 24]
    assert "2, 5 and 10 hours" in text
    assert "14, 20 and 24 hours" in text
