"""Renames every plan, level, clause, part and cause of a document and of the questions put to it.

The result is written out as text again and read like any document, so nothing but the text can carry the names.
"""

import ast
import json
import re
from collections.abc import Callable
from typing import Any

from warrantor.core.decision.program import Program
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.expressions import parse
from warrantor.core.terms.reader import read_document
from warrantor.core.terms.statements import PLAN_FIELDS

WORDS_OF_THE_LANGUAGE = {"yes", "no", "true", "false"}
EXPRESSIONS = {"condition", "expression", "date", "span", "number", "amount"}


class Renaming:
    """The renaming for one document: `words` (plans, levels, parts, causes) and `clauses`, each old -> new."""

    def __init__(self, document: Document) -> None:
        self.document = document
        words = [*document.plans, *document.levels, *_parts(document), *_causes(document)]
        # counted backwards, so that no order of names survives
        numbered = enumerate(reversed(list(dict.fromkeys(w for w in words if w not in WORDS_OF_THE_LANGUAGE))))
        self.words = {str(word): f"word-{number:03d}" for number, word in numbered}
        self.clauses = {clause: f"Q{number}" for number, clause in enumerate(reversed(document.clauses))}

    # -- questions and answers -----------------------------------------------------------------------------------------

    def value(self, value: Any, key: str = "") -> Any:
        """A question or an answer, renamed throughout; the words of the format itself stay."""
        if isinstance(value, dict):
            return {k: self.value(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        if not isinstance(value, str) or key in (
            "what",
            "ask",
            "role",
            "result",
            "how",
            "program",
            "missing",
            "assumed",
            "fact",
        ):
            return value
        return self.word(value)

    def word(self, word: str) -> str:
        program, _, clause = word.partition(":")
        if program == self.document.program and clause in self.clauses:
            return f"{program}:{self.clauses[clause]}"
        return self.words.get(word, word)

    # -- the document --------------------------------------------------------------------------------------------------

    def program(self, of: Program) -> Program:
        """The renamed program, with prices found under the old codes."""
        old = {new: word for word, new in self.words.items()}
        return Program([read_document(self.text())], lambda code, day: of.prices(old.get(code, code), day))

    def text(self) -> str:
        """The renamed document, written out."""
        parts = ["---", _yaml(self._front()), "---", ""]
        for clause in self.document.clauses.values():
            prose = re.sub(r"\(#([^)\s]+)\)", lambda m: f"(#{self.clauses.get(m[1], m[1])})", clause.prose)
            parts += [f"{'#' * clause.level} {clause.title} {{#{self.clauses[clause.id]}}}", "", prose, ""]
            if clause.statements:
                parts += ["```terms", *(_item(self._statement(s)) for s in clause.statements), "```", ""]
        return "\n".join(parts)

    def _front(self) -> dict[str, Any]:
        front = {str(key): value for key, value in self.document.front.items()}
        front["version"] = {**front["version"], "clause": self.clauses[front["version"]["clause"]]}
        front["levels"] = [self.word(level) for level in self.document.levels]
        front["lists"] = {name: [self.word(word) for word in members] for name, members in self.document.lists.items()}
        some = next(iter(self.clauses.values()))
        facts: dict[str, dict[str, Any]] = {
            "claim.cause": {
                "clause": some,
                "assumed": self.word("defect"),
                "choices": list(map(self.word, _causes(self.document))),
            },
            "claim.part": {"clause": some, "assumed": self.word("ordinary")},
        }
        work = self.document.schema.kinds["work"].keys["kind"].type.choices or ()
        facts["work.kind"] = {"clause": some, "choices": [self.word(kind) for kind in work]}
        for path, change in (front.get("facts") or {}).items():
            renamed = {
                key: [self.word(w) for w in v] if isinstance(v, list) else self.word(v) for key, v in change.items()
            }
            facts[str(path)] = {**facts.get(str(path), {}), **renamed, "clause": self.clauses[change["clause"]]}
        front["facts"] = facts
        if "assume" in front:
            front["assume"] = [self.expression(text) for text in front["assume"]]
        return front

    def _statement(self, statement: Statement) -> dict[str, Any]:
        kind = statement.kind
        renamed = {kind.name: self._field(kind.subject.form, statement.subject)}
        for key, value in statement.fields.items():
            renamed[str(key)] = self._field(kind.fields[key].form, value)
        if kind.name == "next" and "price" in renamed:
            renamed["price"] = self.word(renamed["price"])
        return renamed

    def _field(self, form: str, value: Any) -> Any:
        if form in EXPRESSIONS:
            return self.expression(value)
        forms: dict[str, Callable[[Any], Any]] = {
            "plan": self._words, "plans": self._words, "level": self._cell, "rows": self._rows, "fields": self._fields,
            "value": self._fields, "rights": self._rights, "target": self._target, "clause": self._target,
            "clauses": self._targets, "words": self._words,
        }  # fmt: skip
        return forms[form](value) if form in forms else value

    def _words(self, value: Any) -> Any:
        return self.word(value) if isinstance(value, str) else [self.word(word) for word in value]

    def _cell(self, value: Any) -> str:
        return self.words[value] if value in self.document.levels else self.expression(value)

    def _rows(self, value: Any) -> Any:
        return {self.word(k): self._rows(v) for k, v in value.items()} if isinstance(value, dict) else self._cell(value)

    def _fields(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return self._cell(value)
        return {str(key): self._field(PLAN_FIELDS[key].form, part) for key, part in value.items()}

    def _rights(self, value: Any) -> dict[str, str]:
        return {str(key): self.expression(part) for key, part in value.items()}

    def _targets(self, value: Any) -> list[str]:
        return [self._target(word) for word in value]

    def _target(self, value: str) -> str:
        clause, slash, name = value.partition("/")
        return self.clauses.get(clause, clause) + slash + name

    def expression(self, text: Any) -> str:
        """An expression with its quoted words renamed; names of facts, definitions and lists stay."""
        tree = parse(Text(text) if not isinstance(text, Text) else text)
        return ast.unparse(_Constants(self.word).visit(ast.parse(ast.unparse(tree), mode="eval")))


class _Constants(ast.NodeTransformer):
    def __init__(self, rename: Callable[[str], str]) -> None:
        self.rename = rename

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(self.rename(node.value)) if isinstance(node.value, str) else node


def _causes(document: Document) -> tuple[str, ...]:
    return document.schema.claim["cause"].type.choices or ()


def _parts(document: Document) -> list[str]:
    """Every word that an expression of the document compares a part with, and the ordinary one."""
    found = ["ordinary"]
    for text in _texts([s.subject for s in document.statements] + [s.fields for s in document.statements]):
        for match in re.finditer(r"claim\.part (?:not )?in (\w+|\([^)]*\))|claim\.part [!=]= ('[^']*')", text):
            name = match[1] or match[2]
            found += document.lists.get(name, re.findall(r"'([^']*)'", name))
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in inside for text in _texts(part)]


def _item(statement: dict[str, Any]) -> str:
    return "- " + _yaml(statement).replace("\n", "\n  ")


def _yaml(tree: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {_flow(value)}" for key, value in tree.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    # only a fact that stands for itself (`agreement.party`) is told from a text by its missing quotes
    plain = isinstance(value, Text) and not value.quoted and re.fullmatch(r"[a-z_]+\.[a-z_]+", value)
    return str(value) if plain else json.dumps(str(value), ensure_ascii=False)
