"""A photo or a proof that somebody adds to a claim: a paper of its unit, and the number that the report lacked."""

from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import intake, rules
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Paper
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.papers.rules import PROOFS
from warrantor.apps.registry.rules import Conflict

WHY = "proof added"


@transaction.atomic
def add_proof(
    claim: Claim, name: str, content: bytes, *, kind: str, invoice: str = "", store: Store, at: datetime, by: By,
    seen: int | None = None,
) -> tuple[Paper, bool]:  # fmt: skip
    """The paper, and whether it is new. With the number of an `invoice`, if it is news, the claim is decided again.

    Raises Refused for a file that is not kept, Conflict for a claim that is over or without a unit, and OSError.
    """
    if claim.unit is None or claim.state == "closed":
        raise Conflict("claim", "takes no papers", "one that is open, once its unit is known")
    rules.check_seen("claim", claim.version, seen)
    names = invoice if kind in PROOFS else ""
    kept = add_paper(claim.unit, name, content, kind=kind, names=names, store=store, at=at, by=by)
    if invoice not in ("", claim.report.get("invoice")) and claim.state in rules.JUDGED:
        intake.add_facts(claim, why=WHY, told={"invoice": invoice}, at=at, by=by, seen=seen)
    return kept
