"""Cards from the batch to the unit: single use, revocable, bound to their plan, and of two at once exactly one wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.acting import BY
from warrantor.apps.coverage.codes import actions
from warrantor.apps.coverage.codes.actions import Bought, TooManyTries
from warrantor.apps.coverage.codes.rules import TRIES, WHILE, code_digest, make_code
from warrantor.apps.coverage.models import ActivationCode, CodeTry, Decision
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import register_unit
from warrantor.apps.registry.models import HistoryEvent, Product, Program
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2024, 1, 20, 20, tzinfo=UTC)
PLAN = "multicare-advanced-3y"
HELD = {"what": "plan-purchased", "on": "2024-01-11", "plan": PLAN, "invoice": "D-2"}
REGISTERED = {"what": "registered", "on": "2024-01-13", "via": "gid", "complete": True}


@pytest.fixture
def boards(db) -> Program:
    return Program.objects.create(name="idesign", title="iDesign")


@pytest.fixture
def make(boards, school, hall):
    product = Product.objects.create(program=boards, code="B75", name="Board 75 in", kind="board")

    def unit(serial: str, *more, installed: str = "2024-01-12"):
        events = [
            {"what": "purchased", "on": "2024-01-10", "by": "oak-school", "channel": "partner", "invoice": "D-1"},
            {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
            {"what": "installed", "on": installed, "location": "oak/main", "accreditation": "certified"},
            *more,
        ]
        return register_unit(product, serial, at=AT - timedelta(days=1), by=BY, source="test", events=events)

    return unit


@pytest.fixture
def codes(boards):
    return actions.make_codes(boards, PLAN, 3, "spring", at=AT, by=BY)[1]


def enter(unit, code, at=AT, by=BY, **about):
    return actions.activate(unit, code, at=at, by=by, **about)


def refused(unit, code, **about) -> Refused:
    with pytest.raises(Refused) as told:
        enter(unit, code, **about)
    return told.value


def test_codes_are_kept_as_digests_alone(codes, make) -> None:
    rows = list(ActivationCode.objects.order_by("number"))
    assert [row.digest for row in rows] == [code_digest(code) for code in codes]
    enter(make("ID-1", HELD, REGISTERED), codes[0])
    kept = str([*ActivationCode.objects.values(), *Entry.objects.values(), *HistoryEvent.objects.values()])
    assert not any(code in kept.upper() for code in codes)


@pytest.mark.clause("idesign:I.activation-code")
def test_a_code_opens_its_plan_for_one_registered_unit_once(codes, make) -> None:
    unit, other = make("ID-1", HELD, REGISTERED), make("ID-2", HELD, REGISTERED)
    done = enter(unit, codes[0])
    assert (done.answer, done.event.what, done.event.data["plan"]) == ("yes", "activated", PLAN)
    assert "idesign:I.activation-code" in done.decision.answer["clauses"]
    again = refused(other, codes[0])
    assert isinstance(again, Conflict)
    assert "was used" in again.message
    assert [event["what"] for event in history(other)][-1] == "registered"


@pytest.mark.clause("idesign:I.activation-code")
def test_a_unit_that_is_not_registered_is_told_so_and_the_code_stays_unused(codes, make) -> None:
    unit = make("ID-1", HELD)
    done = enter(unit, codes[0])
    assert (done.answer, done.decision.answer["missing"]) == ("missing", ["registered"])
    assert ActivationCode.objects.filter(used__isnull=True).count() == 3
    assert not CodeTry.objects.exists()


@pytest.mark.clause("idesign:I.start-enhanced")
def test_the_sixtieth_day_counts_and_the_next_does_not(codes, make) -> None:
    on_day_60 = datetime(2024, 3, 12, 20, tzinfo=UTC)
    assert enter(make("ID-1", HELD, REGISTERED), codes[0], at=on_day_60).answer == "yes"
    late = enter(make("ID-2", HELD, REGISTERED), codes[1], at=on_day_60 + timedelta(days=1))
    assert late.answer == "no"
    assert "idesign:I.start-enhanced" in late.decision.answer["clauses"]


def test_a_plan_from_a_shop_is_recorded_with_its_card(codes, make) -> None:
    unit = make("ID-1", REGISTERED)
    assert enter(unit, codes[0]).answer == "no"
    done = enter(unit, codes[0], bought=Bought(date(2024, 1, 12), "S-9"))
    assert done.answer == "yes"
    assert [event["what"] for event in history(unit)][-2:] == ["plan-purchased", "activated"]


def test_a_sale_is_not_recorded_where_the_activation_is_refused(codes, make) -> None:
    unit = make("ID-1")
    before, decided = history(unit), Decision.objects.count()
    done = enter(unit, codes[0], bought=Bought(date(2024, 1, 12), "S-9"))
    assert done.answer == "missing"
    assert history(unit) == before
    assert Decision.objects.count() == decided + 1
    assert done.decision.pk is not None


def test_a_card_of_another_program_a_revoked_one_and_one_past_its_day(boards, make) -> None:
    unit = make("ID-1", HELD, REGISTERED)
    other = Program.objects.create(name="softnetworks", title="Softnetworks")
    _, [foreign] = actions.make_codes(other, "premium", 1, "other", at=AT, by=BY)
    assert "another program" in refused(unit, foreign).message
    batch, [first, second] = actions.make_codes(boards, PLAN, 2, "lost", at=AT, by=BY, until=date(2024, 1, 20))
    assert actions.revoke_codes(batch, [1], "the box was stolen", at=AT, by=BY) == 1
    assert "was revoked" in refused(unit, first).message
    assert "could be used through 2024-01-20" in refused(unit, second, at=AT + timedelta(days=1)).message
    assert enter(unit, second).answer == "yes"
    with pytest.raises(Conflict):
        actions.revoke_codes(batch, [], "too late", at=AT, by=BY)


def test_after_ten_codes_that_open_nothing_one_waits_and_others_do_not(codes, make) -> None:
    unit = make("ID-1", HELD, REGISTERED)
    for _ in range(TRIES):
        refused(unit, make_code())
    stopped = refused(unit, codes[0])
    assert isinstance(stopped, TooManyTries)
    assert "wait 15 min" in stopped.help
    assert enter(unit, codes[0], by=By("user:2", "page")).answer == "yes"
    other = make("ID-2", HELD, REGISTERED)
    assert enter(other, codes[1], at=AT + WHILE).answer == "yes"


@pytest.mark.parametrize(
    ("plan", "size", "name", "field"),
    [("gold", 1, "x", "plan"), (PLAN, 0, "x", "size"), (PLAN, 1001, "x", "size"), (PLAN, 1, " ", "name")],
)
def test_a_batch_that_cannot_be_made_names_the_field(boards, plan, size, name, field) -> None:
    with pytest.raises(Refused) as told:
        actions.make_codes(boards, plan, size, name, at=AT, by=BY)
    assert told.value.field == field


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("idesign:I.activation-code")
def test_of_two_who_enter_one_code_at_once_exactly_one_wins(codes, make) -> None:
    units = [make(f"ID-{n}", HELD, REGISTERED) for n in range(6)]

    def run(unit) -> str:
        try:
            return enter(unit, codes[0], by=By(f"user:{unit.pk}", "page")).answer
        except Conflict:
            return "used"
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    # SQLite lets one writer in at a time; the tests' own, in memory, does not even let them wait
    together = len(units) if connection.vendor == "postgresql" else 1
    with ThreadPoolExecutor(together) as pool:
        told = sorted(pool.map(run, units))
    assert told == ["used"] * 5 + ["yes"]
    assert HistoryEvent.objects.filter(what="activated").count() == 1
