"""Charts as SVG, drawn from plain data: no script, every bar labelled, told apart by pattern as well as by colour.

They take the colours of the reader's theme, and stand in a page or alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDE, NARROW = 780, 342
_UPRIGHT = 560
"""Below this width a label stands over its bar, not before it."""
_LABEL, _END, _GAP, _BAR, _EDGE = 340, 132, 12, 20, 16
_SMALL, _TEXT, _TITLE = 13, 14, 18
_LETTER = 0.52
"""How wide a letter is, against its height; a little more than it is."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TONES = {
    "yes": ("#11643a", "#6fdc9e"),
    "no": ("#a3201c", "#ff9d97"),
    "missing": ("#7a4a00", "#f3c14b"),
    "person": ("#5a35a8", "#c9b1ff"),
    "problem": ("#4a5667", "#a7b3c2"),
}
"""The colours of answers, on light and dark ground."""
_GROUND = {"paper": ("#ffffff", "#161b22"), "ink": ("#16202c", "#e8edf3"), "soft": ("#4a5667", "#a7b3c2")}
_PATTERNS = {
    "yes": "",
    "no": '<path d="M-2 2 2-2M0 8 8 0M6 10 10 6" stroke-width="2"/>',
    "missing": '<circle cx="2" cy="2" r="1.3"/><circle cx="6" cy="6" r="1.3"/>',
    "person": '<path d="M2 0V8M6 0V8" stroke-width="1.5"/>',
    "problem": '<path d="M0 2H8M0 6H8" stroke-width="1.5"/>',
}
"""What is drawn into a tone, so that grey print tells them apart."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, its `parts` as tones and amounts, and what stands at its end."""

    label: str
    parts: Sequence[tuple[str, int]]
    end: str

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.parts)


@dataclass(frozen=True)
class Chart:
    """Horizontal bars. `name` is unique in a page; `says` tells the whole in a sentence or two.

    `legend` gives the tones that occur, with their words; none where the labels say it.
    """

    name: str
    title: str
    subtitle: str
    says: str
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, str]] = ()


def draw(chart: Chart, width: int = WIDE, headed: bool = True) -> str:
    """The chart as an `svg` element of that width; `headed` writes its title above it."""
    return _Drawing(chart, width, headed).svg()


class _Drawing:
    """Draws from top to bottom."""

    def __init__(self, chart: Chart, width: int, headed: bool) -> None:
        self.chart = chart
        self.name = f"{chart.name}-{width}"
        self.width = width
        self.upright = width < _UPRIGHT
        self.edge = _EDGE if headed else 0
        self.label = min(_LABEL, max((_wide(bar.label, _TEXT) for bar in chart.bars), default=0))
        self.left = 0 if self.upright else self.label + _GAP
        self.most = max((bar.amount for bar in chart.bars), default=0)
        self.y = 0.0
        self.parts: list[str] = []
        if headed:
            self._lines(chart.title, _TITLE, "head")
            self._lines(chart.subtitle, _SMALL, "soft")
            self.y += _GAP
        self._legend()
        for bar in chart.bars:
            self._bar(bar)
        if not chart.bars:
            self._lines("There are none.", _TEXT, "soft")

    def svg(self) -> str:
        """The element."""
        edge = self.edge
        width, height = self.width + 2 * edge, round(max(self.y, 1) + 2 * edge)
        title, says = _text(f"{self.chart.title}. {self.chart.subtitle}"), _text(self.chart.says)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="{-edge} {-edge} {width} {height}" '
            f'width="{width}" height="{height}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-says">'
            f'<title id="{self.name}-title">{title}</title><desc id="{self.name}-says">{says}</desc>'
            f"<style>{STYLE}</style><defs>{''.join(map(self._pattern, _PATTERNS))}</defs>"
            f'<rect class="paper" x="{-edge}" y="{-edge}" width="100%" height="100%"/>{"".join(self.parts)}</svg>'
        )

    def _pattern(self, tone: str) -> str:
        return (
            f'<pattern id="{self.name}-{tone}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect class="{tone}" width="8" height="8"/><g class="on">{_PATTERNS[tone]}</g></pattern>'
        )

    def _legend(self) -> None:
        x = 0.0
        for tone, word in self.chart.legend:
            wide = 14 + 6 + _wide(word, _SMALL) + 18
            if x and x + wide > self.width:
                x, self.y = 0, self.y + 22
            self._rect(x, self.y + 2, 14, 14, tone)
            self._text(x + 20, self.y + 14, word, _SMALL, "soft")
            x += wide
        if self.chart.legend:
            self.y += 22 + _GAP

    def _bar(self, bar: Bar) -> None:
        if self.upright:
            self._text(0, self.y + _TEXT, _cut(bar.label, self.width, _TEXT), _TEXT)
            self.y += _TEXT + 8
        else:
            self._text(0, self.y + 15, _cut(bar.label, self.label, _TEXT), _TEXT)
        room = self.width - self.left - _END
        x = float(self.left)
        for tone, amount in bar.parts:
            wide = room * amount / self.most if self.most else 0
            if amount:
                # what is there at all is seen
                self._rect(x, self.y, max(wide, 1.5), _BAR, tone)
            x += wide
        self._text(x + 8, self.y + 15, bar.end, _TEXT)
        self.y += _BAR + (18 if self.upright else _GAP)

    def _rect(self, x: float, y: float, wide: float, high: float, tone: str) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="url(#{self.name}-{tone})" class="edge-{tone}"/>'
        )

    def _lines(self, text: str, size: int, tone: str) -> None:
        """A text of as many lines as it needs."""
        line = ""
        for word in text.split():
            if line and _wide(f"{line} {word}", size) > self.width:
                self._line(line, size, tone)
                line = word
            else:
                line = f"{line} {word}".strip()
        if line:
            self._line(line, size, tone)

    def _line(self, line: str, size: int, tone: str) -> None:
        self._text(0, self.y + size, line, size, tone)
        self.y += size * 1.5

    def _text(self, x: float, y: float, text: str, size: int, tone: str = "ink") -> None:
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" class="{tone}">{_text(text)}</text>')


def _wide(text: str, size: int) -> float:
    return len(text) * size * _LETTER


def _cut(text: str, width: float, size: int) -> str:
    letters = round(width / (size * _LETTER))
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def xml_text(text: str) -> str:
    """Text without what XML cannot hold, such as control characters."""
    return _NOT_XML.sub("�", text)


def _text(text: str) -> str:
    return escape(xml_text(text))


def _style() -> str:
    colours = _GROUND | TONES
    light, dark = (";".join(f"--c-{name}:{pair[n]}" for name, pair in colours.items()) for n in (0, 1))
    tones = "".join(
        f".chart .{tone}{{fill:var(--c-{tone})}}.chart .edge-{tone}{{stroke:var(--c-{tone})}}" for tone in TONES
    )
    return (
        f".chart{{{light};font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}}"
        f"@media (prefers-color-scheme:dark){{.chart{{{dark}}}}}"
        ".chart .paper{fill:var(--c-paper)}.chart .ink{fill:var(--c-ink)}.chart .soft{fill:var(--c-soft)}"
        ".chart .head{fill:var(--c-ink);font-weight:600}"
        f"{tones}.chart .on{{fill:var(--c-paper);stroke:var(--c-paper)}}.chart .on circle{{stroke:none}}"
    )


STYLE = _style()
"""Colours of charts in both themes."""
