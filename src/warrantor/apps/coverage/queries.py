"""Reads of coverage: decisions by their address."""

from warrantor.apps.coverage.models import Decision


def decision(public_id: str) -> Decision | None:
    """The decision at that address, with its unit and the one it replaces; None when there is none."""
    found = Decision.objects.select_related("unit__program", "unit__product", "replaces")
    return found.filter(public_id=public_id).first()


def replaced_by(kept: Decision) -> Decision | None:
    """The newest decision that says it replaces this one."""
    return Decision.objects.filter(replaces=kept).order_by("-created", "-id").first()
