"""The fact schema: what a history, a unit and a claim can say, of which type, and what silence means.

Shipped here for every program; a document overrides single entries in its front matter (`facts`).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Type:
    """A type of the language. `choices` closes the vocabulary of a choice; None leaves it open."""

    base: str
    choices: tuple[str, ...] | None = None
    event: str = ""
    """For `event`: the kind it is an event of."""

    def __str__(self) -> str:
        return self.base


DATE, INSTANT, NUMBER, MONEY = Type("date"), Type("instant"), Type("number"), Type("money")
FLAG, TEXT, SET, SPAN = Type("flag"), Type("text"), Type("set"), Type("span")
UNKNOWN = Type("unknown")
"""Type of an expression that already has an error: silences follow-up errors."""

CAUSES = (
    "defect", "workmanship", "installation", "configuration", "technician-error", "own-software", "other-software",
    "wear", "ageing", "accident", "misuse", "against-instructions", "liquid", "fire", "lightning", "power",
    "disaster", "war", "transit", "relocation", "environment", "cleaning", "other-product", "modification",
    "unauthorised-service", "third-party-work", "removal",
)  # fmt: skip


def choice(*choices: str) -> Type:
    return Type("choice", tuple(choices))


@dataclass(frozen=True)
class Key:
    """A key of an event, a unit or a claim."""

    type: Type
    default: Any = None
    """Value of an absent key; None = unknown."""
    assumed: Any = None
    """Claim keys: value in a standing question. `owner` and `place` are looked up on the record."""
    says: str = ""


@dataclass(frozen=True)
class EventKind:
    """A kind of event. `what` is its word in a history, `name` its word in expressions."""

    what: str
    once: bool = False
    absent: str = "no"
    """What silence means: `no` (it did not happen) or `unknown` (it can happen out of sight)."""
    keys: dict[str, Key] = field(default_factory=dict)
    open_keys: bool = False
    """True where further keys may be numbers (meter readings)."""
    name: str = ""
    says: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.what.replace("-", "_"))
        object.__setattr__(self, "keys", {"on": Key(DATE, says="the day it happened"), **self.keys})


def _k(type: Type, default: Any = None, says: str = "") -> Key:
    return Key(type, default, says=says)


_PLAN = {"plan": _k(TEXT), "invoice": _k(TEXT), "claim": _k(TEXT)}

SHIPPED: dict[str, EventKind] = {
    kind.what: kind
    for kind in (
        EventKind("purchased", True, "unknown", {
            "by": _k(TEXT), "channel": _k(choice("direct", "partner", "unrecognised")), "invoice": _k(TEXT),
            "includes": _k(SET, ()), "plans": _k(SET, ()), "price": _k(MONEY), "for_resale": _k(FLAG, False),
        }, says="bought from the vendor or its channel"),
        EventKind("shipped", True, "unknown", {"to": _k(TEXT), "location": _k(TEXT)}, says="left the vendor"),
        EventKind("delivered", True, "unknown", {"to": _k(TEXT), "location": _k(TEXT)}, says="signed for"),
        EventKind("installed", True, "unknown", {
            "by": _k(TEXT), "accreditation": _k(choice("certified", "accredited", "registered", "none")),
            "location": _k(TEXT)}, says="put into use by an installer"),
        EventKind("manufactured", True, "unknown", says="made"),
        EventKind("registered", True, "no", {
            "via": _k(TEXT), "by": _k(TEXT), "complete": _k(FLAG, False), "proof": _k(TEXT),
        }, says="registered with the vendor"),
        EventKind("plan-purchased", False, "no", _PLAN, says="a plan was bought; selected as `bought`"),
        EventKind("activated", False, "no", _PLAN, says="a plan was activated"),
        EventKind("refunded", False, "no", _PLAN, says="a plan was paid back; closes its coverage"),
        EventKind("removed", False, "no", {**_PLAN, "reason": _k(TEXT)}, says="staff took an activation away"),
        EventKind("renewed", False, "no", _PLAN, says="a plan was renewed"),
        EventKind("level-changed", False, "no", {**_PLAN, "to": _k(TEXT)}, says="one plan became another"),
        EventKind("claimed", False, "no", _PLAN, says="a claim was made on a plan"),
        EventKind("transferred", False, "no", {"to": _k(TEXT), "plan": _k(TEXT)}, says="the unit changed owner"),
        EventKind("relocated", False, "no", {"location": _k(TEXT)}, says="the unit was moved"),
        EventKind("modified", False, "no", {"approved": _k(FLAG, False), "by": _k(TEXT)}, says="the unit was altered"),
        EventKind("serviced", False, "no", {"by": _k(TEXT), "certified": _k(FLAG)}, says="somebody worked on it"),
        EventKind("serial-removed", False, "no", says="the serial number is gone or defaced"),
        EventKind("inspected", False, "no", {"passed": _k(FLAG), "by": _k(TEXT)}, says="examined by the vendor"),
        EventKind("work", False, "no", {
            "kind": _k(choice("installation", "activation", "repair", "maintenance")), "invoice": _k(TEXT),
            "paid": _k(FLAG), "by": _k(TEXT)}, says="a work order carried out"),
        EventKind("replaces", True, "no", {"serial": _k(TEXT), "ends": _k(DATE)}, says="stands in for another unit"),
        EventKind("replaced", False, "no", {"serial": _k(TEXT)}, says="another unit stands in for it"),
        EventKind("rma-issued", False, "no", {"rma": _k(TEXT), "reason": _k(TEXT)}, says="a return was authorised"),
        EventKind("return-received", False, "no", {"rma": _k(TEXT), "condition": _k(TEXT)}, says="a return arrived"),
        EventKind("invoiced-outside-terms", False, "no", {"invoice": _k(TEXT)},
                  says="work outside the terms was invoiced"),
        EventKind("paid", False, "no", {"invoice": _k(TEXT), "amount": _k(MONEY)}, says="an invoice was paid"),
        EventKind("third-party-agreement", True, "no", {"with": _k(TEXT), "until": _k(DATE)}, name="agreement",
                  says="another party maintains the unit"),
        EventKind("ruled", False, "no", {
            "clause": _k(TEXT), "outcome": _k(choice("yes", "no")), "role": _k(TEXT), "reason": _k(TEXT),
            "plan": _k(TEXT), "claim": _k(TEXT)}, says="a person decided what the terms left open"),
        EventKind("withdrawn", False, "no", {"withdrawn": _k(TEXT), "reason": _k(TEXT)},
                  says="an event was entered by mistake"),
        EventKind("reading", False, "no", {"meter": _k(TEXT)}, open_keys=True, says="a meter was read"),
        EventKind("replacement-delivered", True, "no", {"claim": _k(TEXT)},
                  says="a replacement sent first has arrived"),
    )
}  # fmt: skip

EVENT_FIELDS = {"what", "on", "id", "recorded", "source", "supersedes", "withdrawn", "scope"}
"""Keys every event may carry beside those of its kind."""

UNIT: dict[str, Key] = {
    "serial": _k(TEXT), "class": _k(TEXT), "series": _k(TEXT),
    "sold_as": _k(choice("new", "certified-pre-owned", "special-order", "refurbished", "used")),
    "time_zone": _k(TEXT), "region": _k(TEXT), "country": _k(TEXT),
}  # fmt: skip

CLAIM: dict[str, Key] = {
    "by": Key(TEXT, assumed="owner", says="who reports it"),
    "location": Key(TEXT, assumed="place", says="where the unit is now"),
    "part": Key(TEXT, assumed="ordinary", says="the part that failed"),
    "cause": Key(Type("choice", CAUSES), assumed="defect", says="what made it fail"),
    "first_use": Key(DATE, says="the day it was first used"),
    "non_functional": Key(FLAG, False, says="it did not work at first use"),
    "diagnosed": Key(choice("remote", "on-site", "depot"), says="how the fault was found"),
    "attached_to": Key(TEXT, says="the unit that a stand carries"),
    "stand_kind": Key(TEXT, says="the kind of stand"),
    "removed_by": Key(TEXT, says="who took it down"),
    "id": Key(TEXT, says="the claim's number"),
    "line": Key(TEXT, says="the kind of line, for a visit"),
    "supplied_by": Key(TEXT, says="who supplied the material"),
    "loss": Key(TEXT, says="the loss claimed for, beyond the unit itself"),
}

RENAMED = {"class": "kind", "with": "party"}
"""Keys that are Python words, and their names in expressions."""

PLAN_ONCE = ("bought", "activated", "refunded", "removed")
PLAN_MANY = ("claimed", "renewed", "level_changed")
BOUGHT = EventKind(
    "plan-purchased",
    False,
    "no",
    {"plan": _k(TEXT), "invoice": _k(TEXT)},
    name="bought",
    says="purchases of plans that stand, `purchased.plans` included",
)


@dataclass(frozen=True)
class Schema:
    """The schema in force for one document: the shipped one with the document's overrides."""

    kinds: dict[str, EventKind]
    unit: dict[str, Key]
    claim: dict[str, Key]

    @cached_property
    def once_names(self) -> frozenset[str]:
        """Names of the kinds that happen once."""
        return frozenset(kind.name for kind in self.kinds.values() if kind.once)

    def by_name(self) -> dict[str, EventKind]:
        """Kinds by their name in expressions, `bought` included and `plan_purchased` left out."""
        named = {kind.name: kind for kind in self.kinds.values() if kind.what != "plan-purchased"}
        named["bought"] = BOUGHT
        return named


