"""Made-up expressions over the whole fact schema: conditions, days, numbers and texts, well typed and guarded.

Where a condition reads what may simply not have happened it is guarded in one of the ways the checker knows, unless
the place is one where values may be unknown on purpose (fields, definitions).
"""

from dataclasses import dataclass, replace

from tests.agreement import words
from tests.agreement.dice import Dice
from warrantor.core.terms.schema import PLAN_MANY, PLAN_ONCE, EventKind, Key, Schema

OPERATORS = ("<=", ">=", "<", ">", "==", "!=")
MANY = (
    "work", "inspected", "modified", "bought", "claimed", "activated", "renewed", "refunded", "removed",
    "level_changed",
    "paid", "transferred", "reading", "invoiced_outside_terms", "relocated", "serviced", "serial_removed",
    "rma_issued", "return_received", "ruled",
)  # fmt: skip
ONCE = (
    "purchased", "delivered", "installed", "registered", "replaces", "shipped", "manufactured", "agreement",
    "replacement_delivered",
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What an expression may name besides facts: `of_plan` is what of `plan.` it may read, `lower` whose standing."""

    schema: Schema
    plans: tuple[str, ...]
    of_plan: frozenset[str] = frozenset()
    lower: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """Lists of plans whose standing may be asked."""
    flags: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    """Definitions that stand for an event, with its kind."""
    it: str = ""
    """The kind of event that `it` names."""
    filtering: bool = False
    careful: bool = True

    def kind(self, name: str) -> EventKind:
        return self.schema.by_name()[name]

    def loose(self) -> "Ground":
        """Where a value may be unknown on purpose."""
        return replace(self, careful=False)


class Expressions:
    """Throws dice for expressions on one ground."""

    def __init__(self, dice: Dice, ground: Ground) -> None:
        self.dice = dice
        self.ground = ground
        self.pick = dice.pick
        self.one_in = dice.one_in

    # -- conditions ----------------------------------------------------------------------------------------------

    def flag(self, depth: int = 2) -> str:
        """A condition."""
        form = self.dice.between(0, 15) if depth else 0
        if form in (10, 11):
            return f"({self.flag(depth - 1)} and {self.flag(depth - 1)})"
        if form in (12, 13):
            return f"({self.flag(depth - 1)} or {self.flag(depth - 1)})"
        if form == 14:
            return f"not ({self.flag(depth - 1)})"
        if form == 15:
            return f"({self.flag(depth - 1)} if {self.flag(depth - 1)} else {self.flag(depth - 1)})"
        return self._atom(depth)

    def _atom(self, depth: int) -> str:
        ground, forms = self.ground, [self._keyed, self._keyed, self._claimed, self._claimed, self._happened, self._any]
        forms += [self._any, self._counted, self._days, self._days, self._unit, self._read_key, self._in_set]
        forms += [self._coalesced, self._to] if depth else []
        if ground.flags:
            forms += [lambda: self.pick(ground.flags)] * 2
        if ground.lower:
            forms += [self._standing] * 3
        if ground.of_plan:
            forms += [self._plan_in_hand] * 3
        if ground.it:
            forms += [lambda: self.kept(ground.it, 0)] * 2
        return self.pick(forms)()

    def _happened(self) -> str:
        word = self.pick(("present", "recorded"))
        form = self.dice.between(0, 5)
        if form == 0:
            return f"{word}({self.pick(('unit.region', 'unit.kind', 'claim.part', 'claim.first_use', 'to'))})"
        event, _ = self.event()
        return f"{word}({event})"

    def _read_key(self) -> str:
        """Whether a key of an event is there."""
        event, kind = self.event()
        key = words.spoken(self.pick(list(self.ground.kind(kind).keys)))
        return f"{self.pick(('present', 'recorded'))}({event}.{key})"

    def _any(self) -> str:
        name = self._many()
        keep = f", {self.kept(self._kind_of(name))}" if self.dice.between(0, 2) else ""
        return f"{self.pick(('', '', 'not '))}any({name}{keep})"

    def _counted(self) -> str:
        return f"{self.number(1)} {self.pick(OPERATORS)} {self.number(0)}"

    def _days(self) -> str:
        if self.one_in(6):
            return f"{self.day(0)} {self.pick(OPERATORS)} {self.day(0)} {self.pick(OPERATORS)} {self.day(0)}"
        return f"{self.day(1)} {self.pick(OPERATORS)} {self.day(1)}"

    def _claimed(self) -> str:
        if self.one_in(4):
            other = self.pick(self._in_sight("purchased.by", "installed.location", "purchased.invoice", "unit.region"))
            return f"claim.{self.pick(('by', 'location', 'part'))} {self.pick(('==', '!='))} {other}"
        keys = self.ground.schema.claim
        usual = ("cause", "part", "by", "location", "non_functional")
        key = self.pick(("diagnosed", "attached_to", "loss") if self.one_in(8) else usual)
        return self._is(f"claim.{key}", key, keys[key])

    def _unit(self) -> str:
        key = self.pick(("region", "class", "sold_as", "series"))
        return self._is(f"unit.{words.spoken(key)}", key, self.ground.schema.unit[key])

    def _to(self) -> str:
        return f"to {self.pick(('==', '!='))} '{self.pick(('anna', *self.ground.plans))}'"

    def _in_set(self) -> str:
        key = self.pick(("includes", "plans"))
        if not self._in_sight(f"purchased.{key}"):
            return f"coalesce('{words.members(key, self.ground.plans)[0]}' in purchased.{key}, false)"
        item = f"'{self.pick(words.members(key, self.ground.plans))}'"
        if key == "plans" and "name" in self.ground.of_plan and self.one_in(3):
            item = "plan"
        return f"{item} {self.pick(('in', 'in', 'not in'))} purchased.{key}"

    def _in_sight(self, *reads: str) -> list[str]:
        """Those of some reads that need no guard."""
        return [r for r in reads if r.startswith("unit.") or self.ground.kind(r.partition(".")[0]).absent == "unknown"]

    def _is(self, read: str, key: str, spec: Key) -> str:
        """What a key is compared with, by its type."""
        base = spec.type.base
        if base == "flag":
            return f"{self.pick(('', 'not '))}{read}"
        if base == "number":
            return f"{read} {self.pick(OPERATORS)} {self.pick((0, 1, 100, 3000))}"
        if base == "date":
            return f"{read} {self.pick(OPERATORS)} {self.day(0)}"
        if base in ("set", "money"):
            return f"present({read})"
        options = words.values(key, spec, self.ground.plans)
        if self.one_in(2):
            return f"{read} {self.pick(('==', '!='))} '{self.pick(options)}'"
        listed = ", ".join(f"'{option}'" for option in self.dice.some(options, 2))
        return f"{read} {self.pick(('in', 'not in'))} ({listed},)"

    def _keyed(self) -> str:
        """A key of an event, guarded where the event may not have happened."""
        event, name = self.event()
        kind = self.ground.kind(name)
        key = self.pick([*(k for k in kind.keys if k != "on"), "on"])
        spec = kind.keys[key]
        said = self._is(f"{event}.{words.spoken(key)}", key, spec)
        if not self.ground.careful or said.startswith("present"):
            return said
        if self._may_be_out_of_sight(event, kind) and not self.one_in(4):
            return said
        form = self.dice.between(0, 3)
        if form == 0:
            return f"(not present({event}) or {said})"
        if form == 1:
            return f"coalesce({said}, {self.pick(('true', 'false'))})"
        return f"(present({event}) and {said})"

    def _may_be_out_of_sight(self, event: str, kind: EventKind) -> bool:
        return kind.absent == "unknown" and not event.startswith("plan.")

    def _coalesced(self) -> str:
        return f"coalesce({Expressions(self.dice, self.ground.loose()).flag(0)}, {self.flag(0)})"

    def _standing(self) -> str:
        ground = self.ground
        if ground.lists and self.one_in(3):
            name = self.pick(ground.lists)
            return self.pick((f"live({name})", f"count_live({name}) {self.pick(OPERATORS)} {self.pick((1, 0, 2))}"))
        return f"{self.pick(('', 'not '))}live('{self.pick(ground.lower)}')"

    def _plan_in_hand(self) -> str:
        known = self.ground.of_plan
        forms = [f"plan {self.pick(('==', '!='))} '{self.pick(self.ground.plans)}'"] if "name" in known else []
        if "level" in known:
            forms.append(f"plan.level {self.pick(('==', '!='))} '{self.pick(words.LEVELS)}'")
        if "acts" in known:
            act = self.pick(PLAN_MANY)
            keep = f", {self.kept(act)}" if self.one_in(2) else ""
            forms += [f"present(plan.{self.pick(PLAN_ONCE)})", f"any(plan.{act}{keep})"] * 2
            forms.append(f"(present(plan.activated) and plan.activated.on {self.pick(OPERATORS)} {self.day(0)})")
        if "bought" in known:
            forms.append(f"plan.bought.on {self.pick(OPERATORS)} {self.day(1)}")
        return self.pick(forms)

    # -- events --------------------------------------------------------------------------------------------------

    def event(self) -> tuple[str, str]:
        """An event and its kind."""
        ground, form = self.ground, self.dice.between(0, 9)
        if form == 9 and ground.events:
            return self.pick(ground.events)
        if form == 8 and "acts" in ground.of_plan:
            name = self.pick(PLAN_ONCE)
            return f"plan.{name}", name
        if form in (5, 6, 7):
            name = self._many()
            keep = f", {self.kept(self._kind_of(name))}" if self.one_in(2) else ""
            return f"{self.pick(('last', 'first'))}({name}{keep})", self._kind_of(name)
        name = self.pick(ONCE[:5] if self.dice.between(0, 3) else ONCE)
        return name, name

    def _many(self) -> str:
        """A kind of event that happens often, perhaps of the coverage in hand only."""
        if "acts" in self.ground.of_plan and self.one_in(4):
            return f"plan.{self.pick(PLAN_MANY)}"
        return self.pick(MANY[:13] if self.dice.between(0, 3) else MANY)

    def _kind_of(self, name: str) -> str:
        return name.removeprefix("plan.")

    def kept(self, name: str, depth: int = 1) -> str:
        """A filter over events of a kind, or what is said of the event that `it` names."""
        form = self.dice.between(0, 11)
        if depth and form == 11:
            return f"({self.kept(name, 0)} {self.pick(('and', 'or'))} {self.kept(name, 0)})"
        if depth and form == 10:
            return f"not ({self.kept(name, 0)})"
        kind = self.ground.kind(name)
        if form == 9:
            return f"{self.pick(('present', 'recorded'))}(it.{words.spoken(self.pick(list(kind.keys)))})"
        if depth and form == 8:
            return replaced(self, filtering=True, it="").flag(0)
        if form in (6, 7) or len(kind.keys) == 1:
            return f"it.on {self.pick(OPERATORS)} {replaced(self, filtering=True, it='').day(0)}"
        if form == 5 and "by" in kind.keys:
            return f"it.by == {self.pick(['claim.by', *self._in_sight('purchased.by')])}"
        if form == 5 and kind.open_keys:
            key = self.pick(words.METERS)
            return f"it.{key} + 2 * it.{self.pick(words.METERS)} >= {self.pick((1000, 3000))}"
        if form == 4 and "plan" in kind.keys and "name" in self.ground.of_plan:
            return f"it.plan {self.pick(('==', '!='))} plan"
        key = self.pick([key for key in kind.keys if key != "on"])
        return self._is(f"it.{words.spoken(key)}", key, kind.keys[key])

    # -- days, numbers, texts ------------------------------------------------------------------------------------

    def day(self, depth: int = 1) -> str:
        """A day."""
        form = self.dice.between(0, 13) if depth else 0
        deeper = depth - 1
        if form == 8:
            return f"({self.day(deeper)} {self.pick(('+', '+', '-'))} {self.span()})"
        if form == 9:
            return f"through({self.day(deeper)}, {self.span()})"
        if form == 10:
            more = f", {self.day(deeper)}" if self.one_in(3) else ""
            return f"earliest({self.day(deeper)}, {self.day(deeper)}{more})"
        if form == 11:
            return f"latest({self.day(deeper)}, {self.day(deeper)})"
        if form == 12:
            return f"coalesce({Expressions(self.dice, self.ground.loose()).day(deeper)}, {self.day(deeper)})"
        if form == 13:
            unnamed = replaced(
                self, of_plan=self.ground.of_plan - {"name"}
            )  # what is always true leaves a bare reading
            return f"({self.day(deeper)} if {unnamed.flag(0)} else {self.day(deeper)})"
        return self._day_read()

    def _day_read(self) -> str:
        ground, form = self.ground, self.dice.between(0, 15)
        if form == 15 and ground.lower:
            of = self.pick((*(f"'{plan}'" for plan in ground.lower), *ground.lists))
            return f"{self.pick(('ends', 'starts'))}({of})"
        if form == 14 and ground.days:
            return self.pick(ground.days)
        if form == 13 and ground.of_plan & {"starts", "ends", "prior_ends"}:
            return f"plan.{self.pick(sorted(ground.of_plan & {'starts', 'ends', 'prior_ends'}))}"
        if form == 12 and "bought" in ground.of_plan:
            return "plan.bought.on"
        if form in (9, 10, 11):
            return self._dated_event()
        if form in (6, 7, 8):
            return "day"
        if form == 5:
            return self.pick(("date('2023-06-15')", "never", "date('2024-02-29')", "claim.first_use"))
        return f"{self._seen()}.on"

    def _seen(self) -> str:
        """An event whose silence proves nothing, so that it is read without a guard."""
        kinds = [name for name in ONCE if self.ground.kind(name).absent == "unknown"]
        return self.pick(kinds[:2] if self.dice.between(0, 4) else kinds)

    def _dated_event(self) -> str:
        if self.ground.filtering:
            return f"coalesce({self.pick(('last(inspected)', 'registered'))}.on, {self.pick(('day', 'never'))})"
        event, name = self.event()
        keys = words.keys_of(self.ground.kind(name), "date")
        read = f"{event}.{words.spoken(self.pick(keys))}"
        if not self.ground.careful and not self.one_in(3):
            return read
        return f"coalesce({read}, {self.pick(('never', 'day', f'{self._seen()}.on'))})"

    def span(self) -> str:
        """A length of time in days or months."""
        if not self.one_in(6):
            return self.pick(words.SPANS)
        return f"{self.pick(('days', 'months'))}({self.pick((self.number(1), '0', '-1', '200000'))})"

    def number(self, depth: int = 1) -> str:
        """A number."""
        form = self.dice.between(0, 9)
        if depth and form in (0, 1):
            operator = self.pick(("+", "*", "-", "//"))
            return f"({self.number(depth - 1)} {operator} {self.number(depth - 1)})"
        if form == 2 and not self.ground.filtering:
            return f"days_between({self.day(0)}, {self.day(0)})"
        if form == 3:
            return self.pick(
                ("unmatched(invoiced_outside_terms, paid, 'invoice')", "unmatched(rma_issued, return_received, 'rma')")
            )
        if form == 4 and self.ground.numbers:
            return self.pick(self.ground.numbers)
        if form == 5:
            meter = self.pick(("", ", it.meter == 'lamp'"))
            return f"coalesce(last(reading{meter}).{self.pick(words.METERS)}, {self.pick((0, 2))})"
        if form in (6, 7):
            name = self._many()
            keep = f", {self.kept(self._kind_of(name))}" if self.one_in(2) and not self.ground.filtering else ""
            return f"count({name}{keep})"
        return self.pick(("1", "2", "0", "3", "12", "-1"))

    def level(self) -> str:
        """A level's name, or an expression that is one."""
        form = self.dice.between(0, 5)
        one, other = f"'{self.pick(words.LEVELS)}'", f"'{self.pick(words.LEVELS)}'"
        if form in (0, 1, 2):
            return one.strip("'")
        if form == 3 and self.ground.texts:
            return self.pick(self.ground.texts)
        return f"{one} if {self.flag(1)} else {other}"


def replaced(expressions: Expressions, **changes: object) -> Expressions:
    """The same dice on a ground that differs so much."""
    return Expressions(expressions.dice, replace(expressions.ground, **changes))  # type: ignore[arg-type]
