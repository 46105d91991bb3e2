"""The fourteen statements of the language: one table that the reader, the editor's schema and the reference share.

A field's form says how its text is read (an expression of a type, names, a level, ...).
"""

from dataclasses import dataclass

ASKS = (
    "cover", "purchase", "activate", "transfer", "refund", "change-level", "renew", "remote-access", "return",
    "respond-by",
)  # fmt: skip
OPERATIONS = ("purchase", "activate", "transfer", "refund", "change-level", "renew", "remote-access", "return")
PLAN_OPERATIONS = ("purchase", "activate", "transfer", "refund", "change-level", "renew")
"""Operations that name a plan."""
ANSWERS = ("yes", "missing", "no", "person")
STEPS = (
    "diagnose", "authorise", "quote", "accept-charge", "ship-out", "ship-back", "confirm-receipt", "receive", "inspect",
    "repair", "replace", "credit", "visit", "confirm", "refit", "remove", "train", "escalate", "report", "close",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """How a key of a statement is read. `form` is one of the forms of `FORMS`."""

    form: str
    says: str
    required: bool = False


FORMS = {
    "condition": "an expression that is true or false",
    "expression": "an expression of any type",
    "date": "an expression that is a day",
    "span": "`days(n)`, `months(n)`, `hours(n)` or `business_days(n)`",
    "number": "an expression that is a number",
    "amount": "an expression that is money",
    "level": "a level of the front matter, or an expression that is one",
    "word": "one word",
    "words": "a word or a list of words",
    "text": "a text",
    "plans": "plans or lists of plans",
    "plan": "a plan, or a list of plans",
    "asks": "questions: " + ", ".join(ASKS),
    "answers": "answers: " + ", ".join(ANSWERS),
    "clause": "a clause, or `both`",
    "clauses": "two clauses",
    "target": "a clause, `CLAUSE/name` or a definition",
    "rows": "a table: a value for each choice",
    "names": "facts: events, or keys",
    "fields": "fields of a plan, with their values",
    "value": "a value, or fields of a plan with their values",
    "legs": "a leg, who pays it, and on what condition",
    "steps": "steps: " + ", ".join(STEPS),
    "spans": "a list of spans",
    "rights": "a name and a quantity for each right",
    "event": "the kind of an event",
    "flag": "`true` or `false`",
    "data": "a fact, or a text",
}

COMMON = {
    "plans": Field("plans", "the plans it bears on; absent = all"),
    "ask": Field("asks", "the questions it bears on; absent = `cover`"),
    "when": Field("condition", "the statement exists only where this is true"),
    "name": Field("word", "needed where something refers to one of several statements of a clause"),
}

PLAN_FIELDS = {
    "given": Field("condition", "on what condition it comes with the unit"),
    "sold": Field("flag", "held when bought and not refunded"),
    "covers": Field("condition", "which claims it is about; absent = all"),
    "starts": Field("date", "its first day"),
    "term": Field("span", "how long it lasts"),
    "ends": Field("date", "its last day, where no span says it"),
    "level": Field("level", "the service level it gives"),
    "remedies": Field("words", "what it offers: repair, replacement, credit, refund"),
    "chosen_by": Field("word", "who chooses among the remedies"),
    "rights": Field("rights", "visits, hours, upgrades that come with it"),
    "renews": Field("span", "how long one renewal lasts"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of statement: its subject (the value of its first key) and its further keys."""

    name: str
    subject: Field
    says: str
    fields: dict[str, Field]
    default_ask: tuple[str, ...] = ("cover",)
    example: str = ""


def _kind(
    name: str, subject: Field, says: str, fields: dict[str, Field], ask: tuple[str, ...] = ("cover",), example: str = ""
) -> Kind:
    return Kind(name, subject, says, {**fields, **COMMON}, ask, example)


_MEND = {
    "until": Field("names", "steps that would still mend the failure: the answer is `missing` and names them"),
    "unless": Field("condition", "an exception written in place"),
}

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("define", Field("word", "the name"), "A name for a value, an event or a table.", {
            "is": Field("expression", "the value"),
            "by": Field("words", "the facts a table is read by"),
            "rows": Field("rows", "the table"),
            "else": Field("expression", "the value where no row fits"),
        }, example="- define: years\n  by: unit.series\n  rows: {pro: 5, basic: 2}"),
        _kind("plan", Field("plan", "the plan"),
              "Offers cover. Each field is written once, in the clause that says it.", {
            **PLAN_FIELDS,
            "for_each": Field("event", "one coverage for each event of this kind; `it` is that event"),
        }, example="- plan: basic\n  given: true\n  starts: delivered.on\n  term: months(12)"),
        _kind("requires", Field("condition", "what must hold"), "What a claimant must show; fails = barred.", _MEND,
              example="- requires: present(registered) and registered.complete\n  until: [registered]"),
        _kind("excludes", Field("condition", "what must not hold"), "What the vendor must show; true = barred.", _MEND,
              example="- excludes: claim.cause == 'misuse'"),
        _kind("allows", Field("asks", "the operation"), "Opens an operation for plans, on a condition.", {
            "that": Field("condition", "on what condition; absent = always"), **_MEND,
        }, example="- allows: refund\n  plans: [extra]\n  that: day <= plan.bought.on + days(30)"),
        _kind("exception", Field("target", "what it is an exception to"),
              "Lifts a requires or excludes; with `set`, replaces a definition's value or a plan's fields.", {
            "set": Field("value", "the new value; `base` is the value it replaces"),
            "over": Field("clause", "the exception it is stronger than, whose result is then its `base`"),
        }, example="- exception: basic-cover\n  when: claim.non_functional\n  set: {level: fast}"),
        _kind("charge", Field("word", "the charge's code"), "Added to a `yes`.", {
            "amount": Field("amount", "absent = `price(CODE)`"),
            "payer": Field("word", "absent = the customer"),
        }, example="- charge: late-fee\n  ask: [renew]\n  when: day > plan.prior_ends"),
        _kind("promise", Field("word", "what is promised"), "A deadline.", {
            "within": Field("span", "how long", True),
            "from": Field("date", "from which day; absent = the question's instant"),
            "clock": Field("word", "the calendar it runs on; absent = plain time"),
            "by": Field("word", "`vendor` or `customer`"),
            "else": Field("word", "the charge when it is missed"),
        }, ("respond-by",), example="- promise: first-response\n  within: hours(24)\n  clock: office"),
        _kind("person", Field("condition", "where"), "Leaves it to someone. Reached only if nothing bars.", {
            "role": Field("word", "the role that decides, or `customer` for a choice", True),
            "options": Field("plans", "what can be chosen"),
        }, example="- person: any(modified, not it.approved)\n  role: warranty-manager"),
        _kind("next", Field("word", "`refer`, `quote`, `offer` or `notice`"),
              "What happens after an answer. It never changes the answer.", {
            "answer": Field("answers", "after which answers; absent = `no`"),
            "party": Field("data", "whom to turn to"),
            "to": Field("data", "whom it is for"),
            "contact": Field("data", "where to reach them"),
            "price": Field("word", "a code of the price file"),
            "offers": Field("plans", "the plans offered"),
            "text": Field("text", "what to tell"),
        }, example="- next: quote\n  answer: [no]\n  text: a priced repair"),
        _kind("process", Field("words", "the level, remedy or form it carries out"),
              "How a level or remedy is carried out.", {
            "steps": Field("steps", "in order", True),
            "legs": Field("legs", "what, who does it, who pays"),
        }, example="- process: return-for-repair\n  steps: [diagnose, ship-back, repair]\n"
                   "  legs: {ship-back: customer}"),
        _kind("needs", Field("words", "the fields"),
              "What a report, registration or ticket must hold before it counts.", {
            "for": Field("word", "the question or form", True),
            "channels": Field("words", "by which channels it may come"),
            "routes": Field("words", "by which routes it may come"),
        }, example="- needs: [serial, fault]\n  for: report"),
        _kind("remind", Field("spans", "how long before"), "Tells someone before a date.", {
            "before": Field("date", "the date", True),
            "to": Field("words", "whom", True),
            "about": Field("word", "the plan or promise it is about"),
        }, example="- remind: [days(30), days(0)]\n  before: ends('basic')\n  to: [customer]"),
        _kind("settles", Field("clauses", "the two clauses"), "Accepts a divergence between two clauses.", {
            "by": Field("clause", "`both` (each must hold), or the one that governs", True),
            "because": Field("text", "the reason", True),
        }, example="- settles: [A, B]\n  by: both\n  because: each protects something else"),
    )
}  # fmt: skip
NEXT_KINDS = ("refer", "quote", "offer", "notice")
