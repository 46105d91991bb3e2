"""The site of the staff screens: who gets in, where, and under which headers. Its look is django-unfold's.

Whether somebody gets in is decided by `access`, not by Django's flags; they sign in where everybody does.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from warrantor.entrypoints.back_office import people
from warrantor.entrypoints.back_office.screens import SCREENS

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval'",  # unfold's Alpine compiles the attributes of its own templates
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_OF_DJANGO = ("index", "app_list", "jsi18n")
"""What is kept of the pages that Django brings: signing in and passwords are the account pages' matter."""
View = Callable[..., HttpResponse]


class BackOffice(UnfoldAdminSite):
    """Admits whoever may use the staff screens."""

    index_template = "back_office/index.html"
    app_index_template = "back_office/index.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.person.may("back-office.use"))  # type: ignore[attr-defined]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """A view of the staff screens, for whoever may use them."""
        inner = never_cache(super().admin_view(view, cacheable))

        def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
                raise Http404("no row holds a null character, and PostgreSQL does not take it")
            request.office = self  # type: ignore[attr-defined]
            response: HttpResponse = inner(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
            return response

        return admitted

    def get_urls(self) -> list[URLPattern | URLResolver]:
        found = super().get_urls()
        kept = [one for one in found if isinstance(one, URLResolver) or one.name in _OF_DJANGO]
        return [
            path("people/", self.admin_view(people.find), name="people"),
            path("people/export/", self.admin_view(people.export), name="people_export"),
            path("people/erase/", self.admin_view(people.erase), name="people_erase"),
            *kept,
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Colours stand in our own stylesheet, so that pages need no styles within them; the theme is the visitor's."""
        theme = request.COOKIES.get("theme")
        return {
            **super().each_context(request),
            "colors": {},
            "theme": theme if theme in ("light", "dark") else None,
            "may_erase": request.person.may_everywhere("party.erase"),  # type: ignore[attr-defined]
        }


site = BackOffice("back_office")
for model, screen in SCREENS:
    site.register(model, screen)
