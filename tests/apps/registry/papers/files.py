"""Small files of each kind that may be a paper."""

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 24
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 24
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 24


def pdf_with(part: bytes) -> bytes:
    """A PDF in whose first object a part stands."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog " + part + b" >>\nendobj\ntrailer << >>\n%%EOF\n"


PDF = pdf_with(b"/Pages 2 0 R")
