"""Notices, who read them, and the templates by which programs word them. No foreign keys: all is named by text."""

import secrets

from django.db import models
from django.db.models import Q

WAITING, SENDING, SENT, NOBODY, GIVEN_UP = "waiting", "sending", "sent", "nobody", "given-up"
STATES = {
    WAITING: "Waits to be mailed",
    SENDING: "Is being mailed",
    SENT: "Mailed",
    NOBODY: "Not mailed: no address",
    GIVEN_UP: "Given up",
}


def new_id() -> str:
    """128 random bits; part of the message's id, so only of letters that every mail program takes there."""
    return secrets.token_hex(16)


class Notice(models.Model):
    """One message to one recipient: `party:KEY`, `user:12`, or `mail:` and a digest of an address.

    Addresses are looked up when it is mailed. `address` holds one where this goes to no other,
    as that of a `mail:`, until it is mailed or forgotten.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    kind = models.CharField(max_length=60)
    program = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    """What it is about, such as `claim:12`."""
    occasion = models.CharField(max_length=100)
    """What happened there: the same is told once to each recipient."""
    recipient = models.CharField(max_length=100)
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    answers = models.CharField(max_length=255, blank=True)
    """The Message-ID of the message that it answers; mail programs show it below that."""
    secret = models.BooleanField(default=False)
    """Its words go once it was mailed: they open something."""
    calendar = models.TextField(blank=True)
    """An invitation (iCalendar) that goes with it."""
    told = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(STATES.items()), default=WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    changed = models.DateTimeField()
    """When it came into its state."""
    error = models.CharField(max_length=300, blank=True)
    forgotten = models.DateTimeField(null=True)
    """Since when its words and address are gone."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "occasion", "recipient"], name="notice_told_once")
        ]
        indexes = [
            models.Index(fields=["next_try", "id"], condition=Q(state="waiting"), name="notice_waiting"),
            models.Index(fields=["changed"], condition=Q(state="sending"), name="notice_sending"),
            models.Index(fields=["recipient", "-id"], name="notice_recipient"),
            models.Index(fields=["about", "-id"], name="notice_about"),
            models.Index(fields=["state", "-id"], name="notice_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Reading(models.Model):
    """That a user (`user:12`) read a notice: each of a party's people reads it on their own."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+")
    reader = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "notice"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.reader} {self.notice_id}"


class NoticeTemplate(models.Model):
    """How a program words a kind of notice from then on; the newest counts. Empty is the wording that comes with it."""

    program = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["program", "kind", "-id"], name="notice_template_newest")]

    def __str__(self) -> str:
        return f"{self.program} {self.kind}"
