"""Messages about registrations, sent when all of the act is written. None of them says more than the customer knows."""

from functools import partial

from django.core.mail import send_mail
from django.db import transaction

from warrantor.apps.access.models import User
from warrantor.apps.coverage.addresses import addresses_of
from warrantor.apps.coverage.models import Registration

_SUBJECTS = {
    "denied": "The registration of {serial} was denied",
    "removed": "The registration of {serial} was removed",
    "restored": "The registration of {serial} stands again",
    "complete": "{serial} is registered",
}
_BODIES = {
    "denied": "The registration of the unit with the serial number {serial} was denied.\n\nWhy: {reason}\n",
    "removed": "The registration of the unit with the serial number {serial} counts no longer.\n\nWhy: {reason}\n",
    "restored": "The registration of the unit with the serial number {serial} stands again.\n\nWhy: {reason}\n",
    "complete": "The unit with the serial number {serial} is registered, from {reason} on.\n",
}


def tell(row: Registration, what: str, reason: str) -> None:
    """Tells the customer of a registration what became of it, once that is written."""
    said = {"serial": row.serial or "your unit", "reason": reason}
    for address in addresses(row):
        send = partial(
            send_mail, _SUBJECTS[what].format(**said), _BODIES[what].format(**said), None, [address]
        )  # fmt: skip
        transaction.on_commit(send, robust=True)


def addresses(row: Registration) -> list[str]:
    """Where a customer is told: the party's own address, else those of its people, else of whoever began the draft."""
    if row.customer_id is not None:
        return addresses_of(row.customer)
    kind, _, number = row.actor.partition(":")
    mine = User.objects.filter(pk=int(number)) if kind == "user" and number.isdecimal() else User.objects.none()
    return list(mine.values_list("email", flat=True))
