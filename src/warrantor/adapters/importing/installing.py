"""Files of installations: rows judged as registrations, and registered in batches by the way that is open to each.

Whoever sends the file installs, unless a row names an installer; partners name none but their own party.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warrantor.adapters.importing.checking import Row, Staged
from warrantor.adapters.importing.reading import Reader, Said
from warrantor.adapters.importing.staging import BAD, READY, THERE, Judged, Problem
from warrantor.apps.access.queries import held_by
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.coverage.registering import actions
from warrantor.apps.coverage.registering.judging import Judge
from warrantor.apps.coverage.registering.judging import Judged as Registration
from warrantor.apps.coverage.registering.rules import Closed, Taken
from warrantor.apps.coverage.registering.rules import Said as Registering
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import ImportRun, Program, Unit
from warrantor.apps.registry.rules import Refused, serial_key

_COLUMNS = {"location": "place", "route": "place", "customer_approval": "customer"}
"""The column that says what a refusal is about, where it goes by another name."""


@dataclass(frozen=True)
class Sender:
    """Who sends a file: `parties` are those they install for, all where they are `staff`."""

    staff: bool = False
    parties: tuple[str, ...] = ()


def sender_of(run: ImportRun, at: datetime) -> Sender:
    """Whoever took the file in, as their roles stand now."""
    kind, _, number = run.actor.partition(":")
    if kind != "user" or not number.isdecimal():
        return Sender(staff=True)  # the command line, which only who runs the site has
    person = Person(int(number), held_by(int(number), at))
    held = [one for one in person.holding("unit.register") if not one.program or one.program == run.program.name]
    return Sender(any(ROLES[one.role].everything for one in held), tuple(one.party for one in held if one.party))


@dataclass(frozen=True)
class Installed(Row):
    """A row with what it says of its unit."""

    registering: Registering | None = None


class Installations:
    """Checks rows of a file of installations."""

    def __init__(self, program: Program, reader: Reader, at: datetime, sender: Sender) -> None:
        self._program, self._reader, self._at, self._sender = program, reader, at, sender
        self._judge = Judge(program, at)

    def check(self, staged: Staged) -> list[Row]:
        """Each row with what became of it; nothing is written."""
        said = [self._reader.read(number, cells) for number, cells in staged]
        wanted = [None if one.problems else self._registering(one) for one in said]
        asked = [one for one in wanted if one is not None]
        judged = iter(self._judge.judge(asked, installers=True))
        return [
            self._row(one, it, next(judged) if it is not None else None) for one, it in zip(said, wanted, strict=True)
        ]

    def _registering(self, said: Said) -> Registering | None:
        cells = said.fields
        own = self._sender.parties
        installer = cells.get("installer") or (own[0] if own else "")
        if not installer:
            self._wrong(said, "installer", "is empty", "", "the key of the installer")
            return None
        if not self._sender.staff and installer not in own:
            self._wrong(said, "installer", "is not your party", installer, f"one of {', '.join(own)}, or nothing")
            return None
        return Registering(
            cells["serial"], product=cells.get("product", ""), customer=cells["customer"], registrar=installer,
            installer=installer, place=cells["place"], installed_on=_day(cells, "installed_on"),
            bought_on=_day(cells, "bought_on"), delivered_on=_day(cells, "delivered_on"),
            invoice=cells.get("invoice", ""), channel=cells.get("channel", ""), sold_as=cells.get("sold_as") or "new",
        )  # fmt: skip

    def _row(self, said: Said, wanted: Registering | None, judged: Registration | None) -> Row:
        refused = judged.refused if judged is not None else None
        if refused is not None:
            name = _COLUMNS.get(refused.field, refused.field)
            expected = refused.help + (f" ({', '.join(refused.clauses)})" if isinstance(refused, Closed) else "")
            self._wrong(said, name, _cause(refused), said.fields.get(name, ""), expected or refused.message)
        state = BAD if said.problems else THERE if judged is not None and judged.there else READY
        key = serial_key(said.fields.get("serial", ""))
        row = Judged(said.number, key, state, said.problems)
        return Installed(said, row, unit=judged.unit if judged else None, registering=wanted)

    def _wrong(self, said: Said, name: str, cause: str, was: str, expected: str) -> None:
        said.problems.append(Problem(cause, self._reader.cell_of(name), was[:60], expected))


def _cause(refused: Refused) -> str:
    """Without what it was read as, which has its own place, so that rows with one mistake stand together."""
    if isinstance(refused, Taken):
        return "is on record for somebody else"
    return re.sub(r"^`[^`]*` ", "", refused.message)


def _day(cells: Any, name: str) -> str | None:
    text: str = cells.get(name, "")
    return None if text.lower() == "unknown" else text


def write(run: ImportRun, rows: Sequence[Row], at: datetime, by: By) -> list[Unit]:
    """Registers rows that were found ready; the units of others that turned out to be somebody else's are told."""
    said = [row.registering for row in rows if isinstance(row, Installed) and row.registering is not None]
    outcomes = actions.register_many(run.program, said, at=at, by=by, installers=True)
    for outcome in outcomes:
        if isinstance(outcome.refused, Taken) and outcome.judged.unit is not None:
            actions.report_taken(outcome.judged.unit, at=at, by=by, party=outcome.judged.said.installer)
    return [one.registration.unit for one in outcomes if one.registration is not None and one.registration.unit]
