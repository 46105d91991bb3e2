"""A notice that answers a message stands below it, and asks for the next one where the program takes messages."""

import pytest

from tests.acting import BY
from tests.apps.notices.conftest import AT, VALUES
from warrantor.apps.notices.actions import forget, tell
from warrantor.apps.notices.models import Notice
from warrantor.apps.notices.sending import message

pytestmark = pytest.mark.django_db


def answer(program: str = "boards") -> Notice:
    made = tell(
        "claim-opened", program=program, about="claim:C-12", occasion=f"letter of {program}", values=VALUES,
        to=["mail:mila@example.org"], at=AT, by=BY, answers="<one@example.org>",
    )  # fmt: skip
    return made[0]


def test_an_answer_stands_below_what_it_answers_and_in_its_conversation(told) -> None:
    made, other = message(answer(), ["mila@example.org"]), message(told("user:1")[0], ["mila@example.org"])
    assert made.extra_headers["In-Reply-To"] == "<one@example.org>"
    assert made.extra_headers["References"] == f"{other.extra_headers['References']} <one@example.org>"


def test_the_next_message_goes_to_the_address_of_the_program(settings) -> None:
    settings.MAIL_REPLY_TO = "all@boards.example"
    settings.MAIL_ADDRESSES = {"care@boards.example": "boards"}
    assert message(answer(), ["mila@example.org"]).reply_to == ["care@boards.example"]
    assert message(answer("more"), ["mila@example.org"]).extra_headers["X-Loop"] == "all@boards.example"
    assert message(answer("others"), ["mila@example.org"]).reply_to == ["all@boards.example"]


def test_what_it_answered_is_forgotten_with_it() -> None:
    made = answer()
    forget(["mail:mila@example.org"], at=AT, by=BY)
    made.refresh_from_db()
    assert (made.answers, made.text) == ("", "")
