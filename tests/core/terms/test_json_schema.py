"""The schema of blocks, shipped for editors, is current, fits what we wrote and refuses what the reader refuses."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.terms.blocks import read_yaml
from warrantor.core.terms.json_schema import block_schema
from warrantor.core.terms.statements import KINDS

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "docs" / "reference" / "terms-block.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(block_schema())
REMAKE = (
    "run: python -c 'import json; from warrantor.core.terms.json_schema import block_schema; "
    "print(json.dumps(block_schema(), indent=2))' > docs/reference/terms-block.schema.json"
)


def test_the_shipped_schema_is_current() -> None:
    assert json.loads(SHIPPED.read_text()) == block_schema(), REMAKE


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(block_schema())


@pytest.mark.parametrize("name", installed_programs())
def test_every_block_of_the_programs_fits(name: str) -> None:
    blocks = [(c.id, c.block) for d in load_program(name).versions for c in d.clauses.values() if c.block]
    assert blocks
    for clause, block in blocks:
        assert not list(VALIDATOR.iter_errors(read_yaml(block))), clause


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_example_fits_one_statement(kind: Any) -> None:
    tree = read_yaml(kind.example)
    assert not list(VALIDATOR.iter_errors(tree))
    assert next(iter(tree[0])) == kind.name


@pytest.mark.parametrize(
    "block",
    [
        "requires: true",
        "- require: true",
        "- requires: true\n  untill: [paid]",
        "- promise: answer",
        "- settles: [A]\n  by: both\n  because: x",
        "- next: refuse",
        "- allows: transferr",
        "- plan: basic\n  sold: maybe",
        "- process: repair\n  steps: [fix]",
        "- process: repair\n  steps: [repair]\n  legs: {ship: {who: vendor}}",
        "- exception: A\n  set: {end: never}",
        "- person: true\n  role: two words",
    ],
)
def test_what_the_reader_refuses_does_not_fit(block: str) -> None:
    assert list(VALIDATOR.iter_errors(read_yaml(block)))


def test_numbers_and_flags_of_an_editor_fit() -> None:
    """An editor reads `30` and `true` as a number and a flag, the product as text; both are right."""
    assert not list(VALIDATOR.iter_errors([{"define": "n", "is": 30}, {"plan": "p", "given": True, "sold": False}]))
