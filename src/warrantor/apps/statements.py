"""Statements that are sent with every call, written out: one text for both databases, which PostgreSQL prepares.

Words in capitals stand for what the databases call by other names: `LIST(a, b)` is a JSON array of values, `EACH(x)`
one of the `x` of all rows, `INSTANT(x)` and `JSON(x)` a column as JSON holds it, `AMONG(%s)` one of `many`.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

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
        (r"\bAMONG\(%s\)", "IN (SELECT value FROM json_each(%s))"),
    ),
}  # fmt: skip


@cache
def _written(text: str, vendor: str) -> str:
    for found, put in _WORDS[vendor]:
        text = re.sub(found, put, text)
    return text


def _run(text: str, values: Sequence[Any]) -> CursorWrapper:
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor

        # one whose statements PostgreSQL prepares, counted and logged like any other; the stubs lack its base
        cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    cursor.execute(_written(text, connection.vendor), values)
    return cursor


def lists(text: str, values: Sequence[Any]) -> list[Any]:
    """The `LIST` of each row, which is all that the statement selects."""
    if connection.vendor == "postgresql":
        text = f"SELECT row::text FROM ({text}) AS rows (row)"
    with _run(text, values) as cursor:
        return [json.loads(row[0]) for row in cursor.fetchall()]


def many(values: Sequence[str]) -> Any:
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


def instant(value: Any) -> Any:
    """An instant as a parameter."""
    return connection.ops.adapt_datetimefield_value(value)
