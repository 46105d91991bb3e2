"""The events that may be told: each app above registers its own at start-up, with what they are called."""

ALL = "*"
"""Every event, those that are registered later too."""
TEST = "webhook.tested"
_EVENTS = {TEST: "A test that somebody asked for"}


def register(name: str, title: str) -> None:
    """From now on the event may be told. Called once, when the app is ready."""
    _EVENTS[name] = title


def known() -> dict[str, str]:
    """The events by name, each with what it is called, in the order of their names."""
    return dict(sorted(_EVENTS.items()))
