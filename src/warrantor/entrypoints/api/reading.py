"""What is sent, read: JSON whose texts and numbers every database takes, or a word on what is wrong."""

import json
import math
from typing import Any, NoReturn, cast

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser

from warrantor.entrypoints.api.problems import Problem, problem

Told = dict[str, Any]


class Reader(Parser):
    """What ninja reads bodies and addresses with."""

    def parse_body(self, request: HttpRequest) -> Told:
        return cast(Told, read(request.body))

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Told:
        found = super().parse_querydict(data, list_fields, request)
        for key, value in found.items():
            if "\0" in str(value):
                raise Problem(422, "holds a null character", key, "plain text")
        return found


def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja refuses by itself: a body that is no JSON, of which it does not say why."""
    try:
        read(request.body)
    except RecursionError:
        return problem(400, "is nested too deep", "body", "at most a few levels")
    except UnicodeEncodeError:
        return problem(400, "holds half of a surrogate pair", "body", "texts that are whole")
    except ValueError as wrong:
        return problem(400, f"is no JSON: {wrong}", "body", "an object in UTF-8")
    return problem(error.status_code, str(error))


def read(body: bytes) -> Any:
    """JSON as it was sent. Raises ValueError, and RecursionError where it is nested too deep."""
    found = json.loads(body, parse_constant=_no_number, parse_float=_finite)
    if b"\\u" in body:  # nothing else brings in what no text may hold
        _check(found)
    return found


def _check(found: Any) -> None:
    if isinstance(found, str):
        if "\0" in found:
            raise ValueError("a text holds a null character")
        found.encode()  # which a half of a surrogate pair does not survive
    elif isinstance(found, dict):
        for key, value in found.items():
            _check(key)
            _check(value)
    elif isinstance(found, list):
        for value in found:
            _check(value)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"`{text[:40]}` is no number that can be kept")
