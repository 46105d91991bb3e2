"""Append-only tables: the database itself refuses to change or remove a row, whoever asks."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from warrantor.apps import append_only
from warrantor.apps.channel.models import Accreditation, Revocation
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims.models import GoodwillLimit, Obstacle, PartUsed, ReturnAddress, Version
from warrantor.apps.coverage.models import (
    Acceptance,
    Batch,
    Certificate,
    CertificateRevocation,
    Decision,
    RegistrationRuling,
)
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.notices.models import NoticeTemplate
from warrantor.apps.registry.models import HistoryEvent, Paper, PaperWithdrawal

pytestmark = pytest.mark.django_db
GUARDED = [
    Acceptance, Accreditation, Amount, Batch, Certificate, CertificateRevocation, Decision, Entry, GoodwillLimit,
    HistoryEvent, NoticeTemplate, Obstacle, Paper, PaperWithdrawal, PartUsed, RegistrationRuling, ReturnAddress,
    Revocation, Seal, Version,
]  # fmt: skip


def refused(act) -> None:
    with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
        act()


def test_after_all_migrations_the_tables_are_guarded() -> None:
    assert append_only.guarded_tables(connection) == sorted(model._meta.db_table for model in GUARDED)


def test_a_fact_can_be_neither_changed_nor_removed(unit) -> None:
    facts = HistoryEvent.objects.filter(unit=unit)
    first = facts.order_by("id")[0]
    first.source = "somebody else"
    refused(first.save)
    refused(lambda: facts.update(data={}))
    refused(first.delete)
    refused(lambda: facts.delete())
    assert HistoryEvent.objects.get(pk=first.pk).source == "import"


def test_nor_by_plain_sql(unit) -> None:
    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    refused(lambda: run("UPDATE registry_historyevent SET what = 'modified'"))
    refused(lambda: run("DELETE FROM registry_historyevent"))
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for another reason
        refused(lambda: run("TRUNCATE registry_historyevent CASCADE"))
    else:
        refused(lambda: run("REPLACE INTO registry_historyevent SELECT * FROM registry_historyevent"))


def test_a_kept_decision_stays_as_it_was_given(at) -> None:
    kept = Decision.objects.create(program="boards", question={}, answer={"answer": "no"}, created=at)
    refused(lambda: Decision.objects.filter(pk=kept.pk).update(answer={"answer": "yes"}))
    refused(kept.delete)


def test_a_unit_with_a_history_cannot_be_removed(unit) -> None:
    with pytest.raises(ProtectedError):
        unit.delete()


def test_only_the_settings_of_tests_lift_the_guards(settings) -> None:
    settings.GUARDS_MAY_BE_LIFTED = False
    with pytest.raises(ImproperlyConfigured, match="only the tests' do"), append_only.lifted(connection):
        pass


def test_lifted_guards_are_on_again_afterwards() -> None:
    with append_only.lifted(connection):
        assert append_only.guarded_tables(connection) == []
    assert len(append_only.guarded_tables(connection)) == len(GUARDED)


def test_settings_of_the_product_do_not_lift_them() -> None:
    from warrantor.config import settings as product

    assert product.GUARDS_MAY_BE_LIFTED is False


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_behind(unit) -> None:
    assert HistoryEvent.objects.filter(unit=unit).exists()
