"""How many checks one address may make in a minute. Counted in the cache, by whole minutes of the clock."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


class TooMany(Exception):
    """The address has used up its minute; `wait` is the seconds until the next."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} seconds")
        self.wait = wait


def count_check(request: HttpRequest, at: datetime) -> None:
    """Counts one check. Raises TooMany. The address itself is not kept, only what it hashes to."""
    address = sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:24]
    key = f"checks:{address}:{int(at.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        used = cache.incr(key)
    except ValueError:  # the cache threw the count away between the two lines: the minute begins anew
        cache.set(key, 1, timeout=120)
        used = 1
    if used > settings.CHECKS_PER_MINUTE:
        raise TooMany(60 - int(at.timestamp()) % 60)
