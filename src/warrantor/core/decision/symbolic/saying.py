"""Why a statement is dead or shadowed, in words, from what the solver says does not go together."""

from dataclasses import dataclass

from warrantor.core.decision.symbolic.phrases import listed
from warrantor.core.terms.document import Statement

NEVER = {
    "requires": "can never fail",
    "excludes": "can never bar anything",
    "allows": "can never open anything",
    "person": "can never be left to anybody",
    "exception": "can never apply",
    "charge": "can never be due",
    "promise": "can never be made",
    "next": "can never follow an answer",
}
STAGES = {"covers": "is about another kind of claim", "starts": "has not started", "ends": "is over"}


@dataclass(frozen=True)
class Said:
    """A message with its remedy, and what an example of it shows."""

    message: str
    help: str
    example: str = ""
    others: tuple[str, ...] = ()
    """The clauses that bite as well."""


def never(statement: Statement) -> str:
    """What a dead statement never does."""
    return NEVER.get(statement.kind.name, "can never apply")


def dead(statement: Statement, cores: list[list[str]]) -> Said:
    """That a statement never bites. `cores`: for each way, what does not go together there."""
    names = list(dict.fromkeys(name.strip() for core in cores for name in core))
    assumed = [name.removeprefix("assume ") for name in names if name.startswith("assume ")]
    lifts = [name.removeprefix("exception ") for name in names if name.startswith("exception ")]
    why = _why(statement, names, lifts)
    if assumed:
        why += f", since the document assumes {listed(assumed)}"
    help = "mend its condition, or leave it out"
    if assumed:
        help = "leave it out, or mend the assumption if it is not so"
    elif lifts:
        help = f"narrow {listed(lifts)}, or leave both out"
    return Said(f"this `{statement.kind.name}` {never(statement)}: {why}", help)


def _why(statement: Statement, names: list[str], lifts: list[str]) -> str:
    if lifts:
        return f"wherever it would, {listed(lifts)} lifts it"
    if "unless" in names:
        return "wherever it would, its `unless` lifts it"
    if "lifted" in names:
        where = " where its `when` holds" if "when" in names else ""
        return f"what it lifts never bites{where}"
    if "condition" in names:
        holds = "always holds" if statement.kind.name == "requires" else "never holds"
        return f"its condition {holds}" + (" where its `when` does" if "when" in names else "")
    if "answer" in names:
        return "the answer is never one that it goes with" + (" where its `when` holds" if "when" in names else "")
    if "held" in names:
        return "the plan is never held" + (" where its `when` holds" if "when" in names else "")
    return "its `when` is never true" if "when" in names else "no history reaches it"


def uncovered(plan: str, cores: list[list[str]]) -> Said:
    """That a plan covers nothing."""
    names = list(dict.fromkeys(name.strip() for core in cores for name in core))
    bars = [name.removeprefix("bar ") for name in names if name.startswith("bar ")]
    assumed = [name.removeprefix("assume ") for name in names if name.startswith("assume ")]
    if bars:
        why = f"{listed(bars)} leave nothing that is covered" if len(bars) > 1 else f"{listed(bars)} always bars"
    elif "starts" in names or "ends" in names:
        why = "there is no day on which it is in force"
    else:
        why = "it is about no claim" if "covers" in names else "nobody can hold it"
    if assumed:
        why += f", since the document assumes {listed(assumed)}"
    return Said(f"`{plan}` never covers anything: {why}", "mend what stands in its way, or leave the plan out")


def shadowed(statement: Statement, core: list[str]) -> Said:
    """That a statement bites only where something else does too."""
    rivals = [name.strip().removeprefix("other ") for name in core if name.startswith("other ")]
    names = [name.removeprefix("exception ") for name in rivals]
    clauses = [clause for name in names if name not in STAGES for clause in name.split()]
    if not clauses:
        stage = next((STAGES[name] for name in names if name in STAGES), "fails for another reason")
        message = f"wherever this `{statement.kind.name}` bites, the plan {stage}, so that it never decides"
        return Said(message, "leave it out, or mend its condition", f"the plan {stage} as well")
    others = listed(dict.fromkeys(clauses))
    does = "applies" if statement.kind.name == "exception" else "bites"
    too = f"{others} does too" if len(set(clauses)) == 1 else f"one of {others} does too"
    message = f"wherever this `{statement.kind.name}` {does}, {too}, so that it never decides"
    help = f"leave it out, or narrow {others} so that this one has a case of its own"
    return Said(message, help, f"{too}", tuple(dict.fromkeys(clauses)))
