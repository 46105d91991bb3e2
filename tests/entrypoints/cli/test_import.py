"""`warrantor import`: all is checked before anything is written, wrong rows are named, and nothing comes twice."""

import csv
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError

from tests.acting import BY
from warrantor.adapters.importing import running
from warrantor.apps.coverage.models import Standing
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Party, PartyDetails, Program, Unit
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.main import main

pytestmark = pytest.mark.django_db
AT = datetime(2024, 2, 1, 20, tzinfo=UTC)
HEAD = "serial,product,sold_as,purchased_on,purchased_by,delivered_on,registered_on,registered_complete\n"


@pytest.fixture(autouse=True)
def _ready(settings, tmp_path, monkeypatch) -> Program:
    """A program with two products and a party; one day in 2024."""
    settings.NOW = lambda: AT
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    monkeypatch.setattr(site, "set_up", lambda: None)
    monkeypatch.setattr(site, "check_database", lambda: None)
    program = actions.add_program("idesign", "iDesign", at=AT, by=BY)
    actions.add_product(program, "board-75", name="Board", kind="board", at=AT, by=BY)
    actions.add_product(program, "player", name="Player", kind="media-player", at=AT, by=BY)
    actions.add_party(at=AT, by=BY, key="oak", details={"name": "Oak School"})
    return program


