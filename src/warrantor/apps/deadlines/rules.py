"""Rules of deadlines, all pure: when one that failed is tried again, and how a failure is told."""

from datetime import timedelta

LONGEST_WAIT = timedelta(hours=6)
_ERROR = 300


def wait(tries: int) -> timedelta:
    """How long until the next try after so many failures: a minute, doubled each time, six hours at most."""
    return min(timedelta(minutes=2 ** min(tries - 1, 16)), LONGEST_WAIT)


def told(error: Exception) -> str:
    """What went wrong in a line; an error of ours says it in plain words, any other is named too."""
    said = " ".join(str(error).replace("\0", "").split())
    ours = type(error).__module__.startswith("warrantor.")
    return (said if ours and said else f"{type(error).__name__}: {said}".removesuffix(": "))[:_ERROR]
