"""Cells for spreadsheets: the same is kept from running whether cells go out one by one or by the column."""

import polars as pl
import pytest

from warrantor.adapters.cells import STARTS, bare_cell, safe_cell
from warrantor.adapters.summaries.reading import for_spreadsheet

_COLUMNS = ("serial", "id", "ask", "answer", "plan", "level", "clauses", "problem")


@pytest.mark.parametrize("start", STARTS)
def test_a_formula_gets_an_apostrophe_and_loses_it_again(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    assert safe_cell(text) == f"'{text}"
    assert bare_cell(safe_cell(text)) == text
    frame = pl.DataFrame({name: [text, "plain", "it's"] for name in _COLUMNS}).with_columns(for_spreadsheet())
    assert frame["serial"].to_list() == [safe_cell(text), "plain", "it's"]


def test_what_is_no_formula_stays() -> None:
    assert [safe_cell(value) for value in ("A=1", "", 5, None)] == ["A=1", "", 5, None]
    assert [bare_cell(text) for text in ("'tis", "", "'")] == ["'tis", "", "'"]
