"""Whether a PDF is only a page to read: no script in it, nothing it starts, no other kind of file at its ends. Pure.

Names in a PDF can be spelled with `#41` for `A`, and can stand in compressed streams of objects; both are read here.
"""

import re
import zlib
from collections.abc import Iterator

from warrantor.apps.registry.rules import Refused

_HEAD, _TAIL = 1_024, 66_000
_OTHERS = (b"<html", b"<script", b"<!doctype html", b"<svg", b"pk\x03\x04", b"#!/")


def _name(word: str) -> bytes:
    """A pattern of a name, however it is spelled: reading it there costs less than spelling all of a file plainly."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)
    return f"/{''.join(letters)}(?![A-Za-z0-9])".encode()


_ACTIVE = {word: re.compile(_name(word)) for word in ("JavaScript", "Launch", "ImportData", "RichMedia", "XFA")}
_PROTECTED = re.compile(_name("Encrypt") + rb"\s*(\d+\s+\d+\s+R|<<)")
_OBJECTS = re.compile(_name("ObjStm"))
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PRINTED = "print it as a PDF, and send that"
_MOST = 50_000_000
"""Bytes that the streams of objects of one file may unfold to."""
_MOST_STREAMS = 5_000
"""Streams of objects in one file; each holds a hundred objects or so."""
_NEAR = 2_000
"""Bytes before a stream in which what it is stands."""


def check(content: bytes) -> None:
    """Raises Refused for a PDF that may do more than be read, or that cannot be looked into."""
    lowered = content[:_HEAD].lower()
    if not content.startswith(b"%PDF-") or any(mark in lowered for mark in _OTHERS):
        raise Refused("file", "is not only a PDF: something else stands at its beginning", "a PDF saved anew")
    if b"PK\x05\x06" in content[-_TAIL:]:
        raise Refused("file", "is a PDF and an archive at once", "a PDF saved anew")
    _check_names(content)
    left = _MOST
    for head, folded in _streams_of_objects(content):
        objects = _unfolded(head, folded, left)
        left -= len(objects)
        _check_names(objects)


def _streams_of_objects(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is said of each, and its bytes up to where another stream begins: each part is looked at once."""
    seen, count = 0, 0
    for named in _OBJECTS.finditer(content):
        for found in _STREAM.finditer(content, max(seen, named.end()), named.end() + _NEAR):
            seen = found.end()
            head = _plain(content[max(0, found.start() - _NEAR) : found.start()].rpartition(b" obj")[2])
            if _OBJECTS.search(head):
                following = _STREAM.search(content, seen)
                yield head, content[seen : following.start() if following else len(content)]
            count += 1
            if count > _MOST_STREAMS:
                raise Refused("file", f"is a PDF of more than {_MOST_STREAMS:,} streams of objects", _PRINTED)
        seen = max(seen, named.end() + _NEAR - len(b"endstream\r\n"))


def _check_names(part: bytes) -> None:
    for name, spelled in _ACTIVE.items():
        if spelled.search(part):
            raise Refused("file", f"is a PDF with a part that acts by itself (`/{name}`)", _PRINTED)
    if _PROTECTED.search(part):
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
