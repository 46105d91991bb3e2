"""Made-up documents about one plan that is bought and activated, for what is found of its windows."""

from warrantor.core.decision.program import Program
from warrantor.core.terms.reader import read_document

FRONT = """---
program: made
title: Made up
version: {{id: one}}
time_zone: UTC
levels: [low]
assume: [{assume}]
---

## Care {{#A}}

```terms
- plan: [care, more]
  sold: true
  starts: installed.on
  term: months(12)
  level: low
```
"""
CLAUSES = ("B", "C", "D", "E", "F")


def window(condition: str, ask: str = "activate", further: str = "") -> str:
    """A gate that lets pass while a condition holds. `further`: lines after it."""
    return f"- requires: {condition}\n  ask: [{ask}]\n  plans: [care]\n" + "".join(
        f"  {line}\n" for line in further.splitlines()
    )


def program(*blocks: str, assume: str = "") -> Program:
    """A document with a clause for each block, by the names of CLAUSES."""
    text = FRONT.format(assume=assume)
    for name, block in zip(CLAUSES, blocks, strict=False):
        text += f"\n## Clause {name} {{#{name}}}\n\n```terms\n{block}```\n"
    return Program([read_document(text)])


def within(days: int, anchor: str, act: str = "activated") -> str:
    """That an act follows some days after another event at most."""
    return f"plan.{act}.on <= {anchor} + days({days})"
