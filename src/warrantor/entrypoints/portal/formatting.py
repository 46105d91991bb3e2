"""Days, instants, money and counts as people read them. Pure: the zone is always given."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def to_day(value: str | date) -> date:
    """The day of an ISO text, a date or an instant."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def day(value: str | date) -> str:
    """`9 May 2024`."""
    found = to_day(value)
    return f"{found.day} {MONTHS[found.month - 1][:3]} {found.year}"


def to_instant(value: str | datetime, zone: str) -> datetime:
    """The instant of an ISO text, on the clock of `zone`; a text without an offset is of that zone."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    place = ZoneInfo(zone)
    return found.replace(tzinfo=place) if found.tzinfo is None else found.astimezone(place)


def instant(value: str | datetime, zone: str) -> str:
    """`16:42 Thu 9 May 2024, Chicago (UTC-5)`, `16:42 Thu 9 May 2024, UTC`."""
    found = to_instant(value, zone)
    place, ahead = city(zone), offset(found.utcoffset())
    return f"{found:%H:%M %a} {day(found)}, {place if place == ahead else f'{place} ({ahead})'}"


def city(zone: str) -> str:
    """The place that names a zone: `America/Los_Angeles` is Los Angeles."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def offset(ahead: timedelta | None) -> str:
    """`UTC-5`, `UTC+5:30`, `UTC`."""
    minutes = int((ahead or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"


def money(amount: str | int | float | Decimal, currency: str = "") -> str:
    """`USD 1,240.00`, with a true minus sign."""
    exact = Decimal(str(amount))
    text = f"{MINUS if exact < 0 else ''}{abs(exact):,.2f}"
    return f"{currency} {text}".strip()


def is_instant(value: object) -> bool:
    """Whether an ISO text (or value) has a time of day."""
    return isinstance(value, datetime) or (isinstance(value, str) and "T" in value)


def is_day(value: object) -> bool:
    """Whether a value is a day or instant, or the ISO text of one."""
    if isinstance(value, date):
        return True
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return len(value) == 10 or "T" in value


def count(number: int, one: str, many: str = "") -> str:
    """`one day`, `12 days`."""
    word = SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"
    return f"{word} {one if number == 1 else many or one + 's'}"


def listed(items: list[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
