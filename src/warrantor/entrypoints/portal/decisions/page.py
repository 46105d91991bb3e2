"""A decision with all it rests on, arranged as the rows of its page. Nothing is left out, as it is in a receipt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from warrantor.core.terms.document import Document
from warrantor.entrypoints.portal import sentences, words
from warrantor.entrypoints.portal.receipt.page import ReceiptPage, moment, receipt_page

_HOW = {words.HOW["stated"]: "stated by whoever asked, not yet checked"}


def whole_receipt(question: Mapping[str, Any], kept: Mapping[str, Any], document: Document, url: str) -> ReceiptPage:
    """The parts of the receipt with every name in them, in words for whoever reads about somebody else's question."""
    zone = kept.get("time_zone") or document.time_zone
    answer = {"ask": question.get("ask", "cover"), "at": question["at"], **kept, "time_zone": zone}
    page = receipt_page(answer, document, url)
    assumed = sentences.assumption_sentence(answer)
    facts = tuple(replace(row, how=_HOW.get(row.how, row.how)) for row in page.facts)
    return replace(page, rests_on=(assumed,) if assumed else (), facts=facts)


def asked_rows(question: Mapping[str, Any], zone: str) -> list[tuple[str, str]]:
    """The question, key by key: as of when, about which plan, and what was said of a claim."""
    rows = [("As of", moment(question["at"], zone))]
    if question.get("known_at"):
        rows.append(("As far as known by", moment(question["known_at"], zone)))
    rows += [(words.title(key), words.title(question[key])) for key in ("plan", "to") if question.get(key)]
    claim = question.get("claim") or {}
    rows += [(words.fact(f"claim.{key}"), _said(key, value, zone)) for key, value in claim.items()]
    if not claim and question.get("ask", "cover") == "cover":
        rows.append(("Claim", "none: the standing question, of a defect of an ordinary part"))
    events = len(question["unit"].get("events", ()))
    return [*rows, ("History", f"{events} recorded fact{'' if events == 1 else 's'}")]


def _said(key: str, value: Any, zone: str) -> str:
    if key == "cause" and value in words.CAUSES:
        return words.CAUSES[value]
    return "not known" if value is None else moment(value, zone) or words.value(value)
