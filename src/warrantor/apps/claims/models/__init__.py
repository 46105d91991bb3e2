"""Rows of claims, in files by what they are about."""

from warrantor.apps.claims.models.claims import Claim, Contact, Leg, Note, Step, Version

__all__ = ["Claim", "Contact", "Leg", "Note", "Step", "Version"]
