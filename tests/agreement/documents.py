"""Made-up terms documents that the reader and the checker accept: every statement, every kind of gate.

`texts(dice)` gives the texts of the versions of one program. A document is built so that it is valid: what refers to
a plan's standing comes after that plan, conditions are guarded, exceptions to one thing have an order.
"""

from dataclasses import dataclass, replace
from functools import partial

from tests.agreement import words
from tests.agreement.dice import Dice
from tests.agreement.expressions import Expressions, Ground
from tests.agreement.writing import Plan, Writing, front_of, quoted
from warrantor.core.decision.program import Program
from warrantor.core.terms.reader import read_document
from warrantor.core.terms.schema import SHIPPED_SCHEMA, override
from warrantor.core.terms.statements import PLAN_OPERATIONS

EACH = ("work", "inspected", "bought", "serviced", "purchased")
UNTIL = ("registered", "paid", "inspected", "activated", "invoice", "first_use", "region")
WORKED_OUT = ("(", "through(", "earliest(", "latest(", "coalesce(")
"""How a day begins that is more than a bare reading of an event."""
UNIT_ASKS = ("return", "remote-access")


def program(texts: tuple[str, ...]) -> Program:
    """The program of the texts of its versions."""
    return Program([read_document(text) for text in texts])


def texts(dice: Dice) -> tuple[str, ...]:
    """The texts of a program: mostly one version, sometimes two or three."""
    versions = dice.pick((1, 1, 1, 1, 2, 3))
    zone = dice.pick(words.ZONES)
    plans = words.PLANS[: dice.pick((2, 1, 3, 3, 4))]
    return tuple(_Maker(dice, plans, zone).text(number, versions) for number in range(versions))


@dataclass(frozen=True)
class Target:
    """A gate that an exception can lift."""

    name: str
    asks: tuple[str, ...]
    plans: tuple[str, ...] | None


