"""Goods on their way back: authorisations, what came to the dock, what becomes of it; and parcels either way.

Addresses here are the vendor's own. A claimant's stands in `PartyDetails` and is printed on labels, never kept.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from warrantor.apps.claims import rules
from warrantor.apps.claims.models.claims import Claim
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.rules import new_id


def new_rma() -> str:
    """The number of a return authorisation."""
    return rules.new_number("R")


class ReturnAddress(models.Model):
    """Where goods of a program are sent back to. The newest row holds; only ever appended."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    text = models.TextField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "return addresses"

    def __str__(self) -> str:
        return f"{self.program_id} from {self.recorded}"


class Rma(models.Model):
    """A return authorisation: which unit is expected, in which state, through which day.

    `expires` is the last day on which the terms take the parcel, as they were when it was issued; empty where they name
    none. `address` is what was given then.
    """

    number = models.CharField(max_length=16, unique=True, default=new_rma)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(max_length=80, blank=True)
    condition = models.CharField(max_length=20, default="as-told")
    reason = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    issued = models.DateTimeField()
    expires = models.DateField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        verbose_name = "RMA"
        constraints = [models.UniqueConstraint(fields=["claim", "round"], name="rma_once_a_round")]
        indexes = [models.Index(fields=["unit", "issued"], name="rma_unit_issued")]

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """A box that came to the dock, expected or not. One of an RMA stands; one that was sent back does not any more.

    `why` says what put it aside (`late`, `no-rma`, `wrong-unit`, `empty`, `damaged`, `incomplete`, `not-accepted`); a
    person settles it with `outcome` and `reason`. `late_by` counts days; `decision` is what the terms said of it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    rma = models.ForeignKey(Rma, models.PROTECT, null=True, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    typed = models.CharField(max_length=80)
    serial = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=80, blank=True)
    condition = models.CharField(max_length=20, choices=[(word, word) for word in rules.CONDITIONS])
    received = models.DateTimeField()
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=[(word, word) for word in rules.RECEIVED])
    why = models.JSONField(default=list)
    late_by = models.PositiveIntegerField(null=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    standing = models.BooleanField(default=True)
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    settled = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rma"], condition=Q(standing=True, rma__isnull=False), name="receipt_once_standing"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state="aside", rma=None, unit__isnull=False),
                name="receipt_unit_once_aside",
            ),
            models.UniqueConstraint(
                Upper("typed"), condition=Q(state="aside", rma=None, unit=None), name="receipt_typed_once_aside"
            ),
        ]
        indexes = [models.Index(fields=["state", "received"], name="receipt_queue")]

    def __str__(self) -> str:
        return self.public_id


class Disposition(models.Model):
    """What becomes of goods that came back; said once. `vendor_rma` and the credit are those of whoever made them."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=20, choices=[(word, word) for word in rules.DISPOSITIONS])
    reason = models.CharField(max_length=500)
    vendor_rma = models.CharField(max_length=80, blank=True)
    expected = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    credited = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    credited_at = models.DateTimeField(null=True)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.kind} of {self.receipt_id}"


class Parcel(models.Model):
    """What is under way: `out` to the customer, `back` to the vendor. `unit` is what is in it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=4, choices=[(word, word) for word in rules.WAYS])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    carrier = models.CharField(max_length=80)
    tracking = models.CharField(max_length=80)
    sent = models.DateTimeField()
    arrived = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "round", "way"], name="parcel_once_a_way")]

    def __str__(self) -> str:
        return f"{self.way} {self.tracking}"


class Obstacle(models.Model):
    """What keeps the vendor from a day that it promised, and the new day. Only ever appended."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    day = models.DateField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.claim_id} to {self.day}"
