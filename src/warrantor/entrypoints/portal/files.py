"""Lists as files: rows are written as they are read, and nothing in them runs in a spreadsheet."""

from typing import Any


class Echo:
    """A file that hands back what is written to it, for `csv.writer`."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
