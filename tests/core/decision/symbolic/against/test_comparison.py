"""Two versions held against each other: what is shown to differ does, and `same` is said only where it is so."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.core.decision import documents
from tests.core.decision.strategies import thorough
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.against import Comparison
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.terms.reader import read_document

HEAD = "---\nprogram: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\nlevels: [desk, home]\n---\n"
CARE = """## Care {#care}

A promise.

```terms
- {plan: care, sold: true, starts: installed.on, term: months(24), level: home}
- requires: plan.activated.on <= installed.on + days(60)
  ask: [activate, cover]
  plans: care
- {allows: activate, plans: care, that: "true"}
- {allows: refund, that: "not any(claimed)"}
```

## Basic {#basic}

```terms
- {plan: basic, given: true, starts: delivered.on, term: months(12), level: desk}
```

## Wear {#wear}

```terms
- {excludes: "claim.cause == 'wear'"}
```
"""
IDESIGN = Path(__file__).parents[5] / "programs/idesign/2023-01.md"


def compared(old: str, new: str, **budget: Any) -> Comparison:
    made = Comparison(documents.made(old), documents.made(new), Budget(**budget))
    list(made.run())
    return made


def changed(old: str, new: str) -> Comparison:
    """The made-up document with one text in place of another."""
    assert old in CARE
    return compared(HEAD + CARE, HEAD + CARE.replace(old, new))


def told(of: Comparison) -> set[tuple[str, str]]:
    """The kinds of question and of difference that have an example."""
    assert of.not_decided == []
    return {(difference.ask, kind.name) for difference in of.differences for kind in difference.kinds}


def check_examples(of: Comparison) -> None:
    """Every example is answered by both versions as it says."""
    for difference in of.differences:
        old, new = (program.decide(difference.question, explain=False) for program in of.programs)
        assert (difference.old, difference.new) == (old, new)
        parts = ("answer", "plan", "level", "starts", "ends")
        assert any(old.get(part) != new.get(part) for part in parts)


# -- the same ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A promise.", "A vow."),
        ("plan.activated.on <= installed.on + days(60)", "installed.on + days(60) >= plan.activated.on"),
        ("claim.cause == 'wear'", "claim.cause in ('wear',)"),
        ("term: months(24)", "term: months(2 * 12)"),
        ("- {plan: basic, given: true, starts: delivered.on,", "- {plan: basic, given: 'true', starts: delivered.on,"),
    ],
)
def test_what_is_said_otherwise_and_means_the_same(old: str, new: str) -> None:
    made = changed(old, new)
    assert made.not_decided == []
    assert made.same
    assert made.differences == []


def test_words_that_changed_are_named() -> None:
    made = changed("A promise.", "A vow.")
    assert (made.versions.reworded, made.versions.restated) == (["care"], [])
    made = changed("term: months(24)", "term: months(2 * 12)")
    assert (made.versions.reworded, made.versions.restated) == ([], ["care"])


def test_what_goes_with_an_answer_keeps_it_from_being_the_same() -> None:
    made = changed("term: months(12), level: desk}", "term: months(12), level: desk, remedies: [repair]}")
    assert made.versions.besides == ["basic"]
    assert not made.same
    assert (made.differences, made.not_decided) == ([], [])


def test_nothing_is_the_same_before_it_was_compared() -> None:
    made = Comparison(documents.made(HEAD + CARE), documents.made(HEAD + CARE), Budget())
    assert not made.same
    list(made.run())
    assert made.same


def test_a_comparison_that_does_not_end_is_not_decided() -> None:
    old, new = "installed.on + days(60)", "installed.on + days(90)"
    runs = [compared(HEAD + CARE, HEAD + CARE.replace(old, new), steps=40, total=400) for _ in range(2)]
    assert [made.not_decided for made in runs] == [runs[0].not_decided] * 2
    assert runs[0].not_decided
    assert not runs[0].same


# -- losses and gains --------------------------------------------------------------------------------------------------


def test_a_longer_window() -> None:
    made = changed("installed.on + days(60)", "installed.on + days(90)")
    assert ("activate", "no-to-yes") in told(made)
    assert ("cover", "no-to-yes") in told(made)
    assert all(kind.effect != "loss" for d in made.differences if d.ask == "activate" for kind in d.kinds)
    shown = next(d for d in made.differences if d.ask == "activate" and d.kinds[0].name == "no-to-yes")
    assert shown.clauses == ("made:care",)
    assert shown.says.endswith("installed 10 Jan 2024; asked on 11 Mar 2024 to activate care")
    check_examples(made)


def test_a_shorter_term() -> None:
    made = changed("months(24)", "months(18)")
    assert {("cover", "ends-earlier"), ("cover", "yes-to-no")} <= told(made)
    check_examples(made)


def test_a_new_exclusion() -> None:
    made = changed("claim.cause == 'wear'", "claim.cause in ('wear', 'ageing')")
    assert told(made) == {("cover", "yes-to-no"), ("cover", "missing-to-no")}
    assert {clause for difference in made.differences for clause in difference.clauses} == {"made:wear"}
    check_examples(made)


def test_a_lower_level() -> None:
    made = changed("term: months(24), level: home", "term: months(24), level: desk")
    assert ("cover", "lower-level") in told(made)
    check_examples(made)


def test_a_refusal_left_to_a_person() -> None:
    made = changed("excludes: \"claim.cause == 'wear'\"", "person: \"claim.cause == 'wear'\", role: manager")
    assert ("cover", "no-to-person") in told(made)
    assert {difference.kinds[0].effect for difference in made.differences} == {"gain"}
    check_examples(made)


def test_plans_that_one_version_alone_offers() -> None:
    made = changed("plan: basic", "plan: plain")
    assert (made.versions.dropped, made.versions.added) == (["basic"], ["plain"])
    assert not made.same
    check_examples(made)
    made = compared(HEAD + CARE, HEAD + CARE[: CARE.index("## Basic")] + CARE[CARE.index("## Wear") :])
    assert made.versions.dropped == ["basic"]
    assert ("cover", "yes-to-no") in {(d.ask, kind.name) for d in made.differences for kind in d.kinds}
    check_examples(made)


def test_facts_that_one_version_alone_knows() -> None:
    facts = "facts:\n  claim.visit: {choices: [none, asked], assumed: none, clause: wear}\n---\n## Care"
    visits = (HEAD + CARE).replace("---\n## Care", facts).replace("== 'wear'", "== 'wear' or claim.visit == 'asked'")
    for old, new in ((HEAD + CARE, visits), (visits, HEAD + CARE)):
        made = compared(old, new)
        assert made.versions.facts == ["claim.visit"]
        assert not made.same
        check_examples(made)


def test_silence_that_means_something_else() -> None:
    facts = "facts:\n  installed: {absent: no, clause: wear}\n---\n## Care"
    made = compared(HEAD + CARE, (HEAD + CARE).replace("---\n## Care", facts))
    assert made.versions.facts == ["installed"]
    assert not made.same


def test_a_plan_whose_standing_others_read() -> None:
    other = "\n```terms\n- {excludes: live('basic'), plans: care, ask: [activate]}\n```\n"
    old, new = HEAD + CARE + other, HEAD + CARE.replace("months(12)", "months(9)") + other
    made = compared(old, new)
    assert ("activate", "no-to-yes") in {(d.ask, kind.name) for d in made.differences for kind in d.kinds}
    check_examples(made)


def test_the_versions_among_the_documents() -> None:
    folder = Path(__file__).parents[4] / "documents/good/versions"
    made = compared((folder / "2023.md").read_text(), (folder / "2024.md").read_text())
    assert {("cover", "no-to-yes"), ("cover", "ends-later")} <= told(made)
    check_examples(made)


# -- iDesign -----------------------------------------------------------------------------------------------------------


def test_idesign_with_a_plan_that_lasts_two_years() -> None:
    text = IDESIGN.read_text()
    assert "multicare-onsite-3y: 3" in text
    shorter = text.replace("multicare-onsite-3y: 3", "multicare-onsite-3y: 2")
    old, new = (Program([read_document(t)]) for t in (text, shorter))
    made = Comparison(old, new, Budget())
    for step in made.run():
        if step.question.ask == "purchase" and step.found:
            break
    [sold] = made.differences
    assert [kind.name for kind in sold.kinds] == ["ends-earlier"]
    assert (sold.old["ends"], sold.new["ends"]) == ("2027-01-09", "2026-01-09")
    assert sold.clauses == ("idesign:I.term",)


# -- made up -----------------------------------------------------------------------------------------------------------


@thorough(5)
@given(documents.texts(), documents.texts())
def test_made_up_documents(old: str, new: str) -> None:
    assert compared(old, old).same
    check_examples(compared(old, new, steps=100_000, total=200_000))
