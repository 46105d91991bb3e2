"""Decisions given, one by one and in batches, with all it takes to run them again: only ever appended. How units stand,
for lists: worked out, and replaced.
"""

from django.db import models
from django.db.models import F, Q

from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import new_id


class Decision(models.Model):
    """An answer as it was given. Its address is its `public_id`: 128 random bits that nobody guesses."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    program = models.CharField(max_length=60)
    terms_version = models.CharField(max_length=60)
    question = models.JSONField()
    answer = models.JSONField()
    digests = models.JSONField(default=dict)
    created = models.DateTimeField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="decision_not_of_itself"
            )
        ]
        indexes = [models.Index(fields=["unit", "created"], name="decision_unit_created")]

    def __str__(self) -> str:
        return self.public_id


class Batch(models.Model):
    """One question about many units, as it was answered: what it takes to make any of the answers again.

    `question` is what all were asked, without units; `facts` the digest of the units' facts, in the order of `serials`.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.CharField(max_length=60)
    question = models.JSONField()
    serials = models.JSONField()
    facts = models.CharField(max_length=64)
    digests = models.JSONField(default=dict)
    created = models.DateTimeField()

    class Meta:
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.public_id


class Standing(models.Model):
    """How a unit stood when its history last changed: the answer to the standing question, and its last covered day."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    answer = models.CharField(max_length=20, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=80, blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends"], name="standing_ends")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answer}"
