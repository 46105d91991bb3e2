"""What can be added to an answer, compiled: charges, promises, next steps and processes."""

from typing import Any, Generic, TypeVar

from warrantor.core.decision.history import Coverage
from warrantor.core.decision.single.codegen import Body
from warrantor.core.decision.single.group import Group
from warrantor.core.terms.document import as_words
from warrantor.core.terms.ir import TRUE, Lit, Node
from warrantor.core.terms.rules import Extra, leg_key

E = TypeVar("E", bound="CompiledExtra")


class CompiledExtra:
    """A charge, promise, next step or process: its values and the clauses behind.

    Whether it applies is asked of `Additions`.
    """

    __slots__ = ("_cited", "clause", "extra", "fields", "fixed", "kind", "opening", "values")

    def __init__(self, extra: Extra, group: Group) -> None:
        self.extra = extra
        self.kind = extra.kind
        self.fields = extra.statement.fields
        nodes = {key: value for key, value in extra.values.items() if isinstance(value, Node)}
        span = extra.values.get("within")
        if span is not None:
            nodes["within"] = span.count
        self.fixed = {key: node.value for key, node in nodes.items() if isinstance(node, Lit)}
        self.values = {key: group.value(node) for key, node in nodes.items() if not isinstance(node, Lit)}
        self.clause = group.document.cite(extra.statement.clause)
        self.opening = _opening(self)
        """How it begins in every answer."""
        own = 1 << group.bit_of(extra.statement.clause)
        self._cited = group.clauses([extra.guard], own)

    def get(self, key: str, slots: list[Any], coverage: Coverage, frame: Any) -> Any:
        """One of its values; None where it has none or it is unknown."""
        value = self.values.get(key)
        return self.fixed.get(key) if value is None else value.of(slots, coverage, frame)

    def clauses_of(self, slots: list[Any], coverage: Coverage, frame: Any) -> int:
        """The clauses behind it, as bits."""
        return self._cited.of(slots, coverage, frame)  # type: ignore[no-any-return]


def _opening(extra: CompiledExtra) -> dict[str, Any]:
    fields, what = extra.fields, str(extra.extra.statement.subject)
    if extra.kind == "charge":
        return {"what": what, "payer": str(fields.get("payer", "customer")), "clause": extra.clause}
    if extra.kind == "promise":
        said = {"what": what, "whose": str(fields.get("by", "vendor")), "clause": extra.clause}
        return said | {key: str(fields[key]) for key in ("clock", "else") if key in fields}
    return {"what": what, "clause": extra.clause, **extra.fixed}


class CompiledProcess(CompiledExtra):
    """How a level or remedy is carried out: its steps in order, and who does and pays which leg."""

    __slots__ = ("_legs", "_steps")

    def __init__(self, extra: Extra, group: Group) -> None:
        super().__init__(extra, group)
        fields = extra.statement.fields
        self._steps = [str(step) for step in as_words(fields["steps"])]
        self._legs = [
            (leg_key(leg), {"leg": str(leg), **leg_told(said)}) for leg, said in fields.get("legs", {}).items()
        ]

    def told(self, of: str, slots: list[Any], coverage: Coverage, frame: Any) -> dict[str, Any]:
        """The process as an answer tells it, for the level or remedy `of`; legs whose condition is not true are out."""
        legs = [
            leg.copy()
            for key, leg in self._legs
            if key not in self.extra.values or self.get(key, slots, coverage, frame)
        ]
        return {"of": of, "steps": self._steps.copy(), "legs": legs, "clause": self.clause}


def leg_told(said: Any) -> dict[str, str]:
    """Who does a leg and who pays for it; one word says both."""
    if isinstance(said, str):
        return {"payer": str(said)}
    shown = {"payer": str(said.get("payer", said.get("by")))}
    return shown | {key: str(said[key]) for key in ("by", "charge") if key in said}


class Additions(Generic[E]):
    """Some of what can be added to an answer, with one function that tells which of them apply."""

    __slots__ = ("_applies", "_group", "extras")

    def __init__(self, extras: list[E], group: Group) -> None:
        self.extras = extras
        self._group = group
        always = all(extra.extra.guard == TRUE for extra in extras)
        self._applies = None if always else group.function(self._write)

    def _write(self, body: Body) -> list[str]:
        body.lines.append("m = 0")
        for index, extra in enumerate(self.extras):
            body.lines.append(f"if {body.value(extra.extra.guard)}: m |= {1 << index}")
        return ["return m"]

    def applying(self, slots: list[Any], coverage: Coverage, frame: Any) -> list[E]:
        """Those whose condition is true, in document order."""
        if self._applies is None:
            return self.extras
        mask = self._applies(self._group.filled(slots, frame), coverage, frame)
        return [extra for index, extra in enumerate(self.extras) if mask >> index & 1] if mask else []
