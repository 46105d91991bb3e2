"""The queue of claims: what waits for us first, the nearest deadline before others; filtered, sorted, and as a file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.claims import queries
from warrantor.apps.claims.models import Claim, Step, Version
from warrantor.apps.claims.rules import STATES, read_number
from warrantor.apps.deadlines.queries import open_deadlines
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import files
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.files import Wanted

PAGE = 50
SORTS = {"waits": "", "opened": "opened", "due": "due", "since": "since", "serial": "serial"}
WHOSE = {"mine": "Mine", "nobody": "Nobody's"}
SIDES = {"us": "Us", "customer": "The customer"}
OPEN = tuple(state for state in STATES if state != "closed")
COLUMNS = ("number", "program", "serial", "kind", "state", "waits_for", "since", "due", "opened", "assigned")
_UNDECIDED = ("referred", "undecided", "incomplete")


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list."""
    return files.wanted(
        given, "q", "program", state=STATES, whose=WHOSE, side=SIDES, sorts=SORTS, first="waits"
    )  # fmt: skip


def waiting(wanted: Wanted, person: Person) -> QuerySet[Claim]:
    """The claims that somebody may work on, closed ones only where asked for, each with what it waits for."""
    rows = sight.seen(queries.claims(), person, "claim.work").filter(_filters(wanted, person))
    return _in_order(_told(rows).filter(_side(wanted)), wanted.sort)


def counts(person: Person) -> list[tuple[str, str, int]]:
    """How many wait in each view: its address, what it is called, how many."""
    rows = sight.seen(Claim.objects.all(), person, "claim.work").filter(state__in=OPEN)
    us = _told(rows).filter(ours=True)
    return [
        ("whose=mine", "Mine", rows.filter(assigned=person.user).count()),
        ("whose=nobody", "Nobody's", rows.filter(assigned=None).count()),
        ("side=us", "Wait for us", us.count()),
        ("state=referred", "A person decides", rows.filter(state="referred").count()),
    ]


def _filters(wanted: Wanted, person: Person) -> Q:
    found = Q(state=wanted.said["state"]) if wanted.said["state"] else Q(state__in=OPEN)
    if text := wanted.said["q"]:
        found &= Q(number=read_number(text) or "-") | Q(unit__serial_key__startswith=key_of(text))
    if wanted.said["program"]:
        found &= Q(program__name=wanted.said["program"])
    if wanted.said["whose"]:
        found &= Q(assigned=person.user) if wanted.said["whose"] == "mine" else Q(assigned=None)
    return found


def _side(wanted: Wanted) -> Q:
    return Q(ours=wanted.said["side"] == "us") if wanted.said["side"] else Q()


def _told(rows: QuerySet[Claim]) -> QuerySet[Any]:
    """With the next step and whose it is, whether it waits for us, since when, and the next deadline."""
    open_steps = Step.objects.filter(claim=OuterRef("pk"), round=OuterRef("round"), done=None).order_by("place")
    done = Step.objects.filter(claim=OuterRef("pk"), round=OuterRef("round"), done__isnull=False).order_by("-place")
    decided = Version.objects.filter(claim=OuterRef("pk")).order_by("-number")
    deadline = open_deadlines().filter(subject=Concat(Value("claim:"), OuterRef("number"), output_field=CharField()))
    told = rows.annotate(
        step=Coalesce(Subquery(open_steps.values("name")[:1]), Value("")),
        whose=Coalesce(Subquery(open_steps.values("whose")[:1]), Value("")),
        due=Subquery(deadline.values("due")[:1], output_field=DateTimeField()),
        last_done=Subquery(done.values("done")[:1]),
        last_decided=Subquery(decided.values("recorded")[:1]),
    )
    return told.annotate(
        ours=Case(
            When(Q(disputed__isnull=False) | Q(state__in=_UNDECIDED), then=True),
            When(Q(state="running"), then=Case(When(whose="customer", then=False), default=True)),
            When(Q(state__in=("accepted", "refused"), process__isnull=True), then=True),
            default=False, output_field=BooleanField(),
        ),
        since=Coalesce("disputed", "last_done", "agreed", "last_decided", "opened"),
    )  # fmt: skip


def _in_order(rows: QuerySet[Claim], sort: str) -> QuerySet[Claim]:
    """By default what waits for us first, the nearest deadline before those that have none."""
    column, back = SORTS[sort.removeprefix("-")], sort.startswith("-")
    if not column:
        order = [F("ours").desc(), F("due").asc(nulls_last=True), F("since").asc(), F("id").asc()]
        return rows.order_by(*([one.reverse_ordering() for one in order] if back else order))
    ordered = F(column).desc(nulls_last=True) if back else F(column).asc(nulls_last=True)
    return rows.order_by(ordered, "-id" if back else "id")


def row_of(claim: Any) -> dict[str, Any]:
    """A claim as the list shows it. Its zone is that of the terms."""
    return {
        "claim": claim, "state": wording.state_of(claim), "kind": wording.KINDS[claim.kind].name,
        "waits": wording.waits_for(claim, claim.step, claim.whose), "since": claim.since, "due": claim.due,
        "zone": installed(claim.program.name).latest.time_zone,
    }  # fmt: skip


def marks(page: Iterable[Claim]) -> str:
    """The claims that a page shows, each with its version: what `changed` compares with later."""
    return ",".join(f"{claim.number}:{claim.version}" for claim in page)


def changed(shown: str, page: Page[Claim]) -> int:
    """How many claims of a page are new in it, gone from it or another version than `shown` has.

    On one of several pages a claim that comes pushes another out, and one that goes draws another in: that counts once.
    """
    before = dict(mark.split(":", 1) for mark in shown.split(",") if ":" in mark)
    now = dict(mark.split(":", 1) for mark in marks(page).split(",") if mark)
    come, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
    moved = come + gone if page.paginator.num_pages == 1 else max(come, gone)
    return moved + sum(before[number] != now[number] for number in before.keys() & now.keys())


def cells(rows: QuerySet[Claim]) -> Iterator[list[Any]]:
    """Rows for a file, the heads first."""
    yield list(COLUMNS)
    for claim in rows.iterator(chunk_size=500):
        row = row_of(claim)
        yield [
            claim.number, claim.program.name, claim.serial, claim.kind, claim.state, row["waits"], _iso(row["since"]),
            _iso(row["due"]), _iso(claim.opened), f"user:{claim.assigned_id}" if claim.assigned_id else "",
        ]  # fmt: skip


def _iso(value: datetime | None) -> str:
    return value.isoformat() if value else ""
