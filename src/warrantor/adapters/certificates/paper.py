"""The paper of a certificate: a PDF with its QR code, A4 or Letter, always the same for the same certificate.

What it shows goes to the typesetter as data, so that nothing in a name or a serial number is read as markup. It holds
what was signed and the titles of clauses: no owner, place, invoice or installer.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from warrantor.apps.coverage.certificates.rules import Stated

SIZES = {"a4": "a4", "letter": "us-letter"}
_TEMPLATE = Path(__file__).with_name("certificate.typ")
_TITLE = "Certificate of coverage"
_LIMITS = (
    "It says how the coverage stood when it was issued. Plans are refunded, upgraded and ended: the page behind the "
    "QR code says how it stands today.",
    "Whoever holds it is not by that the owner of the unit, nor the one whom the coverage serves.",
    "Whether a fault is covered depends on what happened; the terms decide that for each fault anew.",
)
_OFFLINE = (
    "Without a network, `warrantor verify` proves it with the vendor's public keys. What was signed counts, not what "
    "is printed around it: compare the two."
)


def paper(
    said: Stated, code: str, *, site: str, issuer: str, title_of: Callable[[str], str], size: str = "a4"
) -> bytes:  # fmt: skip
    """The PDF. `site` is the address of the page that verifies, `issuer` how the terms call themselves."""
    return _typeset(_told(said, code, site, issuer, title_of, size), said)


def _told(said: Stated, code: str, site: str, issuer: str, title_of: Callable[[str], str], size: str) -> dict[str, Any]:
    issued = said.issued_at
    return {
        "title": _TITLE, "issuer": issuer, "paper": SIZES[size], "number": said.number, "spelled": spelled(said.number),
        "code": code, "address": site, "qr": qr(site + code), "limits": _LIMITS, "offline": _OFFLINE,
        "rows": _rows(said), "clauses": [{"id": clause, "title": title_of(clause)} for clause in said.clauses],
        "year": issued.year, "month": issued.month, "day": issued.day,
    }  # fmt: skip


def _typeset(told: dict[str, Any], said: Stated, **form: Any) -> bytes:
    made: bytes = typst.compile(
        _template(), sys_inputs={"certificate": json.dumps(told)}, ignore_system_fonts=True,
        timestamp=int(said.issued_at.timestamp()), **{"format": "pdf", **form},
    )  # fmt: skip
    return made


def qr(text: str) -> str:
    """The QR code as SVG, with the quiet border that readers want. One mask does: to try all eight takes most time."""
    svg: str = segno.make(text, error="m", micro=False, mask=2).svg_inline(border=3, omitsize=True)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in svg else svg


def spelled(number: str) -> str:
    """The number in groups, as it is printed to be typed."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def day(text: str) -> str:
    found = date.fromisoformat(text)
    return f"{found.day} {found:%B} {found.year}"


def _rows(said: Stated) -> list[tuple[str, str]]:
    return [
        ("Unit", said.product), ("Serial number", said.serial), ("Plan", _words(said.plan)),
        *([("Level", _words(said.level))] if said.level else []),
        ("First day", day(said.starts)), ("Last day", day(said.ends) if said.ends else "No end"),
        ("Terms", f"{said.program}, version {said.version}"),
        ("Issued", f"{said.issued_at:%H:%M}, {day(said.issued[:10])} (UTC)"),
    ]  # fmt: skip


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def file_name(said: Stated) -> str:
    """How the PDF is called when it is saved."""
    kept = "".join(char if char.isalnum() and char.isascii() else "-" for char in f"{said.serial}-{said.plan}")
    return f"certificate-{kept[:80]}.pdf"
