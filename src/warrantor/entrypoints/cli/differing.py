"""`warrantor check --against`: on which histories two versions of a document differ, to read and as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from warrantor.adapters.documents import one_version
from warrantor.entrypoints.cli import examining, findings
from warrantor.entrypoints.cli.named import Checked, Unusable, check_all, named
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.core.decision.symbolic.against import Comparison, Difference

PLURAL = {"loss": "losses", "gain": "gains", "change": "other changes"}


@dataclass(frozen=True)
class Pair:
    """The documents that are compared."""

    new: Checked
    old: Checked

    @property
    def name(self) -> str:
        return safe(f"{self.new.path} against {self.old.path}")


def run(args: argparse.Namespace) -> int:
    """Compare the document that is named with the older one."""
    try:
        pair = _pair(args.names, args.against)
    except Unusable as error:
        print(f"warrantor check: {error}", file=sys.stderr)
        return 2
    if pair.new.errors:
        for finding in pair.new.ordered:
            print("\n".join(findings.lines(finding, safe(str(pair.new.path)))))
        return 1
    comparison, stopped = _compared(pair, args.seconds)
    print(json.dumps(data(pair, comparison)) if args.json else "\n".join(lines(pair, comparison, stopped)))
    if args.save is not None:
        try:
            examining.keep(args.save, str(pair.new.document and pair.new.document.program), _examples(comparison))
        except (OSError, UnicodeDecodeError) as error:
            print(f"warrantor check: {examining.unwritable(error, args.save)}", file=sys.stderr)
            return 2
    return 130 if stopped else 0


def _pair(names: list[str], against: str) -> Pair:
    """The latest of what either names. Raises Unusable."""
    if len(names) > 1:
        raise Unusable("`--against` compares one NAME with OLD; give them one by one")
    new, old = _latest(names[0]), _latest(against)
    if old.errors:
        raise Unusable(f"`{safe(against)}` has errors and cannot be compared with; `warrantor check` lists them")
    if new.document and old.document and new.document.program != old.document.program:
        mine, its = (safe(document.program) for document in (new.document, old.document))
        raise Unusable(f"`{safe(against)}` is of the program `{its}`, not of `{mine}`; expected a version of that")
    return Pair(new, old)


def _latest(name: str) -> Checked:
    paths = named(name)
    checked, _ = check_all(paths)
    if len(checked) < len(paths):
        raise Unusable(f"`{safe(name)}` cannot be compared")
    return max(checked, key=lambda one: (one.document.version.effective or "") if one.document else "~")


def _compared(pair: Pair, seconds: float) -> tuple[Comparison, bool]:
    # the solver takes a while to load
    from warrantor.core.decision.symbolic.against import Comparison
    from warrantor.core.decision.symbolic.asking import Budget

    assert pair.old.document is not None
    assert pair.new.document is not None
    budget = Budget(stop=examining.Limit.of(seconds).passed)
    old, new = (one_version(one.document, one.path.parent) for one in (pair.old, pair.new) if one.document)
    comparison = Comparison(old, new, budget)
    return comparison, examining.followed(pair.name, comparison.run())


def _examples(comparison: Comparison) -> Iterator[examining.Example]:
    for difference in comparison.ordered:
        kind = difference.kinds[0]
        note = f"{kind.says}, since {', '.join(difference.clauses)}: {difference.says}"
        yield examining.Example(kind.effect, note, difference.question, difference.new)


# -- to read -----------------------------------------------------------------------------------------------------------


def lines(pair: Pair, comparison: Comparison, stopped: bool) -> Iterator[str]:
    """What differs: losses first, each with examples; what only one version has; what was not decided; a count."""
    path = safe(str(pair.new.path))
    for (effect, says), group in groupby(comparison.ordered, key=_heading):
        yield f"{path}: {effect}: {safe(says)}"
        for difference in group:
            yield from map(safe, _example(difference))
    yield from (f"{path}: {line}" for line in map(safe, _besides(comparison)))
    yield from (f"{path}: not decided: {safe(line)}" for line in comparison.not_decided)
    yield f"{pair.name}: {_counted(comparison)}"
    if stopped:
        yield f"{pair.name}: stopped before the end; what is not listed may differ too"
    elif comparison.not_decided:
        yield f"{pair.name}: not everything was decided; what is not listed may differ too"


def _heading(difference: Difference) -> tuple[str, str]:
    kinds = ", ".join(kind.says for kind in difference.kinds)
    return difference.kinds[0].effect, f"{difference.ask}: {kinds}"


def _example(difference: Difference) -> Iterator[str]:
    yield f"    example: {difference.says}"
    yield f"        was {findings.answered(difference.old)}"
    yield f"        is {findings.answered(difference.new)}"
    if difference.clauses:
        yield f"        by {', '.join(difference.clauses)}"


def _besides(comparison: Comparison) -> Iterator[str]:
    told = comparison.versions
    yield from (f"loss: the plan `{plan}` is offered no longer" for plan in told.dropped)
    yield from (f"gain: the plan `{plan}` is new" for plan in told.added)
    if told.besides:
        yield f"other change: what goes with an answer is written otherwise in {_listed(told.besides)}"
    if told.facts:
        yield f"other change: what can be told, or what silence means, is otherwise: {_listed(told.facts)}"
    if told.reworded:
        yield f"words alone: {_listed(told.reworded)}"


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _counted(comparison: Comparison) -> str:
    if comparison.same:
        return "same meaning"
    told = comparison.versions
    of = Counter(difference.kinds[0].effect for difference in comparison.differences)
    of.update({"loss": len(told.dropped), "gain": len(told.added), "change": bool(told.besides) + bool(told.facts)})
    parts = [findings.number(of[effect], effect, PLURAL[effect]) for effect in PLURAL]
    undecided = len(comparison.not_decided)
    return ", ".join([*parts, f"{undecided} not decided"] if undecided else parts)


# -- as JSON -----------------------------------------------------------------------------------------------------------


def data(pair: Pair, comparison: Comparison) -> dict[str, Any]:
    """All of it as JSON has it."""
    told = comparison.versions
    return {
        "document": str(pair.new.path),
        "against": str(pair.old.path),
        "same": comparison.same,
        "differences": [_difference(difference) for difference in comparison.ordered],
        "plans": {"dropped": told.dropped, "added": told.added},
        "restated": told.restated,
        "reworded": told.reworded,
        "besides": told.besides,
        "facts": told.facts,
        "not_decided": comparison.not_decided,
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "ask": difference.ask,
        "plan": difference.plan,
        "effect": difference.kinds[0].effect,
        "kinds": [kind.name for kind in difference.kinds],
        "clauses": list(difference.clauses),
        "says": difference.says,
        "question": difference.question,
        "old": difference.old,
        "new": difference.new,
    }
