"""Papers added, recognised, withdrawn, and put to the fact that they prove."""

from pathlib import Path

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from tests.apps.registry.papers.files import PDF, PNG
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry import actions as registry
from warrantor.apps.registry.models import HistoryEvent, Paper
from warrantor.apps.registry.papers import actions, queries
from warrantor.apps.registry.papers.actions import accept_paper, add_paper, withdraw_paper
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
ABOUT = {"at": AT, "by": BY}


@pytest.fixture
def store(tmp_path) -> Folder:
    return Folder(tmp_path)


def files(store: Folder) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_paper_is_kept_and_told_in_the_journal(unit, store) -> None:
    paper, new = add_paper(unit, "../D-1.pdf", PDF, kind="invoice", names=" D-1 ", store=store, **ABOUT)
    assert new
    assert (paper.name, paper.media_type, paper.names, paper.actor) == ("D-1.pdf", "application/pdf", "D-1", "user:1")
    assert store.open(paper.sha256).read() == PDF
    told = Entry.objects.latest("id")
    assert (told.act, told.subject) == ("registry.add_paper", "unit:boards/ID-0083")
    assert "D-1.pdf" not in told.detail


def test_the_same_file_twice_is_told_and_not_doubled(unit, store) -> None:
    first, _ = add_paper(unit, "a.png", PNG, kind="photo", store=store, **ABOUT)
    again, new = add_paper(unit, "b.png", PNG, kind="other", store=store, **ABOUT)
    assert (again.pk, new) == (first.pk, False)
    withdraw_paper(first, reason="blurred", **ABOUT)
    anew, new = add_paper(unit, "b.png", PNG, kind="photo", store=store, **ABOUT)
    assert new
    assert [(one.pk, one.withdrawn) for one in queries.papers(unit)] == [(first.pk, True), (anew.pk, False)]
    assert len(files(store)) == 1


def test_a_refused_file_leaves_nothing(unit, store) -> None:
    with pytest.raises(Refused):
        add_paper(unit, "a.png", PDF, kind="photo", store=store, **ABOUT)
    assert files(store) == []
    assert not Paper.objects.exists()


def test_nothing_is_on_record_where_the_disk_is_full(unit, store, monkeypatch) -> None:
    def full(*_) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        add_paper(unit, "a.png", PNG, kind="photo", store=store, **ABOUT)
    assert files(store) == []
    assert not Paper.objects.exists()


def test_a_paper_is_withdrawn_once(unit, store) -> None:
    paper, _ = add_paper(unit, "a.png", PNG, kind="photo", store=store, **ABOUT)
    withdraw_paper(paper, **ABOUT)
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw_paper(paper, **ABOUT)


def test_a_later_owner_does_not_see_what_the_one_before_paid(unit, store, mila) -> None:
    paper, _ = add_paper(unit, "d.pdf", PDF, kind="invoice", store=store, **ABOUT)
    registry.append_event(unit, {"what": "transferred", "on": "2024-01-01", "to": "mila"}, source="sheet", **ABOUT)

    def seen(held: Held) -> list[int]:
        rows = sight.seen(queries.papers(unit), Person(1, (held,)), "document.read")
        return [row.pk for row in rows]

    assert seen(Held("end-customer", "mila")) == []
    assert seen(Held("end-customer", "oak-school")) == [paper.pk]
    assert seen(Held("agent")) == [paper.pk]
    unit.refresh_from_db()
    _, new = add_paper(unit, "d.pdf", PDF, kind="invoice", store=store, **ABOUT)
    assert new, "or the new owner would hear that somebody had it before"


@pytest.fixture
def work(unit) -> HistoryEvent:
    said = {"what": "work", "on": "2024-03-04", "kind": "repair", "paid": True}
    return registry.append_event(unit, said, source="order 7", **ABOUT)


def test_a_proof_becomes_a_correction_whose_source_it_is(unit, store, work) -> None:
    paper, _ = add_paper(unit, "f.pdf", PDF, kind="invoice", names="F-10", store=store, **ABOUT)
    assert [fact.pk for fact in queries.without_invoice(unit)] == [work.pk]
    right = accept_paper(paper, work, **ABOUT)
    assert right.data == {"kind": "repair", "paid": True, "invoice": "F-10"}
    assert (right.happened_on.isoformat(), right.source) == ("2024-03-04", f"paper {paper.public_id}")
    assert right.supersedes_id == work.pk
    assert queries.without_invoice(unit) == []
    assert "F-10" in queries.invoices(unit)


@pytest.mark.parametrize(
    ("kind", "names", "what", "field"),
    [
        ("photo", "", "work", "paper"),
        ("invoice", "", "work", "invoice"),
        ("invoice", "F-10", "delivered", "event"),
        ("invoice", "F-10", "purchased", "event"),
    ],
)
def test_a_paper_proves_no_more_than_it_can(unit, store, work, kind, names, what, field) -> None:
    paper, _ = add_paper(unit, "f.pdf", PDF, kind=kind, names=names, store=store, **ABOUT)
    with pytest.raises(Refused) as told:
        accept_paper(paper, HistoryEvent.objects.get(unit=unit, what=what), **ABOUT)
    assert told.value.field == field


def test_a_withdrawn_paper_proves_nothing(unit, store, work) -> None:
    paper, _ = add_paper(unit, "f.pdf", PDF, kind="invoice", names="F-10", store=store, **ABOUT)
    actions.withdraw_paper(paper, **ABOUT)
    with pytest.raises(Conflict):
        accept_paper(paper, work, **ABOUT)
