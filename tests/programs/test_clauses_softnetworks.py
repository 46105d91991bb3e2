"""The clauses of Softnetworks at engine level: both sides of each boundary, and the clause cited for its part."""

import pytest

from tests.histories import Unit, event, expect, program

UNIT = Unit(
    "softnetworks",
    (
        event("purchased", "2023-02-01", by="dental", channel="direct", invoice="S-1"),
        event("shipped", "2023-02-06", to="dental"),
    ),
    {"class": "phone-system", "sold_as": "certified-pre-owned"},
    {"by": "dental", "cause": "defect", "part": "line-card"},
)
IN_TERM = "2023-08-01"
ISSUED = event("rma-issued", "2023-03-01", rma="R-1", reason="defective")


@pytest.mark.clause("softnetworks:term")
def test_a_year_from_shipment_for_the_first_buyer() -> None:
    expect(
        UNIT.cover("2024-02-05"), "yes", "softnetworks:term", plan="certified", starts="2023-02-06", ends="2024-02-05"
    )
    expect(UNIT.cover("2024-02-06"), "no", "softnetworks:term")
    expect(UNIT.without("shipped").cover(IN_TERM), "missing", "softnetworks:term", missing=["shipped"])
    handed_on = UNIT.having(event("transferred", "2023-05-01", to="garage"))
    expect(handed_on.cover(IN_TERM, by="garage"), "no", "softnetworks:term")
    expect(handed_on.cover(IN_TERM, by="dental"), "yes", "softnetworks:term")
    for kind, verdict in (("telephone", "yes"), ("gateway", "yes"), ("shelf", "no")):
        expect(UNIT.being(sold_as="new", class_=kind).cover(IN_TERM), verdict, "softnetworks:term")
    expect(UNIT.being(sold_as="used").cover(IN_TERM), "no", "softnetworks:term")


@pytest.mark.clause("softnetworks:promise")
def test_faults_of_manufacture_are_covered() -> None:
    for cause in ("defect", "workmanship"):
        expect(UNIT.cover(IN_TERM, cause=cause), "yes", "softnetworks:promise", omits=["softnetworks:exclusions"])
    for cause in ("other-software", "third-party-work", "other-product"):
        expect(UNIT.cover(IN_TERM, cause=cause), "no", "softnetworks:promise", omits=["softnetworks:exclusions"])


@pytest.mark.clause("softnetworks:remedies")
def test_repair_replacement_or_credit_as_the_seller_chooses() -> None:
    for unit in (UNIT, UNIT.having(event("plan-purchased", "2023-03-01", plan="premium"))):
        answer = unit.cover(IN_TERM)
        expect(answer, "yes", "softnetworks:remedies")
        assert answer["remedies"] == ["repair", "advanced-replacement", "credit"]
        assert answer["chosen_by"] == "vendor"
    processes = {
        str(s.subject)
        for s in program("softnetworks").latest.clauses["remedies"].statements
        if s.kind.name == "process"
    }
    assert processes == {"repair", "advanced-replacement", "credit"}
    expect(UNIT.cover("2024-02-06"), "no", omits=["softnetworks:remedies"])


@pytest.mark.clause("softnetworks:ineligible")
def test_what_has_neither_warranty_nor_return() -> None:
    kinds = (
        "software",
        "key-code",
        "voice-mail",
        "battery",
        "headset",
        "licence",
        "extended-warranty",
        "service-agreement",
    )
    for unit in (*(UNIT.being(class_=kind) for kind in kinds), UNIT.being(sold_as="special-order")):
        expect(unit.cover(IN_TERM), "no", "softnetworks:ineligible")
        expect(unit.having(ISSUED).ask("return", "2023-03-10"), "no", "softnetworks:ineligible")
        expect(unit.ask("purchase", "2023-03-01", "premium"), "no", "softnetworks:ineligible")
    premium = UNIT.having(event("plan-purchased", "2023-03-01", plan="premium"))
    expect(premium.ask("refund", "2023-03-05", "premium"), "no", "softnetworks:ineligible")
    expect(UNIT.cover(IN_TERM), "yes", omits=["softnetworks:ineligible"])
    expect(UNIT.having(ISSUED).ask("return", "2023-03-10"), "yes", omits=["softnetworks:ineligible"])


