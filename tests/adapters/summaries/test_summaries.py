"""A summary's numbers equal the rows behind them; its files are whole, safe to open, and bounded."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.adapters.summaries.fleet import AT, HOSTILE, ROWS, answer, table, write
from warrantor.adapters.summaries import terminal
from warrantor.adapters.summaries.counting import Summary, summarise
from warrantor.adapters.summaries.folder import write_summary
from warrantor.adapters.summaries.numbers import Numbers
from warrantor.adapters.summaries.pages import About
from warrantor.adapters.summaries.reading import chosen, open_answers, read_choice, write_rows
from warrantor.adapters.tables.lots import TableError

TITLES = {"acme:II.A": "Standard", "acme:II.F": "Damage & <misuse>"}
Rows = list[dict[str, Any]]


def summary_of(folder: Path, rows: Rows, suffix: str = ".parquet", **more: Any) -> Summary:
    """The summary of some answers, written to `folder/out`."""
    about = About("Acme terms", "answers" + suffix, {}, "fleet.parquet", "acme")
    answers = open_answers(write(folder / f"answers{suffix}", rows))
    return write_summary(answers, folder / "out", about, TITLES, **more)


def counts(summary: Summary, key: str) -> dict[str, dict[str, int]]:
    part = next(part for part in summary.parts if part.key == key)
    return {line.value: dict(line.counts) for line in part.lines}


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Page(HTMLParser):
    """The links of a page, and its texts."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.text = ""
        self._href = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        self.text += data + " "
        if self._href:
            self.links.append((self._href, data))
            self._href = ""


# -- counting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_answers_are_counted_by_answer_plan_level_and_clause(suffix: str, tmp_path: Path) -> None:
    summary = summarise(open_answers(write(tmp_path / f"a{suffix}", ROWS)).rows, {})
    assert (summary.total, summary.problems) == (8, 1)
    assert counts(summary, "answer") == {
        "yes": {"yes": 2}, "no": {"no": 3}, "missing": {"missing": 1}, "person": {"person": 1},
        "problem": {"problem": 1},
    }  # fmt: skip
    assert counts(summary, "plan") == {"standard": {"yes": 1, "missing": 1, "person": 1}, "onsite": {"yes": 1}}
    assert counts(summary, "level") == {"depot": {"yes": 1, "missing": 1, "person": 1}, "on-site": {"yes": 1}}
    assert counts(summary, "clause") == {
        "acme:II.A": {"yes": 2, "no": 1, "missing": 1}, "acme:II.F": {"no": 3}, "acme:II.B": {"yes": 1},
        "acme:II.P": {"person": 1},
    }  # fmt: skip
    assert [part.key for part in summary.parts] == ["answer", "plan", "level", "clause"]
    assert summary.at == (AT, AT)


def test_words_are_those_of_cover_only_where_nothing_else_was_asked() -> None:
    assert summarise(_scan(ROWS), {}).words["no"] == "Not covered"
    mixed = summarise(_scan([*ROWS, answer("B", "no", "V", ask="refund")]), {})
    assert mixed.words["no"] == "No"
    assert counts(mixed, "ask") == {"cover": {"yes": 2, "no": 3, "missing": 1, "person": 1, "problem": 1},
                                    "refund": {"no": 1}}  # fmt: skip


def _scan(rows: Rows) -> pl.LazyFrame:
    return table(rows).lazy().with_columns(pl.col("clauses").list.join(";"))


# -- numbers and their rows -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_each_number_equals_its_rows(suffix: str, tmp_path: Path) -> None:
    summary = summary_of(tmp_path, [*ROWS, *(answer(serial, "no", "II.F") for serial in HOSTILE)], suffix)
    answers = open_answers(tmp_path / f"answers{suffix}").rows
    numbers = list(Numbers(summary))
    assert len(numbers) > 10
    for number in numbers:
        rows = cells(tmp_path / "out" / "rows" / f"{number.name}.csv")
        picked = answers.filter(chosen(number.choice)).collect()
        assert len(rows) == number.count == picked.height, number
        assert [row["row"] for row in rows] == picked["row"].to_list()


