"""A client of the HTTP API in Python, typed, that needs the standard library alone: copy the folder, or import it.

`calls.py` is made from `/api/openapi.json` by `python -m tests.docs.client`.
"""

from warrantor.client.calls import Client
from warrantor.client.sending import Refusal, Unreachable

__all__ = ["Client", "Refusal", "Unreachable"]
