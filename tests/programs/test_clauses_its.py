"""The clauses of iTS at engine level: both sides of each boundary, and the clause cited where it played a part."""

import pytest

from tests.histories import Unit, event, expect, program
from warrantor.core.terms.checks import check

UNIT = Unit(
    "its",
    (
        event("work", "2024-01-01", kind="repair", invoice="F-9", paid=True),
        event("registered", "2024-01-02", via="site", by="mila", complete=True),
    ),
    {"class": "laptop"},
    {"by": "mila", "cause": "technician-error", "part": "mainboard"},
)
IN_TERM = "2024-02-01"
BY_PART = {
    "technician-error": "technicians",
    "defect": "manufacture",
    "workmanship": "manufacture",
    "installation": "installation",
    "configuration": "own software",
    "own-software": "own software",
}


@pytest.mark.clause("its:scope")
def test_the_cause_decides() -> None:
    for cause in BY_PART:
        expect(UNIT.cover(IN_TERM, cause=cause), "yes", "its:scope", omits=["its:exclusions", "its:specification"])
    for cause in ("wear", "ageing", "other-software"):
        expect(UNIT.cover(IN_TERM, cause=cause), "no", "its:scope", omits=["its:exclusions"])
    expect(UNIT.cover(IN_TERM, cause="fire"), "no", "its:exclusions", omits=["its:scope"])


@pytest.mark.clause("its:scope")
def test_each_cause_has_its_part_of_the_clause() -> None:
    table = next(s for s in program("its").latest.clauses["scope"].statements if s.kind.name == "define")
    assert {str(cause): str(part).strip("'") for cause, part in table.fields["rows"].items()} == BY_PART


@pytest.mark.clause("its:own-work-only")
def test_only_what_its_worked_on() -> None:
    expect(UNIT.cover(IN_TERM), "yes", "its:own-work-only")
    expect(UNIT.without("work").cover(IN_TERM), "no", "its:own-work-only")
    expect(UNIT.without("work").ask("purchase", IN_TERM, "extension"), "no", "its:own-work-only")
    for cause in ("third-party-work", "unauthorised-service"):
        expect(UNIT.cover(IN_TERM, cause=cause), "no", "its:own-work-only", omits=["its:exclusions", "its:scope"])


@pytest.mark.clause("its:specification")
def test_a_departure_from_the_specification_is_covered() -> None:
    expect(UNIT.cover(IN_TERM, cause="non-conformance"), "yes", "its:specification", plan="work-warranty")
    for kind in ("installation", "activation", "repair", "maintenance"):
        expect(UNIT.changed("work", kind=kind).cover(IN_TERM, cause="non-conformance"), "yes", "its:specification")
    expect(UNIT.cover(IN_TERM), "yes", omits=["its:specification"])


@pytest.mark.clause("its:term")
def test_ninety_days_from_the_newest_work() -> None:
    expect(UNIT.cover("2024-03-30"), "yes", "its:term", starts="2024-01-01", ends="2024-03-30")
    expect(UNIT.cover("2024-03-31"), "no", "its:term")
    expect(UNIT.cover("2024-03-30T23:59:00+01:00"), "yes", "its:term")
    expect(UNIT.cover("2024-03-30T23:30:00+00:00"), "no", "its:term")
    for kind in ("installation", "activation", "repair"):
        again = UNIT.having(event("work", "2024-03-01", kind=kind, invoice="F-10", paid=True))
        expect(again.cover("2024-05-29"), "yes", "its:term", starts="2024-03-01", ends="2024-05-29")
        expect(again.cover("2024-02-15"), "yes", "its:term", starts="2024-01-01")


@pytest.mark.clause("its:remedies")
def test_remedies_at_no_charge() -> None:
    answer = UNIT.cover(IN_TERM)
    expect(answer, "yes", "its:remedies", charges=[])
    assert answer["remedies"] == ["repair", "part-replacement", "software-intervention"]
    expect(UNIT.cover("2024-03-31"), "no", omits=["its:remedies"])


