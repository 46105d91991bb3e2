"""An example as a case line: the question and the answer it had, to be kept with the document's other cases."""

import json
from collections.abc import Container, Mapping
from typing import Any

KEPT = ("answer", "plan", "level", "starts", "ends", "clauses", "missing", "clash")
"""The part of an answer that a case holds fast."""


def case(name: str, note: str, question: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """A case as the page on cases has it: `{id, note, ask, expect}`. `expect` is what is answered now."""
    expect = {key: answer[key] for key in KEPT if answer.get(key) is not None}
    return {"id": name, "note": note, "ask": dict(question), "expect": expect}


def line(case: Mapping[str, Any]) -> str:
    """The case as a line of a `.jsonl` file, without its end."""
    return json.dumps(case, ensure_ascii=False)


def unused(program: str, code: str, taken: Container[str]) -> str:
    """The first id of the form `acme-gap-1` that is not taken."""
    number = 1
    while f"{program}-{code}-{number}" in taken:
        number += 1
    return f"{program}-{code}-{number}"
