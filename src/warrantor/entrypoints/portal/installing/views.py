"""The installers' workspace, a unit on its own, and batches: begun, scanned into, mended, finished."""

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.channel.queries import accreditations
from warrantor.apps.coverage.models import InstallBatch, Scan
from warrantor.apps.coverage.registering import actions, batches
from warrantor.apps.coverage.registering.rules import Said, Taken
from warrantor.apps.registry.models import Product
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.installing import forms, showing
from warrantor.entrypoints.portal.installing.forms import PERMISSION
from warrantor.entrypoints.portal.layout.fields import Field, show
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.problems.views import trouble_page

SERIAL = Field("serial", "Serial number", "text")
BOUGHT = [
    Field("bought_on", "Bought on", "date", optional=True),
    Field("invoice", "Number of the invoice", "text", optional=True),
    Field("delivered_on", "Delivered on", "date", optional=True),
]


@login_required
@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    """What is unfinished, the last batches, and where one may work till when."""
    _check(request)
    mine = forms.installers(request.person)  # type: ignore[attr-defined]
    rows = _seen(request).order_by("finished", "-began")
    held = accreditations().filter(party__in=mine).order_by("until")[:50]
    context = {
        "open": showing.listed(rows.filter(finished=None)[:50]),
        "done": showing.listed(rows.exclude(finished=None)[:20]),
        "accreditations": [showing.accreditation(one, request.at.date()) for one in held],  # type: ignore[attr-defined]
        "trail": [("Installing", "")],
    }  # fmt: skip
    return render(request, "portal/installing/workspace.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """Where, when and for whom; then scanning begins."""
    return _form(request, [], _begin)


@login_required
@require_http_methods(["GET", "POST"])
def one_unit(request: HttpRequest) -> HttpResponse:
    """One unit on its own."""
    return _form(request, [SERIAL, *BOUGHT], _register)


def _form(request: Any, more: list[Field], act: Any) -> HttpResponse:
    _check(request)
    asked = [*more[:1], *forms.fields(request.person, request.at), *more[1:]]
    said: Any = request.POST if request.method == "POST" else showing.today(request.at)
    errors: dict[str, str] = {}
    if request.method == "POST":
        found = forms.typed(asked, request.POST, request.person)
        errors = found.errors
        if not errors:
            try:
                return HttpResponseRedirect(act(request, found))
            except Refused as refused:
                errors = {refused.field: told(refused)}
    shown = show(asked, "i", said, errors)
    known = {one.field.name: one for one in shown}
    problems = [(f"i-{name}" if name in known else "top", _named(known, name, text)) for name, text in errors.items()]
    title = "Register one unit" if more else "Start a batch"
    trail = [("Installing", reverse("portal:install")), (title, "")]
    context = {"fields": shown, "problems": problems, "title": title, "one": bool(more), "trail": trail}
    return render(request, "portal/installing/form.html", context, status=422 if errors else 200)


def _named(known: Any, name: str, text: str) -> str:
    label = known[name].field.label if name in known else {"route": "The way", "location": "The place"}.get(name, name)
    return f"{label}: {text}"


@transaction.atomic
def _begin(request: Any, found: forms.Setting) -> str:
    customer, place = forms.settle(found, request.at, request.by)
    assert found.program is not None
    assert found.installer is not None, "both were chosen from a list"
    batch = batches.begin_batch(
        found.program, found.installer, customer, place, found.installed_on, product=found.product,
        at=request.at, by=request.by,
    )  # fmt: skip
    return reverse("portal:batch", args=[batch.public_id])


def _register(request: Any, found: forms.Setting) -> str:
    assert found.program is not None
    assert found.installer is not None, "both were chosen from a list"
    values = found.values
    try:
        with transaction.atomic():
            customer, place = forms.settle(found, request.at, request.by)
            said = Said(
                values["serial"], product=values.get("product", ""), customer=customer.key,
                registrar=found.installer.key, installer=found.installer.key, place=place.key,
                installed_on=values["installed_on"], bought_on=values.get("bought_on", ""),
                invoice=values.get("invoice", ""), delivered_on=values.get("delivered_on", ""),
            )  # fmt: skip
            outcome = actions.register(found.program, said, at=request.at, by=request.by, installers=True)
    except Taken:
        showing.report(found.program, values["serial"], found.installer, request)
        raise
    unit = outcome.judged.unit or (outcome.registration.unit if outcome.registration else None)
    showing.told(request, outcome)
    if unit is None:
        return reverse("portal:install")
    return reverse("portal:unit", args=[found.program.name, unit.serial])


# -- a batch -----------------------------------------------------------------------------------------------


@login_required
@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """The codes so far, the latest on top, and the box for the next."""
    return _page(request, _batch(request, number))


@login_required
@require_POST
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """One code. A script that sends it gets back what to show; a form goes back to the page."""
    found = _batch(request, number)
    key = request.POST.get("key") or secrets.token_urlsafe(12)
    try:
        batches.scan(found, request.POST.get("serial", ""), key=key, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    except Refused as refused:
        return _page(request, found, refused)
    return _after(request, found)


@login_required
@require_POST
def choose_model(request: HttpRequest, number: str, scanned: int) -> HttpResponse:
    """Which model a code is of."""
    found = _batch(request, number)
    row = Scan.objects.select_related("batch").filter(batch=found, pk=scanned).first()
    product = Product.objects.filter(program=found.program, code=request.POST.get("product", "")).first()
    if row is None:
        raise Http404("there is no such code in the batch")
    if product is not None:
        row.batch = found
        batches.choose_model(row, product, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return _after(request, found)


@login_required
@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """The last code was none."""
    found = _batch(request, number)
    try:
        batches.undo_last(found, at=request.at)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return _after(request, found)


@login_required
@require_POST
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Registers what was scanned."""
    found = _batch(request, number)
    try:
        batches.finish(found, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return HttpResponseRedirect(reverse("portal:batch", args=[number]))


def _after(request: HttpRequest, found: InstallBatch) -> HttpResponse:
    if request.headers.get("X-Scan"):
        return _page(request, found)
    return HttpResponseRedirect(reverse("portal:batch", args=[found.public_id]))


CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
READER = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What the page of a batch may do beyond others: use the camera, and run what reads codes."""


def _page(request: HttpRequest, found: InstallBatch, refused: Refused | None = None) -> HttpResponse:
    context = showing.batch(found) | {
        "refused": refused, "problems": [("serial", f"The code {refused.message}; {refused.help}")] if refused else [],
        "typed": request.POST.get("serial", "") if refused else "",
        "trail": [("Installing", reverse("portal:install")), ("Batch", "")],
    }  # fmt: skip
    template = "portal/installing/_scanned.html" if request.headers.get("X-Scan") else "portal/installing/batch.html"
    response = render(request, template, context, status=422 if refused else 200)
    if found.finished is None:
        response.headers["Permissions-Policy"] = CAMERA
        response.headers["Content-Security-Policy"] = READER
    return response


def _check(request: HttpRequest) -> None:
    if not request.person.may(PERMISSION):  # type: ignore[attr-defined]
        raise PermissionDenied


def _seen(request: HttpRequest) -> Any:
    _check(request)
    return sight.seen(batches.batches(), request.person, PERMISSION)  # type: ignore[attr-defined]


def _batch(request: HttpRequest, number: str) -> InstallBatch:
    """Raises Http404 for one that they may not see, PermissionDenied for one that they may not scan into."""
    person = request.person  # type: ignore[attr-defined]
    rows = batches.batches().filter(public_id=number)
    found = sight.seen(rows, person, "unit.read").first()
    if found is None:
        raise Http404("there is no such batch that you may see")
    if not sight.seen(rows, person, PERMISSION).exists():
        raise PermissionDenied
    return found
