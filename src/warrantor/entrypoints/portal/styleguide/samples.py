"""What the style guide shows: one true answer of each verdict under made-up terms, fields, and the tokens."""

from functools import cache
from pathlib import Path
from typing import Any

from warrantor.adapters.documents import load_path
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.privacy import reduce_answer
from warrantor.entrypoints.portal.receipt.page import ReceiptPage, receipt_page

FIELDS = (
    Field("cause", "What made it fail?", "choice", (("defect", "It failed by itself"), ("accident", "An accident"))),
    Field("part", "Which part failed?", "text", hint="Such as panel or battery", optional=True),
    Field("on", "On which day?", "date"),
)
TOKENS = ("yes", "no", "missing", "person", "ended", "note")


def _question(cause: str, at: str, *events: dict[str, Any]) -> dict[str, Any]:
    claim = {"cause": cause, "by": "owner", "location": "place", "part": "ordinary"}
    return {
        "program": "sample",
        "ask": "cover",
        "at": at,
        "unit": {"serial": "LAMP-1", "events": list(events)},
        "claim": claim,
    }


_DELIVERED = {"what": "delivered", "on": "2024-05-10"}
_DOORSTEP = {"what": "plan-purchased", "on": "2024-05-10", "plan": "doorstep"}
_LATE = {"what": "plan-purchased", "on": "2024-06-20", "plan": "doorstep"}
_ALTERED = {"what": "modified", "on": "2024-08-01"}
_QUESTIONS = (
    _question("defect", "2025-02-01T12:00:00+01:00", _DELIVERED, _DOORSTEP),
    _question("defect", "2026-05-20T12:00:00+02:00", _DELIVERED, _LATE),
    _question("defect", "2025-02-01T12:00:00+01:00"),
    _question("defect", "2025-02-01T12:00:00+01:00", _DELIVERED, _ALTERED),
)


@cache
def pages() -> tuple[ReceiptPage, ...]:
    """A receipt of each verdict."""
    program = load_path(Path(__file__).with_name("sample.md"))
    document = program.latest
    answers = [reduce_answer(program.decide(question), document.schema, document.time_zone) for question in _QUESTIONS]
    return tuple(receipt_page(answer, document, "#") for answer in answers)
