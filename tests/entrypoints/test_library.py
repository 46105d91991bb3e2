"""`from warrantor import Terms`: loads, asks one or a table, checks; typed, without Django, clear on what is wrong."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import warrantor
from tests.adapters.tables.files import long, write_nested
from tests.cases import OURS, read_cases
from warrantor import QuestionError, TableError, Terms, TermsError
from warrantor.adapters.documents import programs_folder

Data = dict[str, Any]
AT = "2024-03-01T12:00:00-08:00"
TERMS = Terms.load("idesign")
UNITS = pl.DataFrame(
    {
        "serial": ["B-1", "B-2", "B-1"],
        "what": ["delivered", "delivered", "modified"],
        "on": [date(2023, 5, 10), date(2021, 5, 10), date(2023, 6, 1)],
    }
)
NESTED = (
    UNITS.with_columns(pl.col("on").cast(pl.String))
    .group_by("serial", maintain_order=True)
    .agg(events=pl.struct("what", "on"))
)
CASES = [
    {**case["ask"], "unit": {**case["ask"]["unit"], "serial": f"S-{n}"}}
    for n, case in enumerate(read_cases(OURS))
    if case["ask"]["program"] == "idesign" and n % 3 == 0
]
ALONE = [TERMS.program.decide(case, explain=False) for case in CASES]


def told(answers: pl.DataFrame) -> list[tuple[Any, ...]]:
    return answers.select("serial", "answer", "plan", "level", "starts", "ends", "clauses", "problem").rows()


# -- loading ----------------------------------------------------------------------------------------------


def test_a_program_is_loaded_by_its_name_its_path_its_folder_or_its_text() -> None:
    folder = programs_folder() / "idesign"
    file = next(folder.glob("*.md"))
    by_each = [Terms.load("idesign"), Terms.load(file), Terms.load(str(folder)), Terms.read(file.read_text())]
    assert {terms.name for terms in by_each} == {"idesign"}
    assert len({terms.plans for terms in by_each}) == 1
    assert repr(by_each[1]) == "<Terms idesign: 2023-01>"


def test_what_is_not_there_is_told_with_what_is() -> None:
    with pytest.raises(LookupError, match="there is no program `acme`; installed: emetrotel, idesign"):
        Terms.load("acme")


def test_a_document_that_cannot_be_used_is_told_with_its_lines(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("no front matter")
    for load in (lambda: Terms.load(tmp_path / "1.md"), lambda: Terms.read("no front matter")):
        with pytest.raises(TermsError, match=":1:1: error"):
            load()


def test_clauses_are_found_by_the_ids_that_answers_cite() -> None:
    answer = TERMS.ask(at=AT, unit={"serial": "B-1", "events": []})
    assert answer["clauses"]
    assert all(TERMS.clauses[clause].title for clause in answer["clauses"])


# -- asking -----------------------------------------------------------------------------------------------


def test_one_question_is_given_whole_or_by_its_keys_with_days_as_text_or_dates() -> None:
    unit = {"serial": "B-1", "events": [{"what": "delivered", "on": "2023-05-10"}]}
    whole = TERMS.ask({"at": AT, "unit": unit})
    dated = {"serial": "B-1", "events": [{"what": "delivered", "on": date(2023, 5, 10)}]}
    assert TERMS.ask(at=AT, unit=unit) == whole
    assert TERMS.ask({"at": "2020-01-01T00:00:00Z", "unit": unit}, at=AT) == whole
    assert TERMS.ask(at=datetime.fromisoformat(AT), unit=dated) == whole
    assert (whole["answer"], whole["ends"]) == ("missing", "2024-05-09")
    with pytest.raises(QuestionError, match=r"^at: .* has no offset"):
        TERMS.ask(at=datetime(2024, 1, 1), unit=unit)  # noqa: DTZ001


SHAPES: dict[str, Callable[[Path], Any]] = {
    "plain data": lambda _: CASES,
    "one after another": lambda _: iter(CASES),
    "a row a question": lambda folder: pl.read_parquet(write_nested(folder / "a.parquet", CASES)),
    "a row an event": lambda _: long(CASES),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_many_are_answered_as_each_alone(shape: str, tmp_path: Path) -> None:
    found = TERMS.ask_all(SHAPES[shape](tmp_path))
    assert len(CASES) > 30
    for case, alone, row in zip(CASES, ALONE, found.iter_rows(named=True), strict=True):
        assert row["serial"] == case["unit"]["serial"]
        assert (row["answer"], row["clauses"]) == (alone["answer"], alone["clauses"]), case
        days = [row[key] and row[key].isoformat() for key in ("starts", "ends")]
        assert days == [alone.get("starts"), alone.get("ends")]


@pytest.mark.parametrize("make", [lambda t: t.lazy(), lambda t: t.to_arrow(), lambda t: t.to_pandas()])
@pytest.mark.parametrize("table", [UNITS, NESTED], ids=["a row an event", "a row a question"])
def test_any_table_that_arrow_can_read_is_taken(table: pl.DataFrame, make: Callable[[pl.DataFrame], Any]) -> None:
    pytest.importorskip("pandas")
    expected = TERMS.ask_all(table, at=AT)
    assert told(TERMS.ask_all(make(table), at=AT)) == told(expected)
    assert expected["serial"].to_list() == ["B-1", "B-2"]
    assert expected["answer"].to_list() == ["no", "no"]


def test_days_of_pandas_are_days_though_it_keeps_them_as_midnights() -> None:
    pandas = pytest.importorskip("pandas")
    frame = UNITS.to_pandas()
    frame["on"] = pandas.to_datetime(frame["on"])
    frame.index = ["x", "y", "z"]
    assert told(TERMS.ask_all(frame, at=AT)) == told(TERMS.ask_all(UNITS, at=AT))
    frame["on"] += pandas.Timedelta(hours=1)
    with pytest.raises(TableError, match="column `on`: found Datetime without a time zone"):
        TERMS.ask_all(frame, at=AT)


def test_a_row_is_counted_from_0_and_leads_back_to_the_table() -> None:
    assert TERMS.ask_all(UNITS, at=AT)["row"].to_list() == [0, 1]
    assert TERMS.ask_all(NESTED, at=AT)["row"].to_list() == [0, 1]
    assert TERMS.ask_all([{"unit": {"events": []}}] * 2, at=AT)["row"].to_list() == [0, 1]


def test_what_is_given_by_name_holds_for_all() -> None:
    found = TERMS.ask_all(
        UNITS, "refund", at=datetime(2024, 3, 1, tzinfo=UTC), known_at="2024-03-02T00:00:00Z", plan="promo-1y"
    )
    assert found["ask"].unique().to_list() == ["refund"]
    assert found["at"].unique().to_list() == [datetime(2024, 3, 1, tzinfo=UTC)]
    assert found["known_at"].unique().to_list() == [datetime(2024, 3, 2, tzinfo=UTC)]
    assert found["problem"].null_count() == 2


def test_questions_need_no_serial_number_where_their_place_names_them() -> None:
    unit = {"events": [{"what": "delivered", "on": date(2023, 5, 10)}]}
    found = TERMS.ask_all([{"unit": unit}], at=AT)
    assert found.select("serial", "ends", "problem").rows() == [(None, date(2024, 5, 9), None)]


def test_nothing_asked_is_nothing_answered() -> None:
    empty = TERMS.ask_all(UNITS.clear(), at=AT)
    assert empty.height == 0
    assert empty.schema == TERMS.ask_all(UNITS, at=AT).schema == TERMS.ask_all([]).schema
    assert TERMS.ask_all(NESTED.clear(), at=AT).height == 0


# -- what is wrong ----------------------------------------------------------------------------------------

BAD: dict[str, tuple[Any, str]] = {
    "no serial numbers": (UNITS.drop("serial"), r"column `serial`: is missing \(the serial number of the unit\)"),
    "neither events nor their kinds": (UNITS.drop("what"), "column `what` or `events`: is missing"),
    "no days": (UNITS.drop("on"), r"column `on`: is missing \(the day it happened\)"),
    "numbers for days": (UNITS.with_columns(on=pl.lit(5)), "column `on`: found Int32, expected text, Date"),
    "numbers for serial numbers": (UNITS.with_columns(serial=pl.lit(5)), "column `serial`: found Int32, expected"),
    "a column misspelt": (UNITS.with_columns(recordd="on"), "column `recordd`: is not .*did you mean `recorded`"),
    "events that are no structs": (NESTED.with_columns(events=pl.lit("x")), "column `events`: found String"),
    "a column": (UNITS["serial"], "cannot be read|is missing"),
}


@pytest.mark.parametrize(("table", "says"), BAD.values(), ids=BAD)
def test_columns_that_are_wrong_are_named(table: Any, says: str) -> None:
    with pytest.raises(TableError, match=says):
        TERMS.ask_all(table, at=AT)


def test_all_that_is_wrong_with_a_table_is_told_at_once() -> None:
    with pytest.raises(TableError) as told:
        TERMS.ask_all(UNITS.drop("serial"))
    assert len(told.value.problems) == 2
    assert "in Python `at=`" in str(told.value)


def test_a_table_with_values_of_several_types_in_a_column_is_told() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(TableError, match=r"the table cannot be read: .*; give each column values of one type"):
        TERMS.ask_all(pandas.DataFrame({"serial": ["a", 5], "what": "delivered", "on": "2024-01-01"}), at=AT)


@pytest.mark.parametrize("table", [UNITS, NESTED], ids=["a row an event", "a row a question"])
def test_a_row_without_a_serial_number_is_told_and_the_others_answered(table: pl.DataFrame) -> None:
    nameless = table.with_columns(serial=pl.Series(["B-1", None, "B-1"][: table.height]))
    found = TERMS.ask_all(nameless, at=AT)
    assert found["answer"].null_count() == 1
    assert found.filter(pl.col("answer").is_null())["problem"][0].startswith("unit.serial: is missing")


def test_questions_that_cannot_be_answered_say_why_and_the_others_are_answered() -> None:
    wrong = [5, {"unit": {"events": ()}}, {"unit": {"events": [{"what": "sold", "on": "2024-01-01"}]}}]
    found = TERMS.ask_all([*wrong, {"unit": {"events": []}}], at=AT)
    problems = found["problem"].to_list()
    assert [problem and problem.split(":")[0] for problem in problems] == [
        "question",
        "unit.events",
        "unit.events[0].what",
        None,
    ]


@pytest.mark.parametrize("units", [5, "B-1", {"at": AT, "unit": {"events": []}}])
def test_what_is_neither_a_table_nor_questions_is_told(units: Any) -> None:
    with pytest.raises(QuestionError, match=r"units: found one \w+ \(a table, or a list of questions\)"):
        TERMS.ask_all(units, at=AT)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"at": "2024-01-01"}, "at: `2024-01-01` has no time"),
        ({"at": datetime(2024, 1, 1)}, "at: .* has no offset"),  # noqa: DTZ001
        ({"at": AT, "known_at": "yesterday"}, "known_at: `yesterday` is not an instant"),
        ({"at": AT, "ask": "covered"}, "ask: `covered` is not a question .*cover"),
    ],
)
def test_what_is_given_by_name_is_checked_before_anything_is_answered(given: Data, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        TERMS.ask_all(UNITS, **given)


# -- checking ---------------------------------------------------------------------------------------------


def test_a_check_reports_each_version_and_what_is_wrong_between_them(tmp_path: Path) -> None:
    text = next((programs_folder() / "idesign").glob("*.md")).read_text()
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.md").write_text(text)
    [first, second] = Terms.load(tmp_path).check()
    assert "is also that of `a.md`" in "".join(problem.message for problem in second.errors)
    assert [problem for problem in first.errors if problem.code == "versions"] == []
    assert all(not report.errors for report in TERMS.check())
    assert TERMS.check()[0].narrative


def test_charges_are_looked_up_in_the_price_list_of_the_program(tmp_path: Path) -> None:
    folder = programs_folder() / "idesign"
    (tmp_path / "a.md").write_text(next(folder.glob("*.md")).read_text())
    (tmp_path / "prices.yaml").write_text("other: [{from: 2020-01-01, amount: '1.00', currency: USD}]\n")
    found = [problem.code for report in Terms.load(tmp_path).check() for problem in report.findings]
    assert set(found) - {problem.code for report in TERMS.check() for problem in report.findings}


def test_an_examination_finds_what_is_left_open_and_its_examples_are_answered_so() -> None:
    terms = Terms.load("softnetworks")
    shown = [example for finding in terms.examine() for example in finding.examples]
    assert shown
    for example in shown:
        assert terms.ask(example.question)["answer"] == example.answer["answer"]


def test_an_examination_that_gets_no_time_says_so_and_one_of_errors_is_refused(tmp_path: Path) -> None:
    assert {finding.problem.code for finding in TERMS.examine(seconds=0)} == {"not-decided"}
    text = next((programs_folder() / "idesign").glob("*.md")).read_text()
    with pytest.raises(TermsError, match="is not known"):
        Terms.read(text.replace("installed.on", "instaled.on")).examine()


LAMPS = """---
program: lamps
title: Lamps
version: {id: 1}
time_zone: UTC
levels: [depot]
---

