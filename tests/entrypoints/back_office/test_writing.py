"""Writing in the back office: every act ends in an entry of the journal under who did it, and nothing else writes."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.acting import BY
from tests.entrypoints.back_office.conftest import SignIn
from tests.entrypoints.portal.conftest import AT
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import Grant, User
from warrantor.apps.access.queries import person
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.coverage.alerts import raise_alert
from warrantor.apps.journal.models import Entry
from warrantor.apps.letters.enclosing import keep_files
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.letters.rules import Attachment, Mail
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Product, Program, Unit
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.registry.queries import history
from warrantor.entrypoints.back_office.site import site

pytestmark = pytest.mark.django_db
OFFICE = "/back-office/"
Row = dict[str, Any]

ACTS: dict[str, tuple[Row, str]] = {
    "registry/unit/add": (
        {"product": "{product}", "serial": "ID-0099", "sold_as": "new", "source": "invoice"}, "registry.register_unit",
    ),
    "registry/program/add": ({"name": "acme", "title": "Acme Care"}, "registry.add_program"),
    "registry/product/add": (
        {"program": "{program}", "code": "mini", "name": "Mini", "kind": "board"}, "registry.add_product",
    ),
    "registry/product/{product}/edit": ({"name": "Board 76 in", "kind": "board"}, "registry.change_product"),
    "registry/party/add": ({"name": "Acme Hall", "email": "hall@example.org"}, "registry.add_party"),
    "registry/party/{party}/edit": ({"name": "Acme Academy"}, "registry.change_details"),
    "registry/location/add": ({"key": "hall", "time_zone": "Europe/Vienna", "country": "AT"}, "registry.add_location"),
    "registry/historyevent/{fact}/correct": (
        {"on": "2023-05-19", "says": '{"by": "planted-installer"}', "source": "sheet"}, "registry.correct_event",
    ),
    "registry/historyevent/{fact}/withdraw": ({"source": "call"}, "registry.withdraw_event"),
    "registry/paper/{paper}/withdraw": ({"reason": "of another unit"}, "registry.withdraw_paper"),
    "coverage/alert/{alert}/settle": ({"outcome": "one of them was withdrawn"}, "coverage.settle_alert"),
    "letters/enclosure/{enclosure}/put": ({}, "registry.add_paper"),
    "access/user/{user}/shut-out": ({}, "access.shut_out"),
    "access/user/{out}/let-in": ({}, "access.let_in"),
    "access/grant/add": ({"email": "Bo@example.org", "role": "auditor"}, "access.grant_role"),
    "access/grant/{grant}/take": ({}, "access.revoke_role"),
    "access/token/{token}/end": ({}, "access.revoke_token"),
}  # fmt: skip
"""What is sent to each act, and the entry that it leaves."""


@pytest.fixture
def names(board: Unit, tmp_path) -> Row:
    """What stands in addresses and forms."""
    bo = User.objects.create_user("bo@example.org", at=AT)
    paper, _ = add_paper(
        board, "d.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 24, kind="photo", store=Folder(tmp_path), at=AT, by=BY
    )
    return {
        "unit": board.pk, "product": board.product_id, "program": board.program_id, "party": board.owner_id,
        "fact": HistoryEvent.objects.get(what="installed").pk, "paper": paper.pk, "user": bo.pk,
        "out": User.objects.create_user("out@example.org", at=AT, is_active=False).pk,
        "grant": grant_role(bo, Held("engineer"), at=AT, by=BY).pk,
        "alert": raise_alert("certified-twice", board, at=AT, by=BY).pk,
        "token": make_token(bo, "test", ["unit.read"], at=AT, by=BY)[0].pk,
        "enclosure": enclosed(board).pk,
    }  # fmt: skip


def enclosed(board: Unit) -> Enclosure:
    """A photo that came by e-mail for a claim about the board, from a sender who is not sure."""
    claim = open_claim(Report(board.program, "email", unit=board), at=AT, by=BY)
    letter = Letter.objects.create(key="k", claim=claim, program=board.program, origin="o", recorded=AT)
    mail = Mail(attachments=(Attachment("e.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 25),))
    keep_files(letter, mail, Folder(settings.PAPERS_FOLDER))
    return Enclosure.objects.get()


def send(client: Client, act: str, names: Row, said: Row) -> Any:
    data = {name: str(value).format(**names) if str(value)[:1] + str(value)[-1:] == "{}" and value[1:-1] in names
            else value for name, value in said.items()}  # fmt: skip
    return client.post(OFFICE + act.format(**names) + "/", data)


def test_every_act_is_tried_here() -> None:
    acts = {f"{screen.opts.app_label}/{screen.opts.model_name}/{act.name}" for screen in site._registry.values()
            for act in screen.acts}  # fmt: skip
    tried = {"/".join(part for part in act.split("/") if "{" not in part) for act in ACTS}
    assert acts == tried


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_told_in_the_journal_under_who_did_it(sign_in: SignIn, names: Row, act: str) -> None:
    client = sign_in("administrator")
    said, told = ACTS[act]
    before = Entry.objects.count()
    response = send(client, act, names, said)
    assert response.status_code == 302, response.content.decode()
    user = User.objects.get(email="administrator@example.org")
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert (entry.act, entry.actor, entry.door, entry.at) == (told, f"user:{user.pk}", "page", AT)
    assert Entry.objects.count() == before + 1
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("act", ACTS)
def test_an_empty_form_is_asked_again_and_writes_nothing(sign_in: SignIn, names: Row, act: str) -> None:
    said, _ = ACTS[act]
    if not said or act.startswith("registry/paper"):
        return  # there is nothing that must be said
    client = sign_in("administrator")
    before = Entry.objects.count()
    response = send(client, act, names, {})
    assert response.status_code == 422
    assert "This field is required" in response.content.decode()
    assert Entry.objects.count() == before


def test_no_screen_writes_by_django_s_own_means(sign_in: SignIn, names: Row) -> None:
    client = sign_in("administrator")
    for model, screen in site._registry.items():
        request = type("Request", (), {"person": person(User.objects.get(email="administrator@example.org"), AT)})()
        assert not screen.has_change_permission(request)
        assert not screen.has_delete_permission(request)
        assert screen.get_actions(request) == {}
        for write in (screen.save_model, screen.delete_model):
            with pytest.raises(PermissionDenied):
                write(request, *([None] * (3 if write == screen.save_model else 1)))
        with pytest.raises(PermissionDenied):
            screen.delete_queryset(request, model._default_manager.all())
    before = Entry.objects.count()
    for list_, row in (("registry/unit", "unit"), ("registry/historyevent", "fact"), ("access/user", "user")):
        assert client.post(f"{OFFICE}{list_}/{names[row]}/change/", {"serial": "X", "name": "X"}).status_code == 403
        assert (
            client.post(f"{OFFICE}{list_}/", {"action": "delete_selected", "_selected_action": "1"}).status_code < 500
        )
    assert Unit.objects.get().serial == "ID-0077"
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("act", "said", "told"),
    [
        ("registry/unit/add", {"product": "{product}", "serial": "id-0077 ", "sold_as": "new", "source": "x"},
         "is registered already"),
        ("registry/product/add", {"program": "{program}", "code": "board", "name": "B", "kind": "board"},
         "is a product of"),
        ("registry/product/{product}/edit", {"name": "Board", "kind": "lamp"}, "has units, whose answers would change"),
        ("registry/program/add", {"name": "idesign", "title": "x"}, "is there already"),
        ("registry/program/add", {"name": "a b", "title": "x"}, "Enter a valid"),
        ("registry/party/add", {"name": "x", "key": "planted-owner"}, "is a party already"),
        ("registry/party/add", {"name": "x\0"}, "Null characters are not allowed"),
        ("registry/location/add", {"key": "planted-place"}, "is a place already"),
        ("registry/location/add", {"key": "hall", "time_zone": "Europe/Atlantis"}, "is no time zone"),
        ("registry/location/add", {"key": "hall", "party": "nobody"}, "is no party"),
        ("registry/historyevent/{fact}/correct", {"on": "2031-01-01", "says": "{}", "source": "x"}, "still to come"),
        ("registry/historyevent/{fact}/correct", {"on": "", "says": "[" * 5_000, "source": "x"}, "Is no JSON object"),
        ("registry/historyevent/{fact}/correct", {"on": "", "says": "[1]", "source": "x"}, "Is no JSON object"),
        ("access/grant/add", {"email": "who@example.org", "role": "auditor"}, "Nobody signs in with it"),
        ("access/grant/add", {"email": "bo@example.org", "role": "reseller"}, "Is needed for"),
        ("access/grant/add", {"email": "bo@example.org", "role": "reseller", "party": "no"}, "is no party"),
        ("access/grant/add", {"email": "bo@example.org", "role": "auditor", "until": "2024-01-31"}, "Is over already"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_in_the_form(sign_in: SignIn, names: Row, act: str, said: Row, told: str) -> None:
    before = Entry.objects.count() + 1
    response = send(sign_in("administrator"), act, names, said)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert Entry.objects.count() == before, "but for the role of whoever tries"


def test_a_correction_stands_beside_what_it_corrects(sign_in: SignIn, names: Row, board: Unit) -> None:
    client = sign_in("warranty-manager")
    shown = client.get(f"{OFFICE}registry/historyevent/{names['fact']}/correct/").content.decode()
    assert "planted-installer" in shown
    act = "registry/historyevent/{fact}/correct"
    assert send(client, act, names, ACTS[act][0]).status_code == 302
    assert [event["on"] for event in history(board) if event["what"] == "installed"] == ["2023-05-20", "2023-05-19"]
    again = send(client, act, names, ACTS[act][0])
    assert "has been corrected or withdrawn already" in again.content.decode()


def test_details_are_changed_and_the_journal_names_nobody(sign_in: SignIn, names: Row) -> None:
    said = {"name": "Ada Quill", "email": "ada@example.org", "phone": "", "address": ""}
    send(sign_in("agent"), "registry/party/{party}/edit", names, said)
    assert PartyDetails.objects.get(party=names["party"]).name == "Ada Quill"
    entry = Entry.objects.get(act="registry.change_details")
    assert "ada" not in entry.detail.lower()
    assert '"changed":["name","email"]' in entry.detail


def test_a_party_that_was_erased_may_be_named_anew(sign_in: SignIn, names: Row) -> None:
    party = add_party(at=AT, by=BY, key="blank")
    send(sign_in("agent"), "registry/party/{party}/edit", {"party": party.pk}, {"name": "Acme"})
    assert PartyDetails.objects.get(party=party).name == "Acme"


def test_a_product_without_units_may_be_of_another_kind(sign_in: SignIn, names: Row) -> None:
    product = Product.objects.create(program_id=names["program"], code="mini", name="Mini", kind="board")
    said = {"name": "Mini", "kind": "lamp", "series": "S"}
    assert send(sign_in("warranty-manager"), "registry/product/{p}/edit", {"p": product.pk}, said).status_code == 302
    assert Product.objects.get(pk=product.pk).kind == "lamp"


def test_a_role_in_one_program_writes_in_that_program_alone(sign_in: SignIn, names: Row) -> None:
    Program.objects.create(name="its", title="its")
    client = sign_in("administrator", "its")
    bo = User.objects.get(email="bo@example.org")
    for program in ("", str(names["program"])):
        said = {"email": bo.email, "role": "administrator", "program": program}
        assert send(client, "access/grant/add", names, said).status_code == 422
    assert send(client, "access/grant/{grant}/take", names, {}).status_code == 404
    assert send(client, "registry/program/add", names, ACTS["registry/program/add"][0]).status_code == 403
    assert send(client, "registry/unit/add", names, ACTS["registry/unit/add"][0]).status_code == 422
    said = {"email": bo.email, "role": "agent", "program": Program.objects.get(name="its").pk, "until": "2024-03-01"}
    assert send(client, "access/grant/add", names, said).status_code == 302
    given = Grant.objects.get(user=bo, program="its")
    assert given.until is not None
    assert given.until.isoformat() == "2024-03-02T00:00:00+00:00"


def test_the_last_administrator_stays(sign_in: SignIn) -> None:
    client = sign_in("administrator")
    user = User.objects.get()
    grant = Grant.objects.get()
    for act in (f"access/grant/{grant.pk}/take", f"access/user/{user.pk}/shut-out"):
        response = send(client, act, {}, {})
        assert response.status_code == 422
        assert "is the last administrator" in response.content.decode()
    other = User.objects.create_user("bo@example.org", at=AT)
    grant_role(other, Held("administrator"), at=AT, by=BY)
    assert send(client, f"access/grant/{grant.pk}/take", {}, {}).status_code == 302
    assert client.get(OFFICE).status_code == 403


def test_who_is_shut_out_is_out(sign_in: SignIn, names: Row) -> None:
    client = sign_in("auditor", email="aud@example.org")
    aud = User.objects.get(email="aud@example.org")
    send(sign_in("administrator"), "access/user/{aud}/shut-out", {"aud": aud.pk}, {})
    assert client.get(OFFICE)["Location"].startswith("/account/login/")


def test_a_program_and_an_organisation_are_added(sign_in: SignIn, names: Row) -> None:
    client = sign_in("warranty-manager")
    send(client, "registry/program/add", names, ACTS["registry/program/add"][0])
    assert Program.objects.get(name="acme").title == "Acme Care"
    send(client, "registry/party/add", names, {"name": "Acme Hall", "key": "hall", "organisation": "on"})
    assert Party.objects.get(key="hall").organisation
