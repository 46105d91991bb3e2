"""What came by mail for a claim, on its page at the desk: words and files whose sender is not confirmed say so."""

import pytest

from tests.acting import BY
from tests.apps.letters.conftest import AT, laptop, mila, photo, post, taken
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.letters.actions import put_to_paper
from warrantor.apps.letters.models import Enclosure

__all__ = ["laptop", "mila", "post"]
pytestmark = pytest.mark.django_db


def test_staff_see_who_is_not_sure_and_what_waits(laptop, post) -> None:
    claim = taken(post).claim
    forged = {"subject": claim.number, "vouched": False, "message_id": "<2@x>", "words": "Send it to my new address"}
    taken(post, **forged, attachments=(photo("forged.jpg"),))
    agent = signed_in(Held("agent"), email="ada@example.org")
    page = agent.get(f"/desk/claims/{claim.number}/", follow=True).content.decode()
    assert "Send it to my new address" in page
    assert "who wrote is not sure" in page
    assert "forged.jpg" in page
    assert "sender not confirmed" in page
    lists = agent.get(f"/back-office/letters/enclosure/?q={claim.number}").content.decode()
    assert f"/back-office/letters/enclosure/?q={claim.number}" in page
    assert "forged.jpg" in lists
    put_to_paper(Enclosure.objects.get(), post.store, at=AT, by=BY)
    assert "came by mail and wait" not in agent.get(f"/desk/claims/{claim.number}/", follow=True).content.decode()
