"""Short names for columns, read off the facts they hold; short enough for every engine, one name for one fact."""

from warrantor.core.decision.outline.shape import HAND, Leaf
from warrantor.core.terms.ir import (
    TRUE,
    And,
    Cite,
    Compare,
    Has,
    If,
    IsIn,
    Lit,
    Node,
    Not,
    Or,
    Select,
    Slot,
    operands,
)

LONGEST = 50
"""Engines cut a name at 63 bytes."""


def name_of(leaf: Leaf, taken: set[str]) -> str:
    """A name for the column of `leaf` that is not among `taken`, which are in lower case. Adds it there."""
    prefix = "" if leaf.place is None else "hand " if leaf.place == HAND else f"{leaf.place} "
    full = prefix + ("then " if leaf.supposed and leaf.place != HAND else "") + say(leaf.node)
    short = full.encode()[:LONGEST].decode(errors="ignore")
    name, number = short, 1
    while name.lower() in taken:
        number += 1
        name = f"{short} #{number}"
    taken.add(name.lower())
    return name


def say(node: Node) -> str:
    """An expression of facts, in words close to the language."""
    if isinstance(node, Lit):
        return _constant(node.value)
    if isinstance(node, Slot):
        return _slot(node)
    if isinstance(node, Has):
        return f"{node.mode} {_select(node.of) if isinstance(node.of, Select) else say(node.of)}"
    if isinstance(node, Cite):
        return say(node.part)
    if isinstance(node, And | Or):
        return (" and " if isinstance(node, And) else " or ").join(map(say, node.parts))
    if isinstance(node, Not):
        return f"not {say(node.part)}"
    if isinstance(node, Compare):
        return f"{say(node.left)} {node.op} {say(node.right)}"
    if isinstance(node, If):
        return say(node.test) if node.then == TRUE else f"{say(node.then)} if {say(node.test)} else {say(node.orelse)}"
    if isinstance(node, IsIn):
        return f"{say(node.item)} in {say(node.options)}"
    return f"{type(node).__name__.lower()}({', '.join(map(say, operands(node)))})"


def _constant(value: object) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(str, value)) + ")"
    return str(value)


def _slot(slot: Slot) -> str:
    if slot.source == "question":
        return slot.key
    if slot.source in ("unit", "claim", "it"):
        return f"{slot.source}.{slot.key}"
    if slot.source == "key" and slot.select is not None:
        return f"{_select(slot.select)}.{slot.key}"
    if slot.source == "chain":
        return f"renewed {slot.key}"
    if slot.select is not None:
        other = f", {_select(slot.other)}, {slot.key}" if slot.other is not None else ""
        return f"{slot.source}({_select(slot.select)}{other})"
    return f"{slot.source}({', '.join(slot.plans) or slot.key})"


def _select(select: Select) -> str:
    kind = f"plan.{select.kind}" if select.of_plan else select.kind
    inside = f"{kind}, {say(select.filter)}" if select.filter is not None else kind
    return f"{select.how}({inside})" if select.how in ("first", "last", "each") else inside
