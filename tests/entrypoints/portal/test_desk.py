"""The desk: the queue with what waits for us first, acts on a claim by form, claims for callers, goodwill by two."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import agreeing, queries
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim, Contact, Goodwill, Invoice
from warrantor.apps.claims.ruling import dispute
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.models import Party, Unit
from warrantor.entrypoints.portal.desk import queue

pytestmark = pytest.mark.django_db
WORK = [
    {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True},
    {"what": "registered", "on": "2024-01-20", "complete": True},
]
CHANGED = {"what": "modified", "on": "2024-01-25", "approved": False}


def reported(unit, at=AT, **said) -> Claim:
    told = {"description": "it stays dark", "since": "2024-01-30"}
    report = Report(program=unit.program, unit=unit, channel="web", said={"cause": "defect", **said}, told=told,
                    contact={"phone": "+1 2"})  # fmt: skip
    return open_claim(report, at=at, by=BY)


@pytest.fixture
def agent(db):
    return signed_in(Held("agent"), email="ada@example.org")


@pytest.fixture
def manager(db):
    return signed_in(Held("warranty-manager"), email="wanda@example.org")


@pytest.fixture
def claim(board) -> Claim:
    return reported(board, cause="accident")


def act(client, claim: Claim, name: str, seen: int | None = None, **typed):
    """A form of the claim's page, sent as it was shown."""
    now = queries.find_claim(claim.number).version if seen is None else seen
    return client.post(f"/desk/claims/{claim.number}/{name}/", {"seen": now, **typed})


def text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(body.decode().split())


# -- the queue -----------------------------------------------------------------------------------------


def test_what_waits_for_us_stands_first_whatever_its_age(agent, board) -> None:
    offered = agreeing.choose_remedy(reported(board, AT - timedelta(days=3), part="panel"), "repair", at=AT, by=BY)
    waits = reported(board, part="remote", cause="accident")
    shown = text(agent.get("/desk/"))
    assert shown.index(waits.number) < shown.index(offered.number)
    assert "The customer: agrees to who pays what" in shown
    assert "Los Angeles (UTC-8)" in shown
    only = text(agent.get("/desk/?side=customer"))
    assert offered.number in only
    assert waits.number not in only


def test_filters_say_when_nothing_matches_and_an_empty_desk_says_so(agent, claim) -> None:
    assert "No claim matches" in text(agent.get("/desk/?state=referred"))
    assert claim.number in text(agent.get(f"/desk/?q={claim.number.lower()}"))
    assert claim.number in text(agent.get("/desk/?q=id-00&program=idesign&sort=-due"))
    assert claim.number not in text(agent.get("/desk/?whose=mine"))
    act(agent, claim, "close", outcome="refused")
    assert 'hx-get="/desk/changes/' in text(agent.get("/desk/"))
    assert "Nothing waits" in text(agent.get("/desk/"))
    assert claim.number in text(agent.get("/desk/?state=closed"))


def test_a_claim_is_taken_from_the_list_and_not_twice(agent, manager, claim) -> None:
    assert f"Take {claim.number}" in text(agent.get("/desk/"))
    assert act(agent, claim, "take", seen=claim.version).status_code == 302
    assert claim.number in text(agent.get("/desk/?whose=mine"))
    late = act(manager, claim, "take", seen=claim.version)
    assert late.status_code == 409
    assert queries.find_claim(claim.number).assigned.email == "ada@example.org"
    assert act(agent, claim, "give-back").status_code == 302
    assert queries.find_claim(claim.number).assigned is None


@pytest.mark.parametrize("address", ["/desk/", "/desk/decisions/"])
def test_the_lists_run_as_many_statements_for_many_claims(agent, board, address) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            agent.get(address)
        return len(caught)

    dispute(reported(board, part="one"), "it is covered", at=AT, by=BY)
    statements()
    few = statements()
    for part in ("two", "three", "four", "five"):
        dispute(reported(board, part=part), "it is covered", at=AT, by=BY)
    assert statements() == few


