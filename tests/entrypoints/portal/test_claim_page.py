"""A claim's own page and the list: who sees them, what is shown before anybody agrees, and what may be done."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, INSTALLER, OWNER, PLACE, make_unit
from tests.entrypoints.portal.test_channel import signed_in
from tests.entrypoints.portal.test_claims import PNG, body
from warrantor.apps.access.rules import Held
from warrantor.apps.claims import queries
from warrantor.apps.claims.agreeing import choose_remedy
from warrantor.apps.claims.intake import Report, add_facts, open_claim
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.returns.queries import rma_of
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.claims.ruling import note
from warrantor.apps.claims.steps import do_step
from warrantor.apps.registry.models import Location, Paper, Party, Unit

pytestmark = pytest.mark.django_db
WORKED_ON = (
    {"what": "purchased", "on": "2023-12-20", "by": OWNER},
    {"what": "delivered", "on": "2023-12-20", "to": OWNER},
    {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True},
    {"what": "registered", "on": "2024-01-20", "complete": True},
)


@pytest.fixture
def client(db, settings, tmp_path) -> Client:
    """Somebody of the owner's."""
    settings.PAPERS_FOLDER = tmp_path
    return signed_in(Held("end-customer", OWNER), email="owner@example.org")


@pytest.fixture
def agent(db) -> Client:
    return signed_in(Held("agent"), email="agent@example.org")


def reported(unit: Unit, **said) -> Claim:
    told = {"description": "it stays dark", "since": "2024-01-30"}
    said = {"part": "panel", "cause": "defect", **said}
    return open_claim(Report(program=unit.program, channel="web", unit=unit, said=said, told=told), at=AT, by=BY)


def do(client: Client, claim: Claim, act: str, status: int = 302, **data) -> str:
    """Does something with the version that stands, unless another is given."""
    claim.refresh_from_db()
    response = client.post(f"/claims/{claim.number}/{act}/", {"seen": claim.version, **data})
    assert response.status_code == status, response.content.decode()[:3000]
    claim.refresh_from_db()
    return response.content.decode()


@pytest.mark.clause("idesign:V.A")
def test_who_pays_which_leg_is_shown_before_anybody_agrees_and_then_the_steps_are_done(client, board) -> None:
    claim = reported(board)
    assert "Waiting for us: choose what is done" in body(client, f"/claims/{claim.number}/")
    choose_remedy(claim, "repair", at=AT, by=BY)
    page = body(client, f"/claims/{claim.number}/")
    assert "Waiting for you: agree to who pays what" in page
    legs = page.partition('id="legs"')[2].partition("</table>")[0]
    rows = [row.partition("</tr>")[0] for row in legs.split("<tr>")[2:]]
    told = [("The way back", "at your own cost"), ("The repair", "no charge"), ("The way out", "no charge"),
            ("Putting it up again", "at your own cost")]  # fmt: skip
    for part, cost in told:
        [row] = [row for row in rows if f">{part}<" in row]
        assert (cost in row, "V.A" in row) == (True, True)
    assert 'id="steps"' not in page
    do(client, claim, "agree")
    assert (claim.state, queries.next_step(claim).name) == ("running", "diagnose")
    assert "Waiting for us: find the fault" in body(client, f"/claims/{claim.number}/")
    assert "changed meanwhile" in do(client, claim, "step", 409, finding="I mended it myself")
    do_step(claim, "diagnose", {"finding": "dead panel", "diagnosed": "remote"}, at=AT, by=BY)
    do_step(claim, "authorise", {}, at=AT, by=BY)
    page = body(client, f"/claims/{claim.number}/")
    assert "Waiting for you: take the unit down" in page
    assert "Who took it down?" in page
    assert "Send it back under" in page
    assert "There is a problem" in do(client, claim, "step", 422)
    do(client, claim, "step", removed_by="Fitters Ltd")
    assert queries.next_step(claim).name == "ship-back"
    do(client, claim, "step", carrier="Post", tracking="T-1")
    assert "T-1" in body(client, f"/claims/{claim.number}/")
    receive(Box("label", serial="ID-0077"), rma_of(claim), at=AT, by=BY)
    assert "Send it back under" not in body(client, f"/claims/{claim.number}/")


