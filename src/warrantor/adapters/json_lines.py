"""A line of JSON as people write it -> plain data, with a clear word for whatever is wrong with it.

No key may stand twice: which of the two counts would be a guess.
"""

import json
from typing import Any

from warrantor.core.decision.question import QuestionError


def read_line(text: bytes) -> Any:
    """The value that a line holds. Raises QuestionError where it is not JSON, or not only JSON."""
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError:
        raise QuestionError("question", "is not UTF-8 text", "save the file as UTF-8") from None
    except RecursionError:
        raise QuestionError("question", "is nested too deep", "a question as in the reference of answers") from None
    except ValueError as error:
        told = str(error).splitlines()[0] if str(error) else "cannot be read"
        raise QuestionError(
            "question",
            f"is not JSON: {told[0].lower()}{told[1:]}",
            "one object, in double quotes and without a last comma",
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key `{twice}` is written twice")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"`{word}` is not a number")
