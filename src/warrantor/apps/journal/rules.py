"""Rules of the journal, all pure: what a digest is over, how ids are written as ranges, how seals are chained."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

Range = tuple[int, int]
"""First and last id, both within."""
FIRST = "0" * 64
"""What the first seal follows."""


@dataclass(frozen=True)
class By:
    """Who acts, and how they came in.

    `actor` is a key such as `user:12`, `token:3`, `visitor` or `system`, never a name or an address of a person;
    `door` is the way in (`page`, `api`, `command`, `worker`), `origin` the network it came from, `why` the reason.
    """

    actor: str
    door: str
    origin: str = ""
    why: str = ""


def network(address: str) -> str:
    """From where, without saying who: the network of an address, as the journal cannot forget (docs/decisions/0013)."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if known.version == 4 else 48}", strict=False))


def text_of(detail: Mapping[str, Any]) -> str:
    """What an entry says besides, always written the same. Raises TypeError for what JSON cannot hold."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_digest(at: datetime, *told: str) -> str:
    """The digest over an instant and the texts of an entry, in the order of its columns."""
    parts = [at.astimezone(UTC).isoformat(timespec="microseconds"), *told]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def seal_digest(previous: str, number: int, entries: Iterable[tuple[int, str]]) -> str:
    """The digest of a seal: over the one before it, its number, and the ids and digests of its entries in order."""
    made = hashlib.sha256(f"{previous}\n{number}\n".encode())
    for id, digest in entries:
        made.update(f"{id} {digest}\n".encode())
    return made.hexdigest()


def ranges(ids: Iterable[int]) -> list[Range]:
    """Ids in rising order, as ranges."""
    found: list[Range] = []
    for id in ids:
        if found and found[-1][1] == id - 1:
            found[-1] = (found[-1][0], id)
        else:
            found.append((id, id))
    return found


def ids_of(found: Sequence[Range]) -> Iterator[int]:
    """The ids of ranges, in their order."""
    for first, last in found:
        yield from range(first, last + 1)


def gaps(found: Iterable[Range], floor: int, highest: int, most: int) -> Iterator[list[Range]]:
    """What lies above `floor` and up to `highest` in none of the ranges, at most so many ranges at a time."""
    some: list[Range] = []
    for first, last in [*sorted(tuple(part) for part in found), (highest + 1, highest)]:
        if first > floor + 1:
            some.append((floor + 1, first - 1))
        floor = max(floor, last)
        if len(some) == most:
            yield some
            some = []
    if some:
        yield some
