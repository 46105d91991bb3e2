"""The front matter and the prose: versions, holidays, assumptions, severed clauses, dangling references."""

from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.rules import Rules
from warrantor.core.values.dates import parse_day

_UNSEVERABLE = ("plan", "define")


def check_front(rules: Rules, findings: Findings) -> None:
    """What the front matter says, against clauses, facts and plans."""
    document = rules.document
    _check_version(rules, findings)
    _check_holidays(document, findings)
    _check_severed(document, findings)
    _check_assumed_values(document, findings)
    for text in document.assume:
        _check_assumption(rules, text, findings)
    for level in {level for level in document.levels if document.levels.count(level) > 1}:
        findings.add(
            Fault(
                "level",
                f"the level `{level}` stands twice on the ladder",
                level,
                "each level once, low to high",
            )
        )


def check_references(document: Document, findings: Findings) -> None:
    """References in prose to a clause that is not there."""
    for clause, reference in document.references:
        if reference not in document.clauses:
            findings.add_at_clause(
                document.clauses.get(clause),
                Fault(
                    "dangling",
                    f"the text refers to `{reference}`, which is not in this document",
                    reference,
                    "the id of a clause",
                    nearest(reference, document.clauses, 0.8) or "write that clause, or say it without a reference",
                ),
                "warning",
            )


def _check_version(rules: Rules, findings: Findings) -> None:
    version = rules.document.version
    try:
        rules.chosen_by()
    except Fault as fault:
        findings.fault(fault)
    if version.clause is not None and version.clause not in rules.document.clauses:
        findings.add(
            Fault(
                "dangling",
                f"there is no clause `{version.clause}` that could choose the version",
                version.clause,
                "the id of a clause of this document",
                nearest(version.clause, rules.document.clauses),
            )
        )


def _check_holidays(document: Document, findings: Findings) -> None:
    for region, days in document.holidays.items():
        for day in days:
            try:
                parse_day(day)
            except ValueError:
                findings.add(Fault("date", f"`{day}`, a holiday of `{region}`, is not a day", day, "`2024-02-29`"))


def _check_severed(document: Document, findings: Findings) -> None:
    for clause, regions in document.severed.items():
        held = [s for s in document.clauses[clause].statements if s.kind.name in _UNSEVERABLE]
        at = next(iter(regions), Text("", document.clauses[clause].line, 1))
        if held:
            what = (
                f"the plan `{held[0].subject}`"
                if held[0].kind.name == "plan"
                else f"the definition `{held[0].subject}`"
            )
            findings.add(
                Fault(
                    "severed",
                    f"`{clause}` cannot be severed: {what} is made of it",
                    at,
                    "a clause of conditions, charges, promises or next steps",
                    "move the part that falls into a clause of its own, or write an exception by region",
                )
            )
        if not regions:
            findings.add(Fault("severed", f"`{clause}` is severed nowhere", at, "the regions where it does not hold"))


def _check_assumed_values(document: Document, findings: Findings) -> None:
    changes = document.front.get("facts")
    for path, change in (changes or Mapping()).items():
        head, _, name = path.partition(".")
        key = document.schema.claim.get(name) if head == "claim" else None
        choices = key.type.choices if key is not None else None
        if (
            key is not None
            and choices is not None
            and key.assumed is not None
            and key.assumed not in (*choices, "owner", "place")
        ):
            findings.add(
                Fault(
                    "choice",
                    f"`{key.assumed}`, assumed for `{path}`, is not one of its choices",
                    change.get("assumed", path),
                    "one of " + ", ".join(choices),
                    nearest(key.assumed, choices),
                )
            )


def _check_assumption(rules: Rules, text: Text, findings: Findings) -> None:
    """An assumption may speak of `plan`: it then counts for each plan that has what it names."""
    first: Fault | None = None
    for plan in (None, *rules.document.plans):
        try:
            rules.lowering(plan).of(text, "flag")
            return
        except Fault as fault:
            first = fault if first is None or first.code == "no-plan" else first
    if first is not None:
        findings.fault(first)
