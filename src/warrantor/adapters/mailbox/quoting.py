"""What of a message is new: without the history that mail programs put below or between, and without signatures.

What looks like neither stays: too much is better than words lost.
"""

import re

_ATTRIBUTION = re.compile(
    r"^(On\b.{5,300}\bwrote|Am\b.{5,300}\bschrieb\b.{0,100}|Le\b.{5,300}\ba écrit|El\b.{5,300}\bescribió"
    r"|Op\b.{5,300}\bschreef\b.{0,100}|Il\b.{5,300}\bha scritto)\s*:$"
)
_HISTORY = re.compile(
    r"^\s*[-_]{2,}\s*(Original Message|Reply message|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    r"|Oorspronkelijk bericht|Messaggio originale)\s*[-_]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\*?(From|Von|De|Van|Da)\s?:\*?\s", re.IGNORECASE)
_FOLLOWS = re.compile(r"^\*?(Sent|Date|Gesendet|Datum|Envoyé|Enviado|Verzonden|Inviato)\s?:\*?\s", re.IGNORECASE)
_SENT_FROM = re.compile(r"^(Sent from my|Sent from Mail for|Get Outlook for|Von meinem .* gesendet)\b", re.IGNORECASE)
_SIGNATURE = 20
"""Lines of a signature at most; more after its mark is no signature."""
_LOOKED_AT = 5_000
"""Lines in which history is looked for; it begins before."""


def new_words(text: str) -> str:
    """What was written now; empty where all is history."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept = _without_quotes(_above_history(lines))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_signature(kept))).strip()


def _above_history(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines[:_LOOKED_AT]):
        if _HISTORY.match(line) or _is_heading(lines, place):
            return lines[:place]
        length = _attribution(lines, place)
        if length and not _answers_below(lines, place + length):
            return lines[:place]
    return lines


def _is_heading(lines: list[str], place: int) -> bool:
    """`From:` and `Sent:` in a row, as some programs put above what they quote without a mark."""
    return bool(_FROM.match(lines[place]) and any(_FOLLOWS.match(line) for line in lines[place + 1 : place + 3]))


def _attribution(lines: list[str], place: int) -> int:
    """How many lines a `On ... wrote:` takes that begins here; 0 where none does. It may be wrapped."""
    if not lines[place] or lines[place][0] not in "OALEI":
        return 0
    for length in (1, 2, 3):
        told = " ".join(part.strip() for part in lines[place : place + length])
        if len(told) < 500 and _ATTRIBUTION.match(told):
            return length
    return 0


def _answers_below(lines: list[str], place: int) -> bool:
    """Whether what follows is marked as quoted, so that what is not is an answer to it."""
    following = next((line for line in lines[place:] if line.strip()), "")
    return following.startswith(">")


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    skip = 0
    for place, line in enumerate(lines):
        skip = max(skip - 1, _attribution(lines, place) if place < _LOOKED_AT else 0)
        if not skip and not line.startswith(">"):
            kept.append(line)
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    mark = next((place for place, line in enumerate(lines) if line in ("--", "—", "-- ")), len(lines))
    kept = lines[:mark] if len(lines) - mark <= _SIGNATURE else lines
    while kept and (not kept[-1].strip() or _SENT_FROM.match(kept[-1])):
        kept = kept[:-1]
    return kept
