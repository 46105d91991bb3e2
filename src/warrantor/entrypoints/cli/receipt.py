"""An answer as a receipt for a person: verdict, what can be done, clauses in full, facts, other plans.

Only shows what the answer holds; nothing is decided here.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Document
from warrantor.entrypoints.cli.text import safe

Answer = dict[str, Any]

COVER = {"yes": "Covered", "no": "Not covered", "missing": "Cannot tell yet", "person": "A person decides"}
RESPOND = {**COVER, "yes": "Response promised", "no": "No response promised"}
OPERATION = {**COVER, "yes": "Allowed", "no": "Not allowed"}
_COLOURS = {"yes": "1;32", "no": "1;31", "missing": "1;33", "person": "1;35"}
_HEADING, _CLAUSE = "1", "36"
_NARROWEST, _WIDEST, _USUAL = 40, 100, 80
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Where the receipt goes: how wide it is, and whether it shows colour."""

    width: int = _USUAL
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> Page:
        """Colour only on a terminal that has it, and never against the reader's NO_COLOR."""
        width, terminal = os.environ.get("COLUMNS", ""), stream.isatty()
        if width.isdecimal() and int(width):
            columns = int(width)
        else:
            columns = os.get_terminal_size(stream.fileno()).columns if terminal else _USUAL
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return cls(min(max(columns or _USUAL, _NARROWEST), _WIDEST), terminal and not plain)

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """Lines of at most the page's width; `first` and `rest` are their beginnings."""
        follow = " " * len(first) if rest is None else rest
        found = textwrap.wrap(
            safe(text), self.width, initial_indent=first, subsequent_indent=follow, break_on_hyphens=False
        )
        return found or [first.rstrip()]


def receipt(page: Page, program: Program, question: dict[str, Any], answer: Answer, key: str | None) -> list[str]:
    """The lines of a receipt."""
    document = next(d for d in program.versions if str(d.version.id) == answer["version"]["id"])
    lines = list(_head(page, question, answer, key))
    parts = (
        ("", _terms(page, document, answer)),
        ("What you can do now", _todo(page, document, answer)),
        ("How it is carried out and who pays", _processes(page, answer)),
        ("Decided by", _clauses(page, document, answer)),
        ("Facts used", _facts(page, answer)),
        ("Why the others did not answer" if answer.get("plan") else "Plan by plan", _others(page, answer)),
    )
    for heading, body in parts:
        shown = list(body)
        if shown:
            lines += ["", *([page.paint(heading, _HEADING)] if heading else []), *shown]
    return [*lines, "", *_foot(page, document, answer)]


# -- the verdict -----------------------------------------------------------------------------------


def _head(page: Page, question: dict[str, Any], answer: Answer, key: str | None) -> Iterator[str]:
    about = [part for part in (key, _about(question)) if part]
    if about:
        yield from page.wrap(": ".join(about))
    yield page.paint(verdicts(answer)[answer["answer"]].upper(), _COLOURS[answer["answer"]])
    yield from page.wrap(_sentence(answer.get("ask", "cover"), answer))


def verdicts(answer: Answer) -> dict[str, str]:
    """The words for the four answers, by what was asked."""
    ask = answer.get("ask", "cover")
    return COVER if ask == "cover" else RESPOND if ask == "respond-by" else OPERATION


def _about(question: dict[str, Any]) -> str:
    unit, claim = question.get("unit") or {}, question.get("claim") or {}
    name = " ".join(str(part) for part in (unit.get("class"), unit.get("serial")) if part)
    fault = ", ".join(f"{key} {claim[key]}" for key in ("part", "cause") if claim.get(key))
    return "; ".join(part for part in (name, fault) if part)


