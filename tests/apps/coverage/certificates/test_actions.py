"""A certificate is issued for a coverage that is held, once; looked at, it says whether it still counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.acting import BY
from tests.apps.coverage.certificates.made import Pair
from warrantor.apps.coverage import operations
from warrantor.apps.coverage.certificates import actions, queries, rules
from warrantor.apps.coverage.models import Alert, Certificate, Decision
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, correct_event, register_unit
from warrantor.apps.registry.models import HistoryEvent, Product, Program
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2024, 1, 20, 20, tzinfo=UTC)
SOON = AT + timedelta(minutes=1)
OTHER = By("user:2", "page")
PLAN = "multicare-onsite-3y"
KEYS = Pair()


@pytest.fixture
def board(school, hall):
    program = Program.objects.create(name="idesign", title="iDesign")
    product = Product.objects.create(program=program, code="B75", name="Board 75 in", kind="board")
    events = [
        {"what": "purchased", "on": "2024-01-10", "by": "oak-school", "channel": "partner", "invoice": "D-1"},
        {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
        {"what": "installed", "on": "2024-01-12", "location": "oak/main", "accreditation": "certified"},
        {"what": "registered", "on": "2024-01-12", "via": "gid", "by": "oak-school", "complete": True},
    ]
    return register_unit(product, "ID-1", owner=school, at=AT - timedelta(days=5), by=BY, source="t", events=events)


def issue(board, plan="standard", at=AT, by=BY, **about) -> Certificate:
    return actions.issue(board, plan, keys=KEYS, at=at, by=by, **about)


def look(kept: Certificate, at=SOON) -> queries.Looked:
    found = queries.look(queries.code(kept), KEYS, at)
    assert found is not None
    return found


@pytest.mark.clause("idesign:II.A")
def test_a_coverage_in_force_is_certified_with_what_the_terms_say_of_it(board) -> None:
    kept = issue(board)
    said = look(kept).said
    assert (said.plan, said.level, said.starts, said.ends) == (
        "standard", "return-for-repair", "2024-01-10", "2025-01-09"
    )  # fmt: skip
    assert (said.serial, said.product, said.program, said.version) == ("ID-1", "Board 75 in", "idesign", "2023-01")
    assert "II.A" in said.clauses
    assert kept.decision.answer["answer"] == "yes"
    entry = Entry.objects.get(act="coverage.issue_certificate")
    assert (entry.subject, kept.public_id in entry.detail) == ("unit:idesign/ID-1", True)


def test_nothing_of_it_is_about_a_person(board) -> None:
    code = queries.code(issue(board))
    _, payload, _ = rules.read_code(code)
    assert not [word for word in ("oak", "school", "D-1", "main", "certified") if word.encode() in payload.lower()]


def test_it_is_current_until_the_coverage_ends(board) -> None:
    kept = issue(board)
    assert look(kept).state == "current"
    assert look(kept, datetime(2025, 1, 9, 12, tzinfo=UTC)).state == "current"
    ended = look(kept, datetime(2025, 3, 1, tzinfo=UTC))
    assert (ended.state, ended.today.ends) == ("ended", "2025-01-09")


RULED = {"what": "ruled", "on": "2024-01-20", "clause": "idesign:registration-extension", "outcome": "yes"}


@pytest.mark.clause("idesign:registration-extension")
def test_a_coverage_that_is_granted_and_to_start_is_certified_too(board) -> None:
    append_event(board, {**RULED, "role": "warranty-manager"}, at=AT, by=BY, source="t")
    kept = issue(board, "registration-extension", at=SOON)
    assert (kept.starts.isoformat(), look(kept, SOON).state) == ("2025-01-10", "current")
    assert look(kept, datetime(2025, 6, 1, tzinfo=UTC)).state == "current"


def test_the_same_asked_for_again_is_the_same(board) -> None:
    first = issue(board)
    decisions = Decision.objects.count()
    assert issue(board, at=SOON) == first
    assert (Certificate.objects.count(), Decision.objects.count()) == (1, decisions)
    assert not Alert.objects.exists()


def test_a_second_one_by_somebody_else_replaces_it_and_staff_hear_of_it(board) -> None:
    first, second = issue(board), issue(board, by=OTHER, at=SOON)
    assert (second.replaces, look(first).state, look(second).state) == (first, "replaced", "current")
    alert = Alert.objects.get()
    assert (alert.kind, alert.unit) == ("certified-twice", board)
    assert alert.detail["first"] == first.public_id
    assert alert.detail["second"] == second.public_id


def test_what_changed_meanwhile_is_certified_anew_without_an_alert(board) -> None:
    kept = issue(board)
    wrong = HistoryEvent.objects.get(unit=board, what="delivered")
    correct_event(wrong, {"what": "delivered", "on": "2024-01-05", "location": "oak/main"}, at=SOON, by=BY, source="t")
    later = SOON + timedelta(minutes=1)
    found = look(kept, later)
    assert (found.state, found.said.starts, found.today.starts) == ("changed", "2024-01-10", "2024-01-05")
    assert look(issue(board, at=later), later).state == "current"
    assert not Alert.objects.exists()


def test_the_plan_refunded_the_minute_after_is_genuine_and_not_current(board) -> None:
    for ask, at in (("purchase", AT), ("activate", AT + timedelta(seconds=1))):
        assert operations.carry_out(board, ask, at=at, by=BY, source="t", plan=PLAN).answer == "yes"
    kept = issue(board, PLAN, at=AT + timedelta(seconds=2))
    assert look(kept).state == "current"
    done = operations.carry_out(board, "refund", at=AT + timedelta(minutes=1), by=BY, source="t", plan=PLAN)
    assert done.answer == "yes"
    after = look(kept, AT + timedelta(minutes=2))
    assert (after.state, after.said.plan) == ("not-held", PLAN)


@pytest.mark.parametrize("plan", ["", "registration-extension-9y", "#panic()", "x" * 500, "\0"])
def test_what_is_not_held_is_refused(board, plan: str) -> None:
    with pytest.raises(Refused, match="plan"):
        issue(board, plan)
    assert not Certificate.objects.exists()
    assert not Decision.objects.exists()


def test_what_the_terms_rule_out_is_refused_with_their_clause(board) -> None:
    operations.carry_out(board, "purchase", at=AT, by=BY, source="t", plan=PLAN)
    append_event(
        board, {"what": "activated", "on": "2024-06-01", "plan": PLAN}, at=AT + timedelta(days=140), by=BY, source="t"
    )  # fmt: skip
    with pytest.raises(Refused, match=r"I\.start-enhanced"):
        issue(board, PLAN, at=AT + timedelta(days=150))


def test_a_unit_without_any_coverage_is_refused(school, hall) -> None:
    program = Program.objects.create(name="idesign", title="iDesign")
    product = Product.objects.create(program=program, code="B75", name="Board 75 in", kind="board")
    bare = register_unit(product, "ID-2", at=AT, by=BY, source="t")
    with pytest.raises(Refused, match="standard"):
        issue(bare)


def test_a_program_that_is_not_installed_certifies_nothing(unit) -> None:
    with pytest.raises(Refused, match="not installed"):
        issue(unit)


def test_a_revoked_one_does_not_count_and_the_next_one_does(board) -> None:
    kept = issue(board)
    actions.revoke(kept, "sent to the wrong school", at=SOON, by=BY)
    found = look(kept)
    assert (found.state, found.since) == ("revoked", SOON)
    with pytest.raises(Conflict):
        actions.revoke(kept, "again", at=SOON, by=BY)
    another = issue(board, by=OTHER, at=SOON)
    assert look(another).state == "current"
    assert not Alert.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_revocation_wants_a_reason(board, reason: str) -> None:
    with pytest.raises(Refused, match="reason"):
        actions.revoke(issue(board), reason, at=SOON, by=BY)


def test_the_number_printed_on_it_finds_it(board) -> None:
    kept = issue(board)
    assert queries.look(kept.public_id, KEYS, SOON) == look(kept)
    assert queries.look(f"https://acme.example/verify/{kept.public_id}/", KEYS, SOON) == look(kept)
    assert queries.look("A" * 22, KEYS, SOON) is None


def test_a_genuine_code_that_the_records_lack_says_so(board) -> None:
    with transaction.atomic():
        code = queries.code(issue(board))
        transaction.set_rollback(True)
    found = queries.look(code, KEYS, SOON)
    assert (found.state, found.today, found.kept) == ("unrecorded", None, None)


def test_a_serial_that_is_markup_is_certified_as_it_is(board) -> None:
    board.product.name = '#read("/etc/passwd") *b* $x$'
    board.product.save()
    assert look(issue(board)).said.product == board.product.name


def test_the_database_keeps_one_line_of_certificates_for_a_coverage(board) -> None:
    kept = issue(board)
    row = Certificate(
        public_id="B" * 22, unit=board, decision=kept.decision, plan=kept.plan, starts=kept.starts, payload=b"",
        signature=b"", key="k", issued=AT, actor="user:3",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_report_of_a_copy_is_an_alert_that_says_which_and_what(board) -> None:
    kept = issue(board)
    actions.report(kept, "differs", at=SOON, by=BY)
    alert = Alert.objects.get()
    assert (alert.kind, alert.unit) == ("copy-reported", board)
    assert alert.detail == {"certificate": kept.public_id, "what": "differs"}
    with pytest.raises(Refused, match="offered"):
        actions.report(kept, "Mila M. has one", at=SOON, by=BY)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_certify_one_coverage_at_once_one_paper_counts(board) -> None:
    def run(number: int) -> str:
        try:
            return issue(board, by=By(f"user:{number}", "page")).public_id
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    # SQLite lets one writer in at a time; the tests' own, in memory, does not even let them wait
    with ThreadPoolExecutor(4 if connection.vendor == "postgresql" else 1) as pool:
        numbers = set(pool.map(run, range(4)))
    assert len(numbers) == Certificate.objects.count() == 4
    assert queries.of_unit(board).count() == 1
    assert Alert.objects.get().times == 3
