"""The days of an example brought near each other: those of events, then that of the question; the solver's are any."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from warrantor.core.decision.symbolic.examples import FIRST_DAYS
from warrantor.core.values.dates import day_text

Question = dict[str, Any]
Shows = Callable[[Question], bool]


def nearer(question: Question, shows: Shows) -> Question:
    """The question with its days as early as they can be while it shows what it is to show, one after the other."""
    for place in range(len(question["unit"]["events"])):
        question = _event_earlier(question, place, shows)
    days = [event["on"] for event in question["unit"]["events"] if event["on"] is not None]
    high = datetime.fromisoformat(question["at"]).toordinal()
    low = max(map(_ordinal, days), default=min(FIRST_DAYS[0], high))
    return _least(low, high, lambda day: _asked_on(question, day), shows)


def _event_earlier(question: Question, place: int, shows: Shows) -> Question:
    on = question["unit"]["events"][place]["on"]
    if on is None or _ordinal(on) <= FIRST_DAYS[0]:
        return question
    return _least(FIRST_DAYS[0], _ordinal(on), lambda day: _happened_on(question, place, day), shows)


def _least(low: int, high: int, on: Callable[[int], Question], shows: Shows) -> Question:
    """The first day from `low` on that shows it, by halving; `high` does."""
    while low < high:
        middle = (low + high) // 2
        if shows(on(middle)):
            high = middle
        else:
            low = middle + 1
    return on(high)


def _asked_on(question: Question, day: int) -> Question:
    at = datetime.fromisoformat(question["at"])
    return {**question, "at": (at + timedelta(days=day - at.toordinal())).isoformat()}


def _happened_on(question: Question, place: int, day: int) -> Question:
    events = list(question["unit"]["events"])
    events[place] = {**events[place], "on": day_text(day)}
    return {**question, "unit": {**question["unit"], "events": events}}


def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal()
