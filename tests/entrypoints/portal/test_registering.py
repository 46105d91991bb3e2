"""Registering as the owner, page by page: drafts that stay, closed ways, whose a unit is, and from when it counts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from tests.mailing import mail_all
from warrantor.apps.access.models import Grant
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Alert, Decision, Registration
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import HistoryEvent, Paper, Party, PartyDetails, Product, Program, Unit

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
YOU = {"name": "Oak School", "organisation": "true", "phone": "1", "address": "Oak 1"}


def day(name: str, year: int, month: int, date: int) -> dict[str, str]:
    return {f"{name}-day": str(date), f"{name}-month": str(month), f"{name}-year": str(year)}


BOUGHT = {"channel": "partner", "invoice": "D-7", **day("bought_on", 2024, 1, 5), **day("delivered_on", 2024, 1, 10)}
INSTALLED = {"installer": "Fitters Ltd", **day("installed_on", 2024, 1, 20)}


@pytest.fixture(autouse=True)
def models(db, settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path
    for name, code in (("idesign", "IB-75"), ("its", "PC-1")):
        program = Program.objects.create(name=name, title=name)
        Product.objects.create(program=program, code=code, name=f"Model {code}", kind="board")


@pytest.fixture
def client() -> Client:
    return signed_in()


def begin(client: Client, serial: str) -> str:
    """Where the draft stands, such as `/register/x7/`."""
    response = client.post("/register/", {"serial": serial})
    assert response.status_code == 302
    return "/".join(response.url.split("/")[:3]) + "/"


def answer(client: Client, draft: str, question: str, data: dict, then: str) -> None:
    response = client.post(f"{draft}{question}/", data)
    assert (response.status_code, getattr(response, "url", "")) == (302, f"{draft}{then}/")


def fill(client: Client, serial: str = "IB75-0001", country: str = "US", **more) -> str:
    draft = begin(client, serial)
    answer(client, draft, "product", {"product": "idesign/IB-75"}, "place")
    answer(client, draft, "place", {"country": country}, "bought")
    answer(client, draft, "bought", {**BOUGHT, **more}, "installed")
    answer(client, draft, "installed", INSTALLED, "you")
    answer(client, draft, "you", YOU, "answers")
    return draft


@pytest.mark.clause("idesign:I.EUR")
def test_an_owner_registers_a_board(client, mailoutbox) -> None:
    draft = fill(client, proof=SimpleUploadedFile("invoice.png", PNG))
    shown = client.get(f"{draft}answers/").content.decode()
    told = ("IB75-0001", "Model IB-75", "United States", "invoice D-7", "invoice.png", "Fitters Ltd", "Oak School")
    assert [text for text in told if text not in shown] == []
    assert not HistoryEvent.objects.exists()
    assert client.post(f"{draft}answers/").url == f"{draft}done/"
    mail_all()
    page = client.get(f"{draft}done/").content.decode()
    for text in ("is registered", "1 Feb 2024", "Covered", "Buy", "EUR"):
        assert text in page
    unit = Unit.objects.get()
    told = {row.what: row.data for row in HistoryEvent.objects.filter(unit=unit)}
    assert told["registered"]["via"] == "eur"
    assert told["installed"]["accreditation"] == "none"
    assert told["purchased"]["invoice"] == "D-7"
    assert (unit.location.region, unit.owner.key) == ("US", told["purchased"]["by"])
    assert Paper.objects.get(unit=unit).names == "D-7"
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]
    assert "IB75-0001" in client.get("/units/").content.decode(), "it is theirs now"
    assert Decision.objects.count() == 1, "the page is made of what was kept"


def test_nothing_personal_is_kept_in_the_draft(client) -> None:
    fill(client)
    assert "Oak" not in str(Registration.objects.get().answers)
    assert PartyDetails.objects.get().name == "Oak School"


@pytest.mark.clause("idesign:I.EUR")
@pytest.mark.parametrize(
    ("country", "says"), [("GB", "An installer registers it there"), ("AQ", "No register is open")]
)
def test_a_closed_territory_stops_as_soon_as_it_is_known(client, country: str, says: str) -> None:
    draft = begin(client, "IB75-0001")
    answer(client, draft, "product", {"product": "idesign/IB-75"}, "place")
    answer(client, draft, "place", {"country": country}, "bought")
    page = client.get(f"{draft}bought/").content.decode()
    assert says in page
    assert "EUR" in page, "with the clause"
    assert client.post(f"{draft}bought/", BOUGHT).status_code == 200, "and nothing is taken"
    assert "bought" not in Registration.objects.get().answers


def test_an_answer_survives_a_reload_another_tab_and_the_next_day(client, settings) -> None:
    draft = fill(client)
    settings.NOW = lambda: AT + timedelta(days=1)
    assert 'value="D-7"' in client.get(f"{draft}bought/").content.decode()
    assert 'value="20"' in client.get(f"{draft}installed/").content.decode()
    answer(client, draft, "bought", {**BOUGHT, "invoice": "D-8"}, "answers")
    assert "invoice D-8" in client.get(f"{draft}answers/").content.decode()
    assert draft in client.get("/register/").content.decode()
    assert client.get(draft).url == f"{draft}answers/"


def test_an_empty_answer_says_what_is_lacking_and_keeps_what_was_typed(client) -> None:
    draft = begin(client, "IB75-0001")
    answer(client, draft, "product", {"product": "idesign/IB-75"}, "place")
    response = client.post(f"{draft}place/", {})
    assert response.status_code == 422
    assert "<title>Error: " in response.content.decode()
    answer(client, draft, "place", {"country": "US"}, "bought")
    page = client.post(f"{draft}bought/", {"invoice": "D-7", "channel": "nobody"})
    assert (page.status_code, 'value="D-7"' in page.content.decode()) == (422, True)
    answer(client, draft, "bought", BOUGHT, "installed")
    page = client.post(f"{draft}installed/", {"installer": "Fitters Ltd"}).content.decode()
    assert "write the day, or say below that nobody knows it" in page
    assert client.post("/register/", {"serial": " "}).status_code == 422


@pytest.mark.clause("idesign:I.installation-date")
def test_a_day_that_nobody_knows_is_recorded_as_such(client) -> None:
    draft = fill(client)
    answer(client, draft, "installed", {"undated": "true"}, "answers")
    client.post(f"{draft}answers/")
    row = HistoryEvent.objects.get(what="installed")
    assert (row.happened_on, row.happened_at) == (None, None)


def test_a_unit_of_somebody_else_is_told_without_naming_them(board) -> None:
    board = make_unit("ID-0500", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    client = signed_in(email="b@example.org")
    draft = begin(client, "id-0500")
    page = client.get(f"{draft}bought/").content.decode()
    assert "on record for somebody else" in page
    assert OWNER not in page
    assert "Planted" not in page
    [alert] = Alert.objects.all()
    assert (alert.kind, alert.unit) == ("registered-by-two", board)
    visitor = Client()
    draft = begin(visitor, "ID-0500")
    assert visitor.get(f"{draft}bought/").url.startswith("/account/login/")
    assert Alert.objects.get().times == 1, "a visitor may be the owner, not signed in"


def test_a_visitor_signs_in_at_the_last_question_and_keeps_the_draft() -> None:
    visitor = Client()
    draft = begin(visitor, "IB75-0001")
    answer(visitor, draft, "product", {"product": "idesign/IB-75"}, "place")
    answer(visitor, draft, "place", {"country": "US"}, "bought")
    answer(visitor, draft, "bought", BOUGHT, "installed")
    answer(visitor, draft, "installed", INSTALLED, "you")
    assert visitor.get(f"{draft}you/").url == f"/account/login/?next={draft}you/"
    from warrantor.apps.access.models import User

    user = User.objects.create_user("c@example.org", at=AT)
    visitor.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    answer(visitor, draft, "you", YOU, "answers")
    assert visitor.post(f"{draft}answers/").url == f"{draft}done/"
    assert Registration.objects.get().actor == f"user:{user.pk}"
    [grant] = Grant.objects.filter(user=user)
    assert (grant.role, grant.party) == ("end-customer", Unit.objects.get().owner.key)


def test_a_draft_is_nobody_elses(client) -> None:
    draft = fill(client)
    for other in (Client(), signed_in(Held("administrator"), email="z@example.org")):
        for page in ("", "serial/", "you/", "answers/", "done/"):
            assert other.get(f"{draft}{page}").status_code == 404
        assert other.post(f"{draft}answers/").status_code == 404
        assert other.post(f"{draft}mail/").status_code == 404


def test_a_link_by_mail_leads_back_from_another_device(client, mailoutbox, django_capture_on_commit_callbacks) -> None:
    draft = fill(client)
    with django_capture_on_commit_callbacks(execute=True):
        assert "on its way" in client.post(f"{draft}mail/").content.decode()
    [mail] = mailoutbox
    [link] = [line for line in mail.body.splitlines() if line.startswith("http")]
    elsewhere = Client()
    assert elsewhere.get(link).url == f"{draft}answers/"
    assert elsewhere.get(f"{draft}bought/").status_code == 200
    assert elsewhere.get(f"{draft}answers/").url.startswith("/account/login/"), "sending it takes an account"
    assert Client().get(f"{link}x").status_code == 404


@pytest.mark.clause("its:register")
def test_registering_a_repaired_device_makes_its_cover_good(client) -> None:
    program = Program.objects.get(name="its")
    work = {"what": "work", "on": "2024-01-10", "kind": "repair", "invoice": "R-1", "paid": True}
    from warrantor.apps.registry.actions import register_unit

    register_unit(Product.objects.get(program=program), "PC-0001", at=AT, by=BY, source="workshop", events=[work])
    before = client.post("/check/", {"serial": "PC-0001"}, follow=True).content.decode()
    assert "Cannot tell yet" in before
    assert "its registration" in before
    draft = begin(client, "PC-0001")
    answer(client, draft, "product", {"product": "its/PC-1"}, "bought")
    answer(client, draft, "bought", {"channel": "direct"}, "you")
    answer(client, draft, "you", YOU, "answers")
    client.post(f"{draft}answers/")
    assert "Covered" in client.get(f"{draft}done/").content.decode()
    assert "Covered" in client.post("/check/", {"serial": "PC-0001"}, follow=True).content.decode()


@pytest.mark.clause("its:proof")
def test_a_proof_is_taken_with_the_registration(client) -> None:
    draft = begin(client, "PC-0009")
    answer(client, draft, "product", {"product": "its/PC-1"}, "bought")
    assert client.post(f"{draft}bought/", {"channel": "direct"}).status_code == 422, "an invoice is needed there"
    proof = SimpleUploadedFile("page.html", b"<script>")
    page = client.post(f"{draft}bought/", {"channel": "direct", "invoice": "R-2", "proof": proof})
    assert (page.status_code, "not of a kind that is kept" in page.content.decode()) == (422, True)
    answer(
        client,
        draft,
        "bought",
        {"channel": "direct", "invoice": "R-2", "proof": SimpleUploadedFile("r.png", PNG)},
        "you",
    )
    answer(client, draft, "you", YOU, "answers")
    client.post(f"{draft}answers/")
    assert Paper.objects.get().names == "R-2"


def test_sending_it_twice_registers_once(client) -> None:
    draft = fill(client)
    first, second = client.post(f"{draft}answers/"), client.post(f"{draft}answers/")
    assert (first.url, second.url) == (f"{draft}done/", f"{draft}done/")
    assert HistoryEvent.objects.filter(what="registered").count() == 1
    other = signed_in(email="b@example.org")
    again = begin(other, "IB75-0001")
    assert "on record for somebody else" in other.get(f"{again}bought/").content.decode()


def test_a_fact_that_is_refused_is_said_with_its_question(client) -> None:
    draft = fill(client)
    answer(client, draft, "installed", {"installer": "x", **day("installed_on", 2024, 9, 1)}, "answers")
    page = client.post(f"{draft}answers/")
    assert page.status_code == 422
    assert 'href="#row-installed"' in page.content.decode()
    assert Registration.objects.get().state == "draft"
    assert not Unit.objects.exists()


def test_a_serial_of_two_programs_is_chosen(client) -> None:
    make_unit("ID-0600")
    append_event(make_unit("ID-0600", program="its"), {"what": "modified", "on": "2024-01-01"}, at=AT,
                 by=By("system", "command"), source="sheet")  # fmt: skip
    draft = begin(client, "ID-0600")
    page = client.get(f"{draft}product/").content.decode()
    assert "Which is it?" in page
    assert [text in page for text in ("idesign/board", "its/board", "its/PC-1")] == [True, True, False]
    assert Party.objects.filter(key="planted-owner").exists()


@pytest.mark.clause("idesign:IV.B")
def test_staff_remove_a_registration_with_a_reason_and_undo_it(client, mailoutbox) -> None:
    draft = fill(client)
    client.post(f"{draft}answers/")
    number = Registration.objects.get().public_id
    staff = signed_in(Held("warranty-manager"), email="m@example.org")
    assert "IB75-0001" in staff.get("/registrations/?state=complete").content.decode()
    assert "None stands so" in staff.get("/registrations/?state=denied").content.decode()
    empty = staff.post(f"/registrations/{number}/remove/", {"reason": ""})
    assert (empty.status_code, "The reason is empty" in empty.content.decode()) == (422, True)
    assert staff.post(f"/registrations/{number}/remove/", {"reason": "sold to a dealer"}).status_code == 302
    mail_all()
    assert "sold to a dealer" in mailoutbox[-1].body
    assert staff.post(f"/registrations/{number}/remove/", {"reason": "again"}).status_code == 409
    assert "was removed and does not count" in client.get(f"{draft}done/").content.decode()
    assert staff.post(f"/registrations/{number}/restore/", {"reason": "it was right"}).status_code == 302
    page = staff.get(f"/registrations/{number}/").content.decode()
    for text in ("sold to a dealer", "it was right", "Restored", "Complete"):
        assert text in page
    assert "is registered" in client.get(f"{draft}done/").content.decode()
