"""Reports that were begun and left: whoever writes one is told of it once, some days after they last wrote."""

from datetime import datetime, timedelta

from django.conf import settings

from warrantor.apps.claims.models import Draft
from warrantor.apps.deadlines import handlers
from warrantor.apps.deadlines.actions import drop_deadline, set_deadline
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind

LEFT = "claims.draft-left"
KIND = Kind(
    "claim-draft", "Claim: begun and not sent", "You have begun a claim",
    "On $day you began a claim about $serial, and have not sent it. What you answered is kept.\n\n"
    "To go on with it, or to throw it away, sign in and open Claims: it stands under Begun and not sent.",
    {"day": "1 Feb 2024", "serial": "ID-0083"},
)  # fmt: skip


def register() -> None:
    """Registers what there is to tell, and who tells it. Called once, when the app is ready."""
    kinds.register(KIND)
    handlers.on(LEFT, on_left)


def subject(draft: Draft) -> str:
    """What the journal, notices and deadlines call a draft."""
    return f"claim-draft:{draft.public_id}"


def expect(draft: Draft, *, at: datetime, by: By) -> None:
    """From now on it is looked at once it was left alone for as long as the settings say."""
    set_deadline(LEFT, subject(draft), draft.changed + timedelta(days=settings.DRAFT_DAYS), at=at, by=by)


def expect_no_more(draft: Draft, *, at: datetime, by: By) -> None:
    """It was sent or thrown away."""
    drop_deadline(LEFT, subject(draft), at=at, by=by)


def on_left(row: Deadline, at: datetime, by: By) -> None:
    """Tells its writer, and nobody once more. One that was written on meanwhile is looked at later."""
    draft = Draft.objects.filter(public_id=row.subject.partition(":")[2], claim=None).first()
    if draft is None:  # erased with its writer
        return
    if draft.changed + timedelta(days=settings.DRAFT_DAYS) > at:
        expect(draft, at=at, by=by)
        return
    said = draft.answers.get("unit", {})
    began = f"{draft.began.day} {draft.began:%b %Y}"
    values = {"day": began, "serial": said.get("serial") or "a unit that you have not named yet"}
    program = draft.answers.get("program", said).get("program", "")
    tell(KIND.name, program=program, about=row.subject, occasion="left", to=[draft.actor], values=values, at=at, by=by)
