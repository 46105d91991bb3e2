"""Goods that come back, by the API alone: from the report over the dock to the close; exchanges; what is put aside."""

from datetime import timedelta

import pytest

from tests.apps.claims.conftest import ADVANCED
from tests.apps.claims.conftest import make_unit as make_sold
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.api.test_api import refused
from tests.entrypoints.api.test_desk import done, opened
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Receipt
from warrantor.apps.registry.models import HistoryEvent, Party, Program

pytestmark = pytest.mark.django_db
DEFECT = {"program": "idesign", "serial": "ID-0100", "said": {"part": "panel", "cause": "defect"},
          "report": {"description": "it stays dark", "since": "2024-01-30"}}  # fmt: skip
FOUND = {"step": "diagnose", "result": {"finding": "dead panel", "diagnosed": "remote"}}
SENT = {"carrier": "UPS", "tracking": "1Z"}
DOCK = {"program": "idesign", "address": "Returns\n1 Dock Road"}


@pytest.fixture
def engineer(db) -> Caller:
    return Caller(Held("engineer"), email="engineer@example.org")


@pytest.fixture
def advanced(db) -> str:
    """Mila's, with a plan that has a replacement sent first."""
    Party.objects.get_or_create(key="mila")
    hers = ({**PURCHASED, "by": "mila"}, {**DELIVERED, "to": "mila"}, INSTALLED, REGISTERED, *ADVANCED)
    return make_unit("ID-0101", *hers).serial


def step(caller, at: str, name: str, **result) -> dict:
    return done(caller("POST", f"{at}/steps", {"step": name, "result": result}))


def authorised(mila, agent, report=DEFECT, remedy: str = "repair") -> str:
    """The address of a claim whose goods may come back."""
    at, _ = opened(mila, report)
    done(agent("POST", f"{at}/remedy", {"remedy": remedy}))
    done(mila("POST", f"{at}/agreement", {}))
    done(agent("POST", f"{at}/steps", FOUND))
    step(agent, at, "authorise")
    return at


def test_a_return_for_repair_goes_from_the_report_to_the_close(hers, mila, agent, manager, engineer, settings) -> None:
    done(manager("POST", "/dock/addresses", DOCK))
    assert [row["address"] for row in manager("GET", "/dock/addresses").said["addresses"]] == [DOCK["address"]]
    at = authorised(mila, agent)
    goods = mila("GET", f"{at}/goods").said
    rma = goods["rma"]["rma"]
    assert (goods["rma"]["address"], goods["rma"]["box"], goods["exchange"]) == (DOCK["address"], None, None)
    assert mila("GET", f"/returns/{rma.lower()}").said == goods["rma"]
    assert [row["rma"] for row in mila("GET", "/returns?open=true&serial=id-0100").said["rmas"]] == [rma]

    label = mila.client.get(
        f"/api/returns/{rma}/label?sender=true", headers={"Authorization": f"Bearer {mila.secret}"}
    )  # fmt: skip
    assert (label["Content-Type"], b"".join(label.streaming_content)[:4]) == ("application/pdf", b"%PDF")

    asked = mila("GET", f"{at}/steps/next").said
    assert (asked["step"], [one["name"] for one in asked["asked"]]) == ("remove", ["removed_by"])
    step(mila, at, "remove", removed_by="avpro")
    step(mila, at, "ship-back", **SENT)
    settings.NOW = lambda: AT + timedelta(days=3)
    assert mila("GET", f"/dock/expected?code={rma}").status_code == 403
    found = engineer("GET", f"/dock/expected?code={rma}").said
    assert (found["rma"]["rma"], found["serial"], found["box"], found["how"]) == (rma, "ID-0100", None, None)
    box = {"code": rma, "serial": "ID-0100"}
    assert mila("POST", "/dock/boxes", box).status_code == 403
    first = engineer("POST", "/dock/boxes", box)
    assert (first.status_code, first.said["state"], first.said["claim"]) == (201, "accepted", at[8:])
    again = engineer("POST", "/dock/boxes", box)
    assert (again.status_code, again.said, Receipt.objects.count()) == (200, first.said, 1)
    assert engineer("GET", f"/dock/expected?code={rma}").said["box"] == first.said
    assert (mila("GET", f"/returns/{rma}").said["box"], mila("GET", "/returns?open=true").said["rmas"]) == (
        first.said["box"], [],
    )  # fmt: skip

    promised = mila("GET", f"{at}/goods").said
    assert (promised["parcels"][0]["arrived"], promised["promised"]) == ("2024-02-04", "2024-02-23")
    put_off = {"text": "no panels in stock", "day": "2024-03-15"}
    refused(agent("POST", f"{at}/obstacles", {**put_off, "day": "2024-02-01"}), 422, "day", "no later")
    refused(agent("POST", f"{at}/obstacles", {**put_off, "version": 1}), 409, "version", "changed meanwhile")
    done(agent("POST", f"{at}/obstacles", put_off))
    told = mila("GET", f"{at}/goods").said
    assert (told["promised"], told["obstacles"][0]["text"]) == ("2024-03-15", "no panels in stock")

    step(agent, at, "inspect", finding="panel")
    assert mila("POST", f"{at}/parts", {"part": "panel"}).status_code == 403
    done(agent("POST", f"{at}/parts", {"part": "panel", "serial": "P-1"}))
    assert [row["serial"] for row in mila("GET", f"{at}/parts").said["parts"]] == ["P-1"]
    step(agent, at, "repair", outcome="repaired")
    step(agent, at, "ship-out", **SENT)
    settings.NOW = lambda: AT + timedelta(days=9)
    step(mila, at, "confirm-receipt", on="2024-02-09")
    step(mila, at, "refit")
    closed = step(agent, at, "close")
    assert (closed["state"], closed["outcome"], closed["next"]) == ("closed", "done", None)
    refused(agent("POST", f"{at}/parts", {"part": "panel"}), 409, "state", "no parts now")
    parcels = mila("GET", f"{at}/goods").said["parcels"]
    assert [(row["way"], row["serial"], row["arrived"]) for row in parcels] == [
        ("back", "ID-0100", "2024-02-04"), ("out", "ID-0100", "2024-02-09"),
    ]  # fmt: skip


