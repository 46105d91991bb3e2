"""Values that are written and never taken: a row, an `else` or a side of an `if`, in a definition or a plan's field."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from warrantor.core.decision.outline.naming import say
from warrantor.core.decision.symbolic.reaching import Query, Tests
from warrantor.core.decision.symbolic.rooms import Room, of_others, subjects
from warrantor.core.terms.document import Statement
from warrantor.core.terms.ir import Cite, Compare, If, Lit, Node, Slot, operands, walk
from warrantor.core.terms.lowering import Scope
from warrantor.core.terms.rules import Rules

FIELDS = ("given", "covers", "starts", "ends", "level")
Path = tuple[tuple[Node, bool], ...]
"""Tests on the way to a value, with how each comes out."""


@dataclass(frozen=True)
class Branch:
    """A value that is written, and how it is named."""

    value: Node
    path: Path

    @property
    def name(self) -> str:
        """`the value 5 where unit.series is pro`."""
        test, holds = self.path[-1]
        where = f"where `{say(test)}`" if holds else "for the rest"
        if holds and isinstance(test, Compare) and test.op == "==" and isinstance(test.right, Lit):
            where = f"for `{test.right.value}`"
        return f"`{say(self.value)}` {where}"


def branches(rules: Rules, statement: Statement) -> dict[str, list[Query]]:
    """For each value of a statement that hangs on a test, by its name, the queries for where it is taken."""
    found: dict[str, list[Query]] = {}
    for plan in rules.document.plans_of(statement) or (None,):
        for body in _bodies(rules, statement, plan):
            for branch in _split(body, ()):
                if branch.path and not (isinstance(branch.value, Slot) and branch.value.source == "unlisted"):
                    hangs = of_others(*(test for test, _ in branch.path))
                    asked = subjects(rules, "cover", plan)
                    queries = [Query(subject, partial(_taken, path=branch.path), hangs) for subject in asked]
                    found.setdefault(branch.name, []).extend(queries)
    return found


def _bodies(rules: Rules, statement: Statement, plan: str | None) -> Iterator[Node]:
    """What the statement itself says, without what others say in it or lay over it."""
    if statement.kind.name == "define":
        roles = ["definition"]
        nodes = [rules.lowering(plan).definition(str(statement.subject), Scope())[0]]
    elif statement.kind.name == "plan" and plan is not None:
        roles = [name for name in FIELDS if name in statement.fields]
        nodes = [node for name in roles if (node := getattr(rules.of("cover", plan), name)) is not None]
    else:
        return
    for node in nodes:
        own = (c for c in walk(node) if isinstance(c, Cite) and c.clause == statement.clause and c.role in roles)
        first = next(own, None)
        if first is not None:
            yield first.part


def _split(node: Node, path: Path) -> Iterator[Branch]:
    if isinstance(node, If):
        yield from _split(node.then, (*path, (node.test, True)))
        yield from _split(node.orelse, (*path, (node.test, False)))
    elif path:
        yield Branch(node, path)
    else:
        for part in operands(node):
            yield from _split(part, path)


def _taken(room: Room, path: Path) -> Tests:
    found = {}
    for number, (test, holds) in enumerate(path):
        read = room.over(test)
        found[f"test {number}"] = room.true(read) if holds else room.scene.false(read)
    return found
