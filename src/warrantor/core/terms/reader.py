"""Text of a document -> `Document`: front matter, clauses, blocks and references, each with its line.

What the statements mean is not looked at here; see `lowering` and `checks`.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from warrantor.core.terms import frontmatter, including
from warrantor.core.terms.blocks import Mapping, Sequence, Text, read_yaml
from warrantor.core.terms.document import Clause, Document, Statement
from warrantor.core.terms.errors import Fault, Problem, TermsError, nearest
from warrantor.core.terms.shapes import check_shape
from warrantor.core.terms.statements import KINDS

MAX_BYTES = 2_000_000
Include = Callable[[str], str]
"""Gives the text of a shared document by the name that `includes` uses; raises KeyError when there is none."""

_ID = re.compile(r"\s*\{#([^}\s]+)\}\s*$")
_REFERENCE = re.compile(r"\[[^\]\n]*\]\(#([^)\s]+)\)")
_MARKDOWN = MarkdownIt("commonmark").disable(["inline", "text_join"])


def no_includes(name: str) -> str:
    """The `Include` of a document read alone: there are no shared documents."""
    raise KeyError(name)


def read_document(text: str, file: str = "terms.md", include: Include = no_includes) -> Document:
    """Read `text`. Raises TermsError with every problem found in its shape."""
    reader = _Reader(text, file, include)
    document = reader.read()
    if reader.problems:
        raise TermsError(reader.problems)
    return document


class _Reader:
    def __init__(self, text: str, file: str, include: Include) -> None:
        whole = text.encode(errors="replace").decode()  # half a character is none, and YAML stops at it
        self.text = whole.removeprefix("\ufeff").replace("\r\n", "\n")
        self.file = file
        self.include = include
        self.problems: list[Problem] = []
        self.clauses: dict[str, Clause] = {}
        self.references: list[tuple[str, Text]] = []
        self.intro = ""
        self.count = 0

    def fail(self, fault: Fault, clause: str = "", line: int = 0) -> None:
        self.problems.append(
            Problem(
                self.file,
                fault.line or line,
                fault.column or 1,
                clause,
                "error",
                fault.code,
                fault.message,
                fault.expected,
                fault.help,
            )
        )

    def read(self) -> Document:
        size = len(self.text.encode())
        if size > MAX_BYTES:
            self.fail(
                Fault(
                    "size",
                    f"the document has {size:,} bytes",
                    expected=f"at most {MAX_BYTES:,}",
                    help="move tables and shared clauses into documents of their own (`includes`)",
                )
            )
            raise TermsError(self.problems)
        front, body, first = self._front()
        self._clauses(body, first)
        shared = self._shared(front)
        joined = including.joined_front(front, shared)
        document = frontmatter.document_of(joined, self.file, self.clauses, self.fail)
        document.references, document.intro, document.included = self.references, self.intro, tuple(shared)
        document.digest = hashlib.sha256(self.text.encode()).hexdigest()
        for other in shared:
            document.digest = hashlib.sha256((document.digest + other.digest).encode()).hexdigest()
        return document

    def _front(self) -> tuple[Mapping, str, int]:
        match = re.match(r"---\n(.*?)^---[ \t]*(?:\n|\Z)", self.text, re.S | re.M)
        if not match:
            self.fail(
                Fault(
                    "front-matter",
                    "the document has no front matter",
                    Text("", 1, 1),
                    "YAML between two lines `---` at the top",
                    "begin with `---`, then `program:`, `title:`, `version:`, `time_zone:`, then `---`",
                )
            )
            raise TermsError(self.problems)
        body = self.text[match.end() :]
        try:
            front = read_yaml(match[1], 2)
        except Fault as fault:
            self.fail(fault)
            raise TermsError(self.problems) from None
        if not isinstance(front, Mapping):
            self.fail(
                Fault("front-matter", "the front matter is not a list of keys", Text("", 2, 1), "`key: value` lines")
            )
            raise TermsError(self.problems)
        return front, body, self.text[: match.end()].count("\n") + 1

    def _clauses(self, body: str, first: int) -> None:
        lines = body.split("\n")
        tokens = _MARKDOWN.parse(body)
        current: Clause | None = None
        prose_from = 0
        for position, token in enumerate(tokens):
            if token.map is None:
                continue
            if token.type == "heading_open":
                found = _ID.search(tokens[position + 1].content)
                if found:
                    self._end_prose(current, lines, prose_from, token.map[0])
                    current = self._open_clause(token, tokens[position + 1].content, found, first)
                    prose_from = token.map[1]
            elif token.type == "fence" and token.info.strip() == "terms":
                self._block(current, token, first)
        self._end_prose(current, lines, prose_from, len(lines))
        self._find_references(lines, first)

    def _open_clause(self, token: Token, heading: str, found: re.Match[str], first: int) -> Clause:
        assert token.map is not None
        line, name = first + token.map[0], found[1]
        clause = Clause(name, heading[: found.start()].strip(), int(token.tag[1]), line)
        if name in self.clauses:
            self.fail(
                Fault(
                    "duplicate-clause",
                    f"the clause `{name}` is opened twice",
                    Text("", line, 1),
                    help=f"the first is on line {self.clauses[name].line}; give one of them another id",
                ),
                name,
            )
            return clause
        self.clauses[name] = clause
        return clause

    def _end_prose(self, clause: Clause | None, lines: list[str], start: int, end: int) -> None:
        text = re.sub(
            r"^```terms\n.*?^```[ \t]*$\n?", "", "\n".join(lines[start:end]) + "\n", flags=re.S | re.M
        ).strip()
        if clause is None:
            self.intro = text
        else:
            clause.prose = text

    def _find_references(self, lines: list[str], first: int) -> None:
        starts = sorted((clause.line, clause.id) for clause in self.clauses.values())
        for number, line in enumerate(lines, first):
            for match in _REFERENCE.finditer(line):
                before = [name for at, name in starts if at <= number]
                self.references.append((before[-1] if before else "", Text(match[1], number, match.start() + 1)))

    def _block(self, clause: Clause | None, token: Token, first: int) -> None:
        assert token.map is not None
        line = first + token.map[0]
        if clause is None:
            self.fail(
                Fault(
                    "block",
                    "a block stands before the first clause",
                    Text("", line, 1),
                    help="put a heading with an id, such as `## Cover {#cover}`, above it",
                )
            )
            return
        clause.block += token.content
        try:
            tree = read_yaml(token.content, line + 1)
        except Fault as fault:
            self.fail(fault, clause.id, line)
            return
        if not isinstance(tree, Sequence):
            self.fail(
                Fault(
                    "block",
                    "the block is not a list of statements",
                    Text("", line + 1, 1),
                    "lines that begin with `- `, such as `- requires: ...`",
                ),
                clause.id,
            )
            return
        for item in tree:
            try:
                clause.statements.append(self._statement(item, clause.id, line))
            except Fault as fault:
                self.fail(fault, clause.id, line)

    def _statement(self, item: Any, clause: str, line: int) -> Statement:
        if not isinstance(item, Mapping) or not item:
            at = item if item is not None else Text("", line, 1)
            raise Fault(
                "statement",
                "this is not a statement",
                at,
                "`kind: subject`, such as `requires: ...`",
                "put a statement's further keys on lines of their own, under the first",
            )
        first = next(iter(item))
        if first not in KINDS:
            raise Fault(
                "statement", f"`{first}` is not a statement", first, "one of " + ", ".join(KINDS), nearest(first, KINDS)
            )
        kind = KINDS[first]
        fields = {key: value for key, value in item.items() if key is not first}
        for key in fields:
            if key not in kind.fields:
                raise Fault(
                    "key",
                    f"`{key}` is not a key of `{kind.name}`",
                    key,
                    "one of " + ", ".join(sorted(kind.fields)),
                    nearest(key, kind.fields),
                )
        for name, spec in kind.fields.items():
            if spec.required and name not in fields:
                raise Fault("key", f"`{kind.name}` lacks `{name}`", first, spec.says)
        check_shape(first, kind.subject.form, item[first])
        for key, value in fields.items():
            check_shape(key, kind.fields[key].form, value)
        self.count += 1
        return Statement(kind, item[first], fields, clause, item.line, self.count)

    def _shared(self, front: Mapping) -> list[Document]:
        """The documents that `includes` names, their clauses added to those here."""
        try:
            names = frontmatter.words(front.get("includes"), "includes")
        except Fault as fault:
            self.fail(fault)
            return []
        found = []
        for name in names:
            document = self._included(name, front)
            if document is not None:
                found.append(document)
                self._adopt(document, front)
        return found

    def _included(self, name: str, front: Mapping) -> Document | None:
        try:
            return read_document(self.include(name), f"{name}.md", no_includes)
        except KeyError:
            self.fail(
                Fault(
                    "include",
                    f"there is no shared document `{name}`",
                    front["includes"],
                    help="write its name without a folder or ending, and put it beside the programs",
                )
            )
        except TermsError as error:
            self.problems += error.problems
        return None

    def _adopt(self, shared: Document, front: Mapping) -> None:
        for fault in including.adopt(self.clauses, shared, front["includes"]):
            self.fail(fault)
        self.references += shared.references
        for statement in shared.statements:
            self.count += 1
            statement.index = self.count
