"""Proving who one is in a real browser: a passkey on a made-up authenticator, a second factor, two browsers at once."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from tests.entrypoints.portal.browsing import PHONE, Visit, press
from tests.entrypoints.portal.conftest import AT
from tests.entrypoints.portal.test_account import MILA, PASSWORD, code_of, told
from warrantor.apps.access.models import User

pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clause("iet:member-login"),
]  # fmt: skip


@pytest.fixture
def mila(transactional_db) -> User:
    user = User.objects.create_user(MILA, PASSWORD, at=AT)
    EmailAddress.objects.create(user=user, email=MILA, verified=True, primary=True)
    return user


def type_in(seen: Visit, password: str = PASSWORD) -> None:
    seen.page.goto(f"{seen.site}/account/login/")
    seen.page.get_by_label("Email").fill(MILA)
    seen.page.get_by_label("Password", exact=True).fill(password)
    press(seen.page.get_by_role("button", name="Sign In", exact=True))


def confirm(seen: Visit) -> None:
    """Types the password once more: who finds the screen open does not add a way in of their own."""
    seen.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(seen.page.get_by_role("button", name="Confirm", exact=True))
    seen.page.wait_for_url("**/account/2fa/**")


def sign_out(seen: Visit) -> None:
    seen.page.goto(f"{seen.site}/account/logout/")
    press(seen.page.get_by_role("button", name="Sign Out"))
    seen.page.goto(f"{seen.site}/account/")
    assert seen.page.url.startswith(f"{seen.site}/account/login/"), "signed out"


def authenticator(seen: Visit) -> Any:
    """A key on this device, as a phone or a laptop has one, which always says yes."""
    devtools = seen.context.new_cdp_session(seen.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_and_signs_in_alone(signed_visit, mila) -> None:
    seen = signed_visit(viewport=PHONE)
    devtools, key = authenticator(seen)
    type_in(seen)
    seen.page.wait_for_url(f"{seen.site}/account/")
    seen.page.goto(f"{seen.site}/account/2fa/webauthn/add/")
    confirm(seen)
    seen.page.get_by_label("Name").fill("phone")
    seen.page.get_by_label("Passwordless").check()
    seen.page.get_by_role("button", name="Add", exact=True).click()
    seen.page.wait_for_url("**/account/2fa/recovery-codes/**")
    [credential] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)
    seen.page.goto(f"{seen.site}/account/2fa/webauthn/")
    assert seen.page.get_by_role("row", name="phone").get_by_text("Passkey").is_visible()
    sign_out(seen)
    seen.page.get_by_role("button", name="Sign in with a passkey").click()
    seen.page.wait_for_url(f"{seen.site}/account/")
    assert seen.page.get_by_text(f"Signed in as {MILA}.", exact=True).is_visible()
    assert seen.complaints == []
    assert [act for act in told(f"user:{mila.pk}") if act in ("sign_in", "add_factor")][-1] == "sign_in"
    sign_out(seen)
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    with seen.page.expect_console_message(lambda said: "NotAllowedError" in said.text):
        seen.page.get_by_role("button", name="Sign in with a passkey").click()
    seen.page.goto(f"{seen.site}/account/")
    assert seen.page.url.startswith(f"{seen.site}/account/login/"), "without the key there is no way in"


def test_a_second_factor_is_asked_for_and_a_recovery_code_stands_in_once(signed_visit, mila) -> None:
    seen = signed_visit(viewport=PHONE, bypass_csp=True)
    type_in(seen)
    seen.page.wait_for_url(f"{seen.site}/account/")
    seen.page.goto(f"{seen.site}/account/2fa/totp/activate/")
    confirm(seen)
    secret = seen.page.locator("#authenticator_secret").input_value()
    assert seen.page.locator("main img").evaluate("it => it.naturalWidth") > 0, "the picture for the app is drawn"
    assert seen.axe() == {}
    assert seen.sideways() == {}
    seen.page.get_by_label("Authenticator code").fill(code_of(secret))
    press(seen.page.get_by_role("button", name="Activate"))
    seen.page.goto(f"{seen.site}/account/2fa/recovery-codes/")
    assert seen.axe() == {}
    codes = re.findall(r"^[0-9a-f]{8}$", seen.page.locator("main textarea").input_value(), re.M)
    assert len(codes) == 10
    cache.clear()  # a code counts once; the same half minute is used again here
    for proof in (code_of(secret), codes[0]):
        sign_out(seen)
        type_in(seen)
        seen.page.wait_for_url("**/account/2fa/authenticate/")
        assert seen.axe() == {}
        seen.page.get_by_label("Code", exact=True).fill("000000")
        press(seen.page.get_by_role("button", name="Sign In", exact=True))
        assert seen.page.title().startswith("Error: ")
        assert seen.page.get_by_role("alert").evaluate("it => it === document.activeElement")
        seen.page.get_by_label("Code", exact=True).fill(proof)
        press(seen.page.get_by_role("button", name="Sign In", exact=True))
        seen.page.wait_for_url(f"{seen.site}/account/")
    sign_out(seen)
    type_in(seen)
    seen.page.get_by_label("Code", exact=True).fill(codes[0])
    press(seen.page.get_by_role("button", name="Sign In", exact=True))
    assert seen.page.title().startswith("Error: "), "it was used"


def test_ten_wrong_passwords_are_answered_with_what_to_do(signed_visit, mila) -> None:
    seen = signed_visit(viewport=PHONE)
    for _ in range(10):
        type_in(seen, "wrong")
    type_in(seen)
    summary = seen.page.get_by_role("alert")
    assert seen.page.url == f"{seen.site}/account/login/"
    assert "Too many failed login attempts. Try again later." in summary.inner_text()
    assert summary.evaluate("it => it === document.activeElement")
    assert seen.page.title().startswith("Error: ")
    assert seen.sideways() == {}
    assert seen.complaints == []


def test_ending_the_other_sessions_signs_the_other_browser_out(signed_visit, mila) -> None:
    here, there = signed_visit(viewport=PHONE), signed_visit(user_agent="Other/1.0")
    type_in(there)
    there.page.wait_for_url(f"{there.site}/account/")
    type_in(here)
    here.page.wait_for_url(f"{here.site}/account/")
    press(here.page.get_by_role("link", name="Sessions"))
    assert here.page.get_by_text("Other/1.0").is_visible()
    press(here.page.get_by_role("button", name="Sign Out Other Sessions"))
    assert here.page.url == f"{here.site}/account/sessions/"
    assert here.page.get_by_text("Other/1.0").count() == 0
    there.page.goto(f"{there.site}/units/")
    assert there.page.url.startswith(f"{there.site}/account/login/")
    here.page.goto(f"{here.site}/units/")
    assert here.page.get_by_role("heading", name="Units").is_visible()
