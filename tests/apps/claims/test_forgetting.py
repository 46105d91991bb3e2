"""What claims hold of a person goes when they are erased; the claim stays."""

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, reported
from warrantor.apps.claims import queries
from warrantor.apps.claims.forgetting import ERASED, forget, told_of
from warrantor.apps.claims.models import Claim, Contact, Visit
from warrantor.apps.claims.ruling import note

pytestmark = pytest.mark.django_db


def test_words_and_the_way_in_go_and_the_claim_stays(board, mila) -> None:
    claim = reported(board, contact={"email": "ilse@example.org"})
    note(claim, "message", "ring at Ilse's door", at=AT, by=BY)
    note(claim, "note", "seen before", at=AT, by=BY)
    Visit.objects.create(claim=claim, round=1, door="second floor, Ilse", signed_by="Ilse", made=AT)
    assert "second floor" in str(told_of([board.owner]))
    forget([], [mila], at=AT, by=BY)
    assert Contact.objects.exists()
    forget([], [board.owner], at=AT, by=BY)
    assert "Ilse" not in str(told_of([board.owner]))
    assert [row.text for row in queries.notes_of(claim)] == [ERASED, "seen before"]
    assert not Contact.objects.exists()
    assert Claim.objects.get().state == "accepted"


def test_an_address_is_forgotten_wherever_it_was_left(board) -> None:
    reported(board, contact={"email": "Ilse@example.org"})
    forget(["ilse@example.org"], [], at=AT, by=BY)
    assert not Contact.objects.exists()
