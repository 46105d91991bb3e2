"""Rows of text -> what they say: a unit with its facts, a fact, a party. Each wrong cell is named. No Django."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warrantor.adapters.importing.columns import EVENTS, HISTORY, INSTALLATIONS, PARTIES, UNIT_EVENTS, Matched
from warrantor.adapters.importing.staging import Problem
from warrantor.core.terms.schema import SHIPPED, UNIT, Key

Event = dict[str, Any]
_YES, _NO = ("true", "yes", "y", "1", "x"), ("false", "no", "n", "0")
_LONGEST = {"serial": 80, "key": 80, "name": 200, "phone": 40, "source": 120, "email": 254, "address": 1000}
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_FAR_EAST = timedelta(hours=14)
_SHOWN = 60
_DAY = "a day such as 2024-05-09"


@dataclass
class Said:
    """What one row says. `fields` are the plain ones, `events` the facts, each with the column of its keys."""

    number: int
    fields: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Reader:
    """Reads the rows of a file whose columns are matched, as of an instant."""

    def __init__(self, heads: list[str], matched: Matched, at: datetime) -> None:
        self._width, self._matched = len(heads), matched
        self._places = {name: heads.index(head) for name, head in matched.columns.items()}
        self._last_day = (at.astimezone(UTC) + _FAR_EAST).date()
        self._at = at

    def read(self, number: int, cells: list[str]) -> Said:
        """What the row says, and what is wrong with it."""
        said = Said(number)
        if len(cells) > self._width and any(cells[self._width :]):
            extra = " ".join(cells[self._width :])
            self._wrong(said, "", "more cells than there are columns", extra, f"{self._width} cells")
        typed = {name: cells[place] if place < len(cells) else "" for name, place in self._places.items()}
        for name, text in typed.items():
            self._check_cell(said, name, text)
        if not said.problems:
            kinds = {HISTORY: self._fact, PARTIES: self._party, INSTALLATIONS: self._installation}
            kinds.get(self._matched.kind, self._unit)(said, typed)
        return said

    def cell_of(self, name: str) -> str:
        """The head of the column that says a field."""
        return self._matched.columns.get(name, name)

    def _wrong(self, said: Said, name: str, cause: str, was: str, expected: str) -> None:
        said.problems.append(Problem(cause, self.cell_of(name) if name else "row", was[:_SHOWN], expected))

    def _check_cell(self, said: Said, name: str, text: str) -> None:
        """What holds for each cell, whatever it says."""
        most = _LONGEST.get(name, 200)
        if text.startswith("="):
            self._wrong(said, name, "is a formula", text, "the value itself")
        elif not text.isprintable() and not (name == "address" and text.replace("\n", " ").isprintable()):
            self._wrong(
                said, name, "holds a character that cannot be printed", repr(text)[1:-1], "plain text in a line"
            )
        elif len(text) > most:
            self._wrong(said, name, "is too long", text, f"at most {most} characters")

    def _need(self, said: Said, typed: Mapping[str, str], *names: str) -> None:
        for name in names:
            if not typed.get(name):
                self._wrong(said, name, "is empty", "", "something in every row")

    # -- the three kinds of rows ---------------------------------------------------------------------

    def _unit(self, said: Said, typed: Mapping[str, str]) -> None:
        self._need(said, typed, "serial", "product")
        said.fields = {name: typed.get(name, "") for name in ("serial", "product", "sold_as", "source")}
        ways = UNIT["sold_as"].type.choices or ()
        said.fields["sold_as"] = said.fields["sold_as"].lower() or "new"
        if said.fields["sold_as"] not in ways:
            self._wrong(said, "sold_as", "is not a way to sell", typed["sold_as"], "one of " + ", ".join(ways))
        events: dict[str, Event] = {}
        for name, (what, key) in UNIT_EVENTS.items():
            if typed.get(name):
                event = events.setdefault(what, {"what": what, "on": None})
                event[key] = self._value(said, name, key, EVENTS[what].keys[key], typed[name])
        said.events = list(events.values())

    def _fact(self, said: Said, typed: Mapping[str, str]) -> None:
        self._need(said, typed, "serial", "what", "on")
        said.fields = {name: typed.get(name, "") for name in ("serial", "source")}
        kind = EVENTS.get(typed["what"].lower().replace(" ", "-").replace("_", "-"))
        if kind is None:
            if typed["what"]:
                near = "a kind of fact, such as " + ", ".join(list(EVENTS)[:6])
                self._wrong(said, "what", "is no kind of fact", typed["what"], near)
            return
        event: Event = {"what": kind.what, "on": None}
        for key, text in typed.items():
            if not text or key in ("serial", "source", "what"):
                continue
            if key not in kind.keys:
                known = ", ".join(kind.keys)
                self._wrong(said, key, f"is not said of `{kind.what}`", text, f"an empty cell; it can say {known}")
            elif key != "on" or text.lower() != "unknown":
                event[key] = self._value(said, key, key, kind.keys[key], text)
        said.events = [event]

    def _party(self, said: Said, typed: Mapping[str, str]) -> None:
        self._need(said, typed, "key", "name")
        said.fields = {name: typed.get(name, "") for name in ("key", "name", "email", "phone", "address")}
        if said.fields["email"] and not _MAIL.fullmatch(said.fields["email"]):
            self._wrong(said, "email", "is no e-mail address", typed["email"], "such as name@example.org")
        flag = typed.get("organisation", "").lower()
        if flag not in ("", *_YES, *_NO):
            self._wrong(said, "organisation", "is neither yes nor no", flag, "yes or no")
        said.fields["organisation"] = "yes" if flag in _YES else ""

    def _installation(self, said: Said, typed: Mapping[str, str]) -> None:
        """All plain fields; a day that nobody can find out is written `unknown`."""
        self._need(said, typed, "serial", "installed_on", "customer", "place")
        said.fields = dict(typed)
        for name in ("installed_on", "bought_on", "delivered_on"):
            text = typed.get(name, "")
            if text and text.lower() != "unknown" and self._happened(said, name, text) is not None and len(text) > 10:
                self._wrong(said, name, "is an instant", text, _DAY)
        for name, key in (("channel", EVENTS["purchased"].keys["channel"]), ("sold_as", UNIT["sold_as"])):
            if typed.get(name):
                said.fields[name] = self._value(said, name, name, key, typed[name])

    # -- values --------------------------------------------------------------------------------------

    def _value(self, said: Said, name: str, key_name: str, key: Key, text: str) -> Any:
        """The cell as the history holds it; None where it is wrong, which is then told."""
        if key_name == "on":
            return self._happened(said, name, text)
        if key.type.base == "date":
            if _day(text) is None:
                self._wrong(said, name, "is no day", text, _DAY)
            return text
        if key.type.base == "flag":
            if text.lower() not in (*_YES, *_NO):
                self._wrong(said, name, "is neither yes nor no", text, "yes or no")
            return text.lower() in _YES
        if key.type.base in ("number", "money"):
            return self._number(said, name, text)
        if key.type.base == "set":
            return [part.strip() for part in text.split(",") if part.strip()]
        choices = key.type.choices
        if choices and text.lower() not in choices:
            self._wrong(said, name, "is not one of the answers", text, "one of " + ", ".join(choices))
        return text.lower() if choices else text

    def _number(self, said: Said, name: str, text: str) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            self._wrong(said, name, "is no whole number", text, "a number in digits, such as 1200")
            return None
        return int(text)

    def _happened(self, said: Said, name: str, text: str) -> str | None:
        day, instant = _day(text), _instant(text)
        if day is None and instant is None:
            self._wrong(said, name, "is no day", text, _DAY)
        elif (day is not None and day > self._last_day) or (instant is not None and instant > self._at):
            self._wrong(said, name, "is still to come", text, f"a day up to {self._at.date().isoformat()}")
        elif (day or instant.date()) < date(1970, 1, 1):  # type: ignore[union-attr]
            self._wrong(said, name, "is too long ago", text, "a day from 1970 on")
        else:
            return text
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def said_of(kind: str) -> dict[str, str]:
    """What the kinds of facts are, by name, for pages and help."""
    return {what: SHIPPED[what].says for what in EVENTS} if kind == HISTORY else {}
