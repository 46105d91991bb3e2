"""Uploads within limits: one that is too large is refused by what it says of its size, or while it comes in."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

_AROUND = 100_000
"""Bytes of a request beside its file at most."""


class TooLarge(Exception):
    """The request, or a file in it, is larger than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"is larger than {most:,} bytes")
        self.most = most


class Limit(FileUploadHandler):
    """Goes before the handlers that keep what comes in."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.seen = most, 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **keys: Any) -> None:
        if content_length > self.most + _AROUND:
            raise TooLarge(self.most)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.most:
            raise TooLarge(self.most)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""


def limit(request: HttpRequest, most: int) -> None:
    """From now on an upload of this request is refused when it is too large. Before anything of it was read."""
    request.upload_handlers.insert(0, Limit(request, most))
