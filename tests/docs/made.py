"""The parts of the reference that are made from the tables the reader itself uses, and from `--help`."""

import re
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.docs.blocks import MADE, run
from warrantor.core.terms import frontmatter
from warrantor.core.terms.expressions import CALLS
from warrantor.core.terms.schema import CLAIM, EVENT_FIELDS, RENAMED, SHIPPED, UNIT, Key
from warrantor.core.terms.statements import ASKS, COMMON, FORMS, KINDS, STEPS, Field, Kind
from warrantor.entrypoints.cli.main import COMMANDS, module_name

FUNCTION_EXAMPLES = {
    "days": "date('2024-01-10') + days(30) == date('2024-02-09')",
    "months": "date('2024-01-31') + months(1) == date('2024-02-29')",
    "date": "purchased.on == date('2024-01-10')",
    "through": "through(date('2024-02-29'), months(12)) == date('2025-02-28')",
    "earliest": "earliest(purchased.on, delivered.on) == purchased.on",
    "latest": "latest(purchased.on, delivered.on) == delivered.on",
    "coalesce": "coalesce(last(work, it.kind == 'maintenance').on, never) == never",
    "present": "present(registered) and not present(replaces)",
    "recorded": "recorded(delivered) and not recorded(shipped)",
    "first": "first(work).kind == 'installation'",
    "last": "last(work, it.kind == 'repair').invoice == 'W-2'",
    "any": "any(work, it.paid) and not any(modified)",
    "count": "count(work) == 2",
    "unmatched": "unmatched(invoiced_outside_terms, paid, 'invoice') == 1",
    "live": "live('basic')",
    "starts": "starts('basic') == delivered.on",
    "ends": "ends('basic') == through(delivered.on, months(12))",
    "count_live": "count_live(BOTH) == 1",
    "days_between": "days_between(purchased.on, delivered.on) == 5",
}
"""For each function an expression that is true of the history on the page; the rest are shown in statements."""


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _keys(fields: dict[str, Field]) -> str:
    rows = []
    for name, field in fields.items():
        forms = FORMS[field.form]
        rows.append((f"`{name}`", field.says + (" (required)" if field.required else ""), forms))
    return table(("key", "", "form"), rows)


def statements() -> str:
    """Every kind of statement with its keys and its example."""
    return "\n".join(_statement(kind) for kind in KINDS.values())


def _statement(kind: Kind) -> str:
    own = {name: field for name, field in kind.fields.items() if name not in COMMON}
    asks = "" if kind.default_ask == ("cover",) else f" Without `ask` it bears on {_listed(kind.default_ask)}."
    subject = f"Its subject is {kind.subject.says}: {FORMS[kind.subject.form]}.{asks}"
    keys = _keys(own) if own else "It has no keys but the common ones.\n"
    return f"### {kind.name}\n\n{kind.says} {subject}\n\n{keys}\n```yaml\n{kind.example}\n```\n"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def common() -> str:
    return _keys(COMMON)


def functions() -> str:
    examples = {name: f"`{example}`" for name, example in FUNCTION_EXAMPLES.items()}
    rows = [(f"`{name}`", says, examples.get(name, "")) for name, says in CALLS.items()]
    return table(("function", "", "true of the history below"), rows)


def front_matter() -> str:
    required = set(frontmatter.REQUIRED)
    rows = [(f"`{key}`", says + (" (required)" if key in required else "")) for key, says in frontmatter.KEYS.items()]
    return table(("key", ""), rows)


def _typed(key: Key) -> str:
    values = f": {', '.join(key.type.choices)}" if key.type.choices else ""
    default = f", `{_plain(key.default)}` if left out" if key.default not in (None, ()) else ""
    return f"{key.type}{values}{default}"


def _written(name: str) -> str:
    """A key that is a word of the expressions' syntax has another name there."""
    return f" (written `{name}` in a question)" if name in RENAMED else ""


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def events() -> str:
    """Every kind of event: its names, what silence means, its keys."""
    rows = []
    for kind in SHIPPED.values():
        name = "bought" if kind.what == "plan-purchased" else kind.name
        what = f"`{kind.what}`" + (f", in terms `{name}`" if name != kind.what else "")
        keys = "; ".join(
            f"`{RENAMED.get(key, key)}` {_typed(spec)}{_written(key)}" for key, spec in kind.keys.items() if key != "on"
        )
        often = "once" if kind.once else "many"
        silence = "not known" if kind.absent == "unknown" else "did not happen"
        rows.append((what, kind.says, often, silence, keys + ("; readings by name" if kind.open_keys else "")))
    return table(("event", "", "how often", "silence means", "keys besides `on`"), rows)


def event_keys() -> str:
    return "Any event may carry " + _listed(tuple(sorted(EVENT_FIELDS - {"what", "on"}))) + ".\n"


def unit_keys() -> str:
    rows = [(f"`unit.{RENAMED.get(k, k)}`", _typed(spec) + _written(k)) for k, spec in UNIT.items()]
    return table(("key", "type"), rows)


def claim_keys() -> str:
    rows = [(f"`claim.{k}`", spec.says, _typed(spec), _assumed(spec)) for k, spec in CLAIM.items()]
    return table(("key", "", "type", "assumed in a standing question"), rows)


def _assumed(spec: Key) -> str:
    named = {"owner": "the owner on record", "place": "the registered place", "ordinary": "an ordinary part"}
    return named.get(str(spec.assumed), f"`{spec.assumed}`") if spec.assumed is not None else ""


def asks() -> str:
    return _listed(ASKS) + "\n"


def steps() -> str:
    return _listed(STEPS) + "\n"


def commands() -> str:
    """The help of the command line and of every command."""
    with tempfile.TemporaryDirectory() as folder:
        shown = {"warrantor": run(["--help"], Path(folder))}
        for name in COMMANDS:
            if find_spec(module_name(name)):
                shown[f"warrantor {name}"] = run([name, "--help"], Path(folder))
    return "\n".join(f"## {name}\n\n```text\n{text}```\n" for name, text in shown.items())


PARTS: dict[str, Callable[[], str]] = {
    "front-matter": front_matter,
    "common-keys": common,
    "statements": statements,
    "functions": functions,
    "asks": asks,
    "steps": steps,
    "events": events,
    "event-keys": event_keys,
    "unit-keys": unit_keys,
    "claim-keys": claim_keys,
    "commands": commands,
}


def fill(text: str) -> str:
    """The page with its made parts as they would be made now."""
    return MADE.sub(lambda match: f"{match[1]}\n{PARTS[match['name']]()}\n{match[3]}", text)


def names(text: str) -> list[str]:
    return [match["name"] for match in re.finditer(MADE, text)]
