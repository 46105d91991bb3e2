"""The made-up fleet: the same for the same seed, believable for the core, and varied in its answers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from warrantor.adapters.demo import people, records
from warrantor.adapters.demo.fleet import MadeUnit, make_fleet
from warrantor.adapters.demo.stories import DemoDataError, read_book
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.apps.access import sight
from warrantor.apps.access.models import User
from warrantor.apps.access.queries import person
from warrantor.apps.access.rules import Person
from warrantor.apps.channel.models import Accreditation
from warrantor.apps.claims.models import Claim
from warrantor.apps.coverage.models import InstallBatch, Scan
from warrantor.apps.registry import queries, rules
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Unit

pytestmark = pytest.mark.alike
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOOKS = records.books()


@pytest.fixture(scope="module")
def fleet() -> list[MadeUnit]:
    return make_fleet(BOOKS, 600, 7, NOW)


def test_every_program_has_its_part(fleet) -> None:
    assert {book.program for book in BOOKS} == set(installed_programs())
    assert len(fleet) == 600
    counts = Counter(unit.program for unit in fleet)
    assert min(counts.values()) > 60


def test_the_same_seed_tells_the_same(fleet) -> None:
    assert make_fleet(BOOKS, 600, 7, NOW) == fleet
    assert make_fleet(BOOKS, 600, 8, NOW) != fleet


def test_every_story_is_told(fleet) -> None:
    told = {(unit.program, unit.story) for unit in fleet}
    assert told == {(book.program, story.name) for book in BOOKS for story in book.stories}


def test_serials_are_unlike(fleet) -> None:
    assert len({(unit.program, rules.serial_key(unit.serial)) for unit in fleet}) == len(fleet)


@pytest.mark.parametrize("now", [NOW, datetime(2028, 2, 29, 23, 59, tzinfo=UTC), datetime(2031, 12, 31, tzinfo=UTC)])
def test_nothing_has_happened_or_been_recorded_yet_that_is_to_come(now: datetime) -> None:
    for unit in make_fleet(BOOKS, 500, 7, now):
        for event in unit.events:
            assert event.recorded < now
            if not event.undoes:
                rules.check_new_event(event.said, event.recorded, of_party=False)


def test_plans_and_kinds_are_those_of_the_documents(fleet) -> None:
    products = {(book.program, product.code): product for book in BOOKS for product in book.products}
    for unit in fleet:
        program = load_program(unit.program)
        plans = {plan for document in program.versions for plan in document.plans}
        for event in unit.events:
            named = {event.said["plan"]} if "plan" in event.said else set(event.said.get("plans", ()))
            assert named <= plans, (unit.program, unit.story)
        assert products[unit.program, unit.product].kind


@pytest.mark.django_db
class TestWritten:
    @pytest.fixture(autouse=True)
    def written(self, fleet) -> None:
        records.write(BOOKS, fleet, NOW)

    def test_every_unit_is_answered_and_all_four_answers_occur(self) -> None:
        answered = list(records.answers(NOW))
        assert len(answered) == 600
        verdicts = Counter(answer["answer"] for _, answer in answered)
        assert set(verdicts) == {"yes", "no", "missing", "person"}
        assert verdicts["yes"] > 200
        assert min(verdicts.values()) >= 5
        assert all(answer["clauses"] for _, answer in answered)
        for book in BOOKS:  # the page offers the first three of each to try
            mine = [answer["answer"] for unit, answer in answered if unit.program.name == book.program]
            assert mine[:3] == ["yes", "no", "missing"]

    def test_the_records_hold_what_was_told(self, fleet) -> None:
        assert HistoryEvent.objects.count() == sum(len(unit.events) for unit in fleet)
        assert HistoryEvent.objects.filter(supersedes__isnull=False).exists()
        assert HistoryEvent.objects.filter(withdraws__isnull=False).exists()
        assert PartyDetails.objects.count() == Party.objects.count() == sum(len(b.customers) for b in BOOKS)

    def test_most_units_have_an_owner_and_a_place(self) -> None:
        assert Unit.objects.filter(owner__isnull=False).count() > 400
        assert Unit.objects.filter(location__isnull=False).count() > 350

    def test_a_correction_changes_the_answer_only_once_it_was_recorded(self, fleet) -> None:
        made = next(u for u in fleet if u.events and u.events[-1].corrects)
        unit = queries.find_unit(made.serial, made.program)
        facts = records.units_facts([unit])[0]
        question = {"program": made.program, "ask": "cover", "at": NOW.isoformat(), "unit": facts}
        earlier = {**question, "known_at": made.events[-2].recorded.isoformat()}
        program = load_program(made.program)
        assert program.decide(earlier).get("plan") != program.decide(question)["plan"]


def test_a_database_is_filled_once(db) -> None:
    assert not records.is_filled()
    programs, events = records.fill(500, 7, NOW)
    assert records.is_filled()
    assert (programs, HistoryEvent.objects.count(), Unit.objects.count()) == (len(BOOKS), events, 500)
    states = set(Claim.objects.values_list("state", flat=True))
    assert {"incomplete", "refused", "accepted", "running"} <= states


def test_data_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text("share: many\n")
    with pytest.raises(DemoDataError, match=r"demo\.yaml` cannot be used"):
        read_book(path, "pumps")


def test_the_demonstration_is_not_the_default() -> None:
    assert not django_settings.DEMO


class TestChannel:
    @pytest.fixture(autouse=True)
    def filled(self, db) -> None:
        records.fill(500, 7, NOW)
        people.add_people(NOW)

    def who(self, name: str) -> Person:
        return person(User.objects.get(email=f"{name}@demo.example"), NOW)

    def test_partners_see_what_they_sell_supply_and_install(self) -> None:
        units = Unit.objects.all()
        seen = {n: sight.seen(units, self.who(n), "unit.read").count() for n in ("rosa", "dario", "ilja")}
        assert 0 < seen["rosa"] < seen["dario"] < 500
        assert 0 < seen["ilja"] < 500

    def test_an_installer_has_a_batch_that_is_not_finished(self) -> None:
        [batch] = sight.seen(InstallBatch.objects.all(), self.who("ilja"), "unit.register")
        states = list(Scan.objects.filter(batch=batch).order_by("id").values_list("state", flat=True))
        assert batch.finished is None
        assert states == ["added", "added", "repeated", "added", "unknown"]

    def test_an_accreditation_ended_yesterday(self) -> None:
        ended = Accreditation.objects.filter(until=NOW.date() - timedelta(days=1))
        assert {row.standing for row in ended} == {"certified", "authorised"}
