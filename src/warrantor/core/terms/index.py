"""What refers to what in a document: definitions by name, exceptions by target, their order of strength."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from warrantor.core.terms.blocks import Mapping
from warrantor.core.terms.document import Document, Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.expressions import parse
from warrantor.core.terms.schema import EventKind
from warrantor.core.terms.statements import PLAN_FIELDS

_GATES = ("requires", "excludes", "allows", "person")
_MEANING = ("is", "by", "rows", "else", "set", "when")
"""Keys that say what a definition comes to."""
LASTS = ("ends", "term")
"""Two ways of writing the last day of a plan; an exception to one is an exception to the other."""
MAX_WRITTEN_OUT = 20_000
MAX_CHAIN = 50


class Index:
    """Look-ups over the statements of one document. `faults` holds the definitions whose name cannot be used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.kinds: dict[str, EventKind] = document.schema.by_name()
        self.defines: dict[str, Statement] = {}
        self.faults: list[Fault] = []
        self._uses: dict[str, list[str]] = {}
        for statement in document.of_kind("define"):
            try:
                self._define(statement)
            except Fault as fault:
                self.faults.append(fault)
        self._exceptions: dict[str, list[Statement]] = defaultdict(list)
        for statement in document.of_kind("exception"):
            self._exceptions[str(statement.subject)].append(statement)

    def _define(self, statement: Statement) -> None:
        name = statement.subject
        taken = {"day", "at", "to", "unit", "claim", "plan", "it", "base", "true", "false", "never"}
        if not isinstance(name, str) or not str(name).isidentifier():
            raise Fault("define", f"`{name}` cannot be a name", name, "a word of letters, digits and `_`")
        if name in self.defines or name in taken or name in self.kinds or name in self.document.lists:
            raise Fault("define", f"the name `{name}` is taken", name, help="give the definition another name")
        self.defines[str(name)] = statement

    def exceptions_to(self, name: str, definition: Statement) -> list[Statement]:
        """Exceptions with a value for a definition, the weaker first."""
        found = [e for e in self._exceptions[name] if "set" in e.fields]
        found += [
            e for e in self._targeting(definition) if "set" in e.fields and not isinstance(e.fields["set"], Mapping)
        ]
        return self._by_strength(found)

    def field_exceptions(self, plan: str, fields: tuple[str, ...], statements: list[Statement]) -> list[Statement]:
        """Exceptions that set one of `fields` of `plan`; `statements` are the plan statements of that plan."""
        found = [
            exception
            for exception in self.document.of_kind("exception")
            if isinstance(exception.fields.get("set"), Mapping)
            and any(field in exception.fields["set"] for field in fields)
            and plan in self.document.plans_of(exception)
            and any(statement in statements for statement in self.targets(exception))
        ]
        return self._by_strength(found)

    # -- definitions written out -----------------------------------------------

    def uses(self, name: str) -> list[str]:
        """The definitions that a definition names, once for each mention."""
        if name not in self._uses:
            names = (n.id for tree in self._trees(name) for n in ast.walk(tree) if isinstance(n, ast.Name))
            self._uses[name] = [other for other in names if other in self.defines]
        return self._uses[name]

    def check_size(self, name: str) -> None:
        """Raises Fault where a definition is out of hand once those it names are written out in it."""
        size, chain = self._measures[name]
        if size > MAX_WRITTEN_OUT:
            raise Fault(
                "size",
                f"the definition `{name}` is too large with all that it names written out",
                self.defines[name].subject,
                f"at most {MAX_WRITTEN_OUT:,} parts",
                "name each definition once, or use a table",
            )
        if chain > MAX_CHAIN:
            raise Fault(
                "size",
                f"the definition `{name}` stands at the end of a chain of {chain} definitions",
                self.defines[name].subject,
                f"at most {MAX_CHAIN}",
                "use a table, or fewer steps",
            )

    @cached_property
    def _measures(self) -> dict[str, tuple[int, int]]:
        """Of each definition: its size written out, and how long the chain of definitions behind it is."""
        found: dict[str, tuple[int, int]] = {}
        for first in self.defines:
            pending = [(first, False)]
            begun: set[str] = set()
            while pending:
                name, ready = pending.pop()
                if ready:
                    used = [found.get(other, (0, 0)) for other in self.uses(name)]
                    own = sum(1 for tree in self._trees(name) for _ in ast.walk(tree))
                    found[name] = own + sum(size for size, _ in used), 1 + max((chain for _, chain in used), default=0)
                elif name not in found and name not in begun:  # one begun is in a circle, reported elsewhere
                    begun.add(name)
                    pending.append((name, True))
                    pending.extend((other, False) for other in self.uses(name))
        return found

    def _trees(self, name: str) -> Iterator[ast.expr]:
        statement = self.defines[name]
        for source in (statement, *self.exceptions_to(name, statement)):
            for text in _leaves([source.fields[key] for key in _MEANING if key in source.fields]):
                try:
                    yield parse(text)
                except Fault:
                    continue  # reported where it is lowered

    def lifts(self, gate: Statement, ask: str, plan: str | None) -> list[Statement]:
        """Exceptions without a value that lift `gate` for a question and a plan."""
        return [
            e for e in self._targeting(gate)
            if "set" not in e.fields and ask in e.asks and (plan is None or plan in self.document.plans_of(e))
        ]  # fmt: skip

    def targets(self, exception: Statement) -> list[Statement]:
        """The statements an exception points to."""
        name = exception.subject
        if name in self.defines:
            return [self.defines[name]]
        if self.names_field(exception):
            fields = LASTS if name in LASTS else (name,)
            return [s for s in self.document.of_kind("plan") if any(field in s.fields for field in fields)]
        return [
            s for s in self.document.statements if s is not exception and name in (s.clause, f"{s.clause}/{s.name}")
        ]

    def names_field(self, exception: Statement) -> bool:
        """Whether it is about a field of any plan. A clause of that name in the exception's own document goes first;

        a shared document cannot know the clauses of those that include it, and means the field.
        """
        clauses = self.document.clauses
        clause = clauses.get(exception.subject)
        own = clause is not None and clause.origin == clauses[exception.clause].origin
        return exception.subject in PLAN_FIELDS and not own

    def _targeting(self, statement: Statement) -> list[Statement]:
        named = self._exceptions[f"{statement.clause}/{statement.name}"] if statement.name else []
        return self._exceptions[statement.clause] + named

    def weaker(self, exception: Statement) -> list[Statement]:
        """All exceptions that this one is `over`, directly or through others."""
        reached: list[Statement] = []
        pending = [exception]
        while pending:
            for other in self._over(pending.pop()):
                if other not in reached and other is not exception:
                    reached.append(other)
                    pending.append(other)
        return reached

    def _over(self, exception: Statement) -> list[Statement]:
        target = exception.fields.get("over")
        return [
            s for s in self.document.of_kind("exception")
            if target is not None and target in (s.clause, f"{s.clause}/{s.name}") and s is not exception
        ]  # fmt: skip

    def _by_strength(self, exceptions: list[Statement]) -> list[Statement]:
        return sorted(exceptions, key=lambda e: (len(self.weaker(e)), e.index))

    def check_targets(self) -> list[tuple[Statement, Fault]]:
        """Exceptions, `over` and `settles` that point to nothing."""
        faults = []
        known = self._known_targets()
        for statement in self.document.of_kind("exception"):
            if statement.subject not in known:
                faults.append(
                    (
                        statement,
                        Fault(
                            "target",
                            f"there is no `{statement.subject}` to make an exception to",
                            statement.subject,
                            "a clause with a statement, `CLAUSE/name`, or a definition",
                            nearest(statement.subject, known),
                        ),
                    )
                )
            over = statement.fields.get("over")
            if over is not None and not self._over(statement):
                faults.append(
                    (
                        statement,
                        Fault(
                            "target",
                            f"`over: {over}` names no exception",
                            over,
                            "the clause of another exception",
                            nearest(over, known),
                        ),
                    )
                )
        for statement in self.document.of_kind("settles"):
            for clause in as_words(statement.subject):
                if clause not in self.document.clauses:
                    faults.append(
                        (
                            statement,
                            Fault(
                                "target",
                                f"there is no clause `{clause}`",
                                clause,
                                help=nearest(clause, self.document.clauses),
                            ),
                        )
                    )
        return faults

    def _known_targets(self) -> set[str]:
        known = set(self.defines) | set(PLAN_FIELDS)
        for statement in self.document.of_kind("plan", "define", *_GATES):
            known.add(statement.clause)
            if statement.name:
                known.add(f"{statement.clause}/{statement.name}")
        return known


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
