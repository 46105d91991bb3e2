"""Reads of papers: those of a unit, and the facts that one may be the proof of."""

from django.db.models import Exists, OuterRef, QuerySet

from warrantor.apps.registry.models import HistoryEvent, Paper, PaperWithdrawal, Unit
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import standing
from warrantor.core.terms.schema import SHIPPED_SCHEMA


def papers(unit: Unit) -> QuerySet[Paper]:
    """In the order in which they were added; `withdrawn` says whether it was a mistake."""
    withdrawal = PaperWithdrawal.objects.filter(paper=OuterRef("pk"))
    return Paper.objects.filter(unit=unit).annotate(withdrawn=Exists(withdrawal)).order_by("id")


def that_stand(unit: Unit) -> QuerySet[Paper]:
    """Those that were not withdrawn."""
    return Paper.objects.filter(unit=unit).exclude(pk__in=PaperWithdrawal.objects.values("paper"))


def is_withdrawn(paper: Paper) -> bool:
    return PaperWithdrawal.objects.filter(paper=paper).exists()


def invoices(unit: Unit) -> set[str]:
    """The numbers that the standing facts of a unit name."""
    return {str(event["invoice"]) for event in standing(history(unit)) if event.get("invoice")}


def without_invoice(unit: Unit) -> list[HistoryEvent]:
    """The standing facts of a unit that could name an invoice, and do not: a proof may be put to these."""
    events = standing(history(unit))
    found = [event["id"] for event in events if takes_invoice(event["what"]) and not event.get("invoice")]
    return list(HistoryEvent.objects.filter(unit=unit, public_id__in=found).order_by("recorded", "id"))


def takes_invoice(what: str) -> bool:
    """Whether a kind of fact says an invoice."""
    kind = SHIPPED_SCHEMA.kinds.get(what)
    return kind is not None and "invoice" in kind.keys
