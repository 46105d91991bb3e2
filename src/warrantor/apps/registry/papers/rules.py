"""Which files may be papers: their names, and their content, which is looked at whatever the name says. Pure."""

import unicodedata
from dataclasses import dataclass

import filetype

from warrantor.apps.registry.papers import pdf
from warrantor.apps.registry.rules import Refused

KINDS = ("invoice", "contract", "delivery-note", "photo", "signature", "other")
PROOFS = ("invoice", "contract")
"""Kinds that prove a purchase, and may name the invoice or contract by its number."""
LARGEST = 20_000_000
"""Bytes of a paper at most."""
ENDINGS = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "heic": "image/heic", "heif": "image/heic", "txt": "text/plain",
}  # fmt: skip
ACCEPTED = "a PDF, JPEG, PNG, WebP, HEIC or plain text file"
_LONGEST_NAME = 120
_HEAD = 8_192
_MARKUP = ("<!doctype", "<html", "<script", "<svg", "<?xml", "<iframe")


@dataclass(frozen=True)
class Sound:
    """A file that may be kept: its name without what does not belong into one, and what it really is."""

    name: str
    media_type: str


def sound(name: str, content: bytes) -> Sound:
    """The file, looked at. Raises Refused."""
    shown = clean_name(name)
    wanted = ENDINGS.get(shown.rpartition(".")[2].lower()) if "." in shown else None
    if wanted is None:
        raise Refused("file", f"`{shown}` is not of a kind that is kept", ACCEPTED)
    check_size(len(content))
    found = sniffed(content)
    if found is None:
        raise Refused("file", f"`{shown}` holds nothing that is kept, whatever its name says", ACCEPTED)
    if found != wanted:
        raise Refused("file", f"`{shown}` holds {found}, and its name says {wanted}", "send it under its right name")
    if found == "application/pdf":
        pdf.check(content)
    return Sound(shown, found)


def check_size(size: int) -> None:
    """Neither empty nor too large. Raises Refused."""
    if size == 0:
        raise Refused("file", "is empty", ACCEPTED)
    if size > LARGEST:
        raise Refused("file", f"is larger than {LARGEST:,} bytes", "a smaller copy of it")


def clean_name(name: str) -> str:
    """The last part of a path, without control characters and those that turn the writing round; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable()).strip(" .") or "paper"
    head, dot, ending = kept.rpartition(".")
    if len(kept) <= _LONGEST_NAME or not dot or len(ending) > 10:
        return kept[:_LONGEST_NAME]
    return head[: _LONGEST_NAME - len(ending) - 1] + dot + ending


def sniffed(content: bytes) -> str | None:
    """What the content is, out of what may be kept; None for anything else."""
    found: str | None = filetype.guess_mime(content[:_HEAD])
    if found is None and _is_plain_text(content):
        return "text/plain"
    return found if found in ENDINGS.values() else None


def check_about(kind: str, names: str) -> None:
    """What is said about a paper. Raises Refused."""
    if kind not in KINDS:
        raise Refused("kind", f"`{kind[:40]}` is no kind of paper", "one of " + ", ".join(KINDS))
    if names and kind not in PROOFS:
        raise Refused("names", f"a paper of the kind `{kind}` proves no invoice", "of the kind " + " or ".join(PROOFS))
    if len(names) > 80 or not names.isprintable():
        raise Refused("names", f"`{names[:40]}` is no number of an invoice", "at most 80 printable characters")


def _is_plain_text(content: bytes) -> bool:
    """UTF-8 without control characters, and nothing that a browser or a reader of PDF might take for its own."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    lowered = text.lower()
    if lowered.lstrip().startswith("<") or any(tag in lowered for tag in _MARKUP) or "%pdf-" in lowered[:_HEAD]:
        return False
    return not any(c in text for c in map(chr, [*range(9), 11, *range(14, 32), 127]))
