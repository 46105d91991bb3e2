"""One Markdown source to plain text and to HTML. Values come in after it was read, so that none of them marks up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False})
_SAFE_LINK = re.compile(r"^(https?:|mailto:|tel:)", re.IGNORECASE)
_FILLED = ("text", "code_inline", "code_block", "fence")


@dataclass(frozen=True)
class Words:
    """A notice as it is sent: one line, plain text, and a piece of HTML."""

    subject: str
    text: str
    html: str


def render(subject: str, body: str, values: Mapping[str, str], most: int) -> Words:
    """The words of a wording that was checked; a subject is cut after `most` characters."""
    tokens = _READER.parse(body)
    for token in _flat(tokens):
        _fill(token, values)
    line = " ".join(Template(subject).safe_substitute(values).split())
    return Words(line[:most], _text(tokens), _html(tokens))


def _flat(tokens: Sequence[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *(token.children or ()))]


def _fill(token: Token, values: Mapping[str, str]) -> None:
    if token.type == "image":
        token.type, token.tag, token.children = "text", "", None
    if token.type in _FILLED:
        token.content = Template(token.content).safe_substitute(values)
    if token.type == "link_open":
        target = str(token.attrs.pop("href", "")).replace("%7B", "{").replace("%7D", "}")
        link = Template(target).safe_substitute(values)
        token.attrs = {"href": link} if _SAFE_LINK.match(link) else {}


def _html(tokens: Sequence[Token]) -> str:
    """Tags are ours alone; a value keeps its lines."""
    for token in _flat(tokens):
        if token.type == "text" and "\n" in token.content:
            token.type, token.content = "html_inline", "<br>\n".join(escape(token.content).splitlines())
    return str(_READER.renderer.render(tokens, _READER.options, {}))


def _text(tokens: Sequence[Token]) -> str:
    """Paragraphs with a line between them, items with a dash or their number, links with their address behind."""
    parts: list[str] = []
    marks: list[str] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            marks.append("- ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open" and token.info:
            marks[-1] = f"{token.info}. "
        elif token.type in ("inline", "fence", "code_block"):
            said = _line(token.children) if token.type == "inline" else token.content.rstrip("\n")
            parts.append(_indented(said, marks))
        elif token.type == "hr":
            parts.append("---")
    return "\n\n".join(parts) + "\n"


def _indented(said: str, marks: Sequence[str]) -> str:
    if not marks:
        return said
    lead = "  " * (len(marks) - 1)
    return f"{lead}{marks[-1]}" + said.replace("\n", "\n" + lead + " " * len(marks[-1]))


def _line(tokens: Sequence[Token] | None) -> str:
    said, links = "", []
    for token in tokens or ():
        if token.type == "link_open":
            links.append((len(said), str(token.attrs.get("href", ""))))
        elif token.type == "link_close":
            start, link = links.pop()
            said += f": {link}" if link and link != said[start:] else ""
        else:
            said += "\n" if token.type in ("softbreak", "hardbreak") else token.content
    return said
