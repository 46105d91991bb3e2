"""Rows of claims, in files by what they are about."""

from warrantor.apps.claims.models.charging import Invoice, Quote
from warrantor.apps.claims.models.claims import Claim, Contact, Leg, Note, Step, Version
from warrantor.apps.claims.models.drafts import Draft
from warrantor.apps.claims.models.exchanges import Exchange
from warrantor.apps.claims.models.goodwill import Goodwill, GoodwillLimit
from warrantor.apps.claims.models.helping import HelpContact
from warrantor.apps.claims.models.returns import (
    Disposition,
    Obstacle,
    Parcel,
    Receipt,
    ReturnAddress,
    Rma,
)
from warrantor.apps.claims.models.visits import Appointment, Feed, Offer, PartUsed, Visit

__all__ = [
    "Appointment",
    "Claim",
    "Contact",
    "Disposition",
    "Draft",
    "Exchange",
    "Feed",
    "Goodwill",
    "GoodwillLimit",
    "HelpContact",
    "Invoice",
    "Leg",
    "Note",
    "Obstacle",
    "Offer",
    "Parcel",
    "PartUsed",
    "Quote",
    "Receipt",
    "ReturnAddress",
    "Rma",
    "Step",
    "Version",
    "Visit",
]
