"""Conditions that share their parts mean what they meant, and take fewer steps."""

from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.reduced import Row, meaning, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.decision.bulk.sharing import LEAST, sharing
from warrantor.core.decision.normal import Normal
from warrantor.core.terms.ir import And, Column, Node, Or, walk

FLAGS = [Column(f"f{number}", "flag") for number in range(1, 4)]
OTHERS = [Column(f"g{number}", "flag") for number in range(8)]


def shared(outputs: dict[str, Node]) -> dict[str, Node]:
    normal = Normal()
    return sharing(normal, {name: normal.of(node) for name, node in outputs.items()})


def steps(outputs: dict[str, Node]) -> int:
    """How many times two columns are put together."""
    conditions = {id(part): part for node in outputs.values() for part in walk(node) if isinstance(part, And | Or)}
    return sum(len(part.parts) - 1 for part in conditions.values())


@thorough(40)
@given(st.lists(nodes("flag"), min_size=1, max_size=6), st.lists(rows(), min_size=8, max_size=8))
def test_the_meaning_stays(made: list[Node], table: list[Row]) -> None:
    outputs: dict[str, Node] = {str(place): node for place, node in enumerate(made)}
    found = shared(outputs)
    for row in table:
        for name, node in outputs.items():
            assert meaning(found[name], row) == meaning(node, row)


@thorough(40)
@given(st.lists(st.sets(st.sampled_from(FLAGS + OTHERS), min_size=2), min_size=3, max_size=12), st.booleans())
def test_no_more_is_put_together_than_before(made: list[set[Column]], every: bool) -> None:
    kind = And if every else Or
    outputs: dict[str, Node] = {
        str(place): kind(tuple(sorted(parts, key=lambda column: column.name))) for place, parts in enumerate(made)
    }
    found = shared(outputs)
    assert steps(found) <= steps(outputs)
    row: Row = dict.fromkeys((column.name for column in OTHERS), True) | {"f1": True, "f2": False, "f3": None}
    assert all(meaning(found[name], row) == meaning(node, row) for name, node in outputs.items())


def test_what_many_have_in_common_is_said_once() -> None:
    outputs: dict[str, Node] = {other.name: And((*FLAGS, other)) for other in OTHERS}
    found = shared(outputs)
    assert steps(outputs) == 3 * len(OTHERS)
    assert steps(found) == 2 + len(OTHERS)


def test_what_few_have_in_common_is_left() -> None:
    outputs: dict[str, Node] = {other.name: And((*FLAGS, other)) for other in OTHERS[: LEAST - 1]}
    assert steps(shared(outputs)) == steps(outputs)
