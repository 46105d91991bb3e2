"""Pages of the channel: one's own organisation, a partner's customers, staff who keep accreditations and ties."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER
from tests.mailing import mail_all
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.queries import person
from warrantor.apps.access.rules import Held
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.models import Accreditation, Approval, Invitation, PriceRequest, Tie
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Location, Party, Program

TODAY = AT.date()


def signed_in(*held: Held, email: str = "a@example.org") -> Client:
    user = User.objects.create_user(email, at=AT)
    for one in held:
        grant_role(user, one, at=AT - timedelta(days=1), by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response) -> str:
    """What a reader sees, without tags and runs of space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def corner(board) -> Party:
    return add_party(at=AT, by=BY, key="corner", organisation=True, details={"name": "Corner Shop"})


@pytest.fixture
def owner(board) -> Party:
    return Party.objects.get(key=OWNER)


@pytest.fixture
def sold(corner, owner, board) -> Tie:
    return actions.add_tie(corner, owner, "customer-of", board.program, at=AT, by=BY)


@pytest.fixture
def seller(corner) -> Client:
    return signed_in(Held("reseller", "corner"), email="seller@example.org")


@pytest.fixture
def customer(owner) -> Client:
    return signed_in(Held("end-customer", OWNER), email="head@example.org")


@pytest.fixture
def manager(db) -> Client:
    return signed_in(Held("warranty-manager"), email="manager@example.org")


# -- one's own organisation ------------------------------------------------------------------------


@pytest.mark.clause("idesign:I.registrar")
def test_a_customer_gives_sees_and_withdraws_an_approval(customer, corner, owner) -> None:
    home = f"/my/organisation/{OWNER}/"
    assert customer.get("/my/organisation/").url == home
    customer.post(f"{home}approvals/", {"registrar": "corner", "program": "idesign"})
    assert queries.approved(corner, owner, "idesign", AT)
    assert "Corner Shop" in text(customer.get(home))
    number = Approval.objects.get().public_id
    assert customer.post(f"/my/approvals/{number}/withdraw/").status_code == 302
    assert not queries.approved(corner, owner, "idesign", AT)
    assert "Withdrawn: Corner Shop" in text(customer.get(home))
    acts = [entry.act for entry in entries(subject=f"party:{OWNER}")]
    assert acts[:2] == ["channel.withdraw_approval", "channel.give_approval"]


def test_the_registrar_itself_neither_gives_nor_withdraws_it(seller, corner, owner, board) -> None:
    given = actions.give_approval(corner, owner, board.program, at=AT, by=BY)
    assert "You may register for" in text(seller.get("/my/organisation/corner/"))
    assert seller.post(f"/my/approvals/{given.public_id}/withdraw/").status_code == 404
    data = {"registrar": "corner", "program": "idesign"}
    assert seller.post(f"/my/organisation/{OWNER}/approvals/", data).status_code == 404


def test_what_is_wrong_stands_at_its_field(customer) -> None:
    page = customer.post(f"/my/organisation/{OWNER}/approvals/", {"registrar": "nobody", "program": "idesign"})
    assert page.status_code == 422
    assert "`nobody` is no organisation on record" in page.content.decode()
    assert 'id="approve-registrar"' in page.content.decode()
    oneself = customer.post(f"/my/organisation/{OWNER}/approvals/", {"registrar": OWNER, "program": "idesign"})
    assert "needs no approval of its own" in text(oneself)


def test_places_are_added_and_shown(customer) -> None:
    url = f"/my/organisation/{OWNER}/places/"
    customer.post(url, {"name": "gym", "country": "us", "region": "US", "time_zone": "America/Chicago"})
    assert Location.objects.get(key=f"{OWNER}/gym").country == "US"
    assert f"{OWNER}/gym" in text(customer.get(f"/my/organisation/{OWNER}/"))
    for wrong in ({"name": "gym"}, {"name": "Big Hall"}, {"country": "USA"}, {"time_zone": "Mars/Base"}):
        said = {"name": "hall", "country": "US", **wrong}
        assert customer.post(url, said).status_code == 422, wrong


def test_who_sells_to_it_sees_neither_people_nor_places(seller, sold) -> None:
    assert seller.get(f"/my/organisation/{OWNER}/").status_code == 403


def test_the_customer_is_told_who_sees_its_units(customer, sold) -> None:
    assert "Corner Shop sees your units" in text(customer.get(f"/my/organisation/{OWNER}/"))


# -- invitations -----------------------------------------------------------------------------------


def invited(client: Client, capture, email: str = "new@example.org", key: str = OWNER, **more: str) -> str:
    """The path of the link that was mailed."""
    mail.outbox.clear()
    with capture(execute=True):
        response = client.post(f"/my/organisation/{key}/people/", {"email": email, **more})
    assert response.status_code == 302, text(response)
    return re.search(r"http://testserver(/accept/\S+)", mail.outbox[0].body)[1]


