"""Charts are well-formed, labelled, told apart without colour, and hold what they were given and nothing else."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.adapters.charts import NARROW, TONES, WIDE, Bar, Chart, draw

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart(
    "clause",
    "acme: by deciding clause",
    "10 questions",
    "Of 10 questions: II.A 6; II.F 3.",
    [Bar("II.A Standard", [("yes", 4), ("no", 2)], "6 (60.0 %)"), Bar("II.F Damage", [("no", 3)], "3 (30.0 %)")],
    [("yes", "Covered"), ("no", "Not covered")],
)


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in read(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[ElementTree.Element]:
    return [each for each in read(svg) if each.tag == f"{SVG}rect" and "edge-" in each.get("class", "")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_bar_has_its_label_and_its_number_as_text(width: int) -> None:
    said = texts(draw(CHART, width))
    assert {"II.A Standard", "6 (60.0 %)", "II.F Damage", "3 (30.0 %)", "Covered", "Not covered"} <= set(said)
    assert {CHART.title, CHART.subtitle} <= set(said)
    assert CHART.title not in texts(draw(CHART, width, headed=False))


def test_it_is_an_image_with_a_title_and_a_description() -> None:
    root = read(draw(CHART))
    assert root.get("role") == "img"
    named = [root.find(f".//{SVG}*[@id='{id}']") for id in str(root.get("aria-labelledby")).split()]
    assert [each is not None and each.text for each in named] == [f"{CHART.title}. {CHART.subtitle}", CHART.says]


def test_bars_are_as_long_as_their_amounts() -> None:
    drawn = [float(bar.get("width", 0)) for bar in bars(draw(CHART, headed=False)) if bar.get("height") == "20.0"]
    assert len(drawn) == 3
    assert drawn[0] == pytest.approx(2 * drawn[1], abs=0.2)
    assert drawn[0] + drawn[1] == pytest.approx(2 * drawn[2], abs=0.2)


def test_a_pattern_tells_answers_apart_and_is_of_one_chart_alone() -> None:
    wide, narrow = draw(CHART), draw(CHART, NARROW)
    patterns = {each.get("id"): each for svg in (wide, narrow) for each in read(svg).iter(f"{SVG}pattern")}
    assert len(patterns) == 2 * len(TONES)
    drawn = {ElementTree.tostring(each[1]) for each in patterns.values()}
    assert len(drawn) == len(TONES)
    for bar in bars(wide):
        assert str(bar.get("fill")).removeprefix("url(#").removesuffix(")") in patterns


def test_it_takes_the_theme_of_its_reader_and_nothing_from_elsewhere() -> None:
    svg = draw(CHART)
    assert "prefers-color-scheme:dark" in svg
    for word in ("<script", "onload", "href", "<image", "foreignObject", "@import"):
        assert word not in svg


def test_a_chart_of_nothing_says_so() -> None:
    assert "There are none." in texts(draw(Chart("plan", "a", "b", "c", [])))


def test_what_is_there_at_all_is_seen() -> None:
    tiny = Chart("a", "t", "s", "d", [Bar("x", [("yes", 10**9)], "1"), Bar("y", [("no", 1)], "1")])
    assert all(float(bar.get("width", 0)) >= 1.5 for bar in bars(draw(tiny)))


@given(st.text(), st.text(), st.integers(0, 10**12))
def test_any_text_is_well_formed(label: str, title: str, amount: int) -> None:
    chart = Chart("a", title, title, label, [Bar(label, [("no", amount)], label)], [("no", label)])
    for width in (WIDE, NARROW):
        root = read(draw(chart, width))
        assert {child.tag.removeprefix(SVG) for child in root} == {"title", "desc", "style", "defs", "rect", "text"}
