"""Papers of a unit: list, add, hand out, withdraw, accept as the proof of an invoice.

A paper needs no idempotency key: the same content once more is answered with the paper that is there.
"""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import File, Form, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from warrantor.adapters.papers import serving
from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.access import sight
from warrantor.apps.claims import proving
from warrantor.apps.claims.permits import OPEN, WORK
from warrantor.apps.registry.facts import event_facts
from warrantor.apps.registry.models import HistoryEvent, Paper, Unit
from warrantor.apps.registry.papers import actions, queries, rules
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.claims import seen_claim
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.problems import Problem, problem
from warrantor.entrypoints.api.tokens import Called
from warrantor.entrypoints.api.units import seen_unit

log = logging.getLogger("warrantor.api")
router = Router(tags=["papers"])
of_claims = Router(tags=["papers"])
Told = dict[str, Any]


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An upload that is too large is refused before it was read."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        limit(request, rules.LARGEST)
        try:
            return view(request, *args, **keys)
        except TooLarge as error:
            return problem(413, str(error), "file", "a smaller copy of it")

    return run


@router.get("/{program}/{path:serial}/papers", response=shapes.Papers, summary="The papers of a unit")
def list_papers(request: Called, program: str, serial: str) -> Told:
    """In the order in which they were added; withdrawn ones are listed, and their content is not handed out."""
    unit = seen_unit(request, program, serial, "document.read")
    return {"papers": [_told(paper) for paper in sight.seen(queries.papers(unit), request.person, "document.read")]}


@router.post(
    "/{program}/{path:serial}/papers", response={200: shapes.PaperTold, 201: shapes.PaperTold}, summary="Add a paper"
)
@decorate_view(limited)
def add_paper(
    request: Called,
    program: str,
    serial: str,
    file: File[UploadedFile],
    kind: Form[str],
    names: Form[str] = "",
) -> Status[Told]:
    """A PDF, JPEG, PNG, WebP, HEIC or plain text file of at most 20 MB. 200 where this very file is there already."""
    unit = seen_unit(request, program, serial, "document.add")
    store = Folder(settings.PAPERS_FOLDER)
    with _kept(unit):
        paper, new = actions.add_paper(
            unit, file.name or "", file.read(), kind=kind, names=names, store=store, at=request.at, by=request.by
        )
    return Status(201 if new else 200, _told(paper))


@of_claims.post(
    "/{number}/papers", response={200: shapes.PaperTold, 201: shapes.PaperTold}, summary="Add a file to a claim"
)
@decorate_view(limited)
def add_claim_paper(
    request: Called,
    number: str,
    file: File[UploadedFile],
    kind: Form[str],
    invoice: Form[str] = "",
    version: Form[int | None] = None,
) -> Status[Told]:
    """A photo or a proof: it becomes a paper of the unit. With the number of an `invoice` it is decided again."""
    claim = seen_claim(request, number, OPEN, WORK)
    about: Told = {"kind": kind, "invoice": invoice.strip(), "store": Folder(settings.PAPERS_FOLDER), "seen": version}
    with _kept(claim):
        paper, new = proving.add_proof(
            claim, file.name or "", file.read(), **about, at=request.at, by=request.by
        )  # fmt: skip
    return Status(201 if new else 200, _told(paper))


@contextmanager
def _kept(about: Model) -> Iterator[None]:
    """Raises Problem where the file could not be kept."""
    try:
        yield
    except OSError:
        log.exception("a paper of `%s` could not be kept", about)
        help = "try again, and tell whoever runs the site"
        raise Problem(500, "could not be kept, and nothing of it was", "file", help) from None


@router.get("/{program}/{path:serial}/papers/{paper}", response={200: None}, summary="The content of a paper")
def read_paper(request: Called, program: str, serial: str, paper: str) -> HttpResponseBase:
    """The file itself."""
    found = _paper(request, seen_unit(request, program, serial, "document.read"), paper)
    if found.withdrawn:  # type: ignore[attr-defined]
        raise Http404(f"the paper `{paper}` was withdrawn")
    return content_of(found)


def content_of(paper: Paper) -> HttpResponseBase:
    """The file of a paper. Raises Http404 where it is not there."""
    try:
        file = Folder(settings.PAPERS_FOLDER).open(paper.sha256)
    except OSError:
        log.exception("the file of the paper `%s` cannot be read", paper.public_id)
        raise Http404(f"the file of the paper `{paper.public_id}` is not there") from None
    return serving.response(file, paper.name, paper.media_type)


@router.post(
    "/{program}/{path:serial}/papers/{paper}/withdrawal", response=shapes.PaperTold, summary="Withdraw a paper"
)
@decorate_view(once)
def withdraw_paper(request: Called, program: str, serial: str, paper: str, data: shapes.PaperWithdrawalSent) -> Told:
    """Records that a paper was added by mistake."""
    unit = seen_unit(request, program, serial, "history.correct")
    actions.withdraw_paper(_paper(request, unit, paper), at=request.at, by=request.by, reason=data.reason)
    return _told(_paper(request, unit, paper))


@router.post(
    "/{program}/{path:serial}/papers/{paper}/acceptance", response={201: dict[str, Any]}, summary="Accept a proof"
)
@decorate_view(once)
def accept_paper(request: Called, program: str, serial: str, paper: str, data: shapes.AcceptanceSent) -> Status[Told]:
    """Records a correction of a fact that lacks its invoice, with the paper as its source."""
    unit = seen_unit(request, program, serial, "history.correct")
    fact = HistoryEvent.objects.filter(unit=unit, public_id=data.event).first()
    if fact is None:
        raise Http404(f"there is no event `{data.event}` in the history of `{unit.serial}`")
    found = _paper(request, unit, paper)
    right = actions.accept_paper(found, fact, invoice=data.invoice, at=request.at, by=request.by)
    return Status(201, event_facts(right))


def _paper(request: Called, unit: Unit, paper: str) -> Paper:
    found = sight.seen(queries.papers(unit).filter(public_id=paper), request.person, "document.read").first()
    if found is None:
        raise Http404(f"there is no paper `{paper}` of `{unit.serial}` that you may see")
    return found


def _told(paper: Paper) -> Told:
    return {
        "paper": paper.public_id, "kind": paper.kind, "name": paper.name, "media_type": paper.media_type,
        "size": paper.size, "sha256": paper.sha256, "names": paper.names or None, "recorded": paper.recorded,
        "withdrawn": getattr(paper, "withdrawn", False),
    }  # fmt: skip
