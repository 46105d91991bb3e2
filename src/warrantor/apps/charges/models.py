"""Amounts: what somebody owes, or is owed, and why. Only ever appended; a reversal is another amount."""

from django.db import models
from django.db.models import Q

from warrantor.apps.registry.models import Party, Unit
from warrantor.apps.registry.rules import new_id


class Amount(models.Model):
    """Money that a party owes the vendor (`payable`) or the vendor owes a party (`refundable`).

    `amount` is empty where the price list has none: a person has to price it. `cause` names what it came of, such as
    `decision:ID`; one cause brings one amount of a kind. `clauses` are the ids, `program:ID`, that say so.
    """

    SIDES = ("payable", "refundable")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=12, choices=[(word, word) for word in SIDES])
    what = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    clauses = models.JSONField(default=list)
    cause = models.CharField(max_length=120)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    recorded = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause", "what", "side"], name="amount_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gte=0) & ~Q(currency="")),
                name="amount_has_currency",
            ),
        ]
        indexes = [models.Index(fields=["unit", "recorded"], name="amount_unit_recorded")]

    def __str__(self) -> str:
        return f"{self.what} {self.currency} {self.amount}"
