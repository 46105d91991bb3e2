"""Visits: who may be sent, one takes it, a day both agree to, and what came of it carries the claim on."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, make_unit, reported
from tests.apps.claims.visiting.conftest import NINE, TEN, agreed, to_be_visited
from warrantor.apps.access import sight
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.claims import queries
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.agreeing import agree, choose_remedy
from warrantor.apps.claims.models import PartUsed, Visit
from warrantor.apps.claims.steps import do_step
from warrantor.apps.claims.visiting import appointing, doing, offering, parts
from warrantor.apps.claims.visiting import queries as visiting
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
DONE = {"finding": "changed the panel", "outcome": "repaired", "signed_by": "Olga at the school"}


@pytest.mark.clause("idesign:V.onsite")
def test_a_visit_is_sent_by_region_its_day_agreed_and_its_result_recorded(claim, avpro, fixit, far_away, tom) -> None:
    assert offering.candidates(claim, AT) == [avpro]
    for other in (far_away, fixit):
        with pytest.raises(Refused, match="may not be sent") as told:
            offering.plan_visit(claim, parties=[other], at=AT, by=BY)
        assert "idesign:V.onsite" in told.value.help
    visit = offering.plan_visit(claim, parties=[avpro], door="ring twice", at=AT, by=BY, seen=claim.version)
    assert (visit.state, visit.region) == ("offered", "US")
    with pytest.raises(Conflict, match="no visit was made"):
        do_step(claim, "visit", {"finding": "somebody was there, surely"}, at=AT, by=BY)
    visit = offering.accept(visit, tom, party=avpro, at=AT, by=BY)
    visit = appointing.propose(visit, NINE, TEN, side="vendor", at=AT, by=BY)
    with pytest.raises(Conflict, match="other side"):
        appointing.agree(visit, side="vendor", at=AT, by=BY)
    visit = appointing.agree(visit, side="customer", at=AT, by=BY, seen=visit.version)
    with pytest.raises(Conflict, match="still to come"):
        doing.finish(visit, **DONE, at=AT, by=BY)
    visit = doing.finish(visit, **DONE, at=TEN, by=BY)
    done = {step.name: step.result for step in queries.steps_of(claim) if step.done}
    assert done["visit"] == {"finding": DONE["finding"], "visit": visit.number, "outcome": "repaired"}
    assert done["repair"]["outcome"] == "repaired"
    assert (visit.signed_by, queries.next_step(claim).name) == (DONE["signed_by"], "confirm")
    assert [(row.how, row.agreed is not None) for row in visiting.appointments_of(visit)] == [("kept", True)]
    with pytest.raises(Conflict):
        doing.finish(visit, **DONE, at=TEN, by=BY)
    anew = do_step(queries.claims().get(pk=claim.pk), "confirm", {"confirmed": "no"}, at=TEN, by=BY)
    assert (anew.state, anew.process, queries.steps_of(anew)) == ("accepted", None, [])


@pytest.mark.clause("idesign:V.local-tech")
def test_a_local_technician_comes_once_the_fee_is_accepted(board, avpro, fixit, tom) -> None:
    told = reported(board, said={"visit": "local-technician"})
    claim = agree(choose_remedy(told, "repair", at=AT, by=BY), at=AT, by=BY)
    with pytest.raises(Conflict, match="no visit comes next"):
        offering.plan_visit(claim, parties=[fixit], at=AT, by=BY)
    claim = do_step(claim, "quote", {}, at=AT, by=BY)
    with pytest.raises(Conflict, match="no visit comes next"):
        offering.plan_visit(claim, parties=[fixit], at=AT, by=BY)
    claim = do_step(claim, "accept-charge", {"quote": "1"}, at=AT, by=BY)
    assert offering.candidates(claim, AT) == [avpro, fixit]
    assert set(offering.standings_for(claim, AT).values()) == {"idesign:V.local-tech"}
    agreed(claim, tom, fixit)
    assert [(leg.what, leg.payer, leg.amount) for leg in queries.legs_of(claim)] == [
        ("fee", "customer", 120), ("parts", "vendor", None),
    ]  # fmt: skip


def test_of_several_it_was_offered_to_one_takes_it(claim, avpro, tom, ed) -> None:
    visit = offering.plan_visit(claim, parties=[avpro], users=[ed], at=AT, by=BY)
    with pytest.raises(Conflict, match="planned already"):
        offering.plan_visit(claim, users=[ed], at=AT, by=BY)
    offering.accept(visit, ed, at=AT, by=BY)
    with pytest.raises(Conflict):
        offering.accept(visit, tom, party=avpro, at=AT, by=BY)
    assert {row.answer for row in visiting.offers_of(visit)} == {"accepted", "taken"}
    assert Visit.objects.get().user == ed


def test_one_who_declines_can_not_take_it_any_more_and_others_may(claim, avpro, tom, ed) -> None:
    visit = offering.plan_visit(claim, parties=[avpro], at=AT, by=BY)
    visit = offering.decline(visit, tom, party=avpro, at=AT, by=BY)
    with pytest.raises(Conflict, match="not offered to you"):
        offering.accept(visit, tom, party=avpro, at=AT, by=BY)
    visit = offering.offer(visit, users=[ed], at=AT, by=BY, seen=visit.version)
    assert offering.accept(visit, ed, at=AT, by=BY).user == ed


def test_an_appointment_is_moved_missed_given_another_time_and_called_off(claim, ed) -> None:
    visit = agreed(claim, ed)
    day = timedelta(days=1)
    visit = appointing.propose(visit, NINE + day, TEN + day, side="customer", at=AT, by=BY)
    assert (visit.state, visit.sequence) == ("proposed", 2)
    visit = appointing.agree(visit, side="vendor", at=AT, by=BY)
    with pytest.raises(Conflict, match="still to come"):
        appointing.miss(visit, "nobody there", at=NINE, by=BY)
    visit = appointing.miss(visit, "nobody there", at=NINE + day, by=BY)
    visit = appointing.propose(visit, NINE + 2 * day, TEN + 2 * day, side="vendor", at=TEN + day, by=BY)
    with pytest.raises(Refused, match="reason"):
        appointing.cancel(visit, "", at=TEN + day, by=BY)
    visit = appointing.cancel(visit, "it works again", at=TEN + day, by=BY)
    assert (visit.state, visit.sequence) == ("cancelled", 4)
    ends = [(row.sequence, row.how) for row in visiting.appointments_of(visit)]
    assert ends == [(1, "moved"), (2, "missed"), (3, "cancelled")]
    assert offering.plan_visit(claim, users=[ed], at=TEN + day, by=BY).state == "offered"


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [(AT, AT + timedelta(hours=1), "starts"), (NINE, NINE, "ends"), (NINE, NINE + timedelta(days=2), "ends")],
)
def test_an_appointment_that_nobody_can_keep_is_refused(claim, ed, starts, ends, field) -> None:
    visit = offering.accept(offering.plan_visit(claim, users=[ed], at=AT, by=BY), ed, at=AT, by=BY)
    with pytest.raises(Refused) as told:
        appointing.propose(visit, starts, ends, side="vendor", at=AT, by=BY)
    assert told.value.field == field


def test_times_are_read_on_the_clock_of_the_place_through_its_changes() -> None:
    at = rules.instant_at
    assert at("2024-03-09T09:00", "America/Chicago").isoformat() == "2024-03-09T15:00:00+00:00"
    assert at("2024-03-11T09:00", "America/Chicago").isoformat() == "2024-03-11T14:00:00+00:00"
    assert at("2024-11-03T01:30", "America/Chicago").isoformat() == "2024-11-03T06:30:00+00:00"
    with pytest.raises(Refused, match="put forward"):
        at("2024-03-10T02:30", "America/Chicago")
    with pytest.raises(Refused, match="no time"):
        at("tomorrow", "America/Chicago")


def test_what_is_typed_is_kept_until_it_is_sent(claim, ed) -> None:
    visit = agreed(claim, ed)
    doing.keep_draft(visit, {"finding": "opened it", "other": "x"}, at=AT, by=BY)
    assert Visit.objects.get().draft == {"finding": "opened it"}
    assert doing.finish(visit, **DONE, at=TEN, by=BY).draft == {}
    with pytest.raises(Conflict):
        doing.keep_draft(visit, {"finding": "late"}, at=TEN, by=BY)


def test_what_was_not_repaired_leaves_the_repair_open(claim, ed) -> None:
    doing.finish(agreed(claim, ed), **{**DONE, "outcome": "not-repaired"}, at=TEN, by=BY)
    assert queries.next_step(claim).name == "repair"


def test_who_goes_sees_theirs_and_what_is_still_offered_to_them(claim, avpro, tom, ed) -> None:
    visit = offering.plan_visit(claim, parties=[avpro], users=[ed], at=AT, by=BY)

    def sees(person: Person, permission: str = "visit.work") -> bool:
        return sight.seen(Visit.objects.all(), person, permission).exists()

    installer, engineer = Person(tom.pk, (Held("installer", "avpro"),)), Person(ed.pk, (Held("engineer"),))
    other, planner = Person(99, (Held("installer", "fixit"),)), Person(98, (Held("agent", "", "idesign"),))
    assert (sees(installer), sees(engineer), sees(other)) == (True, True, False)
    assert (sees(planner, "visit.plan"), sees(engineer, "visit.plan")) == (True, False)
    offering.accept(visit, ed, at=AT, by=BY)
    assert (sees(installer), sees(engineer)) == (False, True)


@pytest.fixture
def laptop(school, hall):
    work = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True}
    registered = {"what": "registered", "on": "2024-01-20", "complete": True}
    return make_unit("IT-1", [work, registered], program="its", kind="laptop", owner=school, location=hall)


ORIGINAL = {"supplier": "Maker Ltd", "supplier_authorised": "yes"}


@pytest.mark.clause("its:original-parts")
def test_a_part_carries_its_supplier_and_one_who_is_not_authorised_is_blocked(laptop) -> None:
    claim = to_be_visited(laptop)
    for told, field in (({}, "supplier"), ({"supplier": "Maker Ltd"}, "supplier_authorised"),
                        ({**ORIGINAL, "supplier_authorised": "perhaps"}, "supplier_authorised")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            parts.book_part(claim, "fan", told, at=AT, by=BY)
        assert refused.value.field == field
    with pytest.raises(Refused, match="not authorised") as refused:
        parts.book_part(claim, "fan", {"supplier": "Corner shop", "supplier_authorised": "no"}, at=AT, by=BY)
    assert "its:original-parts" in refused.value.help
    assert not PartUsed.objects.exists()
    part = parts.book_part(claim, "fan", ORIGINAL, at=AT, by=BY)
    assert (part.supplier, part.supplier_authorised, part.clause) == ("Maker Ltd", True, "its:original-parts")


@pytest.mark.clause("its:remedies")
def test_what_is_put_right_in_the_term_costs_nothing(laptop) -> None:
    claim = reported(laptop)
    assert claim.decision.answer["remedies"] == ["repair", "part-replacement", "software-intervention"]
    claim = agree(choose_remedy(claim, "repair", at=AT, by=BY), at=AT, by=BY)
    assert {(leg.payer, leg.amount) for leg in queries.legs_of(claim)} == {("vendor", None)}
    assert "quote" not in claim.process["steps"]


def test_where_the_terms_ask_nothing_of_parts_nothing_is_asked(claim) -> None:
    assert parts.book_part(claim, "panel", {}, at=AT, by=BY).clause == ""


def test_who_was_asked_and_lost_the_visit_to_another_can_be_asked_again(claim, avpro, ed, tom) -> None:
    grant_role(ed, Held("engineer"), at=AT - timedelta(days=1), by=BY)
    visit = offering.plan_visit(claim, parties=[avpro], users=[ed], at=AT, by=BY)
    visit = offering.accept(visit, tom, party=avpro, at=AT, by=BY)
    assert offering.to_ask(visit, AT) == ([], [ed])
    with pytest.raises(Refused, match="not asked already"):
        offering.offer(visit, parties=[avpro], at=AT, by=BY)
    visit = offering.offer(visit, users=[ed], at=AT, by=BY)
    assert offering.to_ask(visit, AT) == ([], [])
    assert offering.accept(visit, ed, at=AT, by=BY).user == ed
