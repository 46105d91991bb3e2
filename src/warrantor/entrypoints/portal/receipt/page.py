"""A reduced answer and its terms, arranged as the parts of the receipt. Pure: no request, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from warrantor.core.terms.document import Clause, Document
from warrantor.entrypoints.portal import sentences, words
from warrantor.entrypoints.portal.formatting import day, instant, is_day, is_instant, money
from warrantor.entrypoints.portal.layout.fields import ShownField, show
from warrantor.entrypoints.portal.receipt.forms import FactForm, event_of, form_for
from warrantor.entrypoints.portal.terms.prose import own_prose, prose_html

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class CitedClause:
    """A clause as a chip that opens in place."""

    id: str
    title: str
    html: str
    url: str
    narrative: bool
    role: str = ""


@dataclass(frozen=True)
class FactRow:
    name: str
    value: str
    happened: str
    recorded: str
    how: str


@dataclass(frozen=True)
class OtherRow:
    plan: str
    word: str
    icon: str
    tone: str
    detail: str
    clauses: tuple[CitedClause, ...]


@dataclass(frozen=True)
class Step:
    """Something the visitor can do: add a fact, look at a change that would help, take what is offered."""

    heading: str
    text: str = ""
    clauses: tuple[CitedClause, ...] = ()
    parts: tuple[str, ...] = ()
    form: FactForm | None = None
    shown: tuple[ShownField, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Line:
    """A charge, a deadline or a notice, with the clause it rests on."""

    text: str
    clauses: tuple[CitedClause, ...]


@dataclass(frozen=True)
class LegRow:
    name: str
    payer: str
    by: str
    charge: str


@dataclass(frozen=True)
class Process:
    """How a level or remedy is carried out: its steps in order, and who pays for which leg."""

    of: str
    steps: str
    legs: tuple[LegRow, ...]
    clauses: tuple[CitedClause, ...]

    @property
    def shared(self) -> bool:
        """Whether somebody does a leg that another pays for."""
        return any(leg.by for leg in self.legs)

    @property
    def charged(self) -> bool:
        """Whether a leg has a charge."""
        return any(leg.charge for leg in self.legs)


@dataclass(frozen=True)
class ReceiptPage:
    verdict: words.Verdict
    question: str
    sentence: str
    rests_on: tuple[str, ...]
    key_values: tuple[tuple[str, str], ...]
    charges: tuple[Line, ...]
    deadlines: tuple[Line, ...]
    steps: tuple[Step, ...]
    processes: tuple[Process, ...]
    decided_by: tuple[CitedClause, ...]
    facts: tuple[FactRow, ...]
    others: tuple[OtherRow, ...]
    notices: tuple[Line, ...]
    version: str
    version_why: tuple[CitedClause, ...]
    terms_url: str
    problems: tuple[tuple[str, str], ...]

    @property
    def recorded(self) -> bool:
        """Whether any fact says when it was recorded."""
        return any(row.recorded for row in self.facts)


Wrong = tuple[str, Mapping[str, str], Mapping[str, str]]
"""A form that was filled in wrongly: the fact, what was typed, what is wrong by field."""


def receipt_page(answer: Answer, document: Document, terms_url: str, wrong: Wrong | None = None) -> ReceiptPage:
    """The receipt of an answer under the document version that gave it."""
    cite = _Citer(document, terms_url, answer.get("why", ()))
    cover = answer.get("ask", "cover") == "cover"
    verdict = words.VERDICTS[answer["answer"]]
    if not cover and answer["answer"] in words.OTHER_VERDICTS:
        verdict = words.Verdict(words.OTHER_VERDICTS[answer["answer"]], verdict.icon, verdict.tone)
    steps = _steps(answer, document, cite, wrong)
    rests_on = (sentences.assumption_sentence(answer), sentences.stated_sentence(answer))
    return ReceiptPage(
        verdict=verdict,
        question=words.QUESTIONS[answer.get("ask", "cover")],
        sentence=sentences.verdict_sentence(answer),
        rests_on=tuple(text for text in rests_on if text),
        key_values=_key_values(answer),
        charges=tuple(_charge(row, cite) for row in answer.get("charges", ())),
        deadlines=tuple(_deadline(row, cite, answer["time_zone"]) for row in answer.get("deadlines", ())),
        steps=steps,
        processes=tuple(_process(row, cite) for row in answer.get("process", ())),
        decided_by=tuple(cite(clause) for clause in answer.get("clauses", ()) if cite.decides(clause)),
        facts=fact_rows(answer.get("facts", ()), answer["time_zone"]),
        others=tuple(_other(row, answer, cite) for row in answer.get("others", ())),
        notices=tuple(
            Line(sentences.next_sentence(row), cite.some(row.get("clause")))
            for row in answer.get("next", ())
            if row["what"] == "notice"
        ),
        version=document.version.id,
        version_why=cite.some(answer.get("version", {}).get("clause")),
        terms_url=terms_url,
        problems=tuple((f.id, f"{f.field.label} {f.error}") for step in steps for f in step.shown if f.error),
    )


class _Citer:
    """Looks clauses up in the document; what each contributed comes from the answer's `why`."""

    def __init__(self, document: Document, terms_url: str, why: Sequence[Mapping[str, Any]]) -> None:
        self.document, self.terms_url = document, terms_url
        self.why: dict[str, list[Mapping[str, Any]]] = {}
        for row in why:
            self.why.setdefault(row["clause"], []).append(row)

    def __call__(self, cited: str) -> CitedClause:
        name = words.clause_id(cited)
        clause = self.document.clauses.get(name)
        rows = self.why.get(cited, [])
        roles = ", ".join(dict.fromkeys(words.contribution(row["role"], row["result"]) for row in rows))
        url = f"{self.terms_url}#{name}"
        if clause is None:
            return CitedClause(name, "", "", url, False, roles)
        html = prose_html(own_prose(clause.prose, clause.level)[0], self.terms_url)
        return CitedClause(name, clause_title(clause), html, url, clause.narrative, roles)

    def decides(self, cited: str) -> bool:
        """Whether it carried the answer; a clause that only says what follows stands with that."""
        rows = self.why.get(cited)
        return not rows or any(row["role"] != "next" for row in rows)

    def some(self, cited: str | Sequence[str] | None) -> tuple[CitedClause, ...]:
        listed = (cited,) if isinstance(cited, str) else tuple(cited or ())
        return tuple(self(clause) for clause in listed)


