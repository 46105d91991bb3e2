"""From the values of leaves back to a history: a first draft, changes until it reads as wanted, then what is needed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from warrantor.core.decision.outline import SUPPOSED, Leaf, Shape
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.single.engine import Engine
from warrantor.core.decision.symbolic.witness.draft import ABSENT, Asked, Draft, Event
from warrantor.core.decision.symbolic.witness.moves import coverage_moves, moves
from warrantor.core.decision.symbolic.witness.reading import NO_SUCH, Reading
from warrantor.core.decision.symbolic.witness.wanted import Wanted
from warrantor.core.terms.ir import Node, Slot, walk
from warrantor.core.values.dates import day_text

MOST_READ = 3000
"""How many drafts are read before the search gives up."""
SURE = 1e-9
STANDING_ASKS = ("cover", "respond-by")
"""Questions that assume things of a claim that is not there."""


@dataclass(frozen=True)
class Witness:
    """A question, and the leaves that could not be brought to their values in it."""

    question: dict[str, Any]
    unmet: tuple[Leaf, ...]
    held: bool
    """Whether its coverages are those that were wanted."""


@dataclass(frozen=True)
class _Read:
    """A draft as it reads. `cost`: 0 where it reads as wanted."""

    draft: Draft
    cost: float
    unmet: tuple[Leaf, ...]
    reading: Reading | None
    """None where the draft makes no question."""


class Rebuilding:
    """The search for one history."""

    def __init__(self, engine: Engine, asked: Asked, wanted: Wanted) -> None:
        self.engine = engine
        self.asked = asked
        self.wanted = wanted
        self._count = 0
        self._seen: set[str] = set()

    def run(self) -> Witness:
        """The history found, the closest there is if none reads as wanted."""
        best = self._search(self._read(self._first()))
        least = self._least(best)
        held = least.reading is not None and least.reading.coverages == self.wanted.shape.coverages
        return Witness(least.draft.question(), least.unmet, held)

    # -- reading ---------------------------------------------------------------

    def _read(self, draft: Draft) -> _Read:
        self._count += 1
        self._seen.add(_key(draft))
        try:
            reading = Reading(self.engine, draft.question())
        except (QuestionError, ValueError, OverflowError):
            return _Read(draft, float("inf"), tuple(self.wanted.leaves), None)
        differing = Counter(self.wanted.shape.coverages)
        differing.subtract(reading.coverages)
        cost = 3.0 * sum(map(abs, differing.values())) + 1.0 * (reading.coverages != self.wanted.shape.coverages)
        unmet = []
        for leaf, want in self.wanted.leaves.items():
            off = _off(want, reading.value(leaf))
            if off:
                unmet.append(leaf)
                cost += off * (1.0 if derived(leaf.node) else 2.0)
        return _Read(draft, cost, tuple(unmet), reading)

    # -- the first draft -------------------------------------------------------

    def _first(self) -> Draft:
        wanted = self.wanted
        told = wanted.told("unit")
        unit = {key: value for key, (_, value) in told.items() if value is not None or key == "serial"}
        events = [*self._bought(), *self._selected()]
        draft = Draft(self.asked, tuple(_once_each(events)), unit)
        return draft.claiming(self._claim(draft))

    def _bought(self) -> Iterator[Event]:
        """A purchase for each coverage that is bought, on the day that a leaf gives for it."""
        days = {
            place: keys.get("on")
            for (select, place, supposed), keys in self.wanted.selections.items()
            if select.kind == "bought" and select.of_plan and place is not None and "on" in keys and not supposed
        }
        for place, held in enumerate(self.wanted.shape.coverages):
            if held.how == "bought":
                day = days.get(place, self.wanted.early)
                yield {"what": "plan-purchased", "on": day, "plan": held.plan}

    def _selected(self) -> Iterator[Event]:
        """An event for each selection that some leaf says there is."""
        for of in self.wanted.selections:
            select, place, supposed = of
            recorded = not supposed or select.kind != self.wanted.supposes
            if recorded and self.wanted.happens(of) and not (select.kind == "bought" and select.of_plan):
                yield next(self.wanted.events(select, place, supposed, never_known))

    def _claim(self, draft: Draft) -> dict[str, Any] | None:
        """The keys that leaves speak of; the others as in a standing question, so that nothing turns on them."""
        claim = self.wanted.told("claim")
        if not claim:
            return None
        written = {k: day_text(v) if leaf.type == "day" else v for k, (leaf, v) in claim.items() if v is not None}
        if self.asked.ask not in STANDING_ASKS:
            return written
        schema = self.engine.document.schema.claim
        rest = {key: spec.assumed for key, spec in schema.items() if spec.assumed is not None and key not in claim}
        told = {key: self._assumed(value, draft) for key, value in rest.items()}
        return {**{key: value for key, value in told.items() if value is not None}, **written}

    def _assumed(self, value: str, draft: Draft) -> Any:
        named = {"owner": ("purchased", "by"), "place": ("installed", "location")}
        if value not in named:
            return value
        what, key = named[value]
        return next((event[key] for event in draft.events if event["what"] == what and event.get(key)), None)

    # -- the search ------------------------------------------------------------

    def _search(self, first: _Read) -> _Read:
        """Best first: from the draft that reads closest, in the order in which they were found."""
        best = first
        waiting = [(first.cost, 0, first)]
        while waiting and best.cost > SURE and self._count < MOST_READ:
            _, _, here = heappop(waiting)
            for read in self._read_around(here):
                heappush(waiting, (read.cost, self._count, read))
                if read.cost < best.cost - SURE:
                    best = read
                    break
        return best

    def _read_around(self, here: _Read) -> Iterator[_Read]:
        for draft in self._neighbours(here):
            if self._count >= MOST_READ:
                return
            if _key(draft) not in self._seen:
                yield self._read(draft)

    def _neighbours(self, here: _Read) -> Iterator[Draft]:
        have = here.reading.coverages if here.reading is not None else ()
        if have != self.wanted.shape.coverages:
            yield from coverage_moves(here.draft, have, self.wanted)
        for leaf in here.unmet:
            keeps = here.reading.keeps(leaf) if here.reading is not None else never_known
            yield from moves(here.draft, leaf, self.wanted, keeps)

    # -- the least of it -------------------------------------------------------

    def _least(self, found: _Read) -> _Read:
        """Without what makes no difference: the claim, events, their keys."""
        if found.draft.claim is not None:
            found = self._lighter(found, found.draft.claiming(None))
        for key in self.wanted.told("claim"):
            found = self._lighter(found, _without(found.draft, key))
        for index in reversed(range(len(found.draft.events))):
            found = self._lighter(found, found.draft.without(index))
        for index, event in enumerate(found.draft.events):
            for key in [key for key in event if key not in ("what", "on", "plan")]:
                found = self._lighter(found, found.draft.changing(index, key, ABSENT))
        return found

    def _lighter(self, found: _Read, draft: Draft) -> _Read:
        read = self._read(draft)
        return read if read.cost <= found.cost + SURE else found


def never_known(keep: Node, event: Event) -> None:
    """Whether an event passes a filter, where there is no history to tell."""


def derived(node: Node) -> bool:
    """Whether a leaf hangs on more than one fact: such a one gives way to a plain one."""
    return any(
        isinstance(part, Slot)
        and (part.source == "chain" or (part.select is not None and part.select.filter is not None))
        for part in walk(node)
    )


def _key(draft: Draft) -> str:
    return f"{draft.events}{draft.claim}"


def _off(want: Any, got: Any) -> float:
    """How far a value is from what is wanted: 0 where it is the same, at most 1; near numbers are less far."""
    if got is want or (got == want and (got is None) == (want is None)):
        return 0.0
    if got is NO_SUCH or want is None or got is None or isinstance(want, str | bool) or isinstance(got, str | bool):
        return 1.0
    return 0.9 + min(abs(got - want), 10_000) / 100_000 if isinstance(got, int | float) else 1.0


def _without(draft: Draft, key: str) -> Draft:
    """Without a key of the claim."""
    return draft if draft.claim is None else draft.claiming({k: v for k, v in draft.claim.items() if k != key})


def _once_each(events: list[Event]) -> list[Event]:
    """The events without what is there twice; purchases of plans may be."""
    found: list[Event] = []
    for event in events:
        if event not in found or event["what"] == "plan-purchased":
            found.append(event)
    return found


def rebuild(leaves: Mapping[Leaf, Any], engine: Engine, ask: str, plan: str | None, day: int, shape: Shape) -> Witness:
    """The smallest history found in which each leaf has its value (None: unknown; days as ordinals)."""
    document = engine.document
    wanted = Wanted(leaves, shape, document.schema, day, plan, SUPPOSED.get(ask))
    to = next((v for leaf, v in leaves.items() if leaf.node == Slot("question", "to")), None)
    if ask == "change-level" and to is None:
        to = next((other for other in document.plans if other != plan), plan)
    asked = Asked(document.program, ask, day, document.time_zone, plan, to)
    return Rebuilding(engine, asked, wanted).run()
