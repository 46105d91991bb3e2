"""What the page of a file shows of wrong rows: by cause, each with a field for its cell, and the rules for columns."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from warrantor.adapters.importing.mending import SAYS
from warrantor.adapters.importing.staging import Staging
from warrantor.apps.registry.models import ImportRun

_EXAMPLES = 10
"""Wrong rows of a cause that are shown."""
REPLACE = "replace"
_RULES = {**SAYS, REPLACE: "Another value in place of one"}


def context(run: ImportRun, rows: Staging, typed: Mapping[str, str]) -> dict[str, Any]:
    """For the template. What was typed stays."""
    heads, found = rows.heads(), rows.causes(_EXAMPLES)
    causes = [
        (one.cause, one.count, [(n, it, *_field(rows, heads, n, it.cell, typed)) for n, it in one.examples])
        for one in found
    ]
    used = [head for head in heads if head in run.columns.values()]
    first = next((it.cell for one in found for _, it in one.examples if it.cell in used), "")
    return {
        "causes": causes, "mends": rows.mends(), "rule_columns": used, "rule_first": first, "rules": _RULES.items(),
        "mend_address": reverse("portal:file_mend", args=[run.public_id]),
    }  # fmt: skip


def _field(rows: Staging, heads: list[str], number: int, head: str, typed: Mapping[str, str]) -> tuple[str, str]:
    """The name of the field for a cell, empty where it is none of the file's, and what is in it."""
    if head not in heads:
        return "", ""
    place = heads.index(head)
    name = f"cell-{number}-{place}"
    return name, typed.get(name, rows.cell(number, place) or "")
