"""What was done is told once, sealed without holding up writers, and no change of it goes unnoticed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from warrantor.adapters.journal_heads import FileHeads
from warrantor.apps import append_only
from warrantor.apps.journal import actions, queries, rules
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.journal.rules import By
from warrantor.apps.journal.verifying import Verified, verify

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
MILA = By("user:1", "page", "192.0.2.7", "asked by telephone")


@pytest.fixture
def heads(tmp_path) -> FileHeads:
    return FileHeads(tmp_path / "heads")


@pytest.fixture
def sealed(db, heads, monkeypatch) -> list[Seal]:
    """Nine entries under three seals."""
    monkeypatch.setattr(actions, "BATCH", 3)
    write(9)
    return actions.seal(heads, at=AT + timedelta(hours=1))


def write(count: int, at: datetime = AT) -> list[Entry]:
    return [actions.record("registry.append_event", f"unit:acme/{n}", by=MILA, at=at, what="n") for n in range(count)]


def broken(heads: FileHeads, verified: Verified | None = None) -> list[tuple[str, str]]:
    return [(one.kind, one.message) for one in verify(heads, verified or Verified())]


def changed(statement: str, *values: object) -> None:
    """SQL by somebody who owns the database and takes the guards off."""
    with append_only.lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)


# -- entries ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_entry_says_who_did_what_when_from_where_and_why() -> None:
    actions.record("registry.append_event", "unit:acme/S-1", by=MILA, at=AT, what="installed")
    [entry] = queries.entries(act="registry.")
    assert (entry.actor, entry.door, entry.origin, entry.why) == ("user:1", "page", "192.0.2.7", "asked by telephone")
    assert (entry.at, entry.act, entry.subject) == (AT, "registry.append_event", "unit:acme/S-1")
    assert json.loads(entry.detail) == {"what": "installed"}


@pytest.mark.django_db
def test_entries_are_found_by_each_of_their_parts() -> None:
    write(2)
    actions.record("access.sign_in", "user:2", by=By("user:2", "api"), at=AT + timedelta(days=1))
    assert {entry.actor for entry in queries.entries(actor="user:2")} == {"user:2"}
    assert [entry.door for entry in queries.entries(door="api")] == ["api"]
    assert queries.entries(subject="unit:acme/1").count() == 1
    assert queries.entries(since=AT + timedelta(hours=1)).count() == 1
    assert queries.entries(until=AT + timedelta(hours=1)).count() == 2


# -- seals -----------------------------------------------------------------------------------------


def test_every_entry_is_under_one_seal_and_each_seal_follows_the_one_before(sealed, heads) -> None:
    assert [seal.entries for seal in sealed] == [3, 3, 3]
    assert [seal.previous for seal in sealed] == [rules.FIRST, sealed[0].digest, sealed[1].digest]
    assert [head.entries for head in heads.kept()] == [3, 6, 9]
    assert actions.seal(heads, at=AT + timedelta(hours=2)) == []
    verified = Verified()
    assert broken(heads, verified) == []
    assert (verified.seals, verified.entries, verified.unsealed) == (3, 9, 0)


def test_an_entry_whose_transaction_ended_late_is_in_a_later_seal(db, heads) -> None:
    rows = write(3)
    held_up = rows[1]
    changed("DELETE FROM journal_entry WHERE id = %s", held_up.pk)
    actions.seal(heads, at=AT + timedelta(minutes=1))
    Entry.objects.bulk_create([held_up])
    [second] = actions.seal(heads, at=AT + timedelta(minutes=2))
    assert json.loads(second.ranges) == [[held_up.pk, held_up.pk]]
    assert broken(heads) == []


def test_what_came_more_than_a_day_late_is_sealed_when_the_whole_is_looked_at(db, heads) -> None:
    rows = write(3)
    changed("DELETE FROM journal_entry WHERE id = %s", rows[1].pk)
    actions.seal(heads, at=AT)
    Entry.objects.bulk_create([rows[1]])
    later = AT + timedelta(days=3)
    assert actions.seal(heads, at=later) == []
    assert [seal.entries for seal in actions.seal(heads, at=later, whole=True)] == [1]


def test_two_seals_cannot_follow_one(sealed) -> None:
    fork = Seal(number=9, ranges="[]", entries=0, highest=9, previous=sealed[1].digest, digest="f" * 64, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save()


# -- what goes wrong -------------------------------------------------------------------------------

COLUMNS = ("actor", "door", "origin", "act", "subject", "why", "detail")


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_any_column_is_named(column, sealed, heads) -> None:
    entry = Entry.objects.order_by("id")[4]
    changed(f"UPDATE journal_entry SET {column} = 'x' WHERE id = %s", entry.pk)
    assert broken(heads) == [("edited", f"entry {entry.pk} of seal 2 is not as it was written")]


def test_an_edit_of_the_instant_is_named(sealed, heads) -> None:
    entry = Entry.objects.order_by("id")[4]
    changed("UPDATE journal_entry SET at = %s WHERE id = %s", AT + timedelta(seconds=1), entry.pk)
    assert [kind for kind, _ in broken(heads)] == ["edited"]


def test_an_edit_with_its_own_digest_made_to_fit_breaks_the_seal(sealed, heads) -> None:
    entry = Entry.objects.order_by("id")[4]
    digest = rules.entry_digest(AT, "user:9", *(getattr(entry, name) for name in COLUMNS[1:]))
    changed("UPDATE journal_entry SET actor = 'user:9', digest = %s WHERE id = %s", digest, entry.pk)
    assert broken(heads) == [("edited", "the entries of seal 2 are not those that were sealed")]


def test_a_deleted_entry_is_named(sealed, heads) -> None:
    entry = Entry.objects.order_by("id")[4]
    changed("DELETE FROM journal_entry WHERE id = %s", entry.pk)
    assert ("deleted", f"entry {entry.pk} of seal 2 is gone") in broken(heads)


def test_two_entries_that_changed_places_are_named(sealed, heads) -> None:
    one, other = Entry.objects.order_by("id")[4:6]
    changed("UPDATE journal_entry SET subject = 'unit:acme/5', digest = %s WHERE id = %s", other.digest, one.pk)
    changed("UPDATE journal_entry SET subject = 'unit:acme/4', digest = %s WHERE id = %s", one.digest, other.pk)
    assert [kind for kind, _ in broken(heads)] == ["edited"]


def test_an_entry_put_in_among_sealed_ones_is_named(db, heads) -> None:
    rows = write(3)
    changed("DELETE FROM journal_entry WHERE id = %s", rows[1].pk)
    actions.seal(heads, at=AT + timedelta(days=3))
    Entry.objects.bulk_create([rows[1]])
    assert [kind for kind, _ in broken(heads)] == ["inserted"]


def test_a_seal_that_is_gone_is_named(sealed, heads) -> None:
    changed("DELETE FROM journal_seal WHERE number = 2")
    assert ("deleted", "seal 2 is gone") in broken(heads)


def test_a_cut_tail_shows_by_the_heads_kept_outside(sealed, heads) -> None:
    changed("DELETE FROM journal_seal WHERE number = 3")
    changed("DELETE FROM journal_entry WHERE id > %s", json.loads(sealed[1].ranges)[-1][1])
    [(kind, message)] = broken(heads)
    assert kind == "cut"
    assert "ends with seal 2, but seal 3" in message


def test_a_chain_that_was_made_anew_shows_by_the_heads_kept_outside(sealed, heads, tmp_path) -> None:
    changed("UPDATE journal_entry SET why = 'nothing' WHERE id > 0")
    for entry in Entry.objects.all():
        told = [getattr(entry, name) for name in COLUMNS]
        changed("UPDATE journal_entry SET digest = %s WHERE id = %s", rules.entry_digest(entry.at, *told), entry.pk)
    changed("DELETE FROM journal_seal")
    actions.seal(FileHeads(tmp_path / "elsewhere"), at=AT + timedelta(hours=1))
    assert {kind for kind, _ in broken(heads)} == {"resealed"}


# -- heads -----------------------------------------------------------------------------------------


def test_a_head_that_was_written_by_somebody_else_is_not_trusted(sealed, heads) -> None:
    lines = heads.file.read_text().splitlines()
    forged = json.loads(lines[1]) | {"entries": 5}
    heads.file.write_text("\n".join([lines[0], json.dumps(forged), lines[2]]) + "\n")
    assert broken(heads)[0] == (
        "head",
        "the heads kept outside cannot be trusted: line 2: was not signed with this key",
    )


@pytest.mark.parametrize("line", ["", "{", "[]", '{"number": 1}', "\x00"])
def test_a_damaged_head_is_named_by_its_line(line, sealed, heads) -> None:
    heads.file.write_text(heads.file.read_text() + line + "x\n")
    assert broken(heads)[0] == ("head", "the heads kept outside cannot be trusted: line 4: is damaged")


def test_the_private_key_is_readable_by_its_owner_alone(sealed, heads) -> None:
    assert (heads.folder / "journal.key").stat().st_mode & 0o077 == 0


# -- ranges ----------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 60)), st.integers(1, 5))
def test_ranges_and_gaps_are_what_is_in_and_what_is_out(ids: set[int], most: int) -> None:
    found = rules.ranges(sorted(ids))
    assert list(rules.ids_of(found)) == sorted(ids)
    out = [id for some in rules.gaps(found, 0, 60, most) for id in rules.ids_of(some)]
    assert out == sorted(set(range(1, 61)) - ids)
    assert all(len(some) <= most for some in rules.gaps(found, 0, 60, most))