@pytest.fixture
def bring(tmp_path, capsys) -> Callable[..., tuple[int, str, str]]:
    """Brings in a text as a file of that name."""

    def act(text: str | bytes, *arguments: str, name: str = "f.csv") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        code = main(["import", str(path), "--program", "idesign", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return act


def facts(serial: str) -> list[tuple[str, str | None, dict]]:
    rows = HistoryEvent.objects.filter(unit__serial=serial).order_by("id")
    return [(row.what, row.happened_on and row.happened_on.isoformat(), row.data) for row in rows]


def test_units_come_in_with_their_facts(bring) -> None:
    code, out, err = bring(HEAD + "A-1,board-75,,2023-05-02,oak,2023-05-10,2023-05-20,yes\nA-2,PLAYER,used,,,,,\n")
    assert (code, out) == (0, "")
    assert err.endswith("2 rows brought in, 0 there already, 0 wrong\n")
    unit = Unit.objects.get(serial="A-1")
    assert (unit.product.code, unit.sold_as, unit.owner.key) == ("board-75", "new", "oak")
    assert facts("A-1") == [
        ("purchased", "2023-05-02", {"by": "oak"}),
        ("delivered", "2023-05-10", {}),
        ("registered", "2023-05-20", {"complete": True}),
    ]
    assert Unit.objects.get(serial="A-2").sold_as == "used"
    assert HistoryEvent.objects.filter(unit=unit).first().source == "f.csv row 2"
    assert Standing.objects.filter(unit=unit, at=AT).exists()
    acts = list(Entry.objects.filter(door="command").values_list("act", flat=True).order_by("id"))
    assert acts == ["import.begin", "registry.register_units", "import.end"]


def test_facts_of_units_on_record_and_parties_come_in(bring) -> None:
    bring(HEAD + "A-1,board-75,,,,,,\n")
    text = "serial,what,on,to,source\na-1,transferred,2023-06-01,elm,call 7\nA-1,serviced,unknown,,\n"
    code, out, _ = bring(text, name="h.csv")
    assert code == 1
    assert "is no party on record" in out
    code, _, err = bring("key,name,email,organisation\nelm,Elm,elm@elm.example,yes\n", name="p.csv")
    assert code == 0, err
    assert PartyDetails.objects.get(party__key="elm").email == "elm@elm.example"
    code, _, err = bring(text, name="h.csv")
    assert code == 0, err
    assert facts("A-1") == [("transferred", "2023-06-01", {"to": "elm"}), ("serviced", None, {})]
    assert Unit.objects.get(serial="A-1").owner.key == "elm"
    assert HistoryEvent.objects.get(what="transferred").source == "call 7"


BROKEN = [
    ("serial: `` is empty", ",board-75,,,,,,"),
    ("product: `` is empty", "B-2,,,,,,,"),
    ("product: `board-99` is no product on record", "B-3,board-99,,,,,,"),
    ("sold_as: `stolen` is not a way to sell", "B-4,board-75,stolen,,,,,"),
    ("purchased_on: `2023-13-02` is no day", "B-5,board-75,,2023-13-02,,,,"),
    ("purchased_on: `02/05/2023` is no day", "B-6,board-75,,02/05/2023,,,,"),
    ("purchased_on: `2093-05-02` is still to come", "B-7,board-75,,2093-05-02,,,,"),
    ("purchased_on: `0023-05-02` is too long ago", "B-8,board-75,,0023-05-02,,,,"),
    ("purchased_by: `nobody` is no party on record", "B-9,board-75,,2023-05-02,nobody,,,"),
    ("registered_complete: `perhaps` is neither yes nor no", "B-10,board-75,,,,,2023-05-02,perhaps"),
    ("serial: `=1+1` is a formula", "=1+1,board-75,,,,,,"),
    ("purchased_on: `=TODAY()` is a formula", "B-12,board-75,,=TODAY(),,,,"),
    ("is too long", "B" * 90 + ",board-75,,,,,,"),
    ("serial: `B\\x07` holds a character", "B\x07,board-75,,,,,,"),
    ("serial: `B\\x00` holds a character", "B\0,board-75,,,,,,"),
    ("serial: `B\\n-15` holds a character", '"B\n-15",board-75,,,,,,'),
    ("row: `surplus` more cells than there are columns", "B-16,board-75,,,,,,,surplus"),
    ("purchased_on: `2023-02-30` is no day", "B-17,board-75,,2023-02-30,,,,"),
    ("purchased_on: `2023-02-03T10:00:00` is no day", "B-18,board-75,,2023-02-03T10:00:00,,,,"),
    ("serial: `A-1` twice in the file", "a-1,board-75,,,,,,"),
]


def test_twenty_kinds_of_broken_rows_are_each_named_and_the_right_ones_come_in(bring, tmp_path) -> None:
    rows = [row for _, row in BROKEN] + ["A-1,board-75,,,,,,", "A-2,board-75,,2023-05-02,,,,"]
    text = HEAD + "\n".join(rows) + "\n"
    code, out, err = bring(text)
    assert (code, Unit.objects.count(), ImportRun.objects.count()) == (1, 0, 0)
    assert not Entry.objects.filter(door="command").exists()
    assert "22 rows: 1 ready, 0 there already, 21 wrong; nothing was saved" in err
    assert "row 2, serial: read ``; expected something in every row" in out
    assert "6 rows: is no day" not in out
    assert "4 rows: is no day" in out
    code, _, err = bring(text, "--bad", str(tmp_path / "bad.csv"))
    assert (code, [unit.serial for unit in Unit.objects.all()]) == (1, ["A-2"])
    with (tmp_path / "bad.csv").open(newline="") as file:
        bad = list(csv.DictReader(file))
    assert len(bad) == len(BROKEN) + 1
    assert [row["reason"] for row, (cause, _) in zip(bad, BROKEN, strict=False) if cause not in row["reason"]] == []
    assert bad[10]["serial"] == "'=1+1"


def test_wrong_rows_that_are_mended_come_in_from_their_own_file(bring, tmp_path) -> None:
    bring(HEAD + "A-1,board-75,,,,,,\nA-2,board-99,,,,,,\n", "--bad", str(tmp_path / "bad.csv"))
    mended = (tmp_path / "bad.csv").read_text().replace("A-2,board-99", "A-2,board-75")
    code, _, err = bring(mended, name="mended.csv")
    assert code == 0
    assert "not used: `row`, `reason`" in err
    assert sorted(Unit.objects.values_list("serial", flat=True)) == ["A-1", "A-2"]


def test_a_check_saves_nothing(bring, settings) -> None:
    code, _, err = bring(HEAD + "A-1,board-75,,,,,,\n", "--check")
    assert code == 0
    assert "1 row: 1 ready, 0 there already, 0 wrong; nothing was saved" in err
    assert (Unit.objects.count(), ImportRun.objects.count(), Entry.objects.filter(door="command").count()) == (0, 0, 0)
    assert list(Path(settings.IMPORTS_FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("serial,product\n", "nothing under it"),
        ("serial,serial\nA,B\n", "`serial` is there twice"),
        ("serial,note\nA,B\n", "no column for `product`"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(bring, text: str, said: str) -> None:
    code, out, err = bring(text)
    assert (code, out) == (2, "")
    assert said in err
    assert ImportRun.objects.count() == 0


def test_an_unknown_program_or_column_or_file_is_refused(bring, tmp_path, capsys) -> None:
    assert main(["import", str(tmp_path / "none.csv"), "--program", "idesign"]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "none.csv"), "--program", "nope"]) == 2
    assert "`nope` is no program on record" in capsys.readouterr().err
    code, _, err = bring("serial,product\nA,board-75\n", "--column", "product=Thing")
    assert code == 2
    assert "there is no column `Thing`" in err


def test_the_same_file_is_known_again_and_nothing_comes_twice(bring) -> None:
    text = HEAD + "A-1,board-75,,2023-05-02,oak,,,\n"
    bring(text)
    code, _, err = bring(text, name="other-name.csv")
    assert code == 0
    assert "this file was brought in on 2024-02-01" in err
    assert "0 rows brought in, 1 there already" in err
    history = "serial,what,on\nA-1,serviced,2023-06-01\n"
    bring(history, name="h.csv")
    assert "0 rows brought in, 1 there already" in bring(history, name="h.csv")[2]
    parties = "key,name\nelm,Elm\n"
    bring(parties, name="p.csv")
    assert "0 rows brought in, 1 there already" in bring(parties, name="p.csv")[2]
    assert (Unit.objects.count(), HistoryEvent.objects.count(), Party.objects.count()) == (1, 2, 2)


def test_a_serial_on_record_with_something_else_is_a_problem(bring) -> None:
    bring(HEAD + "A-1,board-75,,2023-05-02,oak,,,\n")
    code, out, _ = bring(HEAD + "a-1,player,,,,,,\n")
    assert code == 1
    assert "is on record as something else" in out
    code, out, _ = bring(HEAD + "A-1,board-75,,2023-05-03,oak,,,\n")
    assert code == 1
    assert "is on record without this `purchased`" in out


def test_facts_of_a_unit_come_in_all_or_none(bring, tmp_path) -> None:
    bring(HEAD + "A-1,board-75,,,,,,\nA-2,board-75,,,,,,\n")
    text = "serial,what,on\nA-1,serviced,2023-06-01\nA-2,serviced,2023-06-01\nA-1,serviced,2093-06-01\n"
    text += "A-2,danced,2023-01-01\nA-2,inspected,2023-07-01\n"
    code, out, err = bring(text + "A-1,serviced,\n", "--bad", str(tmp_path / "b.csv"), name="h.csv")
    assert code == 1
    assert "another row of it is wrong" in out
    assert "0 rows brought in" in err
    assert HistoryEvent.objects.count() == 0


def test_a_run_that_is_cut_off_goes_on_and_nothing_comes_twice(bring, monkeypatch) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    text = HEAD + "".join(f"A-{n},board-75,,2023-05-02,oak,,,\n" for n in range(35))
    register, calls = actions.register_units, []

    def cut_off(arriving, **about):
        made = register(arriving, **about)
        calls.append(len(arriving))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(actions, "register_units", cut_off)
    assert bring(text)[0] == 130
    assert Unit.objects.count() == 10, "the batch that was cut off is not half there"
    monkeypatch.setattr(actions, "register_units", register)
    assert "25 ready, 10 there already, 0 wrong; nothing was saved" in bring(text, "--check")[2]
    assert Unit.objects.count() == 10
    code, _, err = bring(text)
    assert code == 0
    assert "cut off after 10 of 35 rows; going on" in err
    assert (Unit.objects.count(), HistoryEvent.objects.count()) == (35, 35)
    assert ImportRun.objects.get().state == "done"


def test_what_somebody_registers_meanwhile_is_there_already(bring, monkeypatch) -> None:
    confirm = running.confirm

    def after_somebody(run, **about):
        product = Program.objects.get().pk and Unit._meta.get_field("product").related_model.objects.get(
            code="board-75"
        )
        actions.register_unit(product, "A-1", at=AT, by=BY, source="call")
        confirm(run, **about)

    monkeypatch.setattr(running, "confirm", after_somebody)
    code, _, err = bring(HEAD + "A-1,board-75,,,,,,\nA-2,board-75,,,,,,\n")
    assert (code, Unit.objects.count()) == (0, 2)
    assert "1 row brought in, 1 there already" in err


def test_somebody_who_is_at_the_same_rows_for_long_is_waited_out(bring, monkeypatch) -> None:
    register, before = actions.register_units, [Conflict("serial", "is registered already"), IntegrityError()] * 2

    def after_somebody(arriving, **about):
        if before:
            raise before.pop()
        return register(arriving, **about)

    monkeypatch.setattr(actions, "register_units", after_somebody)
    code, _, err = bring(HEAD + "A-1,board-75,,,,,,\nA-2,board-75,,,,,,\n")
    assert (code, Unit.objects.count()) == (0, 2), err
    assert "2 rows brought in, 0 there already, 0 wrong" in err


def test_a_batch_takes_the_same_number_of_statements_however_many_rows(bring, django_assert_max_num_queries) -> None:
    bring(HEAD + "".join(f"A-{n},board-75,,2023-05-02,oak,,,\n" for n in range(3)))
    with django_assert_max_num_queries(60) as seen:
        bring(HEAD + "".join(f"B-{n},board-75,,2023-05-02,oak,,,\n" for n in range(400)))
    assert len(seen) > 5
    facts = "serial,what,on,to\n"
    with django_assert_max_num_queries(60):
        bring(facts + "".join(f"B-{n},transferred,2023-06-02,oak\n" for n in range(400)), name="h.csv")
    assert HistoryEvent.objects.filter(what="transferred").count() == 400


def test_rows_kept_aside_are_forgotten_after_a_month(bring, settings) -> None:
    old = Path(settings.IMPORTS_FOLDER) / "old.sqlite3"
    old.parent.mkdir()
    old.touch()
    os.utime(old, (0, (AT - timedelta(days=31)).timestamp()))
    bring(HEAD + "A-1,board-75,,,,,,\n")
    assert not old.exists()


def test_a_semicolon_file_in_latin_1_with_a_mark_comes_in(bring) -> None:
    text = "Serial No;Model;Purchase date;source\nÄ-1;board-75;2023-05-02;Büro\n".encode("latin-1")
    code, _, err = bring(b"\xef\xbb\xbf" + text)
    assert code == 0, err
    assert "guessed: column `Model` says product" in err
    assert HistoryEvent.objects.get(unit__serial="Ä-1").source == "Büro"
    assert json.dumps(facts("Ä-1")) == '[["purchased", "2023-05-02", {}]]'


def test_columns_are_mended_by_rule_and_cells_by_hand(bring) -> None:
    text = "Serial,product,sold_as,purchased_on\na-1,BOARD,,02/05/2023\nA-2,board-75,stolen,31/12/2022\n"
    rules = ("purchased_on=day/month", "product=BOARD -> board-75", "serial=upper")
    said = [part for rule in rules for part in ("--rule", rule)] + ["--cell", "3:sold_as=used"]
    code, _, err = bring(text, "--check", *said)
    assert (code, Unit.objects.count()) == (0, 0)
    assert "mended: purchased_on: day/month (2 cells)" in err
    assert "mended: row 3, sold_as: `used` (1 cell)" in err
    code, _, err = bring(text, *said)
    assert code == 0, err
    assert [(u.serial, u.sold_as) for u in Unit.objects.order_by("serial")] == [("A-1", "new"), ("A-2", "used")]
    assert facts("A-1") == [("purchased", "2023-05-02", {})]
    assert '"mended":5' in Entry.objects.get(act="import.begin").detail


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--rule", "product=dance"), "`dance` is no rule"),
        (("--rule", "colour=upper"), "no column `colour`"),
        (("--cell", "9:product=x"), "no row 9"),
    ],
)
def test_a_rule_that_is_none_is_refused_and_nothing_is_left(bring, settings, said: tuple[str, ...], told: str) -> None:
    code, _, err = bring("serial,product\nA-1,board-75\n", *said)
    assert (code, told in err) == (2, True)
    assert list(Path(settings.IMPORTS_FOLDER).iterdir()) == []


def test_a_cell_that_is_none_is_refused(bring, capsys) -> None:
    with pytest.raises(SystemExit):
        bring("serial,product\nA-1,board-75\n", "--cell", "product=x")
    assert "names no cell; expected such as `12:purchased_on=2024-05-02`" in capsys.readouterr().err


def test_two_commands_at_one_file_leave_each_other_alone_and_nothing_comes_twice(bring, tmp_path, settings) -> None:
    text = HEAD + "A-1,board-75,,2023-05-02,oak,,,\n"
    (tmp_path / "f.csv").write_text(text)
    other = running.begin(tmp_path / "f.csv", Program.objects.get(), name="f.csv", at=AT, by=By("system", "command"))
    running.choose(other, running.matched(other))
    assert bring(text)[0] == 0
    assert running.is_kept(other)
    for _ in ("check", "write"):
        other = list(running.steps(other, by=BY))[-1]
        running.confirm(other, at=AT, by=BY)
    assert (other.state, other.brought, other.there) == ("done", 0, 1)
    assert (Unit.objects.count(), HistoryEvent.objects.count()) == (1, 1)


def test_what_a_command_gave_up_is_forgotten(bring, tmp_path) -> None:
    text, ago = HEAD + "A-1,board-75,,,,,,\n", AT - timedelta(hours=2)
    (tmp_path / "f.csv").write_text(text)
    left = running.begin(tmp_path / "f.csv", Program.objects.get(), name="f.csv", at=ago, by=By("system", "command"))
    assert bring(text)[0] == 0
    assert not running.is_kept(left)
    assert ImportRun.objects.get().state == "done"
