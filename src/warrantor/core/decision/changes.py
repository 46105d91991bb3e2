"""What would have made a `no` a yes: the nearest change of one fact, as a region where it is a day.

Each fact that the refusal rests on is varied alone and the question asked again. As a function of one day an answer
only changes where that day meets another day of the question moved by a span of the terms, so those days are tried,
the nearest first.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any

from warrantor.core.decision.question import Question, QuestionError
from warrantor.core.terms.ir import Has, Lit, Node, Select, Shift, Slot, Through, walk
from warrantor.core.terms.rules import PlanRules, Rules
from warrantor.core.terms.schema import EventKind
from warrantor.core.values.dates import FIRST, NEVER, add_days, add_months, day_text, parse_day

Change = dict[str, Any]
MOST = 6
"""How many changes an answer lists."""
_NEVER_VARIED = ("ruled", "withdrawn")
_LOST = ("failed", "left", "open")
_THEN = ("answer", "plan", "level", "starts", "ends")


Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""Answers a question given as plain data, without looking for changes."""


def nearest(question: Question, blame: "Blame", refusal: dict[str, Any], ask: Ask) -> list[Change]:
    """Single changes that turn the refusal into a yes, the nearest first. `blame` is what it rests on."""
    search = _Search(question, blame, refusal, ask)
    found = [*search.dates(), *search.added(), *search.removed(), *search.values()]
    return found[:MOST]


