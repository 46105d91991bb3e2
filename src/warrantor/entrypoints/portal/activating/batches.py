"""Staff make batches of activation codes, take the cards away as a file, this once, and revoke what was lost."""

import csv
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.adapters.cards import sheet
from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.codes import actions, queries, rules
from warrantor.apps.coverage.models import CodeBatch
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import FieldError, read_day
from warrantor.entrypoints.portal.layout.forms import at_its_field

PAGE = 50
SHEETS = (("pdf", "a sheet of cards (PDF)"), ("csv", "a table (CSV)"))


@login_required
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """The batches, with a form; a batch that was just made is answered with its cards, which are kept nowhere."""
    if not request.person.may("code.make"):  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method == "GET":
        return _list(request)
    try:
        return _made(request)
    except Refused as refused:
        return _list(request, refused)


def _made(request: Any) -> HttpResponse:
    typed = request.POST
    name, _, plan = typed.get("plan", "").partition("/")
    program = Program.objects.filter(name=name).first()
    if program is None or not request.person.may("code.make", program.name):
        raise Refused("plan", "is none of the plans", "choose one of the list")
    size, until = typed.get("size", ""), None
    if not size.isdecimal() or len(size) > 6:
        raise Refused("size", f"`{size[:20]}` is not a number of cards", f"1 to {rules.LARGEST:,}")
    if any(typed.get(f"until-{part}") for part in ("day", "month", "year")):
        until = _day(typed)
    batch, made = actions.make_codes(
        program, plan, int(size), typed.get("name", ""), at=request.at, by=request.by, until=until
    )
    return _file(request, batch, made)


def _day(typed: Any) -> Any:
    try:
        return read_day("until", typed)
    except FieldError as error:
        raise Refused("until", error.message, "the last day on which a card may be entered") from None


def _file(request: Any, batch: CodeBatch, made: list[str]) -> HttpResponse:
    kind = "csv" if request.POST.get("sheet") == "csv" else "pdf"
    response = HttpResponse(content_type="text/csv; charset=utf-8" if kind == "csv" else "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="cards-{batch.pk}.{kind}"'
    response["Cache-Control"] = "no-store"
    address = request.build_absolute_uri(reverse("portal:activate"))
    if kind == "csv":
        rows = csv.writer(response)
        rows.writerow(["card", "code", "plan", "address"])
        rows.writerows([n, rules.spelled(code), batch.plan, f"{address}?code={code}"] for n, code in enumerate(made, 1))
    else:
        response.write(sheet(batch.program.title, words.title(batch.plan), batch.name, made, address, batch.until))
    return response


def _list(request: Any, refused: Refused | None = None) -> HttpResponse:
    names = [program for program in Program.objects.order_by("name") if request.person.may("code.make", program.name)]
    rows = queries.batches().filter(program__in=names)
    plans = [
        (f"{program.name}/{plan}", f"{program.title}: {words.title(plan)}")
        for program in names
        for plan in load_program(program.name).latest.plans
    ]
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "plans": plans, "typed": request.POST,
        **at_its_field(refused), "sheets": SHEETS, "most": rules.LARGEST,
        "parts": [(part.title(), f"until-{part}", request.POST.get(f"until-{part}", "")) for part in _PARTS],
        "trail": [("Activation codes", "")],
    }  # fmt: skip
    return render(request, "portal/activating/codes.html", context, status=422 if refused else 200)


_PARTS = ("day", "month", "year")


@login_required
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """The cards of a batch by their numbers, and how each stands; cards are revoked with a reason."""
    if not request.person.may("code.make"):  # type: ignore[attr-defined]
        raise PermissionDenied
    found = queries.batches().filter(public_id=batch).first() if batch.isprintable() else None
    if found is None or not request.person.may("code.make", found.program.name):  # type: ignore[attr-defined]
        raise Http404("there is no such batch that you may see")
    refused = None
    if request.method == "POST":
        try:
            numbers = _numbers(request.POST.get("numbers", ""))
            reason = request.POST.get("reason", "")
            actions.revoke_codes(found, numbers, reason, at=request.at, by=request.by)  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("portal:code_batch", args=[batch]))
        except Refused as error:
            refused = error
    context = {
        "batch": found, "page": Paginator(queries.cards(found), PAGE).get_page(request.GET.get("page")),
        **at_its_field(refused), "typed": request.POST,
        "trail": [("Activation codes", reverse("portal:codes")), (found.name, "")],
    }  # fmt: skip
    return render(request, "portal/activating/batch.html", context, status=422 if refused else 200)


def _numbers(typed: str) -> list[int]:
    """Numbers of cards as people write them: `3, 7-9`; nothing is all."""
    found: list[int] = []
    for part in typed.replace(",", " ").split():
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal() or len(part) > 9:
            raise Refused("numbers", f"`{part[:20]}` is not a number of a card", "numbers such as `3, 7-9`")
        found += range(int(first), min(int(last or first), rules.LARGEST) + 1)
    return found
