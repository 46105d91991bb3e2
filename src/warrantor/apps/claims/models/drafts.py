"""Reports that somebody is still writing. What they type of persons goes with the draft, which can be erased."""

from django.db import models

from warrantor.apps.claims.models.claims import Claim
from warrantor.apps.registry.rules import new_id


class Draft(models.Model):
    """A report as far as it was written: `answers` by question. Once it is sent, `claim` is what came of it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    answers = models.JSONField(default=dict)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["actor", "changed"], name="claim_draft_actor")]

    def __str__(self) -> str:
        return self.public_id
