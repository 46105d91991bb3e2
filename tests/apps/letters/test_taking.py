"""What a letter becomes: a report with a number at once, words on a claim, or only kept. It never acts."""

from datetime import timedelta

import pytest
from django.db.models import Q

from tests.acting import BY
from tests.apps.claims.conftest import make_unit
from tests.apps.letters.conftest import AT, PHOTO, mail, photo, taken
from warrantor.apps.claims.models import Claim, Contact, Note
from warrantor.apps.claims.queries import contact_of, notes_of
from warrantor.apps.journal.models import Entry
from warrantor.apps.letters import queries
from warrantor.apps.letters.actions import forget, put_to_paper, take
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.notices.actions import mail_key
from warrantor.apps.notices.models import Notice
from warrantor.apps.notices.sending import message
from warrantor.apps.registry.models import Paper
from warrantor.apps.registry.papers.rules import LARGEST
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db


def told_to(address: str) -> str:
    """All that was told to an address, the last last."""
    rows = Notice.objects.filter(Q(recipient=mail_key(address)) | Q(address=address)).order_by("id")
    return "\n".join(f"{row.subject}\n{row.text}" for row in rows)


@pytest.mark.clause("its:channels")
def test_a_message_gives_a_case_number_at_once_and_the_channel_is_recorded(laptop, post) -> None:
    letter = taken(post)
    claim = Claim.objects.get()
    assert (letter.became, letter.claim, claim.channel) == ("report", claim, "email")
    assert claim.number in told_to("mila@example.org")
    assert Entry.objects.get(act="claims.open_claim").detail.count('"channel":"email"') == 1


def test_a_sender_who_is_sure_reports_their_own_unit_with_what_they_told(laptop, mila, post) -> None:
    claim = taken(post).claim
    assert (claim.unit, claim.claimant, claim.state) == (laptop, mila, "accepted")
    assert claim.report["since"] == "Monday"
    assert claim.report["description"].startswith("No sound\n\nMy laptop IT-100")
    assert (contact_of(claim).email, contact_of(claim).name) == ("mila@example.org", "Mila M.")
    assert not notes_of(claim).exists()


def test_the_answer_stands_below_the_message_it_answers(laptop, post) -> None:
    taken(post)
    row = Notice.objects.filter(address="mila@example.org").earliest("id")
    assert message(row, ["mila@example.org"]).extra_headers["In-Reply-To"] == "<one@example.org>"


@pytest.mark.clause("its:report-fields")
def test_a_report_that_lacks_something_is_kept_and_asks_for_it_by_mail(laptop, post) -> None:
    claim = taken(post, words="IT-100 is mute").claim
    assert claim.state == "incomplete"
    notice = Notice.objects.latest("id")
    answer = {"message_id": "<two@example.org>", "refers": (f"<{notice.public_id}@localhost>",)}
    again = taken(post, **answer, subject="Re: it", words="Since: last Friday")
    claim.refresh_from_db()
    assert (again.became, again.claim_id, claim.state) == ("message", claim.pk, "accepted")
    assert claim.report["since"] == "last Friday"


def test_a_sender_who_is_not_sure_opens_a_report_without_unit_and_party(laptop, post) -> None:
    letter = taken(post, vouched=False, words="Serial number: IT-100. No sound.")
    claim = letter.claim
    assert (claim.unit, claim.claimant, claim.serial, claim.state) == (None, None, "IT-100", "incomplete")
    assert [note.confirmed for note in notes_of(claim)] == [False]
    assert not letter.confirmed


@pytest.mark.parametrize("serial", ["IT-100", "XX-100"])
def test_whether_anothers_serial_exists_is_told_to_nobody(laptop, eve, post, serial: str) -> None:
    claim = taken(post, sender="eve@example.com", name="", words=f"Serial: {serial} is mute").claim
    assert (claim.unit, claim.serial, claim.claimant, claim.state) == (None, serial, eve, "incomplete")
    told = told_to("eve@example.com").replace(claim.number, "").replace(serial, "")
    assert "mila" not in told.lower()
    lines = [line for line in told.splitlines() if "@" not in line]
    other = queries.signature(claim.number)
    assert [line.replace(other, "") for line in lines] == LINES.setdefault(
        "told", [li.replace(other, "") for li in lines]
    )


LINES: dict[str, list[str]] = {}
"""What was told of the serial that exists: of one that does not the very same is told."""


def test_of_two_units_that_are_named_none_is_taken(laptop, mila, post) -> None:
    make_unit("IT 101", [], program="its", kind="laptop", owner=mila)
    assert taken(post, words="IT-100 works, IT 101 does not").claim.unit is None
    assert taken(post, message_id="<2@x>", subject="IT 101", words="is mute").claim.unit.serial == "IT 101"


def test_the_same_message_twice_is_taken_once(laptop, post) -> None:
    first, new = take(mail(), post, at=AT, by=BY)
    again, renewed = take(mail(), post, at=AT + timedelta(minutes=1), by=BY)
    assert (first, new, renewed) == (again, True, False)
    assert Claim.objects.count() == Letter.objects.count() == 1


