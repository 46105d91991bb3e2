"""The worker's part in tests that look at what was mailed."""

from datetime import UTC, datetime

from tests.acting import BY
from warrantor.apps.notices.actions import send_waiting


def mail_all() -> None:
    """Mails all notices that wait."""
    send_waiting(at=datetime(2100, 1, 1, tzinfo=UTC), by=BY, limit=100)
