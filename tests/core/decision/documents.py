"""Generated terms documents: plans, definitions, tables, bars, exceptions, persons, levels, over a few facts.

Small on purpose: two or three plans and a handful of clauses, each statement in a clause of its own.
"""

from typing import Any

from hypothesis import strategies as st

from warrantor.core.decision.program import Program
from warrantor.core.terms.reader import read_document

Draw = st.DrawFn
PLANS = ("alpha", "beta", "gamma")
LEVELS = ("low", "middle", "high")
FLAGS = (
    "present(registered)", "recorded(installed)", "present(installed)", "registered.complete",
    "any(modified, not it.approved)",
    "any(modified)", "last(inspected).passed", "claim.non_functional", "any(plan.claimed)", "present(plan.activated)",
    "claim.cause == 'defect'", "claim.cause in ('wear', 'misuse')", "claim.by == purchased.by", "claim.part == 'lamp'",
    "purchased.channel != 'direct'", "unit.region in ('EU', 'US')", "'installation' in purchased.includes",
    "last(work, it.kind == 'repair').paid", "any(work, it.paid and it.on <= day)", "unit.region == 'EU'",
)  # fmt: skip
DATES = (
    "purchased.on", "delivered.on", "installed.on", "registered.on", "last(work).on", "first(inspected).on",
    "last(inspected, it.passed).on", "claim.first_use", "date('2023-06-15')", "never", "replaces.ends",
)  # fmt: skip
NUMBERS = (
    "1",
    "2",
    "12",
    "count(work)",
    "count(inspected, it.passed)",
    "unmatched(invoiced_outside_terms, paid, 'invoice')",
)
_CAUSES = "{defect: 6, wear: 12, misuse: 1}"


@st.composite
def flags(draw: Draw, depth: int = 2, names: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> str:
    """A condition."""
    form = draw(st.integers(0, 12)) if depth else 12
    deeper = flags(depth - 1, names, extra)
    if form in (0, 1):
        return f"({draw(deeper)} and {draw(deeper)})"
    if form in (2, 3):
        return f"({draw(deeper)} or {draw(deeper)})"
    if form == 4:
        return f"(not {draw(deeper)})"
    if form == 5:
        return f"({draw(deeper)} if {draw(deeper)} else {draw(deeper)})"
    if form == 6:
        return f"coalesce({draw(deeper)}, {draw(st.sampled_from(['true', 'false']))})"
    if form == 7:
        operator = draw(st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]))
        return f"({draw(dates(depth - 1, extra=extra))} {operator} {draw(dates(depth - 1, extra=extra))})"
    if form == 8:
        left, right = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(NUMBERS))
        return f"({left} {draw(st.sampled_from(['<', '>=', '==']))} {right})"
    return draw(st.sampled_from(FLAGS + names))


@st.composite
def dates(draw: Draw, depth: int = 1, extra: tuple[str, ...] = ()) -> str:
    """A day."""
    form = draw(st.integers(0, 11)) if depth else 11
    deeper = dates(depth - 1, extra)
    span = draw(st.sampled_from(["days(1)", "days(30)", "months(1)", "months(12)", "months(13)"]))
    if form == 0:
        return f"({draw(deeper)} + {span})"
    if form == 1:
        return f"through({draw(deeper)}, {span})"
    if form == 2:
        return f"earliest({draw(deeper)}, {draw(deeper)})"
    if form == 3:
        return f"latest({draw(deeper)}, {draw(deeper)})"
    if form == 4:
        return f"coalesce({draw(deeper)}, {draw(deeper)})"
    if form == 5:
        return f"({draw(deeper)} if {draw(flags(0))} else {draw(deeper)})"
    return draw(st.sampled_from((*DATES, "day", *extra)))


class _Writing:
    """Clauses gathered so far."""

    def __init__(self) -> None:
        self.clauses: list[tuple[str, str]] = []

    def add(self, name: str, block: str) -> str:
        clause = f"{name}{len(self.clauses) + 1}"
        self.clauses.append((clause, block))
        return clause


def _quoted(text: str) -> str:
    return f'"{text}"'


