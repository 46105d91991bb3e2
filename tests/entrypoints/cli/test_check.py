"""`warrantor check`, as a shell sees it: findings, narrative clauses, a count, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warrantor.entrypoints.cli.main import main

HEAD = "---\nprogram: acme\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\n---\n\n"
PLAN = "## Cover {#cover}\n\n```terms\n- plan: basic\n  given: true\n  starts: purchased.on\n  term: months(12)\n```\n"
GOOD = HEAD + PLAN + "\n## Kindness {#kindness}\n\nWe mean well.\n"
WRONG = GOOD.replace("purchased.on", "purchsed.on")


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "acme.md") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_a_clean_document(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(GOOD)
    assert main(["check", "--quick", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: a person reads this:",
        "    kindness  Kindness",
        f"{path}: no errors, no warnings, 2 clauses, 1 for a person to read",
    ]


def test_an_error_has_place_clause_and_remedy(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WRONG)
    assert main(["check", "--quick", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        f"{path}:13:11: error [cover]: `purchsed` is not known",
        "    expected: a fact, a definition, a list or a function",
        "    help: did you mean `purchased`?",
    ]
    assert lines[-1] == f"{path}: 1 error, no warnings, 2 clauses, 1 for a person to read"


def test_a_document_that_cannot_be_read_as_one(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("no front matter")
    assert main(["check", "--quick", str(path)]) == 1
    out = capsys.readouterr().out
    assert f"{path}:1:1: error: the document has no front matter" in out
    assert out.splitlines()[-1] == f"{path}: 1 error, no warnings"


def test_warnings_do_not_fail(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(GOOD + "\nSee [there](#nowhere).\n")
    assert main(["check", "--quick", str(path)]) == 0
    out = capsys.readouterr().out
    assert "warning [kindness]: the text refers to `nowhere`" in out
    assert "no errors, 1 warning" in out


def test_json(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WRONG)
    assert main(["check", "--quick", "--json", str(path)]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["document"], data["errors"], data["clauses"]) == (str(path), 1, 2)
    assert data["findings"][0] == {
        "file": "acme.md", "line": 13, "column": 11, "clause": "cover", "severity": "error", "code": "name",
        "message": "`purchsed` is not known", "expected": "a fact, a definition, a list or a function",
        "help": "did you mean `purchased`?",
    }  # fmt: skip
    assert data["narrative"] == [{"clause": "kindness", "title": "Kindness", "line": 17}]


def test_price_codes_are_looked_up_beside_the_document(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(GOOD + "\n```terms\n- charge: visit\n- charge: fee\n```\n")
    assert main(["check", "--quick", str(path)]) == 0
    assert "price file" not in capsys.readouterr().out
    write('fee: [{from: 2024-01-01, amount: "1.00", currency: EUR}]\n', "prices.yaml")
    assert main(["check", "--quick", str(path)]) == 0
    out = capsys.readouterr().out
    assert "warning [kindness]: the price file has no `visit`" in out
    assert "`fee`" not in out
    write("fee: 3\n", "prices.yaml")
    assert main(["check", "--quick", str(path)]) == 1
    assert "a price is a list of dated amounts" in capsys.readouterr().out


def test_a_folder_of_versions(write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(GOOD, "1.md")
    write(GOOD.replace("{id: 1}", "{id: 1, effective: 2024-01-01}"), "2.md")
    assert main(["check", "--quick", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "2.md:1:1: error: the version `1` is also that of `1.md`" in out
    assert out.count("a person reads this") == 2


@pytest.mark.parametrize("name", ["iet", "its", "emetrotel", "idesign", "softnetworks"])
def test_installed_programs_have_no_errors(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--quick", name]) == 0
    assert "no errors" in capsys.readouterr().out


@pytest.mark.clause("idesign:II.F.10")
def test_the_section_that_is_not_there_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--quick", "idesign"]) == 0
    out = capsys.readouterr().out
    assert "warning [II.F.10]: the text refers to `VIII`, which is not in this document" in out
    assert "    II.F.10  Installation exclusions" in out


def test_what_cannot_be_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--quick", "idesing"]) == 2
    assert "there is no file, folder or program `idesing`; did you mean `idesign`?" in capsys.readouterr().err
    assert main(["check", "--quick", str(tmp_path / "none.md")]) == 2
    assert "no such file or directory" in capsys.readouterr().err
    assert main(["check", "--quick", str(tmp_path)]) == 2
    assert "no terms document in this folder" in capsys.readouterr().err


def test_the_others_are_still_checked(write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--quick", str(tmp_path / "none.md"), str(write(WRONG))]) == 2
    assert "is not known" in capsys.readouterr().out


def test_control_characters_do_not_reach_the_terminal(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(GOOD.replace("Kindness {", "\x9b2JKindness {"))
    assert main(["check", "--quick", str(path)]) == 0
    assert "\x9b" not in capsys.readouterr().out


def test_no_name_is_a_mistake_of_the_command_line() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == 2


def test_it_starts_without_django_and_the_solver() -> None:
    code = (
        "import sys; from warrantor.entrypoints.cli.main import main; "
        "main(['check', '--quick', 'softnetworks']); sys.exit('django' in sys.modules or 'z3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