@pytest.mark.clause("its:remedies")
def test_the_remedies_are_listed_and_cost_nothing(client, db) -> None:
    unit = make_unit("IT-1", *WORKED_ON, program="its", kind="laptop")
    claim = reported(unit)
    page = body(client, f"/claims/{claim.number}/")
    assert "What you get" in page
    for remedy in claim.decision.answer["remedies"]:
        assert remedy.replace("-", " ") in page
    choose_remedy(claim, "repair", at=AT, by=BY)
    legs = body(client, f"/claims/{claim.number}/").partition('id="legs"')[2].partition("</table>")[0]
    assert (legs.count("no charge"), "at your own cost" in legs) == (2, False)


@pytest.mark.clause("iet:promise")
def test_a_defect_within_the_term_reported_by_the_end_user_cites_the_promise(client, db) -> None:
    unit = make_unit("IE-1", {"what": "purchased", "on": "2023-06-02", "by": OWNER}, program="iet", kind="server")
    claim = reported(unit)
    page = body(client, f"/claims/{claim.number}/")
    answer = page.partition('id="answer"')[2].partition('id="law"')[0]
    assert ("Covered" in answer, "promise" in answer) == (True, True)
    assert "free of faults in material and workmanship" in answer


@pytest.mark.clause("idesign:II.B")
@pytest.mark.parametrize("cause", ["defect", "accident"])
def test_rights_by_law_are_told_by_country_and_not_hidden_by_a_refusal(client, board, cause) -> None:
    Location.objects.filter(key=PLACE).update(country="DE")
    claim = reported(board, cause=cause)
    add_facts(claim, told={"bought_in": "GB"}, why="", at=AT, by=BY)
    page = body(client, f"/claims/{claim.number}/")
    assert ("Not covered" in page) == (cause == "accident")
    law = page.partition('id="law"')[2].partition("</section>")[0]
    told = ("Where you bought it, Britain", "Consumer Rights Act", "Where you live, and it stands, Germany", "2019/771")
    assert [text for text in told if text not in law] == []


def test_what_is_refused_can_be_had_at_a_price_that_is_shown_first(client, board) -> None:
    claim = reported(board, cause="accident")
    assert "Have it done at a price" in body(client, f"/claims/{claim.number}/")
    do(client, claim, "propose")
    legs = body(client, f"/claims/{claim.number}/").partition('id="legs"')[2].partition("</table>")[0]
    assert ("Labour" in legs, "no charge" in legs, claim.state) == (True, False, "refused")
    do(client, claim, "agree")
    assert (claim.state, queries.next_step(claim).name) == ("running", "quote")
    do_step(claim, "quote", {"labour": "80", "parts": "40.50", "currency": "USD"}, at=AT, by=BY)
    page = body(client, f"/claims/{claim.number}/")
    assert ("USD 80.00" in page, "Waiting for you: accept the price" in page) == (True, True)
    assert "was changed" in do(client, claim, "step", 409, quote="7")
    do(client, claim, "step", quote="1")
    assert queries.next_step(claim).name == "repair"


def test_who_sees_a_claim_and_nobody_by_changing_its_number(client, agent, board) -> None:
    claim = reported(board)
    address = f"/claims/{claim.number}/"
    Party.objects.get_or_create(key="mila")
    stranger = signed_in(Held("end-customer", "mila"), email="mila@example.org")
    installer = signed_in(Held("installer", INSTALLER), email="installer@example.org")
    assert [who.get(address).status_code for who in (client, agent, installer, stranger)] == [200, 200, 200, 404]
    wrong = claim.number[:-1] + ("A" if claim.number[-1] != "A" else "B")
    assert client.get(f"/claims/{wrong}/").status_code == 404
    assert installer.post(f"{address}message/", {"text": "hello"}).status_code == 403
    assert stranger.post(f"{address}withdraw/", {"seen": 1}).status_code == 404
    assert client.post(f"{address}rule/", {"seen": 1}).status_code == 404
    assert claim.number not in body(stranger, "/claims/")


