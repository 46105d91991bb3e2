"""A claim with its versions, the steps and legs of how it is carried out, and what was said about it.

Names and addresses of whoever reported it stand in `Contact` alone and can be erased there.
"""

from django.db import models
from django.db.models import Q

from warrantor.apps.access.models import User
from warrantor.apps.claims import rules
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.models import Party, Program, Unit


class Claim(models.Model):
    """A reported fault (`fault`), a wish to send something back (`return`) or a `question`, which nothing decides.

    `said` is the claim as the terms read it (`cause`, `part`...), `report` what else the report holds (`description`,
    `since`, `invoice`...). `fault` is what makes two reports one: a unit has one open claim about it. `process` is how
    it is carried out, as the terms told it when it was agreed; `round` counts how often that was settled anew.
    `version` rises with every change: whoever acts says which one they saw. `assigned` is who of staff works on it.
    """

    number = models.CharField(max_length=16, unique=True, default=rules.new_number)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    claimant = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    serial = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=[(word, word) for word in rules.KINDS], default="fault")
    channel = models.CharField(max_length=10, choices=[(word, word) for word in rules.CHANNELS])
    state = models.CharField(max_length=12, choices=[(word, word) for word in rules.STATES])
    said = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    fault = models.CharField(max_length=160)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    plan = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=80, blank=True)
    remedy = models.CharField(max_length=80, blank=True)
    process = models.JSONField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    goodwill = models.BooleanField(default=False)
    disputed = models.DateTimeField(null=True)
    assigned = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    opened = models.DateTimeField()
    agreed = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fault"], condition=~Q(state="closed") & Q(unit__isnull=False), name="claim_once_open"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed__isnull=False) | (~Q(state="closed") & Q(closed__isnull=True)),
                name="claim_closed_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "opened"], name="claim_unit_opened"),
            models.Index(fields=["program", "state", "opened"], name="claim_queue"),
            models.Index(fields=["claimant", "opened"], name="claim_claimant_opened"),
        ]

    def __str__(self) -> str:
        return self.number


class Contact(models.Model):
    """How to reach whoever reported it, as they said. Deleting the row erases it; the claim stays."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.claim_id}"


class Version(models.Model):
    """What was known of a claim when it was decided, and the decision: every one is kept. Only ever appended."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    said = models.JSONField()
    report = models.JSONField()
    why = models.CharField(max_length=500, blank=True)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="claim_version_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} v{self.number}"


class Step(models.Model):
    """One step of how a claim is carried out. It is done once, in its place, with its `result`."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    whose = models.CharField(max_length=10, choices=[(word, word) for word in rules.SIDES])
    result = models.JSONField(null=True)
    done = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "round", "place"], name="claim_step_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.place} {self.name}"


class Leg(models.Model):
    """Who does a part of it and who pays; from the terms, or decided by a person where they leave it to one.

    `amount` is empty where nothing is charged or the price list has none (`charge` then names what is to be priced).
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=80)
    payer = models.CharField(max_length=40)
    charge = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    clause = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "round", "place"], name="claim_leg_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.what}: {self.payer}"


class Note(models.Model):
    """Words about a claim: a `message` between the parties, a `note` among staff, a `promise` that somebody made.

    A promise made outside the terms is kept here and enters no decision. `confirmed` says whether it is sure who wrote.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(word, word) for word in rules.NOTES])
    text = models.TextField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)
    confirmed = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["claim", "recorded"], name="claim_note_recorded")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.claim_id}"
