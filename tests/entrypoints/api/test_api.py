"""The API as a developer meets it: tokens, units, facts, questions, decisions, pages, keys, refusals."""

import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.acting import BY
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.portal.conftest import AT, PURCHASED, make_unit
from warrantor.apps.access.actions import revoke_token
from warrantor.apps.access.models import KeptRequest
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Batch, Decision
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.models import HistoryEvent, Unit

pytestmark = pytest.mark.django_db
SERVICED = {"event": {"what": "serviced", "on": "2024-01-15", "by": "avpro", "certified": True}, "source": "sheet 7"}


def refused(response, status: int, field: str = "", part: str = "") -> None:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert (response.said["status"], response.said.get("field", "")) == (status, field)
    assert part in response.said["detail"]


# -- who calls -------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrt_nonsense"}, {"Authorization": "Basic eDp5"}])
def test_without_a_token_nothing_is_answered(headers: dict[str, str], board) -> None:
    response = Client().get("/api/units", headers=headers)
    assert response.status_code == 401
    assert json.loads(response.content)["help"] == "send `Authorization: Bearer wrt_...`"
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_one_whose_time_is_over_open_nothing(agent, board) -> None:
    assert agent("GET", "/units").status_code == 200
    revoke_token(agent.token, at=AT, by=BY)
    assert agent("GET", "/units").status_code == 401


def test_who_is_shut_out_calls_no_more(agent, board) -> None:
    agent.user.is_active = False
    agent.user.save()
    assert agent("GET", "/units").status_code == 401


def test_a_token_does_no_more_than_its_scopes(db, board) -> None:
    reading = Caller(Held("agent"), scopes=("unit.read",))
    assert reading("GET", "/units").status_code == 200
    response = reading("POST", "/units/idesign/ID-0077/events", SERVICED)
    refused(response, 403, "Authorization", "`history.append` is not allowed")
    assert response.said["help"] == "make a token with this scope"


# -- units -----------------------------------------------------------------------------------------


def test_one_sees_ones_own_units_and_is_not_told_of_others(mila, agent, board, hers) -> None:
    assert [unit["serial"] for unit in mila("GET", "/units").said["units"]] == ["ID-0100"]
    assert [unit["serial"] for unit in agent("GET", "/units").said["units"]] == ["ID-0077", "ID-0100"]
    theirs, nobodys = (mila("GET", f"/units/idesign/{serial}") for serial in ("ID-0077", "ID-9999"))
    refused(theirs, 404)
    assert theirs.said["detail"].replace("ID-0077", "ID-9999") == nobodys.said["detail"]


def test_a_unit_is_found_whatever_the_spelling(agent, board) -> None:
    assert agent("GET", "/units/idesign/id-0077").said["serial"] == "ID-0077"
    assert [unit["serial"] for unit in agent("GET", "/units?serial=id-00 77").said["units"]] == ["ID-0077"]


