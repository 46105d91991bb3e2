"""The forms of the dock."""

from warrantor.apps.claims import rules
from warrantor.apps.claims.models import Receipt
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.returns import wording

ACTS = ("settle", "dispose", "credit")
_CURRENCY = Field("currency", "Currency", "text", hint="Three letters, such as USD", optional=True)
_REASON = Field("reason", "Why", "text")


def _choices(words: tuple[str, ...], named: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, named[word]) for word in words)


def box(programs: tuple[tuple[str, str], ...] | None) -> list[Field]:
    """What came. `programs`: of which it may be, where nothing on the box says; None where it does."""
    asked = [
        Field("serial", "Serial number on the goods", "text", hint="Where it can be read", optional=True),
        Field("part", "Part, if it is not the whole unit", "text", optional=True),
        Field("condition", "Condition", "choice", _choices(rules.CONDITIONS, wording.CONDITIONS), optional=True),
    ]
    return [*asked, Field("program", "Program", "choice", programs)] if programs is not None else asked


def settling(row: Receipt) -> list[Field]:
    """How a box that was put aside is settled; nothing is accepted or charged without an RMA."""
    outcomes = rules.SETTLED if row.rma else rules.SETTLED[1:]
    asked = [Field("outcome", "Outcome", "choice", _choices(outcomes, wording.OUTCOMES)), _REASON]
    if row.rma is None:
        return asked
    hint = "A sum, or a code of the price list; nothing is charged if it is left empty"
    return [*asked, Field("charge", "Charge for its condition", "text", hint=hint, optional=True), _CURRENCY]


DISPOSING = [
    Field("kind", "What becomes of it", "choice", _choices(rules.DISPOSITIONS, wording.DISPOSITIONS)),
    _REASON,
    Field("vendor_rma", "Number under which the maker takes it back", "text", optional=True),
    Field("expected", "Credit expected of the maker", "text", optional=True),
    _CURRENCY,
]
CREDITING = [Field("amount", "Sum that was credited", "text")]
