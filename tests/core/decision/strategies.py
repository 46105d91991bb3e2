"""Generated histories and questions for the five programs: every kind of event, month ends, leap days, unknown keys.

`thorough(n)` sets how many examples a property runs: n in CI (always the same ones), many more under
`HYPOTHESIS_PROFILE=nightly`.
"""

import os
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.histories import program
from warrantor.core.terms.document import Document
from warrantor.core.terms.schema import EventKind, Key
from warrantor.core.terms.statements import ASKS, PLAN_OPERATIONS

PROGRAMS = ("emetrotel", "idesign", "iet", "its", "softnetworks")
Draw = st.DrawFn

_COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("ci", max_examples=60, derandomize=True, database=None, **_COMMON)
settings.register_profile("nightly", max_examples=3000, **_COMMON)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")


def thorough(examples: int) -> settings:
    """The profile in force, with `examples` in CI and fifty times as many by night."""
    base = settings.get_profile(PROFILE)
    return settings(base, max_examples=examples if PROFILE == "ci" else examples * 50)


# -- days ------------------------------------------------------------------------------------------------------------

ANCHORS = [
    date(2023, 5, 10), date(2023, 1, 31), date(2023, 2, 28), date(2024, 2, 29), date(2023, 11, 30), date(2023, 12, 31),
    date(1970, 1, 1), date(1999, 12, 31), date(2099, 12, 31), date(2096, 2, 29),
]  # fmt: skip
OFFSETS = [
    0, 0, 0, 1, 2, 5, 9, 10, 11, 15, 29, 30, 31, 45, 59, 60, 61, 75, 88, 89, 90, 91, 120, 150, 179, 180, 181, 300,
    364, 365, 366, 367, 400, 500, 729, 730, 731, 900, 1094, 1095, 1096, 1500, -1, -10, -30,
]  # fmt: skip
CLOCKS = ["00:00", "00:01", "08:30", "12:00", "23:59"]
ZONES = ["+00:00", "-08:00", "+05:00", "+13:45"]


def day_after(anchor: date, offset: int) -> str:
    return (anchor + timedelta(days=offset)).isoformat()


def offsets() -> st.SearchStrategy[int]:
    return st.sampled_from(OFFSETS)


@st.composite
def moments(draw: Draw, anchor: date, late: int = 0) -> str:
    """An instant with its offset."""
    day = day_after(anchor, draw(offsets()) + late)
    return f"{day}T{draw(st.sampled_from(CLOCKS))}:00{draw(st.sampled_from(ZONES))}"


@st.composite
def ons(draw: Draw, anchor: date, nulls: bool = True) -> str | None:
    """When something happened: mostly a day, sometimes an instant, now and then not to be found out."""
    form = draw(st.integers(0, 19))
    if form == 0 and nulls:
        return None
    return draw(moments(anchor)) if form in (1, 2) else day_after(anchor, draw(offsets()))


# -- values ----------------------------------------------------------------------------------------------------------

PARTIES = ["anna", "bert", "iet"]
PLACES = ["here", "there"]
NUMBERS = ["N-1", "N-2"]
PARTS = ["panel", "battery", "actuator", "whole-stand", "bracket", "lamp", "caster"]
CLASSES = {
    "idesign": ["board", "projector", "stand"],
    "emetrotel": ["ucx250", "galaxy-mini", "telephone", "sip-client", "unheard-of"],
    "softnetworks": ["phone-system", "telephone", "battery", "shelf"],
    "its": ["laptop"],
    "iet": ["system"],
}
REGIONS = ["US", "GB", "MX", "AQ", "PK", "nowhere"]
_TEXTS = {
    "by": PARTIES, "to": PARTIES, "with": PARTIES, "supplied_by": PARTIES, "removed_by": PARTIES, "location": PLACES,
    "invoice": NUMBERS, "rma": NUMBERS, "via": ["gid", "eur", "site"], "part": PARTS, "region": REGIONS,
    "attached_to": ["self", "none", "U-1", "X-9"], "stand_kind": ["mobile", "adjustable", "fixed"],
    "outcome": ["yes", "no"],
    "reason": ["defective", "non-defective"], "line": ["labour", "material", "advice", "visit"],
    "loss": ["none", "data", "death"],
}  # fmt: skip


def values(key: str, spec: Key, document: Document, anchor: date, what: str = "") -> st.SearchStrategy[Any]:
    """A value that fits a key."""
    base = spec.type.base
    if base == "flag":
        return st.booleans()
    if base == "number":
        return st.integers(0, 20000)
    if base == "date":
        return offsets().map(lambda n: day_after(anchor, n))
    if base == "money":
        return st.just("10.00")
    if base == "set":
        members = document.plans if key == "plans" else ("installation", "commissioning", "cabling")
        return st.lists(st.sampled_from(members), max_size=2, unique=True)
    if spec.type.choices:
        return st.sampled_from(spec.type.choices)
    if key == "plan" or (key == "to" and what == "level-changed"):
        return st.sampled_from(document.plans)
    if key == "clause":
        return st.sampled_from([document.cite(s.clause) for s in document.of_kind("person")] or ["none:none"])
    if key == "class":
        return st.sampled_from(CLASSES[document.program])
    return st.sampled_from(_TEXTS.get(key, NUMBERS))


