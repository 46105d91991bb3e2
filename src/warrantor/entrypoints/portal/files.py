"""Lists: what is asked of them by an address, and as files, in which nothing runs in a spreadsheet."""


def asked(text: str, most: int = 80) -> str:
    """What stands in an address, as far as a row can hold it; PostgreSQL takes no null character."""
    return text.strip()[:most] if text.isprintable() else ""


class Echo:
    """A file that hands back what is written to it, for `csv.writer`."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text
