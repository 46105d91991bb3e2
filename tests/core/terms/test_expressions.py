"""What an expression may say, of which type it is, and how unknown facts run through it."""

import pytest

from warrantor.core.decision.program import Program
from warrantor.core.terms.blocks import Text
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.expressions import parse
from warrantor.core.terms.index import Index
from warrantor.core.terms.lowering import Lowering
from warrantor.core.terms.reader import read_document

FRONT = "program: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\nlists: {SOME: [a, b], P: [plan-a]}"
HEAD = f"---\n{FRONT}\n---\n\n## X {{#X}}\n\n```terms\n"
PLAN = "- plan: plan-a\n  given: true\n  starts: purchased.on\n  term: months(12)\n"
LOWERING = Lowering(
    Index(read_document(HEAD + PLAN + "- define: repair\n  is: last(work, it.kind == 'repair')\n```\n")), "plan-a"
)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("day", "date"),
        ("at", "instant"),
        ("to", "text"),
        ("plan", "choice"),
        ("never", "date"),
        ("3", "number"),
        ("-3", "number"),
        ("'a'", "text"),
        ("true", "flag"),
        ("SOME", "set"),
        ("('a', 'b')", "set"),
        ("purchased.on", "date"),
        ("purchased.price", "money"),
        ("purchased.includes", "set"),
        ("claim.cause", "choice"),
        ("unit.kind", "text"),
        ("last(work).paid", "flag"),
        ("repair.on", "date"),
        ("present(repair)", "flag"),
        ("plan.bought.on", "date"),
        ("last(plan.renewed).on", "date"),
        ("last(reading).normal", "number"),
        ("agreement.party", "text"),
        ("count(work)", "number"),
        ("any(work, it.paid)", "flag"),
        ("unmatched(work, paid, 'invoice')", "number"),
        ("live(P)", "flag"),
        ("ends('plan-a')", "date"),
        ("count_live(P)", "number"),
        ("price('x')", "money"),
        ("2 * price('x')", "money"),
        ("price('x') - price('y')", "money"),
        ("price('x') // price('y')", "money"),
        ("days_between(day, day) // 30", "number"),
        ("day + months(1)", "date"),
        ("day - days(1)", "date"),
        ("through(day, months(count(work)))", "date"),
        ("earliest(day, never)", "date"),
        ("coalesce(claim.part, 'a')", "text"),
        ("day if any(work) else never", "date"),
        ("claim.cause if any(work) else 'a'", "text"),
        ("day < never < never", "flag"),
        ("purchased.on == '2024-02-29'", "flag"),
        ("claim.part not in SOME", "flag"),
        ("date('2024-02-29')", "date"),
    ],
)
def test_types(text: str, base: str) -> None:
    assert LOWERING.typed(Text(text))[1].base == base


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "syntax"),
        ("work", "type"),
        ("work.on", "type"),
        ("plan.renewed.on", "type"),
        ("first(work)", "type"),
        ("days(3)", "type"),
        ("it", "name"),
        ("it.on", "name"),
        ("base", "name"),
        ("nothing", "name"),
        ("unit.nothing", "name"),
        ("plan.nothing", "name"),
        ("nothing(day)", "name"),
        ("plan_purchased.on", "name"),
        ("day + 3", "type"),
        ("day - day", "type"),
        ("3 + 'a'", "type"),
        ("'a' * 3", "type"),
        ("price('a') * price('a')", "type"),
        ("-day", "type"),
        ("not day", "type"),
        ("day and true", "type"),
        ("true if 3 else false", "type"),
        ("3 if true else day", "type"),
        ("3 < 'a'", "type"),
        ("'a' < 'b'", "type"),
        ("true < false", "type"),
        ("day in SOME", "type"),
        ("'a' in 'ab'", "type"),
        ("claim.cause == 'rust'", "choice"),
        ("claim.cause in ('rust', 'wear')", "choice"),
        ("purchased.on == '2024-02-30'", "date"),
        ("date('x')", "date"),
        ("date(day)", "date"),
        ("through(day, 3)", "type"),
        ("through(3, days(1))", "type"),
        ("days_between(day, 3)", "type"),
        ("coalesce(day, 3)", "type"),
        ("present(count(work) + 1)", "type"),
        ("count(3)", "type"),
        ("any(work, 3)", "type"),
        ("unmatched(work, paid, 'nothing')", "name"),
        ("live('other')", "plan"),
        ("live(plan)", "plan"),
        ("live(SOME)", "plan"),
        ("price(day)", "type"),
        ("earliest(day)", "arguments"),
        ("present()", "arguments"),
        ("(day, 3)", "type"),
    ],
)
def test_what_has_no_type(text: str, code: str) -> None:
    with pytest.raises(Fault) as found:
        LOWERING.typed(Text(text, 7, 9))
    assert (found.value.code, found.value.line, found.value.column) == (code, 7, 9)
    assert found.value.message


