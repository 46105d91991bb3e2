"""Makes src/warrantor/client/calls.py from the API's schema: `python -m tests.docs.client`."""

import json
import os
import re
import subprocess
import sys
from typing import Any

from tests.docs.blocks import ROOT

FILE = ROOT / "src" / "warrantor" / "client" / "calls.py"
HEAD = '''"""The calls of the API and the shapes of what is sent. Made by `python -m tests.docs.client`: do not edit."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, cast

from warrantor.client.sending import Sender
'''
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
Told = dict[str, Any]


def made() -> str:
    """The text of the file, as the schema is now."""
    from warrantor.entrypoints.api.api import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    shapes = [_shape(name, told) for name, told in sorted(schema["components"]["schemas"].items(), key=_open_first)]
    calls = [
        _call(path, method, told)
        for path, calls in schema["paths"].items()
        for method, told in calls.items()
        if _is_json(told)
    ]
    client = 'class Client(Sender):\n    """Every call as a method. Raises Refusal and Unreachable."""\n'
    return _formatted("\n\n".join([HEAD.rstrip(), *shapes, client + "\n".join(calls)]))


def _open_first(pair: tuple[str, Told]) -> tuple[bool, str]:
    name, told = pair
    return told.get("additionalProperties") is not True, name


def _shape(name: str, told: Told) -> str:
    doc = f'"""{told["description"]}"""' if "description" in told else ""
    if told.get("additionalProperties") is True:
        return f"{name} = dict[str, Any]\n{doc}"
    needed = told.get("required", [])
    lines = [f"    {key}: {_key(_type(one), key in needed)}" for key, one in told["properties"].items()]
    return "\n".join([f"class {name}(TypedDict):", *([f"    {doc}\n"] if doc else []), *lines])


def _key(kind: str, needed: bool) -> str:
    return kind if needed else f"NotRequired[{kind}]"


def _type(told: Told) -> str:
    if "$ref" in told:
        return str(told["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in told:
        return " | ".join(_type(one) for one in told["anyOf"])
    if told.get("type") == "array":
        return f"list[{_type(told['items'])}]"
    if told.get("type") == "object":
        inner = told.get("additionalProperties")
        return f"dict[str, {_type(inner) if isinstance(inner, dict) else 'Any'}]"
    return PLAIN.get(told.get("type", ""), "Any")


def _call(path: str, method: str, told: Told) -> str:
    by_place: dict[str, list[Told]] = {"path": [], "query": [], "header": []}
    for parameter in told["parameters"]:
        by_place[parameter["in"]].append(parameter)
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer = _type(_answer(told["responses"]))
    arguments = [f"{one['name']}: str" for one in by_place["path"]] + ([f"data: {_type(body)}"] if body else [])
    named = [_named(one) for one in by_place["query"]]
    headers = {"Idempotency-Key": "idempotency_key", "X-Reason": "reason"} if by_place["header"] else {}
    named += [f'{name}: str = ""' for name in headers.values()]
    query = {one["name"]: one["name"] for one in by_place["query"]}
    sent = [f'"{method.upper()}"', repr(re.sub(r"{\w+}", "{}", path)), *(one["name"] for one in by_place["path"])]
    sent += [f"{name}={_table(table)}" for name, table in (("query", query), ("headers", headers)) if table]
    sent += ["data=data"] * bool(body)
    signature = ", ".join(["self", *arguments, *(["*", *named] if named else [])])
    return f'''
    def {told["operationId"]}({signature}) -> {answer}:
        """{told["summary"]}"""
        return cast({answer!r}, self._call({", ".join(sent)}))'''


def _named(parameter: Told) -> str:
    kind, default = _type(parameter["schema"]), parameter["schema"].get("default")
    return f"{parameter['name']}: {kind}" + ("" if parameter.get("required") else f" = {default!r}")


def _is_json(told: Told) -> bool:
    """Whether what is sent and what comes back is JSON; calls that carry files are made without the client."""
    fine = next(told["responses"][code] for code in ("200", "201") if code in told["responses"])
    bodies = [part["content"] for part in (told.get("requestBody"), fine) if part is not None and "content" in part]
    return "content" in fine and all("application/json" in body for body in bodies)


def _answer(responses: Told) -> Told:
    """The shape of the answer that is no refusal."""
    fine = next(responses[code] for code in ("200", "201") if code in responses)
    return dict(fine["content"]["application/json"]["schema"])


def _table(names: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": {name}' for key, name in names.items()) + "}"


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FILE), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    FILE.write_text(made(), encoding="utf-8")
