"""What staff do about claims over the API: goodwill by two, disputes, questions, quotes, invoices and their payment."""

from datetime import timedelta

import pytest

from tests.apps.registry.papers.files import PNG
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.api.test_api import refused
from tests.entrypoints.api.test_papers import send
from tests.entrypoints.portal.conftest import AT
from warrantor.apps.access.rules import PERMISSIONS, Held
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims.models import Goodwill
from warrantor.apps.registry.models import Paper

pytestmark = pytest.mark.django_db
ABOUT = {"program": "idesign", "serial": "ID-0100", "report": {"description": "it stays dark"}}
ACCIDENT = {**ABOUT, "said": {"part": "panel", "cause": "accident"}}
SUM = {"amount": "80.00", "currency": "USD", "reason": "she waited for a month"}
LABOUR = {"labour": "90.00", "parts": "40.50", "currency": "USD"}
DONE = {"repair": {"outcome": "repaired"}, "confirm": {"confirmed": "yes"}}


def opened(caller, report=ACCIDENT) -> tuple[str, dict]:
    claim = caller("POST", "/claims", report)
    assert claim.status_code == 201, claim.said
    return f"/claims/{claim.said['number']}", claim.said


def done(response) -> dict:
    assert response.status_code in (200, 201), response.said
    return response.said


def test_goodwill_within_the_limit_is_given_at_once_and_above_it_by_a_second_person(hers, mila, agent, manager) -> None:
    at, claim = opened(mila)
    assert claim["state"] == "refused"
    limit = {"program": "idesign", "role": "agent", "amount": "100", "currency": "USD", "since": "2024-01-01"}
    assert agent("POST", "/goodwill/limits", limit).status_code == 403
    assert done(manager("POST", "/goodwill/limits", limit))["amount"] == "100.000"
    refused(manager("POST", "/goodwill/limits", {**limit, "role": "auditor"}), 422, "role", "no goodwill")
    assert [row["role"] for row in manager("GET", "/goodwill/limits").said["limits"]] == ["agent"]

    stale = agent("POST", f"{at}/goodwill", {**SUM, "version": claim["version"] + 1})
    refused(stale, 409, "version", "changed meanwhile")
    small = done(agent("POST", f"{at}/goodwill", {**SUM, "version": claim["version"]}, Idempotency_Key="g-1"))
    again = agent("POST", f"{at}/goodwill", {**SUM, "version": claim["version"]}, Idempotency_Key="g-1")
    assert (small["state"], again.said, Goodwill.objects.count()) == ("granted", small, 1)
    assert mila("GET", at).said["goodwill"]

    more = done(agent("POST", f"{at}/goodwill", {**SUM, "amount": "150"}))
    assert (more["state"], more["by"], more["judge"]) == ("proposed", f"user:{agent.user.pk}", None)
    refused(agent("POST", f"{at}/goodwill", SUM), 409, "goodwill", "second person")
    judged = f"{at}/goodwill/{more['goodwill']}/judgement"
    assert agent("POST", judged, {"outcome": "approve", "why": "fine"}).status_code == 403
    refused(manager("POST", judged, {"outcome": "maybe", "why": "fine"}), 422, "outcome", "none of them")
    waiting = manager("GET", "/goodwill?state=proposed").said["goodwill"]
    assert [row["goodwill"] for row in waiting] == [more["goodwill"]]
    assert done(manager("POST", judged, {"outcome": "approve", "why": "fine"}))["state"] == "granted"
    refused(manager("POST", judged, {"outcome": "reject", "why": "no"}), 409, "goodwill", "granted already")
    assert [amount for (amount,) in Amount.objects.order_by("id").values_list("amount")] == [80, 150]
    assert done(agent("POST", f"{at}/closure", {"outcome": "goodwill"}))["outcome"] == "goodwill"


def test_service_as_goodwill_takes_two_and_is_carried_out_at_the_cost_of_the_vendor(hers, mila, agent, manager) -> None:
    at, _ = opened(mila)
    forms = agent("GET", f"{at}/goodwill").said["forms"]
    assert "return-for-repair" in forms
    refused(agent("POST", f"{at}/goodwill", {"form": "a-holiday", "reason": "x"}), 422, "form", "carry out")
    refused(agent("POST", f"{at}/goodwill", {"reason": "x"}), 422, "amount", "missing")
    own = done(manager("POST", f"{at}/goodwill", {"form": "return-for-repair", "reason": "a good customer"}))
    judged = f"{at}/goodwill/{own['goodwill']}/judgement"
    refused(manager("POST", judged, {"outcome": "approve", "why": "I say so"}), 422, "goodwill", "proposed by you")
    other = Caller(Held("warranty-manager"), email="second@example.org")
    assert done(other("POST", judged, {"outcome": "approve", "why": "agreed"}))["judge"] == f"user:{other.user.pk}"
    legs = mila("GET", at).said["legs"]
    assert {leg["payer"] for leg in legs} == {"vendor"}
    assert done(mila("POST", f"{at}/agreement", {}))["next"]["step"] == "diagnose"


