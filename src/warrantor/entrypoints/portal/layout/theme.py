"""The colours a visitor chose: a cookie that the server reads, so that no page flashes in the wrong ones."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("light", "dark", "auto")
A_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest | None) -> str:
    """`light`, `dark`, or `auto` for what the device says."""
    theme = request.COOKIES.get(COOKIE, "auto") if request else "auto"
    return theme if theme in THEMES else "auto"


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice and goes back to the page it was made on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            COOKIE, theme, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
