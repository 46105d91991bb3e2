"""Reports that are written over several pages: begun, answered, and sent as a claim with their files.

A draft is its writer's own. What was written of it is forgotten when it is sent; the claim holds what counts.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import reminding
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim, Draft
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Paper, Unit
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Conflict, Refused

Files = Sequence[Mapping[str, str]]
"""Files that were put aside: `name`, `sha256`, `kind`, and `names` for the number of an invoice."""


@transaction.atomic
def begin_draft(answers: Mapping[str, Any], *, at: datetime, by: By) -> Draft:
    """A draft with what was answered first, by question."""
    draft = Draft.objects.create(actor=by.actor, answers=dict(answers), began=at, changed=at)
    record("claims.begin_draft", reminding.subject(draft), by=by, at=at)
    reminding.expect(draft, at=at, by=by)
    return draft


@transaction.atomic
def answer_draft(draft: Draft, question: str, answer: Mapping[str, Any], *, at: datetime) -> Draft:
    """Keeps what was answered to one question, in place of an earlier answer. Raises Conflict once it is sent."""
    kept = Draft.objects.select_for_update().get(pk=draft.pk)
    if kept.claim_id is not None:
        raise Conflict("draft", "was sent already", "see the claim that came of it")
    kept.answers = {**kept.answers, question: dict(answer)}
    kept.changed = at
    kept.save(update_fields=["answers", "changed"])
    return kept


@transaction.atomic
def discard_draft(draft: Draft, *, at: datetime, by: By) -> None:
    """Throws away what was written. Raises Conflict once it is sent."""
    kept = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if kept is None:
        return
    if kept.claim_id is not None:
        raise Conflict("draft", "was sent already", "see the claim that came of it")
    record("claims.discard_draft", reminding.subject(kept), by=by, at=at)
    reminding.expect_no_more(kept, at=at, by=by)
    kept.delete()


@transaction.atomic
def send_draft(draft: Draft, report: Report, files: Files, *, store: Store, at: datetime, by: By) -> Claim:
    """Opens the claim that a draft describes, once: who sends it again gets the same one.

    Its files become papers of the unit; without a unit they stay with the draft until there is one. Raises Refused,
    and Conflict where the fault is being dealt with already; then nothing is written.
    """
    kept = Draft.objects.select_for_update(of=("self",)).select_related("claim").get(pk=draft.pk)
    if kept.claim is not None:
        return kept.claim
    claim = open_claim(report, at=at, by=by)
    if claim.unit is not None:
        keep_files(claim.unit, files, store=store, at=at, by=by)
    kept.claim, kept.changed = claim, at
    kept.answers = {} if claim.unit is not None else {"files": list(files)}
    kept.save(update_fields=["claim", "answers", "changed"])
    reminding.expect_no_more(kept, at=at, by=by)
    return claim


@transaction.atomic
def keep_waiting(claim: Claim, *, store: Store, at: datetime, by: By) -> None:
    """Makes the files that came with a report papers, once its unit was found. One that is gone is left out."""
    draft = Draft.objects.select_for_update().filter(claim=claim).first()
    if draft is None or claim.unit is None:
        return
    for file in draft.answers.get("files", ()):
        with suppress(Refused):
            keep_files(claim.unit, [file], store=store, at=at, by=by)
    draft.answers = {}
    draft.save(update_fields=["answers"])


def keep_files(unit: Unit, files: Files, *, store: Store, at: datetime, by: By) -> list[Paper]:
    """Files that were put aside, as papers of a unit. Raises Refused for one that is gone."""
    kept = []
    for file in files:
        try:
            with store.open(file["sha256"]) as opened:
                content = opened.read()
        except OSError:
            raise Refused("proof", f"`{file['name']}` is kept no longer", "choose the file again") from None
        about = {"kind": file["kind"], "names": file.get("names", "")}
        kept.append(add_paper(unit, file["name"], content, **about, store=store, at=at, by=by)[0])
    return kept
