"""`cover`: of all coverages the best that does not fail, and the clauses that made it the answer."""

from warrantor.core.decision.citing import NONE, UNKNOWN
from warrantor.core.decision.outline.answer import Added, Outputs, with_yes
from warrantor.core.decision.outline.judged import Judged, where
from warrantor.core.terms.ir import (
    FALSE,
    Cite,
    Coalesce,
    Compare,
    If,
    Lit,
    Node,
    choice,
    conjunction,
    disjunction,
    negation,
    union,
)
from warrantor.core.values.dates import NEVER


class Ladder:
    """Coverages in order of preference: higher level, later end, earlier in the document."""

    def __init__(self, coverages: list[Judged], levels: tuple[str, ...]) -> None:
        self.coverages = coverages
        places = {level: place + 1 for place, level in enumerate(levels)}
        self._places = [_place(c, places) for c in coverages]
        self._ends = [Lit(NEVER) if c.rules.ends is None else _end(c.context.over(c.rules.ends)) for c in coverages]

    def tops(self, answering: list[Node]) -> list[Node]:
        """For each coverage whether it stands above every other one that answers."""
        count = range(len(self.coverages))
        return [
            conjunction(*(disjunction(negation(answering[j]), self._beats(i, j)) for j in count if j != i))
            for i in count
        ]

    def _beats(self, i: int, j: int) -> Node:
        later = _compare(">=" if i < j else ">", self._ends[i], self._ends[j])
        mine, its = self._places[i], self._places[j]
        return disjunction(_compare(">", mine, its), conjunction(_compare("==", mine, its), later))


def _compare(op: str, left: Node, right: Node) -> Node:
    if isinstance(left, Lit) and isinstance(right, Lit):
        tests = {">": left.value > right.value, ">=": left.value >= right.value, "==": left.value == right.value}
        return Lit(tests[op])
    return Compare(op, left, right)


def _end(ends: Node) -> Node:
    return ends if isinstance(ends, Lit) and ends.value is not None else Coalesce(ends, Lit(NEVER))


def _place(coverage: Judged, places: dict[str, int]) -> Node:
    """Place of its level; above all where that is unknown, below all where the plan has none."""
    return Lit(0) if coverage.rules.level is None else _place_of(coverage.level, places)


def _place_of(level: Node, places: dict[str, int]) -> Node:
    top = Lit(len(places) + 1)
    if isinstance(level, Lit):
        return top if level.value is None else Lit(places[level.value])
    if isinstance(level, Cite):
        return _place_of(level.part, places)
    if isinstance(level, If):
        ways = [_place_of(part, places) for part in (level.then, level.orelse, level.unknown)]
        return choice(level.test, *ways)
    found: Node = top
    for name, place in places.items():
        test = Compare("==", level, Lit(name))
        found = choice(test, Lit(place), found, top)
    return found


def picked(tests: list[Node], values: list[Node], none: Node = UNKNOWN) -> Node:
    """The value whose test holds; at most one does."""
    found = none
    for test, value in zip(tests, values, strict=True):
        found = choice(test, value, found, found)
    return found


def cover(coverages: list[Judged], added: list[Added], unit: Added, levels: tuple[str, ...]) -> Outputs:
    """The answer about `coverages`, in the order of `single`; `added` beside each, `unit` for what names no plan."""
    ladder = Ladder(coverages, levels)
    answering = [disjunction(c.yes, c.missing, c.person) for c in coverages]
    tops = ladder.tops(answering)
    wins = [conjunction(test, top) for test, top in zip(answering, tops, strict=True)]
    verdicts = {
        name: disjunction(*(conjunction(getattr(c, name), top) for c, top in zip(coverages, tops, strict=True)))
        for name in ("yes", "missing", "person")
    }
    answer = picked(list(verdicts.values()), [Lit(name) for name in verdicts], Lit("no"))
    clashes = [c.clashing if c.persons else FALSE for c in coverages]
    told = [conjunction(win, negation(conjunction(c.person, clash)))
            for win, c, clash in zip(wins, coverages, clashes, strict=True)]  # fmt: skip
    none_answers = negation(disjunction(*answering))
    return Outputs(
        answer,
        picked(wins, [Lit(c.rules.plan) for c in coverages]),
        picked(told, [c.level for c in coverages]),
        picked(told, [c.context.over(c.rules.starts) for c in coverages]),
        picked(told, [c.context.over(c.rules.ends) for c in coverages]),
        union(
            *(_clauses(c, top, extra) for c, top, extra in zip(coverages, tops, added, strict=True)),
            where(none_answers, union(_refused(coverages, added), unit.next_steps("no"))),
        ),
    )


def _clauses(coverage: Judged, top: Node, added: Added) -> Node:
    """What a coverage above all that answer, or the one that answers, contributes."""
    c = coverage
    ways = [
        (c.yes, union(c.grounds, with_yes(c, added), added.next_steps("yes"))),
        (c.missing, union(c.reasons_missing, added.next_steps("missing"))),
        (c.person, union(*(where(t, k) for t, k in c.left_to), added.next_steps("person"))),
        (c.no, c.reasons_no),
    ]
    return where(top, union(*(where(test, clauses) for test, clauses in ways)))


def _refused(coverages: list[Judged], added: list[Added]) -> Node:
    """What a refusal adds: the steps of the plans that failed; if none was in play, those that come with the unit."""
    failed = union(*(where(c.no, a.next_steps("no", own=True)) for c, a in zip(coverages, added, strict=True)))
    blamed = [
        union(c.reasons_left, a.next_steps("no", own=True))
        for c, a in zip(coverages, added, strict=True)
        if c.rules.given is not None and c.held_as is not None and c.held_as.how != "bought"
    ]
    none_in_play = conjunction(*(c.left for c in coverages))
    return union(failed, choice(none_in_play, union(*blamed), NONE, NONE))
