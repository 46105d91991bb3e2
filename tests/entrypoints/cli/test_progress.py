"""How far a long run is: told once in a while, and on a terminal in one line."""

import pytest

from warrantor.entrypoints.cli import progress
from warrantor.entrypoints.cli.progress import Counted, Line


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_count_tells_how_far_it_is_and_for_how_long_it_goes_on(clock, capsys) -> None:
    line = Counted(8_000, "rows checked", before=1_000)
    line.reach(1_500)
    assert capsys.readouterr().err == "", "not at once"
    clock[0] += 10
    line.reach(3_000)
    line.reach(3_100)
    assert capsys.readouterr().err == "3,000 of 8,000 rows checked, about 25 s\n"


def test_on_a_terminal_the_line_is_written_over_and_ended(clock, capsys, monkeypatch) -> None:
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    line = Line()
    for text in ("one", "two"):
        clock[0] += 1
        line.tell(text)
    line.close()
    line.close()
    assert capsys.readouterr().err == "\r\x1b[Kone\r\x1b[Ktwo\n"
