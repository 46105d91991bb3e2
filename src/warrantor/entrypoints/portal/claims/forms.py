"""What somebody may do on the page of a claim: a form for each act that its state and the terms allow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from warrantor.adapters.documents import load_program
from warrantor.apps.claims import agreeing, intake, queries, rules, steps
from warrantor.apps.claims.models import Claim, Step
from warrantor.apps.claims.rules import Asked
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.claims.questions import askable
from warrantor.entrypoints.portal.layout.fields import YES_NO, Field, ShownField, show
from warrantor.entrypoints.portal.layout.forms import Wrong
from warrantor.entrypoints.portal.receipt.forms import form_for

_NOT_SAID = ("", "Not said")
_KINDS = (("photo", "A photo of the fault"), ("invoice", "An invoice"), ("other", "Something else"))
MESSAGE = (Field("text", "Your message", "lines"),)
DISPUTE = (Field("reason", "What is wrong with the decision?", "lines"),)
PROOF = (
    Field("kind", "What does the file show?", "choice", _KINDS),
    Field("invoice", "Number of the invoice or work order", "text", optional=True),
)


@dataclass(frozen=True)
class Act:
    """A form as it stands on the page. A `quiet` one is folded; `file` says whether it takes one."""

    name: str
    title: str
    fields: tuple[Field, ...]
    button: str
    about: str = ""
    quiet: bool = False
    file: bool = False

    def shown(self, claim: Claim, wrong: Wrong | None) -> dict[str, Any]:
        """With what was typed and is wrong, where that was this one."""
        mine = wrong if wrong is not None and wrong.form == self.name else None
        typed, errors = (mine.typed, mine.errors) if mine else ({}, {})
        fields: tuple[ShownField, ...] = show(self.fields, self.name, typed, errors)
        return {
            "act": self, "fields": fields, "url": reverse("portal:do_on_claim", args=[claim.number, self.name]),
            "open": mine is not None or not self.quiet, "file_error": errors.get("file", ""),
        }  # fmt: skip


def acts_of(claim: Claim, at: datetime) -> list[Act]:
    """What the customer may do now, the most pressing first."""
    found = [_tell(claim), _choose(claim), _propose(claim), _at_a_price(claim, at), _agree(claim), _step(claim, at)]
    return [act for act in (*found, *_always(claim)) if act is not None]


def act_named(claim: Claim, name: str, at: datetime) -> Act | None:
    """The act of that name; None where it cannot be done now."""
    return next((act for act in acts_of(claim, at) if act.name == name), None)


def _tell(claim: Claim) -> Act | None:
    fields = tell_fields(claim)
    if not fields:
        return None
    return Act("tell", "Tell us what is missing", tuple(fields), "Send it", "Then it is decided again.")


def tell_fields(claim: Claim) -> list[Field]:
    """What the report lacks, or what the decision hangs on, as far as somebody can tell it here."""
    if claim.state == "incomplete":
        lacking = [name for name in intake.missing_of(claim) if name not in ("unit", "serial", "channel", "contact")]
        return [
            Field(name, wording.field(name), "lines" if name == "description" else "text", optional=True)
            for name in lacking
        ]
    if claim.state != "undecided" or claim.decision is None:
        return []
    schema = load_program(claim.program.name).latest.schema
    forms = [form_for(f"claim.{name}", schema) for name in askable(claim.decision.answer.get("missing", ()), schema)]
    fields = [field for form in forms if form is not None for field in form.fields]
    return [replace(field, label=words.asked(field.name)) for field in fields]


def _choose(claim: Claim) -> Act | None:
    known = agreeing.remedies_of(claim)
    if claim.state != "accepted" or claim.process is not None or len(known) < 2:
        return None
    if agreeing.chooser_of(claim) != "customer":
        return None
    told = tuple((name, words.title(name)) for name in known)
    return Act("choose", "Choose what is done", (Field("remedy", "What do you want?", "choice", told),), "Choose it",
               "The terms leave the choice to you. Who pays what is shown before anything begins.")  # fmt: skip


def _propose(claim: Claim) -> Act | None:
    if claim.state != "accepted" or claim.process is not None or len(agreeing.remedies_of(claim)) > 1:
        return None
    return Act("propose", "See who pays what", (), "Show it", "Nothing begins before you agree.")


def _at_a_price(claim: Claim, at: datetime) -> Act | None:
    """Of a refused claim what the terms offer outside them."""
    if claim.state != "refused" or claim.process is not None or claim.unit is None:
        return None
    if agreeing.process_for(claim, "", at) is None:
        return None
    about = "The terms offer it as a service that you pay for. Nothing begins before you agree."
    return Act("propose", "Have it done at a price", (), "See who pays what", about)


def _agree(claim: Claim) -> Act | None:
    open_legs = any(leg.payer == "person" for leg in queries.legs_of(claim))
    if claim.state not in ("accepted", "refused") or claim.process is None or open_legs:
        return None
    return Act("agree", "Agree", (), "I agree to who pays what", "With this the steps begin.")


def _step(claim: Claim, at: datetime) -> Act | None:
    step = queries.next_step(claim) if claim.state == "running" else None
    if step is None or step.whose != "customer":
        return None
    if step.name == "accept-charge":
        return Act("step", "Accept the price", (), "I accept the price", "It is what stands in the quote above.")
    return Act("step", wording.step(step.name), tuple(step_fields(claim, step, at)), "It is done")


def step_fields(claim: Claim, step: Step, at: datetime) -> list[Field]:
    """The fields of a step as a form asks for them; which quote is accepted is that which is shown."""
    return [_field(one) for one in steps.asked_of(claim, step, at) if step.name != "accept-charge"]


def _field(asked: Asked) -> Field:
    label = wording.field(asked.name)
    if asked.kind in ("choice", "flag"):
        spelled = tuple((word, words.CHOICES.get(word) or words.title(word)) for word in asked.choices)
        told = YES_NO if asked.kind == "flag" else spelled
        choices = (_NOT_SAID, *told) if asked.optional else told
        return Field(asked.name, label, "choice", choices, optional=asked.optional)
    kind = {"day": "date", "text": "lines" if asked.name == "finding" else "text"}.get(asked.kind, "text")
    return Field(asked.name, label, kind, optional=asked.optional)


def step_result(asked: Iterable[Asked], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as the result of a step."""
    flags = {one.name for one in asked if one.kind == "flag"}
    words_of = {"true": True, "false": False}
    told = {name: words_of.get(value, value) if name in flags else value for name, value in values.items()}
    return {name: value for name, value in told.items() if value != ""}


def _always(claim: Claim) -> list[Act]:
    found = [Act("message", "Write a message", MESSAGE, "Send it", quiet=True)]
    if claim.unit is not None and claim.state != "closed":
        found.append(Act("proof", "Add a photo or a proof", PROOF, "Add it", quiet=True, file=True))
    if claim.state in ("refused", "accepted", "running") and not claim.disputed:
        found.append(Act("dispute", "Dispute the decision", DISPUTE, "Dispute it", "A person looks at it.", quiet=True))
    if claim.state in rules.JUDGED:
        about = "It ends without anything being done. You can report the fault again."
        found.append(Act("withdraw", "Withdraw the claim", (), "Withdraw it", about, quiet=True))
    return found
