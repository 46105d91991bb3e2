"""The `warrantor` command as a whole: help, exit codes, how it ends when something goes wrong, completion."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warrantor.entrypoints.cli import completion
from warrantor.entrypoints.cli import main as entry
from warrantor.entrypoints.cli.main import COMMANDS, build_parser, command_module, main

RUN = [sys.executable, "-m", "warrantor.entrypoints.cli.main"]
CASE = json.dumps(
    {
        "id": "a",
        "kind": "next_open",
        "tz": "UTC",
        "schedule": {"mon-sun": [["09:00", "17:00"]]},
        "start": "2024-05-06T00:00:00Z",
    }
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_says_what_it_does(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(command_module(name).run)
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: warrantor {name}" in capsys.readouterr().out


def test_help_names_every_command_without_importing_any(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line}" in shown


def test_a_command_starts_without_django_and_without_the_other_commands() -> None:
    code = (
        "import sys; from warrantor.entrypoints.cli.main import main; main(['clock', '-']); "
        "print([m for m in sys.modules if m == 'django' or m.startswith('warrantor.entrypoints.cli.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], input="", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['warrantor.entrypoints.cli.main', 'warrantor.entrypoints.cli.clock']"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("warrantor 0.")


def test_nothing_asked_shows_the_help_as_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: warrantor" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["clok"], ["clock"], ["clock", "a", "b"], ["clock", "a", "--jsn"], ["--loud"]])
def test_a_wrong_command_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


class TestFaults:
    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: object) -> int:
            raise TypeError("two\nlines")

        monkeypatch.setattr(command_module("clock"), "run", broken)

    def test_one_line_says_how_to_report_it(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("WARRANTOR_DEBUG", raising=False)
        assert main(["clock", "-"]) == 70
        shown = capsys.readouterr().err
        assert shown.count("\n") == 1
        assert "TypeError: two lines" in shown
        assert "please report it" in shown
        assert "WARRANTOR_DEBUG=1" in shown

    def test_the_traceback_on_request(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WARRANTOR_DEBUG", "1")
        assert main(["clock", "-"]) == 70
        assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_leaves_ends_it_quietly(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text((CASE + "\n") * 20_000)
    with subprocess.Popen([*RUN, "clock", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        errors = running.stderr.read()
    assert errors == b""
    assert running.returncode == entry.PIPE_CLOSED


def test_ctrl_c_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*RUN, "clock", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(CASE.encode() + b"\n" * 200_000)
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        code = running.wait(20)
        assert running.stderr
        assert running.stderr.read() == b""
    assert code == entry.INTERRUPTED


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_it_knows_every_command_and_option(self, shell: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["completion", shell]) == 0
        script = capsys.readouterr().out
        for command in completion.entries(build_parser(COMMANDS), COMMANDS):
            assert command.name in script
            for option in command.options:
                for flag in option.flags:
                    assert (flag.lstrip("-") if shell == "fish" else flag) in script

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_the_shell_can_read_it(self, shell: str, capsys: pytest.CaptureFixture[str]) -> None:
        if not shutil.which(shell):
            pytest.skip(f"{shell} is not on this machine; get it with `apt-get install {shell}`")
        main(["completion", shell])
        script = capsys.readouterr().out
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["cl"], ["clock"]),
            (["clock", "--l"], ["--ledger"]),
            (["completion", ""], ["bash", "fish", "zsh"]),
            (["completion", "z"], ["zsh"]),
            (["--v"], ["--version"]),
        ],
    )
    def test_bash_completes(self, words: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        main(["completion", "bash"])
        quoted = " ".join(f"'{word}'" for word in ("warrantor", *words))
        script = capsys.readouterr().out + (
            f'COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _warrantor; printf "%s\\n" "${{COMPREPLY[@]}}"'
        )
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        assert sorted(done.stdout.split()) == expected

    def test_an_unknown_shell(self) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["completion", "tcsh"])
        assert ended.value.code == 2
