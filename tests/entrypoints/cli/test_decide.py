"""`warrantor decide`: files, answers as JSON and as receipts, a clear answer to every bad input."""

import copy
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from warrantor.entrypoints.cli.main import main
from warrantor.entrypoints.cli.receipt import Page, plain

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests/programs/cases").glob("*.jsonl"))
RUN = [sys.executable, "-m", "warrantor.entrypoints.cli.main", "decide"]
EVENTS = [
    {"what": "purchased", "on": "2023-05-02", "by": "oak", "channel": "partner", "invoice": "D-1"},
    {"what": "delivered", "on": "2023-05-10", "to": "oak"},
]
GOOD: dict[str, Any] = {
    "program": "idesign",
    "ask": "cover",
    "at": "2024-05-09T12:00:00-07:00",
    "unit": {"serial": "ID-1", "class": "board", "sold_as": "new", "events": EVENTS},
}
Ask = Callable[..., SimpleNamespace]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs the command on some text in a file; `lines` are its lines of output as JSON."""

    def run(text: str | bytes, *options: str, name: str = "q.jsonl") -> SimpleNamespace:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["decide", str(file), *options])
        out, err = capsys.readouterr()
        lines = [json.loads(line) for line in out.splitlines()] if "--json" in options else []
        return SimpleNamespace(code=code, out=out, err=err.replace(f"{tmp_path}/", ""), lines=lines)

    return run


def question(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **changes}


def with_events(*events: dict[str, Any]) -> dict[str, Any]:
    return question(unit={**GOOD["unit"], "events": list(events)})


def delivered(**changes: Any) -> dict[str, Any]:
    return with_events({**EVENTS[1], **changes})


def in_zone(name: str) -> dict[str, Any]:
    return question(unit={"time_zone": name, "events": []})


# -- files and options ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case_files_are_answered_a_line_each(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(file), "--json", "--no-changes"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    cases = [json.loads(line) for line in file.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == [case["id"] for case in cases]
    assert [answer["answer"] for answer in answers] == [case["expect"]["answer"] for case in cases]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_case_has_a_receipt_that_fits_the_page(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert main(["decide", str(file)]) == 0
    shown = capsys.readouterr().out
    assert shown.count("Asked as of") >= len(file.read_text().splitlines())
    prose = [line for line in shown.splitlines() if line.startswith("      ")]
    assert prose
    assert max(map(len, prose)) <= 72


def test_a_bare_question_a_case_and_a_file_of_one_question_are_the_same(ask: Ask) -> None:
    bare = ask(json.dumps(GOOD), "--json").lines[0]
    case = ask(json.dumps({"id": "a", "ask": GOOD, "expect": {"answer": "no"}}), "--json").lines[0]
    whole = ask(json.dumps(GOOD, indent=2), "--json", name="q.json").lines[0]
    assert bare == whole
    assert case == {**bare, "id": "a"}
    assert bare["answer"] == "yes"


@pytest.mark.parametrize("indent", [None, 2])
def test_standard_input_takes_lines_or_one_question(
    indent: int | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(GOOD, indent=indent)
    text = text if indent else f"\n{text}\n\n{text}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["decide", "-", "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == (1 if indent else 2)


def test_at_and_known_at_ask_as_of_another_instant(ask: Ask) -> None:
    late = ask(json.dumps(GOOD), "--json", "--at", "2024-05-10T12:00:00-07:00").lines[0]
    assert (late["answer"], late["day"]) == ("no", "2024-05-10")
    recorded = with_events(EVENTS[0], {**EVENTS[1], "recorded": "2023-06-01"})
    early = ask(json.dumps(recorded), "--json", "--known-at", "2023-05-20T00:00:00Z").lines[0]
    assert (early["answer"], early["missing"]) == ("missing", ["delivered"])


def test_program_names_an_installed_one_a_document_or_a_folder(ask: Ask) -> None:
    bare = {key: value for key, value in GOOD.items() if key != "program"}
    folder = ROOT / "programs" / "idesign"
    for program in ("idesign", str(folder), str(next(folder.glob("*.md")))):
        answer = ask(json.dumps(bare), "--json", "--program", program).lines[0]
        assert (answer["program"], answer["answer"]) == ("idesign", "yes")


def test_no_changes_leaves_out_what_would_have_helped(ask: Ask) -> None:
    late = json.dumps(question(at="2025-01-01T00:00:00Z"))
    assert "changes" not in ask(late, "--json", "--no-changes").lines[0]


def test_nothing_of_django_is_imported(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text(json.dumps(GOOD))
    code = (
        "import sys; from warrantor.entrypoints.cli.main import main; "
        f"main(['decide', {str(tmp_path / 'q.json')!r}, '--json']); "
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'pydantic', 'jsonschema', 'polars')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text((json.dumps(GOOD) + "\n") * 2_000)
    command = subprocess.Popen([*RUN, str(file), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout
    assert command.stderr
    command.stdout.readline()
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait(timeout=30) == 141


# -- the receipt ------------------------------------------------------------------------------------


def test_the_receipt_leads_with_the_verdict_and_cites_clauses_in_full(ask: Ask) -> None:
    shown = ask(json.dumps(GOOD)).out
    lines = shown.splitlines()
    assert lines[:3] == [
        "board ID-1",
        "COVERED",
        "The plan standard covers it if what was assumed is so, by return for repair,",
    ]
    for part in (
        "10 May 2023 through 9 May 2024",
        "Decided by",
        "idesign:II.A  Standard for every product",
        "      Every product has the Standard Warranty",
        "Facts used",
        "version 2023-01",
        "Asked as of 9 May 2024 12:00",
        "(America/Los_Angeles).",
    ):
        assert part in shown
    assert "](" not in shown


def test_a_covered_claim_says_how_it_is_carried_out_and_who_pays(ask: Ask) -> None:
    shown = ask(json.dumps(GOOD)).out
    told = shown[shown.index("How it is carried out and who pays") : shown.index("Decided by")]
    assert "  return for repair: diagnose, authorise, remove, ship back," in told
    assert "    ship back  the customer pays\n" in told
    assert "    repair     the vendor pays\n" in told
    assert "(idesign:V.A)" in told
    late = question(at="2025-01-01T00:00:00Z")
    assert "How it is carried out" not in ask(json.dumps(late)).out


def test_a_leg_names_who_does_it_and_its_charge(ask: Ask) -> None:
    document = ROOT / "tests/documents/good/processes.md"
    lines = document.read_text().splitlines()
    case = next(json.loads(line) for line in lines if line.startswith('{"id": "legs-far"'))
    shown = ask(json.dumps(case["ask"]), "--program", str(document)).out
    assert "    ship out   the customer pays, done by the vendor, charged as inspection\n" in shown


def test_the_four_words(ask: Ask) -> None:
    late = question(at="2025-01-01T00:00:00Z")
    assert "\nNOT COVERED\nstandard ended on 9 May 2024." in ask(json.dumps(late)).out
    unknown = ask(json.dumps(with_events(EVENTS[0]))).out
    assert "\nCANNOT TELL YET\nIt hangs on delivered." in unknown
    assert "  - Tell: delivered (signed for)" in unknown
    operation = question(ask="transfer", plan="standard", to="elm")
    assert "\nNOT ALLOWED\n" in ask(json.dumps(operation)).out
    person = next(
        c for file in CASES for c in map(json.loads, file.read_text().splitlines()) if c["expect"]["answer"] == "person"
    )
    assert "\nA PERSON DECIDES\n" in ask(json.dumps(person)).out


def test_deadlines_are_told_with_their_zone(ask: Ask) -> None:
    cases = (json.loads(line) for file in CASES for line in file.read_text().splitlines())
    case = next(c for c in cases if c["ask"]["ask"] == "respond-by" and c["expect"].get("deadlines"))
    shown = ask(json.dumps(case)).out
    assert "RESPONSE PROMISED" in shown
    assert "  deadline  first response, for the vendor: by " in shown
    assert "(America/Chicago)" in shown


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Page.of(Terminal()) == Page(100, True)
    assert Page.of(io.StringIO()).paint("a", "1") == "a"
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Page.of(Terminal()).colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not Page.of(Terminal()).colour


def test_prose_loses_its_marks_and_keeps_its_words() -> None:
    text = "See [IV.I](#IV.I) and **the `snake_case` rule**\nof *today*.\n\n- one\n- two * three\n"
    assert plain(text) == ["See IV.I and the snake_case rule of today.", "- one", "- two * three"]


# -- bad input --------------------------------------------------------------------------------------

BAD = [
    ("not JSON", "{", "question"),
    ("a list", "[]", "question"),
    ("a number", "7", "question"),
    ("a key twice", '{"program": "idesign", "program": "its"}', "question"),
    ("not a number", '{"program": "idesign", "at": NaN}', "question"),
    ("nested too deep", "[" * 100_000, "question"),
    ("no program", question(program=None), "program"),
    ("a program that is no text", question(program=["idesign"]), "program"),
    ("unknown program", question(program="acme"), "program"),
    ("a path as program", question(program="../idesign"), "program"),
    ("unknown question", question(ask="covr"), "ask"),
    ("unknown key", question(serial="ID-1"), "serial"),
    ("no unit", question(unit=None), "unit"),
    ("a serial for a unit", question(unit="ID-1"), "unit"),
    ("no instant", question(at=None), "at"),
    ("a day for an instant", question(at="2024-05-09"), "at"),
    ("no offset", question(at="2024-05-09T12:00:00"), "at"),
    ("a zone that does not exist", in_zone("Mars/Olympus"), "unit.time_zone"),
    ("a zone that climbs", in_zone("../../etc/passwd"), "unit.time_zone"),
    ("29 February of a common year", delivered(on="2023-02-29"), "unit.events[0].on"),
    ("unknown event", delivered(what="deliverd"), "unit.events[0].what"),
    ("an event without a day", with_events({"what": "delivered"}), "unit.events[0].on"),
    ("unknown key of an event", delivered(tu="oak"), "unit.events[0].tu"),
    ("a correction of nothing", delivered(supersedes="x"), "unit.events[0].supersedes"),
    ("unknown cause", question(claim={"cause": "gremlins"}), "claim.cause"),
    ("unknown plan", question(ask="purchase", plan="gold"), "plan"),
    ("no plan", question(ask="purchase"), "plan"),
    ("no wished plan", question(ask="change-level", plan="promo-1y"), "to"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_line_is_named_and_the_others_are_answered(ask: Ask, bad: Any, field: str) -> None:
    text = bad if isinstance(bad, str) else json.dumps({"id": "bad", "ask": bad})
    done = ask(f"{json.dumps(GOOD)}\n\n{text}\n{json.dumps(GOOD)}\n", "--json")
    assert done.code == 1
    assert [line.get("answer") for line in done.lines] == ["yes", None, "yes"]
    error = done.lines[1]["error"]
    assert (error["line"], error["field"]) == (3, field)
    assert error["help"]
    assert done.lines[1]["id"] == (None if isinstance(bad, str) else "bad")
    assert done.err.startswith(f"q.jsonl:3: `{field}`: {error['message'][:20]}")
    assert "Traceback" not in done.err


def test_a_line_that_is_not_utf8(ask: Ask) -> None:
    done = ask(b"\xff\xfe{}\n" + json.dumps(GOOD).encode(), "--json")
    assert (done.code, [line.get("answer") for line in done.lines]) == (1, [None, "yes"])
    assert "UTF-8" in done.err


def test_a_misspelt_word_gets_a_proposal(ask: Ask) -> None:
    assert "did you mean `cover`?" in ask(json.dumps(question(ask="covr"))).err
    assert "one of emetrotel, idesign, iet, its, softnetworks" in ask(json.dumps(question(program="acme"))).err


def test_an_unknown_serial_is_answered_from_what_is_known_of_it(ask: Ask) -> None:
    answer = ask(json.dumps(question(unit={"serial": "NOBODY-KNOWS", "events": []})), "--json").lines[0]
    assert answer["answer"] == "missing"
    assert "delivered" in answer["missing"]


def test_the_order_of_a_history_does_not_matter(ask: Ask) -> None:
    there, back = (ask(json.dumps(with_events(*events)), "--json").lines[0] for events in (EVENTS, EVENTS[::-1]))
    assert there == back


def test_of_two_purchases_the_later_record_counts(ask: Ask) -> None:
    again = {**EVENTS[0], "by": "elm", "recorded": "2023-07-01"}
    answer = ask(json.dumps(with_events(*EVENTS, again)), "--json").lines[0]
    assert {f["fact"]: f["value"] for f in answer["facts"]}["purchased.by"] == "elm"


def test_what_lies_in_the_future_does_not_count_yet(ask: Ask) -> None:
    future = with_events(EVENTS[0], {"what": "delivered", "on": "2031-01-01"})
    assert ask(json.dumps(future), "--json").lines[0]["missing"] == ["delivered"]


def test_a_year_from_29_february_ends_on_the_28th(ask: Ask) -> None:
    leap = with_events(EVENTS[0], {"what": "delivered", "on": "2024-02-29"})
    assert ask(json.dumps({**leap, "at": "2024-06-01T00:00:00Z"}), "--json").lines[0]["ends"] == "2025-02-28"


def test_a_serial_cannot_speak_to_the_terminal(ask: Ask) -> None:
    tag = "<script>alert(1)</script>"
    unit = {**GOOD["unit"], "serial": f"{tag}\x1b[2J\x07"}
    shown = ask(json.dumps(question(unit=unit))).out
    assert f"{tag}\\x1b[2J\\x07" in shown
    assert "\x1b" not in shown
    noisy = ask(json.dumps(question(ask="\x1b[2J")))
    assert "\x1b" not in noisy.err


def test_a_terminal_without_the_letters_still_shows_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    file.write_text(json.dumps(question(unit={**GOOD["unit"], "serial": "Кофе-1"})))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*RUN, str(file)], capture_output=True, env=environment, check=True)
    assert b"board \\u041a" in done.stdout


# -- files and documents that cannot be used at all -------------------------------------------------


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(tmp_path / "none.json")]) == 2
    assert main(["decide", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "none.json`: no such file or directory" in error
    assert "is a directory" in error


def test_no_file_and_unknown_options_are_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["decide"], ["decide", "a.json", "--loud"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
    assert "usage: warrantor decide" in capsys.readouterr().err


DOCUMENT = """---
program: mug
title: Mugs
version: {id: 1}
time_zone: UTC
---

