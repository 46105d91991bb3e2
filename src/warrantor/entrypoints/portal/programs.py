"""The installed programs, as the pages use them: found by name, each with its document versions."""

from warrantor.adapters.documents import Program, installed_programs, load_program
from warrantor.core.terms.document import Document


def programs() -> list[Program]:
    """All installed programs, by name."""
    return [load_program(name) for name in sorted(installed_programs())]


def program(name: str) -> Program | None:
    return load_program(name) if name in installed_programs() else None


def version(found: Program, version_id: str) -> Document | None:
    return next((document for document in found.versions if document.version.id == version_id), None)
