"""Signing in with one click as somebody made up: only in a database that the demonstration made, and from this machine.

`warrantor demo --open-sign-in` lifts the second condition.
"""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.adapters.demo import people


@require_http_methods(["GET", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """The list of people; a click signs in."""
    if not (settings.DEMO and people.is_marked() and (settings.DEMO_OPEN or _from_here(request))):
        raise Http404("this is no demonstration")
    known = people.people()
    if request.method == "POST":
        user = next((user for user, _ in known if str(user.pk) == request.POST.get("user")), None)
        if user is None:
            raise Http404("there is nobody of that number")
        login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
        return HttpResponseRedirect(reverse("portal:units"))
    context = {"people": known, "whose": people.whose(), "trail": [("Sign in as", "")]}
    return render(request, "portal/account/demo.html", context)


def _from_here(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
