"""The list of units, a unit as of any moment, its export, and facts added, corrected and withdrawn."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from warrantor.adapters.documents import load_program
from warrantor.apps.access import sight
from warrantor.apps.coverage.replacing import chain
from warrantor.apps.registry import actions, queries
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Unit
from warrantor.apps.registry.rules import Refused, as_of, standing
from warrantor.apps.registry.seeing import history_for
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.amounts import listing as due
from warrantor.entrypoints.portal.certificates.section import certificates
from warrantor.entrypoints.portal.claims import listing as claims
from warrantor.entrypoints.portal.decisions.of_unit import decisions_of
from warrantor.entrypoints.portal.files import export, page_of
from warrantor.entrypoints.portal.formatting import to_day
from warrantor.entrypoints.portal.layout.fields import show
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.papers import shown
from warrantor.entrypoints.portal.seen import seen_unit, unit_address
from warrantor.entrypoints.portal.units import facts, listing
from warrantor.entrypoints.portal.units.rows import history_rows, plan_rows
from warrantor.entrypoints.portal.units.timeline import NARROW, WIDE, marks, timeline


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The list; as CSV with `?format=csv`."""
    wanted, today = listing.read(request.GET), request.at.date()  # type: ignore[attr-defined]
    rows = listing.units_seen(wanted, request.person, today)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return export(request, "coverage.export_units", wanted, listing.cells(rows, today))
    found = page_of(request, rows, listing.PAGE)
    context = {
        **found,
        "rows": [_shown(listing.told(row, today)) for row in found["page"]],
        "wanted": wanted,
        "ends": listing.ENDS.items(),
        "verdicts": [(name, verdict.word) for name, verdict in words.VERDICTS.items()],
        "programs": queries.programs(),
        "trail": [("Units", "")],
        "today": today,
    }
    return render(request, "portal/units/list.html", context)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    verdict = words.VERDICTS.get(row["answer"])
    return {**row, "verdict": verdict, "plan": words.title(row["plan"]) if row["plan"] else ""}


# -- a unit ----------------------------------------------------------------------------------------


@login_required
@require_safe
def unit(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The unit as it stands, or as of `?on=`, known by `?known=`."""
    found = seen_unit(request, program, serial, "unit.read")
    whole = unit_facts(found)
    zone = whole.get("time_zone") or load_program(program).latest.time_zone
    on, known, problems = _moments(request, zone)
    at = on or request.at  # type: ignore[attr-defined]
    question = {"program": program, "ask": "cover", "at": at.isoformat(timespec="seconds"), "unit": whole}
    answer = load_program(program).decide(question | ({"known_at": known.isoformat()} if known else {}))
    events = as_of(history_for(request.person, program, whole["events"]), on, known)  # type: ignore[attr-defined]
    today = to_day(answer["day"])
    plans = plan_rows(answer, today)
    stands_for, replaced_by = chain(found)
    dated = sorted((to_day(event["on"]), words.title(event["what"])) for event in standing(events) if event["on"])
    drawn = marks([(name, day) for day, name in dated])
    context = {
        "unit": found, "answer": answer, "clauses": [words.clause_id(cited) for cited in answer["clauses"]],
        "verdict": words.VERDICTS[answer["answer"]], "plans": plans, "drawn": drawn,
        "wide": mark_safe(timeline(found.serial, plans, drawn, today, WIDE)),
        "narrow": mark_safe(timeline(found.serial, plans, drawn, today, NARROW)),
        "history": history_rows(events), "zone": zone, "on": on, "known": known, "problems": problems,
        "typed": request.GET, "today": today, "at": at, "is_past": bool(on or known),
        "may_add": request.person.may("history.append", program),  # type: ignore[attr-defined]
        "may_move": sight.sees_one(
            request.person, "unit.move", party=found.owner.key if found.owner else None, program=program  # type: ignore[attr-defined]
        ),
        "may_replace": request.person.may("unit.replace", program),  # type: ignore[attr-defined]
        "may_remove": request.person.may("cover.remove", program),  # type: ignore[attr-defined]
        "stands_for": stands_for, "replaced_by": replaced_by,
        "may_correct": request.person.may("history.correct", program),  # type: ignore[attr-defined]
        **({} if on or known else certificates(found, whole, answer, request.person)),  # type: ignore[attr-defined]
        **(due.section(found, request.person) if not on and not known else {"amounts": []}),  # type: ignore[attr-defined]
        **claims.section(found, request.person),  # type: ignore[attr-defined]
        **shown.section(found, request.person),  # type: ignore[attr-defined]
        **decisions_of(found, request.person, min(filter(None, (on, known)), default=None)),  # type: ignore[attr-defined]
        "kinds": facts.kinds(load_program(program).latest.schema),
        "trail": [("Units", reverse("portal:units")), (found.serial, "")],
    }  # fmt: skip
    return render(request, "portal/units/unit.html", context, status=422 if problems else 200)


def _moments(request: HttpRequest, zone: str) -> tuple[datetime | None, datetime | None, list[tuple[str, str]]]:
    """The two moments of the as-of bar: ends of days on the unit's clock, or instants."""
    found: dict[str, datetime | None] = {}
    problems = []
    for name in ("on", "known"):
        text = request.GET.get(name, "").strip()
        try:
            found[name] = _moment(text, zone) if text else None
        except (ValueError, OverflowError):
            found[name] = None
            problems.append((name, f"`{text[:40]}` is no day; write it as 2024-05-09"))
    return found["on"], found["known"], problems


def _moment(text: str, zone: str) -> datetime:
    if len(text) == 10:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZoneInfo(zone))
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