def test_an_exchange_is_owed_until_the_defective_unit_is_at_the_dock(advanced, mila, agent, engineer, settings) -> None:
    at = authorised(mila, agent, {**DEFECT, "serial": advanced}, "replacement")
    asked = agent("GET", f"{at}/steps/next").said["asked"]
    assert [one["name"] for one in asked] == ["carrier", "tracking", "serial", "product", "substitute"]
    refused(agent("POST", f"{at}/substitute", {"substitute": "grand"}), 422, "substitute", "none of them")
    better = done(agent("POST", f"{at}/substitute", {"substitute": "better"}))
    lesser = done(agent("POST", f"{at}/substitute", {"substitute": "lesser"}))
    assert (better["answer"], lesser["answer"], lesser["role"]) == ("yes", "person", "warranty-manager")
    step(agent, at, "ship-out", **SENT, serial="ID-NEW")
    exchange = mila("GET", f"{at}/goods").said["exchange"]
    assert (exchange["due"], exchange["lines"]) == (
        None, [{"what": "unreturned-part", "amount": "780.00", "currency": "USD"}],
    )  # fmt: skip
    settings.NOW = lambda: AT + timedelta(days=5)
    step(mila, at, "confirm-receipt", on="2024-02-05")
    assert [row["due"] for row in agent("GET", "/exchanges?owed=true").said["exchanges"]] == ["2024-03-06"]
    assert agent("GET", "/exchanges?owed=true&due=2024-03-01").said["exchanges"] == []
    assert [row["claim"] for row in mila("GET", "/exchanges").said["exchanges"]] == [at[8:]]
    step(mila, at, "remove", removed_by="avpro")
    step(mila, at, "refit")

    rma = mila("GET", f"{at}/goods").said["rma"]["rma"]
    settings.NOW = lambda: AT + timedelta(days=20)
    empty = done(engineer("POST", "/dock/boxes", {"code": rma, "condition": "empty"}))
    assert (empty["state"], empty["why"]) == ("aside", ["empty"])
    assert agent("GET", "/exchanges?owed=true").said["exchanges"], "an empty box is not the unit"
    back = {"outcome": "send-back", "reason": "nothing in it"}
    done(engineer("POST", f"/dock/boxes/{empty['box']}/settlement", back))
    damaged = done(engineer("POST", "/dock/boxes", {"code": rma, "serial": advanced, "condition": "damaged"}))
    assert (damaged["why"], engineer("GET", f"/dock/expected?code={rma}").said["exchange"]["arrived"] is None) == (
        ["damaged"], False,
    )  # fmt: skip
    taken = {"outcome": "accept", "reason": "still it", "charge": "40.00", "currency": "USD"}
    settled = done(engineer("POST", f"/dock/boxes/{damaged['box']}/settlement", taken))
    assert (settled["state"], settled["outcome"]) == ("settled", "accept")
    assert agent("GET", "/exchanges?owed=true").said["exchanges"] == []
    charged = mila("GET", "/amounts").said["amounts"]
    assert [(row["what"], row["amount"]) for row in charged] == [("condition-charge", "40.000")]
    step(agent, at, "inspect", finding="cracked")
    assert step(agent, at, "close")["outcome"] == "done"


