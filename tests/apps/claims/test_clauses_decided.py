"""Claims of every kind opened as anybody opens them: the state that the clauses lead to, and which of them decide."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import ADVANCED, AT, HISTORY, make_unit, reported
from warrantor.apps.access.rules import deciding
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.ruling import rule
from warrantor.apps.registry.models import Unit

pytestmark = pytest.mark.django_db
OWNER = {"by": "oak-school"}
WORK = {"what": "work", "on": "2024-01-20", "kind": "repair", "invoice": "W-1", "paid": True}
REGISTERED = {"what": "registered", "on": "2024-01-20", "complete": True}
PHONES = {"what": "purchased", "on": "2023-05-01", "channel": "partner", "invoice": "E-3", **OWNER}
SHIPPED = {"what": "shipped", "on": "2023-06-06", "to": "oak-school"}
SOLD = {"what": "purchased", "on": "2023-06-01", "channel": "direct", "invoice": "S-1", **OWNER}
POWER = {"what": "purchased", "on": "2022-12-01", "invoice": "P-1", **OWNER}
EXTERNAL = ("fire", "lightning", "power", "disaster", "war", "environment", "transit", "other-product")
HANDLING = ("accident", "misuse", "against-instructions", "liquid", "cleaning", "relocation", "removal")
SETS: dict[str, tuple[list[dict[str, Any]], str, dict[str, Any]]] = {
    "its": ([WORK, REGISTERED], "laptop", {}),
    "emetrotel": ([PHONES], "ucx250", {"sold_as": "new"}),
    "softnetworks": ([SOLD, SHIPPED], "phone-system", {"sold_as": "certified-pre-owned"}),
    "idesign": ([*HISTORY], "board", {}),
    "iet": ([POWER], "ups", {}),
}  # fmt: skip


def unit_of(program: str, *more: dict[str, Any], school, kind: str = "", **about: Any) -> Unit:
    """The program's usual unit, with further events."""
    events, usual, plain = SETS[program]
    return make_unit(
        f"U-{program}", [*events, *more], program=program, kind=kind or usual, owner=school, **plain | about
    )


def cited(claim: Claim) -> list[str]:
    assert claim.decision is not None
    return [one.partition(":")[2] for one in claim.decision.answer["clauses"]]


def each(unit: Unit, state: str, clause: str, *causes: str, at: datetime = AT, **said: Any) -> None:
    """A claim for each cause comes to that state, and the clause is among those that decide."""
    for cause in causes:
        claim = reported(unit, at, said={"cause": cause, **said})
        assert (cause, claim.state, clause in cited(claim)) == (cause, state, True), cited(claim)


# -- work that is stood behind for ninety days ---------------------------------------------------------


@pytest.mark.clause("its:scope")
def test_each_cause_in_scope_is_accepted_and_what_is_outside_refused(school) -> None:
    unit = unit_of("its", school=school)
    inside = ("technician-error", "defect", "workmanship", "installation", "configuration", "own-software")
    each(unit, "accepted", "scope", *inside)
    each(unit, "refused", "scope", "wear", "ageing", "other-software")


@pytest.mark.clause("its:exclusions")
def test_outside_causes_and_handling_are_refused_each(school) -> None:
    each(unit_of("its", school=school), "refused", "exclusions", *EXTERNAL, *HANDLING)


@pytest.mark.clause("its:own-work-only")
def test_work_of_others_and_a_unit_without_work_are_refused(school) -> None:
    each(unit_of("its", school=school), "refused", "own-work-only", "third-party-work", "unauthorised-service")
    bare = make_unit("U-bare", [REGISTERED], program="its", kind="laptop", owner=school)
    claim = reported(bare, told={"invoice": "X-1"})
    assert (claim.state, "own-work-only" in cited(claim)) == ("refused", True)


@pytest.mark.clause("its:specification")
def test_a_departure_from_the_specification_is_accepted(school) -> None:
    each(unit_of("its", school=school), "accepted", "specification", "non-conformance")


@pytest.mark.clause("its:unauthorised-mod")
def test_a_change_is_ruled_on_by_a_named_role_and_a_fault_by_it_is_refused(school) -> None:
    unit = unit_of("its", {"what": "modified", "on": "2024-01-25", "approved": False}, school=school)
    claim = reported(unit)
    assert (claim.state, claim.decision.answer["person"]["role"]) == ("referred", "warranty-manager")
    ruled = rule(claim, "no", "it was opened", at=AT, by=BY)
    assert (ruled.state, "unauthorised-mod" in cited(ruled)) == ("refused", True)
    each(unit, "refused", "unauthorised-mod", "modification")


