"""An open batch of the demonstration's installer: codes scanned in this morning, one of them twice, one not known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from warrantor.adapters.demo.channel import DEMO, party_of
from warrantor.adapters.demo.stories import Book
from warrantor.apps.coverage.registering import batches
from warrantor.apps.registry.models import Location, Party, Product, Program
from warrantor.apps.registry.rules import Refused

_CODES = ("2001", "2002", "2002", "2003", "2004")


def add_batch(books: Sequence[Book], now: datetime) -> None:
    """For the first place of the first channel's program where its installer may work; none where there is no such."""
    book = next((book for book in books if book.channel is not None), None)
    installer = Party.objects.filter(key=party_of(books, "installer")).first()
    if book is None or installer is None:
        return
    program = Program.objects.get(name=book.program)
    product = Product.objects.filter(program=program).order_by("pk").first()
    places = Location.objects.filter(party__key__in=[one.key for one in book.customers]).select_related("party")
    for place in places.order_by("pk"):
        if product is not None and _begun(program, installer, place, product, book, now):
            return


def _begun(program: Program, installer: Party, place: Location, product: Product, book: Book, now: datetime) -> bool:
    """Whether the installer may work at a place; then the batch is there, and its codes."""
    assert place.party is not None, "only places of customers are asked for"
    try:
        batch = batches.begin_batch(program, installer, place.party, place, now.date(), at=now, by=DEMO)
    except Refused:
        return False
    head = next(one.serial for one in book.products if one.code == product.code)
    for number, code in enumerate(_CODES):
        at = now + timedelta(seconds=number)
        row = batches.scan(batch, f"{head}-N{code}", key=str(number), at=at, by=DEMO)
        if row.state == batches.UNKNOWN and code != _CODES[-1]:
            batches.choose_model(row, product, at=at, by=DEMO)
    return True
