"""Names in a question that are nobody's: a solver takes any text for a person or a place."""

from typing import Any

from warrantor.core.terms.schema import Schema

Question = dict[str, Any]


def renamed(question: Question, schema: Schema) -> Question:
    """With names in place of the texts that any text could stand for: the same for the same."""
    names: dict[str, str] = {}

    def of(keys: dict[str, Any], open_: set[str]) -> dict[str, Any]:
        return {
            key: names.setdefault(value, chr(ord("A") + len(names) % 26)) if key in open_ else value
            for key, value in keys.items()
        }

    unit = question["unit"]
    events = [of(event, _open(event, schema)) for event in unit.get("events", [])]
    found = {**question, "unit": {**unit, "events": events}}
    if question.get("claim") is not None:
        free = {key for key in ("by", "location") if key in question["claim"]}
        found["claim"] = of(question["claim"], free)
    return found


def _open(event: dict[str, Any], schema: Schema) -> set[str]:
    """The keys of an event that hold any text."""
    kind = schema.kinds[event["what"]]
    texts = (key for key, spec in kind.keys.items() if spec.type.base == "text" and key not in ("plan", "clause"))
    return {key for key in texts if isinstance(event.get(key), str)}
