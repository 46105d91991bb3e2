"""What a reader of terms can complain of: problems with a place, a reason and a remedy.

Texts are lower case, put the writer's own words in backticks, and name no class of this code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One finding about a document. `line` and `column` count from 1; 0 = the whole document."""

    file: str
    line: int
    column: int
    clause: str
    severity: str
    """`error` stops publication; `warning` and `note` do not."""
    code: str
    message: str
    expected: str = ""
    help: str = ""

    def text(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        clause = f" [{self.clause}]" if self.clause else ""
        lines = [f"{where}: {self.severity}{clause}: {self.message}"]
        if self.expected:
            lines.append(f"    expected: {self.expected}")
        if self.help:
            lines.append(f"    help: {self.help}")
        return "\n".join(lines)


class TermsError(Exception):
    """A document that cannot be used; holds every error found, in document order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(p.text() for p in self.problems))


class Fault(Exception):
    """Raised inside the reader where one construct is wrong; the reader adds file and clause."""

    def __init__(self, code: str, message: str, at: object = None, expected: str = "", help: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.at = at
        """The text or list that is wrong, as it was read."""
        self.line: int = getattr(at, "line", 0)
        self.column: int = getattr(at, "column", 0)
        self.expected = expected
        self.help = help


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """`did you mean ...?` for a misspelt word, or an empty text."""
    match = get_close_matches(word, list(known), 1, likeness)
    return f"did you mean `{match[0]}`?" if match else ""
