"""The invoice for service outside the terms: lines, each with its currency, and their sums before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.claims import invoicing
from warrantor.apps.claims.invoicing import Line
from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.desk.claim import seen_claim
from warrantor.entrypoints.portal.formatting import money
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.problems.views import trouble_page

ROWS, MORE, MOST = 3, 3, 30
CELLS = ("what", "amount", "currency")


@dataclass
class Row:
    """A line as it was typed, and what is wrong with it, by cell."""

    number: int
    line: Line
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.line.what or self.line.amount or self.line.currency)


@dataclass
class Sheet:
    """The form as it was typed."""

    rows: list[Row]
    reason: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Sheet":
        """With some empty lines, and more where they are asked for."""
        kept = said.get("rows", "")
        count = int(kept) if kept.isdecimal() and len(kept) < 3 else ROWS
        count = min(count + (MORE if said.get("do") == "more" else 0), MOST)
        lines = [Line(*(said.get(f"{cell}-{n}", "").strip() for cell in CELLS)) for n in range(1, count + 1)]
        return cls([Row(n, line) for n, line in enumerate(lines, 1)], said.get("reason", "").strip())

    def lines(self) -> list[Line]:
        """Those that were filled in."""
        return [row.line for row in self.rows if not row.empty]

    def sums(self) -> list[str]:
        """Of the lines that say an amount, by currency; what is wrong with others stands at them."""
        found: dict[str, Decimal] = {}
        for row in self.rows:
            if row.empty:
                continue
            try:
                _, amount, currency = invoicing.check_line(row.line)
            except Refused as refused:
                row.errors[refused.field] = told(refused)
            else:
                found[currency] = found.get(currency, Decimal(0)) + amount
        return [money(amount, currency) for currency, amount in sorted(found.items())]

    def blame(self, refused: Refused) -> None:
        """What was refused, at its cell or field."""
        if refused.field == "reason":
            self.errors["reason"] = told(refused)
        elif not any(row.errors for row in self.rows):
            self.rows[0].errors[refused.field if refused.field in CELLS else "what"] = told(refused)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the top of the page."""
        rows = [(f"{cell}-{row.number}", f"Line {row.number}: {cell} {text}")
                for row in self.rows for cell, text in row.errors.items()]  # fmt: skip
        return rows + [(name, f"{name.capitalize()} {text}") for name, text in self.errors.items()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: Any, number: str) -> HttpResponse:
    """The form; with more lines or the sums where a button asks for them; made where it is sent."""
    claim = seen_claim(request, number)
    if not request.person.may("claim.work", claim.program.name):
        raise PermissionDenied
    if not invoicing.can_invoice(claim, request.at):
        return trouble_page(request, 409)
    sheet = Sheet.read(request.POST)
    if request.method != "POST" or request.POST.get("do"):
        return _page(request, claim, sheet)
    try:
        made = invoicing.invoice_outside(
            claim, sheet.lines(), sheet.reason, seen=_seen(request), at=request.at, by=request.by
        )
    except Conflict as conflict:
        return _page(request, seen_claim(request, number), sheet, clash=f"{conflict.field} {told(conflict)}")
    except Refused as refused:
        return _page(request, claim, sheet, refused)
    messages.success(request, f"Invoice {made.number} is made: {' and '.join(sheet.sums())}.")
    return HttpResponseRedirect(reverse("portal:work_claim", args=[claim.number]))


def _seen(request: HttpRequest) -> int:
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _page(
    request: HttpRequest, claim: Claim, sheet: Sheet, refused: Refused | None = None, clash: str = ""
) -> HttpResponse:
    sums = sheet.sums()
    if refused is not None:
        sheet.blame(refused)
    if request.POST.get("do") == "more":  # they are still typing
        for row in sheet.rows:
            row.errors.clear()
    problems = sheet.problems
    context = {
        "claim": claim, "sheet": sheet, "sums": sums, "problems": problems, "clash": clash,
        "full": len(sheet.rows) >= MOST,
        "trail": [("Desk", reverse("portal:desk")),
                  (claim.number, reverse("portal:work_claim", args=[claim.number])), ("Invoice", "")],
    }  # fmt: skip
    status = 409 if clash else 422 if problems else 200
    return render(request, "portal/desk/invoice.html", context, status=status)
