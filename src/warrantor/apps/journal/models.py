"""Entries of the journal and the seals over them. Only ever appended; they name things by text, not by foreign keys."""

from django.db import models


class Entry(models.Model):
    """One act: who did what to what, when, from where and why. `digest` is over all other columns but the id."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    door = models.CharField(max_length=20)
    origin = models.CharField(max_length=80, blank=True)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    detail = models.TextField(default="{}")
    """Further facts, as JSON text: what is stored is what was digested, on any database."""
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_subject"),
            models.Index(fields=["actor", "id"], name="entry_actor"),
            models.Index(fields=["act", "id"], name="entry_act"),
            models.Index(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class Seal(models.Model):
    """A batch of entries under one digest, which also covers the seal before it.

    `ranges` is JSON text, a list of first and last ids: an entry whose transaction ended late is in a later seal.
    """

    number = models.PositiveIntegerField(unique=True)
    ranges = models.TextField()
    entries = models.PositiveIntegerField()
    highest = models.BigIntegerField()
    """The highest id of this seal and all before it."""
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seal {self.number}"
