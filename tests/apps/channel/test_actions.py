"""Ties, accreditations and approvals: what may be written, what it means on a day, and what is refused."""

from datetime import date, timedelta

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from warrantor.apps.channel import actions, queries
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.models import Party, Program
from warrantor.apps.registry.rules import Conflict, Refused

TODAY = AT.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LATER = AT + timedelta(days=1)


@pytest.fixture
def accredit(program, fitters):
    def make(since: date = YESTERDAY, until: date = TOMORROW, standing: str = "certified", party=fitters, **more):
        return actions.accredit(party, program, standing, since=since, until=until, at=AT, by=BY, **more)

    return make


def refused(field: str, act, *args, kind: type[Refused] = Refused, **keys) -> None:
    with pytest.raises(kind) as error:
        act(*args, **keys)
    assert error.value.field == field
    assert error.value.help


# -- ties ------------------------------------------------------------------------------------------


def test_customers_and_resellers_hold_from_the_tie_to_its_end(tie, wholesale, corner, school) -> None:
    tie(wholesale, corner, "reseller-of")
    sold = tie(corner, school, "customer-of")
    assert [p.key for p in queries.resellers_of(wholesale, "boards", AT)] == ["corner"]
    assert [p.key for p in queries.customers_of(corner, "boards", AT)] == ["oak-school"]
    assert not queries.customers_of(corner, "boards", AT - timedelta(seconds=1))
    assert not queries.customers_of(wholesale, "boards", AT), "those of its resellers are theirs"
    actions.end_tie(sold, at=LATER, by=BY, reason="moved away")
    assert not queries.customers_of(corner, "boards", LATER)
    assert queries.customers_of(corner, "boards", AT).exists(), "until then it held"
    assert [entry.act for entry in entries(subject="party:corner")][:2] == ["channel.end_tie", "channel.add_tie"]


def test_a_tie_in_one_program_is_none_in_another(tie, corner, school, pumps) -> None:
    tie(corner, school, "customer-of", pumps)
    assert not queries.customers_of(corner, "boards", AT)
    assert queries.customers_of(corner, "pumps", AT).exists()


def test_a_tie_to_oneself_is_refused(tie, corner) -> None:
    refused("lower", tie, corner, corner, "customer-of")


def test_an_unknown_kind_is_refused(tie, corner, school) -> None:
    refused("kind", tie, corner, school, "friend-of")


@pytest.mark.parametrize("back", ["customer-of", "reseller-of"])
def test_ties_do_not_go_in_a_circle(back: str, tie, wholesale, corner, school) -> None:
    tie(wholesale, corner, "reseller-of")
    tie(corner, school, "customer-of")
    refused("lower", tie, school, wholesale, back)


def test_there_are_two_tiers_of_resellers(tie, party, wholesale, corner) -> None:
    tie(wholesale, corner, "reseller-of")
    refused("upper", tie, corner, party("below"), "reseller-of")
    refused("lower", tie, party("above"), wholesale, "reseller-of")


def test_a_tie_that_is_there_or_was_ended_is_a_conflict(tie, corner, school) -> None:
    found = tie(corner, school, "customer-of")
    refused("lower", tie, corner, school, "customer-of", kind=Conflict)
    actions.end_tie(found, at=AT, by=BY)
    refused("tie", actions.end_tie, found, at=AT, by=BY, kind=Conflict)
    tie(corner, school, "customer-of")


# -- accreditations --------------------------------------------------------------------------------


