"""The acts of staff on a claim: which are open to somebody now, with which fields, and what each carries out.

What may be done hangs on the state, and on what the terms leave to whom; each act is one row of `ACTS`.
"""

from django.conf import settings

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import deciding
from warrantor.apps.claims import agreeing, disputing, goodwill, intake, permits, rules, ruling, steps, taking
from warrantor.apps.claims.models import Claim
from warrantor.apps.coverage.plans.ruling import role_of
from warrantor.apps.letters.matching import match_unit
from warrantor.apps.registry.queries import find_unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.desk import fields
from warrantor.entrypoints.portal.desk.charging import CHARGING
from warrantor.entrypoints.portal.desk.kinds import Act, Desk, Doing, Kind, Values
from warrantor.entrypoints.portal.layout.fields import Field

YES_OR_NO = (("yes", "Yes"), ("no", "No"))
OUTCOMES = {
    "refused": "Refused for good", "withdrawn": "Withdrawn by the customer", "goodwill": "Settled as goodwill",
    "answered": "The question is answered",
}  # fmt: skip


def open_acts(desk: Desk) -> dict[str, Act]:
    """The acts that somebody may do now, by name, in the order in which they are shown."""
    found = {name: kind.open(desk) for name, kind in ACTS.items() if desk.may(kind.permission(desk))}
    return {name: act for name, act in found.items() if act is not None}


# -- whose it is ---------------------------------------------------------------------------------------


def _take(desk: Desk) -> Act | None:
    if desk.claim.state == "closed" or desk.claim.assigned_id == desk.person.user:
        return None
    whose = f"It is {desk.claim.assigned.name or desk.claim.assigned.email}'s now." if desk.claim.assigned else ""

    def do(values: Values, doing: Doing) -> None:
        assert desk.person.user is not None
        taking.take(desk.claim, User.objects.get(pk=desk.person.user), **doing.how)

    return Act("Take it", "Take it", do, hint=whose)


def _give_back(desk: Desk) -> Act | None:
    if desk.claim.assigned_id is None or desk.claim.assigned_id != desk.person.user or desk.claim.state == "closed":
        return None
    return Act("Give it back", "Give it back", lambda _, doing: taking.give_back(desk.claim, **doing.how))


# -- deciding -------------------------------------------------------------------------------------------


def _match(desk: Desk) -> Act | None:
    if desk.claim.unit is not None or desk.claim.state not in rules.JUDGED:
        return None

    def do(values: Values, doing: Doing) -> None:
        unit = find_unit(values["serial"], desk.claim.program.name)
        if unit is None:
            raise Refused("serial", "is that of no unit of this program", "as it stands on the unit's page")
        match_unit(desk.claim, unit, values["why"], store=Folder(settings.PAPERS_FOLDER), **doing.how)

    asked = (Field("serial", "Serial number of the unit", "text"), fields.WHY)
    return Act(
        "Say which unit it is", "Match the unit", do, asked, f"It was reported as {desk.claim.serial or 'none'}."
    )


def _add_facts(desk: Desk) -> Act | None:
    if desk.claim.state not in rules.JUDGED:
        return None
    lacks = intake.missing_of(desk.claim)
    report = fields.report_fields((*lacks, *desk.claim.report), desk.schema)
    told = fields.facts_of(desk.schema) if desk.claim.kind == "fault" else ()

    def do(values: Values, doing: Doing) -> None:
        more = {field.name: values[field.name] for field in report if values.get(field.name)}
        said = fields.said_of(values, desk.schema) if told else {}
        intake.add_facts(desk.claim, said=said, told=more, why=values["why"], **doing.how)

    hint = "What was known and decided before is kept. What you leave as it is does not change."
    return Act("Add facts and decide again", "Decide again", do, (fields.WHY, *report, *told), hint, folded=True)


def _rule(desk: Desk) -> Act | None:
    if not _role(desk):
        return None

    def do(values: Values, doing: Doing) -> None:
        ruling.rule(desk.claim, values["outcome"], values["reason"], **doing.how)

    asked = (
        Field("outcome", "Is it covered?", "choice", YES_OR_NO),
        Field("reason", "Why", "lines", hint="It stays with the unit; name nobody in it."),
    )
    return Act(
        "Decide what the terms leave to a person", "Decide", do, asked, f"Left to: {words.spelled(_role(desk))}."
    )


