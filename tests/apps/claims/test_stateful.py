"""Claims driven through random acts against a plain model: nothing diverges, nothing is doubled or lost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acting import BY
from tests.apps.claims.conftest import AT, HISTORY, make_unit, reported
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import agreeing, queries, rules, ruling, steps
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.models import Claim, Step, Version
from warrantor.apps.registry.actions import add_location, add_party
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.alike]
PARTS = ("panel", "remote")
CAUSES = {"defect": "accepted", "accident": "refused"}
VISITS = ("none", "requested")
CHARGED = {"visit-fee": Decimal("150.00"), "visit-travel": Decimal("400.00"), "visit-lodging": Decimal("180.00")}


class Model:
    """A claim as plain values: what it should be after the acts that were allowed."""

    def __init__(self, part: str, cause: str, visit: str) -> None:
        self.part, self.cause, self.visit = part, cause, visit
        self.state = CAUSES[cause]
        self.versions = 1
        self.chosen = False
        self.done: list[str] = []
        self.plan: list[str] = []
        self.charged = Decimal(0)
        self.disputed = False


ACTS = ("report", "report", "onward", "onward", "onward", "onward", "decide-again", "choose", "agree", "stale", "early",
        "step", "dispute", "close")  # fmt: skip
ONE = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 5), st.sampled_from(PARTS), st.sampled_from(sorted(CAUSES)),
    st.sampled_from(VISITS), st.integers(1, 7),
)  # fmt: skip
"""An act, the claim it is about, and what it says."""


class Acting:
    """One unit, any number of claims about it, each beside its model."""

    def __init__(self) -> None:
        school = add_party(at=AT, by=BY, key="oak-school", organisation=True)
        add_location("oak/main", at=AT, by=BY, party=school, time_zone="America/Chicago", region="US", country="US")
        self.board = make_unit("ID-1", HISTORY)
        self.models: dict[int, Model] = {}
        self.at = AT

    def later(self) -> Any:
        self.at += timedelta(minutes=1)
        return self.at

    def tried(self, allowed: bool, act: Any) -> Claim | None:
        """Does an act that is allowed; sees one that is not refused, with nothing changed."""
        before = self.record()
        try:
            with transaction.atomic():
                done: Claim = act()
        except (Conflict, Refused):
            assert not allowed
            assert self.record() == before
            return None
        assert allowed
        return done

    @staticmethod
    def record() -> tuple[Any, ...]:
        """All that an act may change."""
        claims = tuple(Claim.objects.order_by("id").values_list("id", "state", "version", "round"))
        counts = tuple(model.objects.count() for model in (Version, Step, Amount, HistoryEvent))
        return claims, counts

    def act(self, name: str, which: int, part: str, cause: str, visit: str, times: int) -> None:
        if name == "report" or not self.models:
            self.report(part, cause, visit)
            return
        pk = sorted(self.models)[which % len(self.models)]
        claim, model = queries.claims().get(pk=pk), self.models[pk]
        if name == "onward":
            self.onward(claim, model, times)
        elif name == "decide-again":
            self.decide_again(claim, model, cause)
        elif name == "choose":
            self.choose(claim, model)
        elif name in ("agree", "stale"):
            self.agree(claim, model, stale=name == "stale")
        elif name in ("step", "early"):
            self.step(claim, model, early=name == "early")
        elif name == "dispute":
            self.dispute(claim, model)
        else:
            self.close(claim, model)

    def report(self, part: str, cause: str, visit: str) -> None:
        open_ = {(m.part, m.cause) for m in self.models.values() if m.state != "closed"}
        about = {"part": part, "cause": cause, "visit": visit}
        made = self.tried((part, cause) not in open_, lambda: reported(self.board, self.later(), said=about))
        if made is not None:
            self.models[made.pk] = Model(part, cause, visit)

    def decide_again(self, claim: Claim, model: Model, cause: str) -> None:
        others = {(m.part, m.cause) for m in self.models.values() if m is not model and m.state != "closed"}
        allowed = model.state in rules.JUDGED and (model.part, cause) not in others
        act = lambda: add_facts(claim, said={"cause": cause}, why="seen", at=self.later(), by=BY)  # noqa: E731 - short
        if self.tried(allowed, act) is not None:
            model.cause, model.state, model.chosen = cause, CAUSES[cause], False
            model.versions += 1

    def onward(self, claim: Claim, model: Model, times: int) -> None:
        """Does what comes next, so often; each time what does not come now is tried first."""
        for _ in range(times):
            if model.state == "accepted":
                self.agree(claim, model, stale=True)
            elif model.state == "running":
                self.step(claim, model, early=True)
            if model.state == "accepted":
                self.agree(claim, model) if model.chosen else self.choose(claim, model)
            elif model.state == "running":
                self.step(claim, model)
            claim = queries.claims().get(pk=claim.pk)

    def choose(self, claim: Claim, model: Model) -> None:
        done = self.tried(
            model.state == "accepted",
            lambda: agreeing.choose_remedy(claim, "repair", at=self.later(), by=BY),
        )
        if done is not None:
            model.chosen, model.plan = True, list(done.process["steps"])

    def agree(self, claim: Claim, model: Model, stale: bool = False) -> None:
        allowed = model.state == "accepted" and model.chosen and not stale
        seen = claim.version - stale
        if self.tried(allowed, lambda: agreeing.agree(claim, seen=seen, at=self.later(), by=BY)) is not None:
            model.state = "running"

    def step(self, claim: Claim, model: Model, early: bool = False) -> None:
        wanted = len(model.done) + early
        name = model.plan[wanted] if wanted < len(model.plan) else "no-such-step"
        allowed = model.state == "running" and not early and name != "visit"  # nobody went there
        result = self.result(claim, name) if allowed else {}
        act = lambda: steps.do_step(claim, name, result, at=self.later(), by=BY)  # noqa: E731 - short
        if self.tried(allowed, act) is None:
            return
        model.done.append(name)
        if name == "accept-charge":
            model.charged = sum(CHARGED.values(), Decimal(0))
        if len(model.done) == len(model.plan):
            model.state = "closed"

    def result(self, claim: Claim, name: str) -> dict[str, Any]:
        """What a step asks for, made up."""
        following = queries.next_step(claim)
        assert following is not None
        made = {"choice": None, "flag": False, "day": self.at.date().isoformat(), "amount": "10.00", "text": "seen"}
        asked = [field for field in steps.asked_of(claim, following, self.at) if not field.optional]
        told = {field.name: field.choices[0] if field.choices else made[field.kind] for field in asked}
        if "quote" in told:
            told["quote"] = "1"
        return told | ({"serial": self.board.serial} if "serial" in told else {})

    def dispute(self, claim: Claim, model: Model) -> None:
        allowed = model.state in ("refused", "accepted", "running") and not model.disputed
        if self.tried(allowed, lambda: ruling.dispute(claim, "no", at=self.later(), by=BY)) is not None:
            model.disputed = True

    def close(self, claim: Claim, model: Model) -> None:
        act = lambda: steps.close_claim(claim, "withdrawn", at=self.later(), by=BY)  # noqa: E731 - short
        if self.tried(model.state in rules.JUDGED, act) is not None:
            model.state = "closed"

    def check(self) -> None:
        for claim in Claim.objects.all():
            model = self.models[claim.pk]
            assert claim.state == model.state
            assert queries.versions_of(claim).count() == model.versions
            done = [step.name for step in queries.steps_of(claim) if step.done is not None]
            assert done == model.done
            sums = Amount.objects.filter(cause__startswith=f"claim:{claim.number}:", side="payable")
            assert sum((row.amount for row in sums), Decimal(0)) == model.charged
        assert Claim.objects.count() == len(self.models)


@settings(max_examples=10)
@given(acts=st.lists(ONE, min_size=15, max_size=30))
def test_random_acts_and_a_plain_model_agree(acts: list[Any]) -> None:
    with transaction.atomic():
        acting = Acting()
        for act in acts:
            acting.act(*act)
            acting.check()
        transaction.set_rollback(True)
