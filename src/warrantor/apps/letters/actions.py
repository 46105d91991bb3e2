"""Taking a letter: once, in one transaction with all it leads to. It opens a report or adds to a claim, and never acts.

Raises what the database and the disk raise: then nothing was taken, and whoever delivers it tries again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.access.managers import is_address
from warrantor.apps.claims import intake, ruling
from warrantor.apps.claims import rules as claim_rules
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.queries import claims_of
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.letters import answering, enclosing, queries, rules
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.letters.rules import Mail
from warrantor.apps.notices import actions as notices
from warrantor.apps.notices.actions import mail_key
from warrantor.apps.notices.queries import about_of_message
from warrantor.apps.registry.models import Paper, Program, Unit
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Refused

_MORE = "\n\n(The rest stands in the letter itself.)"


@dataclass(frozen=True)
class Post:
    """How mail comes in here: the program of each address, all addresses that are ours, how many letters of a sender
    are answered in an hour, and where files are kept.
    """

    addresses: Mapping[str, str]
    own: frozenset[str]
    most: int
    store: Store


@transaction.atomic
def take(mail: Mail, post: Post, *, at: datetime, by: By) -> tuple[Letter, bool]:
    """The letter, and whether it is new: one that was taken before does nothing."""
    origin = mail_key(mail.sender)
    before = queries.lately(origin, at)
    known = {
        "origin": origin, "recorded": at, "sender": mail.sender, "subject": mail.subject, "words": mail.text,
    }  # fmt: skip
    letter, new = Letter.objects.get_or_create(key=mail.key, defaults=known)
    if not new:
        return letter, False
    letter.why = _why_kept(mail, post, before)
    if not letter.why:
        _deliver(letter, mail, post, at, by)
    letter.save()
    about = {"became": letter.became, "why": letter.why, "claim": letter.claim.number if letter.claim else ""}
    record("letters.take", f"letter:{letter.pk}", by=by, at=at, confirmed=letter.confirmed, **about)
    return letter, True


def _why_kept(mail: Mail, post: Post, before: int) -> str:
    """Why a letter is only kept: nobody wrote it, we did, or its sender writes too much. Empty for all others."""
    if mail.automatic:
        return mail.automatic
    if not is_address(mail.sender):
        return "no-sender"
    ours = post.own.intersection(map(rules.without_tag, (mail.sender, *mail.loops)))
    if ours or about_of_message(mail.message_id):
        return "our-own"
    return "too-many" if before >= post.most else ""


def _deliver(letter: Letter, mail: Mail, post: Post, at: datetime, by: By) -> None:
    claim = queries.claim_answered(mail)
    if claim is not None:
        _add(letter, claim, mail, post, at, by)
        return
    program = _program(mail, post)
    if program is None:
        letter.why = "no-program"
        return
    letter.program, letter.confirmed = program, mail.vouched
    _report(letter, program, mail, post, at, by)


def _program(mail: Mail, post: Post) -> Program | None:
    """That of the first address of ours that it went to."""
    named = (post.addresses.get(one) or post.addresses.get(rules.without_tag(one)) for one in mail.recipients)
    return Program.objects.filter(name=next(filter(None, named), "")).first()


# -- a new report ------------------------------------------------------------------------------------------------------


def _report(letter: Letter, program: Program, mail: Mail, post: Post, at: datetime, by: By) -> None:
    found = queries.units_named([mail.subject, mail.words], program, mail.sender, at) if mail.vouched else []
    unit = found[0] if len(found) == 1 else None
    known = _being_dealt_with(unit, mail) if unit else None
    if known is not None and queries.is_claimants(known, mail.sender):
        _add(letter, known, mail, post, at, by)
        return
    claim = _opened(letter, program, None if known else unit, mail, at, by)
    letter.became, letter.claim = "report", claim
    letter.save()
    if not letter.confirmed:
        _say(claim, mail, confirmed=False, at=at, by=by)
    enclosing.keep_files(letter, mail, post.store)
    enclosing.put_to_papers(claim, post.store, at=at, by=by)
    answering.answer_report(letter, claim, mail.message_id, at=at, by=by)


def _opened(letter: Letter, program: Program, unit: Unit | None, mail: Mail, at: datetime, by: By) -> Claim:
    """Whatever of it cannot be kept as a field stands among the words."""
    own = queries.parties_of(mail.sender) if letter.confirmed else []
    report: dict[str, Any] = {
        "program": program, "channel": "email", "contact": {"email": mail.sender, "name": mail.name},
        "claimant": own[0] if unit is None and len(own) == 1 else None,
    }  # fmt: skip
    told = {**_filled_in(mail), "description": _description(mail)}
    try:
        with transaction.atomic():
            return open_claim(Report(**report, unit=unit, serial=_serial(mail), told=told), at=at, by=by)
    except Refused:
        told = {"description": told["description"]}
        return open_claim(Report(**report, told=told), at=at, by=by)


def _being_dealt_with(unit: Unit, mail: Mail) -> Claim | None:
    """The open claim about the fault that a report by mail is about; one says neither part nor cause."""
    fault = claim_rules.fault_of("fault", {}, _filled_in(mail).get("reason", ""))
    return claims_of(unit).filter(fault=fault).exclude(state="closed").first()


def _filled_in(mail: Mail) -> dict[str, str]:
    return rules.filled_in(mail.words, intake.REPORT)


def _serial(mail: Mail) -> str:
    """As it was told, whether there is such a unit or not: the answer is the same."""
    return rules.serial_told(mail.subject) or rules.serial_told(mail.words)


def _description(mail: Mail) -> str:
    parts = [mail.subject, mail.words or mail.text]
    return _shortened("\n\n".join(part for part in parts if part.strip()))


def _shortened(text: str) -> str:
    most = claim_rules.LONGEST - len(_MORE)
    return text if len(text) <= claim_rules.LONGEST else text[:most] + _MORE


# -- words on a claim --------------------------------------------------------------------------------------------------


def _add(letter: Letter, claim: Claim, mail: Mail, post: Post, at: datetime, by: By) -> None:
    theirs = queries.is_claimants(claim, mail.sender)
    letter.became, letter.claim, letter.program = "message", claim, claim.program
    letter.confirmed = theirs and mail.vouched
    letter.save()
    _say(claim, mail, confirmed=letter.confirmed, at=at, by=by)
    enclosing.keep_files(letter, mail, post.store)
    if letter.confirmed:
        claim = _with_facts(claim, mail, at, by)
    enclosing.put_to_papers(claim, post.store, at=at, by=by)
    answer = answering.answer_files if theirs else answering.answer_stranger
    answer(letter, claim, mail.message_id, at=at, by=by)


def _say(claim: Claim, mail: Mail, *, confirmed: bool, at: datetime, by: By) -> None:
    text = _shortened(mail.words or mail.text)
    if text:
        ruling.note(claim, "message", text, confirmed=confirmed, at=at, by=by)


def _with_facts(claim: Claim, mail: Mail, at: datetime, by: By) -> Claim:
    """The claim, with what the report lacked and the claimant now tells; what cannot be kept so stands in the words."""
    if claim.state != "incomplete":
        return claim
    lacking = intake.missing_of(claim)
    told = rules.filled_in(mail.words, lacking)
    if "description" in lacking and mail.words:
        told.setdefault("description", _shortened(mail.words))
    found = [] if claim.unit else queries.units_named([mail.subject, mail.words], claim.program, mail.sender, at)
    unit = found[0] if len(found) == 1 else None
    if not told and unit is None:
        return claim
    try:
        with transaction.atomic():
            return intake.add_facts(claim, why="told by mail", told=told, unit=unit, at=at, by=by)
    except Refused:
        return claim


# -- afterwards --------------------------------------------------------------------------------------------------------


@transaction.atomic
def put_to_paper(row: Enclosure, store: Store, *, at: datetime, by: By) -> Paper:
    """Somebody looked at a file and puts it to the papers of the unit. Raises Refused, Conflict, OSError."""
    held = Enclosure.objects.select_for_update(of=("self",)).select_related("letter__claim__unit").get(pk=row.pk)
    return enclosing.put_to_paper(held, store, at=at, by=by)


@transaction.atomic
def forget(address: str, *, at: datetime, by: By) -> set[str]:
    """Lets go of all that letters from an address hold of a person, and of what was told to it.

    The digests of files that nobody else has.
    """
    rows = Letter.objects.filter(sender__iexact=address, forgotten=None)
    numbers = list(rows.values_list("pk", flat=True)) if address else []
    files = Enclosure.objects.filter(letter__in=numbers, paper=None)
    digests = set(files.values_list("sha256", flat=True))
    others = Enclosure.objects.exclude(letter__in=numbers).filter(sha256__in=digests).exclude(name="")
    kept = {*others.values_list("sha256", flat=True)}
    kept |= set(Paper.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    Enclosure.objects.filter(letter__in=numbers).update(name="")
    Letter.objects.filter(pk__in=numbers).update(
        sender="", subject="", words="", left_out=[], origin="forgotten", forgotten=at
    )
    if address:
        notices.forget([f"mail:{address}"], at=at, by=by)
    if numbers:
        record("letters.forget", f"letter:{numbers[0]}", by=by, at=at, letters=len(numbers))
    return digests - kept
