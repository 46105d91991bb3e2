"""Plans: every field in core form, all that makes a plan a plan, and exceptions that reach something."""

from collections.abc import Callable

from warrantor.core.terms.blocks import Mapping
from warrantor.core.terms.checks.exclusive import never_true
from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.document import Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.index import LASTS
from warrantor.core.terms.ir import Node, children
from warrantor.core.terms.rules import Fields, PlanRules, Rules
from warrantor.core.terms.statements import ASKS, PLAN_FIELDS

SETTABLE = ("given", "covers", "starts", "term", "ends", "level")
"""Fields of a plan that an exception can replace."""
MAX_NESTED = 60
_GATES = ("requires", "excludes", "allows", "person")


def check_fields(rules: Rules, findings: Findings) -> None:
    """Lowers every field of every plan, and says what a plan lacks."""
    for plan in rules.document.plans:
        try:
            fields = rules.fields(plan)
        except Fault as fault:
            findings.fault(fault)
            continue
        for twice in fields.faults:
            findings.fault(twice)
        for name in ("starts", "ends", "level", "prior_ends"):
            _try(findings, lambda fields=fields, name=name: fields.get(name))  # type: ignore[misc]
        for name in ("given", "covers"):
            _try(findings, lambda fields=fields, name=name: fields.condition(name))  # type: ignore[misc]
        for name in ("given", "covers", "starts", "ends", "level"):
            _check_nesting(fields, name, findings)
        _check_whole(rules, plan, findings)


def _try(findings: Findings, check: Callable[[], object]) -> None:
    try:
        check()
    except Fault as fault:
        findings.fault(fault)


def _check_whole(rules: Rules, plan: str, findings: Findings) -> None:
    fields = rules.fields(plan)
    written, first = fields.written, fields.statements[0]
    each = any("for_each" in s.fields for s in fields.statements)
    sold = "sold" in written and written["sold"].fields["sold"] == "true"
    if not (sold or each or "given" in written):
        findings.add(
            Fault(
                "never-held",
                f"nobody can hold the plan `{plan}`",
                first.subject,
                "`given`, `sold: true` or `for_each`",
                "say in one clause how a unit comes by it",
            ),
            first,
        )
    if "starts" not in written and "term" not in written:
        findings.add(Fault("no-start", f"the plan `{plan}` has no first day", first.subject, "`starts`"), first)
    if not {"term", "ends"} & written.keys():
        findings.add(
            Fault(
                "no-end",
                f"the plan `{plan}` has no end",
                first.subject,
                "`term`, or `ends`",
                "a plan for good has `ends: never`",
            ),
            first,
        )
    if "chosen_by" in written and "remedies" not in written:
        findings.add(
            Fault(
                "field",
                f"the plan `{plan}` has nothing to choose from",
                written["chosen_by"].fields["chosen_by"],
                "`remedies`",
            )
        )


def check_rules(rules: Rules, findings: Findings) -> None:
    """Everything together, for each question and plan: what the single statements did not show."""
    for plan in (None, *rules.document.plans):
        for ask in ASKS:
            try:
                _check_gates(rules.of(ask, plan), findings)
            except Fault as fault:
                findings.fault(fault)
        try:
            clashes = rules.lowering(plan).clashes
        except Fault:
            continue  # reported with the plan's fields
        for condition, one, other in clashes:
            _check_clash(condition, one, other, findings)


def _check_clash(condition: Node, one: Statement, other: Statement, findings: Findings) -> None:
    if never_true(condition):
        return
    where = f"`{other.clause}`" if other.clause != one.clause else f"line {other.line}"
    findings.add(
        Fault(
            "clash",
            f"this exception to `{one.subject}` and that of {where} can both apply and set different values",
            one.subject,
            f"`over: {other.clause}` on the one that is to win, or guards that exclude each other",
        ),
        one,
    )


def _check_gates(rules: PlanRules, findings: Findings) -> None:
    for gate in (*rules.gates, *rules.persons):
        if any(depth(node) > MAX_NESTED for node in (gate.guard, gate.bites, gate.unless)):
            findings.add(_too_deep(gate.statement.subject), gate.statement)


