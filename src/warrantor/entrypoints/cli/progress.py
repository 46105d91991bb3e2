"""How far a long run is, on standard error: a line that is written over on a terminal, else one every few seconds."""

from __future__ import annotations

import sys
import time

_ON_TERMINAL, _ELSEWHERE = 0.2, 5.0
_TELLING = 1_000


class Progress:
    """Counts answers. `answers` and `problems` are how many there are from a run that was cut off."""

    def __init__(self, answers: int = 0, problems: int = 0) -> None:
        self._begun = self._told = time.monotonic()
        self._before = self._answers = answers
        self._problems = problems
        self._terminal = sys.stderr.isatty()
        self._open = False
        if answers:
            print(f"{answers:,} answers are kept from before; going on", file=sys.stderr, flush=True)

    def add(self, answers: int, problems: int, share: float) -> None:
        """Tells how far it is, unless it was told just now; `share` is how much of the file is read."""
        self._answers, self._problems = answers, problems
        now = time.monotonic()
        if share < 1 and now - self._told >= (_ON_TERMINAL if self._terminal else _ELSEWHERE):
            self._told = now
            self._show(f"{self._counted()}, {share:.0%} of the file")

    def end(self, told: str) -> None:
        """Tells what came of it."""
        self._show(f"{self._counted()}, {told}")
        self.close()

    def close(self) -> None:
        """Ends the line, so that what is written next stands by itself."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False

    def _show(self, text: str) -> None:
        if self._terminal:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
            self._open = True
        else:
            print(text, file=sys.stderr, flush=True)

    def _counted(self) -> str:
        questions = f"{self._answers:,} question{'' if self._answers == 1 else 's'}"
        problems = f", {self._problems:,} with a problem" if self._problems else ""
        return f"{questions}{problems}{self._rate()}"

    def _rate(self) -> str:
        """How fast it goes; of a few questions that says nothing."""
        answered = self._answers - self._before
        rate = answered / max(time.monotonic() - self._begun, 1e-9)
        return f", {rate:,.0f} a second" if answered >= _TELLING else ""
