"""Made-up questions for a program: histories over the facts that its documents read, and every way of asking.

Days come from a small pool around one anchor, so that they meet; instants lie near midnight and changes of the clock.
"""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.agreement import words
from tests.agreement.dice import Dice
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Document
from warrantor.core.terms.schema import EventKind, Key
from warrantor.core.terms.statements import ASKS, PLAN_OPERATIONS

Case = dict[str, Any]
USUAL = ("purchased", "delivered", "installed", "registered")
OUT_OF_SIGHT = ("shipped", "manufactured")
COVERING = (
    *("plan-purchased",) * 3, "activated", "renewed", "claimed", "refunded", "level-changed", "removed",
)  # fmt: skip
_COMPARED = re.compile(r"\b([a-z_]+)(?: [!=]= | (?:not )?in )(\([^)]*\)|'[^']*'|[A-Z_]+)")
CLOCKS = ("12:00", "00:00", "23:59", "02:30", "00:30", "03:00")


def questions(dice: Dice, program: Program, count: int) -> list[Case]:
    """So many questions to a program."""
    asking = _Asking(dice, program)
    return [asking.question() for _ in range(count)]


def plans_of(program: Program) -> tuple[str, ...]:
    """Every plan of any version."""
    return tuple(dict.fromkeys(plan for document in reversed(program.versions) for plan in document.plans))


