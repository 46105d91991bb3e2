"""An answer put together over columns: the outputs for each way a question can come out, and what is added to it."""

from dataclasses import dataclass, field

from warrantor.core.decision.citing import NONE, UNKNOWN
from warrantor.core.decision.outline.judged import Context, Judged, is_true, where
from warrantor.core.terms.document import as_words
from warrantor.core.terms.ir import Compare, Lit, Node, choice, union
from warrantor.core.terms.rules import Extra, Rules
from warrantor.core.values.dates import NEVER


@dataclass
class Outputs:
    """What an answer says, each an expression; unknown where it says nothing."""

    answer: Node
    plan: Node = UNKNOWN
    level: Node = UNKNOWN
    starts: Node = UNKNOWN
    ends: Node = UNKNOWN
    clauses: Node = NONE

    def nodes(self) -> dict[str, Node]:
        """All but the clauses, by name; a term that never ends has no last day."""
        told = choice(Compare("<", self.ends, Lit(NEVER)), self.ends, UNKNOWN, UNKNOWN)
        return {
            "answer": self.answer,
            "plan": self.plan,
            "level": self.level,
            "starts": self.starts,
            "ends": UNKNOWN if self.ends == UNKNOWN else told,
        }


@dataclass
class Added:
    """What the terms add to answers about one plan (None: about the unit), in expressions over columns."""

    rules: Rules
    ask: str
    plan: str | None
    context: Context
    _extras: dict[str, list[Extra]] = field(default_factory=dict)

    def extras(self, kind: str) -> list[Extra]:
        """The charges, promises or next steps."""
        if kind not in self._extras:
            self._extras[kind] = self.rules.extras(kind, self.ask, self.plan)
        return self._extras[kind]

    @property
    def promises(self) -> bool:
        """Whether a response is promised."""
        return bool(self.extras("promise"))

    def dues(self) -> Node:
        """The clauses of the charges and promises that a yes brings."""
        return union(*map(self._clauses, [*self.extras("charge"), *self.extras("promise")]))

    def next_steps(self, answer: str, own: bool = False) -> Node:
        """The clauses of the next steps after an answer. `own`: only those that name plans."""
        found = [
            extra
            for extra in self.extras("next")
            if answer in (as_words(extra.statement.fields.get("answer")) or ("no",))
            and not (own and "plans" not in extra.statement.fields)
        ]
        return union(*map(self._clauses, found))

    def _clauses(self, extra: Extra) -> Node:
        own = self.context.bit(extra.statement.clause)
        applies = is_true(self.context.over(extra.guard))
        return where(applies, union(own, self.context.cited(extra.guard)))


def with_yes(judged: Judged, added: Added) -> Node:
    """The clauses that a yes on a coverage brings: remedies, rights, charges and promises."""
    rules, bit = judged.rules, judged.context.bit
    told = [bit(clause) for _, _, clause in rules.remedies] + [bit(clause) for _, _, clause in rules.rights]
    return union(*told, added.dues())