def test_an_invitation_goes_out_and_is_accepted_under_that_address(
    customer, django_capture_on_commit_callbacks
) -> None:
    path = invited(customer, django_capture_on_commit_callbacks)
    assert "new@example.org" in text(customer.get(f"/my/organisation/{OWNER}/"))
    stranger = Client().get(path)
    assert "is invited as end customer" in text(stranger)
    assert stranger["Referrer-Policy"] == "no-referrer"
    assert Client().post(path).url.startswith("/account/login/?next=%2Faccept%2F")
    other = signed_in(email="other@example.org")
    assert other.post(path).status_code == 403
    assert "for another address" in text(other.get(path))
    joined = signed_in(email="new@example.org")
    assert joined.post(path).url == f"/my/organisation/{OWNER}/"
    user = User.objects.get(email="new@example.org")
    assert person(user, AT).held == (Held("end-customer", OWNER),)
    assert joined.get(path).status_code == 410
    assert "was used already" in text(joined.post(path))


def test_a_withdrawn_one_opens_nothing(customer, django_capture_on_commit_callbacks) -> None:
    path = invited(customer, django_capture_on_commit_callbacks)
    number = Invitation.objects.get().public_id
    assert customer.post(f"/my/invitations/{number}/withdraw/").status_code == 302
    assert customer.post(f"/my/invitations/{number}/withdraw/").status_code == 409
    assert "was withdrawn" in text(Client().get(path))
    assert Client().get("/accept/guessed/").status_code == 404


def test_a_seller_invites_the_first_person_alone(seller, sold, django_capture_on_commit_callbacks) -> None:
    path = invited(seller, django_capture_on_commit_callbacks)
    signed_in(email="new@example.org").post(path)
    again = seller.post(f"/my/organisation/{OWNER}/people/", {"email": "spy@example.org"})
    assert again.status_code == 403
    page = seller.post("/my/organisation/corner/people/", {"email": "no address"})
    assert page.status_code == 422


# -- partners --------------------------------------------------------------------------------------


def test_a_partner_sees_its_customers_with_what_ends_soon(seller, sold, settings) -> None:
    settings.NOW = lambda: AT + timedelta(days=10)  # the plan of the board ends on 9 May 2024
    page = text(seller.get("/partner/"))
    assert "Planted Academy" in page
    assert "ID-0077" in page
    assert "ID-0077" in text(seller.get(f"/partner/customers/{OWNER}/"))
    assert "Planted Academy" in text(seller.get("/partner/?q=planted"))
    assert "No customer matches" in text(seller.get("/partner/?q=nobody"))


def test_the_home_takes_a_fixed_number_of_statements(
    seller, sold, corner, board, django_assert_max_num_queries
) -> None:
    for number in range(12):
        lower = add_party(at=AT, by=BY, key=f"c-{number}", organisation=True)
        actions.add_tie(corner, lower, "customer-of", board.program, at=AT, by=BY)
    with django_assert_max_num_queries(20):
        assert seller.get("/partner/").status_code == 200


def test_a_new_customer_is_taken_on_and_its_units_are_its_own(seller, corner) -> None:
    said = {"name": "Elm School", "email": "elm@example.org", "program": "idesign"}
    assert seller.post("/partner/new/", said).status_code == 302
    [lower] = queries.customers_of(corner, "idesign", AT)
    assert "Elm School" in text(seller.get(f"/partner/customers/{lower.key}/"))
    assert seller.post("/partner/new/", {**said, "name": ""}).status_code == 422
    assert seller.post("/partner/new/", {**said, "email": "elm"}).status_code == 422


def test_a_partner_parts_with_a_customer_and_sees_nothing_more(seller, sold, board) -> None:
    assert seller.get("/units/idesign/ID-0077/").status_code == 200
    assert seller.post(f"/partner/ties/{sold.public_id}/end/").status_code == 302
    assert seller.get("/units/idesign/ID-0077/").status_code == 404
    assert seller.get(f"/partner/customers/{OWNER}/").status_code == 404


@pytest.mark.clause("emetrotel:resellers")
def test_a_partner_without_certification_is_told_so(seller, corner, owner) -> None:
    asking = Program.objects.create(name="emetrotel", title="Phones")
    actions.add_tie(corner, owner, "customer-of", asking, at=AT, by=BY)
    assert "no certification in force for Phones" in text(seller.get("/partner/"))
    actions.accredit(corner, asking, "authorised", since=TODAY, until=TODAY, at=AT, by=BY)
    assert "no certification" not in text(seller.get("/partner/"))


# -- staff -----------------------------------------------------------------------------------------

GIVEN = {"party": "corner", "program": "idesign", "standing": "certified", "since": "2024-01-01", "until": "2024-06-30"}


