"""Programs on disk: finds, reads and keeps the terms documents, their shared documents and price files.

A program is a folder `programs/NAME/` with a file for each version (`VERSION.md`) and, where it has prices,
`prices.yaml`.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from warrantor.core.decision.program import Program
from warrantor.core.decision.single.frame import Price
from warrantor.core.terms.blocks import Mapping, Sequence, Text, read_yaml
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Fault, Problem, TermsError
from warrantor.core.terms.reader import MAX_BYTES, read_document
from warrantor.core.values.dates import parse_day

Dated = tuple[list[int], list[tuple[str, str]]]
"""The days from which prices hold, in order, and the prices."""
_NO_PRICES: Dated = ([], [])


class UnknownProgram(LookupError):
    """No installed program has that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no program `{name}`; installed: {', '.join(installed_programs())}")


def programs_folder() -> Path:
    """Where the installed programs are: inside the package, or beside the sources in a checkout."""
    package = Path(__file__).parents[1] / "programs"
    return package if package.is_dir() else Path(__file__).parents[3] / "programs"


@cache
def installed_programs() -> tuple[str, ...]:
    """Names of the installed programs, sorted."""
    return tuple(sorted(f.name for f in programs_folder().iterdir() if f.is_dir() and any(f.glob("*.md"))))


@cache
def load_program(name: str) -> Program:
    """An installed program. Raises UnknownProgram, or TermsError where a document cannot be used."""
    if name not in installed_programs():
        raise UnknownProgram(name)
    return load_folder(programs_folder() / name)


def open_program(name: str | Path) -> Program:
    """An installed program by its name, a document by its path, or a folder of versions with their prices.

    Raises UnknownProgram where there is neither, TermsError where a document cannot be used.
    """
    if str(name) in installed_programs():
        return load_program(str(name))
    if not Path(name).exists():
        raise UnknownProgram(str(name))
    return load_path(Path(name))


def load_folder(folder: Path) -> Program:
    """The program of a folder of versions."""
    documents = [read_file(path) for path in sorted(folder.glob("*.md"))]
    return _program(documents, folder / "prices.yaml")


def load_path(path: Path) -> Program:
    """The program of one document, with the price file beside it."""
    if path.is_dir():
        return load_folder(path)
    return _program([read_file(path)], path.parent / "prices.yaml")


def one_version(document: Document, folder: Path) -> Program:
    """The program of one version that was read, with the prices of its folder."""
    return _program([document], folder / "prices.yaml")


def _program(documents: list[Document], prices: Path) -> Program:
    digests = {document.version.id: document.digest for document in documents}
    if not prices.is_file():
        return Program(documents, digests=digests, turn=Lock())
    text = prices.read_text(encoding="utf-8")
    digests["prices"] = hashlib.sha256(text.encode()).hexdigest()
    return Program(documents, price_list(text, prices.name), digests, Lock())


def read_file(path: Path) -> Document:
    """The document of a file. Raises TermsError; OSError where the file cannot be read."""
    if path.stat().st_size > 4 * MAX_BYTES:
        raise _unusable(path.name, f"the document has {path.stat().st_size:,} bytes", f"at most {MAX_BYTES:,}")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _unusable(path.name, "the document is not UTF-8 text", "a text file saved as UTF-8") from None
    return read_document(text, path.name, shared_in(path.parent))


def _unusable(file: str, message: str, expected: str) -> TermsError:
    return TermsError([Problem(file, 1, 1, "", "error", "file", message, expected)])


def shared_in(folder: Path) -> Callable[[str], str]:
    """Shared documents: beside the document, or in `programs/shared/`."""

    def include(name: str) -> str:
        if not name.replace("-", "").replace("_", "").isalnum():
            raise KeyError(name)
        for place in (folder, folder.parent / "shared", programs_folder() / "shared"):
            path = place / f"{name}.md"
            if path.is_file():
                return path.read_text(encoding="utf-8")
        raise KeyError(name)

    return include


def price_list(text: str, file: str) -> Price:
    """Prices by code and day: `CODE: [{from: DAY, amount: "120.00", currency: USD}, ...]`. Raises TermsError."""
    try:
        tree = read_yaml(text)
        table = {str(code): _dated(rows) for code, rows in tree.items()}
    except (Fault, ValueError, KeyError, AttributeError) as error:
        message = error.message if isinstance(error, Fault) else str(error)
        line = error.line if isinstance(error, Fault) else 1
        raise TermsError(
            [Problem(file, line, 1, "", "error", "prices", message, "`CODE: [{from, amount, currency}]`")]
        ) from None
    return lambda code, day: _price(table, code, day)


def price_codes(folder: Path) -> frozenset[str] | None:
    """The codes of the price file in a folder; None where there is none. Raises TermsError."""
    path = folder / "prices.yaml"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    price_list(text, path.name)
    return frozenset(str(code) for code in read_yaml(text))


def _dated(rows: Any) -> Dated:
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise Fault("prices", "a price is a list of dated amounts", rows)
    ordered = sorted((parse_day(_part(row, "from")), _part(row, "amount"), _part(row, "currency")) for row in rows)
    return [day for day, _, _ in ordered], [(amount, currency) for _, amount, currency in ordered]


def _part(row: Mapping, key: str) -> str:
    if not isinstance(row.get(key), Text):
        raise Fault("prices", f"a price lacks `{key}`", row)
    return str(row[key])


def _price(table: dict[str, Dated], code: str, day: int) -> Any:
    days, amounts = table.get(code, _NO_PRICES)
    place = bisect_right(days, day)
    return _money(*amounts[place - 1]) if place else None


@cache
def _money(amount: str, currency: str) -> Any:
    # imported when a price is first asked for: it takes longer than most decisions
    from moneyed import Money

    return Money(amount, currency)
