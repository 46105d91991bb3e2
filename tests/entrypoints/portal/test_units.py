"""Units as their people see them: the list, the unit as of any moment, its picture, facts added and put right."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, OWNER, PURCHASED, REGISTERED, make_unit
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import HistoryEvent, Party
from warrantor.entrypoints.portal.units.rows import PlanRow
from warrantor.entrypoints.portal.units.timeline import NARROW, WIDE, marks, timeline

pytestmark = pytest.mark.django_db
BOARD = "/units/idesign/ID-0077/"


def signed_in(*held: Held, email: str = "a@example.org") -> Client:
    user = User.objects.create_user(email, at=AT)
    for one in held:
        grant_role(user, one, at=AT - timedelta(days=1), by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def owner(board) -> Client:
    return signed_in(Held("end-customer", OWNER))


@pytest.fixture
def manager(db) -> Client:
    return signed_in(Held("warranty-manager"), email="manager@example.org")


@pytest.fixture
def fleet(board) -> None:
    """Units that end at different times, of two owners."""
    Party.objects.get_or_create(key="mila")
    for number, (days, by) in enumerate([(20, OWNER), (50, OWNER), (80, "mila"), (-5, "mila")]):
        delivered = (AT.date() + timedelta(days=days)).replace(year=AT.year - 1) + timedelta(days=1)
        make_unit(
            f"ID-1{number}00",
            {**PURCHASED, "on": delivered.isoformat(), "by": by},
            {**DELIVERED, "on": delivered.isoformat(), "to": by},
        )


def serials(client: Client, query: str = "") -> list[str]:
    return re.findall(r'<a class="serial" href="[^"]*">([^<]+)</a>', client.get(f"/units/{query}").content.decode())


# -- the list --------------------------------------------------------------------------------------


def test_one_sees_ones_own_units_and_staff_see_all(owner, manager, fleet) -> None:
    assert serials(owner) == ["ID-0077", "ID-1000", "ID-1100"]
    assert serials(manager) == ["ID-0077", "ID-1000", "ID-1100", "ID-1200", "ID-1300"]
    assert serials(signed_in(Held("end-customer", "mila"), email="m@example.org")) == ["ID-1200", "ID-1300"]


def test_a_stranger_is_led_to_the_sign_in(client, fleet) -> None:
    for path in ("/units/", BOARD, f"{BOARD}facts/new/?what=serviced"):
        assert client.get(path)["Location"].startswith("/account/login/")


def test_what_ends_soon_and_what_has_ended_is_found(manager, fleet) -> None:
    assert serials(manager, "?ends=30") == ["ID-1000"]
    assert serials(manager, "?ends=60") == ["ID-1000", "ID-1100"]
    assert serials(manager, "?ends=90") == ["ID-1000", "ID-1100", "ID-1200"]
    assert serials(manager, "?ends=ended") == ["ID-1300"]
    assert "ended</span>" in manager.get("/units/?ends=ended").content.decode()


def test_what_was_covered_when_it_was_last_told_is_not_covered_after_its_last_day(manager, fleet, settings) -> None:
    assert "ID-1000" in serials(manager, "?answer=yes")
    settings.NOW = lambda: AT + timedelta(days=40)
    assert "ID-1000" not in serials(manager, "?answer=yes")
    assert "ID-1000" in serials(manager, "?answer=no")


def test_the_list_is_searched_and_sorted_both_ways(manager, fleet) -> None:
    assert serials(manager, "?q=id-1") == ["ID-1000", "ID-1100", "ID-1200", "ID-1300"]
    ends = serials(manager, "?sort=ends&q=id-1")
    assert ends == ["ID-1300", "ID-1000", "ID-1100", "ID-1200"]
    assert serials(manager, "?sort=-ends&q=id-1") == ends[::-1]
    assert 'aria-sort="ascending"' in manager.get("/units/?sort=ends").content.decode()


def test_nothing_yet_and_nothing_that_matches_are_two_texts(owner, db) -> None:
    assert "No unit matches" in owner.get("/units/?q=NOBODY").content.decode()
    assert "You have no units yet" in signed_in(email="new@example.org").get("/units/").content.decode()


def test_pages_hold_fifty_and_keep_the_filters(manager, db) -> None:
    for number in range(53):
        make_unit(f"ID-{number:04}", PURCHASED)
    first = manager.get("/units/?q=ID").content.decode()
    assert "53 units, page 1 of 2" in first
    assert "?q=ID&amp;page=2" in first
    assert len(serials(manager, "?q=ID&page=2")) == 3


def test_a_page_costs_the_same_however_many_units(manager, fleet, django_assert_max_num_queries) -> None:
    for number in range(30):
        make_unit(f"ID-2{number:03}", PURCHASED)
    with django_assert_max_num_queries(13):
        manager.get("/units/")


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?sort=;drop", "?ends=31", "?answer=%00", "?q=%00", "?program=x"]
)
def test_odd_addresses_are_shrugged_off(query: str, manager, fleet) -> None:
    assert manager.get(f"/units/{query}").status_code == 200


def test_the_export_holds_what_is_seen_and_runs_nothing(owner, fleet) -> None:
    make_unit("=cmd|' /C calc'!A0", PURCHASED)
    response = owner.get("/units/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert {row["serial"] for row in rows} == {"'=cmd|' /C calc'!A0", "ID-0077", "ID-1000", "ID-1100"}
    assert next(row for row in rows if row["serial"] == "ID-0077")["ends"] == "2024-05-09"
    assert Entry.objects.filter(act="coverage.export_units").count() == 1


# -- a unit ----------------------------------------------------------------------------------------


@pytest.mark.clause("its:history")
def test_one_timeline_holds_every_work_order_and_fact(manager) -> None:
    work = {"what": "work", "on": "2024-01-10", "kind": "repair", "invoice": "W-1", "paid": True}
    claimed = {"what": "claimed", "on": "2024-01-20", "plan": "work-warranty"}
    registered = {**REGISTERED, "on": "2024-01-10", "via": "site"}
    make_unit(
        "ITS-1", work, {**work, "on": "2024-01-25", "invoice": "W-2"}, claimed, registered, program="its", kind="pc"
    )
    text = manager.get("/units/its/ITS-1/").content.decode()
    assert text.count(">Work <") + len(re.findall(r"<th scope=\"row\">Work", text)) >= 2
    assert "invoice W-1" in text
    assert "invoice W-2" in text
    assert "Claimed" in text
    assert "Covered" in text


def test_a_unit_shows_its_answer_plans_picture_and_history(owner) -> None:
    text = owner.get(BOARD).content.decode()
    assert "Covered" in text
    assert "9 May 2024" in text
    assert text.count('<svg class="timeline"') == 2
    for fact in ("Purchased", "Delivered", "Installed", "Registered"):
        assert fact in text
    assert "Put right" not in text, "a customer puts nothing right"
    assert "Add a fact" not in text


def test_a_unit_of_somebody_else_is_not_there(board) -> None:
    stranger = signed_in(Held("end-customer", "mila"), email="m@example.org")
    assert stranger.get(BOARD).status_code == 404
    assert stranger.get("/units/idesign/NOBODY/").status_code == 404


def test_on_date_and_known_by_are_two_questions(manager, board) -> None:
    serviced = {"what": "modified", "on": "2024-01-15", "approved": False}
    actions.append_event(board, serviced, at=AT + timedelta(days=3), by=BY, source="letter")
    early = manager.get(f"{BOARD}?on=2024-01-10").content.decode()
    late = manager.get(f"{BOARD}?on=2024-02-20").content.decode()
    unknown = manager.get(f"{BOARD}?on=2024-02-20&known=2024-02-02").content.decode()
    assert "Back to now" in early
    assert '<th scope="row">Modified' not in early
    assert '<th scope="row">Modified' in late
    assert '<th scope="row">Modified' not in unknown
    assert ("Not covered" in late, "Not covered" in unknown) == (True, False)
    assert "as far as it was known by" in unknown


@pytest.mark.parametrize("query", ["?on=yesterday", "?known=2024-13-01", "?on=9999-99-99&known=x"])
def test_a_moment_that_is_none_is_told_and_the_unit_is_shown(query: str, manager, board) -> None:
    page = manager.get(BOARD + query)
    assert page.status_code == 422
    assert "is no day; write it as 2024-05-09" in page.content.decode()
    assert "ID-0077" in page.content.decode()


# -- facts -----------------------------------------------------------------------------------------


def test_a_fact_is_added_put_right_and_withdrawn(manager, board) -> None:
    day = {"on-day": "15", "on-month": "1", "on-year": "2024"}
    done = manager.post(
        f"{BOARD}facts/new/?what=serviced", {**day, "by": "avpro", "certified": "true", "source": "sheet"}
    )
    assert done["Location"] == BOARD
    event = HistoryEvent.objects.get(what="serviced")
    assert (event.happened_on, event.data, event.source) == (
        date(2024, 1, 15), {"by": "avpro", "certified": True}, "sheet",
    )  # fmt: skip
    form = manager.get(f"{BOARD}facts/{event.public_id}/").content.decode()
    assert 'value="15"' in form, "what it says is there to be changed"
    manager.post(f"{BOARD}facts/{event.public_id}/", {**day, "on-day": "16", "source": "sheet"})
    right = HistoryEvent.objects.get(what="serviced", supersedes=event)
    text = manager.get(BOARD).content.decode()
    assert "(no longer counts)" in text
    assert "(a correction)" in text
    manager.post(f"{BOARD}facts/{right.public_id}/withdraw/", {"reason": "other unit"})
    assert HistoryEvent.objects.get(what="withdrawn").withdraws == right


def test_two_people_who_put_one_fact_right_at_once(manager, board) -> None:
    event = HistoryEvent.objects.get(unit=board, what="installed")
    sent = {"on-day": "21", "on-month": "5", "on-year": "2023", "source": "sheet"}
    assert manager.post(f"{BOARD}facts/{event.public_id}/", sent).status_code == 302
    late = manager.post(f"{BOARD}facts/{event.public_id}/", {**sent, "source": "another sheet"})
    assert late.status_code == 422
    text = late.content.decode()
    assert "has been corrected or withdrawn already" in text
    assert "another sheet" in text, "what was typed stays"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "write it in words"),
        ({"source": "x", "on-day": "31", "on-month": "2", "on-year": "2024"}, "write a day, a month and a year"),
        ({"source": "x", "on-day": "1", "on-month": "2", "on-year": "2099"}, "still to come"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_in_words(sent: dict[str, str], says: str, manager, board) -> None:
    page = manager.post(f"{BOARD}facts/new/?what=serviced", sent)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not HistoryEvent.objects.filter(what="serviced").exists()


def test_who_may_see_and_not_do_is_refused(owner, board) -> None:
    event = HistoryEvent.objects.get(unit=board, what="installed")
    assert owner.get(f"{BOARD}facts/new/?what=serviced").status_code == 403
    assert owner.post(f"{BOARD}facts/{event.public_id}/withdraw/").status_code == 403


def test_a_kind_that_is_none_is_not_found(manager, board) -> None:
    assert manager.get(f"{BOARD}facts/new/?what=withdrawn-x").status_code == 404


# -- the picture -----------------------------------------------------------------------------------

DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
ROWS = st.builds(
    PlanRow,
    st.sampled_from(["Standard", "A<b>&", "Multicare onsite 3 years with stand"]),
    st.just("on site"), st.none() | DAYS, st.none() | DAYS, st.sampled_from(["Covered", "Ended"]), st.just("info"),
    st.just("yes"), st.just(""), st.just(()), st.sampled_from(["live", "over", "lost", "void"]),
)  # fmt: skip


@given(st.lists(ROWS, max_size=5), st.lists(st.tuples(st.sampled_from("ab<"), DAYS), max_size=6), DAYS)
def test_any_history_is_drawn_within_its_frame(rows, events, today) -> None:
    for width in (WIDE, NARROW):
        drawn = ElementTree.fromstring(timeline("S<1", rows, marks(events), today, width))
        assert drawn.find("desc").text
        for part in drawn.iter():
            for name in ("x", "x1", "x2"):
                assert 0 <= float(part.get(name, 0)) <= width
        shown = "".join(drawn.itertext())
        assert all(row.plan in shown for row in rows)


def test_the_picture_and_the_table_say_the_same() -> None:
    row = PlanRow("Care", "", date(2024, 1, 1), date(2024, 12, 31), "Covered", "i", "yes", "", (), "live")
    drawn = timeline("S", [row], [], date(2024, 7, 1), WIDE)
    assert "Care: covered, from 1 Jan 2024 through 31 Dec 2024" in drawn
    bar = re.search(r'class="bar live" x="([\d.]+)" y="\d+" width="([\d.]+)"', drawn)
    today = float(re.search(r'class="today" x1="([\d.]+)"', drawn)[1])
    start, wide = float(bar[1]), float(bar[2])
    assert abs((today - start) / wide - 0.5) < 0.01
