"""Normal forms of logic: constants and repetitions drop out, and what the other parts settle is not asked again."""

from warrantor.core.decision.normal.values import Values
from warrantor.core.terms.ir import And, If, Lit, Node, Not, Or, Same


class Logic(Values):
    """And, or, not over three values."""

    def every(self, *parts: Node) -> Node:
        """Whether all hold."""
        return self._combined(And, parts)

    def any(self, *parts: Node) -> Node:
        """Whether one holds."""
        return self._combined(Or, parts)

    def no(self, part: Node) -> Node:
        """Whether it does not hold."""
        if isinstance(part, Lit):
            return part if part is self.unknown else self.lit(not part.value)
        return part.part if isinstance(part, Not) else self.make(Not, part)

    def _combined(self, kind: type[And] | type[Or], parts: tuple[Node, ...]) -> Node:
        idle, deciding = (self.true, self.false) if kind is And else (self.false, self.true)
        kept: dict[int, Node] = {}
        for part in parts:
            for member in part.parts if isinstance(part, And | Or) and type(part) is kind else (part,):
                kept[id(member)] = member
        kept.pop(id(idle), None)
        if id(deciding) in kept or self._at_odds(kind, kept):
            return deciding
        left = {place: self._rest(kind, member, kept) for place, member in kept.items()}
        if any(id(member) != place for place, member in left.items()):
            return self._combined(kind, tuple(left.values()))
        found = sorted(left.values(), key=self.number)
        return self.make(kind, tuple(found)) if len(found) > 1 else found[0] if found else idle

    def _at_odds(self, kind: type[Node], members: dict[int, Node]) -> bool:
        """Whether two of the members can never be otherwise than one true and one false."""
        values: dict[int, Node] = {}
        for member in members.values():
            if self.sure(member) and id(self.no(member)) in members:
                return True
            test = member if kind is And else self.no(member)
            if not (isinstance(test, Same) and isinstance(test.right, Lit)):
                continue
            if values.setdefault(id(test.left), test.right) is not test.right:
                return True
        return False

    def _rest(self, kind: type[Node], member: Node, others: dict[int, Node]) -> Node:
        """What is left of a member where the others are told: true beside an `and`, false beside an `or`."""
        if isinstance(member, And | Or):
            if any(id(part) in others for part in member.parts):
                return self.true if kind is And else self.false
            parts = [part for part in member.parts if not (self.sure(part) and id(self.no(part)) in others)]
            return member if len(parts) == len(member.parts) else self._combined(type(member), tuple(parts))
        if isinstance(member, If):
            if id(member.test) in others:
                return member.then if kind is And else member.orelse
            if id(self.no(member.test)) in others:
                return member.orelse if kind is And else member.then
        return member
