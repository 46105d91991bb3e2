"""A unit changes hands as far as its terms let it, and neither side sees what is the other's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from tests.acting import BY
from warrantor.adapters import people
from warrantor.apps.access import sight
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.rules import digest
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision, Transfer
from warrantor.apps.coverage.moving import actions, rules
from warrantor.apps.coverage.seeing import as_seen
from warrantor.apps.registry.actions import add_location, append_event, register_unit, withdraw_event
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Product, Program, Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import WITHHELD, Conflict, Refused
from warrantor.apps.registry.seeing import history_for

pytestmark = pytest.mark.django_db
AT = datetime(2024, 1, 20, 20, tzinfo=UTC)
OAK = Person(1, (Held("end-customer", "oak-school"),))
MILA = Person(2, (Held("end-customer", "mila"),))
AGENT = Person(3, (Held("agent"),))


def link(secret: str) -> str:
    return f"https://care.example.org/transfers/{secret}/"


@pytest.fixture
def make(school, hall):
    def unit(name: str, kind: str, *more) -> Unit:
        program, _ = Program.objects.get_or_create(name=name, title=name)
        product, _ = Product.objects.get_or_create(program=program, code=kind, defaults={"name": kind, "kind": kind})
        events = [
            {"what": "purchased", "on": "2024-01-10", "by": "oak-school", "channel": "direct", "invoice": "X-17"},
            {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
            {"what": "installed", "on": "2024-01-12", "location": "oak/main", "accreditation": "certified"},
            *more,
        ]
        return register_unit(product, "ID-1", at=AT - timedelta(days=5), by=BY, source="invoice X-17", events=events)

    return unit


@pytest.fixture
def extended(make) -> Unit:
    return make("iet", "ups", {"what": "plan-purchased", "on": "2024-01-10", "plan": "extended-2y", "invoice": "X-18"})


@pytest.fixture
def board(make) -> Unit:
    more = (
        {"what": "plan-purchased", "on": "2024-01-11", "plan": "multicare-onsite-3y", "invoice": "X-18"},
        {"what": "registered", "on": "2024-01-13", "via": "gid", "complete": True},
        {"what": "activated", "on": "2024-01-13", "plan": "multicare-onsite-3y"},
    )
    return make("idesign", "board", *more)


def offered(unit, email="mila@example.org", at=AT):
    return actions.offer(unit, email, link=link, at=at, by=BY)


@pytest.mark.clause("iet:extended")
def test_an_extended_warranty_goes_over_to_the_new_end_user(extended, mila, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row, judged = offered(extended)
    assert {one.plan: one.answer for one in judged}["extended-2y"] == "yes"
    [letter] = mail.outbox
    assert letter.to == ["mila@example.org"]
    assert "oak" not in (letter.subject + letter.body).lower()
    actions.accept(row, mila, at=AT + timedelta(days=1), by=BY)
    extended.refresh_from_db()
    assert extended.owner == mila
    question = {"program": "iet", "ask": "cover", "at": "2025-06-01T12:00:00+05:00", "unit": unit_facts(extended)}
    told = program_of("iet").decide({**question, "claim": {"by": "mila", "cause": "defect", "part": "fan"}})
    assert (told["answer"], told["plan"], told["ends"]) == ("yes", "extended-2y", "2027-01-09")
    row.refresh_from_db()
    assert (row.state, row.email, row.taker) == ("accepted", "", mila)


@pytest.mark.clause("idesign:III")
@pytest.mark.clause("idesign:IV.A")
def test_terms_that_forbid_it_refuse_with_their_clauses_and_nothing_is_offered(
    board, django_capture_on_commit_callbacks
) -> None:
    before = history(board)
    with django_capture_on_commit_callbacks(execute=True):
        row, judged = offered(board)
    told = {one.plan: one for one in judged}
    assert row is None
    assert {one.answer for one in judged} == {"no"}
    assert "idesign:III" in told["standard"].clauses
    assert "idesign:IV.A" in told["multicare-onsite-3y"].clauses
    assert Decision.objects.filter(public_id=told["standard"].decision).exists()
    assert (history(board), Transfer.objects.count(), mail.outbox) == (before, 0, [])


def test_neither_sees_what_is_the_others(extended, mila) -> None:
    question = {"program": "iet", "ask": "cover", "at": AT.isoformat(), "unit": unit_facts(extended)}
    hers_before = answer(program_of("iet"), question, at=AT, by=BY, unit=extended)
    row, _ = offered(extended)
    moved = actions.accept(row, mila, at=AT + timedelta(days=1), by=BY)
    seen = {who: sight.seen(Unit.objects.all(), who, "unit.read").count() for who in (OAK, MILA, AGENT)}
    assert seen == {OAK: 0, MILA: 1, AGENT: 1}
    later = AT + timedelta(days=2)
    question = {"program": "iet", "ask": "cover", "at": later.isoformat(), "unit": unit_facts(extended)}
    kept = answer(program_of("iet"), question, at=later, by=BY, unit=extended)
    decisions = sight.seen(Decision.objects.filter(question__ask="cover"), MILA, "decision.read")
    assert list(decisions) == [kept]
    shown, told = as_seen(MILA, kept)
    for of_hers in (history_for(MILA, "iet", unit_facts(extended)["events"]), shown, told):
        assert not [word for word in ("oak", "X-17", "X-18") if word in str(of_hers)]
    whole = history_for(AGENT, "iet", unit_facts(extended)["events"])
    assert "oak-school" in str(whole)
    assert as_seen(AGENT, kept) == (kept.question, kept.answer)
    withdraw_event(moved, at=later, by=BY, source="mistake")
    assert hers_before in sight.seen(Decision.objects.all(), OAK, "decision.read")


def test_dates_and_plans_stay_readable(extended, mila) -> None:
    actions.accept(offered(extended)[0], mila, at=AT, by=BY)
    first, *_, plan, last = history_for(MILA, "iet", unit_facts(extended)["events"])
    assert (first["what"], first["on"], first["channel"], first["source"]) == (
        "purchased", "2024-01-10", "direct", WITHHELD,
    )  # fmt: skip
    assert plan["plan"] == "extended-2y"
    assert last["to"] == "mila"


def test_an_offer_to_oneself_twice_and_to_nobody(extended, school) -> None:
    user = User.objects.create_user("head@example.org", at=AT)
    grant_role(user, Held("end-customer", "oak-school"), at=AT, by=BY)
    for email, says in (("head@example.org", "owner already"), ("not an address", "no e-mail address")):
        with pytest.raises(Refused) as told:
            offered(extended, email)
        assert told.value.field == "email"
        assert says in told.value.message
    row, _ = offered(extended)
    with pytest.raises(Conflict, match="somebody already"):
        offered(extended, "other@example.org")
    with pytest.raises(Refused, match="owns the unit already"):
        actions.accept(row, school, at=AT, by=BY)


def test_an_offer_that_ended_cannot_be_accepted(extended, mila) -> None:
    row, _ = offered(extended)
    with pytest.raises(Conflict, match="out of time"):
        actions.accept(row, mila, at=AT + rules.HOLDS_FOR, by=BY)
    later = AT + rules.HOLDS_FOR
    again, _ = offered(extended, at=later)
    actions.withdraw(again, at=later, by=BY)
    for act in (actions.decline, actions.withdraw):
        with pytest.raises(Conflict, match="withdrawn"):
            act(again, at=later, by=BY)
    with pytest.raises(Conflict, match="withdrawn"):
        actions.accept(again, mila, at=later, by=BY)
    assert extended.owner.key == "oak-school"


def test_where_the_terms_are_silent_a_person_approves_first(make, mila) -> None:
    unit = make("its", "heat-pump", {"what": "work", "on": "2024-01-12", "kind": "installation", "invoice": "X-17",
                                     "paid": True})  # fmt: skip
    row, judged = offered(unit)
    assert ({one.answer for one in judged}, row.by_person) == ({"person"}, True)
    with pytest.raises(Conflict, match="approval"):
        actions.accept(row, mila, at=AT, by=BY)
    with pytest.raises(Refused, match="reason"):
        actions.approve(row, " ", at=AT, by=BY)
    actions.approve(row, "the work stays where it is", at=AT, by=BY)
    actions.accept(row, mila, at=AT, by=BY)
    unit.refresh_from_db()
    assert unit.owner == mila


def test_the_secret_is_kept_as_a_digest(extended, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row, _ = offered(extended)
    secret = mail.outbox[0].body.split("/transfers/")[1].split("/")[0]
    assert row.digest == digest(secret)


@pytest.mark.clause("idesign:IV.A")
def test_a_move_that_would_end_a_plan_is_refused_with_its_clause(board, school) -> None:
    annex = add_location("oak/annex", at=AT, by=BY, party=school, time_zone="America/Chicago", region="US")
    event, decision = actions.relocate(board, annex, at=AT, by=BY)
    assert event is None
    assert "idesign:IV.A" in str(decision.answer["others"]) + str(decision.answer["clauses"])
    assert history(board)[-1]["what"] == "activated"


def test_any_other_move_is_recorded(extended, school, mila) -> None:
    annex = add_location("oak/annex", at=AT, by=BY, party=school, time_zone="America/Chicago", region="US")
    hers = add_location("mila/home", at=AT, by=BY, party=mila)
    event, _ = actions.relocate(extended, annex, at=AT, by=BY)
    assert (event.what, event.data["location"]) == ("relocated", "oak/annex")
    extended.refresh_from_db()
    for place, says in ((annex, "already"), (hers, "owner")):
        with pytest.raises(Refused, match=says):
            actions.relocate(extended, place, at=AT, by=BY)


def test_a_claim_by_the_earlier_owner_is_not_heard_any_more(extended, mila) -> None:
    actions.accept(offered(extended)[0], mila, at=AT, by=BY)
    append_event(extended, {"what": "serviced", "on": "2024-01-20", "by": "mila"}, at=AT, by=BY, source="mila")
    claim = {"by": "oak-school", "cause": "defect", "part": "fan"}
    question = {"program": "iet", "ask": "cover", "at": "2025-06-01T12:00:00+05:00", "unit": unit_facts(extended)}
    assert program_of("iet").decide({**question, "claim": claim})["answer"] != "yes"


def test_a_new_owners_data_hold_nothing_of_the_one_before_and_erasing_ends_offers(extended, mila) -> None:
    person = User.objects.create_user("mila@example.org", at=AT)
    row, _ = offered(extended)
    told = people.gather(people.find("mila@example.org"))
    assert [one["email"] for one in told["transfers"]] == ["mila@example.org"]
    actions.accept(row, mila, at=AT, by=BY)
    told = people.gather(people.find("mila@example.org"))
    [party] = told["parties"]
    assert party["units"] == ["iet/ID-1"]
    assert "transferred" in [one["event"]["what"] for one in party["history"]]
    assert not [word for word in ("oak", "X-17", "X-18") if word in str((party["history"], told["decisions"]))]
    again, _ = offered(extended, "next@example.org", at=AT + timedelta(days=1))
    people.erase(people.find("mila@example.org"), at=AT + timedelta(days=1), by=BY)
    again.refresh_from_db()
    assert (again.state, again.email) == ("withdrawn", "")
    assert not User.objects.filter(pk=person.pk).exists()
