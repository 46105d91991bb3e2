"""Parts that a repair takes: booked with what the terms want told of each, and refused where they do not let it in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import changing, deciding, queries, rules
from warrantor.apps.claims.models import Claim, PartUsed, Visit
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused
from warrantor.core.decision.needs import needs_of

FORM = "part-used"
AUTHORISED = "supplier_authorised"
YES_NO = ("yes", "no")


def needed_for(claim: Claim, at: datetime) -> dict[str, str]:
    """The fields that the terms want told of each part, each with its clause."""
    needs = needs_of(installed(claim.program.name), FORM, deciding.question_of(claim, at))
    return {name: need.clause for need in needs if need.holds is not False for name in need.fields}


def can_book(claim: Claim) -> bool:
    """Whether it is under way and something is repaired, at a visit or without one."""
    return claim.state == "running" and any(step.name == "repair" for step in queries.steps_of(claim))


@transaction.atomic
def book_part(
    claim: Claim, part: str, told: Mapping[str, str], *, at: datetime, by: By, visit: Visit | None = None
) -> PartUsed:
    """Books a part onto a claim under way. `told` may hold `serial`, `supplier` and `supplier_authorised` (yes, no).

    Raises Refused, with the clause, for a part that lacks what the terms want told of it, or whose supplier is not
    authorised where they want that told; Conflict for a claim that is not under way.
    """
    held = changing.hold(claim, None, ("running",), "given a part")
    name = rules.check_words("part", part, "what it is", 80)
    said = {key: rules.check_text(key, told.get(key, "")) for key in ("serial", "supplier", AUTHORISED)}
    if said[AUTHORISED] and said[AUTHORISED] not in YES_NO:
        raise Refused(AUTHORISED, f"`{said[AUTHORISED][:20]}` is neither yes nor no", "one of " + ", ".join(YES_NO))
    needed = needed_for(held, at)
    for key, clause in needed.items():
        if not said.get(key):
            raise Refused(key, "is missing", f"by {clause} each part is booked with it")
    if AUTHORISED in needed and said[AUTHORISED] == "no":
        raise Refused(AUTHORISED, f"`{name}` comes from a supplier who is not authorised",
                      f"by {needed[AUTHORISED]} such a part cannot be booked onto a repair")  # fmt: skip
    row = PartUsed.objects.create(
        claim=held, visit=visit, part=name, serial=said["serial"][:80], supplier=said["supplier"][:200],
        supplier_authorised=said[AUTHORISED] == "yes" if said[AUTHORISED] else None,
        clause=", ".join(sorted(set(needed.values())))[:120], recorded=at, actor=by.actor,
    )  # fmt: skip
    changing.keep(held, "part-used", at=at, by=by, detail={"part": name}, about=f"part-{row.pk}")
    return row
