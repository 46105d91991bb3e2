"""Who is taken for the sender, whose word is believed about it, and which messages no person wrote."""

import pytest

from warrantor.adapters.mailbox import senders

MILA = "mila@example.org"


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("mila@example.org", MILA),
        ("Mila M. <MILA@Example.ORG>", MILA),
        ('"M., Mila (board)" <mila@example.org>', MILA),
        ("M., Mila <mila@example.org>", MILA),
        ("mila@example.org (Mila M.)", MILA),
        ('"care@its.example" <mila@example.org>', MILA),
        ("care@its.example, Mila <mila@example.org>", ""),
        ("Mila <mila@example.org>, Eve <eve@example.com>", ""),
        ("mila@example.org <eve@example.com> ", "eve@example.com"),
        ("mila@example.org)eve@example.com", ""),
        ("Mila <mila@example.org", ""),
        ("Mila", ""),
        ("", ""),
        ("<mila@example.org>\n<eve@example.com>", ""),
        ("x" * 300 + "@example.org", ""),
    ],
)
def test_the_one_address(told: str, address: str) -> None:
    assert senders.sender([("from", told)])[0] == address


def test_two_senders_are_none() -> None:
    assert senders.sender([("from", MILA), ("from", "eve@example.com")]) == ("", "")
    assert senders.sender([]) == ("", "")


VOUCHED = [
    "mx.its.example; dmarc=pass (p=reject) header.from=example.org",
    "mx.its.example 1; spf=fail smtp.mailfrom=x@example.org; dkim=pass header.d=example.org header.s=a",
    "MX.its.example; dkim=pass header.i=@example.org",
    "mx.its.example; spf=pass smtp.mailfrom=bounce@example.org",
    "mx.its.example; spf=pass smtp.mailfrom=example.org",
    'mx.its.example; dkim = pass header.d="example.org"',
]
NOT_VOUCHED = [
    "mx.evil.example; dmarc=pass header.from=example.org",
    "mx.its.example.evil.example; dmarc=pass",
    "mx.its.example; none",
    "mx.its.example; dmarc=fail header.from=example.org; dkim=pass header.d=example.org",
    "mx.its.example; dmarc=pass header.from=evil.example",
    "mx.its.example; dkim=pass header.d=evil.example",
    "mx.its.example; dkim=pass header.d=org",
    "mx.its.example; dkim=fail header.d=example.org",
    "mx.its.example; spf=pass smtp.mailfrom=x@evil.example",
    "mx.its.example; spf=softfail smtp.mailfrom=x@example.org",
    "mx.its.example; spf=pass smtp.mailfrom=badexample.org",
    "mx.its.example (; dmarc=pass header.from=example.org)",
    'mx.its.example; spf=none reason="; dmarc=pass header.from=example.org"',
    "mx.its.example dmarc=pass",
    "",
]


@pytest.mark.parametrize("told", VOUCHED)
def test_the_own_mail_server_is_believed(told: str) -> None:
    assert senders.vouched([("authentication-results", told)], MILA, "mx.its.example")


@pytest.mark.parametrize("told", NOT_VOUCHED)
def test_nobody_else_is_and_nothing_but_a_pass_counts(told: str) -> None:
    assert not senders.vouched([("authentication-results", told)], MILA, "mx.its.example")


@pytest.mark.parametrize("told", VOUCHED)
def test_without_a_server_that_is_named_nobody_is_believed(told: str) -> None:
    assert not senders.vouched([("authentication-results", told)], MILA, "")


def test_of_two_judgements_the_servers_own_stands_on_top() -> None:
    own, forged = "mx.its.example; dmarc=fail", "mx.its.example; dmarc=pass header.from=example.org"
    headers = [("authentication-results", own), ("authentication-results", forged)]
    assert not senders.vouched(headers, MILA, "mx.its.example")


def test_judgements_in_headers_of_their_own_are_taken_together() -> None:
    headers = [
        ("authentication-results", "mx.its.example; spf=none"),
        ("authentication-results", "mx.its.example; dkim=pass header.d=example.org"),
    ]
    assert senders.vouched(headers, "mila@mail.example.org", "mx.its.example")


@pytest.mark.parametrize(
    ("header", "value", "why"),
    [
        ("auto-submitted", "auto-replied", "auto-submitted"),
        ("auto-submitted", "auto-generated; owner-email=x", "auto-submitted"),
        ("auto-submitted", "no", ""),
        ("precedence", "Bulk", "bulk"),
        ("precedence", "junk", "bulk"),
        ("precedence", "list", "bulk"),
        ("precedence", "first-class", ""),
        ("list-id", "<boards.example.org>", "bulk"),
        ("x-autoreply", "yes", "auto-reply"),
        ("return-path", "<>", "bounce"),
        ("return-path", "<mila@example.org>", ""),
        ("subject", "Out of office", ""),
    ],
)
def test_what_no_person_wrote(header: str, value: str, why: str) -> None:
    assert senders.automatic([("from", MILA), (header, value)], "text/plain", MILA) == why


def test_robots_and_reports() -> None:
    assert senders.automatic([], "text/plain", "MAILER-DAEMON@example.org".lower()) == "robot"
    assert senders.automatic([], "text/plain", "no-reply@example.org") == "robot"
    assert senders.automatic([], "text/plain", "noreplystone@example.org") == ""
    assert senders.automatic([], "multipart/report", MILA) == "report"
    assert senders.automatic([], "text/plain", "") == "no-sender"


def test_where_it_went_is_what_the_server_noted_first() -> None:
    headers = [("to", "Care <Care@its.example>, mila@example.org"), ("delivered-to", "care+C1@its.example")]
    assert senders.recipients(headers) == ("care+c1@its.example", "care@its.example", "mila@example.org")


def test_who_marks_that_they_sent_it_before() -> None:
    headers = [("x-loop", "Care@its.example"), ("x-loop", "list@example.org (x)"), ("to", "other@example.org")]
    assert senders.passed_through(headers) == ("care@its.example", "list@example.org")