# -- boards ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:III.promise")
def test_what_departs_from_the_specification_is_accepted_and_wear_refused(school, hall) -> None:
    unit = unit_of("idesign", school=school)
    each(unit, "accepted", "III.promise", "non-conformance", "defect")
    each(unit, "refused", "III.promise", "wear", "ageing")


@pytest.mark.clause("idesign:I.customer")
def test_a_dealers_own_claim_is_refused(school, hall) -> None:
    stock = [{**HISTORY[0], "for_resale": True}, *HISTORY[1:]]
    claim = reported(make_unit("U-dealer", stock, owner=school))
    assert (claim.state, "I.customer" in cited(claim)) == ("refused", True)


@pytest.mark.clause("idesign:I.location")
def test_the_place_used_is_told_and_two_places_go_to_a_person(school, hall) -> None:
    differing = [HISTORY[0], {**HISTORY[1], "location": "oak/depot"}, *HISTORY[2:], *ADVANCED]
    claim = reported(make_unit("U-two", differing, owner=school))
    assert (claim.state, claim.decision.answer["person"]["clauses"]) == ("referred", ["idesign:I.location"])
    plain = reported(make_unit("U-one", [*HISTORY, *ADVANCED], owner=school))
    used = {fact["fact"]: fact["value"] for fact in plain.decision.answer["facts"]}
    assert (plain.state, used["installed.location"]) == ("accepted", "oak/main")


@pytest.mark.clause("idesign:IV.C")
def test_away_from_the_registered_place_the_plan_does_not_answer(school, hall) -> None:
    unit = unit_of("idesign", *ADVANCED, school=school)
    away = reported(unit, said={"location": "oak/annex"})
    assert (away.state, away.plan, "IV.C" in cited(away)) == ("accepted", "standard", True)
    late = reported(unit, datetime(2024, 6, 15, 12, tzinfo=UTC), said={"location": "oak/annex", "part": "remote"})
    assert (late.state, "IV.C" in cited(late)) == ("refused", True)
    other = reported(make_unit("U-other", HISTORY, owner=school), datetime(2024, 6, 15, 12, tzinfo=UTC))
    assert other.state == "refused", "the plan is for the serial that was activated"


@pytest.mark.clause("idesign:IV.N")
def test_a_ruling_voids_the_plan_and_not_only_this_claim(school, hall) -> None:
    loose = [*HISTORY[:2], {**HISTORY[2], "accreditation": "none"}, HISTORY[3], *ADVANCED]
    unit = make_unit("U-loose", loose, owner=school)
    first = reported(unit, said={"cause": "workmanship"})
    assert (first.state, first.decision.answer["person"]["clauses"]) == ("referred", ["idesign:IV.N"])
    later = datetime(2024, 6, 15, 12, tzinfo=UTC)
    assert reported(unit, AT, said={"part": "frame"}).plan == "multicare-advanced-3y"
    rule(first, "no", "the bracket tore out", at=AT + timedelta(days=1), by=BY)
    another = reported(unit, later, said={"part": "remote"})
    assert (another.state, "IV.N" in cited(another)) == ("refused", True)


@pytest.mark.clause("idesign:II.C.losses")
def test_a_claim_for_loss_is_refused_and_the_grave_ones_go_to_a_person(school, hall) -> None:
    unit = unit_of("idesign", school=school)
    for loss in ("data", "business", "consequential"):
        each(unit, "refused", "II.C.losses", "defect", part=loss, loss=loss)
    for loss in ("death", "injury", "gross-negligence"):
        claim = reported(unit, said={"loss": loss, "part": loss})
        role = claim.decision.answer["person"]["role"]
        assert (claim.state, deciding(role), "II.C.losses" in cited(claim)) == ("referred", "ruling.legal", True)
    assert rule(claim, "no", "no negligence was found", at=AT, by=BY).state == "refused"


# -- systems and telephones -------------------------------------------------------------------------------------

LETTERS = {
    "b": ("other-product",), "d": ("against-instructions", "cleaning"), "g": ("wear", "ageing"),
    "c": ("accident", "misuse", "liquid", "fire", "lightning", "power", "disaster", "war", "transit", "relocation",
          "environment", "removal"),
    "e": ("unauthorised-service", "third-party-work"), "f": ("modification",),
}  # fmt: skip