def test_what_changed_meanwhile_is_shown_and_what_was_typed_is_kept(client, board) -> None:
    claim = reported(board)
    seen = claim.version
    add_facts(claim, said={"cause": "accident"}, why="looked at it", at=AT, by=BY)
    page = do(client, claim, "dispute", 409, seen=seen, reason="it was a defect\nI say")
    assert ("changed meanwhile" in page, "it was a defect\nI say" in page, claim.disputed) == (True, True, None)
    do(client, claim, "dispute", reason="it was a defect")
    assert "Waiting for us: somebody looks at the dispute" in body(client, f"/claims/{claim.number}/")
    page = do(client, claim, "dispute", 409, reason="again")
    assert "again" in page


def test_each_says_what_concerns_them_and_staff_speak_among_themselves(client, agent, board) -> None:
    claim = reported(board)
    do(client, claim, "message", text="any <b>news</b>?")
    note(claim, "note", "looks like a lie", at=AT, by=BY)
    theirs, ours = body(client, f"/claims/{claim.number}/"), body(agent, f"/claims/{claim.number}/")
    assert ("any &lt;b&gt;news&lt;/b&gt;?" in theirs, "looks like a lie" in theirs, "Note among staff" in theirs) == (
        True, False, False,
    )  # fmt: skip
    assert ("looks like a lie" in ours, "Note among staff" in ours) == (True, True)
    assert "write it in words" in do(client, claim, "message", 422, text=" ")


def test_proof_is_added_withdrawal_ends_it_and_the_fault_can_be_reported_again(client, board) -> None:
    claim = reported(board)
    page = do(client, claim, "proof", 422, kind="invoice", invoice="D-9")
    assert 'href="#proof-file"' in page
    page = do(client, claim, "proof", 422, kind="photo", file=SimpleUploadedFile("a.png", b"none"))
    assert "text/plain" in page
    do(client, claim, "proof", kind="invoice", invoice="D-9", file=SimpleUploadedFile("a.png", PNG))
    assert (Paper.objects.get().names, claim.report["invoice"]) == ("D-9", "D-9")
    do(client, claim, "withdraw")
    assert (claim.state, claim.outcome) == ("closed", "withdrawn")
    assert "It was withdrawn." in body(client, f"/claims/{claim.number}/")
    assert do(client, claim, "withdraw", 409)
    assert reported(board).pk != claim.pk


def test_the_list_is_filtered_and_taken_out_and_the_unit_shows_what_is_open(client, board) -> None:
    old, new = reported(board), reported(board, part="=remote")
    do(client, old, "withdraw")
    both = body(client, "/claims/")
    assert (old.number in both, new.number in both) == (True, True)
    assert old.number not in body(client, "/claims/?state=open&sort=state")
    assert new.number not in body(client, "/claims/?state=closed")
    found = body(client, f"/claims/?q={new.number.lower()}")
    assert (old.number in found, new.number in found) == (False, True)
    assert "No claim matches" in body(client, "/claims/?q=nothing&program=x&state=%00&sort=1")
    lines = b"".join(client.get("/claims/?format=csv")).decode().splitlines()  # type: ignore[arg-type]
    assert (len(lines), "'=remote" in lines[1]) == (3, True)
    page = body(client, "/units/idesign/ID-0077/").partition('id="claims"')[2].partition("</section>")[0]
    assert (old.number in page, new.number in page, "Open a claim" in page) == (False, True, True)


def test_a_page_takes_as_many_statements_however_much_was_said(client, board, django_assert_max_num_queries) -> None:
    claim = reported(board)
    for number in range(20):
        note(claim, "message", f"word {number}", at=AT + timedelta(minutes=number), by=BY)
        add_facts(claim, told={"since": f"day {number}"}, why="", at=AT + timedelta(minutes=number), by=BY)
    with django_assert_max_num_queries(45):
        body(client, f"/claims/{claim.number}/")
