"""Pages of webhooks: adding an endpoint, what was sent to it, and what may be done about it."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT
from tests.entrypoints.portal.test_channel import signed_in, text
from tests.receiver import Receiver, receiving
from warrantor.apps.access.rules import Held
from warrantor.apps.registry.models import Program
from warrantor.apps.webhooks import actions, events, keeping
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret

pytestmark = pytest.mark.django_db
URL = "https://8.8.8.8/in"
SECRET = re.compile(r"whsec_[\w+/=]{44}")


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events._EVENTS, "claim.opened", "A claim was opened")
    Program.objects.create(name="idesign", title="Boards")
    Program.objects.create(name="its", title="Screens")


@pytest.fixture
def manager() -> Client:
    return signed_in(Held("warranty-manager"))


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with receiving() as found:
        yield found


def made(client: Client, url: str = URL, **more: object) -> Endpoint:
    answer = client.post("/webhooks/", {"url": url, "program": "idesign", "events": ["*"], **more})
    assert answer.status_code == 200, text(answer)
    return Endpoint.objects.get(url=url, disabled=None)


def test_an_endpoint_is_added_and_its_secret_is_shown_this_once(manager: Client) -> None:
    assert "No system is told" in text(manager.get("/webhooks/"))
    answer = manager.post("/webhooks/", {"url": f" {URL} ", "program": "idesign", "events": ["claim.opened"]})
    [secret] = SECRET.findall(answer.content.decode())
    assert secret == EndpointSecret.objects.get().secret
    row = Endpoint.objects.get()
    assert (row.url, row.program, row.events, row.made) == (URL, "idesign", ["claim.opened"], AT)
    for page in ("/webhooks/", f"/webhooks/{row.public_id}/"):
        shown = manager.get(page)
        assert URL in text(shown)
        assert not SECRET.search(shown.content.decode())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"url": "http://8.8.8.8/"}, "url"), ({"url": ""}, "url"), ({"url": "https://10.0.0.1/"}, "url"),
     ({"events": []}, "events"), ({"program": "nowhere"}, "program")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_is_kept(manager: Client, wrong, field: str) -> None:
    answer = manager.post("/webhooks/", {"url": URL, "program": "idesign", "events": ["claim.opened"], **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page
    assert f'value="{wrong.get("url", URL)}"' in page
    assert not Endpoint.objects.exists()


def test_what_was_sent_is_shown_with_the_last_answer_as_text(manager: Client, receiver: Receiver) -> None:
    row = made(manager, receiver.url)
    receiver.answer(500, body="<script>alert(1)</script>")
    home = f"/webhooks/{row.public_id}/"
    assert manager.post(f"{home}test/", follow=True).redirect_chain == [(home, 302)]
    assert "Waiting" in text(manager.get(home))
    actions.deliver_waiting(at=AT, by=BY)
    page = manager.get(home)
    assert b"<script>alert" not in page.content
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "Tried again next" in text(page)
    while (told := Delivery.objects.get()).state == "waiting":
        actions.deliver_waiting(at=told.due, by=BY)
    assert "1 message was not taken for three days, and given up" in text(manager.get(home))
    assert "Not taken" in text(manager.get("/webhooks/"))
    assert "Given up" in text(manager.get(f"{home}?state=given-up"))
    assert "No delivery is in that state" in text(manager.get(f"{home}?state=delivered"))
    assert manager.post(f"/webhooks/deliveries/{told.public_id}/resend/").status_code == 302
    receiver.answer(200)
    actions.deliver_waiting(at=AT, by=BY)
    assert "Delivered" in text(manager.get(f"{home}?state=delivered"))


def test_a_secret_is_rotated_and_an_endpoint_disabled_and_enabled(manager: Client) -> None:
    row = made(manager)
    first = EndpointSecret.objects.get().secret
    home = f"/webhooks/{row.public_id}/"
    [second] = SECRET.findall(manager.post(f"{home}secret/").content.decode())
    assert second != first
    assert manager.post(f"{home}disable/").status_code == 302
    assert "Disabled" in text(manager.get(home))
    for act in ("secret", "disable", "test"):
        answer = manager.post(f"{home}{act}/")
        assert answer.status_code == 422
        assert "is disabled (enable it first)" in text(answer)
    assert manager.post(f"{home}enable/").status_code == 302
    assert Endpoint.objects.get().disabled is None


def test_whoever_manages_one_program_adds_and_sees_endpoints_of_that_one_alone(manager: Client) -> None:
    others, theirs = made(manager), signed_in(Held("warranty-manager", program="its"), email="b@example.org")
    made(manager, "https://8.8.8.8/all", program="")
    assert "8.8.8.8" not in text(theirs.get("/webhooks/"))
    assert theirs.get(f"/webhooks/{others.public_id}/").status_code == 404
    for program in ("", "idesign"):
        assert theirs.post("/webhooks/", {"url": URL, "program": program, "events": ["*"]}).status_code == 422
    assert made(theirs, "https://8.8.8.8/its", program="its").program == "its"


def test_the_lists_take_as_many_queries_for_many_rows_as_for_one(manager: Client) -> None:
    def asked(page: str) -> int:
        manager.get(page)  # the first visit of a session writes more
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(page).status_code == 200
        return len(queries)

    row, _ = keeping.add_endpoint(URL, ["*"], program="", at=AT, by=BY)
    actions.send_test(row, at=AT, by=BY)
    pages = ("/webhooks/", f"/webhooks/{row.public_id}/")
    few = [asked(page) for page in pages]
    for number in range(5):
        other, _ = keeping.add_endpoint(f"{URL}/{number}", ["*"], program="", at=AT, by=BY)
        for one in (row, other):
            actions.send_test(one, at=AT, by=BY)
    assert [asked(page) for page in pages] == few
