"""Every table that the back office shows, each with its screen."""

from django.db.models import Model

from warrantor.apps.access.models import Grant, Token, User
from warrantor.apps.channel.models import AccountManager, Accreditation, Approval, Invitation, PriceRequest, Tie
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.models import Alert, Batch, Certificate, CodeBatch, Decision, Registration, Standing
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Location, Paper, Party, Product, Program, Unit
from warrantor.entrypoints.back_office.screen import Screen
from warrantor.entrypoints.back_office.screens import (
    access,
    channel,
    coverage,
    deadlines,
    history,
    journal,
    letters,
    registry,
)

SCREENS: tuple[tuple[type[Model], type[Screen]], ...] = (
    (Unit, registry.Units),
    (Product, registry.Products),
    (Program, registry.Programs),
    (Party, registry.Parties),
    (Location, registry.Locations),
    (HistoryEvent, history.Events),
    (Paper, history.Papers),
    (ImportRun, history.Files),
    (Decision, coverage.Decisions),
    (Batch, coverage.Batches),
    (Standing, coverage.Standings),
    (Registration, coverage.Registrations),
    (Alert, coverage.Alerts),
    (Certificate, coverage.Certificates),
    (CodeBatch, coverage.CodeBatches),
    (Amount, coverage.Amounts),
    (Tie, channel.Ties),
    (Accreditation, channel.Accreditations),
    (Approval, channel.Approvals),
    (Invitation, channel.Invitations),
    (AccountManager, channel.AccountManagers),
    (PriceRequest, channel.PriceRequests),
    (Letter, letters.Letters),
    (Enclosure, letters.Enclosures),
    (User, access.Users),
    (Grant, access.Grants),
    (Token, access.Tokens),
    (Deadline, deadlines.Deadlines),
    (Entry, journal.Entries),
    (Seal, journal.Seals),
)
