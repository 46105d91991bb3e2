"""Whom to turn to for help, by place and product."""

from django.db import models

from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import new_id


class HelpContact(models.Model):
    """A desk, a site or a reseller that helps: in a country, with a kind of product; empty is every one.

    It is ended, never changed, so that what was shown on a day can be told.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["program", "country", "kind"], name="help_contact_where")]

    def __str__(self) -> str:
        return self.name
