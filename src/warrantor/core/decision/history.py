"""The fold of a history: which events count, in which order, and which coverages stand.

A folded event is a copy of the event whose `on` is a day (ordinal) or None. A coverage is a plain dict:
`plan`, `bought` (event or False), `activated refunded removed` (event or False), `claimed renewed level_changed` (lists).
"""

from collections.abc import Iterable
from typing import Any

from warrantor.core.decision.question import Question, QuestionError, check_event, instant, local_day
from warrantor.core.terms.schema import Schema

Event = dict[str, Any]
Coverage = dict[str, Any]
_OF_PLAN = {"activated": "activated", "claimed": "claimed", "renewed": "renewed"}
_CLOSING = ("refunded", "removed")
_EARLY = float("-inf")


class History:
    """The events that count for a question, by the name of their kind, and the coverages that stand, by plan."""

    __slots__ = ("coverages", "kinds")

    def __init__(self, kinds: dict[str, list[Event]], coverages: dict[str, list[Coverage]]) -> None:
        self.kinds = kinds
        self.coverages = coverages


def fold(question: Question, schema: Schema) -> History:
    """The history of a question's unit as of its instant (and as known by `known_at`). Raises QuestionError."""
    kinds: dict[str, list[Event]] = {}
    once = schema.once_names
    for event in ordered(counted(question, schema)):
        kinds.setdefault(schema.kinds[event["what"]].name, []).append(event)
    for name, events in kinds.items():
        if len(events) > 1 and name in once:
            kinds[name] = [_latest_record(events)]
    covering = [events for name, events in kinds.items() if name in _COVERING]
    if not covering:
        return History(kinds, {})
    coverages = fold_coverages(covering[0] if len(covering) == 1 else sorted((e for es in covering for e in es), key=_order))
    bought = [c["bought"] for held in coverages.values() for c in held if c["bought"]]
    if bought:
        kinds["bought"] = sorted(bought, key=_order)
    return History(kinds, coverages)


_COVERING = frozenset(
    ("purchased", "plan_purchased", "activated", "refunded", "removed", "renewed", "claimed", "level_changed")
)


def counted(question: Question, schema: Schema) -> list[Event]:
    """Copies of the events that count, each with `on` as a day and `_key` as its place in the order."""
    day, at, zone, known_at = question.day, question.at, question.zone, question.known_at
    kinds = schema.kinds
    events: list[Event] = []
    corrections = False
    for index, event in enumerate(question.events):
        check_event(event, kinds, index)
        if known_at is not None and not _known(event, question, index):
            continue
        if "supersedes" in event or event["what"] == "withdrawn":
            corrections = True
        on = event["on"]
        if on is None:
            events.append({**event, "_key": (0, _EARLY, _recorded(event, index), index)})
            continue
        happened, moment = local_day(on, zone, f"unit.events[{index}].on")
        events.append({**event, "on": happened, "_at": moment,
                       "_key": (happened, moment.timestamp() if moment else _EARLY, _recorded(event, index), index)})
    if corrections:
        events = _corrected(events, question)
    return [e for e in events if e["on"] is None or e["on"] < day or (e["on"] == day and not _after(e, at))]


def _after(event: Event, at: Any) -> bool:
    moment = event.get("_at")
    return moment is not None and bool(moment > at)


def _recorded(event: Event, index: int) -> float:
    recorded = event.get("recorded")
    if recorded is None:
        return _EARLY
    return _moment(recorded, index)


def _moment(text: str, index: int) -> float:
    if len(text) == 10:
        text += "T00:00:00+00:00"
    return instant(text, f"unit.events[{index}].recorded").timestamp()


def _known(event: Event, question: Question, index: int) -> bool:
    """Recorded by `known_at`; what has no record counts as recorded when it happened."""
    recorded = event.get("recorded")
    if recorded is not None and len(recorded) > 10:
        return instant(recorded, f"unit.events[{index}].recorded") <= question.known_at  # type: ignore[operator]
    day_text = recorded if recorded is not None else event["on"]
    if day_text is None:
        return True
    happened, moment = local_day(day_text, question.zone, f"unit.events[{index}].on")
    if moment is not None:
        return moment <= question.known_at  # type: ignore[operator]
    return happened <= question.known_at.astimezone(question.zone).toordinal()  # type: ignore[union-attr]


def _corrected(events: list[Event], question: Question) -> list[Event]:
    """Without what a later record supersedes or withdraws; a correction that is itself undone undoes nothing."""
    known = {event.get("id") for event in question.events if isinstance(event, dict)}
    dead: set[str] = set()
    for event in sorted(events, key=_record_order, reverse=True):
        target = event.get("withdrawn") if event["what"] == "withdrawn" else event.get("supersedes")
        if target is None:
            continue
        if target not in known:
            index = event["_key"][3]
            field = "withdrawn" if event["what"] == "withdrawn" else "supersedes"
            raise QuestionError(f"unit.events[{index}].{field}", f"there is no event `{target}` in the history", "the `id` of an event")
        if event.get("id") not in dead:
            dead.add(target)
    return [e for e in events if e.get("id") is None or e["id"] not in dead]


def _record_order(event: Event) -> tuple[float, ...]:
    day, moment, recorded, index = event["_key"]
    if recorded == _EARLY:
        recorded = moment if moment != _EARLY else (day - 719163) * 86400.0
    return recorded, day, moment, index


def ordered(events: list[Event]) -> list[Event]:
    """By instant, then recorded, then as given; what has no day comes first."""
    events.sort(key=_order)
    return events


def _order(event: Event) -> tuple[float, ...]:
    key: tuple[float, ...] = event["_key"]
    return key


def _latest_record(events: list[Event]) -> Event:
    """Of an event that happens once, the record that corrects the others."""
    return max(events, key=_record_order)


def new_coverage(plan: str, bought: Event | bool) -> Coverage:
    """A coverage as it opens: by a purchase, or as a gift (`bought` False)."""
    return {"plan": plan, "bought": bought, "activated": False, "refunded": False, "removed": False, "claimed": [],
            "renewed": [], "level_changed": [], "each": None}  # fmt: skip


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
            _add(held, plan, _OF_PLAN[what], event)
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