@pytest.mark.clause("emetrotel:hw-exclusions")
def test_each_of_the_eight_exclusions_is_cited_by_its_letter(school) -> None:
    unit = unit_of("emetrotel", school=school)
    for letter, causes in LETTERS.items():
        each(unit, "refused", f"hw-exclusions.{letter}", *causes)
    each(unit, "refused", "hw-exclusions.a", "wear", part="battery")
    each(unit, "accepted", "hw-exclusions.a", "defect", part="battery")
    each(unit, "accepted", "hw-term", "defect")
    for letter, event in (("f", {"what": "modified", "approved": False}), ("h", {"what": "serial-removed"})):
        altered = make_unit(f"U-{letter}", [PHONES, {**event, "on": "2023-08-01"}], program="emetrotel", kind="ucx250",
                            owner=school, sold_as="new")  # fmt: skip
        each(altered, "refused", f"hw-exclusions.{letter}", "defect")


@pytest.mark.clause("emetrotel:opened-before-expiry")
def test_what_was_opened_in_the_last_minute_stays_covered_while_it_is_worked_on(school) -> None:
    unit = unit_of("emetrotel", school=school)
    last = datetime.fromisoformat("2024-04-30T23:59:00-05:00")
    claim = reported(unit, last, said={"cause": "own-software"})
    assert (claim.state, claim.plan) == ("accepted", "standard")
    again = add_facts(claim, why="still at it", at=last + timedelta(days=20), by=BY)
    assert (again.state, again.plan) == ("accepted", "standard")
    late = reported(unit, last + timedelta(minutes=1), said={"cause": "own-software", "part": "release"})
    assert (late.state, "opened-before-expiry" in cited(late)) == ("refused", True)


# -- certified pre-owned goods ------------------------------------------------------------------------------------


@pytest.mark.clause("softnetworks:promise", "softnetworks:exclusions")
def test_faults_of_manufacture_are_accepted_and_what_is_excluded_cited(school) -> None:
    unit = unit_of("softnetworks", school=school)
    each(unit, "accepted", "promise", "defect", "workmanship")
    each(unit, "refused", "promise", "other-software", "third-party-work", "other-product")
    excluded = (
        "wear", "ageing", "misuse", "against-instructions", "cleaning", "liquid", "environment", "installation",
        "configuration", "accident", "fire", "lightning", "power", "modification",
    )  # fmt: skip
    each(unit, "refused", "exclusions", *excluded)


@pytest.mark.clause("softnetworks:ineligible")
def test_goods_without_warranty_are_refused_by_their_class(school) -> None:
    kinds = ("software", "key-code", "voice-mail", "battery", "headset", "licence", "extended-warranty",
             "service-agreement")  # fmt: skip
    for place, kind in enumerate(kinds):
        unit = make_unit(f"U-{place}", [SOLD, SHIPPED], program="softnetworks", kind=kind, owner=school,
                         sold_as="certified-pre-owned")  # fmt: skip
        each(unit, "refused", "ineligible", "defect")
        back = reported(unit, kind="return", told={"reason": "defective", "fault": "dead"})
        assert (back.state, "ineligible" in cited(back)) == ("refused", True)
    special = unit_of("softnetworks", school=school, sold_as="special-order")
    each(special, "refused", "ineligible", "defect")


# -- after the warranty -------------------------------------------------------------------------------------------


@pytest.mark.clause("iet:after-expiry")
def test_after_the_warranty_the_agreement_answers_or_somebody_to_turn_to_is_named(school) -> None:
    neither = reported(unit_of("iet", school=school)).decision.answer
    assert neither["answer"] == "no"
    told = {step["what"]: step for step in neither["next"] if step["clause"] == "iet:after-expiry"}
    assert "support" in told["refer"]["contact"]
    assert (told["offer"]["offers"], told["offer"]["amount"], told["offer"]["currency"]) == (
        ["full-coverage"], "420.00", "USD",
    )  # fmt: skip
    theirs = {"what": "third-party-agreement", "on": "2023-12-20", "with": "othercare", "until": "2024-09-01"}
    referred = reported(make_unit("U-theirs", [POWER, theirs], program="iet", kind="ups", owner=school))
    assert referred.state == "refused"
    assert [step["party"] for step in referred.decision.answer["next"]] == ["othercare"]
    ours = {"what": "plan-purchased", "on": "2023-11-30", "plan": "full-coverage", "invoice": "P-2"}
    own = reported(make_unit("U-ours", [POWER, ours], program="iet", kind="ups", owner=school))
    assert (own.state, own.plan, "after-expiry" in cited(own)) == ("accepted", "full-coverage", True)
    assert any("instructions" in step.get("text", "") for step in own.decision.answer["next"])
