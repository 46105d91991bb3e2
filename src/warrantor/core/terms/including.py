"""What a document takes over from those it includes: front matter it does not write itself, and their clauses.

The includer's own words come first; of two that are included, the one named first.
"""

from warrantor.core.terms.blocks import Mapping
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Fault

SHARED_KEYS = ("calendars", "holidays", "lists", "facts", "severed")
"""Keys of the front matter that come along, entry by entry."""


def joined_front(front: Mapping, shared: list[Document]) -> Mapping:
    """The front matter with what it lacks of the included ones."""
    joined = _copy(front, {})
    for key in SHARED_KEYS:
        own = front.get(key, Mapping())
        if not isinstance(own, Mapping):
            continue  # reported with the front matter
        entries = Mapping()
        for document in reversed(shared):
            entries.update(document.front.get(key) or {})
        if entries:
            entries.update(own)
            joined[key] = _copy(own, entries)
    return joined


def _copy(mapping: Mapping, entries: Mapping | dict[str, object]) -> Mapping:
    copy = Mapping(entries or mapping)
    copy.line, copy.column = mapping.line, mapping.column
    return copy


def adopt(clauses: dict[str, Clause], shared: Document, at: object) -> list[Fault]:
    """Adds the clauses of an included document to `clauses`; they keep their origin. What could not be added."""
    faults = []
    for clause in shared.clauses.values():
        if clause.id in clauses:
            faults.append(
                Fault(
                    "duplicate-clause",
                    f"the included `{shared.program}` also has the clause `{clause.id}`",
                    at if clauses[clause.id].origin else clauses[clause.id],
                    help="give the clause here another id",
                )
            )
            continue
        clause.origin, clause.file = shared.program, shared.file
        clauses[clause.id] = clause
    return faults
