"""The list of decisions as somebody sees it: searched, filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.adapters.cells import safe_cell
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.files import asked, days

SORTS = {"given": "id", "serial": "unit__serial_key", "program": "program"}
PAGE = 50
COLUMNS = ("number", "given", "program", "serial", "question", "asked_as_of", "answer", "plan", "level", "starts",
           "ends", "version", "replaces")  # fmt: skip
_TEXTS = ("q", "program", "answer", "since", "until")


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `sort` is a column, with a hyphen before it for the other way round."""

    said: Mapping[str, str]
    between: Mapping[str, datetime]
    problems: tuple[tuple[str, str], ...]
    sort: str = "-given"

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Wanted":
        """From an address; what is not known is left out, but for a day that is none."""
        found = {name: asked(said.get(name, "")) for name in _TEXTS}
        found["answer"] = found["answer"] if found["answer"] in words.VERDICTS else ""
        between, problems = days(found)
        sort = said.get("sort", "")
        return cls(found, between, tuple(problems), sort if sort.removeprefix("-") in SORTS else "-given")

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return any(self.said.values())


def decisions_seen(wanted: Wanted, person: Person) -> QuerySet[Decision]:
    """The decisions that a person may see, filtered and in order; with unit, program and the one replaced."""
    rows = sight.seen(Decision.objects.all(), person, "decision.read").select_related("unit__program", "replaces")
    column = SORTS[wanted.sort.removeprefix("-")]
    back = "-" if wanted.sort.startswith("-") else ""
    return rows.filter(_filters(wanted)).order_by(back + column, f"{back}id")


def _filters(wanted: Wanted) -> Q:
    found, text = Q(), wanted.said["q"]
    if text:
        of_nobody = Q(unit__isnull=True, question__unit__serial=text)
        found &= Q(public_id=text) | Q(unit__serial_key__startswith=key_of(text)) | of_nobody
    if wanted.said["program"]:
        found &= Q(program=wanted.said["program"])
    if wanted.said["answer"]:
        found &= Q(answer__answer=wanted.said["answer"])
    if "since" in wanted.between:
        found &= Q(created__gte=wanted.between["since"])
    if "until" in wanted.between:
        found &= Q(created__lt=wanted.between["until"])
    return found


def told(row: Decision) -> dict[str, Any]:
    """A row as it is shown and exported."""
    return {
        "number": row.public_id,
        "given": row.created,
        "program": row.program,
        "serial": serial_of(row),
        "question": row.question.get("ask", "cover"),
        "asked_as_of": row.question["at"],
        "answer": row.answer["answer"],
        **{key: row.answer.get(key) or "" for key in ("plan", "level", "starts", "ends")},
        "version": row.terms_version,
        "replaces": row.replaces.public_id if row.replaces else "",
    }


def shown(row: Decision) -> dict[str, Any]:
    """A row as a page shows it: with the verdict in words, and the unit where there is one."""
    found = told(row)
    question = words.QUESTIONS.get(found["question"], found["question"])
    return {**found, "verdict": verdict_of(row), "question": question, "unit": row.unit}


def verdict_of(kept: Decision) -> words.Verdict:
    """In the words of the question: `Covered`, or `Yes` where it was not about cover."""
    verdict = words.VERDICTS[kept.answer["answer"]]
    if kept.question.get("ask", "cover") == "cover":
        return verdict
    return words.Verdict(words.OTHER_VERDICTS.get(kept.answer["answer"], verdict.word), verdict.icon, verdict.tone)


def serial_of(row: Decision) -> str:
    """Of the unit it is about, whether or not that is on record."""
    return row.unit.serial if row.unit else row.question["unit"].get("serial", "")


def cells(rows: QuerySet[Decision]) -> Iterator[list[Any]]:
    """Rows for a file, the heads first. What a spreadsheet would run is kept from it."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=500):
        found = told(row)
        found["given"] = row.created.isoformat()
        yield [safe_cell(found[name]) for name in COLUMNS]
