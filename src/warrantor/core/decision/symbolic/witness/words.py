"""A question as one line for people: what the unit is, what happened when, what is asked."""

from typing import Any

Event = dict[str, Any]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HAPPENED = {
    "purchased": "bought",
    "plan-purchased": "{plan} bought",
    "activated": "{plan} activated",
    "refunded": "{plan} refunded",
    "removed": "{plan} removed",
    "renewed": "{plan} renewed",
    "claimed": "claimed on {plan}",
    "level-changed": "{plan} changed to {to}",
    "rma-issued": "RMA issued",
}
_ASKED = {
    "cover": "asked on {day} whether it is covered",
    "respond-by": "asked on {day} when a response is due",
    "purchase": "asked on {day} to buy {plan}",
    "activate": "asked on {day} to activate {plan}",
    "refund": "asked on {day} to refund {plan}",
    "renew": "asked on {day} to renew {plan}",
    "transfer": "asked on {day} to transfer {plan}",
    "change-level": "asked on {day} to change {plan} to {to}",
    "remote-access": "asked on {day} for remote access",
    "return": "asked on {day} to return it",
}
_NOT_TOLD = ("what", "on", "id", "recorded", "source", "supersedes")


def sentence(question: dict[str, Any]) -> str:
    """`bought 10 Jan 2024, installed 10 Jan 2024; asked on 11 Mar 2024 to activate care`."""
    unit = {key: value for key, value in question["unit"].items() if key not in ("serial", "events")}
    events = [_event(event) for event in question["unit"].get("events", ())]
    asked = _ASKED[question.get("ask", "cover")].format(
        day=date_words(question["at"]), plan=question.get("plan"), to=question.get("to")
    )
    claim = _listed(question.get("claim") or {})
    parts = [_listed(unit), ", ".join(events) or "nothing recorded", asked + (f" ({claim})" if claim else "")]
    return "; ".join(part for part in parts if part)


def _event(event: Event) -> str:
    form = _HAPPENED.get(event["what"])
    told = (
        form.format(plan=event.get("plan", "a plan"), to=event.get("to")) if form else event["what"].replace("-", " ")
    )
    named = [key for key in ("plan", "to") if form and f"{{{key}}}" in form]
    further = _listed({k: v for k, v in event.items() if k not in (*_NOT_TOLD, *named)})
    on = "on a day nobody knows" if event["on"] is None else date_words(event["on"])
    return f"{told} {on}" + (f" ({further})" if further else "")


def _listed(keys: dict[str, Any]) -> str:
    return ", ".join(_told(key, value) for key, value in keys.items())


def _told(key: str, value: Any) -> str:
    name = key.replace("_", " ")
    if isinstance(value, bool):
        return name if value else f"not {name}"
    if value is None:
        return f"{name} not known"
    if isinstance(value, list):
        return f"{name} {' and '.join(value) or 'nothing'}"
    text = str(value)
    return f"{name} {date_words(text) if _isdate_words(text) else text}"


def _isdate_words(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def date_words(text: str) -> str:
    """`11 Mar 2024`, of an ISO text."""
    year, month, day = text[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {int(year)}"
