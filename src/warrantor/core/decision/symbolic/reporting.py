"""Examples of findings about statements: asked of `single`, made plain, and shown only where it confirms them."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.symbolic.asking import Undecided
from warrantor.core.decision.symbolic.findings import Shown
from warrantor.core.decision.symbolic.rooms import Room
from warrantor.core.decision.symbolic.showing import NotShown, Question, example
from warrantor.core.decision.symbolic.three import Bool
from warrantor.core.decision.symbolic.witness import sentence
from warrantor.core.terms.document import Document

SAID = ("answer", "plan", "level", "starts", "ends", "clauses", "missing", "person", "clash")
"""What an example is about: making it plainer leaves all of this as it is."""
Answer = dict[str, Any]
Check = Callable[[Answer], bool]
"""Whether an answer shows what an example is to show."""


class Examples:
    """Makes examples of one document and has them confirmed."""

    def __init__(self, program: Program, document: Document) -> None:
        self.document = document
        alone = len(program.versions) == 1 and program.latest is document
        self.program = program if alone else Program([document], program.prices)
        """Answers under this version, whichever would apply to the example."""

    def shown(self, room: Room, tests: Iterable[Bool], shows: Check, says: str) -> tuple[Shown, ...]:
        """An example of a room in which the tests hold; nothing where none is found that is confirmed."""
        first: list[tuple[Question, Answer]] = []

        def confirms(question: Question, model: Any) -> bool:
            answer = self.answer(question)
            if answer is None or not shows(answer):
                return False
            first.append((question, answer))
            return _as_good(first[0], question, answer)

        question = self.found(room, tests, confirms)
        answer = None if question is None else self.answer(question)
        if question is None or answer is None:
            return ()
        return (Shown(question, answer, f"{sentence(question)}: {says}"),)

    def found(self, room: Room, tests: Iterable[Bool], shows: Callable[[Question, Any], bool]) -> Question | None:
        """A question in which the tests hold and that shows what it is to show; None where none is found."""
        try:
            return example(self.document, room, [*tests, *room.assumed.values()], shows)
        except (Undecided, NotShown):
            return None

    def answer(self, question: Question) -> Answer | None:
        """What `single` answers; None where it cannot be asked so."""
        try:
            return self.program.decide(question, explain=False)
        except QuestionError:
            return None


def _as_good(first: tuple[Question, Answer], question: Question, answer: Answer) -> bool:
    """Whether a question says the same as the first, and what is asked for is no less known in it."""
    asked = set(first[1].get("missing", ()))
    same = all(answer.get(key) == first[1].get(key) for key in SAID)
    return same and names_in(first[0]) & asked == names_in(question) & asked


def names_in(question: Question) -> set[str]:
    """What a question speaks of: keys of the unit and the claim, kinds of events and their keys."""
    unit = question["unit"]
    events = unit.get("events", ())
    return {*unit, *(question.get("claim") or ()), *(event["what"] for event in events), *chain.from_iterable(events)}
