"""Cells and columns of a file mended on its page, after the check and before anything is saved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from warrantor.adapters.importing import running
from warrantor.adapters.importing.mending import RuleError, putting, read_rule, replacing
from warrantor.apps.registry.models import ImportRun
from warrantor.entrypoints.portal.bringing import views
from warrantor.entrypoints.portal.bringing.problems import REPLACE


@login_required
@require_POST
def mend(request: HttpRequest, number: str) -> HttpResponse:
    """Cells as they were typed, a column by a rule, or all taken back; then everything is checked anew."""
    run = views.run_of(request, number)
    if not running.is_kept(run):
        return HttpResponseRedirect(views.address(run))
    try:
        if "back" in request.POST:
            running.take_back(run)
        elif "rule" in request.POST:
            _by_rule(run, request)
        else:
            _cells(run, request)
    except RuleError as error:
        run.refresh_from_db()
        place = "rule" if "rule" in request.POST else "wrong"
        return views.page(request, run, problems=[(place, views.sentence(error))])
    return HttpResponseRedirect(views.address(run))


def _by_rule(run: ImportRun, request: HttpRequest) -> None:
    named, old, new = (request.POST.get(name, "").strip() for name in ("rule", "old", "new"))
    column = request.POST.get("column", "")
    if not named:
        raise RuleError("choose how the column is to be mended")
    changed = running.mend(run, column, replacing(old, new) if named == REPLACE else read_rule(named))
    if not changed:
        raise RuleError(f"no cell of `{column}` changes by that; nothing was mended")


def _cells(run: ImportRun, request: HttpRequest) -> None:
    """Fields `cell-ROW-COLUMN`; those that were left as they are change nothing."""
    with running.staging(run) as rows:
        heads = rows.heads()
    count = 0
    for name in request.POST:
        kind, _, place = name.partition("-")
        row, _, column = place.partition("-")
        if kind == "cell" and row.isdecimal() and column.isdecimal() and len(row) < 10 and int(column) < len(heads):
            count += running.mend(run, heads[int(column)], putting(request.POST.get(name, "").strip()), int(row))
    if not count:
        raise RuleError("no cell is another than it was; type what it should be")
