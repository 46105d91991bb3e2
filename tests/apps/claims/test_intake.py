"""Opening claims: a number at once, a decision where the report is whole, and one claim a fault."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, make_unit, reported
from warrantor.apps.claims import queries, rules
from warrantor.apps.claims.agreeing import agree, choose_remedy
from warrantor.apps.claims.intake import Report, add_facts, missing_of, open_claim
from warrantor.apps.claims.models import Claim, Version
from warrantor.apps.claims.ruling import note, rule
from warrantor.apps.claims.steps import do_step
from warrantor.apps.registry.actions import append_event, append_party_event
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db


def test_a_whole_report_is_decided_at_once_and_enters_the_history(board) -> None:
    claim = reported(board)
    assert (claim.state, claim.plan, claim.level) == ("accepted", "standard", "return-for-repair")
    assert (claim.claimant.key, claim.report["invoice"]) == ("oak-school", "D-1")
    assert claim.decision.question["claim"]["id"] == claim.number
    assert history(board)[-1] == {**history(board)[-1], "what": "claimed", "plan": "standard", "claim": claim.number}


def test_one_fault_is_claimed_once_and_the_second_is_told_the_number_of_the_first(board) -> None:
    first = reported(board)
    with pytest.raises(Conflict) as told:
        reported(board, AT + timedelta(days=1))
    assert first.number in told.value.help
    assert reported(board, said={"part": "remote"}).pk != first.pk
    assert Claim.objects.count() == 2


@pytest.mark.clause("its:report-fields")
def test_a_report_that_lacks_something_is_kept_and_asks_for_it(db, school) -> None:
    work = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True}
    registered = {"what": "registered", "on": "2024-01-20", "complete": True}
    unit = make_unit("IT-1", [work, registered], program="its", kind="laptop", owner=school)
    report = Report(program=unit.program, unit=unit, channel="web", said={"cause": "defect"})
    claim = open_claim(report, at=AT, by=BY)
    assert (claim.state, missing_of(claim)) == ("incomplete", ["description", "since"])
    half = add_facts(claim, told={"description": "no sound"}, why="mail", at=AT, by=BY)
    assert (half.state, missing_of(half)) == ("incomplete", ["since"])
    whole = add_facts(half, told={"since": "yesterday"}, why="mail", at=AT, by=BY)
    assert whole.state == "accepted"
    assert [version.decision is None for version in queries.versions_of(claim)] == [True, True, False]


def test_a_report_about_a_unit_not_on_record_waits_for_one(board) -> None:
    report = Report(program=board.program, serial="XX-9", channel="phone", told={"description": "dark"})
    claim = open_claim(report, at=AT, by=BY)
    assert (claim.state, claim.unit, "unit" in missing_of(claim)) == ("incomplete", None, True)
    found = add_facts(claim, unit=board, said={"part": "panel"}, why="the label was misread", at=AT, by=BY)
    assert (found.state, found.serial, found.claimant) == ("accepted", "ID-1", board.owner)


def test_facts_added_later_decide_it_again_and_all_versions_are_kept(board) -> None:
    claim = reported(board, said={"cause": "accident"})
    assert claim.state == "refused"
    again = add_facts(claim, said={"cause": "defect"}, why="looked at it", at=AT, by=BY, seen=claim.version)
    assert (again.state, Version.objects.filter(claim=claim).count()) == ("accepted", 2)
    assert again.decision.replaces == claim.decision
    with pytest.raises(Conflict, match="changed meanwhile"):
        add_facts(claim, said={"cause": "misuse"}, why="", at=AT, by=BY, seen=claim.version)


def test_what_settles_a_claim_after_the_term_settles_it_as_of_its_opening(board) -> None:
    unpaid = {"what": "invoiced-outside-terms", "on": "2024-01-02", "invoice": "X-1"}
    append_party_event(board.owner, unpaid, at=AT, by=BY, source="test")
    opened = AT.replace(month=5, day=9)
    claim = reported(board, opened)
    assert (claim.state, claim.decision.answer["missing"]) == ("undecided", ["paid"])
    later = opened + timedelta(days=30)
    paid = {"what": "paid", "on": later.date().isoformat(), "invoice": "X-1"}
    append_party_event(board.owner, paid, at=later, by=BY, source="test")
    assert add_facts(claim, why="paid", at=later, by=BY).state == "accepted"


def test_a_ruling_settles_a_claim_that_was_left_to_a_person(db, school) -> None:
    events = [
        {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True},
        {"what": "registered", "on": "2024-01-20", "complete": True},
        {"what": "modified", "on": "2024-01-25", "approved": False},
    ]
    unit = make_unit("IT-2", events, program="its", kind="laptop", owner=school)
    claim = reported(unit)
    assert claim.state == "referred"
    with pytest.raises(Refused, match="reason"):
        rule(claim, "yes", " ", at=AT, by=BY)
    ruled = rule(claim, "yes", "the change did no harm", at=AT + timedelta(days=200), by=BY)
    assert ruled.state == "accepted"
    with pytest.raises(Conflict):
        rule(claim, "no", "too late", at=AT, by=BY)


def test_the_steps_of_the_terms_are_done_in_their_order_and_each_once(board) -> None:
    claim = choose_remedy(reported(board), "repair", at=AT, by=BY)
    assert [(leg.what, leg.payer) for leg in queries.legs_of(claim)] == [
        ("remove", "customer"), ("ship-back", "customer"), ("repair", "vendor"), ("ship-out", "vendor"),
        ("refit", "customer"),
    ]  # fmt: skip
    claim = agree(claim, at=AT, by=BY, seen=claim.version)
    assert [step.name for step in queries.steps_of(claim)][:3] == ["diagnose", "authorise", "remove"]
    with pytest.raises(Conflict, match="does not come now"):
        do_step(claim, "repair", {"outcome": "repaired"}, at=AT, by=BY)
    with pytest.raises(Refused, match="diagnosed"):
        do_step(claim, "diagnose", {"finding": "dead panel", "diagnosed": "by ear"}, at=AT, by=BY)
    done = do_step(claim, "diagnose", {"finding": "dead panel", "diagnosed": "remote"}, at=AT, by=BY)
    with pytest.raises(Conflict):
        do_step(done, "diagnose", {"finding": "dead panel", "diagnosed": "remote"}, at=AT, by=BY)
    assert queries.next_step(done).name == "authorise"


def test_a_fault_found_and_mended_at_a_distance_ends_the_claim(board) -> None:
    claim = agree(choose_remedy(reported(board), "repair", at=AT, by=BY), at=AT, by=BY)
    result = {"finding": "cable was loose", "diagnosed": "remote", "fixed": True}
    closed = do_step(claim, "diagnose", result, at=AT, by=BY)
    assert (closed.state, closed.outcome) == ("closed", "fixed")
    assert reported(board, AT + timedelta(hours=1)).state == "accepted"


@pytest.mark.clause("idesign:II.D.entire")
def test_a_promise_that_somebody_made_is_kept_and_enters_no_decision(board) -> None:
    claim = reported(board, said={"cause": "accident"})
    before = claim.decision.answer["answer"]
    note(claim, "promise", "the shop said accidents are covered", at=AT, by=BY)
    again = add_facts(claim, why="once more", at=AT, by=BY)
    assert (again.decision.answer["answer"], before) == ("no", "no")
    assert "shop" not in str(again.decision.question)
    assert queries.notes_of(claim).get().kind == "promise"


def test_numbers_find_their_claim_however_typed_and_a_wrong_letter_finds_none(board) -> None:
    claim = reported(board)
    typed = f" {claim.number[:4].lower()}-{claim.number[4:]} "
    assert queries.find_claim(typed) == claim
    other = next(letter for letter in rules.ALPHABET if letter != claim.number[3])
    assert queries.find_claim(claim.number[:3] + other + claim.number[4:]) is None


@pytest.mark.parametrize(
    ("about", "field"),
    [({"channel": "fax"}, "channel"), ({"said": {"colour": "red"}}, "colour"), ({"kind": "wish"}, "kind"),
     ({"told": {"description": "a\0b"}}, "description"), ({"said": {"cause": "bad luck"}}, "cause")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_field(board, about, field) -> None:
    with pytest.raises(Refused) as told:
        reported(board, **about)
    assert told.value.field == field
    assert not Claim.objects.exists()


def test_a_program_without_fields_of_its_own_asks_for_serial_and_description(db) -> None:
    program = Program.objects.create(name="softnetworks", title="S")
    claim = open_claim(Report(program=program, channel="email"), at=AT, by=BY)
    assert missing_of(claim)[:2] == ["serial", "description"]


def test_a_fact_of_the_unit_recorded_meanwhile_counts_when_it_is_decided_again(board) -> None:
    claim = reported(board, said={"cause": "defect"})
    said = {"what": "modified", "on": "2024-01-01", "approved": False}
    append_event(board, said, at=AT + timedelta(hours=1), by=BY, source="visit")
    assert add_facts(claim, why="visit", at=AT + timedelta(hours=2), by=BY).state != "accepted"