# -- facts -----------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def add_fact(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The form of one kind of fact (`?what=`), and its answer."""
    return _fact_page(request, seen_unit(request, program, serial, "history.append"), None)


@login_required
@require_http_methods(["GET", "POST"])
def correct_fact(request: HttpRequest, program: str, serial: str, event: str) -> HttpResponse:
    """What should have been recorded instead of an event."""
    found = seen_unit(request, program, serial, "history.correct")
    return _fact_page(request, found, _event(found, event))


@login_required
@require_http_methods(["POST"])
def withdraw_fact(request: HttpRequest, program: str, serial: str, event: str) -> HttpResponse:
    """That an event was a mistake."""
    found = seen_unit(request, program, serial, "history.correct")
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        actions.withdraw_event(
            _event(found, event), at=request.at, by=request.by, source="staff", reason=reason  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as error:
        return _fact_page(request, found, _event(found, event), error)
    return HttpResponseRedirect(unit_address(found))


def _event(found: Unit, event: str) -> HistoryEvent:
    row = HistoryEvent.objects.filter(unit=found, public_id=event).select_related("unit__program", "party").first()
    if row is None:
        raise Http404("there is no such event in this history")
    return row


def _fact_page(
    request: HttpRequest, found: Unit, wrong: HistoryEvent | None, refused: Refused | None = None
) -> HttpResponse:
    what = wrong.what if wrong else request.GET.get("what", "")
    kind = load_program(found.program.name).latest.schema.kinds.get(what)
    if kind is None:
        raise Http404(f"there is no kind of fact `{what}`")
    errors: dict[str, str] = {}
    if request.method == "POST" and refused is None:
        event, source, errors = facts.event_typed(kind, request.POST)
        if not errors:
            try:
                _record(request, found, wrong, event, source)
                return HttpResponseRedirect(unit_address(found))
            except Refused as error:
                refused = error
    if refused is not None:
        errors[refused.field] = told(refused)
    typed = request.POST if request.method == "POST" else _before(wrong)
    shown = show(facts.fields(kind), "fact", typed, errors)
    ids = {one.field.name: one.id for one in shown}
    context = {
        "unit": found, "what": what, "title": words.title(what), "fields": shown, "wrong": wrong,
        "problems": [(ids.get(name, "fact"), text) for name, text in errors.items()],
        "trail": [("Units", reverse("portal:units")), (found.serial, unit_address(found)), (words.title(what), "")],
    }  # fmt: skip
    return render(request, "portal/units/fact.html", context, status=422 if errors else 200)


def _record(request: Any, found: Unit, wrong: HistoryEvent | None, event: dict[str, Any], source: str) -> None:
    about = {"at": request.at, "by": request.by, "source": source}
    if wrong is None:
        actions.append_event(found, event, **about)
    else:
        actions.correct_event(wrong, event, **about)


def _before(wrong: HistoryEvent | None) -> dict[str, str]:
    """What a wrong event says, as it would be typed."""
    if wrong is None:
        return {}
    said = {name: ", ".join(value) if isinstance(value, list) else _typed(value) for name, value in wrong.data.items()}
    on = wrong.happened_on
    parts = {"on-day": str(on.day), "on-month": str(on.month), "on-year": str(on.year)} if on else {}
    return {**said, **parts}


def _typed(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
