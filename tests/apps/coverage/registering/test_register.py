"""Registrations by both routes: what each needs, where it is open, whose the unit may be, and from when it counts."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.coverage.registering.conftest import AT
from tests.mailing import mail_all
from warrantor.apps.channel.actions import give_approval
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.operations import decide
from warrantor.apps.coverage.registering import actions
from warrantor.apps.coverage.registering.rules import Closed, Said, Taken
from warrantor.apps.registry import queries
from warrantor.apps.registry.actions import append_event, register_unit
from warrantor.apps.registry.models import HistoryEvent, Unit
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
ABOUT = {"at": AT, "by": BY}


@pytest.fixture
def said(boards, school, place):
    """Makes what is said of a new board that the school owns."""

    def make(serial: str = "IB75-0001", region: str = "US", **more) -> Said:
        known = {
            "product": "IB-75",
            "customer": "oak-school",
            "place": place(region),
            "installed_on": "2024-01-20",
            "bought_on": "2024-01-05",
            "channel": "partner",
            "delivered_on": "2024-01-10",
        }
        return Said(serial, **{**known, **more})

    return make


def facts(serial: str) -> dict:
    unit = queries.find_unit(serial, "idesign")
    return {event["what"]: event for event in queries.history(unit)}


@pytest.mark.clause("idesign:I.GID")
def test_an_installer_records_what_it_installed(boards, said, fitters) -> None:
    made = actions.register(boards, said(installer="fitters", registrar="fitters"), installers=True, **ABOUT)
    assert (made.registration.state, made.registration.route) == ("complete", "gid")
    assert facts("IB75-0001")["installed"]["accreditation"] == "certified"
    assert facts("IB75-0001")["registered"]["via"] == "gid"
    assert Unit.objects.get().owner.key == "oak-school"


@pytest.mark.clause("idesign:I.GID")
def test_the_installers_way_is_closed_where_the_document_closes_it(boards, said, fitters) -> None:
    with pytest.raises(Closed, match="customers' way is open") as told:
        actions.register(boards, said(region="MX", installer="fitters"), installers=True, **ABOUT)
    assert told.value.clauses == ("idesign:I.GID", "idesign:I.EUR")
    assert not Unit.objects.exists()


@pytest.mark.clause("idesign:I.EUR")
def test_the_customers_way_is_closed_where_the_document_closes_it(boards, said) -> None:
    with pytest.raises(Closed, match="installers' way is open") as told:
        actions.register(boards, said(region="GB"), **ABOUT)
    assert [way.route for way in told.value.ways] == ["gid"]
    made = actions.register(boards, said(region="US"), **ABOUT)
    assert made.registration.route == "eur"


@pytest.mark.clause("idesign:I.GID")
def test_where_both_ways_are_closed_a_person_records_it(boards, said) -> None:
    with pytest.raises(Closed, match="no way to register is open there") as told:
        actions.register(boards, said(region="AQ"), **ABOUT)
    assert "a person records it" in told.value.help


@pytest.mark.clause("idesign:I.entitlements")
def test_route_and_territory_decide_what_a_registration_opens(boards, said) -> None:
    """A registration by the way that is closed there, as it came in from elsewhere, opens no activation."""
    for serial, region in (("IB75-0001", "US"), ("IB75-0002", "MX")):
        made = actions.register(boards, said(serial, region), **ABOUT)
        unit = made.registration.unit
        append_event(unit, {"what": "plan-purchased", "on": "2024-02-01", "plan": "multicare-onsite-3y"},
                     source="invoice", **ABOUT)  # fmt: skip
    [first, second] = Unit.objects.order_by("serial")
    later = AT + timedelta(days=1)
    about = {"at": later, "by": BY, "plan": "multicare-onsite-3y"}
    assert decide(first, "activate", **about).answer["answer"] == "yes"
    wrong = HistoryEvent.objects.get(unit=second, what="registered")
    append_event(second, {"what": "registered", "on": "2024-02-02", "via": "gid", "complete": True}, at=later, by=BY,
                 source="old system")  # fmt: skip
    told = decide(second, "activate", **about).answer
    assert wrong.data["via"] == "eur"
    assert (told["answer"], told["clauses"]) == ("missing", ["idesign:I.entitlements"])


@pytest.mark.clause("idesign:I.registration-date")
def test_a_draft_has_no_date_and_completing_it_sets_one(boards, said) -> None:
    draft = actions.begin_draft(**ABOUT)
    actions.answer_draft(draft, "serial", {"serial": "IB75-0001"}, **ABOUT)
    assert (draft.completed, HistoryEvent.objects.count()) == (None, 0)
    later = AT + timedelta(days=3)
    with pytest.raises(Closed, match="installed_on: is missing"):
        actions.complete_draft(draft, boards, said(installed_on=""), at=later, by=BY)
    draft.refresh_from_db()
    assert (draft.state, draft.completed) == ("draft", None)
    made = actions.complete_draft(draft, boards, said(), at=later, by=BY).registration
    assert (made.state, made.completed, made.event.happened_at) == ("complete", later, later)
    with pytest.raises(Conflict):
        actions.answer_draft(draft, "serial", {"serial": "other"}, **ABOUT)


@pytest.mark.clause("idesign:I.installation-date")
def test_a_day_nobody_can_find_out_falls_back_on_delivery(boards, said) -> None:
    made = actions.register(boards, said(installed_on=None, delivered_on="2024-01-10"), **ABOUT)
    unit = made.registration.unit
    bought = {"what": "plan-purchased", "on": "2024-01-20", "plan": "multicare-onsite-3y"}
    append_event(unit, bought, source="invoice", **ABOUT)
    append_event(unit, {"what": "activated", "on": "2024-02-01", "plan": "multicare-onsite-3y"}, source="code", **ABOUT)
    told = decide(unit, "cover", **ABOUT).answer
    assert (told["plan"], told["starts"]) == ("multicare-onsite-3y", "2024-01-10")
    assert "idesign:I.installation-date" in told["clauses"]


@pytest.mark.clause("idesign:I.accreditation")
def test_standing_counts_on_the_day_of_the_installation(boards, said, lapsed) -> None:
    about = {"installer": "lapsed", "registrar": "lapsed"}
    made = actions.register(boards, said(installed_on="2024-01-31", **about), installers=True, **ABOUT)
    assert facts("IB75-0001")["installed"]["accreditation"] == "accredited"
    assert made.registration.state == "complete"
    with pytest.raises(Closed, match="has no accreditation on 2024-02-01") as told:
        actions.register(boards, said("IB75-0002", installed_on="2024-02-01", **about), installers=True, **ABOUT)
    assert "idesign:I.accreditation" in told.value.clauses


def test_an_accreditation_holds_in_its_territories(boards, said, fitters) -> None:
    with pytest.raises(Closed, match="location: is in `AU`"):
        actions.register(boards, said(region="AU", installer="fitters"), installers=True, **ABOUT)


@pytest.mark.clause("idesign:I.registrar")
def test_for_somebody_else_it_waits_for_the_approval(boards, said, school, fitters) -> None:
    made = actions.register(boards, said(registrar="fitters"), **ABOUT).registration
    assert (made.state, made.completed, made.unit, HistoryEvent.objects.count()) == ("waiting", None, None, 0)
    later = AT + timedelta(days=2)
    give_approval(fitters, school, boards, at=later, by=BY)
    made.refresh_from_db()
    assert (made.state, made.completed) == ("complete", later)
    again = actions.register(boards, said("IB75-0002", registrar="fitters"), at=later, by=BY).registration
    assert (again.state, facts("IB75-0002")["registered"]["by"]) == ("complete", "fitters")


def test_a_unit_of_somebody_else_is_not_registered(boards, said, fitters) -> None:
    register_unit(boards_product(boards), "IB75-0001", source="invoice",
                  events=[{"what": "purchased", "on": "2024-01-02", "by": "fitters"}], **ABOUT)  # fmt: skip
    with pytest.raises(Taken, match="somebody else") as told:
        actions.register(boards, said(), **ABOUT)
    assert "fitters" not in str(told.value)


def test_what_a_dealer_bought_to_sell_passes_to_the_customer(boards, said, fitters) -> None:
    bought = {"what": "purchased", "on": "2024-01-02", "by": "fitters", "for_resale": True}
    register_unit(boards_product(boards), "IB75-0001", source="invoice", events=[bought], **ABOUT)
    actions.register(boards, said(bought_on="2024-01-15"), **ABOUT)
    assert facts("IB75-0001")["transferred"] | {"id": "", "recorded": "", "source": ""} == {
        "what": "transferred", "on": "2024-01-15", "to": "oak-school", "id": "", "recorded": "", "source": "",
    }  # fmt: skip
    assert Unit.objects.get().owner.key == "oak-school"


def boards_product(program):
    from warrantor.apps.registry.models import Product

    return Product.objects.get(program=program)


def test_registering_twice_changes_nothing(boards, said) -> None:
    actions.register(boards, said(), **ABOUT)
    again = actions.register(boards, said(), **ABOUT)
    assert again.judged.there
    assert (Registration.objects.count(), HistoryEvent.objects.filter(what="registered").count()) == (1, 1)


def test_many_at_once_each_stand_for_themselves(boards, said, fitters) -> None:
    rows = [said(f"IB75-{n:04}") for n in range(6)]
    rows += [said("IB75-0003"), said("IB75-0100", product="IB-99"), said("IB75-0101", installed_on="2024-03-01")]
    told = actions.register_many(boards, rows, **ABOUT)
    assert [one.registration is not None for one in told] == [True] * 6 + [False] * 3
    assert [one.refused.field for one in told[6:]] == ["serial", "product", "installed_on"]
    assert Unit.objects.count() == 6


def test_how_many_statements_does_not_hang_on_how_many_there_are(boards, said, django_assert_max_num_queries) -> None:
    rows = [said(f"IB75-{n:04}") for n in range(60)]
    with django_assert_max_num_queries(40):
        actions.register_many(boards, rows, **ABOUT)


@pytest.mark.clause("idesign:IV.B")
def test_staff_remove_and_deny_with_a_reason_and_undo_it(boards, said, school, mailoutbox) -> None:
    made = actions.register(boards, said(), **ABOUT).registration
    later = AT + timedelta(days=1)
    with pytest.raises(Refused, match="reason"):
        actions.remove(made, " ", at=later, by=BY)
    actions.remove(made, "registered by mistake", at=later, by=BY)
    mail_all()
    assert "registered" not in actions.told_of(made.unit)
    [mail] = mailoutbox
    assert (mail.to, "registered by mistake" in mail.body) == (["office@oak.example"], True)
    made.refresh_from_db()
    actions.restore(made, "it was right", at=later, by=BY)
    assert actions.told_of(made.unit)["registered"]["on"] == AT.isoformat()
    assert HistoryEvent.objects.filter(unit=made.unit, what="withdrawn").count() == 2
    made.refresh_from_db()
    assert (made.state, made.completed) == ("complete", AT)
    draft = actions.begin_draft(**ABOUT)
    assert actions.deny(draft, "against the rules", at=later, by=BY).state == "denied"
    assert actions.restore(Registration.objects.get(pk=draft.pk), "no, it is fine", at=later, by=BY).state == "draft"


def test_what_was_registered_anew_is_not_restored_over(boards, said) -> None:
    made = actions.register(boards, said(), **ABOUT).registration
    actions.remove(made, "a mistake", **ABOUT)
    actions.register(boards, said(), at=AT + timedelta(days=1), by=BY)
    made.refresh_from_db()
    with pytest.raises(Conflict, match="registered anew"):
        actions.restore(made, "after all", at=AT + timedelta(days=2), by=BY)
