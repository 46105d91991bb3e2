"""Whether a PDF is only a page to read: no script in it, nothing it starts, no other kind of file at its ends. Pure.

Names in a PDF can be spelled with `#41` for `A`, and can stand in compressed streams of objects; both are read here.
"""

import re
import zlib

from warrantor.apps.registry.rules import Refused

_HEAD, _TAIL = 1_024, 66_000
_OTHERS = (b"<html", b"<script", b"<!doctype html", b"<svg", b"pk\x03\x04", b"#!/")
_ACTIVE = re.compile(rb"/(JavaScript|Launch|ImportData|RichMedia|XFA)(?![A-Za-z0-9])")
_PROTECTED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PRINTED = "print it as a PDF, and send that"
_MOST = 50_000_000
"""Bytes that the streams of objects of one file may unfold to."""


def check(content: bytes) -> None:
    """Raises Refused for a PDF that may do more than be read, or that cannot be looked into."""
    lowered = content[:_HEAD].lower()
    if not content.startswith(b"%PDF-") or any(mark in lowered for mark in _OTHERS):
        raise Refused("file", "is not only a PDF: something else stands at its beginning", "a PDF saved anew")
    if b"PK\x05\x06" in content[-_TAIL:]:
        raise Refused("file", "is a PDF and an archive at once", "a PDF saved anew")
    _check_names(content)
    left = _MOST
    streams = list(_STREAM.finditer(content))
    ends = [later.start() for later in streams[1:]] + [len(content)]
    for found, end in zip(streams, ends, strict=False):  # each part is looked at once, however many say they begin
        head = _plain(content[max(0, found.start() - 2_000) : found.start()].rpartition(b" obj")[2])
        if re.search(rb"/ObjStm(?![A-Za-z0-9])", head):
            objects = _unfolded(head, content[found.end() : end], left)
            left -= len(objects)
            _check_names(objects)


def _check_names(part: bytes) -> None:
    plain = _plain(part)
    active = _ACTIVE.search(plain)
    if active:
        raise Refused("file", f"is a PDF with a part that acts by itself (`/{active[1].decode()}`)", _PRINTED)
    if _PROTECTED.search(plain):
        raise Refused("file", "is a protected PDF, which cannot be looked into", "a copy without protection")


def _plain(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _unfolded(head: bytes, folded: bytes, most: int) -> bytes:
    """The objects of a stream. What is folded in a way that we do not read is refused, not let through."""
    filters = re.findall(rb"/(?:\w+Decode|Fl|AHx|A85|LZW|RL)(?![A-Za-z0-9])", head)
    if not filters:
        return folded
    if filters != [b"/FlateDecode"] or b"/DecodeParms" in head:
        raise Refused("file", "is a PDF folded in a way that cannot be looked into", _PRINTED)
    try:
        unfolding = zlib.decompressobj()
        found = unfolding.decompress(folded, most + 1)
    except zlib.error:
        raise Refused("file", "is a damaged PDF", "a PDF saved anew") from None
    if len(found) > most:
        raise Refused("file", "is a PDF that unfolds to too much", "a smaller copy of it")
    if not unfolding.eof:
        raise Refused("file", "is a damaged PDF", "a PDF saved anew")
    return found