@pytest.mark.parametrize(
    "text",
    [
        "a = 1",
        "a; b",
        "lambda: a",
        "[x for x in a]",
        "{a: 1}",
        "{a}",
        "a[0]",
        "f'{a}'",
        'f""',
        "a.b()",
        "print(a, end=b)",
        "*a",
        "a := 1",
        "a / b",
        "a % b",
        "a ** b",
        "a << 1",
        "a & b",
        "~a",
        "+a",
        "a is b",
        "a is not b",
        "1.5",
        "1j",
        "b'a'",
        "None",
        "...",
        "_a",
        "a._b",
        "__import__('os')",
        "().__class__",
        "await a",
        "yield",
        "1_000_000_000_000_000",
        "3and 4",
        "'\\d'",
        "a\n)\n(b",
        "# only",
        "a b",
        ")(",
        "'",
        "\\",
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(Fault) as found:
        parse(Text(text, 3, 4))
    assert (found.value.line, found.value.column) == (3, 4)


TRUE, FALSE, UNKNOWN = "claim.part == 'a'", "claim.part == 'b'", "claim.location == 'x'"
ANSWERS = {True: "yes", False: "no", None: "missing"}


def asked(condition: str) -> str:
    document = read_document(HEAD + PLAN + f'- requires: "{condition}"\n```\n')
    question = {
        "at": "2024-06-01T12:00:00+00:00",
        "unit": {"events": [{"what": "purchased", "on": "2024-01-01"}, {"what": "delivered", "on": None}]},
        "claim": {"part": "a"},
    }
    answer: str = Program([document]).decide(question)["answer"]
    return answer


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (TRUE, True),
        (FALSE, False),
        (UNKNOWN, None),
        (f"not ({UNKNOWN})", None),
        (f"{FALSE} and {UNKNOWN}", False),
        (f"{UNKNOWN} and {FALSE}", False),
        (f"{TRUE} and {UNKNOWN}", None),
        (f"{TRUE} or {UNKNOWN}", True),
        (f"{UNKNOWN} or {TRUE}", True),
        (f"{FALSE} or {UNKNOWN}", None),
        (f"{UNKNOWN} or not ({UNKNOWN})", None),
        (f"true if {UNKNOWN} else true", None),
        (f"{UNKNOWN} if {FALSE} else {TRUE}", True),
        (f"coalesce({UNKNOWN}, true)", True),
        (f"coalesce({FALSE}, true)", False),
        (f"coalesce({UNKNOWN}, {UNKNOWN})", None),
        ("claim.location in ('x', 'y')", None),
        ("claim.location not in ('x', 'y')", None),
        ("claim.location != 'x'", None),
        ("installed.on <= day", None),
        ("day <= earliest(installed.on, date('2024-05-01'))", False),
        ("day <= earliest(installed.on, never)", None),
        ("day <= latest(installed.on, never)", True),
        ("day <= latest(installed.on, date('2024-05-01'))", None),
        ("day <= installed.on + days(3)", None),
        ("days_between(installed.on, day) > 3", None),
        ("count(work) > 0", False),
        ("count(work) == 0", True),
        # the four states of an event, and of a key
        ("present(purchased)", True),
        ("present(purchased.by)", False),
        ("recorded(purchased.by)", False),
        ("purchased.by == 'x'", None),
        ("present(delivered)", True),
        ("recorded(delivered)", True),
        ("present(delivered.on)", False),
        ("recorded(delivered.on)", False),
        ("present(installed)", None),
        ("recorded(installed)", False),
        ("present(registered)", False),
        ("recorded(registered)", False),
        ("coalesce(registered.on, never) == never", True),
        ("any(work)", False),
        ("present(last(work))", False),
    ],
)
def test_three_values(condition: str, truth: bool | None) -> None:
    assert asked(condition) == ANSWERS[truth]
