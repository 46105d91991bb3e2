"""Running a kept decision again: the same question under the terms as installed now, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.rules import differences
from warrantor.core.decision.question import QuestionError
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import day, listed

TOLD = (("answer", "the verdict"), ("plan", "the plan"), ("level", "the level"), ("starts", "the first day"),
        ("ends", "the last day"), ("at_least", "what is sure"))  # fmt: skip
LISTS = (("clauses", "the clauses"), ("missing", "what is missing"), ("charges", "the charges"),
         ("deadlines", "the deadlines"), ("others", "why others lost"))  # fmt: skip


@dataclass(frozen=True)
class Again:
    same: bool
    heading: str
    lines: tuple[str, ...] = ()


def run_again(kept: Decision, whole: bool = True) -> Again:
    """The same question, asked of the terms as they are installed now. What is wrong with it is told to who sees the
    `whole` of it: it may quote what is an earlier owner's.
    """
    try:
        return compare(kept.answer, load_program(kept.program).decide(kept.question))
    except QuestionError as error:
        return Again(
            False, "Run again just now: the terms of today cannot answer the question.", (str(error),) if whole else ()
        )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Again:
    lines = [
        f"{name[:1].upper()}{name[1:]} was {_said(key, before.get(key))} and is now {_said(key, after.get(key))}."
        for key, name in TOLD if before.get(key) != after.get(key)
    ]  # fmt: skip
    other = [name for key, name in LISTS if (before.get(key) or []) != (after.get(key) or [])]
    known = {key for key, _ in (*TOLD, *LISTS)}
    other += [f"`{key}`" for key in differences(before, after) if key not in known]
    if other:
        lines.append(f"Different: {listed(other)}.")
    if not lines:
        return Again(True, "Run again just now: the same answer.")
    return Again(False, "Run again just now: the answer differs.", tuple(lines))


def _said(key: str, value: Any) -> str:
    if value is None:
        return "none"
    if key == "answer":
        return words.VERDICTS[value].word.lower()
    return day(value) if key in ("starts", "ends") else words.title(str(value))
