"""What notices ask of what is above: which e-mail addresses a recipient has now, and the page of what one is about."""

from collections.abc import Callable

Addresses = Callable[[str], list[str]]
"""The addresses of what stands after the colon of a recipient; none where nobody is known any more."""
_ADDRESSES: dict[str, Addresses] = {}


def register(prefix: str, addresses: Addresses) -> None:
    """From now on recipients such as `user:12` are looked up there. Called once, when the app is ready."""
    _ADDRESSES[prefix] = addresses


def addresses_of(recipient: str) -> list[str]:
    """Where a recipient is mailed to now. Raises LookupError for a kind of recipient that nobody registered."""
    prefix, _, key = recipient.partition(":")
    if prefix not in _ADDRESSES:
        raise LookupError(f"nobody knows the addresses of `{prefix}:`; an app registers that when it is ready")
    return _ADDRESSES[prefix](key)


Pages = Callable[[str], str]
"""The path of the page of what a notice is about (`claim:12`); empty where it has none."""
_PAGES: list[Pages] = []


def register_pages(pages: Pages) -> None:
    """From now on messages link there. Called once, by whatever shows the pages, when it is ready."""
    _PAGES[:] = [pages]


def page_of(about: str) -> str:
    """The path of its page; empty where it has none, or nobody shows any."""
    return _PAGES[0](about) if _PAGES else ""
