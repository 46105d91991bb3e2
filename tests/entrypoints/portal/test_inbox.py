"""The inbox: one's own and one's parties' notices, unread first, each read once and by oneself."""

import re

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.models import Unit
from warrantor.entrypoints.portal.abouts import address_of

pytestmark = pytest.mark.django_db
SAID = Kind("said", "Something was said", "Said: $text", "It is **$text**.", {"text": "good"})


@pytest.fixture
def board(monkeypatch) -> Unit:
    monkeypatch.setattr(kinds, "_KINDS", {"said": SAID})
    return make_unit("ID-0077")


def said(text: str, *to: str, about: str = "unit:idesign/ID-0077", program: str = "idesign") -> Notice:
    [row] = tell("said", program=program, about=about, occasion=text, to=to, values={"text": text}, at=AT, by=BY)
    return row


def page(client: Client, asked: str = "") -> str:
    response = client.get(f"/inbox/{asked}")
    assert response.status_code == 200
    return response.content.decode()


def subjects(text: str) -> list[str]:
    return re.findall(r"<summary>Said: (\w+)</summary>", text)


def test_it_holds_what_was_told_to_oneself_and_ones_parties(board) -> None:
    ana = signed_in(Held("end-customer", OWNER))
    me = User.objects.get(email="a@example.org")
    said("mine", f"user:{me.pk}")
    said("ours", f"party:{OWNER}", about="claim:C1")
    said("theirs", "party:mila")
    shown = page(ana)
    assert subjects(shown) == ["ours", "mine"]
    assert 'href="/units/idesign/ID-0077/"' in shown
    assert "It is mine." in shown
    assert ">2<span" in shown
    assert subjects(page(ana, "?about=claim:C1")) == ["ours"]
    assert subjects(page(ana, "?program=its")) == []
    assert "mine" not in page(signed_in(email="b@example.org"))


def test_a_role_in_one_program_reads_what_is_of_that_one(board) -> None:
    ana = signed_in(Held("end-customer", OWNER, "idesign"))
    said("boards", f"party:{OWNER}")
    said("phones", f"party:{OWNER}", program="its")
    assert subjects(page(ana)) == ["boards"]


def test_what_was_read_comes_last_and_is_counted_no_more(board) -> None:
    ana, bo = signed_in(Held("end-customer", OWNER)), signed_in(Held("end-customer", OWNER), email="b@example.org")
    said("first", f"party:{OWNER}")
    second, foreign = said("second", f"party:{OWNER}"), said("foreign", "party:mila")
    assert ana.post("/inbox/read/", {"notice": second.public_id})["Location"] == "/inbox/"
    shown = page(ana)
    assert subjects(shown) == ["first", "second"]
    assert ">1<span" in shown
    ana.post("/inbox/read/", {"notice": foreign.public_id})
    ana.post("/inbox/read/", {"all": "1"})
    assert 'class="count"' not in page(ana)
    assert subjects(page(bo)) == ["second", "first"]
    assert 'class="count">2<' in page(bo)


def test_a_value_that_looks_like_a_page_is_text(board) -> None:
    ana = signed_in(Held("end-customer", OWNER))
    said("<script>x</script>", f"party:{OWNER}")
    assert "<script>x" not in page(ana)


def test_a_page_costs_the_same_however_many_notices(board, django_assert_max_num_queries) -> None:
    ana = signed_in(Held("end-customer", OWNER))
    for number in range(30):
        said(f"n{number}", f"party:{OWNER}")
    page(ana)
    with django_assert_max_num_queries(12):
        assert len(subjects(page(ana, "?page=1"))) == 25


def test_a_visitor_is_counted_nothing(board, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/help/").status_code == 200
    assert Client().get("/inbox/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("about", "address"),
    [
        ("visit:V1", "/visits/V1/"),
        ("claim-draft:x", "/claims/new/x/"),
        ("unit:idesign/ID 1/2", "/units/idesign/ID%201/2/"),
        ("unit:x", ""),
        ("party:oak", ""),
        ("", ""),
    ],
)
def test_the_way_to_what_a_notice_is_about(about: str, address: str) -> None:
    assert address_of(about) == address