def _sentence(ask: str, answer: Answer) -> str:
    verdict = answer["answer"]
    if verdict == "missing":
        sure = f" Sure meanwhile: {answer['at_least']}." if answer.get("at_least") else ""
        return f"It hangs on {joined(map(label, answer.get('missing', ())))}.{sure}"
    if verdict == "person":
        return _left_to(answer)
    if ask == "cover":
        return _covered(answer) if verdict == "yes" else _not_covered(answer)
    if ask == "respond-by":
        plan = answer.get("plan")
        return (
            f"By the plan {plan}."
            if verdict == "yes" and plan
            else "No live plan promises a time."
            if verdict == "no"
            else "Promised."
        )
    act = f"{ask} {answer['plan']}" if answer.get("plan") else ask
    change = f" to {answer['to']}" if answer.get("to") else ""
    day = long_day(answer["day"])
    return f"{act}{change}: the terms {'allow' if verdict == 'yes' else 'refuse'} it on {day}."


def _covered(answer: Answer) -> str:
    level = f", by {words(answer['level'])}" if answer.get("level") else ""
    ends = f", through {long_day(answer['ends'])}" if answer.get("ends") else ""
    surely = " if what was assumed is so" if answer.get("assumed") else ""
    return f"The plan {answer.get('plan', '')} covers it{surely}{level}{ends}."


def _not_covered(answer: Answer) -> str:
    others = answer.get("others") or ()
    if not others:
        return "No plan covers this unit."
    about_it = [other for other in others if other["reason"] != "not-of-this-kind"]
    return "; ".join(_lost(other) for other in about_it or others) + "."


def _lost(other: dict[str, Any]) -> str:
    reason, plan = other["reason"], other["plan"]
    if reason == "over":
        return f"{plan} ended on {long_day(other['ends'])}" if other.get("ends") else f"{plan} has ended"
    if reason == "not-started":
        return f"{plan} starts on {long_day(other['starts'])}" if other.get("starts") else f"{plan} has not started"
    return {
        "barred": f"{plan} is barred by {joined(other['clauses'])}",
        "not-of-this-kind": f"{plan} is not about this",
        "undecided": f"{plan} is undecided",
        "lower-level": f"{plan} also covers it, at a lower level or for less time",
    }[reason]


def _left_to(answer: Answer) -> str:
    person = answer.get("person") or {}
    who = words(person.get("role", "a person"))
    if person.get("silent"):
        return f"The terms say nothing about it; it is left to the {who}."
    options = f" The choice: {joined(person['options'], 'or')}." if person.get("options") else ""
    clash = " Two clauses say different things and neither goes before the other." if answer.get("clash") else ""
    sure = f" Sure meanwhile: {answer['at_least']}." if answer.get("at_least") else ""
    return f"The terms leave it to the {who}.{options}{clash}{sure}"


# -- plan, days, charges, deadlines ----------------------------------------------------------------


def _terms(page: Page, document: Document, answer: Answer) -> list[str]:
    rows: list[tuple[str, str]] = []
    for key in ("plan", "to", "level"):
        if answer.get(key):
            rows.append((key, str(answer[key])))
    if answer.get("starts") or answer.get("ends"):
        first = long_day(answer["starts"]) if answer.get("starts") else "first day not known"
        rows.append(
            (
                "days",
                f"{first} through {long_day(answer['ends']) if answer.get('ends') else 'a day not known'}",
            )
        )
    if answer.get("remedies"):
        chooser = f" (the {words(answer['chosen_by'])} chooses)" if answer.get("chosen_by") else ""
        rows.append(("remedies", f"{joined(answer['remedies'], 'or')}{chooser}"))
    if answer.get("rights"):
        rows.append(
            (
                "rights",
                joined(f"{'?' if n is None else n} {words(name)}" for name, n in answer["rights"].items()),
            )
        )
    rows += [("charge", _charge(charge)) for charge in answer.get("charges", ())]
    rows += [("deadline", _deadline(deadline, answer["time_zone"])) for deadline in answer.get("deadlines", ())]
    if answer.get("assumed"):
        rows.append(("assumed", _assumed(answer)))
    return [line for name, value in rows for line in page.wrap(value, f"  {name:<9} ")]


