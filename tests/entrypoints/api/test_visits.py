"""Visits by the API alone: planned, taken by one, agreed, moved, gone to and signed, to the close of the claim."""

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, HISTORY, make_unit
from tests.apps.claims.visiting.conftest import NINE, TEN, make_installer
from tests.apps.registry.papers.files import PNG
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.api.test_api import refused
from tests.entrypoints.api.test_desk import done, opened
from tests.entrypoints.api.test_papers import send
from tests.entrypoints.api.test_returns import FOUND, step
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.visiting.parts import AUTHORISED
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Location

pytestmark = pytest.mark.django_db
FAULT = {"program": "idesign", "serial": "ID-3", "said": {"part": "panel", "cause": "defect"},
         "report": {"description": "it stays dark", "since": "2024-01-30"}}  # fmt: skip
MEETING = {"starts": "2024-02-05T09:00", "ends": "2024-02-05T10:00"}
RESULT = {"finding": "new panel", "outcome": "repaired", "signed_by": "Olga O."}


@pytest.fixture
def school(db) -> None:
    """Its board has a plan by which somebody comes; AVPro and Rival may be sent, Fixit may not."""
    details = {"name": "Oak School", "address": "1 Elm Street"}
    school = add_party(at=AT, by=BY, key="oak-school", organisation=True, details=details)
    Location.objects.create(key="oak/main", party=school, time_zone="America/Chicago", region="US", country="US")
    plan = "multicare-onsite-3y"
    bought = {"what": "plan-purchased", "on": "2023-06-01", "plan": plan, "invoice": "D-2"}
    make_unit("ID-3", [*HISTORY, bought, {"what": "activated", "on": "2023-06-02", "plan": plan}])
    for key, standing in (("avpro", "certified"), ("rival", "certified"), ("fixit", "registered")):
        make_installer(key, standing, "US")


@pytest.fixture
def people(school) -> dict[str, Caller]:
    """Tom goes for AVPro, Uma for Rival, Olga is of the school, Ed of the vendor."""
    held = {"tom": Held("installer", "avpro"), "uma": Held("installer", "rival"), "ed": Held("engineer"),
            "olga": Held("end-customer", "oak-school")}  # fmt: skip
    return {name: Caller(one, email=f"{name}@example.org") for name, one in held.items()}


@pytest.fixture
def at(people, agent) -> str:
    """The address of a claim to which the visit comes next."""
    olga = people["olga"]
    found, _ = opened(olga, FAULT)
    done(agent("POST", f"{found}/remedy", {"remedy": "repair"}))
    done(olga("POST", f"{found}/agreement", {}))
    done(agent("POST", f"{found}/steps", FOUND))
    assert step(agent, found, "authorise")["next"]["step"] == "visit"
    return found


