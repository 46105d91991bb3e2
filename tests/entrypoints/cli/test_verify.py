"""`warrantor verify` and `warrantor keys`: proof with the public keys alone, and keys that change."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.apps.coverage.certificates.made import Pair, code
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.apps.coverage.certificates.rules import keys_told
from warrantor.apps.journal.models import Entry
from warrantor.entrypoints.cli.main import main

OURS = Pair()
AT = datetime(2024, 1, 20, 20, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(keys_told([OURS.key])))
    return str(path)


def test_a_genuine_code_is_told_with_all_that_was_signed(keys: str, capsys) -> None:
    assert main(["verify", f"https://acme.example/verify/{code(OURS)}/", "--keys", keys]) == 0
    told = capsys.readouterr().out
    for line in ("genuine, as it was issued:", "  unit       Bench 3, A-1", "  last day   2026-01-09"):
        assert line in told.splitlines()


def test_a_pdf_and_standard_input_are_read(keys: str, tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 /Keywords(" + code(OURS).encode() + b")")
    monkeypatch.setattr("sys.stdin", io.StringIO(code(OURS) + "\n"))
    assert main(["verify", str(tmp_path / "c.pdf"), "-", "--keys", keys, "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["genuine"], second["genuine"]) == (True, True)
    assert (first["serial"], first["clauses"]) == ("A-1", ["I.start", "II.A"])


@pytest.mark.parametrize(
    ("given", "kind"),
    [(code(OURS)[:-1], "cut"), (code(Pair("theirs")), "unknown-key"), ("hello", "not-one"),
     (code(OURS).replace("A", "B", 1), "altered"), ("x" * 100_000, "not-one")],
)  # fmt: skip
def test_what_is_not_genuine_ends_with_one_and_says_why(keys: str, capsys, given: str, kind: str) -> None:
    assert main(["verify", given, code(OURS), "--keys", keys, "--json"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["genuine"], first["kind"], second["genuine"]) == (False, kind, True)
    assert main(["verify", given, "--keys", keys]) == 1
    assert capsys.readouterr().out.startswith("not genuine: ")


def test_a_terminal_is_not_written_to_by_a_certificate(keys: str, capsys) -> None:
    assert main(["verify", code(OURS, product="\x1b[2J"), "--keys", keys]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_keys_and_files_that_cannot_be_read_end_with_two(keys: str, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WARRANTOR_FOLDER", raising=False)
    monkeypatch.delenv("WARRANTOR_CERTIFICATES_FOLDER", raising=False)
    assert main(["verify", code(OURS)]) == 2
    assert "name the vendor's with `--keys FILE`" in capsys.readouterr().err
    (tmp_path / "none.json").write_text("{}")
    for given in (["none.pdf", "--keys", keys], [code(OURS), "--keys", "none.json"], [code(OURS), "--keys", "gone"]):
        assert main(["verify", *given]) == 2
        assert capsys.readouterr().err.startswith("warrantor verify: `none" if "gone" not in given else "warrantor")


@pytest.mark.django_db
def test_keys_are_listed_and_rotated_and_the_journal_knows(settings, tmp_path: Path, capsys) -> None:
    settings.CERTIFICATES_FOLDER, settings.NOW = tmp_path, lambda: AT
    assert main(["keys", "list"]) == 0
    assert "no key yet" in capsys.readouterr().out
    assert main(["keys", "rotate", "--why", "the first"]) == 0
    assert main(["keys", "rotate"]) == 0
    old, new = FolderKeys(tmp_path).known()
    assert f"`{new.id}` signs from now on; what `{old.id}` signed stays genuine" in capsys.readouterr().out
    assert main(["keys", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{old.id}  since 2024-01-20T20:00:00Z  until 2024-01-20T20:00:00Z",
        f"{new.id}  since 2024-01-20T20:00:00Z  in use",
    ]
    assert main(["keys", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == keys_told([old, new])
    assert [entry.why for entry in Entry.objects.filter(act="coverage.rotate_key")] == ["the first", ""]
