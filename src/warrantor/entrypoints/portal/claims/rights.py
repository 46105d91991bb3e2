"""What the law gives a buyer besides the terms: said with every answer, by where it was bought and where it stands.

It names the law to look at; it gives no advice, and hangs on no decision.
"""

from dataclasses import dataclass

from warrantor.apps.claims.models import Claim
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

_COUNTRY = dict(COUNTRIES)
_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
_OTHERS = {
    "GB": "the Consumer Rights Act 2015 gives consumers a repair, a replacement or their money back from the seller.",
    "AU": "goods come with guarantees that the Australian Consumer Law does not let anybody exclude.",
    "NZ": "the Consumer Guarantees Act 1993 gives consumers guarantees that nobody can exclude.",
    "US": "state law may imply warranties, and the Magnuson-Moss Warranty Act bounds how they may be limited.",
    "CA": "the law of the province may give consumers warranties that nobody can exclude.",
    "CH": "the Code of Obligations makes the seller answer for faults, for two years at least for consumers.",
    "NO": "the Consumer Purchases Act makes the seller answer for faults, for two or for five years.",
    "IS": "the Consumer Purchases Act makes the seller answer for faults, for two or for five years.",
    "RS": "the Consumer Protection Act makes the seller answer for two years for goods that are not as agreed.",
}
_IN_THE_UNION = (
    "a seller answers to consumers for goods that are not as agreed, for two years from the delivery at least "
    "(Directive (EU) 2019/771)."
)
_ELSEWHERE = "the law may give you rights besides these terms."


@dataclass(frozen=True)
class Right:
    """`where` is how the country comes in: bought there, or stands there."""

    where: str
    text: str


def rights_of(claim: Claim) -> list[Right]:
    """By the country of the purchase, as far as it was told, and by that in which the unit stands."""
    bought = str(claim.report.get("bought_in", ""))
    place = claim.unit.location if claim.unit else None
    stands = place.country if place else ""
    return [
        _right("Where you bought it", bought),
        _right("Where you live, and it stands", stands),
    ]


def _right(where: str, country: str) -> Right:
    if not country:
        return Right(where, _ELSEWHERE)
    law = _IN_THE_UNION if country in _UNION else _OTHERS.get(country, _ELSEWHERE)
    return Right(f"{where}, {_COUNTRY.get(country, country)}", law)