def test_every_number_of_the_page_leads_to_a_page_that_says_it(tmp_path: Path) -> None:
    summary_of(tmp_path, ROWS)
    page = Page(tmp_path / "out" / "summary.html")
    leading = [(href, text) for href, text in page.links if href.startswith("rows/")]
    assert len(leading) > 20
    for href, text in leading:
        target = Page(tmp_path / "out" / href)
        assert re.search(rf"\b{text} question", target.text), href
        assert target.tags.count("tr") == int(text) + 1
        assert ("../summary.html", "All numbers") in target.links


def test_the_table_of_numbers_leads_to_the_same_rows(tmp_path: Path) -> None:
    summary_of(tmp_path, ROWS)
    lines = cells(tmp_path / "out" / "summary.csv")
    assert {line["by"] for line in lines} == {"answer", "plan", "level", "clause"}
    for line in lines:
        rows = cells(tmp_path / "out" / line["rows"])
        assert len(rows) == int(line["questions"])
        assert float(line["share"]) == pytest.approx(len(rows) / 8, abs=1e-6)
        assert not line["answer"] or {row["answer"] or "problem" for row in rows} == {line["answer"]}


def test_many_rows_are_cut_short_and_the_page_says_how_to_get_all(tmp_path: Path) -> None:
    rows = [answer(f"S-{n}", "no", "II.F") for n in range(250)]
    summary_of(tmp_path, rows, most=200)
    assert len(cells(tmp_path / "out/rows/no.csv")) == 200
    page = Page(tmp_path / "out/rows/no.html")
    assert page.tags.count("tr") == 101
    assert "The first 200 are in" in page.text
    assert "warrantor answers answers.parquet answer=no -o rows.csv" in page.text
    assert "warrantor bulk acme fleet.parquet --explain SERIAL" in page.text


def test_rows_come_in_their_order_from_all_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warrantor.adapters.summaries.reading._BATCH", 7)
    rows = [answer(f"S-{n}", "yes" if n % 5 else "no", f"C{n % 3}") for n in range(100)]
    summary_of(tmp_path, rows)
    for name, wanted in (("all", range(100)), ("no", range(0, 100, 5)), ("clause-acme-C1", range(1, 100, 3))):
        assert [row["serial"] for row in cells(tmp_path / f"out/rows/{name}.csv")] == [f"S-{n}" for n in wanted]


def test_names_of_files_are_plain_and_no_two_are_one(tmp_path: Path) -> None:
    names = ["a/b", "a.b", "a b", "../../etc/passwd", "A/B", "x" * 300, "…"]
    summary = summary_of(tmp_path, [answer("S", "yes", "C", plan=name) for name in names])
    found = [number.name for number in Numbers(summary)]
    assert len({name.lower() for name in found}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,90}", name) and ".." not in name[:2] for name in found)
    assert {path.name for path in (tmp_path / "out/rows").iterdir()} == {
        name + suffix for name in found for suffix in (".html", ".csv")
    }


# -- what is hostile --------------------------------------------------------------------------------------


def test_serial_numbers_that_are_formulas_or_markup_are_only_text(tmp_path: Path) -> None:
    summary_of(tmp_path, [answer(serial, "no", "II.F") for serial in HOSTILE])
    rows = cells(tmp_path / "out/rows/all.csv")
    assert not any(row["serial"].startswith(("=", "+", "-", "@")) for row in rows)
    assert {row["serial"].removeprefix("'") for row in rows} == set(HOSTILE)
    page = Page(tmp_path / "out/rows/all.html")
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "\x00" not in page.text
    assert "\x1b" not in page.text


def test_titles_and_plans_that_are_markup_are_only_text(tmp_path: Path) -> None:
    rows = [answer("S", "yes", "II.F", plan="</style><script>x</script>", level="=1+1")]
    summary_of(tmp_path, rows)
    page = Page(tmp_path / "out/summary.html")
    assert "script" not in page.tags
    assert "Damage & <misuse>" in page.text
    for chart in (tmp_path / "out").glob("*.svg"):
        ElementTree.parse(chart)
    line = next(line for line in cells(tmp_path / "out/summary.csv") if line["by"] == "level")
    assert line["value"] == "'=1+1"


def test_pages_take_nothing_from_elsewhere(tmp_path: Path) -> None:
    summary_of(tmp_path, ROWS)
    for path in (tmp_path / "out").rglob("*.html"):
        text = path.read_text()
        assert "default-src 'none'" in text
        assert not re.search(r"<script|src=|url\((?!#)|href=\"(?!rows/|\.\./summary|[\w.-]+\.csv)", text), path


