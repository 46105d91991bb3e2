"""Rows of webhooks: who is told what, the secrets that sign it, and each telling with how it went."""

from django.db import models
from django.db.models import Q

from warrantor.apps.registry.rules import new_id
from warrantor.apps.webhooks.rules import DELIVERED, DROPPED, GIVEN_UP, WAITING, new_message


class Endpoint(models.Model):
    """An address that is told events of a program, by its name; empty is every program."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    """Names, or `*` alone."""
    made = models.DateTimeField()
    actor = models.CharField(max_length=80)
    disabled = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)
    """Why it is disabled."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["url", "program"], condition=Q(disabled=None), name="endpoint_open_once")
        ]
        indexes = [models.Index(fields=["program"], name="endpoint_program")]

    def __str__(self) -> str:
        return self.public_id


class EndpointSecret(models.Model):
    """What signs for an endpoint. Kept as it is, for a digest could not sign; with `until` it was rotated out."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="+")
    secret = models.CharField(max_length=80)
    made = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"secret {self.pk}"


class Delivery(models.Model):
    """One event for one endpoint: what is sent, and how it went.

    `occasion` tells two events of one kind about one thing apart.
    `claim` names the run that sends it just now, until `claimed`; `due` is when it is sent next.
    """

    STATES = (WAITING, DELIVERED, GIVEN_UP, DROPPED)

    public_id = models.CharField(max_length=40, unique=True, default=new_message)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="+")
    event = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    occasion = models.CharField(max_length=120)
    body = models.TextField()
    made = models.DateTimeField()
    state = models.CharField(max_length=20, default=WAITING, choices=[(word, word) for word in STATES])
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    claimed = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)
    """When it was tried last; then `status` and `said` are what was answered."""
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["endpoint", "event", "about", "occasion"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due"], condition=Q(state=WAITING), name="delivery_due"),
            models.Index(fields=["endpoint", "state", "id"], name="delivery_endpoint_state"),
            models.Index(fields=["made"], name="delivery_made"),
        ]

    def __str__(self) -> str:
        return self.public_id
