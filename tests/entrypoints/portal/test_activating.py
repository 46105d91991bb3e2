"""Entering a card's code as a customer, and making, printing and revoking cards as staff."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, OWNER, PURCHASED, REGISTERED, make_unit
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.codes.actions import make_codes
from warrantor.apps.coverage.codes.rules import TRIES, make_code, spelled
from warrantor.apps.coverage.models import ActivationCode, CodeBatch
from warrantor.apps.registry.queries import history

pytestmark = pytest.mark.django_db
PLAN = "multicare-advanced-3y"
HELD = {"what": "plan-purchased", "on": "2023-05-22", "plan": PLAN, "invoice": "D-2"}
NOON = AT.replace(year=2023, month=6, day=1)


def client_of(email: str, held: Held) -> Client:
    user = User.objects.create_user(email, at=NOON)
    grant_role(user, held, at=NOON, by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def at_noon(settings) -> None:
    settings.NOW = lambda: NOON


@pytest.fixture
def customer(at_noon) -> Client:
    return client_of("oak@example.org", Held("end-customer", OWNER))


@pytest.fixture
def manager(at_noon) -> Client:
    return client_of("manager@example.org", Held("warranty-manager"))


@pytest.fixture
def board(db):
    return make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, at=NOON - timedelta(hours=1))


@pytest.fixture
def code(board) -> str:
    return make_codes(board.program, PLAN, 1, "spring", at=NOON, by=BY)[1][0]


@pytest.mark.clause("idesign:I.activation-code")
def test_a_customer_enters_a_code_and_the_plan_is_activated(customer, board, code) -> None:
    page = customer.get(f"/activate/?code={code}")
    assert f'value="{code}"' in page.content.decode()
    done = customer.post("/activate/", {"code": spelled(code).lower(), "serial": "id-0077"}, follow=True)
    assert "is activated" in done.content.decode()
    assert "activated" in [event["what"] for event in history(board)]


def test_wrong_used_revoked_and_too_many_are_told_apart(customer, board, code) -> None:
    def told(typed: str, serial: str = "ID-0077") -> tuple[int, str]:
        response = customer.post("/activate/", {"code": typed, "serial": serial})
        return response.status_code, response.content.decode()

    swapped = code[1] + code[0] + code[2:]
    if swapped != code:
        assert "changed places" in told(swapped)[1]
    assert "we have no unit of yours" in told(code, "ID-9999")[1]
    status, page = told("")
    assert status == 422
    assert "<title>Error: " in page
    assert customer.post("/activate/", {"code": code, "serial": "ID-0077"}).status_code == 302
    assert "was used" in told(code)[1]
    for _ in range(TRIES):
        last = told(make_code())
    assert "is on none of our cards" in last[1] or last[0] == 429
    status, page = told(make_code())
    assert (status, "wait" in page) == (429, True)


def test_a_code_that_comes_too_late_says_so_on_its_receipt_and_is_not_used_up(customer, board, code, settings) -> None:
    settings.NOW = lambda: AT
    response = customer.post("/activate/", {"code": code, "serial": "ID-0077"}, follow=True)
    page = response.content.decode()
    assert "I.start-enhanced" in page
    assert "still unused" in page
    assert ActivationCode.objects.get().used is None


def test_the_unit_of_another_party_is_not_there(board, code, at_noon) -> None:
    stranger = client_of("mila@example.org", Held("end-customer", "mila"))
    response = stranger.post("/activate/", {"code": code, "serial": "ID-0077"})
    assert "we have no unit of yours" in response.content.decode()


def test_a_batch_is_taken_away_once_as_a_table(manager, board) -> None:
    response = manager.post("/codes/", {"plan": f"idesign/{PLAN}", "size": "3", "name": "autumn", "sheet": "csv"})
    assert response["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["card"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["address"].endswith(f"/activate/?code={rows[0]['code'].replace('-', '')}")
    assert "autumn" in manager.get("/codes/").content.decode()
    batch = CodeBatch.objects.get()
    page = manager.get(f"/codes/{batch.public_id}/").content.decode()
    assert rows[0]["code"] not in page
    manager.post(f"/codes/{batch.public_id}/", {"numbers": "1, 3", "reason": "stolen"})
    assert list(ActivationCode.objects.filter(revoked__isnull=False).values_list("number", flat=True)) == [1, 3]


def test_or_as_a_sheet_of_cards(manager, board) -> None:
    form = {"plan": f"idesign/{PLAN}", "size": "2", "name": "#let x = *y* $z$", "sheet": "pdf"}
    response = manager.post("/codes/", form)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"plan": "", "size": "1", "name": "x"}, "plan"),
        ({"plan": f"idesign/{PLAN}", "size": "many", "name": "x"}, "size"),
        ({"plan": f"idesign/{PLAN}", "size": "1001", "name": "x"}, "size"),
        ({"plan": f"idesign/{PLAN}", "size": "1", "name": ""}, "name"),
        ({"plan": f"idesign/{PLAN}", "size": "1", "name": "x", "until-day": "40"}, "until"),
    ],
)
def test_a_form_that_is_wrong_names_the_field_and_makes_nothing(manager, board, form, field) -> None:
    response = manager.post("/codes/", form)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.content.decode()
    assert not CodeBatch.objects.exists()
