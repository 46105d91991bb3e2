"""What the OpenAPI schema says beyond single calls: short names of operations, headers of writes, and refusals."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from warrantor.entrypoints.api.problems import TITLES

REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429)
Told = dict[str, Any]
_text = {"type": "string"}
PROBLEM: Told = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457): what is wrong, in which field, and how to mend it.",
    "required": ["type", "title", "status"],
    "additionalProperties": False,
    "properties": {
        "type": _text,
        "title": _text,
        "status": {"type": "integer"},
        "detail": _text,
        "field": {**_text, "description": "the key at fault, dots between levels"},
        "help": {**_text, "description": "how to mend it"},
        "errors": {
            "type": "array",
            "description": "every key at fault, where a body has several",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "additionalProperties": False,
                "properties": {"field": _text, "detail": _text},
            },
        },
    },
}
_KEY: Told = {
    "in": "header", "name": "Idempotency-Key", "required": False, "schema": {**_text, "maxLength": 255},
    "description": "the same key with the same request is answered again and done once",
}  # fmt: skip
_REASON: Told = {
    "in": "header", "name": "X-Reason", "required": False, "schema": {**_text, "maxLength": 500},
    "description": "why, for the journal",
}  # fmt: skip


class Described(NinjaAPI):
    """An API whose schema tells all that every call has in common."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function, which is unique among ours."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *args: Any, **keys: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **keys)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for calls in schema["paths"].values():
            for method, call in calls.items():
                _complete(method, call)
        return schema


def _complete(method: str, call: Told) -> None:
    if method == "post" and _KEY not in call["parameters"]:
        call["parameters"] += [_KEY, _REASON]
    for status in REFUSALS:
        call["responses"][status] = {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
