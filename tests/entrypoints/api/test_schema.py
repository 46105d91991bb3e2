"""The whole API asked what its schema allows and what it does not: no mistake of ours, each answer in its shape."""

import copy
import importlib
import json
import pkgutil
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from pydantic import BaseModel
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, OWNER, PURCHASED, make_unit
from tests.entrypoints.test_who_may import claim_names
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.documents import load_program
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import PERMISSIONS, Held
from warrantor.apps.channel import actions as channel
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.certificates.actions import issue
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Party
from warrantor.apps.webhooks import keeping
from warrantor.apps.webhooks.actions import send_test
from warrantor.config.wsgi import application
from warrantor.entrypoints import api as ways
from warrantor.entrypoints.api.api import api

pytestmark = pytest.mark.long
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MARK = "the awkward text"
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The server closes connections after each request; the test's own, with its open transaction, must stay."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known(db, _one_connection, settings, tmp_path) -> dict[str, Any]:
    """What stands on record, by the names under which the API takes it; `secret` is a token that may do everything."""
    unit = make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED)
    user = User.objects.create_user("all@example.org", at=AT)
    grant_role(user, Held("administrator"), at=AT - timedelta(days=1), by=BY)
    _, secret = make_token(user, "test", list(PERMISSIONS), at=AT - timedelta(days=1), by=BY)
    question = {"program": "idesign", "ask": "cover", "at": AT.isoformat(), "unit": unit_facts(unit)}
    kept = answer(load_program("idesign"), question, at=AT, by=BY, unit=unit)
    event = HistoryEvent.objects.get(unit=unit, what="installed").public_id
    corner = add_party(at=AT, by=BY, key="corner", organisation=True)
    owner = Party.objects.get(key=OWNER)
    tie = channel.add_tie(corner, owner, "customer-of", unit.program, at=AT, by=BY)
    days = {"since": AT.date(), "until": AT.date() + timedelta(days=30)}
    given = channel.accredit(corner, unit.program, "certified", **days, at=AT, by=BY)
    approval = channel.give_approval(corner, owner, unit.program, at=AT, by=BY)
    of_channel = {"tie": tie.public_id, "accreditation": given.public_id, "approval": approval.public_id}
    of_channel |= {"party": "corner", "upper": "corner", "lower": OWNER, "registrar": "corner", "customer": OWNER}
    hook, _ = keeping.add_endpoint("https://8.8.8.8/in", ["*"], program="", at=AT, by=BY)
    of_hooks = {"webhook": hook.public_id, "url": "https://8.8.8.8/new"}
    of_hooks["delivery"] = send_test(hook, at=AT, by=BY).public_id
    settings.CERTIFICATES_FOLDER = tmp_path
    issued = issue(unit, "standard", keys=FolderKeys(tmp_path), at=AT, by=BY).public_id
    names = {
        "program": "idesign", "serial": "ID-0077", "product": "board", "decision": kept.public_id, "event": event,
        "certificate": issued, "code": issued, "plan": "standard",
    }  # fmt: skip
    settings.PAPERS_FOLDER = tmp_path
    of_claims = claim_names(tmp_path)
    of_claims["number"] = of_claims.pop("claim")
    return {"secret": secret, "names": names | of_channel | of_hooks | of_claims}


def put(names: dict[str, Any], into: Any) -> None:
    """Most texts replaced by what stands on record, so that calls get past the first look-up; always the same ones."""
    if isinstance(into, dict):
        texts = [key for key in names if isinstance(into.get(key), str)]
        chosen = [key for key in texts if zlib.crc32(f"{key}{into}".encode(errors="replace")) % 3]
        into |= {key: names[key] for key in chosen}


@schema.parametrize()
@settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
def test_every_answer_fits_the_schema(case, known) -> None:
    put(known["names"], case.path_parameters)
    put(known["names"], case.body)
    case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {known['secret']}"})


