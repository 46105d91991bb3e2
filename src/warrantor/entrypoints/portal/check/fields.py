"""What a visitor may say about a fault. Every choice begins with what is taken for granted when nothing is said."""

from warrantor.core.terms.schema import CAUSES
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.privacy import ELSEWHERE, SOMEBODY_ELSE

_CAUSES = tuple((cause, words.CAUSES[cause]) for cause in CAUSES)
WORKED = (("works", "Yes"), ("dead", "No, never"))
_PLACES = (("registered", "At its registered place"), (ELSEWHERE, "Somewhere else"))
_REPORTERS = (("owner", "The owner"), (SOMEBODY_ELSE, "Somebody else"))

FIELDS = (
    Field("cause", "What made it fail?", "choice", _CAUSES, optional=True),
    Field("part", "Which part failed?", "text", hint="Such as panel, battery or remote control", optional=True),
    Field("non_functional", "Did it work when it was first used?", "choice", WORKED, optional=True),
    Field("location", "Where is it now?", "choice", _PLACES, optional=True),
    Field("by", "Who reports it?", "choice", _REPORTERS, optional=True),
    Field("first_use", "When was it first used?", "date", optional=True),
)
