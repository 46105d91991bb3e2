"""`warrantor replay`: what was answered comes out the same; what does not is named."""

import json

import pytest

from tests.acting import BY
from tests.cases import SHARED, read_cases
from tests.entrypoints.portal.conftest import AT
from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.actions import answer, keep_decision
from warrantor.apps.coverage.models import Decision
from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.main import main

pytestmark = pytest.mark.django_db
UNIT = {"serial": "ID-1", "class": "board", "events": [{"what": "delivered", "on": "2023-05-10"}]}
QUESTION = {"program": "idesign", "ask": "cover", "at": "2024-01-01T12:00:00-08:00", "unit": UNIT}


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch) -> None:
    monkeypatch.setattr(site, "set_up", lambda: None)


def replayed(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(["replay", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_what_was_answered_comes_out_the_same(capsys) -> None:
    answer(load_program("idesign"), QUESTION, at=AT, by=BY)
    assert replayed(capsys) == (0, "", "1 decisions asked again: 1 same\n")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared cases are not beside this checkout")
def test_every_case_that_was_kept_comes_out_the_same(capsys) -> None:
    for case in read_cases(SHARED):
        answer(load_program(case["ask"]["program"]), case["ask"], at=AT, by=BY)
    code, out, err = replayed(capsys)
    assert (code, out) == (0, "")
    assert Decision.objects.count() > 50
    assert err.endswith(f"{Decision.objects.count()} decisions asked again: {Decision.objects.count()} same\n")


def test_a_difference_is_named_and_so_is_whether_the_terms_changed(capsys) -> None:
    program = load_program("idesign")
    told = program.decide(QUESTION)
    altered = {**told, "answer": "no", "plan": None}
    keep_decision(QUESTION, altered, at=AT, by=BY, digests=program.digests)
    keep_decision(QUESTION, altered, at=AT, by=BY, digests={**program.digests, "2023-01": "another"})
    code, out, err = replayed(capsys)
    same, changed = out.splitlines()
    assert code == 1
    assert "differs in answer, plan; the terms are the same" in same
    assert "the terms changed since: 2023-01" in changed
    assert err == "2 decisions asked again: 2 different\n"
    lines = [json.loads(line) for line in replayed(capsys, "--json")[1].splitlines()]
    assert [(line["before"]["answer"], line["after"]["answer"]) for line in lines] == [("no", told["answer"])] * 2


def test_what_can_no_longer_be_asked_is_named(capsys) -> None:
    keep_decision({**QUESTION, "program": "gone"}, {"answer": "no"}, at=AT, by=BY)
    code, out, _ = replayed(capsys)
    assert code == 1
    assert "cannot be asked: there is no program `gone`" in out


def test_only_some_can_be_replayed(capsys) -> None:
    answer(load_program("idesign"), QUESTION, at=AT, by=BY)
    assert "0 decisions" in replayed(capsys, "--program", "its")[2]
    assert "0 decisions" in replayed(capsys, "--until", AT.isoformat())[2]
    assert "1 decisions" in replayed(capsys, "--since", AT.isoformat())[2]
