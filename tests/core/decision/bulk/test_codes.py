"""Which texts may be kept as codes, and that nothing is answered otherwise when they are."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.core.decision.bulk.test_asking import GROUPS
from warrantor.adapters.documents import load_program
from warrantor.core.decision.bulk.batch import gather
from warrantor.core.decision.bulk.codes import coded, codes
from warrantor.core.decision.bulk.decide import Decider
from warrantor.core.decision.bulk.fold import Outlines, fold
from warrantor.core.terms.ir import And, Coalesce, Column, Compare, If, IsIn, Lit, Node, Same

T, U = Column("t1", "text"), Column("t2", "text")
SAID = And((Compare("==", T, Lit("wear")), Same(T, Lit(None)), IsIn(T, Lit(("misuse", "wear")))))


def test_a_text_that_is_only_compared_with_constants_is_a_code() -> None:
    assert {name: list(words.categories) for name, words in codes([SAID]).items()} == {
        "t1": ["misuse", "wear", "any other"]
    }


@pytest.mark.parametrize(
    "whole",
    [
        Compare("==", T, U),
        Same(T, U),
        Compare("<", T, Lit("wear")),
        Coalesce(T, Lit("wear")),
        If(Compare("==", T, Lit("wear")), T, U),
        T,
    ],
)
def test_a_text_of_which_more_is_asked_is_not(whole: Node) -> None:
    assert "t1" not in codes([SAID, whole])


def test_the_word_for_all_others_is_none_of_the_constants() -> None:
    words = codes([Compare("==", T, Lit("any other")), Compare("==", T, Lit("any other?"))])["t1"]
    assert words.categories[-1] == "any other??"


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["wear", "rust", "misuse"])])
def test_any_kind_of_text_becomes_codes(kind: Any) -> None:
    words = codes([SAID])["t1"]
    frame = pl.DataFrame({"t1": pl.Series(["wear", None, "rust", "misuse"], dtype=kind)})
    found = frame.select(coded("t1", frame.schema["t1"], words))["t1"]
    assert found.dtype == words
    assert found.to_list() == ["wear", None, "any other", "misuse"]
    assert found.to_frame().select(coded("t1", found.dtype, words))["t1"].equals(found)


def test_nothing_known_is_no_code() -> None:
    words = codes([SAID])["t1"]
    assert pl.DataFrame({"t1": [None, None]}).select(coded("t1", pl.Null(), words))["t1"].to_list() == [None, None]


@pytest.mark.parametrize(("program", "ask"), sorted(GROUPS))
def test_tables_that_were_kept_are_decided_as_they_were_folded(program: str, ask: str, tmp_path: Path) -> None:
    known = load_program(program)
    folded = fold(gather(GROUPS[program, ask], known.latest.schema), known, ask, Outlines(known, ask))
    for place, table in enumerate(folded.tables):
        decider = Decider(table.decision, table.document)
        file = tmp_path / f"{place}.parquet"
        decider.compact(table.frame).write_parquet(file)
        expected = decider.answers(table.frame)
        assert decider.answers(pl.read_parquet(file)).equals(expected)
        kept = pl.scan_parquet(file)
        assert decider.lazily(kept, kept.collect_schema()).collect(engine="streaming").sort("row").equals(expected)