def test_a_unit_is_registered_with_its_history(manager) -> None:
    make_unit("ID-1", PURCHASED)
    sent = {
        "program": "idesign", "product": "board", "serial": "ID-2", "source": "invoice D-2", "events": [PURCHASED],
    }  # fmt: skip
    made = manager("POST", "/units", sent)
    assert made.status_code == 201
    assert made.said["events"][0]["what"] == "purchased"
    assert manager("GET", "/units/idesign/ID-2").said["owner"] == PURCHASED["by"], made.said
    refused(manager("POST", "/units", sent), 409, "serial", "registered already")
    [entry] = entries(subject="unit:idesign/ID-2")
    assert (entry.actor, entry.door) == (f"token:{manager.token.pk}", "api")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"product": "toaster"}, "product"),
        ({"serial": ""}, "serial"),
        ({"serial": "x" * 81}, "serial"),
        ({"source": " "}, "source"),
        ({"sold_as": "stolen"}, "sold_as"),
        ({"events": [{"what": "dreamt", "on": None}]}, "what"),
        ({"events": [{"what": "installed", "on": "2999-01-01"}]}, "on"),
        ({"events": [{"on": "2024-01-01"}]}, "events.0.what"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_unit_that_cannot_be_registered_leaves_nothing(change, field, manager) -> None:
    make_unit("ID-1", PURCHASED)
    sent = {"program": "idesign", "product": "board", "serial": "ID-2", "source": "invoice D-2", **change}
    refused(manager("POST", "/units", sent), 422, field)
    assert Unit.objects.count() == 1


# -- history ---------------------------------------------------------------------------------------


def test_a_fact_is_added_corrected_and_withdrawn_and_nothing_is_lost(manager, board) -> None:
    path = "/units/idesign/ID-0077/events"
    wrong = manager("POST", path, SERVICED)
    assert wrong.status_code == 201
    right = {**SERVICED, "event": {**SERVICED["event"], "on": "2024-01-16"}}
    corrected = manager("POST", f"{path}/{wrong.said['id']}/correction", right)
    assert corrected.said["supersedes"] == wrong.said["id"]
    late = manager("POST", f"{path}/{wrong.said['id']}/correction", right)
    refused(late, 409, "event", "corrected or withdrawn already")
    withdrawn = manager("POST", f"{path}/{corrected.said['id']}/withdrawal", {"source": "call", "reason": "other unit"})
    assert withdrawn.said["withdrawn"] == corrected.said["id"]
    assert [event["what"] for event in manager("GET", path).said["events"]][-3:] == [
        "serviced",
        "serviced",
        "withdrawn",
    ]


def test_what_was_true_and_what_was_known_are_two_questions(manager, board, settings) -> None:
    later = AT + timedelta(days=10)
    settings.NOW = lambda: later
    manager("POST", "/units/idesign/ID-0077/events", SERVICED)  # happened in January, recorded in February

    def kinds(**at: str) -> list[str]:
        query = "&".join(f"{key}={value}" for key, value in at.items())
        return [e["what"] for e in manager("GET", f"/units/idesign/ID-0077?{query}").said["events"]]

    assert "serviced" in kinds(on="2024-02-01T00:00:00Z"), "it is true of that day"
    assert "serviced" not in kinds(on="2024-02-01T00:00:00Z", known="2024-02-02T00:00:00Z"), "it was not known"
    assert "installed" not in kinds(on="2023-05-15T00:00:00Z")


def test_a_unit_that_did_not_change_is_not_sent_again(agent, manager, board) -> None:
    first = agent("GET", "/units/idesign/ID-0077")
    again = agent("GET", "/units/idesign/ID-0077", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    manager("POST", "/units/idesign/ID-0077/events", SERVICED)
    assert agent("GET", "/units/idesign/ID-0077", If_None_Match=first["ETag"]).status_code == 200


# -- pages -----------------------------------------------------------------------------------------


def test_pages_hold_every_unit_once(agent) -> None:
    for number in range(7):
        make_unit(f"ID-{number}", PURCHASED)
    seen, cursor = [], ""
    while cursor is not None:
        told = agent("GET", f"/units?limit=3&cursor={cursor}").said
        seen += [unit["serial"] for unit in told["units"]]
        cursor = told["next"]
    assert seen == [f"ID-{number}" for number in range(7)]


def test_the_cursor_of_another_list_and_one_of_nobodys_are_refused(agent) -> None:
    for number in range(3):
        make_unit(f"ID-{number}", PURCHASED)
    cursor = agent("GET", "/units?limit=1").said["next"]
    refused(agent("GET", f"/units?limit=1&program=idesign&cursor={cursor}"), 400, "cursor", "of another list")
    refused(agent("GET", f"/units?cursor={cursor}x"), 400, "cursor", "no cursor that we gave")
    refused(agent("GET", "/units?limit=100000"), 422, "limit")


# -- questions -------------------------------------------------------------------------------------


@pytest.mark.clause("emetrotel:registry-check")
def test_a_request_is_answered_at_once_with_what_would_restore_cover(agent) -> None:
    make_unit(
        "EM-1",
        {"what": "purchased", "on": "2022-01-10", "by": "clinic", "channel": "direct"},
        program="emetrotel",
        kind="system",
    )
    told = agent("POST", "/questions", {"program": "emetrotel", "serial": "EM-1", "ask": "respond-by"}).said["answer"]
    assert told["answer"] == "no"
    assert told["next"], "what would restore cover stands in the same response"
    assert all(step["clause"].startswith("emetrotel:") for step in told["next"])


def test_an_answer_is_kept_fetched_and_run_again(agent, board) -> None:
    made = agent("POST", "/questions", {"program": "idesign", "serial": "id-0077"})
    assert made.status_code == 201
    assert made.said["answer"]["answer"] == "yes"
    address = f"/decisions/{made.said['decision']}"
    assert agent("GET", address).said == made.said
    again = agent("GET", f"{address}/again").said
    assert (again["same"], again["differs"]) == (True, [])
    [entry] = entries(act="coverage.keep_decision")
    assert entry.subject == f"decision:{made.said['decision']}"


def test_a_decision_about_somebody_elses_unit_is_not_shown(agent, mila, board) -> None:
    made = agent("POST", "/questions", {"program": "idesign", "serial": "ID-0077"}).said
    refused(mila("GET", f"/decisions/{made['decision']}"), 404)


def test_a_question_can_be_asked_as_of_a_past_moment(manager, board, settings) -> None:
    settings.NOW = lambda: AT + timedelta(days=10)
    replaced = {"event": {"what": "withdrawn"}, "source": "x"}
    refused(manager("POST", "/units/idesign/ID-0077/events", replaced), 422, "what")
    delivered = HistoryEvent.objects.get(unit=board, what="delivered")
    manager("POST", f"/units/idesign/ID-0077/events/{delivered.public_id}/withdrawal", {"source": "call"})
    asked = {"program": "idesign", "serial": "ID-0077", "at": "2024-01-10T12:00:00Z"}
    now = manager("POST", "/questions", asked).said["answer"]
    then = manager("POST", "/questions", {**asked, "known_at": "2024-01-20T12:00:00Z"}).said["answer"]
    assert (now["answer"], then["answer"]) == ("missing", "missing"), "it was recorded in February only"
    known = manager("POST", "/questions", {**asked, "known_at": AT.isoformat()}).said["answer"]
    assert known["answer"] == "yes", "on that day it was known"


def test_a_history_that_is_nowhere_kept_is_answered_and_touches_no_unit(agent) -> None:
    unit = {"serial": "X-1", "class": "board", "events": [{"what": "delivered", "on": "2023-05-10"}]}
    made = agent("POST", "/questions/unsaved", {"program": "idesign", "ask": "cover", "unit": unit})
    assert made.status_code == 201, made.said
    assert made.said["answer"]["answer"]
    assert Decision.objects.get().unit is None
    assert not Unit.objects.exists()


def test_many_serials_are_answered_in_their_order_and_one_record_is_kept(agent, mila, board, hers) -> None:
    sent = {"program": "idesign", "serials": ["ID-0100", "NOBODY", "id-0077", "ID-0100"]}
    made = agent("POST", "/questions/batch", sent)
    assert made.status_code == 201
    assert [answer["serial"] for answer in made.said["answers"]] == sent["serials"]
    assert [answer["answer"] for answer in made.said["answers"]] == ["yes", None, "yes", "yes"]
    assert "no such unit" in made.said["answers"][1]["problem"]
    batch = Batch.objects.get()
    assert (batch.public_id, batch.serials) == (made.said["batch"], ["ID-0100", "ID-0077"])
    assert not Decision.objects.exists()
    theirs = mila("POST", "/questions/batch", sent).said["answers"]
    assert [answer["answer"] for answer in theirs] == ["yes", None, None, "yes"]


def test_a_question_takes_three_statements_an_entitlement_one(agent, board, django_assert_num_queries) -> None:
    with django_assert_num_queries(3 if connection.vendor == "postgresql" else 4):  # SQLite keeps a decision in two
        assert agent("POST", "/questions", {"program": "idesign", "serial": "ID-0077"}).status_code == 201
    with django_assert_num_queries(1):
        assert agent("GET", "/entitlements/idesign/ID-0077").status_code == 200


def test_an_entitlement_is_answered_and_nothing_is_kept(agent, board, caplog) -> None:
    with caplog.at_level("INFO", "warrantor.entitlements"):
        told = agent("GET", "/entitlements/idesign/ID-0077").said
    assert (told["answer"], told["plan"]) == ("yes", "standard")
    assert "entitlement cover idesign/ID-0077 yes" in caplog.text
    assert not Decision.objects.exists()


# -- idempotency keys ------------------------------------------------------------------------------


def test_the_same_write_sent_twice_is_done_once(manager, board) -> None:
    path = "/units/idesign/ID-0077/events"
    first = manager("POST", path, SERVICED, Idempotency_Key="k-1")
    second = manager("POST", path, SERVICED, Idempotency_Key="k-1")
    assert first.said == second.said
    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotent-Replayed"] == "true"
    assert HistoryEvent.objects.filter(what="serviced").count() == 1
    assert manager("POST", path, SERVICED, Idempotency_Key="k-2").said["id"] != first.said["id"]


def test_the_same_key_with_another_body_is_refused(manager, board) -> None:
    path = "/units/idesign/ID-0077/events"
    manager("POST", path, SERVICED, Idempotency_Key="k-1")
    other = manager("POST", path, {**SERVICED, "source": "sheet 8"}, Idempotency_Key="k-1")
    refused(other, 422, "Idempotency-Key", "with another request")


def test_a_refused_write_leaves_its_key_free(manager, board) -> None:
    path = "/units/idesign/ID-0077/events"
    assert manager("POST", path, {**SERVICED, "source": ""}, Idempotency_Key="k-1").status_code == 422
    assert manager("POST", path, SERVICED, Idempotency_Key="k-1").status_code == 201


def test_keys_of_two_callers_are_two_keys(manager, agent, board) -> None:
    path = "/units/idesign/ID-0077/events"
    one = manager("POST", path, SERVICED, Idempotency_Key="k-1").said
    assert agent("POST", path, SERVICED, Idempotency_Key="k-1").said["id"] != one["id"]


def test_a_key_holds_for_thirty_days_and_old_ones_are_let_go_of(manager, board, settings) -> None:
    path = "/units/idesign/ID-0077/events"
    for number in range(25):
        KeptRequest.objects.create(caller="token:0", key=f"{number}", digest="d", status=201, at=AT - timedelta(days=9))
    first = manager("POST", path, SERVICED, Idempotency_Key="k-1").said
    settings.NOW = lambda: AT + timedelta(days=29)
    assert manager("POST", path, SERVICED, Idempotency_Key="k-1").said == first
    assert KeptRequest.objects.count() == 26, "what is sent again lets go of nothing"
    for number, left in ((2, 25 - 20 + 2), (3, 3)):
        manager("POST", path, {**SERVICED, "source": f"sheet {number}"}, Idempotency_Key=f"k-{number}")
        assert KeptRequest.objects.count() == left


def test_a_revoked_token_does_not_even_hear_the_old_answer(manager, board) -> None:
    path = "/units/idesign/ID-0077/events"
    manager("POST", path, SERVICED, Idempotency_Key="k-1")
    revoke_token(manager.token, at=AT, by=BY)
    assert manager("POST", path, SERVICED, Idempotency_Key="k-1").status_code == 401


# -- what is wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        ("{", 400, "no JSON"),
        (b"\xff\xfe", 400, "no JSON"),
        ("[" * 100_000 + "]" * 100_000, 400, "nested too deep"),
        ("[]", 422, ""),
        ("null", 422, ""),
        ('"x"', 422, ""),
        ("{}", 422, "required"),
    ],
)
def test_bodies_that_cannot_be_read(body, status: int, part: str, agent) -> None:
    response = agent("POST", "/questions", body)
    assert response.status_code == status
    assert part in response.said["detail"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"program": "nobody", "serial": "X"}, ""),
        ({"program": "idesign", "serial": "ID-0077", "ask": "dance"}, "ask"),
        ({"program": "idesign", "serial": "ID-0077", "claim": {"cause": 7}}, "claim.cause"),
        ({"program": "idesign", "serial": "ID-0077", "at": "2024-01-01T12:00:00"}, "at"),
        ({"program": "idesign", "serial": "ID-0077", "at": "yesterday"}, "at"),
        ({"program": "idesign", "serial": "ID-0077", "ask": "activate"}, "plan"),
    ],
)
def test_questions_that_cannot_be_asked_name_the_field(sent, field: str, agent, board) -> None:
    response = agent("POST", "/questions", sent)
    assert response.status_code in (404, 422)
    assert response.said.get("field", "") == field
    assert not Decision.objects.exists()