SHIPPED_SCHEMA = Schema(SHIPPED, UNIT, CLAIM)


def override(
    schema: Schema, path: str, absent: str | None, choices: tuple[str, ...] | None, assumed: str | None
) -> Schema:
    """`schema` with one entry changed. `path` is `installed`, `claim.cause` or `installed.location`.

    Raises KeyError when there is no such entry.
    """
    head, _, key = path.partition(".")
    if head in ("unit", "claim"):
        keys = dict(schema.unit if head == "unit" else schema.claim)
        name = next((k for k, v in RENAMED.items() if v == key), key)
        old = keys.get(name)
        if old is None and choices is None:
            raise KeyError(path)
        keys[name] = _changed(old or Key(TEXT), choices, assumed)
        return replace(schema, unit=keys) if head == "unit" else replace(schema, claim=keys)
    kind = next((k for k in schema.kinds.values() if head in (k.what, k.name)), None)
    if kind is None:
        raise KeyError(path)
    if key:
        if key not in kind.keys:
            raise KeyError(path)
        kind = replace(kind, keys={**kind.keys, key: _changed(kind.keys[key], choices, assumed)})
    if absent:
        kind = replace(kind, absent=absent)
    return replace(schema, kinds={**schema.kinds, kind.what: kind})


def _changed(key: Key, choices: tuple[str, ...] | None, assumed: str | None) -> Key:
    if choices is not None:
        key = replace(key, type=Type("choice", choices))
    return replace(key, assumed=assumed) if assumed is not None else key
