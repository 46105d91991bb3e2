"""Visits as iCalendar (RFC 5545, 5546): the invitation that goes with a mail, and the feed of a technician.

No names, telephone numbers or streets go in: mails and calendars are copied where nobody can erase them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visiting import queries
from warrantor.apps.notices.sending import ATTENDEE

PRODUCT = "-//Warrantor//Visits//EN"
STATUS = {"agreed": "CONFIRMED", "done": "CONFIRMED", "cancelled": "CANCELLED"}
_AROUND = timedelta(days=366)


def invitation(visit: Visit, at: datetime) -> str:
    """What a mail program enters into a calendar, or takes out again: METHOD is REQUEST, or CANCEL."""
    calendar = _calendar("CANCEL" if visit.state == "cancelled" else "REQUEST")
    event = _event(visit, at)
    event.add("organizer", "mailto:" + settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> "))
    event.add("attendee", f"mailto:{ATTENDEE}")
    return _written(calendar, [event])


def feed(visits: Iterable[Visit], at: datetime) -> str:
    """The calendar of a technician, to be subscribed to."""
    return _written(_calendar(""), [_event(visit, at) for visit in visits if visit.starts is not None])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def _event(visit: Visit, at: datetime) -> Event:
    assert visit.starts is not None
    assert visit.ends is not None
    zone, host = ZoneInfo(queries.zone_of(visit)), settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    event = Event()
    event.add("uid", f"{visit.number}@{host or 'localhost'}")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", visit.starts.astimezone(zone))
    event.add("dtend", visit.ends.astimezone(zone))
    event.add("summary", f"Visit {visit.number}, unit {visit.claim.serial}")
    event.add("description", f"Claim {visit.claim.number}. {visit.claim.program.title}.")
    event.add("status", STATUS.get(visit.state, "TENTATIVE"))
    if visit.region:
        event.add("location", visit.region)
    return event


def _written(calendar: Calendar, events: list[Event]) -> str:
    for event in events:
        calendar.add_component(event)
    days = [date.fromordinal(event.start.toordinal()) for event in events]
    if days:
        calendar.add_missing_timezones(first_date=min(days) - _AROUND, last_date=max(days) + _AROUND)
    text: str = calendar.to_ical().decode()
    return text