def test_a_body_that_is_too_large(agent) -> None:
    response = agent("POST", "/questions/batch", {"program": "idesign", "serials": ["x" * 1000] * 9_000})
    refused(response, 413, "body")


class Unread(io.BytesIO):
    def read(self, *_: object) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize("path", ["/questions", "/units/idesign/ID-0077/papers", "/nowhere"])
def test_what_is_larger_than_anything_we_take_is_a_problem_and_not_a_page(path, agent, board) -> None:
    body = {"CONTENT_LENGTH": str(300 * 2**20), "wsgi.input": Unread()}
    response = agent.client.generic("POST", f"/api{path}", b"", "application/json", **body)
    response.said = json.loads(response.content)
    refused(response, 413, part="At most 50 MB")


def test_a_method_that_an_address_does_not_take_is_a_problem_too(agent) -> None:
    response = agent("DELETE", "/questions")
    refused(response, 405, part="takes no DELETE")
    assert (response["Allow"], response.said["help"]) == ("POST", "it takes POST")


def test_our_own_mistake_is_a_problem_too(agent, monkeypatch) -> None:
    agent.client.raise_request_exception = False
    monkeypatch.setattr("warrantor.entrypoints.api.units.queries.units", lambda: 1 / 0)
    refused(agent("GET", "/units"), 500, part="on our side")


def test_the_api_describes_itself_and_can_be_tried(client) -> None:
    described = client.get("/api/openapi.json")
    assert described.status_code == 200
    paths = json.loads(described.content)["paths"]
    assert "/api/questions/batch" in paths
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert b"https://cdn" not in page.content
