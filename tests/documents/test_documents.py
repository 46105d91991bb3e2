"""Documents in `good` are clean and answer their own cases; each in `bad` has one mistake and says it as expected.

The cases of a good document stand in it, in a fence `cases`; the findings of a bad one stand beside it.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import disagreements
from warrantor.adapters.documents import load_folder, load_path, price_codes, read_file, shared_in
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check, check_versions
from warrantor.core.terms.errors import TermsError
from warrantor.core.terms.reader import MAX_BYTES, read_document

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").rglob("*.md"))
BAD = sorted((HERE / "bad").glob("*.md"))
CASES = re.compile(r"^```cases\n(.*?)^```", re.S | re.M)


def cases_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for fence in CASES.findall(path.read_text()) for line in fence.splitlines()]


def program_of(path: Path) -> Program:
    """The program of a document; of all versions where the document has a folder of its own."""
    return load_path(path) if path.parent.name == "good" else load_folder(path.parent)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_documents_are_clean(path: Path) -> None:
    report = check(read_file(path), price_codes(path.parent))
    assert [problem.text() for problem in report.findings] == []


@pytest.mark.parametrize(
    ("path", "case"),
    [(path, case) for path in GOOD for case in cases_of(path)],
    ids=lambda value: value.stem if isinstance(value, Path) else value["id"],
)
def test_good_documents_answer(path: Path, case: dict[str, Any]) -> None:
    answer = program_of(path).decide(case["ask"], explain=False)
    assert disagreements(case["expect"], answer) == [], answer


def findings_of(path: Path) -> str:
    """What is said of a document, as `warrantor check` shows it."""
    try:
        problems = check(read_file(path), frozenset({"inspection"})).findings
    except TermsError as error:
        problems = error.problems
    return "".join(problem.text() + "\n" for problem in problems)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_documents_say_what_is_wrong(path: Path, update_expected: bool) -> None:
    expected = path.with_suffix(".expected")
    found = findings_of(path)
    if update_expected:
        expected.write_text(found)
    assert found, "a bad document has a finding"
    assert found == expected.read_text()


def test_there_are_enough_of_each_kind() -> None:
    assert len(GOOD) >= 15
    assert len(BAD) >= 45
    assert {path.stem for path in BAD} == {path.stem for path in (HERE / "bad").glob("*.expected")}


HEAD = "---\nprogram: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\n---\n\n## X {#X}\n\n"
PLAN = "```terms\n- plan: basic\n  given: true\n  starts: purchased.on\n  term: months(12)\n"


def said_of(text: str) -> str:
    """The findings of a document that is written out here."""
    try:
        return "\n".join(problem.text() for problem in check(read_document(text)).findings)
    except TermsError as error:
        return str(error)


def test_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_text(HEAD + "Nothing but words.\n" * 550_000)
    assert path.stat().st_size > 10_000_000
    with pytest.raises(TermsError, match=r"the document has 10,\d{3},\d{3} bytes"):
        read_file(path)
    with pytest.raises(TermsError, match=f"at most {MAX_BYTES:,}"):
        read_document(path.read_text())


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(" * 1000 + "day" + ")" * 1000, "nested deeper than 50"),
        ("not " * 400 + "true", "nested deeper than 50"),
        ("-" * 1000 + "1 > 0", "nested deeper than 50"),
        ("1" + " + 1" * 1000, "characters"),
        ("1" + "+1" * 500 + " > 0", "nested deeper than 50"),
        (" and ".join(["true"] * 200), ""),
        ("day.on" + ".on" * 400 + " == day", "nested deeper than 50"),
    ],
    ids=["brackets", "not", "minus", "long", "sum", "and", "dots"],
)
def test_deep_and_long_expressions(expression: str, said: str) -> None:
    text = said_of(HEAD + PLAN + f"- requires: {expression}\n```\n")
    assert said in text if said else text == ""


def test_deep_and_large_blocks() -> None:
    deep = "[" * 500 + "]" * 500
    assert "nested deeper than 20" in said_of(HEAD + f"```terms\n- plan: {deep}\n```\n")
    bomb = "```terms\n- &a [x, x]\n- &b [*a, *a]\n- &c [*b, *b]\n```\n"
    assert "anchors and aliases are not allowed" in said_of(HEAD + bomb)


def test_definitions_that_grow_out_of_hand() -> None:
    doubled = "".join(f"- define: d{i + 1}\n  is: d{i} + d{i}\n" for i in range(60))
    text = said_of(
        HEAD + PLAN + "- define: d0\n  is: 1 if day > purchased.on else 2\n" + doubled + "- requires: d60 > 0\n```\n"
    )
    assert "too large with all that it names written out" in text


def test_definitions_in_a_long_chain() -> None:
    chain = "".join(f"- define: d{i + 1}\n  is: d{i} + 1\n" for i in range(1500))
    text = said_of(
        HEAD + PLAN + "- define: d0\n  is: days_between(purchased.on, day)\n" + chain + "- requires: d1500 > 0\n```\n"
    )
    assert text.startswith(
        "terms.md:115:11: error [X]: the definition `d50` stands at the end of a chain of 51 definitions"
    )
    assert text.count("error") == 1


def test_long_tables_answer() -> None:
    rows = ", ".join(f"m{i}: {i}" for i in range(3000))
    document = read_document(
        HEAD + PLAN + f"- define: n\n  by: unit.kind\n  rows: {{{rows}}}\n  else: 0\n- requires: n == 2999\n```\n"
    )
    assert check(document).findings == []
    question = {
        "at": "2024-06-01T12:00:00+00:00",
        "unit": {"class": "m2999", "events": [{"what": "purchased", "on": "2024-01-01"}]},
    }
    assert Program([document]).decide(question)["answer"] == "yes"


def test_a_document_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "terms.md"
    path.write_bytes(b"\xff\xfe---\n")
    with pytest.raises(TermsError, match="not UTF-8 text"):
        read_file(path)
    assert "null character" in said_of(HEAD.replace("title: T", "title: \x00"))
    assert said_of(HEAD + PLAN + "```\n\nA half character: \ud800\n") == ""


def test_errors_of_an_included_document_name_its_file(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text(
        HEAD.replace("time_zone: UTC", "time_zone: UTC\nincludes: [other]") + PLAN + "```\n"
    )
    (tmp_path / "other.md").write_text(HEAD.replace("#X", "#Y") + "```terms\n- requires: nothing_known\n```\n")
    report = check(read_file(tmp_path / "own.md"))
    assert [(p.file, p.clause, p.line, p.code) for p in report.findings] == [("other.md", "Y", 11, "name")]
    assert report.document.clauses["Y"].origin == "p"


def test_versions_of_one_program_are_told_apart() -> None:
    first = read_document(HEAD + PLAN + "```\n", "a.md")
    second = read_document(HEAD.replace("program: p", "program: q") + PLAN + "```\n", "b.md")
    said = [problem.message for problem in check_versions([first, second])]
    assert said == [
        "the version `1` is also that of `a.md`",
        "`q` is not the program of `a.md`",
        "from when on the version `1` is in force is not said",
    ]


def test_shared_documents_have_no_path() -> None:
    with pytest.raises(KeyError):
        shared_in(HERE / "good")("../bad/circle")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("- requires: present(registerd)", r"one.md:15:13: error \[X\]: `registerd` is not known"),
        (
            "- plan: more\n  given: live('basic')\n  starts: day\n  term: days(1)\n- requires: live('more')",
            "in a circle",
        ),
        ("- plan: basic\n  ends: never", "has both `term` and `ends`"),
    ],
)
def test_questions_to_terms_that_nobody_checked(statement: str, said: str) -> None:
    document = read_document(HEAD + PLAN + statement + "\n```\n", "one.md")
    question = {"at": "2024-06-01T12:00:00+00:00", "unit": {"events": [{"what": "purchased", "on": "2024-01-01"}]}}
    with pytest.raises(TermsError, match=said):
        Program([document]).decide(question)


CALENDARS = (
    "calendars: {office: {hours: {mon-fri: [['09:00', '17:00']]}, holidays: true}}\nholidays: {FR: [2024-02-30]}"
)


@pytest.mark.parametrize(
    ("promise", "region", "said"),
    [
        ("within: hours(4)\n  clock: ofice", "FR", r"ofice.*\n.*one of office\n.*did you mean `office`"),
        ("within: business_days(4)", "FR", "working days are counted on a calendar"),
        ("within: hours(4)\n  clock: office", "FR", r"one.md:19:10: error \[X\]: the calendar `office` .*2024-02-30"),
    ],
)
def test_promises_on_calendars_that_nobody_checked(promise: str, region: str, said: str) -> None:
    head = HEAD.replace("time_zone: UTC", f"time_zone: UTC\n{CALENDARS}")
    document = read_document(head + PLAN + f"- promise: answer\n  {promise}\n```\n", "one.md")
    unit = {"region": region, "events": [{"what": "purchased", "on": "2024-01-01"}]}
    question = {"ask": "respond-by", "at": "2024-06-01T12:00:00+00:00", "unit": unit}
    with pytest.raises(TermsError, match=said):
        Program([document]).decide(question)


def test_a_calendar_that_cannot_be_read() -> None:
    document = read_document(
        HEAD.replace("time_zone: UTC", "time_zone: UTC\ncalendars: {office: {hours: always}}")
        + PLAN
        + "- promise: answer\n  within: hours(4)\n  clock: office\n```\n"
    )
    document.calendars["office"] = {"hours": "sometimes"}
    unit = {"events": [{"what": "purchased", "on": "2024-01-01"}]}
    with pytest.raises(TermsError, match="the calendar `office` cannot be read"):
        Program([document]).decide({"ask": "respond-by", "at": "2024-06-01T12:00:00+00:00", "unit": unit})


def test_a_process_for_level_and_remedy_is_listed_once() -> None:
    path = HERE / "good" / "processes.md"
    asked = {case["id"]: case["ask"] for case in cases_of(path)}
    answers = {name: program_of(path).decide(ask, explain=False) for name, ask in asked.items()}
    assert [process["of"] for process in answers["level-and-remedies"]["process"]] == ["carry-in", "credit"]
    assert answers["legs-near"]["process"][0]["legs"] == [{"leg": "ship-back", "payer": "vendor"}]
    assert "process" not in answers["no-process-for-a-no"]
