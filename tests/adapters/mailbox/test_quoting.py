"""What of a reply is new, after how mail programs quote; and what must never be cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.adapters.mailbox.quoting import new_words

REPLIES = {
    "gmail": "Serial ID-0083.\n\nOn Mon, 3 Feb 2025 at 10:00, Care <care@its.example> wrote:\n\n> Which?\n> Ada\n",
    "gmail, wrapped": "Serial ID-0083.\n\nOn Mon, Care of the boards\n<care@its.example> wrote:\n> Which?\n",
    "outlook": "Serial ID-0083.\n\n-----Original Message-----\nFrom: Care\nSent: Monday\n\nWhich?\n",
    "outlook without a line": "Serial ID-0083.\n\nFrom: Care <care@its.example>\nSent: Monday\nTo: Mila\n\nWhich?",
    "german": "Serial ID-0083.\n\nAm 3. Feb. 2025 um 10 Uhr schrieb Care <care@its.example>:\n\n> Which serial?\n",
    "html": "Serial ID-0083.\nOn Mon, Care <care@its.example> wrote:\nWhich serial?\nAda of the desk",
    "below": "> Which serial?\n> Ada\nSerial ID-0083.\n",
    "below, named": "On Mon, Care <care@its.example> wrote:\n> Which serial?\n\nSerial ID-0083.\n",
    "signature": "Serial ID-0083.\n-- \nMila M.\nOak School\n",
    "telephone": "Serial ID-0083.\n\nSent from my iPhone\n",
}


@pytest.mark.parametrize("name", REPLIES)
def test_history_and_signatures_are_cut(name: str) -> None:
    assert new_words(REPLIES[name]) == "Serial ID-0083."


def test_answers_between_the_lines_stay() -> None:
    text = "On Mon, Care wrote:\n> Which serial?\nID-0083\n> Since when?\nSince Monday\n"
    assert new_words(text) == "ID-0083\nSince Monday"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the screen went dark.\nI wrote down: nothing.",
        "From: the hall\nIt has no light.",
        "-- and then it went dark --\nWhat now?",
        "--\n" + "line\n" * 30 + "end",
        "---------- Forwarded message ---------\nFrom: Oak School\nSubject: dark\n\nThe board is dark.",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert new_words(text) == text


def test_where_all_is_history_nothing_is_new() -> None:
    assert new_words("> Which serial?\n> Ada") == ""


LINES = st.sampled_from(
    ["", "dark", "> quoted", "--", "On Mon, Care wrote:", "From: x", "Sent: y", "Sent from my phone"]
)


@given(st.lists(LINES | st.text(max_size=20)))
def test_nothing_is_made_up(lines: list[str]) -> None:
    told = new_words("\n".join(lines))
    assert set(told.split()) <= set(" ".join(lines).split())
    assert new_words(told) in (told, new_words(new_words(told)))
