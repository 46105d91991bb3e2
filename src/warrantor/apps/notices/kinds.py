"""What there is to tell: each kind with its title and wording, registered by the app that tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from warrantor.apps.notices import rules


@dataclass(frozen=True)
class Kind:
    """`subject` is a line of plain text, `body` Markdown; `$name` in both stands for one of `values`.

    `values` holds for each name an example, which previews show. `secret` says that the words open something, such
    as a link with a secret: they are kept only until the message is mailed.
    """

    name: str
    title: str
    subject: str
    body: str
    values: Mapping[str, str]
    secret: bool = False


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """From now on it can be told. Called once, when the app is ready. Raises Refused for a wording that is wrong."""
    if kind.name in _KINDS:
        raise ValueError(f"`{kind.name}` is registered already")
    rules.check(kind.subject, kind.body, kind.values)
    _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    """Raises LookupError for one that nobody registered."""
    if name not in _KINDS:
        raise LookupError(f"`{name}` is no kind of notice; an app registers its kinds when it is ready")
    return _KINDS[name]


def kinds() -> list[Kind]:
    """All, by their titles."""
    return sorted(_KINDS.values(), key=lambda kind: kind.title)
