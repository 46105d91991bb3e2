"""Labels for parcels that come back: to whom, the number of the RMA with its QR code, and from whom if one wishes.

All goes to the typesetter as data, so that nothing in a name is read as markup. No telephone number is on it.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import segno
import typst

_TEMPLATE = Path(__file__).with_suffix(".typ")


def label(
    number: str, to: Sequence[str], *, serial: str, product: str, sender: Sequence[str] = (), until: date | None = None
) -> bytes:  # fmt: skip
    """The PDF, A6: lines of addresses, and the last day on which the parcel is taken, where there is one."""
    told = {
        "number": number, "to": list(to), "sender": list(sender), "serial": serial, "product": product,
        "until": until.isoformat() if until else "", "qr": _qr(number),
    }  # fmt: skip
    return typst.compile(_template(), sys_inputs={"label": json.dumps(told)}, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _qr(text: str) -> str:
    return segno.make(text, error="m", micro=False, mask=2).svg_inline(border=0, omitsize=True)
