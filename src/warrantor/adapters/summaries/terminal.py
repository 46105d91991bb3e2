"""A summary as text of a terminal."""

from collections.abc import Iterator, Sequence

from warrantor.adapters.summaries.counting import Line, Part, Summary
from warrantor.adapters.summaries.words import counted, period, share

_BAR = 20
MOST = 12
"""Lines of a part; a summary on disk has all."""


def text(summary: Summary, width: int = 80) -> str:
    """All parts as tables of at most that width, where their names allow."""
    lines = [f"{counted(summary.total, 'question')}, {period(summary)}"]
    for part in summary.parts:
        if part.lines:
            lines += ["", *_part(part, summary, width)]
    return "\n".join(lines) + "\n"


def _part(part: Part, summary: Summary, width: int) -> Iterator[str]:
    yield part.title + (" (an answer can rest on several)" if part.key == "clause" else "")
    lines = part.lines[:MOST]
    if part.key == "answer":
        yield from _table([_answer(line, summary) for line in lines], width)
    else:
        yield from _counts(lines, summary, width)
    if len(part.lines) > MOST:
        yield f"  and {len(part.lines) - MOST} more"


def _counts(lines: Sequence[Line], summary: Summary, width: int) -> Iterator[str]:
    """How many are of each answer, and in all; the share of all only where there is room for it."""
    answers = [answer for answer in summary.words if any(answer in line.counts for line in lines)]
    head = ["", *(summary.words[answer] for answer in answers), "all", "share", ""]
    rows = [
        [
            line.value, *(f"{line.counts.get(answer, 0):,}" for answer in answers), f"{line.total:,}",
            share(line.total, summary.total), line.title,
        ]
        for line in lines
    ]  # fmt: skip
    table = [head, *rows]
    if sum(max(map(len, column)) + 2 for column in list(zip(*table, strict=True))[:-1]) > width:
        table = [[*row[:-2], row[-1]] for row in table]
    return _table(table, width)


def _answer(line: Line, summary: Summary) -> list[str]:
    bar = "#" * max(1, round(_BAR * line.total / summary.total))
    return [line.title, f"{line.total:,}", share(line.total, summary.total), bar]


def _table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Rows of a text, numbers, and at last a text that is cut at the width."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        numbers = [cell.rjust(size) for cell, size in zip(row[1:-1], wide[1:-1], strict=True)]
        line = "  " + "  ".join([row[0].ljust(wide[0]), *numbers])
        room = width - len(line) - 2
        yield f"{line}  {_cut(row[-1], room)}".rstrip() if room > 8 else line.rstrip()


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3] + "..."