def test_a_visit_goes_from_the_plan_to_the_close_of_its_claim(at, people, agent, settings, tmp_path) -> None:
    tom, uma, olga = (people[name] for name in ("tom", "uma", "olga"))
    fit = agent("GET", f"{at}/visits/candidates").said
    assert ([one["party"] for one in fit["parties"]], fit["region"]) == (["avpro", "rival"], "US")
    assert "idesign:V.onsite" in fit["standings"].values()
    assert [one["person"] for one in fit["people"]] == [f"user:{people['ed'].user.pk}"]
    assert olga("POST", f"{at}/visits", {"parties": ["avpro"]}).status_code == 403
    refused(agent("POST", f"{at}/visits", {"door": "ring twice"}), 422, "to", "names nobody")
    refused(agent("POST", f"{at}/visits", {"parties": ["fixit"]}), 422, "to", "may not be sent")
    refused(agent("POST", f"{at}/visits", {"parties": ["nobody"]}), 422, "parties", "no party")
    refused(agent("POST", f"{at}/visits", {"people": [f"user:{olga.user.pk}"]}), 422, "people", "nobody who goes")
    to = {"parties": ["avpro", "rival"], "door": "ring twice"}
    refused(agent("POST", f"{at}/visits", {**to, "version": 1}), 409, "version", "changed meanwhile")
    planned = done(agent("POST", f"{at}/visits", to, Idempotency_Key="v-1"))
    assert done(agent("POST", f"{at}/visits", to, Idempotency_Key="v-1")) == planned
    refused(agent("POST", f"{at}/visits", to), 409, "visit", "planned already")
    place = f"/visits/{planned['visit']}"

    offered = uma("GET", place).said
    assert (offered["where"], offered["offers"], offered["state"]) == (None, [], "offered")
    assert [row["visit"] for row in uma("GET", "/visits/mine").said["visits"]] == [planned["visit"]]
    assert olga("POST", f"{place}/acceptance", {}).status_code == 403
    taken = done(tom("POST", f"{place}/acceptance", {}))
    assert (taken["where"]["address"], taken["where"]["door"], taken["party"]) == (
        "1 Elm Street", "ring twice", "avpro",
    )  # fmt: skip
    assert (uma("GET", place).status_code, uma("POST", f"{place}/acceptance", {}).status_code) == (404, 404)
    refused(tom("POST", f"{place}/acceptance", {}), 409, "state", "cannot be taken")
    assert [one["answer"] for one in agent("GET", place).said["offers"]] == ["accepted", "taken"]

    refused(tom("POST", f"{place}/appointment", {**MEETING, "starts": "soon"}), 422, "starts", "no time")
    refused(tom("POST", f"{place}/appointment", {**MEETING, "starts": "0001-01-01T00:00"}), 422, "starts", "no time")
    refused(tom("POST", f"{place}/appointment", {**MEETING, "ends": "2024-02-05T08:00"}), 422, "ends", "within a day")
    first = done(tom("POST", f"{place}/appointment", {**MEETING, "version": taken["version"]}))
    assert (first["starts"], first["zone"]) == ("2024-02-05T15:00:00Z", "America/Chicago")
    refused(tom("POST", f"{place}/agreement", {}), 409, "visit", "other side")
    refused(olga("POST", f"{place}/agreement", {"told_by": "phone"}), 422, "told_by", "whoever goes or plans")
    moved = {"starts": "2024-02-05T09:00-06:00", "ends": "2024-02-05T10:00-06:00"}
    second = done(olga("POST", f"{place}/appointment", moved))
    refused(tom("POST", f"{place}/agreement", {"version": first["version"]}), 409, "version", "changed meanwhile")
    agreed = done(tom("POST", f"{place}/agreement", {"version": second["version"]}))
    assert [(one["side"], one["how"]) for one in agreed["appointments"]] == [("vendor", "moved"), ("customer", None)]

    refused(tom("POST", f"{place}/parts", {"part": "panel"}), 409, "state", "no parts now")
    refused(tom("POST", f"{place}/result", RESULT), 409, "starts", "still to come")
    settings.NOW = lambda: TEN
    refused(tom("POST", f"{place}/parts", {"part": "panel", AUTHORISED: "so"}), 422, AUTHORISED, "neither yes nor no")
    done(tom("POST", f"{place}/parts", {"part": "panel", "serial": "P-1"}))
    assert olga("POST", f"{place}/result", RESULT).status_code == 403
    refused(tom("POST", f"{place}/result", {**RESULT, "outcome": "so so"}), 422, "outcome", "no outcome")
    finished = done(tom("POST", f"{place}/result", RESULT))
    assert (finished["state"], finished["signed_by"], [one["part"] for one in finished["parts"]]) == (
        "done", "Olga O.", ["panel"],
    )  # fmt: skip
    step(olga, at, "confirm", confirmed="yes")
    closed = step(agent, at, "close")
    assert (closed["outcome"], olga("GET", f"{at}/visits").said["visits"][0]["outcome"]) == ("done", "repaired")


