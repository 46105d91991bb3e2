"""Text for a terminal."""


def safe(text: str) -> str:
    """The text without control characters, which could move the reader's cursor."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
