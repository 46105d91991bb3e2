"""Activation codes: kept as digests, by batch and number of card, and the tries that opened nothing."""

from django.db import models
from django.db.models import Q

from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.rules import new_id


class CodeBatch(models.Model):
    """Codes that were made together, all for one plan. `until` is the last day on which one may be entered."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    until = models.DateField(null=True, blank=True)
    made = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "code batches"

    def __str__(self) -> str:
        return self.name


class ActivationCode(models.Model):
    """A card's code. Used once, against one unit; or revoked, with a reason, while nobody has used it."""

    batch = models.ForeignKey(CodeBatch, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="code_number_unique"),
            models.CheckConstraint(
                condition=Q(used__isnull=True) | Q(revoked__isnull=True), name="code_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(used__isnull=True, unit__isnull=True) | Q(used__isnull=False, unit__isnull=False),
                name="code_used_for_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class CodeTry(models.Model):
    """That somebody entered a code which opened nothing: what the limit counts. It does not say which code."""

    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "code tries"
        indexes = [models.Index(fields=["actor", "at"], name="code_try_actor")]

    def __str__(self) -> str:
        return f"{self.actor} {self.at}"
