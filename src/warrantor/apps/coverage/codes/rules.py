"""What an activation code looks like, how it is made and checked, and how often one may try. Pure, but for chance.

A code has fifteen letters of chance, which are some 74 bits, and one that checks them. The alphabet is 31 letters that
nobody takes for one another on a card; 31 is a prime, so that the check finds every wrong letter and every two that
changed places.
"""

import hashlib
import secrets
from datetime import timedelta

from warrantor.apps.registry.rules import Refused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
GROUP = 4
LARGEST = 1_000
"""Codes of a batch at most: as many as one sheet of cards may have."""
TRIES, WHILE = 10, timedelta(minutes=15)
"""How many codes that open nothing somebody may enter, and in what time."""
_LOOK_AGAIN = f"the {LENGTH} letters and digits of the card, in groups of four; 0, 1, I, L and O are never among them"


def make_code() -> str:
    """A new code, without its dashes."""
    chance = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return chance + check_letter(chance)


def check_letter(chance: str) -> str:
    """What brings the weighted sum of a code's letters to nothing; weights rise from the right, the check's is 1."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(reversed(chance), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def read_code(typed: str) -> str:
    """A code as somebody typed or scanned it, without dashes and white space. Raises Refused for what is none."""
    code = "".join(letter for letter in typed.upper() if letter not in "-–_." and not letter.isspace())
    if not code:
        raise Refused("code", "is empty", _LOOK_AGAIN)
    foreign = next((letter for letter in code if letter not in ALPHABET), "")
    if foreign:
        raise Refused("code", f"`{foreign}` is in no code" if foreign.isprintable() else "is no code", _LOOK_AGAIN)
    if len(code) != LENGTH:
        raise Refused("code", f"has {len(code)} letters and digits", _LOOK_AGAIN)
    if check_letter(code[:-1]) != code[-1]:
        raise Refused("code", "has a wrong letter or digit, or two that changed places", _LOOK_AGAIN)
    return code


def spelled(code: str) -> str:
    """A code as a card shows it, in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def code_digest(code: str) -> str:
    """How a code is kept; it is long and random, so that a plain digest is enough."""
    return hashlib.sha256(code.encode()).hexdigest()
