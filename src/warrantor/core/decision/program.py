"""A program: the versions of its terms, and which of them answers a question."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from warrantor.core.decision import changes
from warrantor.core.decision.history import fold
from warrantor.core.decision.question import Question, QuestionError, Shapes, check_question, local_day
from warrantor.core.decision.single.engine import Engine, no_prices
from warrantor.core.decision.single.frame import Frame, Price
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Fault, TermsError
from warrantor.core.values.dates import day_text

_MOST_BLAMES = 1_000
HEADER = ("id", "program", "ask", "at")


class Program:
    """Answers questions under the version that applies. `versions` may be given in any order.

    `turn` is taken around each question, such as a lock: rules are compiled when first needed, which two threads must
    not do at once.
    """

    def __init__(
        self,
        versions: Sequence[Document],
        prices: Price = no_prices,
        digests: dict[str, str] | None = None,
        turn: AbstractContextManager[Any] | None = None,
    ) -> None:
        if not versions:
            raise ValueError("a program has at least one version")
        self.versions = sorted(versions, key=lambda d: d.version.effective or "")
        self.prices = prices
        self.digests = digests or {}
        self._engines: dict[str, Engine] = {}
        self._turn = turn or nullcontext()
        self._blames: dict[tuple[str, changes.Blamed], changes.Blame] = {}
        plans = tuple(dict.fromkeys(plan for document in reversed(self.versions) for plan in document.plans))
        self.shapes = Shapes(self.latest.schema, self.latest.time_zone, plans)

    @property
    def name(self) -> str:
        return self.versions[-1].program

    @property
    def latest(self) -> Document:
        return self.versions[-1]

    def version_of(self, answer: Mapping[str, Any]) -> Document:
        """The version that gave an answer; the newest where the answer could not tell which."""
        named = (answer.get("version") or {}).get("id", "")
        return next((document for document in self.versions if document.version.id == named), self.latest)

    def engine(self, document: Document) -> Engine:
        """The compiled rules of one version, kept."""
        if document.version.id not in self._engines:
            self._engines[document.version.id] = Engine(document, self.prices)
        return self._engines[document.version.id]

    def decide(self, raw: Any, explain: bool = True) -> dict[str, Any]:
        """The answer to a question (plain data, see the case format). `explain` adds, to a `no`, what would change it.

        Raises QuestionError where the question cannot be answered as it stands, TermsError where the terms cannot be
        used: a document is checked when it is published, not when a question comes.
        """
        try:
            with self._turn:
                return self._answer(raw, explain)
        except (Fault, RecursionError, SyntaxError) as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> TermsError:
        """What is wrong with the terms, with its place; code too deep to compile is terms nested too deep."""
        from warrantor.core.terms.checks.findings import Findings

        if not isinstance(error, Fault):
            error = Fault("depth", "the terms go in a circle, or are nested too deep to be used",
                          help="`warrantor check` says where")  # fmt: skip
        found = [Findings(document) for document in self.versions]
        findings = next((f for f in found if f.holds(error.at)), found[-1])
        findings.fault(error)
        return TermsError(findings.problems)

    def _ask(self, raw: dict[str, Any]) -> dict[str, Any]:
        """The verdict on a changed question and what a yes gives, without a receipt."""
        question = check_question(raw, self.shapes)
        chosen = self._chosen(question)
        return self.engine(chosen).verdict(question) if isinstance(chosen, Document) else chosen

    def _chosen(self, question: Question) -> Document | dict[str, Any]:
        return self.choose(question) if len(self.versions) > 1 else self.latest

    def _answer(self, raw: Any, explain: bool) -> dict[str, Any]:
        question = check_question(raw, self.shapes)
        document = self._chosen(question)
        if not isinstance(document, Document):
            return self._headed(question, self.latest, document)
        engine = self.engine(document)
        answer = self._headed(question, document, engine.decide(question))
        if explain and answer["answer"] == "no":
            found = changes.nearest(question, self._blame(engine, question, answer), answer, self._ask)
            if found:
                answer["changes"] = found
        return answer

    def _blame(self, engine: Engine, question: Question, refusal: dict[str, Any]) -> changes.Blame:
        """What a refusal rests on, kept: many are refused for the same."""
        of = changes.blamed(question, refusal)
        key = (engine.document.version.id, of)
        if key not in self._blames:
            if len(self._blames) >= _MOST_BLAMES:
                self._blames.clear()
            self._blames[key] = changes.Blame(engine.rules, of)
        return self._blames[key]

    def _headed(self, question: Question, document: Document, answer: dict[str, Any]) -> dict[str, Any]:
        raw = question.raw
        head: dict[str, Any] = {key: raw[key] for key in HEADER if key in raw}
        version: dict[str, Any] = {"id": str(document.version.id)}
        if document.version.clause and len(self.versions) > 1:
            version["clause"] = document.cite(document.version.clause)
        if document.severed:
            region = question.unit.get("region")
            severed = [document.cite(c) for c, regions in document.severed.items() if region in regions]
            if severed:
                version["severed"] = severed
        return {**head, "day": day_text(question.day), "time_zone": question.zone.key, "version": version, **answer}

    def choose(self, question: Question) -> Document | dict[str, Any]:
        """The version in force on the day the program's own rule names, or the answer that asks for that day."""
        engine = self.engine(self.latest)
        rule = engine.rules.chosen_by()
        day: int | None = question.day
        if rule is not None:
            history = fold(question, self.shapes)
            frame = Frame(
                engine.compiler,
                history,
                self.prices,
                at=question.at,
                day=question.day,
                unit=question.unit,
                claim=question.claim or {},
                to=question.to,
            )
            tracer = Tracer(engine.rules.index.kinds, frame, history.kinds, None)
            day = tracer.value(rule)
            if day is None:
                clause = self.latest.version.clause
                return {
                    "answer": "missing",
                    "missing": list(tracer.names(rule)),
                    "clauses": [self.latest.cite(clause)] if clause else [],
                }
        chosen = self.versions[0]
        for document in self.versions:
            effective = document.version.effective
            if effective is None or local_day(effective, question.zone, "version.effective")[0] <= (day or 0):
                chosen = document
        return chosen


__all__ = ["Program", "QuestionError"]
