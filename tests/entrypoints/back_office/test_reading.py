"""Reading in the back office: who gets in, what a list shows, finds and hands out, and under which headers."""

import pytest
from django.apps import apps
from django.test import Client

from tests.acting import BY
from tests.entrypoints.back_office.conftest import SignIn
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from warrantor.adapters.demo import people as demo
from warrantor.apps.access.actions import make_token
from warrantor.apps.access.models import Token, User
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.models import Party, Unit
from warrantor.entrypoints.back_office.screens import SCREENS
from warrantor.entrypoints.back_office.site import site

pytestmark = pytest.mark.django_db
OFFICE = "/back-office/"


def body(client: Client, address: str) -> str:
    response = client.get(OFFICE + address)
    assert response.status_code == 200, address
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_a_stranger_signs_in_where_everybody_does(client: Client) -> None:
    response = client.get(OFFICE + "registry/unit/?q=x")
    assert response["Location"] == "/account/login/?next=/back-office/registry/unit/%3Fq%3Dx"


def test_the_flags_of_django_let_nobody_in(client: Client) -> None:
    user = User.objects.create_user("flag@example.org", at=AT, is_staff=True)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(OFFICE).status_code == 403


@pytest.mark.parametrize("page", ["login/", "logout/", "password_change/", "registry/unit/1/delete/", "autocomplete/"])
def test_pages_of_django_that_would_go_round_are_not_there(sign_in: SignIn, board: Unit, page: str) -> None:
    assert sign_in("administrator").get(OFFICE + page).status_code == 404


def test_scripts_of_the_look_may_run_here_and_nowhere_else(sign_in: SignIn) -> None:
    client = sign_in("auditor")
    policy = client.get(OFFICE)["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in client.get("/account/")["Content-Security-Policy"]
    assert "unsafe-eval" not in client.get(OFFICE + "nothing/")["Content-Security-Policy"]
    assert "<style" not in client.get(OFFICE).content.decode()


def test_no_screen_has_a_fault_that_django_sees() -> None:
    assert [fault for screen in site._registry.values() for fault in screen.check()] == []


WITHOUT = {
    "PartyDetails", "PaperWithdrawal", "Revocation", "CertificateRevocation", "RegistrationRuling",
    "KeptRequest", "Work", "ActivationCode", "CodeTry", "Acceptance", "Order", "Transfer", "InstallBatch", "Scan",
    "Endpoint", "EndpointSecret", "Delivery",
    "Notice", "NoticeTemplate", "Reading",
    "Claim", "Contact", "Draft", "Version", "Step", "Leg", "Note",
    "Goodwill", "GoodwillLimit", "HelpContact",
    "Disposition", "Exchange", "Obstacle", "Parcel", "Receipt", "ReturnAddress", "Rma",
    "Quote", "Invoice",
    "Visit", "Offer", "Appointment", "PartUsed", "Feed",
}  # fmt: skip
"""Tables without a screen: shown with what they belong to or on pages of their own, or nobody's to read."""


def test_every_table_has_a_screen_or_a_reason() -> None:
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("warrantor.apps.")}
    assert ours - {model.__name__ for model in site._registry} == WITHOUT


@pytest.mark.parametrize("screen", [screen for _, screen in SCREENS], ids=lambda screen: screen.__name__)
def test_each_list_is_drawn_found_in_and_handed_out(sign_in: SignIn, board: Unit, screen: type) -> None:
    shown = next(one for one in site._registry.values() if isinstance(one, screen))
    client, list_ = sign_in("administrator"), f"{shown.opts.app_label}/{shown.opts.model_name}/"
    assert "Traceback" not in body(client, f"{list_}?q=nothing-like-it")
    assert body(client, list_ + "export/").splitlines()[0] == ",".join(shown.list_display)
    rows = shown.model._default_manager.all()
    for row in rows[:1]:
        assert str(getattr(row, "pk", "")) in body(client, f"{list_}{row.pk}/change/")


@pytest.mark.parametrize(
    ("list_", "asked", "told"),
    [
        ("registry/unit/", "q=id-00", "ID-0077"),
        ("registry/unit/", "q=id-01", None),
        ("registry/unit/", "sold_as__exact=used", None),
        ("registry/party/", "q=planted%20acad", "Planted Academy"),
        ("registry/historyevent/", "of_what=installed&recorded_in=1", "installed"),
        ("registry/historyevent/", "of_what=serviced", None),
        ("registry/product/", "o=3.-1", "Board 75 in"),
        ("journal/entry/", "q=registry.register_", "unit:idesign/ID-0077"),
        ("access/user/", "q=ADMIN", "administrator@example.org"),
    ],
)
def test_a_list_is_searched_filtered_and_sorted(sign_in: SignIn, board: Unit, list_: str, asked: str, told) -> None:
    client = sign_in("administrator")
    lines = body(client, f"{list_}export/?{asked}").splitlines()
    assert (len(lines) > 1) == bool(told)
    assert told is None or told in lines[1]
    assert (told or "No results found") in body(client, f"{list_}?{asked}")


