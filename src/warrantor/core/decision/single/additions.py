"""What is added to an answer: charges, deadlines, next steps, and who decides what the terms leave open."""

from datetime import UTC, datetime, time, timedelta
from datetime import date as Date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from warrantor.core.decision.question import Question, QuestionError
from warrantor.core.decision.single.extras import CompiledExtra
from warrantor.core.decision.single.frame import Frame
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.decision.single.papers import Papers
from warrantor.core.decision.single.parts import bits
from warrantor.core.terms.document import Document
from warrantor.core.values.business_time import Calendar, CalendarError
from warrantor.core.values.business_time import deadline as business_deadline
from warrantor.core.values.dates import NEVER, add_days, add_months, day_text


def charge(extra: CompiledExtra, outcome: Outcome) -> dict[str, Any]:
    """A charge with its amount, where the price file or the terms give one."""
    result = extra.opening.copy()
    amount = extra.get("amount", outcome.slots, outcome.coverage, outcome.frame)
    if amount is not None:
        _put_amount(result, amount)
    return result


def _put_amount(target: dict[str, Any], money: Any) -> None:
    target["amount"] = str(money.amount)
    target["currency"] = str(money.currency)


def deadline(papers: Papers, question: Question, extra: CompiledExtra, outcome: Outcome) -> dict[str, Any]:
    """A promise with its day or instant; without one while the day it runs from is unknown, or is never."""
    count = extra.get("within", outcome.slots, outcome.coverage, outcome.frame)
    result = extra.opening.copy()
    clock = extra.fields.get("clock")
    start: datetime | int | None = question.at
    if extra.extra.values["from"] is not None:
        start = extra.get("from", outcome.slots, outcome.coverage, outcome.frame)
    if start is not None and start != NEVER and count is not None:
        calendar = None if clock is None else papers.calendar(clock, question)
        result["by"] = _due_or_refused(question, start, extra.extra.values["within"].unit, count, calendar)
    return result


def _due_or_refused(question: Question, start: datetime | int, unit: str, count: int, calendar: Calendar | None) -> str:
    """The due day or instant. Raises QuestionError where it lies outside the calendar."""
    try:
        return _due(start, unit, count, calendar, question.zone)
    except (CalendarError, OverflowError, ValueError) as error:
        raise QuestionError(
            "at", f"no deadline can be worked out from there: {error}", "a day that clocks can reach"
        ) from None


def _due(start: datetime | int, unit: str, count: int, calendar: Calendar | None, zone: ZoneInfo) -> str:
    if unit in ("days", "months") and isinstance(start, int):
        return day_text(add_days(start, count) if unit == "days" else add_months(start, count))
    begin = _midnight(start, zone) if isinstance(start, int) else start.astimezone(zone)
    if unit == "hours":
        if calendar is None:
            return (begin.astimezone(UTC) + timedelta(hours=count)).astimezone(zone).isoformat()
        return business_deadline(calendar, begin, count * 3600).astimezone(zone).isoformat()
    if unit == "business_days" and calendar is not None:
        return day_text(_open_day(calendar, begin.date(), count, zone))
    moved = add_days(begin.toordinal(), count) if unit != "months" else add_months(begin.toordinal(), count)
    return datetime.combine(Date.fromordinal(moved), begin.timetz().replace(tzinfo=None), zone).isoformat()


def _midnight(day: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(Date.fromordinal(day), time(), zone)


def _open_day(calendar: Calendar, first: Date, count: int, zone: ZoneInfo) -> int:
    """The `count`-th day with open hours after `first`."""
    day = first.toordinal()
    while count > 0:
        day += 1
        count -= _has_hours(calendar, day, zone)
    return day


@lru_cache(maxsize=4096)
def _has_hours(calendar: Calendar, day: int, zone: ZoneInfo) -> bool:
    from warrantor.core.values.business_time import next_open

    return next_open(calendar, _midnight(day, zone)) < _midnight(day + 1, zone)


def next_step(
    document: Document, extra: CompiledExtra, slots: list[Any], coverage: Any, frame: Frame
) -> dict[str, Any]:
    """A next step with its data."""
    step, fields = extra.opening.copy(), extra.fields
    for key, value in extra.values.items():
        found = value.of(slots, coverage, frame)
        if found is not None:
            step[key] = found
    if "text" in fields:
        step["text"] = str(fields["text"])
    if "offers" in fields:
        step["offers"] = list(document.expand(fields["offers"]))
    price = frame.price(str(fields["price"])) if "price" in fields else None
    if price is not None:
        _put_amount(step, price)
    return step


def person(document: Document, outcome: Outcome) -> dict[str, Any]:
    """Who decides, among what, under which clauses."""
    gates = [outcome.plan.gates[i] for i in bits(outcome.persons)]
    result: dict[str, Any] = {
        "role": gates[0].role,
        "clauses": [document.cite(g.clause) for g in gates],
    }
    options = [option for g in gates for option in g.options]
    if options:
        standing = [o for o in options if outcome.frame.standing(o).live]
        result["options"] = standing or options
    return result
