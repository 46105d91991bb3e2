"""The vocabulary of questions and answers in plain words: causes, facts, steps, verdicts.

Names that a terms document invents (plans, levels, charges) are only spelled out, never looked up.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    word: str
    icon: str
    tone: str


VERDICTS = {
    "yes": Verdict("Covered", "shield-check", "yes"),
    "no": Verdict("Not covered", "shield-x", "no"),
    "missing": Verdict("Cannot tell yet", "shield-question-mark", "missing"),
    "person": Verdict("A person decides", "user-round-search", "person"),
}
OTHER_VERDICTS = {"yes": "Yes", "no": "No"}
"""The words for questions that are not about cover."""

QUESTIONS = {
    "cover": "Is it covered?", "purchase": "Can the plan be bought?", "activate": "Can the plan be activated?",
    "transfer": "Can it pass to another owner?", "refund": "Can the plan be refunded?",
    "change-level": "Can the level be changed?", "renew": "Can it be renewed?",
    "remote-access": "May remote access be given?", "return": "May it be returned?",
    "respond-by": "When is the first answer due?",
}  # fmt: skip

CAUSES = {
    "defect": "It failed by itself (a defect)", "workmanship": "Poor work when it was installed or repaired",
    "installation": "It was installed wrongly", "configuration": "It was set up wrongly",
    "technician-error": "A technician's mistake", "own-software": "The vendor's software",
    "other-software": "Other software", "wear": "Wear", "ageing": "Age", "accident": "An accident",
    "misuse": "It was misused", "against-instructions": "It was used against the instructions",
    "liquid": "Liquid got in", "fire": "Fire", "lightning": "Lightning", "power": "The power supply",
    "disaster": "A natural disaster", "war": "War or unrest", "transit": "It was damaged on the way",
    "relocation": "It was moved", "environment": "Heat, cold, damp or dust", "cleaning": "It was cleaned wrongly",
    "other-product": "Another maker's product", "modification": "It was altered",
    "unauthorised-service": "Somebody not authorised worked on it", "third-party-work": "Somebody else's work",
    "removal": "It was taken down wrongly",
}  # fmt: skip

EVENTS = {
    "purchased": "the day it was bought", "shipped": "the day it was shipped", "delivered": "the day it was delivered",
    "installed": "the day it was installed", "manufactured": "the day it was made",
    "registered": "its registration", "paid": "a payment that is still open", "inspected": "an inspection",
    "rma-issued": "a return number (RMA)", "activated": "the activation of the plan",
    "plan-purchased": "the purchase of the plan", "renewed": "a renewal", "work": "the work that was done",
    "ruled": "a person's decision",
}  # fmt: skip
KEYS = {
    "invoice": "the number of an invoice that names it", "rma": "the return number",
    "by": "who reports it", "location": "where it is now",
    "part": "the part that failed", "cause": "what made it fail", "first_use": "the day it was first used",
    "non_functional": "whether it worked at first use", "diagnosed": "how the fault was found",
    "attached_to": "what it is attached to", "stand_kind": "the kind of stand", "removed_by": "who took it down",
}  # fmt: skip
ASKED = {
    "purchased": "When was it bought?", "shipped": "When was it shipped?", "delivered": "When was it delivered?",
    "installed": "When was it installed?", "manufactured": "When was it made?",
    "registered": "Has it been registered?", "paid": "Has the open invoice been paid?",
    "inspected": "Has it been inspected?", "rma-issued": "Has a return number (RMA) been given?",
    "activated": "Has the plan been activated?", "plan-purchased": "Has the plan been bought?",
    "renewed": "Has it been renewed?", "work": "When was it worked on?",
    "by": "Who reports it?", "location": "Where is it now?", "part": "Which part failed?",
    "cause": "What made it fail?",
    "first_use": "When was it first used?", "non_functional": "Was it dead at first use?",
    "diagnosed": "How was the fault found?", "attached_to": "What is it attached to?",
    "invoice": "Which invoice names it?", "stand_kind": "What kind of stand is it?", "removed_by": "Who took it down?",
}  # fmt: skip
CHOICES = {
    "remote": "From afar", "on-site": "On site", "depot": "In the workshop", "none": "None of these",
    "direct": "From the vendor", "partner": "From a partner", "unrecognised": "From somebody else",
    "self": "This unit", "true": "Yes", "false": "No", "yes": "Yes", "no": "No",
}  # fmt: skip
PAST = {
    "purchased": "bought", "plan-purchased": "bought", "rma-issued": "given a return number",
    "return-received": "returned", "serial-removed": "stripped of its serial number",
    "level-changed": "changed in level", "work": "worked on",
    "claimed": "claimed on",
    "replaces": "a replacement for another unit", "invoiced-outside-terms": "billed outside the terms",
}  # fmt: skip
OF_PLAN = ("plan-purchased", "activated", "refunded", "removed", "renewed", "level-changed", "claimed")
"""Events that are about a plan, where others are about the unit."""

HOW = {
    "recorded": "recorded", "stated": "stated by you, not yet checked", "assumed": "assumed",
    "worked-out": "worked out", "supposed": "supposed, to answer the question",
}  # fmt: skip
REASONS = {
    "not-of-this-kind": ("Not of this kind", "info", "ended"), "not-started": ("Never started", "circle-x", "ended"),
    "over": ("Ended", "circle-pause", "ended"), "barred": ("Ruled out", "circle-x", "no"),
    "undecided": ("Undecided", "shield-question-mark", "missing"), "lower-level": ("Lower level", "info", "note"),
}  # fmt: skip
ROLES = {
    "given": "comes with the unit", "sold": "was bought", "covers": "what it covers", "starts": "first day",
    "ends": "last day", "level": "service level", "requires": "a condition", "excludes": "an exclusion",
    "allows": "opens it", "exception": "an exception", "definition": "says what a word means",
    "person": "left to a person",
    "charge": "a charge", "promise": "a deadline", "next": "what follows", "settles": "settles a conflict",
    "version": "which version", "remedies": "remedies", "rights": "rights", "process": "how it is done",
}  # fmt: skip
RESULTS = {
    "passed": "met", "open": "still open", "lifted": "set aside",
    "fired": "applies", "left": "to be judged",
}  # fmt: skip
_JUDGED = ("requires", "excludes", "exception")
_FAILED = {
    "given": "does not hold", "sold": "was not", "ends": "has passed", "covers": "not this", "excludes": "rules it out",
    "requires": "not met", "allows": "not met",
}  # fmt: skip
"""What a failure means by role. A first day or a meaning is only read, so it is named and nothing more."""


def spelled(name: str) -> str:
    """A name of the terms with its hyphens as spaces: `return-for-repair` is return for repair."""
    words = re.sub(r"[-_]+", " ", name)
    return re.sub(r"\b(\d+)y\b", lambda m: f"{m[1]} year{'s' if m[1] != '1' else ''}", words)


def title(name: str) -> str:
    """The same, with a capital."""
    words = spelled(name)
    return words[:1].upper() + words[1:]


def party(name: str) -> str:
    """Who does or pays something; what the terms leave to a person is said so."""
    return {"customer": "You", "person": "A person decides"}.get(name) or title(name)


def clause_id(cited: str) -> str:
    """`A.1` of `program:A.1`: within one program's receipt the program goes without saying."""
    return cited.partition(":")[2] or cited


