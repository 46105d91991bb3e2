"""A code is genuine, or it says why it proves nothing. Every character of it counts."""

import json
from datetime import timedelta

import pytest

from tests.apps.coverage.certificates.made import AT, Pair, code, said
from warrantor.apps.coverage.certificates import rules
from warrantor.apps.coverage.certificates.rules import CertificateError, code_of, payload_of, prove, to_sign

OURS = Pair()


def kind(text: str, *pairs: Pair) -> str:
    with pytest.raises(CertificateError) as refused:
        prove(text, [pair.key for pair in pairs or (OURS,)])
    assert refused.value.help
    return refused.value.kind


def test_a_genuine_code_says_what_was_signed() -> None:
    assert prove(code(OURS), [OURS.key]) == said(OURS)
    assert prove(code(OURS, product="Bänk 漢", ends=""), [OURS.key]).product == "Bänk 漢"


def test_one_changed_character_anywhere_is_noticed() -> None:
    whole = code(OURS)
    for place, char in enumerate(whole):
        other = "B" if char == "A" else "A"
        assert kind(whole[:place] + other + whole[place + 1 :]) in ("altered", "not-one", "cut", "unknown-key")


def test_spare_bits_of_the_last_character_count_too() -> None:
    whole, alphabet = code(OURS), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    following = alphabet[alphabet.index(whole[-1]) + 1]
    assert kind(whole[:-1] + following) == "altered"


def test_a_code_that_lacks_its_end_says_so() -> None:
    whole = code(OURS)
    assert {kind(whole[:length]) for length in range(3, len(whole))} == {"cut"}


@pytest.mark.parametrize(
    "text", ["", "W2.x.y", "hello", "x" * 10_000_000, "\0", "W1", "w1.x", "https://acme.example/verify/"]
)
def test_what_is_no_code_says_so(text: str) -> None:
    assert kind(rules.bare(text)) == "not-one"


@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b"[]", b"null", b"[1]", b"[2" + payload_of(said(OURS))[2:], payload_of(said(OURS)) + b" ",
     b"[" * 900, json.dumps([1, *range(12)]).encode(), payload_of(said(OURS, issued="yesterday")),
     payload_of(said(OURS, issued="2024-01-20T20:00:00")), payload_of(said(OURS, clauses=("a", 1))),
     payload_of(said(OURS, starts="soon")), b"\xff\xfe"],
)  # fmt: skip
def test_bytes_that_no_certificate_has_are_refused_though_they_are_signed(payload: bytes) -> None:
    assert kind(code_of(payload, OURS.private.sign(to_sign(payload)))) in ("altered",)


def test_a_signature_for_something_else_does_not_serve() -> None:
    payload = payload_of(said(OURS))
    assert kind(code_of(payload, OURS.private.sign(payload))) == "altered"


def test_another_vendors_code_names_its_key() -> None:
    theirs = Pair("theirs")
    assert kind(code(theirs)) == "unknown-key"
    assert kind(code(theirs, key=OURS.key.id)) == "altered"


def test_a_key_proves_what_it_signed_in_its_time_alone() -> None:
    retired = Pair(until=AT + timedelta(hours=1))
    assert prove(code(retired), [Pair("new", since=AT + timedelta(hours=1)).key, retired.key])
    assert kind(code(retired, issued="2024-02-01T00:00:00Z"), retired) == "out-of-time"
    assert kind(code(retired, issued="2023-12-01T00:00:00Z"), retired) == "out-of-time"


@pytest.mark.parametrize("around", ["{}", "https://acme.example/verify/{}/", "  {}\n", "HTTP://x/verify/{}"])
def test_an_address_and_broken_lines_are_read(around: str) -> None:
    broken = "\n".join(code(OURS)[start : start + 70] for start in range(0, len(code(OURS)), 70))
    assert rules.bare(around.format(broken)) == code(OURS)


def test_keys_are_read_as_they_are_published() -> None:
    keys = [OURS.key, Pair("old", until=AT).key]
    assert rules.keys_read(json.loads(json.dumps(rules.keys_told(keys)))) == keys


@pytest.mark.parametrize("told", [None, [], {}, {"keys": 1}, {"keys": [{}]}, {"keys": [{"id": "a", "public": "!"}]}])
def test_what_is_no_list_of_keys_is_refused(told) -> None:
    with pytest.raises(ValueError, match="keys as"):
        rules.keys_read(told)


# -- coverages -------------------------------------------------------------------------------------

ANSWER = {
    "answer": "yes", "day": "2024-02-01", "plan": "plus", "level": "on-site", "starts": "2024-01-10",
    "ends": "2026-01-09", "clauses": ["acme:I"],
    "others": [
        {"plan": "base", "reason": "lower-level", "starts": "2024-01-01", "ends": "2024-12-31", "clauses": []},
        {"plan": "next", "reason": "not-started", "starts": "2026-01-10", "ends": "2027-01-09", "clauses": []},
        {"plan": "never", "reason": "not-started", "clauses": []},
        {"plan": "old", "reason": "over", "starts": "2020-01-01", "ends": "2020-12-31", "clauses": []},
        {"plan": "late", "reason": "barred", "starts": "2024-01-10", "clauses": []},
        {"plan": "vague", "reason": "undecided", "clauses": []},
    ],
}  # fmt: skip


def test_how_coverages_stand_by_an_answer() -> None:
    assert {one.plan: one.state for one in rules.coverages(ANSWER)} == {
        "plus": "in force", "base": "in force", "next": "to start", "never": "ruled out", "old": "ended",
        "late": "ruled out", "vague": "open",
    }  # fmt: skip
    assert rules.coverages({**ANSWER, "answer": "person"})[0].state == "open"
    assert rules.coverages({"answer": "no", "day": "2024-02-01"}) == []


@pytest.mark.parametrize(
    ("other", "state"),
    [({}, "current"), ({"ends": "2025-01-09"}, "changed"), ({"level": "return"}, "changed"),
     ({"starts": "2024-01-09"}, "changed"), ({"plan": "old", "starts": "2020-01-01"}, "ended"),
     ({"plan": "late"}, "not-held"), ({"plan": "gone"}, "not-held"), ({"plan": "vague"}, "open")],
)  # fmt: skip
def test_how_a_certificate_stands_by_todays_coverages(other: dict[str, str], state: str) -> None:
    assert rules.standing(said(OURS, **other), rules.coverages(ANSWER))[0] == state
