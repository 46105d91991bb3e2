"""Signing against an independent reading of the specification, the schedule, and the table of addresses."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.apps.registry.rules import Refused
from warrantor.apps.webhooks import rules

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
INSTANTS = st.integers(0, 5_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """RFC 2104, written out."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + text).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def checked(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """A receiver by the letter of Standard Webhooks: `msg_id.timestamp.payload`, any one of the signatures will do."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = base64.b64encode(hmac_sha256(key, signed)).decode()
    versions = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and said == mine for version, said in versions)


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    made = rules.signature(secret, message, 1_614_265_330, '{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(
    st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=3, unique=True),
    st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()), INSTANTS,
)  # fmt: skip
def test_each_valid_secret_checks_and_no_other(keys: list[bytes], data: dict[str, Any], at: datetime) -> None:
    valid = ["whsec_" + base64.b64encode(key).decode() for key in keys]
    text = rules.body("claim.opened", at, data)
    headers = rules.headers(valid, "msg_1", at, text)
    assert all(checked(secret, headers, text.encode()) for secret in valid)
    assert not checked(rules.new_secret(), headers, text.encode())
    assert not checked(valid[0], headers, text.encode() + b" ")
    assert not checked(valid[0], {**headers, "webhook-id": "msg_2"}, text.encode())
    assert not checked(valid[0], {**headers, "webhook-timestamp": str(int(at.timestamp()) + 1)}, text.encode())
    assert json.loads(text) == {"type": "claim.opened", "timestamp": at.isoformat(), "data": data}


def test_a_secret_is_long_and_says_what_it_is() -> None:
    first, second = rules.new_secret(), rules.new_secret()
    assert first != second
    assert first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32


@pytest.mark.parametrize("data", [{"a": float("nan")}, {"a": AT}])
def test_what_json_cannot_hold_is_not_sent(data: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        rules.body("claim.opened", AT, data)


@given(st.text(min_size=1), INSTANTS)
def test_tries_come_by_the_schedule_and_end(message: str, at: datetime) -> None:
    waits = [rules.again(tries, message, at) for tries in range(1, 12)]
    hours = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
    assert waits[9:] == [None, None]
    for wait, least in zip(waits, hours, strict=False):
        assert wait is not None
        assert least <= (wait - at) / timedelta(hours=1) + 1e-9 <= least * 1.1 + 1e-6


@given(st.binary())
def test_an_excerpt_is_one_short_line_that_can_be_printed(answer: bytes) -> None:
    found = rules.excerpt(answer)
    assert found.isprintable()
    assert len(found) <= 200


# -- addresses -------------------------------------------------------------------------------------

PUBLIC = ["93.184.216.34", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.167.255.255", "2606:2800:220:1::1946",
          "2a00:1450:4001:80b::200e", "64:ff9b::8.8.8.8"]  # fmt: skip
REFUSED = {
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "loopback": ["127.0.0.1", "127.8.8.8", "::1"],
    "unspecified": ["0.0.0.0", "0.1.2.3", "::"],
    "link-local": ["169.254.0.1", "fe80::1", "fe80::1%eth0", "fec0::1"],
    "cloud metadata": ["169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16",
                       "fd00:ec2::254"],
    "multicast and broadcast": ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"],
    "reserved": ["240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "100.64.0.1",
                 "2001:db8::1", "3fff::1", "100::1"],
    "old addresses in new ones": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
                                  "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::7f00:1",
                                  "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001::1"],
    "no address": ["", "localhost", "1", "0x7f.1", "example.org"],
}  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_reached(address: str) -> None:
    assert rules.may_be_reached(address, local=False)
    assert not rules.may_be_reached(address, local=True), "a name of this machine leads to it and nowhere else"


@pytest.mark.parametrize(("why", "address"), [(why, one) for why, some in REFUSED.items() for one in some])
def test_no_other_address_may_be(why: str, address: str) -> None:
    assert not rules.may_be_reached(address, local=False), why
    assert rules.may_be_reached(address, local=True) == (why == "loopback")


BAD = ["", "hooks.example.org", "http://hooks.example.org/", "ftp://hooks.example.org/", "https://", "https:///x",
       "https://user:secret@hooks.example.org/", "https://@hooks.example.org/", "https://hooks.example.org/#part",
       "https://hooks.example.org:0/", "https://hooks.example.org:70000/", "https://hooks.example.org:x/",
       "https://hooks.example.org/a b", "https://hooks.example.org\\@evil/", "https://hooks.example.org/\r\nx: y",
       "https://hooks.example.org/\n", "https://höoks.example.org/", "https://[fe80::1%25eth0]/", "https://[::1",
       "javascript:alert(1)", "https://hooks.example.org/" + "a" * 500, "http://localhost:8000/",
       "http://127.0.0.1/", "file:///etc/passwd", "gopher://hooks.example.org/"]  # fmt: skip


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_over_https_is_refused_with_what_was_expected(url: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.place(url, local=False)
    assert refused.value.field == "url"
    assert refused.value.help


def test_an_address_is_taken_apart() -> None:
    found = rules.place("https://Hooks.Example.org:8443/in?key=1", local=False)
    assert (found.secure, found.host, found.port, found.path) == (True, "hooks.example.org", 8443, "/in?key=1")
    assert found.named == "hooks.example.org:8443"
    assert rules.place("https://[2606:2800:220:1::1946]", local=False).named == "[2606:2800:220:1::1946]"
    assert not found.local


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.1:1/", "http://[::1]:1/", "https://localhost/"])
def test_where_the_settings_say_so_this_machine_is_told_by_its_name(url: str) -> None:
    assert rules.place(url, local=True).local
    with pytest.raises(Refused):
        rules.place(url.replace("https", "http"), local=False)


@pytest.mark.parametrize("url", ["http://127.0.0.2/", "http://localhost.example.org/", "http://hooks.example.org/"])
def test_even_then_no_other_name_goes_without_https(url: str) -> None:
    with pytest.raises(Refused):
        rules.place(url, local=True)
