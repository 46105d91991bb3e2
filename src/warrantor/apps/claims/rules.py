"""Rules of claims, all pure but for chance: states, numbers, what makes two reports one, steps and what each asks for.

Which steps a claim takes, in which order, and who pays, comes from the terms; what a step is stands here.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from warrantor.apps.access.managers import is_address
from warrantor.apps.coverage.codes.rules import ALPHABET, check_letter
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.terms.schema import Schema

KINDS = ("fault", "return", "question")
CHANNELS = ("web", "email", "phone", "api")
SIDES = ("customer", "vendor")
NOTES = ("message", "note", "promise")
STATES = ("incomplete", "undecided", "referred", "refused", "accepted", "running", "closed")
"""The report lacks something; the decision hangs on facts; a person decides; refused; to be agreed; under way; over."""
BY_ANSWER = {"yes": "accepted", "no": "refused", "missing": "undecided", "person": "referred"}
JUDGED = ("incomplete", "undecided", "referred", "refused", "accepted")
"""States in which facts may be added and the claim decided again without undoing what was agreed."""
LONGEST = 4_000
_DIGITS = 8
_MOST_MONEY = 10**11


def new_number(head: str = "C") -> str:
    """A case number that can be told on the telephone: its last letter finds a wrong one. `head` says what kind."""
    chance = "".join(secrets.choice(ALPHABET) for _ in range(_DIGITS))
    return f"{head}{chance}{check_letter(chance)}"


def read_number(typed: str, head: str = "C") -> str:
    """A case number as somebody typed it; empty for what is none."""
    told = "".join(letter for letter in typed.upper() if letter.isalnum())
    body = told[1:]
    if len(body) != _DIGITS + 1 or told[0] != head or any(letter not in ALPHABET for letter in body):
        return ""
    return told if check_letter(body[:-1]) == body[-1] else ""


def fault_of(kind: str, said: Mapping[str, Any], reason: str = "", number: str = "") -> str:
    """What makes two reports about a unit one: the part and the cause, or that it is to go back. No question is."""
    if kind == "question":
        return f"question|{number}"
    if kind == "return":
        return f"return|{reason}"[:160]
    return f"{said.get('part', '')}|{said.get('cause', '')}"[:160]


def taken_for_granted(schema: Schema, owner: str | None, place: str | None) -> dict[str, Any]:
    """Every key that a standing question assumes, the owner and the registered place looked up."""
    looked_up = {"owner": owner, "place": place}
    claim = {
        key: looked_up.get(spec.assumed, spec.assumed) for key, spec in schema.claim.items() if spec.assumed is not None
    }
    return {key: value for key, value in claim.items() if value is not None}


SAME = {"fault": "description"}
"""Fields of reports that documents call by two names."""


def lacking(fields: Iterable[str], told: Mapping[str, Any]) -> list[str]:
    """Of the fields that a report needs those that it does not tell, each once."""
    return [name for name in dict.fromkeys(fields) if not told.get(SAME.get(name, name))]


# -- steps -----------------------------------------------------------------------------------------

_CUSTOMERS = frozenset({"accept-charge", "remove", "ship-back", "confirm-receipt", "refit"})
_SERVED = frozenset({"repair", "replace", "visit", "credit", "ship-out"})


def whose(steps: Sequence[str], place: int) -> str:
    """Who has to do a step. After something was done for the customer it is theirs to confirm it."""
    name = steps[place]
    if name == "confirm":
        return "customer" if _SERVED.intersection(steps[:place]) else "vendor"
    return "customer" if name in _CUSTOMERS else "vendor"


@dataclass(frozen=True)
class Asked:
    """A field of a step: `kind` is `text`, `choice`, `flag`, `day` or `amount`."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    optional: bool = False


DIAGNOSED = ("remote", "on-site", "depot")
CONDITIONS = ("as-told", "damaged", "incomplete", "other-unit", "empty")
RECEIVED = ("accepted", "aside", "settled")
"""Taken in as the terms have it; put aside for a person; settled by one."""
SETTLED = ("accept", "send-back", "scrap")
"""How a person settles a box that was put aside."""
WAYS = ("out", "back")
BY_OTHER_WAYS = ("telephone", "e-mail", "letter", "in-person")
"""How a customer accepts what staff then record."""
DISPOSITIONS = ("repair", "scrap", "return-to-vendor", "restock", "return-to-customer")

