"""Who is told what of a claim: notices to the parties and events for other systems, each act once.

Hung on `happenings`, so that no act has to think of it. Mail goes out after the act is written.
"""

from warrantor.apps.access.queries import person, user_of
from warrantor.apps.claims import happenings, intake, queries
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.happenings import Happening
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.wording import OUTCOMES, STEPS
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.webhooks import events
from warrantor.apps.webhooks.actions import emit

_ABOUT = {"number": "C7QK42M3X", "serial": "ID-0083", "program": "Hardware warranties"}
_ASKS = {**_ABOUT, "asks": "the day it was first used"}
_NEXT = {**_ABOUT, "step": "send the unit back", "next": "receive the unit"}


def _kind(name: str, title: str, subject: str, body: str, values: dict[str, str]) -> Kind:
    return Kind(f"claim-{name}", title, f"[$number] {subject}", body, values)


_SIGN = "\n\nThe claim is about $serial ($program). Its number is $number; keep it in the subject when you write to us."
KINDS = (
    _kind("incomplete", "Claim: the report lacks something", "We need something more",
          "Your report is kept under the number $number. To go on we need: $asks." + _SIGN, _ASKS),
    _kind("undecided", "Claim: the decision hangs on facts", "We need something more",
          "Whether this is covered hangs on: $asks." + _SIGN, _ASKS),
    _kind("referred", "Claim: a person decides", "A member of staff decides",
          "The terms leave this to a person. You hear from us as soon as it is decided." + _SIGN, _ABOUT),
    _kind("question", "Claim: a question was received", "We have your question",
          "Your question has the number $number. A member of staff answers it." + _SIGN, _ABOUT),
    _kind("refused", "Claim: not covered", "Not covered by these terms",
          "By the terms this is not covered; the clauses are: $clauses. You can add facts, or dispute the decision. "
          "Your rights by law are not reduced by it." + _SIGN, {**_ABOUT, "clauses": "acme:limits"}),
    _kind("accepted", "Claim: covered", "Covered",
          "This is covered. Before anything begins you see who pays which part, and agree to it." + _SIGN, _ABOUT),
    _kind("agreed", "Claim: agreed, work begins", "Agreed",
          "All is agreed. Next: $next." + _SIGN, {**_ABOUT, "next": "find the fault"}),
    _kind("step-done", "Claim: a step is done", "Done: $step",
          "Done: $step. Next: $next." + _SIGN, _NEXT),
    _kind("closed", "Claim: closed", "Closed",
          "The claim is closed. $outcome" + _SIGN, {**_ABOUT, "outcome": "It was carried out."}),
    _kind("message", "Claim: a message", "A message",
          "There is a message for you on the claim:\n\n$text" + _SIGN, {**_ABOUT, "text": "When can we come?"}),
)  # fmt: skip
EVENTS = {
    "claim.opened": "A claim was opened", "claim.decided": "A claim was decided",
    "claim.agreed": "A claim was agreed to",
    "claim.step-done": "A step of a claim was done", "claim.closed": "A claim was closed",
    "claim.changed": "Anything else about a claim changed",
}  # fmt: skip
_STATES = ("incomplete", "undecided", "referred", "refused", "accepted")


def register() -> None:
    """Registers what there is to tell, and listens. Called once, when the app is ready."""
    for kind in KINDS:
        kinds.register(kind)
    for name, title in EVENTS.items():
        events.register(name, title)
    happenings.listen(on_happening)


def on_happening(it: Happening) -> None:
    """Tells the parties and other systems of one act."""
    data = {"number": it.claim.number, "state": it.claim.state, "act": it.act, "version": it.claim.version}
    emit(_event(it.act), program=it.claim.program.name, about=subject(it.claim), occasion=f"{it.act}-{it.occasion}",
         data=data, at=it.at)  # fmt: skip
    kind = _kind_of(it)
    to = recipients(it.claim) if kind else {}
    if to:
        tell(f"claim-{kind}", program=it.claim.program.name, about=subject(it.claim), occasion=it.occasion, to=to,
             values=_values(kind, it.claim), at=it.at, by=it.by)  # fmt: skip


def recipients(claim: Claim) -> dict[str, str]:
    """The claimant, who is mailed to where the report says, if it does; without one whoever reported it."""
    contact = queries.contact_of(claim)
    address = contact.email if contact is not None else ""
    if claim.claimant:
        return {f"party:{claim.claimant.key}": address}
    return {f"mail:{address}": ""} if address else {}


def _event(act: str) -> str:
    if act in _STATES or act in ("decided", "ruled"):
        return "claim.decided"
    return f"claim.{act}" if f"claim.{act}" in EVENTS else "claim.changed"


def _kind_of(it: Happening) -> str:
    """The kind of notice about an act; empty where nobody is told."""
    if it.claim.state == "closed" and it.act in ("closed", "step-done"):
        return "closed"
    if it.act in ("decided", "ruled"):
        return it.claim.state
    if it.claim.kind == "question" and it.act == "referred":
        return "question"
    if it.act in (*_STATES, "agreed", "step-done"):
        return it.act
    if it.act in ("message-added", "dispute-answered") and _by_staff(it):
        return "message"
    return ""


def _by_staff(it: Happening) -> bool:
    """Whether somebody who works on claims did it: nobody is told what they wrote themselves."""
    user = user_of(it.by.actor)
    return user is not None and person(user, it.at).may("claim.work", it.claim.program.name)


def _values(kind: str, claim: Claim) -> dict[str, str]:
    about = {"number": claim.number, "serial": claim.serial or "no serial number yet", "program": claim.program.title}
    if kind in ("incomplete", "undecided"):
        return about | {"asks": ", ".join(map(_spelled, _asks(kind, claim)))}
    if kind == "refused":
        return about | {"clauses": ", ".join(claim.decision.answer.get("clauses", ())) if claim.decision else ""}
    if kind == "closed":
        return about | {"outcome": OUTCOMES.get(claim.outcome) or f"{_spelled(claim.outcome)}."}
    if kind == "message":
        return about | {"text": queries.notes_of(claim).filter(kind="message").reverse()[0].text}
    if kind in ("agreed", "step-done"):
        return about | _steps(kind, claim)
    return about


def _asks(kind: str, claim: Claim) -> list[str]:
    if kind == "incomplete":
        return intake.missing_of(claim)
    return list(claim.decision.answer.get("missing", ())) if claim.decision else []


def _steps(kind: str, claim: Claim) -> dict[str, str]:
    steps = queries.steps_of(claim)
    to_do = next((step for step in steps if step.done is None), None)
    told = {"next": _step(to_do.name) if to_do else "nothing"}
    if kind == "step-done":
        last = queries.last_step(claim)
        told["step"] = _step(last.name) if last else "nothing"
    return told


def _step(name: str) -> str:
    return STEPS[name].lower() if name in STEPS else _spelled(name)


def _spelled(word: str) -> str:
    return word.replace("_", " ").replace("-", " ")
