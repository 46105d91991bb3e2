"""The receipt of a decision, and asking again with one more fact."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from warrantor.adapters.documents import load_program
from warrantor.adapters.limits import count_check
from warrantor.apps.coverage import queries
from warrantor.apps.coverage.models import Decision
from warrantor.core.terms.document import Document
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.asking import decide_and_keep
from warrantor.entrypoints.portal.formatting import to_day
from warrantor.entrypoints.portal.json import wants_json
from warrantor.entrypoints.portal.layout.fields import read
from warrantor.entrypoints.portal.receipt.again import run_again
from warrantor.entrypoints.portal.receipt.forms import form_for
from warrantor.entrypoints.portal.receipt.json import public_answer, receipt_json
from warrantor.entrypoints.portal.receipt.page import receipt_page
from warrantor.entrypoints.portal.receipt.stating import with_fact

NOTHING = {
    "yes": "Nothing is missing. To have it seen to, contact the vendor with the decision number.",
    "no": "If you know something that the record lacks, ask the vendor and quote the decision number.",
    "person": "Ask the vendor for the decision and quote the decision number.",
    "missing": "Ask the vendor and quote the decision number.",
}


@require_safe
def receipt(request: HttpRequest, decision: str) -> HttpResponse:
    """The page; as JSON when asked for."""
    kept = _kept(decision)
    if wants_json(request):
        return JsonResponse(receipt_json(kept, request))
    again = None
    if "again" in request.GET:
        count_check(request, request.at)  # type: ignore[attr-defined]
        again = run_again(kept)
    return _page(request, kept, again=again)


@require_http_methods(["GET", "POST"])
def state_fact(request: HttpRequest, decision: str) -> HttpResponse:
    """The question asked again with a fact that the visitor states; the new decision says which it replaces.

    Who reloads the address after a mistake is led back to the receipt.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal:receipt", args=[decision]))
    count_check(request, request.at)  # type: ignore[attr-defined]
    kept = _kept(decision)
    schema = _document(kept).schema
    name = request.POST.get("fact", "")
    form = form_for(name, schema)
    if form is None:
        raise Http404(f"there is no fact `{name}` to state")
    values, errors = read(form.fields, request.POST)
    if "on" in values and to_day(values["on"]) > to_day(kept.answer.get("day") or kept.question["at"]):
        errors["on"] = "give a day no later than that of the question"
    if errors:
        response = _page(request, kept, 422, wrong=(name, request.POST, errors))
        response["HX-Push-Url"] = "false"
        return response
    question = with_fact(kept.question, name, values, schema, request.at, kept.answer.get("plan"))  # type: ignore[attr-defined]
    new = decide_and_keep(question, request.at, request.by, kept.unit, replaces=kept)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("portal:receipt", args=[new.public_id]))


def _kept(public_id: str) -> Decision:
    kept = queries.decision(public_id)
    if kept is None:
        raise Http404("there is no answer under this address")
    return kept


def _document(kept: Decision) -> Document:
    return load_program(kept.program).version_of(kept.answer)


def _page(
    request: HttpRequest, kept: Decision, status: int = 200, *, again: Any = None, wrong: Any = None
) -> HttpResponse:
    document = _document(kept)
    answer = public_answer(kept)
    terms_url = reverse("portal:document", args=[document.program, document.version.id])
    page = receipt_page(answer, document, terms_url, wrong)
    context = {
        "kept": kept,
        "page": page,
        "answer": answer,
        "again": again,
        "problems": page.problems,
        "serial": kept.question["unit"].get("serial", ""),
        "product": kept.unit.product.name if kept.unit else "",
        "asked_about": asked_about(kept.question),
        "at": kept.question["at"],
        "zone": document.time_zone,
        "terms_title": document.title,
        "version_reason": _version_reason(kept, document),
        "replaces": kept.replaces,
        "replaces_word": words.VERDICTS[kept.replaces.answer["answer"]].word if kept.replaces else "",
        "replaced_by": queries.replaced_by(kept),
        "nothing_to_do": NOTHING[answer["answer"]],
        "described": bool(kept.question.get("claim")),
        "link": request.build_absolute_uri(reverse("portal:receipt", args=[kept.public_id])),
        "focus": request.headers.get("HX-Request") == "true",
    }
    return render(request, "portal/receipt/receipt.html", context, status=status)


def asked_about(question: dict[str, Any]) -> str:
    """The fault in a few words."""
    claim = question.get("claim")
    if not claim:
        return "No fault was described: a defect of an ordinary part."
    cause = words.CAUSES.get(claim.get("cause", ""), "Cause not said")
    part = claim.get("part")
    return f"{cause}; part: {words.spelled(part)}." if part and part != "ordinary" else f"{cause}."


def _version_reason(kept: Decision, document: Document) -> str:
    if len(load_program(kept.program).versions) == 1:
        return "The only version published so far."
    chosen = document.version.chosen_by
    return (
        f"In force on the day that decides: {words.fact(str(chosen))}."
        if chosen
        else "In force on the day of the question."
    )
