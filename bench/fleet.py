"""A made-up fleet of displays, in columns, from a seed: histories and claims, any number of them."""

from datetime import date

import numpy as np
import polars as pl

from warrantor.core.decision.bulk.batch import Batch

PROGRAM = "idesign"
FIRST = (date(2020, 1, 1) - date(1970, 1, 1)).days
"""Days are counted from 1970 here, as polars does."""
PLANS = ("multicare-onsite-3y", "multicare-advanced-3y", "multicare-onsite-3y-stand", "promo-1y")
CAUSES = (*["defect"] * 14, "workmanship", "accident", "transit", "wear", "against-instructions", "modification")
PARTS = (*["panel", "board", "ordinary"] * 5, "lamp", "battery", "column", "bracket")
STANDINGS = (*["certified"] * 4, "accredited", "registered", "none")
"""The usual stands more often than the rest."""
CUSTOMERS = tuple(f"customer-{number}" for number in range(5_000))
Column = np.ndarray


def fleet(units: int, seed: int = 7) -> Batch:
    """A question about each of `units`, with four events in a usual history; most are covered, a tenth are odd."""
    draw = np.random.default_rng(seed)
    rows = np.arange(units)
    bought = FIRST + draw.integers(0, 1800, units)
    delivered = bought + draw.integers(0, 30, units)
    installed = delivered + draw.integers(0, 45, units)
    plan_bought = bought + draw.integers(0, 60, units)
    asked = delivered + draw.integers(0, 900, units)
    owner, plan = _pick(draw, CUSTOMERS, units), _pick(draw, PLANS, units)
    place = owner + "/main"
    share = draw.random((10, units))
    events = [
        _events(rows, "purchased", bought, by=owner, channel=_pick(draw, ("partner", "direct"), units)),
        _events(rows, "delivered", delivered, to=owner).filter(share[0] < 0.98),
        _events(rows, "installed", installed, location=place, accreditation=_pick(draw, STANDINGS, units)),
        _events(rows, "registered", installed, complete=pl.Series(share[1] < 0.95)).filter(share[2] < 0.8),
        _events(rows, "plan-purchased", plan_bought, plan=plan).filter(share[3] < 0.4),
        _events(rows, "activated", np.maximum(plan_bought, installed) + draw.integers(0, 65, units), plan=plan).filter(
            share[3] < 0.35
        ),
        _events(rows, "modified", installed + 100, approved=pl.Series(share[4] < 0.5)).filter(share[5] < 0.03),
        _events(rows, "invoiced-outside-terms", installed + 200, invoice=owner).filter(share[6] < 0.02),
    ]
    history = pl.concat(events, how="diagonal").sort("row", maintain_order=True)
    claim = {
        "claim.by": _sometimes(share[7] < 0.95, owner, "somebody"),
        "claim.location": _sometimes(share[8] < 0.95, place, "elsewhere"),
        "claim.cause": _pick(draw, CAUSES, units),
        "claim.part": _pick(draw, PARTS, units),
    }
    kinds = {
        "unit.class": _pick(draw, ("board", "projector", "stand"), units),
        "unit.region": _pick(draw, ("US", "GB", "DE", "MX", "AU"), units),
    }
    questions = pl.DataFrame({"row": rows, "at": _days(asked), "claimed": share[9] < 0.9, **kinds, **claim})
    questions = questions.with_columns(
        pl.col("at").cast(pl.Datetime("us", "UTC")) + pl.duration(hours=18),
        pl.when("claimed").then(pl.col("^claim\\..*$")),
        serial=pl.col("row").cast(pl.String),
    )
    return Batch(questions, history.with_columns(place=pl.int_range(pl.len()).over("row")))


def _events(rows: Column, what: str, on: Column, **keys: pl.Series) -> pl.DataFrame:
    days = _days(on).cast(pl.String)
    return pl.DataFrame({"row": rows, "what": pl.repeat(what, len(rows), eager=True), "on": days, **keys})


def _days(days: Column) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def _pick(draw: np.random.Generator, words: tuple[str, ...], count: int) -> pl.Series:
    return pl.Series(words).gather(draw.integers(0, len(words), count))


def _sometimes(usual: Column, column: pl.Series, other: str) -> pl.Series:
    return column.zip_with(pl.Series(usual), pl.repeat(other, len(column), eager=True))
