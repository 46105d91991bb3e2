"""Makes a disagreement small: what can go from the document and the question goes, as long as readers still differ."""

import ast
import copy
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.agreement.comparing import Case, Difference, differences
from tests.agreement.documents import program
from tests.agreement.readers import READERS
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.checks import check
from warrantor.core.terms.errors import TermsError

Texts = tuple[str, ...]
_CLAUSE = re.compile(r"^(?=## )", re.M)
_QUOTED = re.compile(r'"([^"\n]*)"')
_PLAIN = ("true", "false", "day", "purchased.on", "never", "1")


def smallest(texts: Texts, found: Difference) -> tuple[Texts, Difference]:
    """The same disagreement with little around it."""
    held = {"found": found}

    def differs(texts: Texts, case: Case) -> bool:
        smaller = _difference(texts, case, found.reader)
        if smaller is None or _broken(smaller) != _broken(found):
            return False
        held["found"] = smaller
        return True

    case = found.case
    for _ in range(4):
        before = (texts, case)
        case = _reduced(case, _smaller_cases, partial(differs, texts))
        texts = _reduced(texts, _smaller_texts, lambda smaller, case=case: differs(smaller, case))
        if (texts, case) == before:
            break
    differs(texts, case)
    return texts, held["found"]


def smallest_question(of: Program, found: Difference) -> Difference:
    """The same disagreement under the same terms, about a smaller question."""
    held = {"found": found}

    def differs(case: Case) -> bool:
        try:
            smaller = next(differences(of, [case], {found.reader: READERS[found.reader]}), None)
        except (QuestionError, KeyError, TypeError, ValueError):
            return False
        if smaller is None or _broken(smaller) != _broken(found):
            return False
        held["found"] = smaller
        return True

    _reduced(found.case, _smaller_cases, differs)
    return held["found"]


def _broken(found: Difference) -> str:
    """What kind of disagreement it is: a crash of one kind stays that crash."""
    said = "" if found.said is None else found.said.answer
    return said.partition(" ")[0] if " in " in said else ""


def _difference(texts: Texts, case: Case, reader: str) -> Difference | None:
    try:
        of = program(texts)
        if any(check(document).errors for document in of.versions):
            return None
        return next(differences(of, [case], {reader: READERS[reader]}), None)
    except (TermsError, QuestionError, KeyError, TypeError, ValueError):
        return None


def _reduced(value: Any, smaller: Callable[[Any], Iterator[Any]], holds: Callable[[Any], bool]) -> Any:
    """The value after every step that leaves the disagreement, until none does."""
    again = True
    while again:
        again = False
        for candidate in smaller(value):
            if candidate != value and holds(candidate):
                value, again = candidate, True
                break
    return value


# -- questions -----------------------------------------------------------------------------------------------------


def _smaller_cases(case: Case) -> Iterator[Case]:
    events = case["unit"]["events"]
    for size in (8, 4, 2, 1):
        for start in range(0, len(events), size):
            yield _with_events(case, events[:start] + events[start + size :])
    for key in ("known_at", "to", "claim"):
        if key in case:
            yield {name: value for name, value in case.items() if name != key}
    for holder in ("unit", "claim"):
        for key in case.get(holder, {}):
            if key != "events":
                yield {**case, holder: {k: v for k, v in case[holder].items() if k != key}}
    for place, event in enumerate(events):
        for key in event:
            if key not in ("what", "on"):
                fewer = {k: v for k, v in event.items() if k != key}
                yield _with_events(case, [*events[:place], fewer, *events[place + 1 :]])


def _with_events(case: Case, events: list[Case]) -> Case:
    return {**case, "unit": {**case["unit"], "events": copy.deepcopy(events)}}


# -- documents -----------------------------------------------------------------------------------------------------


def _smaller_texts(texts: Texts) -> Iterator[Texts]:
    for place, text in enumerate(texts):
        if len(texts) > 1:
            yield texts[:place] + texts[place + 1 :]
        for smaller in _smaller_text(text):
            yield (*texts[:place], smaller, *texts[place + 1 :])


def _smaller_text(text: str) -> Iterator[str]:
    front, *clauses = _CLAUSE.split(text)
    for size in (16, 4, 1):
        for start in range(0, len(clauses), size):
            yield "".join([front, *clauses[:start], *clauses[start + size :]])
    for line in front.split("\n"):
        if line.startswith(("lists", "facts", "severed", "calendars", "  ")):
            yield text.replace(line + "\n", "", 1)
    for line in dict.fromkeys(re.findall(r"^  [a-z_]+: .*$", text, re.M)):
        yield text.replace(line + "\n", "", 1)
    for match in _QUOTED.finditer(text):
        for simpler in _simpler(match[1]):
            yield text[: match.start(1)] + simpler + text[match.end(1) :]


def _simpler(expression: str) -> Iterator[str]:
    """What is written shorter: plain values first, then the parts of the expression."""
    for plain in _PLAIN:
        if len(plain) < len(expression):
            yield plain
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return
    parts = {ast.unparse(part) for part in ast.walk(tree) if isinstance(part, ast.expr)}
    yield from sorted((part for part in parts if len(part) < len(expression)), key=len)
    for part in ast.walk(tree):
        if isinstance(part, ast.BoolOp) and len(part.values) == 2:
            whole = ast.unparse(part)
            yield from (expression.replace(whole, ast.unparse(value)) for value in part.values)


def reproduction(of: str, found: Difference) -> str:
    """A test that fails while the readers disagree, ready to be pasted; `of` is an expression for the program."""
    return (
        f"def test_found() -> None:\n    # {found.reader}: {found.said}\n    # single: {found.single}\n"
        f"    agreed({of}, {found.case!r})\n"
    )


def written(texts: Texts) -> str:
    """An expression for the program of some documents."""
    return "documents.program((\n" + "".join(f'        """{text}""",\n' for text in texts) + "    ))"
