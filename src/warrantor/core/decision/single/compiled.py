"""The rules of a document compiled: question by question, plan by plan, when first needed."""

from warrantor.core.decision.single.group import Group
from warrantor.core.decision.single.plan import CompiledPlan
from warrantor.core.terms.rules import Rules


class Compiled(Group):
    """Everything of a document for one question."""

    def __init__(self, rules: Rules, ask: str, standing: bool) -> None:
        super().__init__(rules, ask, standing)
        self._plans: dict[str | None, CompiledPlan] = {}

    def plan(self, name: str | None) -> CompiledPlan:
        """The rules of a plan (None: of the unit), compiled on first use."""
        plan = self._plans.get(name)
        if plan is None:
            plan = self._plans[name] = CompiledPlan(self, self.rules.of(self.ask, name))
        return plan


class Compiler:
    """Compiles the rules of one document, one question at a time."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.document = rules.document
        self.plans = rules.document.plans
        self.only_sold = frozenset(plan for plan in self.plans if not self._comes_with_something(plan))
        """Plans that nobody holds without having bought them."""
        self.given = tuple([plan for plan in self.plans if plan not in self.only_sold])
        self._compiled: dict[tuple[str, bool], Compiled] = {}
        self.standing = self.of("cover", standing=True)
        """What can be told of plans without a claim."""

    def _comes_with_something(self, plan: str) -> bool:
        return any(
            "given" in statement.fields or "for_each" in statement.fields
            for statement in self.document.of_kind("plan")
            if plan in self.document.plans_of(statement)
        )

    def of(self, ask: str, standing: bool = False) -> Compiled:
        """The compiled rules for a question."""
        key = (ask, standing)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = Compiled(self.rules, ask, standing)
        return compiled
