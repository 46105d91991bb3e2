"""Codes of certificates found in what somebody has: a PDF as it was handed out or saved anew, or a text."""

import re
import zlib
from itertools import islice
from pathlib import Path

from warrantor.apps.coverage.certificates.rules import CODE, CertificateError

LARGEST = 20 * 2**20
"""Bytes of a file that is looked at; ours have some ten thousand."""
_STREAM = re.compile(rb"stream\r?\n")
_STREAMS, _PACKED, _UNPACKED = 2000, 2**16, 4 * 2**20


def code_in(path: Path) -> str:
    """The code of a file. Raises OSError, CertificateError."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CertificateError("not-one", f"the file has more than {LARGEST // 2**20} MB", "a certificate is smaller")
    found = set(CODE.findall(content)) or set(CODE.findall(b"\n".join(_unpacked(content))))
    if len(found) == 1:
        return str(found.pop(), "ascii")
    if found:
        raise CertificateError("not-one", f"the file holds the codes of {len(found)} certificates", "take one apart")
    if content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
        help = "read the QR code with a phone, and give the text"
        raise CertificateError("not-one", "a picture is not read", help)
    kind = "PDF" if content.startswith(b"%PDF") else "file"
    help = "scan the QR code, and give its text" if kind == "PDF" else "a certificate as PDF, or the text of its code"
    raise CertificateError("not-one", f"the {kind} holds no code of a certificate", help)


def _unpacked(content: bytes) -> list[bytes]:
    """The streams of a PDF that another program packed, up to a limit: a small file may unpack without end."""
    if not content.startswith(b"%PDF"):
        return []
    whole, found, room = memoryview(content), [], _UNPACKED
    for match in islice(_STREAM.finditer(content), _STREAMS):
        try:
            text = zlib.decompressobj().decompress(whole[match.end() : match.end() + _PACKED], room)
        except zlib.error:
            continue
        found.append(text)
        room -= len(text)
        if room <= 0:
            break
    return found
