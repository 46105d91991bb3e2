"""What the pages of the wizard show: answers in words, the clauses behind a refusal, what a registration opened."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.models import Decision, Registration
from warrantor.apps.coverage.registering.queries import rulings
from warrantor.apps.registry.models import Party, PartyDetails
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import day as day_words
from warrantor.entrypoints.portal.registering.countries import COUNTRIES
from warrantor.entrypoints.portal.registering.questions import TITLES, Asking

_COUNTRY = dict(COUNTRIES)


def answers(asking: Asking) -> list[dict[str, Any]]:
    """A row for each question: what was asked, what was answered, where to change it."""
    address = [asking.row.public_id]
    return [
        {"name": name, "title": TITLES[name], "said": _said(asking, name),
         "change": reverse("portal:registration_question", args=[*address, name])}
        for name in asking.questions()
    ]  # fmt: skip


def _said(asking: Asking, name: str) -> list[str]:
    said = asking.answers.get(name, {})
    if name == "product":
        return [f"{asking.product.name} ({asking.program.title})" if asking.product and asking.program else ""]
    if name == "place":
        return [words.title(said["place"]) if said.get("place") else _COUNTRY.get(said.get("country", ""), "")]
    if name == "bought":
        return _bought(said)
    if name == "installed":
        on = "the day cannot be found out" if said.get("undated") else _day(said.get("installed_on"))
        by = f"by {said['installer']}" if said.get("installer") else ""
        return [part for part in (on, by) if part] or ["Not said"]
    if name == "you":
        return [called(said.get("party", ""))]
    return [str(said.get("serial", ""))]


def _bought(said: Mapping[str, Any]) -> list[str]:
    channel = said.get("channel", "")
    parts = [
        words.CHOICES.get(channel, words.title(channel)) if channel else "",
        _day(said.get("bought_on")), f"invoice {said['invoice']}" if said.get("invoice") else "",
        f"delivered {_day(said.get('delivered_on'))}" if said.get("delivered_on") else "",
        *(str(proof["name"]) for proof in said.get("proofs", ())),
    ]  # fmt: skip
    return [part for part in parts if part] or ["On record already"]


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else ""


def called(key: str) -> str:
    """What a party is called."""
    return PartyDetails.objects.filter(party__key=key).values_list("name", flat=True).first() or key


def you_typed(said: Mapping[str, Any]) -> dict[str, str]:
    """Who they said they are, as it would be typed."""
    key = said.get("made", "")
    if not key:
        return {"party": said.get("party", "")}
    party = Party.objects.filter(key=key).first()
    row = PartyDetails.objects.filter(party=party).first()
    if party is None or row is None:
        return {}
    told = {"name": row.name, "phone": row.phone, "address": row.address, "party": key}
    return told | {"organisation": "true" if party.organisation else "false"}


def clauses(asking: Asking, cited: Iterable[str]) -> list[dict[str, str]]:
    """Each with its title, and where it is published."""
    if asking.judge is None:
        return []
    return cited_in(asking.judge.core.latest.program, cited)


def cited_in(program: str, cited: Iterable[str]) -> list[dict[str, str]]:
    """Clauses of a program's newest document, with titles and addresses."""
    document = load_program(program).latest
    base = reverse("portal:document", args=[program, document.version.id])
    found = []
    for name in cited:
        clause = document.clauses.get(words.clause_id(name))
        title = clause.title if clause else ""
        found.append({"id": words.clause_id(name), "title": title, "url": f"{base}#{words.clause_id(name)}"})
    return found


def done(row: Registration) -> dict[str, Any]:
    """The page after a registration was sent."""
    opened = row.answers.get("opened", {})
    decision = Decision.objects.filter(public_id=opened.get("decision", "")).first()
    program = row.program.name if row.program else ""
    zone = load_program(program).latest.time_zone if program else "UTC"
    return {
        "row": row, "zone": zone, "decision": decision,
        "verdict": words.VERDICTS[decision.answer["answer"]] if decision else None,
        "windows": [_window(one) for one in opened.get("windows", ())], "first_use": opened.get("first_use"),
        "clauses": cited_in(program, [part for part in row.clause.split(", ") if part]) if program else [],
        "rulings": rulings(row), "customer": called(row.customer.key) if row.customer else "",
    }  # fmt: skip


_ASKS = {"purchase": "Buy", "activate": "Activate"}


def _window(said: Mapping[str, Any]) -> dict[str, Any]:
    through = said.get("through")
    return {
        "act": _ASKS[said["ask"]], "plan": words.title(said["plan"]),
        "through": date.fromisoformat(through) if through else None,
        "clauses": [words.clause_id(clause) for clause in said.get("clauses", ())],
    }  # fmt: skip
