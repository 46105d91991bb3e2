"""Fields: what may be typed, what is said when it cannot be used, and the forms read off the schema."""

from datetime import date

import pytest

from warrantor.apps.claims.rules import taken_for_granted
from warrantor.core.terms.schema import SHIPPED_SCHEMA
from warrantor.entrypoints.portal.check.fields import FIELDS
from warrantor.entrypoints.portal.layout.fields import YES_NO, Field, FieldError, read, read_day, show
from warrantor.entrypoints.portal.receipt.forms import form_for
from warrantor.entrypoints.portal.said import claim_of


@pytest.mark.parametrize(
    "typed",
    [
        {"on-day": "9", "on-month": "5", "on-year": "2024"},
        {"on-day": "2024-05-09", "on-month": "", "on-year": ""},
        {"on": "2024-05-09"},
    ],
)
def test_a_day_may_be_typed_or_pasted(typed: dict[str, str]) -> None:
    assert read_day("on", typed) == date(2024, 5, 9)


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"on-day": "31", "on-month": "2", "on-year": "2024"}, {"on-day": "9", "on-month": "5", "on-year": "24"},
        {"on-day": "x", "on-month": "5", "on-year": "2024"}, {"on": "2024-02-30"},
        {"on-day": "9" * 30, "on-month": "1", "on-year": "2024"},
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_an_example(typed: dict[str, str]) -> None:
    with pytest.raises(FieldError, match="such as"):
        read_day("on", typed)


def test_values_and_errors_come_apart() -> None:
    fields = (Field("cause", "Cause", "choice", (("defect", "Defect"),)), Field("ok", "Right?", "choice", YES_NO),
              Field("part", "Part", "text", optional=True))  # fmt: skip
    assert read(fields, {"cause": "defect", "ok": "true"}) == ({"cause": "defect", "ok": True}, {})
    values, errors = read(fields, {"cause": "<script>", "ok": "false", "part": "x" * 81})
    assert values == {"ok": False}
    assert set(errors) == {"cause", "part"}
    shown = show(fields, "f", {"cause": "<script>"}, errors)
    assert shown[0].error
    assert shown[0].id == "f-cause"


def test_a_form_follows_the_schema() -> None:
    assert [field.name for field in form_for("installed", SHIPPED_SCHEMA).fields] == ["on", "accreditation"]
    assert [field.name for field in form_for("installed.on", SHIPPED_SCHEMA).fields] == ["on"]
    assert [f.name for f in form_for("rma-issued", SHIPPED_SCHEMA).fields] == ["on", "rma"]
    assert form_for("diagnosed", SHIPPED_SCHEMA).fields[0].kind == "choice"
    assert form_for("claim.first_use", SHIPPED_SCHEMA).fields[0].kind == "date"
    assert form_for("invoice", SHIPPED_SCHEMA).fields[0].kind == "text"
    assert form_for("claim.by", SHIPPED_SCHEMA).fields[0].kind == "choice"
    assert form_for("installed.by", SHIPPED_SCHEMA) is None
    assert form_for("serial", SHIPPED_SCHEMA) is None
    assert form_for("nonsense", SHIPPED_SCHEMA) is None


def test_saying_nothing_or_only_what_is_assumed_makes_no_claim() -> None:
    granted = taken_for_granted(SHIPPED_SCHEMA, "owner", "place")
    assert granted == {"cause": "defect", "part": "ordinary", "by": "owner", "location": "place"}
    assert claim_of({}, granted) is None
    first_answers = {field.name: field.choices[0][0] for field in FIELDS if field.kind == "choice"}
    assert claim_of(first_answers, granted) is None


def test_what_is_said_is_put_over_what_is_assumed() -> None:
    granted = taken_for_granted(SHIPPED_SCHEMA, "owner", None)
    said = {
        "cause": "liquid",
        "part": "Power  Supply",
        "location": "elsewhere",
        "by": "somebody-else",
        "non_functional": "dead",
    }
    assert claim_of(said, granted) == {
        "cause": "liquid", "part": "power-supply", "location": "elsewhere", "by": "somebody-else",
        "non_functional": True,
    }  # fmt: skip
