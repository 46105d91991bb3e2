"""Rules for columns: what they change, what they leave alone, and what is none."""

import pytest

from warrantor.adapters.importing.mending import LONGEST, RuleError, putting, read_rule, replacing
from warrantor.adapters.importing.staging import Staging


@pytest.mark.parametrize(
    ("rule", "text", "after"),
    [
        ("day/month", "02/05/2023", "2023-05-02"),
        ("day/month", "2.5.2023", "2023-05-02"),
        ("month/day", "02-05-2023", "2023-02-05"),
        ("month/day", "31/12/2023", "31/12/2023"),
        ("day/month", "2023-05-02", "2023-05-02"),
        ("day/month", "", ""),
        ("trim", "A\u00a0 1\x07", "A 1"),
        ("upper", "board", "BOARD"),
        ("lower", "Board", "board"),
        (" old -> new ", "old", "new"),
        ("old -> new", "older", "older"),
        ("-> new", "", "new"),
        ("old ->", "old", ""),
    ],
)
def test_a_rule_changes_what_it_is_for(rule: str, text: str, after: str) -> None:
    assert read_rule(rule).change(text) == after


@pytest.mark.parametrize(
    ("text", "said"),
    [("dance", "is no rule"), ("a -> a", "stays what it is"), (f"-> {'x' * (LONGEST + 1)}", "at most")],
)
def test_what_is_no_rule_is_refused(text: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        read_rule(text)
    with pytest.raises(RuleError, match="at most"):
        putting("x" * (LONGEST + 1))


def test_rows_as_they_came_are_kept_beside(tmp_path) -> None:
    rows = Staging(tmp_path / "r.sqlite3")
    came = [(2, ["a", "x"]), (3, ["b"]), (5, ["a", "y"])]
    rows.fill(["one", "two"], came)
    assert rows.mend("one: a -> b", 0, replacing("a", "b").change) == 2
    assert rows.mend("row 3, two: `z`", 1, putting("z").change, only=3) == 1
    assert rows.mend("two: lower", 1, str.lower) == 0
    assert rows.after(0, 9) == [(2, ["b", "x"]), (3, ["b", "z"]), (5, ["b", "y"])]
    assert rows.mends() == [("one: a -> b", 2), ("row 3, two: `z`", 1)]
    assert (rows.cell(3, 1), rows.cell(4, 1)) == ("z", None)
    rows.take_back()
    assert (rows.after(0, 9), rows.mends()) == (came, [])
    rows.close()
