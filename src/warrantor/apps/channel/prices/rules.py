"""Rules of requests for a price, all pure: which plans an account manager prices, and how the letter reads."""

from warrantor.apps.channel.rules import wants
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


def letter(customer: str, plan: str, serial: str, note: str, link: str) -> tuple[str, str]:
    """Subject and text of what is mailed to the account manager."""
    about = f"{customer} asks for a price of the plan {plan}" + (f" for the unit {serial}" if serial else "") + "."
    said = ["", "They say:", note] if note else []
    lines = [about, *said, "", "All that wait for you:", link]
    return f"A price is asked for: {plan}, {customer}".replace("\n", " ")[:150], "\n".join(lines) + "\n"
