"""Outcomes -> the answer as plain data: the verdict, the clauses and what each contributed, and what comes with it."""

from typing import Any

from warrantor.core.decision.history import History
from warrantor.core.decision.question import Question
from warrantor.core.decision.single import additions
from warrantor.core.decision.single.compiled import Compiled
from warrantor.core.decision.single.extras import Additions, CompiledProcess
from warrantor.core.decision.single.facts import facts_of
from warrantor.core.decision.single.frame import Frame
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.decision.single.papers import Papers
from warrantor.core.decision.single.parts import Part, Parts, bits, union
from warrantor.core.decision.single.plan import ENDS, LEVEL, PERIOD_STARTS, STARTS, CompiledPlan
from warrantor.core.terms.ir import TRUE
from warrantor.core.values.dates import NEVER, day_text

Answer = dict[str, Any]


class Builder:
    """Gathers an answer. Clauses are kept as parts until the end."""

    __slots__ = ("answer", "papers", "parts", "question")

    def __init__(self, papers: Papers, question: Question) -> None:
        self.papers = papers
        self.question = question
        self.parts: list[Part] = []
        self.answer: Answer = {}

    def add(self, parts: list[Part]) -> None:
        """Clauses that played a part."""
        self.parts += parts

    def put(self, of: Parts, clauses: int, role: str, result: str) -> None:
        """A set of clauses that played a part."""
        self.parts.append(of.of(((clauses, role, result),)))

    def offer(self, outcome: Outcome) -> None:
        """The plan that answers, with its level and days."""
        self.answer["plan"] = outcome.name
        _put_days(self.answer, outcome)

    def finish(self, verdict: str) -> Answer:
        """The answer, clauses in document order."""
        clauses, why = self.papers.told(tuple(self.parts))
        done: Answer = {"answer": verdict, **self.answer, "clauses": clauses, "why": why}
        if self.question.assumed:
            done["assumed"] = self.question.assumed
        return done


def _put_days(target: dict[str, Any], outcome: Outcome) -> None:
    level, starts, ends = outcome.values[LEVEL], outcome.values[STARTS], outcome.values[ENDS]
    if level is not None:
        target["level"] = level
    if starts is not None:
        target["starts"] = day_text(starts)
    if ends is not None and ends < NEVER:
        target["ends"] = day_text(ends)


def cover(
    papers: Papers,
    question: Question,
    compiled: Compiled,
    frame: Frame,
    history: History,
    outcomes: list[Outcome],
) -> Answer:
    """The answer to `cover`: the best plan that does not fail, or why all do."""
    builder = Builder(papers, question)
    in_play, place = _best(outcomes)
    if place is None:
        return _refused(builder, compiled, frame, history, outcomes, in_play)
    winner, above, below = in_play[place], in_play[:place], in_play[place + 1 :]
    builder.offer(winner)
    builder.add(winner.grounds() if winner.verdict == "yes" else winner.reasons())
    for outcome in above:
        builder.add(outcome.reasons())
    if winner.verdict == "yes":
        _enrich(builder, winner)
    else:
        _leave_open(builder, winner, below)
    _next_steps(builder, winner.verdict, winner.plan, winner.slots, winner.coverage, frame)
    if len(outcomes) > 1:
        builder.answer["others"] = _others(builder, above, below, outcomes)
    builder.answer["facts"] = facts_of(question, frame, [winner, *above])
    return builder.finish(winner.verdict)


def verdict(outcomes: list[Outcome]) -> Answer:
    """What `cover` answers, and for a yes its plan, level and days; nothing else."""
    in_play, place = _best(outcomes)
    if place is None:
        return {"answer": "no"}
    winner = in_play[place]
    told: Answer = {"answer": winner.verdict}
    if winner.verdict == "yes":
        told["plan"] = winner.name
        _put_days(told, winner)
    return told


def _best(outcomes: list[Outcome]) -> tuple[list[Outcome], int | None]:
    """What is held and about this kind of claim, the best first, and the place of the first that does not fail."""
    in_play = [o for o in outcomes if o.verdict != "left"]
    if len(in_play) > 1:
        in_play.sort(key=_rank, reverse=True)
    return in_play, next((i for i, o in enumerate(in_play) if o.verdict != "no"), None)


