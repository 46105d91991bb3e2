"""A summary as text of a terminal."""

from collections.abc import Iterator

from warrantor.adapters.summaries.counting import Line, Part, Summary
from warrantor.adapters.summaries.words import counted, period, share

_BAR, _WIDEST = 20, 56
MOST = 12
"""Lines of a part; a summary on disk has all."""


def text(summary: Summary) -> str:
    """All parts, each line with its number, its share of all, and a bar."""
    head = f"{counted(summary.total, 'question')}, {period(summary)}"
    return "\n".join([head, *(line for part in summary.parts if part.lines for line in _part(part, summary))]) + "\n"


def _part(part: Part, summary: Summary) -> Iterator[str]:
    yield ""
    yield part.title + (" (an answer can rest on several)" if part.key == "clause" else "")
    ids = max(len(line.value) for line in part.lines[:MOST])
    names = [_name(part, line, ids) for line in part.lines[:MOST]]
    wide = max(map(len, names))
    digits = len(f"{max(line.total for line in part.lines):,}")
    for name, line in zip(names, part.lines, strict=False):
        bar = "#" * max(1, round(_BAR * line.total / summary.total))
        said = "" if part.key == "answer" else _split(line, summary)
        yield f"  {name:{wide}}  {line.total:{digits},}  {share(line.total, summary.total):>7}  {said or bar}"
    if len(part.lines) > MOST:
        yield f"  and {len(part.lines) - MOST} more"


def _name(part: Part, line: Line, ids: int) -> str:
    name = line.title if part.key == "answer" else f"{line.value:{ids}}  {line.title}".rstrip()
    return name if len(name) <= _WIDEST else name[: _WIDEST - 3] + "..."


def _split(line: Line, summary: Summary) -> str:
    """How many are of each answer."""
    there = [(line.counts[one], word.lower()) for one, word in summary.words.items() if one in line.counts]
    return ", ".join(f"{count:,} {word}" for count, word in there)