@st.composite
def texts(draw: Draw, live: bool = True, lifts: bool = True) -> str:
    """The text of a document."""
    writing = _Writing()
    plans = PLANS[: draw(st.integers(1, 3))]
    writing.add("D", f"- define: switch\n  is: {_quoted(draw(flags(1)))}")
    writing.add("D", f"- define: length\n  by: claim.cause\n  rows: {_CAUSES}\n  else: 3")
    writing.add("D", f"- define: anchor\n  is: {_quoted(draw(dates(1)))}")
    if draw(st.booleans()):
        writing.add(
            "E", f"- exception: anchor\n  when: {_quoted(draw(flags(1)))}\n  set: {_quoted(draw(dates(0, ('base',))))}"
        )
    for plan in plans:
        draw(_plan(writing, plan))
    names: tuple[str, ...] = ("switch",)
    if live and len(plans) > 1:
        writing.add("L", f"- excludes: live('{plans[0]}') and {draw(flags(0))}\n  plans: [{plans[-1]}]")
    for _ in range(draw(st.integers(0, 4))):
        draw(_gate(writing, plans, names, lifts))
    for _ in range(draw(st.integers(0, 2))):
        draw(_addition(writing, plans, names))
    blocks = "\n".join(f"## {name} {{#{name}}}\n\n```terms\n{block}\n```\n" for name, block in writing.clauses)
    front = "program: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\nlevels: [low, middle, high]"
    return f"---\n{front}\n---\n\n{blocks}"


@st.composite
def _plan(draw: Draw, writing: _Writing, plan: str) -> None:
    sold = draw(st.booleans())
    holding = "sold: true" if sold else f"given: {_quoted(draw(st.one_of(st.just('true'), st.just('true'), flags(0))))}"
    writing.add("P", f"- plan: {plan}\n  {holding}")
    bought = ("plan.bought.on", "plan.activated.on") if sold else ()
    starts = draw(
        st.one_of(
            st.sampled_from(["delivered.on", "purchased.on", "anchor", *bought]),
            st.just("purchased.on"),
            dates(1, bought),
        )
    )
    writing.add("S", f"- plan: {plan}\n  starts: {_quoted(starts)}")
    term = draw(
        st.sampled_from(["term: months(12)", "term: months(36)", "term: months(3 * length)", "term: days(90)", "ends"])
    )
    clause = writing.add(
        "T", f"- plan: {plan}\n  " + (term if term != "ends" else f"ends: {_quoted(draw(dates(1, ('plan.starts',))))}")
    )
    if draw(st.booleans()):
        value = draw(
            st.sampled_from(["latest(base, purchased.on + days(90))", "earliest(base, replaces.ends)", "registered.on"])
        )
        writing.add("X", f"- exception: {clause}\n  when: {_quoted(draw(flags(1)))}\n  set: {{ends: {_quoted(value)}}}")
    if draw(st.booleans()):
        level = draw(st.sampled_from(LEVELS))
        other = draw(st.sampled_from(LEVELS))
        text = level if draw(st.booleans()) else _quoted(f"'{level}' if {draw(flags(0))} else '{other}'")
        writing.add("V", f"- plan: {plan}\n  level: {text}")
    if sold and term != "ends" and draw(st.integers(0, 3)) == 0:
        writing.add("R", f"- plan: {plan}\n  renews: months(12)")
    if draw(st.integers(0, 2)) == 0:
        writing.add("C", f"- plan: {plan}\n  covers: {_quoted(draw(flags(0)))}")


@st.composite
def _gate(draw: Draw, writing: _Writing, plans: tuple[str, ...], names: tuple[str, ...], lifts: bool) -> None:
    kind = draw(st.sampled_from(["requires", "excludes", "excludes", "person"]))
    lines = [f"- {kind}: {_quoted(draw(flags(1, names, ('anchor', 'plan.starts'))))}"]
    if kind == "person":
        lines.append("  role: manager")
    if draw(st.booleans()):
        lines.append(f"  when: {_quoted(draw(flags(1, names)))}")
    if kind != "person" and draw(st.integers(0, 2)) == 0:
        lines.append("  until: [registered]")
    if kind != "person" and draw(st.integers(0, 2)) == 0:
        lines.append(f"  unless: {_quoted(draw(flags(0, names)))}")
    lines.append(f"  plans: [{draw(st.sampled_from(plans))}]")
    clause = writing.add("G", "\n".join(lines))
    if kind == "excludes" or (kind == "requires" and lifts and draw(st.booleans())):
        writing.add("E", f"- exception: {clause}\n  when: {_quoted(draw(flags(1, names)))}")


