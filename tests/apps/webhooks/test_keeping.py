"""Endpoints: added, rotated, disabled, enabled; who sees them; what the journal tells of them."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from tests.apps.webhooks.conftest import OPENED
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.apps.webhooks import keeping, queries
from warrantor.apps.webhooks.actions import emit
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret

pytestmark = pytest.mark.django_db
URL = "https://8.8.8.8/in/s3cret?key=s3cret"
"""An address in numbers, so that nothing is looked up."""
ADDED = {"program": "", "at": AT, "by": BY}


def test_an_endpoint_is_added_with_its_secret_and_the_journal_holds_neither_secret_nor_path() -> None:
    row, secret = keeping.add_endpoint(URL, [OPENED], **ADDED)
    assert queries.valid_secrets([row.pk], AT) == {row.pk: [secret]}
    entry = Entry.objects.get(act="webhooks.add_endpoint")
    assert entry.subject == f"webhook:{row.public_id}"
    assert "8.8.8.8" in entry.detail
    assert "s3cret" not in entry.detail
    assert secret not in entry.detail


def test_all_events_need_no_other_beside_them() -> None:
    assert keeping.add_endpoint(URL, [OPENED, "*"], **ADDED)[0].events == ["*"]


@pytest.mark.parametrize(
    ("field", "url", "events", "program"),
    [
        ("events", URL, [], ""), ("events", URL, ["claim.closed-twice"], ""), ("program", URL, [OPENED], "nowhere"),
        ("url", "http://8.8.8.8/", [OPENED], ""), ("url", "https://127.0.0.1/", [OPENED], ""),
        ("url", "https://169.254.169.254/latest/meta-data/", [OPENED], ""), ("url", "https://0x7f000001/", ["*"], ""),
        ("url", "https://[::ffff:10.0.0.1]/", [OPENED], ""), ("url", "https://2130706433/", [OPENED], ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(field, url, events, program) -> None:
    with pytest.raises(Refused) as refused:
        keeping.add_endpoint(url, events, program=program, at=AT, by=BY)
    assert refused.value.field == field
    assert not Endpoint.objects.exists()
    assert not Entry.objects.exists()


def test_one_address_is_told_once_about_a_program() -> None:
    row, _ = keeping.add_endpoint(URL, [OPENED], **ADDED)
    with pytest.raises(Conflict):
        keeping.add_endpoint(URL, ["*"], **ADDED)
    keeping.disable_endpoint(row, at=AT, by=BY)
    again, _ = keeping.add_endpoint(URL, ["*"], **ADDED)
    with pytest.raises(Conflict, match="already"):
        keeping.enable_endpoint(row, at=AT, by=BY)
    keeping.disable_endpoint(again, at=AT, by=BY)
    keeping.enable_endpoint(row, at=AT, by=BY)
    assert Endpoint.objects.get(disabled=None) == row


def test_a_secret_that_was_rotated_out_signs_for_another_day() -> None:
    row, first = keeping.add_endpoint(URL, [OPENED], **ADDED)
    second = keeping.rotate_secret(row, at=AT, by=BY)
    later = AT + timedelta(hours=24)
    assert queries.valid_secrets([row.pk], later - timedelta(seconds=1)) == {row.pk: [second, first]}
    assert queries.valid_secrets([row.pk], later) == {row.pk: [second]}
    third = keeping.rotate_secret(row, at=later, by=BY)
    assert queries.valid_secrets([row.pk], later) == {row.pk: [third, second]}
    assert not EndpointSecret.objects.filter(secret=first).exists(), "what signs nothing any more is not kept"
    assert not Entry.objects.filter(detail__contains="whsec_").exists()


def test_a_disabled_one_is_told_nothing_and_what_waits_is_dropped() -> None:
    row, _ = keeping.add_endpoint(URL, [OPENED], **ADDED)
    about = {"program": "idesign", "about": "claim:1", "data": {}, "at": AT}
    assert emit(OPENED, occasion="1", **about) == 1
    assert keeping.disable_endpoint(row, at=AT, by=BY) == 1
    assert Delivery.objects.get().state == "dropped"
    assert emit(OPENED, occasion="2", **about) == 0
    for act in (keeping.disable_endpoint, keeping.rotate_secret):
        with pytest.raises(Conflict):
            act(row, at=AT, by=BY)
    keeping.enable_endpoint(row, at=AT, by=BY)
    assert emit(OPENED, occasion="3", **about) == 1
    with pytest.raises(Conflict):
        keeping.enable_endpoint(row, at=AT, by=BY)


def test_whoever_manages_one_program_sees_its_endpoints_and_no_others() -> None:
    for program in ("", "idesign", "its"):
        keeping.add_endpoint(URL, ["*"], program=program, at=AT, by=BY)
    emit(OPENED, program="its", about="claim:1", occasion="1", data={}, at=AT)

    def seen(*held: Held) -> tuple[set[str], int]:
        person = Person(1, held)
        rows = sight.seen(Endpoint.objects.all(), person, "webhook.manage")
        told = sight.seen(Delivery.objects.all(), person, "webhook.manage")
        return set(rows.values_list("program", flat=True)), told.count()

    assert seen(Held("warranty-manager")) == ({"", "idesign", "its"}, 2)
    assert seen(Held("warranty-manager", program="its")) == ({"its"}, 1)
    assert seen(Held("agent"), Held("reseller", party="oak")) == (set(), 0)
