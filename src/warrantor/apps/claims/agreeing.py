"""Settling how a claim is carried out: the remedy, who pays each leg, and that the customer agrees to it.

All of it comes from the process of the terms. What they leave to a person, a person decides, with a reason.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from warrantor.apps.claims import changing, charging, deciding, queries, rules
from warrantor.apps.claims.models import Claim, Leg, Note, Step
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.processes import process_of

Told = Mapping[str, Any]
OUTSIDE = "outside-terms"
"""The form under which a document says how service that the terms do not cover is carried out."""
PAYERS = ("customer", "vendor", "reseller")


def remedies_of(claim: Claim) -> tuple[str, ...]:
    """What may be done about it; the vendor or the customer chooses where it is more than one."""
    return tuple(claim.decision.answer.get("remedies", ())) if claim.decision else ()


def chooser_of(claim: Claim) -> str:
    """Who chooses among several remedies: `vendor` or `customer`."""
    return str(claim.decision.answer.get("chosen_by", "vendor")) if claim.decision else "vendor"


def process_for(claim: Claim, remedy: str, at: datetime) -> dict[str, Any] | None:
    """How the terms have it carried out with that remedy; None where they do not say."""
    answer = claim.decision.answer if claim.decision else {}
    told: list[dict[str, Any]] = answer.get("process", [])
    for name in (remedy, claim.level):
        found = next((process for process in told if process["of"] == name), None)
        if found is not None:
            return found
    if told:
        return told[0]
    found_program = installed(claim.program.name)
    question = deciding.question_of(claim, at)
    if claim.kind == "return":
        forms = (claim.report.get("reason", ""), "return")
        return next((found for form in forms if (found := process_of(found_program, form, question))), None)
    return process_of(found_program, OUTSIDE, question) if claim.state == "refused" else None


@transaction.atomic
def choose_remedy(claim: Claim, remedy: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Chooses one of the remedies and draws up who pays which leg. Raises Refused for none of them, Conflict."""
    held = changing.hold(claim, seen, ("accepted",), "given a remedy")
    known = remedies_of(held)
    if remedy not in known:
        raise Refused("remedy", f"`{remedy[:40]}` is none of them", "one of " + (", ".join(known) or "none"))
    held.remedy = remedy
    draw_up(held, at)
    changing.keep(held, "remedy-chosen", at=at, by=by, detail={"remedy": remedy})
    return held


@transaction.atomic
def propose(claim: Claim, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Draws up who pays which leg where no remedy has to be chosen; of a refused one for service outside the terms."""
    held = changing.hold(claim, seen, ("accepted", "refused"), "proposed")
    draw_up(held, at)
    changing.keep(held, "proposed", at=at, by=by)
    return held


def draw_up(claim: Claim, at: datetime) -> None:
    """Writes the legs of a new round for a held claim. Raises Conflict where the terms do not say how it is done."""
    process = process_for(claim, claim.remedy, at)
    if process is None:
        raise Conflict("process", "the terms do not say how this is carried out", "decide it as goodwill, or close it")
    claim.process = process
    claim.round += 1
    charges = claim.decision.answer.get("charges", []) if claim.decision else []
    rows = legs_from(process, charges)
    Leg.objects.bulk_create([Leg(claim=claim, round=claim.round, place=place, **row) for place, row in enumerate(rows)])


def legs_from(process: Told, charges: Sequence[Told]) -> list[dict[str, Any]]:
    """The table of legs: those of the process, each with its charge, and the charges that no leg names."""
    by_code = {charge["what"]: charge for charge in charges}
    named = {leg.get("charge") for leg in process["legs"]}
    legs = [_leg(leg, by_code.get(leg.get("charge", "")), process["clause"]) for leg in process["legs"]]
    return legs + [_charge(charge) for code, charge in by_code.items() if code not in named]


def _leg(leg: Told, charge: Told | None, clause: str) -> dict[str, Any]:
    money = _money(charge) if charge else {}
    return {"what": leg["leg"], "payer": leg["payer"], "charge": leg.get("charge", ""), "clause": clause, **money}


def _charge(charge: Told) -> dict[str, Any]:
    what, payer = charge["what"], charge.get("payer", "customer")
    return {"what": what, "payer": payer, "charge": what, "clause": charge["clause"], **_money(charge)}


def _money(charge: Told) -> dict[str, Any]:
    if "amount" not in charge:
        return {}
    return {"amount": Decimal(charge["amount"]), "currency": charge["currency"], "clause": charge["clause"]}


@transaction.atomic
def settle_payer(
    claim: Claim, leg: Leg, payer: str, reason: str, *, at: datetime, by: By, seen: int | None = None
) -> Claim:
    """Decides who pays a leg that the terms leave to a person. Raises Refused without a reason, Conflict."""
    held = changing.hold(claim, seen, ("accepted", "refused"), "settled")
    if payer not in PAYERS:
        raise Refused("payer", f"`{payer[:40]}` is no payer", "one of " + ", ".join(PAYERS))
    why = rules.check_words("reason", reason)
    current = Leg.objects.filter(pk=leg.pk, claim=held, round=held.round, payer="person")
    if not current.update(payer=payer, reason=why, actor=by.actor):
        raise Conflict("leg", f"`{leg.what}` waits for nobody", "a leg whose payer the terms leave to a person")
    changing.keep(held, "payer-settled", at=at, by=by, detail={"leg": leg.what, "payer": payer}, about=leg.what)
    return held


@transaction.atomic
def agree(claim: Claim, *, at: datetime, by: By, seen: int | None = None, told_by: str = "") -> Claim:
    """The customer agrees to who pays what: what is not quoted first is due, and the steps begin.

    `told_by` is the way by which the customer told staff, who then agree in their name: `phone`, say. Raises Conflict
    while something is still to be settled.
    """
    held = changing.hold(claim, seen, ("accepted", "refused"), "agreed to")
    if held.process is None:
        raise Conflict("process", "nothing was proposed", "choose the remedy first")
    open_legs = [leg.what for leg in queries.legs_of(held) if leg.payer == "person"]
    if open_legs:
        raise Conflict("legs", f"who pays `{open_legs[0]}` is not decided", "have it decided by a warranty manager")
    steps = held.process["steps"]
    Step.objects.bulk_create(
        [
            Step(claim=held, round=held.round, place=place, name=name, whose=rules.whose(steps, place))
            for place, name in enumerate(steps)
        ]
    )
    charging.record_agreed(held, at=at, by=by)
    held.state, held.agreed = "running", at
    how = {"told_by": told_by} if told_by else {}
    if told_by:
        text = f"agreed in the customer's name, who said so by {told_by}"
        Note.objects.create(claim=held, kind="note", text=text, recorded=at, actor=by.actor)
    changing.keep(held, "agreed", at=at, by=by, detail={"round": held.round, **how})
    return held
