"""Registrations from the draft on, what staff ruled on them, and batches that installers scan."""

from django.db import models
from django.db.models import Q

from warrantor.apps.registry.models import HistoryEvent, Location, Party, Product, Program, Unit
from warrantor.apps.registry.rules import new_id


class Registration(models.Model):
    """A unit being made somebody's own: a draft first, with what was answered so far, and no date.

    It counts from `completed` on, with the event in the unit's history. `answers` hold keys and days; what persons are
    called stands in their party's details alone.
    """

    STATES = ("draft", "waiting", "complete", "denied", "removed")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    state = models.CharField(max_length=20, default="draft", choices=[(word, word) for word in STATES])
    program = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")
    serial = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    registrar = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    """Who registers where that is not the customer: an installer, or somebody acting for them."""
    route = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    """Which opens the route."""
    answers = models.JSONField(default=dict)
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    changed = models.DateTimeField()
    completed = models.DateTimeField(null=True)
    event = models.ForeignKey(HistoryEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("complete", "removed"), completed__isnull=False, event__isnull=False)
                | Q(state__in=("draft", "waiting", "denied"), completed__isnull=True, event__isnull=True),
                name="registration_dated_when_complete",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="registration_unit"),
            models.Index(fields=["state", "changed"], name="registration_state"),
            models.Index(fields=["actor", "state"], name="registration_actor"),
        ]

    def __str__(self) -> str:
        return self.public_id


class RegistrationRuling(models.Model):
    """That staff denied or removed a registration, or undid that, with the reason. Only ever appended."""

    ACTS = ("denied", "removed", "restored")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=[(word, word) for word in ACTS])
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["registration", "at"], name="registration_ruling")]

    def __str__(self) -> str:
        return f"{self.act} {self.registration_id}"


class InstallBatch(models.Model):
    """What an installer puts up at one place for one customer: codes are scanned into it, and registered together."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    installer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    place = models.ForeignKey(Location, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    """Of serials that are not on record, where all are of one model."""
    installed_on = models.DateField()
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["installer", "finished"], name="install_batch_installer")]

    def __str__(self) -> str:
        return self.public_id


class Scan(models.Model):
    """A code that was scanned into a batch, in its order, and what became of it."""

    batch = models.ForeignKey(InstallBatch, models.CASCADE, related_name="+")
    serial = models.CharField(max_length=80)
    serial_key = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    """By which a scan that was sent twice is one."""
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "key"], name="scan_sent_once")]
        indexes = [models.Index(fields=["batch", "serial_key"], name="scan_serial")]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"
