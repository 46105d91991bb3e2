"""YAML of front matter and blocks, with positions: every scalar is text, nothing is resolved.

Anchors, aliases, tags and duplicate keys are refused, so a document means what it shows.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from warrantor.core.terms.errors import Fault

MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar with its place. `quoted` tells `"12"` from `12`."""

    line: int
    column: int
    quoted: bool

    def __new__(cls, value: str, line: int = 0, column: int = 0, quoted: bool = False) -> "Text":
        text = super().__new__(cls, value)
        text.line, text.column, text.quoted = line, column, quoted
        return text


class Mapping(dict[str, Any]):
    """A mapping with its place."""

    line = 0
    column = 0


class Sequence(list[Any]):
    """A list with its place."""

    line = 0
    column = 0


def read_yaml(source: str, line: int = 1) -> Any:
    """The tree of `source`, whose first line is line `line` of the document; None when empty."""
    if "\x00" in source:
        raise Fault("yaml", "the text holds a null character", Text("", line, 1), help="remove it")
    try:
        events = yaml.parse(source, Loader=_LOADER)
        return _Builder(events, line).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = Text("", line + mark.line if mark else line, mark.column + 1 if mark else 1)
        raise Fault(
            "yaml",
            f"this is not YAML: {error.problem or error.context}",
            at,
            help="check indentation, quotes and brackets; wrap an expression that begins with a quote in double quotes",
        ) from None
    except yaml.YAMLError as error:
        raise Fault(
            "yaml", f"this is not YAML: {error}", Text("", line, 1), help="save the file as UTF-8 text"
        ) from None


class _Builder:
    def __init__(self, events: Iterator[Any], line: int) -> None:
        self.events = events
        self.line = line

    def document(self) -> Any:
        tree: Any = None
        for event in self.events:
            if isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                break
            if tree is not None:
                raise Fault("yaml", "the block holds a second document", self._at(event), help="remove the `---` line")
            tree = self._node(event, 0)
        return tree

    def _at(self, event: Any) -> Text:
        return Text("", self.line + event.start_mark.line, event.start_mark.column + 1)

    def _node(self, event: Any, depth: int) -> Any:
        at = self._at(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Fault(
                "yaml-anchor",
                "anchors and aliases are not allowed",
                at,
                help="write the value out, or name it in `lists` or with `define`",
            )
        if getattr(event, "tag", None):
            raise Fault("yaml-tag", f"the tag `{event.tag}` is not allowed", at, help="remove it: every value is text")
        if depth > MAX_DEPTH:
            raise Fault("yaml-depth", f"nested deeper than {MAX_DEPTH} levels", at, help="flatten the block")
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, at.line, at.column, event.style in ("'", '"'))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(at, depth)
        return self._mapping(at, depth)

    def _sequence(self, at: Text, depth: int) -> Sequence:
        items = Sequence()
        items.line, items.column = at.line, at.column
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, depth + 1))
        return items

    def _mapping(self, at: Text, depth: int) -> Mapping:
        items = Mapping()
        items.line, items.column = at.line, at.column
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise Fault("yaml", "a key must be a word", key, help="write `key: value`")
            if key in items:
                raise Fault(
                    "duplicate-key",
                    f"the key `{key}` is written twice",
                    key,
                    help="keep one, or make it a statement of its own",
                )
            items[key] = self._node(next(self.events), depth + 1)
        return items
