"""Letters that were taken, and the files that came with them. What is of a person in them can be erased."""

from django.db import models

from warrantor.apps.claims.models import Claim
from warrantor.apps.letters.rules import BECAME
from warrantor.apps.registry.models import Paper, Program


class Letter(models.Model):
    """An e-mail that came in. `key` makes two deliveries one: it is taken once.

    It became a new claim (`report`), words on one (`message`), or is `kept` and answered by nobody; `why` says why.
    `confirmed` says whether it is sure who wrote it. `origin` stands for the sender where letters are counted.
    `left_out` lists the files that were not kept, each with `name` and `why`.
    """

    key = models.CharField(max_length=64, unique=True)
    program = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+")
    became = models.CharField(max_length=10, choices=[(word, word) for word in BECAME], default="kept")
    why = models.CharField(max_length=40, blank=True)
    confirmed = models.BooleanField(default=False)
    origin = models.CharField(max_length=100)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    words = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    recorded = models.DateTimeField()
    forgotten = models.DateTimeField(null=True)
    """Since when nothing of a person is in it."""

    class Meta:
        indexes = [
            models.Index(fields=["origin", "recorded"], name="letter_origin"),
            models.Index(fields=["claim", "recorded"], name="letter_claim"),
            models.Index(fields=["sender"], name="letter_sender"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Enclosure(models.Model):
    """A file that came with a letter and was looked at. `paper` is what it became among the papers of the unit.

    Where the unit is not known, or not who wrote, it waits until somebody puts it there.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="enclosure_content")]

    def __str__(self) -> str:
        return self.name or f"enclosure {self.pk}"
