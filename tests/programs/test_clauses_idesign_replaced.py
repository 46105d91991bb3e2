"""Substitutes, replacements and dead on arrival: the further rules of iDesign at engine level."""

import pytest

from tests.histories import event, expect, program
from tests.programs.idesign import BOARD, ONSITE, plan


@pytest.mark.clause("idesign:VI.equal")
def test_a_substitute_is_as_good_or_better_at_the_vendors_cost() -> None:
    for grade in ("equal", "better"):
        answer = BOARD.cover("2024-01-15", substitute=grade)
        expect(
            answer,
            "yes",
            "idesign:VI.equal",
            charges=[{"what": "substitute-costs", "payer": "vendor", "clause": "idesign:VI.equal"}],
        )
    expect(BOARD.cover("2024-01-15", substitute="same"), "yes", charges=[], omits=["idesign:VI.equal"])
    expect(BOARD.cover("2024-01-15", substitute="lesser"), "person", "idesign:VI.equal")


@pytest.mark.clause("idesign:VI.equal")
def test_a_replacement_has_the_rest_of_the_term() -> None:
    stand_in = BOARD.having(event("replaces", "2023-09-01", serial="OLD", ends="2024-02-10"))
    expect(stand_in.cover("2024-02-10"), "yes", "idesign:VI.equal", plan="standard", ends="2024-02-10")
    expect(stand_in.cover("2024-02-11"), "no", "idesign:VI.equal")
    enhanced = BOARD.having(*plan(ONSITE), event("replaces", "2023-09-01", serial="OLD", ends="2026-01-31"))
    expect(enhanced.cover("2026-01-31"), "yes", "idesign:VI.equal", plan=ONSITE, ends="2026-01-31")
    expect(enhanced.cover("2026-02-01"), "no", "idesign:VI.equal")


@pytest.mark.clause("idesign:VI.doa")
def test_dead_within_ten_days_of_delivery_is_replaced_first() -> None:
    unit = BOARD.without("installed", "registered")
    dead = {"non_functional": True, "diagnosed": "remote"}
    tenth = unit.cover("2023-05-20", first_use="2023-05-20", **dead)
    expect(tenth, "yes", "idesign:VI.doa", plan="standard", level="advanced-replacement")
    on_site = unit.cover("2023-05-20", first_use="2023-05-20", non_functional=True, diagnosed="on-site")
    expect(on_site, "yes", plan="standard", level="return-for-repair")
    eleventh = unit.cover("2023-05-21", first_use="2023-05-21", **dead)
    expect(eleventh, "yes", "idesign:VI.doa", plan="standard", level="return-for-repair")
    expect(unit.cover("2023-06-20", first_use="2023-05-21", **dead), "yes", "idesign:VI.doa", level="return-for-repair")
    expect(unit.cover("2023-06-21", first_use="2023-05-21", **dead), "no", "idesign:VI.doa")
    expect(unit.cover("2023-05-20"), "yes", level="return-for-repair", omits=["idesign:VI.doa"])


@pytest.mark.clause("idesign:VI.doa")
def test_the_delivery_day_chooses_the_version() -> None:
    rule = program("idesign").latest.version
    assert (rule.chosen_by, rule.clause) == ("delivered.on", "VI.doa")
