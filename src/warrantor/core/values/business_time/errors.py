"""What is wrong with a calendar, an instant or a pause: the field, what was expected, and how to mend it."""

from __future__ import annotations


class CalendarError(ValueError):
    """A calendar that cannot be read, or a time that it cannot count."""

    def __init__(self, field: str, problem: str, expected: str, help: str = "") -> None:
        self.field = field
        self.problem = problem
        self.expected = expected
        self.help = help
        super().__init__(field, problem, expected, help)

    @property
    def message(self) -> str:
        """Problem, expectation and remedy, without the field."""
        return "; ".join(part for part in (self.problem, f"expected {self.expected}", self.help) if part)

    def __str__(self) -> str:
        return f"`{self.field}`: {self.message}"