def _rank(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.rank


def _refused(
    builder: Builder,
    compiled: Compiled,
    frame: Frame,
    history: History,
    outcomes: list[Outcome],
    failed: list[Outcome],
) -> Answer:
    blamed = failed or [o for o in outcomes if o.plan.rules.given is not None and not o.coverage["bought"]]
    for outcome in blamed:
        builder.add(outcome.reasons())
    unit = compiled.plan(None)
    slots = outcomes[0].slots if outcomes else compiled.slots(frame, history.kinds)
    _next_steps(builder, "no", unit, slots, unit.gift, frame)
    for outcome in blamed:
        _next_steps(builder, "no", outcome.plan, outcome.slots, outcome.coverage, frame, own=True)
    builder.answer["others"] = _others(builder, failed, [], outcomes)
    builder.answer["facts"] = facts_of(builder.question, frame, blamed)
    return builder.finish("no")


def _enrich(builder: Builder, winner: Outcome) -> None:
    """What comes with a yes: remedies, rights, how it is carried out, charges, deadlines."""
    answer, plan, rules = builder.answer, winner.plan, winner.plan.rules
    for remedies, chooser, clause in rules.remedies:
        answer["remedies"] = list(remedies)
        if chooser:
            answer["chosen_by"] = chooser
        builder.put(plan.parts, 1 << plan.bit_of(clause), "remedies", "passed")
    if rules.rights:
        rights = plan.rights()
        answer["rights"] = {name: value.of(winner.slots, winner.coverage, winner.frame) for name, value in rights}
        for _, _, clause in rules.rights:
            builder.put(plan.parts, 1 << plan.bit_of(clause), "rights", "passed")
    processes = plan.processes()
    if processes:
        _processes(builder, winner, processes)
    _charges_and_deadlines(builder, winner)


def _processes(builder: Builder, winner: Outcome, processes: dict[str, Additions[CompiledProcess]]) -> None:
    """How the level and the remedies of the answer are carried out, where the terms say so.

    Its clause stands with each; it does not carry the answer, so it is not among the answer's clauses.
    """
    answer, slots, coverage, frame = builder.answer, winner.slots, winner.coverage, winner.frame
    found: dict[CompiledProcess, str] = {}
    for name in (answer.get("level"), *answer.get("remedies", ())):
        known = processes.get(name)
        for process in _governing(known.applying(slots, coverage, frame)) if known else ():
            found.setdefault(process, name)
    if found:
        answer["process"] = [process.told(name, slots, coverage, frame) for process, name in found.items()]


def _governing(processes: list[CompiledProcess]) -> list[CompiledProcess]:
    """Of the ways to carry out one level those on a condition that holds; where there is none, those on none."""
    special = [process for process in processes if process.extra.guard != TRUE]
    return special or processes


def _charges_and_deadlines(builder: Builder, outcome: Outcome) -> None:
    charges, deadlines = [], []
    for extra in outcome.plan.dues().applying(outcome.slots, outcome.coverage, outcome.frame):
        clauses = extra.clauses_of(outcome.slots, outcome.coverage, outcome.frame)
        builder.put(outcome.plan.parts, clauses, extra.kind, "fired")
        if extra.kind == "charge":
            charges.append(additions.charge(extra, outcome))
        else:
            deadlines.append(additions.deadline(builder.papers, builder.question, extra, outcome))
    builder.answer["charges"] = charges
    builder.answer["deadlines"] = deadlines


def _leave_open(builder: Builder, winner: Outcome, below: list[Outcome]) -> None:
    """What a missing or person answer needs: names, who decides, and what is sure meanwhile."""
    answer = builder.answer
    if winner.verdict == "missing":
        answer["missing"] = winner.missing()
    else:
        answer["person"] = additions.person(builder.papers.document, winner)
        if any(winner.plan.gates[i].kind == "clash" for i in bits(winner.persons)):
            answer["clash"] = True
            for key in ("level", "starts", "ends"):
                # which of the values holds is just what is left open
                answer.pop(key, None)
    sure = next((o for o in below if o.verdict == "yes"), None)
    if sure is not None:
        answer["at_least"] = sure.name


def _others(
    builder: Builder, above: list[Outcome], below: list[Outcome], outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """Each held plan that did not answer, in the order tried, then those about another kind of claim."""
    listed = [*above, *below, *(o for o in outcomes if o.verdict == "left" and o.held)]
    return [_other(builder, outcome) for outcome in listed]


def _other(builder: Builder, outcome: Outcome) -> dict[str, Any]:
    parts = outcome.grounds() if outcome.reason == "lower-level" else outcome.reasons()
    clauses = builder.papers.cited(union([part.mask for part in parts]))
    other: dict[str, Any] = {"plan": outcome.name, "reason": outcome.reason, "clauses": clauses}
    _put_days(other, outcome)
    return other


def _next_steps(
    builder: Builder,
    verdict: str,
    plan: CompiledPlan,
    slots: list[Any],
    coverage: Any,
    frame: Frame,
    own: bool = False,
) -> None:
    """Adds the next steps of a plan after a verdict. `own`: only those that name plans, the others being there."""
    for extra in plan.steps(verdict, own).applying(slots, coverage, frame):
        step = additions.next_step(builder.papers.document, extra, slots, coverage, frame)
        steps = builder.answer.setdefault("next", [])
        if step not in steps:
            builder.put(builder.papers.parts, extra.clauses_of(slots, coverage, frame), "next", "fired")
            steps.append(step)


def operation(papers: Papers, question: Question, outcome: Outcome) -> Answer:
    """The answer to an operation on a plan, or on the unit."""
    builder = Builder(papers, question)
    verdict, parts = outcome.verdict, outcome.plan.parts
    if verdict == "left":
        mask = outcome.plan.sold_clauses or outcome.clauses_of("given")
        builder.put(parts, mask, "sold" if outcome.plan.sold_clauses else "given", "failed")
        verdict = "no"
    elif outcome.reason == "silent":
        builder.answer["person"] = {"role": "warranty-manager", "silent": True, "clauses": []}
    elif verdict == "yes":
        _allowed(builder, question, outcome)
    elif verdict == "no":
        builder.add(outcome.gate_parts(outcome.failed | outcome.ruled_no, "failed"))
    elif verdict == "missing":
        builder.answer["missing"] = outcome.missing()
        if outcome.held is None:
            builder.put(parts, outcome.clauses_of("given"), "given", "open")
        builder.add(outcome.gate_parts(outcome.waiting | outcome.mended, "open"))
    else:
        builder.answer["person"] = additions.person(papers.document, outcome)
        builder.add(outcome.gate_parts(outcome.persons, "left"))
    if outcome.plan.rules.plan is not None:
        builder.answer["plan"] = outcome.plan.rules.plan
    if question.ask == "change-level" and question.to:
        builder.answer["to"] = question.to
    _next_steps(builder, verdict, outcome.plan, outcome.slots, outcome.coverage, outcome.frame)
    builder.answer["facts"] = facts_of(question, outcome.frame, [outcome])
    return builder.finish(verdict)


def _allowed(builder: Builder, question: Question, outcome: Outcome) -> None:
    """A yes to an operation; a purchase or renewal states the days that follow."""
    if question.ask == "purchase" and outcome.plan.sold_clauses:
        builder.put(outcome.plan.parts, outcome.plan.sold_clauses, "sold", "passed")
    builder.add(outcome.shown())
    if question.ask in ("purchase", "renew"):
        period = outcome.values[PERIOD_STARTS] if question.ask == "renew" else None
        starts = outcome.starts if period is None else period
        if starts is not None:
            builder.answer["starts"] = day_text(starts)
        if outcome.ends is not None and outcome.ends < NEVER:
            builder.answer["ends"] = day_text(outcome.ends)
        if outcome.level is not None:
            builder.answer["level"] = outcome.level
        builder.put(outcome.plan.parts, outcome.clauses_of("starts"), "starts", "passed")
        builder.put(outcome.plan.parts, outcome.clauses_of("ends"), "ends", "passed")
    _charges_and_deadlines(builder, outcome)


def respond(
    papers: Papers,
    question: Question,
    compiled: Compiled,
    frame: Frame,
    history: History,
    outcomes: list[Outcome],
) -> Answer:
    """The answer to `respond-by`: the deadline of the best live plan that promises one."""
    builder = Builder(papers, question)
    for outcome in outcomes:
        outcome.verdict = {True: "yes", False: "no", None: "missing"}[frame.standing(outcome.name).live]
    ranked = sorted(outcomes, key=_rank, reverse=True)
    winner = next((o for o in ranked if o.verdict != "no"), None)
    if winner is None:
        return _no_promise(builder, compiled, frame, history, outcomes)
    standing = frame.standing(winner.name)
    builder.offer(winner)
    builder.put(winner.plan.parts, standing.clauses(frame), "given", "passed" if standing.live else "open")
    builder.put(winner.plan.parts, winner.clauses_of("level"), "level", "passed")
    if winner.verdict == "missing":
        builder.answer["missing"] = list(standing.names(frame))
    else:
        _charges_and_deadlines(builder, winner)
    builder.answer["facts"] = facts_of(question, frame, [winner])
    return builder.finish(winner.verdict)


def _no_promise(
    builder: Builder, compiled: Compiled, frame: Frame, history: History, outcomes: list[Outcome]
) -> Answer:
    """Why no response is promised: the plans that promise one, or would if held, do not stand."""
    plans = compiled.document.plans
    promising = {o.name for o in outcomes} or {name for name in plans if compiled.plan(name).promises()}
    for name in plans:
        if name in promising:
            builder.put(compiled.plan(name).parts, frame.standing(name).clauses(frame), "given", "failed")
    unit = compiled.plan(None)
    _next_steps(builder, "no", unit, compiled.slots(frame, history.kinds), unit.gift, frame)
    builder.answer["facts"] = facts_of(builder.question, frame, outcomes)
    return builder.finish("no")
