"""How a text becomes clauses: ids, prose, blocks, references, lines."""

import pytest

from warrantor.core.terms.errors import TermsError
from warrantor.core.terms.reader import read_document

HEAD = "---\nprogram: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\n---\n"
BODY = """
# Everything

What comes first.

## One {#a.1}

Prose of one, see [two](#b).

```terms
- define: x
  is: day
```

More prose.

```text
- not: a statement
```

### A part without an id

Belongs to one.

## Two {#b}

```terms
- requires: x <= day
  name: first
- {excludes: "claim.cause == 'wear'", ask: [cover, return]}
```
"""


def test_clauses_hold_their_prose_statements_and_lines() -> None:
    document = read_document(HEAD + BODY)
    one, two = document.clauses.values()
    assert (one.id, one.title, one.level, one.line, two.line) == ("a.1", "One", 2, 12, 31)
    assert one.prose.startswith("Prose of one")
    assert "not: a statement" in one.prose
    assert "A part without an id" in one.prose
    assert "define" not in one.prose
    assert document.intro == "# Everything\n\nWhat comes first."
    assert [s.kind.name for s in document.statements] == ["define", "requires", "excludes"]
    assert [s.line for s in document.statements] == [17, 34, 36]
    assert [s.index for s in document.statements] == [1, 2, 3]
    assert [s.asks for s in document.statements[1:]] == [("cover",), ("cover", "return")]
    assert document.statements[1].name == "first"
    assert two.narrative is False
    assert [(clause, str(to), to.line, to.column) for clause, to in document.references] == [("a.1", "b", 14, 19)]


def test_line_endings_and_marks_make_no_difference() -> None:
    plain = read_document(HEAD + BODY)
    other = read_document("\ufeff" + (HEAD + BODY).replace("\n", "\r\n"))
    assert plain.digest == other.digest
    assert [c.line for c in plain.clauses.values()] == [c.line for c in other.clauses.values()]


def test_lists_and_plans() -> None:
    text = HEAD.replace("time_zone", "lists: {TWO: [p1, p2], NONE: []}\ntime_zone") + (
        "## X {#x}\n```terms\n- plan: TWO\n- plan: p0\n- requires: day == day\n  plans: [p0, TWO]\n```\n"
    )
    document = read_document(text)
    assert document.plans == ("p1", "p2", "p0")
    assert document.expand(["TWO", "other", "p1"]) == ("p1", "p2", "other")
    assert document.plans_of(document.statements[2]) == ("p0", "p1", "p2")
    assert document.cite("x") == "p:x"


def test_every_problem_of_the_shape_is_told_at_once() -> None:
    text = HEAD.replace("UTC", "Nowhere") + (
        "## X {#x}\n```terms\n- require: day\n- requires: day\n  untill: [paid]\n```\n## X {#x}\n```terms\n- [\n```\n"
    )
    with pytest.raises(TermsError) as found:
        read_document(text, "f.md")
    assert [(p.line, p.code) for p in found.value.problems] == [
        (5, "time-zone"), (9, "statement"), (11, "key"), (13, "duplicate-clause"), (16, "yaml"),
    ]  # fmt: skip
    assert str(found.value).startswith("f.md:5:12: error: there is no time zone `Nowhere`")


def test_a_block_in_a_list_or_quote_counts_too() -> None:
    document = read_document(HEAD + "## X {#x}\n\n1. First\n\n   ```terms\n   - requires: day == day\n   ```\n")
    assert len(document.statements) == 1


def test_included_documents_keep_their_name() -> None:
    shared = HEAD.replace("program: p", "program: law") + "## Floor {#floor}\n```terms\n- requires: day == day\n```\n"
    text = HEAD.replace("time_zone", "includes: [law]\ntime_zone") + "## X {#x}\n"
    document = read_document(text, "p.md", {"law": shared}.__getitem__)
    assert document.cite("floor") == "law:floor"
    assert document.clauses["floor"].file == "law.md"
    assert document.digest != read_document(text, "p.md", {"law": shared + "\n"}.__getitem__).digest
