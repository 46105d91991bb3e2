"""Offering, accepting, moving, replacing and taking away over the API."""

import re

import pytest
from django.core import mail

from tests.entrypoints.portal.conftest import DELIVERED, INSTALLED, OWNER, PURCHASED, REGISTERED, make_unit
from warrantor.apps.registry.models import Unit

pytestmark = pytest.mark.django_db
WORK = {"what": "work", "on": "2024-01-05", "kind": "installation", "invoice": "W-1", "paid": True}
PLAN = "multicare-onsite-3y"
HELD = {"what": "plan-purchased", "on": "2023-05-22", "plan": PLAN, "invoice": "D-2"}
ACTIVE = {"what": "activated", "on": "2023-05-25", "plan": PLAN}


def test_a_unit_is_offered_approved_and_accepted(manager, mila, django_capture_on_commit_callbacks) -> None:
    make_unit("IT-1", {**PURCHASED, "channel": "direct"}, WORK, program="its")
    with django_capture_on_commit_callbacks(execute=True):
        offered = manager("POST", "/units/its/IT-1/transfer", {"email": "mila@example.org"})
    assert (offered.status_code, offered.said["transfer"]["waits"]) == (201, True)
    secret = re.search(r"/transfers/accept/([^/]+)/", mail.outbox[0].body).group(1)
    early = mila("POST", "/transfers/acceptance", {"secret": secret, "party": "mila"})
    assert (early.status_code, early.said["field"]) == (409, "transfer")
    number = offered.said["transfer"]["id"]
    assert mila("POST", f"/transfers/{number}/approval", {"reason": "mine"}).status_code == 403
    assert manager("POST", f"/transfers/{number}/approval", {"reason": "it stays"}).said["waits"] is False
    done = mila("POST", "/transfers/acceptance", {"secret": secret, "party": "mila"})
    assert (done.status_code, done.said["owner"]) == (201, "mila")
    shown = mila("GET", "/units/its/IT-1").said
    assert "W-1" not in str(shown["events"])
    assert manager("POST", f"/transfers/{number}/withdrawal", {}).status_code == 409
    assert [row["state"] for row in manager("GET", "/transfers").said["transfers"]] == ["accepted"]


def test_what_the_terms_refuse_is_told_with_its_clauses(manager) -> None:
    make_unit("ID-0400", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, ACTIVE)
    refused = manager("POST", "/units/idesign/ID-0400/transfer", {"email": "mila@example.org"})
    assert (refused.status_code, refused.said["transfer"]) == (200, None)
    assert "idesign:IV.A" in str(refused.said["plans"])
    assert mail.outbox == []


def test_a_unit_is_replaced_and_its_plan_taken_away_and_given_back(manager) -> None:
    make_unit("ID-0400", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, ACTIVE)
    new = manager("POST", "/units/idesign/ID-0400/replacement", {"serial": "ID-0401", "on": "2024-01-20"})
    assert (new.status_code, new.said["owner"]) == (201, OWNER)
    assert Unit.objects.filter(serial="ID-0401").exists()
    removed = manager("POST", "/units/idesign/ID-0401/removal", {"plan": PLAN, "reason": "a copied card"})
    assert (removed.status_code, removed.said["what"]) == (201, "removed")
    told = manager("GET", "/entitlements/idesign/ID-0401").said
    assert told["plan"] == "standard"
    manager("POST", f"/units/idesign/ID-0401/events/{removed.said['id']}/withdrawal", {"source": "staff"})
    assert manager("GET", "/entitlements/idesign/ID-0401").said["plan"] == PLAN


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("transfer", {"email": "nobody"}, "email"),
        ("move", {"place": "nowhere"}, "place"),
        ("replacement", {"serial": "ID-0400", "on": "2024-01-20"}, "serial"),
        ("replacement", {"serial": "ID-0402", "on": "2024-01-20", "product": "spaceship"}, "product"),
        ("replacement", {"serial": "ID-0402", "on": "2030-01-20"}, "on"),
        ("removal", {"plan": "gold", "reason": "x"}, "plan"),
    ],
)
def test_what_will_not_do_names_the_field(manager, path, body, field) -> None:
    make_unit("ID-0400", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, ACTIVE)
    refused = manager("POST", f"/units/idesign/ID-0400/{path}", body)
    assert refused.status_code in (409, 422)
    assert refused.said["field"] == field
