"""YAML as the terms read it: everything is text with a place, and what could mean something else is refused."""

import pytest

from warrantor.core.terms.blocks import Text, read_yaml
from warrantor.core.terms.errors import Fault


@pytest.mark.parametrize(
    "word", ["on", "no", "yes", "true", "null", "~", "010", "1e3", "12:30", "2024-01-01", "0x1F", ".inf"]
)
def test_every_scalar_is_the_text_it_shows(word: str) -> None:
    tree = read_yaml(f"a: {word}\nb: [{word}]\n{word}: c")
    assert tree == {"a": word, "b": [word], word: "c"}
    assert all(isinstance(value, Text) for value in (tree["a"], tree["b"][0], *tree))


def test_places_count_from_the_line_given() -> None:
    tree = read_yaml("a: b\nc:\n  - d\n  - e: f", 10)
    assert (tree["a"].line, tree["a"].column) == (10, 4)
    assert (tree["c"][0].line, tree["c"][0].column) == (12, 5)
    assert (tree["c"][1]["e"].line, tree["c"][1]["e"].column) == (13, 8)
    assert (tree["c"].line, tree["c"][1].line) == (12, 13)


def test_quotes_are_remembered() -> None:
    tree = read_yaml("""[a, 'a', "a"]""")
    assert [text.quoted for text in tree] == [False, True, True]


def test_nothing_is_nothing() -> None:
    assert read_yaml("") is None
    assert read_yaml("# only a comment") is None
    assert read_yaml("a:") == {"a": ""}


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("a: &x 1\nb: *x", "yaml-anchor", (1, 4)),
        ("a: *x", "yaml-anchor", (1, 4)),
        ("a: !!int 3", "yaml-tag", (1, 4)),
        ("a: 1\na: 2", "duplicate-key", (2, 1)),
        ("a: {b: 1, b: 2}", "duplicate-key", (1, 11)),
        ("? [a]\n: b", "yaml", (1, 3)),
        ("a: 1\n---\nb: 2", "yaml", (3, 1)),
        ("a: [", "yaml", (2, 1)),
        ("a: b: c", "yaml", (1, 5)),
        ("\ta: b", "yaml", (1, 1)),
        ("a: \x00", "yaml", (1, 1)),
        ("- " * 40 + "a", "yaml-depth", (1, 43)),
    ],
)
def test_what_is_refused(source: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(Fault) as found:
        read_yaml(source)
    assert (found.value.code, (found.value.line, found.value.column)) == (code, place)
