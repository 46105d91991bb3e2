"""Signing up, resetting a password and signing in through another service: the product as a process, before it a real
browser, behind it a mail server and an OpenID Connect provider. All of it is set by the environment alone.
"""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.entrypoints.cli.running import Site, environment, running
from tests.entrypoints.portal.browsing import PHONE, Visit, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.clause("iet:member-login"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),  # the server here has no TLS
]
PASSWORD, NEW = "a-long-way-to-tipperary", "over-the-hills-and-far"
MAIL_USER, MAIL_PASSWORD = "care@example.org", "p@ss/word:1"
ADA = '{"sub": "ada", "email": "ada@example.org", "email_verified": true, "name": "Ada"}'
PATIENCE = 30


def free_port() -> int:
    with closing(socket.socket()) as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


class Mailbox:
    """A mail server that asks for a name and password, and what came in."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.controller = Controller(
            self, "127.0.0.1", free_port(), authenticator=self.check, auth_required=True, auth_require_tls=False
        )  # fmt: skip

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
        known = LoginPassword(MAIL_USER.encode(), MAIL_PASSWORD.encode())
        return AuthResult(success=said == known)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.messages.append(found)
        return "250 OK"

    def text(self, number: int) -> str:
        """The message of that number in plain text; where it has HTML too, that holds the same links."""
        until = time.monotonic() + PATIENCE
        while len(self.messages) <= number and time.monotonic() < until:
            time.sleep(0.05)
        message = self.messages[number]
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        text = str(plain.get_content())
        for link in re.findall(r"https?://\S+", text) if html else ():
            assert link in html.get_content()
        return "\n".join(text.splitlines())


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    found.controller.start()
    yield found
    found.controller.stop()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an OpenID Connect provider that knows Ada, signs its tokens and asks whether she agrees."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", ADA]
    folder = tmp_path_factory.mktemp("provider")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment(folder))
        try:
            _until_it_answers(f"http://localhost:{port}/.well-known/openid-configuration", process, folder / "log")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def site(mailbox: Mailbox, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {
        "WARRANTOR_SECRET_KEY": "only-for-this-test-" + "x" * 40,
        "WARRANTOR_MAIL": f"smtp://care%40example.org:p%40ss%2Fword%3A1@127.0.0.1:{mailbox.controller.port}",
        "WARRANTOR_MAIL_FROM": "Care <care@example.org>",
        "WARRANTOR_OIDC_URL": provider,
        "WARRANTOR_OIDC_ID": "warrantor",
        "WARRANTOR_OIDC_SECRET": "kept-between-us",
        "WARRANTOR_OIDC_NAME": "Acme single sign-on",
    }
    with running("serve", "--migrate", "--port", "0", folder=tmp_path_factory.mktemp("site"), **settings) as found:
        yield found


@pytest.fixture
def seen(browser: Any, site: Site) -> Iterator[Visit]:
    begun = Visit(browser, site.address, viewport=PHONE)
    yield begun
    begun.context.close()


def sign_in(seen: Visit, email: str, password: str) -> None:
    seen.page.goto(f"{seen.site}/account/login/")
    seen.page.get_by_label("Email").fill(email)
    seen.page.get_by_label("Password", exact=True).fill(password)
    press(seen.page.get_by_role("button", name="Sign In", exact=True))


def test_one_signs_up_by_the_code_in_a_message_and_resets_a_password_by_its_link(seen, mailbox) -> None:
    before, email = len(mailbox.messages), "mila@example.org"
    seen.page.goto(f"{seen.site}/account/signup/")
    seen.page.get_by_label("Email").fill(email)
    seen.page.get_by_label("Password", exact=True).fill(PASSWORD)
    seen.page.get_by_label("Password (again)").fill(PASSWORD)
    press(seen.page.get_by_role("button", name="Sign Up"))
    seen.page.wait_for_url("**/account/confirm-email/**")
    text = mailbox.text(before)
    message = mailbox.messages[before]
    assert (message["To"], message["From"]) == (email, "Care <care@example.org>")
    assert PASSWORD not in message.as_string()
    code = re.search(r"^([A-Z0-9-]{6,})$", text, re.M)[1]
    seen.page.goto(f"{seen.site}/account/")
    assert "/account/confirm-email/" in seen.page.url, "not before the proof"
    seen.page.get_by_label("Code").fill(code)
    press(seen.page.get_by_role("button", name="Confirm"))
    seen.page.wait_for_url(f"{seen.site}/account/")
    assert seen.page.get_by_text(f"Signed in as {email}.", exact=True).is_visible()

    seen.context.clear_cookies()
    before = len(mailbox.messages)
    seen.page.goto(f"{seen.site}/account/password/reset/")
    seen.page.get_by_label("Email").fill(email)
    press(seen.page.get_by_role("button", name="Reset My Password"))
    seen.page.wait_for_url("**/account/password/reset/done/")
    link = re.search(r"http://\S+/account/password/reset/key/\S+", mailbox.text(before))[0]
    assert link.startswith(seen.site)
    seen.page.goto(link)
    seen.page.get_by_label("New Password", exact=True).fill(NEW)
    seen.page.get_by_label("New Password (again)").fill(NEW)
    press(seen.page.get_by_role("button", name="Change Password"))
    seen.page.wait_for_url("**/account/password/reset/key/done/")
    sign_in(seen, email, PASSWORD)
    seen.page.get_by_role("alert").wait_for()
    sign_in(seen, email, NEW)
    seen.page.wait_for_url(f"{seen.site}/account/")
    seen.context.clear_cookies()
    seen.page.goto(link)
    assert seen.page.get_by_label("New Password", exact=True).count() == 0, "a link is good for once"
    assert seen.complaints == []


def test_another_service_signs_in_who_agrees_and_nobody_else(seen, provider, mailbox) -> None:
    def ask() -> None:
        seen.page.goto(f"{seen.site}/account/login/")
        press(seen.page.get_by_role("link", name="Acme single sign-on"))
        press(seen.page.get_by_role("button", name="Continue"))
        seen.page.wait_for_url(f"{provider}/**")

    ask()
    press(seen.page.get_by_role("button", name="Deny"))
    seen.page.wait_for_url(f"{seen.site}/**")
    seen.page.goto(f"{seen.site}/account/")
    assert "/account/login/" in seen.page.url
    for _ in ("a new person", "the same again"):
        ask()
        press(seen.page.get_by_role("button", name="ada"))
        seen.page.wait_for_url(f"{seen.site}/account/")
        assert seen.page.get_by_text("Signed in as ada@example.org.", exact=True).is_visible()
        assert seen.page.get_by_text("You hold no role yet").is_visible(), (
            "a service tells who one is, not what one may"
        )
        seen.context.clear_cookies()
    policy_said = [text for text in seen.complaints if "Content Security Policy" in text]
    assert policy_said == [], "the provider's own page wants styles from afar, and that is its own affair"


def test_an_answer_that_nobody_asked_for_signs_nobody_in(seen) -> None:
    seen.page.goto(f"{seen.site}/account/oidc/oidc/login/callback/?code=made-up&state=made-up")
    assert seen.page.locator("h1").count() == 1
    seen.page.goto(f"{seen.site}/account/")
    assert "/account/login/" in seen.page.url
