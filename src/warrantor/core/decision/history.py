"""The fold of a history: which events count, in which order, and which coverages stand.

A folded event is a copy of the event whose `on` is a day (ordinal) or None. A coverage is a plain dict:
`plan`, `bought activated refunded removed` (event or False), `claimed renewed level_changed` (lists).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from warrantor.core.decision.question import Question, QuestionError, Shapes, check_event, fits, instant, local_day
from warrantor.core.values.dates import parse_day

Event = dict[str, Any]
Coverage = dict[str, Any]
SETTLING = frozenset(
    ("ruled", "paid", "registered", "inspected", "rma-issued", "return-received", "replacement-delivered")
)
"""What may come after a claim was opened and still settles it: all else is judged as it stood then."""
_CLOSING = ("refunded", "removed")
_EARLY = float("-inf")
_EPOCH = date(1970, 1, 1).toordinal()


class History:
    """The events that count for a question, by the name of their kind, and the coverages that stand, by plan."""

    __slots__ = ("coverages", "kinds")

    def __init__(self, kinds: dict[str, list[Event]], coverages: dict[str, list[Coverage]]) -> None:
        self.kinds = kinds
        self.coverages = coverages


def fold(question: Question, shapes: Shapes) -> History:
    """The history of a question's unit as of its instant (and as known by `known_at`). Raises QuestionError."""
    kinds: dict[str, list[Event]] = {}
    names, once = shapes.names, shapes.schema.once_names
    covering: list[Event] = []
    repeated: list[str] = []
    for event in counted(question, shapes):
        what = event["what"]
        name = names[what]
        if name in kinds:
            kinds[name].append(event)
            if name in once:
                repeated.append(name)
        else:
            kinds[name] = [event]
        if what in _COVERING or "plans" in event:
            covering.append(event)
    for name in repeated:
        kept = _latest_record(kinds[name])
        covering = [e for e in covering if e is kept or names[e["what"]] != name]
        kinds[name] = [kept]
    if not covering:
        return History(kinds, {})
    # what has no day comes first in order, but can only be about what was bought
    undated = [event for event in covering if event["on"] is None and event["what"] != "purchased"]
    if undated:
        covering = [event for event in covering if event not in undated] + undated
    coverages = fold_coverages(covering)
    bought = [c["bought"] for held in coverages.values() for c in held if c["bought"]]
    if bought:
        kinds["bought"] = bought if len(bought) == 1 else sorted(bought, key=order_of)
    return History(kinds, coverages)


_COVERING = frozenset(("plan-purchased", "activated", "refunded", "removed", "renewed", "claimed", "level-changed"))


def counted(question: Question, shapes: Shapes) -> list[Event]:
    """Copies of the events that count, in order: `on` a day, `_at` its instant if given, `_place` as given."""
    zone, known_at = question.zone, question.known_at
    events: list[Event] = []
    corrections, ordered, last, timed = False, True, 0, False
    for index, event in enumerate(question.events):
        if not _fits(event, shapes):
            check_event(event, shapes, index)
        on = event["on"]
        if known_at is not None and not _known(event, question, index):
            continue
        corrections = corrections or "supersedes" in event or event["what"] == "withdrawn"
        if on is None:
            events.append({**event, "_place": index})
            ordered = ordered and last == 0
            continue
        day, moment = local_day(on, zone, f"unit.events[{index}].on") if len(on) != 10 else (_day(on, index), None)
        if moment is None:
            ordered = ordered and (day > last or (day == last and not timed and "recorded" not in event))
            timed = "recorded" in event
            events.append({**event, "on": day, "_place": index})
        else:
            ordered = False
            events.append({**event, "on": day, "_at": moment, "_place": index})
        last = day
    if corrections:
        events = _corrected(events, question)
    day, at = question.day, question.at
    counting = [
        e for e in events if (on := e["on"]) is None or on < day or (on == day and not ("_at" in e and e["_at"] > at))
    ]
    if question.settled_by is not None:
        counting += _settling(events, counting, question, question.settled_by)
        ordered = False
    if not ordered:
        counting.sort(key=order_of)
    return counting


def _settling(events: list[Event], counting: list[Event], question: Question, by: datetime) -> list[Event]:
    """Of what came after the question's instant the events that settle a claim, up to an instant."""
    day, counted = by.astimezone(question.zone).toordinal(), {e["_place"] for e in counting}
    return [
        e for e in events
        if e["what"] in SETTLING and e["_place"] not in counted
        and (e["on"] < day or (e["on"] == day and not ("_at" in e and e["_at"] > by)))
    ]  # fmt: skip


def _fits(event: Any, shapes: Shapes) -> bool:
    """Whether an event is surely as it should be; what is not needs a closer look."""
    if not isinstance(event, dict) or "on" not in event:
        return False
    what = event.get("what")
    if not isinstance(what, str) or what not in shapes.event_types:
        return False
    return fits(event, shapes.event_types[what], shapes.event_choices[what])