def test_staff_give_extend_and_revoke(manager, corner) -> None:
    assert manager.post("/channel/accreditations/", {**GIVEN, "territories": "US, CA"}).status_code == 302
    row = Accreditation.objects.get()
    assert row.territories == ["CA", "US"]
    assert "Corner Shop" in text(manager.get("/channel/"))
    page = f"/channel/accreditations/{row.public_id}/"
    assert manager.post(f"{page}extend/", {"until": "2024-12-31"}).status_code == 302
    assert [(a.since, a.until) for a in Accreditation.objects.order_by("since")] == [
        (date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 12, 31)),
    ]  # fmt: skip
    assert manager.post(f"{page}revoke/", {"reason": ""}).status_code == 422
    assert manager.post(f"{page}revoke/", {"reason": "x", "on": "2024-01-31"}).status_code == 422, "it is over"
    assert manager.post(f"{page}revoke/", {"reason": "failed the test"}).status_code == 302
    assert "failed the test" in text(manager.get(page))
    assert queries.standing_of(corner, "idesign", TODAY) == "none"
    assert queries.standing_of(corner, "idesign", TODAY - timedelta(days=1)) == "certified"


def test_overlapping_or_wrong_ones_are_refused_at_their_field(manager, corner) -> None:
    manager.post("/channel/accreditations/", GIVEN)
    page = manager.post("/channel/accreditations/", {**GIVEN, "standing": "registered", "since": "2024-06-30"})
    assert (page.status_code, "certified from 2024-01-01 through 2024-06-30" in text(page)) == (422, True)
    wrong = manager.post("/channel/accreditations/", {**GIVEN, "until": "2023-12-31"})
    assert "is before" in text(wrong)
    assert manager.post("/channel/accreditations/", {**GIVEN, "party": "nobody"}).status_code == 422


def test_the_list_is_searched_filtered_and_sorted(manager, corner, owner, board) -> None:
    def give(party: Party, standing: str, until: date) -> None:
        actions.accredit(
            party, board.program, standing, since=date(2023, 1, 1), until=until, at=AT, by=BY
        )  # fmt: skip

    give(corner, "certified", TODAY + timedelta(days=20))
    give(owner, "registered", TODAY - timedelta(days=1))
    both = ("Corner Shop", "Planted Academy")
    for query, shown in (
        ("", (True, False)), ("?ends=all", (True, True)), ("?ends=ended", (False, True)), ("?ends=30", (True, False)),
        ("?ends=all&standing=registered", (False, True)), ("?ends=all&q=corn", (True, False)),
        ("?ends=all&program=its", (False, False)), ("?q=%00&ends=all", (True, True)),
    ):  # fmt: skip
        page = text(manager.get(f"/channel/{query}"))
        assert tuple(name in page for name in both) == shown, query
    page = text(manager.get("/channel/?ends=all&sort=-until"))
    assert page.index("Corner Shop") < page.index("Planted Academy")


def test_staff_tie_and_part_parties(manager, corner, owner, seller) -> None:
    said = {"upper": "corner", "lower": OWNER, "kind": "customer-of", "program": "idesign"}
    assert manager.post("/channel/ties/new/", said).status_code == 302
    assert "Corner Shop" in text(manager.get("/channel/ties/?q=corner"))
    assert seller.get("/units/idesign/ID-0077/").status_code == 200
    assert manager.post("/channel/ties/new/", {**said, "upper": OWNER, "lower": "corner"}).status_code == 422
    assert manager.post("/channel/ties/new/", {**said, "upper": OWNER}).status_code == 422, "to itself"
    number = Tie.objects.get().public_id
    assert manager.post(f"/channel/ties/{number}/end/").status_code == 302
    assert manager.post(f"/channel/ties/{number}/end/").status_code == 409
    assert seller.get("/units/idesign/ID-0077/").status_code == 404
    assert "Corner Shop" in text(manager.get("/channel/ties/?ended=1"))


@pytest.mark.clause("softnetworks:account-manager")
def test_a_price_is_asked_for_and_reaches_the_manager(customer, manager, owner) -> None:
    Program.objects.create(name="softnetworks", title="Phones")
    named = {"party": OWNER, "program": "softnetworks", "user": "manager@example.org"}
    assert manager.post("/channel/prices/managers/", named).status_code == 302
    assert manager.post("/channel/prices/managers/", {**named, "user": "x@example.org"}).status_code == 422
    said = {"plan": "softnetworks/premium", "note": "For all our phones"}
    assert customer.post(f"/my/organisation/{OWNER}/prices/", said).status_code == 302
    mail_all()
    assert mail.outbox[-1].to == ["manager@example.org"]
    assert "For all our phones" in mail.outbox[-1].body
    assert "For all our phones" in text(manager.get("/channel/prices/?mine=1"))
    assert "with your account manager" in text(customer.get(f"/my/organisation/{OWNER}/"))
    number = PriceRequest.objects.get().public_id
    assert manager.post(f"/channel/prices/{number}/settle/").status_code == 302
    assert "answered" in text(customer.get(f"/my/organisation/{OWNER}/"))
    assert customer.post(f"/my/organisation/{OWNER}/prices/", {**said, "serial": "NONE"}).status_code == 422
