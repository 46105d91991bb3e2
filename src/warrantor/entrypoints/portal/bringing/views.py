"""Files that are brought in: taken in, their columns matched, checked without saving, written, and what came of it.

The page does the work itself, a bounded step at each call. Leaving it stops nothing that is done; coming back goes on.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.adapters.cells import csv_lines
from warrantor.adapters.importing import running
from warrantor.adapters.importing.columns import FIELDS, INSTALLATIONS, KINDS, REQUIRED, TEMPLATES, ColumnError, Matched
from warrantor.adapters.importing.sheets import MOST_ROWS, SheetError
from warrantor.apps.access import sight
from warrantor.apps.registry.models import ImportRun, Program
from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.bringing.problems import context as wrong_rows

_STEP = 1.0
"""Seconds of work at a call."""
_SHOWN = 50
_PERMISSION, _OWN = "unit.import", "unit.register"
"""For files of every kind, everybody's; and for files of installations, one's own."""


@login_required
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files brought in so far, and the form for another."""
    known = _programs(request)
    if request.method == "GET":
        return _list(request, known)
    program = next((one for one in known if one.name == request.POST.get("program")), None)
    kind = request.POST.get("kind", "") if request.person.may(_PERMISSION) else INSTALLATIONS  # type: ignore[attr-defined]
    upload = request.FILES.get("file")
    if program is None or not isinstance(upload, UploadedFile):
        wrong = ("program", "Choose the program") if program is None else ("file", "Choose a file")
        return _list(request, known, problems=[wrong])
    try:
        run = _take_in(request, upload, program, INSTALLATIONS if kind == INSTALLATIONS else "")
    except SheetError as error:
        return _list(request, known, problems=[("file", sentence(error))])
    return HttpResponseRedirect(reverse("portal:file", args=[run.public_id]))


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A file to begin with."""
    _programs(request)
    if kind not in TEMPLATES:
        raise Http404(f"there is no file of `{kind}` to begin with")
    return _download(f"{kind}.csv", [TEMPLATES[kind] + "\r\n"])


@login_required
@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """Where a file stands: its columns, progress, what is wrong with it, the result."""
    return page(request, run_of(request, number))


@login_required
@require_POST
def columns(request: HttpRequest, number: str) -> HttpResponse:
    """The columns as somebody confirms them; checking begins."""
    run = run_of(request, number)
    if run.state not in ("matching", "checking", "checked"):
        return HttpResponseRedirect(address(run))
    with running.staging(run) as rows:
        heads = set(rows.heads())
    said = {key.removeprefix("c-"): value for key, value in request.POST.items() if key.startswith("c-")}
    try:
        found = running.matched(run)
        chosen = {name: head for name, head in said.items() if name in FIELDS[found.kind] and head in heads}
        if len(set(chosen.values())) < len(chosen):
            raise ColumnError("one column is named for two fields; expected a column for each")
        running.choose(run, Matched(found.kind, chosen))
    except ColumnError as error:
        return page(request, run, problems=[("columns", sentence(error))])
    return HttpResponseRedirect(address(run))


@login_required
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Goes on for about a second, and shows how far it is."""
    run = run_of(request, number)
    if running.is_kept(run):
        for after in running.steps(run, by=request.by, seconds=_STEP):  # type: ignore[attr-defined]
            run = after
    if run.state == "done" and not run.bad:
        running.drop_staging(run)
    return HttpResponseRedirect(address(run))


