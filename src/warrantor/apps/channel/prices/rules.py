"""Rules of requests for a price, all pure: which plans an account manager prices, and how the letter reads."""

from warrantor.apps.channel.rules import wants
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.registry.rules import Refused
from warrantor.core.terms.document import Document

_QUOTE = ("plan-quote", "account_manager")
"""The form and the field by which a document says that an account manager makes the price."""
LONGEST = 1_000


def plans(document: Document) -> tuple[str, ...]:
    """The plans whose price the account manager makes; none where the document does not say so."""
    if not wants(document, *_QUOTE):
        return ()
    offers = [found for found in document.of_kind("next") if found.subject == "quote" and "price" in found.fields]
    return tuple(dict.fromkeys(plan for found in offers for plan in document.plans_of(found)))


def check(plan: str, note: str, offered: tuple[str, ...]) -> None:
    """Raises Refused for what cannot be asked."""
    if not offered:
        raise Refused("program", "names no account manager for prices", "buy at the listed price")
    if plan not in offered:
        raise Refused("plan", f"`{plan}` is not priced on request", "one of " + ", ".join(offered))
    if len(note) > LONGEST or "\0" in note:
        raise Refused("note", f"has {len(note)} characters", f"at most {LONGEST} in plain text")


ASKED = Kind(
    "price-asked", "A price is asked for", "A price is asked for: $plan, $customer",
    "$customer asks for a price of the plan $plan, for $what.\n\nThey say:\n\n> $note\n\n"
    "All that wait for you: [$link]($link)",
    {"customer": "Oak School", "plan": "onsite-3y", "what": "the unit ID-0083", "note": "For three years?",
     "link": "https://care.example/channel/prices/"},
)  # fmt: skip


def letter(customer: str, plan: str, serial: str, note: str, link: str) -> dict[str, str]:
    """What the account manager is told."""
    what = f"the unit {serial}" if serial else "no unit in particular"
    return {"customer": customer, "plan": plan, "what": what, "note": note or "nothing more", "link": link}
