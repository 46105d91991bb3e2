"""Files that come with letters: each looked at as any paper is; what may not be kept is told, the rest is kept."""

import hashlib
from datetime import datetime

from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.letters.queries import waiting_of
from warrantor.apps.letters.rules import Attachment, Mail
from warrantor.apps.registry.models import Paper
from warrantor.apps.registry.papers import rules as papers
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Conflict, Refused


def keep_files(letter: Letter, mail: Mail, store: Store) -> None:
    """Keeps what may be kept, and says on the letter what was not and why. Raises OSError."""
    for file in mail.attachments:
        try:
            _keep(letter, file, store)
        except Refused as error:
            why = f"{error.message} ({error.help})" if error.help else error.message
            letter.left_out.append({"name": papers.clean_name(file.name), "why": why})
    if mail.cut:
        letter.left_out.append({"name": "the end of the message", "why": "it was too long (several messages instead)"})


def _keep(letter: Letter, file: Attachment, store: Store) -> None:
    if not file.whole:
        raise Refused("file", "did not arrive whole: the message is too large", "a smaller copy of it")
    sound = papers.sound(file.name, file.content)
    digest = hashlib.sha256(file.content).hexdigest()
    store.keep(digest, file.content)
    Enclosure.objects.create(
        letter=letter, name=sound.name, media_type=sound.media_type, size=len(file.content), sha256=digest
    )


def put_to_papers(claim: Claim, store: Store, *, at: datetime, by: By) -> None:
    """What came for a claim from a sender who is sure is put to the papers of its unit, as soon as there is one."""
    if claim.unit is not None:
        waiting = waiting_of(claim).filter(letter__confirmed=True)
        for row in waiting.select_related("letter__claim__unit"):
            put_to_paper(row, store, at=at, by=by)


def put_to_paper(row: Enclosure, store: Store, *, at: datetime, by: By) -> Paper:
    """Makes a file a paper of the claim's unit. Raises Refused where there is none, Conflict, OSError."""
    unit = row.letter.claim.unit if row.letter.claim else None
    if unit is None:
        raise Refused("unit", "is not known yet", "say first which unit the claim is about")
    if row.paper is not None or not row.name:
        raise Conflict("paper", "is among the papers already, or was erased", "look at it there")
    with store.open(row.sha256) as file:
        content = file.read()
    kind = "photo" if row.media_type.startswith("image/") else "other"
    row.paper, _ = add_paper(unit, row.name, content, kind=kind, store=store, at=at, by=by)
    row.save(update_fields=["paper"])
    return row.paper
