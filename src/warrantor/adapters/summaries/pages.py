"""The pages of a summary: one with every number, one with the rows behind each. No script, nothing from elsewhere."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from typing import Any

import polars as pl

from warrantor.adapters.charts import NARROW, Chart, draw, xml_text
from warrantor.adapters.summaries.counting import Line, Part, Summary
from warrantor.adapters.summaries.numbers import Number, Numbers
from warrantor.adapters.summaries.reading import Choice, answered
from warrantor.adapters.summaries.style import STYLE
from warrantor.adapters.summaries.words import counted, moment, period, share, written

Cell = tuple[str, str, bool]
"""What stands in a cell as HTML, the head of its column, and whether it is a number."""
_HEADS = {
    "row": "Row", "serial": "Serial number", "id": "Id", "ask": "Question", "at": "Asked as of",
    "known_at": "As known at", "answer": "Answer", "plan": "Plan", "level": "Level", "starts": "First day",
    "ends": "Last day", "clauses": "Decided by", "problem": "Why there is no answer",
}  # fmt: skip
_ZERO = '<span class="zero">0</span>'
_CODES = ("serial", "id", "clauses")


@dataclass(frozen=True)
class About:
    """What a summary is of: its title, the file of answers, and which of them (`choice`).

    Where known, the histories that were answered, and under which program.
    """

    title: str
    answers: str
    choice: Choice = field(default_factory=dict)
    histories: str = ""
    program: str = ""


# -- the page of all numbers ------------------------------------------------------------------------


def summary_page(about: About, summary: Summary, numbers: Numbers, charts: dict[str, Chart]) -> str:
    """Every part with its chart and its table; each number leads to its rows."""
    parts = [part for part in summary.parts if part.lines]
    total = _link(numbers, {}, summary.total) if summary.total else _ZERO
    inside = [
        f'<p class="lead">{total} question{"" if summary.total == 1 else "s"} answered, {_text(period(summary))}.</p>',
        _unanswered(summary, numbers),
        *(_part(part, summary, numbers, charts.get(part.key)) for part in parts),
        "" if summary.total else "<p>There are no answers in this file, so there is nothing to count.</p>",
        _foot(about),
    ]
    return _page(about.title, about.title, inside)


def _unanswered(summary: Summary, numbers: Numbers) -> str:
    if not summary.problems:
        return ""
    link = _link(numbers, {"answer": "problem"}, summary.problems)
    verb = "question" if summary.problems == 1 else "questions"
    return f'<p class="note">{link} {verb} could not be answered; each row says why.</p>'


def _part(part: Part, summary: Summary, numbers: Numbers, chart: Chart | None) -> str:
    note = f"<p>{_text(part.note)}</p>" if part.note else ""
    drawn = "" if chart is None else _drawn(chart, len(part.lines))
    table = _counts(part, summary, numbers)
    return (
        f'<section aria-labelledby="{part.key}"><h2 id="{part.key}">{_text(part.title)}</h2>{note}'
        f'<div class="{"both beside" if part.key == "answer" else "both"}">{drawn}{table}</div></section>'
    )


def _drawn(chart: Chart, lines: int) -> str:
    rest = lines - len(chart.bars)
    more = f"<figcaption>The first {len(chart.bars)} of {lines}; the table has all.</figcaption>" if rest else ""
    wide, narrow = draw(chart, headed=False), draw(chart, NARROW, headed=False)
    return f'<figure><div class="wide">{wide}</div><div class="narrow">{narrow}</div>{more}</figure>'


def _counts(part: Part, summary: Summary, numbers: Numbers) -> str:
    first = {"answer": "Answer", "ask": "Question", "plan": "Plan", "level": "Level", "clause": "Clause"}[part.key]
    there = {answer for line in part.lines for answer in line.counts} if part.key != "answer" else ()
    words = {answer: word for answer, word in summary.words.items() if answer in there}
    whole = "All" if words else "Questions"
    heads = [(first, False), *((word, True) for word in words.values()), (whole, True), ("Share", True)]
    rows = [list(_line(part, line, words, summary, numbers, first)) for line in part.lines]
    return _table(f"{part.title}: how many questions", heads, rows)


def _line(
    part: Part, line: Line, words: Mapping[str, str], summary: Summary, numbers: Numbers, first: str
) -> Iterator[Cell]:
    title = f"<span>{_text(line.title)}</span>" if line.title else ""
    if part.key == "answer":
        yield f'<span class="mark {line.value}">{title}</span>', first, False
    else:
        yield f"<code>{_text(line.value)}</code> {title}", first, False
    for answer, word in words.items():
        count = line.counts.get(answer, 0)
        yield (_link(numbers, line.choice_of(answer), count) if count else _ZERO), word, True
    yield _link(numbers, line.choice, line.total), "All" if words else "Questions", True
    yield share(line.total, summary.total), "Share", True


def _link(numbers: Numbers, choice: Choice, count: int) -> str:
    return f'<a href="rows/{numbers.of(choice).name}.html">{count:,}</a>'


def _foot(about: About) -> str:
    histories = f", from the histories in <code>{_text(about.histories)}</code>" if about.histories else ""
    return (
        f"<footer><p>Counted from <code>{_text(about.answers)}</code>{histories}. The numbers are also in "
        '<a href="summary.csv">summary.csv</a>, the charts in files of their own.</p></footer>'
    )


# -- the page of a number ---------------------------------------------------------------------------


def rows_page(about: About, summary: Summary, number: Number, shown: pl.DataFrame, most: int) -> str:
    """The first rows behind a number, and where all are."""
    title = said(number, summary)
    inside = [
        '<p><a href="../summary.html">All numbers</a></p>',
        f'<p class="lead">{_text(period(summary)[0].upper() + period(summary)[1:])}.</p>',
        *_where(about, number, shown.height, most),
        _answers(shown, summary),
        *_receipt(about),
    ]
    return _page(title, about.title, inside)


def said(number: Number, summary: Summary) -> str:
    """What a number counts, in words."""
    what = counted(number.count, "question")
    line, answer = number.line, number.choice.get("answer")
    word = summary.words.get(answer or "", "").lower()
    about = [f"answered “{word}”" if answer != "problem" else "without an answer"] if answer else []
    for key, value in number.choice.items():
        if key == "clause":
            about.append(f"decided by {value}" + (f", {line.title}" if line and line.title else ""))
        elif key != "answer":
            about.append(f"{ {'ask': 'asking', 'plan': 'under plan', 'level': 'at level'}[key] } {value}")
    return f"{what} {', '.join(about)}" if about else what


def _where(about: About, number: Number, shown: int, most: int) -> Iterator[str]:
    file = f'<a href="{number.name}.csv">{number.name}.csv</a>'
    if number.count <= most:
        rows = "All rows; they are also" if number.count <= shown else f"The first {shown} rows; all are"
        yield f"<p>{rows} in {file}.</p>"
        return
    choice = written({**about.choice, **number.choice})
    command = f"warrantor answers {shlex.quote(about.answers)} {choice} -o rows.csv"
    yield f"<p>The first {shown} rows. The first {most:,} are in {file}; this writes all {number.count:,}:</p>"
    yield f"<pre><code>{_text(command)}</code></pre>"


def _receipt(about: About) -> Iterator[str]:
    if about.histories:
        command = f"warrantor bulk {shlex.join([about.program, about.histories])} --explain SERIAL"
        yield "<p>Why one of them is answered so, with its facts and reasons:</p>"
        yield f"<pre><code>{_text(command)}</code></pre>"


def _answers(shown: pl.DataFrame, summary: Summary) -> str:
    shown = shown.with_columns(answered())
    names = [name for name in shown.columns if shown[name].null_count() < shown.height]
    names = [name for name in names if name not in ("ask", "at", "known_at") or shown[name].n_unique() > 1]
    heads = [(_HEADS[name], name == "row") for name in names]
    rows = [
        [(_value(name, row[name], summary), _HEADS[name], name == "row") for name in names]
        for row in shown.iter_rows(named=True)
    ]
    return _table("Rows", heads, rows)


def _value(name: str, value: Any, summary: Summary) -> str:
    if value is None:
        return '<span class="none">–</span>'
    if isinstance(value, datetime):
        return _text(moment(value))
    if isinstance(value, date):
        return _text(value.isoformat())
    if name == "answer":
        return f'<span class="mark {_text(value)}">{_text(summary.words.get(value, value))}</span>'
    if name == "clauses":
        return f'<span class="list">{" ".join(f"<code>{_text(one)}</code>" for one in value.split(";"))}</span>'
    return f"<code><bdi>{_text(value)}</bdi></code>" if name in _CODES else _text(str(value))


# -- what pages are made of -------------------------------------------------------------------------


def _table(caption: str, heads: Sequence[tuple[str, bool]], rows: Sequence[Sequence[Cell]]) -> str:
    head = "".join(f'<th scope="col"{_number(number)}>{_text(word)}</th>' for word, number in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row, [True, *[False] * len(row)]))}</tr>" for row in rows)
    return (
        f'<div class="box" role="region" tabindex="0" aria-label="{_text(caption)}"><table>'
        f"<caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, first: bool) -> str:
    text, head, number = cell
    label = f' data-label="{_text(head)}"'
    return f'<th scope="row"{label}>{text}</th>' if first else f"<td{_number(number)}{label}>{text}</td>"


def _number(number: bool) -> str:
    return ' class="number"' if number else ""


def _page(title: str, site: str, inside: Sequence[str]) -> str:
    whole = title if title == site else f"{title} - {site}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="color-scheme" content="light dark"><title>{_text(whole)}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{_text(title)}</h1>{''.join(inside)}</main></body></html>\n"
    )


def _text(text: str) -> str:
    return escape(xml_text(text))
