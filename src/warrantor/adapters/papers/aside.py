"""Files that are looked at and put aside until there is a unit to keep them for."""

import hashlib
import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.registry.papers import rules
from warrantor.apps.registry.rules import Refused

log = logging.getLogger("warrantor.papers")


def put_aside(upload: UploadedFile) -> dict[str, str]:
    """Its name and the digest under which its content is kept. Raises Refused for what is no paper."""
    content = upload.read()
    file = rules.sound(upload.name or "paper", content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        Folder(settings.PAPERS_FOLDER).keep(digest, content)
    except OSError:
        log.exception("a file could not be kept")
        raise Refused("proof", "could not be kept, and nothing of it was", "try again") from None
    return {"name": file.name, "sha256": digest}
