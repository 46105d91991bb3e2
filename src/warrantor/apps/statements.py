"""Statements that are sent with every call, written out: one text for both databases, which PostgreSQL prepares.

Words in capitals stand for what the databases call by other names: `LIST(a, b)` is a JSON array of values, `EACH(x)`
one of the `x` of all rows, `INSTANT(x)` and `JSON(x)` a column as JSON holds it, `AMONG(%s)` one of `many`,
`FOR UPDATE` at the end that rows are held (where whoever writes does not wait for all others anyway).
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Statement = tuple[str, Sequence[Any]]
"""Its text and its parameters."""
_WORDS = {
    "postgresql": (
        (r"\bLIST\(", "json_build_array("), (r"\bEACH\((\w+)\)", r"json_agg(\1)"), (r"\bINSTANT\(([\w.]+)\)", r"\1"),
        (r"\bJSON\(([\w.]+)\)", r"\1"), (r"\bAMONG\(%s\)", "= ANY(%s)"),
    ),
    "sqlite": (
        (r"\bLIST\(", "json_array("), (r"\bEACH\((\w+)\)", r"json_group_array(json(\1))"),
        (r"\bINSTANT\(([\w.]+)\)", r"replace(\1, ' ', 'T') || '+00:00'"), (r"\bJSON\(([\w.]+)\)", r"json(\1)"),
        (r"\bAMONG\(%s\)", "IN (SELECT value FROM json_each(%s))"), (r"\bFOR UPDATE$", ""),
    ),
}  # fmt: skip


@cache
def _written(text: str, vendor: str) -> str:
    for found, put in _WORDS[vendor]:
        text = re.sub(found, put, text)
    return text


def _run(text: str, values: Sequence[Any]) -> CursorWrapper:
    database = _database()
    cursor = database.cursor()
    if database.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor

        # one whose statements PostgreSQL prepares, counted and logged like any other; the stubs lack its base
        cursor.cursor = ServerBindingCursor(database.connection)  # type: ignore[call-arg]
    cursor.execute(_written(text, database.vendor), values)
    return cursor


def _database() -> BaseDatabaseWrapper:
    """What `connection` stands for, which looks it up anew for whatever is asked of it."""
    return connections[DEFAULT_DB_ALIAS]


def lists(text: str, values: Sequence[Any]) -> list[Any]:
    """The `LIST` of each row, which is all that the statement selects."""
    if connection.vendor == "postgresql":
        text = f"SELECT row::text FROM ({text}) AS rows (row)"
    with _run(text, values) as cursor:
        return [json.loads(row[0]) for row in cursor.fetchall()]


def columns(model: type[Model], name: str) -> str:
    """What `read` takes: a `LIST` of all columns of a table that a statement calls `name`."""
    return f"LIST({', '.join(f'{name}.{field.column}' for field in model._meta.concrete_fields)})"


def read(model: type[Row], cells: Sequence[Any]) -> Row | None:
    """The row of a model without days, instants and JSON; None where an outer join found none."""
    fields = model._meta.concrete_fields
    if cells[0] is None:
        return None
    values = [field.to_python(cell) for field, cell in zip(fields, cells, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def many(values: Sequence[str] | Sequence[int]) -> Any:
    """The parameter of `AMONG(%s)`."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(values)


def insert(first: Statement, *more: Statement) -> int:
    """Inserts rows, all or none: in one statement where the database takes it. The id of the first."""
    if connection.vendor == "postgresql":
        also = "".join(f", also{place} AS ({text})" for place, (text, _) in enumerate(more))
        values = [value for _, some in (first, *more) for value in some]
        return _number(f"WITH one AS ({first[0]} RETURNING id){also} SELECT id FROM one", values)
    with transaction.atomic(savepoint=False):
        number = _number(f"{first[0]} RETURNING id", first[1])
        for text, some in more:
            _run(text, some).close()
    return number


def _number(text: str, values: Sequence[Any]) -> int:
    with _run(text, values) as cursor:
        return int(cursor.fetchall()[0][0])


def row(made: Model) -> Statement:
    """What inserts a row that was made; its id is left to the database."""
    text, fields = _row_of(type(made))
    return text, _cells(made, fields)


def _cells(made: Model, fields: "Iterable[Field[Any, Any]]") -> list[Any]:
    database = _database()
    return [field.get_db_prep_save(getattr(made, field.attname), database) for field in fields]


@cache
def _row_of(model: type[Model]) -> tuple[str, list["Field[Any, Any]"]]:
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    names, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", fields


def insert_row(made: Model, *more: Statement) -> None:
    """Inserts a row that was made, and others with it; from then on it has its id."""
    _is_kept(made, insert(row(made), *more))


def insert_new(made: Model) -> bool:
    """Inserts a row that was made, unless the database holds one that may not be there twice; whether it did."""
    text, values = row(made)
    with _run(f"{text} ON CONFLICT DO NOTHING RETURNING id", values) as cursor:
        found = cursor.fetchall()
    if found:
        _is_kept(made, int(found[0][0]))
    return bool(found)


def update_row(made: Model, names: tuple[str, ...]) -> None:
    """Writes these fields of a row that is there."""
    text, fields = _update_of(type(made), names)
    _run(text, [*_cells(made, fields), made.pk]).close()


@cache
def _update_of(model: type[Model], names: tuple[str, ...]) -> tuple[str, list["Field[Any, Any]"]]:
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f"UPDATE {model._meta.db_table} SET {changed} WHERE id = %s", fields


def _is_kept(made: Model, number: int) -> None:
    made.pk, made._state.adding, made._state.db = number, False, connection.alias


def instant(value: Any) -> Any:
    """An instant as a parameter."""
    return connection.ops.adapt_datetimefield_value(value)


_MOST = 1_000


def insert_all(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], conflict: str = "") -> None:
    """Inserts many rows of plain values, as those that the columns hold in JSON; `conflict` says what else to do.

    It takes a small part of what making and writing as many models takes.
    """
    names, source = ", ".join(columns), iter(rows)
    while some := list(islice(source, _MOST)):
        if connection.vendor == "postgresql":
            told = json.dumps([dict(zip(columns, row, strict=True)) for row in some])
            chosen = f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"
            _run(f"INSERT INTO {table} ({names}) {chosen} {conflict}", [told]).close()
            continue
        marks = ", ".join(["%s"] * len(columns))
        plain = [[json.dumps(cell) if isinstance(cell, dict) else cell for cell in row] for row in some]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", plain)


@lru_cache(1_000)
def written_instant(value: datetime | None) -> str | None:
    """An instant as `insert_all` takes it. Many rows were recorded at the same."""
    return None if value is None else str(instant(value))


def written_day(value: date | None) -> str | None:
    """A day as `insert_all` takes it."""
    return None if value is None else value.isoformat()
