"""Addresses of the site: each way in brings its own."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from warrantor.entrypoints.api.api import api
from warrantor.entrypoints.api.problems import nowhere
from warrantor.entrypoints.back_office.site import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),  # before the pages: each address is held against all patterns until one fits
    re_path("^api/", nowhere),
    path("", include("warrantor.entrypoints.portal.urls")),
    path("account/", include("allauth.urls")),
    path("back-office/", site.urls),
]

handler400 = "warrantor.entrypoints.portal.problems.views.bad_request"
handler403 = "warrantor.entrypoints.portal.problems.views.forbidden"
handler404 = "warrantor.entrypoints.portal.problems.views.not_found"
handler500 = "warrantor.entrypoints.portal.problems.views.server_error"
