"""Cells of files for spreadsheets: what one would run is kept from it."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula begins with, in the wide forms too, which some spreadsheets take for the usual ones."""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows as lines of CSV, one by one, in which nothing runs in a spreadsheet."""
    writer = csv.writer(_Echo())
    return (writer.writerow([safe_cell(value) for value in row]) for row in rows)


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; all else stays as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS) else value


def bare_cell(text: str) -> str:
    """The text without that apostrophe, as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text
