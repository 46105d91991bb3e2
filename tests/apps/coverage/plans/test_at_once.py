"""Two who order at once, and operations in any order: what is sold once is sold once; no more goes back than came."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import BY
from tests.apps.coverage.plans.conftest import ADVANCED, ONSITE, STAND, VERSION, at, bought, make
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.models import Order
from warrantor.apps.coverage.plans import actions, queries
from warrantor.apps.coverage.plans.actions import Wanted
from warrantor.apps.coverage.plans.queries import Asking
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Refused

BOARD = (
    bought("2024-01-10"),
    {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
    {"what": "installed", "on": "2024-01-12", "location": "oak/main", "accreditation": "certified"},
    {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True},
)


@pytest.mark.clause("idesign:IV.K")
@pytest.mark.django_db(transaction=True)
def test_of_people_who_buy_at_the_same_moment_exactly_one_gets_the_plan() -> None:
    unit = make("idesign", "board", *BOARD, serial="ID-1")
    moment = at("2024-01-20")

    def run(number: int) -> str:
        try:
            mine = Unit.objects.select_related("program", "product", "owner", "location").get(pk=unit.pk)
            early = moment - timedelta(microseconds=number)  # whoever came first may get there last
            plan = (ADVANCED, ONSITE)[number % 2]
            made = actions.order(
                mine, Wanted("purchase", plan, accepted=VERSION), at=early, by=By(f"user:{number}", "page"),
                source="test",
            )  # fmt: skip
            return str(made.decision.answer["answer"])
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    # SQLite lets one writer in at a time; the tests' own, in memory, does not even let them wait
    with ThreadPoolExecutor(6 if connection.vendor == "postgresql" else 1) as pool:
        told = Counter(pool.map(run, range(6)))
    assert told == {"yes": 1, "no": 5}
    assert (Order.objects.count(), Amount.objects.count()) == (1, 1)
    assert [event["what"] for event in history(unit)].count("plan-purchased") == 1


PLANS = (ADVANCED, ONSITE, STAND)
STEPS = st.tuples(
    st.sampled_from(["purchase", "refund", "change-level", "claim", "choose", "late"]),
    st.sampled_from(PLANS), st.sampled_from(PLANS), st.integers(0, 25),
)  # fmt: skip


def step(unit: Unit, what: str, plan: str, to: str, now: datetime) -> None:
    about = {"at": now, "by": BY, "source": "test"}
    if what == "refund":
        actions.refund(unit, plan, **about)
    elif what == "choose":
        actions.choose(unit, plan, **about)
    elif what == "claim":
        if plan in queries.held_plans(Asking(unit, now), {"answer": "no"}):
            append_event(unit, {"what": "claimed", "on": now.isoformat(), "plan": plan}, **about)
    else:
        ask = "purchase" if what == "late" else what
        on = (now - timedelta(days=9)).date() if what == "late" else None
        actions.order(unit, Wanted(ask, plan, to if ask == "change-level" else "", on, accepted=VERSION), **about)


def check(unit: Unit) -> None:
    paid: dict[int, Decimal] = {}
    for row in Amount.objects.filter(unit=unit):
        if row.reverses_id:
            assert row.amount <= row.reverses.amount, "more goes back than came"
            assert row.side != row.reverses.side
        paid[0] = paid.get(0, Decimal()) + (row.amount if row.side == "payable" else -row.amount)
    assert paid.get(0, Decimal()) >= 0, "the vendor owes more than it got"


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=2, max_size=6))
def test_whatever_is_done_in_whatever_order_no_more_goes_back_than_came(steps) -> None:
    with transaction.atomic():
        unit = make("idesign", "board", *BOARD, serial="ID-1")
        now = datetime(2024, 1, 22, 20, tzinfo=UTC)
        for what, plan, to, days in steps:
            now += timedelta(days=days, hours=1)
            before = len(history(unit)), Amount.objects.count()
            orders = Order.objects.filter(state="done").count()
            try:
                step(unit, what, plan, to, now)
            except Refused:
                assert (len(history(unit)), Amount.objects.count()) == before, "a refusal left a trace"
            if what in ("purchase", "change-level") and Order.objects.filter(state="done").count() == orders:
                assert (len(history(unit)), Amount.objects.count()) == before, "what was refused was recorded"
            check(unit)
            cover = Asking(unit, now).answer("cover")
            live = [row["plan"] for row in cover.get("others", ()) if row["reason"] == "lower-level"]
            assert sum(plan in PLANS for plan in [*live, cover.get("plan")]) <= 1 or cover["answer"] == "person"
        transaction.set_rollback(True)
