"""Markdown of a clause to HTML. Tags in the text are shown as text, never passed on."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SAFE_LINK = re.compile(r"^(#|/|https?:|mailto:|tel:)", re.IGNORECASE)

_HEADING = re.compile(r"^(#{1,6})\s")


def prose_html(text: str, document_url: str = "", heading: str = "h4") -> SafeString:
    """The HTML of a text; references to clauses (`#ID`) are resolved within `document_url`. Pictures are left out."""
    tokens = _READER.parse(text)
    for token in tokens:
        _plain_attributes(token)
        if token.type in ("heading_open", "heading_close"):
            token.tag = heading
        for child in token.children or ():
            _rework(child, document_url)
    return mark_safe(_READER.renderer.render(tokens, _READER.options, {}))


def own_prose(text: str, level: int) -> tuple[str, str]:
    """A clause's own words, and what follows them: headings without an id open the section of the next clauses."""
    lines, fenced = text.splitlines(), False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        mark = _HEADING.match(line)
        if mark and not fenced and len(mark[1]) <= level:
            return "\n".join(lines[:number]).strip(), "\n".join(lines[number:]).strip()
    return text.strip(), ""


def _plain_attributes(token: Token) -> None:
    """A column's alignment comes as a style attribute, which the site's policy refuses."""
    style: Any = token.attrs.pop("style", "")
    if "right" in str(style):
        token.attrs["class"] = "number"


def _rework(token: Token, document_url: str) -> None:
    if token.type == "image":
        token.type, token.tag, token.children = "text", "", None
    if token.type != "link_open":
        return
    target = str(token.attrs.get("href", ""))
    if not _SAFE_LINK.match(target):
        token.attrs.pop("href", None)
    elif target.startswith("#"):
        token.attrs["href"] = document_url + target
