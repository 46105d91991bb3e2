"""How calls are sent and refusals are raised: one request, one answer, over urllib."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Refusal(Exception):
    """The API said no: with which `status`, what is wrong (`detail`), in which `field`, and the `help` to mend it."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.detail: str = told.get("detail") or told.get("title") or f"status {status}"
        self.field: str = told.get("field", "")
        self.help: str = told.get("help", "")
        self.errors: list[dict[str, str]] = told.get("errors", [])
        where, mend = (f"{self.field}: " if self.field else ""), (f" ({self.help})" if self.help else "")
        super().__init__(f"{status}: {where}{self.detail}{mend}")


class Unreachable(Exception):
    """No answer came: send a write again with the same `idempotency_key`, and it is done once."""


class Sender:
    """Where the API is and whose token is sent. `address` is that of the site, such as `https://warranty.example`."""

    def __init__(self, address: str, token: str, *, timeout: float = 30) -> None:
        if not address.startswith(("https://", "http://")):
            raise ValueError(f"`{address}` is not the address of a site; expected such as `https://warranty.example`")
        self.address, self.timeout = address.rstrip("/"), timeout
        self._token = token

    def _call(
        self,
        method: str,
        path: str,
        *parts: str,
        query: Mapping[str, Any] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        said = {key: value for key, value in (query or {}).items() if value is not None}
        told = {key: value for key, value in (headers or {}).items() if value}
        told |= {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        body = None if data is None else json.dumps(data).encode()
        if body is not None:
            told["Content-Type"] = "application/json"
        filled = path.format(*(quote(part, safe="") for part in parts))
        address = f"{self.address}{filled}" + (f"?{urlencode(said)}" if said else "")
        return _answer(Request(address, body, told, method=method), self.timeout)


def _answer(request: Request, timeout: float) -> Any:
    try:
        with urlopen(request, timeout=timeout) as response:
            return json.load(response)
    except HTTPError as error:
        raise Refusal(error.code, _problem(error)) from None
    except (URLError, TimeoutError, ConnectionError) as error:
        raise Unreachable(f"`{request.full_url}` does not answer: {getattr(error, 'reason', error)}") from error


def _problem(error: HTTPError) -> Mapping[str, Any]:
    try:
        found = json.load(error)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
