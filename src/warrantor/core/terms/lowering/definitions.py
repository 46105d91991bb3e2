"""Definitions and tables written out, with the exceptions laid over them, and the guards of statements."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import FALSE, TRUE, Cite, If, Lit, Node, Slot, conjunction, negation, walk
from warrantor.core.terms.lowering.base import TEXTS, Base, Scope, Typed, merge
from warrantor.core.terms.schema import TEXT, Type

_LONG_TABLE = 12
Instead = Callable[[Statement, Typed], Node]


@dataclass
class Definitions(Base):
    """What a document names, written out where it is used."""

    def definition(self, name: str, scope: Scope) -> Typed:
        """A definition written out, with its exceptions."""
        if name in scope.defining:
            chain = " -> ".join((*scope.defining, name))
            raise Fault(
                "circle", f"the definition `{name}` goes in a circle: {chain}", scope.at, help="break the circle"
            )
        if name not in self.defined:
            statement = self.index.defines[name]
            self.index.check_size(name)
            inner = Scope(defining=(*scope.defining, name))
            node, kind = self._body(statement, inner)
            base: Typed = (Cite(statement.clause, node), kind)
            exceptions = [e for e in self.index.exceptions_to(name, statement) if self._applies(e)]
            self.defined[name] = self.with_exceptions(base, exceptions, "value", inner)
        return self.defined[name]

    def _applies(self, exception: Statement) -> bool:
        return "plans" not in exception.fields or self.plan in self.document.plans_of(exception)

    def _body(self, statement: Statement, scope: Scope) -> Typed:
        fields = statement.fields
        if ("is" in fields) == ("rows" in fields):
            raise Fault(
                "define", f"`{statement.subject}` has no single meaning", statement.subject, "`is`, or `by` with `rows`"
            )
        if "is" in fields:
            return self.typed(fields["is"], scope)
        return self._table(statement, fields["rows"], _words(fields.get("by"), statement), scope)

    def _table(self, statement: Statement, rows: Any, keys: list[Text], scope: Scope) -> Typed:
        if not keys:
            return self.cell(rows, scope)
        if not isinstance(rows, Mapping):
            raise Fault(
                "define",
                f"the table `{statement.subject}` is not nested as `by` says",
                rows,
                f"a row for each `{keys[0]}`",
            )
        key, kind = self.typed(keys[0], scope)
        if isinstance(key, Lit) and key.value in rows:
            return self._table(statement, rows[key.value], keys[1:], scope)
        if isinstance(key, Lit):
            return self._default(statement, f"`{key.value}`", scope)
        for value in rows:
            self.vocabulary((key, kind), (Lit(str(value)), TEXT), Scope(at=value))
        result, merged = self._rest(statement, rows, key, kind, scope)
        cells: list[tuple[Any, Node]] = []
        for value in rows:
            cell, cell_type = self._table(statement, rows[value], keys[1:], scope)
            merged = cell_type if merged is None else merge(merged, cell_type)
            if merged is None:
                raise Fault("type", f"the rows of `{statement.subject}` are of different types", value, "one type")
            cells.append((_row_value(value, kind), cell))
        if merged is None:
            raise Fault("define", f"the table `{statement.subject}` has no rows", rows, "a row for each choice")
        return _choose(key, cells, result), merged

    def _rest(
        self, statement: Statement, rows: Mapping, key: Node, kind: Type, scope: Scope
    ) -> tuple[Node | None, Type | None]:
        if "else" in statement.fields:
            return self.cell(statement.fields["else"], scope)
        choices = ("true", "false") if kind.base == "flag" else kind.choices
        if choices is not None and set(choices) <= set(rows):
            return None, None
        if choices is None:
            return self._unlisted(statement, key), None
        left = ", ".join(c for c in choices if c not in rows)
        return self._default(statement, left, scope)

    def _unlisted(self, statement: Statement, key: Node) -> Node:
        """What an open table says of a value it has no row for: nothing, so the answer asks for the fact."""
        named = next((part.key for part in walk(key) if isinstance(part, Slot)), str(statement.subject))
        return Slot("unlisted", named)

    def _default(self, statement: Statement, what: str, scope: Scope) -> Typed:
        if "else" in statement.fields:
            return self.cell(statement.fields["else"], scope)
        raise Fault(
            "define",
            f"the table `{statement.subject}` says nothing for {what}",
            statement.fields["rows"],
            "a row for each choice, or `else`",
        )

    def cell(self, value: Any, scope: Scope) -> Typed:
        """A value of a table or field: a level's name, or an expression."""
        if isinstance(value, Text) and value in self.document.levels:
            return Lit(str(value)), TEXT
        return self.typed(value, scope)

    def with_exceptions(
        self, base: Typed, exceptions: list[Statement], key: str, scope: Scope, instead: Instead | None = None
    ) -> Typed:
        """`base` with exceptions laid over it, the stronger outermost; pairs without an order are kept as clashes.

        `instead` gives what an exception puts in place of a value, where that is not simply what it says for `key`.
        """
        node, kind = base
        instead = instead or (lambda statement, below: self.set_value(statement, key, below, scope))
        laid: list[tuple[Statement, Node, Node]] = []
        for statement in exceptions:
            stronger_than = self.index.weaker(statement)
            below = node if stronger_than else base[0]
            guard = self.guard(statement, scope)
            value = instead(statement, (below, kind))
            for other, other_guard, other_value in laid:
                if other not in stronger_than:
                    self._clash(statement, guard, value, other, other_guard, other_value)
            laid.append((statement, guard, value))
            fired = Cite(statement.clause, value, "exception")
            node = fired if guard == TRUE else If(guard, fired, node)
        return node, kind

    def set_value(self, statement: Statement, key: str, base: Typed, scope: Scope) -> Node:
        """What an exception says for `key`, of the type of the value that it replaces."""
        value = statement.fields["set"]
        if isinstance(value, Mapping):
            if key not in value:
                raise Fault(
                    "target",
                    f"`{statement.subject}` is a definition, which has a value and no fields",
                    value,
                    "`set:` with one expression",
                )
            value = value[key]
        node, kind = self.cell(value, replace(scope, base=base))
        if merge(kind, base[1]) is None:
            raise Fault(
                "type", f"the exception sets a {kind.base} in place of a {base[1].base}", value, f"a {base[1].base}"
            )
        return node

    def _clash(
        self, one: Statement, guard: Node, value: Node, other: Statement, other_guard: Node, other_value: Node
    ) -> None:
        differ = negation(rewriting.compare("==", value, other_value))
        both = conjunction(guard, other_guard, differ)
        if both != FALSE:
            self.clashes.append((both, one, other))

    def guard(self, statement: Statement, scope: Scope | None = None) -> Node:
        """`when` of a statement, false where its clause is severed for the unit's region."""
        when = statement.fields.get("when")
        node = TRUE if when is None else self.of(when, "flag", scope)
        return conjunction(node, negation(self.severed(statement.clause)))

    def severed(self, clause: str) -> Node:
        """Whether a clause is held invalid in the unit's region."""
        regions = self.document.severed.get(clause)
        return rewriting.is_in(Slot("unit", "region"), Lit(tuple(map(str, regions)))) if regions else FALSE


