"""Texts of messages: bytes to characters though their charset lies, HTML to plain text, headers to a line.

All is linear in its length, whatever it holds; the standard HTML parser is not.
"""

import codecs
import html
import re
from email.errors import HeaderParseError
from email.header import decode_header

_TEXTUAL = re.compile(
    r"ascii|utf-?(8|16|32)|utf-?(16|32)-?[bl]e|utf-8-sig|iso8859-\d+|cp\d+|koi8|gb|big5|shift_jis|euc|iso2022|mac|tis|johab|hz"
)
_SINGLE = re.compile(r"ascii|iso8859-\d+|cp125\d")
"""Charsets of one byte a letter: whatever is good UTF-8 besides is that, whatever it says."""
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONGEST_CODED = 5_000
"""Characters of a header whose encoded words are read; looking for them takes longer than the text is long."""


def decoded(content: bytes, charset: str) -> str:
    """The characters. A charset that is none, or that does not fit, is passed over."""
    for name in _candidates(content, charset):
        try:
            return clean(content.decode(name))
        except (UnicodeError, LookupError, ValueError):
            continue
    return clean(content.decode("cp1252", "replace"))


def _candidates(content: bytes, charset: str) -> list[str]:
    try:
        named = codecs.lookup(charset.strip(" '\"")).name if charset.isascii() and len(charset) < 40 else ""
    except (LookupError, ValueError):
        named = ""
    known = [named] if _TEXTUAL.match(named) else []
    return ["utf-8", *known] if not known or _SINGLE.match(named) else [*known, "utf-8"]


def clean(text: str) -> str:
    """Without what belongs in no text: null and control characters, halves of characters, marks that turn it round."""
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))


def line(raw: str) -> str:
    """A header as one line of text: its folds undone, nothing left that begins another. Encoded words stay as they are.

    Raw bytes stand in it as halves of characters.
    """
    told = raw if raw.isascii() else decoded(raw.encode("utf-8", "surrogateescape"), "utf-8")
    return " ".join(clean(told).split())


def read_words(told: str) -> str:
    """A line of a header with its encoded words read."""
    if "=?" not in told or len(told) > _LONGEST_CODED:
        return told
    try:
        parts = decode_header(told)
    except (HeaderParseError, ValueError, LookupError):
        return told
    read = (decoded(part, charset or "ascii") if isinstance(part, bytes) else part for part, charset in parts)
    return " ".join(clean("".join(read)).split())


_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,12})[^<>]*>|<[!?][^<>]*>")
_UNSEEN = ("script", "style", "head", "title", "template", "noscript")
_BLOCK = re.compile(
    r"address|article|body|center|d[dlt]|div|fieldset|footer|form|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|t(able|r)"
)


def from_html(source: str) -> str:
    """The text that one would read, quotations with `>` before each line."""
    out: list[str] = []
    depth, at = 0, 0
    source = _without_comments(source)
    while (found := _TAG.search(source, at)) is not None:
        out.append(_flowing(source[at : found.start()]))
        at = found.end()
        closing, tag = bool(found[1]), (found[2] or "").lower()
        if tag in _UNSEEN and not closing:
            at = _after(source, tag, at)
        elif tag == "blockquote":
            depth = max(0, depth + (-1 if closing else 1))
            out.append(f"\n\x01{min(depth, 9)}")
        elif tag == "br" or _BLOCK.fullmatch(tag):
            out.append("\n- " if tag == "li" and not closing else "\n")
        elif tag in ("td", "th"):
            out.append(" ")
    out.append(_flowing(source[at:]))
    return _quoted("".join(out))


def _without_comments(source: str) -> str:
    kept, at = [], 0
    while (start := source.find("<!--", at)) >= 0:
        end = source.find("-->", start + 4)
        kept.append(source[at:start])
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join(kept) + source[at:]


def _after(source: str, tag: str, at: int) -> int:
    """Behind the end of an element that is not shown; one that has no end hides the rest."""
    found = re.compile(rf"</{tag}[^<>]*>", re.IGNORECASE).search(source, at)
    return found.end() if found else len(source)


def _flowing(text: str) -> str:
    return re.sub(r"\s+", " ", clean(html.unescape(text)))


def _quoted(text: str) -> str:
    """Lines with the marks of their depth; of several empty ones in a row, one."""
    lines: list[str] = []
    depth = 0
    for raw in text.split("\n"):
        if raw.startswith("\x01"):
            depth, raw = int(raw[1]), raw[2:]
        said = " ".join(raw.split())
        if said or (lines and lines[-1]):
            lines.append(f"{'>' * depth} {said}".strip() if depth and said else said)
    return "\n".join(lines).strip()
