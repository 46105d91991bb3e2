"""Which files may be papers: what a name and a content must be, and what a PDF may not do."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.registry.papers.files import HEIC, JPEG, PDF, PNG, WEBP, pdf_with
from warrantor.apps.registry.papers import pdf, rules
from warrantor.apps.registry.rules import Refused

SOUND = {"d.pdf": PDF, "d.JPG": JPEG, "d.jpeg": JPEG, "d.png": PNG, "d.webp": WEBP, "d.heic": HEIC, "d.txt": b"D-1\r\n"}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_kept(name: str) -> None:
    found = rules.sound(name, SOUND[name])
    assert (found.name, found.media_type) == (name, rules.ENDINGS[name.rpartition(".")[2].lower()])


def refused(name: str, content: bytes, part: str) -> None:
    with pytest.raises(Refused, match=part) as told:
        rules.sound(name, content)
    assert told.value.field == "file"
    assert told.value.help


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("d.pdf", b"", "is empty"),
        ("d.exe", b"MZ", "not of a kind"),
        ("d.svg", b"<svg onload='x()'/>", "not of a kind"),
        ("d", PDF, "not of a kind"),
        ("d.pdf.html", PDF, "not of a kind"),
        ("invoice\u202efdp.exe", PDF, "`invoicefdp.exe` is not of a kind"),
        ("d.png", PDF, "holds application/pdf, and its name says image/png"),
        ("d.pdf", PNG, "holds image/png"),
        ("d.pdf", b"PK\x03\x04" + PDF, "holds nothing that is kept"),
        ("d.pdf", b"<html>" + PDF, "holds nothing that is kept"),
        ("d.pdf", b"\xef\xbb\xbf" + PDF, "not only a PDF"),
        ("d.txt", b"GIF89a\x01", "holds nothing"),
        ("d.txt", b"\x7fELF\x02\x01", "holds nothing"),
        ("d.txt", b"\xff\xfeD\0", "holds nothing"),
        ("d.txt", b"  \n<html><script>x()</script>", "holds nothing"),
        ("d.txt", b"hello <SCRIPT>x()</SCRIPT>", "holds nothing"),
        ("d.txt", b"hello\n%PDF-1.4", "holds nothing"),
        ("d.txt", b"hello\0", "holds nothing"),
    ],
)  # fmt: skip
def test_what_is_not_kept(name: str, content: bytes, part: str) -> None:
    refused(name, content, part)


def test_a_file_that_is_too_large_is_refused() -> None:
    refused("d.png", PNG + b"\0" * rules.LARGEST, "larger than 20,000,000 bytes")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b"/OpenAction << /S /JavaScript /JS (x()) >>", "JavaScript"),
        (b"/AA << /O << /S /#4aava#53cript /JS 9 0 R >> >>", "JavaScript"),
        (b"/OpenAction << /S /Launch /F (calc.exe) >>", "Launch"),
        (b"/AcroForm << /XFA 7 0 R >>", "XFA"),
    ],
)
def test_a_pdf_that_acts_is_refused_also_in_a_folded_stream(part: bytes, said: str) -> None:
    refused("d.pdf", pdf_with(part), said)
    folded = zlib.compress(part)
    stream = b"/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n" + folded + b"\nendstream"
    refused("d.pdf", pdf_with(stream), said)


def test_a_pdf_that_only_opens_at_a_page_is_kept() -> None:
    assert rules.sound("d.pdf", pdf_with(b"/OpenAction [3 0 R /Fit]")).media_type == "application/pdf"
    objects = b"/Type /ObjStm /Filter /FlateDecode >>\nstream\r\n" + zlib.compress(b"<< /Kids [] >>") + b"\nendstream"
    assert rules.sound("d.pdf", pdf_with(objects)).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b"/Encrypt 5 0 R", "protected"),
        (b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode] >>\nstream\nxx\nendstream", "cannot be looked into"),
        (b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << >> >>\nstream\nxx\nendstream", "cannot be looked into"),
        (b"/Type /ObjStm /Filter /FlateDecode >>\nstream\nxx\nendstream", "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_looked_into_is_refused(part: bytes, said: str) -> None:
    refused("d.pdf", pdf_with(part), said)


def test_a_pdf_that_unfolds_to_too_much_is_refused() -> None:
    folded = zlib.compress(b" " * 51_000_000)
    refused("d.pdf", pdf_with(b"/Type /ObjStm /Filter /FlateDecode >>\nstream\n" + folded), "unfolds to too much")


@pytest.mark.parametrize("word", [b"stream\n", b"/ObjStm", b"#41stream\n", b" obj /Type /ObjStm stream\n"])
def test_a_pdf_of_very_many_streams_is_looked_at_once(word: bytes, monkeypatch) -> None:
    looked = []
    for name in ("_plain", "_check_names"):
        look = getattr(pdf, name)
        monkeypatch.setattr(pdf, name, lambda part, look=look: (looked.append(len(part)), look(part))[1])
    content = b"%PDF-1.4\n" + word * (1_000_000 // len(word))
    with suppress(Refused):
        pdf.check(content)
    assert sum(looked) < 15 * len(content), "5,000 times 2,000 bytes at most, and each part a time or two"


def test_a_pdf_of_too_many_streams_of_objects_is_refused() -> None:
    refused("d.pdf", pdf_with(b" obj /Type /ObjStm >>\nstream\nx\nendstream\n" * 5_001), "5,000 streams of objects")


def test_a_pdf_that_is_something_else_too_is_refused() -> None:
    refused("d.pdf", b"%PDF-1.4\n<SCRIPT>x()</SCRIPT>\n" + PDF, "not only a PDF")
    refused("d.pdf", PDF + b"PK\x05\x06" + b"\0" * 18, "an archive at once")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/d.pdf", "d.pdf"),
        ("C:\\papers\\d.pdf", "d.pdf"),
        ("d\0.pdf", "d.pdf"),
        ("d\u202e\u200b.pdf", "d.pdf"),
        (".d.pdf", "d.pdf"),
        ("...", "paper"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_without_what_does_not_belong_into_one(name: str, shown: str) -> None:
    assert rules.clean_name(name) == shown


@given(st.text())
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    shown = rules.clean_name(name)
    assert 0 < len(shown) <= 120
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown


@given(st.binary(max_size=400), st.sampled_from(sorted(rules.ENDINGS)))
def test_any_content_is_kept_or_refused(content: bytes, ending: str) -> None:
    with suppress(Refused):
        assert rules.sound(f"d.{ending}", content).media_type == rules.ENDINGS[ending]


def test_only_a_proof_names_an_invoice() -> None:
    rules.check_about("invoice", "D-1")
    for kind, names, field in [("photo", "D-1", "names"), ("letter", "", "kind"), ("invoice", "D\0", "names")]:
        with pytest.raises(Refused) as told:
            rules.check_about(kind, names)
        assert told.value.field == field
