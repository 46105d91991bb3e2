"""Reads of activation codes."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from warrantor.apps.coverage.codes.rules import code_digest
from warrantor.apps.coverage.models import ActivationCode, CodeBatch
from warrantor.apps.registry.models import Program


def batches() -> QuerySet[CodeBatch]:
    """Batches with how many of their cards were `spent` and how many `void`, the newest first."""
    return (
        CodeBatch.objects.select_related("program")
        .annotate(spent=_count(used__isnull=False), void=_count(revoked__isnull=False))
        .order_by("-made", "-id")
    )


def _count(**which: bool) -> Coalesce:
    """How many cards of a batch are so."""
    found = ActivationCode.objects.filter(batch=OuterRef("pk"), **which).order_by().values("batch")
    return Coalesce(Subquery(found.annotate(count=Count("pk")).values("count")), 0)


def cards(batch: CodeBatch) -> QuerySet[ActivationCode]:
    """The cards of a batch, by number."""
    return ActivationCode.objects.filter(batch=batch).select_related("unit__program").order_by("number")


def program_of_code(code: str) -> Program | None:
    """The program whose card bears a code."""
    found = ActivationCode.objects.select_related("batch__program").filter(digest=code_digest(code)).first()
    return found.batch.program if found else None