@st.composite
def _addition(draw: Draw, writing: _Writing, plans: tuple[str, ...], names: tuple[str, ...]) -> None:
    condition = _quoted(draw(flags(1, names)))
    form = draw(st.integers(0, 2))
    if form == 0:
        writing.add("A", f"- charge: fee\n  when: {condition}\n  plans: [{draw(st.sampled_from(plans))}]")
    elif form == 1:
        writing.add(
            "A",
            f"- promise: answer\n  ask: [cover]\n  within: days(3)\n  from: {_quoted(draw(dates(0)))}\n"
            f"  when: {condition}",
        )
    else:
        writing.add("A", f"- next: notice\n  answer: [yes, no, missing, person]\n  when: {condition}\n  text: note")


def made(text: str) -> Program:
    """The program of a document's text."""
    return Program([read_document(text)])


_DAYS = ["2023-01-31", "2023-03-01", "2023-05-10", "2023-06-15", "2024-02-29", "2024-05-09", "2024-05-10", "2025-01-01"]
_ONCE: dict[str, dict[str, list[Any]]] = {
    "purchased": {"by": ["anna", "bert"], "channel": ["direct", "partner"], "includes": [["installation"], []]},
    "delivered": {}, "installed": {"location": ["here"]}, "registered": {"complete": [True, False]},
    "replaces": {"ends": _DAYS},
}  # fmt: skip
_MANY: dict[str, dict[str, list[Any]]] = {
    "modified": {"approved": [True, False]}, "inspected": {"passed": [True, False]},
    "work": {"kind": ["repair", "installation"], "paid": [True, False]},
    "invoiced-outside-terms": {"invoice": ["N-1", "N-2"]}, "paid": {"invoice": ["N-1", "N-2"]},
    "plan-purchased": {"plan": list(PLANS)}, "activated": {"plan": list(PLANS)}, "claimed": {"plan": list(PLANS)},
    "renewed": {"plan": list(PLANS)}, "refunded": {"plan": list(PLANS)},
}  # fmt: skip
_CLAIM: dict[str, list[Any]] = {
    "by": ["anna", "bert"], "cause": ["defect", "wear", "misuse"], "part": ["lamp", "panel"],
    "non_functional": [True, False],
    "first_use": _DAYS,
}  # fmt: skip


@st.composite
def stories(draw: Draw, nulls: bool = True) -> dict[str, Any]:
    """A question to a made-up document: a history over the facts that its expressions read."""
    events = []
    for what, keys in _ONCE.items():
        if draw(st.integers(0, 7)):
            events.append(draw(_event(what, keys, nulls)))
    for what in draw(st.lists(st.sampled_from(sorted(_MANY)), max_size=5)):
        events.append(draw(_event(what, _MANY[what], nulls)))
    unit: dict[str, Any] = {"serial": "U-1", "events": events}
    if draw(st.booleans()):
        unit["region"] = draw(st.sampled_from(["EU", "US", "JP"]))
    asked: dict[str, Any] = {
        "program": "made",
        "ask": "cover",
        "at": draw(st.sampled_from(_DAYS[3:])) + "T12:00:00+00:00",
        "unit": unit,
    }
    if draw(st.integers(0, 4)):
        asked["claim"] = {
            key: draw(st.sampled_from(options)) for key, options in _CLAIM.items() if draw(st.integers(0, 7))
        }
    return asked


@st.composite
def _event(draw: Draw, what: str, keys: dict[str, list[Any]], nulls: bool) -> dict[str, Any]:
    early = what in ("purchased", "delivered", "plan-purchased")
    event: dict[str, Any] = {"what": what, "on": draw(st.sampled_from(_DAYS[:4] if early else _DAYS))}
    for key, options in keys.items():
        state = draw(st.integers(0, 12)) if nulls and key != "plan" else 12
        if state > 1:
            event[key] = draw(st.sampled_from(options))
        elif state == 0:
            event[key] = None
    return event


KEYS = {**_ONCE, **_MANY}
"""The keys of each kind of event in a story, with their possible values."""

SMALL = """---
program: made
title: One plan
version: {id: one}
time_zone: UTC
levels: [low, high]
---

## Cover {#A}

```terms
- plan: alpha
  given: "true"
  starts: purchased.on
  term: months(12)
```
"""
