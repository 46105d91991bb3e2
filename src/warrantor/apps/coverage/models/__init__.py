"""Rows of coverage, by what they are about; all of them are imported from here."""

from warrantor.apps.coverage.models.alerts import Alert
from warrantor.apps.coverage.models.certificates import Certificate, CertificateRevocation
from warrantor.apps.coverage.models.codes import ActivationCode, CodeBatch, CodeTry
from warrantor.apps.coverage.models.decisions import Batch, Decision, Standing
from warrantor.apps.coverage.models.orders import Acceptance, Order, Transfer
from warrantor.apps.coverage.models.registrations import InstallBatch, Registration, RegistrationRuling, Scan

__all__ = [
    "Acceptance",
    "ActivationCode",
    "Alert",
    "Batch",
    "Certificate",
    "CertificateRevocation",
    "CodeBatch",
    "CodeTry",
    "Decision",
    "InstallBatch",
    "Order",
    "Registration",
    "RegistrationRuling",
    "Scan",
    "Standing",
    "Transfer",
]
