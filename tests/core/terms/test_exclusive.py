"""Which conditions are seen never to be true, and which are left to be possible."""

import pytest

from warrantor.core.terms.blocks import Text
from warrantor.core.terms.checks.exclusive import never_true
from warrantor.core.terms.index import Index
from warrantor.core.terms.lowering import Lowering
from warrantor.core.terms.reader import read_document

HEAD = "---\nprogram: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\nlists: {SOME: [a, b]}\n---\n\n## X {#X}\n"
LOWERING = Lowering(Index(read_document(HEAD)))


@pytest.mark.parametrize(
    "condition",
    [
        "false",
        "claim.part == 'a' and claim.part == 'b'",
        "claim.part == 'c' and claim.part in SOME",
        "claim.part in SOME and claim.part not in ('a', 'b')",
        "claim.part == 'a' and claim.part != 'a'",
        "claim.non_functional and not claim.non_functional",
        "present(registered) and not present(registered)",
        "present(installed) and not recorded(installed)",
        "count(work) > 3 and count(work) <= 3",
        "count(work) < 2 and count(work) > 4",
        "count(work) == 2 and count(work) > 4",
        "purchased.on < delivered.on and purchased.on >= delivered.on",
        "(claim.part == 'a' or claim.part == 'b') and claim.part == 'c'",
        "(true if claim.non_functional else false) and not claim.non_functional",
        "not (claim.non_functional or true)",
    ],
)
def test_never_true(condition: str) -> None:
    assert never_true(LOWERING.of(Text(condition), "flag"))


@pytest.mark.parametrize(
    "condition",
    [
        "true",
        "claim.part == 'a' and claim.cause == 'wear'",
        "claim.part == 'a' and claim.part in SOME",
        "claim.part != 'a' and claim.part != 'b'",
        "present(registered) and any(work)",
        "recorded(installed) and not present(installed.on)",
        "count(work) > 3 and count(work) <= 4",
        "count(work) >= 3 and count(work) <= 3",
        "purchased.on < delivered.on and delivered.on < installed.on",
        "claim.non_functional or not claim.non_functional",
    ],
)
def test_perhaps_true(condition: str) -> None:
    assert not never_true(LOWERING.of(Text(condition), "flag"))


def test_too_many_ways_are_left_to_be_possible() -> None:
    either = " and ".join(f"(count(work) == {n} or count(claimed) == {n})" for n in range(20))
    assert not never_true(LOWERING.of(Text(either), "flag"))
