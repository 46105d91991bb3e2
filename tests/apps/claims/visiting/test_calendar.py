"""Invitations that go with mails, and the feed of a technician."""

from datetime import timedelta

import icalendar
import pytest
from django.core import mail

from tests.acting import BY
from tests.apps.claims.conftest import AT
from tests.apps.claims.visiting.conftest import NINE, TEN, agreed
from warrantor.apps.access.models import User
from warrantor.apps.claims.visiting import appointing, calendar, feeds
from warrantor.apps.notices.actions import forget, send_waiting
from warrantor.apps.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def event(text: str) -> icalendar.Event:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]


def invitations() -> list[tuple[str, str, str]]:
    """Of what was mailed: to whom, by which method, and the calendar."""
    parts = [(one.recipients(), part) for one in mail.outbox for part in one.message().walk()]
    found = [(to, part) for to, part in parts if part.get_content_type() == "text/calendar"]
    return [(to[0], part.get_param("method"), part.get_payload(decode=True).decode()) for to, part in found]


def test_an_agreed_visit_is_mailed_as_an_invitation_and_taken_back_when_called_off(claim, ed) -> None:
    visit = agreed(claim, ed)
    send_waiting(at=AT, by=BY)
    [(to, method, text)] = invitations()
    assert (to, method, event(text)["ATTENDEE"]) == ("ed@vendor.example", "REQUEST", "mailto:ed@vendor.example")
    mail.outbox.clear()
    appointing.cancel(visit, "it works again", at=AT, by=BY)
    send_waiting(at=AT + timedelta(minutes=1), by=BY)
    [(_, method, later)] = invitations()
    assert (method, event(later)["STATUS"], event(later)["UID"]) == ("CANCEL", "CANCELLED", event(text)["UID"])
    assert event(later)["SEQUENCE"] > event(text)["SEQUENCE"]
    forget([f"user:{ed.pk}"], at=AT, by=BY)
    assert not Notice.objects.filter(recipient=f"user:{ed.pk}").exclude(calendar="").exists()


def test_an_invitation_is_on_the_clock_of_the_place_and_a_move_comes_after_it(claim, ed) -> None:
    visit = agreed(claim, ed)
    first = calendar.invitation(visit, AT)
    assert "DTSTART;TZID=America/Chicago:20240205T090000" in first
    assert "BEGIN:VTIMEZONE" in first
    moved = appointing.propose(visit, NINE + timedelta(days=63), TEN + timedelta(days=63), side="vendor", at=AT, by=BY)
    later = calendar.invitation(appointing.agree(moved, side="customer", at=AT, by=BY), AT)
    assert "DTSTART;TZID=America/Chicago:20240408T100000" in later
    assert (event(later)["UID"], event(later)["SEQUENCE"]) == (event(first)["UID"], 2)
    assert event(later).start == NINE + timedelta(days=63)


def test_a_feed_opens_by_its_secret_until_it_is_made_anew_or_revoked(claim, ed) -> None:
    visit = agreed(claim, ed)
    secret = feeds.make_feed(ed, at=AT, by=BY)
    assert secret not in str(feeds.feed_of(ed).__dict__)
    assert event(feeds.read_feed(secret, AT))["UID"].startswith(visit.number)
    anew = feeds.make_feed(ed, at=AT, by=BY)
    assert (feeds.read_feed(secret, AT), feeds.read_feed(anew, AT) is None) == (None, False)
    feeds.revoke_feed(ed, at=AT, by=BY)
    assert feeds.read_feed(anew, AT) is None
    last = feeds.make_feed(ed, at=AT, by=BY)
    User.objects.filter(pk=ed.pk).update(is_active=False)
    assert feeds.read_feed(last, AT) is None
