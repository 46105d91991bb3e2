"""The coverage timeline as SVG, by one function at any width. Pure: rows, events and today in, text out.

A bar for each plan (live solid, over pale, lost hatched, void dashed), letters for events, a line for today. The table
of plans beside it says the same; the picture has a title and a description for those who do not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import escape

from warrantor.entrypoints.portal.formatting import MONTHS, day
from warrantor.entrypoints.portal.units.rows import PlanRow

WIDE, NARROW = 960, 358
_ROW, _BAR, _TOP = 34, 16, 30
_YEARS_AHEAD = 2
_LETTER = 13
_ON = "\N{RIGHTWARDS ARROW}"
"""It goes on beyond the picture."""


@dataclass(frozen=True)
class Mark:
    """Something that happened, under a letter."""

    letter: str
    name: str
    on: date


@dataclass(frozen=True)
class Scale:
    """Where days stand: `left` and `right` in pixels for the first and last day."""

    first: date
    last: date
    left: int
    right: int

    def x(self, on: date) -> float:
        """The place of a day, never off the picture."""
        whole = max(1, (self.last - self.first).days)
        share = (min(max(on, self.first), self.last) - self.first).days / whole
        return round(self.left + share * (self.right - self.left), 1)


def marks(events: Sequence[tuple[str, date]]) -> list[Mark]:
    """Events in their order, each kind under a letter of its own."""
    letters: dict[str, str] = {}
    for name, _ in events:
        if name not in letters:
            letters[name] = chr(ord("A") + len(letters) % 26)
    return [Mark(letters[name], name, on) for name, on in events]


def timeline(serial: str, rows: Sequence[PlanRow], found: Sequence[Mark], today: date, width: int) -> str:
    """The picture. Labels stand left of the bars where there is room, else above them."""
    narrow = width < 600
    label = 0 if narrow else 190
    scale = _scale(rows, found, today, label + 8, width - 16)
    step = _ROW + (16 if narrow else 0)
    bottom = _TOP + step * max(1, len(rows))
    height = bottom + 30
    parts = [_axis(scale, bottom, 3 if narrow else 7)]
    parts += [_plan(row, scale, _TOP + number * step, narrow) for number, row in enumerate(rows)]
    parts.append(_today(scale, today, bottom))
    parts += _marks(found, scale, bottom)
    id = f"timeline-{width}"
    return (
        f'<svg class="timeline" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{id}-title {id}-says"><title id="{id}-title">Coverage of {escape(serial)}</title>'
        f'<desc id="{id}-says">{escape(describe(rows, today))}</desc>{_HATCH}{"".join(parts)}</svg>'
    )


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">'
    '<rect width="3" height="6" class="hatch"></rect></pattern></defs>'
)


def describe(rows: Sequence[PlanRow], today: date) -> str:
    """The picture in words."""
    told = [f"{row.plan}: {row.word.lower()}{_days(row)}" for row in rows]
    return f"{'; '.join(told) or 'No plan is held'}. Seen on {day(today)}."


def _days(row: PlanRow) -> str:
    if row.starts is None or row.kind == "void":
        return ""
    return f", from {day(row.starts)} {f'through {day(row.ends)}' if row.ends else 'without an end'}"


def _scale(rows: Sequence[PlanRow], found: Sequence[Mark], today: date, left: int, right: int) -> Scale:
    days = [today, *(mark.on for mark in found)]
    days += [on for row in rows for on in (row.starts, row.ends) if on is not None]
    furthest = today + timedelta(days=366 * _YEARS_AHEAD)
    last = max(min(max(days), max(furthest, *(row.ends for row in rows if row.ends), today)), today)
    margin = timedelta(days=max(20, (last - min(days)).days // 30))
    return Scale(min(days) - margin, last + margin, left, right)


def _axis(scale: Scale, bottom: int, most: int) -> str:
    months = (scale.last - scale.first).days / 30.4
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 600) if months / n <= most)
    ticks = [tick for tick in _months(scale.first, scale.last, step) if scale.x(tick) < scale.right - 24]
    return "".join(
        f'<line class="grid" x1="{scale.x(tick)}" x2="{scale.x(tick)}" y1="18" y2="{bottom}"></line>'
        f'<text class="tick" x="{scale.x(tick)}" y="13">{MONTHS[tick.month - 1][:3]} {tick.year}</text>'
        for tick in ticks
    )


def _months(first: date, last: date, step: int) -> list[date]:
    """First days of months, so many apart, counted from January."""
    number = first.year * 12 + first.month  # the month after the first day's
    number += -number % step
    found = []
    while date(number // 12, number % 12 + 1, 1) <= last:
        found.append(date(number // 12, number % 12 + 1, 1))
        number += step
    return found


def _plan(row: PlanRow, scale: Scale, y: int, narrow: bool) -> str:
    name = f'<text class="name" x="0" y="{y + 12}">{escape(row.plan)}</text>'
    top = y + 18 if narrow else y
    if row.starts is None:
        return name + f'<text class="note" x="{scale.left}" y="{top + 12}">{escape(row.word.lower())}</text>'
    start, end = scale.x(row.starts), scale.x(row.ends or scale.last)
    wide = max(2, round(end - start, 1))
    bar = f'<rect class="bar {row.kind}" x="{start}" y="{top}" width="{wide}" height="{_BAR}" rx="3"></rect>'
    off = "" if row.ends else f'<text class="note" x="{scale.right}" y="{top + 12}" text-anchor="end">{_ON}</text>'
    return name + bar + off + _said(row, scale, end, top)


def _said(row: PlanRow, scale: Scale, end: float, top: int) -> str:
    """The word behind a bar that does not speak for itself, inside of the bar where there is no room behind it."""
    text = {"over": "ended", "void": row.word.lower(), "lost": row.word.lower()}.get(row.kind, "")
    if not text:
        return ""
    room = scale.right - end > 8 * len(text)
    x, anchor = (end + 6, "start") if room else (end - 6, "end")
    return f'<text class="note" x="{x}" y="{top + 12}" text-anchor="{anchor}">{escape(text)}</text>'


def _today(scale: Scale, today: date, bottom: int) -> str:
    x = scale.x(today)
    anchor = "end" if x > (scale.left + scale.right) / 2 else "start"
    shift = -4 if anchor == "end" else 4
    return (
        f'<line class="today" x1="{x}" x2="{x}" y1="18" y2="{bottom}"></line>'
        f'<text class="today-says" x="{x + shift}" y="{bottom - 2}" text-anchor="{anchor}">{day(today)}</text>'
    )


def _marks(found: Sequence[Mark], scale: Scale, bottom: int) -> list[str]:
    """The letters under the picture; where events crowd, letters stand side by side from the first on."""
    drawn, free = [], 0.0
    for mark in sorted(found, key=lambda mark: mark.on):
        x = scale.x(mark.on)
        place = min(max(x, free), scale.right + 8)
        free = place + _LETTER
        drawn.append(
            f"<g><title>{escape(mark.name)}, {day(mark.on)}</title>"
            f'<line class="mark" x1="{x}" x2="{round(place, 1)}" y1="{bottom}" y2="{bottom + 9}"></line>'
            f'<text class="letter" x="{round(place, 1)}" y="{bottom + 22}">{mark.letter}</text></g>'
        )
    return drawn
