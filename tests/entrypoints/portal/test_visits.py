"""Visits on their pages: planned by staff, taken and recorded by who goes, agreed to by the customer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.apps.claims.conftest import AT, HISTORY, make_unit, reported
from tests.apps.claims.visiting.conftest import NINE, TEN, agreed, make_installer, to_be_visited
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.agreeing import agree, choose_remedy
from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.steps import do_step
from warrantor.apps.claims.visiting import appointing, queries
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Location, Paper, Party
from warrantor.apps.registry.papers.actions import withdraw_paper

pytestmark = pytest.mark.django_db
MORNING = {"day-day": "5", "day-month": "2", "day-year": "2024", "begins": "09:00", "ends": "10:00"}
RESULT = {"finding": "new panel", "outcome": "repaired", "signed_by": "Olga O."}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24


@pytest.fixture
def claim(db):
    details = {"name": "Oak School", "address": "1 Elm Street"}
    school = add_party(at=AT, by=BY, key="oak-school", organisation=True, details=details)
    Location.objects.create(key="oak/main", party=school, time_zone="America/Chicago", region="US", country="US")
    plan = "multicare-onsite-3y"
    bought = {"what": "plan-purchased", "on": "2023-06-01", "plan": plan, "invoice": "D-2"}
    unit = make_unit("ID-3", [*HISTORY, bought, {"what": "activated", "on": "2023-06-02", "plan": plan}])
    return to_be_visited(unit)


@pytest.fixture
def people(claim, settings) -> dict[str, Client]:
    """Agnes plans, Tom goes for AVPro, Uma for Rival, Olga is of the school."""
    settings.NOW = lambda: AT
    for key, place in (("avpro", "America/New_York"), ("rival", "")):
        party = make_installer(key, "certified", "US")
        Location.objects.create(key=f"{key}/home", party=party, time_zone=place)
    roles = {"agnes": Held("agent"), "tom": Held("installer", "avpro"), "uma": Held("installer", "rival"),
             "olga": Held("end-customer", "oak-school")}  # fmt: skip
    return {name: _signed_in(name, held) for name, held in roles.items()}


def _signed_in(name: str, held: Held) -> Client:
    user = User.objects.create_user(f"{name}@example.org", at=AT)
    grant_role(user, held, at=AT - timedelta(days=1), by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_visit_goes_from_the_plan_to_the_signature_on_its_pages(claim, people, settings) -> None:
    agnes, tom, uma, olga = (people[name] for name in ("agnes", "tom", "uma", "olga"))
    assert f"/visits/plan/{claim.number}/" in agnes.get(f"/claims/{claim.number}/").content.decode()
    page = agnes.get(f"/visits/plan/{claim.number}/").content.decode()
    assert "idesign:V.onsite" in page
    nobody = agnes.post(f"/visits/plan/{claim.number}/", {"door": "ring twice"})
    assert (nobody.status_code, "ring twice" in nobody.content.decode()) == (422, True)
    to = {"to": ["party:avpro", "party:rival"], "door": "ring twice"}
    address = agnes.post(f"/visits/plan/{claim.number}/", to)["Location"]
    assert agnes.post(f"/visits/plan/{claim.number}/", to).status_code == 409

    offered = uma.get(address).content.decode()
    assert ("Elm Street" in offered, "ring twice" in offered, "Take it" in offered) == (False, False, True)
    assert tom.post(f"{address}accept/")["Location"] == address
    assert (uma.get(address).status_code, uma.post(f"{address}accept/").status_code) == (404, 404)
    taken = tom.get(address).content.decode()
    assert "1 Elm Street" in taken
    assert "ring twice" in taken

    wrong = tom.post(f"{address}propose/", {**MORNING, "begins": "soon"})
    assert (wrong.status_code, "soon" in wrong.content.decode()) == (422, True)
    tom.post(f"{address}propose/", MORNING)
    visit = Visit.objects.get()
    assert (visit.starts, visit.ends) == (NINE, TEN)
    shown = tom.get(address).content.decode()
    assert "09:00 Mon 5 Feb 2024, Chicago (UTC-6)" in shown
    assert "10:00 Mon 5 Feb 2024, New York (UTC-5)" in shown
    assert tom.post(f"{address}agree/").status_code == 409
    assert olga.post(f"{address}agree/", {"seen": visit.version - 1}).status_code == 409
    assert olga.post(f"{address}agree/", {"seen": visit.version}).status_code == 302
    assert "It is agreed" not in olga.get(address).content.decode()
    assert "Agreed" in tom.get("/visits/today/").content.decode()
    assert address in agnes.get("/visits/").content.decode()

    assert tom.post(f"{address}finish/").status_code == 409  # it has not begun
    settings.NOW = lambda: TEN
    tom.post(f"{address}draft/", {"finding": "opened the case"})
    assert "opened the case" in tom.get(address).content.decode()
    assert tom.post(f"{address}part/", {"part": "panel"}).status_code == 302
    half = tom.post(f"{address}finish/", {"finding": "new panel", "outcome": "repaired"})
    assert (half.status_code, "There is a problem" in half.content.decode()) == (422, True)
    assert tom.post(f"{address}finish/", RESULT).status_code == 302
    assert "Signed by Olga O." in olga.get(address).content.decode()
    claim = do_step(claim, "confirm", {"confirmed": "yes"}, at=TEN, by=BY)
    assert [part.part for part in queries.parts_of(claim)] == ["panel"]


def test_who_goes_records_that_a_customer_who_was_rung_up_agrees_to_the_time(claim, people) -> None:
    agnes, tom, olga = (people[name] for name in ("agnes", "tom", "olga"))
    address = agnes.post(f"/visits/plan/{claim.number}/", {"to": ["party:avpro"]})["Location"]
    tom.post(f"{address}accept/")
    tom.post(f"{address}propose/", MORNING)
    assert "Record that they agree" not in olga.get(address).content.decode()
    assert olga.post(f"{address}agree-for/", {"told_by": "phone"}).status_code == 409
    assert tom.post(f"{address}agree-for/", {"told_by": ""}).status_code == 422
    assert tom.post(f"{address}agree-for/", {"told_by": "phone"}).status_code == 302
    assert Visit.objects.get().state == "agreed"
    assert "who said so by phone" in agnes.get(f"/desk/claims/{claim.number}/").content.decode()
    assert tom.post(f"{address}agree-for/", {"told_by": "phone"}).status_code == 409


@pytest.fixture
def begun(claim, people, settings, tmp_path) -> str:
    """The address of a visit that Tom is at."""
    settings.PAPERS_FOLDER = tmp_path
    visit = agreed(claim, User.objects.get(email="tom@example.org"), Party.objects.get(key="avpro"))
    settings.NOW = lambda: TEN
    return f"/visits/{visit.number}/"


def drawn(content: bytes = PNG, name: str = "signature.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_signature_is_kept_as_a_paper_and_shown_to_those_who_see_the_visit(claim, people, begun) -> None:
    agnes, tom, uma, olga = (people[name] for name in ("agnes", "tom", "uma", "olga"))
    half = tom.post(f"{begun}finish/", {"finding": "new panel", "signature": drawn()})
    assert (half.status_code, "Kept: signature.png" in half.content.decode()) == (422, True)
    assert (tom.get(f"{begun}signature/").status_code, Paper.objects.count()) == (404, 0)
    assert tom.post(f"{begun}finish/", RESULT).status_code == 302
    paper, visit = Paper.objects.get(), Visit.objects.get()
    assert (paper.kind, paper.media_type, paper.unit, visit.signature) == ("signature", "image/png", claim.unit, paper)
    for client in (agnes, tom, olga):
        assert 'class="signature"' in client.get(begun).content.decode()
        shown = client.get(f"{begun}signature/")
        assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", PNG)
    assert uma.get(f"{begun}signature/").status_code == 404
    page = agnes.get(f"/claims/{claim.number}/").content.decode()
    assert ("signature: signature.png" in page, f"/papers/{paper.public_id}/" in page) == (True, True)
    withdraw_paper(paper, at=TEN, by=BY)
    assert olga.get(f"{begun}signature/").status_code == 404
    assert 'class="signature"' not in olga.get(begun).content.decode()


def test_a_signature_is_kept_for_later_replaced_and_left_out(people, begun) -> None:
    tom = people["tom"]
    assert tom.post(f"{begun}draft/", {"finding": "half", "signature": drawn(name="first.png")}).status_code == 302
    assert tom.post(f"{begun}draft/", {"finding": "half", "signature": drawn(name="second.png")}).status_code == 302
    assert "Kept: second.png" in tom.get(begun).content.decode()
    assert tom.post(f"{begun}finish/", {**RESULT, "unsigned": "on"}).status_code == 302
    assert (Visit.objects.get().signature, Visit.objects.get().signed_by) == (None, "Olga O.")


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [("a.png", b"no picture", 422, "holds text/plain"), ("a.exe", PNG, 422, "not of a kind that is kept"),
     ("a.txt", b"Olga", 422, "is no picture"), ("a.png", b"", 422, "is empty"),
     ("a.png", PNG + b"\0" * 20_200_000, 413, "too large")],
    ids=["text", "program", "words", "empty", "large"],
)  # fmt: skip
def test_what_is_no_signature_is_refused_and_nothing_is_done(people, begun, name, content, status, said) -> None:
    for act in ("finish", "draft"):
        response = people["tom"].post(f"{begun}{act}/", {**RESULT, "signature": drawn(content, name)})
        assert (response.status_code, said in response.content.decode()) == (status, True)
    assert (Visit.objects.get().state, Visit.objects.get().draft, Paper.objects.count()) == ("agreed", {}, 0)


def test_a_visit_is_offered_to_others_later_and_who_took_it_is_let_off(claim, people) -> None:
    agnes, tom, uma, olga = (people[name] for name in ("agnes", "tom", "uma", "olga"))
    address = agnes.post(f"/visits/plan/{claim.number}/", {"to": ["party:avpro"]})["Location"]
    tom.post(f"{address}accept/")
    for page in (address, f"/claims/{claim.number}/", f"/desk/claims/{claim.number}/"):
        assert f"{address}offer/" in agnes.get(page).content.decode()
    assert f"{address}offer/" not in olga.get(f"/claims/{claim.number}/").content.decode()
    assert (olga.get(f"{address}offer/").status_code, tom.get(f"{address}offer/").status_code) == (403, 403)
    page = agnes.get(f"{address}offer/").content.decode()
    assert ("party:rival" in page, "party:avpro" in page, "tom@example.org took it" in page) == (True, False, True)
    visit = Visit.objects.get()
    nobody = agnes.post(f"{address}offer/", {"seen": visit.version})
    assert (nobody.status_code, Visit.objects.get().state) == (422, "accepted")
    other = {"to": ["party:rival"], "seen": visit.version}
    assert agnes.post(f"{address}offer/", {**other, "seen": visit.version - 1}).status_code == 409
    assert agnes.post(f"{address}offer/", other)["Location"] == address
    assert (tom.get(address).status_code, uma.get(address).status_code) == (404, 200)
    tom_s = f"user:{User.objects.get(email='tom@example.org').pk}"
    told = set(Notice.objects.filter(kind__in=("visit-offered", "visit-let-off")).values_list("kind", "recipient"))
    assert told == {("visit-offered", "party:avpro"), ("visit-offered", "party:rival"), ("visit-let-off", tom_s)}
    uma.post(f"{address}accept/")
    visit = appointing.propose(Visit.objects.get(), NINE, TEN, side="vendor", at=AT, by=BY)
    assert (agnes.get(f"{address}offer/").status_code, visit.user.email) == (409, "uma@example.org")


@pytest.mark.clause("its:original-parts")
def test_a_part_is_booked_without_a_visit_with_its_supplier_and_by_the_same_clause(people) -> None:
    events = [{"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True},
              {"what": "registered", "on": "2024-01-20", "complete": True}]  # fmt: skip
    unit = make_unit("IT-1", events, program="its", kind="laptop", owner=Party.objects.get(key="oak-school"))
    claim = agree(choose_remedy(reported(unit), "repair", at=AT, by=BY), at=AT, by=BY)
    agnes, address = people["agnes"], f"/returns/claims/{claim.number}/"
    assert address in agnes.get(f"/claims/{claim.number}/").content.decode()
    assert "its:original-parts" in agnes.get(address).content.decode()
    for told, said in (({}, "Supplier"), ({"supplier": "Bazaar", "supplier_authorised": "no"}, "its:original-parts")):
        refused = agnes.post(f"{address}?act=part&seen={claim.version}", {"part": "fan", **told})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    fan = {"part": "fan", "supplier": "Maker Ltd", "supplier_authorised": "yes"}
    assert agnes.post(f"{address}?act=part&seen={claim.version}", fan).status_code == 302
    assert [(part.part, part.supplier, part.visit) for part in queries.parts_of(claim)] == [("fan", "Maker Ltd", None)]
    for page in (f"/claims/{claim.number}/", f"/desk/claims/{claim.number}/"):
        assert "fan, from Maker Ltd, authorised" in agnes.get(page).content.decode()


def test_a_calendar_is_read_by_its_secret_address_alone(people, client) -> None:
    tom = people["tom"]
    page = tom.post("/visits/calendar/").content.decode()
    secret = page.split("/feeds/")[1].split(".ics")[0]
    answer = client.get(f"/feeds/{secret}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert secret not in tom.get("/visits/today/").content.decode()
    tom.post("/visits/calendar/", {"revoke": "1"})
    assert client.get(f"/feeds/{secret}.ics").status_code == 404
