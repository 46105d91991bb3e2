"""Questions: about a unit on record, about a history that is nowhere kept, about many units at once."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Body, Router, Status
from ninja.decorators import decorate_view
from ninja.responses import NinjaJSONEncoder

from warrantor.adapters.documents import installed_programs, load_program
from warrantor.apps.coverage import actions
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.seeing import as_seen
from warrantor.apps.registry import asked, queries
from warrantor.core.decision.program import Program
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import asked_unit

router = Router(tags=["questions"])
Told = dict[str, Any]
_JSON = "application/json; charset=utf-8"
_SAID = ("ask", "plan", "to", "claim")


@router.post("", response={201: shapes.DecisionTold}, summary="Ask about a unit on record")
@decorate_view(once)
def ask_about_unit(request: Called, data: shapes.QuestionSent) -> HttpResponse:
    """The answer is kept as a decision, which can be fetched and run again."""
    unit = asked_unit(request, data.program, data.serial)
    question = {**_question(request, data), "unit": unit.facts}
    kept = actions.answer(installed(data.program), question, at=request.at, by=request.by, unit=unit.id)
    shown, answer = as_seen(request.person, kept)
    return ready({**decision_told(kept), "question": shown, "answer": answer}, 201)


@router.post("/unsaved", response={201: shapes.DecisionTold}, summary="Ask about a history that is nowhere kept")
@decorate_view(once)
def ask_unsaved(request: Called, data: Body[dict[str, Any]]) -> Status[Told]:
    """The whole question, history included, in the format of docs/reference/answers.md. No unit is touched."""
    name = data.get("program")
    if not isinstance(name, str):
        raise Problem(422, "is missing", "program", "one of " + ", ".join(installed_programs()))
    allow(request, "question.ask", name)
    question = {"at": instant_text(request.at), **data}
    kept = actions.answer(installed(name), question, at=request.at, by=request.by)
    return Status(201, decision_told(kept))


@router.post("/batch", response={201: shapes.BatchTold}, summary="Ask one question about up to 10,000 units")
@decorate_view(once)
def ask_about_many(request: Called, data: shapes.BatchSent) -> HttpResponse:
    """Short answers in the order of the serials; one record is kept, from which any receipt is made again."""
    person = allow(request, "question.ask", data.program)
    program = installed(data.program)
    wanted = [queries.key_of(serial) for serial in data.serials]
    units = asked.find_many(wanted, data.program, person, "question.ask")
    known = [units[key] for key in dict.fromkeys(wanted) if key in units]
    batch, answers = actions.answer_many(
        program, _question(request, data), [unit.facts for unit in known], at=request.at, by=request.by
    )
    found = {unit.key: answer for unit, answer in zip(known, answers, strict=True)}
    lacking = {"problem": f"there is no such unit in `{data.program}` that you may see"}
    told = [brief(serial, found.get(key, lacking)) for key, serial in zip(wanted, data.serials, strict=True)]
    return ready({"batch": batch.public_id, "given": batch.created, "answers": told}, 201)


def _question(request: Called, data: shapes.QuestionSent | shapes.BatchSent) -> Told:
    """What is asked, without the unit."""
    said = {key: value for key in _SAID if (value := getattr(data, key)) is not None}
    at = instant_text(data.at or request.at)
    known = {"known_at": instant_text(data.known_at)} if data.known_at else {}
    return {"program": data.program, "at": at, **known, **said}


def instant_text(value: datetime) -> str:
    """An instant as questions hold it. Raises Problem where it has no offset."""
    if value.tzinfo is None:
        raise Problem(422, "has no offset", "at", "an instant such as 2024-05-09T12:00:00-07:00")
    return value.isoformat(timespec="seconds")


def installed(name: str) -> Program:
    """The program of that name. Raises Problem."""
    if name not in installed_programs():
        raise Problem(422, f"there is no program `{name}`", "program", "one of " + ", ".join(installed_programs()))
    return load_program(name)


_NOTHING: Told = {
    "answer": None, "plan": None, "level": None, "starts": None, "ends": None, "clauses": [], "problem": None,
}  # fmt: skip


def brief(serial: str, answer: Told) -> Told:
    """The short form of an answer; see shapes.BriefAnswer."""
    return {"serial": serial} | {key: answer.get(key, nothing) for key, nothing in _NOTHING.items()}


def ready(told: Told, status: int = 200) -> HttpResponse:
    """A response that is of its shape as it stands: it is not looked through once more."""
    return HttpResponse(json.dumps(told, cls=NinjaJSONEncoder), status=status, content_type=_JSON)


def decision_told(kept: Decision) -> Told:
    """A decision as the API tells it."""
    return {
        "decision": kept.public_id,
        "given": kept.created,
        "replaces": kept.replaces.public_id if kept.replaces else None,
        "question": kept.question,
        "answer": kept.answer,
        "digests": kept.digests,
    }
