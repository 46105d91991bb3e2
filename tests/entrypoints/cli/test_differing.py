"""`warrantor check --against`: two versions of a document, as a shell sees them compared."""

import json
from pathlib import Path

import pytest

from tests.entrypoints.cli.test_examining import TEXT
from warrantor.entrypoints.cli.main import main

Capture = pytest.CaptureFixture[str]
VERSIONS = Path(__file__).parents[2] / "documents/good/versions"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.md"
    path.write_text(TEXT)
    return path


def write(old: Path, *changes: tuple[str, str], name: str = "new.md") -> Path:
    text = TEXT
    for one, other in changes:
        assert one in text
        text = text.replace(one, other)
    path = old.with_name(name)
    path.write_text(text)
    return path


def test_a_shorter_term_is_a_loss_with_an_example_both_answered(old: Path, capsys: Capture) -> None:
    new = write(old, ("months(12)", "months(6)"))
    assert main(["check", str(new), "--against", str(old)]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index(f"{new}: loss: cover: it was yes, now it is no")
    assert lines[at + 1] == "    example: bought 10 Jan 2024; asked on 10 Jul 2024 whether it is covered"
    assert lines[at + 2] == "        was yes, basic, from 2024-01-10 through 2025-01-09 (acme:cover)"
    assert lines[at + 3] == "        is no (acme:cover)"
    assert lines[at + 4] == "        by acme:cover"
    assert f"{new}: loss: cover: it ends earlier" in lines
    assert lines[-1].startswith(f"{new} against {old}: 2 losses, no gains, no other changes")


def test_words_alone_are_the_same_meaning(old: Path, capsys: Capture) -> None:
    new = write(old, ("## Cover {#cover}", "## What is covered {#cover}"))
    assert main(["check", str(new), "--against", str(old)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{new}: words alone: `cover`",
        f"{new} against {old}: same meaning",
    ]


def test_no_time_is_no_same_meaning(old: Path, capsys: Capture) -> None:
    new = write(old, ("starts: purchased.on", "starts: coalesce(purchased.on, purchased.on)"))
    assert main(["check", str(new), "--against", str(old), "--seconds", "0.0000001"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{new}: not decided: cover: it was not looked at to the end" in lines
    assert lines[-1] == f"{new} against {old}: not everything was decided; what is not listed may differ too"
    assert main(["check", str(new), "--against", str(old)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{new} against {old}: same meaning"


def test_plans_and_what_goes_with_an_answer(old: Path, capsys: Capture) -> None:
    more = "- {plan: more, sold: true, starts: purchased.on, term: months(24)}\n- charge: fee\n"
    new = write(old, ("```terms\n", f"```terms\n{more}"))
    assert main(["check", str(new), "--against", str(old)]) == 0
    out = capsys.readouterr().out
    assert f"{new}: gain: the plan `more` is new\n" in out
    assert f"{new}: other change: what goes with an answer is written otherwise in `cover`\n" in out
    assert main(["check", str(old), "--against", str(new)]) == 0
    assert f"{old}: loss: the plan `more` is offered no longer\n" in capsys.readouterr().out


def test_json(old: Path, capsys: Capture) -> None:
    new = write(old, ("months(12)", "months(18)"))
    assert main(["check", "--json", str(new), "--against", str(old)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["same"], data["restated"], data["not_decided"]) == (False, ["cover"], [])
    gain = next(found for found in data["differences"] if found["kinds"] == ["no-to-yes"])
    assert (gain["effect"], gain["old"]["answer"], gain["new"]["answer"]) == ("gain", "no", "yes")
    assert gain["question"]["unit"]["events"] == [{"what": "purchased", "on": "2024-01-10"}]


def test_examples_are_kept_as_the_new_version_answers(old: Path, capsys: Capture) -> None:
    new, cases = write(old, ("months(12)", "months(18)")), old.with_name("cases.jsonl")
    for _ in range(2):
        assert main(["check", str(new), "--against", str(old), "--save", str(cases)]) == 0
    kept = [json.loads(line) for line in cases.read_text().splitlines()]
    assert len({case["id"] for case in kept}) == len(kept) == 2
    capsys.readouterr()
    assert main(["decide", "--json", "--program", str(new), str(cases)]) == 0
    for case, line in zip(kept, capsys.readouterr().out.splitlines(), strict=True):
        answer = json.loads(line)
        assert {key: answer.get(key) for key in case["expect"]} == case["expect"]


def test_a_folder_stands_for_its_latest_version(old: Path, capsys: Capture) -> None:
    assert main(["check", str(VERSIONS), "--against", str(VERSIONS / "2023.md")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("gain: cover: it ends later") for line in lines)
    assert lines[-1].startswith(f"{VERSIONS / '2024.md'} against {VERSIONS / '2023.md'}: no losses, ")


def test_what_cannot_be_compared(old: Path, capsys: Capture) -> None:
    def complaint(*names: str) -> str:
        assert main(["check", *names]) == 2
        return capsys.readouterr().err

    other = write(old, ("program: acme", "program: bolt"), name="bolt.md")
    assert f"`{other}` is of the program `bolt`, not of `acme`" in complaint(str(old), "--against", str(other))
    assert "there is no file, folder or program `idesing`" in complaint(str(old), "--against", "idesing")
    assert "no such file" in complaint(str(old), "--against", str(old.with_name("none.md")))
    assert "give them one by one" in complaint(str(old), str(old), "--against", str(old))
    wrong = write(old, ("purchased.on", "purchsed.on"), name="wrong.md")
    assert "has errors and cannot be compared" in complaint(str(old), "--against", str(wrong))
    assert main(["check", str(wrong), "--against", str(old)]) == 1
    assert "`purchsed` is not known" in capsys.readouterr().out
