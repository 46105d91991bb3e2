"""A terms document arranged for reading: sections, clauses with their ids, and how the machine reads each. Pure."""

import re
from dataclasses import dataclass

from warrantor.core.terms.document import Clause, Document
from warrantor.entrypoints.portal.terms.prose import own_prose, prose_html

_TITLE = re.compile(r"\A\s*#\s[^\n]*\n?")


@dataclass(frozen=True)
class ClauseView:
    """`before` is what stands between the clause above and this one: a section's heading and its opening words."""

    id: str
    title: str
    html: str
    before: str
    block: str
    narrative: bool


@dataclass(frozen=True)
class DocumentView:
    intro: str
    clauses: tuple[ClauseView, ...]
    narrative: int
    closing: str


def document_view(document: Document) -> DocumentView:
    """Every clause, in the order of the document."""
    intro, before = own_prose(_TITLE.sub("", document.intro), 6)
    views = []
    for clause in document.clauses.values():
        own, after = own_prose(clause.prose, clause.level)
        views.append(_view(clause, own, before))
        before = after
    narrative = sum(view.narrative for view in views)
    return DocumentView(prose_html(intro), tuple(views), narrative, prose_html(before, heading="h2"))


def _view(clause: Clause, own: str, before: str) -> ClauseView:
    title = clause.title if clause.title != clause.id else ""
    return ClauseView(
        clause.id, title, prose_html(own), prose_html(before, heading="h2"), clause.block.strip(), clause.narrative
    )
