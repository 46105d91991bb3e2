"""A message as bytes to a `Mail`: never fails, whatever comes; what cannot be read is passed over, and told."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from warrantor.adapters.mailbox import senders, texts
from warrantor.adapters.mailbox.quoting import new_words
from warrantor.apps.letters.rules import LONGEST, Attachment, Mail

LARGEST = 100_000_000
"""Bytes of a message that are read; of a larger one only the beginning is."""
_DEEPEST, _MOST_PARTS, _MOST_FILES = 20, 300, 40
_HEADERS = 200_000
_NESTED = re.compile(rb"(?im)^content-type:\s*multipart/")
_MOST_NESTED = 100
_LOGO = 10_000
"""Bytes below which a picture within the text is an ornament of a signature."""
_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass
class _Read:
    """What is gathered while the parts are gone through."""

    files: list[Attachment] = field(default_factory=list)
    parts: int = 0
    left: int = 10 * LONGEST
    """Bytes of text that are still decoded."""
    cut: bool = False
    """Whether something was left out."""


def parse(content: bytes, *, authority: str = "", cut: bool = False) -> Mail:
    """The message. `authority` is the mail server that is believed about senders; `cut` says it is only a beginning."""
    message = _message(content[:LARGEST])
    headers = [(name.lower()[:80], texts.line(raw)) for name, raw in _raw(message)]
    address, name = senders.sender(headers)
    short = cut or len(content) > LARGEST
    read = _Read(cut=short)
    text = _text(message, read)[:LONGEST].strip()
    return Mail(
        message_id=next(iter(_ids(headers, "message-id")), ""),
        digest=hashlib.sha256(content).hexdigest(),
        sender=address,
        name=texts.read_words(name)[:200],
        recipients=senders.recipients(headers),
        subject=texts.read_words(next((value for key, value in headers if key == "subject"), ""))[:500],
        text=text,
        words=new_words(text),
        attachments=tuple(_files(read.files, short)),
        refers=tuple(dict.fromkeys(_ids(headers, "in-reply-to") + _ids(headers, "references")[-50:])),
        loops=senders.passed_through(headers),
        automatic=senders.automatic(headers, message.get_content_type(), address),
        vouched=senders.vouched(headers, address, authority),
        cut=read.cut,
    )


def _message(content: bytes) -> Message:
    """What is nested too deeply for the parser, or for its time, is read as if it had no parts."""
    if len(_NESTED.findall(content)) <= _MOST_NESTED:
        try:
            return message_from_bytes(content, policy=compat32)
        except (RecursionError, ValueError, LookupError, AssertionError):
            pass
    head, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = re.sub(rb"(?im)^content-type:.*(\n[ \t].*)*\n?", b"", head + b"\n")
    return message_from_bytes(kept + b"\n" + body, policy=compat32)


def _raw(message: Message) -> list[tuple[str, str]]:
    pairs, size = [], 0
    for name, value in message.raw_items():
        size += len(name) + len(str(value))
        if size > _HEADERS:
            break
        pairs.append((name, str(value)))
    return pairs


def _ids(headers: senders.Headers, name: str) -> list[str]:
    return [one for key, value in headers if key == name for one in _ID.findall(value)]


def _text(message: Message, read: _Read, depth: int = 0) -> str:
    """The text of a part with all within it; files on the way are put aside."""
    read.parts += 1
    if read.parts > _MOST_PARTS or depth > _DEEPEST:
        read.cut = True
        return ""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        within = [part for part in message.get_payload() if isinstance(part, Message)][: _MOST_PARTS + 1]
        told = [(part.get_content_type(), _text(part, read, depth + 1)) for part in within]
        if message.get_content_subtype() == "alternative":
            plain = next((text for kind, text in told if kind == "text/plain" and text.strip()), "")
            return plain or next((text for _, text in reversed(told) if text.strip()), "")
        return "\n\n".join(text for _, text in told if text.strip())
    return _leaf(message, read)


def _leaf(part: Message, read: _Read) -> str:
    name = _name(part)
    attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    kind = part.get_content_type()
    if attached or name or kind not in ("text/plain", "text/html", "multipart/alternative", "multipart/mixed"):
        _put_aside(part, name, kind, attached, read)
        return ""
    content = _content(part)
    text = texts.decoded(content[: read.left], _charset(part))
    read.cut = read.cut or len(content) > read.left
    read.left -= min(read.left, len(content))
    return texts.from_html(text) if kind == "text/html" else text


def _put_aside(part: Message, name: str, kind: str, attached: bool, read: _Read) -> None:
    content = _content(part)
    ornament = not attached and part.get("Content-ID") and kind.startswith("image/") and len(content) < _LOGO
    if ornament or kind == "application/pgp-signature" or "pkcs7-signature" in kind:
        return
    if len(read.files) >= _MOST_FILES:
        read.cut = True
        return
    read.files.append(Attachment(name or _made_up(kind, len(read.files) + 1), content))


def _files(files: list[Attachment], short: bool) -> list[Attachment]:
    """Of a message that ends too early the last file does too."""
    return [*files[:-1], replace(files[-1], whole=False)] if short and files else files


def _content(part: Message) -> bytes:
    """The bytes of a part, however badly it was encoded; none of a message within the message."""
    if part.is_multipart():
        return b""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError):
        return ""


def _name(part: Message) -> str:
    """What a file is called; empty where it is not. Paths and control characters are taken out where it is kept."""
    try:
        told = part.get_filename() or ""
    except (ValueError, LookupError, AssertionError):
        told = "attachment"
    return texts.read_words(texts.line(told))[:300]


def _made_up(kind: str, number: int) -> str:
    ending = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ""
    return f"attachment-{number}{ending}"