class _Search:
    def __init__(self, question: Question, blame: "Blame", refusal: dict[str, Any], ask: Ask) -> None:
        self.raw = question.raw
        self.question = question
        self.refusal = refusal
        self.asks = ask
        self.blame = blame
        self.schema = blame.schema
        self.days = self._days()
        self.candidates = self._candidates()

    # -- asking again ----------------------------------------------------------

    def ask(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a changed question where it is a yes."""
        try:
            answer = self.asks(raw)
        except QuestionError:
            return None
        return answer if answer["answer"] == "yes" else None

    def with_event(self, index: int, change: dict[str, Any] | None) -> dict[str, Any]:
        """The question with one event changed, or left out."""
        events = list(self.question.events)
        if change is None:
            del events[index]
        else:
            events[index] = {**events[index], **change}
        return self._with_events(events)

    def _with_events(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        return {**self.raw, "unit": {**self.raw["unit"], "events": events}}

    def with_claim(self, key: str, value: Any) -> dict[str, Any]:
        return {**self.raw, "claim": {**(self.raw.get("claim") or {}), key: value}}

    def report(self, fact: str, answer: dict[str, Any], **change: Any) -> Change:
        """A change as an answer shows it: the fact, what it was, what it would have to be, what would follow, and the
        clauses that would no longer bar."""
        plan = answer.get("plan")
        barred = [e["clause"] for e in self.refusal["why"] if e["result"] in _LOST and e.get("plan") in (None, plan)]
        then = {key: answer[key] for key in _THEN if key in answer}
        return {"fact": fact, **change, "then": then, "clauses": list(dict.fromkeys(barred))}

    # -- days ------------------------------------------------------------------

    def _days(self) -> list[int]:
        """Every day of the question: of its events, its claim and its own."""
        days = {self.question.day}
        for event in self.question.events:
            days |= {day for key in ("on", "until", "ends") if (day := _day(event.get(key))) is not None}
        return sorted(days | {day for _, day in self._claim_days()})

    def _claim_days(self) -> Iterator[tuple[str, int]]:
        """The keys of the claim that hold a day, with it."""
        claim = self.raw.get("claim") or {}
        for key, spec in self.schema.claim.items():
            day = _day(claim.get(key)) if spec.type.base == "date" else None
            if day is not None:
                yield key, day

    def _candidates(self) -> list[int]:
        """Days at which an answer can change, and their neighbours, up to the question's own.

        Later days are left out: an event that has yet to happen is one that has not.
        """
        found: set[int] = set()
        for day in self.days:
            found |= {day - 1, day, day + 1}
            for unit, count in self.blame.spans:
                for signed in (count, -count):
                    moved = add_days(day, signed) if unit == "days" else add_months(day, signed)
                    # a month that lacks the day maps several days to one, hence the margin
                    margin = 1 if unit == "days" else 3
                    found |= set(range(moved - margin, moved + margin + 1))
        return sorted(day for day in found if FIRST < day < NEVER and day <= self.question.day)

    def dates(self) -> list[Change]:
        """Days of recorded events, of the claim, and of the question itself, that would have to be others."""
        found: list[tuple[int, Change]] = []
        for fact, was, build in self._dated():
            region = self.region(was, build)
            if region is not None:
                distance, first, last, answer = region
                # that an event had happened by the day of the question goes without saying
                last = None if last == self.question.day and fact != "at" else last
                found.append((distance, self.report(fact, answer, was=day_text(was), **_bounds(first, last))))
        return [change for _, change in sorted(found, key=lambda pair: pair[0])]

    def _dated(self) -> Iterator[tuple[str, int, Callable[[int], dict[str, Any]]]]:
        for index, event in enumerate(self.question.events):
            day = _day(event.get("on"))
            kind = self.schema.kinds[event["what"]]
            if day is None or kind.name not in self.blame.read_kinds or event["what"] in _NEVER_VARIED:
                continue
            yield f"{event['what']}.on", day, partial(self._happened_on, index)
        for key, day in self._claim_days():
            yield f"claim.{key}", day, partial(self._claimed_day, key)
        yield "at", self.question.day, self._asked_on

    def _happened_on(self, index: int, day: int) -> dict[str, Any]:
        return self.with_event(index, {"on": day_text(day)})

    def _claimed_day(self, key: str, day: int) -> dict[str, Any]:
        return self.with_claim(key, day_text(day))

    def _with_added(self, event: dict[str, Any], day: int) -> dict[str, Any]:
        return self._with_events([*self.question.events, {**event, "on": day_text(day)}])

    def _with_key(self, index: int, key: str, value: Any) -> dict[str, Any]:
        return self.with_event(index, {key: value})

    def _asked_on(self, day: int) -> dict[str, Any]:
        noon = datetime.combine(date.fromordinal(day), time(12), self.question.zone)
        return {**self.raw, "at": noon.isoformat()}

    def region(
        self, was: int, build: Callable[[int], dict[str, Any]]
    ) -> tuple[int, int | None, int | None, dict[str, Any]] | None:
        """(distance, first day, last day, answer) of the stretch of days nearest to `was` on which it is a yes."""
        days = self.candidates
        tried: dict[int, dict[str, Any] | None] = {}

        def asked(day: int) -> dict[str, Any] | None:
            if day not in tried:
                tried[day] = self.ask(build(day))
            return tried[day]

        for day in sorted(days, key=lambda d: abs(d - was)):
            if day == was:
                continue
            answer = asked(day)
            if answer is not None:
                place = days.index(day)
                return abs(day - was), _edge(days[place::-1], asked), _edge(days[place:], asked), answer
        return None

    # -- events that did not happen, or should not have ------------------------

    def added(self) -> list[Change]:
        """Events that did not happen and would have to have, with the days on which they could."""
        found = []
        have = {self.schema.kinds[event["what"]].name for event in self.question.events}
        for name, of_plan in self.blame.read_kinds.items():
            kind = self.blame.kinds.get(name)
            if kind is None or name in have or kind.what in (*_NEVER_VARIED, "plan-purchased"):
                continue
            event = self._good_event(kind, of_plan)
            region = self.region(self.question.day + 1, partial(self._with_added, event))
            if region is not None:
                _, first, last, answer = region
                last = None if last == self.question.day else last
                found.append(self.report(kind.what, answer, was=None, **_bounds(first, last)))
        return found

    def _good_event(self, kind: EventKind, of_plan: bool) -> dict[str, Any]:
        event: dict[str, Any] = {"what": kind.what}
        for key, spec in kind.keys.items():
            if spec.type.base == "flag":
                event[key] = True
        if of_plan:
            plans = [other["plan"] for other in self.refusal.get("others", ())] or [self.refusal.get("plan")]
            event["plan"] = plans[0]
        return event

    def removed(self) -> list[Change]:
        """Events that would have to not have happened."""
        found = []
        for index, event in enumerate(self.question.events):
            kind = self.schema.kinds[event["what"]]
            if kind.absent != "no" or kind.name not in self.blame.read_kinds or event["what"] in _NEVER_VARIED:
                continue
            answer = self.ask(self.with_event(index, None))
            if answer is not None:
                found.append(self.report(event["what"], answer, was=event.get("on"), value=None))
        return found

    # -- values ----------------------------------------------------------------

    def values(self) -> list[Change]:
        """Other facts of the claim and of events that would have to be different."""
        found = []
        for fact, was, options, build in self._valued():
            for option in options:
                if option == was:
                    continue
                answer = self.ask(build(option))
                if answer is not None:
                    found.append(self.report(fact, answer, was=was, value=option))
                    break
        return found

    def _valued(self) -> Iterator[tuple[str, Any, list[Any], Callable[[Any], dict[str, Any]]]]:
        claim = self.raw.get("claim") or {}
        for key, spec in self.schema.claim.items():
            if key in self.blame.claim_keys and claim.get(key) is not None and spec.type.base != "date":
                yield f"claim.{key}", claim[key], self._options(key, spec), partial(self.with_claim, key)
        for index, event in enumerate(self.question.events):
            kind = self.schema.kinds[event["what"]]
            for key, spec in kind.keys.items():
                if (
                    (kind.name, key) in self.blame.event_keys
                    and spec.type.base in ("flag", "choice")
                    and event.get(key) is not None
                ):
                    options = [not event[key]] if spec.type.base == "flag" else list(spec.type.choices or ())
                    yield f"{kind.what}.{key}", event[key], options, partial(self._with_key, index, key)

    def _options(self, key: str, spec: Any) -> list[Any]:
        """Values to try for a key of the claim: what is assumed, the other choices, what the record says elsewhere."""
        options: list[Any] = [] if spec.assumed in (None, "owner", "place") else [spec.assumed]
        if spec.type.base == "flag":
            return [True, False]
        options += [choice for choice in spec.type.choices or () if choice not in options]
        if spec.assumed in ("owner", "place"):
            names = ("by", "to") if spec.assumed == "owner" else ("location",)
            options += [event[name] for event in self.question.events for name in names if event.get(name)]
        return list(dict.fromkeys(options))


def _day(value: Any) -> int | None:
    return parse_day(value) if isinstance(value, str) and len(value) == 10 else None


def _edge(days: list[int], asked: Callable[[int], dict[str, Any] | None]) -> int | None:
    """The last of `days` before the answer is no longer yes; None where it stays so."""
    last = days[0]
    for day in days[1:]:
        if asked(day) is None:
            return last
        last = day
    return None


def _bounds(first: int | None, last: int | None) -> dict[str, str]:
    bounds = {}
    if first is not None:
        bounds["from"] = day_text(first)
    if last is not None:
        bounds["to"] = day_text(last)
    return bounds


Blamed = tuple[str, tuple[str | None, ...], frozenset[str]]
"""What was asked, the plans that lost, and the clauses that failed."""


def blamed(question: Question, refusal: dict[str, Any]) -> Blamed:
    """What a refusal names."""
    plans = [entry.get("plan") for entry in refusal["why"]] or [question.plan]
    failed = frozenset(entry["clause"] for entry in refusal["why"] if entry["result"] in _LOST)
    return question.ask, tuple(dict.fromkeys(plans)), failed


class Blame:
    """What refusals rest on that name the same: the spans and facts that their expressions read."""

    def __init__(self, rules: Rules, of: Blamed) -> None:
        parts = [part for node in _nodes(rules, of) for part in walk(node)]
        slots = [part for part in parts if isinstance(part, Slot)]
        self.schema = rules.document.schema
        self.kinds = {kind.name: kind for kind in self.schema.kinds.values()}
        self.spans = _spans(parts)
        self.read_kinds = _read_kinds(parts)
        self.claim_keys = {slot.key for slot in slots if slot.source == "claim"}
        self.event_keys = {(slot.select.kind, slot.key) for slot in slots if slot.source == "key" and slot.select}


def _nodes(rules: Rules, of: Blamed) -> Iterator[Node]:
    """The expressions behind a refusal: fields and gates of the plans that lost, by the clauses that failed."""
    ask, plans, failed = of
    for plan in plans:
        found: PlanRules = rules.of(ask, plan)
        for node in (found.given, found.covers, found.starts, found.ends):
            if node is not None:
                yield node
        for gate in (*found.gates, *found.persons):
            if rules.document.cite(gate.clause) in failed:
                yield from (gate.guard, gate.bites, gate.unless)


def _read_kinds(parts: list[Node]) -> dict[str, bool]:
    """Kinds of event that expressions read, and whether about the plan in hand."""
    read: dict[str, bool] = {}
    for part in parts:
        for select in _selects(part):
            names = ("plan-purchased", "purchased") if select.kind == "bought" else (select.kind,)
            read |= {name.replace("-", "_"): select.of_plan for name in names}
    return read


def _spans(parts: list[Node]) -> set[tuple[str, int]]:
    """Every span of expressions, as (unit, count)."""
    found = set()
    for part in parts:
        if isinstance(part, Shift | Through) and isinstance(part.count, Lit):
            found.add((part.unit, abs(part.count.value)))
        if isinstance(part, Slot) and part.source == "chain":
            units, counts = part.parts[2::2], part.parts[3::2]
            found |= {
                (unit.value, count.value)
                for unit, count in zip(units, counts, strict=True)
                if isinstance(unit, Lit) and isinstance(count, Lit) and unit.value in ("days", "months")
            }
    return found


def _selects(node: Node) -> Iterator[Select]:
    if isinstance(node, Slot):
        yield from (s for s in (node.select, node.other) if s is not None)
    elif isinstance(node, Has) and isinstance(node.of, Select):
        yield node.of
