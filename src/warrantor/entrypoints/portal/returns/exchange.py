"""The track of an exchange as pages show it: from which day it counts, how far it is, and what is charged if not."""

from dataclasses import dataclass
from datetime import date, datetime

from warrantor.apps.claims.exchanging import ledger
from warrantor.apps.claims.exchanging.notifying import sum_of
from warrantor.apps.claims.models import Claim, Exchange, Obstacle, Parcel, Rma
from warrantor.apps.claims.returns import queries, settling
from warrantor.apps.claims.returns.asking import day_of
from warrantor.entrypoints.portal.formatting import money


@dataclass(frozen=True)
class Track:
    """`day` of `days` have gone since `row.delivered`; `ticks` are the days of reminders. `ended` says how it ended."""

    row: Exchange
    day: int
    days: int
    ticks: tuple[date, ...]
    total: str
    ended: tuple[str, str, str] | None


@dataclass(frozen=True)
class Goods:
    """What is on its way about a claim: the authorisation that waits for a box, parcels, exchange, the promised day."""

    rma: Rma | None
    parcels: list[Parcel]
    track: Track | None
    promised: date | None
    obstacles: list[Obstacle]

    def __bool__(self) -> bool:
        return bool(self.rma or self.parcels or self.track or self.promised)


def goods_of(claim: Claim, at: datetime) -> Goods:
    """All that a claim's page shows of goods on their way: context `goods` of `portal/returns/_exchange.html`."""
    running = claim.state == "running"
    waiting = queries.open_rmas().filter(claim=claim, round=claim.round).first()
    return Goods(
        waiting, queries.parcels_of(claim), track_of(claim, at),
        settling.promised(claim) if running else None, queries.obstacles_of(claim),
    )  # fmt: skip


def track_of(claim: Claim, at: datetime) -> Track | None:
    """The exchange of a claim; None where nothing was sent first."""
    row = ledger.exchange_of(claim)
    if row is None or claim.unit is None:
        return None
    day = days = 0
    ticks: tuple[date, ...] = ()
    if row.delivered is not None and row.due is not None:
        day, days = (day_of(claim.unit, at) - row.delivered).days, (row.due - row.delivered).days
        ticks = tuple(one.on for one in ledger.reminders(claim, row, at))
    total = " and ".join(money(amount, currency) for currency, amount in row.totals().items()) or sum_of(row)
    return Track(row, day, days, ticks, total, _ended(row))


def _ended(row: Exchange) -> tuple[str, str, str] | None:
    if row.reversed is not None:
        return "Arrived late, credited", "shield-check", "yes"
    if row.arrived is not None:
        return "Arrived", "shield-check", "yes"
    if row.charged is not None:
        return "Charged", "shield-x", "no"
    return None
