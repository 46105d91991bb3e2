"""Day arithmetic at the ends of the calendar."""

from warrantor.core.values.dates import FIRST, NEVER, add_days, add_months, through_days, through_months


def test_no_arithmetic_passes_the_ends_of_the_calendar() -> None:
    for move in (add_days, add_months, through_days, through_months):
        for day in (FIRST, FIRST + 30, NEVER - 1, NEVER):
            for count in (-200_000, -12, -1, 0, 1, 12, 200_000):
                assert FIRST <= move(day, count) <= NEVER, (move.__name__, day, count)


def test_never_stays_never() -> None:
    for move in (add_days, add_months, through_days, through_months):
        assert {move(NEVER, count) for count in (-200_000, -1, 0, 1, 200_000)} == {NEVER}
