"""Made-up certificates, and keys in memory that sign them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from warrantor.apps.coverage.certificates.rules import Key, Stated, code_of, instant, payload_of, to_sign

AT = datetime(2024, 1, 20, 20, tzinfo=UTC)


@dataclass
class Pair:
    """A private key made of a seed, always the same."""

    seed: str = "ours"
    since: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    until: datetime | None = None
    private: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(self.seed.encode()).digest())

    @property
    def key(self) -> Key:
        public = self.private.public_key().public_bytes_raw()
        return Key(sha256(public).hexdigest()[:16], public, self.since, self.until)

    def signing(self, at: datetime):
        return self.key, self.private.sign

    def known(self) -> list[Key]:
        return [self.key]


def said(pair: Pair, **other) -> Stated:
    told = {
        "key": pair.key.id, "number": "N" * 22, "issued": instant(AT), "program": "acme", "version": "2024-01",
        "product": "Bench 3", "serial": "A-1", "plan": "plus", "level": "on-site", "starts": "2024-01-10",
        "ends": "2026-01-09", "clauses": ("I.start", "II.A"), **other,
    }  # fmt: skip
    return Stated(**told)


def code(pair: Pair, **other) -> str:
    payload = payload_of(said(pair, **other))
    return code_of(payload, pair.private.sign(to_sign(payload)))
