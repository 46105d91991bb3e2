"""What a remote access tool or an update service asks at the moment of use, by host ID; each answer is logged."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.entrypoints.portal.conftest import PURCHASED, make_unit

pytestmark = pytest.mark.django_db
LAST = datetime(2024, 5, 1, 4, 59, 59, tzinfo=UTC)
"""The last second of the last day of the first year, in Chicago."""


@pytest.fixture
def system(db):
    bought = {**PURCHASED, "on": "2023-05-01", "channel": "partner"}
    unit = make_unit("HOST-1", bought, program="emetrotel", kind="ucx450", at=LAST - timedelta(days=300))
    unit.location = None
    unit.save()
    return unit


@pytest.mark.clause("emetrotel:remote-gate")
def test_remote_access_is_refused_from_the_first_moment_after_expiry(agent, system, settings, caplog) -> None:
    told = {}
    with caplog.at_level(logging.INFO, "warrantor.entitlements"):
        for at in (LAST, LAST + timedelta(seconds=1)):
            settings.NOW = lambda at=at: at
            told[at] = agent("GET", "/entitlements/emetrotel/host-1?ask=remote-access").said
    assert told[LAST]["answer"] == "yes"
    after = told[LAST + timedelta(seconds=1)]
    assert (after["answer"], "emetrotel:remote-gate" in after["clauses"]) == ("no", True)
    logged = [line.getMessage() for line in caplog.records if line.name == "warrantor.entitlements"]
    assert [line.rsplit(" ", 1)[1] for line in logged] == ["yes", "no"]
    assert all("emetrotel/HOST-1" in line for line in logged)


@pytest.mark.clause("emetrotel:upgrades")
def test_upgrades_and_remote_access_are_rights_of_the_support_term(agent, system, settings) -> None:
    settings.NOW = lambda: LAST
    told = agent("GET", "/entitlements/emetrotel/HOST-1?cause=own-software").said
    assert (told["answer"], told["plan"]) == ("yes", "standard")
    assert told["rights"] == {"software-upgrades": "all", "remote-access": "included"}
    settings.NOW = lambda: LAST + timedelta(seconds=1)
    over = agent("GET", "/entitlements/emetrotel/HOST-1?cause=own-software").said
    assert (over["answer"], over["rights"]) == ("no", {})


def test_a_cause_that_there_is_not_is_named(agent, system, settings) -> None:
    settings.NOW = lambda: LAST
    refused = agent("GET", "/entitlements/emetrotel/HOST-1?cause=goblins")
    assert refused.status_code == 422
    assert "cause" in refused.said["field"]


def test_it_takes_a_few_statements_and_stores_nothing(agent, system, settings, django_assert_max_num_queries) -> None:
    settings.NOW = lambda: LAST
    with django_assert_max_num_queries(2):
        assert agent("GET", "/entitlements/emetrotel/HOST-1?ask=remote-access").status_code == 200
