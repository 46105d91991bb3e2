"""A terms document as plain data: clauses in order, the statements of their blocks, and the front matter."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.schema import SHIPPED_SCHEMA, Schema
from warrantor.core.terms.statements import KINDS, Kind


@dataclass(eq=False)
class Statement:
    """One statement of a block: its kind, the value of its first key, its further keys as read (text with places)."""

    kind: Kind
    subject: Any
    fields: dict[str, Any]
    clause: str
    line: int
    index: int
    """Place in the document; the last tie-break, and the order of display."""

    @property
    def name(self) -> str | None:
        return self.fields.get("name")

    @property
    def asks(self) -> tuple[str, ...]:
        """The questions it bears on."""
        if self.kind.name == "allows":
            return as_words(self.subject)
        value = self.fields.get("ask")
        return self.kind.default_ask if value is None else as_words(value)


@dataclass
class Clause:
    """A heading with an id, its prose (Markdown) and its statements. Without statements it is narrative."""

    id: str
    title: str
    level: int
    line: int
    prose: str = ""
    block: str = ""
    statements: list[Statement] = field(default_factory=list)
    origin: str = ""
    """The program of the shared document it comes from, if it was included."""
    file: str = ""
    """The file of that shared document."""

    @property
    def narrative(self) -> bool:
        return not self.statements


@dataclass(frozen=True)
class Version:
    """`effective` is ISO text of a day or instant; None = from the beginning."""

    id: str
    effective: str | None
    chosen_by: Text | None
    clause: str | None


@dataclass
class Document:
    """A document that was read. `digest` names its content and that of what it includes."""

    file: str
    program: str
    title: str
    version: Version
    time_zone: str
    levels: tuple[str, ...]
    clauses: dict[str, Clause]
    calendars: dict[str, Any] = field(default_factory=dict)
    holidays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    schema: Schema = SHIPPED_SCHEMA
    assume: tuple[Text, ...] = ()
    severed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    references: list[tuple[str, Text]] = field(default_factory=list)
    digest: str = ""
    intro: str = ""
    front: Mapping = field(default_factory=Mapping)
    included: tuple["Document", ...] = ()
    """The shared documents that its front matter includes, whose clauses are among its own."""

    @property
    def statements(self) -> list[Statement]:
        return [s for clause in self.clauses.values() for s in clause.statements]

    def of_kind(self, *kinds: str) -> list[Statement]:
        return [s for s in self.statements if s.kind.name in kinds]

    def cite(self, clause: str) -> str:
        """The public id of a clause: `program:ID`."""
        found = self.clauses.get(clause)
        return f"{(found.origin if found else '') or self.program}:{clause}"

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each clause, from 0."""
        return {clause: place for place, clause in enumerate(self.clauses)}

    @property
    def plans(self) -> tuple[str, ...]:
        """Every plan the document offers, in the order of first mention."""
        seen: dict[str, None] = {}
        for statement in self.of_kind("plan"):
            for plan in self.expand(statement.subject):
                seen.setdefault(plan)
        return tuple(seen)

    def expand(self, value: Any) -> tuple[str, ...]:
        """The words of a word or list, names of lists replaced by their members."""
        words: dict[str, None] = {}
        for word in as_words(value):
            for member in self.lists.get(word, (word,)):
                words.setdefault(member)
        return tuple(words)

    def plans_of(self, statement: Statement) -> tuple[str, ...]:
        """The plans a statement bears on: its own, or all."""
        value = statement.subject if statement.kind.name == "plan" else statement.fields.get("plans")
        return self.plans if value is None else self.expand(value)


def as_words(value: Any) -> tuple[str, ...]:
    """A word or a list of words, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


__all__ = ["KINDS", "Clause", "Document", "Statement", "Version", "as_words"]
