"""The hardware warranty in the peer's own form: expressions for the facts, a table, the answer."""

from itertools import pairwise
from typing import Any

SOFTWARE = "['own-software', 'other-software', 'configuration']"
DEFECTS = "['defect', 'workmanship']"
OUTSIDE = (
    "['accident', 'misuse', 'liquid', 'fire', 'lightning', 'power', 'disaster', 'war', 'transit',"
    " 'relocation', 'environment', 'removal']"
)
LETTERED = (
    "['other-product', 'accident', 'misuse', 'liquid', 'fire', 'lightning', 'power', 'disaster', 'war',"
    " 'transit', 'relocation', 'environment', 'against-instructions', 'cleaning', 'unauthorised-service',"
    " 'third-party-work', 'removal', 'modification', 'wear', 'ageing']"
)
NAMED = "['galaxy-mini', 'ucx250', 'ucx450', 'ucx1000', 'digital-gateway', 'telephone']"
FACTS = {
    "day": "d(at).tz('America/Chicago').format('%Y-%m-%d')",
    "bought": "filter(unit.events, #.what == 'purchased')[0].on",
    "named": f"unit.class in {NAMED}",
    "cause": "claim.cause",
    "part": "claim.part",
    "altered": "some(unit.events, #.what == 'modified' and not (#.approved ?? false))",
    "approved": "some(unit.events, #.what == 'modified' and (#.approved ?? false))",
    "defaced": "some(unit.events, #.what == 'serial-removed')",
    "ends": "$.bought == null ? null : d($.bought).add(12, 'M').sub(1, 'd').format('%Y-%m-%d')",
    "stage": (
        f"not $.named or $.cause in {SOFTWARE} ? 'left' : $.bought == null ? 'missing' : "
        "d($.day) < d($.bought) or d($.day) > d($.ends) ? 'out' : 'in'"
    ),
}
RULES = (
    (f"cause not in {DEFECTS} and cause not in {LETTERED}", "hw-term", "fail"),
    (f"part in ['battery', 'fuse'] and cause not in {DEFECTS}", "hw-exclusions.a", "fail"),
    (f"part in ['battery', 'fuse'] and cause in {DEFECTS}", "hw-exclusions.a", "lift"),
    ("cause == 'other-product'", "hw-exclusions.b", "fail"),
    (f"cause in {OUTSIDE}", "hw-exclusions.c", "fail"),
    ("cause in ['against-instructions', 'cleaning']", "hw-exclusions.d", "fail"),
    ("cause in ['unauthorised-service', 'third-party-work']", "hw-exclusions.e", "fail"),
    ("altered or (cause == 'modification' and not approved)", "hw-exclusions.f", "fail"),
    ("cause in ['wear', 'ageing']", "hw-exclusions.g", "fail"),
    ("defaced", "hw-exclusions.h", "fail"),
)
ANSWER = {
    "failed": "filter($nodes.exclusions.found ?? [], #.result == 'fail')",
    "lifted": "filter($nodes.exclusions.found ?? [], #.result == 'lift')",
    "answer": "stage == 'missing' ? 'missing' : stage == 'in' and len($.failed) == 0 ? 'yes' : 'no'",
    "clauses": (
        "stage != 'in' ? ['emetrotel:hw-term'] : len($.failed) > 0 ? map($.failed, #.clause) "
        ": flatten([['emetrotel:hw-term'], map($.lifted, #.clause)])"
    ),
    "plan": "'hardware'",
    "starts": "bought",
    "ends": "ends",
}


def _expressions(name: str, keys: dict[str, str], passing: bool) -> dict[str, Any]:
    rows = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in keys.items()]
    return {
        "id": name,
        "name": name,
        "type": "expressionNode",
        "content": {"expressions": rows, "passThrough": passing},
    }


def _table() -> dict[str, Any]:
    rules = [{"_id": f"r{n}", "when": when, "clause": f"'emetrotel:{clause}'", "result": f"'{result}'"}
             for n, (when, clause, result) in enumerate(RULES)]  # fmt: skip
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": key, "name": key, "field": key} for key in ("clause", "result")],
        "rules": rules,
        "outputPath": "found",
        "passThrough": True,
    }
    return {"id": "exclusions", "name": "exclusions", "type": "decisionTableNode", "content": content}


def graph() -> dict[str, Any]:
    """Input, facts, exclusions, answer."""
    nodes: list[dict[str, Any]] = [
        {"id": "input", "name": "input", "type": "inputNode"},
        _expressions("facts", FACTS, False),
        _table(),
        _expressions("answer", ANSWER, False),
        {"id": "output", "name": "output", "type": "outputNode"},
    ]
    ids = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(ids)]
    for place, node in enumerate(nodes):
        node["position"] = {"x": place * 300, "y": 0}
    return {"nodes": nodes, "edges": edges}
