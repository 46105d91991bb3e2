"""What iDesign publishes and a person judges: the text is there, listed as narrative, and what it lacks is reported."""

import dataclasses

import pytest

from tests.histories import expect, program
from tests.programs.idesign import BOARD
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check


def _reads(clause: str, *words: str) -> None:
    """The clause stands in the document, says these words, and is listed for a person."""
    document = program("idesign").latest
    found = document.clauses[clause]
    text = " ".join(found.prose.split())
    assert found.narrative
    assert clause in [c.id for c in check(document).narrative]
    for word in words:
        assert word in text, (clause, word)


@pytest.mark.clause("idesign:II.B")
def test_statutory_rights_stand_beside_everything() -> None:
    _reads("II.B", "come on top", "where you bought", "where you live", "refusal under these terms says nothing")


@pytest.mark.clause("idesign:II.B.exclusive")
def test_nothing_besides_is_published_and_leaves_statutory_rights() -> None:
    _reads("II.B.exclusive", "As far as the law allows", "[II.B](#II.B)")


@pytest.mark.clause("idesign:II.D.entire")
def test_promises_of_others_never_enter_a_decision() -> None:
    _reads("II.D.entire", "does not enter a decision")
    said = BOARD.changed("purchased", source="the reseller said two years").cover("2024-05-10")
    expect(said, "no", "idesign:II.A")


@pytest.mark.clause("idesign:II.E")
def test_a_severed_clause_is_ignored_where_it_fell_and_the_answer_says_so() -> None:
    _reads("II.E", "cut out")
    document = program("idesign").latest
    severed = Program([dataclasses.replace(document, severed={"II.F.6": ("DE",)})], program("idesign").prices)
    question = {
        "program": "idesign",
        "ask": "cover",
        "at": "2024-01-15T12:00:00-08:00",
        "claim": {**BOARD.claim, "cause": "cleaning"},
    }
    there = severed.decide({**question, "unit": {**BOARD.unit, "region": "DE", "events": list(BOARD.events)}})
    elsewhere = severed.decide({**question, "unit": {**BOARD.unit, "region": "US", "events": list(BOARD.events)}})
    expect(there, "yes", plan="standard", omits=["idesign:II.F.6"])
    assert there["version"]["severed"] == ["idesign:II.F.6"]
    expect(elsewhere, "no", "idesign:II.F.6")
    assert "severed" not in elsewhere["version"]


def _dangling(*targets: str) -> None:
    document = program("idesign").latest
    problems = " ".join(p.message for p in check(document).findings)
    for target in targets:
        assert target in [str(text) for _, text in document.references]
        assert target not in document.clauses
        assert f"`{target}`" in problems, target


@pytest.mark.clause("idesign:II.F.10")
def test_the_section_that_is_not_there_is_reported() -> None:
    _reads("II.F.10", "[VIII](#VIII)")
    _dangling("VIII")


@pytest.mark.clause("idesign:II.F.11")
def test_a_partners_misstatement_binds_only_the_partner() -> None:
    _reads("II.F.11", "channel partner", "bound")


@pytest.mark.clause("idesign:issuer-law")
def test_issuer_and_law_are_published() -> None:
    _reads("issuer-law", "iDesign Cafe, LLC", "Long Beach", "law of the United States", "courts")


@pytest.mark.clause("idesign:dangling")
def test_words_without_a_meaning_are_reported() -> None:
    _reads("dangling", "PSP", "MultiCare terms", "registration and activation")
    _dangling("PSP", "MultiCare-terms", "registration-terms")


def test_every_clause_is_in_its_place() -> None:
    """Sections follow one another as the published text has them."""
    order = list(program("idesign").latest.clauses)
    parts = [
        order.index(c)
        for c in ("I.customer", "II.A", "II.B", "II.F.1", "II.F.11", "III", "IV.A", "IV.N", "V.A", "V.B.1", "VI.doa")
    ]
    assert parts == sorted(parts)
