"""Invitations: mailed after all is written, accepted once, in time and under the address they went to."""

from datetime import timedelta

import pytest
from django.core import mail

from tests.acting import BY
from tests.apps.channel.test_actions import refused
from tests.apps.conftest import AT
from warrantor.apps.access.models import User
from warrantor.apps.access.queries import person
from warrantor.apps.access.rules import ROLES, Held, Person
from warrantor.apps.channel.inviting import actions, queries
from warrantor.apps.channel.inviting.rules import HOLDS_FOR
from warrantor.apps.channel.models import Invitation, Tie
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.models import Party, PartyDetails
from warrantor.apps.registry.rules import Conflict


@pytest.fixture
def bo(db) -> User:
    return User.objects.create_user("bo@example.org", at=AT)


@pytest.fixture
def invite(school, program):
    """Invites Bo to Oak School; gives the invitation and its secret."""

    def make(email: str = "Bo@example.org", role: str = "end-customer", of: Party | None = None, at=AT):
        secrets: list[str] = []
        link = lambda secret: (secrets.append(secret), f"http://x/{secret}")[1]  # noqa: E731
        row = actions.invite(email, role, of or school, program, link=link, at=at, by=BY)
        return row, secrets[0]

    return make


def test_it_is_mailed_once_it_is_written(invite, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row, secret = invite()
        assert not mail.outbox
    [letter] = mail.outbox
    assert letter.to == ["bo@example.org"]
    assert f"http://x/{secret}" in letter.body
    assert "Oak School" in letter.subject
    assert secret not in str(Invitation.objects.values().get(pk=row.pk)), "kept as a digest alone"
    assert secret not in str([entry.detail for entry in entries(subject="party:oak-school")])


def test_accepted_it_gives_the_role_in_that_program(invite, bo) -> None:
    _, secret = invite()
    actions.accept_invitation(secret, bo, at=AT, by=BY)
    assert person(bo, AT).held == (Held("end-customer", "oak-school", "boards"),)
    assert entries(subject="party:oak-school")[0].act == "channel.accept_invitation"


def test_used_withdrawn_or_late_it_opens_nothing(invite, bo) -> None:
    _, used = invite()
    actions.accept_invitation(used, bo, at=AT, by=BY)
    row, withdrawn = invite()
    actions.withdraw_invitation(row, at=AT, by=BY)
    _, late = invite()
    for secret, at in ((used, AT), (withdrawn, AT), (late, AT + HOLDS_FOR)):
        refused("invitation", actions.accept_invitation, secret, bo, at=at, by=BY, kind=Conflict)
    refused("invitation", actions.withdraw_invitation, row, at=AT, by=BY, kind=Conflict)
    refused("invitation", actions.accept_invitation, "guessed", bo, at=AT, by=BY)
    actions.accept_invitation(late, bo, at=AT + HOLDS_FOR - timedelta(seconds=1), by=BY)


def test_it_is_of_no_use_to_another_address(invite) -> None:
    _, secret = invite()
    other = User.objects.create_user("other@example.org", at=AT)
    refused("email", actions.accept_invitation, secret, other, at=AT, by=BY)
    assert person(other, AT).held == ()


def test_one_that_waits_is_not_sent_twice(invite) -> None:
    invite()
    refused("email", invite, " bo@EXAMPLE.org ", kind=Conflict)
    invite(at=AT + HOLDS_FOR)


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [("bo", "end-customer", "email"), ("a b@c.de", "end-customer", "email"), ("", "end-customer", "email"),
     ("bo@example.org\nBcc: x@y.zz", "end-customer", "email"), ("bo@example.org", "administrator", "role"),
     ("bo@example.org", "king", "role")],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused(email: str, role: str, field: str, invite) -> None:
    refused(field, invite, email, role)


# -- who may invite whom ---------------------------------------------------------------------------


def test_members_invite_to_their_own_role_and_staff_to_any(school) -> None:
    assert queries.may_offer(Person(1, (Held("end-customer", "oak-school"),)), school, AT) == [("end-customer", "")]
    parties = [(name, "") for name, role in ROLES.items() if not role.everything]
    assert queries.may_offer(Person(1, (Held("warranty-manager"),)), school, AT) == parties
    for held in (Held("agent"), Held("end-customer", "mila"), Held("reseller", "corner")):
        assert queries.may_offer(Person(1, (held,)), school, AT) == []


def test_a_seller_invites_the_first_person_of_a_customer_and_no_other(tie, corner, school, invite, bo) -> None:
    tie(corner, school, "customer-of")
    seller = Person(1, (Held("reseller", "corner"),))
    assert queries.may_offer(seller, school, AT) == [("end-customer", "boards")]
    assert queries.may_offer(Person(1, (Held("installer", "corner"),)), school, AT) == []
    _, secret = invite()
    actions.accept_invitation(secret, bo, at=AT, by=BY)
    assert queries.may_offer(seller, school, AT) == []


def test_a_distributor_invites_its_resellers(tie, wholesale, corner) -> None:
    tie(wholesale, corner, "reseller-of")
    assert queries.may_offer(Person(1, (Held("distributor", "wholesale"),)), corner, AT) == [("reseller", "boards")]


# -- taking on -------------------------------------------------------------------------------------


def test_a_new_customer_is_taken_on(corner, program) -> None:
    tie = actions.take_on(corner, " Elm School ", "customer-of", program, email="Head@elm.example", at=AT, by=BY)
    assert Tie.objects.get(pk=tie.pk).lower.organisation
    details = PartyDetails.objects.get(party=tie.lower)
    assert (details.name, details.email) == ("Elm School", "head@elm.example")


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [(" ", "", "name"), ("x" * 201, "", "name"), ("a\nb", "", "name"), ("Elm", "x", "email")],
)
def test_one_without_a_name_or_with_a_wrong_address_is_refused(name, email, field, corner, program) -> None:
    refused(field, actions.take_on, corner, name, "customer-of", program, email=email, at=AT, by=BY)
    assert not Tie.objects.exists()
