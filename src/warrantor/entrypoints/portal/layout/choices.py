"""What a visitor chose for every page, such as its colours: cookies that the server reads, so that no page flashes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("auto", "light", "dark"), "keys": ("on", "off")}
"""What there is to choose, by the name of its cookie, what holds without a choice first.

The theme `auto` is what the device says; `keys` are those of the desk, struck without Ctrl.
"""
A_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest | None, name: str) -> str:
    """What was chosen, or what holds without a choice."""
    said = request.COOKIES.get(name, "") if request else ""
    return said if said in CHOICES[name] else CHOICES[name][0]


@require_POST
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Keeps the choice and goes back to the page it was made on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    said = request.POST.get(name, "")
    if said in CHOICES[name]:
        response.set_cookie(
            name, said, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
