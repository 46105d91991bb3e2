"""How the state of a claim, and whom it waits for, is said to staff. Pure."""

from typing import Any

from warrantor.apps.claims.models import Claim
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import day, is_day
from warrantor.entrypoints.portal.words import Verdict

STATES = {
    "incomplete": Verdict("Lacks something", "shield-question-mark", "missing"),
    "undecided": Verdict("Hangs on facts", "shield-question-mark", "missing"),
    "referred": Verdict("A person decides", "user-round-search", "person"),
    "refused": Verdict("Refused", "shield-x", "no"),
    "accepted": Verdict("Accepted", "shield-check", "yes"),
    "running": Verdict("Under way", "info", "note"),
    "closed": Verdict("Closed", "circle-pause", "ended"),
}
KINDS = {"fault": "Fault", "return": "Return", "question": "Question"}
CHANNELS = {"web": "by the site", "email": "by e-mail", "phone": "by telephone", "api": "by another system"}
OUTCOMES = {
    "done": "done", "fixed": "mended at a distance", "refused": "refused for good", "withdrawn": "withdrawn",
    "goodwill": "settled as goodwill", "answered": "answered",
}  # fmt: skip


def state_of(claim: Claim) -> Verdict:
    """The state as a status; a question that waits is one to answer."""
    if claim.kind == "question" and claim.state == "referred":
        return Verdict("To be answered", "user-round-search", "person")
    return STATES[claim.state]


def waits_for(claim: Claim, step: str, whose: str) -> str:
    """What it waits for: `step` is the next one while it is under way, `whose` who has to do it."""
    if claim.disputed is not None:
        return "Us: an answer to the dispute"
    if claim.state == "running":
        return f"{'Us' if whose == 'vendor' else 'The customer'}: {words.spelled(step)}" if step else "Us: close it"
    proposed = claim.process is not None
    return {
        "incomplete": "Us: the report lacks something",
        "undecided": "Us: facts that the decision hangs on",
        "referred": "Us: an answer" if claim.kind == "question" else "Us: a person's decision",
        "refused": "The customer: agrees, disputes or leaves it" if proposed else "Us: close it, or offer something",
        "accepted": "The customer: agrees to who pays what" if proposed else "Us: how it is carried out",
        "closed": "Nobody",
    }[claim.state]


def happened(what: str) -> str:
    """A deadline's kind as a head."""
    return words.title(what.rpartition(".")[2] or what)


def said(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts as rows: what they are called, and their values."""
    return [(words.title(words.KEYS.get(name, name)), _value(value)) for name, value in told.items()]


def reported(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Fields of a report as rows, as they were told."""
    return [(words.title(name), str(text)) for name, text in told.items()]


def _value(value: Any) -> str:
    return day(value) if isinstance(value, str) and len(value) == 10 and is_day(value) else words.value(value)