# -- events ----------------------------------------------------------------------------------------------------------

PLAN_KINDS = ("plan-purchased", "activated", "refunded", "removed", "renewed", "claimed", "level-changed")
FREQUENT = {
    "idesign": [
        "purchased",
        "delivered",
        "installed",
        "registered",
        "plan-purchased",
        "plan-purchased",
        "activated",
        "activated",
    ],
    "emetrotel": ["purchased", "purchased", "plan-purchased", "renewed", "modified"],
    "softnetworks": ["purchased", "shipped", "shipped", "plan-purchased", "rma-issued", "return-received", "replaces"],
    "its": ["work", "work", "registered", "plan-purchased", "paid", "modified"],
    "iet": ["purchased", "purchased", "installed", "plan-purchased", "plan-purchased", "inspected", "transferred"],
}
FULL = {"purchased", "plan-purchased", "activated", "work", "registered"}
"""Kinds whose keys are mostly given, so that something is covered often enough."""


@st.composite
def events(
    draw: Draw, document: Document, anchor: date, whats: list[str] | None = None, nulls: bool = True
) -> dict[str, Any]:
    """One event: keys present, absent or null."""
    rare = [k for k in document.schema.kinds if k != "withdrawn"]
    what = draw(
        st.sampled_from(whats)
        if whats
        else st.one_of(st.sampled_from(FREQUENT[document.program]), st.sampled_from(rare))
    )
    kind: EventKind = document.schema.kinds[what]
    made: dict[str, Any] = {"what": what, "on": draw(ons(anchor, nulls))}
    for key, spec in kind.keys.items():
        if key == "on":
            continue
        needed = (what in PLAN_KINDS and key == "plan") or (what == "level-changed" and key == "to")
        state = draw(st.integers(0, 9))
        if needed or state > (1 if what in FULL else 4):
            made[key] = draw(values(key, spec, document, anchor, what))
        elif state == 0 and nulls and key != "plans":
            made[key] = None
    if kind.open_keys:
        made |= {"normal": draw(st.integers(0, 5000))}
    if draw(st.integers(0, 9)) == 0:
        made["recorded"] = draw(moments(anchor, late=40))
    return made


@st.composite
def histories(
    draw: Draw, document: Document, anchor: date, least: int = 0, most: int = 9, nulls: bool = True
) -> list[dict[str, Any]]:
    return draw(st.lists(events(document, anchor, nulls=nulls), min_size=least, max_size=most))


# -- questions -------------------------------------------------------------------------------------------------------


@st.composite
def claims(draw: Draw, document: Document, anchor: date) -> dict[str, Any] | None:
    """A claim with some of its keys; none is the standing question."""
    if draw(st.integers(0, 4)) == 0:
        return None
    claim = {}
    for key, spec in document.schema.claim.items():
        usual = key in ("by", "location", "part", "cause")
        if key == "id" or draw(st.integers(0, 9)) > (7 if usual else 3):
            continue
        plain = {"by": PARTIES[0], "location": PLACES[0], "part": PARTS[0], "cause": "defect"}
        common = usual and draw(st.integers(0, 2)) > 0
        claim[key] = plain[key] if common else draw(values(key, spec, document, anchor))
    return claim


@st.composite
def units(draw: Draw, document: Document) -> dict[str, Any]:
    unit: dict[str, Any] = {"serial": "U-1"}
    if draw(st.integers(0, 5)):
        unit["class"] = draw(st.sampled_from(CLASSES[document.program]))
    if draw(st.integers(0, 5)):
        unit["sold_as"] = draw(st.sampled_from(["new", "new", "certified-pre-owned", "special-order"]))
    if draw(st.booleans()):
        unit["region"] = draw(st.sampled_from(REGIONS))
    if "bulletin" in document.schema.unit and draw(st.booleans()):
        unit["bulletin"] = "on-record"
    if draw(st.integers(0, 5)) == 0:
        unit["time_zone"] = draw(st.sampled_from(["Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]))
    return unit


@st.composite
def questions(draw: Draw, name: str | None = None, nulls: bool = True, asks: tuple[str, ...] = ASKS) -> dict[str, Any]:
    """A well-formed question about a unit of one of the five programs."""
    name = name or draw(st.sampled_from(PROGRAMS))
    document = program(name).latest
    anchor = draw(st.sampled_from(ANCHORS[:1] * 6 + ANCHORS))
    ask = draw(st.sampled_from(asks + ("cover",) * 6 if "cover" in asks else asks))
    made: dict[str, Any] = {"program": name, "ask": ask, "at": draw(moments(anchor, late=60))}
    if ask in PLAN_OPERATIONS:
        made["plan"] = draw(st.sampled_from(document.plans))
        made["to"] = draw(st.sampled_from(document.plans if ask == "change-level" else PARTIES))
    made["unit"] = {**draw(units(document)), "events": draw(histories(document, anchor, nulls=nulls))}
    claim = draw(claims(document, anchor))
    if claim is not None:
        made["claim"] = claim
    return made
