"""Pure rules of the registry, tried on generated histories."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.apps.registry import rules

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
DAYS = st.dates(max_value=datetime(2025, 1, 1).date()).map(lambda day: day.isoformat())  # noqa: DTZ001
OWNING = st.builds(
    lambda day, what, who: {"what": what, "on": day, "by" if what == "purchased" else "to": who},
    DAYS,
    st.sampled_from(["purchased", "transferred"]),
    st.sampled_from(["oak-school", "mila", "avpro"]),
)


@given(st.text(max_size=90))
def test_a_serial_compares_the_same_however_often_it_is_read(serial: str) -> None:
    key = rules.serial_key(serial)
    assert rules.serial_key(" " + serial.lower() + "\t") == rules.serial_key(serial.lower())
    assert not any(letter.isspace() for letter in key)


@given(st.lists(OWNING, max_size=8, unique_by=lambda event: event["on"]), st.randoms())
def test_the_order_of_telling_does_not_matter_for_the_owner(events, random) -> None:
    shuffled = events[:]
    random.shuffle(shuffled)
    assert rules.owner_key(events) == rules.owner_key(shuffled)


@st.composite
def chains(draw) -> list[dict]:
    """Histories in which each event may undo any earlier one."""
    events: list[dict] = []
    for number in range(draw(st.integers(0, 12))):
        event = {"id": str(number), "what": "modified", "on": None}
        if events and draw(st.booleans()):
            event |= {"supersedes": draw(st.sampled_from(events))["id"]}
        elif events and draw(st.booleans()):
            event |= {"what": "withdrawn", "withdrawn": draw(st.sampled_from(events))["id"]}
        events.append(event)
    return events


@given(chains())
def test_what_stands_is_exactly_what_no_standing_event_undoes(events) -> None:
    dead = rules.undone(events)
    for event in events:
        undoers = [e for e in events if event["id"] in (e.get("supersedes"), e.get("withdrawn"))]
        assert (event["id"] in dead) == any(undoer["id"] not in dead for undoer in undoers)
    assert all(event["id"] not in dead for event in rules.standing(events))


def test_an_identifier_has_128_random_bits() -> None:
    made = {rules.new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 22 for one in made)


def test_today_is_over_in_the_far_east_first() -> None:
    rules.check_new_event({"what": "modified", "on": "2025-02-02"}, AT, of_party=False)
    with pytest.raises(rules.Refused, match="`2025-02-03` is still to come"):
        rules.check_new_event({"what": "modified", "on": "2025-02-03"}, AT, of_party=False)
