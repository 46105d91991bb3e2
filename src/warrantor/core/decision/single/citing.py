"""Core form -> Python source of the set of clauses an expression cites: what was read, and only what decided.

A set of clauses is an integer with a bit for each clause of the document.
"""

from warrantor.core.decision.single.codegen import STANDING, Body
from warrantor.core.terms.ir import And, Cite, Coalesce, Has, If, Node, Or, Slot, walk


def clauses(body: Body, node: Node) -> str:
    """Source of the set of clauses that `node` cites, as an integer; `0` where it can cite none."""
    if not _cites(node):
        return "0"
    if isinstance(node, Cite):
        return _union([str(1 << body.writer.bit_of(node.clause)), clauses(body, node.part)])
    if isinstance(node, If):
        return _of_choice(body, node)
    if isinstance(node, And | Or):
        return _of_logic(body, node)
    if isinstance(node, Coalesce):
        second = f"(0 if {body.value(node.first)} is not None else {clauses(body, node.second)})"
        return _union([clauses(body, node.first), second])
    if isinstance(node, Slot):
        return _of_slot(body, node)
    return _union([clauses(body, child) for child in _operands(node)])


def _of_choice(body: Body, node: If) -> str:
    then, orelse = clauses(body, node.then), clauses(body, node.orelse)
    t = body.writer.temp()
    # an exception that may apply is what leaves the value open, so it is cited
    may = (
        str(1 << body.writer.bit_of(node.then.clause))
        if isinstance(node.then, Cite) and node.then.role == "exception"
        else "0"
    )
    taken = f"({may} if ({t} := {body.value(node.test)}) is None else {then} if {t} else {orelse})"
    return _union([clauses(body, node.test), "0" if then == orelse == "0" else taken])


def _of_logic(body: Body, node: And | Or) -> str:
    t = body.writer.temp()
    taken = [
        f"({cited} if {body.value(part)} is {t} else 0)" for part in node.parts if (cited := clauses(body, part)) != "0"
    ]
    # the first test binds the whole's value; a list keeps that order of evaluation
    return f"(0 if ({t} := {body.value(node)}) is ... else {_union(taken)})"


def _of_slot(body: Body, node: Slot) -> str:
    if node.source in STANDING:
        return f"Q.{node.source}_clauses({node.plans!r})"
    inside = node.parts if node.source == "chain" else ()
    static = {n.clause for part in _filters(node) for n in walk(part) if isinstance(n, Cite)}
    bits = [str(1 << body.writer.bit_of(clause)) for clause in sorted(static)]
    return _union([*bits, *(clauses(body, part) for part in inside)])


def _operands(node: Node) -> list[Node]:
    if isinstance(node, Has):
        return [node.of] if isinstance(node.of, Slot) else []
    found: list[Node] = []
    for name in ("part", "left", "right", "item", "options", "day", "count"):
        part = getattr(node, name, None)
        if isinstance(part, Node):
            found.append(part)
    parts = getattr(node, "parts", ())
    return [*found, *parts]


def _filters(slot: Slot) -> list[Node]:
    return [s.filter for s in (slot.select, slot.other) if s is not None and s.filter is not None]


def _cites(node: Node) -> bool:
    return any(isinstance(n, Cite) or (isinstance(n, Slot) and n.source in STANDING) for n in walk(node))


def _union(parts: list[str]) -> str:
    kept = list(dict.fromkeys(part for part in parts if part != "0"))
    return "0" if not kept else kept[0] if len(kept) == 1 else "(" + " | ".join(kept) + ")"
