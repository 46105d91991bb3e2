"""Writes of the journal: an entry beside the act it tells of, in the same transaction; seals over what is written."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from warrantor.apps.journal import rules
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.journal.ports import Head, Heads
from warrantor.apps.journal.rules import By
from warrantor.apps.statements import Statement, insert_row, row

BATCH = 10_000
"""Entries under one seal at most."""
_GAPS = 200
LATE = timedelta(days=1)
"""How long a transaction may take to end and its entries still be found by id alone."""


def record(act: str, subject: str, *, by: By, at: datetime, **detail: Any) -> Entry:
    """One entry. To be called within the transaction of the act itself."""
    made = entry(act, subject, detail, by, at)
    insert_row(made)
    return made


def record_all(acts: Iterable[tuple[str, str, Mapping[str, Any]]], *, by: By, at: datetime) -> list[Entry]:
    """Many entries (act, subject, detail) at once."""
    return Entry.objects.bulk_create([entry(act, subject, detail, by, at) for act, subject, detail in acts])


def entry_statement(act: str, subject: str, *, by: By, at: datetime, **detail: Any) -> Statement:
    """What writes one entry, for acts that are written in one statement with it."""
    return row(entry(act, subject, detail, by, at))


def entry(act: str, subject: str, detail: Mapping[str, Any], by: By, at: datetime) -> Entry:
    """The entry, not yet written."""
    text = rules.text_of(detail)
    digest = rules.entry_digest(at, by.actor, by.door, by.origin, act, subject, by.why, text)
    return Entry(
        at=at, actor=by.actor, door=by.door, origin=by.origin, act=act, subject=subject, why=by.why,
        detail=text, digest=digest,
    )  # fmt: skip


def seal(heads: Heads, *, at: datetime, whole: bool = False) -> list[Seal]:
    """Seals what is not sealed yet, batch by batch; the head of each is kept outside. Raises OSError.

    Writers are not held up. `whole` also looks for entries that came more than a day late.
    """
    made: list[Seal] = []
    while (one := _seal_batch(at, whole)) is not None:
        made.append(one)
        heads.keep(_head(one))
        if one.entries < BATCH:
            break
    return made


@transaction.atomic
def _seal_batch(at: datetime, whole: bool) -> Seal | None:
    last = Seal.objects.select_for_update().order_by("number").last()
    unsealed = _unsealed(at, whole)
    if not unsealed:
        return None
    number = last.number + 1 if last else 1
    previous = last.digest if last else rules.FIRST
    return Seal.objects.create(
        number=number,
        ranges=json.dumps(rules.ranges(id for id, _ in unsealed)),
        entries=len(unsealed),
        highest=max(unsealed[-1][0], last.highest if last else 0),
        previous=previous,
        digest=rules.seal_digest(previous, number, unsealed),
        at=at,
    )


def _unsealed(at: datetime, whole: bool) -> list[tuple[int, str]]:
    """Ids and digests of the next entries that no seal covers, in rising order."""
    old = None if whole else Seal.objects.filter(at__lt=at - LATE).order_by("number").last()
    floor = old.highest if old else 0
    recent = Seal.objects.filter(highest__gt=floor).order_by("number")
    highest = recent.last().highest if recent else floor  # type: ignore[union-attr]
    sealed = [part for text in recent.values_list("ranges", flat=True) for part in json.loads(text)]
    late = [pair for some in rules.gaps(sealed, floor, highest, _GAPS) for pair in _between(some)]
    new = Entry.objects.filter(id__gt=highest).order_by("id").values_list("id", "digest")
    return (late + list(new[: max(0, BATCH - len(late))]))[:BATCH]


def _between(some: Iterable[rules.Range]) -> list[tuple[int, str]]:
    within = reduce(or_, (Q(id__range=gap) for gap in some))
    return list(Entry.objects.filter(within).order_by("id").values_list("id", "digest"))


def _head(seal: Seal) -> Head:
    total = Seal.objects.filter(number__lte=seal.number).aggregate(all=Sum("entries"))["all"]
    return Head(seal.number, seal.digest, total, seal.at.isoformat())
