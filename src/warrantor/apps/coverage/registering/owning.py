"""Registering as the owner: the party of whoever is signed in, sending a draft with its proofs, links back to one."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.core.mail import send_mail
from django.db import transaction

from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.queries import held_by
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.registering import actions, telling
from warrantor.apps.coverage.registering.opened import opened
from warrantor.apps.coverage.registering.rules import Said
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import actions as registry
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Refused, new_id

_ROLE = "end-customer"


@transaction.atomic
def own_party(
    user: User, details: Mapping[str, str], *, organisation: bool, before: str = "", at: datetime, by: By
) -> str:
    """The key of a party that a user has made for themselves; `before` is one of theirs, whose details are changed."""
    held = {one.party for one in held_by(user.pk, at) if one.role == _ROLE}
    party = Party.objects.filter(key=before).first() if before in held else None
    if party is not None:
        registry.change_details(party, details, organisation=organisation, at=at, by=by)
        return party.key
    party = registry.add_party(at=at, by=by, organisation=organisation, details=details)
    grant_role(user, Held(_ROLE, party.key), at=at, by=by)
    return party.key


@transaction.atomic
def send(row: Registration, program: Program, said: Said, *, store: Store, at: datetime, by: By) -> Registration:
    """Completes a draft: with a place of its own where one was described, its proofs as papers, and what it opened.

    Raises Refused, Taken, Closed, Conflict; then nothing is written.
    """
    country = row.answers.get("place", {}).get("country", "")
    if country and not said.place:
        customer = Party.objects.get(key=said.customer)
        place = registry.add_location(new_id(), at=at, by=by, party=customer, region=country, country=country)
        said = replace(said, place=place.key)
    made = actions.complete_draft(row, program, said, at=at, by=by).registration
    assert made is not None, "what is not refused is written"
    if made.unit is not None:
        _keep_proofs(made.unit, row.answers.get("bought", {}), store, at, by)
        keep_opened(made, at=at, by=by)
        telling.tell_complete(made, at=at, by=by)
    return made


def keep_opened(row: Registration, *, at: datetime, by: By) -> Registration:
    """Asks what a registration opened, and keeps the answer with it."""
    assert row.unit is not None, "what counts has its unit"
    found = opened(_fresh(row.unit), at=at, by=by)
    told = {
        "decision": found.decision.public_id, "first_use": found.first_use,
        "windows": [_told(asdict(window)) for window in found.windows],
    }  # fmt: skip
    row.answers = {**row.answers, "opened": told}
    row.save(update_fields=["answers"])
    return row


def _told(window: Mapping[str, Any]) -> dict[str, Any]:
    through = window["through"]
    return {**window, "through": through.isoformat() if through else None, "clauses": list(window["clauses"])}


def _fresh(unit: Unit) -> Unit:
    return Unit.objects.select_related("program", "product", "owner", "location").get(pk=unit.pk)


def _keep_proofs(unit: Unit, bought: Mapping[str, Any], store: Store, at: datetime, by: By) -> None:
    unit = _fresh(unit)
    for proof in bought.get("proofs", ()):
        try:
            with store.open(proof["sha256"]) as file:
                content = file.read()
        except OSError:
            raise Refused("proof", f"`{proof['name']}` is kept no longer", "choose the file again") from None
        names = bought.get("invoice", "")
        add_paper(unit, proof["name"], content, kind="invoice", names=names, store=store, at=at, by=by)


def mail_link(address: str, link: str) -> None:
    """Sends somebody the way back to their own draft."""
    text = f"Go on with the registration here, from any device, within 30 days:\n\n{link}\n"
    transaction.on_commit(partial(send_mail, "Go on with your registration", text, None, [address]), robust=True)