def test_goodwill_is_nothing_that_customers_read_or_give(hers, mila, agent) -> None:
    at, _ = opened(mila)
    for method, path in (("GET", "/goodwill"), ("POST", "/goodwill"), ("GET", "/liability")):
        assert mila(method, f"{at}{path}", SUM if method == "POST" else None).status_code == 403, path
    narrow = Caller(Held("agent"), scopes=tuple(set(PERMISSIONS) - {"goodwill.grant"}), email="narrow@example.org")
    refused(narrow("POST", f"{at}/goodwill", SUM), 403, "Authorization", "goodwill.grant")
    assert agent("GET", f"{at}/goodwill").said["goodwill"] == []
    assert agent("POST", f"{at}/goodwill/%00/judgement", {"outcome": "approve", "why": "x"}).status_code == 403


def test_a_dispute_is_answered_beside_what_the_terms_say_of_liability(hers, mila, agent) -> None:
    at, claim = opened(mila)
    refused(agent("POST", f"{at}/dispute/answer", {"answer": "upheld", "reason": "x"}), 409, "claim", "not disputed")
    disputed = done(mila("POST", f"{at}/dispute", {"reason": "it was no accident"}))
    told = agent("GET", f"{at}/liability").said
    assert told["disputed"] == disputed["disputed"]
    assert all(one["clause"].startswith("idesign:") for one in told["liability"])
    refused(agent("POST", f"{at}/dispute/answer", {"answer": "changed", "reason": "x"}), 409, "answer", "was not")
    stale = {"answer": "upheld", "reason": "we looked again", "version": claim["version"]}
    refused(agent("POST", f"{at}/dispute/answer", stale), 409, "version", "changed meanwhile")
    answered = done(agent("POST", f"{at}/dispute/answer", {**stale, "version": disputed["version"]}))
    assert (answered["disputed"], mila("GET", at).said["notes"][-1]["text"]) == (
        None, "The decision stands: we looked again",
    )  # fmt: skip


def test_a_question_is_asked_taken_answered_and_closed(mila, agent, hers) -> None:
    asked = {"program": "idesign", "kind": "question", "report": {"question": "how heavy is it?"}}
    at, claim = opened(mila, asked)
    assert (claim["state"], mila("GET", at).said["number"]) == ("referred", claim["number"])
    foreign = mila("POST", "/claims", {**asked, "party": "planted-owner"})
    refused(foreign, 422, "party", "none of yours")
    taken = done(agent("POST", f"{at}/assignment", {"version": claim["version"]}))
    assert taken["assigned"] == f"user:{agent.user.pk}"
    refused(agent("POST", f"{at}/assignment", {}), 409, "claim", "yours already")
    assert done(agent("POST", f"{at}/assignment/end", {}))["assigned"] is None
    assert agent("POST", f"{at}/messages", {"text": "25 kg"}).status_code == 201
    refused(agent("POST", f"{at}/closure", {"outcome": "refused"}), 422, "outcome", "none of them")
    assert done(agent("POST", f"{at}/closure", {"outcome": "answered"}))["outcome"] == "answered"
    assert agent("GET", f"{at}/steps/next").said == {"step": None, "whose": None, "asked": []}


def test_a_report_without_a_unit_is_matched_by_staff(hers, mila, agent) -> None:
    at, claim = opened(mila, {"program": "idesign", "report": {"description": "dark"}})
    refused(agent("POST", f"{at}/unit", {"serial": "ID-7777"}), 422, "serial", "no unit")
    assert mila("POST", f"{at}/unit", {"serial": "ID-0100"}).status_code == 403
    matched = done(agent("POST", f"{at}/unit", {"serial": "ID-0100", "version": claim["version"]}))
    assert (matched["serial"], matched["state"]) == ("ID-0100", "accepted")


