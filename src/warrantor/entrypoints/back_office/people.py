"""Requests of people about their own data: find them, hand out all that is held, or forget them after a second look.

Who it is about is sent in the body: addresses of pages are logged elsewhere, and would name people.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from warrantor.adapters import people
from warrantor.apps.access import actions as access
from warrantor.apps.journal.rules import By
from warrantor.entrypoints.back_office.acts import BUTTON, Form, call_of


class Who(Form):
    who = forms.CharField(max_length=254, help_text="An e-mail address, user:12, or the key of a party")


class Wanted(Form):
    """What is to be done with somebody who was found. `who` is a key from here on, and names nobody."""

    who = forms.CharField(max_length=254, widget=forms.HiddenInput)
    why = forms.CharField(
        max_length=200, label="Reason", help_text="Such as: letter of 3 March. The journal keeps it: name nobody"
    )


class Sure(Wanted):
    sure = forms.BooleanField(label="I have checked that this is the person, and that nothing obliges us to keep them")


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The box, and whoever was found."""
    _check(request)
    form = Who(request.POST if request.method == "POST" else None, call=call_of(request))
    somebody = _found(form, "who") if form.is_bound else None
    if somebody is None:
        return _page(request, "people.html", form=form, status=422 if form.errors else 200)
    return _shown(request, somebody, Wanted(initial={"who": somebody.keys[0]}, call=call_of(request)), form)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """All that is held of them, as a file; the journal is told."""
    _check(request)
    form = Wanted(request.POST, call=call_of(request))
    somebody = _found(form, "who")
    if somebody is None:
        return _shown(request, _of(form), form)
    told = people.hand_out(somebody, at=request.at, by=_by(request, form))  # type: ignore[attr-defined]
    name = somebody.keys[0].replace(":", "-")
    text = json.dumps(told, indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Asks once more what cannot be undone; with `sure` it is done."""
    _check(request)
    asked = "sure" in request.POST or "again" in request.POST
    form = (Sure if asked else Wanted)(request.POST, call=call_of(request))
    somebody = _found(form, "who")
    if somebody is None:
        return _confirm(request, _of(form), form) if asked else _shown(request, _of(form), form)
    if not asked:
        said = {name: form.cleaned_data[name] for name in ("who", "why")}
        return _confirm(request, somebody, Sure(initial=said, call=call_of(request)))
    try:
        people.erase(somebody, at=request.at, by=_by(request, form))  # type: ignore[attr-defined]
    except access.Refused as error:
        form.add_error(None, f"{error.message}; {error.help}".capitalize())
        return _confirm(request, somebody, form)
    return _page(request, "erased.html", keys=somebody.keys)


def _check(request: HttpRequest) -> None:
    """People belong to no program: a role in one alone is not enough."""
    if not request.person.may_everywhere("party.erase"):  # type: ignore[attr-defined]
        raise PermissionDenied


def _found(form: Form, field: str) -> people.Somebody | None:
    """Whoever a form names; None with the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return people.find(form.cleaned_data[field])
    except people.UnknownPerson as error:
        form.add_error(field, str(error).capitalize())
        return None


def _of(form: Form) -> people.Somebody | None:
    """Whoever it is about, where something else in the form is at fault."""
    try:
        return people.find(str(form.data.get("who", "")).replace("\0", ""))
    except people.UnknownPerson:
        return None


def _by(request: HttpRequest, form: Form) -> By:
    by = request.by  # type: ignore[attr-defined]
    return By(by.actor, by.door, by.origin, form.cleaned_data["why"])


def _shown(
    request: HttpRequest, somebody: people.Somebody | None, wanted: Form, form: Form | None = None
) -> HttpResponse:
    """What is known of whoever was found, in numbers: the rest is for the person alone."""
    if somebody is None:
        return HttpResponseRedirect(reverse("back_office:people"))
    form = form or Who(initial={"who": somebody.keys[0]}, call=call_of(request))
    held = _held(somebody)
    status = 422 if wanted.errors else 200
    return _page(request, "people.html", form=form, somebody=somebody, held=held, wanted=wanted, status=status)


def _confirm(request: HttpRequest, somebody: people.Somebody | None, form: Form) -> HttpResponse:
    if somebody is None:
        return HttpResponseRedirect(reverse("back_office:people"))
    status = 422 if form.errors else 200
    return _page(request, "erase.html", somebody=somebody, held=_held(somebody), form=form, status=status)


def _held(somebody: people.Somebody) -> list[tuple[str, Any]]:
    told = people.gather(somebody)
    called = [party["details"]["name"] for party in told["parties"] if party["details"]]
    user = told["user"]
    return [
        ("Keys in the records", ", ".join(told["keys"])),
        ("Called", ", ".join([*called, *([user["name"]] if user and user["name"] else [])]) or "nothing any more"),
        ("Account", user["email"] if user else "none"),
        ("Units", sum(len(party["units"]) for party in told["parties"])),
        ("Papers", sum(len(party["papers"]) for party in told["parties"])),
        ("Facts", sum(len(party["history"]) for party in told["parties"])),
        ("Decisions", len(told["decisions"])),
        ("Entries of the journal", len(told["journal"])),
    ]


def _page(request: HttpRequest, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    office = request.office  # type: ignore[attr-defined]
    context = {**office.each_context(request), "title": "People's data", "button": BUTTON, **more}
    request.current_app = office.name
    return render(request, f"back_office/{template}", context, status=status)