def _role(desk: Desk) -> str:
    return _left_to(desk.claim)


def _left_to(claim: Claim) -> str:
    """The role that has to decide; empty where it is nobody's of staff."""
    role = role_of(claim.decision) if claim.decision and claim.state == "referred" else ""
    return "" if role == "customer" else role


def deciders_of(claim: Claim) -> tuple[str, ...]:
    """What it takes to decide what the terms leave to a person about a claim; nothing where they leave nothing."""
    role = _left_to(claim)
    return (deciding(role),) if role else ()


def _answer(desk: Desk) -> Act | None:
    if desk.claim.disputed is None:
        return None

    def do(values: Values, doing: Doing) -> None:
        disputing.answer_dispute(desk.claim, values["answer"], values["reason"], **doing.how)

    asked = (
        Field("answer", "What came of it?", "choice", (("upheld", "The decision stands"),
                                                       ("changed", "The decision was changed"))),
        Field("reason", "Why", "lines", hint="The customer reads it."),
    )  # fmt: skip
    return Act("Answer the dispute", "Answer it", do, asked, "Decide again or grant goodwill first where it was right.")


def _dispute(desk: Desk) -> Act | None:
    if desk.claim.disputed is not None or desk.claim.state not in ("refused", "accepted", "running"):
        return None
    asked = (Field("reason", "What does the customer say is wrong?", "lines"),)

    def do(values: Values, doing: Doing) -> None:
        ruling.dispute(desk.claim, values["reason"], **doing.how)

    return Act("Record that the customer disputes it", "Record it", do, asked, folded=True)


# -- how it is carried out --------------------------------------------------------------------------------


def _remedy(desk: Desk) -> Act | None:
    known = agreeing.remedies_of(desk.claim)
    if desk.claim.state != "accepted" or not known:
        return None
    asked = (Field("remedy", "Remedy", "choice", tuple((one, words.title(one)) for one in known)),)
    hint = f"By the terms {'the customer chooses' if agreeing.chooser_of(desk.claim) == 'customer' else 'you choose'}."

    def do(values: Values, doing: Doing) -> None:
        agreeing.choose_remedy(desk.claim, values["remedy"], **doing.how)

    return Act("Choose the remedy", "Choose it", do, asked, hint)


def _propose(desk: Desk) -> Act | None:
    state = desk.claim.state
    if desk.claim.process is not None or state not in ("accepted", "refused") or desk.process is None:
        return None
    if state == "accepted" and agreeing.remedies_of(desk.claim):
        return None
    title = "Offer service outside the terms" if state == "refused" else "Draw up how it is carried out"
    return Act(title, "Propose it", lambda _, doing: agreeing.propose(desk.claim, **doing.how))


def _settle_payer(desk: Desk) -> Act | None:
    leg = desk.open_leg
    if leg is None or desk.claim.state not in ("accepted", "refused"):
        return None
    asked = (
        Field("payer", "Who pays?", "choice", tuple((one, words.title(one)) for one in agreeing.PAYERS)),
        Field("reason", "Why", "lines"),
    )

    def do(values: Values, doing: Doing) -> None:
        agreeing.settle_payer(desk.claim, leg, values["payer"], values["reason"], **doing.how)

    return Act(
        f"Decide who pays: {wording.leg(leg.what).lower()}", "Decide", do, asked, f"{leg.clause} leaves it to a person."
    )


def _agree(desk: Desk) -> Act | None:
    if desk.claim.process is None or desk.open_leg is not None or desk.claim.state not in ("accepted", "refused"):
        return None
    asked = (Field("told_by", "How did the customer say so?", "choice", wording.TOLD_BY),)

    def do(values: Values, doing: Doing) -> None:
        agreeing.agree(desk.claim, told_by=values["told_by"], **doing.how)

    hint = "It is recorded that you agreed in the customer's name."
    return Act("The customer agrees to who pays what", "Record that they agree", do, asked, hint)


