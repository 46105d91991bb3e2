"""The words for claims, the same for customers and staff: states, legs, acts, and whom one waits for. Pure.

Names that a document invents are only spelled out.
"""

from dataclasses import dataclass

from warrantor.apps.claims.models import Claim, Leg
from warrantor.apps.claims.wording import OUTCOMES, STEPS
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import money
from warrantor.entrypoints.portal.words import Verdict


@dataclass(frozen=True)
class Kind:
    """What it is called, and what the pages that open a claim say."""

    name: str
    head: str
    send: str
    sent: str
    same: str
    other: str


KINDS = {
    "fault": Kind("Fault", "Report a fault", "Send the report", "We have your report.",
                  "This fault is being dealt with already", "It is another part that failed"),
    "return": Kind("Return", "Send something back", "Ask for the return", "You asked for a return.",
                   "This return is being dealt with already", "It goes back for another reason"),
    "question": Kind("Question", "Ask a question", "Send the question", "We have your question.", "", ""),
}  # fmt: skip
CHANNELS = {"web": "by the site", "email": "by e-mail", "phone": "by telephone", "api": "by another system"}
TOLD_BY = (("phone", "By telephone"), ("email", "By e-mail"), ("letter", "By letter"), ("visit", "In person"))
"""How a customer tells staff what these then record in their name."""
STATES = {
    "incomplete": Verdict("Something is lacking", "hourglass", "missing"),
    "undecided": Verdict("Cannot tell yet", "shield-question-mark", "missing"),
    "referred": Verdict("A person decides", "user-round-search", "person"),
    "refused": Verdict("Refused", "shield-x", "no"),
    "accepted": Verdict("To be agreed", "shield-check", "yes"),
    "running": Verdict("Under way", "wrench", "note"),
    "closed": Verdict("Closed", "circle-check", "ended"),
}
_QUESTION = Verdict("To be answered", "user-round-search", "person")
LEGS = {
    "remove": "Taking it down", "ship-back": "The way back", "repair": "The repair", "ship-out": "The way out",
    "refit": "Putting it up again", "label": "The label for the way back", "visit": "The visit",
    "labour": "Labour", "parts": "Parts", "replacement": "The replacement",
}  # fmt: skip
STANDS = {
    "done": ("Done", "circle-check", "yes"), "yours": ("Yours", "user-round", "missing"),
    "ours": ("Ours", "clock", "note"), "not-yet": ("Not yet", "circle-pause", "ended"),
}  # fmt: skip
DEADLINES = {"return-reminder": "A reminder to send the unit back", "return-overdue": "The unit must be back"}
ACTS = {
    "open_claim": "Reported", "decided": "Decided again", "remedy-chosen": "Remedy chosen",
    "proposed": "Who pays what was drawn up", "payer-settled": "Who pays was decided", "agreed": "Agreed",
    "step-done": "Step done", "closed": "Closed", "ruled": "Decided by a person", "disputed": "Disputed",
    "goodwill-granted": "Goodwill was granted", "dispute-answered": "The dispute was answered",
    "message-added": "Message", "promise-added": "A promise was noted", "note-added": "Note among staff",
}  # fmt: skip
AMONG_STAFF = tuple(
    f"claims.{act}" for act in ("note-added", "taken", "given-back", "goodwill-proposed", "goodwill-rejected")
)
"""Acts that customers are not shown."""
FIELDS = {
    "description": "What do you see?", "since": "Since when?", "invoice": "Number of the invoice or work order",
    "removed_by": "Who took it down?", "carrier": "Carrier", "tracking": "Tracking number",
    "on": "On which day?", "confirmed": "Is it in order?", "refitted_by": "Who put it up again?",
    "contact": "E-mail or telephone",
}  # fmt: skip


def state_of(claim: Claim) -> Verdict:
    """The state as a status; a question that waits is one to answer."""
    return _QUESTION if claim.kind == "question" and claim.state == "referred" else STATES[claim.state]


def outcome(claim: Claim) -> str:
    """How a closed claim ended."""
    return OUTCOMES.get(claim.outcome) or words.title(claim.outcome)


def waits_for(claim: Claim, coming: str, whose: str) -> str:
    """Whom it waits for and for what, as a list says it: `coming` is the next step, `whose` has to do it."""
    if claim.disputed is not None:
        return "Us: an answer to the dispute"
    if claim.state == "running":
        who = "Us" if whose == "vendor" else "The customer"
        return f"{who}: {step(coming).lower()}" if coming else "Us: close it"
    proposed = claim.process is not None
    return {
        "incomplete": "Us: the report lacks something",
        "undecided": "Us: facts that the decision hangs on",
        "referred": "Us: an answer" if claim.kind == "question" else "Us: a person's decision",
        "refused": "The customer: agrees, disputes or leaves it" if proposed else "Us: close it, or offer something",
        "accepted": "The customer: agrees to who pays what" if proposed else "Us: how it is carried out",
        "closed": "Nobody",
    }[claim.state]


def step(name: str) -> str:
    """A step as something to do."""
    return STEPS.get(name) or words.title(name)


def leg(name: str) -> str:
    """A part of it that somebody pays for."""
    return LEGS.get(name) or words.title(name)


def price(leg: Leg, side: str) -> str:
    """What a part of it costs the customer, as it is told to the `customer` or to the `vendor`."""
    if leg.amount is not None:
        return money(leg.amount, leg.currency)
    if leg.payer == "person":
        return "not decided yet"
    if leg.payer != "customer":
        return "no charge"
    own = "at your own cost" if side == "customer" else "at their own cost"
    return "price on request" if leg.charge else own


def field(name: str) -> str:
    """A field of a form."""
    return FIELDS.get(name) or words.title(name)


def deadline(what: str) -> str:
    """What is due, such as `claims.return-overdue`."""
    name = what.removeprefix("claims.")
    return DEADLINES.get(name) or words.title(name)


def act(name: str) -> str:
    """An act of the journal, such as `claims.step-done`."""
    told = name.removeprefix("claims.")
    return ACTS.get(told) or words.title(told)