@login_required
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """From now on the rows that are ready are written."""
    run = run_of(request, number)
    running.confirm(run, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return HttpResponseRedirect(address(run))


@login_required
@require_safe
def bad(request: HttpRequest, number: str) -> HttpResponse:
    """The wrong rows, each with the reason."""
    run = run_of(request, number)
    if not running.is_kept(run):
        raise Http404("the rows of this file are kept no longer")
    return _download("to-mend.csv", csv_lines(running.bad_rows(run)))


# -- what they share -------------------------------------------------------------------------------


def _programs(request: HttpRequest) -> list[Program]:
    """The programs into which somebody may bring files. Nobody else gets any further."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may(_PERMISSION) and not person.may(_OWN):
        raise PermissionDenied
    known = programs()
    return [one for one in known if person.may(_PERMISSION, one.name) or person.may(_OWN, one.name)]


def _seen(request: HttpRequest) -> QuerySet[ImportRun]:
    """Files of every kind for whoever may bring them in; of installations one's own."""
    person = request.person  # type: ignore[attr-defined]
    rows = ImportRun.objects.select_related("program")
    if person.may(_PERMISSION):
        return sight.seen(rows, person, _PERMISSION)
    return rows.filter(kind=INSTALLATIONS, actor=request.by.actor)  # type: ignore[attr-defined]


def run_of(request: HttpRequest, number: str) -> ImportRun:
    """The file of that number, for whoever may bring files in there."""
    _programs(request)
    run = _seen(request).filter(public_id=number).first()
    if run is None and not request.person.may(_PERMISSION):  # type: ignore[attr-defined]
        raise PermissionDenied
    if run is None:
        raise Http404("there is no such file")
    return run


def _take_in(request: HttpRequest, upload: UploadedFile, program: Program, kind: str) -> ImportRun:
    with tempfile.NamedTemporaryFile(prefix="warrantor-") as kept:
        for part in upload.chunks():
            kept.write(part)
        kept.flush()
        name = Path(upload.name or "file").name
        about = {"name": name, "kind": kind, "at": request.at, "by": request.by}  # type: ignore[attr-defined]
        return running.begin(Path(kept.name), program, **about)


def _list(request: HttpRequest, known: list[Program], problems: list[tuple[str, str]] | None = None) -> HttpResponse:
    every = request.person.may(_PERMISSION)  # type: ignore[attr-defined]
    kinds = KINDS if every else {INSTALLATIONS: KINDS[INSTALLATIONS]}
    context = {
        "every": every, "installations": INSTALLATIONS,
        "runs": _seen(request).order_by("-pk")[:_SHOWN], "programs": known, "problems": problems, "typed": request.POST,
        "kinds": kinds.items(), "required": REQUIRED, "megabytes": settings.UPLOAD_LIMIT // 2**20, "rows": MOST_ROWS,
        "trail": [("Files", "")],
    }  # fmt: skip
    return render(request, "portal/bringing/list.html", context, status=422 if problems else 200)


def page(request: HttpRequest, run: ImportRun, problems: list[tuple[str, str]] | None = None) -> HttpResponse:
    """Where a file stands."""
    kept = running.is_kept(run)
    before = ImportRun.objects.filter(program=run.program, digest=run.digest, state="done").exclude(pk=run.pk)
    context: dict[str, Any] = {
        "run": run, "typed": request.POST, "kept": kept, "problems": problems, "before": before.order_by("-pk").first(),
        "goes_on": kept and run.state in ("checking", "writing"),
        "total": run.ready if run.state == "writing" else run.rows,
        "trail": [("Files", reverse("portal:files")), (run.name, "")],
    }  # fmt: skip
    if kept and run.state == "matching":
        context |= _matching(run, request)
    if run.state == "done" and run.kind == INSTALLATIONS:
        context["stand"] = _stand(run)
    if kept and run.state in ("checked", "done"):
        with running.staging(run) as rows:
            context |= wrong_rows(run, rows, request.POST)
    return render(request, "portal/bringing/file.html", context, status=422 if problems else 200)


def _stand(run: ImportRun) -> list[tuple[words.Verdict, int]]:
    """How the units stand that a file registered: the verdict, and of how many."""
    told = dict(running.standings(run))
    return [(verdict, told[name]) for name, verdict in words.VERDICTS.items() if name in told]


def _matching(run: ImportRun, request: HttpRequest) -> dict[str, Any]:
    """The fields with the column that says each."""
    found = running.matched(run)
    with running.staging(run) as rows:
        heads, first = rows.heads(), rows.after(0, 1)
    example = dict(zip(heads, first[0][1], strict=False)) if first else {}
    said = {name: request.POST.get(f"c-{name}", found.columns.get(name, "")) for name in FIELDS[found.kind]}
    offered = [name for name in FIELDS[found.kind] if name in REQUIRED[found.kind] or said[name]]
    rest = [name for name in FIELDS[found.kind] if name not in offered]
    return {
        "holds": KINDS[found.kind], "heads": [head for head in heads if head], "ignored": found.ignored,
        "fields": [
            (name, words.title(name), said[name], name in found.guessed, example.get(said[name], ""),
             name in REQUIRED[found.kind])
            for name in offered
        ],
        "rest": [(name, words.title(name)) for name in rest],
    }  # fmt: skip


def _download(name: str, text: Iterable[str]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


def sentence(error: Exception) -> str:
    """What it complains of, for a page."""
    text = str(error)
    return text[:1].upper() + text[1:]


def address(run: ImportRun) -> str:
    """Where its page is."""
    return reverse("portal:file", args=[run.public_id])
