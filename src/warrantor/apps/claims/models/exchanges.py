"""Exchanges: a replacement was sent first, and what it costs if the defective one does not come back."""

from decimal import Decimal

from django.db import models

from warrantor.apps.claims.models.claims import Claim


class Exchange(models.Model):
    """A unit that was shipped before the defective one came back.

    `lines` is what is charged if it does not come (`what`, `amount`, `currency`), at the prices of the shipment day;
    `clause` says so. `due` is the last day on which it may arrive, counted by the terms from `delivered`. `charged`
    and `reversed` say that it was done; the amounts stand with the charges.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    shipped = models.DateTimeField()
    promise = models.CharField(max_length=80, blank=True)
    clause = models.CharField(max_length=120, blank=True)
    lines = models.JSONField(default=list)
    delivered = models.DateField(null=True)
    due = models.DateField(null=True)
    arrived = models.DateTimeField(null=True)
    charged = models.DateTimeField(null=True)
    reversed = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "round"], name="exchange_once_a_round")]

    def totals(self) -> dict[str, Decimal]:
        """What is charged, by currency; without what a person has to price."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            if "amount" in line:
                found[line["currency"]] = found.get(line["currency"], Decimal()) + Decimal(line["amount"])
        return found

    def __str__(self) -> str:
        return f"exchange of {self.claim_id}"
