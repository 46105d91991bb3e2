"""What engines say differently: days as whole numbers, months, names, and how a query is kept from being merged.

A day enters and leaves a statement as DATE. Inside it is a whole number (`date.toordinal()`), since a date moved by an
interval is a timestamp in most engines.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql import compilers

_BUILTIN = ibis.udf.scalar.builtin
day_of = _BUILTIN(lambda a: None, name="day_of", signature=((dt.date,), dt.int64))
"""Stands for the whole number of a date."""
date_of = _BUILTIN(lambda a: None, name="date_of", signature=((dt.int64,), dt.date))
"""Stands for the date of a whole number."""
months_on = _BUILTIN(lambda a, b: None, name="months_on", signature=((dt.int64, dt.int64), dt.int64))
"""Stands for a day some months on, which may lie beyond the calendar's ends."""
floor = _BUILTIN(lambda a: None, name="floor", signature=((dt.float64,), dt.float64))
"""The engine's own, which leaves a number a number (ibis makes a whole number of it, and engines refuse large ones)."""
_STAND_INS = ("day_of", "date_of", "months_on")


@dataclass(frozen=True)
class Dialect:
    """How one engine writes what differs; `:a` and `:b` stand for the operands, each of which occurs once."""

    name: str
    """As ibis knows it."""
    day_of: str
    date_of: str
    months_on: str
    fence: str = ""
    """What ends a query that must not be merged into the one around it."""
    stored: str = ""
    """How a new table is kept."""

    @property
    def _compiler(self) -> Any:
        return getattr(compilers, self.name).compiler

    def quoted(self, name: str) -> str:
        """A name of a column."""
        return _quoted(name, self._compiler.dialect)

    def table(self, name: str) -> str:
        """A table, which may be written `schema.table`."""
        return ".".join(map(self.quoted, name.split(".")))

    def select(self, carried: list[str], projection: ir.Table) -> str:
        """An ibis projection as SQL, after columns that are carried over as they are (ibis is slow on many)."""
        _load_settings(self.name)
        # a copy, since ibis puts one object in several places
        tree = self._compiler.to_sqlglot(projection).copy()
        # from the leaves up, so that what is inside has been written when what is around it is
        for node in reversed(list(tree.find_all(sge.Anonymous, sge.NullSafeEQ, sge.In, sge.Is))):
            if isinstance(node, sge.Anonymous):
                self._write(node)
            else:
                _enclose(node)
        text = str(tree.sql(dialect=self._compiler.dialect))
        return text.replace("SELECT ", "SELECT " + "".join(f"{self.quoted(name)}, " for name in carried), 1)

    def _write(self, call: sge.Anonymous) -> None:
        if call.name.lower() in _STAND_INS:
            written = sg.parse_one(getattr(self, call.name.lower()), dialect=self._compiler.dialect)
            for place in list(written.find_all(sge.Placeholder)):
                place.replace(sge.paren(call.expressions["ab".index(place.name)]))
            call.replace(written)


@lru_cache(maxsize=4096)
def _quoted(name: str, dialect: Any) -> str:
    """Kept, since a name is carried through many steps and takes as long to write as an expression."""
    return str(sge.to_identifier(name, quoted=True).sql(dialect=dialect))


def _enclose(node: Any) -> None:
    """Puts parentheses around a comparison, and around what it compares: ibis writes none for these."""
    right = None if isinstance(node, sge.Is) else node.args.get("expression")
    for part in (node, node.this, right):
        if isinstance(part, sge.Binary | sge.Unary | sge.In):
            closed = sge.Paren(this=sge.Null())
            part.replace(closed)
            closed.set("this", part)


def _load_settings(name: str) -> None:
    """ibis compiles for Spark by settings that are there only once its reader of Spark is."""
    if name == "pyspark":
        getattr(ibis, name)


_EPOCH = 719_163
"""Ordinal of the day from which engines count."""
_LATER = 146_097 * 25 - _EPOCH
"""Months are counted ten thousand years later, since engines differ before the year 1."""

DIALECTS = {
    "duckdb": Dialect(
        "duckdb",
        day_of=f"(:a - DATE '1970-01-01') + {_EPOCH}",
        date_of=f"DATE '1970-01-01' + CAST(:a - {_EPOCH} AS INTEGER)",
        months_on=f"(CAST(DATE '1970-01-01' + CAST(:a + {_LATER} AS INTEGER) + TO_MONTHS(CAST(:b AS INTEGER)) AS DATE)"
        f" - DATE '1970-01-01') - {_LATER}",
    ),
    "postgres": Dialect(
        "postgres",
        day_of=f"CAST((:a - DATE '1970-01-01') + {_EPOCH} AS BIGINT)",
        date_of=f"DATE '1970-01-01' + CAST(:a - {_EPOCH} AS INTEGER)",
        months_on="CAST(CAST(DATE '1970-01-01'"
        f" + CAST(:a + {_LATER} AS INTEGER) + MAKE_INTERVAL(months => CAST(:b AS INTEGER)) AS DATE)"
        f" - DATE '1970-01-01' AS BIGINT) - {_LATER}",
        fence="OFFSET 0",
    ),
    "spark": Dialect(
        "pyspark",
        day_of=f"CAST(DATEDIFF(:a, DATE '1970-01-01') AS BIGINT) + {_EPOCH}",
        date_of=f"DATE_ADD(DATE '1970-01-01', CAST(:a - {_EPOCH} AS INT))",
        months_on="CAST(DATEDIFF(ADD_MONTHS("
        f"DATE_ADD(DATE '1970-01-01', CAST(:a + {_LATER} AS INT)), CAST(:b AS INT)), DATE '1970-01-01') AS BIGINT)"
        f" - {_LATER}",
        stored="USING PARQUET",
    ),
}
"""The engines by the names that users give them."""
