"""Which clauses an expression cites, as an expression: what was read, and only what decided.

A set of clauses is a whole number with a bit for each clause of the document, in its order.
"""

from collections.abc import Callable
from functools import partial

from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    And,
    Cite,
    Coalesce,
    Has,
    If,
    Lit,
    Node,
    Or,
    Same,
    Slot,
    choice,
    conjunction,
    operands,
    union,
    walk,
)

STANDING = ("live", "starts", "ends", "count_live")
"""Slots about how other plans stand; the clauses behind one are the slot `..._clauses`."""
STANDING_CLAUSES = tuple(f"{source}_clauses" for source in STANDING)
NONE = Lit(0)
UNKNOWN = Lit(None)
BitOf = Callable[[str], int]
"""Place of a clause in the document; its bit in a set of clauses."""


def cited(node: Node, bit_of: BitOf) -> Node:
    """The set of clauses that `node` cites."""
    if not _cites(node):
        return NONE
    if isinstance(node, Cite):
        return union(_bit(bit_of, node.clause), cited(node.part, bit_of))
    if isinstance(node, If):
        return _of_choice(node, bit_of)
    if isinstance(node, And | Or):
        parts = ((part, cited(part, bit_of)) for part in node.parts)
        return union(*(choice(Same(part, node), clauses, NONE, NONE) for part, clauses in parts if clauses != NONE))
    if isinstance(node, Coalesce):
        second = choice(Same(node.first, UNKNOWN), cited(node.second, bit_of), NONE, NONE)
        return union(cited(node.first, bit_of), second)
    if isinstance(node, Slot):
        return _of_slot(node, bit_of)
    return union(*map(partial(cited, bit_of=bit_of), _read(node)))


def cited_by_gate(conditions: list[Node], unless: Node, bit_of: BitOf) -> Node:
    """The clauses behind a gate: its conditions, and its `unless` where that was the question.

    What would have lifted a bar, but did not or need not, played no part.
    """
    conditions = [node for node in conditions if node not in (TRUE, FALSE)]
    found = union(*(cited(node, bit_of) for node in conditions))
    lifting = cited(unless, bit_of)
    if lifting == NONE:
        return found
    asked = choice(Same(unless, FALSE), NONE, lifting, lifting)
    return union(found, choice(Same(conjunction(*conditions), FALSE), NONE, asked, asked))


def _bit(bit_of: BitOf, clause: str) -> Lit:
    return Lit(1 << bit_of(clause))


def _of_choice(node: If, bit_of: BitOf) -> Node:
    # an exception that may apply is what leaves the value open, so it is cited
    is_exception = isinstance(node.then, Cite) and node.then.role == "exception"
    may = _bit(bit_of, node.then.clause) if is_exception else NONE  # type: ignore[attr-defined]
    taken = choice(node.test, cited(node.then, bit_of), cited(node.orelse, bit_of), may)
    return union(cited(node.test, bit_of), taken)


def _of_slot(node: Slot, bit_of: BitOf) -> Node:
    if node.source in STANDING:
        return Slot(f"{node.source}_clauses", plans=node.plans)
    filters = [s.filter for s in (node.select, node.other) if s is not None and s.filter is not None]
    static = {n.clause for part in filters for n in walk(part) if isinstance(n, Cite)}
    inside = node.parts if node.source == "chain" else ()
    return union(*(_bit(bit_of, clause) for clause in static), *(cited(part, bit_of) for part in inside))


def _read(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Has):
        return (node.of,) if isinstance(node.of, Slot) else ()
    return operands(node)


def _cites(node: Node) -> bool:
    return any(isinstance(n, Cite) or (isinstance(n, Slot) and n.source in STANDING) for n in walk(node))
