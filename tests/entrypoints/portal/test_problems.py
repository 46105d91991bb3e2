"""Pages for what went wrong, the help page, the style guide, the theme and the health check."""

import logging

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from tests.entrypoints.portal.test_channel import signed_in
from warrantor.apps.access.rules import Held
from warrantor.entrypoints.portal.problems import views


def test_a_page_that_is_not_there_gives_a_number_that_is_in_the_log(client, caplog) -> None:
    with caplog.at_level(logging.INFO, "warrantor.portal"):
        page = client.get("/nothing/").content.decode()
    number = caplog.messages[0].split()[1].rstrip(":")
    assert "There is nothing here" in page
    assert f"<code>{number}</code>" in page


@pytest.mark.parametrize("status", sorted(views.TROUBLES))
def test_every_problem_has_a_page_and_json(status: int) -> None:
    request = RequestFactory().get("/x/")
    response = views.trouble_page(request, status, wait=12 if status == 429 else 0)
    assert response.status_code == status
    assert b"quote" in response.content
    told = views.trouble_page(RequestFactory().get("/x/?format=json"), status)
    assert told["Content-Type"] == "application/problem+json"


def test_what_a_role_does_not_allow_is_told_apart_from_a_form_that_came_from_elsewhere(db) -> None:
    engineer = signed_in(Held("engineer"))
    page = engineer.get("/visits/")
    assert (page.status_code, "No role that you hold" in page.content.decode()) == (403, True)
    strict = Client(enforce_csrf_checks=True)
    elsewhere = strict.post("/check/", {"serial": "ID-1"})
    assert (elsewhere.status_code, "Open the page again" in elsewhere.content.decode()) == (403, True)


def test_our_own_mistake_has_a_page(client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("warrantor.entrypoints.portal.terms.views.programs", lambda: 1 / 0)
    response = client.get("/terms/")
    assert response.status_code == 500
    assert "That was our mistake" in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_it_answers(client) -> None:
    assert client.get("/healthz").content == b"ok"
    assert client.get("/help/").status_code == 200


def test_the_theme_is_kept_by_the_server(client) -> None:
    assert "data-bs-theme" not in client.get("/help/").content.decode()
    response = client.post("/theme/", {"theme": "dark", "next": "/help/"})
    assert response.url == "/help/"
    page = client.get("/help/").content.decode()
    assert '<html lang="en" data-bs-theme="dark">' in page
    client.post("/theme/", {"theme": "auto", "next": "/"})
    assert "data-bs-theme" not in client.get("/help/").content.decode()


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_theme_leads_nowhere_else(client, away: str) -> None:
    assert client.post("/theme/", {"theme": "'><script>", "next": away}).url == "/"
    assert "theme" not in client.cookies


def test_the_style_guide_is_for_staff(client, db, settings) -> None:
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404
    user = get_user_model().objects.create_user(email="ann@example.org", password="x")
    client.force_login(user)
    assert client.get("/styleguide/").status_code == 404
    user.is_staff = True
    user.save()
    assert client.get("/styleguide/").status_code == 200
    client.logout()
    settings.DEMO = True
    page = client.get("/styleguide/").content.decode()
    for word in ("Covered", "Not covered", "Cannot tell yet", "A person decides"):
        assert page.count(word) >= 4
