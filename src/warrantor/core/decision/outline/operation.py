"""Operations (`purchase`, `activate` and the rest) and `respond-by`, over columns."""

from warrantor.core.decision.citing import NONE, UNKNOWN
from warrantor.core.decision.outline.answer import Added, Outputs
from warrantor.core.decision.outline.cover import Ladder, picked
from warrantor.core.decision.outline.judged import Judged, any_of, is_false, is_unknown, sets, where
from warrantor.core.decision.outline.standing import Others
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Lit,
    Node,
    choice,
    conjunction,
    disjunction,
    negation,
    union,
)


def operation(judged: Judged, added: Added, ask: str, plan: str | None, in_hand: bool) -> Outputs:
    """The answer to an operation on a plan or on the unit. `in_hand`: whether there is a coverage it is about."""
    rules = judged.rules
    missed: Node = FALSE
    if ask != "purchase" and rules.plan is not None:
        missed = is_false(judged.held) if in_hand else TRUE
    verdicts, shown = _verdicts(judged, ask, missed)
    not_held = judged.context.bit(rules.sold_clause) if rules.sold else judged.context.cited(rules.given)
    clauses = [where(missed, not_held)]
    for name, test in verdicts.items():
        clauses.append(where(test, union(added.next_steps(name), where(negation(missed), shown.get(name, NONE)))))
    clauses.append(where(verdicts["yes"], added.dues()))
    answer = picked(list(verdicts.values()), [Lit(name) for name in verdicts])
    told = Outputs(answer, Lit(plan), clauses=union(*clauses))
    if ask in ("purchase", "renew"):
        _tell_days(told, judged, verdicts["yes"], ask)
    return told


def silent(judged: Judged, ask: str) -> bool:
    """Whether no statement speaks of the operation."""
    return not judged.gates and not judged.persons and not opens_itself(judged, ask)


def opens_itself(judged: Judged, ask: str) -> bool:
    """A sold plan opens its own purchase, and one that says how long a renewal lasts its renewal."""
    return (ask == "purchase" and judged.rules.sold) or (ask == "renew" and judged.rules.period_starts is not None)


def _verdicts(judged: Judged, ask: str, missed: Node) -> tuple[dict[str, Node], dict[str, Node]]:
    """Each verdict's test, and its clauses where the plan is held."""
    j = judged
    on_a_plan = ask != "purchase" and j.rules.plan is not None
    held = negation(missed)
    if silent(judged, ask):
        return {"no": missed, "missing": FALSE, "person": held, "yes": FALSE}, {}
    undecided = j.open if on_a_plan else any_of(j.hangs)
    left = any_of(j.left_to)
    free = conjunction(held, negation(j.barred))
    person, yes = (
        conjunction(free, negation(undecided), left),
        conjunction(free, negation(disjunction(undecided, left))),
    )
    if only_allowed(j, ask):
        person, yes = disjunction(person, conjunction(yes, negation(j.touched))), conjunction(yes, j.touched)
    verdicts = {
        "no": disjunction(missed, conjunction(held, j.barred)),
        "missing": conjunction(free, undecided),
        "person": person,
        "yes": yes,
    }
    given = where(is_unknown(j.held), j.context.cited(j.rules.given)) if on_a_plan else NONE
    own = j.context.bit(j.rules.sold_clause) if ask == "purchase" and j.rules.sold else NONE
    return verdicts, {
        "no": sets(j.bars),
        "missing": union(given, sets(j.hangs)),
        "person": sets(j.left_to),
        "yes": union(own, j.shown),
    }


def only_allowed(judged: Judged, ask: str) -> bool:
    """Whether the operation is open only where some statement that allows it is in force."""
    gates = (*judged.gates, *judged.persons)
    return not opens_itself(judged, ask) and all(gate.gate.kind == "allows" for gate in gates)


def _tell_days(told: Outputs, judged: Judged, yes: Node, ask: str) -> None:
    """A yes to a purchase or renewal states the days and the level that follow."""
    rules, over, cite = judged.rules, judged.context.over, judged.context.cited
    starts = over(rules.starts)
    if ask == "renew" and rules.period_starts is not None:
        period = over(rules.period_starts)
        starts = choice(is_unknown(period), starts, period, period)
    for name, node in (("starts", starts), ("ends", over(rules.ends)), ("level", judged.level)):
        setattr(told, name, choice(yes, node, UNKNOWN, UNKNOWN))
    told.clauses = union(told.clauses, where(yes, union(cite(rules.starts), cite(rules.ends))))


def respond(
    coverages: list[Judged],
    added: list[Added],
    unit: Added,
    levels: tuple[str, ...],
    others: Others,
    promising: list[str],
) -> Outputs:
    """The answer to `respond-by`: the best live plan of `coverages`, which are those that promise a response."""
    lives = [others.standing(str(c.rules.plan)).live for c in coverages]
    answering = [negation(is_false(live)) for live in lives]
    tops = Ladder(coverages, levels).tops(answering)
    wins = [conjunction(test, top) for test, top in zip(answering, tops, strict=True)]
    missing = [conjunction(win, is_unknown(live)) for win, live in zip(wins, lives, strict=True)]
    yes = [conjunction(win, negation(is_unknown(live))) for win, live in zip(wins, lives, strict=True)]
    blamed = dict.fromkeys(str(c.rules.plan) for c in coverages) or promising
    refused = union(*(others.standing(plan).clauses for plan in blamed), unit.next_steps("no"))
    return Outputs(
        picked([disjunction(*yes), disjunction(*missing)], [Lit("yes"), Lit("missing")], Lit("no")),
        picked(wins, [Lit(c.rules.plan) for c in coverages]),
        picked(wins, [c.level for c in coverages]),
        picked(wins, [c.context.over(c.rules.starts) for c in coverages]),
        picked(wins, [c.context.over(c.rules.ends) for c in coverages]),
        union(
            *(
                where(win, union(others.standing(str(c.rules.plan)).clauses, c.context.cited(c.rules.level)))
                for win, c in zip(wins, coverages, strict=True)
            ),
            *(where(test, extra.dues()) for test, extra in zip(yes, added, strict=True)),
            where(negation(disjunction(*wins)), refused),
        ),
    )