def _step(desk: Desk) -> Act | None:
    step = desk.step
    if step is None:
        return None
    asked = steps.asked_of(desk.claim, step, desk.at)

    def do(values: Values, doing: Doing) -> None:
        steps.do_step(desk.claim, step.name, fields.result_of(values, asked), **doing.how)

    whose = "It is the customer's step: record it where they told you." if step.whose == "customer" else ""
    return Act(f"Next step: {wording.step(step.name).lower()}", "Record it", do, fields.step_fields(asked), whose)


# -- goodwill ---------------------------------------------------------------------------------------------


def _goodwill(desk: Desk) -> Act | None:
    if desk.proposal is not None or desk.claim.state not in goodwill.WITH_MONEY:
        return None
    forms = goodwill.forms_of(desk.claim) if desk.claim.state in goodwill.WITH_SERVICE and desk.claim.unit else ()
    told = (("", "No service"), *((one, words.title(one)) for one in forms))
    asked = (
        Field("amount", "Sum", "text", optional=True, hint="Such as 120.50"),
        Field("currency", "Currency", "text", optional=True, hint="Such as USD"),
        Field("form", "Service at the vendor's cost", "choice", told, optional=True),
        Field("reason", "Why", "lines"),
    )

    def do(values: Values, doing: Doing) -> None:
        amount, currency = goodwill.read_money(values["amount"], values["currency"])
        gift = goodwill.Gift(values["reason"], amount, currency, values["form"])
        goodwill.give(desk.claim, gift, person=desk.person, **doing.how)

    hint = "No clause covers it. What is above your limit, and service in any case, waits for a second person."
    return Act("Give goodwill", "Give it", do, asked, hint, folded=True)


def _judge_goodwill(desk: Desk) -> Act | None:
    proposal = desk.proposal
    if proposal is None or proposal.actor == f"user:{desk.person.user}":
        return None
    asked = (
        Field("outcome", "What do you decide?", "choice", (("approve", "Approve"), ("reject", "Reject"))),
        fields.WHY,
    )

    def do(values: Values, doing: Doing) -> None:
        approve = values["outcome"] == "approve"
        goodwill.settle(proposal, approve, values["why"], person=desk.person, **doing.how)

    return Act("Decide on the goodwill that was proposed", "Decide", do, asked, proposal.reason)


# -- words, and the end -----------------------------------------------------------------------------------

_NOTES = (
    ("message", "Message: the customer reads it"), ("note", "Note among staff"),
    ("promise", "A promise that somebody made: it enters no decision"),
)  # fmt: skip


def _note(desk: Desk) -> Act | None:
    asked = (Field("kind", "What is it?", "choice", _NOTES), Field("text", "Text", "lines"))

    def do(values: Values, doing: Doing) -> None:
        ruling.note(desk.claim, values["kind"], values["text"], at=doing.at, by=doing.by)

    return Act("Write something", "Keep it", do, asked)


def _close(desk: Desk) -> Act | None:
    if desk.claim.state not in rules.JUDGED:
        return None
    told = tuple((name, OUTCOMES[name]) for name in steps.endings_of(desk.claim))

    def do(values: Values, doing: Doing) -> None:
        steps.close_claim(desk.claim, values["outcome"], **doing.how)

    return Act("Close it", "Close it", do, (Field("outcome", "How does it end?", "choice", told),), folded=True)


def _work(desk: Desk) -> str:
    return "claim.work"


ACTS: dict[str, Kind] = {
    "take": Kind(_work, _take),
    "give-back": Kind(_work, _give_back),
    "match": Kind(_work, _match),
    "rule": Kind(lambda desk: deciding(_role(desk)), _rule),
    "answer": Kind(_work, _answer),
    "goodwill-judge": Kind(lambda _: goodwill.APPROVE, _judge_goodwill),
    "remedy": Kind(_work, _remedy),
    "propose": Kind(_work, _propose),
    "payer": Kind(lambda _: permits.PAYER, _settle_payer),
    "agree": Kind(_work, _agree),
    "step": Kind(_work, _step),
    "note": Kind(_work, _note),
    "facts": Kind(_work, _add_facts),
    "dispute": Kind(_work, _dispute),
    **CHARGING,
    "goodwill": Kind(lambda _: goodwill.GRANT, _goodwill),
    "close": Kind(_work, _close),
}
"""Every act by its name in addresses, what waits for somebody before what can always be done."""
