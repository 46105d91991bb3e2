"""Claims over the API: reported, decided, agreed to and carried out; each act once, in order, by whoever may."""

import pytest
from django.db import connection

from warrantor.apps.claims.models import Claim
from warrantor.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
REPORT = {"program": "idesign", "serial": "ID-0100", "said": {"part": "panel", "cause": "defect"},
          "report": {"description": "it stays dark"}}  # fmt: skip


def test_a_fault_goes_from_its_report_to_its_first_step(hers, mila, agent) -> None:
    opened = mila("POST", "/claims", REPORT)
    assert (opened.status_code, opened.said["state"], opened.said["plan"]) == (201, "accepted", "standard")
    at = f"/claims/{opened.said['number']}"
    assert mila("POST", f"{at}/agreement", {}).status_code == 409
    assert mila("POST", f"{at}/remedy", {"remedy": "repair"}).status_code == 403, "the vendor chooses"
    chosen = agent("POST", f"{at}/remedy", {"remedy": "repair", "version": opened.said["version"]}).said
    assert [(leg["what"], leg["payer"], leg["clause"]) for leg in chosen["legs"]][1] == (
        "ship-back", "customer", "idesign:V.A",
    )  # fmt: skip
    stale = mila("POST", f"{at}/agreement", {"version": opened.said["version"]})
    assert (stale.status_code, stale.said["field"]) == (409, "version")
    agreed = mila("POST", f"{at}/agreement", {"version": chosen["version"]}).said
    assert (agreed["state"], agreed["next"]["step"], agreed["next"]["whose"]) == ("running", "diagnose", "vendor")
    result = {"step": "diagnose", "result": {"finding": "panel", "diagnosed": "remote"}}
    assert mila("POST", f"{at}/steps", result).status_code == 403
    assert agent("POST", f"{at}/steps", result).said["next"]["step"] == "authorise"
    assert agent("POST", f"{at}/steps", result).status_code == 409
    assert [kind for (kind,) in Notice.objects.order_by("id").values_list("kind")] == [
        "claim-accepted", "claim-agreed", "claim-step-done",
    ]  # fmt: skip


@pytest.mark.parametrize("lacking", [{}, {"report": {}}, {"serial": ""}, {"kind": "question", "said": {}}])
def test_what_is_told_of_a_report_is_what_is_read_of_it_afterwards(lacking, hers, agent) -> None:
    opened = agent("POST", "/claims", {**REPORT, "contact": {"email": "mila@example.org"}, **lacking})
    assert agent("GET", f"/claims/{opened.said['number']}").said == opened.said


def test_a_report_takes_few_statements(board, agent, django_assert_num_queries) -> None:
    # the transaction is one in the test already: its beginning and end are a savepoint; SQLite inserts one by one
    with django_assert_num_queries(23 if connection.vendor == "postgresql" else 26):
        assert agent("POST", "/claims", {**REPORT, "serial": "ID-0077"}).said["state"] == "accepted"


def test_sent_twice_it_is_one_claim_and_the_second_report_is_told_its_number(hers, mila) -> None:
    first = mila("POST", "/claims", REPORT, Idempotency_Key="k-1")
    assert mila("POST", "/claims", REPORT, Idempotency_Key="k-1").said == first.said
    second = mila("POST", "/claims", REPORT)
    assert (second.status_code, second.said["field"]) == (409, "fault")
    assert first.said["number"] in second.said["help"]
    assert Claim.objects.count() == 1


def test_nobody_claims_for_the_unit_of_another_or_reads_such_a_claim(board, hers, mila, agent) -> None:
    other = {**REPORT, "serial": "ID-0077"}
    unknown = {**REPORT, "serial": "ID-7777"}
    told = [mila("POST", "/claims", report) for report in (other, unknown)]
    assert [response.status_code for response in told] == [404, 404]
    number = agent("POST", "/claims", other).said["number"]
    for path in ("", "/agreement", "/facts", "/messages"):
        response = mila(
            "POST" if path else "GET", f"/claims/{number}{path}", {"text": "x"} if "messages" in path else {}
        )
        assert response.status_code == 404, path
    assert mila("GET", "/claims").said["claims"] == []
    assert [row["number"] for row in agent("GET", "/claims?state=accepted").said["claims"]] == [number]


def test_a_report_without_a_unit_is_kept_and_says_what_it_lacks(hers, mila) -> None:
    kept = mila("POST", "/claims", {"program": "idesign", "report": {"description": "dark"}})
    assert (kept.status_code, kept.said["state"], kept.said["missing"]) == (201, "incomplete", ["serial"])
    nowhere = mila("POST", "/claims", {"program": "no-such-program", "report": {}})
    assert (nowhere.status_code, nowhere.said["field"]) == (422, "program")


def test_staff_read_notes_and_promises_and_the_customer_only_messages(hers, mila, agent) -> None:
    at = f"/claims/{mila('POST', '/claims', REPORT).said['number']}"
    assert mila("POST", f"{at}/messages", {"kind": "promise", "text": "they said so"}).status_code == 403
    assert agent("POST", f"{at}/messages", {"kind": "promise", "text": "the shop promised more"}).status_code == 201
    assert mila("POST", f"{at}/messages", {"text": "when do you come?"}).status_code == 201
    assert [note["kind"] for note in mila("GET", at).said["notes"]] == ["message"]
    assert [note["kind"] for note in agent("GET", at).said["notes"]] == ["promise", "message"]


def test_facts_are_added_decided_again_disputed_and_withdrawn(hers, mila) -> None:
    refused = mila("POST", "/claims", {**REPORT, "said": {"cause": "accident"}}).said
    at = f"/claims/{refused['number']}"
    assert (refused["state"], refused["missing"]) == ("refused", [])
    assert mila("POST", f"{at}/dispute", {"reason": "it was no accident"}).said["disputed"]
    again = mila("POST", f"{at}/facts", {"said": {"cause": "defect"}, "why": "looked again"}).said
    assert (again["state"], len(again["decisions"])) == ("accepted", 2)
    assert mila("POST", f"{at}/withdrawal", {}).said["outcome"] == "withdrawn"
    late = mila("POST", f"{at}/facts", {"said": {"cause": "defect"}})
    assert (late.status_code, late.said["field"]) == (409, "state")


@pytest.mark.parametrize("number", ["C2345678", "C" + "2" * 9, "x", "%00", "C234567899999"])
def test_a_number_that_is_none_finds_nothing(agent, number) -> None:
    assert agent("GET", f"/claims/{number}").status_code == 404
