"""Files of installations: brought in by installers, each of twenty kinds of broken rows named, cut off and gone on."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.adapters.importing import running
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.actions import accredit
from warrantor.apps.coverage.models import Registration
from warrantor.apps.registry.actions import add_location, add_party
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Product, Program, Unit

pytestmark = pytest.mark.django_db
HEADS = "Serial No,model,installed_on,customer,place,installer,bought_on,channel,invoice,delivered_on,sold_as"
GOOD = {
    "serial": "IB75-0001", "model": "IB-75", "on": "2024-01-20", "customer": "oak-school", "place": "hall",
    "installer": "", "bought": "2024-01-05", "channel": "partner", "invoice": "D-1", "delivered": "2024-01-10",
    "as": "",
}  # fmt: skip
BROKEN = {
    "no serial": {"serial": ""}, "a formula": {"serial": "=1+1"}, "too long": {"serial": "x" * 90},
    "twice": {"serial": "IB75-0001"}, "no model": {"model": ""}, "unknown model": {"model": "IB-99"},
    "no day": {"on": ""}, "not a day": {"on": "20.1.2024"}, "no such day": {"on": "2024-02-30"},
    "still to come": {"on": "2024-06-01"}, "long ago": {"on": "1950-01-01"},
    "an instant": {"on": "2024-01-20T10:00:00Z"},
    "no customer": {"customer": ""}, "unknown customer": {"customer": "nobody"}, "no place": {"place": ""},
    "unknown place": {"place": "moon"}, "closed there": {"place": "mexico"}, "not their territory": {"place": "leeds"},
    "not their party": {"installer": "mila"}, "after the accreditation": {"on": "2024-02-01"},
    "of somebody else": {"serial": "ID-0500", "model": ""}, "bought tomorrow": {"bought": "2024-06-01"},
    "no channel": {"channel": "pigeon"}, "not a way to sell": {"as": "stolen"},
}  # fmt: skip


@pytest.fixture
def boards(db, settings, tmp_path) -> Program:
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    program = Program.objects.create(name="idesign", title="iDesign")
    Product.objects.create(program=program, code="IB-75", name="Board 75 in", kind="board")
    about = {"at": AT, "by": BY}
    school, fitters, _ = (add_party(key=key, organisation=True, **about) for key in ("oak-school", "fitters", "mila"))
    for key, region in (("hall", "US"), ("mexico", "MX"), ("leeds", "GB")):
        add_location(key, party=school, region=region, country=region, **about)
    days = {"since": date(2023, 1, 1), "until": date(2024, 1, 31)}
    accredit(fitters, program, "certified", territories=["US", "MX"], **days, **about)
    make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    return program


@pytest.fixture
def fitters(boards) -> Client:
    return signed_in(Held("installer", "fitters"))


def lines(*rows: dict[str, str]) -> bytes:
    return "\n".join([HEADS, *(",".join({**GOOD, **row}.values()) for row in rows)]).encode()


def brought(client: Client, content: bytes, **more: str) -> str:
    """The page of a file that was taken in, its columns confirmed as guessed."""
    upload = SimpleUploadedFile("jan.csv", content)
    response = client.post("/files/", {"program": "idesign", "file": upload, **more})
    assert response.status_code == 302, response.content.decode()
    run = ImportRun.objects.latest("pk")
    found = {f"c-{name}": head for name, head in running.matched(run).columns.items()}
    assert client.post(f"{response.url}columns/", found).status_code == 302
    return response.url


def checked(client: Client, address: str) -> ImportRun:
    for _ in range(20):
        client.post(f"{address}step/")
        run = ImportRun.objects.latest("pk")
        if run.state in ("checked", "done"):
            return run
    raise AssertionError(run.state)


def test_an_installer_registers_a_file(fitters) -> None:
    twelve = [{"serial": f"IB75-{n:04}"} for n in range(12)]
    address = brought(fitters, lines(*twelve, {"serial": "IB75-0099", "on": "unknown"}))
    run = checked(fitters, address)
    assert (run.ready, run.bad, Unit.objects.count()) == (13, 0, 1), "nothing is saved by checking"
    fitters.post(f"{address}confirm/")
    run = checked(fitters, address)
    assert (run.state, run.brought) == ("done", 13)
    page = fitters.get(address).content.decode()
    assert "How they stand" in page
    assert "Covered" in page
    row = HistoryEvent.objects.get(unit__serial="IB75-0003", what="installed")
    assert (row.data["by"], row.data["accreditation"], row.happened_on) == ("fitters", "certified", date(2024, 1, 20))
    assert HistoryEvent.objects.get(unit__serial="IB75-0099", what="installed").happened_on is None
    again = checked(fitters, brought(fitters, lines(*twelve)))
    assert (again.there, again.ready) == (12, 0), "the same file once more doubles nothing"


def test_every_kind_of_broken_row_is_named(fitters) -> None:
    rows = [{"serial": "IB75-0001"}] + [{"serial": f"IB75-1{n:03}", **row} for n, row in enumerate(BROKEN.values())]
    address = brought(fitters, lines(*rows))
    run = checked(fitters, address)
    with running.staging(run) as staged:
        told = {number: reason for number, _, reason in staged.bad()}
    named = dict(zip(BROKEN, range(3, 3 + len(BROKEN)), strict=True))
    assert [name for name, number in named.items() if number not in told] == []
    says = {
        "a formula": "is a formula", "twice": "twice in the file", "unknown model": "is no product",
        "no model": "is needed for a serial", "not a day": "is no day", "still to come": "is still to come",
        "an instant": "is an instant", "unknown customer": "is no party on record", "unknown place": "is no place on",
        "closed there": "this way is closed there", "not their territory": "where the accreditation does not hold",
        "not their party": "is not your party", "after the accreditation": "has no accreditation on 2024-02-01",
        "of somebody else": "is on record for somebody else", "bought tomorrow": "is still to come",
        "no channel": "is not one of the answers", "not a way to sell": "is not one of the answers",
    }  # fmt: skip
    assert {name: told[named[name]] for name, text in says.items() if text not in told[named[name]]} == {}
    assert (run.ready, run.bad) == (0, len(BROKEN) + 1), "the first is there twice"
    assert not Registration.objects.exists()
    assert OWNER not in fitters.get(address).content.decode()


def test_a_run_that_is_cut_off_goes_on_at_its_row(fitters, monkeypatch) -> None:
    monkeypatch.setattr(running, "BATCH", 5)
    address = brought(fitters, lines(*({"serial": f"IB75-{n:04}"} for n in range(23))))
    checked(fitters, address)
    fitters.post(f"{address}confirm/")
    run = ImportRun.objects.latest("pk")
    next(running.steps(run, by=BY, seconds=0))
    assert Registration.objects.count() == 5
    run = checked(fitters, address)
    assert (run.brought, Registration.objects.count()) == (23, 23)


def test_staff_say_that_it_is_a_file_of_installations(boards) -> None:
    manager = signed_in(Held("warranty-manager"))
    page = manager.get("/files/").content.decode()
    assert "Installations, to be registered" in page
    address = brought(manager, lines({"installer": "fitters"}, {"serial": "IB75-0002"}), kind="installations")
    run = checked(manager, address)
    assert (run.ready, run.bad) == (1, 1), "staff have no party of their own to stand in for an installer"
    with running.staging(run) as staged:
        [(_, _, reason)] = list(staged.bad())
    assert "the key of the installer" in reason


def test_a_file_is_nobody_elses(fitters) -> None:
    address = brought(fitters, lines({}))
    other = signed_in(Held("installer", "mila"), email="b@example.org")
    assert other.get(address).status_code == 403
    assert "jan.csv" not in other.get("/files/").content.decode()
    assert signed_in(Held("end-customer", "mila"), email="c@example.org").get("/files/").status_code == 403
    assert fitters.get("/files/").status_code == 200


def test_a_batch_of_rows_takes_a_fixed_number_of_statements(fitters, settings, django_assert_max_num_queries) -> None:
    address = brought(fitters, lines(*({"serial": f"IB75-{n:04}"} for n in range(100))))
    settings.NOW = lambda: AT + timedelta(minutes=1)
    with django_assert_max_num_queries(60):
        fitters.post(f"{address}step/")