def _day(text: str, index: int) -> int:
    try:
        return parse_day(text)
    except ValueError:
        raise QuestionError(
            f"unit.events[{index}].on",
            f"`{text}` is not a day or an instant",
            "`2024-02-29`, or an instant with its offset",
        ) from None


def _recorded(event: Event) -> float:
    """When it was recorded, in seconds; -infinity where the record does not say."""
    recorded = event.get("recorded")
    if recorded is None:
        return _EARLY
    text = recorded + "T00:00:00+00:00" if len(recorded) == 10 else recorded
    return instant(text, f"unit.events[{event['_place']}].recorded").timestamp()


def _known(event: Event, question: Question, index: int) -> bool:
    """Recorded by `known_at`; what has no record counts as recorded when it happened."""
    known_at = question.known_at
    assert known_at is not None
    recorded = event.get("recorded")
    text = recorded if recorded is not None else event["on"]
    if text is None:
        return True
    happened, moment = local_day(
        text, question.zone, f"unit.events[{index}].{'on' if recorded is None else 'recorded'}"
    )
    if moment is not None:
        return moment <= known_at
    return happened <= known_at.astimezone(question.zone).toordinal()


def _corrected(events: list[Event], question: Question) -> list[Event]:
    """Without what a later record supersedes or withdraws; a correction that is itself undone undoes nothing."""
    known = {event.get("id") for event in question.events}
    dead: set[str] = set()
    for event in sorted(events, key=_record_order, reverse=True):
        field = "withdrawn" if event["what"] == "withdrawn" else "supersedes"
        target = event.get(field)
        if target is None:
            continue
        if target not in known:
            raise QuestionError(
                f"unit.events[{event['_place']}].{field}",
                f"there is no event `{target}` in the history",
                "the `id` of an event",
            )
        if event.get("id") not in dead:
            dead.add(target)
    return [e for e in events if e.get("id") is None or e["id"] not in dead]


def _record_order(event: Event) -> tuple[float, ...]:
    day, moment, recorded, place = order_of(event)
    if recorded == _EARLY:
        recorded = moment if moment != _EARLY else (day - _EPOCH) * 86400.0
    return recorded, day, moment, place


def order_of(event: Event) -> tuple[float, ...]:
    """By instant, then recorded, then as given; what has no day comes first."""
    day, moment = event["on"], event.get("_at")
    return (
        0 if day is None else day,
        moment.timestamp() if moment else _EARLY,
        _recorded(event),
        event["_place"],
    )


def _latest_record(events: list[Event]) -> Event:
    """Of an event that happens once, the record that corrects the others."""
    return max(events, key=_record_order)


def new_coverage(plan: str, bought: Event | bool) -> Coverage:
    """A coverage as it opens: by a purchase, or as a gift (`bought` False)."""
    return {
        "plan": plan,
        "bought": bought,
        "activated": False,
        "refunded": False,
        "removed": False,
        "claimed": [],
        "renewed": [],
        "level_changed": [],
        "each": None,
    }


def fold_coverages(events: Iterable[Event]) -> dict[str, list[Coverage]]:
    """The coverages that stand after `events`, in order of purchase; gifts appear once something happened to them."""
    held: dict[str, list[Coverage]] = {}
    for event in events:
        what = event["what"]
        if what == "purchased":
            for plan in event.get("plans") or ():
                held.setdefault(plan, []).append(new_coverage(plan, {**event, "plan": plan}))
            continue
        plan = event.get("plan")
        if plan is None:
            continue
        if what == "plan-purchased":
            held.setdefault(plan, []).append(new_coverage(plan, event))
        elif what in _CLOSING:
            _close(held, plan)
        elif what == "level-changed":
            _change_level(held, plan, event)
        else:
            _add(held, plan, what, event)
    return held


def _close(held: dict[str, list[Coverage]], plan: str) -> Coverage | None:
    coverages = held.get(plan)
    return coverages.pop() if coverages else None


def _change_level(held: dict[str, list[Coverage]], plan: str, event: Event) -> None:
    closed = _close(held, plan)
    to = event.get("to")
    if closed is None or to is None:
        return
    opened = {**closed, "plan": to, "level_changed": [*closed["level_changed"], event]}
    if opened["bought"]:
        opened["bought"] = {**opened["bought"], "plan": to}
    held.setdefault(to, []).append(opened)


def _add(held: dict[str, list[Coverage]], plan: str, kind: str, event: Event) -> None:
    coverages = held.setdefault(plan, [])
    if not coverages:
        coverages.append(new_coverage(plan, False))
    if kind == "activated":
        coverages[-1]["activated"] = event
    else:
        coverages[-1][kind] = [*coverages[-1][kind], event]
