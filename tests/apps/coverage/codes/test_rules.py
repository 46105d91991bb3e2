"""What a code looks like, and which slips its check letter finds: all wrong letters, and all that changed places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.apps.coverage.codes import rules
from warrantor.apps.registry.rules import Refused

CHANCE = st.text(alphabet=rules.ALPHABET, min_size=rules.LENGTH - 1, max_size=rules.LENGTH - 1)
PLACE = st.integers(0, rules.LENGTH - 1)


@given(CHANCE)
def test_a_code_is_read_back_however_it_is_spelled(chance: str) -> None:
    code = chance + rules.check_letter(chance)
    assert rules.read_code(rules.spelled(code)) == code
    assert rules.read_code(f" {rules.spelled(code).lower().replace('-', ' ')}\n") == code


@given(CHANCE, PLACE, st.sampled_from(rules.ALPHABET))
def test_one_wrong_letter_is_found(chance: str, place: int, letter: str) -> None:
    code = chance + rules.check_letter(chance)
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Refused, match="wrong letter"):
            rules.read_code(wrong)


@given(CHANCE, PLACE, PLACE)
def test_two_letters_that_changed_places_are_found(chance: str, one: int, other: int) -> None:
    code = list(chance + rules.check_letter(chance))
    right = "".join(code)
    code[one], code[other] = code[other], code[one]
    wrong = "".join(code)
    if wrong != right:
        with pytest.raises(Refused, match="changed places"):
            rules.read_code(wrong)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "is empty"),
        (" - ", "is empty"),
        ("ABCD-2345", "has 8 letters"),
        ("A" * 200, "has 200 letters"),
        ("O234-5678-9ABC-DEFG", "`O` is in no code"),
        ("<script>alert(1)</script>", "`<` is in no code"),
        ("ABCD\x00234", "is no code"),
    ],
)
def test_what_is_no_code_is_told_why(typed: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read_code(typed)
    assert refused.value.field == "code"
    assert says in refused.value.message
    assert "four" in refused.value.help


def test_codes_do_not_repeat() -> None:
    assert len({rules.make_code() for _ in range(1000)}) == 1000
