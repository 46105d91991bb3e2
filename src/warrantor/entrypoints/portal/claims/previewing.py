"""What the last pages of a report show: the answer of the terms before it is sent, all answers, what was sent."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from warrantor.adapters.documents import load_program
from warrantor.apps.claims import agreeing, deciding, intake
from warrantor.apps.claims.models import Claim
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims.questions import Asking, title
from warrantor.entrypoints.portal.claims.rights import rights_of
from warrantor.entrypoints.portal.formatting import day
from warrantor.entrypoints.portal.privacy import reduce_answer
from warrantor.entrypoints.portal.receipt.page import receipt_page
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

_COUNTRY = dict(COUNTRIES)


def shown(asking: Asking) -> dict[str, Any]:
    """The answer as the parts of a receipt; what the report lacks; for a unit that is not known only that it waits."""
    claim = asking.unsaved(asking.said())
    told = {**asking.told(), "contact": True, "serial": claim.serial, "channel": "web"}
    told.setdefault("invoice", asking.on_record)
    lacks = [words.title(name) for name in deciding.lacks(claim, told) if name != "unit"]
    if asking.unit is None:
        return {"page": None, "lacks": lacks, "rights": rights_of(claim)}
    found = load_program(claim.program.name)
    question = deciding.question_of(claim, asking.at)
    answer = _with_its_process(found.decide(question), claim, asking)
    document = found.version_of(answer)
    public = reduce_answer(
        {"ask": question["ask"], "at": question["at"], "program": found.name, **answer}, document.schema,
        document.time_zone,
    )  # fmt: skip
    terms_url = reverse("portal:document", args=[document.program, document.version.id])
    return {
        "page": receipt_page(public, document, terms_url), "verdict": answer["answer"], "lacks": lacks,
        "rights": rights_of(claim), "to_authorise": deciding.to_authorise(claim, answer),
    }  # fmt: skip


def _with_its_process(answer: dict[str, Any], claim: Claim, asking: Asking) -> dict[str, Any]:
    """How a return is carried out comes with no answer: it stands with its reason."""
    told = agreeing.process_for(claim, "", asking.at) if claim.kind == "return" and answer["answer"] != "no" else None
    return {**answer, "process": [told]} if told else answer


def answers(asking: Asking, address: Callable[..., str]) -> list[dict[str, Any]]:
    """A row for each question: what was asked, what was answered, where to change it."""
    return [
        {"name": name, "title": title(name), "said": _said(asking, name), "change": address(asking.row, name)}
        for name in asking.questions()
    ]


def _said(asking: Asking, name: str) -> list[str]:
    said = asking.answers.get(name, {})
    if name == "unit":
        about = f"{asking.unit.product.name}, {asking.unit.serial}" if asking.unit else f"{asking.serial}"
        return [about, *([] if asking.unit else ["we found no unit of yours with this number"])]
    if name == "program":
        return [asking.program.title if asking.program else ""]
    named = {field.name: dict(field.choices) for field in asking.fields(name)}
    parts = [_word(key, value, named.get(key, {})) for key, value in said.items() if key not in ("files", "kind")]
    parts += [str(file["name"]) for file in said.get("files", ())]
    return [part for part in parts if part] or ["Not said"]


def _word(key: str, value: Any, choices: dict[str, str]) -> str:
    if key == "bought_in":
        return f"bought in {_COUNTRY.get(value, value)}" if value else ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if len(text) == 10 and text[4:5] == "-" and text[:4].isdecimal():
        return day(text)
    return choices.get(text, text)


def sent(claim: Claim) -> dict[str, Any]:
    """What the number page says of a claim."""
    answer = claim.decision.answer if claim.decision else None
    verdict = words.VERDICTS[answer["answer"]] if answer and not deciding.to_authorise(claim, answer) else None
    return {"verdict": verdict, "lacks": [words.title(name) for name in intake.missing_of(claim)]}