class _Maker:
    """One document in the making."""

    def __init__(self, dice: Dice, plans: tuple[str, ...], zone: str) -> None:
        self.dice = dice
        self.plans = {name: Plan(name) for name in plans}
        self.zone = zone
        self.writing = Writing(dice)
        self.lists: dict[str, tuple[str, ...]] = {}
        if len(plans) > 1:
            self.lists = {"PAIR": plans[:2], "LAST": plans[1:]}
        self.facts: dict[str, str] = {}
        self.targets: list[Target] = []
        self.severable: list[str] = []
        self.schema = SHIPPED_SCHEMA
        self.known = Ground(self.schema, plans)

    def text(self, number: int, versions: int) -> str:
        """The whole text of a version."""
        dice = self.dice
        self._overrides()
        self._definitions()
        for plan in self.plans.values():
            self._plan(plan)
        for _ in range(dice.between(1, 5)):
            dice.pick((self._gate, self._gate, self._gate, self._guarded_gate))()
        for _ in range(dice.between(0, 4)):
            self._operation()
        for _ in range(dice.between(0, 4)):
            self._addition()
        self._rarities()
        chooser = quoted(Expressions(dice, self.known.loose()).day(1)) if versions > 1 else ""
        return self.writing.document(front_of(self.zone, number, chooser, self.lists, self.facts, self._severed()))

    # -- what the rest rests on ------------------------------------------------------------------------------------

    def _overrides(self) -> None:
        """Facts of which silence says something else than it usually does."""
        for kind, absent in (("installed", "no"), ("delivered", "no"), ("work", "unknown"), ("inspected", "unknown"),
                             ("purchased", "no"), ("registered", "unknown")):  # fmt: skip
            if self.dice.one_in(10):
                self.facts[kind] = f"absent: {absent}"
                self.schema = override(self.schema, kind, absent, None, None)
        self.known = replace(self.known, schema=self.schema)
        if self.facts:
            self.facts["claim.part"] = "assumed: lamp"
            self.writing.add("F", None)

    def _define(self, kind: str, name: str, said: str) -> None:
        clause = self.writing.add("D", f"- define: {name}\n  {said}")
        if kind != "texts" and self.dice.one_in(3):
            self._redefine(kind, self.dice.pick((name, clause)))
        self.known = replace(self.known, **{kind: (*getattr(self.known, kind), name)})

    def _redefine(self, kind: str, target: str) -> None:
        """An exception to a definition, perhaps a second over or beside the first."""
        make = getattr(self._free(), kind.removesuffix("s"))
        first, second = (
            self.dice.pick((("true", None), ("", ""), ("", "over"), ("EU", "US")))
            if self.dice.one_in(2)
            else ("", None)
        )
        clause = self._exception(target, self._when(first), f"set: {quoted(self._based(kind, make(1)))}")
        if second is not None:
            over = f"\n  over: {clause}" if second == "over" else ""
            if second != "":
                self._exception(target, self._when(second), f"set: {quoted(self._based(kind, make(1)))}{over}")

    def _based(self, kind: str, other: str) -> str:
        if kind == "days" and self.dice.one_in(2):
            return self.dice.pick((f"latest(base, {other})", f"earliest(base, {other})", "base + days(10)"))
        if kind == "numbers" and self.dice.one_in(2):
            return f"base + {other}"
        return other

    def _when(self, word: str) -> str:
        """A guard; one by region excludes another."""
        if word in ("EU", "US"):
            return f"unit.region == '{word}'"
        return Expressions(self.dice, self.known).flag(1)

    def _exception(self, target: str, when: str, said: str) -> str:
        return self.writing.add("E", f"- exception: {target}\n  when: {quoted(when)}" + (f"\n  {said}" if said else ""))

    def _free(self) -> Expressions:
        return Expressions(self.dice, self.known.loose())

    def _definitions(self) -> None:
        dice = self.dice
        if dice.one_in(2):
            keep = dice.pick(("", ", it.kind == 'repair'", ", it.paid"))
            self.writing.add("D", f'- define: latest_work\n  is: "last(work{keep})"')
            self.known = replace(self.known, events=(("latest_work", "work"),))
        if dice.between(0, 2):
            self._define("flags", "switch", f"is: {quoted(self._free().flag(1))}")
        if dice.between(0, 2):
            self._define("days", "anchor", f"is: {quoted(self._free().day(1))}")
        if dice.between(0, 2):
            self._define(
                "numbers", "length", self._table(partial(self.dice.pick, ("1", "2", "6", "12", "count(work)")))
            )
        if dice.one_in(2):
            self._define("texts", "grade", self._table(partial(dice.pick, words.LEVELS)))

    def _table(self, cell: partial[str]) -> str:
        """A table with one key or two, closed, open, or with a value for the rest."""
        keys: dict[str, tuple[str, ...]] = {
            "claim.cause": ("defect", "wear", "misuse"), "unit.region": ("EU", "US"), "claim.part": ("lamp", "panel"),
            "claim.non_functional": ("true", "false"), "count(work)": ("0", "1", "2"), "unit.series": ("pro", "basic"),
            "purchased.channel": ("direct", "partner", "unrecognised"), "last(work).kind": ("repair",),
        }  # fmt: skip
        closed = ("claim.non_functional", "purchased.channel")
        by = self.dice.some(list(keys), 2)
        rows = self._rows([keys[key] for key in by], cell)
        open_key = all(key in (*closed, "unit.region", "claim.part", "unit.series") for key in by)
        rest = "" if open_key and self.dice.one_in(2) else f"\n  else: {quoted(cell())}"
        return f"by: [{', '.join(by)}]\n  rows: {rows}{rest}"

    def _rows(self, keys: list[tuple[str, ...]], cell: partial[str]) -> str:
        if not keys:
            return quoted(cell())
        return "{" + ", ".join(f"{value}: {self._rows(keys[1:], cell)}" for value in keys[0]) + "}"

    # -- plans ---------------------------------------------------------------------------------------------------

    def _ground(self, names: tuple[str, ...], cover: bool = True) -> Ground:
        """What may be named where these plans are in hand."""
        plans = [self.plans[name] for name in names]
        first = min((list(self.plans).index(name) for name in names), default=len(self.plans))
        lower = tuple(self.plans)[:first] if cover else tuple(self.plans)
        of_plan = frozenset.intersection(*(plan.reads for plan in plans)) if plans else frozenset()
        each = {plan.each for plan in plans}
        return replace(
            self.known, of_plan=of_plan, it=each.pop() if len(each) == 1 else "",
            lower=lower, lists=tuple(name for name, held in self.lists.items() if set(held) <= set(lower)),
        )  # fmt: skip

    def _plan(self, plan: Plan) -> None:
        dice, add = self.dice, self.writing.add
        form = dice.between(0, 9)
        plan.sold, plan.each = form in (0, 1, 2, 3, 8), dice.pick(EACH) if form == 7 else ""
        given = form in (4, 5, 6, 8, 9)
        plan.given = given
        on = Expressions(dice, self._ground((plan.name,)))
        said = []
        if plan.sold:
            said.append("sold: true")
        if plan.each:
            said.append(f"for_each: {plan.each}")
        if given:
            said.append("given: " + (quoted(on.flag(1)) if dice.one_in(3) else '"true"'))
        add("P", f"- plan: {plan.name}\n  " + "\n  ".join(said))
        self._days_of(plan)
        if dice.between(0, 2):
            clause = add("V", f"- plan: {plan.name}\n  level: {quoted(self._on(plan).level())}")
            if dice.one_in(3):
                self._exception(clause, self._guard_for(plan), f"set: {{level: {dice.pick(words.LEVELS)}}}")
            plan.levelled = True
        if dice.one_in(4):
            clause = add("C", f"- plan: {plan.name}\n  covers: {quoted(self._on(plan).flag(1))}")
            if dice.one_in(3):
                self._exception(clause, self._guard_for(plan), f"set: {{covers: {quoted(self._on(plan).flag(0))}}}")
        self._what_comes_with(plan)

    def _on(self, plan: Plan) -> Expressions:
        return Expressions(self.dice, self._ground((plan.name,)))

    def _guard_for(self, plan: Plan) -> str:
        return self._on(plan).flag(1)

    def _days_of(self, plan: Plan) -> None:
        """First day, last day, renewals, and the exceptions to them."""
        dice = self.dice
        own = ("plan.bought.on",) * 4 + ("plan.activated.on",) if plan.sold else ()
        own += ("it.on",) * 4 if plan.each else ()
        free = Expressions(dice, self._ground((plan.name,)).loose())
        usual = ("purchased.on", "purchased.on", "delivered.on", "installed.on", "last(work).on", *own)
        starts = dice.pick(usual) if dice.between(0, 4) else free.day(1)
        clause = self.writing.add("S", f"- plan: {plan.name}\n  starts: {quoted(starts)}")
        if dice.one_in(5):
            self._exception(
                clause, self._guard_for(plan), f"set: {{starts: {quoted(self._based('days', free.day(0)))}}}"
            )
        seen = tuple(f"{name}.on" for name in ("purchased", "delivered") if self.schema.kinds[name].absent == "unknown")
        plan.starting = starts.startswith(WORKED_OUT) or starts in seen
        free = Expressions(dice, self._ground((plan.name,)).loose())
        by_term = bool(dice.between(0, 3))
        term = dice.pick((*words.SPANS, *words.SPANS[:3], *self._measured())) if by_term else ""
        ends = "never" if dice.one_in(8) else free.day(2)
        field = "term" if by_term else "ends"
        clause = self.writing.add("T", f"- plan: {plan.name}\n  {field}: {quoted(term or ends)}")
        if dice.one_in(3):
            self._field_exceptions(plan, clause, field)
        plan.ending = by_term or ends.startswith(WORKED_OUT)
        if dice.one_in(3):
            plan.renews = True
            self.writing.add(
                "R", f"- plan: {plan.name}\n  renews: {dice.pick(('months(12)', 'months(1)', 'days(90)'))}"
            )

    def _measured(self) -> tuple[str, ...]:
        return tuple(f"months({name})" for name in self.known.numbers) + tuple(
            f"months(3 * {name})" for name in self.known.numbers
        )

    def _field_exceptions(self, plan: Plan, clause: str, field: str) -> None:
        """An exception to the last day, by the clause or the field, with a day or another term; perhaps a second."""
        dice = self.dice
        target = dice.pick((clause, clause, field))
        about = f"\n  plans: [{plan.name}]" if target == field else ""
        said = self._other_end(plan, field)
        if not dice.one_in(3):
            self._exception(target, self._guard_for(plan), f"set: {said}{about}")
            return
        if dice.one_in(2):
            first = self._exception(target, self._guard_for(plan), f"set: {said}{about}")
            second = f"set: {self._other_end(plan, field)}{about}\n  over: {first}"
            self._exception(target, self._guard_for(plan), second)
            return
        self._exception(target, self._when("EU"), f"set: {said}{about}")
        self._exception(target, self._when("US"), f"set: {self._other_end(plan, field)}{about}")

    def _other_end(self, plan: Plan, field: str) -> str:
        if field == "term" and self.dice.one_in(2):
            return f"{{term: {quoted(self.dice.pick(words.SPANS))}}}"
        free = Expressions(self.dice, self._ground((plan.name,)).loose())
        return f"{{ends: {quoted(self._based('days', free.day(1)))}}}"

    def _what_comes_with(self, plan: Plan) -> None:
        dice = self.dice
        if dice.one_in(6):
            chooser = "\n  chosen_by: customer" if dice.one_in(2) else ""
            self.writing.add("W", f"- plan: {plan.name}\n  remedies: [repair, credit]{chooser}")
        if dice.one_in(6):
            self.writing.add("W", f"- plan: {plan.name}\n  rights: {{visits: {quoted(self._on(plan).number(1))}}}")

    # -- gates ---------------------------------------------------------------------------------------------------

    def _about(self) -> tuple[tuple[str, ...], str]:
        """Some plans, and how they are written."""
        form = self.dice.between(0, 4)
        if form == 4:
            return tuple(self.plans), ""
        if form == 3 and self.lists:
            name = self.dice.pick(sorted(self.lists))
            return self.lists[name], f"\n  plans: {name}"
        plan = self.dice.pick(tuple(self.plans))
        return (plan,), f"\n  plans: [{plan}]"

    def _asks(self) -> tuple[str, ...]:
        form = self.dice.between(0, 5)
        if form < 4:
            return ("cover",)
        return tuple(self.dice.some(("cover", *PLAN_OPERATIONS), 3))

    def _gate(self) -> None:
        kind = self.dice.pick(("requires", "excludes", "excludes", "person", "person"))
        (names, written), asks = self._about(), self._asks()
        self._write_gate(kind, names, written, asks, Expressions(self.dice, self._ground(names, "cover" in asks)))

    def _guarded_gate(self) -> None:
        """A gate that reads, unguarded, what its `when` says has happened."""
        event = self.dice.pick(("registered", "last(work)", "replaces", "agreement", "first(inspected)"))
        key = {"registered": "complete", "last(work)": "paid", "first(inspected)": "passed"}.get(event)
        said = f"{event}.{key}" if key else f"{event}.on <= {self._free_day()}"
        kind = self.dice.pick(("requires", "excludes"))
        clause = self.writing.add("G", f"- {kind}: {quoted(said)}\n  when: {quoted(f'present({event})')}")
        self.targets.append(Target(clause, ("cover",), None))

    def _free_day(self) -> str:
        return Expressions(self.dice, self.known).day(0)

    def _write_gate(
        self, kind: str, names: tuple[str, ...], written: str, asks: tuple[str, ...], on: Expressions
    ) -> None:
        dice = self.dice
        lines = f"- {kind}: {quoted(on.flag(0 if kind == 'person' else dice.pick((0, 1, 1, 2))))}{written}"
        if asks != ("cover",):
            lines += f"\n  ask: [{', '.join(asks)}]"
        if kind == "person":
            lines += f"\n  role: {dice.pick(('manager', 'customer'))}" + (
                "\n  options: PAIR" if self.lists and dice.one_in(3) else ""
            )
        lines += self._mending(on, kind)
        name = "\n  name: first" if dice.one_in(4) else ""
        clause = self.writing.add("G", lines + name)
        self.severable.append(clause)
        target = f"{clause}/first" if name and dice.one_in(2) else clause
        self.targets.append(Target(target, asks, None if not written else names))
        if dice.one_in(3):
            self._lift(on)

    def _mending(self, on: Expressions, kind: str) -> str:
        """`when`, `unless` and `until` of a gate."""
        lines = f"\n  when: {quoted(on.flag(1))}" if self.dice.one_in(5 if kind == "person" else 2) else ""
        if kind == "person":
            return lines
        if self.dice.one_in(3):
            lines += f"\n  unless: {quoted(on.flag(1))}"
        return lines + (f"\n  until: [{', '.join(self.dice.some(UNTIL, 2))}]" if self.dice.one_in(3) else "")

    def _lift(self, on: Expressions) -> None:
        """An exception that lifts the latest gate."""
        target = self.targets[-1]
        asks = "" if target.asks == ("cover",) else f"ask: [{', '.join(target.asks)}]"
        plans = f"plans: [{', '.join(target.plans)}]" if target.plans and self.dice.one_in(2) else ""
        clause = self._exception(target.name, on.flag(1), "\n  ".join(part for part in (asks, plans) if part))
        self.severable.append(clause)

    def _operation(self) -> None:
        """What opens or bars something else than cover."""
        dice = self.dice
        ask = dice.pick((*PLAN_OPERATIONS, *UNIT_ASKS))
        (names, written), kind = (
            self._about(),
            dice.pick(("allows", "allows", "requires", "excludes", "excludes", "person")),
        )
        if ask in UNIT_ASKS:
            names, written = (), ""
        on = Expressions(dice, self._ground(names, cover=False))
        if kind != "allows":
            self._write_gate(kind, names, written, (ask,), on)
            return
        that = f"\n  that: {quoted(on.flag(1))}" if dice.between(0, 2) else ""
        clause = self.writing.add("O", f"- allows: {ask}{written}{that}{self._mending(on, kind)}")
        self.targets.append(Target(clause, (ask,), names if written else None))
        if dice.one_in(3):
            self._lift(on)

    # -- what is added to an answer ------------------------------------------------------------------------------

    def _addition(self) -> None:
        dice = self.dice
        names, written = self._about()
        asks = tuple(dice.some(("cover", "purchase", "renew", "refund", "respond-by"), 2))
        ground = self._ground(names, "cover" in asks)
        on = Expressions(dice, ground if written else replace(ground, it=""))
        when = f"\n  when: {quoted(on.flag(1))}" if dice.between(0, 2) else ""
        asked = f"\n  ask: [{', '.join(asks)}]"
        form = dice.between(0, 4)
        if form == 0:
            clause = self.writing.add("A", f"- charge: fee{asked}{written}{when}")
        elif form == 1:
            answers = ", ".join(dice.some(("yes", "no", "missing", "person"), 2))
            clause = self.writing.add("A", f"- next: notice{asked}{written}{when}\n  answer: [{answers}]\n  text: note")
        else:
            within = dice.pick(
                ("days(3)", "hours(4)", "business_days(2)\n  clock: office", "months(1)", "hours(2)\n  clock: office")
            )
            start = f"\n  from: {quoted(replaced_day(on))}" if dice.one_in(2) else ""
            ask = "\n  ask: [respond-by]" if form > 2 else asked
            clause = self.writing.add("A", f"- promise: answer{ask}{written}{when}\n  within: {within}{start}")
        self.severable.append(clause)

    def _rarities(self) -> None:
        """What is published and read by other parts of the product, and no reader decides by."""
        add, dice = self.writing.add, self.dice
        if dice.one_in(8):
            add(
                "Q",
                f"- process: {dice.pick(words.LEVELS)}\n  steps: [diagnose, repair]\n  legs: {{ship-back: customer}}",
            )
            add("Q", "- needs: [serial, fault]\n  for: report")
            add("Q", f"- remind: [days(30)]\n  before: ends('{dice.pick(tuple(self.plans))}')\n  to: [customer]")
        gates = [t for t in self.targets if "/" not in t.name and t.asks == ("cover",)]
        if len(gates) > 1 and dice.one_in(4):
            one, other = gates[0], gates[-1]
            by = dice.pick(("both", one.name))
            add("Z", f"- settles: [{one.name}, {other.name}]\n  by: {by}\n  because: each protects something else")

    def _severed(self) -> dict[str, list[str]]:
        if not self.severable or not self.dice.one_in(5):
            return {}
        return {self.dice.pick(self.severable): self.dice.some(("EU", "US"), 2)}


def replaced_day(on: Expressions) -> str:
    """A day that may be unknown."""
    return Expressions(on.dice, on.ground.loose()).day(1)
