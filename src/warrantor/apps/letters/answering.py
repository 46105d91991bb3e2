"""What is told to whoever wrote a letter. About a claim nothing is told to an address that is not the claimant's."""

from collections.abc import Sequence
from datetime import datetime

from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.letters.models import Letter
from warrantor.apps.letters.queries import signature
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import answer_with, tell
from warrantor.apps.notices.kinds import Kind

_FILES = "- dark.heic: is larger than 20,000,000 bytes (a smaller copy of it)"
FILES = Kind(
    "letter-files",
    "Mail: files that were not kept",
    "[$number] Some of what you sent was not kept",
    "Your message is kept with the claim $number. Of what came with it, this is not:\n\n$files\n\nAnswer this to "
    "send it in another way. ($token)\n",
    {"number": "C7QK42M3X0", "files": _FILES, "token": "C7QK42M3X0-0123456789abcdef0123"},
)
ARRIVED = Kind(
    "letter-arrived",
    "Mail: it arrived, from an address that is not the claimant's",
    "Your message arrived",
    "Your message to $program arrived, and a person reads it. As it came from an address that we do not know for this, "
    "we can say no more here.\n\n$files\n",
    {"program": "Hardware warranties", "files": f"This was not kept:\n{_FILES}"},
)


def register() -> None:
    """Says what there is to tell. Called once, when the app is ready."""
    for kind in (FILES, ARRIVED):
        kinds.register(kind)


def answer_report(letter: Letter, claim: Claim, message_id: str, *, at: datetime, by: By) -> None:
    """What the claim itself told of its number, and of what it lacks, stands below the letter."""
    answer_with(subject(claim), letter.sender, message_id, at=at)
    answer_files(letter, claim, message_id, at=at, by=by)


def answer_files(letter: Letter, claim: Claim, message_id: str, *, at: datetime, by: By) -> None:
    """To the claimant: what was not kept, and why."""
    if letter.left_out:
        _tell(FILES, letter, claim, message_id, at, by, files=_listed(letter.left_out), **_named(claim))


def answer_stranger(letter: Letter, claim: Claim, message_id: str, *, at: datetime, by: By) -> None:
    """That it arrived, and nothing about the claim."""
    files = f"This was not kept:\n{_listed(letter.left_out)}" if letter.left_out else ""
    _tell(ARRIVED, letter, claim, message_id, at, by, program=claim.program.title, files=files)


def _tell(kind: Kind, letter: Letter, claim: Claim, message_id: str, at: datetime, by: By, **values: str) -> None:
    tell(
        kind.name, program=claim.program.name, about=subject(claim), occasion=f"letter:{letter.pk}",
        to=[f"mail:{letter.sender}"], values=values, at=at, by=by, answers=message_id,
    )  # fmt: skip


def _named(claim: Claim) -> dict[str, str]:
    return {"number": claim.number, "token": f"{claim.number}-{signature(claim.number)}"}


def _listed(left_out: Sequence[dict[str, str]]) -> str:
    return "\n".join(f"- {one['name']}: {one['why']}" for one in left_out)
