"""`warrantor replay`: asks kept decisions again and reports every difference. Nothing is written."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.progress import Counted
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.apps.coverage.models import Decision
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Asks every kept decision again, of the terms as they are installed now, and reports what differs.

The same terms must give the same answers, whatever was changed in the program since. Where the terms
were changed, the report says so beside the difference."""

_ENDINGS = """exit codes:
  0  every decision came out the same
  1  some differ, or can no longer be asked
  2  the settings or the database cannot be used"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "replay",
        help="ask kept decisions again and report what differs",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--program", help="only decisions under this program")
    parser.add_argument("--since", type=_instant, metavar="INSTANT", help="only decisions given from then on")
    parser.add_argument("--until", type=_instant, metavar="INSTANT", help="only decisions given before then")
    parser.add_argument("--json", action="store_true", help="print an object a difference, with both answers")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no instant; expected such as 2024-05-09T12:00:00+00:00")
    return found


def run(args: argparse.Namespace) -> int:
    """Replay what was asked for."""
    try:
        site.set_up()
        site.check_database()
    except site.SiteError as error:
        print(f"warrantor replay: {error}", file=sys.stderr)
        return 2
    return _replay(args)


def _replay(args: argparse.Namespace) -> int:
    from warrantor.apps.coverage.queries import decisions

    kept = decisions(args.program, args.since, args.until)
    progress = Counted(kept.count(), "decisions")
    counts: Counter[str] = Counter()
    for told in _outcomes(kept.iterator(chunk_size=500)):
        counts[told["outcome"]] += 1
        if told["outcome"] != "same":
            progress.close()
            print(json.dumps(told) if args.json else _line(told), flush=True)
        progress.reach(counts.total())
    progress.close()
    differing = sum(count for outcome, count in counts.items() if outcome != "same")
    said = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items()))
    print(f"{counts.total():,} decisions asked again: {said or 'there are none'}", file=sys.stderr)
    return int(differing > 0)


def _outcomes(kept: Iterator[Decision]) -> Iterator[dict[str, Any]]:
    from warrantor.adapters.documents import UnknownProgram, load_program
    from warrantor.apps.coverage.rules import differences
    from warrantor.core.decision.question import QuestionError

    for decision in kept:
        told: dict[str, Any] = {"decision": decision.public_id, "program": decision.program, "outcome": "same"}
        try:
            program = load_program(decision.program)
            answer = program.decide(decision.question)
        except (UnknownProgram, QuestionError) as error:
            yield told | {"outcome": "cannot be asked", "why": str(error)}
            continue
        differs = differences(decision.answer, answer)
        if differs:
            changed = sorted(name for name, digest in program.digests.items() if decision.digests.get(name) != digest)
            told |= {"outcome": "different", "differs": differs, "terms_changed": changed}
            told |= {"before": decision.answer, "after": answer}
        yield told


def _line(told: dict[str, Any]) -> str:
    if told["outcome"] == "cannot be asked":
        return safe(f"{told['decision']}  {told['program']}  cannot be asked: {told['why']}")
    changed = told["terms_changed"]
    because = f"; the terms changed since: {', '.join(changed)}" if changed else "; the terms are the same"
    return safe(f"{told['decision']}  {told['program']}  differs in {', '.join(told['differs'])}{because}")
