"""How far a long run is, on standard error: a line that is written over on a terminal, else one every few seconds."""

from __future__ import annotations

import sys
import time

_ON_TERMINAL, _ELSEWHERE = 0.2, 5.0
_TELLING = 1_000


class Line:
    """The line itself. `began` is when the run did."""

    def __init__(self) -> None:
        self.began = self._told = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._open = False

    def tell(self, text: str) -> None:
        """Shows the text, unless one was shown just now."""
        now = time.monotonic()
        if now - self._told >= (_ON_TERMINAL if self._terminal else _ELSEWHERE):
            self._told = now
            self.show(text)

    def show(self, text: str) -> None:
        """Shows the text in any case."""
        if self._terminal:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
            self._open = True
        else:
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Ends the line, so that what is written next stands by itself."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False


class Counted(Line):
    """So many of a known number, and for how long it will go on. `before` were done by a run that was cut off."""

    def __init__(self, total: int, what: str, before: int = 0) -> None:
        super().__init__()
        self._total, self._what, self._before = total, what, before

    def reach(self, done: int) -> None:
        """Tells how far it is."""
        rate = (done - self._before) / max(time.monotonic() - self.began, 1e-9)
        left = f", about {(self._total - done) / rate:,.0f} s" if rate else ""
        self.tell(f"{done:,} of {self._total:,} {self._what}{left}")


class Answers(Line):
    """Counts answers. `answers` and `problems` are how many there are from a run that was cut off."""

    def __init__(self, answers: int = 0, problems: int = 0) -> None:
        super().__init__()
        self._before = self._answers = answers
        self._problems = problems
        if answers:
            print(f"{answers:,} answers are kept from before; going on", file=sys.stderr, flush=True)

    def add(self, answers: int, problems: int, share: float) -> None:
        """Tells how far it is; `share` is how much of the file is read."""
        self._answers, self._problems = answers, problems
        if share < 1:
            self.tell(f"{self._counted()}, {share:.0%} of the file")

    def end(self, told: str) -> None:
        """Tells what came of it."""
        self.show(f"{self._counted()}, {told}")
        self.close()

    def _counted(self) -> str:
        questions = f"{self._answers:,} question{'' if self._answers == 1 else 's'}"
        problems = f", {self._problems:,} with a problem" if self._problems else ""
        return f"{questions}{problems}{self._rate()}"

    def _rate(self) -> str:
        """How fast it goes; of a few questions that says nothing."""
        answered = self._answers - self._before
        rate = answered / max(time.monotonic() - self.began, 1e-9)
        return f", {rate:,.0f} a second" if answered >= _TELLING else ""