def test_rows_of_another_program_are_not_there(sign_in: SignIn, board: Unit) -> None:
    client = sign_in("warranty-manager", "its")
    assert "ID-0077" not in body(client, "registry/unit/export/")
    assert client.get(f"{OFFICE}registry/unit/{board.pk}/change/").status_code == 404


def test_what_is_handed_out_runs_nowhere_and_stands_in_the_journal(sign_in: SignIn, board: Unit) -> None:
    make_unit("=1+1")
    client = sign_in("auditor")
    assert "\n'=1+1,idesign," in body(client, "registry/unit/export/?q=%3D1").replace("\r", "")
    entry = Entry.objects.get(act="back-office.export")
    assert (entry.subject, entry.detail) == ("table:registry.unit", '{"filters":["q"]}')


def test_who_may_not_take_lists_out_takes_none(sign_in: SignIn, board: Unit, monkeypatch) -> None:
    from warrantor.apps.access import rules

    auditor = rules.ROLES["auditor"]
    less = rules.Role(auditor.title, True, auditor.may - {"unit.export"})
    monkeypatch.setitem(rules.ROLES, "auditor", less)
    client = sign_in("auditor")
    assert client.get(OFFICE + "registry/unit/export/").status_code == 403
    assert "Export as CSV" not in body(client, "registry/unit/")


@pytest.mark.parametrize("asked", ["access/token/?digest__startswith=a", "access/user/?password__startswith=m"])
def test_nothing_is_filtered_by_but_what_is_offered(sign_in: SignIn, asked: str) -> None:
    assert sign_in("administrator").get(OFFICE + asked).status_code == 400


def test_no_digest_is_shown(sign_in: SignIn) -> None:
    client = sign_in("administrator")
    user = User.objects.get()
    user.set_password("correct horse battery")
    user.save()
    make_token(user, "test", ["unit.read"], at=AT, by=BY)
    token = Token.objects.get()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    for address in ("access/token/", f"access/token/{token.pk}/change/", "access/token/export/",
                    "access/user/", f"access/user/{user.pk}/change/", "access/user/export/"):  # fmt: skip
        told = body(client, address)
        assert token.digest not in told
        assert user.password not in told


@pytest.mark.parametrize("asked", ["?q=%00", "?p=x", "?o=99", "?program__id__exact=x", "?p=9999999999999999999999"])
def test_what_no_list_understands_breaks_nothing(sign_in: SignIn, board: Unit, asked: str) -> None:
    client = sign_in("administrator")
    for page in ("registry/unit/", "registry/unit/export/"):
        assert client.get(OFFICE + page + asked).status_code in (200, 302, 404)


@pytest.mark.parametrize("number", ["x", "0", "99999999999999999999999", "1_2F"])
def test_a_row_that_is_not_there_is_not_found(sign_in: SignIn, board: Unit, number: str) -> None:
    assert sign_in("administrator").get(f"{OFFICE}registry/unit/{number}/change/").status_code == 404


def test_a_list_asks_the_same_few_things_however_long_it_is(
    sign_in: SignIn, board: Unit, django_assert_max_num_queries
) -> None:
    client = sign_in("warranty-manager")
    for number in range(20):
        make_unit(f"ID-1{number:03}")
    for list_ in ("registry/unit/", "registry/historyevent/", "registry/party/"):
        with django_assert_max_num_queries(12):
            assert client.get(OFFICE + list_).status_code == 200


def test_the_manager_of_the_demonstration_has_a_way_in(board: Unit, client: Client) -> None:
    board.owner = Party.objects.get(key=OWNER)
    board.save()
    demo.add_people(AT)
    user = User.objects.get(email="wanda@demo.example")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert 'href="/back-office/"' in client.get("/units/").content.decode()
    assert "Register a unit" in body(client, "registry/unit/")
    oona = User.objects.get(email="oona@demo.example")
    client.force_login(oona, "allauth.account.auth_backends.AuthenticationBackend")
    assert 'href="/back-office/"' not in client.get("/units/").content.decode()