def _words(value: Any, statement: Statement) -> list[Text]:
    if value is None:
        raise Fault(
            "define", f"the table `{statement.subject}` lacks `by`", statement.subject, "the facts it is read by"
        )
    return [value] if isinstance(value, Text) else list(value)


def _row_value(value: str, kind: Type) -> Any:
    """What the heading of a row stands for."""
    if kind.base in TEXTS:
        return str(value)
    if kind.base == "flag" and value in ("true", "false"):
        return value == "true"
    if kind.base == "number" and value.isdecimal() and len(value) < 13:
        return int(value)
    raise Fault(
        "type",
        f"the row `{value}` does not fit: the table is read by a {kind.base}",
        value,
        {"flag": "`true` or `false`", "number": "a whole number"}.get(
            kind.base, "a table by a choice, text, number or flag"
        ),
    )


def _choose(key: Node, cells: list[tuple[Any, Node]], otherwise: Node | None) -> Node:
    """The cell whose heading `key` equals. A long table is halved again and again, so that it nests little."""
    if len(cells) > _LONG_TABLE:
        half = len(cells) // 2
        first = rewriting.is_in(key, Lit(tuple(value for value, _ in cells[:half])))
        return If(first, _choose(key, cells[:half], None), _choose(key, cells[half:], otherwise))
    result = otherwise
    for value, cell in reversed(cells):
        result = cell if result is None else If(rewriting.compare("==", key, Lit(value)), cell, result)
    assert result is not None
    return result
