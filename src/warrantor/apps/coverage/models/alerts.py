"""Alerts for staff: raised, counted, and settled with what came of them."""

from django.db import models
from django.db.models import Q

from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import new_id


class Alert(models.Model):
    """Something about a unit that staff should look at. What comes again while it is open is counted, not repeated.

    `subject` is what the journal calls the unit; `detail` holds keys and days, never names of persons.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    detail = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)
    raised = models.DateTimeField()
    last = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(settled__isnull=True), name="alert_open_once"
            )
        ]
        indexes = [models.Index(fields=["settled", "last"], name="alert_settled_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
