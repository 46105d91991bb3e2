"""The channel of the made-up records: parties that sell and install, their standings, ties and approvals."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from warrantor.adapters.demo.stories import Book, Channel, Partner
from warrantor.apps.channel import actions
from warrantor.apps.channel.rules import CUSTOMER, RESELLER
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party, Program

DEMO = By("system", "command", why="made up for the demonstration")
LED_BY = {"distributor": 0, "reseller": 1, "installer": 2}
"""Roles of partners, and which party of a channel their person belongs to."""


def add_partners(books: Sequence[Book], now: datetime) -> None:
    """The parties alone: histories that name them come after."""
    for channel in _channels(books):
        for one in (channel.distributor, *channel.resellers, *channel.installers):
            add_party(at=now, by=DEMO, key=one.key, organisation=True, details={"name": one.name})


def add_ties(books: Sequence[Book], now: datetime) -> None:
    """Standings, ties and approvals, once customers are there."""
    for book in books:
        if book.channel is not None:
            _add_ties(book.channel, Program.objects.get(name=book.program), now)


def party_of(books: Sequence[Book], role: str) -> str:
    """The key of the party that the person of a role belongs to: the first channel's; empty where there is none."""
    channel = next(iter(_channels(books)), None)
    if channel is None or role not in LED_BY:
        return ""
    led = (channel.distributor, *channel.resellers[:1], *channel.installers[:1])
    return led[LED_BY[role]].key if LED_BY[role] < len(led) else ""


def _channels(books: Sequence[Book]) -> list[Channel]:
    return [book.channel for book in books if book.channel is not None]


def _add_ties(channel: Channel, program: Program, now: datetime) -> None:
    distributor = _party(channel.distributor.key)
    for one in (channel.distributor, *channel.resellers, *channel.installers):
        _accredit(one, program, now)
    for seller in channel.resellers:
        party = _party(seller.key)
        actions.add_tie(distributor, party, RESELLER, program, at=now, by=DEMO)
        for key in seller.customers:
            actions.add_tie(party, _party(key), CUSTOMER, program, at=now, by=DEMO)
    for installer in channel.installers:
        for key in installer.approves:
            actions.give_approval(_party(installer.key), _party(key), program, at=now, by=DEMO)


def _accredit(partner: Partner, program: Program, now: datetime) -> None:
    if not partner.standing:
        return
    today = now.date()
    days = {"since": today - timedelta(days=partner.since), "until": today + timedelta(days=partner.until)}
    actions.accredit(
        _party(partner.key), program, partner.standing, **days, territories=partner.regions, at=now, by=DEMO
    )


def _party(key: str) -> Party:
    return Party.objects.get(key=key)
