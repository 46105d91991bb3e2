"""Whom to turn to by place and product, and questions that get a number."""

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.helping import add_contact, end_contact
from warrantor.apps.claims.models import Claim, HelpContact
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
KEPT = {"program": "iet", "name": "Karachi desk", "country": "PK", "kind": "ups", "phone": "+92 21 1"}


@pytest.fixture
def ups(db):
    return make_unit("IE-1", {"what": "purchased", "on": "2024-01-02", "by": OWNER}, program="iet", kind="ups")


@pytest.mark.clause("iet:help")
def test_contacts_are_shown_by_place_and_product_and_a_question_gets_a_number(ups) -> None:
    manager = signed_in(Held("warranty-manager"), email="wanda@example.org")
    assert manager.post("/desk/contacts/", {**KEPT, "phone": ""}).status_code == 422
    assert manager.post("/desk/contacts/", KEPT).status_code == 302
    add_contact(ups.program, "World desk", reach={"email": "help@example.org"}, at=AT, by=BY)
    near = Client().get("/help/contacts/?program=iet&country=PK&kind=ups").content.decode()
    assert near.index("Karachi desk") < near.index("World desk")
    far = Client().get("/help/contacts/?program=iet&country=DE&kind=ups").content.decode()
    assert "Karachi desk" not in far
    assert "help@example.org" in far
    member = signed_in(Held("end-customer", OWNER), email="oona@example.org")
    assert member.post("/help/question/", {"program": "iet", "question": ""}).status_code == 422
    asked = member.post("/help/question/", {"program": "iet", "question": "Which battery fits?"}, follow=True)
    claim = Claim.objects.get()
    assert (claim.kind, claim.channel, claim.state, claim.claimant.key) == ("question", "web", "referred", OWNER)
    assert claim.number in asked.content.decode()


def test_a_contact_is_ended_once_and_shown_no_more(ups) -> None:
    row = add_contact(ups.program, "Old desk", reach={"phone": "1"}, at=AT, by=BY)
    manager = signed_in(Held("warranty-manager"), email="wanda@example.org")
    assert manager.post(f"/desk/contacts/{row.public_id}/end/").status_code == 302
    assert manager.post(f"/desk/contacts/{row.public_id}/end/").status_code == 409
    assert "No contact is on record" in Client().get("/help/contacts/").content.decode()
    assert HelpContact.objects.get().until == AT
    with pytest.raises(Conflict):
        end_contact(row, at=AT, by=BY)


@pytest.mark.parametrize(
    ("about", "field"),
    [({"country": "Pakistan"}, "country"), ({"kind": "tank"}, "kind"), ({"name": " "}, "name"),
     ({"reach": {"email": "no"}}, "email"), ({"reach": {"phone": " "}}, "phone")],
)  # fmt: skip
def test_what_reaches_nobody_is_refused(ups, about, field) -> None:
    told = {"name": "Desk", "reach": {"phone": "1"}, **about}
    with pytest.raises(Refused) as refused:
        add_contact(ups.program, told.pop("name"), at=AT, by=BY, **told)
    assert refused.value.field == field
