"""`warrantor verify`: whether certificates are genuine, with the public keys alone: no records, no network."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.adapters.certificates.keys import PUBLIC, read_keys
from warrantor.adapters.certificates.reading import code_in
from warrantor.apps.coverage.certificates.rules import CertificateError, Key, Stated, bare, prove
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Says whether certificates are genuine, and what they said on the day they were issued.

CERTIFICATE is the PDF, the text of its QR code, or `-` for a text on standard input. Nothing is asked of a network;
whether the coverage still stands is known to its vendor alone, at the address in the QR code. Compare what is printed
here with the paper: what counts is what was signed."""

_ENDINGS = """The vendor's public keys are at `/.well-known/warrantor-keys.json` of its site.

exit codes:
  0  all of them are genuine
  1  one of them is not
  2  the keys or a file cannot be read"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "verify",
        help="say whether certificates are genuine, without records or network",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("certificates", metavar="CERTIFICATE", nargs="+", help="a PDF, the text of a QR code, or `-`")
    parser.add_argument("--keys", metavar="FILE", type=Path, help="the vendor's public keys (default: this site's own)")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each certificate")


def run(args: argparse.Namespace) -> int:
    """Verify each."""
    try:
        keys = read_keys(args.keys or _own_keys())
        genuine = [_verify(given, keys, args.json) for given in args.certificates]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor verify: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"warrantor verify: {safe(str(error))}", file=sys.stderr)
        return 2
    return int(not all(genuine))


def _own_keys() -> Path:
    folder = os.environ.get("WARRANTOR_CERTIFICATES_FOLDER")
    path = Path(folder or Path(os.environ.get("WARRANTOR_FOLDER") or ".") / "certificates") / PUBLIC
    if not path.exists():
        raise ValueError(f"there are no keys at `{path}`; name the vendor's with `--keys FILE`")
    return path


def _verify(given: str, keys: list[Key], as_json: bool) -> bool:
    """Prints what came of it; whether it is genuine."""
    try:
        said = prove(_code(given), keys)
    except CertificateError as error:
        told = {"certificate": _name(given), "genuine": False, "kind": error.kind, "problem": str(error)}
        print(json.dumps(told) if as_json else safe(f"not genuine: {_name(given)}: {error}"))
        return False
    if as_json:
        print(json.dumps({"certificate": _name(given), "genuine": True, **asdict(said)}, ensure_ascii=False))
    else:
        print("\n".join(safe(line) for line in _lines(said)))
    return True


def _code(given: str) -> str:
    """Raises OSError, CertificateError."""
    if given == "-":
        return bare(sys.stdin.read(1_000_000))
    if len(given) < 250 and Path(given).is_file():
        return code_in(Path(given))
    if given.lower().endswith(".pdf"):
        raise FileNotFoundError(2, "no such file", given)
    return bare(given)


def _name(given: str) -> str:
    return given if len(given) <= 60 else f"{given[:57]}..."


def _lines(said: Stated) -> list[str]:
    rows = [
        ("unit", f"{said.product}, {said.serial}"), ("plan", said.plan), ("level", said.level or "none"),
        ("first day", said.starts), ("last day", said.ends or "no end"), ("terms", f"{said.program} {said.version}"),
        ("clauses", ", ".join(said.clauses)), ("issued", said.issued), ("number", said.number), ("key", said.key),
    ]  # fmt: skip
    return ["genuine, as it was issued:", *(f"  {name:<10} {text}" for name, text in rows)]
