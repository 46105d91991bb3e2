"""The words for claims: states, steps, legs, acts. Pure. Names that a document invents are only spelled out."""

from dataclasses import dataclass

from warrantor.entrypoints.portal import words


@dataclass(frozen=True)
class Kind:
    """What the pages that open a claim call it."""

    head: str
    send: str
    sent: str
    same: str
    other: str


KINDS = {
    "fault": Kind("Report a fault", "Send the report", "We have your report.",
                  "This fault is being dealt with already", "It is another part that failed"),
    "return": Kind("Send something back", "Ask for the return", "You asked for a return.",
                   "This return is being dealt with already", "It goes back for another reason"),
    "question": Kind("Ask a question", "Send the question", "We have your question.", "", ""),
}  # fmt: skip
STATES = {
    "incomplete": ("Something is lacking", "hourglass", "missing"),
    "undecided": ("Cannot tell yet", "shield-question-mark", "missing"),
    "referred": ("A person decides", "user-round-search", "person"),
    "refused": ("Refused", "shield-x", "no"),
    "accepted": ("To be agreed", "shield-check", "yes"),
    "running": ("Under way", "wrench", "note"),
    "closed": ("Closed", "circle-check", "ended"),
}
"""Each with its icon and tone."""
OUTCOMES = {
    "done": "It was carried out.", "fixed": "The fault was mended at once.", "refused": "It was refused for good.",
    "withdrawn": "It was withdrawn.", "goodwill": "It ended with goodwill.",
    "answered": "The question was answered.",
}  # fmt: skip
STEPS = {
    "diagnose": "Find the fault", "authorise": "Authorise it", "remove": "Take the unit down",
    "ship-back": "Send the unit back", "receive": "Receive the unit", "inspect": "Look at the unit",
    "repair": "Repair it", "replace": "Replace it", "ship-out": "Send the unit out",
    "confirm-receipt": "Say that it arrived", "refit": "Put the unit up again", "close": "Close the claim",
    "quote": "Name the price", "accept-charge": "Accept the price", "visit": "Come to the unit",
    "confirm": "Confirm it", "report": "Write the report", "escalate": "Pass it on", "credit": "Credit it",
}  # fmt: skip
LEGS = {
    "remove": "Taking it down", "ship-back": "The way back", "repair": "The repair", "ship-out": "The way to you",
    "refit": "Putting it up again", "label": "The label for the way back", "visit": "The visit",
    "labour": "Labour", "parts": "Parts", "replacement": "The replacement",
}  # fmt: skip
STANDS = {
    "done": ("Done", "circle-check", "yes"), "yours": ("Yours", "user-round", "missing"),
    "ours": ("Ours", "clock", "note"), "not-yet": ("Not yet", "circle-pause", "ended"),
}  # fmt: skip
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


def step(name: str) -> str:
    """A step as something to do."""
    return STEPS.get(name) or words.title(name)


def leg(name: str) -> str:
    """A part of it that somebody pays for."""
    return LEGS.get(name) or words.title(name)


def field(name: str) -> str:
    """A field of a form."""
    return FIELDS.get(name) or words.title(name)


def act(name: str) -> str:
    """An act of the journal, such as `claims.step-done`."""
    told = name.removeprefix("claims.")
    return ACTS.get(told) or words.title(told)
