"""The full receipt of a row of a table of answers, made on demand: its question is found again and asked by itself."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from warrantor.adapters.tables.histories import Histories
from warrantor.adapters.tables.lots import Given, TableError
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.entrypoints.cli.receipt import Page, receipt
from warrantor.entrypoints.cli.text import safe


def explain(file: Path, program: Program, given: Given, wanted: str, as_json: bool) -> int:
    """Prints the receipts of a serial number, or of a row; 1 where one cannot be answered.

    Raises TableError where there is no such question, and what reading the file raises.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter still shows the rest
    show = _show_json if as_json else _show_receipt
    found = failed = False
    # the folder is for answering: finding writes nothing
    for row, id, question in Histories(file, program, given, file.parent).find(wanted):
        found = True
        try:
            show(program, row, id, question, program.decide(question))
        except QuestionError as error:
            failed = True
            print(f"{safe(str(file))}:{row}: {safe(str(error))}", file=sys.stderr)
    if not found:
        raise TableError(f"`{file}`: there is neither a serial number nor a row `{wanted}`")
    return int(failed)


def _show_json(program: Program, row: int, id: str | None, question: dict[str, Any], answer: dict[str, Any]) -> None:
    print(json.dumps({"row": row, "serial": question["unit"].get("serial"), "id": id, **answer}))


def _show_receipt(program: Program, row: int, id: str | None, question: dict[str, Any], answer: dict[str, Any]) -> None:
    print("\n".join(receipt(Page.of(sys.stdout), program, question, answer, id)), end="\n\n")
