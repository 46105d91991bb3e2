"""Outcomes -> the answer as plain data: the verdict, the clauses and what each contributed, and what comes with it."""

from typing import TYPE_CHECKING, Any

from warrantor.core.decision.history import new_coverage
from warrantor.core.decision.question import Question
from warrantor.core.decision.single import additions
from warrantor.core.decision.single.compiled import Compiled, CompiledExtra
from warrantor.core.decision.single.facts import facts_of
from warrantor.core.decision.single.frame import Frame, bits
from warrantor.core.decision.single.outcome import Entry, Outcome
from warrantor.core.values.dates import NEVER, day_text

if TYPE_CHECKING:
    from warrantor.core.decision.single.engine import Engine

Answer = dict[str, Any]


class Builder:
    """Gathers an answer. Clauses are kept as sets of bits until the end."""

    def __init__(self, engine: "Engine", question: Question) -> None:
        self.engine = engine
        self.question = question
        self.clauses = 0
        self.why: list[tuple[int, str, str, str]] = []
        self.answer: Answer = {}

    def add(self, entries: list[Entry], plan: str) -> None:
        """Clauses that played a part, for one plan."""
        for mask, role, result in entries:
            self.clauses |= mask
            self.why.append((mask, role, result, plan))

    def offer(self, outcome: Outcome) -> None:
        """The plan that answers, with its level and days."""
        self.answer["plan"] = outcome.name
        if outcome.level is not None:
            self.answer["level"] = outcome.level
        if outcome.starts is not None:
            self.answer["starts"] = day_text(outcome.starts)
        if outcome.ends is not None and outcome.ends < NEVER:
            self.answer["ends"] = day_text(outcome.ends)

    def finish(self, verdict: str) -> Answer:
        """The answer, clauses in document order."""
        done: Answer = {"answer": verdict, **self.answer, "clauses": self.cited(self.clauses)}
        done["why"] = self._why()
        if self.question.assumed:
            done["assumed"] = self.question.assumed
        return done

    def cited(self, mask: int) -> list[str]:
        """A set of clauses as public ids, in document order."""
        lists = self.engine.lists
        if mask not in lists:
            lists[mask] = [self.engine.citations[i] for i in bits(mask)]
        return list(lists[mask])

    def _why(self) -> list[dict[str, str]]:
        seen: dict[tuple[str, str, str, str], None] = {}
        for mask, role, result, plan in self.why:
            for clause in self.cited(mask):
                seen.setdefault((clause, role, result, plan))
        return [{"clause": c, "role": role, "result": result, **({"plan": plan} if plan else {})} for c, role, result, plan in seen]


def cover(engine: "Engine", question: Question, compiled: Compiled, slots: list[Any], frame: Frame, outcomes: list[Outcome]) -> Answer:
    """The answer to `cover`: the best plan that does not fail, or why all do."""
    builder = Builder(engine, question)
    in_play = sorted((o for o in outcomes if o.verdict != "left"), key=lambda o: o.rank, reverse=True)
    place = next((i for i, o in enumerate(in_play) if o.verdict != "no"), None)
    if place is None:
        return _refused(builder, compiled, slots, frame, outcomes, in_play)
    winner, above, below = in_play[place], in_play[:place], in_play[place + 1 :]
    builder.offer(winner)
    builder.add(winner.grounds if winner.verdict == "yes" else winner.reasons, winner.name)
    for outcome in above:
        builder.add(outcome.reasons, outcome.name)
    if winner.verdict == "yes":
        _enrich(builder, winner)
    else:
        _leave_open(builder, winner, below)
    _next_steps(builder, winner.verdict, winner.plan.extras, slots, winner.coverage, frame)
    builder.answer["others"] = _others(builder, above, below, outcomes)
    builder.answer["facts"] = facts_of(engine, question, frame, [winner, *above])
    return builder.finish(winner.verdict)


def _refused(builder: Builder, compiled: Compiled, slots: list[Any], frame: Frame, outcomes: list[Outcome], failed: list[Outcome]) -> Answer:
    blamed = failed or [o for o in outcomes if o.plan.rules.given is not None and not o.coverage["bought"]]
    for outcome in blamed:
        builder.add(outcome.reasons, outcome.name)
    unit = compiled.plans[None]
    _next_steps(builder, "no", unit.extras, slots, new_coverage("", False), frame)
    for outcome in blamed:
        own = [e for e in outcome.plan.extras if "plans" in e.extra.statement.fields]
        _next_steps(builder, "no", own, slots, outcome.coverage, frame)
    builder.answer["others"] = _others(builder, failed, [], outcomes)
    builder.answer["facts"] = facts_of(builder.engine, builder.question, frame, blamed)
    return builder.finish("no")


