"""Goodwill: within a limit at once, else by two; marked as such, paid back once, and under no clause."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, reported
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import agreeing, goodwill, queries
from warrantor.apps.claims.goodwill import Gift, give, set_limit, settle
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.steps import close_claim
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
ANA = Person(1, (Held("agent"),))
WANDA = Person(2, (Held("warranty-manager"),))
SUM = Gift("she waited for a month", Decimal("80.00"), "USD")


@pytest.fixture
def refused(board):
    """A claim for what no promise covers."""
    return reported(board, said={"cause": "accident"})


def limit(claim, amount: str, role: str = "agent", days: int = -1):
    since = (AT + timedelta(days=days)).date()
    return set_limit(claim.program, role, Decimal(amount), "USD", since, at=AT, by=BY)


def test_within_the_limit_it_is_given_at_once_and_owed_once(refused) -> None:
    limit(refused, "100")
    row = give(refused, SUM, person=ANA, at=AT, by=BY, seen=refused.version)
    claim = queries.find_claim(refused.number)
    assert (row.state, row.judge, claim.goodwill, claim.state) == ("granted", "user:1", True, "refused")
    owed = Amount.objects.get()
    assert (owed.side, owed.what, owed.amount, owed.clauses) == ("refundable", "goodwill", Decimal("80"), [])
    assert (owed.cause, owed.party) == (f"goodwill:{row.public_id}", claim.claimant)
    assert Entry.objects.filter(act="claims.goodwill-granted", subject=f"claim:{claim.number}").count() == 1
    closed = close_claim(claim, "goodwill", at=AT, by=BY)
    assert closed.outcome == "goodwill"


@pytest.mark.parametrize("told", [None, "79.99", "later"], ids=["no limit", "too low", "from tomorrow"])
def test_above_the_limit_a_second_person_decides_never_the_same(refused, told) -> None:
    if told == "later":
        limit(refused, "100", days=1)
    elif told:
        limit(refused, "500", days=-9)
        limit(refused, told)
    row = give(refused, SUM, person=WANDA if told is None else ANA, at=AT, by=BY)
    assert (row.state, Amount.objects.count()) == ("proposed", 0)
    with pytest.raises(Conflict, match="second person"):
        give(refused, SUM, person=ANA, at=AT, by=BY)
    proposer = WANDA if told is None else ANA
    with pytest.raises(Refused, match="by you"):
        settle(row, True, "fine", person=proposer, at=AT, by=BY)
    with pytest.raises(Refused, match="above"):
        settle(row, True, "fine", person=Person(3, (Held("agent"),)), at=AT, by=BY)
    with pytest.raises(Refused, match="missing"):
        settle(row, True, " ", person=Person(3, (Held("warranty-manager"),)), at=AT, by=BY)
    done = settle(row, True, "fine", person=Person(3, (Held("warranty-manager"),)), at=AT, by=BY)
    assert (done.state, done.judge, Amount.objects.count()) == ("granted", "user:3", 1)
    with pytest.raises(Conflict, match="granted already"):
        settle(row, True, "again", person=Person(4, (Held("warranty-manager"),)), at=AT, by=BY)
    assert Amount.objects.count() == 1


def test_who_approves_keeps_to_a_limit_of_their_own(refused) -> None:
    limit(refused, "50", role="warranty-manager")
    row = give(refused, SUM, person=ANA, at=AT, by=BY)
    with pytest.raises(Refused, match="above"):
        settle(row, True, "fine", person=WANDA, at=AT, by=BY)
    assert settle(row, False, "too much", person=WANDA, at=AT, by=BY).state == "rejected"
    assert (Amount.objects.count(), queries.find_claim(refused.number).goodwill) == (0, False)


def test_service_is_carried_out_as_the_terms_say_at_the_vendors_cost_and_under_no_clause(refused) -> None:
    limit(refused, "1000")
    forms = goodwill.forms_of(refused)
    assert {"return-for-repair", "advanced-replacement", "on-site"} == set(forms)
    row = give(refused, Gift("a good customer", form="return-for-repair"), person=ANA, at=AT, by=BY)
    assert row.state == "proposed", "what service costs nobody knows before"
    settle(row, True, "once", person=WANDA, at=AT, by=BY)
    claim = queries.find_claim(refused.number)
    assert {(leg.payer, leg.clause, leg.amount) for leg in queries.legs_of(claim)} == {("vendor", "", None)}
    assert claim.decision.answer["answer"] == "no"
    running = agreeing.agree(claim, at=AT, by=BY, told_by="phone")
    assert (running.state, queries.next_step(running).name) == ("running", "diagnose")
    assert "phone" in queries.notes_of(running).get().text


@pytest.mark.parametrize(
    ("gift", "field"),
    [(Gift(" ", Decimal(1), "USD"), "reason"), (Gift("why"), "amount"), (Gift("why", form="gold"), "form")],
)
def test_what_cannot_be_given_is_refused(refused, gift, field) -> None:
    with pytest.raises(Refused) as told:
        give(refused, gift, person=ANA, at=AT, by=BY)
    assert told.value.field == field


@pytest.mark.parametrize("typed", ["1e3x", "NaN", "-1", "0", "1.001", "1" * 30])
def test_no_sum_is_read_as_one(typed) -> None:
    with pytest.raises(Refused):
        goodwill.read_money(typed, "USD")


def test_no_currency_and_no_role_that_gives_nothing(refused) -> None:
    assert goodwill.read_money(" ", "") == (None, "")
    assert goodwill.read_money("1.5", "usd") == (Decimal("1.5"), "USD")
    with pytest.raises(Refused, match="currency"):
        goodwill.read_money("1", "dollar")
    with pytest.raises(Refused, match="no goodwill"):
        set_limit(refused.program, "installer", Decimal(1), "USD", AT.date(), at=AT, by=BY)


def test_a_claim_decided_again_keeps_what_was_given(refused) -> None:
    limit(refused, "100")
    give(refused, SUM, person=ANA, at=AT, by=BY)
    again = add_facts(refused, why="another look", at=AT, by=BY)
    assert (again.goodwill, again.decision.answer["answer"]) == (True, "no")