@pytest.mark.clause("its:register")
def test_registration_and_payment_can_follow_and_are_named_until_then() -> None:
    unregistered = UNIT.without("registered")
    expect(unregistered.cover(IN_TERM), "missing", "its:register", missing=["registered"])
    expect(UNIT.changed("registered", complete=False).cover(IN_TERM), "missing", "its:register", missing=["registered"])
    unpaid = UNIT.changed("work", paid=False)
    expect(unpaid.cover(IN_TERM), "missing", "its:register", missing=["paid"])
    later = unregistered.having(event("registered", "2024-02-20", via="site", complete=True))
    expect(later.cover("2024-02-21"), "yes", "its:register", starts="2024-01-01")
    expect(later.cover("2024-02-19"), "missing", "its:register", missing=["registered"])
    settled = unpaid.having(event("paid", "2024-01-20", invoice="F-9"))
    expect(settled.cover(IN_TERM), "yes", "its:register")
    expect(
        unpaid.having(event("paid", "2024-01-20", invoice="F-8")).cover(IN_TERM),
        "missing",
        "its:register",
        missing=["paid"],
    )
    expect(UNIT.cover(IN_TERM), "yes", "its:register")


@pytest.mark.clause("its:proof")
def test_a_claim_waits_for_its_proof() -> None:
    without = UNIT.changed("work", invoice=None)
    expect(without.cover(IN_TERM), "missing", "its:proof", missing=["invoice"])
    expect(UNIT.cover(IN_TERM), "yes", "its:proof")
    newest = UNIT.having(event("work", "2024-01-20", kind="repair", paid=True))
    expect(newest.cover(IN_TERM), "missing", "its:proof", missing=["invoice"])
    expect(without.cover("2024-03-31"), "no", "its:term", omits=["its:proof"])


@pytest.mark.clause("its:exclusions")
def test_external_causes_and_handling() -> None:
    external = ("fire", "lightning", "power", "disaster", "war", "environment", "transit", "other-product")
    handling = ("accident", "misuse", "against-instructions", "liquid", "cleaning", "relocation", "removal")
    for cause in (*external, *handling):
        expect(UNIT.cover(IN_TERM, cause=cause), "no", "its:exclusions", omits=["its:scope", "its:own-work-only"])
    expect(UNIT.cover(IN_TERM), "yes", omits=["its:exclusions"])


@pytest.mark.clause("its:unauthorised-mod")
def test_a_modification_is_a_persons_and_a_fault_by_it_is_a_no() -> None:
    changed = UNIT.having(event("modified", "2024-01-15", approved=False))
    answer = changed.cover(IN_TERM, cause="defect")
    expect(answer, "person", "its:unauthorised-mod")
    assert answer["person"]["role"] == "warranty-manager"
    expect(changed.cover(IN_TERM, cause="modification"), "no", "its:unauthorised-mod")
    expect(UNIT.cover(IN_TERM, cause="modification"), "no", "its:unauthorised-mod")
    approved = UNIT.having(event("modified", "2024-01-15", approved=True))
    expect(approved.cover(IN_TERM), "yes", omits=["its:unauthorised-mod"])
    ruled = event(
        "ruled", "2024-01-20", clause="its:unauthorised-mod", outcome="no", role="warranty-manager", reason="rewired"
    )
    expect(changed.having(ruled).cover(IN_TERM), "no", "its:unauthorised-mod")
    kept = changed.having({**ruled, "outcome": "yes"}).cover(IN_TERM)
    expect(kept, "yes", "its:unauthorised-mod")
    expect(UNIT.cover(IN_TERM), "yes", omits=["its:unauthorised-mod"])


LOST = (
    "list-of-extensions", "list-of-services", "list-of-channels", "list-of-report-fields", "list-of-exclusions",
    "list-of-choices-after-the-end", "list-of-contacts",
)  # fmt: skip


@pytest.mark.clause("its:lost-lists")
def test_seven_lost_lists_are_reported_and_what_stands_in_for_them_is_marked() -> None:
    document = program("its").latest
    report = check(document)
    assert "lost-lists" in [clause.id for clause in report.narrative]
    dangling = [str(target) for _, target in document.references if target not in document.clauses]
    assert sorted(dangling) == sorted(LOST)
    messages = " ".join(problem.message for problem in report.findings if problem.clause == "lost-lists")
    assert all(f"`{target}`" in messages for target in LOST)
    for clause in ("extend", "channels", "report-fields", "exclusions"):
        assert "assume" in document.clauses[clause].prose
