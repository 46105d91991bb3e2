"""Three-valued flags and values as pairs of solver terms, and how they are put together.

A part that is already decided stays a Python bool, so that what is known costs the solver nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import z3

Bool = Any
"""A Python bool, or a solver term that is one."""


class Flag(NamedTuple):
    """A condition: whether it is known to be true, and known to be false; neither is unknown."""

    true: Bool
    false: Bool

    @property
    def known(self) -> Bool:
        return either(self.true, self.false)


class Value(NamedTuple):
    """A day, number or text: what it is where it is `known`. Days are ordinals, texts are numbers of their own."""

    of: Any
    known: Bool = True
    endless: bool = False
    """Whether it can be the day after all days."""


UNKNOWN_FLAG = Flag(False, False)


def both(*parts: Bool) -> Bool:
    """`and`."""
    kept = [part for part in parts if part is not True]
    if any(part is False for part in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_and, kept)


def either(*parts: Bool) -> Bool:
    """`or`."""
    kept = [part for part in parts if part is not False]
    if any(part is True for part in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_or, kept)


def _joined(join: Callable[..., Any], parts: list[Any]) -> Any:
    """`z3.And` and `z3.Or` without the search for what would have to be converted: here all are conditions already."""
    context = parts[0].ctx
    return z3.BoolRef(join(context.ref(), len(parts), (z3.Ast * len(parts))(*(part.ast for part in parts))), context)


def no(part: Bool) -> Bool:
    """`not`."""
    return not part if isinstance(part, bool) else z3.BoolRef(z3.Z3_mk_not(part.ctx_ref(), part.ast), part.ctx)


def when(test: Bool, then: Bool, orelse: Bool) -> Bool:
    """One of two truths."""
    if isinstance(test, bool):
        return then if test else orelse
    if isinstance(then, bool) or isinstance(orelse, bool):
        return either(both(test, then), both(no(test), orelse))
    return then if then.eq(orelse) else z3.If(test, then, orelse)


def pick(test: Bool, then: Any, orelse: Any) -> Any:
    """One of two days, numbers or texts."""
    if isinstance(test, bool):
        return then if test else orelse
    if isinstance(then, int) and isinstance(orelse, int) and then == orelse:
        return then
    return z3.If(test, then, orelse)


def flag(test: Bool) -> Flag:
    """A condition that is never unknown."""
    return Flag(test, no(test))


def flag_where(known: Bool, test: Bool) -> Flag:
    """A condition that is known only where `known` holds."""
    return Flag(both(known, test), both(known, no(test)))


def every(flags: Iterable[Flag]) -> Flag:
    """`and` over three values."""
    parts = list(flags)
    return Flag(both(*(f.true for f in parts)), either(*(f.false for f in parts)))


def some(flags: Iterable[Flag]) -> Flag:
    """`or` over three values."""
    parts = list(flags)
    return Flag(either(*(f.true for f in parts)), both(*(f.false for f in parts)))


def opposite(part: Flag) -> Flag:
    """`not` over three values."""
    return Flag(part.false, part.true)


def chosen_flag(test: Flag, then: Flag, orelse: Flag, unknown: Flag) -> Flag:
    """A choice between conditions."""
    if unknown == UNKNOWN_FLAG:
        return Flag(
            either(both(test.true, then.true), both(test.false, orelse.true)),
            either(both(test.true, then.false), both(test.false, orelse.false)),
        )
    rest = Flag(when(test.false, orelse.true, unknown.true), when(test.false, orelse.false, unknown.false))
    return Flag(when(test.true, then.true, rest.true), when(test.true, then.false, rest.false))


def chosen(test: Flag, then: Value, orelse: Value, unknown: Value) -> Value:
    """A choice between values."""
    ways = [v for v in (then, orelse, unknown) if v.known is not False]
    if not ways:
        return then
    rest = unknown.of if unknown.known is not False else orelse.of
    later = orelse.of if orelse.known is not False else rest
    of = pick(test.true, then.of if then.known is not False else later, pick(test.false, later, rest))
    known = when(test.true, then.known, when(test.false, orelse.known, unknown.known))
    return Value(of, known, any(v.endless for v in ways))