def test_a_photo_and_the_number_of_an_invoice_are_added_to_a_claim(hers, mila, agent, settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path
    at, claim = opened(mila)
    photo = send(mila, "dark.png", PNG, f"{at}/papers")
    assert (photo.status_code, photo.said["kind"]) == (201, "photo")
    assert send(mila, "dark.png", PNG, f"{at}/papers").status_code == 200
    about = {"kind": "invoice", "invoice": "D-9"}
    stale = send(mila, "d-9.png", PNG + b"9", f"{at}/papers", **about, version=str(claim["version"] + 1))
    refused(stale, 409, "version", "changed meanwhile")
    done(send(mila, "d-9.png", PNG + b"9", f"{at}/papers", **about, version=str(claim["version"])))
    told = mila("GET", at).said
    assert told["report"]["invoice"] == "D-9"
    assert send(mila, "d-9.png", PNG + b"9", f"{at}/papers", **about).status_code == 200
    assert mila("GET", at).said == told, "sent again it is no news"
    refused(send(mila, "a.svg", b"<svg/>", f"{at}/papers"), 422, "file", "not of a kind")
    done(mila("POST", f"{at}/withdrawal", {}))
    refused(send(mila, "late.png", PNG + b"1", f"{at}/papers"), 409, "claim", "takes no papers")
    assert Paper.objects.count() == 2


def test_a_quote_is_made_changed_accepted_as_it_stands_and_the_work_invoiced_later(hers, mila, agent) -> None:
    at, _ = opened(mila)
    done(agent("POST", f"{at}/proposal", {}))
    done(agent("POST", f"{at}/agreement", {"told_by": "phone"}))
    assert mila("POST", f"{at}/agreement", {"told_by": "phone"}).status_code == 403
    assert mila("GET", f"{at}/quote").said["quote"] is None
    asked = agent("GET", f"{at}/steps/next").said
    assert ([one["name"] for one in asked["asked"]], asked["whose"]) == (["labour", "parts", "currency"], "vendor")
    done(agent("POST", f"{at}/steps", {"step": "quote", "result": LABOUR}))
    changed = {"prices": {**LABOUR, "parts": "0"}}
    assert mila("POST", f"{at}/quote", changed).status_code == 403
    assert done(agent("POST", f"{at}/quote", changed))["quote"] == 2
    shown = mila("GET", f"{at}/quote").said
    assert [(line["what"], line["amount"], line["typed"]) for line in shown["lines"]] == [
        ("labour", "90.000", True), ("parts", "0.000", True),
    ]  # fmt: skip
    accepting = {"step": "accept-charge", "result": {"quote": "1"}}
    refused(mila("POST", f"{at}/steps", accepting), 409, "quote", "quote 2 now")
    done(mila("POST", f"{at}/steps", {**accepting, "result": {"quote": "2"}}))
    assert mila("GET", f"{at}/quote").said["accepted"]
    refused(agent("POST", f"{at}/quote", changed), 409, "quote", "waits for nobody")

    lines = [{"what": "lift", "amount": "75.00", "currency": "USD"}]
    refused(agent("POST", f"{at}/invoices", {"lines": [{**lines[0], "amount": "a lot"}], "reason": "x"}), 422, "amount",
            "no amount")  # fmt: skip
    invoice = done(agent("POST", f"{at}/invoices", {"lines": lines, "reason": "a lift was needed"}))
    assert (invoice["lines"][0]["amount"], invoice["lines"][0]["clauses"]) == ("75.000", ["idesign:VI.charge"])
    for step, result in DONE.items():
        done(agent("POST", f"{at}/steps", {"step": step, "result": result}))
    assert mila("GET", "/invoices?paid=false").said["invoices"] == [invoice]
    assert (agent("GET", f"/invoices?claim={at[8:]}").said["invoices"], agent("GET", "/invoices?paid=true").said) == (
        [invoice], {"invoices": [], "next": None},
    )  # fmt: skip
    assert mila("POST", f"/invoices/{invoice['invoice']}/payment", {"on": "2024-02-01"}).status_code == 403
    assert done(agent("POST", f"/invoices/{invoice['invoice']}/payment", {"on": "2024-02-01"}))["paid"]
    refused(agent("POST", f"/invoices/{invoice['invoice']}/payment", {"on": "2024-02-01"}), 409, "invoice", "already")
    assert agent("POST", "/invoices/%00/payment", {"on": "2024-02-01"}).status_code == 404


def test_a_claim_that_is_held_for_a_payment_is_released_by_staff(hers, mila, agent, settings) -> None:
    at, _ = opened(mila)
    done(agent("POST", f"{at}/proposal", {}))
    done(mila("POST", f"{at}/agreement", {}))
    lines = [{"what": "lift", "amount": "75.00", "currency": "USD"}]
    done(agent("POST", f"{at}/invoices", {"lines": lines, "reason": "a lift was needed"}))
    settings.NOW = lambda: AT + timedelta(days=60)
    held_at, held = opened(mila, {**ABOUT, "said": {"part": "remote", "cause": "defect"}})
    assert (held["state"], held["missing"]) == ("undecided", ["paid"])
    refused(agent("POST", f"{at}/release", {"reason": "x"}), 409, "state", "cannot be released")
    assert mila("POST", f"{held_at}/release", {"reason": "please"}).status_code == 403
    assert done(agent("POST", f"{held_at}/release", {"reason": "they pay on Monday"}))["state"] == "accepted"
