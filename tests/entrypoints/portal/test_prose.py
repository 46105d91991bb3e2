"""Clause prose to HTML: safe, with references resolved and sections kept apart."""

from warrantor.entrypoints.portal.terms.prose import own_prose, prose_html


def test_tags_are_shown_and_never_passed_on() -> None:
    html = prose_html("A <script>alert(1)</script> and <b onclick=x>bold</b>")
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;" in html


def test_links_that_run_or_fetch_are_dropped() -> None:
    html = prose_html("[a](javascript:alert(1)) ![b](https://example.org/p.png) [c](data:text/html,x)")
    assert "javascript:" not in html.replace("[a](javascript:alert(1))", "")
    assert "<img" not in html
    assert 'href="data' not in html


def test_references_lead_into_the_document() -> None:
    assert '<a href="/terms/p/1/#IV.I">IV.I</a>' in prose_html("See [IV.I](#IV.I).", "/terms/p/1/")


def test_columns_carry_no_style_attribute() -> None:
    html = prose_html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "style=" not in html
    assert 'class="number"' in html


def test_the_next_sections_heading_is_not_the_clauses() -> None:
    text = "Own words.\n\n#### Finer point\n\nMore.\n\n## Next section\n\nOpening."
    assert own_prose(text, 3) == ("Own words.\n\n#### Finer point\n\nMore.", "## Next section\n\nOpening.")
    assert own_prose("```\n# not a heading\n```", 3)[1] == ""
