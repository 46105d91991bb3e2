"""What an anonymous visitor may see of an answer: a whitelist, so that a key added to answers later stays hidden.

Plans, days, clauses and closed words pass; owners, places, invoices, installers and other serials do not.
"""

from collections.abc import Mapping
from typing import Any

from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.portal.formatting import is_day, to_instant

Answer = Mapping[str, Any]
WITHHELD = "on record, not shown"
AS_REGISTERED = "as registered"
ORDINARY = "ordinary"
SOMEBODY_ELSE, ELSEWHERE = "somebody-else", "elsewhere"
"""What a visitor may say of who reports and where the unit is."""

_PLAIN = (
    "program", "ask", "at", "day", "version", "answer", "plan", "level", "starts", "ends", "clauses", "missing",
    "assumed", "at_least", "remedies", "chosen_by", "rights", "clash",
)  # fmt: skip
_ROWS = {
    "why": ("clause", "role", "result", "plan"),
    "others": ("plan", "reason", "clauses", "level", "starts", "ends"),
    "charges": ("what", "amount", "currency", "payer", "clause"),
    "deadlines": ("what", "by", "whose", "clock", "clause"),
    "next": ("what", "clause", "plan", "offers", "price", "amount", "currency", "text"),
}
_PROCESS, _LEG = ("of", "steps", "clause"), ("leg", "payer", "by", "charge")
_THEN = ("answer", "plan", "level", "starts", "ends")
_PERSON = ("role", "options", "clauses", "silent")
_HOW = ("recorded", "stated", "assumed", "worked-out", "supposed")
_OF_THE_THING = ("claim.part", "claim.stand_kind", "unit.class", "unit.series", "unit.sold_as")


def reduce_answer(answer: Answer, schema: Schema, zone: str) -> dict[str, Any]:
    """The public part of an answer under a document's schema.

    Instants are put on the clock of `zone`, the program's own: a unit's zone tells where it stands.
    """
    public = {key: answer[key] for key in _PLAIN if key in answer}
    public["time_zone"] = zone
    if "at" in public:
        public["at"] = _on_clock(public["at"], zone)
    for key, kept in _ROWS.items():
        if answer.get(key):
            public[key] = [{k: row[k] for k in kept if k in row} for row in answer[key] if _for_customers(row)]
    for deadline in public.get("deadlines", ()):
        if "by" in deadline:
            deadline["by"] = _on_clock(deadline["by"], zone)
    if answer.get("process"):
        public["process"] = [_process(row) for row in answer["process"]]
    if answer.get("facts"):
        public["facts"] = [_fact(row, schema) for row in answer["facts"]]
    if answer.get("changes"):
        public["changes"] = [_change(row, schema) for row in answer["changes"]]
    if answer.get("person"):
        public["person"] = {key: answer["person"][key] for key in _PERSON if key in answer["person"]}
    return public


def _process(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in _PROCESS if key in row}
    return {**kept, "legs": [{key: leg[key] for key in _LEG if key in leg} for leg in row.get("legs", ())]}


def _for_customers(row: Mapping[str, Any]) -> bool:
    """Steps that name somebody of the vendor's as their reader are not the visitor's."""
    return row.get("to") in (None, "customer")


def may_show(name: str, schema: Schema) -> bool:
    """Whether the value of a fact can say nothing about who, where or which other unit.

    Days, flags, numbers and words of a closed list may be shown; of texts only what describes the thing itself.
    """
    if name in _OF_THE_THING:
        return True
    head, _, key = name.rpartition(".")
    if head == "unit":
        return bool((found := schema.unit.get(key)) and found.type.choices)
    kinds = {kind.what: kind.keys for kind in schema.kinds.values()}
    keys = schema.claim if head == "claim" else kinds.get(head, {})
    found = keys.get(key)
    return found is not None and (found.type.base in ("date", "flag", "number", "money") or bool(found.type.choices))


def _fact(row: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    how = row["how"] if row.get("how") in _HOW else "recorded"
    kept: dict[str, Any] = {"fact": row["fact"], "how": how}
    if "value" in row:
        kept["value"] = _shown(row["fact"], row["value"], schema)
    if kept.get("value") in (AS_REGISTERED, ORDINARY):
        kept["how"] = "assumed"
    if "plan" in row:
        kept["plan"] = row["plan"]
    for key in ("happened", "recorded"):
        if is_day(row.get(key)):
            kept[key] = str(row[key])[:10]
    return kept


def _shown(name: str, value: Any, schema: Schema) -> Any:
    """The value, or a word in its place: a reporter or a place is either the registered one or another."""
    if name in ("claim.by", "claim.location"):
        return value if value in (SOMEBODY_ELSE, ELSEWHERE) else AS_REGISTERED
    return value if _is_open(name, value, schema) else WITHHELD


def _is_open(name: str, value: Any, schema: Schema) -> bool:
    return value is None or isinstance(value, bool) or is_day(value) or may_show(name, schema)


def _change(row: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    kept = {key: row[key] for key in ("fact", "from", "to", "clauses") if key in row}
    for key in ("was", "value"):
        if key in row and _is_open(row["fact"], row[key], schema):
            kept[key] = row[key]
    kept["then"] = {key: row["then"][key] for key in _THEN if key in row.get("then", {})}
    return kept


def _on_clock(value: Any, zone: str) -> Any:
    return to_instant(value, zone).isoformat() if isinstance(value, str) and "T" in value else value
