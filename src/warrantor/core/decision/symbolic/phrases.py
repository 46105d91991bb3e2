"""How findings are said: problems with their place in the document, lists of plans, days counted from events."""

from collections.abc import Iterable

from warrantor.core.decision.outline.naming import say
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.decision.symbolic.witness import Leaf, Reading
from warrantor.core.decision.symbolic.witness.words import date_words
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.errors import Problem
from warrantor.core.values.dates import day_text


def problem(
    document: Document, statement: Statement, severity: str, code: str, message: str, expected: str = "", help: str = ""
) -> Problem:
    """A problem of one statement."""
    clause = document.clauses[statement.clause]
    file = clause.file or document.file
    return Problem(file, statement.line, 1, statement.clause, severity, code, message, expected, help)


def not_decided(document: Document, statement: Statement, what: str, why: object) -> Finding:
    """That something was not decided: `what` completes "whether ... was not decided"."""
    help = "run the check with more time, or put the clause in simpler terms; until then a person has to look"
    message = f"whether {what} was not decided: {why}"
    return Finding(problem(document, statement, "warning", "not-decided", message, help=help))


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `b` and `c`, in backticks."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def of_plans(plans: Iterable[str | None]) -> str:
    """` for ...`, of the plans that an act is about; nothing where it is about the unit."""
    named = [plan for plan in plans if plan is not None]
    return f" for {listed(named)}" if named else ""


def latest(leaves: Iterable[Leaf], reading: Reading) -> tuple[str, int] | None:
    """The latest of some days of events in a history, by its name; None where none has a day."""
    known = {leaf: day for leaf in leaves if isinstance(day := reading.value(leaf), int)}
    last = max(known, key=known.__getitem__, default=None)
    return None if last is None else (say(last.node), known[last])


def days_after(first: int, last: int | None, event: tuple[str, int]) -> str:
    """`61 days after `installed.on``, or `61 to 90 days`; on and on where there is no last day."""
    name, day = event
    if last is None:
        return f"from {first - day} days after `{name}` on"
    count = f"{first - day}" if first == last else f"{first - day} to {last - day}"
    return f"{count} {'day' if count == '1' else 'days'} after `{name}`"


def day_words(day: int) -> str:
    """`11 Mar 2024`."""
    return date_words(day_text(day))


__all__ = ["day_words", "days_after", "latest", "listed", "not_decided", "of_plans", "problem"]