## Two years {#cover}
```terms
- {plan: standard, given: true, starts: delivered.on, term: months(24), level: depot}
```
"""


def test_two_versions_are_held_against_each_other() -> None:
    old, new = Terms.read(LAMPS), Terms.read(LAMPS.replace("24", "12"))
    found = new.against(old).ordered
    assert found
    for difference in found:
        assert old.ask(difference.question)["answer"] == difference.old["answer"]
        assert new.ask(difference.question)["answer"] == difference.new["answer"]
    assert old.against(Terms.read(LAMPS)).same
    assert not old.against(new, seconds=0).same


def test_versions_of_two_programs_or_with_errors_are_not_compared() -> None:
    lamps = Terms.read(LAMPS)
    with pytest.raises(ValueError, match="`lamps` is another program than `idesign`"):
        TERMS.against(lamps)
    with pytest.raises(TermsError, match="is not known"):
        lamps.against(Terms.read(LAMPS.replace("delivered.on", "deliverd.on")))


# -- the package ------------------------------------------------------------------------------------------


def test_django_is_not_loaded() -> None:
    program = f"""
import sys
from warrantor import Terms
terms = Terms.load("idesign")
terms.ask(at={AT!r}, unit={{"events": []}})
assert terms.ask_all([{{"unit": {{"events": []}}}}], at={AT!r}).height == 1
terms.check()
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "z3", "pandas", "duckdb")))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "[]\n"


