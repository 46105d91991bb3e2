"""Registrations by the API: by the owner, by an installer, for somebody else, and five thousand at once."""

from datetime import date, timedelta

import pytest

from tests.acting import BY
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.actions import accredit, give_approval
from warrantor.apps.coverage.models import Alert, Registration
from warrantor.apps.registry.actions import add_location, add_party
from warrantor.apps.registry.models import Party, Product, Program, Unit

pytestmark = pytest.mark.django_db
ROW = {
    "serial": "IB75-0001", "product": "IB-75", "customer": "oak-school", "place": "hall", "installed_on": "2024-01-20",
    "bought_on": "2024-01-05", "channel": "partner", "delivered_on": "2024-01-10",
}  # fmt: skip
ONE = {"program": "idesign", **ROW}


@pytest.fixture(autouse=True)
def boards(db) -> Program:
    program = Program.objects.create(name="idesign", title="iDesign")
    Product.objects.create(program=program, code="IB-75", name="Board 75 in", kind="board")
    about = {"at": AT, "by": BY}
    school, fitters = (add_party(key=key, organisation=True, **about) for key in ("oak-school", "fitters"))
    add_location("hall", party=school, region="US", country="US", **about)
    accredit(fitters, program, "certified", since=date(2023, 1, 1), until=date(2024, 1, 31), **about)
    return program


@pytest.fixture
def school() -> Caller:
    return Caller(Held("end-customer", "oak-school"), email="school@example.org")


@pytest.fixture
def fitters() -> Caller:
    return Caller(Held("installer", "fitters"), email="fitters@example.org")


def test_an_owner_registers_and_hears_what_it_opened(school) -> None:
    answer = school("POST", "/registrations", ONE)
    assert answer.status_code == 201, answer.said
    said = answer.said
    assert (said["state"], said["route"], said["clauses"]) == ("complete", "eur", ["idesign:I.EUR"])
    assert said["completed"] == AT.isoformat().replace("+00:00", "Z")
    assert school("GET", f"/decisions/{said['decision']}").said["answer"]["answer"] == "yes"
    bought = {one["plan"]: one["through"] for one in said["windows"] if one["ask"] == "purchase"}
    assert bought["multicare-onsite-3y"] == "2024-04-19", "90 days after the installation"
    assert said["first_use_proof"], "no certified installer put it up"
    assert school("GET", f"/registrations/{said['registration']}").said == said
    again = school("POST", "/registrations", ONE)
    assert (again.status_code, again.said["registration"]) == (200, said["registration"])


@pytest.mark.clause("idesign:I.first-use")
def test_first_use_of_what_a_certified_installer_registered_is_the_installation(fitters) -> None:
    said = fitters("POST", "/registrations", {**ONE, "installer": "fitters"}).said
    assert (said["state"], said["route"], said["registrar"]) == ("complete", "gid", "fitters")
    assert not said["first_use_proof"], "the installation tells it, and no proof is asked for"


def test_an_accreditation_that_ended_yesterday_closes_the_way(fitters) -> None:
    refused = fitters("POST", "/registrations", {**ONE, "installer": "fitters", "installed_on": "2024-02-01"})
    assert (refused.status_code, refused.said["field"]) == (422, "installer")
    assert "has no accreditation on 2024-02-01" in refused.said["detail"]


@pytest.mark.clause("idesign:I.registrar")
def test_for_a_customer_it_waits_until_that_one_agrees(fitters, boards) -> None:
    said = fitters("POST", "/registrations", ONE).said
    assert (said["state"], said["completed"]) == ("waiting", None)
    assert not Unit.objects.exists()
    registrar, customer = (Party.objects.get(key=key) for key in ("fitters", "oak-school"))
    later = AT + timedelta(days=1)
    give_approval(registrar, customer, boards, at=later, by=BY)
    told = fitters("GET", f"/registrations/{said['registration']}").said
    assert (told["state"], told["completed"][:10]) == ("complete", "2024-02-02")


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"customer": "mila"}, 422, "customer"), ({"installer": "fitters"}, 403, "installer"),
        ({"product": "IB-99"}, 422, "product"), ({"product": ""}, 422, "product"), ({"serial": " "}, 422, "serial"),
        ({"place": "moon"}, 422, "location"), ({"installed_on": "soon"}, 422, "installed_on"),
        ({"installed_on": "2024-03-01"}, 422, "installed_on"), ({"bought_on": "2024-03-01"}, 422, "bought_on"),
        ({"program": "acme"}, 422, "program"), ({"route": "post"}, 422, "route"), ({"more": 1}, 422, "more"),
        ({"sold_as": "stolen"}, 422, "sold_as"), ({"channel": "moon"}, 422, "channel"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(school, change: dict, status: int, field: str) -> None:
    answer = school("POST", "/registrations", {**ONE, **change})
    assert (answer.status_code, answer.said["field"]) == (status, field), answer.said
    assert not Registration.objects.exists()
    assert not Unit.objects.exists()


def test_a_unit_of_somebody_else_is_a_conflict_and_staff_are_told(school) -> None:
    make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    answer = school("POST", "/registrations", {**ONE, "serial": "ID-0500", "product": ""})
    assert (answer.status_code, answer.said["field"]) == (409, "serial")
    assert OWNER not in str(answer.said)
    assert Alert.objects.get().kind == "registered-by-two"


def test_the_same_key_registers_once(school) -> None:
    first = school("POST", "/registrations", ONE, Idempotency_Key="one")
    second = school("POST", "/registrations", ONE, Idempotency_Key="one")
    assert (first.said, second.headers["Idempotent-Replayed"]) == (second.said, "true")


def test_many_rows_each_stand_for_themselves(fitters) -> None:
    make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    rows = [{**ROW, "installer": "fitters", "serial": f"IB75-{n:04}"} for n in range(20)]
    rows += [
        {**ROW, "installer": "fitters", "serial": "ID-0500", "product": ""},
        {**ROW, "installer": "mila", "serial": "IB75-0100"},
        {**ROW, "installer": "fitters", "serial": "IB75-0003"},
        {**ROW, "serial": "IB75-0200"},
    ]
    said = fitters("POST", "/registrations/batch", {"program": "idesign", "rows": rows}).said
    assert {key: said[key] for key in ("complete", "waiting", "there", "refused")} == {
        "complete": 20, "waiting": 1, "there": 0, "refused": 3,
    }  # fmt: skip
    assert [row["serial"] for row in said["rows"]] == [row["serial"] for row in rows]
    assert [row["problem"]["field"] for row in said["rows"][20:23]] == ["serial", "installer", "serial"]
    again = fitters("POST", "/registrations/batch", {"program": "idesign", "rows": rows[:20]}).said
    assert again["there"] == 20
    assert Unit.objects.count() == 21


def test_a_registration_is_seen_by_customer_registrar_and_staff(school, fitters, agent) -> None:
    number = fitters("POST", "/registrations", {**ONE, "installer": "fitters"}).said["registration"]
    add_party(at=AT, by=BY, key="mila")
    stranger = Caller(Held("end-customer", "mila"), email="mila@example.org")
    told = [who("GET", f"/registrations/{number}").status_code for who in (school, fitters, agent, stranger)]
    assert told == [200, 200, 200, 404]
