"""What can be had where the terms do not cover: what they offer after a refusal, each with its price and its clause."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.ports import installed
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import money
from warrantor.entrypoints.portal.sentences import next_sentence

OFFERS = ("quote", "offer", "refer")
UNPRICED = "price on request"


@dataclass(frozen=True)
class Option:
    """`url` is where it is bought, for a plan."""

    text: str
    price: str
    clause: str
    url: str = ""
    contact: str = ""


def options_of(claim: Claim) -> list[Option]:
    """Of the decision of a claim. A plan that is offered stands on its own, with the price of the list on that day."""
    if claim.decision is None or claim.unit is None:
        return []
    found: list[Option] = []
    for step in claim.decision.answer.get("next", ()):
        if step["what"] in OFFERS:
            found.append(_option(step))
            found += [_plan(claim, name, step["clause"]) for name in step.get("offers", ())]
    return found


def _option(step: dict[str, Any]) -> Option:
    priced = "amount" in step
    price = money(step["amount"], step["currency"]) if priced else "" if step["what"] == "refer" else UNPRICED
    contact = step.get("contact") or step.get("party") or ""
    return Option(next_sentence(step), price, words.clause_id(step["clause"]), contact=str(contact))


def _plan(claim: Claim, name: str, clause: str) -> Option:
    assert claim.unit is not None
    program = installed(claim.program.name)
    price = program.prices(name, claim.opened.date().toordinal())
    url = reverse("portal:plans", args=[program.name, claim.unit.serial])
    text = f"Buy {words.title(name)}"
    return Option(text, money(price.amount, price.currency) if price else UNPRICED, words.clause_id(clause), url)
