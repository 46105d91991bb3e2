"""Orders of plans with the terms that were accepted, and units offered to new owners."""

from django.db import models
from django.db.models import F, Q

from warrantor.apps.coverage.models.decisions import Decision
from warrantor.apps.registry.models import HistoryEvent, Party, Unit
from warrantor.apps.registry.rules import new_id


class Order(models.Model):
    """A plan ordered for a unit, or a plan's renewal or change of level: carried out, or held for what it `waits` for.

    `waits` names facts that are missing, or `person:ROLE`. `owner` is whose unit it was when it was ordered, `payer`
    who ordered for somebody else.
    """

    STATES = ("held", "done", "refused", "cancelled")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    payer = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    ask = models.CharField(max_length=20)
    plan = models.CharField(max_length=80)
    to = models.CharField(max_length=80, blank=True)
    on = models.DateField(null=True)
    invoice = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=[(word, word) for word in STATES])
    waits = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    event = models.ForeignKey(HistoryEvent, models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "ask", "plan", "to"], condition=Q(state="held"), name="order_held_once"
            ),
            models.CheckConstraint(
                condition=Q(state="held", settled__isnull=True) | (~Q(state="held") & Q(settled__isnull=False)),
                name="order_settled",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="order_unit_state"),
                   models.Index(fields=["state", "made"], name="order_state_made")]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class Acceptance(models.Model):
    """That whoever ordered accepted the terms: which version, by its id and digest. Only ever appended."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    program = models.CharField(max_length=60)
    terms_version = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.program} {self.terms_version}"


class Transfer(models.Model):
    """A unit that its owner offers to somebody by mail. The address is kept only while the offer is open.

    `by_person`: the terms are silent, so that it waits until somebody of the vendor approves it with a reason.
    """

    STATES = ("offered", "accepted", "declined", "withdrawn", "expired")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    email = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    decisions = models.JSONField(default=list)
    by_person = models.BooleanField(default=False)
    approved = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="offered", choices=[(word, word) for word in STATES])
    asked = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(state="offered"), name="transfer_one_offered"),
            models.CheckConstraint(condition=Q(taker__isnull=True) | ~Q(taker=F("giver")), name="transfer_to_another"),
        ]

    def __str__(self) -> str:
        return self.public_id
