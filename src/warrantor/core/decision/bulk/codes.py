"""Texts as codes: of a text that a decision only compares with constants, no more is kept than which of them it is.

A code takes a byte or two a row and is compared many times as fast as a text.
"""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

import polars as pl

from warrantor.core.decision.normal.pool import parts_of
from warrantor.core.terms.ir import Column, Compare, IsIn, Lit, Node, Same


def codes(outputs: Iterable[Node]) -> dict[str, pl.Enum]:
    """The columns of texts of which codes are enough, with their words; the last of them stands for all other texts."""
    outputs = list(outputs)
    told: dict[str, set[str]] = {}
    whole = {node.name for node in outputs if _is_text(node)}
    for node in _each(outputs):
        for column in filter(_is_text, parts_of(node)):
            constants = _constants(node)
            if constants is None:
                whole.add(column.name)
            else:
                told.setdefault(column.name, set()).update(constants)
    return {name: _words(words) for name, words in told.items() if name not in whole}


def _each(outputs: list[Node]) -> Iterator[Node]:
    """Every expression in some, once."""
    seen: set[int] = set()
    pending = list(outputs)
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            pending.extend(parts_of(node))


def _is_text(node: Node) -> TypeGuard[Column]:
    return isinstance(node, Column) and node.type == "text"


def coded(name: str, dtype: pl.DataType, words: pl.Enum) -> pl.Expr:
    """A column of texts, of any type of text, as codes."""
    if dtype == words:
        return pl.col(name)
    if dtype == pl.Null:
        return pl.col(name).cast(words)
    text = pl.col(name) if dtype == pl.String else pl.col(name).cast(pl.String)
    other = pl.lit(words.categories[-1], dtype=words)
    return pl.when(text.is_not_null()).then(text.cast(words, strict=False).fill_null(other)).alias(name)


def _constants(node: Node) -> list[str] | None:
    """What a text is compared with; None where more than that is asked of it."""
    if isinstance(node, IsIn) and isinstance(node.options, Lit):
        return list(node.options.value)
    if isinstance(node, Same) or (isinstance(node, Compare) and node.op in ("==", "!=")):
        other = node.right if isinstance(node.left, Column) else node.left
        return [value for value in [other.value] if value is not None] if isinstance(other, Lit) else None
    return None


def _words(constants: set[str]) -> pl.Enum:
    other = "any other"
    while other in constants:
        other += "?"
    return pl.Enum([*sorted(constants), other])
