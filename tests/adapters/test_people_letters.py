"""Whoever wrote to us: their letters are handed out and forgotten, also where they are known by nothing else."""

import pytest

from tests.acting import BY
from tests.apps.letters.conftest import AT, laptop, mila, photo, post, taken
from warrantor.adapters import people
from warrantor.apps.claims.models import Claim, Contact
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.models import Program

__all__ = ["laptop", "mila", "post"]
pytestmark = pytest.mark.django_db


def test_letters_of_a_known_person_are_handed_out_and_go_with_them(laptop, mila, post) -> None:
    taken(post)
    somebody = people.find("mila@example.org")
    [told] = people.gather(somebody)["letters"]
    assert people.gather(somebody)["contacts"] == [{"name": "Mila M.", "email": "mila@example.org", "phone": ""}]
    assert (told["sender"], told["subject"]) == ("mila@example.org", "No sound")
    people.erase(somebody, at=AT, by=BY)
    assert list(Letter.objects.values_list("sender", "words")) == [("", "")]
    assert not Contact.objects.exists()
    assert Claim.objects.get().claimant == mila


def test_whoever_only_wrote_is_found_and_forgotten(
    db, post, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.PAPERS_FOLDER = tmp_path
    Program.objects.create(name="its", title="iTS")
    letter = taken(post, sender="ada@example.org", attachments=(photo(),))
    with post.store.open(Enclosure.objects.get().sha256) as kept:
        assert kept.read()
    somebody = people.find("Ada@example.org")
    assert somebody.keys == [f"letter:{letter.pk}"]
    assert len(people.hand_out(somebody, at=AT, by=BY)["letters"]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        people.erase(somebody, at=AT, by=BY)
    with pytest.raises(OSError, match="No such file"):
        post.store.open(Enclosure.objects.get().sha256)
    with pytest.raises(people.UnknownPerson):
        people.find("ada@example.org")
    assert not Contact.objects.exists()
    assert not Notice.objects.exclude(address="").exists()
