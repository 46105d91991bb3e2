"""Rows of the channel: who sells to whom, who is accredited for what and till when, approvals and invitations.

A tie, an approval or an invitation is ended by setting its last instant, once; an accreditation is only ever appended
to, and revoked by a row of its own.
"""

from django.db import models
from django.db.models import F, Q

from warrantor.apps.access.models import User
from warrantor.apps.access.rules import ROLES
from warrantor.apps.channel.rules import STANDINGS, TIES
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.apps.registry.rules import new_id


class Tie(models.Model):
    """The lower party is a reseller or a customer of the upper one, in a program."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    upper = models.ForeignKey(Party, models.PROTECT, related_name="+")
    lower = models.ForeignKey(Party, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(word, word) for word in TIES])
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """From this instant on it holds no longer."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(upper=F("lower")), name="tie_of_two"),
            models.UniqueConstraint(
                fields=["upper", "lower", "kind", "program"], condition=Q(until=None), name="tie_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["upper", "kind", "program", "lower"], name="tie_upper"),
            models.Index(fields=["lower", "program"], name="tie_lower"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} {self.kind} {self.upper_id}"


class Accreditation(models.Model):
    """A standing that a party has in a program from one day through another, in some regions or, with none, in all."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=[(word, word) for word in STANDINGS])
    territories = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(since__lte=F("until")), name="accreditation_days_in_order")]
        indexes = [
            models.Index(fields=["party", "program", "until"], name="accreditation_party"),
            models.Index(fields=["until"], name="accreditation_until"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.standing} {self.since}/{self.until}"


class Revocation(models.Model):
    """From a day on an accreditation counts no longer; days before it stay as they were."""

    accreditation = models.OneToOneField(Accreditation, models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.CharField(max_length=500)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.accreditation_id} {self.on}"


class Approval(models.Model):
    """A customer lets a registrar register and activate in its name, in a program, until it is withdrawn."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    registrar = models.ForeignKey(Party, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    given = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(registrar=F("customer")), name="approval_of_another"),
            models.UniqueConstraint(
                fields=["registrar", "customer", "program"], condition=Q(withdrawn=None), name="approval_open_once"
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="approval_customer")]

    def __str__(self) -> str:
        return self.public_id


class Invitation(models.Model):
    """Somebody is asked, by mail, to join a party in a role. The secret in the link is kept as a digest alone."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=40, choices=[(name, role.title) for name, role in ROLES.items()])
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")
    """None is every program."""
    digest = models.CharField(max_length=64, unique=True)
    sent = models.DateTimeField()
    until = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(withdrawn__isnull=True), name="invitation_ends_once"
            )
        ]
        indexes = [models.Index(fields=["party"], name="invitation_party")]

    def __str__(self) -> str:
        return self.public_id


class Work(models.Model):
    """A party installed or registered a unit for its present owner: worked out from the history, and replaced."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "unit"], name="work_once")]
        indexes = [models.Index(fields=["unit"], name="work_unit")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.unit_id}"


class AccountManager(models.Model):
    """Who looks after a customer in a program, by name: requests for a price reach that person."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "program"], condition=Q(until=None), name="account_manager_one")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.user_id}"


class PriceRequest(models.Model):
    """A customer asks what a plan would cost: for whom, in its own words, and which account manager it went to."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1_000, blank=True)
    manager = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["manager", "sent"], name="price_request_manager")]

    def __str__(self) -> str:
        return self.public_id