def test_a_standing_counts_from_its_first_day_through_its_last(accredit, fitters) -> None:
    accredit()
    days = [TODAY + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    told = [queries.standing_of(fitters, "boards", day) for day in days]
    assert told == ["none", "certified", "certified", "certified", "none"]
    assert queries.standing_of(fitters, "pumps", TODAY) == "none"


def test_an_accreditation_that_ended_yesterday_counts_no_longer(accredit, fitters) -> None:
    accredit(since=TODAY - timedelta(days=30), until=YESTERDAY)
    assert queries.standing_of(fitters, "boards", TODAY) == "none"
    assert not queries.works_in(fitters, "boards", "US", TODAY)
    assert queries.standing_of(fitters, "boards", YESTERDAY) == "certified"


@pytest.mark.clause("idesign:I.accreditation")
def test_revoking_changes_nothing_earlier(accredit, fitters) -> None:
    row = accredit()
    actions.revoke_accreditation(row, reason="tests failed", at=AT, by=BY)
    assert queries.standing_of(fitters, "boards", YESTERDAY) == "certified"
    assert queries.standing_of(fitters, "boards", TODAY) == "none"
    refused("on", actions.revoke_accreditation, accredit(TOMORROW), reason="x", on=YESTERDAY, at=AT, by=BY)


@pytest.mark.clause("idesign:I.accreditation")
def test_a_registered_installer_is_neither_certified_nor_accredited(accredit, fitters) -> None:
    accredit(standing="registered")
    assert queries.standing_of(fitters, "boards", TODAY) == "registered"


def test_a_standing_is_revoked_once_with_a_reason_and_while_it_counts(accredit) -> None:
    row = accredit()
    refused("reason", actions.revoke_accreditation, row, reason=" ", at=AT, by=BY)
    far = TODAY + timedelta(days=9)
    refused("on", actions.revoke_accreditation, row, reason="x", on=far, at=AT, by=BY)
    actions.revoke_accreditation(row, reason="x", at=AT, by=BY)
    refused("accreditation", actions.revoke_accreditation, row, reason="x", at=AT, by=BY, kind=Conflict)
    refused("accreditation", actions.extend_accreditation, row, far, at=AT, by=BY, kind=Conflict)


def test_territories_say_where_and_none_is_everywhere(accredit, fitters, corner) -> None:
    accredit(territories=["US", " CA ", "US", ""])
    accredit(party=corner)
    assert [queries.works_in(fitters, "boards", region, TODAY) for region in ("US", "CA", "DE", "")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert queries.works_in(corner, "boards", "DE", TODAY)
    refused("territories", accredit, TOMORROW, territories=["x" * 61])


def test_two_standings_never_count_on_one_day(accredit, fitters) -> None:
    row = accredit(standing="registered")
    refused("since", accredit, TOMORROW, TOMORROW, kind=Conflict)
    refused("since", accredit, TODAY - timedelta(days=9), YESTERDAY, kind=Conflict)
    actions.revoke_accreditation(row, reason="certified now", at=AT, by=BY)
    accredit(since=TODAY)
    assert queries.standing_of(fitters, "boards", YESTERDAY) == "registered"
    assert queries.standing_of(fitters, "boards", TODAY) == "certified"


def test_one_that_was_revoked_before_it_began_is_in_nobodys_way(accredit, fitters) -> None:
    row = accredit(since=TOMORROW, until=TOMORROW)
    actions.revoke_accreditation(row, reason="withdrawn", at=AT, by=BY)
    accredit(since=TOMORROW, until=TOMORROW, standing="accredited")
    assert queries.standing_of(fitters, "boards", TOMORROW) == "accredited"


def test_an_installer_may_be_a_reseller_too(accredit) -> None:
    accredit()
    accredit(standing="authorised")


@pytest.mark.parametrize(
    ("days", "standing", "field"),
    [((1, 0), "certified", "until"), ((0, 20_000), "certified", "until"), ((0, 1), "great", "standing")],
)
def test_what_cannot_be_given_is_refused(days, standing: str, field: str, accredit) -> None:
    since, until = (TODAY + timedelta(days=n) for n in days)
    refused(field, accredit, since, until, standing)


def test_extended_it_goes_on_without_a_gap_and_the_first_row_stays(accredit, fitters) -> None:
    row = accredit(territories=["US"])
    more = actions.extend_accreditation(row, TODAY + timedelta(days=30), at=AT, by=BY)
    row.refresh_from_db()
    assert (row.until, more.since, more.territories) == (TOMORROW, TODAY + timedelta(days=2), ["US"])
    refused("since", actions.extend_accreditation, row, TODAY + timedelta(days=40), at=AT, by=BY, kind=Conflict)


def test_one_that_is_over_is_extended_from_today_and_not_backwards(accredit, fitters) -> None:
    row = accredit(since=TODAY - timedelta(days=90), until=TODAY - timedelta(days=10))
    actions.extend_accreditation(row, TOMORROW, at=AT, by=BY)
    assert queries.standing_of(fitters, "boards", YESTERDAY) == "none"
    assert queries.standing_of(fitters, "boards", TODAY) == "certified"
    refused("until", actions.extend_accreditation, row, YESTERDAY, at=AT, by=BY)


# -- who may sell ----------------------------------------------------------------------------------


def certify(seller: Party, program: Program, since: date, until: date, standing: str = "authorised") -> None:
    actions.accredit(seller, program, standing, since=since, until=until, at=AT, by=BY)


@pytest.mark.clause("emetrotel:resellers")
@pytest.mark.parametrize("standing", ["authorised", "master"])
def test_where_the_document_asks_for_it_nobody_sells_uncertified(standing: str, corner) -> None:
    asking = Program.objects.create(name="emetrotel", title="Phones")
    assert not queries.may_sell(corner, "emetrotel", TODAY)
    certify(corner, asking, YESTERDAY, TODAY, standing)
    assert queries.may_sell(corner, "emetrotel", TODAY)
    assert not queries.may_sell(corner, "emetrotel", TOMORROW), "the certification is over"


@pytest.mark.clause("emetrotel:resellers")
def test_an_installers_standing_lets_nobody_sell(corner) -> None:
    asking = Program.objects.create(name="emetrotel", title="Phones")
    certify(corner, asking, YESTERDAY, TODAY, "certified")
    assert not queries.may_sell(corner, "emetrotel", TODAY)


@pytest.mark.parametrize("name", ["iet", "boards"])
def test_where_it_does_not_or_there_is_none_anybody_may(name: str, corner) -> None:
    assert queries.may_sell(corner, name, TODAY)


# -- approvals -------------------------------------------------------------------------------------


def test_an_approval_holds_from_when_it_was_given_until_it_is_withdrawn(fitters, school, program) -> None:
    given = actions.give_approval(fitters, school, program, at=AT, by=BY)
    assert queries.approved(fitters, school, "boards", AT)
    assert not queries.approved(fitters, school, "boards", AT - timedelta(seconds=1)), "not before it is on record"
    assert not queries.approved(school, fitters, "boards", AT), "nor the other way round"
    assert not queries.approved(fitters, school, "pumps", AT)
    actions.withdraw_approval(given, at=LATER, by=BY)
    assert not queries.approved(fitters, school, "boards", LATER)
    assert queries.approved(fitters, school, "boards", AT)
    refused("approval", actions.withdraw_approval, given, at=LATER, by=BY, kind=Conflict)


def test_an_approval_is_given_once_and_to_another(fitters, school, program) -> None:
    actions.give_approval(fitters, school, program, at=AT, by=BY)
    refused("registrar", actions.give_approval, fitters, school, program, at=AT, by=BY, kind=Conflict)
    refused("registrar", actions.give_approval, school, school, program, at=AT, by=BY)
