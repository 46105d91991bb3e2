"""Rules of registrations, all pure: which ways are open where, what is lacking, and which facts a registration tells.

A way that asks for an installer is the installers' own; every other is for whoever the unit belongs to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from warrantor.apps.registry.rules import Conflict, Event, Refused
from warrantor.core.decision.needs import Need

FORM, ON_BEHALF = "registration", "registration-on-behalf"
"""What documents call these forms."""
KNOWN_SERIAL, INSTALLER = "known_serial", "installer"
"""The field by which a document keeps serials out that are not on record, and the one that makes a way the installers'.
"""


class Taken(Conflict):
    """The unit is on record for somebody else, who is not named."""

    def __init__(self) -> None:
        super().__init__(
            "serial", "is on record for somebody else",
            "look at the label again; if it is yours, tell us, and a person looks into it",
        )  # fmt: skip


class Closed(Refused):
    """The way is closed for the unit; `clauses` say so, `ways` are those that are open."""

    def __init__(self, field: str, message: str, help: str, clauses: Sequence[str], ways: Sequence["Way"] = ()) -> None:
        super().__init__(field, message, help)
        self.clauses, self.ways = tuple(clauses), tuple(ways)


@dataclass(frozen=True)
class Way:
    """A route of a program as it stands for one unit. `needs` are the fields, by the clause that asks for them."""

    route: str
    open: bool
    installers: bool
    clauses: tuple[str, ...]
    needs: tuple[tuple[str, str], ...] = ()
    hangs_on: tuple[str, ...] = ()
    """Facts of the unit on which it hangs."""


@dataclass(frozen=True)
class Said:
    """What is said of one unit that is to be registered. Days are ISO text; None is a day that nobody can find out.

    Parties and places are keys. An empty text was not said.
    """

    serial: str
    product: str = ""
    customer: str = ""
    registrar: str = ""
    installer: str = ""
    place: str = ""
    region: str = ""
    installed_on: str | None = ""
    bought_on: str | None = ""
    invoice: str = ""
    channel: str = ""
    delivered_on: str | None = ""
    sold_as: str = "new"
    proofs: int = 0
    more: Mapping[str, str] = field(default_factory=dict)


def ways(needs: Iterable[Need]) -> list[Way]:
    """The ways of a program, in the order of its document. One without any has a single way, open everywhere."""
    needs = list(needs)
    routes = list(dict.fromkeys(route for need in needs for route in need.routes)) or [""]
    return [_way(route, [need for need in needs if need.by(route)]) for route in routes]


def _way(route: str, about: Sequence[Need]) -> Way:
    holding = [need for need in about if need.holds]
    fields = tuple((name, need.clause) for need in holding for name in need.fields)
    return Way(
        route=route,
        open=bool(holding) or not about,
        installers=any(INSTALLER in need.fields for need in about),
        clauses=tuple(dict.fromkeys(need.clause for need in holding or about)),
        needs=tuple(dict.fromkeys(fields)),
        hangs_on=tuple(sorted({name for need in about for name in need.reads})),
    )


def way_in(found: Sequence[Way], *, installers: bool, route: str = "") -> Way:
    """The way that somebody takes: the named one, else the first of theirs that is open. Raises Closed, Refused.

    A program without a way of the installers' own has them take the common one.
    """
    if route:
        named = next((way for way in found if way.route == route), None)
        if named is None:
            known = ", ".join(way.route for way in found if way.route)
            raise Refused("route", f"`{route}` is no way to register", f"one of {known}" if known else "none is named")
        mine = [named]
    else:
        own = [way for way in found if way.installers == installers]
        mine = own or (list(found) if installers else [])
    open_now = next((way for way in mine if way.open), None)
    if open_now is not None:
        return open_now
    raise closed(found, mine or found)


def closed(found: Sequence[Way], mine: Sequence[Way]) -> Closed:
    """That a way is closed, with the one to use instead, if there is any."""
    others = [way for way in found if way.open and way not in mine]
    clauses = [clause for way in (*mine, *others) for clause in way.clauses]
    if others:
        whose = "installers" if others[0].installers else "customers"
        message = f"this way is closed there; the {whose}' way is open"
        help = "have an installer of the program register it" if others[0].installers else "register it as its owner"
        return Closed("route", message, help, list(dict.fromkeys(clauses)), others)
    return Closed("route", "no way to register is open there", "write to us: a person records it", clauses)


def lacking(way: Way, said: Said, told: Mapping[str, Event]) -> list[tuple[str, str]]:
    """The fields that a way needs and that neither was said nor is on record (`told`: standing events), with clauses.

    What is done by the product itself (`customer_approval`, `accreditation`) is not asked of anybody.
    """
    return [(name, clause) for name, clause in way.needs if not _has(name, said, told)]


_DONE_HERE = ("customer_approval", "accreditation", KNOWN_SERIAL)
_OF_RECORD = {
    "installed_on": ("installed", "on"), "location": ("installed", "location"), "installer": ("installed", "by"),
    "customer": ("purchased", "by"), "bought_on": ("purchased", "on"), "delivered_on": ("delivered", "on"),
}  # fmt: skip


def _has(name: str, said: Said, told: Mapping[str, Event]) -> bool:
    if name in _DONE_HERE:
        return True
    kind, dot, key = name.partition(".")
    if dot:
        return bool(told.get(kind, {}).get(key)) or bool(said.more.get(name))
    if name == "location":
        spoken: Any = said.place
    elif name == "proof":
        spoken = said.proofs
    elif name in ("installed_on", "bought_on", "delivered_on"):
        spoken = getattr(said, name) or getattr(said, name) is None
    else:
        spoken = getattr(said, name, "") if name != "more" else ""
    return bool(spoken) or bool(said.more.get(name)) or _on_record(name, told)


def _on_record(name: str, told: Mapping[str, Event]) -> bool:
    if name == "invoice":
        return any(event.get("invoice") for event in told.values())
    kind, key = _OF_RECORD.get(name, ("", ""))
    return kind in told and (key == "on" or bool(told[kind].get(key)))


def latest(events: Iterable[Event]) -> dict[str, Event]:
    """Of standing events the last of each kind."""
    return {event["what"]: event for event in events}


def is_registered(told: Mapping[str, Event]) -> bool:
    """Whether the record has a complete registration."""
    return bool(told.get("registered", {}).get("complete"))


def holder(told: Mapping[str, Event], owner: str) -> str:
    """Whose unit it is, so that nobody else may register it; empty where it is still a dealer's, or nobody's."""
    bought = told.get("purchased", {})
    return "" if bought.get("for_resale") and "transferred" not in told and bought.get("by") == owner else owner


def events_of(said: Said, way: Way, accreditation: str, told: Mapping[str, Event], at: datetime) -> list[Event]:
    """The facts that a registration tells, without those that the record holds. Raises Refused where they differ."""
    invoice = {"invoice": said.invoice} if said.invoice else {}
    channel = {"channel": said.channel} if said.channel else {}
    found = [_bought(said, told, {**channel, **invoice}, at)]
    if said.delivered_on or said.delivered_on is None:
        place = {"location": said.place} if said.place else {}
        found.append(_new("delivered", said.delivered_on, told, {"to": said.customer, **place}))
    if said.installed_on or said.installed_on is None:
        by = {"by": said.installer} if said.installer else {}
        keys = {**by, "accreditation": accreditation, **({"location": said.place} if said.place else {})}
        found.append(_new("installed", said.installed_on, told, keys))
    whose = said.registrar or said.customer
    more = {"via": way.route, "proof": "on file" if said.proofs else ""}
    more = {key: value for key, value in more.items() if value}
    found.append({"what": "registered", "on": at.isoformat(), "by": whose, "complete": True, **more})
    return [event for event in found if event is not None]


def _bought(said: Said, told: Mapping[str, Event], more: Mapping[str, Any], at: datetime) -> Event | None:
    """That the customer bought it. Where a dealer did, it was passed on to the customer."""
    held = told.get("purchased")
    if held is not None and held.get("for_resale") and held.get("by") != said.customer and "transferred" not in told:
        return {"what": "transferred", "on": said.bought_on or at.date().isoformat(), "to": said.customer}
    on = said.bought_on or None
    if held is not None and on is None:
        return None
    return _new("purchased", on, told, {"by": said.customer, **more})


_FIELDS = {"purchased": "bought_on", "delivered": "delivered_on", "installed": "installed_on"}


def _new(what: str, on: str | None, told: Mapping[str, Event], keys: Mapping[str, Any]) -> Event | None:
    """The event, unless the record has one of its day. Of what happens once the record is not overridden here."""
    held = told.get(what)
    if held is None:
        return {"what": what, "on": on, **keys}
    if on is not None and (held["on"] or "")[:10] != on:
        raise Refused(_FIELDS[what], "is on record with another day", "leave it out, or have the record put right")
    return None
