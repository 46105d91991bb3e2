"""One source to plain text and HTML; whatever a value holds, it marks up nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.notices.conftest import OPENED, VALUES
from warrantor.apps.notices import rules
from warrantor.apps.notices.rendering import render
from warrantor.apps.notices.rules import Refused


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.said = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [tag] if tag != "br" else []
        self.links += [value for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "start"}

    def handle_data(self, data: str) -> None:
        self.said += data


def test_both_forms_come_from_one_source() -> None:
    words = render(OPENED.subject, OPENED.body, VALUES, 200)
    assert words.subject == "[C-12] We have your claim"
    assert words.text == (
        "Hello,\n\nyour claim C-12 for Board 75 in is open. https://care.example/claims/C-12/\n\nYou said:\n\n"
        "it is broken\n"
    )
    assert "<strong>C-12</strong>" in words.html
    assert '<a href="https://care.example/claims/C-12/">https://care.example/claims/C-12/</a>' in words.html


def test_lists_and_named_links_are_readable_as_text() -> None:
    words = render("x", "# Next\n\n1. pack it\n2. [print the label]($link)\n   - twice\n\n---\n\n`$link`", VALUES, 200)
    assert words.text.split("\n\n") == [
        "Next", "1. pack it", "2. print the label: https://care.example/claims/C-12/", "  - twice", "---",
        "https://care.example/claims/C-12/\n",
    ]  # fmt: skip


def test_names_with_strokes_and_braces_are_filled_in() -> None:
    words = render("${a_b_c}", "_$a_b_c_ [x](${a_b_c}) $$5", {"a_b_c": "https://x.example/"}, 200)
    assert words.text == "https://x.example/ x: https://x.example/ $5\n"
    assert words.subject == "https://x.example/"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", " javascript:x", '" onclick="x'])
def test_a_link_that_is_none_leads_nowhere(link: str) -> None:
    assert Tags(render("x", "[here]($link)", {"link": link}, 200).html).links == []


def test_a_value_keeps_its_lines_and_a_subject_has_one() -> None:
    words = render("$note", "$note", {"note": "one\ntwo <b>"}, 200)
    assert (words.subject, words.text) == ("one two <b>", "one\ntwo <b>\n")
    assert words.html == "<p>one<br>\ntwo &lt;b&gt;</p>\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=40))
def test_no_value_marks_up_anything(value: str) -> None:
    plain, words = (render("$note", OPENED.body, {**VALUES, "note": note}, 200) for note in ("x", value))
    assert Tags(words.html).tags == Tags(plain.html).tags
    assert Tags(words.html).links == Tags(plain.html).links
    assert len(words.subject.splitlines()) <= 1


@pytest.mark.parametrize(
    ("subject", "body", "field", "message"),
    [
        ("", "x", "subject", "is empty"),
        ("x", " ", "body", "is empty"),
        ("x" * 201, "x", "subject", "has 201 characters"),
        ("x\ny", "x", "subject", "more than one line"),
        ("$numbr", "x", "subject", r"`\$numbr` is no placeholder"),
        ("x", "a ${claim} b", "body", r"`\$claim` is no placeholder"),
        ("x", "costs $5", "body", r"begins no placeholder"),
    ],
)
def test_a_wording_that_is_wrong_is_refused(subject: str, body: str, field: str, message: str) -> None:
    with pytest.raises(Refused, match=message) as found:
        rules.check(subject, body, OPENED.values)
    assert found.value.field == field
    if "placeholder" in message:
        assert "`$link`, `$note`, `$number`, `$product`" in found.value.help


def test_what_a_mail_server_says_is_told_without_addresses() -> None:
    error = ValueError("{'mila@example.org': (550, b'no <mila@example.org> here')}")
    assert rules.told(error) == "ValueError: {'(address)': (550, b'no <(address)> here')}"
