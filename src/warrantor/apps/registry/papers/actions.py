"""Writes of papers: add one, withdraw one, put a proof of purchase to the fact that waits for it.

A file is kept before its row is written: what a failure leaves behind is a file that nobody is shown.
"""

import hashlib
from datetime import datetime

from django.db import transaction

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import correct_event, subject
from warrantor.apps.registry.models import HistoryEvent, Paper, PaperWithdrawal, Unit
from warrantor.apps.registry.papers import queries, rules
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Conflict, Refused


def add_paper(
    unit: Unit, name: str, content: bytes, *, kind: str, names: str = "", store: Store, at: datetime, by: By
) -> tuple[Paper, bool]:
    """The paper, and whether it is new: the same content once more is the one there. Raises Refused, OSError."""
    names = names.strip()
    rules.check_about(kind, names)
    file = rules.sound(name, content)
    digest = hashlib.sha256(content).hexdigest()
    store.keep(digest, content)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        known = queries.that_stand(unit).filter(sha256=digest, owner=unit.owner).first()
        if known is not None:
            return known, False
        paper = Paper.objects.create(
            unit=unit, owner=unit.owner, kind=kind, name=file.name, media_type=file.media_type, size=len(content),
            sha256=digest, names=names, recorded=at, actor=by.actor,
        )  # fmt: skip
        about = {"paper": paper.public_id, "kind": kind, "size": paper.size, "sha256": digest}
        record("registry.add_paper", subject(unit), by=by, at=at, **about)
    return paper, True


@transaction.atomic
def withdraw_paper(paper: Paper, *, at: datetime, by: By, reason: str = "") -> None:
    """Records that a paper was added by mistake. Raises Conflict where it was withdrawn already."""
    _check_stands(paper)
    PaperWithdrawal.objects.create(paper=paper, reason=reason[:500], recorded=at, actor=by.actor)
    record("registry.withdraw_paper", subject(paper.unit), by=by, at=at, paper=paper.public_id)


@transaction.atomic
def accept_paper(paper: Paper, fact: HistoryEvent, *, invoice: str = "", at: datetime, by: By) -> HistoryEvent:
    """Puts a proof to the fact that lacks an invoice: a correction that names it, with the paper as its source.

    `invoice` is the number on the paper where whoever added it did not say. Raises Refused, Conflict.
    """
    number = invoice.strip() or paper.names
    _check_stands(paper)
    _check_proves(paper, fact, number)
    record("registry.accept_paper", subject(paper.unit), by=by, at=at, paper=paper.public_id, event=fact.public_id)
    on = fact.happened_at.isoformat() if fact.happened_at else fact.happened_on and fact.happened_on.isoformat()
    said = {**fact.data, "what": fact.what, "on": on, "invoice": number}
    return correct_event(fact, said, at=at, by=by, source=f"paper {paper.public_id}")


def _check_proves(paper: Paper, fact: HistoryEvent, number: str) -> None:
    rules.check_about(paper.kind, number)
    if paper.kind not in rules.PROOFS:
        raise Refused("paper", f"a paper of the kind `{paper.kind}` proves no invoice", "an invoice or a contract")
    if not number:
        raise Refused("invoice", "is empty", "the number on the paper")
    if fact.unit_id != paper.unit_id or not queries.takes_invoice(fact.what):
        raise Refused("event", f"`{fact.what}` is no fact of this unit that names an invoice", "such as a work order")
    if fact.data.get("invoice"):
        raise Conflict("event", f"names the invoice `{fact.data['invoice']}` already", "correct the fact itself")


def _check_stands(paper: Paper) -> None:
    """Holds the unit until the transaction ends: two cannot withdraw one paper."""
    Unit.objects.select_for_update().get(pk=paper.unit_id)
    if queries.is_withdrawn(paper):
        raise Conflict("paper", f"`{paper.public_id}` was withdrawn already", "add it anew if it counts after all")
