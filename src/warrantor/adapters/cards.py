"""Sheets of cards with activation codes: A4, ten to a page, each with its code and the address as a QR code.

The codes go to the typesetter as data, so that nothing in a name is read as markup.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import segno
import typst

from warrantor.apps.coverage.codes.rules import spelled

_TEMPLATE = Path(__file__).with_suffix(".typ")


def sheet(
    title: str, plan: str, batch: str, codes: Sequence[str], address: str, until: date | None = None
) -> bytes:  # fmt: skip
    """The PDF. `address` is that of the page where a code is entered; a card's QR code leads to it with its code."""
    cards = [
        {"number": number, "code": spelled(code), "qr": _qr(f"{address}?code={code}")}
        for number, code in enumerate(codes, start=1)
    ]
    told = {
        "title": title, "plan": plan, "batch": batch, "address": address, "cards": cards,
        "until": until.isoformat() if until else "",
    }  # fmt: skip
    return typst.compile(_template(), sys_inputs={"sheet": json.dumps(told)}, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _qr(text: str) -> str:
    """The code as SVG, without a border: the card leaves room. One mask does: to try all eight takes most time."""
    return segno.make(text, error="m", micro=False, mask=2).svg_inline(border=0, omitsize=True)
