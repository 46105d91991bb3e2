"""Files brought in on the page: columns, a check that saves nothing, the result, and coming back in between."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, make_unit
from warrantor.adapters.importing import running
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Unit
from warrantor.entrypoints.portal.bringing import views

pytestmark = pytest.mark.django_db
TEXT = "Serial No,product,delivered_on,note\nA-1,board,2023-05-10,x\nA-2,board,2093-05-10,<b>\nA-3,nothing,,\n"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path) -> None:
    settings.IMPORTS_FOLDER = tmp_path / "imports"


@pytest.fixture
def manager(db) -> Client:
    make_unit("ID-0077")
    user = User.objects.create_user("manager@example.org", at=AT)
    grant_role(user, Held("warranty-manager"), at=AT - timedelta(days=1), by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client: Client, text: str | bytes, name: str = "f.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post("/files/", {"program": "idesign", "file": SimpleUploadedFile(name, data)})


def confirmed(client: Client, address: str, **columns: str) -> str:
    """The page after the columns were confirmed and all steps were gone."""
    said = columns or {"c-serial": "Serial No", "c-product": "product", "c-delivered_on": "delivered_on"}
    response = client.post(f"{address}columns/", said, follow=True)
    while "step/" in (text := response.content.decode()):
        response = client.post(f"{address}step/", follow=True)
    return text


def test_a_file_goes_from_its_columns_to_its_result(manager) -> None:
    address = upload(manager, TEXT)["Location"]
    columns = manager.get(address).content.decode()
    assert "Guessed" in columns
    assert "Not used: <code>note</code>" in columns
    checked = confirmed(manager, address)
    assert "Bring in 1 row<" in checked
    assert "is still to come" in checked
    assert "one of board" in checked
    assert Unit.objects.count() == 1, "checking saves nothing"
    assert not Entry.objects.filter(act__startswith="import.").exists()
    manager.post(f"{address}confirm/")
    manager.post(f"{address}step/")
    manager.post(f"{address}step/")
    done = manager.get(address).content.decode()
    assert "<dt>Brought in</dt><dd>1</dd>" in done
    assert Unit.objects.filter(serial="A-1").exists()
    assert [entry.actor[:5] for entry in Entry.objects.filter(act__startswith="import.")] == ["user:", "user:"]
    bad = b"".join(manager.get(f"{address}to-mend.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert [row["row"] for row in csv.DictReader(io.StringIO(bad))] == ["3", "4"]
    assert "f.csv" in manager.get("/files/").content.decode()


def test_leaving_stops_nothing_and_coming_back_goes_on(manager, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(views, "_STEP", 0.0)
    text = "serial,product\n" + "".join(f"A-{n},board\n" for n in range(1_200))
    address = upload(manager, text)["Location"]
    manager.post(f"{address}columns/", {"c-serial": "serial", "c-product": "product"})
    seen = set()
    for _ in range(20):
        run = ImportRun.objects.get()
        seen.add((run.state, run.done))
        if run.state == "checked":
            manager.post(f"{address}confirm/")
        manager.post(f"{address}step/")
    assert ImportRun.objects.get().state == "done"
    assert Unit.objects.count() == 1_201
    assert len(seen) > 3
    assert manager.post(f"{address}step/", follow=True).status_code == 200
    assert Unit.objects.count() == 1_201
    assert "<dt>Brought in</dt><dd>1,200</dd>" in manager.get(address).content.decode()
    assert list(tmp_path.glob("imports/*")) == [], "rows are forgotten once all are brought in"


def test_the_same_file_is_recognised(manager) -> None:
    address = upload(manager, "serial,product\nA-1,board\n")["Location"]
    confirmed(manager, address, **{"c-serial": "serial", "c-product": "product"})
    manager.post(f"{address}confirm/")
    manager.post(f"{address}step/")
    again = upload(manager, "serial,product\nA-1,board\n", "other.csv")["Location"]
    assert "The same file was brought in" in manager.get(again).content.decode()
    text = confirmed(manager, again, **{"c-serial": "serial", "c-product": "product"})
    assert "<dt>There already</dt><dd>1</dd>" in text
    assert "There is nothing to bring in" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"", "Choose a file|is empty"), (b"\x89PNG\r\n", "neither a text"), (b"serial,serial\n1,2\n", "there twice")],
)
def test_what_is_no_table_is_refused_on_the_form(manager, text: bytes, said: str) -> None:
    response = upload(manager, text)
    assert response.status_code == 422
    assert any(part in response.content.decode() for part in said.split("|"))
    assert ImportRun.objects.count() == 0


def test_a_lacking_or_doubled_column_is_told(manager) -> None:
    address = upload(manager, TEXT)["Location"]
    response = manager.post(f"{address}columns/", {"c-serial": "Serial No"})
    assert (response.status_code, "no column for `product`" in response.content.decode()) == (422, True)
    response = manager.post(f"{address}columns/", {"c-serial": "product", "c-product": "product"})
    assert (response.status_code, "named for two fields" in response.content.decode()) == (422, True)
    assert manager.post("/files/", {"program": "nope"}).status_code == 422


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(manager) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

    response = manager.generic("POST", "/files/", b"", "multipart/form-data; boundary=x", **{
        "CONTENT_LENGTH": str(300 * 2**20), "wsgi.input": Unread(),
    })  # fmt: skip
    assert response.status_code == 413
    assert "At most 50 MB are taken at once" in response.content.decode()


def test_rows_that_are_kept_no_longer_are_told_of(manager, settings, tmp_path) -> None:
    address = upload(manager, TEXT)["Location"]
    settings.IMPORTS_FOLDER = tmp_path / "elsewhere"
    assert "not on this machine any more" in manager.get(address).content.decode()
    assert manager.get(f"{address}to-mend.csv").status_code == 404
    assert manager.post(f"{address}step/", follow=True).status_code == 200


def test_a_file_to_begin_with(manager) -> None:
    text = b"".join(manager.get("/files/templates/units.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("serial,product,sold_as,")
    assert manager.get("/files/templates/cars.csv").status_code == 404


MESSY = (
    "serial,product,sold_as,delivered_on\nA-1,BOARD7,new,10/05/2023\nA-2,board,,31/12/2022\nA-3,board,stolen,5.5.2023\n"
)


def by_rule(client: Client, address: str, **said: str) -> str:
    """The page after a column was mended and all rows were checked anew."""
    response = client.post(f"{address}mend/", said, follow=True)
    while "step/" in (text := response.content.decode()):
        response = client.post(f"{address}step/", follow=True)
    return text


def test_a_column_by_rule_and_cells_in_place_are_mended_before_anything_is_saved(manager) -> None:
    address = upload(manager, MESSY)["Location"]
    columns = {f"c-{name}": name for name in ("serial", "product", "sold_as", "delivered_on")}
    text = confirmed(manager, address, **columns)
    assert "3 rows: is no day" in text
    assert 'name="cell-2-3" value="10/05/2023" aria-label="delivered_on in row 2"' in text
    text = by_rule(manager, address, column="delivered_on", rule="day/month")
    assert "<code>delivered_on: day/month</code>, 3 cells" in text
    assert "is no day" not in text
    text = by_rule(manager, address, column="product", rule="replace", old="BOARD7", new="board")
    assert "<dt>Ready</dt><dd>2</dd>" in text
    text = by_rule(manager, address, **{"cell-4-2": "used"})
    assert "<dt>Ready</dt><dd>3</dd>" in text
    assert "What is wrong" not in text
    assert Unit.objects.count() == 1, "nothing is saved by mending"
    manager.post(f"{address}confirm/")
    while ImportRun.objects.get().state != "done":
        manager.post(f"{address}step/")
    assert Unit.objects.get(serial="A-3").sold_as == "used"
    assert HistoryEvent.objects.get(unit__serial="A-2").happened_on.isoformat() == "2022-12-31"
    assert '"mended":5' in Entry.objects.get(act="import.begin").detail
    response = manager.post(f"{address}mend/", {"column": "product", "rule": "upper"})
    assert response.status_code == 302, "what is brought in stays"
    assert Unit.objects.get(serial="A-1").product.code == "board"


def test_what_was_mended_is_taken_back(manager) -> None:
    address = upload(manager, MESSY)["Location"]
    confirmed(manager, address, **{"c-serial": "serial", "c-product": "product", "c-delivered_on": "delivered_on"})
    assert "10/05/2023" not in by_rule(manager, address, column="delivered_on", rule="day/month")
    text = by_rule(manager, address, back="yes")
    assert "10/05/2023" in text
    assert "What was mended" not in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"column": "product", "rule": ""}, "Choose how the column"),
        ({"column": "nothing", "rule": "upper"}, "no column `nothing`"),
        ({"column": "product", "rule": "dance"}, "`dance` is no rule"),
        ({"column": "product", "rule": "replace", "old": "x", "new": "x"}, "stays what it is"),
        ({"column": "product", "rule": "replace", "old": "none", "new": "y" * 2_000}, "2,000 characters"),
        ({"column": "delivered_on", "rule": "trim"}, "No cell of `delivered_on` changes"),
        ({"cell-2-3": "10/05/2023"}, "No cell is another"),
        ({"cell-999-3": "2023-01-01"}, "no row 999"),
        ({"cell-2-77": "x", "cell-x-1": "y"}, "No cell is another"),
    ],
)
def test_what_cannot_be_mended_so_is_told_on_the_page(manager, said: dict, told: str) -> None:
    address = upload(manager, MESSY)["Location"]
    confirmed(manager, address, **{"c-serial": "serial", "c-product": "product", "c-delivered_on": "delivered_on"})
    response = manager.post(f"{address}mend/", said)
    assert (response.status_code, told in response.content.decode()) == (422, True)
    assert ImportRun.objects.get().state == "checked"


def test_another_window_that_is_behind_sets_nothing_back(manager) -> None:
    address = upload(manager, "serial,product\nA-1,board\n")["Location"]
    manager.post(f"{address}columns/", {"c-serial": "serial", "c-product": "product"})
    behind = ImportRun.objects.select_related("program").get()
    while ImportRun.objects.get().state == "checking":
        manager.post(f"{address}step/")
    assert [run.state for run in running.steps(behind, by=BY)] == ["checked"]
    manager.post(f"{address}confirm/")
    behind = ImportRun.objects.select_related("program").get()
    with running.staging(behind):
        while ImportRun.objects.get().state == "writing":
            list(running.steps(ImportRun.objects.select_related("program").get(), by=BY))
        assert [run.state for run in running.steps(behind, by=BY)] == ["done"]
    assert Entry.objects.filter(act="import.end").count() == 1
    assert ImportRun.objects.get().brought == 1