def past(event: str) -> str:
    """`was ...`: what happened at an event of this kind."""
    name = event.replace("_", "-")
    return PAST.get(name, spelled(name))


def wanted(name: str) -> str:
    """A missing fact, step or claim key, as the object of "it hangs on"."""
    event = name.removesuffix(".on").replace("_", "-")
    return EVENTS.get(event) or KEYS.get(name.rpartition(".")[2]) or spelled(name.replace(".", " "))


def asked(name: str) -> str:
    """A missing fact as the question that its form asks."""
    head = name.removesuffix(".on").replace("_", "-")
    found = ASKED.get(head) or ASKED.get(name.rpartition(".")[2])
    return found or f"What do you know about this: {wanted(name)}?"


def contribution(role: str, result: str) -> str:
    """What a clause contributed, in a few words: `a condition: not met`."""
    name = ROLES.get(role, spelled(role))
    if result == "failed":
        outcome = _FAILED.get(role, "")
    else:
        outcome = "" if result in ("passed", "fired") and role not in _JUDGED else RESULTS.get(result, "")
    return f"{name}: {outcome}" if outcome else name


def fact(name: str, plan: str = "") -> str:
    """The name of a fact used, as the head of its row: `delivered.on` is Delivered, `claim.cause` is Cause."""
    head, _, key = name.rpartition(".")
    if head in ("claim", "unit", ""):
        return title({"class": "kind", "by": "reported by", "location": "where it is"}.get(key, key))
    subject = f"{title(plan)} {past(head)}" if plan else title(past(head))
    return subject if key == "on" else f"{subject}, {spelled(key)}"


def value(said: object) -> str:
    """A value of a fact that is not a day: yes and no for flags, words spelled out."""
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, (list, tuple)):
        return ", ".join(value(item) for item in said) or "none"
    text = str(said)
    return text if any(c.isupper() for c in text) else spelled(text)
