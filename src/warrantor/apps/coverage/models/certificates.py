"""Certificates as they were signed, and which do not count any more: only ever appended."""

from django.db import models
from django.db.models import Q

from warrantor.apps.coverage.models.decisions import Decision
from warrantor.apps.registry.models import Unit


class Certificate(models.Model):
    """A coverage as it was certified. `payload` is what was signed; nothing in it is about a person."""

    public_id = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    starts = models.DateField()
    payload = models.BinaryField()
    signature = models.BinaryField()
    key = models.CharField(max_length=16)
    issued = models.DateTimeField()
    actor = models.CharField(max_length=80)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "plan", "starts"], condition=Q(replaces__isnull=True), name="certificate_first_once"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class CertificateRevocation(models.Model):
    """That a certificate does not count any more, and why; the reason is for staff."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    revoked = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.certificate.public_id
