"""Reads the whole journal again and says what is not as it was sealed: edits, deletions, insertions, a cut tail."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from warrantor.apps.journal import rules
from warrantor.apps.journal.actions import LATE
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.journal.ports import Head, HeadError, Heads

_STEP = 5_000


@dataclass(frozen=True)
class Broken:
    """Something that is not as it was sealed. `kind` is one of edited, deleted, inserted, resealed, cut, head."""

    kind: str
    message: str


@dataclass
class Verified:
    """How far it came: seals and entries read, and entries that no seal covers yet."""

    seals: int = 0
    entries: int = 0
    unsealed: int = 0


def verify(heads: Heads, verified: Verified, progress: Callable[[Verified], None] = lambda _: None) -> Iterator[Broken]:
    """All that is broken, in the order of the chain; fills `verified` on the way. Changes nothing."""
    kept, broken = _kept(heads)
    yield from broken
    by_number = {head.number: head for head in kept}
    previous, number, highest = rules.FIRST, 0, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=200):
        for missing in range(number + 1, seal.number):
            yield Broken("deleted", f"seal {missing} is gone")
        yield from _of_seal(seal, previous, by_number.get(seal.number), verified)
        previous, number, highest = seal.digest, seal.number, max(highest, seal.highest)
        progress(verified)
    yield from _tail(kept, number)
    yield from _outside(highest, verified)


def _kept(heads: Heads) -> tuple[list[Head], list[Broken]]:
    try:
        return heads.kept(), []
    except HeadError as error:
        return [], [Broken("head", f"the heads kept outside cannot be trusted: {error}")]


def _of_seal(seal: Seal, previous: str, head: Head | None, verified: Verified) -> Iterator[Broken]:
    wanted = [tuple(part) for part in json.loads(seal.ranges)]
    digests: list[tuple[int, str]] = []
    for part in _pieces(wanted):
        rows = {entry.pk: entry for entry in Entry.objects.filter(id__range=part)}
        for id in range(part[0], part[1] + 1):
            if id not in rows:
                yield Broken("deleted", f"entry {id} of seal {seal.number} is gone")
                continue
            digests.append((id, rows[id].digest))
            if not _as_written(rows[id]):
                yield Broken("edited", f"entry {id} of seal {seal.number} is not as it was written")
    verified.seals += 1
    verified.entries += len(digests)
    yield from _sealed_so(seal, previous, head, digests)


def _sealed_so(seal: Seal, previous: str, head: Head | None, digests: list[tuple[int, str]]) -> Iterator[Broken]:
    if seal.previous != previous:
        yield Broken("resealed", f"seal {seal.number} does not follow the one before it")
    if seal.digest != rules.seal_digest(seal.previous, seal.number, digests):
        yield Broken("edited", f"the entries of seal {seal.number} are not those that were sealed")
    if head is not None and head.digest != seal.digest:
        yield Broken("resealed", f"seal {seal.number} is not the one whose head was kept outside at {head.at}")


def _as_written(row: Entry) -> bool:
    told = (row.actor, row.door, row.origin, row.act, row.subject, row.why, row.detail)
    return row.digest == rules.entry_digest(row.at, *told)


def _tail(kept: Sequence[Head], number: int) -> Iterator[Broken]:
    beyond = [head for head in kept if head.number > number]
    if beyond:
        last = beyond[-1]
        yield Broken(
            "cut", f"the journal ends with seal {number}, but seal {last.number} was made at {last.at}: the tail is cut"
        )


def _outside(highest: int, verified: Verified) -> Iterator[Broken]:
    """Entries that no seal covers: new ones wait for the next; old ones were put in later."""
    verified.unsealed = Entry.objects.filter(id__gt=highest).count()
    sealed = (tuple(part) for text in Seal.objects.values_list("ranges", flat=True) for part in json.loads(text))
    newest = Seal.objects.order_by("number").last()
    for some in rules.gaps(sealed, 0, highest, 200):
        for first, last in some:
            for entry in Entry.objects.filter(id__range=(first, last)).order_by("id").iterator():
                if newest is not None and entry.at.astimezone(UTC) < newest.at - LATE:
                    yield Broken("inserted", f"entry {entry.pk} stands among sealed ones and was never sealed")
                else:
                    verified.unsealed += 1


def _pieces(parts: Sequence[rules.Range]) -> Iterator[rules.Range]:
    """Ranges cut into pieces that one statement reads."""
    for first, last in parts:
        for start in range(first, last + 1, _STEP):
            yield start, min(start + _STEP - 1, last)