def test_the_wrong_unit_is_put_aside_and_its_number_stays_open(hers, board, mila, agent, engineer) -> None:
    at = authorised(mila, agent)
    rma = mila("GET", f"{at}/goods").said["rma"]["rma"]
    wrong = done(engineer("POST", "/dock/boxes", {"code": rma, "serial": "ID-0077"}))
    assert (wrong["state"], wrong["why"], wrong["expected"], wrong["serial"]) == (
        "aside", ["wrong-unit"], "ID-0100", "ID-0077",
    )  # fmt: skip
    assert [row["box"] for row in engineer("GET", f"/dock/boxes?state=aside&rma={rma}").said["boxes"]] == [wrong["box"]]
    place = f"/dock/boxes/{wrong['box']}"
    refused(engineer("POST", f"{place}/disposition", {"kind": "scrap", "reason": "x"}), 409, "receipt", "put aside")
    refused(engineer("POST", f"{place}/settlement", {"outcome": "keep", "reason": "x"}), 422, "outcome", "none of them")
    done(engineer("POST", f"{place}/settlement", {"outcome": "send-back", "reason": "not ours"}))
    refused(engineer("POST", f"{place}/settlement", {"outcome": "scrap", "reason": "x"}), 409, "receipt", "any more")
    assert HistoryEvent.objects.filter(what="return-received").count() == 0
    step(mila, at, "remove", removed_by="avpro")
    right = done(engineer("POST", "/dock/boxes", {"code": rma, "serial": "ID-0100"}))
    assert (right["state"], agent("GET", at).said["next"]["step"]) == ("accepted", "inspect")


def test_a_return_that_comes_late_is_put_aside_and_accepted_by_a_person(mila, agent, engineer, settings) -> None:
    sold = ({"what": "purchased", "on": "2023-06-01", "by": "mila", "invoice": "S-1"},
            {"what": "shipped", "on": "2023-06-03", "to": "mila"})  # fmt: skip
    make_sold("SO-1", sold, program="softnetworks", kind="phone-system", sold_as="certified-pre-owned")
    report = {"description": "not needed", "fault": "none", "reason": "non-defective"}
    at, claim = opened(
        mila, {"program": "softnetworks", "serial": "SO-1", "kind": "return", "report": report}
    )  # fmt: skip
    assert claim["state"] == "accepted"
    done(agent("POST", f"{at}/proposal", {}))
    done(mila("POST", f"{at}/agreement", {}))
    step(agent, at, "authorise")
    rma = mila("GET", f"{at}/goods").said["rma"]
    assert rma["expires"] == "2024-03-02"
    assert [row["rma"] for row in agent("GET", "/returns?due=2024-03-02").said["rmas"]] == [rma["rma"]]
    assert agent("GET", "/returns?due=2024-03-01").said["rmas"] == []
    settings.NOW = lambda: AT + timedelta(days=31)
    late = done(engineer("POST", "/dock/boxes", {"code": rma["rma"], "serial": "SO-1"}))
    assert (late["why"], late["late_by"], mila("GET", at).said["next"]["step"]) == (["late"], 1, "ship-back")
    taken = {"outcome": "accept", "reason": "one day only"}
    done(engineer("POST", f"/dock/boxes/{late['box']}/settlement", taken))
    step(agent, at, "inspect", finding="as new")
    assert step(agent, at, "confirm", confirmed="yes")["next"]["step"] == "close"
    assert step(agent, at, "close")["outcome"] == "done"


