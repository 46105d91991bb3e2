"""The receipt as JSON: the reduced answer, with what was asked and where the receipt stands."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.models import Decision
from warrantor.entrypoints.portal.privacy import reduce_answer


def public_answer(kept: Decision) -> dict[str, Any]:
    """The answer of a decision as an anonymous visitor may see it."""
    document = load_program(kept.program).version_of(kept.answer)
    answer = {
        "ask": kept.question.get("ask", "cover"),
        "at": kept.question["at"],
        "program": kept.program,
        **kept.answer,
    }
    return reduce_answer(answer, document.schema, document.time_zone)


def receipt_json(kept: Decision, request: HttpRequest) -> dict[str, Any]:
    """What the receipt's address gives to a program."""
    told = {
        "decision": kept.public_id,
        "receipt": request.build_absolute_uri(reverse("portal:receipt", args=[kept.public_id])),
        "given": kept.created.isoformat(),
        "serial": kept.question["unit"].get("serial", ""),
        **public_answer(kept),
    }
    if kept.replaces:
        told["replaces"] = request.build_absolute_uri(reverse("portal:receipt", args=[kept.replaces.public_id]))
    return told
