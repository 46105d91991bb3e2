"""What an examination finds: a problem of the document, with example histories that `single` has confirmed."""

from dataclasses import dataclass
from typing import Any

from warrantor.core.terms.errors import Problem

CODES = {
    "divergent-windows": "two clauses close the same act at different times",
    "impossible-compliance": "what is sold can never be activated",
    "dead-clause": "no history can reach the statement",
    "shadowed-clause": "the statement decides only where another one does too",
    "gap": "the terms give no answer, or two that clash",
    "hole": "nothing is in force between two plans that are held",
    "not-decided": "the solver did not get to the end",
}
"""The kinds of findings, by the `code` of their problem."""


@dataclass(frozen=True)
class Shown:
    """One example. `question` is in the case format, `answer` what `single` says of it, `says` what it shows."""

    question: dict[str, Any]
    answer: dict[str, Any]
    says: str


@dataclass(frozen=True)
class Finding:
    """One finding. `problem.code` is one of CODES, `problem.severity` `error`, `warning`, `note` or `accepted`.

    `accepted` is the reason that the document gives for what it accepts; what was not decided has no example.
    """

    problem: Problem
    examples: tuple[Shown, ...] = ()
    accepted: str = ""