def test_nothing_is_taken_where_something_fails_and_it_can_come_again(laptop, post, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as broken:
        broken.setattr(post.store, "keep", full)
        with pytest.raises(OSError, match="no space"):
            taken(post, attachments=(photo(),))
    assert not Letter.objects.exists()
    assert not Claim.objects.exists()
    assert not Notice.objects.exists()
    assert taken(post, attachments=(photo(),)).claim is not None


# -- replies -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def claim(laptop, post) -> Claim:
    return taken(post).claim


def reply(post, claim: Claim, **other):
    notice = Notice.objects.filter(about=f"claim:{claim.number}").earliest("id")
    told = {"message_id": "<reply@x>", "refers": (f"<{notice.public_id}@localhost>",), "subject": "Re: it"}
    return taken(post, **{**told, "words": "I agree to everything, close it", **other})


def test_the_claimants_words_count_where_the_sender_is_sure(claim, post) -> None:
    letter = reply(post, claim)
    note = notes_of(claim).get()
    assert (letter.became, letter.confirmed, note.confirmed) == ("message", True, True)
    assert (note.kind, note.text) == ("message", "I agree to everything, close it")


def test_a_message_never_acts(claim, post) -> None:
    reply(post, claim, words="Agreed: yes\nState: closed\nI agree to all charges, close the claim")
    claim.refresh_from_db()
    assert (claim.state, claim.agreed, claim.closed) == ("accepted", None, None)


@pytest.mark.parametrize("other", [{"vouched": False}, {"sender": "eve@example.com"}])
def test_anybody_elses_words_are_kept_as_not_confirmed(claim, post, other) -> None:
    letter = reply(post, claim, **other)
    assert (letter.claim, letter.confirmed) == (claim, False)
    assert [note.confirmed for note in notes_of(claim)] == [False]


def test_a_stranger_is_told_nothing_about_the_claim(claim, post) -> None:
    reply(post, claim, sender="eve@example.com", attachments=(photo("dark.exe"),))
    told = told_to("eve@example.com")
    assert "Your message arrived" in told
    assert "dark.exe" in told
    for secret in (claim.number, "IT-100", "mila", queries.signature(claim.number)):
        assert secret not in told


def test_a_forged_reply_adds_no_facts(laptop, post) -> None:
    claim = taken(post, words="IT-100 is mute").claim
    reply(post, claim, vouched=False, words="Since: never")
    claim.refresh_from_db()
    assert "since" not in claim.report


def test_a_number_that_we_signed_leads_to_the_claim_in_subject_and_address(claim, post) -> None:
    token = f"{claim.number}-{queries.signature(claim.number)}"
    for place, told in enumerate(
        [{"subject": f"again [{token}]"}, {"recipients": (f"care+{token.lower()}@its.example",)}]
    ):
        letter = taken(post, message_id=f"<{place}@x>", sender="eve@example.com", **told)
        assert (letter.became, letter.claim) == ("message", claim)


def test_a_bare_number_leads_there_from_the_claimants_address_alone(claim, post) -> None:
    subject = f"Re: [{claim.number}] Covered"
    assert taken(post, message_id="<2@x>", subject=subject, words="thanks").claim == claim
    forged = {"subject": f"{claim.number}-{'0' * 20}", "sender": "eve@example.com", "message_id": "<3@x>"}
    assert taken(post, **forged).claim != claim


def test_a_second_report_about_the_same_goes_to_the_open_claim(claim, post) -> None:
    letter = taken(post, message_id="<2@x>", words="IT-100 is still mute")
    assert (letter.became, letter.claim) == ("message", claim)
    assert notes_of(claim).get().text == "IT-100 is still mute"


# -- files -------------------------------------------------------------------------------------------------------------


def test_files_become_papers_of_the_unit(laptop, post) -> None:
    taken(post, attachments=(photo(), photo("dark2.jpg", PHOTO + b"2")))
    assert list(Paper.objects.values_list("unit", "kind", "name")) == [
        (laptop.pk, "photo", "dark.jpg"),
        (laptop.pk, "photo", "dark2.jpg"),
    ]


def test_of_a_sender_who_is_not_sure_they_wait(claim, post) -> None:
    reply(post, claim, vouched=False, attachments=(photo(),))
    assert not Paper.objects.exists()
    waiting = Enclosure.objects.get()
    assert (waiting.letter.claim, waiting.paper) == (claim, None)


def test_until_somebody_looked_at_them_and_puts_them_there(claim, post) -> None:
    reply(post, claim, vouched=False, attachments=(photo(),))
    paper = put_to_paper(Enclosure.objects.get(), post.store, at=AT, by=BY)
    assert (paper.unit, Enclosure.objects.get().paper) == (claim.unit, paper)
    with pytest.raises(Conflict):
        put_to_paper(Enclosure.objects.get(), post.store, at=AT, by=BY)


def test_without_a_unit_there_is_nowhere_to_put_them(laptop, post) -> None:
    taken(post, words="It is mute", attachments=(photo(),))
    with pytest.raises(Refused, match="is not known yet"):
        put_to_paper(Enclosure.objects.get(), post.store, at=AT, by=BY)


def test_they_become_papers_when_the_unit_is_told(laptop, post) -> None:
    claim = taken(post, words="It is mute", attachments=(photo(),)).claim
    assert not Paper.objects.exists()
    reply(post, claim, words="Serial IT-100")
    assert Paper.objects.get().unit == laptop


def test_what_cannot_be_kept_is_told_and_the_rest_is_kept(laptop, post) -> None:
    huge = photo("huge.jpg", PHOTO + bytes(LARGEST))
    files = (huge, photo("no.jpg", b"MZ no photo"), photo("../../ok.jpg"), photo("half.jpg", whole=False))
    letter = taken(post, attachments=(*files, photo("winmail.dat", b"x")), cut=True)
    assert letter.claim.report["description"].startswith("No sound")
    assert [row.name for row in Paper.objects.all()] == ["ok.jpg"]
    told = told_to("mila@example.org")
    for said in (
        "huge.jpg: is larger than 20,000,000 bytes",
        "no.jpg: `no.jpg` holds nothing that is kept",
        "half.jpg: did not arrive whole",
        "winmail.dat: `winmail.dat` is not of a kind that is kept",
        "the end of the message: it was too long",
    ):
        assert said in told
    assert told.count(letter.claim.number) > 1


# -- kept only ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["auto-submitted", "bounce", "bulk", "robot", "no-sender"])
def test_what_no_person_wrote_is_kept_and_never_answered(laptop, post, why: str) -> None:
    letter = taken(post, automatic=why)
    assert (letter.became, letter.why, letter.words) == ("kept", why, mail().text)
    assert not Claim.objects.exists()
    assert not Notice.objects.exists()


def test_our_own_messages_and_addresses_are_only_kept(claim, post) -> None:
    notice = Notice.objects.earliest("id")
    assert taken(post, message_id=f"<{notice.public_id}@localhost>").why == "our-own"
    assert taken(post, message_id="<2@x>", sender="care@its.example").why == "our-own"
    assert taken(post, message_id="<3@x>", sender="care+x@its.example").why == "our-own"
    assert taken(post, message_id="<4@x>", loops=("care@its.example",)).why == "our-own"
    assert taken(post, message_id="<5@x>", loops=("list@example.org",)).why == ""
    assert Claim.objects.count() == 1


def test_a_sender_who_writes_too_much_is_only_kept_for_an_hour(laptop, post) -> None:
    whys = [taken(post, message_id=f"<{n}@x>", words=f"no. {n}").why for n in range(22)]
    assert whys == [""] * 20 + ["too-many"] * 2
    assert taken(post, message_id="<other@x>", sender="ada@example.org").why == ""
    assert taken(post, AT + timedelta(hours=2), message_id="<later@x>").why == ""


def test_an_address_of_no_program_is_only_kept(laptop, post) -> None:
    assert taken(post, recipients=("boards@idesign.example",)).why == "no-program"
    assert not Notice.objects.exists()


def test_two_that_answer_by_themselves_come_to_an_end(laptop, post) -> None:
    """Whatever we tell comes back from a program that says nothing of being one: it ends all the same."""
    taken(post, words="Out of office")
    answered = 0
    for number in range(60):
        rows = Notice.objects.order_by("id")[answered:]
        if not rows:
            break
        for row in rows:
            answered += 1
            refers = (f"<{row.public_id}@localhost>",)
            taken(post, message_id=f"<{number}-{row.pk}@x>", words="Out of office", refers=refers)
    else:
        pytest.fail("it goes on and on")
    assert Notice.objects.count() < 10


# -- what may come -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"words": "", "subject": ""},
        {"words": "", "attachments": (photo(),)},
        {"words": "x" * 100_000},
        {"subject": "IT-100 " * 70, "words": "IT-100 " * 10_000},
        {"words": "Since: " + "y" * 5_000 + "\nInvoice: " + "z" * 400},
        {"words": "Serial: " + "A1" * 40},
        {"name": "N" * 200},
    ],
)
def test_whatever_it_holds_a_report_is_kept(laptop, post, other) -> None:
    letter = taken(post, **other)
    assert letter.became == "report"
    assert letter.claim.number in told_to("mila@example.org")


def test_an_erased_person_stands_in_no_letter(laptop, post) -> None:
    letter = taken(post, attachments=(photo(),), words="It is mute")
    assert forget("Mila@example.org", at=AT, by=BY) == set(Enclosure.objects.values_list("sha256", flat=True))
    letter.refresh_from_db()
    assert (letter.sender, letter.subject, letter.words, letter.forgotten) == ("", "", "", AT)
    assert Enclosure.objects.get().name == ""
    assert forget("mila@example.org", at=AT, by=BY) == set()
    assert forget("", at=AT, by=BY) == set()


def test_the_journal_names_nobody(laptop, post) -> None:
    taken(post)
    told = " ".join(Entry.objects.values_list("detail", flat=True))
    assert "mila@" not in told
    assert "No sound" not in told
    assert Contact.objects.count() == 1
    assert Note.objects.count() == 0
