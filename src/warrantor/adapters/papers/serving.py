"""A paper as a response in which nothing runs, whatever it holds, and which nobody else's cache keeps."""

from typing import BinaryIO

from django.http import FileResponse

SHOWN = ("image/jpeg", "image/png", "image/webp")
"""What a browser may show itself. Browsers do not show a PDF in a sandbox, so that it is always saved."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def response(file: BinaryIO, name: str, media_type: str) -> FileResponse:
    """The content, to be shown where it is a picture, else to be saved."""
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    made = FileResponse(file, as_attachment=media_type not in SHOWN, filename=name, content_type=kind)
    for header, value in _HEADERS.items():
        made[header] = value
    return made
