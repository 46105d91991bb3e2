"""The small form for a fact that the record lacks, read off the fact schema. Pure."""

from dataclasses import dataclass, replace

from warrantor.core.terms.schema import EventKind, Key, Schema
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import YES_NO, Field
from warrantor.entrypoints.portal.privacy import AS_REGISTERED, ELSEWHERE, SOMEBODY_ELSE

_IN_AN_EVENT = "What you say is marked as stated by you. It is not put on the unit's record."
_IN_THE_CLAIM = "What you say is marked as stated by you, and belongs to this question alone."
_REGISTERED_OR_NOT = {
    "by": ((AS_REGISTERED, "The owner"), (SOMEBODY_ELSE, "Somebody else")),
    "location": ((AS_REGISTERED, "At its registered place"), (ELSEWHERE, "Somewhere else")),
}
_PAPERS = ("invoice", "rma")


@dataclass(frozen=True)
class FactForm:
    """`name` is the fact as the answer names it."""

    name: str
    fields: tuple[Field, ...]
    hint: str


def form_for(name: str, schema: Schema) -> FactForm | None:
    """The form for a missing name or a changed fact: an event, its day, or a key of the claim. None otherwise."""
    kind = event_of(name, schema)
    if kind:
        fields = [Field("on", "On which day?", "date")]
        if not name.endswith(".on"):
            fields += [_field(key, what) for key, what in kind.keys.items() if key != "on" and _askable(key, what)]
        return FactForm(name, tuple(fields), _IN_AN_EVENT)
    key = name.removeprefix("claim.")
    if key in schema.claim:
        field = replace(_field(key, schema.claim[key]), label="Your answer")
        return FactForm(name, (field,), _IN_THE_CLAIM)
    of_event = next((kind.keys[name] for kind in schema.kinds.values() if name in kind.keys), None)
    if of_event is not None and _askable(name, of_event):
        return FactForm(name, (replace(_field(name, of_event), label="Your answer", optional=False),), _IN_AN_EVENT)
    return None


def event_of(name: str, schema: Schema) -> EventKind | None:
    """The kind of event a name is about: `delivered`, `delivered.on`, `rma-issued`."""
    head, _, key = name.partition(".")
    if key not in ("", "on"):
        return None
    return schema.kinds.get(head) or next((k for k in schema.kinds.values() if k.name == head), None)


def _askable(name: str, key: Key) -> bool:
    """Closed words, flags and numbers of papers; names of parties and places are never asked of a stranger."""
    return bool(key.type.choices) or key.type.base == "flag" or name in _PAPERS


def _field(name: str, key: Key) -> Field:
    label = words.title(words.KEYS.get(name, name))
    if name in _REGISTERED_OR_NOT:
        return Field(name, label, "choice", _REGISTERED_OR_NOT[name])
    if key.type.base == "flag":
        return Field(name, label, "choice", YES_NO)
    if key.type.choices:
        spelled = words.CAUSES if name == "cause" else words.CHOICES
        return Field(name, label, "choice", tuple((c, spelled.get(c) or words.title(c)) for c in key.type.choices))
    return Field(name, label, "date" if key.type.base == "date" else "text", optional=name in _PAPERS)
