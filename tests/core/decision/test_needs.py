"""What a form must hold: which statements are in force for a unit, under which version, and what they hang on."""

import pytest

from warrantor.core.decision.needs import needs_of, routes_of
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.reader import read_document

DOCUMENT = """---
program: acme
title: Acme
version: {id: "%s", effective: %s, chosen_by: delivered.on, clause: one}
time_zone: UTC
lists: {FAR: [AQ, AU]}
---
## One {#one}

```terms
- plan: basic
  given: "true"
  starts: delivered.on
  term: months(12)
- needs: [serial, installer]
  for: registration
  routes: [fitters]
  when: recorded(unit.region) and unit.region not in FAR
```

## Two {#two}

```terms
- needs: [%s]
  for: registration
  routes: [owners]
  when: unit.region in FAR
- needs: [fault]
  for: report
  channels: [web, phone]
```
"""


def acme(*versions: tuple[str, str, str]) -> Program:
    return Program([read_document(DOCUMENT % version, f"{version[0]}.md") for version in versions])


def question(*events: dict, **unit: str) -> dict:
    return {"program": "acme", "ask": "cover", "at": "2024-03-01T12:00:00+00:00",
            "unit": {"serial": "A-1", "events": list(events), **unit}}  # fmt: skip


FIRST, SECOND = ("1", "2023-01-01", "serial"), ("2", "2024-02-01", "serial, proof")


@pytest.mark.parametrize(
    ("region", "holds"),
    [("US", [True, False]), ("AU", [False, True]), ("", [False, None])],
    ids=["near", "far", "unknown"],
)
def test_a_condition_is_read_for_the_unit(region: str, holds: list[bool | None]) -> None:
    found = needs_of(acme(FIRST), "registration", question(**({"region": region} if region else {})))
    assert [need.holds for need in found] == holds
    assert [need.reads for need in found] == [("region",), ("region",)]
    assert [need.clause for need in found] == ["acme:one", "acme:two"]
    assert routes_of(found) == ("fitters", "owners")
    assert [need.by("owners") for need in found] == [False, True]


def test_a_form_without_a_condition_holds_everywhere() -> None:
    [need] = needs_of(acme(FIRST), "report", question())
    assert (need.fields, need.channels, need.holds, need.by("anything")) == (("fault",), ("web", "phone"), True, True)
    assert needs_of(acme(FIRST), "visit", question()) == []


@pytest.mark.parametrize(
    ("delivered", "fields"),
    [("2024-01-10", ("serial",)), ("2024-02-01", ("serial", "proof")), (None, ("serial", "proof"))],
)
def test_the_version_is_the_one_that_applies_or_the_one_in_force(
    delivered: str | None, fields: tuple[str, ...]
) -> None:
    events = [{"what": "delivered", "on": delivered}] if delivered else []
    assert needs_of(acme(FIRST, SECOND), "registration", question(*events))[1].fields == fields


def test_a_question_that_cannot_be_asked_is_refused() -> None:
    with pytest.raises(QuestionError):
        needs_of(acme(FIRST), "registration", {**question(), "at": "soon"})