ASKED: dict[str, tuple[Asked, ...]] = {
    "diagnose": (Asked("finding"), Asked("diagnosed", "choice", DIAGNOSED), Asked("fixed", "flag", optional=True)),
    "accept-charge": (Asked("quote"), Asked("how", "choice", BY_OTHER_WAYS, optional=True)),
    "remove": (),
    "ship-back": (Asked("carrier"), Asked("tracking")),
    "inspect": (Asked("finding"),),
    "repair": (Asked("outcome", "choice", ("repaired", "unrepairable")), Asked("finding", optional=True)),
    "replace": (Asked("serial"),),
    "ship-out": (Asked("carrier"), Asked("tracking")),
    "confirm-receipt": (Asked("on", "day"),),
    "credit": (Asked("amount", "amount"), Asked("currency")),
    "visit": (Asked("finding"),),
    "confirm": (Asked("confirmed", "choice", ("yes", "no")),),
    "report": (Asked("finding"),),
    "refit": (Asked("refitted_by", optional=True),),
}
"""What a step asks for besides what the document needs for it (`needs: ... for: STEP`)."""


def check_result(asked: Iterable[Asked], result: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a step, of the fields it has and no others. Raises Refused at the first that is wrong."""
    fields = {field.name: field for field in asked}
    foreign = next((name for name in result if name not in fields), None)
    if foreign is not None:
        raise Refused(str(foreign)[:40], "is no field of this step", "one of " + (", ".join(fields) or "none"))
    told = {name: _checked(field, result.get(name)) for name, field in fields.items()}
    return {name: value for name, value in told.items() if value is not None}


def _checked(field: Asked, value: Any) -> Any:
    if value in (None, ""):
        if field.optional:
            return None
        raise Refused(field.name, "is missing", _expected(field))
    if field.kind == "flag":
        if not isinstance(value, bool):
            raise Refused(field.name, f"`{value}` is neither yes nor no", "true or false")
        return value
    if field.kind == "choice" and value not in field.choices:
        raise Refused(field.name, f"`{str(value)[:40]}` is none of them", _expected(field))
    return check_text(field.name, value, day=field.kind == "day")


def check_text(name: str, value: Any, *, day: bool = False) -> str:
    """A text that can be kept; with `day` one that is a day. Raises Refused."""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise Refused(name, "is no text that can be kept", f"plain text of at most {LONGEST} characters")
    if day:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Refused(name, f"`{value[:40]}` is not a day", "a day such as `2024-02-29`") from None
    return value.strip()


def check_words(name: str, value: str, expected: str = "why, in words", most: int = 500) -> str:
    """Words that are needed, such as a reason. Raises Refused for none, and for more than `most` characters."""
    said = check_text(name, value)
    if not said or len(said) > most:
        raise Refused(name, "is missing or too long", f"{expected}, at most {most} characters")
    return said


def check_amount(name: str, typed: str) -> Decimal:
    """An amount of money, zero or more. Raises Refused."""
    try:
        amount = Decimal(typed.strip())
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < _MOST_MONEY or amount != round(amount, 3):
        raise Refused(name, f"`{typed[:40]}` is no amount", "an amount such as `120.00`")
    return round(amount, 3)  # as the database gives it back


def check_currency(name: str, typed: str) -> str:
    """A currency by its code, in capitals. Raises Refused."""
    code = typed.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise Refused(name, f"`{typed[:40]}` is no currency", "its code of three letters, such as `USD`")
    return code


_CONTACT = {"name": 200, "email": 254, "phone": 40}


def check_contact(contact: Mapping[str, Any]) -> None:
    """How to reach somebody, as far as it can be kept. Raises Refused."""
    for name, value in contact.items():
        if name not in _CONTACT:
            raise Refused(name[:40], "is no way to reach anybody", "one of " + ", ".join(_CONTACT))
        if len(check_text(name, value)) > _CONTACT[name] or not value.isprintable():
            raise Refused(name, "is too long or not in plain characters", f"at most {_CONTACT[name]} characters")
    email = contact.get("email", "")
    if email and not is_address(email):
        raise Refused("email", f"`{email[:40]}` is no e-mail address", "an address such as ana@example.org")


def _expected(field: Asked) -> str:
    return "one of " + ", ".join(field.choices) if field.choices else f"a {field.kind}"


def check_seen(what: str, version: int, seen: int | None) -> None:
    """Raises Conflict where somebody else changed it (`claim` or `visit`) since it was looked at."""
    if seen is not None and seen != version:
        raise Conflict("version", f"the {what} was changed meanwhile: it is at {version}, not at {seen}",
                       "look at it again, then act on what it says now")  # fmt: skip


def check_state(what: str, state: str, allowed: Sequence[str], act: str) -> None:
    """Raises Conflict where an act is out of order."""
    if state not in allowed:
        raise Conflict(
            "state", f"a {what} that is `{state}` cannot be {act}", "only one that is " + " or ".join(allowed)
        )
