"""Visits to units: to whom each was offered, which appointments it had, what came of it, and the parts it took.

What customers say about the way in stands in `door` alone, and can be erased there.
"""

from django.db import models
from django.db.models import Q

from warrantor.apps.access.models import User
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models.claims import Claim
from warrantor.apps.registry.models import Paper, Party


class Visit(models.Model):
    """A technician goes to a unit, for a claim. `user` goes, for `party` where they are not the vendor's own.

    `sequence` rises with each appointment, so that calendars take the newest; `version` with every change. `draft` is
    what the technician has typed of the result and not sent.
    """

    number = models.CharField(max_length=16, unique=True, default=rules.new_number)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=[(word, word) for word in rules.STATES], default="offered")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    door = models.CharField(max_length=500, blank=True)
    draft = models.JSONField(default=dict)
    made = models.DateTimeField()
    done = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    finding = models.TextField(blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    signature = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(state__in=("done", "cancelled")), name="visit_once_open"
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(ends__gt=models.F("starts")),
                name="visit_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "starts"], name="visit_user_starts"),
            models.Index(fields=["party", "starts"], name="visit_party_starts"),
            models.Index(fields=["state", "starts"], name="visit_state_starts"),
        ]

    def __str__(self) -> str:
        return self.number


class Offer(models.Model):
    """A visit offered to an organisation or to one of the vendor's own; one of them takes it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, choices=[(word, word) for word in rules.ANSWERS])
    answered = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "party"], name="visit_offer_party_once"),
            models.UniqueConstraint(fields=["visit", "user"], name="visit_offer_user_once"),
            models.CheckConstraint(
                condition=Q(party__isnull=True, user__isnull=False) | Q(party__isnull=False, user__isnull=True),
                name="visit_offer_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} to {self.party_id or self.user_id}"


class Appointment(models.Model):
    """When a visit was to be, who proposed it, and what became of it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    proposed = models.DateTimeField()
    side = models.CharField(max_length=10, choices=[(word, word) for word in rules.SIDES])
    actor = models.CharField(max_length=80)
    agreed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True, choices=[(word, word) for word in rules.ENDS])
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "sequence"], name="visit_appointment_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.starts}"


class PartUsed(models.Model):
    """A part that a repair took, with its supplier where the terms want it told. Only ever appended."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=80)
    serial = models.CharField(max_length=80, blank=True)
    supplier = models.CharField(max_length=200, blank=True)
    supplier_authorised = models.BooleanField(null=True)
    clause = models.CharField(max_length=120, blank=True)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.claim_id} {self.part}"


class Feed(models.Model):
    """The secret address of a technician's calendar, kept as a digest alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(revoked=None), name="visit_feed_once")]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
