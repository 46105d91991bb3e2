"""Constants folded while core form is put together."""

from warrantor.core.terms.ir import FALSE, TRUE, Lit, Not, mapped, negation


def test_what_is_not_known_is_not_known_to_be_otherwise() -> None:
    assert negation(Lit(None)) == Lit(None)
    assert mapped(Not(Lit(None)), lambda part: part) == Lit(None)
    assert (negation(TRUE), negation(FALSE)) == (FALSE, TRUE)