def _charge(charge: dict[str, Any]) -> str:
    amount = f" {charge['amount']} {charge['currency']}," if charge.get("amount") else ""
    return f"{words(charge['what'])}:{amount} paid by the {words(charge['payer'])} ({charge['clause']})"


def _deadline(deadline: dict[str, Any], zone: str) -> str:
    by = f"by {long_time(deadline['by'], zone)}" if deadline.get("by") else "its day is not known yet"
    clock = f", on the clock {deadline['clock']}" if deadline.get("clock") else ""
    return f"{words(deadline['what'])}, for the {words(deadline['whose'])}: {by}{clock} ({deadline['clause']})"


def _assumed(answer: Answer) -> str:
    values = {fact["fact"]: fact["value"] for fact in answer.get("facts", ()) if fact["how"] == "assumed"}
    return joined(f"{key} {values[f'claim.{key}']}" if f"claim.{key}" in values else key for key in answer["assumed"])


# -- what can be done ------------------------------------------------------------------------------


def _todo(page: Page, document: Document, answer: Answer) -> Iterator[str]:
    schema = document.schema
    for name in answer.get("missing", ()):
        kind, key = schema.kinds.get(name), schema.claim.get(name.removeprefix("claim."))
        says = kind.says if kind else key.says if key else ""
        yield from page.wrap(f"Tell: {label(name)}{f' ({says})' if says else ''}", "  - ")
    for change in answer.get("changes", ()):
        yield from page.wrap(_change(change, verdicts(answer)), "  - ")
    for step in answer.get("next", ()):
        yield from page.wrap(_step(step), "  - ")


def _change(change: dict[str, Any], verdicts: dict[str, str]) -> str:
    """`Covered, under P through DAY, if activated on DAY or earlier (it was DAY)`."""
    then = change.get("then", {})
    plan = f", under {then['plan']}" if then.get("plan") else ""
    ends = f" through {long_day(then['ends'])}" if then.get("ends") else ""
    was = f" (it was {_value(change['was'])})" if change.get("was") is not None else ""
    clauses = f" ({joined(change['clauses'])})" if change.get("clauses") else ""
    verdict = verdicts[then.get("answer", "yes")]
    return f"{verdict}{plan}{ends}, if {label(change['fact'])} {_region(change)}{was}{clauses}"


def _region(change: dict[str, Any]) -> str:
    first, last = change.get("from"), change.get("to")
    if first and last:
        return f"on {long_day(first)}" if first == last else f"from {long_day(first)} to {long_day(last)}"
    if first:
        return f"on {long_day(first)} or later"
    if last:
        return f"on {long_day(last)} or earlier"
    return f"were {_value(change.get('value'))}"


def _step(step: dict[str, Any]) -> str:
    price = f", {step['amount']} {step['currency']}" if step.get("amount") else ""
    offers = joined(step["offers"], "or") if step.get("offers") else ""
    whom = joined(str(step[key]) for key in ("party", "to", "contact") if step.get(key))
    told = "; ".join(part for part in (step.get("text"), offers and f"plans: {offers}", whom and f"to: {whom}") if part)
    return f"{step['what'].capitalize()}: {told}{price} ({step['clause']})"


# -- how it is carried out ----------------------------------------------------------------------------


def _processes(page: Page, answer: Answer) -> Iterator[str]:
    """The steps of each level or remedy, and a row for each leg."""
    for process in answer.get("process", ()):
        steps = ", ".join(map(words, process["steps"]))
        yield from page.wrap(f"{words(process['of'])}: {steps} ({process['clause']})", "  ", "    ")
        width = max((len(leg["leg"]) for leg in process["legs"]), default=0)
        for leg in process["legs"]:
            yield from page.wrap(_leg(leg), f"    {words(leg['leg']).ljust(width)}  ")


