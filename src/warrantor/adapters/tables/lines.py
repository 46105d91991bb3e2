"""JSON lines -> lots: a line a question in the case format, bare or as a case.

A line is read by a fast parser and laid into columns; one that does not fit them exactly is set aside as it stands.
Rows are line numbers, from 1.
"""

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from pydantic_core import from_json

from warrantor.adapters.json_lines import read_line
from warrantor.adapters.tables.asides import set_aside
from warrantor.adapters.tables.columns import Columns
from warrantor.adapters.tables.laying import Laid
from warrantor.adapters.tables.lots import MAX_QUESTIONS, NO_SERIAL, START, Aside, Data, Given, Lot, Place
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.schema import Schema

MAX_LINE = 1 << 26
_LOT_BYTES = 1 << 27
_KEY = re.compile(rb'"\s*:')
_HOLDERS = (dict, list)


class Lines:
    """A file of questions, a line each. `program` is the name that every question gets."""

    def __init__(self, path: Path, schema: Schema, given: Given, program: str) -> None:
        self.path = path
        self.columns = Columns(schema)
        self.told = {**given.told(), "program": program}
        self.size = max(1, path.stat().st_size)

    def lots(self, start: Place = START, most: int = MAX_QUESTIONS) -> Iterator[Lot]:
        """The questions from a place on, at most so many at a time. Raises OSError where the file cannot be read."""
        with self.path.open("rb") as raw, _unpacked(raw, self.path) as file:
            file.seek(start.offset)
            row, lines = start.row, _lines(file)
            while taken := list(_bounded(islice(lines, most))):
                numbered = [(row + n, line) for n, line in enumerate(taken, 1) if line.strip()]
                row += len(taken)
                yield self._lot(numbered, Place(file.tell(), row), min(1.0, raw.tell() / self.size))

    def find(self, wanted: str) -> Iterator[tuple[int, str | None, Data]]:
        """The questions about a serial number; else that of a line: row, id, and the question.

        Raises QuestionError where the line is no question.
        """
        number = int(wanted) if wanted.isdecimal() else 0
        at_line: bytes | None = None
        found = False
        with self.path.open("rb") as raw, _unpacked(raw, self.path) as file:
            for row, line in enumerate(_lines(file), 1):
                at_line = line if row == number else at_line
                for id, question in self._about(wanted, line):
                    found = True
                    yield row, id, question
        if at_line is not None and not found:
            yield number, *asked(read_line(at_line), self.told)

    def _about(self, wanted: str, line: bytes) -> Iterator[tuple[str | None, Data]]:
        """The question of a line, if it is about a serial number."""
        written = (json.dumps(wanted, ensure_ascii=plain)[1:-1].encode(errors="replace") for plain in (True, False))
        with suppress(QuestionError):
            if any(text in line for text in written):
                id, question = asked(read_line(line), self.told)
                if serial_of(question) == wanted:
                    yield id, question

    def _lot(self, lines: list[tuple[int, bytes]], after: Place, share: float) -> Lot:
        laid = Laid(self.columns)
        aside: list[Aside] = []
        for row, line in lines:
            id: str | None = None
            question: Any = None
            try:
                data, common = _parsed(line)
                id, question = asked(data, self.told)
                if not (common and laid.add(row, id, question)):
                    serial = serial_of(question)
                    aside.append(Aside(row, serial, id, question if serial else NO_SERIAL))
            except QuestionError as error:
                aside.append(Aside(row, serial_of(question), id, error))
        written = dict(lines)

        def raws(rows: list[int]) -> dict[int, Data]:
            return {row: asked(_parsed(written[row])[0], self.told)[1] for row in rows}

        questions, events, more = set_aside(*laid.frames(), raws, {})
        return Lot(questions, events, sorted(aside + more, key=lambda each: each.row), after, share)


def asked(data: Any, told: Data) -> tuple[str | None, Data]:
    """The id of a question or case, and the question with what is told of all. Raises QuestionError."""
    if isinstance(data, dict) and isinstance(data.get("ask"), dict):
        id, question = data.get("id", data["ask"].get("id")), data["ask"]
    elif isinstance(data, dict):
        id, question = data.get("id"), data
    else:
        raise QuestionError("question", "is not an object", '`{"at": ..., "unit": {"serial": ...}}`')
    return None if id is None else str(id), {**question, **told}


def serial_of(question: Any) -> str | None:
    """The serial number that a question is about, if it says one."""
    unit = question.get("unit") if isinstance(question, dict) else None
    serial = unit.get("serial") if isinstance(unit, dict) else None
    return serial if isinstance(serial, str) else None


# -- bytes to plain data ---------------------------------------------------------------------------


def _unpacked(raw: BinaryIO, path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb")) if path.suffix.lower() == ".gz" else raw


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is longer than any question the end is left out, so that it is refused."""
    while line := file.readline(MAX_LINE):
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE)
        yield line


def _bounded(lines: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for line in lines:
        yield line
        size += len(line)
        if size > _LOT_BYTES:
            return


def _parsed(line: bytes) -> tuple[Any, bool]:
    """What a line holds, and whether both parsers take it. Raises QuestionError."""
    try:
        data = from_json(line, allow_inf_nan=False)
    except ValueError:
        return read_line(line), False
    spaced = b" :" in line or b"\t:" in line or b"\r:" in line
    written = len(_KEY.findall(line)) if spaced else line.count(b'":')
    # the fast parser keeps the last of two equal keys without a word
    return (data if _keys(data) == written else read_line(line)), True


def _keys(value: Any) -> int:
    """How many keys there are, in all depths."""
    if type(value) is dict:
        return len(value) + sum(_keys(part) for part in value.values() if type(part) in _HOLDERS)
    return sum(_keys(part) for part in value if type(part) in _HOLDERS) if type(value) is list else 0