# -- what is rare -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_no_answers_are_a_summary_that_says_so(suffix: str, tmp_path: Path) -> None:
    summary = summary_of(tmp_path, [], suffix)
    assert summary.total == 0
    assert "nothing to count" in Page(tmp_path / "out/summary.html").text
    assert cells(tmp_path / "out/summary.csv") == []
    assert terminal.text(summary).startswith("0 questions")


def test_a_single_verdict_is_all_there_is(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, [answer(f"S-{n}", "yes", "II.A") for n in range(3)])
    assert summary.words == {"yes": "Covered"}
    assert {number.name for number in Numbers(summary)} == {"all", "yes", "clause-acme-II.A"}
    assert "100.0 %" in terminal.text(summary)


def test_only_problems_are_counted_as_such(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, [answer(f"S-{n}", None, problem="at: is missing", at=None) for n in range(2)])
    assert (summary.total, summary.problems, summary.at) == (2, 2, None)
    assert "2 questions could not be answered" in " ".join(Page(tmp_path / "out/summary.html").text.split())


def test_as_of_when_and_as_known_at_stand_in_pages_charts_and_text(tmp_path: Path) -> None:
    later = AT.replace(year=2025)
    summary = summary_of(tmp_path, [answer("A", "yes", "II.A", known_at=later), answer("B", "no", "II.F", at=later)])
    said = "asked as of instants from 1 August 2024 12:00 UTC to 1 August 2025 12:00 UTC, some as known at"
    assert said in Page(tmp_path / "out/summary.html").text
    assert said in terminal.text(summary)
    assert said in (tmp_path / "out/clause.svg").read_text()


# -- files ------------------------------------------------------------------------------------------------


def test_an_earlier_summary_gives_way_and_anything_else_stays(tmp_path: Path) -> None:
    summary_of(tmp_path, ROWS)
    summary_of(tmp_path, ROWS[:1])
    assert {path.name for path in (tmp_path / "out/rows").glob("*.csv")} >= {"yes.csv"}
    assert not (tmp_path / "out/rows/no.csv").exists()
    (tmp_path / "out/summary.html").unlink()
    with pytest.raises(TableError, match="holds something other than a summary; name a new folder"):
        summary_of(tmp_path, ROWS)
    assert (tmp_path / "out/rows/yes.csv").exists()


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warrantor.adapters.summaries.folder._write_numbers", full)
    with pytest.raises(OSError, match="No space left"):
        summary_of(tmp_path, ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.parquet"]


BAD = {
    "no table": ("a.parquet", b"PAR1 not really", "cannot be read"),
    "another suffix": ("a.txt", b"", "answers are read from .parquet or .csv"),
    "other columns": ("a.csv", b"serial,what\nA,delivered\n", "column `answer`: is missing; what `warrantor bulk`"),
}


@pytest.mark.parametrize(("name", "data", "says"), BAD.values(), ids=BAD)
def test_what_is_no_file_of_answers_is_told(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableError, match=says):
        open_answers(tmp_path / name)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["answer"], "`answer`: is no choice"),
        (["answr=no"], r"`answr`: cannot be chosen by \(did you mean `answer`\?\)"),
        (["answer=nope"], "`nope`: is no answer"),
        (["plan=a", "plan=b"], "`plan`: is given twice"),
    ],
)
def test_a_choice_that_is_none_is_told(words: list[str], says: str) -> None:
    with pytest.raises(TableError, match=says):
        read_choice(words)


def test_a_clause_is_not_taken_for_another_that_begins_like_it(tmp_path: Path) -> None:
    rows = [answer("A", "no", "II.F"), answer("B", "no", "II.F.4"), answer("C", "no", "X", "II.F")]
    write(tmp_path / "a.parquet", rows)
    answers = open_answers(tmp_path / "a.parquet").rows
    assert answers.filter(chosen({"clause": "acme:II.F"})).collect()["serial"].to_list() == ["A", "C"]
    assert answers.filter(chosen({"plan": ""})).collect().height == 3
    assert write_rows(answers.filter(chosen({"serial": "B"})), tmp_path / "b.csv") == 1
    assert [row["clauses"] for row in cells(tmp_path / "b.csv")] == ["acme:II.F.4"]
    assert write_rows(answers, tmp_path / "b.parquet") == 3
    with pytest.raises(TableError, match="rows are written as"):
        write_rows(answers, tmp_path / "b.xlsx")
