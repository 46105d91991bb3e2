"""Pages are run: commands print what is shown, made parts are current, links lead somewhere, examples hold."""

import json
import re
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, blocks, replay
from tests.docs.made import FUNCTION_EXAMPLES, fill, names
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check
from warrantor.core.terms.expressions import CALLS
from warrantor.core.terms.reader import read_document
from warrantor.core.terms.statements import KINDS

MEND = "run `python -m tests.docs.paste`, and read what it changed"
RUN = [page for page in PAGES if any(block.console or block.cell for block in blocks(page))]
MADE = [page for page in PAGES if names(page.read_text(encoding="utf-8"))]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUN, ids=_name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for block, text in replay(page, tmp_path):
        assert block.text == text, MEND


@pytest.mark.parametrize("page", MADE, ids=_name)
def test_parts_made_from_the_code_are_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert fill(text) == text, MEND


def test_the_readme_shows_one_covered_and_one_refused_fault_first() -> None:
    first = next(block for block in blocks(ROOT / "README.md") if block.console)
    shown = first.text.splitlines()
    assert "COVERED" in shown
    assert "NOT COVERED" in shown
    assert first.line < 40


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{target} leads nowhere"
        if anchor and file.suffix == ".md":
            assert anchor in _anchors(file), f"{target}: there is no such heading"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_tests_named_in_the_guarantees_are_there() -> None:
    text = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 10
    for path, function in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert not function or f"def {function}(" in source, f"{path} has no {function}"


def test_every_page_is_on_the_map() -> None:
    mapped = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for page in PAGES:
        if page.parent.name not in ("decisions", ROOT.name) and page.parent != ROOT and page.name != "README.md":
            assert f"]({page.relative_to(ROOT / 'docs').as_posix()})" in mapped, f"{page.name} is not on the map"


# -- the reference of terms -------------------------------------------------------------------------

FRONT = """---
program: functions
title: Functions
version: {id: 1}
time_zone: UTC
levels: [slow, fast]
calendars:
  office: {hours: {mon-fri: [["09:00", "17:00"]]}}
lists:
  BOTH: [basic, spare]
---
"""
BASIC = """
## Basic {#basic-plan}
```terms
- {plan: basic, given: true, starts: delivered.on, term: months(12), renews: months(12), level: slow}
```
"""


def test_functions_are_as_their_examples_say() -> None:
    gates = "".join(f'- requires: "{example}"\n  plans: [extra]\n' for example in FUNCTION_EXAMPLES.values())
    extra = "- {plan: spare, sold: true, starts: delivered.on, term: months(12), level: slow}\n"
    extra += "- {plan: extra, given: true, starts: delivered.on, term: months(12), level: fast}\n"
    document = read_document(f"{FRONT}{BASIC}\n## Extra {{#extra-plan}}\n```terms\n{extra}{gates}```\n")
    text = (ROOT / "docs/reference/terms.md").read_text(encoding="utf-8")
    history = next(b for b in blocks(ROOT / "docs/reference/terms.md") if b.file == "history.json")
    answer = Program([document]).decide(json.loads(history.text), explain=False)
    assert (answer["answer"], answer["plan"]) == ("yes", "extra"), answer["others"]
    assert all(f"`{name}`" in text for name in CALLS)
    assert CALLS.keys() - FUNCTION_EXAMPLES.keys() == {"hours", "business_days", "price"}


STAGE = """
## A {#A}
```terms
- excludes: claim.cause == 'wear'
```

## B {#B}
```terms
- excludes: claim.cause == 'ageing'
```

## Standard {#basic-cover}
```terms
- {plan: extra, sold: true, starts: delivered.on, term: months(24), renews: months(12)}
- {plan: standard, given: true, starts: delivered.on, term: months(12), renews: months(12), level: slow}
```
"""


@pytest.mark.parametrize("kind", KINDS)
def test_examples_of_statements_can_be_used(kind: str) -> None:
    example = KINDS[kind].example
    others = "" if kind == "plan" else BASIC
    block = f"\n## Example {{#example}}\n```terms\n{example}\n```\n"
    front = FRONT.replace("lists:", "facts:\n  unit.series: {choices: [pro, basic], clause: A}\nlists:")
    report = check(read_document(f"{front}{STAGE}{others}{block}"))
    assert [problem.text() for problem in report.errors] == []