def test_staff_and_customers_read_the_same_words(agent, board) -> None:
    claim = agreeing.choose_remedy(reported(board), "repair", at=AT, by=BY)
    agreeing.agree(claim, at=AT, by=BY, told_by="phone")
    desk, theirs = (text(agent.get(f"{at}/claims/{claim.number}/")) for at in ("/desk", ""))
    for word in ("Under way", "Find the fault", "Take the unit down", "The way back", "Putting it up again"):
        assert word in desk, word
        assert word in theirs, word
    assert "Us: find the fault" in text(agent.get("/desk/"))
    assert desk.count("at their own cost") == theirs.count("at their own cost") == 3


def test_the_list_as_a_file_is_told_to_the_journal(agent, claim) -> None:
    rows = list(csv.DictReader(StringIO(b"".join(agent.get("/desk/?format=csv").streaming_content).decode())))
    assert [(row["number"], row["waits_for"]) for row in rows] == [(claim.number, "Us: close it, or offer something")]
    assert Entry.objects.filter(act="claims.export_claims").count() == 1


def changes(client, shown, **more: str):
    return client.get("/desk/changes/", {"shown": shown, **more})


def test_the_list_is_told_what_changed_since_it_was_shown_and_is_told_it_once(agent, manager, board) -> None:
    first, second = reported(board, part="one"), reported(board, part="two")
    page = agent.get("/desk/?whose=nobody")
    shown = page.context["shown"]
    assert f'"shown": "{shown}"' in text(page)
    assert changes(agent, shown).status_code == 204
    act(manager, first, "note", kind="note", text="called back")
    reported(board, part="three")
    act(manager, second, "take")
    one = changes(agent, shown, whose="nobody", sort="-due")
    assert "3 changes since this list was made" in text(one)
    assert 'href="/desk/?whose=nobody&amp;sort=-due"' in text(one)
    assert changes(agent, shown, whose="nobody", told="3").status_code == 204
    assert "2 changes" not in text(changes(agent, "", whose="mine", told="1"))
    anew = agent.get("/desk/?whose=nobody").context["shown"]
    assert changes(agent, anew, whose="nobody").status_code == 204