def clauses_of(document: Document, terms_url: str, cited: str | Sequence[str] | None) -> tuple[CitedClause, ...]:
    """Clauses as chips, outside any answer."""
    return _Citer(document, terms_url, ()).some(cited)


def clause_title(clause: Clause) -> str:
    """The heading's words; a heading may hold nothing but the id."""
    return clause.title if clause.title != clause.id else ""


def _key_values(answer: Answer) -> tuple[tuple[str, str], ...]:
    rows = []
    if answer.get("plan"):
        rows.append(("Plan", words.title(answer["plan"])))
    if answer.get("level") and answer["level"] != answer.get("plan"):
        rows.append(("Level", words.title(answer["level"])))
    if answer.get("starts"):
        rows.append(("First covered day", day(answer["starts"])))
    if answer.get("ends"):
        rows.append(("Last covered day", f"through {day(answer['ends'])}"))
    if answer.get("remedies"):
        rows.append(("What you get", words.value(list(answer["remedies"]))))
    for name, quantity in (answer.get("rights") or {}).items():
        rows.append((words.title(name), words.value(quantity)))
    return tuple(rows)


def _charge(row: Mapping[str, Any], cite: _Citer) -> Line:
    amount = money(row["amount"], row.get("currency", "")) if row.get("amount") is not None else ""
    return Line(sentences.charge_sentence(row, amount), cite.some(row.get("clause")))


def _deadline(row: Mapping[str, Any], cite: _Citer, zone: str) -> Line:
    return Line(sentences.deadline_sentence(row, moment(row.get("by"), zone)), cite.some(row.get("clause")))


def _process(row: Mapping[str, Any], cite: _Citer) -> Process:
    legs = tuple(
        LegRow(
            words.title(leg["leg"]),
            words.party(leg["payer"]),
            words.party(leg["by"]) if leg.get("by", leg["payer"]) != leg["payer"] else "",
            words.title(leg.get("charge", "")),
        )
        for leg in row["legs"]
    )
    return Process(words.title(row["of"]), words.title(", ".join(row["steps"])), legs, cite.some(row.get("clause")))


def moment(value: Any, zone: str) -> str:
    """A day or an instant, as read; empty if there is none."""
    if not value or not is_day(value):
        return ""
    return instant(value, zone) if is_instant(value) else day(value)


def _steps(answer: Answer, document: Document, cite: _Citer, wrong: Wrong | None) -> tuple[Step, ...]:
    steps = [_supply(name, document, wrong) for name in answer.get("missing", ())]
    ask = answer.get("ask", "cover")
    changes = [
        _change(row, ask, document, cite, wrong) for row in answer.get("changes", ()) if _says_something(row, answer)
    ]
    steps += sorted(changes, key=lambda step: step.form is None)  # what can be done here comes first
    return (*steps, *_offered(answer, cite))