def test_the_schema_names_each_operation_once() -> None:
    told = api.get_openapi_schema()
    names = [call["operationId"] for calls in told["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names))
    assert "ask_about_unit" in names


def test_no_two_shapes_share_a_name() -> None:
    """The schema tells one shape by a name: of two the latter would be told for both."""
    modules = [importlib.import_module(f"{ways.__name__}.{one.name}") for one in pkgutil.iter_modules(ways.__path__)]
    shapes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    names = [one.__name__ for one in shapes if issubclass(one, BaseModel) and not one.__name__.startswith("_")]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


def test_an_address_of_no_call_is_refused_as_the_others_are(client) -> None:
    response = client.post("/api/nowhere", {})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


AWKWARD = (
    "\\u0000", "\\ud800", "\\ud83d\\ude00" * 300, "9" * 400, "2024-02-30", "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59-14:00", "",
)  # fmt: skip
"""Texts as they stand in JSON: what PostgreSQL, a calendar or a column does not take."""
ABOUT = {"program": "idesign", "ask": "cover", "at": "2024-01-01T00:00:00Z"}
INSIDE = {"serial": "X", "class": "board", "events": [{"what": "sold", "on": "2024-01-01"}]}
DONE = {"what": "serviced", "on": "2024-01-15", "by": "x", "n": [{"m": "z"}]}
NEW = {"program": "idesign", "product": "board", "serial": "N-1", "sold_as": "new", "source": "s", "events": [DONE]}
BODIES = {
    "/api/units": NEW,
    "/api/units/idesign/ID-0077/events": {"event": DONE, "source": "s"},
    "/api/units/idesign/ID-0077/events/{event}/withdrawal": {"source": "s", "reason": "r"},
    "/api/questions": {**ABOUT, "serial": "ID-0077", "known_at": ABOUT["at"], "plan": "p", "to": "t", "claim": DONE},
    "/api/questions/unsaved": {**ABOUT, "unit": INSIDE},
    "/api/questions/batch": {**ABOUT, "serials": ["ID-0077", "x"]},
}


def spoilt(body: Any, by: str) -> Iterator[Any]:
    """The body with one text after another replaced, as key and as value."""
    parts = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in parts:
        others = dict(body) if isinstance(body, dict) else list(body)
        if isinstance(value, dict | list):
            for worse in spoilt(value, by):
                others[key] = worse
                yield copy.copy(others)
            continue
        for worse in (by, 10**30, -1, 1e308, None, [], {by: by}, True):
            others[key] = worse
            yield copy.copy(others)
        if isinstance(body, dict):
            yield {**body, by: by}


@pytest.mark.parametrize("path", BODIES)
def test_no_text_or_number_makes_us_fail(path: str, known, client) -> None:
    """Each is tried as every value and as a further key of every body, and in the address."""
    client.raise_request_exception, headers = False, {"Authorization": f"Bearer {known['secret']}"}
    failed = []
    bodies = [json.dumps(body) for body in spoilt(BODIES[path], MARK)]
    for sent in dict.fromkeys(body.replace(MARK, awkward) for awkward in AWKWARD for body in bodies):
        response = client.post(path.format(**known["names"]), sent, "application/json", headers=headers)
        if response.status_code >= 500:
            failed.append(sent)
    assert failed == []


@pytest.mark.parametrize("awkward", ["%00", "%ED%A0%80", "%FF", "9" * 400, "2024-02-30", "a%0Ab", "0000-00-00T00:00Z"])
def test_no_address_makes_us_fail(awkward: str, known, client) -> None:
    headers = {"Authorization": f"Bearer {known['secret']}", "X-Reason": "\x00", "If-None-Match": "\x00"}
    client.raise_request_exception = False
    for path in (
        "/units?program={0}", "/units?serial={0}", "/units?cursor={0}", "/units?limit={0}", "/units/{0}/{0}",
        "/units/idesign/{0}", "/units/idesign/ID-0077?on={0}", "/units/idesign/ID-0077?known={0}",
        "/units/idesign/{0}/events", "/decisions/{0}", "/decisions/{0}/again", "/entitlements/{0}/ID-0077",
        "/entitlements/idesign/{0}", "/entitlements/idesign/ID-0077?ask={0}",
    ):  # fmt: skip
        assert client.get("/api" + path.format(awkward), headers=headers).status_code < 500, path
