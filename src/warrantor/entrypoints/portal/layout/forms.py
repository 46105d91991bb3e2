"""Forms of a few fields: shown, read, and carried out, with what is wrong said at its field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from warrantor.apps.access import actions as access
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal.layout.fields import Field, ShownField, read, show


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    fields: tuple[ShownField, ...]
    url: str
    button: str


@dataclass(frozen=True)
class Wrong:
    """What was typed into a form, by its name, and what is wrong with it, by field."""

    form: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the top of the page: the ids of fields, and what is wrong with each."""
        return [(f"{self.form}-{name}", text) for name, text in self.errors.items()]


def form(name: str, fields: Sequence[Field], url: str, button: str, wrong: Wrong | None = None) -> Form:
    """A form; with what was typed and is wrong, where that was this one."""
    mine = wrong if wrong is not None and wrong.form == name else None
    return Form(show(fields, name, mine.typed if mine else {}, mine.errors if mine else {}), url, button)


def carry_out(
    request: HttpRequest, name: str, fields: Sequence[Field], act: Callable[[dict[str, Any]], Any]
) -> Wrong | None:
    """Reads a form and does what it asks; what is wrong with it comes back."""
    values, errors = read(fields, request.POST)
    if not errors:
        try:
            act({field.name: values.get(field.name, "") for field in fields})
        except (Refused, access.Refused) as error:
            errors = _said(error, fields)
    return Wrong(name, request.POST.dict(), errors) if errors else None


def told(refused: Refused | access.Refused) -> str:
    """What was refused, and how to mend it."""
    return refused.message + (f" ({refused.help})" if refused.help else "")


def at_its_field(refused: Refused | None) -> dict[str, Any]:
    """What a page of one form shows of a refusal: `errors` by field, and `problems` for its top."""
    errors = {refused.field: told(refused)} if refused else {}
    return {"errors": errors, "problems": list(errors.items())}


def _said(error: Refused | access.Refused, fields: Sequence[Field]) -> dict[str, str]:
    """At the field that it names, or at the first."""
    labels = {field.name: field.label for field in fields}
    at = error.field if error.field in labels else fields[0].name
    label = labels[at] if error.field == at else error.field.replace("_", " ").capitalize()
    return {at: f"{label} {told(error)}"}
