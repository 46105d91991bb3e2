"""Shipping to the customer: what was repaired, or a replacement, whose serial then carries the coverage on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import changing, deciding
from warrantor.apps.claims import queries as claims
from warrantor.apps.claims.exchanging import ledger
from warrantor.apps.claims.models import Claim, Leg, Parcel
from warrantor.apps.claims.returns.asking import day_of
from warrantor.apps.claims.rules import Asked
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.replacing import replace_unit
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Product, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused

SAME = "same"
REPLACEMENT = "replacement"
SUBSTITUTE = "substitute"
"""The key of a claim that says how good the replacement is, where the terms tell grades apart."""


def is_ahead(claim: Claim) -> bool:
    """Whether the process sends something out before the customer sends theirs back."""
    names = claim.process["steps"] if claim.process else []
    if "ship-out" not in names or "ship-back" not in names:
        return False
    return bool(names.index("ship-out") < names.index("ship-back"))


def needs_replacement(claim: Claim) -> bool:
    """Whether what goes out is another unit: sent ahead, chosen as the remedy, or since no repair was possible."""
    if is_ahead(claim) or claim.remedy == REPLACEMENT:
        return True
    return any(
        step.name == "repair" and (step.result or {}).get("outcome") == "unrepairable"
        for step in claims.steps_of(claim)
    )


def grades(claim: Claim) -> tuple[str, ...]:
    """How good a replacement may be as the program's terms tell it; none where only the same model will do."""
    key = installed(claim.program.name).latest.schema.claim.get(SUBSTITUTE)
    return tuple(key.type.choices or ()) if key else ()


def also_asked(claim: Claim) -> tuple[Asked, ...]:
    """What shipping asks for besides carrier and tracking number."""
    if not needs_replacement(claim):
        return ()
    known = grades(claim)
    graded = (Asked("product", optional=True), Asked(SUBSTITUTE, "choice", known, optional=True)) if known else ()
    return (Asked("serial"), *graded)


def ship_out(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does. Raises Conflict where a person must decide."""
    assert claim.unit is not None
    shipped = _replace(claim, claim.unit, told, at, by) if needs_replacement(claim) else claim.unit
    Parcel.objects.create(
        claim=claim, round=claim.round, way="out", unit=shipped, carrier=str(told["carrier"])[:80],
        tracking=str(told["tracking"])[:80], sent=at,
    )  # fmt: skip
    if is_ahead(claim):
        ledger.begin(claim, at)


def _replace(claim: Claim, unit: Unit, told: dict[str, Any], at: datetime, by: By) -> Unit:
    grade = told.get(SUBSTITUTE) or SAME
    product = _product(unit, told.get("product", ""), grade)
    if grade != SAME:
        claim.decision = _allowed(claim, grade, at, by)
        _bear(claim, claim.decision)
    return replace_unit(
        unit, told["serial"], on=at.date(), at=at, by=by, product=product, source=f"claim {claim.number}"
    )


def _product(unit: Unit, code: str, grade: str) -> Product:
    if not code or code == unit.product.code:
        return unit.product
    found = Product.objects.filter(program=unit.program, code=code).first()
    if found is None:
        raise Refused("product", f"`{code[:40]}` is no product of the program", "the code of a product")
    if grade == SAME:
        raise Refused(SUBSTITUTE, "is missing", "how good the other model is beside the faulty one")
    return found


def _allowed(claim: Claim, grade: str, at: datetime, by: By) -> Decision:
    """The decision by which a replacement of that grade may be sent."""
    claim.said = {**claim.said, SUBSTITUTE: grade}
    kept = deciding.answer_again(claim, at=at, by=by)
    if kept.answer["answer"] == "person":
        role = kept.answer["person"]["role"]
        raise Conflict(SUBSTITUTE, f"a replacement that is `{grade}` is left to a person ({role})", "propose it first")
    if kept.answer["answer"] != "yes":
        raise Conflict(SUBSTITUTE, f"the terms allow no replacement that is `{grade}`", "another one")
    return kept


def _bear(claim: Claim, kept: Decision) -> None:
    """What the other model costs beside is a leg of its own, at the cost of whoever the terms say."""
    place, known = len(claims.legs_of(claim)), {leg.charge for leg in claims.legs_of(claim)}
    for charge in kept.answer.get("charges", ()):
        if charge["what"] in known or charge.get("payer", "customer") == "customer":
            continue
        Leg.objects.create(
            claim=claim, round=claim.round, place=place, what=charge["what"], payer=charge["payer"],
            charge=charge["what"], amount=charge.get("amount"), currency=charge.get("currency", ""),
            clause=charge["clause"],
        )  # fmt: skip
        place += 1


@transaction.atomic
def propose_substitute(claim: Claim, grade: str, *, at: datetime, by: By, seen: int | None = None) -> Decision:
    """Asks the terms about a replacement of that grade; what they leave to a person can be ruled on from then on.

    Raises Refused for a grade that they do not know, Conflict.
    """
    held = changing.hold(claim, seen, ("running",), "given a substitute")
    known = grades(held)
    if grade not in known:
        raise Refused(SUBSTITUTE, f"`{grade[:20]}` is none of them", "one of " + (", ".join(known) or "none"))
    before = held.said
    held.said = {**before, SUBSTITUTE: grade}
    kept = deciding.answer_again(held, at=at, by=by)
    held.said = before
    changing.keep(held, "substitute-proposed", at=at, by=by, detail={"grade": grade, "decision": kept.public_id})
    return kept


def confirm_receipt(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does: it arrived on a day, from which an exchange counts. Raises Refused for a wrong day."""
    assert claim.unit is not None
    day = date.fromisoformat(told["on"])
    parcel = Parcel.objects.filter(claim=claim, round=claim.round, way="out").first()
    if day > day_of(claim.unit, at):
        raise Refused("on", f"`{day}` is still to come", "the day on which it arrived")
    if parcel is not None and day < day_of(claim.unit, parcel.sent):
        raise Refused("on", f"`{day}` is before it was shipped", "the day on which it arrived")
    if parcel is not None:
        Parcel.objects.filter(pk=parcel.pk).update(arrived=day)
    ledger.delivered(claim, day, at, by)
