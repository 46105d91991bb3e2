"""Places that an organisation adds for itself."""

import re
from datetime import datetime
from zoneinfo import available_timezones

from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import add_location
from warrantor.apps.registry.models import Location, Party
from warrantor.apps.registry.rules import Conflict, Refused

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = 60


def add_place(
    party: Party, name: str, *, country: str, region: str = "", time_zone: str = "", at: datetime, by: By
) -> Location:
    """A place under the party's key and a short name. Raises Refused, Conflict."""
    if not _NAME.fullmatch(name):
        raise Refused("name", f"`{name[:40]}` cannot be a short name", "small letters, digits and hyphens")
    if not _COUNTRY.fullmatch(country.upper()):
        raise Refused("country", f"`{country[:40]}` is no country", "two letters, such as US")
    if len(region) > _REGION or not region.isprintable():
        raise Refused("region", "is too long", f"at most {_REGION} printable characters")
    if time_zone and time_zone not in available_timezones():
        raise Refused("time_zone", f"`{time_zone[:40]}` is no time zone", "one such as America/Chicago")
    key = f"{party.key}/{name}"
    if len(key) > 80:
        raise Refused("name", "is too long", "a shorter one")
    if Location.objects.filter(key=key).exists():
        raise Conflict("name", f"`{name}` is a place already", "another name")
    return add_location(key, at=at, by=by, party=party, time_zone=time_zone, region=region, country=country.upper())
