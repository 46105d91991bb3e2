"""Looks for unguarded reads in the conditions of a statement, knowing what guard, plan and question show."""

from collections.abc import Iterator

from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.checks import guards
from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.document import Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.lowering import Lowering
from warrantor.core.terms.rules import Rules

Plans = tuple[str | None, ...]


def check_conditions(rules: Rules, findings: Findings, statement: Statement, plans: Plans) -> None:
    """Reports the unguarded reads of a statement, for the plans it bears on."""
    _Conditions(rules, findings).check(statement, plans)


class _Conditions:
    def __init__(self, rules: Rules, findings: Findings) -> None:
        self.rules = rules
        self.findings = findings

    def check(self, statement: Statement, plans: Plans) -> None:
        """Looks at each condition of a statement, for each plan and question."""
        for plan in plans:
            try:
                lowering = self.rules.lowering(plan)
                when = self._shown(lowering, statement.fields.get("when"), True)
                barred = self._barred(lowering, statement)
            except Fault:
                continue  # reported with its field
            for ask in statement.asks:
                held = guards.supposed(ask) | self._held(plan, ask)
                known = {"given": guards.NOTHING, "when": held, "unless": held | when | barred}
                for key, text in _conditions(statement):
                    self._guard(statement, lowering, text, known.get(key, held | when))

    def _shown(self, lowering: Lowering, text: Text | None, truth: bool) -> guards.Known:
        if text is None:
            return guards.NOTHING
        return guards.happened(lowering.of(text, "flag"), truth, self._stands)

    def _barred(self, lowering: Lowering, statement: Statement) -> guards.Known:
        """What is known where `unless` is asked: the condition itself has failed."""
        kind = statement.kind.name
        if kind == "allows":
            return self._shown(lowering, statement.fields.get("that"), False)
        if kind in ("requires", "excludes"):
            return self._shown(lowering, statement.subject, kind == "excludes")
        return guards.NOTHING

    def _guard(self, statement: Statement, lowering: Lowering, text: Text, known: guards.Known) -> None:
        try:
            lowering.of(text, "flag")
            fault = guards.Reader(lowering, self._stands).check(text, known)
        except Fault:
            return  # reported with its field
        if fault is not None:
            self.findings.fault(fault, statement)

    def _stands(self, plan: str) -> guards.Known:
        """What it shows that another plan is live."""
        return frozenset(fact for fact in self._held(plan, "cover") if not fact[1])

    def _held(self, plan: str | None, ask: str) -> guards.Known:
        """What holding the plan shows; conditions are looked at only then."""
        if plan is None:
            return guards.NOTHING
        try:
            lowering = self.rules.lowering(plan)
            written = self.rules.fields(plan).written
            sold = "sold" in written and written["sold"].fields["sold"] == "true"
            if "given" not in written:
                return guards.bought() if sold or ask == "purchase" else guards.NOTHING
            given = guards.happened(lowering.of(written["given"].fields["given"], "flag"))
        except Fault:
            return guards.NOTHING  # reported with the plan's fields
        return given & guards.bought() if sold else given


def _conditions(statement: Statement) -> Iterator[tuple[str, Text]]:
    """The conditions of a statement, with the key of each."""
    if statement.kind.subject.form == "condition":
        yield statement.kind.name, statement.subject
    for key, value in statement.fields.items():
        if statement.kind.fields[key].form == "condition":
            yield key, value
        elif key == "legs":
            yield from ((key, leg["when"]) for leg in value.values() if isinstance(leg, Mapping) and "when" in leg)