def _enrich(builder: Builder, winner: Outcome) -> None:
    """What comes with a yes: remedies, rights, charges, deadlines."""
    answer, rules = builder.answer, winner.plan.rules
    for remedies, chooser, clause in rules.remedies:
        answer["remedies"] = list(remedies)
        if chooser:
            answer["chosen_by"] = chooser
        builder.add([(1 << builder.engine.compiler.bit_of(clause), "remedies", "passed")], winner.name)
    if rules.rights:
        tracer = winner.tracer
        answer["rights"] = {name: tracer.value(node) for name, node, _ in rules.rights}
        for _, _, clause in rules.rights:
            builder.add([(1 << builder.engine.compiler.bit_of(clause), "rights", "passed")], winner.name)
    _charges_and_deadlines(builder, winner)


def _charges_and_deadlines(builder: Builder, outcome: Outcome) -> None:
    charges, deadlines = [], []
    for extra in outcome.plan.extras:
        if extra.extra.kind == "next" or extra.applies(outcome.slots, outcome.coverage, outcome.frame) is not True:
            continue
        clause = _cite_extra(builder, extra, outcome)
        if extra.extra.kind == "charge":
            charges.append(additions.charge(extra, outcome, clause))
        else:
            deadlines.append(additions.deadline(builder.engine, builder.question, extra, outcome, clause))
    builder.answer["charges"] = charges
    builder.answer["deadlines"] = deadlines


def _cite_extra(builder: Builder, extra: CompiledExtra, outcome: Outcome) -> str:
    mask = extra.clauses if isinstance(extra.clauses, int) else extra.clauses(outcome.slots, outcome.coverage, outcome.frame)
    builder.add([(mask, extra.extra.kind, "fired")], outcome.name)
    return builder.engine.document.cite(extra.extra.statement.clause)


def _leave_open(builder: Builder, winner: Outcome, below: list[Outcome]) -> None:
    """What a missing or person answer needs: names, who decides, and what is sure meanwhile."""
    answer = builder.answer
    if winner.verdict == "missing":
        answer["missing"] = winner.missing()
    else:
        answer["person"] = additions.person(builder.engine, winner)
        if any(winner.plan.gates[i].kind == "clash" for i in bits(winner.persons)):
            answer["clash"] = True
    sure = next((o for o in below if o.verdict == "yes"), None)
    if sure is not None:
        answer["at_least"] = sure.name


