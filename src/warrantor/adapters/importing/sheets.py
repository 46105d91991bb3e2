"""Tables as people send them, CSV and XLSX, as rows of text that are read one by one. No Django.

Encoding and delimiter of a CSV are found out; an XLSX is measured before it is opened, so that none unpacks endlessly.
"""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from warrantor.adapters.cells import bare_cell

Numbered = tuple[int, list[str]]
"""The number of a row, as a spreadsheet shows it, and its cells."""
MOST_ROWS = 1_100_000
MOST_COLUMNS = 200
MOST_UNPACKED = 2**30
MOST_SHARED = 256 * 2**20
"""Bytes of an XLSX unpacked, and of its shared texts, which are held in memory."""
_SQUEEZED = 200
_SMALL = 10 * 2**20
_MOST_LINES = 50
_DELIMITERS = ",;\t"


class SheetError(ValueError):
    """The file cannot be read as a table; the text says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """`heads` are the names of the columns; `rows` can be gone through once. `told` says how it was read."""

    heads: list[str]
    rows: Iterator[Numbered]
    told: str


def read_sheet(path: Path, name: str = "") -> Sheet:
    """The first table of a file. Empty rows are left out. Raises SheetError, also while rows are gone through."""
    if not path.stat().st_size:
        raise SheetError("the file is empty; expected a head row with the names of the columns, then a row for each")
    is_xlsx = zipfile.is_zipfile(path)
    if name.lower().endswith(".xlsx") and not is_xlsx:
        raise SheetError("the file is named .xlsx and is no XLSX; save it anew as XLSX or CSV")
    rows, told = _xlsx(path) if is_xlsx else _csv(path, name)
    filled = ((number, cells) for number, cells in rows if any(cells))
    _, heads = next(filled, (0, []))
    return Sheet(_checked_heads(heads), _limited(filled), told)


def _checked_heads(heads: list[str]) -> list[str]:
    while heads and not heads[-1]:
        heads = heads[:-1]
    if not heads:
        raise SheetError("the file holds no row; expected a head row with the names of the columns")
    if len(heads) > MOST_COLUMNS:
        raise SheetError(f"the file has {len(heads)} columns; expected at most {MOST_COLUMNS}")
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise SheetError(f"the column `{twice[0]}` is there twice; expected a name of its own for each column")
    return heads


def _limited(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise SheetError(f"the file has more than {MOST_ROWS:,} rows; split it")
        yield row


def _clean(text: str) -> str:
    """Without white space around it, and without the apostrophe that keeps a spreadsheet from running it."""
    return bare_cell(text.strip())


# -- csv -------------------------------------------------------------------------------------------


def _csv(path: Path, name: str) -> tuple[Iterator[Numbered], str]:
    encoding, skip = _encoding(path)
    with _opened(path, encoding, skip) as file:
        first = next((line for line in file if line.strip()), "")
    if first.strip() and not first.replace("\t", " ").strip().isprintable():
        what = name or path.name
        raise SheetError(f"`{what[:80]}` is neither a text nor an XLSX; save it as CSV (UTF-8) or as XLSX")
    delimiter = max(_DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
    said = {",": "commas", ";": "semicolons", "\t": "tabs"}[delimiter]
    return _csv_rows(path, encoding, skip, delimiter), f"CSV, {encoding.upper()}, {said}"


def _csv_rows(path: Path, encoding: str, skip: int, delimiter: str) -> Iterator[Numbered]:
    with _opened(path, encoding, skip) as file:
        reader, before, number = csv.reader(file, delimiter=delimiter), 0, 0
        try:
            for number, cells in enumerate(reader, 1):
                if reader.line_num - before > _MOST_LINES:
                    raise SheetError(_unclosed(number, before + 1))
                before = reader.line_num
                yield number, [_clean(cell) for cell in cells]
        except csv.Error:
            raise SheetError(_unclosed(number + 1, before + 1)) from None


def _unclosed(number: int, line: int) -> str:
    return f"row {number} (line {line}) has a cell without end; look for a quotation mark there that is not closed"


def _opened(path: Path, encoding: str, skip: int) -> Any:
    file = path.open(encoding=encoding, newline="")
    if skip:
        file.seek(skip)
    return file


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding, and how many bytes to pass over. What is not UTF-8 in spite of its mark is Latin-1 after it."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if not _decodes(path, "utf-16"):
            raise SheetError("the file is marked as UTF-16 and is not; save it as CSV (UTF-8)")
        return "utf-16", 0
    if _decodes(path, "utf-8"):
        return "utf-8-sig", 0
    return "latin-1", len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# -- xlsx ------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> tuple[Iterator[Numbered], str]:
    _measure(path)
    return _xlsx_rows(path), "XLSX, first sheet"


def _measure(path: Path) -> None:
    """Refuses what would unpack without end, or names entities, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as parts:
            inside = parts.infolist()
            unpacked = sum(part.file_size for part in inside)
            packed = max(1, sum(part.compress_size for part in inside))
            if unpacked > MOST_UNPACKED:
                raise _too_large(unpacked, "", f"{MOST_UNPACKED // 2**20:,} MB")
            if unpacked > _SMALL and unpacked > _SQUEEZED * packed:
                raise _too_large(unpacked, f", {unpacked // packed:,} times its size", f"{_SQUEEZED} times")
            if len(inside) > 1_000 or any(
                part.file_size > MOST_SHARED for part in inside if "sharedStrings" in part.filename
            ):
                raise SheetError("the file holds more texts than fit into memory; save it as CSV")
            if any(_declares(parts, part) for part in inside if part.filename.endswith((".xml", ".rels"))):
                raise SheetError("the file declares XML entities, which no spreadsheet does; save it anew")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise SheetError(f"the file is no XLSX that can be opened ({str(error).lower()}); save it anew") from None


def _too_large(unpacked: int, also: str, most: str) -> SheetError:
    told = f"the file would unpack to {unpacked / 2**20:,.0f} MB{also}; expected at most {most}"
    return SheetError(f"{told}; save it as CSV, or split it")


def _declares(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with parts.open(part) as file:
        return b"<!DOCTYPE" in file.read(4096).upper()


def _xlsx_rows(path: Path) -> Iterator[Numbered]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    try:
        with path.open("rb") as file, closing(load_workbook(file, read_only=True, data_only=False)) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, [_clean(_text(value)) for value in values[: MOST_COLUMNS + 1]]
    except SheetError:
        raise
    except GeneratorExit:
        raise
    except Exception as error:  # the library raises whatever a broken file leads it to
        reason = " ".join(str(error).split())[:120]
        raise SheetError(f"the file is no XLSX that can be read ({type(error).__name__}: {reason})") from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
