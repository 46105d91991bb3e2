"""The installers' workspace: batches scanned in, each code with its word; one unit; closed ways with the reason."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.actions import accredit
from warrantor.apps.coverage.models import Alert, InstallBatch, Registration, Scan
from warrantor.apps.registry.actions import add_party, register_unit
from warrantor.apps.registry.models import HistoryEvent, Party, Product, Program, Unit

pytestmark = pytest.mark.django_db
SETTING = {
    "program": "idesign", "installer": "fitters", "customer": "new", "name": "Oak School",
    "email": "office@oak.example",
    "country": "US", "installed_on-day": "30", "installed_on-month": "1", "installed_on-year": "2024",
}  # fmt: skip


@pytest.fixture
def boards(db) -> Program:
    program = Program.objects.create(name="idesign", title="iDesign")
    Product.objects.create(program=program, code="IB-75", name="Board 75 in", kind="board")
    return program


@pytest.fixture
def fitters(boards) -> Party:
    party = add_party(at=AT, by=BY, key="fitters", organisation=True, details={"name": "Fitters"})
    accredit(
        party, boards, "certified", since=date(2023, 1, 1), until=date(2024, 1, 31), territories=["US"], at=AT, by=BY
    )
    return party


@pytest.fixture
def client(fitters) -> Client:
    return signed_in(Held("installer", "fitters"))


def begin(client: Client, **more: str) -> str:
    response = client.post("/install/batches/new/", {**SETTING, **more})
    assert response.status_code == 302, response.content.decode()
    return response.url


def scan(client: Client, batch: str, serial: str) -> str:
    """The word that a code comes to."""
    response = client.post(f"{batch}scan/", {"serial": serial})
    assert response.status_code == 302
    return Scan.objects.latest("id").state


@pytest.mark.clause("idesign:I.GID")
def test_codes_are_scanned_and_registered_with_their_cover(client, boards) -> None:
    known = register_unit(Product.objects.get(), "IB75-0900", at=AT, by=BY, source="sheet",
                          events=[{"what": "delivered", "on": "2024-01-10"}])  # fmt: skip
    make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    batch = begin(client, product="IB-75")
    told = [scan(client, batch, code) for code in ("IB75-0001", "ib75-0001 ", "IB75-0900", "ID-0500")]
    assert told == ["added", "repeated", "added", "elsewhere"]
    page = client.get(batch).content.decode()
    for text in ("Added", "Already in batch", "Registered elsewhere", "2 of 3", "1 needs you"):
        assert text in page
    assert OWNER not in page
    assert Alert.objects.get().kind == "registered-by-two"
    assert Unit.objects.count() == 2, "nothing is registered before it is finished"
    assert client.post(f"{batch}finish/").status_code == 302
    assert Unit.objects.count() == 3
    page = client.get(batch).content.decode()
    assert page.count("#badge-check") == 2
    assert "Cannot tell yet" in page, "nobody said when the first was delivered"
    told = {row.what: row.data for row in HistoryEvent.objects.filter(unit=known)}
    assert told["installed"]["accreditation"] == "certified"
    assert told["registered"]["via"] == "gid"
    assert client.get("/units/idesign/IB75-0001/").status_code == 200
    assert client.post(f"{batch}scan/", {"serial": "IB75-0003"}).status_code == 409, "it is finished"


def test_a_code_sent_twice_with_its_key_is_one(client) -> None:
    batch = begin(client, product="IB-75")
    for _ in range(2):
        client.post(f"{batch}scan/", {"serial": "IB75-0001", "key": "k1"}, headers={"X-Scan": "1"})
    assert Scan.objects.count() == 1


def test_an_unknown_model_is_chosen_and_the_last_code_taken_out(client) -> None:
    batch = begin(client)
    assert scan(client, batch, "IB75-0001") == "unknown"
    row = Scan.objects.get()
    assert client.post(f"{batch}codes/{row.pk}/", {"product": "IB-75"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "added"
    assert client.post(f"{batch}undo/").status_code == 302
    assert "0 of 0" in client.get(batch).content.decode()
    assert scan(client, batch, "IB75-0001") == "unknown", "what was taken out can come again"


def test_an_empty_code_is_said_in_place(client) -> None:
    batch = begin(client)
    page = client.post(f"{batch}scan/", {"serial": " "})
    assert (page.status_code, "There is a problem" in page.content.decode()) == (422, True)


@pytest.mark.clause("idesign:I.GID")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"installed_on-month": "2", "installed_on-day": "1"}, "has no accreditation on 2024-02-01"),
        ({"country": "GB"}, "where the accreditation does not hold"),
        ({"country": "MX"}, "register it as its owner"),
    ],
    ids=["ended yesterday", "not their territory", "the customers' territory"],
)
def test_a_batch_that_could_not_be_registered_is_not_begun(client, more: dict, says: str) -> None:
    page = client.post("/install/batches/new/", {**SETTING, **more})
    assert (page.status_code, says in page.content.decode()) == (422, True)
    assert not InstallBatch.objects.exists()
    assert Party.objects.count() == 1, "and no customer was made for it"


def test_what_is_lacking_is_said_at_its_field(client) -> None:
    page = client.post("/install/batches/new/", {**SETTING, "name": "", "country": "", "email": "x"}).content.decode()
    for text in ("write who it is for", "choose a country", "write an e-mail address"):
        assert text in page
    wrong = client.post("/install/batches/new/", {**SETTING, "installer": "mila"}).content.decode()
    assert "choose one of the answers" in wrong


def test_one_unit_is_registered(client) -> None:
    one = {**SETTING, "serial": "IB75-0001", "product": "IB-75", "invoice": "D-1"}
    response = client.post("/install/unit/", one)
    assert response.url == "/units/idesign/IB75-0001/"
    assert "Registered. It counts from 01 Feb 2024" in client.get(response.url).content.decode()
    [row] = Registration.objects.all()
    assert (row.state, row.registrar.key, row.route) == ("complete", "fitters", "gid")
    again = client.post("/install/unit/", {**one, "customer": row.customer.key, "place": row.unit.location.key})
    assert "registered for this customer already" in client.get(again.url).content.decode()
    make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    taken = client.post("/install/unit/", {**one, "serial": "ID-0500", "product": ""})
    assert (taken.status_code, "somebody else" in taken.content.decode()) == (422, True)
    assert Alert.objects.get().detail["by_party"] == "fitters"


def test_the_workspace_shows_what_is_unfinished_and_till_when_one_may_work(client) -> None:
    assert "Nothing is unfinished" in client.get("/install/").content.decode()
    batch = begin(client, product="IB-75")
    scan(client, batch, "IB75-0001")
    page = client.get("/install/").content.decode()
    for text in (batch, "1 of 1", "31 Jan 2024", "Over"):
        assert text in page


def test_a_batch_is_nobody_elses(client, boards) -> None:
    batch = begin(client)
    add_party(at=AT, by=BY, key="mila")
    other = signed_in(Held("installer", "mila"), email="b@example.org")
    assert other.get(batch).status_code == 404
    assert other.post(f"{batch}scan/", {"serial": "X"}).status_code == 404
    assert batch not in other.get("/install/").content.decode()
    assert "AVPro" not in other.get("/install/batches/new/").content.decode()


def test_the_camera_is_allowed_on_the_page_of_a_batch_alone(client, settings) -> None:
    batch = begin(client)
    page = client.get(batch)
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in page["Content-Security-Policy"]
    settings.NOW = lambda: AT + timedelta(minutes=1)
    for address in ("/install/", "/check/"):
        page = client.get(address)
        assert "camera=()" in page["Permissions-Policy"]
        assert "wasm" not in page["Content-Security-Policy"]
