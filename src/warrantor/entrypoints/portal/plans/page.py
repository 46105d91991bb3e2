"""What the pages of plans show of answers, arranged as rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warrantor.apps.charges.actions import Due
from warrantor.apps.coverage.models import Acceptance, Order
from warrantor.apps.coverage.plans.queries import Offer
from warrantor.apps.coverage.plans.rules import is_silent, quoted
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import money, to_day

ACTS = {"purchase": "Buy", "renew": "Renew", "change-level": "Change", "refund": "Refund"}
STATES = {
    "held": ("Held", "shield-question-mark", "missing"), "done": ("Done", "circle-check", "yes"),
    "refused": ("Refused", "circle-x", "no"), "cancelled": ("Cancelled", "circle-pause", "ended"),
}  # fmt: skip
_CANNOT = "Cannot be done"


@dataclass(frozen=True)
class OfferRow:
    """An operation as it is shown: the verdict in words, what it would give and cost, and why not."""

    ask: str
    plan: str
    to: str
    title: str
    act: str
    verdict: words.Verdict
    open: bool
    """Whether it can be gone on with: a yes, or what an order can be held for."""
    level: str
    starts: date | None
    ends: date | None
    until: date | None
    prices: tuple[str, ...]
    notices: tuple[tuple[str, str], ...]
    """Texts with their clauses."""
    waits: str
    clauses: tuple[str, ...]


def offer_row(offer: Offer) -> OfferRow:
    """A row of the page."""
    answer = offer.answer
    said = answer["answer"]
    title = words.title(offer.plan) + (f" to {words.spelled(offer.to)}" if offer.to else "")
    return OfferRow(
        offer.ask, offer.plan, offer.to, title, ACTS[offer.ask], verdict_of(said),
        said != "no" and not is_silent(answer) and (offer.ask != "refund" or said == "yes"),
        words.spelled(answer.get("level") or ""), _day(answer, "starts"), _day(answer, "ends"), offer.until,
        tuple(price(due) for due in offer.dues), notices(answer), waits(_waits(answer)),
        tuple(words.clause_id(cited) for cited in answer["clauses"]),
    )  # fmt: skip


def verdict_of(said: str) -> words.Verdict:
    """In words for an operation: `Yes` and `No`."""
    verdict = words.VERDICTS[said]
    return words.Verdict(words.OTHER_VERDICTS.get(said, verdict.word), verdict.icon, verdict.tone)


def price(due: Due) -> str:
    """`Plan: USD 190.00`, or that nobody priced it; with what is given back said so."""
    sum_ = money(due.amount, due.currency) if due.amount is not None else "not priced yet"
    back = " back" if due.side == "refundable" else ""
    return f"{words.title(due.what)}: {sum_}{back}"


def notices(answer: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is told besides: notices, whom to turn to, and what is quoted."""
    steps = [step for step in answer.get("next", ()) if step["what"] in ("notice", "refer")]
    told = [(step.get("text") or f"Turn to {step.get('contact') or step.get('party')}", step) for step in steps]
    told += [(_quote(step), step) for step in quoted(answer)]
    return tuple((text[:1].upper() + text[1:] + ".", words.clause_id(step["clause"])) for text, step in told)


def _quote(step: Mapping[str, Any]) -> str:
    text = str(step.get("text") or "to be quoted")
    return f"{text}: {money(step['amount'], step['currency'])}" if "amount" in step else text


def waits(names: Sequence[str]) -> str:
    """What an order waits for, in words."""
    return ", ".join(_wait(name) for name in names)


def _wait(name: str) -> str:
    if name.startswith("person:"):
        return f"a decision of the {words.spelled(name.partition(':')[2])}"
    return words.wanted(name)


def _waits(answer: Mapping[str, Any]) -> list[str]:
    if answer["answer"] == "person" and not is_silent(answer):
        return [f"person:{answer['person']['role']}"]
    return list(answer.get("missing", ()))


def _day(answer: Mapping[str, Any], key: str) -> date | None:
    return to_day(answer[key]) if answer.get(key) else None


def order_row(row: Order, accepted: Acceptance | None) -> dict[str, Any]:
    """An order as lists show it."""
    title = f"{ACTS.get(row.ask, row.ask)}: {words.spelled(row.plan)}" + (
        f" to {words.spelled(row.to)}" if row.to else ""
    )
    return {
        "order": row, "title": title, "state": STATES[row.state], "accepted": accepted,
        "waits": waits(row.waits) if row.state == "held" else "",
        "notices": notices(row.decision.answer) if row.state == "held" else (),
        "by_person": any(name.startswith("person:") for name in row.waits),
    }  # fmt: skip