class _Asking:
    """Makes questions to one program."""

    def __init__(self, dice: Dice, program: Program) -> None:
        self.dice = dice
        self.plans = plans_of(program)
        self.document = program.latest
        self.name = program.name
        self.read = tuple(sorted(set().union(*(_kinds_read(document) for document in program.versions))))
        self.asks = tuple(ask for ask in ASKS if any(ask in s.asks for d in program.versions for s in d.statements))
        self.gates = [d.cite(s.clause) for d in program.versions for s in d.of_kind("person")] or ["made:none"]
        self.spoken = _texts_compared(program)
        self.zone = ZoneInfo(self.document.time_zone)
        self.pool: list[date] = []
        self.anchor = words.ANCHORS[0]

    def question(self) -> Case:
        """One question, about a unit of its own."""
        dice = self.dice
        self.anchor = dice.pick((*words.ANCHORS[:1] * 6, *words.ANCHORS))
        self.pool = [self._day() for _ in range(dice.between(2, 6))]
        ask = dice.pick(ASKS) if dice.one_in(6) else dice.pick(("cover",) * len(self.asks) + self.asks)
        unit = self._unit()
        self.zone = ZoneInfo(unit.get("time_zone") or self.document.time_zone)
        at = self._at()
        case: Case = {"program": self.name, "ask": ask, "at": at}
        if ask in PLAN_OPERATIONS or dice.one_in(20):
            case["plan"] = dice.pick(self.plans)
        if ask == "change-level":
            case["to"] = dice.pick(self.plans)
        elif ask == "transfer" or dice.one_in(12):
            case["to"] = dice.pick(("anna", "bert", *self.plans))
        if dice.one_in(8):
            case["known_at"] = dice.pick((at, self._instant(dice.pick(self.pool))))
        case["unit"] = {**unit, "events": self._events()}
        claim = self._claim()
        return case if claim is None else {**case, "claim": claim}

    # -- days and instants -----------------------------------------------------------------------------------------

    def _day(self) -> date:
        dice, form = self.dice, self.dice.between(0, 7)
        if form < 4:
            return self.anchor
        if form == 4:
            return words.month_later(self.anchor, dice.pick((1, 12, 13, 36)))
        return words.later(self.anchor, dice.pick(words.LENGTHS))

    def _at(self) -> str:
        """The question's instant: near the anchor, or near the ends of usual terms."""
        dice = self.dice
        form = dice.between(0, 7)
        start = dice.pick(self.pool)
        if form < 2:
            day = words.later(start, dice.pick(words.LENGTHS))
        elif form == 2:
            day = words.later(words.month_later(start, dice.pick((1, 12, 13, 24, 36))), dice.pick((-1, 0, 1, -2, 30)))
        else:
            day = words.later(max(self.pool), dice.pick((0, 0, 1, 10, 3, 60)))
        return self._instant(day)

    def _instant(self, day: date) -> str:
        """An instant of that day on the unit's calendar, written with this or that offset."""
        clock = self.dice.pick(CLOCKS)
        there = datetime.fromisoformat(f"{day.isoformat()}T{clock}:00").replace(tzinfo=self.zone)
        if self.dice.one_in(3):
            there = there.replace(fold=1)
        written = self.dice.pick((self.zone, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu")))
        return there.astimezone(ZoneInfo("UTC")).astimezone(written).isoformat()

    # -- the history -----------------------------------------------------------------------------------------------

    def _events(self) -> list[Case]:
        dice = self.dice
        usual = (*USUAL, *(what for what in OUT_OF_SIGHT if what in self.read))
        events = [self._event(what) for what in usual if dice.between(0, 10)]
        covering = dice.between(0, 4)
        if covering:
            plan = dice.pick(self.plans)
            events += [self._event(dice.pick(COVERING), plan if dice.between(0, 3) else None) for _ in range(covering)]
        events += [self._event(dice.pick(self.read)) for _ in range(dice.between(0, 6)) if self.read]
        if dice.one_in(6):
            events.append(self._event(dice.pick([k for k in self.document.schema.kinds if k != "withdrawn"])))
        if dice.one_in(3):
            events = dice.shuffled(events)
        if events and dice.one_in(5):
            self._correct(events)
        return events

    def _event(self, what: str, plan: str | None = None) -> Case:
        kind = self.document.schema.kinds[what]
        event: Case = {"what": what, "on": self._on(what)}
        for key in kind.keys:
            if key != "on":
                self._fill(event, key, kind, plan)
        if kind.open_keys:
            event |= {key: self.dice.pick((0, 100, 3000, 1, 2)) for key in words.METERS if self.dice.between(0, 4)}
        if self.dice.one_in(8):
            event["recorded"] = self.dice.pick((self._instant(self._day()), self._day().isoformat()))
        if self.dice.one_in(30):
            event["source"] = "stated"
        return event

    def _on(self, what: str) -> str | None:
        form = self.dice.between(0, 24)
        day = self.dice.pick(self.pool)
        if form == 24:
            return None
        if form in (22, 23):
            return self._instant(day)
        if form == 21:
            return words.later(day, 900).isoformat()
        return (min(self.pool) if what in USUAL and form < 17 else day).isoformat()

    def _fill(self, event: Case, key: str, kind: EventKind, plan: str | None) -> None:
        """Gives a key a value, leaves it null, or leaves it out."""
        dice, spec = self.dice, kind.keys[key]
        base = spec.type.base
        needed = (key == "plan" and kind.what in COVERING) or (key == "to" and kind.what == "level-changed")
        if not needed and dice.one_in(8):
            return
        if dice.one_in(25) and not (needed and plan):
            event[key] = None
        elif key == "withdrawn":
            return
        elif key == "plan" or (key == "to" and kind.what == "level-changed"):
            event[key] = plan if plan and key == "plan" else dice.pick(self.plans)
        elif key == "clause":
            event[key] = dice.pick(self.gates)
        elif base == "flag":
            event[key] = not dice.one_in(3)
        elif base == "date":
            event[key] = self._instant(self._day()) if dice.one_in(8) else self._day().isoformat()
        elif base == "set":
            event[key] = dice.some(words.members(key, self.plans), 2) if not dice.one_in(2) else []
        elif base == "money":
            event[key] = "10.00"
        else:
            event[key] = self._value(key, spec)

    def _value(self, key: str, spec: Key) -> str:
        """A text for a key: half of the time one that the document speaks of, where it has words of its own."""
        usual = words.values(key, spec, self.plans)
        choices = spec.type.choices
        spoken = self.spoken.get(words.spoken(key), ())
        own = [text for text in spoken if text not in usual and (choices is None or text in choices)]
        return self.dice.pick(own if own and self.dice.one_in(2) else usual)

    def _correct(self, events: list[Case]) -> None:
        """Adds what supersedes, or withdraws, one of the events."""
        dice = self.dice
        for number in range(dice.between(1, 2)):
            target = dice.pick(events)
            target.setdefault("id", f"e{number}")
            if dice.one_in(2):
                events.append({"what": "withdrawn", "on": self._on("withdrawn"), "withdrawn": target["id"]})
            else:
                later = target["what"] if target["what"] != "withdrawn" else "modified"
                events.append({**self._event(later, target.get("plan")), "supersedes": target["id"]})
            if dice.one_in(3):
                events[-1]["id"] = f"c{number}"
            if dice.one_in(3):
                events[-1]["recorded"] = self._instant(dice.pick(self.pool))

    # -- the unit and the claim ------------------------------------------------------------------------------------

    def _unit(self) -> Case:
        dice, schema = self.dice, self.document.schema.unit
        unit: Case = {"serial": "U-1"}
        for key in ("region", "class", "sold_as", "series"):
            if dice.between(0, 5):
                unit[key] = None if dice.one_in(20) else self._value(key, schema[key])
        if dice.one_in(8):
            unit["time_zone"] = dice.pick(words.ZONES)
        return unit

    def _claim(self) -> Case | None:
        dice, claim = self.dice, Case()
        if dice.one_in(4):
            return None
        for key, spec in self.document.schema.claim.items():
            usual = key in ("by", "location", "part", "cause")
            if not dice.between(0, 15 if usual else 6):
                continue
            base = spec.type.base
            if dice.one_in(25):
                claim[key] = None
            elif base == "flag":
                claim[key] = dice.one_in(2)
            elif base == "date":
                claim[key] = self._instant(self._day()) if dice.one_in(6) else self._day().isoformat()
            else:
                claim[key] = self._value(key, spec)
        return claim


def _texts_compared(program: Program) -> dict[str, list[str]]:
    """The texts that a program's documents compare each key with, as expressions spell the key."""
    found: dict[str, list[str]] = {}
    for document in program.versions:
        for key, with_what in _COMPARED.findall(" ".join(str([s.subject, s.fields]) for s in document.statements)):
            found.setdefault(key, []).extend(document.lists.get(with_what) or re.findall(r"'([^']+)'", with_what))
    return {key: list(dict.fromkeys(texts)) for key, texts in found.items()}


def _kinds_read(document: Document) -> set[str]:
    """The kinds of events, as a history calls them, that a document speaks of."""
    spoken = set(re.findall(r"[a-z_]+", " ".join(str([s.subject, s.fields]) for s in document.statements)))
    return {kind.what for kind in document.schema.kinds.values() if kind.what != "withdrawn" and (
        kind.name in spoken or (kind.what == "plan-purchased" and "bought" in spoken))}  # fmt: skip
