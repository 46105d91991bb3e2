"""What a visitor may say about a fault. Every choice begins with what is taken for granted when nothing is said."""

from warrantor.core.terms.schema import CAUSES
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.privacy import ELSEWHERE, SOMEBODY_ELSE

FIELDS = (
    Field("cause", "What made it fail?", "choice", tuple((cause, words.CAUSES[cause]) for cause in CAUSES), optional=True),
    Field("part", "Which part failed?", "text", hint="Such as panel, battery or remote control", optional=True),
    Field("non_functional", "Did it work when it was first used?", "choice", (("works", "Yes"), ("dead", "No, never")), optional=True),
    Field("location", "Where is it now?", "choice",
          (("registered", "At its registered place"), (ELSEWHERE, "Somewhere else")), optional=True),
    Field("by", "Who reports it?", "choice",
          (("owner", "The owner"), (SOMEBODY_ELSE, "Somebody else")), optional=True),
    Field("first_use", "When was it first used?", "date", optional=True),
)  # fmt: skip
