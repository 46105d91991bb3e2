"""Codes found in files, and what is said of a file that holds none."""

import zlib
from pathlib import Path

import pytest

from tests.apps.coverage.certificates.made import Pair, code
from warrantor.adapters.certificates.reading import code_in
from warrantor.apps.coverage.certificates.rules import CertificateError

CODE = code(Pair())
OTHER = code(Pair(), serial="A-2")
PACKED = b"%PDF-1.7\n<<>> stream\nnot packed endstream <<>> stream\r\n" + zlib.compress(f"({CODE})".encode())


def given(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "given"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content", [CODE.encode(), f"%PDF-1.7 /Keywords({CODE})".encode(), f"see {CODE}, {CODE}.".encode(), PACKED]
)
def test_a_code_is_found(tmp_path: Path, content: bytes) -> None:
    assert code_in(given(tmp_path, content)) == CODE


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "file holds no code"), (b"%PDF-1.7", "PDF holds no code"), (b"\x89PNG\r\n", "picture"),
     (f"{CODE} {OTHER}".encode(), "2 certificates"), (CODE[:-1].encode(), "holds no code"),
     (b"W1." * 3_500_000, "holds no code"), (b"%PDF" + b"stream\n" * 1_500_000, "holds no code"),
     (b"%PDF stream\n" + zlib.compress(bytes(50_000_000)), "holds no code"), (bytes(21 * 2**20), "20 MB")],
)  # fmt: skip
def test_what_holds_none_is_told_apart(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(CertificateError, match=told):
        code_in(given(tmp_path, content))
