"""The peer of the HTTP API: psycopg alone, the same rows read and the same rows written, nothing decided."""

import hashlib
import json
import random
import secrets
import sys
import time
from datetime import UTC, datetime

import psycopg

_TOKEN = """
SELECT t.id, t.scopes, t.until, u.id, g.role FROM access_token t JOIN access_user u ON u.id = t.user_id
LEFT JOIN access_grant g ON g.user_id = u.id WHERE t.digest = %s AND u.is_active
"""
_UNIT = """
SELECT u.id, u.serial, p.kind, p.series, u.sold_as, o.key, l.time_zone FROM registry_unit u
JOIN registry_program g ON g.id = u.program_id JOIN registry_product p ON p.id = u.product_id
LEFT JOIN registry_party o ON o.id = u.owner_id LEFT JOIN registry_location l ON l.id = u.location_id
WHERE g.name = 'idesign' AND u.serial_key = {}
"""
_EVENTS = """
SELECT e.unit_id, e.public_id, e.what, e.happened_on, e.happened_at, e.recorded, e.source, e.data,
  s.public_id, w.public_id
FROM registry_historyevent e LEFT JOIN registry_historyevent s ON s.id = e.supersedes_id
LEFT JOIN registry_historyevent w ON w.id = e.withdraws_id WHERE e.unit_id = {} ORDER BY e.recorded, e.id
"""
_DECISION = """
INSERT INTO coverage_decision (public_id, unit_id, program, terms_version, question, answer, digests, created)
VALUES (%s, %s, 'idesign', '2023-01', %s, %s, %s, %s)
"""
_ENTRY = """
INSERT INTO journal_entry (at, actor, door, origin, act, subject, why, detail, digest)
VALUES (%s, 'token:1', 'api', '127.0.0.0/24', 'coverage.keep_decision', %s, '', '{"answer":"yes"}', %s)
"""


FILLER = json.dumps({"text": "x" * 2_000})
"""A question or an answer of the usual size."""


def ask(db: psycopg.Connection, digest: str, serial: str, filler: str) -> None:
    """One question: token, unit and history read, a decision of the usual size and its entry written."""
    with db.transaction():
        db.execute(_TOKEN, [digest]).fetchall()
        unit = db.execute(_UNIT.format("%s"), [serial]).fetchall()[0]
        db.execute(_EVENTS.format("%s"), [unit[0]]).fetchall()
        name, at = secrets.token_urlsafe(16), datetime.now(UTC)
        db.execute(_DECISION, [name, unit[0], filler, filler, "{}", at])
        db.execute(_ENTRY, [at, f"decision:{name}", hashlib.sha256(name.encode()).hexdigest()])


def ask_batch(db: psycopg.Connection, serials: list[str]) -> None:
    """The units of a batch and their histories, by one statement each."""
    units = db.execute(_UNIT.format("ANY(%s)"), [serials]).fetchall()
    db.execute(_EVENTS.format("ANY(%s)"), [[unit[0] for unit in units]]).fetchall()


def main(address: str, secret: str, units: int, seconds: float) -> None:
    """Prints how many a second."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    done, ends = 0, time.perf_counter() + seconds
    with psycopg.connect(address, autocommit=True) as db:
        while time.perf_counter() < ends:
            ask(db, digest, f"ID-{random.randint(1, units)}", FILLER)
            done += 1
    print(done / seconds)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
