"""A summary on disk: `summary.html`, `summary.csv`, a chart of each part, and in `rows/` what is behind each number."""

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from warrantor.adapters.cells import safe_cell
from warrantor.adapters.charts import Bar, Chart, draw
from warrantor.adapters.summaries.counting import Line, Part, Summary, summarise
from warrantor.adapters.summaries.numbers import Numbers, write_rows_behind
from warrantor.adapters.summaries.pages import About, rows_page, summary_page
from warrantor.adapters.summaries.reading import Answers
from warrantor.adapters.summaries.words import counted, period, share
from warrantor.adapters.tables.lots import TableError

MOST_ROWS = 10_000
"""Rows that the file of a number has, unless told otherwise."""
_BARS = 12
_PAGE = "summary.html"


def write_summary(
    answers: Answers, folder: Path, about: About, titles: Mapping[str, str], most: int = MOST_ROWS
) -> Summary:
    """Counts answers of a file and writes the folder, wholly or not at all; an earlier summary gives way.

    Raises TableError where the folder holds something else, OSError where it cannot be written.
    """
    check_folder(folder)
    folder = folder.resolve()
    summary = summarise(answers.rows, titles)
    numbers = Numbers(summary)
    making = folder.with_name(folder.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    (making / "rows").mkdir(parents=True)
    try:
        shown = write_rows_behind(answers, summary, numbers, making / "rows", most)
        for number in numbers:
            page = rows_page(about, summary, number, shown[number.name], most)
            _write(making / "rows" / f"{number.name}.html", page)
        charts = {part.key: chart(part, summary, about.title) for part in summary.parts if part.lines}
        for key, drawn in charts.items():
            _write(making / f"{key}.svg", draw(drawn) + "\n")
        _write(making / _PAGE, summary_page(about, summary, numbers, charts))
        _write_numbers(making / "summary.csv", summary, numbers)
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return summary


def check_folder(folder: Path) -> None:
    """Raises TableError where a summary cannot be put there, since something else is."""
    if folder.exists() and not (folder / _PAGE).exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise TableError(f"`{folder}`: holds something other than a summary; name a new folder")


def chart(part: Part, summary: Summary, title: str) -> Chart:
    """The chart of a part: the lines with the most answers, split by what the answer is."""
    lines = part.lines[:_BARS]
    bars = [Bar(_label(part, line), [(one, line.counts.get(one, 0)) for one in summary.words],
                f"{line.total:,} ({share(line.total, summary.total)})") for line in lines]  # fmt: skip
    there = {one for line in lines for one in line.counts}
    legend = [(one, word) for one, word in summary.words.items() if one in there] if part.key != "answer" else []
    said = "; ".join(f"{_label(part, line)} {line.total:,}" for line in lines)
    says = f"Of {counted(summary.total, 'question')}: {said}." if lines else "There are none."
    heading = f"{title}: {part.title[0].lower()}{part.title[1:]}"
    return Chart(part.key, heading, f"{counted(summary.total, 'question')}, {period(summary)}", says, bars, legend)


def _label(part: Part, line: Line) -> str:
    return line.title if part.key == "answer" else f"{line.value} {line.title}".strip()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace")


def _write_numbers(path: Path, summary: Summary, numbers: Numbers) -> None:
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        table = csv.writer(file)
        table.writerow(["by", "value", "title", "answer", "questions", "share", "rows"])
        for part in summary.parts:
            for line in part.lines:
                for answer in ("", *(one for one in summary.words if one in line.counts and part.key != "answer")):
                    count = line.counts[answer] if answer else line.total
                    rows = numbers.of(line.choice_of(answer) if answer else line.choice).name
                    cells = [part.key, line.value, line.title, answer, str(count), f"{count / summary.total:.6f}"]
                    table.writerow([*map(safe_cell, cells), f"rows/{rows}.csv"])
