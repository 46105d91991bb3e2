"""The sentences of a receipt, composed from an answer: what holds, why, and what would change it.

Pure: an answer goes in as the plain dict of the decision format, text comes out. Templates compose nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import count, day, is_day, listed, to_day

Answer = Mapping[str, Any]


def verdict_sentence(answer: Answer) -> str:
    """The one sentence under the verdict. What is sure leads where something higher is still open."""
    if answer.get("ask", "cover") == "respond-by":
        return _promise(answer)
    compose = {"yes": _yes, "no": _no, "missing": _missing, "person": _person}[answer["answer"]]
    said = compose(answer)
    sure = answer.get("at_least")
    if sure:
        return f"{words.title(sure)} covers it in any case. {said}"
    return said


def assumption_sentence(answer: Answer) -> str:
    """What the answer takes for granted, empty if nothing: a standing question names no fault."""
    if not answer.get("assumed"):
        return ""
    return (
        "This takes it that an ordinary part failed by itself, and that the owner reports it from the registered place."
    )


def stated_sentence(answer: Answer) -> str:
    """That the answer rests on what a visitor said, empty if it does not."""
    stated = [words.fact(f["fact"]).lower() for f in answer.get("facts", ()) if f.get("how") == "stated"]
    if not stated:
        return ""
    return f"It rests on what you stated and nobody has checked: {listed(list(dict.fromkeys(stated)))}."


def _yes(answer: Answer) -> str:
    if answer.get("ask", "cover") != "cover":
        return _allowed(answer)
    plan = words.title(answer["plan"]) if answer.get("plan") else "A plan"
    level = f" ({words.spelled(answer['level'])})" if _tells(answer.get("level"), answer.get("plan")) else ""
    until = f", through {day(answer['ends'])}" if answer.get("ends") else ""
    return f"{plan}{level} covers it{until}."


def _tells(level: str | None, plan: str | None) -> bool:
    return bool(level) and level != plan


def _allowed(answer: Answer) -> str:
    plan = words.title(answer["plan"]) if answer.get("plan") else "The terms"
    if answer.get("starts") and answer.get("ends"):
        return f"Yes: {plan} would then run from {day(answer['starts'])} through {day(answer['ends'])}."
    return "Yes: the terms allow it."


def _promise(answer: Answer) -> str:
    if answer["answer"] == "yes" and answer.get("plan"):
        return f"{words.title(answer['plan'])} promises a first answer; the time is below."
    return _no(answer) if answer["answer"] == "no" else _missing(answer)


def _missing(answer: Answer) -> str:
    wanted = [words.wanted(name) for name in answer.get("missing", ())]
    if not wanted:
        return "The record does not say enough."
    plan = f"Whether {words.title(answer['plan'])} applies hangs on" if answer.get("plan") else "It hangs on"
    return f"{plan} {listed(wanted)}."


def _person(answer: Answer) -> str:
    asked = answer.get("person") or {}
    if asked.get("role") == "customer":
        choices = [words.title(plan) for plan in asked.get("options", ())]
        return f"The terms leave the choice to the customer: {listed(choices, 'or')}." if choices else (
            "The terms leave the choice to the customer.")  # fmt: skip
    role = f": the {words.spelled(asked['role'])} decides" if asked.get("role") else ""
    return f"The terms leave this to a person{role}."


def _no(answer: Answer) -> str:
    if answer.get("ask", "cover") not in ("cover", "respond-by"):
        return "No: the terms do not allow it. The clauses below say why."
    others = answer.get("others", ())
    asked = day(answer.get("day") or answer["at"])
    if not others:
        return f"No promise of these terms was held for this unit on {asked}."
    parts = [lost_sentence(other, answer) for other in others]
    if all(other["reason"] in ("over", "not-started") or change_for(other, answer) for other in others):
        return f"No promise was in force on {asked}: {listed(parts)}."
    return f"{'; '.join(parts)}."


def change_for(other: Mapping[str, Any], answer: Answer) -> Mapping[str, Any] | None:
    """The day that came too late for a coverage that is ruled out, if one did."""
    if other["reason"] != "barred":
        return None
    changes = (c for c in answer.get("changes", ()) if c.get("then", {}).get("plan") == other["plan"])
    return next((change for change in changes if missed_by(change)), None)


def lost_sentence(other: Mapping[str, Any], answer: Answer) -> str:
    """Why one coverage did not answer, as a clause of a sentence."""
    plan = words.title(other["plan"])
    change = change_for(other, answer)
    if change:
        return f"{plan} {missed_by(change)}"
    reason = other["reason"]
    if reason == "over":
        return f"{plan} ended on {day(other['ends'])}" if other.get("ends") else f"{plan} has ended"
    if reason == "not-started":
        return f"{plan} starts on {day(other['starts'])}" if other.get("starts") else f"{plan} never started"
    if reason == "barred":
        cited = [words.clause_id(c) for c in other.get("clauses", ())]
        return (
            f"{plan} is ruled out by {'clause' if len(cited) == 1 else 'clauses'} {listed(cited)}"
            if cited
            else f"{plan} is ruled out"
        )
    return f"{plan} {_REASON[reason]}"


_REASON = {
    "not-of-this-kind": "is not about this kind of fault",
    "undecided": "is undecided",
    "lower-level": "gives a lower level",
}


def missed_by(change: Mapping[str, Any]) -> str:
    """`was activated one day too late`, where the day of an event would have to be earlier; else empty."""
    was, fact = str(change.get("was", "")), str(change.get("fact", ""))
    last = change.get("to")
    if not (last and fact.endswith(".on") and is_day(was) and to_day(was) > to_day(last)):
        return ""
    late = count((to_day(was) - to_day(last)).days, "day")
    return f"was {words.past(fact.removesuffix('.on'))} {late} too late"


def region(change: Mapping[str, Any]) -> str:
    """The days or value that would change the answer: `on 21 May 2023 or later`."""
    first, last = change.get("from"), change.get("to")
    if first and last:
        return f"on {day(first)}" if first == last else f"from {day(first)} through {day(last)}"
    if first:
        return f"on {day(first)} or later"
    if last:
        return f"on {day(last)} or earlier"
    return words.value(change.get("value", ""))


def change_question(change: Mapping[str, Any]) -> str:
    """The change as a question that somebody can answer: `Was it installed on 21 May 2023 or later?`"""
    fact = str(change["fact"])
    if fact == "at":
        return f"Was the fault reported {region(change)}?"
    if fact in _REGISTERED:
        return _REGISTERED[fact]
    event, _, key = fact.rpartition(".")
    if not event:
        return _happened(key, change)
    if key == "on":
        return _happened(event, change)
    if "value" not in change:
        return f"{words.fact(fact)}: {region(change)}?"
    instead = f" instead of {words.value(change['was'])}" if change.get("was") is not None else ""
    return f"{words.fact(fact)}: {words.value(change['value'])}{instead}?"


_REGISTERED = {
    "claim.by": "Is it the owner who reports it?",
    "claim.location": "Is it at its registered place?",
}


def _happened(event: str, change: Mapping[str, Any]) -> str:
    """About an event: that it was on another day, that it was at all, or that it never was."""
    subject = "the plan" if event in words.OF_PLAN else "it"
    if "value" in change and change["value"] is None:
        since = f" on {day(change['was'])}" if is_day(change.get("was")) else ""
        return f"Is the record wrong that {subject} was {words.past(event)}{since}?"
    when = f" {region(change)}" if region(change) else ""
    return f"Was {subject} {words.past(event)}{when}?"


def change_outcome(change: Mapping[str, Any], ask: str = "cover") -> str:
    """What the answer would then be."""
    then = change.get("then", {})
    if ask != "cover":
        return (
            "Then the terms would allow it." if then.get("answer", "yes") == "yes" else "Then the answer would differ."
        )
    word = words.VERDICTS[then.get("answer", "yes")].word.lower()
    plan = f" by {words.title(then['plan'])}" if then.get("plan") and then.get("answer") == "yes" else ""
    level = f", {words.spelled(then['level'])}" if _tells(then.get("level"), then.get("plan")) else ""
    until = f", through {day(then['ends'])}" + _or_later(change) if then.get("ends") else ""
    return f"Then it would be {word}{plan}{level}{until}."


def _or_later(change: Mapping[str, Any]) -> str:
    """An open region moves the end with it; a changed day later by one gives an end later by one."""
    return " or later" if change.get("from") and not change.get("to") else ""


def deadline_sentence(deadline: Mapping[str, Any], by: str) -> str:
    """A deadline with whose it is; `by` is its day or instant, already written out."""
    whose = {"customer": "you", "vendor": "the vendor"}.get(deadline.get("whose", ""), deadline.get("whose", ""))
    head = words.title(deadline["what"])
    owner = f" ({whose})" if whose else ""
    return f"{head}{owner}: by {by}" if by else f"{head}{owner}: the day is not known yet"


def charge_sentence(charge: Mapping[str, Any], amount: str) -> str:
    payer = {"customer": "you pay", "vendor": "the vendor pays"}.get(charge.get("payer", ""), "")
    return ", ".join(part for part in (words.title(charge["what"]), amount or "price on request", payer) if part)


def next_sentence(step: Mapping[str, Any]) -> str:
    """What the terms offer after the answer."""
    if step.get("text"):
        return _capital(str(step["text"]))
    offers: Sequence[str] = step.get("offers", ())
    if offers:
        return f"You can still get {listed([words.title(plan) for plan in offers], 'or')}."
    return {
        "refer": "Somebody else looks after this unit: turn to them.",
        "quote": "It can be done at a price: ask for a quote.",
        "offer": "There is an offer for this unit.",
        "notice": "Please note this clause.",
    }[step["what"]]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
