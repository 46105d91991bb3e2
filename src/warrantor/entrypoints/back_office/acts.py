"""What staff do with a table or a row: a form, and the action of an app that it leads to. Nothing else writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from unfold.widgets import BUTTON_CLASSES, CHECKBOX_CLASSES, INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

from warrantor.apps.access import actions as access
from warrantor.apps.access.rules import Person
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import rules as registry

_LOOKS: tuple[tuple[type[forms.Widget], list[str]], ...] = (
    (forms.CheckboxInput, CHECKBOX_CLASSES),
    (forms.Select, SELECT_CLASSES),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.TextInput, INPUT_CLASSES),
)
BUTTON = " ".join(BUTTON_CLASSES)


@dataclass(frozen=True)
class Call:
    """Who acts, when, and on which row; none where it is about the table."""

    person: Person
    at: datetime
    by: By
    row: Any = None


class Form(forms.Form):
    """A form of the back office. It knows who fills it in, to offer what they may choose."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        for field in self.fields.values():
            look = next((classes for kind, classes in _LOOKS if isinstance(field.widget, kind)), INPUT_CLASSES)
            field.widget.attrs["class"] = " ".join(look)
        self.prepare()

    def prepare(self) -> None:
        """Narrows choices and fills in what is known. For forms that have any."""


class Plain(Form):
    """Nothing to say but that it is wanted."""


def _always(row: Any, at: datetime) -> bool:
    return True


@dataclass(frozen=True)
class Act:
    """`may` is the permission; `do` calls the action and returns the row to show next. `fits` says which rows take it.

    `name` stands in its address; `add` is the one behind the button of a list.
    """

    name: str
    title: str
    may: str
    form: type[Form]
    do: Callable[[Call, dict[str, Any]], Model | None]
    said: str
    of_row: bool = True
    fits: Callable[[Any, datetime], bool] = _always
    note: str = ""
    everywhere: bool = False
    """Whether a role in one program alone is not enough."""

    def open_to(self, person: Person) -> bool:
        """Whether somebody may do it at all; of which rows is another question."""
        return person.may_everywhere(self.may) if self.everywhere else person.may(self.may)


def call_of(request: HttpRequest, row: Any = None) -> Call:
    """From what every request carries."""
    return Call(request.person, request.at, request.by, row)  # type: ignore[attr-defined]


def carry_out(act: Act, form: Form) -> tuple[bool, Model | None]:
    """Whether it was done, and the row to show next. A refusal stands in the form afterwards."""
    if not form.is_valid():
        return False, None
    try:
        with transaction.atomic():
            return True, act.do(form.call, form.cleaned_data)
    except (access.Refused, registry.Refused) as error:
        told = f"{error.message}; {error.help}" if error.help else error.message
        form.add_error(error.field if error.field in form.fields else None, told[:1].upper() + told[1:])
        return False, None
