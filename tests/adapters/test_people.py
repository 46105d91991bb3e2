"""What is held of a person: all of it is handed out, none of it is left, and every record stays valid."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import make_unit
from warrantor.adapters import people
from warrantor.adapters.documents import load_program
from warrantor.adapters.journal_heads import FileHeads
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import KeptRequest, User
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.inviting.actions import invite
from warrantor.apps.channel.prices.actions import ask_price
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.actions import record, seal
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.journal.verifying import Verified, verify
from warrantor.apps.registry.actions import add_location, add_party
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Program
from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.main import main

pytestmark = pytest.mark.django_db
AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
DETAILS = {"name": "Ada Quill", "email": "Ada@example.org", "phone": "+1 555 0100", "address": "7 Lantern Row"}
PERSONAL = ("ada quill", "ada@example.org", "+1 555 0100", "lantern row")


@pytest.fixture
def ada() -> User:
    """A customer with everything that can hang on a person, beside one who has nothing to do with her."""
    party = add_party(at=AT, by=BY, key="ada-7", details=DETAILS)
    add_party(at=AT, by=BY, key="bo-8", details={"name": "Bo Fell", "email": "bo@example.org"})
    add_location("attic", at=AT, by=BY, party=party, country="US")
    user = User.objects.create_user("ada@example.org", "correct horse battery", at=AT, name="Ada Quill")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hush"})
    grant_role(user, Held("end-customer", "ada-7"), at=AT, by=BY)
    token, _ = make_token(user, "of Ada", ["unit.read"], at=AT, by=BY)
    KeptRequest.objects.create(caller=f"token:{token.pk}", key="k", digest="d", body="Ada Quill", at=AT)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    unit = make_unit("ID-0077", {"what": "purchased", "on": "2023-05-01", "by": "ada-7"})
    unit.owner = party
    unit.save()
    bo = Party.objects.get(key="bo-8")
    invite("ada@example.org", "end-customer", bo, None, link=lambda secret: "", at=AT, by=BY)
    phones = Program.objects.create(name="softnetworks", title="Phones")
    ask_price(party, phones, "premium", note="Call Ada Quill, +1 555 0100", at=AT, by=BY)
    question = {"program": "idesign", "ask": "cover", "at": AT.isoformat(), "unit": unit_facts(unit)}
    answer(load_program("idesign"), question, at=AT, by=BY, unit=unit)
    record("registry.append_event", "unit:idesign/ID-0077", by=By(f"user:{user.pk}", "page"), at=AT)
    return user


def everything() -> str:
    """Every value of every row in the database, sessions opened."""
    rows = [str(list(model.objects.values_list())) for model in apps.get_models()]
    return " ".join([*rows, *(str(one.get_decoded()) for one in Session.objects.all())]).lower()


@pytest.mark.parametrize("named", ["ada@example.org", "ADA@example.org", "ada-7", "party:ada-7", "user"])
def test_a_person_is_found_by_any_of_their_names(ada: User, named: str) -> None:
    found = people.find(f"user:{ada.pk}" if named == "user" else named)
    assert found.keys == [f"user:{ada.pk}", "party:ada-7"]


@pytest.mark.parametrize("named", ["nobody@example.org", "", "user:999999", "who"])
def test_nobody_is_found(ada: User, named: str) -> None:
    with pytest.raises(people.UnknownPerson, match="nobody is known as"):
        people.find(named)


def test_an_organisation_is_no_person() -> None:
    add_party(at=AT, by=BY, key="acme", organisation=True)
    with pytest.raises(people.UnknownPerson, match="is an organisation"):
        people.find("acme")


def test_all_that_is_held_is_handed_out_and_no_secret(ada: User) -> None:
    told = people.hand_out(people.find("ada-7"), at=AT, by=BY)
    text = json.dumps(told)
    assert told["user"]["addresses"] == [{"email": "ada@example.org", "verified": True, "primary": True}]
    assert [one["role"] for one in told["user"]["roles"]] == ["end-customer"]
    assert [one["name"] for one in told["user"]["tokens"]] == ["of Ada"]
    [party] = told["parties"]
    assert party["details"] == DETAILS
    assert [one["key"] for one in party["locations"]] == ["attic"]
    assert party["units"] == ["idesign/ID-0077"]
    assert [one["event"]["what"] for one in party["history"]] == ["purchased"]
    assert len(told["decisions"]) == 1
    assert [one["email"] for one in told["invitations"]] == ["ada@example.org"]
    assert [one["note"] for one in told["price_requests"]] == ["Call Ada Quill, +1 555 0100"]
    assert {one["act"] for one in told["journal"]} >= {"registry.append_event", "registry.add_party"}
    assert "hush" not in text
    assert ada.password not in text
    assert "bo@example.org" not in text
    assert Entry.objects.filter(act="people.hand_out", subject="party:ada-7").count() == 1


def test_nothing_of_a_person_is_left_and_every_record_is_valid(ada: User, tmp_path: Path, capsys, monkeypatch) -> None:
    heads = FileHeads(tmp_path)
    seal(heads, at=AT)
    before = [list(model.objects.order_by("pk").values_list()) for model in (HistoryEvent, Decision)]
    assert all(word in everything() for word in PERSONAL)

    people.erase(people.find("ada@example.org"), at=AT + timedelta(days=1), by=BY)

    left = everything()
    assert [word for word in PERSONAL if word in left] == []
    assert [list(model.objects.order_by("pk").values_list()) for model in (HistoryEvent, Decision)] == before
    assert list(PartyDetails.objects.exclude(name="Planted Academy").values_list("name", flat=True)) == ["Bo Fell"]
    told = Entry.objects.filter(act__in=["registry.erase_person", "access.erase_user"])
    assert set(told.values_list("subject", flat=True)) == {"party:ada-7", f"user:{ada.pk}"}
    seal(heads, at=AT + timedelta(days=2))
    assert list(verify(heads, Verified())) == []
    monkeypatch.setattr(site, "set_up", lambda: None)
    assert main(["replay"]) == 0
    assert "1 decisions asked again: 1 same" in capsys.readouterr().err


def test_the_last_administrator_is_not_forgotten(ada: User, capsys, monkeypatch) -> None:
    monkeypatch.setattr(site, "set_up", lambda: None)
    grant_role(ada, Held("administrator"), at=AT, by=BY)
    assert main(["person", "erase", "ada@example.org", "--why", "asked by letter"]) == 1
    assert "is the last administrator (make somebody else administrator first)" in capsys.readouterr().err
    assert PartyDetails.objects.filter(party__key="ada-7").exists(), "nothing of them went"


def test_from_a_shell(ada: User, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(site, "set_up", lambda: None)
    out = tmp_path / "ada.json"
    assert main(["person", "export", "ada-7", str(out), "--why", "asked by letter"]) == 0
    assert json.loads(out.read_text())["parties"][0]["details"]["name"] == "Ada Quill"
    assert out.stat().st_mode & 0o777 == 0o600
    assert main(["person", "export", "ada-7", str(out)]) == 2
    assert main(["person", "erase", "ada@example.org", "--why", "asked by letter"]) == 0
    assert Entry.objects.filter(act="access.erase_user", why="asked by letter", actor="system").count() == 1
    capsys.readouterr()
    assert main(["person", "erase", "ada@example.org", "--why", "again"]) == 1
    assert "nobody is known as" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["person", "erase", "bo-8"])
