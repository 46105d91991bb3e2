"""Drafts: whoever leaves one is reminded of it once, and not of one that was sent or thrown away."""

from datetime import datetime, timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT
from warrantor.apps.access.models import User
from warrantor.apps.claims import drafting, reminding
from warrantor.apps.claims.intake import Report
from warrantor.apps.claims.models import Draft
from warrantor.apps.deadlines.actions import carry_out_due
from warrantor.apps.deadlines.queries import open_of
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.rules import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def draft(db) -> Draft:
    """Begun by Ana about a unit of hers."""
    ana = User.objects.create_user("ana@example.org", at=AT)
    said = {"kind": {"kind": "fault"}, "unit": {"serial": "ID-1", "program": "idesign"}}
    return drafting.begin_draft(said, at=AT, by=By(f"user:{ana.pk}", "page"))


def told(at: datetime) -> list[tuple[str, str]]:
    """What a worker that looks at that instant has told by then."""
    carry_out_due(at=at, by=BY)
    return list(Notice.objects.filter(kind="claim-draft").values_list("recipient", "program"))


def test_who_leaves_a_draft_is_told_once_and_not_before_the_days_are_over(draft) -> None:
    assert told(AT + DAY) == []
    assert told(AT + 2 * DAY) == [(draft.actor, "idesign")]
    assert "On 1 Feb 2024 you began a claim about ID-1" in Notice.objects.get().text
    drafting.answer_draft(draft, "part", {"part": "panel"}, at=AT + 3 * DAY)
    assert len(told(AT + 30 * DAY)) == 1


def test_the_days_count_from_what_was_written_last_and_a_unit_need_not_be_named(draft, settings) -> None:
    settings.DRAFT_DAYS = 1
    Draft.objects.filter(pk=draft.pk).update(answers={})
    drafting.answer_draft(draft, "kind", {"kind": "fault"}, at=AT + timedelta(hours=40))
    assert told(AT + 2 * DAY) == []
    assert told(AT + timedelta(hours=64)) == [(draft.actor, "")]
    assert "a unit that you have not named yet" in Notice.objects.get().text


def test_nobody_is_told_of_a_draft_that_was_sent_thrown_away_or_erased(draft, board) -> None:
    by = By(draft.actor, "page")
    sent, erased = (drafting.begin_draft({}, at=AT, by=by) for _ in range(2))
    drafting.send_draft(sent, Report(program=board.program, channel="web", unit=board), [], store=None, at=AT, by=by)
    drafting.discard_draft(draft, at=AT, by=by)
    drafting.discard_draft(draft, at=AT, by=by)
    Draft.objects.filter(pk=erased.pk).delete()
    assert [open_of(reminding.subject(one)).exists() for one in (draft, sent, erased)] == [False, False, True]
    assert told(AT + 30 * DAY) == []
    with pytest.raises(Conflict):
        drafting.discard_draft(sent, at=AT, by=by)
