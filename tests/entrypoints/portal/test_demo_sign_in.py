"""One click signs in as somebody made up: only where the demonstration made the database, and from this machine."""

import pytest
from django.db import connection

from tests.entrypoints.portal.conftest import AT, OWNER
from warrantor.adapters.demo import people
from warrantor.apps.access.rules import ROLES

pytestmark = pytest.mark.django_db
PATH = "/demo/sign-in/"


@pytest.fixture
def demo(settings, board, monkeypatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(people, "is_marked", lambda: True)
    people.add_people(AT)


def test_there_is_somebody_of_each_role_and_a_click_signs_in(demo, client) -> None:
    page = client.get(PATH).content.decode()
    assert all(role.title in page for role in ROLES.values())
    for user, role in people.people():
        done = client.post(PATH, {"user": user.pk}, follow=True)
        assert done.request["PATH_INFO"] == "/units/"
        assert role in client.get("/account/").content.decode()
    assert "ID-0077" in client.get("/units/").content.decode()
    assert OWNER in client.get("/account/").content.decode() or people.whose() == "Planted Academy"


def test_from_another_machine_only_if_it_is_opened(demo, client, settings) -> None:
    assert client.get(PATH, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.post(PATH, {"user": 1}, REMOTE_ADDR="192.0.2.7").status_code == 404
    settings.DEMO_OPEN = True
    assert client.get(PATH, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_not_outside_of_a_demonstration(demo, client, settings) -> None:
    settings.DEMO = False
    assert client.get(PATH).status_code == 404


def test_not_in_a_database_that_the_demonstration_did_not_make(settings, board, client) -> None:
    settings.DEMO = True
    assert not people.is_marked()
    assert client.get(PATH).status_code == 404


def test_the_mark_is_in_the_file(tmp_path, monkeypatch) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "demo.sqlite3") as database:
        monkeypatch.setattr(connection, "vendor", "sqlite")
        monkeypatch.setattr(connection, "cursor", lambda: _Closing(database.cursor()))
        assert not people.is_marked()
        people.mark()
        assert people.is_marked()


class _Closing:
    """A cursor that can stand in a `with`."""

    def __init__(self, cursor) -> None:
        self.cursor = cursor

    def __enter__(self):
        return self.cursor

    def __exit__(self, *_) -> None:
        self.cursor.close()
