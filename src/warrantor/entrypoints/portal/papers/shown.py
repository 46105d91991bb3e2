"""What the section of papers shows to somebody: the papers they see, how each stands, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.registry.models import Paper, Unit
from warrantor.apps.registry.papers import queries
from warrantor.apps.registry.papers.rules import KINDS, PROOFS
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import Field, ShownField, show

ABOUT = [
    Field("kind", "What is it?", "choice", tuple((kind, words.title(kind)) for kind in KINDS)),
    Field("names", "Number of the invoice or contract", "text", hint="As it stands on the paper.", optional=True),
]


@dataclass(frozen=True)
class PaperRow:
    """A paper as it is listed. `waits` is true of a proof that no fact of the unit rests on yet."""

    id: str
    name: str
    kind: str
    names: str
    size: str
    recorded: Any
    withdrawn: bool
    waits: bool


def section(unit: Unit, person: Person) -> dict[str, Any]:
    """What the section's template reads."""
    program = unit.program.name
    rows = sight.seen(queries.papers(unit), person, "document.read") if person.may("document.read", program) else []
    on_record = queries.invoices(unit)
    may_accept = person.may("history.correct", program)
    return {
        "papers": [_row(paper, on_record) for paper in rows],
        "may_read_papers": person.may("document.read", program),
        "may_add_paper": person.may("document.add", program),
        "may_accept": may_accept,
        "open_facts": [_fact(one) for one in queries.without_invoice(unit)] if may_accept else [],
        "paper_fields": fields(),
    }


def fields(typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> tuple[ShownField, ...]:
    """What is asked beside the file."""
    return show(ABOUT, "paper", typed, errors)


def _row(paper: Any, on_record: set[str]) -> PaperRow:
    waits = paper.kind in PROOFS and not paper.withdrawn and (not paper.names or paper.names not in on_record)
    return PaperRow(
        paper.public_id, paper.name, words.title(paper.kind), paper.names, filesizeformat(paper.size), paper.recorded,
        paper.withdrawn, waits,
    )  # fmt: skip


def _fact(fact: Any) -> tuple[str, str]:
    on = fact.happened_on or (fact.happened_at and fact.happened_at.date())
    return fact.public_id, f"{words.title(fact.what)}, {on.isoformat() if on else 'day not known'}"


def seen_paper(unit: Unit, paper: str, person: Person, permission: str) -> Paper | None:
    """The paper of a unit, if somebody sees it."""
    return sight.seen(queries.papers(unit).filter(public_id=paper), person, permission).first()
