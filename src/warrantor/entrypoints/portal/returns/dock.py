"""The returns dock: what a box is, what was expected of it, receiving it once, and settling what was put aside."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.claims.exchanging import ledger
from warrantor.apps.claims.models import Receipt, ReturnAddress, Rma
from warrantor.apps.claims.returns import issuing, queries, receiving, settling
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.claims.returns.seeing import ADDRESS, RECEIVE, expected
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices
from warrantor.entrypoints.portal.problems.views import trouble_page
from warrantor.entrypoints.portal.returns import forms, wording

SHOWN = 50
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
READER = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What the dock may do beyond other pages: use the camera, and run what reads codes."""


@login_required
@require_safe
def dock(request: HttpRequest) -> HttpResponse:
    """What waits, and what is due this week; with `?code=` what that box is."""
    return _dock(request, request.GET.get("code", "").strip()[:80])


def _dock(request: HttpRequest, code: str, wrong: Wrong | None = None) -> HttpResponse:
    rmas, receipts = _rmas(request), _receipts(request)
    today = request.at.date()  # type: ignore[attr-defined]
    context = {
        "code": code, "problems": wrong.problems if wrong else [],
        "waiting": [wording.box(row) for row in queries.waiting(receipts)[:SHOWN]],
        "due": queries.due_soon(rmas.filter(pk__in=queries.open_rmas().values("pk")), today)[:SHOWN],
        "owed": ledger.due_soon(rmas.values("claim"), today)[:SHOWN],
        "latest": [wording.box(row) for row in receipts.exclude(state="aside").order_by("-received", "-pk")[:10]],
        "today": today, "may_address": request.person.may(ADDRESS),  # type: ignore[attr-defined]
        "trail": [("Returns dock", "")], **(_looked_up(request, code, wrong) if code else {}),
    }  # fmt: skip
    response = render(request, "portal/returns/dock.html", context, status=422 if wrong else 200)
    response.headers["Permissions-Policy"] = CAMERA
    response.headers["Content-Security-Policy"] = READER
    return response


def _looked_up(request: HttpRequest, code: str, wrong: Wrong | None) -> dict[str, Any]:
    """What was expected, and the form for what came."""
    rma, unit = expected(code, request.person)  # type: ignore[attr-defined]
    before = queries.standing_receipt(rma) if rma else None
    url = f"{reverse('portal:receive_return')}?{urlencode({'code': code})}"
    programs = None if rma or unit else program_choices(request, RECEIVE)
    return {
        "rma": rma, "unit": unit, "owes": ledger.exchange_of(rma.claim) if rma else None,
        "before": wording.box(before) if before else None, "how": receiving.HOW,
        "form": None if before else form("box", forms.box(programs), url, "Record it", wrong),
    }  # fmt: skip


@login_required
@require_POST
def receive_return(request: HttpRequest) -> HttpResponse:
    """Records a box; of one that is recorded already it says when and by whom."""
    _rmas(request)
    code = (request.GET.get("code") or request.POST.get("code", "")).strip()[:80]
    rma, unit = expected(code, request.person)  # type: ignore[attr-defined]
    kept: list[tuple[Receipt, bool]] = []
    programs = None if rma or unit else program_choices(request, RECEIVE)

    def act(said: dict[str, Any]) -> None:
        program = Program.objects.filter(name=said.get("program", "")).first()
        box = Box(code, said["serial"], said["part"], said["condition"], program)
        kept.append(receive(box, rma, unit, at=request.at, by=request.by))  # type: ignore[attr-defined]

    wrong = carry_out(request, "box", forms.box(programs), act)
    if wrong is not None:
        return _dock(request, code, wrong)
    row, new = kept[0]
    said = wording.recorded(row) if new else wording.known(row)
    (messages.success if new and row.state == "accepted" else messages.warning)(request, said)
    return HttpResponseRedirect(reverse("portal:return_box", args=[row.public_id]))


@login_required
@require_safe
def return_box(request: HttpRequest, number: str) -> HttpResponse:
    """One box: expected beside actual, what the terms say of it, what may be done."""
    return _box_page(request, _box(request, number))