def test_a_visit_is_missed_moved_signed_on_paper_or_called_off(at, people, agent, settings, tmp_path) -> None:
    ed, olga = people["ed"], people["olga"]
    settings.PAPERS_FOLDER = tmp_path
    place = "/visits/" + done(agent("POST", f"{at}/visits", {"people": [f"user:{ed.user.pk}"]}))["visit"]
    done(ed("POST", f"{place}/acceptance", {}))
    done(ed("POST", f"{place}/appointment", MEETING))
    done(ed("POST", f"{place}/agreement", {"told_by": "phone"}))
    refused(ed("POST", f"{place}/missed", {"reason": "nobody there"}), 409, "starts", "still to come")
    settings.NOW = lambda: NINE
    assert olga("POST", f"{place}/missed", {"reason": "x"}).status_code == 403
    done(ed("POST", f"{place}/missed", {"reason": "nobody there"}))
    later = {"starts": "2024-02-06T09:00", "ends": "2024-02-06T10:00"}
    done(agent("POST", f"{place}/appointment", later))
    done(olga("POST", f"{place}/agreement", {}))
    settings.NOW = lambda: TEN.replace(day=6)
    refused(send(ed, "signed.svg", b"<svg/>", f"{place}/signature"), 422, "file", "not of a kind")
    refused(send(ed, "signed.txt", b"Olga", f"{place}/signature"), 422, "signature", "no picture")
    assert send(olga, "signed.png", PNG, f"{place}/signature").status_code == 403
    assert done(send(ed, "signed.png", PNG, f"{place}/signature")) == {"name": "signed.png"}
    assert olga("GET", f"{place}/signature").status_code == 404, "not before the result"
    signed = done(ed("POST", f"{place}/result", {**RESULT, "outcome": "not-repaired"}))
    assert [one["how"] for one in signed["appointments"]] == ["missed", "kept"]
    head = {"Authorization": f"Bearer {olga.secret}"}
    assert b"".join(olga.client.get(f"/api{place}/signature", headers=head).streaming_content) == PNG
    assert [one["paper"] for one in olga("GET", "/units/idesign/ID-3/papers").said["papers"]] == [signed["signature"]]
    assert ed("POST", f"{place}/cancellation", {"reason": "x"}).status_code == 403
    refused(agent("POST", f"{place}/cancellation", {"reason": "x"}), 409, "state", "called off")


def test_who_declines_sees_it_no_more_and_another_is_asked(at, people, agent) -> None:
    tom, uma = people["tom"], people["uma"]
    place = "/visits/" + done(agent("POST", f"{at}/visits", {"parties": ["avpro"]}))["visit"]
    done(tom("POST", f"{place}/decline", {}))
    assert (tom("GET", place).status_code, tom("GET", "/visits/mine").said["visits"]) == (404, [])
    assert uma("GET", place).status_code == 404
    done(agent("POST", f"{place}/offers", {"parties": ["rival"]}))
    done(uma("POST", f"{place}/acceptance", {}))
    called_off = done(agent("POST", f"{place}/cancellation", {"reason": "it works again"}))
    assert called_off["state"] == "cancelled"
    again = done(agent("POST", f"{at}/visits", {"parties": ["avpro"]}))["visit"]
    rows = agent("GET", f"/visits?claim={Claim.objects.get().number}&limit=1").said
    rest = agent("GET", f"/visits?claim={Claim.objects.get().number}&limit=1&cursor={rows['next']}").said
    assert [row["visit"] for row in rows["visits"] + rest["visits"]] == [place[8:], again]
    assert [row["visit"] for row in agent("GET", "/visits?state=offered").said["visits"]] == [again]
    assert tom("GET", "/visits").status_code == 403


def test_a_stranger_hears_nothing_of_a_visit(at, people, agent) -> None:
    place = "/visits/" + done(agent("POST", f"{at}/visits", {"parties": ["avpro"]}))["visit"]
    stranger = Caller(Held("end-customer", "rival"), email="stranger@example.org")
    for method, path in (("GET", ""), ("POST", "/agreement"), ("POST", "/acceptance")):
        assert stranger(method, f"{place}{path}", {} if method == "POST" else None).status_code == 404, path
    assert stranger("GET", f"{at}/visits").status_code == 404
    assert agent("GET", "/visits/%00").status_code == 404
    auditor = Caller(Held("auditor"), email="auditor@example.org")
    assert auditor("GET", place).status_code == 403
