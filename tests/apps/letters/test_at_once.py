"""The same message delivered by two servers at once is taken once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.acting import BY
from tests.apps.letters.conftest import AT, mail
from warrantor.apps.claims.models import Claim
from warrantor.apps.letters.actions import take
from warrantor.apps.letters.models import Letter
from warrantor.apps.notices.models import Notice


@pytest.mark.django_db(transaction=True)
def test_deliveries_at_once_are_taken_once(laptop, post) -> None:
    """One after another where the tests' database stands in memory, which threads cannot share."""

    def deliver(_: int) -> bool:
        try:
            return take(mail(), post, at=AT, by=BY)[1]
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(4) as pool:
            new = list(pool.map(deliver, range(8)))
    else:
        new = [deliver(number) for number in range(8)]
    assert new.count(True) == 1
    assert (Letter.objects.count(), Claim.objects.count(), Notice.objects.count()) == (1, 1, 1)
