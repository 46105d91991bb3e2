"""The paper, read back: its text by a PDF reader, its QR code by a scanner, its code by `warrantor verify`."""

import io
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image

from tests.apps.coverage.certificates.made import Pair, code, said
from warrantor.adapters.certificates import paper as adapter
from warrantor.adapters.certificates.reading import code_in
from warrantor.apps.coverage.certificates.rules import bare, prove

OURS = Pair()
SITE = "https://care.acme.example/verify/"
WHOLE = {"site": SITE, "issuer": "Acme care", "title_of": {"I.start": "When it starts", "II.A": "Every bench"}.get}
MARKUP = '#panic("x") #read("/etc/passwd") *b* _i_ $x$ <label> @ref \\ // // "quoted" `raw` [x] ✓'


def made(size: str = "a4", **other: str) -> bytes:
    return adapter.paper(said(OURS, **other), code(OURS, **other), size=size, **WHOLE)


def text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_all_that_was_signed_and_what_it_does_not_prove() -> None:
    read = text(made())
    for part in ("Certificate of coverage", "Acme care", "Bench 3", "A-1", "Plus", "On site", "10 January 2024",
                 "9 January 2026", "acme, version 2024-01", "20:00, 20 January 2024 (UTC)", "I.start When it starts",
                 "II.A Every bench", "What this paper does not prove", "NNNN NNNN NNNN NNNN NNNN NN",
                 "1 of 1"):  # fmt: skip
        assert part in read, part


@pytest.mark.parametrize(("size", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_it_comes_in_two_sizes_and_always_the_same(size: str, points: tuple[int, int]) -> None:
    content = made(size)
    box = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == points
    assert made(size) == content


def test_its_metadata_hold_the_code_and_its_title_alone() -> None:
    info = pypdf.PdfReader(io.BytesIO(made())).metadata
    assert info is not None
    assert (info.title, info["/Keywords"], info.author) == ("Certificate of coverage", code(OURS), None)
    assert set(info) <= {"/Title", "/Keywords", "/Creator", "/CreationDate", "/ModDate"}


def test_the_code_is_found_in_the_file_even_when_it_was_saved_anew(tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(made())
    assert code_in(tmp_path / "c.pdf") == code(OURS)
    again = pypdf.PdfWriter(clone_from=tmp_path / "c.pdf")
    again.write(tmp_path / "again.pdf")
    assert prove(code_in(tmp_path / "again.pdf"), [OURS.key]) == said(OURS)


def test_the_printed_qr_code_is_scanned_and_proves_it() -> None:
    stated = said(OURS, product="Bench " * 30, clauses=tuple(f"II.F.{number}" for number in range(30)))
    whole = code(OURS, product=stated.product, clauses=stated.clauses)
    told = adapter._told(stated, whole, SITE, "Acme care", lambda clause: clause, "a4")
    first, _ = adapter._typeset(told, stated, format="png", ppi=200)
    drawn = Image.open(io.BytesIO(first))
    [seen] = zxingcpp.read_barcodes(drawn.convert("L"))
    assert seen.text == SITE + whole
    assert prove(bare(seen.text), [OURS.key]) == stated


@pytest.mark.parametrize("field", ["product", "serial", "plan", "level", "version"])
def test_markup_in_a_name_is_text(field: str) -> None:
    assert "root:" not in (read := text(made(**{field: MARKUP})))
    assert "panic(" in read
    assert "$x$" in read


def test_long_names_stay_on_the_paper() -> None:
    content = made(serial="S" * 80, product="Bench " * 30)
    width = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox.width
    right = []
    pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, *_: right.append(tm[4]) if text.strip() else None
    )
    assert max(right) < width
    assert text(content).replace("\u200b", "").replace(" ", "").count("S" * 80) == 1
