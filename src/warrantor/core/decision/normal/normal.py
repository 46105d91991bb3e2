"""Brings expressions into normal form, from the leaves up."""

from warrantor.core.decision.normal.choices import Choices
from warrantor.core.decision.normal.pool import parts_of
from warrantor.core.terms import ir
from warrantor.core.terms.ir import Cite, Column, Lit, Node


class Normal(Choices):
    """Normal forms over one table. Two expressions that come to the same form are the same object."""

    def __init__(self) -> None:
        super().__init__()
        # what was given is kept beside its form, so that its id stays its own
        self._forms: dict[int, tuple[Node, Node]] = {}

    def of(self, node: Node) -> Node:
        """The normal form of an expression over columns, however deep; one that was made here is its own."""
        if self.made_here(node):
            return node
        pending = [node]
        while pending:
            current = pending[-1]
            waiting = [part for part in parts_of(current) if id(part) not in self._forms]
            if id(current) not in self._forms and waiting:
                pending += waiting
                continue
            pending.pop()
            if id(current) not in self._forms:
                self._forms[id(current)] = (current, self._form(current))
        return self._forms[id(node)][1]

    def _form(self, node: Node) -> Node:
        """The normal form of a node whose parts have theirs."""
        if isinstance(node, Lit):
            return self.lit(node.value)
        if isinstance(node, Column):
            return self.column(node)
        parts = [self._forms[id(part)][1] for part in parts_of(node)]
        if isinstance(node, Cite):
            return parts[0]
        if isinstance(node, ir.Compare):
            return self.compare(node.op, *parts)
        if isinstance(node, ir.Shift | ir.Through):
            return self.moved(type(node), node.unit, *parts)
        if isinstance(node, ir.And | ir.Or | ir.Earliest | ir.Latest | ir.Union):
            return self.of_many(type(node), parts)
        method = {
            ir.Not: self.no, ir.If: self.choose, ir.Same: self.same, ir.Coalesce: self.first_known, ir.IsIn: self.is_in,
        }.get(type(node))  # fmt: skip
        return self.arithmetic(type(node), *parts) if method is None else method(*parts)  # type: ignore[operator]

    def of_many(self, kind: type[Node], parts: list[Node]) -> Node:
        """A node of any number of parts."""
        if kind is ir.And:
            return self.every(*parts)
        if kind is ir.Or:
            return self.any(*parts)
        if kind is ir.Union:
            return self.union(*parts)
        return self.extreme(kind, parts)
