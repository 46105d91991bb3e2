"""Each statement by itself: every text is lowered as its form asks, for every plan it bears on."""

import ast
import re
from collections.abc import Callable
from typing import Any

from warrantor.core.terms.blocks import Mapping, Sequence, Text
from warrantor.core.terms.checks.conditions import check_conditions
from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.document import Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.ir import Node, Slot, walk
from warrantor.core.terms.lowering import Lowering, Scope
from warrantor.core.terms.rules import UNIT_ASKS, Rules
from warrantor.core.terms.statements import NEXT_KINDS, Field

_TYPES = {"condition": "flag", "date": "date", "number": "number", "amount": "money"}
_WORD = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_GATES = ("requires", "excludes", "allows", "person")


class Checker:
    """Checks statements one after another; what is wrong goes to `findings`."""

    def __init__(self, rules: Rules, findings: Findings, prices: frozenset[str] | None) -> None:
        self.rules = rules
        self.document = rules.document
        self.findings = findings
        self.prices = prices
        self.statement: Statement = None  # type: ignore[assignment]
        self._forms: dict[str, Callable[[str, Any], None]] = {
            **dict.fromkeys(_TYPES, self._expression),
            "span": self._span,
            "level": self._level,
            "plans": self._plans,
            "plan": self._plan,
            "names": self._names,
            "legs": self._legs,
            "spans": self._spans,
            "rights": self._rights,
        }

    def check(self, statement: Statement) -> None:
        """Checks one statement: its subject, its keys, and what the keys come to together."""
        self.statement = statement
        kind = statement.kind
        if kind.name == "define":
            self._define(statement)
        self._field(kind.name, kind.subject, statement.subject)
        for key, value in statement.fields.items():
            self._field(key, kind.fields[key], value)
        check_conditions(self.rules, self.findings, statement, self.plans())
        extra = getattr(self, f"_check_{kind.name}", None)
        if extra is not None:
            extra(statement)

    def _field(self, key: str, spec: Field, value: Any) -> None:
        check = self._forms.get(spec.form)
        if check is not None:
            check(key, value)

    def _safely(self, check: Callable[[], object]) -> None:
        try:
            check()
        except Fault as fault:
            self.findings.fault(fault, self.statement)

    def _complain(
        self, code: str, message: str, at: object, expected: str = "", help: str = "", severity: str = "error"
    ) -> None:
        self.findings.add(Fault(code, message, at, expected, help), self.statement, severity)

    # -- for which plans -------------------------------------------------------------------------------------

    def plans(self) -> tuple[str | None, ...]:
        """The plans whose facts the statement can read; None = no plan in question."""
        statement = self.statement
        named = self.document.plans_of(statement)
        if statement.kind.name in _GATES:
            of_unit = [ask in UNIT_ASKS for ask in statement.asks]
            alone = any(of_unit) and "plans" not in statement.fields
            return (*(() if all(of_unit) else named), *((None,) if alone else ()))
        if statement.kind.name == "exception":
            return tuple(plan for plan in named if plan in self._reached(statement))
        return named if statement.kind.name == "plan" or "plans" in statement.fields else (None, *named)

    def _reached(self, exception: Statement) -> set[str]:
        """The plans of what an exception is about; a definition is looked at where it is used."""
        targets = [s for s in self.rules.index.targets(exception) if s.kind.name != "define"]
        return {plan for target in targets for plan in self.document.plans_of(target)}

    def _for_plans(self, check: Callable[[Lowering], object]) -> None:
        """Runs a check for every plan; where no plan is in question, what speaks of a plan is passed over."""
        for plan in self.plans():
            try:
                check(self.rules.lowering(plan))
            except Fault as fault:
                if plan is None and fault.code == "no-plan" and self.document.plans:
                    continue
                self.findings.fault(fault, self.statement)

    # -- forms -----------------------------------------------------------------------------------------------

    def _expression(self, key: str, value: Any) -> None:
        want = _TYPES[(self.statement.kind.fields.get(key) or self.statement.kind.subject).form]
        self._for_plans(lambda lowering: self._priced(lowering.of(value, want), value))

    def _priced(self, node: Node, at: Text) -> None:
        for part in walk(node):
            if isinstance(part, Slot) and part.source == "price":
                self._price(part.key, at)

    def _price(self, code: str, at: Text) -> None:
        if self.prices is not None and code not in self.prices:
            self._complain(
                "price",
                f"the price file has no `{code}`",
                at,
                "a code of the price file",
                nearest(code, self.prices) or f"add `{code}` to the prices of the program",
                "warning",
            )

    def _span(self, key: str, value: Any) -> None:
        of_days = self.statement.kind.name != "promise"
        self._for_plans(lambda lowering: lowering.span(value, of_days=of_days))

    def _level(self, key: str, value: Any) -> None:
        known = self.document.levels
        if _WORD.fullmatch(value) and value not in known and value not in self.rules.index.defines and value != "plan":
            self._complain(
                "level",
                f"`{value}` is not a level",
                value,
                "one of " + ", ".join(known) if known else "`levels` in the front matter",
                nearest(value, known),
            )

    def _plans(self, key: str, value: Any) -> None:
        for word in as_words(value):
            members = self.document.lists.get(word)
            wrong = [m for m in (members if members is not None else (word,)) if m not in self.document.plans]
            if members == ():
                self._complain("plan", f"the list `{word}` is empty", word, "plans in the list")
            elif members is not None and wrong:
                self._complain(
                    "plan",
                    f"the list `{word}` holds `{wrong[0]}`, which is not a plan",
                    word,
                    "a list of plans",
                    nearest(wrong[0], self.document.plans),
                )
            elif wrong:
                known = [*self.document.plans, *self.document.lists]
                self._complain(
                    "plan",
                    f"there is no plan `{word}`",
                    word,
                    "a plan, or a list of plans",
                    nearest(word, known),
                )

    def _plan(self, key: str, value: Any) -> None:
        for word in as_words(value):
            if self.document.lists.get(word) == ():
                self._complain("plan", f"the list `{word}` is empty", word, "plans in the list")

    def _names(self, key: str, value: Any) -> None:
        self._safely(lambda: self.rules.until(self.statement))

    def _rights(self, key: str, value: Any) -> None:
        for text in value.values():
            self._for_plans(lambda lowering, text=text: self._quantity(lowering, text))  # type: ignore[misc]

    def _quantity(self, lowering: Lowering, text: Text) -> None:
        _, kind = lowering.typed(text)
        if kind.base not in ("number", "text", "choice"):
            raise Fault("type", f"`{text}` is a {kind.base}", text, "a number, or a quoted word such as `'all'`")

    def _spans(self, key: str, value: Any) -> None:
        for text in value if isinstance(value, Sequence) else [value]:
            self._for_plans(lambda lowering, text=text: lowering.span(text, of_days=True))  # type: ignore[misc]

    def _legs(self, key: str, value: Any) -> None:
        for said in value.values():
            if not isinstance(said, Mapping):
                continue
            if "when" in said:
                self._for_plans(lambda lowering, text=said["when"]: lowering.of(text, "flag"))  # type: ignore[misc]
            if "charge" in said:
                self._price(said["charge"], said["charge"])

    # -- what a kind of statement asks beside its forms ------------------------------------------------------

    def _define(self, statement: Statement) -> None:
        """A definition is typed where it is used; here once more, for a plan that it can be read for."""
        name = str(statement.subject)
        if self.rules.index.defines.get(name) is not statement:
            return
        first: Fault | None = None
        for plan in (None, *self.document.plans):
            try:
                self._read_definition(name, self.rules.lowering(plan))
                return
            except Fault as fault:
                first = fault if first is None or first.code == "no-plan" else first
        if first is not None:
            self.findings.fault(first, statement)

    def _read_definition(self, name: str, lowering: Lowering) -> None:
        if lowering.names_event(name):
            lowering.select(ast.Name(name), Scope())
        else:
            self._unlisted(name, lowering.definition(name, Scope())[0])

    def _unlisted(self, name: str, node: Node) -> None:
        """An open table without `else` is no error: the answer asks for the fact. It may be an oversight, though."""
        statement = self.rules.index.defines[name]
        keys = [part.key for part in walk(node) if isinstance(part, Slot) and part.source == "unlisted"]
        if keys and "rows" in statement.fields:
            self._complain(
                "define",
                f"the table `{name}` says nothing for another `{keys[0]}`: the answer will ask for it",
                statement.fields["rows"],
                "a row for each value, or `else`",
                severity="warning",
            )

    def _check_plan(self, statement: Statement) -> None:
        kind = statement.fields.get("for_each")
        known = self.rules.index.kinds
        if kind is not None and kind not in known:
            self._complain(
                "name",
                f"there is no kind of event `{kind}`",
                kind,
                "the kind of an event",
                nearest(kind, known),
            )

    def _check_gate(self, statement: Statement) -> None:
        about_unit = [ask for ask in statement.asks if ask in UNIT_ASKS]
        if about_unit and "plans" in statement.fields:
            self._complain(
                "plan",
                f"`{about_unit[0]}` is about the unit, and no plan is in question there",
                statement.fields["plans"],
                "no `plans`",
                "ask `live('PLAN')` in the condition",
            )

    _check_requires = _check_excludes = _check_allows = _check_person = _check_gate

    def _check_exception(self, statement: Statement) -> None:
        value = statement.fields.get("set")
        if isinstance(value, Mapping) and "level" in value:
            self._level("level", value["level"])

    def _check_charge(self, statement: Statement) -> None:
        if "amount" not in statement.fields:
            self._price(str(statement.subject), statement.subject)
        self._extra(statement)

    def _check_promise(self, statement: Statement) -> None:
        fields = statement.fields
        party, code = fields.get("by"), fields.get("else")
        self._extra(statement)
        if party is not None and party not in ("vendor", "customer"):
            self._complain(
                "choice",
                f"`{party}` does not keep promises",
                party,
                "`vendor` or `customer`",
                nearest(party, ("vendor", "customer")),
            )
        if code is not None:
            self._price(code, code)

    def _check_next(self, statement: Statement) -> None:
        if statement.subject not in NEXT_KINDS:
            self._complain(
                "choice",
                f"`{statement.subject}` is not a next step",
                statement.subject,
                "one of " + ", ".join(NEXT_KINDS),
                nearest(statement.subject, NEXT_KINDS),
            )
        if "price" in statement.fields:
            self._price(statement.fields["price"], statement.fields["price"])
        self._extra(statement)

    def _extra(self, statement: Statement) -> None:
        for plan in self.plans():
            self._safely(lambda plan=plan: self.rules.extra(statement, statement.kind.name, plan))  # type: ignore[misc]

    def _check_needs(self, statement: Statement) -> None:
        index, schema = self.rules.index, self.document.schema
        for name in as_words(statement.subject):
            head, dot, key = name.partition(".")
            if not dot and not _WORD.fullmatch(name):
                self._complain("name", f"`{name}` cannot be a field", name, "small letters, digits, `_` and `-`")
            keys = (
                schema.unit
                if head == "unit"
                else schema.claim
                if head == "claim"
                else getattr(index.kinds.get(head), "keys", {})
            )
            if dot and key not in keys:
                self._complain(
                    "name",
                    f"there is no fact `{name}`",
                    name,
                    "a fact, or a plain word",
                    nearest(name, [f"{head}.{k}" for k in keys] or index.kinds),
                )

    def _check_remind(self, statement: Statement) -> None:
        about = statement.fields.get("about")
        promises = {str(s.subject) for s in self.document.of_kind("promise")}
        known = {*self.document.plans, *self.document.lists, *promises}
        if about is not None and about not in known:
            self._complain(
                "name",
                f"`{about}` is neither a plan nor a promise",
                about,
                "a plan, a list of plans, or a promise",
                nearest(about, known),
                "warning",
            )
