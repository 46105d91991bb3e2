"""The account page: who one is here, what one may do, and where to change it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from warrantor.apps.access.rules import ROLES, RULINGS


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Roles, and the ways to address, password, second factor, passkeys and sessions."""
    held = [(ROLES[one.role].title, one.party or one.program) for one in request.person.held]  # type: ignore[attr-defined]
    may_audit = request.person.may_everywhere("journal.read")  # type: ignore[attr-defined]
    may_import = request.person.may("unit.import")  # type: ignore[attr-defined]
    may_settle = request.person.may("alert.settle")  # type: ignore[attr-defined]
    may_sell = any(one.party for one in request.person.holding("channel.own"))  # type: ignore[attr-defined]
    may_manage = request.person.may("channel.manage") or request.person.may("price.answer")  # type: ignore[attr-defined]
    may_register = request.person.may("unit.register")  # type: ignore[attr-defined]
    judges = any(request.person.may(one) for one in RULINGS)  # type: ignore[attr-defined]
    context = {
        "judges": judges, "may_register": may_register,
        "held": held, "may_audit": may_audit, "may_import": may_import, "may_settle": may_settle,
        "may_sell": may_sell, "may_manage": may_manage, "belongs": bool(request.person.parties),  # type: ignore[attr-defined]
        "trail": [("Account", "")],
    }  # fmt: skip
    return render(request, "portal/account/account.html", context)
