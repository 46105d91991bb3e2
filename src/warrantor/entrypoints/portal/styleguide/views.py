"""The style guide: staff only, but open in development and in the demonstration."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import show
from warrantor.entrypoints.portal.styleguide.samples import FIELDS, TOKENS, pages


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    staff = getattr(request.user, "is_staff", False)
    if not (settings.DEBUG or settings.DEMO or staff):
        raise Http404("the style guide is for staff")
    errors = {
        "part": "write it in words, at most 80 characters",
        "on": "write a day, a month and a year, such as 9 5 2024",
    }
    context = {
        "verdicts": words.VERDICTS.values(),
        "reasons": words.REASONS.values(),
        "pages": pages(),
        "tokens": TOKENS,
        "themes": ("light", "dark"),
        "plain_fields": {theme: show(FIELDS, f"{theme}-plain") for theme in ("light", "dark")},
        "wrong_fields": {
            theme: show(FIELDS, f"{theme}-wrong", {"part": "?" * 90, "on-day": "41"}, errors)
            for theme in ("light", "dark")
        },
    }
    return render(request, "portal/styleguide/styleguide.html", context)
