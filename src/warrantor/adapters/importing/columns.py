"""Which column of a file says what: matched by name, by a name that is usual elsewhere, or by likeness. No Django.

A file is of one kind: a row for each unit (`serial`, `product`), for each fact (`serial`, `what`, `on`), or for each
party (`key`, `name`). A file of installations is never guessed to be one: whoever brings it in says so.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warrantor.core.terms.schema import SHIPPED, Key

UNITS, HISTORY, PARTIES, INSTALLATIONS = "units", "history", "parties", "installations"
KINDS = {
    UNITS: "a row for each unit", HISTORY: "a row for each fact of a history", PARTIES: "a row for each party",
    INSTALLATIONS: "a row for each unit that was installed and is to be registered",
}  # fmt: skip
REQUIRED = {
    UNITS: ("serial", "product"), HISTORY: ("serial", "what", "on"), PARTIES: ("key", "name"),
    INSTALLATIONS: ("serial", "installed_on", "customer", "place"),
}  # fmt: skip
_NOT_BROUGHT_IN = ("withdrawn", "ruled")
EVENTS = {what: kind for what, kind in SHIPPED.items() if what not in _NOT_BROUGHT_IN}


def _of_units() -> dict[str, tuple[str, str]]:
    return {f"{kind.name}_{key}": (what, key) for what, kind in EVENTS.items() for key in kind.keys}


UNIT_EVENTS = _of_units()
"""Columns of a file of units that tell a fact: `delivered_on` is the `on` of `delivered`."""
_KEYS: dict[str, Key] = {name: key for kind in EVENTS.values() for name, key in kind.keys.items()}
FIELDS: dict[str, tuple[str, ...]] = {
    UNITS: ("serial", "product", "sold_as", "source", *UNIT_EVENTS),
    HISTORY: ("serial", "what", "on", "source", *(name for name in _KEYS if name not in ("on", "serial"))),
    PARTIES: ("key", "name", "email", "phone", "address", "organisation"),
    INSTALLATIONS: ("serial", "product", "installed_on", "customer", "place", "installer", "bought_on", "channel",
                    "invoice", "delivered_on", "sold_as"),
}  # fmt: skip
_USUAL = {
    "serial": ("serial_number", "serial_no", "serialnumber", "sn", "s_n", "serial_nr"),
    "product": ("model", "sku", "product_code", "item", "model_number", "article"),
    "sold_as": ("condition", "sold"),
    "purchased_on": ("purchase_date", "date_of_purchase", "bought_on", "invoice_date", "sold_on", "sale_date"),
    "purchased_by": ("owner", "customer", "buyer", "owner_key", "customer_key"),
    "purchased_invoice": ("invoice", "invoice_number", "invoice_no"),
    "purchased_channel": ("channel",),
    "delivered_on": ("delivery_date", "date_of_delivery", "delivered"),
    "installed_on": ("installation_date", "install_date", "installed"),
    "installed_by": ("installer",),
    "installed_location": ("location", "place", "site"),
    "registered_on": ("registration_date", "registered"),
    "customer": ("owner", "customer_key", "customer_number", "school"),
    "place": ("location", "site", "place_key"),
    "installer": ("installed_by", "fitter"),
    "bought_on": ("purchase_date", "purchased_on", "invoice_date"),
    "what": ("event", "fact", "kind_of_event"),
    "on": ("date", "day", "happened", "happened_on", "event_date"),
    "key": ("party", "customer_number", "customer_no", "id", "party_key", "customer_key"),
    "name": ("customer", "company", "customer_name"),
    "email": ("e_mail", "mail", "email_address"),
    "phone": ("telephone", "tel", "phone_number"),
    "organisation": ("organization", "is_company", "company_flag"),
}
_LIKE = 0.86


class ColumnError(ValueError):
    """The columns cannot be matched as asked; the text says what was expected."""


@dataclass(frozen=True)
class Matched:
    """`columns`: which field is in which column. `guessed` are fields whose column goes by another name."""

    kind: str
    columns: dict[str, str]
    guessed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """Fields that have to be there and are not."""
        return tuple(name for name in REQUIRED[self.kind] if name not in self.columns)


def match(heads: Sequence[str], said: Mapping[str, str] | None = None, kind: str = "") -> Matched:
    """The fields in a head row. `said` are columns by field, empty for none. Raises ColumnError."""
    kind = kind or kind_of([*heads, *(said or {})])
    columns, guessed = _said(kind, heads, said or {}), []
    free = [head for head in heads if head and head not in columns.values()]
    for sure, find in ((True, _same), (False, _usual), (False, _like)):
        for field in FIELDS[kind]:
            head = find(field, free) if field not in columns and field not in (said or {}) else None
            if head is not None:
                free.remove(head)
                columns[field] = head
                guessed += [] if sure else [field]
    order = {name: columns[name] for name in FIELDS[kind] if name in columns}
    return Matched(kind, order, tuple(guessed), tuple(free))


def kind_of(heads: Sequence[str]) -> str:
    """What the file holds, by the columns it has."""
    names = {_plain(head) for head in heads}
    if names & {"what", *_USUAL["what"]}:
        return HISTORY
    if names & {"serial", *_USUAL["serial"]} or "product" in names:
        return UNITS
    return PARTIES if names & {"key", "name", "email", *_USUAL["key"], *_USUAL["email"]} else UNITS


def _said(kind: str, heads: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    for field, head in said.items():
        if field not in FIELDS[kind]:
            near = difflib.get_close_matches(field, FIELDS[kind], 3) or list(FIELDS[kind][:6])
            raise ColumnError(f"`{field}` is nothing that {KINDS[kind]} says; expected such as {', '.join(near)}")
        if head and head not in heads:
            raise ColumnError(f"there is no column `{head}`; the file has {', '.join(f'`{h}`' for h in heads if h)}")
    taken = [head for head in said.values() if head]
    twice = [head for head in taken if taken.count(head) > 1]
    if twice:
        raise ColumnError(f"the column `{twice[0]}` is named for two fields; expected a column for each")
    return {field: head for field, head in said.items() if head}


def _plain(head: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", head.casefold()).strip("_")


def _same(field: str, heads: Sequence[str]) -> str | None:
    return next((head for head in heads if _plain(head) == field), None)


def _usual(field: str, heads: Sequence[str]) -> str | None:
    return next((head for head in heads if _plain(head) in _USUAL.get(field, ())), None)


def _like(field: str, heads: Sequence[str]) -> str | None:
    """Longer names with a slip in them; short ones are too alike by chance."""
    by_name = {_plain(head): head for head in heads}
    found = difflib.get_close_matches(field, by_name, 1, _LIKE) if len(field) > 5 else []
    return by_name[found[0]] if found else None


TEMPLATES = {
    UNITS: ("serial,product,sold_as,purchased_on,purchased_by,purchased_channel,purchased_invoice,delivered_on,"
            "installed_on,installed_accreditation"),
    HISTORY: "serial,what,on,plan,invoice,by,to,location,source",
    PARTIES: "key,name,email,phone,address,organisation",
    INSTALLATIONS: "serial,product,installed_on,customer,place,bought_on,channel,invoice,delivered_on",
}  # fmt: skip
"""The head rows of files to begin with."""
