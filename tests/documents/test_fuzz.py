"""Damaged documents: whatever is done to the text, reading and checking it raises TermsError at most.

A document that is found free of errors must also answer.
"""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warrantor.adapters.documents import installed_programs, programs_folder, shared_in
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check
from warrantor.core.terms.errors import TermsError
from warrantor.core.terms.reader import read_document

HERE = Path(__file__).parent
PROGRAMS = [path for name in installed_programs() for path in sorted((programs_folder() / name).glob("*.md"))]
SMALL = sorted((HERE / "good").glob("*.md"))
CHARACTERS = "()[]{}'\"`:,-#&*!|>%@ \t\n\r0a_.=<\x00\x85\u2028é\ud800"
WORDS = (
    "- ",
    "plan: ",
    "when: ",
    "set: ",
    "true",
    "never",
    "plan",
    "it",
    "day",
    "claim.cause",
    "[]",
    "{}",
    "not ",
    "== ",
)
QUESTIONS = (
    {"at": "2024-06-01T12:00:00+00:00", "unit": {"events": []}},
    {
        "at": "2024-06-01T12:00:00+00:00",
        "ask": "respond-by",
        "unit": {"events": [{"what": "purchased", "on": "2024-01-01"}]},
    },
    {
        "at": "2024-06-01T12:00:00+00:00",
        "ask": "return",
        "unit": {
            "region": "DE",
            "events": [
                {"what": "purchased", "on": "2024-01-01", "plans": ["basic"]},
                {"what": "work", "on": "2024-02-01", "kind": "repair"},
                {"what": "installed", "on": None},
            ],
        },
        "claim": {"cause": "defect"},
    },
)


def survives(text: str, folder: Path) -> bool:
    """Reads, checks and asks; True where the document was fit to be asked."""
    try:
        document = read_document(text, "terms.md", shared_in(folder))
    except TermsError:
        return False
    report = check(document)
    lines = text.count("\n") + 1
    assert all(0 < p.line <= lines for p in report.findings if p.file == "terms.md")
    if report.errors:
        return False
    program = Program([document])
    for question in QUESTIONS:
        program.decide(question)
    return True


def damage(text: str, dice: random.Random, times: int) -> str:
    """`text` with lines dropped, doubled or swapped, and characters or words put in or taken out."""
    lines = text.split("\n")
    for _ in range(times):
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        act = dice.randrange(7)
        if act == 0 and len(lines) > 1:
            del lines[here]
        elif act == 1:
            lines.insert(there, lines[here])
        elif act == 2:
            lines[here], lines[there] = lines[there], lines[here]
        else:
            place = dice.randrange(len(lines[here]) + 1)
            new = dice.choice(WORDS) if act == 3 else "" if act == 4 else dice.choice(CHARACTERS)
            lines[here] = lines[here][:place] + new + lines[here][place + dice.randrange(3) :]
    return "\n".join(lines)


@pytest.mark.parametrize("path", [*PROGRAMS, *SMALL], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_undamaged_documents_are_asked(path: Path) -> None:
    assert survives(path.read_text(), path.parent)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PROGRAMS), st.integers(1, 5), st.randoms(use_true_random=False))
def test_damaged_programs(path: Path, times: int, dice: random.Random) -> None:
    survives(damage(path.read_text(), dice, times), path.parent)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SMALL), st.integers(1, 4), st.randoms(use_true_random=False))
def test_damaged_small_documents(path: Path, times: int, dice: random.Random) -> None:
    survives(damage(path.read_text(), dice, times), path.parent)


FRONT = "program: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\nlevels: [low, high]\nlists: {SOME: [basic, lid]}"
HEAD = f"---\n{FRONT}\n---\n\n"
PLAN = "## X {#X}\n\n```terms\n- plan: basic\n  given: true\n  starts: purchased.on\n  term: months(12)\n  level: low\n"
LEAVES = (
    "day",
    "at",
    "to",
    "plan",
    "true",
    "false",
    "never",
    "0",
    "3",
    "'lid'",
    "'2024-01-01'",
    "SOME",
    "purchased.on",
    "purchased.plans",
    "claim.cause",
    "claim.first_use",
    "claim.non_functional",
    "unit.kind",
    "it",
    "it.on",
    "it.paid",
    "base",
    "plan.starts",
    "plan.ends",
    "plan.level",
    "plan.bought.on",
    "plan.prior_ends",
    "purchased",
    "work",
    "last(work)",
    "registered.complete",
    "price('a')",
    "purchased.price",
    "days(3)",
    "months(3)",
    "hours(3)",
    "live('basic')",
    "ends(SOME)",
    "replaces.ends",
    "agreement.party",
)
SHAPES = (
    "({0} and {1})",
    "({0} or {1})",
    "(not {0})",
    "(-{0})",
    "({0} + {1})",
    "({0} - {1})",
    "({0} * {1})",
    "({0} // {1})",
    "({0} < {1})",
    "({0} == {1})",
    "({0} != {1})",
    "({0} in {1})",
    "({0} not in {1})",
    "({0} if {1} else {0})",
    "({0}, {1})",
    "({0} < {1} <= {0})",
    "days({0})",
    "through({0}, {1})",
    "through({0}, days({1}))",
    "({0} + days({1}))",
    "({0} - months({1}))",
    "earliest({0}, {1})",
    "latest({0}, {1})",
    "coalesce({0}, {1})",
    "present({0})",
    "recorded({0})",
    "first({0}, {1}).on",
    "last(work, {0}).on",
    "any({0})",
    "any(work, {0})",
    "count(work, {0})",
    "(count({0}) > {1})",
    "unmatched({0}, {1}, 'invoice')",
    "live({0})",
    "starts({0})",
    "days_between({0}, {1})",
    "price({0})",
    "date({0})",
    "{0}.on",
)
PLACES = (
    "- requires: {}\n",
    "- excludes: {}\n  unless: {}\n",
    "- plan: more\n  given: {}\n  starts: {}\n  ends: {}\n",
    "- plan: more\n  given: true\n  starts: purchased.on\n  term: {}\n  level: {}\n",
    "- define: x\n  is: {}\n- requires: x\n",
    "- define: x\n  by: [{}]\n  rows: {{low: {}, high: {}}}\n  else: {}\n- requires: x == x\n",
    "- exception: X\n  when: {}\n  set: {{ends: {}}}\n",
    "- person: {}\n  role: manager\n",
    "- next: notice\n  answer: [yes, no, missing]\n  when: {}\n",
    "- charge: fee\n  when: {}\n  amount: {}\n",
    "- promise: x\n  ask: [cover]\n  within: {}\n  from: {}\n",
    "- allows: return\n  that: {}\n",
    "- remind: [{}]\n  before: {}\n  to: [customer]\n",
)


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(LEAVES)
    return st.recursive(leaves, lambda part: st.builds(str.format, st.sampled_from(SHAPES), part, part), max_leaves=6)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(PLACES), st.lists(expressions(), min_size=4, max_size=4))
def test_made_up_expressions(place: str, parts: list[str]) -> None:
    """Ill-typed ones are reported; those that are not must answer."""
    quoted = [f'"{part}"' for part in parts]
    survives(HEAD + PLAN + place.format(*quoted) + "```\n", HERE)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    survives(text, HERE)
    survives(HEAD + text, HERE)
    survives(HEAD + PLAN + text + "\n```\n", HERE)