def _offered(answer: Answer, cite: _Citer) -> tuple[Step, ...]:
    """What the terms offer after the answer; what one clause offers in several parts stands together."""
    parts: dict[tuple[str, str], list[str]] = {}
    for row in answer.get("next", ()):
        if row["what"] != "notice":
            price = f": {money(row['amount'], row.get('currency', ''))}" if row.get("amount") is not None else ""
            parts.setdefault((row["what"], row.get("clause", "")), []).append(sentences.next_sentence(row) + price)
    return tuple(
        Step(
            _OFFERED[what],
            texts[0] if len(texts) == 1 else "",
            cite.some(clause or None),
            parts=tuple(texts[1:] and texts),
        )
        for (what, clause), texts in parts.items()
    )


_OFFERED = {"refer": "Turn to somebody else", "quote": "Have it done at a price", "offer": "An offer"}


def _supply(name: str, document: Document, wrong: Wrong | None) -> Step:
    """A missing fact as a form; one that only a paper can show is asked for in words."""
    form = form_for(name, document.schema)
    if form is None:
        return Step(f"Have this ready: {words.wanted(name)}", "The vendor has to see it and put it on the record.")
    return _with_form(Step(words.asked(name), form=form, open=True), wrong)


def _with_form(step: Step, wrong: Wrong | None) -> Step:
    """The step with the fields of its form, and with what was wrong in them."""
    if step.form is None:
        return step
    typed, errors = wrong[1:] if wrong and wrong[0] == step.form.name else ({}, {})
    shown = show(step.form.fields, "fact-" + step.form.name.replace(".", "-"), typed, errors)
    return replace(step, shown=shown, open=step.open or bool(errors))


def _says_something(change: Mapping[str, Any], answer: Answer) -> bool:
    """That a standing question should have been asked on another day helps nobody."""
    return change["fact"] != "at" or not answer.get("assumed")


def _change(row: Mapping[str, Any], ask: str, document: Document, cite: _Citer, wrong: Wrong | None) -> Step:
    """A form only where a visitor could know better than the record; other changes are told, not offered."""
    fact = str(row["fact"])
    kind = event_of(fact, document.schema)
    outside = fact.startswith("claim.") or (kind is not None and kind.absent == "unknown")
    form = form_for(fact, document.schema) if outside else None
    question, outcome = sentences.change_question(row), sentences.change_outcome(row, ask)
    return _with_form(Step(question, outcome, cite.some(row.get("clauses")), form=form), wrong)


def fact_rows(facts: Sequence[Mapping[str, Any]], zone: str) -> tuple[FactRow, ...]:
    """The facts used, a row for each event; events by their day, then the unit, then the claim."""
    events: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    others = []
    for row in facts:
        head = row["fact"].rpartition(".")[0]
        if head in ("claim", "unit", ""):
            others.append(row)
        else:
            events.setdefault((row.get("happened", ""), head, row.get("plan", ""), row["how"]), []).append(row)
    told = [_event_row(rows, zone) for _, rows in sorted(events.items(), key=lambda item: item[0][0])]
    return (*told, *(_plain_row(row, zone) for row in sorted(others, key=lambda row: row["fact"], reverse=True)))


def _event_row(rows: Sequence[Mapping[str, Any]], zone: str) -> FactRow:
    first, head = rows[0], rows[0]["fact"].rpartition(".")[0]
    happened = first.get("happened") or next((row.get("value") for row in rows if row["fact"].endswith(".on")), None)
    told = [
        f"{words.spelled(key)}: {_value(row, zone)}" for row in rows if (key := row["fact"].rpartition(".")[2]) != "on"
    ]
    name = words.fact(f"{head}.on", first.get("plan", ""))
    return FactRow(
        name, "; ".join(told), moment(happened, zone), moment(first.get("recorded"), zone), words.HOW[first["how"]]
    )


def _plain_row(row: Mapping[str, Any], zone: str) -> FactRow:
    name = words.fact(row["fact"])
    return FactRow(
        name,
        _value(row, zone),
        moment(row.get("happened"), zone),
        moment(row.get("recorded"), zone),
        words.HOW[row["how"]],
    )


def _value(row: Mapping[str, Any], zone: str) -> str:
    value = row.get("value")
    return moment(value, zone) or ("not known" if value is None else words.value(value))


def _other(row: Mapping[str, Any], answer: Answer, cite: _Citer) -> OtherRow:
    word, icon, tone = words.REASONS[row["reason"]]
    detail = _term(row)
    if row["reason"] == "not-started" and row.get("starts"):
        word = "Not started"
    change = sentences.change_for(row, answer)
    missed = sentences.missed_by(change) if change else ""
    told = "; ".join(text for text in (missed, detail) if text)
    return OtherRow(words.title(row["plan"]), word, icon, tone, told, cite.some(row["clauses"]))


def _term(row: Mapping[str, Any]) -> str:
    if row.get("starts") and row.get("ends"):
        return f"{day(row['starts'])} through {day(row['ends'])}"
    if row.get("ends"):
        return f"through {day(row['ends'])}"
    return f"from {day(row['starts'])}" if row.get("starts") else ""
