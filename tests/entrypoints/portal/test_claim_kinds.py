"""What a claim is about is asked first: a return is asked for its reason, a question for itself, and no unit."""

import pytest
from django.test import Client

from tests.entrypoints.portal.conftest import OWNER, make_unit
from tests.entrypoints.portal.test_channel import signed_in
from tests.entrypoints.portal.test_claims import CONTACT, answer, begin, body, send
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.models import Party, Unit

pytestmark = pytest.mark.django_db
SOLD = (
    {"what": "purchased", "on": "2023-06-01", "by": OWNER, "invoice": "S-1"},
    {"what": "shipped", "on": "2023-06-03", "to": OWNER},
)
UNOPENED = {"reason": "non-defective", "description": "one too many"}


@pytest.fixture
def client(db) -> Client:
    """Somebody of the owner's."""
    return signed_in(Held("end-customer", OWNER), email="owner@example.org")


@pytest.fixture
def phone(db) -> Unit:
    return make_unit("SO-1", *SOLD, program="softnetworks", kind="phone-system", sold_as="certified-pre-owned")


def asked_back(client: Client) -> str:
    draft = begin(client, {"mine": "softnetworks/SO-1"}, kind="return")
    answer(client, draft, "reason", UNOPENED, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    return draft


@pytest.mark.clause("softnetworks:procedure")
def test_a_return_is_asked_for_on_the_web_and_has_a_number_at_once(client, phone) -> None:
    draft = begin(client, {"mine": "softnetworks/SO-1"}, kind="return")
    page = body(client, f"{draft}reason/")
    assert ('<option value="defective"' in page, '<option value="non-defective"' in page) == (True, True)
    assert client.post(f"{draft}reason/", {**UNOPENED, "reason": "bored"}).status_code == 422
    answer(client, draft, "reason", UNOPENED, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    shown = body(client, f"{draft}answer/")
    assert "Authorise, ship back, receive, inspect, confirm, close" in shown
    assert ("return number (RMA)" in shown, "Cannot tell yet" in shown) == (True, False)
    checked = body(client, f"{draft}answers/")
    assert ("Non defective" in checked, "one too many" in checked, "Which part failed?" in checked) == (
        True, True, False,
    )  # fmt: skip
    claim = send(client, draft)
    assert (claim.kind, claim.state, claim.claimant.key, claim.unit) == ("return", "accepted", OWNER, phone)
    assert (claim.report["reason"], claim.fault) == ("non-defective", "return|non-defective")
    assert claim.number in body(client, f"{draft}done/")
    assert "return number (RMA)" in body(client, f"/claims/{claim.number}/")


def test_a_return_that_is_asked_for_again_leads_to_the_one_that_is_open(client, phone) -> None:
    claim = send(client, asked_back(client))
    draft = begin(client, {"mine": "softnetworks/SO-1"}, kind="return")
    answer(client, draft, "reason", UNOPENED, "contact")
    page = body(client, f"{draft}contact/")
    assert (claim.number in page, "This return is being dealt with already" in page) == (True, True)
    answer(client, draft, "reason", {**UNOPENED, "reason": "defective"}, "contact")
    assert claim.number not in body(client, f"{draft}contact/")


def test_what_may_not_come_back_is_said_before_it_is_sent_and_can_be_sent_all_the_same(client) -> None:
    make_unit("SO-2", *SOLD, program="softnetworks", kind="headset")
    draft = begin(client, {"mine": "softnetworks/SO-2"}, kind="return")
    answer(client, draft, "reason", UNOPENED, "contact")
    answer(client, draft, "contact", CONTACT, "answer")
    shown = body(client, f"{draft}answer/")
    assert ("ineligible" in shown, "a person looks at it" in shown) == (True, True)
    assert send(client, draft).state == "refused"


def test_only_the_kinds_that_the_terms_of_a_unit_have_are_offered(client, board, phone) -> None:
    def offered(address: str) -> list[bool]:
        page = body(client, address)
        return [f'<option value="{kind}"' in page for kind in ("fault", "return", "question")]

    assert offered("/claims/new/") == [True, True, True]
    assert offered("/claims/new/?program=softnetworks&serial=SO-1") == [True, True, True]
    led = {"program": "idesign", "serial": "ID-0077"}
    assert offered("/claims/new/?program=idesign&serial=ID-0077") == [True, False, True]
    assert client.post("/claims/new/", {**led, "kind": "return"}).status_code == 422
    began = client.post("/claims/new/", {**led, "kind": "fault"})["Location"]
    assert began.endswith("/happened/")
    response = client.post("/claims/new/", {"kind": "return"})
    units = body(client, response["Location"])
    assert ("softnetworks/SO-1" in units, "idesign/ID-0077" in units) == (True, False)
    refused = client.post(response["Location"], {"serial": "ID-0077"})
    assert (refused.status_code, "nothing goes back" in refused.content.decode()) == (422, True)


def test_a_return_of_a_unit_of_somebody_else_waits_like_one_that_is_not_on_record(phone) -> None:
    Party.objects.get_or_create(key="mila")
    stranger = signed_in(Held("end-customer", "mila"), email="mila@example.org")
    claims = []
    for serial in ("SO-1", "XX-9999"):
        draft = begin(stranger, {"serial": serial}, kind="return")
        page = body(stranger, f"{draft}program/")
        assert ("softnetworks" in page, "no unit of yours" in page) == (True, True)
        answer(stranger, draft, "program", {"program": "softnetworks"}, "reason")
        answer(stranger, draft, "reason", UNOPENED, "contact")
        answer(stranger, draft, "contact", {"email": "mila@example.org"}, "answer")
        assert "until a person has found the unit" in body(stranger, f"{draft}answer/")
        claims.append(send(stranger, draft))
    assert [(one.unit, one.state, one.kind) for one in claims] == [(None, "incomplete", "return")] * 2


@pytest.mark.clause("iet:help")
def test_a_question_is_asked_without_a_unit_and_goes_to_a_person(client) -> None:
    make_unit("IE-1", {"what": "purchased", "on": "2024-01-02", "by": OWNER}, program="iet", kind="ups")
    response = client.post("/claims/new/", {"kind": "question"})
    draft = response["Location"].removesuffix("program/")
    assert "no unit of yours" not in client.get(f"{draft}program/").content.decode()
    answer(client, draft, "program", {"program": "iet"}, "question")
    assert client.post(f"{draft}question/", {"question": ""}).status_code == 422
    answer(client, draft, "question", {"question": "Which battery fits?"}, "contact")
    assert client.get(f"{draft}answer/").url == f"{draft}contact/"
    answer(client, draft, "contact", CONTACT, "answers")
    assert client.get(f"{draft}answer/").url == f"{draft}answers/"
    page = body(client, f"{draft}answers/")
    assert ("Which battery fits?" in page, "Send the question" in page) == (True, True)
    claim = send(client, draft)
    assert (claim.kind, claim.state, claim.unit, claim.claimant.key) == ("question", "referred", None, OWNER)
    assert claim.report == {"question": "Which battery fits?"}
    done = body(client, f"{draft}done/")
    assert (claim.number in done, "found the unit" in done) == (True, False)


def test_somebody_of_two_organisations_says_for_which_it_is(db) -> None:
    for key in ("mila", "oak"):
        Party.objects.get_or_create(key=key)
    both = signed_in(Held("end-customer", "mila"), Held("end-customer", "oak"), email="mila@example.org")
    make_unit("IE-1", {"what": "purchased", "on": "2024-01-02", "by": OWNER}, program="iet", kind="ups")
    draft = both.post("/claims/new/", {"kind": "question"})["Location"].removesuffix("program/")
    answer(both, draft, "program", {"program": "iet"}, "question")
    answer(both, draft, "question", {"question": "Which battery fits?"}, "contact")
    assert both.post(f"{draft}contact/", {"email": "mila@example.org"}).status_code == 422
    answer(both, draft, "contact", {"email": "mila@example.org", "party": "oak"}, "answers")
    assert send(both, draft).claimant.key == "oak"


def test_a_question_about_a_unit_and_one_that_turns_out_to_be_a_fault(client, board) -> None:
    led = {"program": "idesign", "serial": "ID-0077"}
    asked = client.post("/claims/new/", {**led, "kind": "question"})["Location"]
    draft = asked.removesuffix("question/")
    answer(client, draft, "question", {"question": "Why is it dark?"}, "contact")
    answer(client, draft, "contact", CONTACT, "answers")
    answer(client, draft, "kind", {"kind": "fault"}, "happened")
    answer(client, draft, "kind", {"kind": "question"}, "answers")
    claim = send(client, draft)
    assert (claim.unit, claim.claimant.key, Claim.objects.count()) == (board, OWNER, 1)
