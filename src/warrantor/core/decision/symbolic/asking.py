"""Asking the solver within a budget: what holds, what cannot be, and what it did not get to the end of."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import z3

from warrantor.core.decision.symbolic.three import Bool

STEPS = 4_000_000
"""What one question may cost by default, in the solver's own units; a few million are a second or two."""
TOTAL = 150_000_000
CUT = ("canceled", "interrupted from keyboard", "max. resource limit exceeded")
"""What the solver says where it was cut short: by the limit of steps, or by Ctrl-C."""
_TRY = 200_000
"""What is spent on making an example plainer."""


def never() -> bool:
    """The stop that never comes."""
    return False


@dataclass
class Budget:
    """What an examination may cost. `stop` is asked between questions; units are the solver's, so that the same
    document ends the same way everywhere.
    """

    steps: int = STEPS
    total: int = TOTAL
    stop: Callable[[], bool] = never
    spent: int = 0
    _count: int | None = None

    def reads(self, solver: z3.Solver) -> None:
        """Takes down what the solver's counter says; it only ever grows."""
        statistics = solver.statistics()
        count = int(statistics.get_key_value("rlimit count")) if "rlimit count" in statistics.keys() else None  # noqa: SIM118
        if count is not None:
            self.spent += 0 if self._count is None else max(count - self._count, 0)
            self._count = count

    @property
    def over(self) -> bool:
        """Whether nothing more may be asked."""
        return self.spent >= self.total or self.stop()

    def share(self, among: int) -> "Budget":
        """A budget of its own for the first of so many that are to share what is left."""
        return Budget(self.steps, max(self.total - self.spent, 0) // among, self.stop, _count=self._count)

    def took(self, share: "Budget") -> None:
        """Takes down what was spent of a share."""
        self.spent, self._count = self.spent + share.spent, share._count


class Undecided(Exception):
    """The solver did not get to the end of a question, or was not asked any more."""


class Asker:
    """One solver that holds what is always true; questions are put on top and taken off again."""

    def __init__(self, always: Iterable[Bool], budget: Budget) -> None:
        self.budget = budget
        self.solver = z3.SolverFor("QF_LIRA")
        self.impossible = False
        self.add(always)

    def add(self, tests: Iterable[Bool]) -> None:
        """Holds the tests from now on."""
        for test in tests:
            if test is False:
                self.solver.add(z3.BoolVal(False))
            elif test is not True:
                self.solver.add(test)

    @contextmanager
    def supposing(self, *tests: Bool) -> Iterator[None]:
        """Within, the tests hold besides."""
        self.solver.push()
        self.add(tests)
        try:
            yield
        finally:
            self.solver.pop()

    def possible(self, *tests: Bool) -> bool:
        """Whether the tests can hold together. Raises Undecided."""
        if any(test is False for test in tests):
            return False
        with self.supposing(*tests):
            return self._check(self.budget.steps)

    def _check(self, steps: int) -> bool:
        return bool(self._ask(steps) == z3.sat)

    def _ask(self, steps: int, *assuming: Any) -> z3.CheckSatResult:
        """What the solver says within so many steps. Raises Undecided; KeyboardInterrupt where Ctrl-C ended it."""
        if self.budget.over:
            raise Undecided("the budget is used up")
        self.budget.reads(self.solver)
        before = self.budget.spent
        self.solver.set("rlimit", steps)
        result = self.solver.check(*assuming)
        self.budget.reads(self.solver)
        if result != z3.unknown:
            return result
        reason = self.solver.reason_unknown()
        if reason not in CUT:
            raise Undecided(reason)
        if self.budget.spent - before < steps:
            raise KeyboardInterrupt  # the solver took Ctrl-C for itself; here it is given back
        raise Undecided("it took more steps than allowed")

    def model(self, tests: Iterable[Bool], wishes: Iterable["Wish"] = ()) -> z3.ModelRef | None:
        """Values under which the tests hold, None where there are none; as many wishes as can be are met, in order."""
        with self.supposing(*tests):
            if not self._check(self.budget.steps):
                return None
            trying = Trying(self, self.solver.model())
            for wish in wishes:
                wish(trying)
            self.solver.pop(trying.kept)
            return trying.model

    def attempt(self, test: Bool) -> z3.ModelRef | None:
        """The model with one more test, which then stays; None where it cannot be had cheaply."""
        if test is False:
            return None
        self.solver.push()
        self.add([test])
        try:
            if self._check(_TRY):
                return self.solver.model()
        except Undecided:
            pass
        self.solver.pop()
        return None

    def core(self, tests: dict[str, Bool]) -> list[str]:
        """Of tests that cannot hold together, the names of some that are enough for that."""
        names = {name: z3.Bool(f"because {name}") for name in tests}
        with self.supposing(*(z3.Implies(names[name], _term(test)) for name, test in tests.items())):
            if self._ask(self.budget.steps, *names.values()) != z3.unsat:
                raise Undecided("what it hangs on was not found")
            found = {str(part) for part in self.solver.unsat_core()}
        return [name for name in tests if f"because {name}" in found]


class Trying:
    """A model that is being made plainer."""

    def __init__(self, asker: Asker, model: z3.ModelRef) -> None:
        self._asker = asker
        self.model = model
        self.kept = 0
        """How many tests were put on top."""

    def had(self, test: Bool) -> bool:
        """Whether a test can be had besides; if so it stays."""
        if test is True:
            return True
        better = self._asker.attempt(test)
        if better is None:
            return False
        self.model, self.kept = better, self.kept + 1
        return True


Wish = Callable[[Trying], None]
"""Something that would make an example plainer, tried once the values so far are known."""


def _term(test: Bool) -> Any:
    return z3.BoolVal(test) if isinstance(test, bool) else test
