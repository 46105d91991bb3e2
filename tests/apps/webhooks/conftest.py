"""An event that may be told, a receiver on this machine, and an endpoint that leads there."""

from collections.abc import Iterator

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from tests.receiver import Receiver, receiving
from warrantor.apps.webhooks import events, keeping
from warrantor.apps.webhooks.models import Endpoint

OPENED = "claim.opened"


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events._EVENTS, OPENED, "A claim was opened")


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with receiving() as found:
        yield found


@pytest.fixture
def endpoint(db, receiver: Receiver) -> Endpoint:
    return keeping.add_endpoint(receiver.url, [OPENED], program="", at=AT, by=BY)[0]