@pytest.mark.clause("softnetworks:exclusions")
def test_causes_that_are_not_covered() -> None:
    causes = (
        "wear", "ageing", "misuse", "against-instructions", "cleaning", "liquid", "environment", "installation",
        "configuration", "accident", "fire", "lightning", "power", "modification",
    )  # fmt: skip
    for cause in causes:
        expect(UNIT.cover(IN_TERM, cause=cause), "no", "softnetworks:exclusions", omits=["softnetworks:promise"])
    for approved in (True, False):
        changed = UNIT.having(event("modified", "2023-04-01", approved=approved))
        expect(changed.cover(IN_TERM), "no", "softnetworks:exclusions")
    expect(UNIT.cover(IN_TERM), "yes", omits=["softnetworks:exclusions"])


@pytest.mark.clause("softnetworks:no-restart")
def test_a_replacement_ends_when_the_original_would() -> None:
    stand_in = UNIT.having(event("replaces", "2023-06-01", serial="OLD", ends="2023-12-31")).changed(
        "shipped", on="2023-06-01"
    )
    expect(stand_in.cover("2023-12-31"), "yes", "softnetworks:no-restart", starts="2023-06-01", ends="2023-12-31")
    expect(stand_in.cover("2024-01-01"), "no", "softnetworks:no-restart")
    premium = stand_in.having(event("plan-purchased", "2023-03-01", plan="premium"))
    expect(premium.cover("2023-12-31"), "yes", "softnetworks:no-restart", ends="2023-12-31")
    expect(premium.cover("2024-01-01"), "no", "softnetworks:no-restart")
    expect(UNIT.cover(IN_TERM), "yes", omits=["softnetworks:no-restart"])


@pytest.mark.clause("softnetworks:no-restart")
def test_through_any_chain_of_replacements() -> None:
    """Each link carries the end of the one before, as the answer about that one states it."""
    ends = UNIT.cover(IN_TERM)["ends"]
    for shipped in ("2023-06-01", "2023-09-01", "2023-12-01"):
        link = UNIT.changed("shipped", on=shipped).having(event("replaces", shipped, serial="OLD", ends=ends))
        answer = link.cover("2024-01-15")
        expect(answer, "yes", "softnetworks:no-restart", ends="2024-02-05")
        ends = answer["ends"]


@pytest.mark.clause("softnetworks:rma-30")
def test_a_return_arrives_within_thirty_days() -> None:
    open_ = UNIT.having(ISSUED)
    expect(open_.ask("return", "2023-03-31"), "yes", "softnetworks:rma-30")
    expect(open_.ask("return", "2023-04-01"), "no", "softnetworks:rma-30")
    arrived = open_.having(event("return-received", "2023-03-31", rma="R-1"))
    expect(arrived.ask("return", "2023-06-01"), "yes", "softnetworks:rma-30")
    late = open_.having(event("return-received", "2023-04-01", rma="R-1")).ask("return", "2023-04-02")
    expect(late, "no", "softnetworks:rma-30", next=[{"what": "notice", "to": "staff", "clause": "softnetworks:rma-30"}])
    two = open_.having(event("rma-issued", "2023-04-20", rma="R-2"))
    expect(two.ask("return", "2023-05-01"), "yes", "softnetworks:rma-30")
    expect(
        two.having(event("return-received", "2023-05-01", rma="R-1")).ask("return", "2023-05-02"),
        "no",
        "softnetworks:rma-30",
    )
    fine = UNIT.having({**ISSUED, "reason": "non-defective"})
    expect(fine.ask("return", "2023-03-31"), "yes", "softnetworks:rma-30")
    expect(fine.ask("return", "2023-04-01"), "no", "softnetworks:rma-30")
    expect(UNIT.ask("return", "2023-03-10"), "missing", missing=["rma-issued"], omits=["softnetworks:rma-30"])
