"""The list of decisions as somebody sees it: searched, filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import files, words

SORTS = {"given": "id", "serial": "unit__serial_key", "program": "program"}
PAGE = 50
COLUMNS = ("number", "given", "program", "serial", "question", "asked_as_of", "answer", "plan", "level", "starts",
           "ends", "version", "replaces")  # fmt: skip


@dataclass(frozen=True)
class Wanted(files.Wanted):
    """With the instants `between` which it was given, and what of its days makes none."""

    between: Mapping[str, datetime]
    problems: tuple[tuple[str, str], ...]


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list."""
    found = files.wanted(
        given, "q", "program", "since", "until", answer=words.VERDICTS, sorts=SORTS, first="-given"
    )  # fmt: skip
    between, problems = files.days(found.said)
    return Wanted(found.said, found.sort, between, tuple(problems))


def decisions_seen(wanted: Wanted, person: Person) -> QuerySet[Decision]:
    """The decisions that a person may see, filtered and in order; with unit, program and the one replaced."""
    rows = sight.seen(Decision.objects.all(), person, "decision.read").select_related("unit__program", "replaces")
    return files.in_order(rows.filter(_filters(wanted)), wanted.sort, SORTS)


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
    """Rows for a file, the heads first."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=500):
        found = told(row)
        found["given"] = row.created.isoformat()
        yield [found[name] for name in COLUMNS]