def test_what_becomes_of_goods_is_said_once_and_the_maker_credits_them_once(hers, mila, agent, engineer) -> None:
    at = authorised(mila, agent)
    step(mila, at, "remove", removed_by="avpro")
    rma = mila("GET", f"{at}/goods").said["rma"]["rma"]
    place = f"/dock/boxes/{done(engineer('POST', '/dock/boxes', {'code': rma}))['box']}"
    refused(engineer("POST", f"{place}/credit", {"amount": "80"}), 409, "credit", "expected of nobody")
    said = {"kind": "return-to-vendor", "reason": "in their warranty", "vendor_rma": "V-1", "expected": "90",
            "currency": "USD"}  # fmt: skip
    refused(engineer("POST", f"{place}/disposition", {**said, "vendor_rma": ""}), 422, "vendor_rma", "missing")
    refused(engineer("POST", f"{place}/disposition", {**said, "currency": ""}), 422, "currency", "no currency")
    done(engineer("POST", f"{place}/disposition", said))
    refused(engineer("POST", f"{place}/disposition", said), 409, "disposition", "already")
    done(engineer("POST", f"{place}/credit", {"amount": "80"}))
    refused(engineer("POST", f"{place}/credit", {"amount": "80"}), 409, "credit", "came already")
    told = engineer("GET", place).said["disposition"]
    assert (told["vendor_rma"], told["expected"], told["credited"]) == ("V-1", "90.000", "80.000")
    assert mila("GET", place).status_code == 403


def test_without_a_number_it_is_put_aside_once_in_a_program_of_the_caller(hers, engineer) -> None:
    Program.objects.create(name="its", title="Elsewhere")
    assert "ask for a return authorisation" in engineer("GET", "/dock/expected?code=ID-0100").said["how"]
    known = done(engineer("POST", "/dock/boxes", {"code": "ID-0100"}))
    assert (known["why"], known["program"], known["rma"]) == (["no-rma"], "idesign", None)
    refused(engineer("POST", "/dock/boxes", {"code": "AB-1"}), 422, "program", "missing")
    refused(engineer("POST", "/dock/boxes", {"code": "AB-1", "program": "nowhere"}), 422, "program", "no records")
    stray = {"code": "AB-1", "program": "idesign"}
    done(engineer("POST", "/dock/boxes", stray))
    other = Caller(Held("engineer", program="its"), email="other@example.org")
    assert other("POST", "/dock/boxes", stray).status_code == 403
    refused(other("POST", "/dock/boxes", {**stray, "program": "its"}), 409, "code", "another program")
    assert (other("GET", "/dock/boxes").said["boxes"], Receipt.objects.count()) == ([], 2)
    assert engineer("GET", "/dock/boxes/%00").status_code == 404


def test_without_an_address_there_is_no_label_and_strangers_see_nothing_of_it(hers, mila, agent, manager) -> None:
    at = authorised(mila, agent)
    rma = mila("GET", f"{at}/goods").said["rma"]["rma"]
    refused(mila("GET", f"/returns/{rma}/label"), 409, "address", "not known")
    refused(manager("POST", "/dock/addresses", {**DOCK, "address": "\n"}), 422, "address", "missing")
    stranger = Caller(Held("end-customer", "planted-owner"), email="stranger@example.org")
    assert stranger("GET", f"/returns/{rma}").status_code == 404
    assert stranger("GET", f"/returns/{rma}/label").status_code == 404
    assert stranger("GET", "/returns").said["rmas"] == []
    assert stranger("GET", f"{at}/goods").status_code == 404


def test_lists_go_on_by_cursor(hers, advanced, mila, agent) -> None:
    for report in (DEFECT, {**DEFECT, "serial": advanced}):
        authorised(mila, agent, report, "repair" if report is DEFECT else "replacement")
    first = mila("GET", "/returns?limit=1").said
    rest = mila("GET", f"/returns?limit=1&cursor={first['next']}").said
    assert ([row["serial"] for row in first["rmas"] + rest["rmas"]], rest["next"]) == (["ID-0100", advanced], None)
    refused(mila("GET", f"/exchanges?cursor={first['next']}"), 400, "cursor", "another list")
