"""Rows of the registry. The history holds keys of parties and places, never names of persons.

What a person is called and where one lives stands in `PartyDetails` alone, and can be erased there.
"""

from django.db import models
from django.db.models import F, Q

from warrantor.apps.registry.rules import new_id, serial_key


class Program(models.Model):
    """A vendor's program: the name of its installed terms document."""

    name = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A model that is sold. `kind` is what the terms call the unit's class."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    series = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="product_code_unique")]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """A person or an organisation, known to the history by its `key` only."""

    key = models.CharField(max_length=80, unique=True, default=new_id)
    organisation = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.key


class PartyDetails(models.Model):
    """All personal data of a party. Deleting the row erases the person; every record stays valid."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "party details"

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place where units stand, known to the history by its `key`. The street is a detail of its party."""

    key = models.CharField(max_length=80, unique=True, default=new_id)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    time_zone = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.key


class Unit(models.Model):
    """A product in the field, under its serial number. Owner and place follow from its history."""

    SOLD_AS = ("new", "certified-pre-owned", "special-order", "refurbished", "used")

    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=80)
    serial_key = models.CharField(max_length=80, editable=False)
    sold_as = models.CharField(max_length=40, choices=[(word, word) for word in SOLD_AS], default="new")
    owner = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "serial_key"], name="unit_serial_unique")]
        indexes = [models.Index(fields=["serial_key"], name="unit_serial_key")]

    def save(self, *args: object, **kwargs: object) -> None:
        self.serial_key = serial_key(self.serial)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return self.serial


class HistoryEvent(models.Model):
    """One fact about a unit, or about a party and so about each of its units. Only ever appended.

    `happened_on` or `happened_at` says when it happened, neither if that cannot be determined;
    `recorded` when we learnt of it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=60)
    happened_on = models.DateField(null=True)
    happened_at = models.DateTimeField(null=True)
    recorded = models.DateTimeField()
    source = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, party__isnull=True) | Q(unit__isnull=True, party__isnull=False),
                name="event_of_unit_or_party",
            ),
            models.CheckConstraint(
                condition=Q(happened_on__isnull=True) | Q(happened_at__isnull=True),
                name="event_day_or_instant",
            ),
            models.CheckConstraint(
                condition=Q(what="withdrawn", withdraws__isnull=False, supersedes__isnull=True)
                | (~Q(what="withdrawn") & Q(withdraws__isnull=True)),
                name="event_withdraws_if_withdrawn",
            ),
            models.CheckConstraint(
                condition=(Q(supersedes__isnull=True) | ~Q(supersedes=F("id")))
                & (Q(withdraws__isnull=True) | ~Q(withdraws=F("id"))),
                name="event_not_of_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "recorded"], name="event_unit_recorded"),
            models.Index(fields=["party", "recorded"], name="event_party_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.public_id}"


class ImportRun(models.Model):
    """A file that is brought in: what it is, and how far its rows are checked and written.

    The rows themselves are kept aside on disk. `checked` and `written` are the numbers of the last rows done.
    """

    STATES = ("matching", "checking", "checked", "writing", "done")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default="matching", choices=[(word, word) for word in STATES])
    rows = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """Rows gone through in this state, for progress."""
    ready = models.PositiveIntegerField(default=0)
    there = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    brought = models.PositiveIntegerField(default=0)
    """Rows that were written."""
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "program"], name="import_digest")]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class Paper(models.Model):
    """A document of a unit, such as its invoice. Only ever appended; its content is a file named by `sha256`.

    `owner` is who owned the unit when it was added: a later owner is not shown what the one before paid.
    `names` is the number of the invoice or contract that it proves.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    names = models.CharField(max_length=80, blank=True)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["unit", "sha256"], name="paper_unit_content")]

    def __str__(self) -> str:
        return self.name


class PaperWithdrawal(models.Model):
    """That a paper was added by mistake: it stays listed, and its content is no longer handed out."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    recorded = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"withdrawal of {self.paper_id}"
