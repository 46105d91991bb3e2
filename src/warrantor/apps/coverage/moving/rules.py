"""What the terms' answers mean for a move, and the letter that offers one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

HOLDS_FOR = timedelta(days=14)
"""How long an offer may be accepted."""
OFFERED, ACCEPTED, DECLINED, WITHDRAWN, EXPIRED = "offered", "accepted", "declined", "withdrawn", "expired"
_OVER = ("over",)


@dataclass(frozen=True)
class Judged:
    """What the terms say of moving one plan; `decision` is the address of the kept decision."""

    plan: str
    answer: str
    clauses: tuple[str, ...]
    decision: str


def held_plans(answer: Mapping[str, Any]) -> list[str]:
    """The plans that a unit holds after its standing answer, but for those whose time is over."""
    told = [answer["plan"]] if answer.get("plan") and answer["answer"] != "no" else []
    told += [other["plan"] for other in answer.get("others", ()) if other["reason"] not in _OVER]
    return list(dict.fromkeys(told))


def verdict(judged: Iterable[Judged]) -> str:
    """Of all plans: `yes` if any may move or none is held, else `person` if somebody has to decide, else `no`."""
    answers = {one.answer for one in judged}
    if not answers or "yes" in answers:
        return "yes"
    return "person" if "person" in answers else "no"


def letter(product: str, serial: str, link: str, until: datetime) -> tuple[str, str]:
    """Subject and text of an offer; it names nobody."""
    return (
        f"{product} {serial} is to be yours",
        f"The owner of this unit wants to pass it on to you:\n\n  {product}, serial number {serial}\n\n"
        f"To see what comes with it, and to accept or decline:\n\n  {link}\n\n"
        f"The offer holds until {until:%d %B %Y, %H:%M} UTC. If you do not know what this is about, do nothing.\n",
    )
