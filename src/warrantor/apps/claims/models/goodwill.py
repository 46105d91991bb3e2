"""What was given, or is to be given, outside the terms; and how much of it a role may give alone."""

from django.db import models
from django.db.models import Q

from warrantor.apps.access.rules import ROLES
from warrantor.apps.claims.models.claims import Claim
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import new_id


class Goodwill(models.Model):
    """Money (`amount`), or service carried out as the terms say for `form` but at the vendor's cost; and why.

    It is `proposed` while a second person has to decide. `actor` proposed it, `judge` decided; both are `user:12`.
    """

    STATES = ("proposed", "granted", "rejected")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    form = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=[(word, word) for word in STATES])
    proposed = models.DateTimeField()
    actor = models.CharField(max_length=80)
    settled = models.DateTimeField(null=True)
    judge = models.CharField(max_length=80, blank=True)
    judgement = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(state="proposed"), name="goodwill_proposed_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="goodwill_has_currency",
            ),
            models.CheckConstraint(condition=Q(amount__isnull=False) | ~Q(form=""), name="goodwill_gives_something"),
        ]

    def __str__(self) -> str:
        return f"goodwill of {self.claim_id}"


class GoodwillLimit(models.Model):
    """From a day on, how much a role may give alone. The newest that has begun counts. Only ever appended."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=[(name, role.title) for name, role in ROLES.items()])
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    currency = models.CharField(max_length=3)
    since = models.DateField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="goodwill_limit_not_negative")]
        indexes = [models.Index(fields=["program", "role", "since"], name="goodwill_limit_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.currency} {self.amount}"
