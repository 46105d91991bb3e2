"""What a claim costs whoever makes it: what was quoted and accepted, and invoices for service outside the terms."""

from django.db import models
from django.db.models import Q

from warrantor.apps.claims.models.claims import Claim
from warrantor.apps.registry.models import Party


class Quote(models.Model):
    """What the customer is asked to pay, before anything is done. Another one takes its place, and is accepted anew.

    `lines` are `{what, charge, amount, currency, clause, typed}`; `typed` ones the price list does not have. `how` says
    by which way it was accepted where the customer did not do it here.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)
    accepted = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=80, blank=True)
    how = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "round", "number"], name="claim_quote_once"),
            models.UniqueConstraint(
                fields=["claim", "round"], condition=Q(accepted__isnull=False), name="claim_quote_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} quote {self.number}"


class Invoice(models.Model):
    """That service turned out, afterwards, to be outside the terms. Its amounts have the cause `invoice:NUMBER`."""

    number = models.CharField(max_length=24, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    made = models.DateTimeField()
    actor = models.CharField(max_length=80)
    paid = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "paid"], name="claim_invoice_party")]

    def __str__(self) -> str:
        return self.number
