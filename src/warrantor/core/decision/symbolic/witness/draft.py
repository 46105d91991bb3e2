"""A history in the making: events with days as ordinals, what the unit is, the claim. Never changed in place."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from warrantor.core.decision.question import QuestionError, zone_named
from warrantor.core.values.dates import day_text

SERIAL = "example"
NOON = time(12)
ABSENT = object()
"""The value of a key that is not there. Null is another thing where the key has a default."""
Event = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What stands in the question beside its history. `day` is an ordinal."""

    program: str
    ask: str
    day: int
    zone: str
    plan: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class Draft:
    """Events in the order in which they are given (`on` an ordinal or None), properties of the unit, the claim."""

    asked: Asked
    events: tuple[Event, ...] = ()
    unit: dict[str, Any] = field(default_factory=dict)
    claim: dict[str, Any] | None = None

    def adding(self, event: Event) -> "Draft":
        """With one event more."""
        return replace(self, events=(*self.events, event))

    def without(self, index: int) -> "Draft":
        """Without one event."""
        return replace(self, events=self.events[:index] + self.events[index + 1 :])

    def changing(self, index: int, key: str, value: Any) -> "Draft":
        """With another value in one event; ABSENT leaves the key out."""
        event = {k: v for k, v in self.events[index].items() if k != key}
        if value is not ABSENT:
            event[key] = value
        return replace(self, events=(*self.events[:index], event, *self.events[index + 1 :]))

    def claiming(self, claim: dict[str, Any] | None) -> "Draft":
        """With another claim; None makes it the standing question."""
        return replace(self, claim=claim)

    def question(self) -> dict[str, Any]:
        """The question in the case format, its history in order of days, what has no day last."""
        asked = self.asked
        raw: dict[str, Any] = {"program": asked.program, "ask": asked.ask, "at": self._at()}
        raw |= {key: value for key, value in (("plan", asked.plan), ("to", asked.to)) if value is not None}
        ordered = sorted(self.events, key=lambda event: (event["on"] is None, event["on"] or 0))
        raw["unit"] = {"serial": SERIAL, **self.unit, "events": [_written(event) for event in ordered]}
        if raw["unit"]["serial"] is None:
            del raw["unit"]["serial"]
        if self.claim is not None:
            raw["claim"] = self.claim
        return raw

    def _at(self) -> str:
        zone = zone_named(self.asked.zone)
        with suppress(QuestionError):
            zone = zone_named(self.unit.get("time_zone") or self.asked.zone)
        return datetime.combine(date.fromordinal(self.asked.day), NOON, zone).isoformat()


def _written(event: Event) -> Event:
    on = event["on"]
    return {"what": event["what"], "on": None if on is None else day_text(on), **_further(event)}


def _further(event: Event) -> Event:
    return {key: value for key, value in event.items() if key not in ("what", "on")}