def _box_page(request: HttpRequest, row: Receipt, wrong: Wrong | None = None) -> HttpResponse:
    said = queries.disposition_of(row)
    url = {act: reverse("portal:act_on_box", args=[row.public_id, act]) for act in forms.ACTS}
    shown = []
    if row.state == "aside":
        shown.append(("Settle it", form("settle", forms.settling(row), url["settle"], "Settle", wrong)))
    elif said is None:
        shown.append(("What becomes of it", form("dispose", forms.DISPOSING, url["dispose"], "Record it", wrong)))
    elif said.expected is not None and said.credited is None:
        shown.append(("Credit of the maker", form("credit", forms.CREDITING, url["credit"], "It came", wrong)))
    context = {
        "box": wording.box(row), "row": row, "disposition": said, "forms": shown,
        "notices": (row.decision.answer.get("next") or []) if row.decision else [],
        "problems": wrong.problems if wrong else [], "how": receiving.HOW,
        "trail": [("Returns dock", reverse("portal:returns")), (row.typed, "")],
    }  # fmt: skip
    return render(request, "portal/returns/box.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def act_on_box(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Settles a box, says what becomes of it, or records the credit of whoever made it."""
    row = _box(request, number)
    if act not in forms.ACTS:
        raise Http404("there is no such act")
    about: dict[str, Any] = {"at": request.at, "by": request.by}  # type: ignore[attr-defined]

    def settle(said: dict[str, Any]) -> None:
        settling.settle(row, **said, **about)

    def dispose(said: dict[str, Any]) -> None:
        settling.dispose(row, **said, **about)

    def credit(said: dict[str, Any]) -> None:
        made = queries.disposition_of(row)
        if made is None:
            raise Conflict("credit", "is expected of nobody", "say first what becomes of it")
        settling.credit_received(made, said["amount"], **about)

    late: list[Conflict] = []

    def carried(said: dict[str, Any]) -> None:
        try:
            {"settle": settle, "dispose": dispose, "credit": credit}[act](said)
        except Conflict as conflict:
            late.append(conflict)

    fields = {"settle": forms.settling(row), "dispose": forms.DISPOSING, "credit": forms.CREDITING}[act]
    wrong = carry_out(request, act, fields, carried)
    if late:
        return trouble_page(request, 409)
    if wrong is not None:
        return _box_page(request, row, wrong)
    return HttpResponseRedirect(reverse("portal:return_box", args=[row.public_id]))


@login_required
@require_http_methods(["GET", "POST"])
def return_addresses(request: HttpRequest) -> HttpResponse:
    """Where goods of each program are sent back to; the newest holds."""
    programs = program_choices(request, ADDRESS)
    if not request.person.may(ADDRESS):  # type: ignore[attr-defined]
        raise PermissionDenied
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            name = request.POST.get("program", "")
            if name not in dict(programs):
                raise Refused("program", "is none of yours", "choose one of the list")
            program, text = Program.objects.get(name=name), request.POST.get("address", "").replace("\r\n", "\n")
            issuing.set_address(program, text, at=request.at, by=request.by)  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("portal:return_addresses"))
        except Refused as refused:
            problems = [(refused.field, f"{refused.field.capitalize()} {refused.message}: {refused.help}")]
    rows = ReturnAddress.objects.filter(program__name__in=dict(programs)).select_related("program").order_by("pk")
    context = {
        "programs": programs, "addresses": {row.program.title: row for row in rows}, "problems": problems,
        "typed": request.POST, "trail": [("Returns dock", reverse("portal:returns")), ("Addresses", "")],
    }  # fmt: skip
    return render(request, "portal/returns/addresses.html", context, status=422 if problems else 200)


# -- who sees what -----------------------------------------------------------------------------------


def _rmas(request: HttpRequest) -> QuerySet[Rma]:
    person: Any = request.person  # type: ignore[attr-defined]
    if not person.may(RECEIVE):
        raise PermissionDenied
    return sight.seen(queries.rmas(), person, RECEIVE)


def _receipts(request: HttpRequest) -> QuerySet[Receipt]:
    person: Any = request.person  # type: ignore[attr-defined]
    if not person.may(RECEIVE):
        raise PermissionDenied
    return sight.seen(queries.receipts(), person, RECEIVE)


def _box(request: HttpRequest, number: str) -> Receipt:
    row = _receipts(request).filter(public_id=number).first() if number.isprintable() else None
    if row is None:
        raise Http404("there is no such box that you may see")
    return row