def _leg(leg: dict[str, str]) -> str:
    pays = "a person decides who pays" if leg["payer"] == "person" else f"the {words(leg['payer'])} pays"
    done = f", done by the {words(leg['by'])}" if leg.get("by", leg["payer"]) != leg["payer"] else ""
    charged = f", charged as {words(leg['charge'])}" if leg.get("charge") else ""
    return f"{pays}{done}{charged}"


# -- clauses, facts, other plans -------------------------------------------------------------------


def _clauses(page: Page, document: Document, answer: Answer) -> Iterator[str]:
    for cited in answer["clauses"]:
        clause = document.clauses[cited.partition(":")[2]]
        yield f"  {page.paint(safe(cited), _CLAUSE)}  {safe(clause.title)}"
        for paragraph in plain(clause.prose):
            yield from page.wrap(paragraph, "      ")


def plain(prose: str) -> list[str]:
    """Paragraphs of Markdown prose as plain text: no headings, links by their words, no marks."""
    found = []
    for block in re.split(r"\n\s*\n", prose.strip()):
        lines = [line.strip() for line in block.splitlines() if not line.startswith("#")]
        if all(re.match(r"([-*+]|\d+\.|\|) ?", line) for line in lines):
            found += [_unmarked(line) for line in lines]
        else:
            found.append(_unmarked(" ".join(lines)))
    return [paragraph for paragraph in found if paragraph]


def _unmarked(text: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))", "", text)


def _facts(page: Page, answer: Answer) -> Iterator[str]:
    rows = [("fact", "value", "recorded", "how we know")]
    for fact in answer.get("facts", ()):
        name = label(fact["fact"]) + (f" ({fact['plan']})" if fact.get("plan") else "")
        recorded = long_day(fact["recorded"][:10]) if fact.get("recorded") else "-"
        how = words(fact["how"]) + (f", {fact['source']}" if fact.get("source") not in (None, fact["how"]) else "")
        rows.append((name, _value(fact["value"]), recorded, how))
    if all(row[2] == "-" for row in rows[1:]):
        rows = [(name, value, how) for name, value, _, how in rows]  # type: ignore[misc]
    return table(rows) if len(rows) > 1 else iter(())


def _others(page: Page, answer: Answer) -> Iterator[str]:
    others = answer.get("others", ())
    if not answer.get("plan") and len(others) == 1 and others[0]["reason"] == "barred":
        return
    for other in others:
        cited = (
            ""
            if other["reason"] in ("barred", "lower-level") or not other["clauses"]
            else f" ({joined(other['clauses'])})"
        )
        yield from page.wrap(f"{_lost(other)}{cited}", "  - ")


def _foot(page: Page, document: Document, answer: Answer) -> list[str]:
    chosen = answer["version"].get("clause")
    why = f", chosen by {chosen}" if chosen else ""
    asked = long_time(answer["at"], answer["time_zone"]) if answer.get("at") else long_day(answer["day"])
    return page.wrap(f"{document.title}, version {document.version.id}{why}. Asked as of {asked}.")


# -- words -----------------------------------------------------------------------------------------


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, two spaces apart."""
    cells = [tuple(safe(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        yield "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def label(fact: str) -> str:
    """`plan-purchased.on` as `plan purchased`, `claim.first_use` as `claim first use`."""
    return "asked" if fact == "at" else words(fact.removesuffix(".on").replace(".", " "))


def words(text: str) -> str:
    return text.replace("-", " ").replace("_", " ")


def joined(parts: Any, last: str = "and") -> str:
    """`a, b and c`."""
    found = [str(part) for part in parts]
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


def long_day(text: str) -> str:
    """`2024-05-09` as `9 May 2024`."""
    day = date.fromisoformat(text[:10])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_time(text: str, zone: str) -> str:
    """An instant on the clock of `zone`, which is named; a day stays a day."""
    if len(text) == 10:
        return long_day(text)
    local = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{long_day(local.date().isoformat())} {local:%H:%M} ({zone})"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return joined(value) if value else "none"
    text = str(value)
    return long_day(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