def test_of_several_pages_what_comes_and_pushes_another_out_is_one_change(agent, board, monkeypatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    for part in ("one", "two", "three"):
        reported(board, part=part)
    shown = agent.get("/desk/?sort=-opened").context["shown"]
    reported(board, AT + timedelta(days=1), part="four")
    assert "1 change since" in text(changes(agent, shown, sort="-opened"))


def test_what_is_picked_is_taken_together_and_what_others_changed_is_left_and_told(agent, manager, board) -> None:
    claims = [reported(board, part=part) for part in ("one", "two", "three")]
    page = text(agent.get("/desk/?sort=since"))
    picks = [f"{claim.number}:{claim.version}" for claim in claims]
    assert all(f'value="{pick}"' in page for pick in picks)
    act(manager, claims[2], "note", kind="note", text="called back")
    done = agent.post("/desk/take/?sort=since", {"pick": [*picks, "nonsense", "C7QK42M3X8:x"]}, follow=True)
    assert done.redirect_chain[-1][0] == "/desk/?sort=since"
    assert "2 claims are yours now." in text(done)
    assert f"Changed meanwhile, and not taken: {claims[2].number}." in text(done)
    assert [queries.find_claim(claim.number).assigned is not None for claim in claims] == [True, True, False]
    assert "pick claims first" in text(agent.post("/desk/take/", follow=True))


def test_the_keys_are_listed_and_can_be_turned_off(agent, claim) -> None:
    for address in ("/desk/", f"/desk/claims/{claim.number}/"):
        assert "portal/desk.js" in text(agent.get(address))
    agent.post("/keys/", {"keys": "off", "next": "/account/"})
    for address in ("/desk/", f"/desk/claims/{claim.number}/"):
        page = text(agent.get(address))
        assert "portal/desk.js" not in page
        assert "Turn the keys on" in page
    assert "Turn the keys on" in text(agent.get("/account/"))
    agent.post("/keys/", {"keys": "loud"})
    assert "portal/desk.js" not in text(agent.get("/desk/"))


def test_a_reply_and_a_note_are_begun_by_a_link(agent, claim) -> None:
    page = f"/desk/claims/{claim.number}/"
    assert 'href="?write=message#note-text"' in text(agent.get(page))
    for kind in ("message", "note"):
        assert f'<option value="{kind}" selected>' in text(agent.get(f"{page}?write={kind}"))


# -- acts ----------------------------------------------------------------------------------------------------


def test_facts_are_added_with_a_reason_and_all_versions_stay(agent, claim) -> None:
    missing = act(agent, claim, "facts", cause="defect")
    assert missing.status_code == 422
    assert "There is a problem" in text(missing)
    assert act(agent, claim, "facts", cause="defect", why="the photo shows none").status_code == 302
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert queries.find_claim(claim.number).state == "accepted"
    assert page.count("Receipt</a>") == 2
    assert "the photo shows none" in page


def test_who_comes_too_late_is_told_and_keeps_what_was_typed(agent, manager, claim) -> None:
    seen = claim.version
    assert act(manager, claim, "note", kind="note", text="called back").status_code == 302
    late = act(agent, claim, "facts", seen=seen, cause="defect", why="a long explanation")
    assert late.status_code == 409
    assert "Something changed meanwhile" in text(late)
    assert "a long explanation" in text(late)
    assert queries.find_claim(claim.number).state == "refused"
    act(manager, claim, "close", outcome="refused")
    gone = act(agent, claim, "facts", seen=seen, cause="defect", why="a long explanation")
    assert gone.status_code == 409
    assert "a long explanation" in text(gone)


def test_a_forged_version_is_no_version(agent, claim) -> None:
    for seen in ("", "x", "9" * 40, "-1"):
        typed = {"seen": seen, "outcome": "refused"}
        assert agent.post(f"/desk/claims/{claim.number}/close/", typed).status_code == 409
    assert agent.post(f"/desk/claims/{claim.number}/nothing/", {"seen": "1"}).status_code == 404


@pytest.mark.clause("its:unauthorised-mod")
def test_what_the_terms_leave_to_a_role_is_decided_by_it_alone(agent, manager, db) -> None:
    claim = reported(make_unit("IT-1", *WORK, CHANGED, program="its", kind="laptop"))
    assert claim.state == "referred"
    assert "leave to a person" not in text(agent.get(f"/desk/claims/{claim.number}/"))
    assert act(agent, claim, "rule", outcome="yes", reason="harmless").status_code == 403
    assert act(manager, claim, "rule", outcome="no", reason="it broke the seal").status_code == 302
    assert queries.find_claim(claim.number).state == "refused"
    [ruled] = Entry.objects.filter(act="claims.ruled")
    assert ruled.actor == f"user:{User.objects.get(email='wanda@example.org').pk}"


def test_a_ruling_on_the_page_of_a_decision_decides_its_claim_again_as_the_desk_does(manager, db) -> None:
    claim = reported(make_unit("IT-1", *WORK, CHANGED, program="its", kind="laptop"))
    page = f"/decisions/{claim.decision.public_id}/ruling/"
    assert manager.post(page, {"outcome": "no", "reason": "it broke the seal"}).status_code == 302
    ruled = queries.find_claim(claim.number)
    assert (ruled.state, ruled.version, ruled.decision.replaces) == ("refused", claim.version + 1, claim.decision)
    assert [version.why for version in queries.versions_of(ruled)][-1] == "ruling: it broke the seal"
    assert Entry.objects.filter(act="claims.ruled", subject=f"claim:{claim.number}").count() == 1
    assert manager.post(page, {"outcome": "yes", "reason": "harmless"}).status_code == 422


def test_what_hangs_on_somebodys_judgement_is_listed_for_their_role(agent, manager, board) -> None:
    lawyer = signed_in(Held("terms-officer"), email="tariq@example.org")
    assert "Nothing is left to a person" in text(lawyer.get("/desk/decisions/"))
    injury = reported(board, loss="injury")
    disputed = reported(board, cause="accident", part="frame")
    act(agent, disputed, "dispute", reason="it fell by itself")
    sealed = reported(make_unit("IT-1", *WORK, CHANGED, program="its", kind="laptop"))
    bought = {"what": "purchased", "on": "2024-01-02", "by": "planted-owner"}
    carriage = reported(make_unit("IE-1", bought, program="iet", kind="ups"))
    act(agent, carriage, "remedy", remedy="repair")
    shown = {client: text(client.get("/desk/decisions/")) for client in (agent, manager, lawyer)}
    listed = {
        client: {claim for claim in (injury, disputed, sealed, carriage) if claim.number in page}
        for client, page in shown.items()
    }
    assert listed == {agent: {disputed}, manager: {disputed, carriage, sealed}, lawyer: {injury}}
    for said in ("Decide as legal officer", '<span class="clause-id">II.C.losses</span>'):
        assert said in shown[lawyer]
    assert ("Decide who pays" in shown[manager], "Decide who pays" in shown[agent]) == (True, False)
    assert "Answer the dispute" in shown[agent]
    act(lawyer, injury, "rule", outcome="no", reason="no negligence was found")
    assert injury.number not in text(lawyer.get("/desk/decisions/"))
    assert "A person decides" in text(lawyer.get("/account/"))


@pytest.mark.clause("idesign:II.C.losses")
def test_a_loss_is_refused_and_a_grave_one_decided_by_whom_the_terms_name(agent, board) -> None:
    assert reported(board, loss="data", part="disk").state == "refused"
    claim = reported(board, loss="injury")
    lawyer = signed_in(Held("terms-officer"), email="tariq@example.org")
    assert act(agent, claim, "rule", outcome="no", reason="none").status_code == 403
    page = text(lawyer.get(f"/desk/claims/{claim.number}/"))
    assert "Left to: legal officer" in page
    assert "Write something" not in page
    assert act(lawyer, claim, "note", kind="note", text="hm").status_code == 403
    done = act(lawyer, claim, "rule", outcome="no", reason="no negligence was found")
    assert lawyer.get(done["Location"]).status_code == 200
    assert queries.find_claim(claim.number).state == "refused"


@pytest.mark.clause("iet:return-to-iet")
def test_who_pays_the_carriage_is_decided_for_each_claim_and_stays_on_record(agent, manager, db) -> None:
    bought = {"what": "purchased", "on": "2024-01-02", "by": "planted-owner"}
    claim = reported(make_unit("IE-1", bought, program="iet", kind="ups"))
    assert act(agent, claim, "remedy", remedy="repair").status_code == 302
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert "Left to a person" in page
    assert "Decide who pays: the way back" not in page
    assert "Decide who pays: the way back" in text(manager.get(f"/desk/claims/{claim.number}/"))
    assert act(agent, claim, "agree", told_by="phone").status_code == 409, "not before it is decided"
    assert act(agent, claim, "payer", payer="customer", reason="as agreed in the shop").status_code == 403
    assert act(manager, claim, "payer", payer="customer", reason="").status_code == 422
    assert act(manager, claim, "payer", payer="customer", reason="as agreed in the shop").status_code == 302
    assert act(manager, claim, "payer", payer="vendor", reason="our side").status_code == 302
    assert act(agent, claim, "agree", told_by="phone").status_code == 302
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert "as agreed in the shop" in page
    assert "who said so by phone" in page
    legs = {leg.what: (leg.payer, leg.reason) for leg in queries.legs_of(queries.find_claim(claim.number))}
    assert legs["ship-back"] == ("customer", "as agreed in the shop")
    assert legs["ship-out"] == ("vendor", "our side")
    assert queries.find_claim(claim.number).state == "running"


def test_steps_are_recorded_with_what_they_ask_for(agent, board) -> None:
    claim = agreeing.agree(agreeing.choose_remedy(reported(board), "repair", at=AT, by=BY), at=AT, by=BY)
    lacking = act(agent, claim, "step", finding="dead panel")
    assert lacking.status_code == 422
    assert "dead panel" in text(lacking)
    assert act(agent, claim, "step", finding="dead panel", diagnosed="remote", fixed="false").status_code == 302
    step = queries.steps_of(claim)[0]
    assert step.result == {"finding": "dead panel", "diagnosed": "remote", "fixed": False}


@pytest.mark.clause("idesign:II.D.entire")
def test_a_promise_is_noted_and_stays_out_of_the_decision(agent, claim) -> None:
    act(agent, claim, "note", kind="promise", text="the shop said accidents are covered")
    act(agent, claim, "facts", why="looked again")
    found = queries.find_claim(claim.number)
    assert found.state == "refused"
    assert "shop" not in str(found.decision.question)
    assert "Promise by somebody, in no decision" in text(agent.get(f"/desk/claims/{claim.number}/"))


@pytest.mark.clause("idesign:II.C")
def test_a_dispute_shows_how_far_liability_goes_and_is_answered(agent, board) -> None:
    plan = {"plan": "multicare-advanced-3y"}
    unit = make_unit(
        "ID-9",
        {"what": "purchased", "on": "2023-05-02", "by": "planted-owner", "channel": "partner", "invoice": "D-9"},
        {"what": "delivered", "on": "2023-05-10", "to": "planted-owner", "location": "planted-place"},
        {"what": "plan-purchased", "on": "2023-06-01", **plan, "invoice": "D-2"},
    )
    claim = reported(unit, cause="accident")
    assert "Limit of liability" not in text(agent.get(f"/desk/claims/{claim.number}/"))
    act(agent, claim, "dispute", reason="it fell by itself")
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert "Limit of liability" in page
    assert "USD 190.00" in page
    assert "II.C" in page
    assert act(agent, claim, "answer", answer="upheld", reason="the photo shows a fall").status_code == 302
    assert "The decision stands: the photo shows a fall" in text(agent.get(f"/desk/claims/{claim.number}/"))


def test_goodwill_takes_two_and_is_marked_wherever_the_claim_is_shown(agent, manager, claim) -> None:
    assert act(agent, claim, "goodwill", amount="ten", currency="USD", reason="sorry").status_code == 422
    assert act(agent, claim, "goodwill", amount="80", currency="USD", reason="sorry").status_code == 302
    assert act(agent, claim, "goodwill-judge", outcome="approve", why="fine").status_code == 403
    assert claim.number in text(manager.get("/desk/goodwill/"))
    assert act(manager, claim, "goodwill-judge", outcome="approve", why="fine").status_code == 302
    assert Amount.objects.get().amount == Decimal("80")
    for address in ("/desk/", f"/desk/claims/{claim.number}/"):
        assert "badge-check" in text(agent.get(address))
        assert "Goodwill" in text(agent.get(address))
    owner = signed_in(Held("end-customer", "planted-owner"), email="oona@example.org")
    assert "Goodwill was granted" in text(owner.get(f"/claims/{claim.number}/"))
    assert "Goodwill proposed" not in text(owner.get(f"/claims/{claim.number}/")), "what staff weigh among themselves"
    assert "badge-check" in text(owner.get("/claims/"))
    limit = {"program": "idesign", "role": "agent", "amount": "100", "currency": "usd",
             "since-day": "1", "since-month": "1", "since-year": "2024"}  # fmt: skip
    assert manager.post("/desk/goodwill/", {**limit, "amount": ""}).status_code == 422
    assert manager.post("/desk/goodwill/", limit).status_code == 302
    assert "USD 100.00" in text(manager.get("/desk/goodwill/"))
    act(agent, claim, "goodwill", amount="90", currency="USD", reason="once more")
    assert Goodwill.objects.order_by("-id")[0].state == "granted"


@pytest.mark.clause("its:lifecycle")
def test_after_the_term_there_are_options_with_prices(agent, db) -> None:
    unit = make_unit("IT-2", {**WORK[0], "on": "2023-09-01"}, {**WORK[1], "on": "2023-09-01"}, program="its", kind="tv")
    claim = reported(unit)
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert claim.state == "refused"
    assert "EUR 60.00" in page
    assert "EUR 39.00" in page
    assert "lifecycle" in page
    assert "/units/its/IT-2/plans/" in page


@pytest.mark.clause("emetrotel:hw-out")
def test_hardware_out_of_warranty_gets_options_with_prices(agent, db) -> None:
    bought = {"what": "purchased", "on": "2022-01-02", "by": "planted-owner"}
    claim = reported(make_unit("EM-1", bought, program="emetrotel", kind="ucx250"))
    page = text(agent.get(f"/desk/claims/{claim.number}/"))
    assert claim.state == "refused"
    assert "USD 1,650.00" in page
    assert "hw-out" in page


def test_service_outside_the_terms_is_offered_where_the_terms_have_it(agent, claim) -> None:
    assert act(agent, claim, "propose").status_code == 302
    assert act(agent, claim, "agree", told_by="phone").status_code == 302
    found = queries.find_claim(claim.number)
    assert (found.state, found.process["of"], queries.next_step(found).name) == ("running", "outside-terms", "quote")


# -- callers -------------------------------------------------------------------------------------------------


@pytest.mark.clause("its:channels", "its:report-fields")
def test_a_caller_gets_a_number_at_once_and_is_asked_for_what_lacks(agent, db) -> None:
    unit = make_unit("IT-3", *WORK, program="its", kind="laptop")
    Unit.objects.filter(pk=unit.pk).update(owner=Party.objects.get(key="planted-owner"))
    form = text(agent.get("/desk/report/?program=its&kind=fault&serial=it-3"))
    assert "planted-owner" in form
    assert "No claim about it is open" in form
    for asked in ("description", "since", "invoice", "phone"):
        assert f'name="{asked}"' in form
    call = {"program": "its", "kind": "fault", "serial": "IT-3", "cause": "defect", "description": "no sound"}
    answer = agent.post("/desk/report/", {**call, "phone": "+38 1"}, follow=True)
    claim = Claim.objects.get()
    assert (claim.channel, claim.state, claim.report["invoice"]) == ("phone", "incomplete", "W-1")
    assert claim.number in text(answer)
    assert "It waits for: Since" in text(answer)
    assert Contact.objects.get().phone == "+38 1"
    act(agent, claim, "facts", since="yesterday", why="called back")
    assert queries.find_claim(claim.number).state == "accepted"
    again = agent.post("/desk/report/", {**call, "since": "yesterday"})
    assert again.status_code == 422
    assert claim.number in text(again)


def test_a_unit_that_is_not_on_record_is_matched_later(agent, board) -> None:
    assert agent.get("/desk/report/?program=idesign&kind=fault&serial=").status_code == 422
    form = text(agent.get("/desk/report/?program=idesign&kind=fault&serial=ID-0O77"))
    assert "No unit of idesign has the number" in form
    agent.post("/desk/report/", {"program": "idesign", "kind": "fault", "serial": "ID-0O77", "description": "dark"})
    claim = Claim.objects.get()
    assert act(agent, claim, "match", serial="ID-9999", why="misread").status_code == 422
    assert act(agent, claim, "match", serial="ID-0077", why="misread").status_code == 302
    assert queries.find_claim(claim.number).state == "accepted"


@pytest.mark.clause("iet:help")
def test_a_question_gets_a_number_and_an_answer_and_no_decision(agent, db) -> None:
    make_unit("IE-2", {"what": "purchased", "on": "2024-01-02", "by": "planted-owner"}, program="iet", kind="ups")
    call = {"program": "iet", "kind": "question", "serial": ""}
    agent.post("/desk/report/", call)
    first = Claim.objects.get()
    assert first.state == "incomplete"
    agent.post("/desk/report/", {**call, "question": "does it take a larger battery?", "email": "p@example.org"})
    claim = Claim.objects.exclude(pk=first.pk).get()
    assert (claim.state, claim.decision, claim.unit) == ("referred", None, None)
    assert "To be answered" in text(agent.get("/desk/"))
    assert act(agent, claim, "rule", outcome="yes", reason="why").status_code in (403, 409)
    act(agent, claim, "note", kind="message", text="yes, up to 9 Ah")
    assert act(agent, claim, "close", outcome="answered").status_code == 302
    assert queries.find_claim(claim.number).outcome == "answered"


def test_who_works_in_one_program_hears_nothing_of_another(claim, db) -> None:
    make_unit("IT-4", *WORK, program="its", kind="laptop")
    other = signed_in(Held("agent", program="its"), email="ivo@example.org")
    assert claim.number not in text(other.get("/desk/"))
    assert other.get(f"/desk/claims/{claim.number}/").status_code == 404
    assert act(other, claim, "close", outcome="refused").status_code == 404
    assert other.get("/desk/report/?program=idesign&kind=fault&serial=ID-0077").status_code == 422


# -- what is charged -----------------------------------------------------------------------------------


def invoiced(client, claim: Claim, *lines: tuple[str, str, str], seen: int | None = None, **typed):
    """The form of the invoice with those lines, sent as it was shown."""
    cells = {
        f"{cell}-{n}": text for n, line in enumerate(lines, 1)
        for cell, text in zip(("what", "amount", "currency"), line, strict=True)
    }  # fmt: skip
    now = queries.find_claim(claim.number).version if seen is None else seen
    sent = {"seen": now, "rows": str(len(lines)), "reason": "dropped it again", **cells, **typed}
    return client.post(f"/desk/claims/{claim.number}/invoice/", sent)


@pytest.fixture
def outside(agent, claim) -> Claim:
    """Carried out at a price, so that more can be invoiced."""
    act(agent, claim, "propose")
    act(agent, claim, "agree", told_by="phone")
    return claim


def test_an_invoice_has_several_lines_each_with_its_currency_and_shows_their_sums(agent, outside) -> None:
    address = f"/desk/claims/{outside.number}/invoice/"
    assert address in text(agent.get(f"/desk/claims/{outside.number}/"))
    assert text(agent.get(address)).count('name="what-') == 3
    lines = (("visit", "55", "USD"), ("", "", ""), ("lamp", "20.50", "eur"), ("fan", "5", "USD"))
    more = invoiced(agent, outside, *lines, ("half", "", ""), do="more")
    assert (text(more).count('name="what-'), more.status_code, "Error" in text(more)) == (8, 200, False)
    assert "EUR 20.50 and USD 60.00" in text(invoiced(agent, outside, *lines, do="sum"))
    assert not Invoice.objects.exists()
    answer = agent.get(invoiced(agent, outside, *lines)["Location"])
    assert "EUR 20.50 and USD 60.00" in text(answer)
    [made] = Invoice.objects.all()
    rows = Amount.objects.filter(cause=f"invoice:{made.number}").order_by("id")
    assert [(row.what, f"{row.amount:.2f}", row.currency) for row in rows] == [
        ("visit", "55.00", "USD"), ("lamp", "20.50", "EUR"), ("fan", "5.00", "USD"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "typed", "status", "said"),
    [((("visit", "much", "USD"), ("lamp", "1", "USD")), {}, 422, 'id="amount-1-error"'),
     ((("visit", "1", "USD"), ("lamp", "1", "money")), {}, 422, 'id="currency-2-error"'),
     ((("visit", "1", "USD"), ("", "1", "USD")), {}, 422, 'id="what-2-error"'),
     ((("visit", "1", "USD"), ("visit", "2", "USD")), {}, 422, "is there twice"),
     ((("", "", ""),), {}, 422, "at least one"), ((("visit", "1", "USD"),), {"reason": ""}, 422, 'id="reason-error"'),
     ((("visit", "1", "USD"),), {"seen": 0}, 409, "changed meanwhile")],
)  # fmt: skip
def test_what_is_wrong_with_an_invoice_is_said_at_its_line_and_nothing_is_invoiced(
    agent, outside, lines, typed, status, said
) -> None:
    response = invoiced(agent, outside, *lines, **typed)
    page = text(response)
    assert (response.status_code, said in page, f'value="{lines[0][1]}"' in page) == (status, True, True)
    assert not Invoice.objects.exists()


def test_nothing_is_invoiced_where_the_terms_know_no_service_outside_them(agent, board) -> None:
    claim = reported(board)
    assert f"/desk/claims/{claim.number}/invoice/" not in text(agent.get(f"/desk/claims/{claim.number}/"))
    assert agent.get(f"/desk/claims/{claim.number}/invoice/").status_code == 409


@pytest.mark.clause("idesign:VI.charge")
def test_service_outside_the_terms_is_quoted_and_what_is_invoiced_later_holds_claims(agent, claim) -> None:
    act(agent, claim, "propose")
    act(agent, claim, "agree", told_by="phone")
    assert act(agent, claim, "step", labour="a lot", parts="1", currency="USD").status_code == 422
    act(agent, claim, "step", labour="90.00", parts="10.00", currency="USD")
    act(agent, claim, "quote-anew", labour="80.00", parts="10.00", currency="USD")
    assert act(agent, claim, "step", quote="1", how="telephone").status_code == 409
    assert not Amount.objects.exists()
    act(agent, claim, "step", quote="2", how="telephone")
    assert [row.amount for row in Amount.objects.order_by("id")] == [80, 10]
    assert invoiced(agent, claim, ("a second visit", "55", "USD")).status_code == 302
    invoice = Invoice.objects.get()
    held = [reported(claim.unit, part=part) for part in ("remote", "panel")]
    assert {one.state for one in held} == {"undecided"}
    assert act(agent, held[0], "release", why="they pay on Friday").status_code == 302
    paid = {"invoice": invoice.number, "on-day": "1", "on-month": "2", "on-year": "2024"}
    assert act(agent, claim, "paid", **paid).status_code == 302
    assert {queries.find_claim(one.number).state for one in held} == {"accepted"}
