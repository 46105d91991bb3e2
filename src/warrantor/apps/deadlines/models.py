"""Deadlines. They name what they are about by text, as the journal does, so that every app above can set them."""

from django.db import models
from django.db.models import Q


class Deadline(models.Model):
    """Something to be done about a subject, such as `claim:12`, once it is due. One of each kind is open at a time.

    `detail` holds keys, days and numbers that its handler needs, never names of persons.
    """

    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    due = models.DateTimeField()
    detail = models.JSONField(default=dict)
    tries = models.PositiveIntegerField(default=0)
    """How often it failed since it was set."""
    next_try = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    """Why it failed last."""
    done = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "subject"], condition=Q(done=None, dropped=None), name="deadline_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["due", "id"], condition=Q(done=None, dropped=None), name="deadline_open_due"),
            models.Index(fields=["subject", "due"], name="deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"
