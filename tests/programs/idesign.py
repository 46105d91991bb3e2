"""A board of iDesign as most tests meet it, and how an enhanced warranty is bought for it."""

from tests.histories import Event, Unit, event

ONSITE, ADVANCED, STAND, PROMO = "multicare-onsite-3y", "multicare-advanced-3y", "multicare-onsite-3y-stand", "promo-1y"

BOARD = Unit(
    "idesign",
    (
        event("purchased", "2023-05-02", by="oak", channel="partner", invoice="D-1"),
        event("delivered", "2023-05-10", to="oak"),
        event("installed", "2023-05-20", by="avpro", accreditation="certified", location="main"),
        event("registered", "2023-05-20", via="gid", by="avpro", complete=True),
    ),
    {"class": "board", "sold_as": "new"},
    {"by": "oak", "cause": "defect", "part": "panel", "location": "main"},
)


def plan(name: str, bought: str = "2023-06-01", activated: str | None = "2023-06-10") -> list[Event]:
    """An enhanced warranty, bought and, unless `activated` is None, activated."""
    events = [event("plan-purchased", bought, plan=name, invoice="D-2")]
    return events if activated is None else [*events, event("activated", activated, plan=name)]
