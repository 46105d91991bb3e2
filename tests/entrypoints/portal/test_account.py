"""Signing up with proof of the address, signing in and out, a second factor, sessions; told in the journal."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.journal.queries import entries

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-way-to-tipperary"
MILA = "mila@example.org"


@pytest.fixture
def mila() -> User:
    user = User.objects.create_user(MILA, PASSWORD, at=AT)
    EmailAddress.objects.create(user=user, email=MILA, verified=True, primary=True)
    return user


def sign_up(client: Client, email: str = MILA):
    return client.post("/account/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}, follow=True)


def sign_in(client: Client, password: str = PASSWORD, email: str = MILA):
    return client.post("/account/login/", {"login": email, "password": password}, follow=True)


def told(subject: str = "") -> list[str]:
    return [entry.act.removeprefix("access.") for entry in entries(act="access.", subject=subject)][::-1]


# -- signing up ------------------------------------------------------------------------------------


@pytest.mark.clause("iet:member-login")
def test_one_signs_up_and_proves_the_address_by_a_code(client, mailoutbox) -> None:
    assert "code" in sign_up(client).content.decode().lower()
    assert "Signed in as" not in client.get("/account/", follow=True).content.decode(), "not before the proof"
    [mail] = mailoutbox
    assert mail.to == [MILA]
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.body, re.M)[1]
    assert client.post("/account/confirm-email/", {"code": "WRONG-1"}).status_code == 200
    done = client.post("/account/confirm-email/", {"code": code}, follow=True)
    assert done.request["PATH_INFO"] == "/account/"
    user = User.objects.get(email=MILA)
    assert (user.joined, user.is_staff) == (AT, False)
    assert {"sign_up", "confirm_address", "sign_in"} <= set(told(f"user:{user.pk}"))


def test_who_has_an_account_already_is_not_given_away(client, mila, mailoutbox) -> None:
    stranger = sign_up(Client(), "new@example.org")
    known = sign_up(client)
    assert known.request["PATH_INFO"] == stranger.request["PATH_INFO"]
    assert User.objects.filter(email=MILA).count() == 1
    assert "code" not in mailoutbox[-1].subject.lower()


def test_a_weak_password_is_refused_in_words_and_what_was_typed_stays(client) -> None:
    page = client.post("/account/signup/", {"email": MILA, "password1": "password", "password2": "password"})
    text = page.content.decode()
    assert "<title>Error:" in text
    assert "There is a problem" in text
    assert "too common" in text
    assert f'value="{MILA}"' in text
    assert not User.objects.exists()


# -- signing in ------------------------------------------------------------------------------------


def test_one_signs_in_whatever_the_capitals_and_out(client, mila) -> None:
    assert sign_in(client, email="Mila@Example.org").request["PATH_INFO"] == "/account/"
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302
    assert told(f"user:{mila.pk}") == ["sign_in", "sign_out"]


def test_ten_wrong_passwords_shut_the_door_even_for_the_right_one(client, mila) -> None:
    for _ in range(10):
        sign_in(client, "wrong")
    shut = sign_in(client)
    assert shut.request["PATH_INFO"] == "/account/login/"
    assert "Too many" in shut.content.decode()
    assert set(told()) == {"sign_in_failed"}
    cache.clear()  # as when the time has passed
    assert sign_in(client).request["PATH_INFO"] == "/account/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, mila) -> None:
    texts = [
        re.sub(r'value="[^"]*"', "", sign_in(client, "wrong", email).content.decode())
        for email in (MILA, "no@example.org")
    ]
    assert texts[0] == texts[1]


def test_a_forgotten_password_is_set_anew_by_mail(client, mila, mailoutbox) -> None:
    client.post("/account/password/reset/", {"email": MILA})
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    new = "over-the-hills-and-far"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), new).request["PATH_INFO"] == "/account/"
    assert "reset_password" in told(f"user:{mila.pk}")
    used = client.get(link, follow=True)
    assert "Bad Token" in used.content.decode() or "invalid" in used.content.decode()


def test_a_reset_for_nobody_says_the_same(client, mila, mailoutbox) -> None:
    known = client.post("/account/password/reset/", {"email": MILA}, follow=True)
    nobody = client.post("/account/password/reset/", {"email": "no@example.org"}, follow=True)
    assert known.request["PATH_INFO"] == nobody.request["PATH_INFO"]


# -- second factor ---------------------------------------------------------------------------------


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("iet:member-login")
def test_with_a_second_factor_the_password_is_not_enough(client, mila) -> None:
    sign_in(client)
    asked = client.get("/account/2fa/totp/activate/", follow=True).request["PATH_INFO"]
    assert asked == "/account/reauthenticate/", "who left the screen open does not add a factor of somebody else's"
    client.post(asked, {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)[1]
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    cache.clear()  # a code counts once; the same half minute is used again here
    other = Client()
    assert sign_in(other).request["PATH_INFO"] == "/account/2fa/authenticate/"
    assert other.get("/account/").status_code == 302
    other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert other.get("/account/").status_code == 302
    done = other.post("/account/2fa/authenticate/", {"code": code_of(secret)}, follow=True)
    assert done.request["PATH_INFO"] == "/account/"
    assert "add_factor" in told(f"user:{mila.pk}")


def test_passkeys_are_offered(client) -> None:
    assert "passkey" in client.get("/account/login/").content.decode()


# -- sessions --------------------------------------------------------------------------------------


def test_sessions_are_seen_and_can_be_ended(client, mila) -> None:
    sign_in(client)
    other = Client()
    sign_in(other)
    other.get("/account/")
    page = client.get("/account/sessions/").content.decode()
    assert page.count("<tr") >= 3
    assert UserSession.objects.filter(user=mila).count() == 2
    client.post("/account/sessions/")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "email/", "password/change/", "2fa/", "sessions/", "logout/", ""]
)
def test_every_page_is_in_our_look_and_loads_nothing_from_elsewhere(path: str, client, mila) -> None:
    if path not in ("login/", "signup/", "password/reset/"):
        sign_in(client)
    page = client.get(f"/account/{path}")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert 'class="brand"' in text
    assert not re.findall(r'(?:src|href)="https?://', text)
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", text)


def test_who_may_do_what_is_on_the_account_page(client, mila) -> None:
    sign_in(client)
    assert "You hold no role yet" in client.get("/account/").content.decode()
    grant_role(mila, Held("end-customer", "oak-school"), at=AT - timedelta(days=1), by=BY)
    text = client.get("/account/").content.decode()
    assert "End customer" in text
    assert "oak-school" in text


# -- tokens ----------------------------------------------------------------------------------------


def test_a_token_is_made_shown_once_and_revoked(client, mila) -> None:
    grant_role(mila, Held("end-customer", "oak-school"), at=AT - timedelta(days=1), by=BY)
    sign_in(client)
    page = client.get("/account/tokens/").content.decode()
    assert "see units with their history" in page
    assert "journal.read" not in page, "what one may not do, a token may not"
    sent = {"name": "shelf scanner", "scopes": ["unit.read", "journal.read"], "days": "90"}
    secret = re.search(r"wrt_[\w-]{40,}", client.post("/account/tokens/", sent).content.decode())[0]
    assert secret not in client.get("/account/tokens/").content.decode()
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/units", headers=headers).status_code == 200
    number = re.search(r"/account/tokens/(\d+)/revoke/", client.get("/account/tokens/").content.decode())[1]
    stranger = Client()
    assert stranger.post(f"/account/tokens/{number}/revoke/").status_code == 302
    assert Client().get("/api/units", headers=headers).status_code == 200, "nobody else revokes it"
    client.post(f"/account/tokens/{number}/revoke/")
    assert Client().get("/api/units", headers=headers).status_code == 401
    assert {"make_token", "revoke_token"} <= set(told(f"user:{mila.pk}"))


def test_a_token_without_a_name_or_a_use_is_refused_in_words(client, mila) -> None:
    grant_role(mila, Held("end-customer", "oak-school"), at=AT - timedelta(days=1), by=BY)
    sign_in(client)
    page = client.post("/account/tokens/", {"name": "", "days": "90"})
    assert page.status_code == 422
    assert "Say what the token is for" in page.content.decode()
    assert "Choose at least one thing" in page.content.decode()
