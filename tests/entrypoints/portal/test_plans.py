"""The pages of plans: what can be bought, buying and paying back, the choice between two, orders, rulings, amounts."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, OWNER, PURCHASED, make_unit
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.charges.models import Amount
from warrantor.apps.registry.actions import append_event

pytestmark = pytest.mark.django_db
ADVANCED, ONSITE = "multicare-advanced-3y", "multicare-onsite-3y"
UNIT = "/units/idesign/ID-0500/"
BUY = {"ask": "purchase", "plan": ADVANCED, "accepted": "2023-01"}


def signed_in(*held: Held) -> Client:
    user = User.objects.create_user(f"{held[0].role}@example.org", at=AT)
    for one in held:
        grant_role(user, one, at=AT - timedelta(days=1), by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def owner(db) -> Client:
    return signed_in(Held("end-customer", OWNER))


@pytest.fixture
def agent(db) -> Client:
    return signed_in(Held("agent"))


@pytest.fixture
def fresh(db):
    installed = {"what": "installed", "on": "2024-01-12", "location": "planted-place", "accreditation": "certified"}
    registered = {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True}
    return make_unit(
        "ID-0500", {**PURCHASED, "on": "2024-01-10"}, {**DELIVERED, "on": "2024-01-10"}, installed, registered
    )


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_lists_what_is_sold_with_price_and_last_day_and_what_is_refused_with_its_clause(owner, fresh) -> None:
    page = text(owner.get(f"{UNIT}plans/"))
    assert "Multicare advanced 3 years: USD 190.00" in page
    assert 'through <time datetime="2024-04-11">' in page
    assert "Promo 1 year" in page
    assert '<span class="clause-id">IV.J</span>' in page


def test_a_plan_is_bought_with_the_terms_accepted_and_shown_with_its_amount(owner, fresh) -> None:
    form = text(owner.get(f"{UNIT}plans/order/?ask=purchase&plan={ADVANCED}"))
    assert "Version 2023-01 of" in form
    assert 'name="on-day"' not in form
    refused = owner.post(f"{UNIT}plans/order/", {**BUY, "accepted": ""})
    assert (refused.status_code, "II.F.11.accept" in text(refused)) == (422, True)
    done = owner.post(f"{UNIT}plans/order/", BUY, follow=True)
    assert "Buy: multicare advanced 3 years. Done." in text(done)
    assert '/terms/idesign/2023-01/">2023-01</a>' in text(done)
    assert "USD 190.00" in text(owner.get(UNIT))


def test_what_the_terms_refuse_leads_to_the_decision(owner, fresh) -> None:
    owner.post(f"{UNIT}plans/order/", BUY)
    refused = owner.post(f"{UNIT}plans/order/", {**BUY, "plan": ONSITE}, follow=True)
    assert "The terms refuse it; nothing was done." in text(refused)
    assert "Decision about" in text(refused)


def test_whoever_buys_too_late_to_activate_is_warned(owner, db) -> None:
    installed = {"what": "installed", "on": "2023-11-30", "location": "planted-place", "accreditation": "certified"}
    make_unit("ID-0500", {**PURCHASED, "on": "2023-11-28"}, {**DELIVERED, "on": "2023-11-28"}, installed)
    assert "can no longer be activated" in text(owner.get(f"{UNIT}plans/order/?ask=purchase&plan={ADVANCED}"))


def test_an_invoice_dates_the_order_where_staff_type_it(agent, fresh) -> None:
    typed = {**BUY, "invoice": "D-7", "on-day": "20", "on-month": "1", "on-year": "2024"}
    agent.post(f"{UNIT}plans/order/", typed)
    wrong = agent.post(f"{UNIT}plans/order/", {**typed, "on-month": "13"})
    assert (wrong.status_code, "write a day, a month and a year" in text(wrong)) == (422, True)
    assert "20 Jan 2024" in text(agent.get(UNIT))


def test_a_refund_says_what_is_given_back_and_gives_it(owner, agent, fresh) -> None:
    owner.post(f"{UNIT}plans/order/", BUY)
    form = text(agent.get(f"{UNIT}plans/order/?ask=refund&plan={ADVANCED}"))
    assert "Given back, to planted-owner" in form
    assert "Turn to the reseller who sold the plan." in form
    assert owner.post(f"{UNIT}plans/order/", {"ask": "refund", "plan": ADVANCED}).status_code == 403
    agent.post(f"{UNIT}plans/order/", {"ask": "refund", "plan": ADVANCED})
    assert [row.side for row in Amount.objects.order_by("id")] == ["payable", "refundable"]


def test_the_customer_sees_the_choice_with_the_sum_and_makes_it(owner, agent, fresh) -> None:
    owner.post(f"{UNIT}plans/order/", BUY)
    late = {**BUY, "plan": ONSITE, "on-day": "20", "on-month": "1", "on-year": "2024"}
    agent.post(f"{UNIT}plans/order/", late)
    for plan in (ADVANCED, ONSITE):
        append_event(fresh, {"what": "activated", "on": AT.isoformat(), "plan": plan}, at=AT, by=BY, source="card")
    assert "Choose a plan" in text(owner.get(f"{UNIT}plans/"))
    assert agent.get(f"{UNIT}plans/choice/").status_code == 403
    page = text(owner.get(f"{UNIT}plans/choice/"))
    assert "USD 186.36 is given back for the days that are left" in page
    assert owner.post(f"{UNIT}plans/choice/", {}).status_code == 422
    done = text(owner.post(f"{UNIT}plans/choice/", {"keep": ONSITE}, follow=True))
    assert "Multicare onsite 3 years stays. Given back: USD 186.36." in done
    assert "There is nothing to choose" in text(owner.get(f"{UNIT}plans/choice/", follow=True))


def test_a_manager_decides_what_is_left_to_one_and_the_order_goes_on(owner, agent, fresh) -> None:
    manager = signed_in(Held("warranty-manager"))
    owner.post(f"{UNIT}plans/order/", {**BUY, "plan": "registration-extension"})
    listed = text(manager.get("/orders/"))
    assert "waits for a decision of the warranty manager" in listed
    from warrantor.apps.coverage.models import Order

    held = Order.objects.get()
    number = held.decision.public_id
    assert "It is left to you." in text(manager.get(f"/decisions/{number}/"))
    assert "It is left to you." not in text(agent.get(f"/decisions/{number}/"))
    assert agent.get(f"/decisions/{number}/ruling/").status_code == 403
    assert f"/decisions/{number}/ruling/" in manager.get("/desk/decisions/").content.decode()
    assert number not in agent.get("/desk/decisions/").content.decode()
    lacking = manager.post(f"/decisions/{number}/ruling/", {"outcome": "yes", "reason": ""})
    assert (lacking.status_code, 'href="#reason"' in text(lacking)) == (422, True)
    manager.post(f"/decisions/{number}/ruling/", {"outcome": "yes", "reason": "a faithful school"})
    held.refresh_from_db()
    assert held.state == "done"


def test_an_order_that_is_held_can_be_cancelled(owner, fresh) -> None:
    owner.post(f"{UNIT}plans/order/", {**BUY, "plan": "registration-extension"})
    from warrantor.apps.coverage.models import Order

    path = f"/orders/{Order.objects.get().public_id}/cancel/"
    assert "The order is cancelled." in text(owner.post(path, follow=True))
    assert "The order is cancelled already." in text(owner.post(path, follow=True))


def test_amounts_are_found_sorted_and_exported_and_a_stranger_sees_none(owner, agent, fresh) -> None:
    owner.post(f"{UNIT}plans/order/", BUY)
    assert "one amount" in text(agent.get("/amounts/?q=ID-05&side=payable&sort=-amount")) or "1 amount" in text(
        agent.get("/amounts/?q=ID-05&side=payable&sort=-amount")
    )
    assert "No amount matches" in text(agent.get("/amounts/?side=refundable"))
    assert "No amount matches" in text(agent.get("/amounts/?priced=no&q=%00"))
    exported = b"".join(agent.get("/amounts/?format=csv").streaming_content).decode()
    assert f",payable,{ADVANCED},190.000,USD," in exported
    stranger = signed_in(Held("reseller", "mila"))
    assert "Nothing is due." in text(stranger.get("/amounts/"))


def test_the_list_of_amounts_runs_the_same_statements_however_long(
    agent, owner, fresh, django_assert_max_num_queries
) -> None:
    owner.post(f"{UNIT}plans/order/", BUY)
    agent.post(f"{UNIT}plans/order/", {"ask": "refund", "plan": ADVANCED})
    with django_assert_max_num_queries(12):
        agent.get("/amounts/")


@pytest.mark.parametrize("query", ["?plan=none", "?ask=transfer", f"?ask=change-level&plan={ADVANCED}&to=none", ""])
def test_an_address_that_names_no_plan_says_so(owner, fresh, query) -> None:
    page = owner.get(f"{UNIT}plans/order/{query}")
    assert (page.status_code, "is no plan of these terms" in text(page)) == (422, True)