def test_the_package_tells_what_it_has() -> None:
    for name in warrantor.__all__:
        assert getattr(warrantor, name).__doc__
    with pytest.raises(AttributeError, match="module `warrantor` has no attribute `Tems`"):
        _ = warrantor.Tems  # type: ignore[attr-defined]


SNIPPET = """
import polars as pl
from warrantor import QuestionError, TableError, Terms, TermsError

terms: Terms = Terms.load("idesign")
answer: str = terms.ask(at="2024-05-09T12:00:00-07:00", unit={"events": []})["answer"]
units = pl.DataFrame({"serial": ["A-1"], "what": ["delivered"], "on": ["2023-05-10"]})
try:
    found: pl.DataFrame = terms.ask_all(units, "cover", at="2024-05-09T12:00:00-07:00")
    found = terms.ask_all(units.lazy())
    found = terms.ask_all(units.to_arrow())
    found = terms.ask_all([{"unit": {"events": []}}])
except (TableError, QuestionError, TermsError) as error:
    print(error)
print([problem.text() for report in terms.check() for problem in report.errors])
titles: dict[str, str] = {id: clause.title for id, clause in terms.clauses.items()}
print([finding.problem.text() for finding in terms.examine(seconds=5)])
print([difference.says for difference in terms.against(terms).ordered])
terms.ask_all(5)
"""


def test_a_program_of_a_user_is_checked_by_its_types(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SNIPPET)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path), "mine.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200)
    wrong = [line for line in ended.stdout.splitlines() if ": error:" in line]
    assert len(wrong) == 1, ended.stdout
    assert "mine.py:19" in wrong[0]
    assert '"ask_all"' in wrong[0]
