"""The citation law: every cited clause matters, and no clause that is left out does.

As the language words it: "every cited clause, taken alone, belongs to some set of facts that suffices for the answer;
flipping its result (with the other cited reasons of the same loss lifted) changes the answer, plan, dates, level,
charges or deadlines". Tested here on the document, by *flipping* the clause: its statements are made unknown, dropped,
or made to fail. Four readings were needed to make the law exact:

- A plan that is over may be barred as well; the answer then cites the first stage alone. Lifting "the other cited
  reasons" is not enough to make the term matter, so stages that were not reached are lifted too: bars are dropped, and
  in the end the exceptions of all other clauses, and the other stages of that plan.
- A condition that was shown is cited with what its guard reads. The guard alone changes nothing while the condition
  holds, so it is also flipped where that condition is made to fail.
- Of two operands of `or` that are true, either suffices; a defined condition is then flipped with the other taken away.
- Remedies, rights, next steps and who decides are part of an answer like its charges, so a change of these counts, and
  so does what is missing. The surer plan below an open answer (`at_least`) is not: it is listed, not cited.

The converse: the bars, the exceptions to bars and the additions of all clauses that are not cited can be deleted at
once, and the answer stays. What sets a value cannot: a definition is referred to, and the end of a plan that is over is
also its rank, so that a later one could let it answer in the place of the plan that does. Nor can an exception that
reads the claim: it keeps its bar from being told without one, and so out of what `live` says of the plan.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import OURS, read_cases
from tests.core.decision import documents
from tests.core.decision.strategies import PROFILE, questions, thorough
from tests.histories import program
from warrantor.core.decision.program import Program
from warrantor.core.terms.blocks import Text
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.schema import DATE, FLAG, MONEY, NUMBER, TEXT, Key, Schema

Case = dict[str, Any]
GATES = ("requires", "excludes", "allows", "person")
REMOVABLE = (*GATES, "exception", "charge", "promise", "next")
UNKNOWN = {"flag": FLAG, "date": DATE, "number": NUMBER, "text": TEXT, "choice": TEXT, "money": MONEY}
"""A claim key of each type that no claim ever holds: a value nobody knows."""
FIELDS = {"given": "flag", "covers": "flag", "starts": "date", "ends": "date", "level": "text"}


PARTS = (
    "answer", "plan", "level", "starts", "ends", "charges", "deadlines", "remedies", "chosen_by", "rights", "next",
    "missing", "person",
)  # fmt: skip


def outcome(of: Program, case: Case) -> dict[str, Any]:
    """The parts of an answer that a clause can change."""
    answer = of.decide(case, explain=False)
    return {key: answer[key] for key in PARTS if answer.get(key)}


# -- changing a document -----------------------------------------------------------------------------------------------


def changed(document: Document, statements: dict[str, list[Statement]]) -> Document:
    """The document with the statements of some clauses replaced."""
    clauses = {
        name: replace(clause, statements=statements[name]) if name in statements else clause
        for name, clause in document.clauses.items()
    }
    return replace(document, clauses=clauses, schema=_with_unknowns(document.schema))


@lru_cache(maxsize=64)
def _keys(claim: tuple[tuple[str, Key], ...]) -> dict[str, Key]:
    return {**dict(claim), **{f"nobody_knows_{name}": Key(kind) for name, kind in UNKNOWN.items()}}


def _with_unknowns(schema: Schema) -> Schema:
    return replace(schema, claim=_keys(tuple(schema.claim.items())))


def _unknown(base: str) -> Text:
    return Text(f"claim.nobody_knows_{base if base in UNKNOWN else 'text'}")


def flips(document: Document, clause: str, types: dict[str, str]) -> Iterator[list[Statement]]:
    """The clause with its result flipped: made unknown, dropped, or made to fail."""
    statements = document.clauses[clause].statements
    yield [_made_unknown(s, types) for s in statements]
    if any(s.kind.name in REMOVABLE for s in statements):
        yield [s for s in statements if s.kind.name not in REMOVABLE]
        yield [_made_to_fail(s) for s in statements]
    if len(statements) > 1:
        for one in statements:
            if one.kind.name in REMOVABLE:
                yield [s for s in statements if s is not one]
                yield [_made_to_fail(s) if s is one else s for s in statements]
                yield [_made_unknown(s, types) if s is one else s for s in statements]
    if any(s.kind.name == "define" for s in statements):
        for place in (0, 1):
            yield [_made_known(s, types, place) for s in statements]
    if any(s.kind.name == "plan" for s in statements):
        yield [_with_fields(s, NEVER_HELD) for s in statements]
        yield [_with_fields(s, {**ALWAYS, "given": "true"}) for s in statements]
        yield from ([_with_fields(s, {"level": level}) for s in statements] for level in document.levels)


NEVER_HELD = {"given": "false", "covers": "false", "starts": "never", "ends": "date('1900-01-01')", "renews": "days(7)"}
ALWAYS = {"covers": "true", "starts": "date('1900-01-01')", "ends": "never"}


def _with_fields(statement: Statement, values: dict[str, str]) -> Statement:
    """A plan with some of the fields it writes put to a fixed value; a term counts as an end."""
    fields = dict(statement.fields)
    if statement.kind.name != "plan":
        return statement
    if "sold" in fields and "given" in values:
        fields["given"] = fields.pop("sold")
    if "term" in fields and "ends" in values:
        fields["ends"] = fields.pop("term")
    fields |= {name: Text(value) for name, value in values.items() if name in fields}
    return replace(statement, fields=fields)


KNOWN = {"flag": ("true", "false"), "date": ("date('1900-01-01')", "date('2024-01-01')"), "number": ("0", "5")}


def _made_known(statement: Statement, types: dict[str, str], place: int) -> Statement:
    """A definition with a fixed value in the place of its own."""
    base = types.get(str(statement.subject)) if statement.kind.name == "define" else None
    if base not in KNOWN:
        return statement
    keep = {key: value for key, value in statement.fields.items() if key not in ("is", "by", "rows", "else")}
    return replace(statement, fields={**keep, "is": Text(KNOWN[base][place])})


def _only(statement: Statement, name: str) -> Statement:
    """A statement whose conditions that read a definition read nothing else."""
    kind = statement.kind
    fields = {
        key: Text(name) if kind.fields[key].form == "condition" and re.search(rf"\b{name}\b", value) else value
        for key, value in statement.fields.items()
    }
    reads = kind.subject.form == "condition" and re.search(rf"\b{name}\b", statement.subject)
    return replace(statement, subject=Text(name) if reads else statement.subject, fields=fields)


def _made_unknown(statement: Statement, types: dict[str, str]) -> Statement:
    kind, fields = statement.kind.name, dict(statement.fields)
    if kind == "define":
        keep = {key: value for key, value in fields.items() if key not in ("is", "by", "rows", "else")}
        return replace(statement, fields={**keep, "is": _unknown(types[str(statement.subject)])})
    if kind == "plan":
        for name, base in FIELDS.items():
            if name in fields:
                fields[name] = _unknown(base)
        if "term" in fields:
            del fields["term"]
            fields["ends"] = _unknown("date")
        for name in ("sold", "remedies", "rights", "chosen_by"):
            fields.pop(name, None)
        return replace(statement, fields=fields)
    if kind in ("requires", "excludes", "person"):
        return replace(statement, subject=_unknown("flag"))
    if kind == "allows":
        return replace(statement, fields={**fields, "that": _unknown("flag")})
    if kind in REMOVABLE:
        return replace(statement, fields={**fields, "when": _unknown("flag")})
    return statement


def _made_to_fail(statement: Statement) -> Statement:
    """A bar that bars, an exception that lifts."""
    kind = statement.kind.name
    fields = {key: value for key, value in statement.fields.items() if key not in ("until", "unless")}
    if kind in ("requires", "excludes", "person"):
        return replace(statement, subject=Text("false" if kind == "requires" else "true"), fields=fields)
    if kind == "allows":
        return replace(statement, fields={**fields, "that": Text("false")})
    if kind == "exception":
        return replace(statement, fields={**statement.fields, "when": Text("true")})
    return statement


Reasons = frozenset[str]
ALL, PLAIN, STAGES = frozenset({"*"}), frozenset({"*", "exceptions"}), frozenset({"stages"})


def lifted(document: Document, keep: str, only: Reasons, plan: str) -> dict[str, list[Statement]]:
    """Without the bars of the clauses in `only`.

    `ALL` drops those of all other clauses, `PLAIN` their exceptions too; `STAGES` lifts the plan's other stages.
    """
    found = {}
    for name, clause in document.clauses.items():
        if name == keep:
            continue
        dropped = GATES if "*" in only or name in only else ()
        dropped += ("exception",) if "exceptions" in only else ()
        left = [s for s in clause.statements if s.kind.name not in dropped]
        if "stages" in only:
            left = [part for s in left for part in _for_plan(document, s, plan)]
        found[name] = left
    return found


def _for_plan(document: Document, statement: Statement, plan: str) -> list[Statement]:
    """A statement about several plans, one of them with its stages lifted."""
    if statement.kind.name != "plan":
        return [statement]
    plans = document.expand(statement.subject)
    others = [Text(p) for p in plans if p != plan]
    parts = [replace(statement, subject=others)] if others else []
    if plan in plans:
        parts.append(_with_fields(replace(statement, subject=[Text(plan)]), {**ALWAYS, "given": "true"}))
    return parts


# -- the law -----------------------------------------------------------------------------------------------------------


class Law:
    """Checks answers of one program, keeping what was compiled."""

    def __init__(self, of: Program) -> None:
        self.program = of
        self.document = of.latest
        rules = Rules(self.document)
        self.types = {name: _type(rules, name) for name in rules.index.defines}
        self._kept: dict[Any, Program] = {}

    def clause_of(self, cited: str) -> str:
        return next(clause for clause in self.document.clauses if self.document.cite(clause) == cited)

    def idle_citations(self, case: Case) -> list[str]:
        """Cited clauses whose flip changes nothing, whatever else is lifted."""
        answer = self.program.decide(case, explain=False)
        return [c for c in answer["clauses"] if not self._matters(case, self.clause_of(c), answer["why"])]

    def _matters(self, case: Case, clause: str, why: list[dict[str, str]]) -> bool:
        reasons = frozenset(self.clause_of(e["clause"]) for e in why if e["result"] in ("failed", "open", "left")) - {
            clause
        }
        subsets = [frozenset[str](), reasons, *(reasons - {one} for one in sorted(reasons)), ALL, PLAIN]
        plans = dict.fromkeys(e.get("plan", "") for e in why if self.clause_of(e["clause"]) == clause)
        shown = dict.fromkeys(self.clause_of(e["clause"]) for e in why if e["result"] == "passed")
        return (
            any(self._flips(case, clause, only, "") for only in subsets)
            or any(self._flips(case, clause, only | STAGES, plan) for plan in plans for only in subsets)
            or any(self._flips(case, clause, frozenset(), "", failing) for failing in shown if failing != clause)
            or self._decides_alone(case, clause)
        )

    def _decides_alone(self, case: Case, clause: str) -> bool:
        """Whether a defined condition matters once what stands beside it in `and` and `or` is taken away."""
        names = [str(s.subject) for s in self.document.clauses[clause].statements if s.kind.name == "define"]
        base: dict[str, list[Statement]] = {}
        for name in (n for n in names if self.types[n] == "flag"):
            for other in self.document.clauses.values():
                if other.id != clause:
                    base[other.id] = [_only(s, name) for s in other.statements]
        return bool(base) and self._differs(case, clause, base, ("alone", clause))

    def _flips(self, case: Case, clause: str, only: Reasons, plan: str, failing: str = "") -> bool:
        base = lifted(self.document, clause, only, plan)
        if failing:
            base[failing] = [_made_to_fail(s) for s in self.document.clauses[failing].statements]
        return self._differs(case, clause, base, (clause, only, plan, failing))

    def _differs(self, case: Case, clause: str, base: dict[str, list[Statement]], where: Any) -> bool:
        before = outcome(self._with(("base", where), base), case)
        return any(
            outcome(self._with((number, where), {**base, clause: statements}), case) != before
            for number, statements in enumerate(flips(self.document, clause, self.types))
        )

    def needed_but_uncited(self, case: Case) -> list[str]:
        """Clauses that are not cited and whose bars, exceptions or additions the answer rests on."""
        answer = self.program.decide(case, explain=False)
        cited = {self.clause_of(c) for c in answer["clauses"]}
        spare = {
            name: [s for s in clause.statements if not _spare(s)]
            for name, clause in self.document.clauses.items()
            if name not in cited and any(_spare(s) for s in clause.statements)
        }
        before = outcome(self.program, case)
        if outcome(self._with(("spare", frozenset(spare)), spare), case) == before:
            return []
        found = [name for name in spare if outcome(self._with(("one", name), {name: spare[name]}), case) != before]
        return found or ["several together: " + ", ".join(spare)]

    def _with(self, key: Any, statements: dict[str, list[Statement]]) -> Program:
        if key not in self._kept:
            self._kept[key] = Program([changed(self.document, statements)], self.program.prices)
        return self._kept[key]


def _spare(statement: Statement) -> bool:
    reads_claim = statement.kind.name == "exception" and "claim." in str(statement.fields)
    return statement.kind.name in REMOVABLE and "set" not in statement.fields and not reads_claim


def _type(rules: Rules, name: str) -> str:
    from warrantor.core.terms.lowering import Scope

    plan = next(iter(rules.document.plans))
    return rules.lowering(plan).definition(name, Scope(at=Text(name)))[1].base


@thorough(40)
@given(documents.texts(), st.lists(documents.stories(), min_size=3, max_size=3))
def test_on_made_up_documents(text: str, cases: list[Case]) -> None:
    law = Law(documents.made(text))
    for case in cases:
        assert law.idle_citations(case) == []
        assert law.needed_but_uncited(case) == []


LAWS: dict[str, Law] = {}


def law_of(name: str) -> Law:
    if name not in LAWS:
        LAWS[name] = Law(program(name))
    return LAWS[name]


def _sample() -> list[Case]:
    """A fixed tenth of our cases; all of them by night."""
    cases = read_cases(OURS)
    if PROFILE == "nightly":
        return cases
    return [case for case in cases if hashlib.sha256(case["id"].encode()).digest()[0] < 20]


@pytest.mark.parametrize("case", _sample(), ids=lambda case: str(case["id"]))
def test_on_the_cases(case: Case) -> None:
    law = law_of(case["ask"]["program"])
    assert law.idle_citations(case["ask"]) == []
    assert law.needed_but_uncited(case["ask"]) == []


@thorough(40)
@given(questions())
def test_nothing_uncited_is_needed(case: Case) -> None:
    assert law_of(case["program"]).needed_but_uncited(case) == []
