"""Runs the measurements and prints a table, then a `NAME VALUE` line each for scripts."""

import argparse
from collections.abc import Callable, Iterator
from importlib import import_module

from bench.measure import Result, machine
from warrantor.core.decision import history

PARTS = (
    "single", "zen", "cold", "clock", "bulk", "engines", "check", "http", "imports", "activations", "certificates",
    "registrations", "claims",
)  # fmt: skip


def main() -> int:
    """All parts, or those named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="one of " + ", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute, less steady")
    args = parser.parse_args()
    wrong = [part for part in args.parts if part not in PARTS]
    if wrong:
        parser.error(f"there is no part `{wrong[0]}`; one of {', '.join(PARTS)}")
    print(machine())
    print(f"the core runs {'compiled' if compiled() else 'as plain Python'}")
    results = []
    for part in args.parts or PARTS:
        measure: Callable[[bool], Iterator[Result]] = import_module(f"bench.{part}").measure
        results += list(measure(args.quick))
    print(table(results), end="\n\n")
    for result in results:
        print(result.name, result.value if isinstance(result.value, str) else f"{result.value:.6g}")
    return 0


def compiled() -> bool:
    """Whether the hot modules are C extensions (`make compiled`)."""
    return not str(history.__file__).endswith(".py")


def table(results: list[Result]) -> str:
    """Aligned columns."""
    rows = [("measure", "value", "unit", "goal", "spread")]
    for result in results:
        rows.append(
            (
                result.name,
                _shown(result.value),
                result.unit,
                result.goal,
                f"{result.spread:.0%}" if result.spread else "",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for row in rows:
        cells = [
            text.rjust(width) if column == 1 else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
