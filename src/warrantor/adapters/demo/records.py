"""Writes a made-up fleet into the records, through the same actions that every other way in uses."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.adapters.demo import channel, claims, installing, orders
from warrantor.adapters.demo.channel import DEMO
from warrantor.adapters.demo.fleet import MadeEvent, MadeUnit, make_fleet
from warrantor.adapters.demo.stories import Book, read_book
from warrantor.adapters.documents import installed_programs, load_program, programs_folder
from warrantor.apps.registry import actions
from warrantor.apps.registry.facts import units_facts
from warrantor.apps.registry.models import HistoryEvent, Product, Unit
from warrantor.apps.registry.queries import units

Answer = dict[str, Any]


def books() -> list[Book]:
    """The book of each installed program that has one, the largest share first."""
    paths = [(name, programs_folder() / name / "demo.yaml") for name in installed_programs()]
    found = [read_book(path, name) for name, path in paths if path.is_file()]
    return sorted(found, key=lambda book: -book.share)


def is_filled() -> bool:
    """Whether the database holds units already."""
    return Unit.objects.exists()


def fill(count: int, seed: int, now: datetime) -> tuple[int, int]:
    """Makes up and writes `count` units. Returns how many programs they are of and how many events they have."""
    told = books()
    fleet = make_fleet(told, count, seed, now)
    channel.add_partners(told, now)
    write(told, fleet, now)
    channel.add_ties(told, now)
    installing.add_batch(told, now)
    orders.add_orders(told, now)
    claims.add_claims(told, now)
    return len(told), HistoryEvent.objects.count()


@transaction.atomic
def write(told: Sequence[Book], fleet: Sequence[MadeUnit], now: datetime) -> None:
    """Programs, products, parties and places of the books, then the units with their histories."""
    products: dict[tuple[str, str], Product] = {}
    for book in told:
        products.update(_products(book, now))
        _customers(book, now)
    arriving = [
        actions.NewUnit(
            products[unit.program, unit.product],
            unit.serial,
            unit.sold_as,
            [actions.Entry(e.said, e.recorded, e.source) for e in unit.events if not _later(e)],
        )
        for unit in fleet
    ]
    for unit, made in zip(actions.register_units(arriving, at=now, by=DEMO), fleet, strict=True):
        for event in filter(_later, made.events):
            _put_right(unit, event)


def _later(event: MadeEvent) -> bool:
    """Whether it is about an event that has to be on record before."""
    return event.corrects or bool(event.undoes)


def _put_right(unit: Unit, event: MadeEvent) -> None:
    about = event.undoes or event.said["what"]
    wrong = HistoryEvent.objects.filter(unit=unit, what=about).order_by("-recorded", "-id").first()
    assert wrong is not None, "a story puts right only what it has told"
    if event.corrects:
        actions.correct_event(wrong, event.said, at=event.recorded, by=DEMO, source=event.source)
    else:
        reason = str(event.said.get("reason", ""))
        actions.withdraw_event(wrong, at=event.recorded, by=DEMO, source=event.source, reason=reason)


def _products(book: Book, now: datetime) -> dict[tuple[str, str], Product]:
    program = actions.add_program(book.program, book.title, at=now, by=DEMO)
    return {
        (book.program, p.code): actions.add_product(
            program, p.code, name=p.name, kind=p.kind, series=p.series, at=now, by=DEMO
        )
        for p in book.products
    }


def _customers(book: Book, now: datetime) -> None:
    for customer in book.customers:
        party = actions.add_party(
            at=now,
            by=DEMO,
            key=customer.key,
            organisation=True,
            details={
                "name": customer.name,
                "email": f"facilities@{customer.key}.example",
                "address": f"{customer.city}, {customer.country}",
            },
        )
        for place in customer.places:
            actions.add_location(
                f"{customer.key}/{place}",
                at=now,
                by=DEMO,
                party=party,
                time_zone=customer.time_zone,
                region=customer.region,
                country=customer.country,
            )


def answers(at: datetime) -> Iterator[tuple[Unit, Answer]]:
    """Each unit in the order it was written, with the answer to the standing question at that instant."""
    rows = list(units().order_by("id"))
    for unit, facts in zip(rows, units_facts(rows), strict=True):
        question = {"program": unit.program.name, "ask": "cover", "at": at.isoformat(), "unit": facts}
        yield unit, load_program(unit.program.name).decide(question, explain=False)