def _check_nesting(fields: Fields, name: str, findings: Findings) -> None:
    statement = fields.written.get("term" if name == "ends" and "ends" not in fields.written else name)
    try:
        node = fields.condition(name) if name in ("given", "covers") else fields.get(name)
    except Fault:
        return  # reported with the field
    if statement is not None and node is not None and depth(node) > MAX_NESTED:
        findings.add(_too_deep(statement.fields.get(name, statement.subject)), statement)


def _too_deep(at: object) -> Fault:
    return Fault(
        "depth",
        f"with its definitions written out this is nested deeper than {MAX_NESTED}",
        at,
        help="use a table, or break the chain of definitions",
    )


def depth(node: Node) -> int:
    """How deep an expression nests, each distinct part looked at once."""
    known: dict[int, int] = {}
    pending = [(node, False)]
    while pending:
        current, ready = pending.pop()
        if id(current) in known:
            continue
        if ready:
            known[id(current)] = 1 + max((known[id(child)] for child in children(current)), default=0)
        else:
            pending.append((current, True))
            pending.extend((child, False) for child in children(current))
    return known[id(node)]


# -- exceptions ----------------------------------------------------------------------------------------------


def check_exceptions(rules: Rules, findings: Findings) -> None:
    """Every exception must reach something: a gate to lift, a definition or a plan's field to replace."""
    for statement, fault in rules.index.check_targets():
        findings.fault(fault, statement)
    missing = {id(statement) for statement, _ in rules.index.check_targets()}
    for statement in rules.document.of_kind("exception"):
        if id(statement) not in missing:
            unreached = _out_of_reach(rules, statement)
            if unreached is not None:
                findings.fault(unreached, statement)


def _out_of_reach(rules: Rules, exception: Statement) -> Fault | None:
    value = exception.fields.get("set")
    targets = rules.index.targets(exception)
    if value is None:
        return _lifts_nothing(rules, exception, [s for s in targets if s.kind.name in _GATES])
    if "ask" in exception.fields:
        return Fault(
            "target",
            "what an exception sets holds for every question",
            exception.fields["ask"],
            "no `ask` beside `set`",
            "put the question's condition into `when`",
        )
    if isinstance(value, Mapping) and targets and all(s.kind.name == "define" for s in targets):
        return None  # reported where the definition is lowered
    if not isinstance(value, Mapping):
        if any(s.kind.name == "define" for s in targets):
            return None
        return Fault(
            "target",
            f"`{exception.subject}` has no definition whose value could be set",
            value,
            "fields of a plan: `set: {ends: ...}`",
        )
    for name, text in value.items():
        if name not in SETTABLE:
            return Fault(
                "target",
                f"an exception cannot set `{name}`",
                text,
                "one of " + ", ".join(SETTABLE),
                "give `renews` a number from a definition, and make the exception to that" if name == "renews" else "",
            )
        if not _replaces(rules, exception, name):
            return Fault(
                "target",
                f"no plan here has `{name}`, so there is nothing to replace",
                text,
                f"`{name}` written by a plan that `{exception.subject}` is about",
            )
    return None


def _lifts_nothing(rules: Rules, exception: Statement, gates: list[Statement]) -> Fault | None:
    if not gates:
        return Fault(
            "target",
            f"`{exception.subject}` holds nothing that could be lifted",
            exception.subject,
            "a clause with `requires`, `excludes`, `allows` or `person`",
            "to change a value, add `set`",
        )
    plans = set(rules.document.plans_of(exception))
    if not any(set(gate.asks) & set(exception.asks) for gate in gates):
        return Fault(
            "target",
            f"`{exception.subject}` is not about {', '.join(f'`{ask}`' for ask in exception.asks)}",
            exception.subject,
            f"`ask: [{', '.join(gates[0].asks)}]` as it has",
        )
    if not any(plans & set(rules.document.plans_of(gate)) for gate in gates):
        return Fault(
            "target",
            f"`{exception.subject}` is about other plans",
            exception.fields.get("plans", exception.subject),
        )
    return None


def _replaces(rules: Rules, exception: Statement, name: str) -> bool:
    for plan in rules.document.plans_of(exception):
        try:
            fields = rules.fields(plan)
        except Fault:
            return True  # reported with the plan's fields
        base = set(LASTS) if name == "ends" else {name}
        if base & fields.written.keys() and exception in fields.exceptions(name):
            return True
    return False


assert set(SETTABLE) <= PLAN_FIELDS.keys()