def _others(builder: Builder, above: list[Outcome], below: list[Outcome], outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Each held plan that did not answer, in the order tried, then those about another kind of claim."""
    listed = [*above, *below, *(o for o in outcomes if o.verdict == "left" and o.held)]
    return [_other(builder, outcome) for outcome in listed]


def _other(builder: Builder, outcome: Outcome) -> dict[str, Any]:
    mask = 0
    entries = outcome.grounds if outcome.reason == "lower-level" else outcome.reasons
    for clauses, _, _ in entries:
        mask |= clauses
    other: dict[str, Any] = {"plan": outcome.name, "reason": outcome.reason, "clauses": builder.cited(mask)}
    if outcome.level is not None:
        other["level"] = outcome.level
    if outcome.starts is not None:
        other["starts"] = day_text(outcome.starts)
    if outcome.ends is not None and outcome.ends < NEVER:
        other["ends"] = day_text(outcome.ends)
    return other


def _next_steps(builder: Builder, verdict: str, extras: list[CompiledExtra], slots: list[Any], coverage: Any, frame: Frame) -> None:
    steps = builder.answer.setdefault("next", [])
    for extra in extras:
        if extra.extra.kind != "next" or verdict not in additions.answers_of(extra):
            continue
        if extra.applies(slots, coverage, frame) is not True or any(s["_of"] is extra.extra.statement for s in steps):
            continue
        mask = extra.clauses if isinstance(extra.clauses, int) else extra.clauses(slots, coverage, frame)
        builder.add([(mask, "next", "fired")], "")
        steps.append(additions.next_step(builder.engine, extra, slots, coverage, frame))
    builder.answer["next"] = steps


def operation(engine: "Engine", question: Question, outcome: Outcome) -> Answer:
    """The answer to an operation on a plan, or on the unit."""
    builder = Builder(engine, question)
    verdict = outcome.verdict
    if verdict == "left":
        mask = outcome.plan.sold_clauses or outcome.clauses_of("given")
        builder.add([(mask, "sold" if outcome.plan.sold_clauses else "given", "failed")], outcome.name)
        verdict = "no"
    elif outcome.reason == "silent":
        builder.answer["person"] = {"role": "warranty-manager", "silent": True, "clauses": []}
    elif verdict == "yes":
        _allowed(builder, question, outcome)
    elif verdict == "no":
        builder.add(outcome.gate_entries(outcome.failed | outcome.ruled_no, "failed"), outcome.name)
    elif verdict == "missing":
        builder.answer["missing"] = outcome.missing()
        builder.add(outcome.gate_entries(outcome.waiting | outcome.mended, "open"), outcome.name)
    else:
        builder.answer["person"] = additions.person(engine, outcome)
        builder.add(outcome.gate_entries(outcome.persons, "left"), outcome.name)
    if question.plan:
        builder.answer["plan"] = question.plan
    if question.ask == "change-level" and question.to:
        builder.answer["to"] = question.to
    _next_steps(builder, verdict, outcome.plan.extras, outcome.slots, outcome.coverage, outcome.frame)
    builder.answer["facts"] = facts_of(engine, question, outcome.frame, [outcome])
    return builder.finish(verdict)


def _allowed(builder: Builder, question: Question, outcome: Outcome) -> None:
    """A yes to an operation; a purchase or renewal states the days that follow."""
    if question.ask == "purchase" and outcome.plan.sold_clauses:
        builder.add([(outcome.plan.sold_clauses, "sold", "passed")], outcome.name)
    builder.add(outcome.shown, outcome.name)
    if question.ask in ("purchase", "renew"):
        period = outcome.values[8] if question.ask == "renew" else None
        starts = outcome.starts if period is None else period
        if starts is not None:
            builder.answer["starts"] = day_text(starts)
        if outcome.ends is not None and outcome.ends < NEVER:
            builder.answer["ends"] = day_text(outcome.ends)
        if outcome.level is not None:
            builder.answer["level"] = outcome.level
        builder.add([(outcome.clauses_of("starts"), "starts", "passed"), (outcome.clauses_of("ends"), "ends", "passed")], outcome.name)
    _charges_and_deadlines(builder, outcome)


def respond(engine: "Engine", question: Question, compiled: Compiled, slots: list[Any], frame: Frame, outcomes: list[Outcome]) -> Answer:
    """The answer to `respond-by`: the deadline of the best live plan that promises one."""
    builder = Builder(engine, question)
    for outcome in outcomes:
        standing = frame.standing(outcome.name)
        outcome.verdict = {True: "yes", False: "no", None: "missing"}[standing.live]
    ranked = sorted(outcomes, key=lambda o: o.rank, reverse=True)
    winner = next((o for o in ranked if o.verdict != "no"), None)
    if winner is None:
        return _no_promise(builder, compiled, slots, frame, outcomes)
    standing = frame.standing(winner.name)
    builder.offer(winner)
    builder.add([(standing.clauses, "given", "passed" if standing.live else "open")], winner.name)
    builder.add([(winner.clauses_of("level"), "level", "passed")], winner.name)
    if winner.verdict == "missing":
        builder.answer["missing"] = list(standing.names)
    else:
        _charges_and_deadlines(builder, winner)
    builder.answer["facts"] = facts_of(engine, question, frame, [winner])
    return builder.finish(winner.verdict)


def _no_promise(builder: Builder, compiled: Compiled, slots: list[Any], frame: Frame, outcomes: list[Outcome]) -> Answer:
    for outcome in outcomes:
        builder.add([(frame.standing(outcome.name).clauses, "given", "failed")], outcome.name)
    if not outcomes:
        for plan in compiled.plans.values():
            if plan.rules.given is not None or plan.rules.sold:
                mask = plan.sold_clauses or frame.standing(plan.rules.plan or "").clauses
                builder.add([(mask, "sold" if plan.sold_clauses else "given", "failed")], plan.rules.plan or "")
    _next_steps(builder, "no", compiled.plans[None].extras, slots, new_coverage("", False), frame)
    builder.answer["facts"] = facts_of(builder.engine, builder.question, frame, outcomes)
    return builder.finish("no")
