"""Circles: definitions that name each other, and plans whose standing hangs on each other's."""

from collections.abc import Callable, Iterable

from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Node, Slot, walk
from warrantor.core.terms.rules import PlanRules, Rules, reads

_STANDING = ("live", "starts", "ends", "count_live")


def check_definitions(rules: Rules, findings: Findings) -> None:
    """Reports each circle among definitions once, at the first of them."""
    index = rules.index
    for circle in circles(index.defines, index.uses):
        first = index.defines[circle[0]]
        message = f"the definition `{circle[0]}` goes in a circle: {_chain(circle)}"
        findings.add(Fault("circle", message, first.subject, help="define one of them from facts, without the others"))
        findings.hopeless.add("circle")
    for name in index.defines:
        try:
            index.check_size(name)
        except Fault as fault:
            findings.add(fault)
            findings.hopeless.add("size")  # those that name it are larger still
            return


def check_plans(rules: Rules, findings: Findings) -> None:
    """Reports circles among plans: whether one stands may not hang on whether the other does."""
    plans = rules.document.plans

    def needs(plan: str) -> list[str]:
        try:
            return _stands_on(rules.of("cover", plan))
        except Fault:
            return []  # reported where it was found

    for circle in circles(plans, needs):
        statement = next(s for s in rules.document.of_kind("plan") if circle[0] in rules.document.plans_of(s))
        findings.add(
            Fault(
                "plan-circle",
                f"whether the plan `{circle[0]}` stands hangs on itself: {_chain(circle)}",
                statement.subject,
                help="let one rest on a fact, such as `any(bought, ...)`, and not on `live` or `ends`",
            ),
            statement,
        )


def _stands_on(rules: PlanRules) -> list[str]:
    """The plans that the standing of a plan reads: its given, its term, and the bars that need no claim."""
    nodes: list[Node] = [n for n in (rules.given, rules.starts, rules.ends, rules.level) if n is not None]
    for gate in rules.gates:
        parts = (gate.guard, gate.bites, gate.unless)
        if not any(reads(part, "claim") for part in parts):
            nodes += parts
    slots = (n for node in nodes for n in walk(node) if isinstance(n, Slot) and n.source in _STANDING)
    return list(dict.fromkeys(plan for slot in slots for plan in slot.plans))


def circles(names: Iterable[str], edges: Callable[[str], Iterable[str]]) -> list[list[str]]:
    """A circle for each group of names that reach each other, beginning with the first of them."""
    found: list[list[str]] = []
    settled: set[str] = set()
    for name in names:
        if name not in settled:
            way = _way_back(name, edges)
            if way:
                found.append(way)
                settled |= set(way)
        settled.add(name)
    return found


def _way_back(start: str, edges: Callable[[str], Iterable[str]]) -> list[str]:
    """The shortest way from `start` to itself; empty if there is none."""
    came: dict[str, str] = {}
    pending = [start]
    for name in pending:
        for other in edges(name):
            if other == start:
                way = [name]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if other not in came:
                came[other] = name
                pending.append(other)
    return []


def _chain(circle: list[str]) -> str:
    return " -> ".join(f"`{name}`" for name in [*circle, circle[0]])
