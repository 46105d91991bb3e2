"""Pages by cursor: a signed place in one list, which no other list takes."""

import hashlib
import json
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from warrantor.entrypoints.api.problems import Problem

MOST = 200
_SALT = "warrantor.api.cursor"


def page(rows: QuerySet[Any], key: str, cursor: str, limit: int, **filters: Any) -> tuple[list[Any], str | None]:
    """Up to `limit` rows after the cursor, in rising order of the unique column `key`, and the cursor of the next page.

    `filters` are those of the list: a cursor holds for the list it was made for. Raises Problem.
    """
    which = hashlib.sha256(json.dumps([rows.model.__name__, filters], sort_keys=True).encode()).hexdigest()[:12]
    if cursor:
        rows = rows.filter(**{f"{key}__gt": _place(cursor, which)})
    found = list(rows.order_by(key)[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], signing.dumps([which, getattr(found[limit - 1], key)], salt=_SALT)


def _place(cursor: str, which: str) -> Any:
    try:
        of, place = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Problem(400, "is no cursor that we gave", "cursor", "take `next` of the page before") from None
    if of != which:
        raise Problem(400, "is the cursor of another list", "cursor", "keep the filters, or begin without a cursor")
    return place