# Mugs

## A year {#year}

Mugs are good for a year.

```terms
%s
```
"""
PLAN = "- plan: mug\n  given: true\n  starts: purchased.on\n  term: months(12)\n"
CLASH = "".join(
    f"- exception: year\n  when: claim.part == 'handle'\n  set:\n    ends: through(purchased.on, months({months}))\n"
    for months in (6, 9)
)
UNUSABLE = [
    ("a syntax error", "- plan: [mug\n", "this is not YAML"),
    ("an unknown statement", "- plam: mug\n", "plam"),
    ("a circle", PLAN + "- {define: a, is: b}\n- {define: b, is: a}\n- excludes: a\n", "circle"),
    ("an import", PLAN + "- excludes: __import__('os').system('true')\n", "functions of the language"),
    ("an alias", "- plan: &a mug\n- plan: *a\n", "anchors and aliases are not allowed"),
    ("a key twice", PLAN + "  given: true\n", "`given` is written twice"),
    ("a thousand brackets", PLAN + f"- excludes: {'(' * 1000}true{')' * 1000}\n", "nested deeper than 50"),
    ("a long expression", PLAN + f"- excludes: true{' and true' * 250}\n", "at most 2,000"),
    ("two exceptions that clash", PLAN + CLASH, "and set different values"),
]


@pytest.mark.parametrize(("block", "told"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_a_document_that_cannot_be_used(ask: Ask, tmp_path: Path, block: str, told: str) -> None:
    document = tmp_path / "mug.md"
    document.write_text(DOCUMENT % block)
    done = ask(json.dumps(GOOD), "--json", "--program", str(document))
    assert (done.code, done.lines) == (2, [])
    assert told in done.err
    assert "mug.md:" in done.err
    assert "Traceback" not in done.err


def test_a_document_of_ten_megabytes(ask: Ask, tmp_path: Path) -> None:
    document = tmp_path / "mug.md"
    document.write_text(DOCUMENT % PLAN + "word " * 2_000_000)
    done = ask(json.dumps(GOOD), "--program", str(document))
    assert done.code == 2
    assert "at most" in done.err


def test_yaml_words_for_truth_stay_words(ask: Ask, tmp_path: Path) -> None:
    document = tmp_path / "mug.md"
    document.write_text(
        DOCUMENT % (PLAN + "- excludes: claim.part == 'on'\n- next: notice\n  answer: [no]\n  text: no\n")
    )
    bought = {"unit": {"events": [{"what": "purchased", "on": "2024-01-01"}]}, "at": "2024-06-01T00:00:00Z"}
    done = ask(json.dumps({**bought, "claim": {"part": "on"}}), "--json", "--program", str(document))
    assert (done.code, done.lines[0]["answer"], done.lines[0]["next"][0]["text"]) == (0, "no", "no")


@pytest.mark.parametrize(
    ("program", "told"),
    [("acme", "there is no program `acme`; installed: "), ("none.md", "no such file or directory")],
)
def test_a_program_that_is_not_there(ask: Ask, program: str, told: str) -> None:
    done = ask(json.dumps(GOOD), "--program", program)
    assert done.code == 2
    assert told in done.err


def test_a_folder_without_documents(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = ask(json.dumps(GOOD), "--program", str(tmp_path / "empty"))
    assert (done.code, "no terms document in this folder" in done.err) == (2, True)
