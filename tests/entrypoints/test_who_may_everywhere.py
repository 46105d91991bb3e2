"""Every page and endpoint tried as every role that is held without a party: the rest of `test_who_may`, same table."""

import pytest

from tests.entrypoints.test_who_may import EVERYWHERE, make_names, tried, wrong_answers

pytestmark = pytest.mark.long


@pytest.mark.parametrize("who", tried(EVERYWHERE))
def test_each_route_answers_whom_it_should(who: str, db, settings, tmp_path) -> None:
    assert wrong_answers(who, make_names(settings, tmp_path)) == {}
