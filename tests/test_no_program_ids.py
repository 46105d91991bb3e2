"""No rule of a program is in code: no id of the five programs, their plans or their clauses stands in the package.

An id that cannot be anything else (`multicare-onsite-3y`, `IV.K`, `hw-exclusions.a`) is looked for as a word, anywhere.
One that is an everyday word (`standard`, `term`) is looked for as a quoted literal, where it would be compared with.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.terms.schema import EVENT_FIELDS, SHIPPED_SCHEMA
from warrantor.core.terms.statements import ANSWERS, ASKS, KINDS, NEXT_KINDS, PLAN_FIELDS, STEPS

SOURCE = Path(__file__).parents[1] / "src" / "warrantor"
TEXTS = {".py", ".html", ".js", ".css", ".txt", ".md", ".json", ".yaml", ".toml", ".sql", ".svg"}

ALLOWED: dict[str, str] = {
    "dangling": "the code of a finding: a reference to nothing",
    "help": "how to mend, in errors; the help of a command",
    "history": "what happened to a unit, in this product's own words",
    "ip": "where a session came from, as allauth calls it",
    "start": "a field of the clock cases: where business time begins",
}
"""Quoted words that are ids somewhere and mean something else here, each with the reason."""


@cache
def language() -> frozenset[str]:
    """The words of the language and of the case format: their own meaning comes first."""
    words = {*EVENT_FIELDS, *KINDS, *PLAN_FIELDS, *ASKS, *ANSWERS, *STEPS, *NEXT_KINDS}
    for kind in KINDS.values():
        words |= set(kind.fields)
    for event in SHIPPED_SCHEMA.kinds.values():
        words |= {event.what, event.name, *event.keys}
        for key in event.keys.values():
            words |= set(key.type.choices or ())
    for key_name, key in [*SHIPPED_SCHEMA.claim.items(), *SHIPPED_SCHEMA.unit.items()]:
        words |= {key_name, *(key.type.choices or ())}
    return frozenset(words)


@cache
def ids() -> frozenset[str]:
    """Programs, plans and clauses."""
    found = set(installed_programs())
    for name in installed_programs():
        document = load_program(name).latest
        found |= set(document.plans) | {clause.id for clause in document.clauses.values() if not clause.origin}
    return frozenset(found)


def telling(name: str) -> bool:
    """Whether an id is no everyday word: it has a dot, a digit, a capital, or a hyphen, or names a company."""
    return bool(re.search(r"[.\dA-Z-]", name)) or (name in installed_programs() and name != "its")


def files() -> list[Path]:
    found = [path for path in sorted(SOURCE.rglob("*")) if path.suffix in TEXTS and "vendor" not in path.parts]
    return [path for path in found if "programs" not in path.relative_to(SOURCE).parts[:1]]


def quoted(path: Path) -> set[str]:
    """The literals of a file: strings of Python code, quoted words of anything else."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return {match[1] or match[2] for match in re.finditer(r"'([^'\n]*)'|\"([^\"\n]*)\"", text)}
    return {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def found_in(path: Path) -> list[str]:
    """The ids that a file holds."""
    text = path.read_text(encoding="utf-8")
    words = {name for name in ids() if telling(name) and name not in language() and _as_word(name, text)}
    literals = {name for name in quoted(path) & ids() if name not in language()}
    cited = {f"{program}:" for program in installed_programs() if re.search(rf"\b{program}:[\w.]", text)}
    return sorted((words | literals | cited) - ALLOWED.keys())


def _as_word(name: str, text: str) -> bool:
    # single capitals and Roman numerals alone are letters of any text
    if re.fullmatch(r"[IVX]+", name):
        return False
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text) is not None


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_names_no_program_plan_or_clause(path: Path) -> None:
    assert found_in(path) == []


def test_the_search_finds_what_it_should(tmp_path: Path) -> None:
    planted = {
        "a.py": 'if plan == "standard":\n    pass\n',
        "b.py": "# as IV.K says\n",
        "c.html": "{% if answer.plan == 'hardware' %}x{% endif %}",
        "d.py": "LIST = ['multicare-onsite-3y']\n",
        "e.py": 'x = "its:term"\n',
        "f.html": "<p>idesign</p>",
        "g.py": 'CLAUSE = "hw-exclusions.a"\n',
    }
    for name, text in planted.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert found_in(path), name
    innocent = tmp_path / "h.py"
    innocent.write_text('"""It keeps its term, by the standard."""\nFIELD = "term"\n', encoding="utf-8")
    assert found_in(innocent) == []


def test_every_exception_is_still_needed() -> None:
    everywhere = {word for path in files() for word in quoted(path)}
    assert set(ALLOWED) <= everywhere & ids()
