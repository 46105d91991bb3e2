"""Messages are read whatever they hold: what was written is found, nothing ends in an error, nothing takes for ever."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warrantor.adapters.mailbox.parsing import parse

PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 200


def written(**parts: object) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Mila M. <Mila@Example.org>"
    made["To"] = "care@its.example"
    made["Subject"] = "Board is dark"
    made["Message-ID"] = "<one@example.org>"
    made.set_content(str(parts.get("text", "The screen stays dark.\n")))
    return made


def raw(head: str, body: bytes) -> bytes:
    return b"From: mila@example.org\r\n" + head.encode() + b"\r\n\r\n" + body


def test_a_plain_message() -> None:
    mail = parse(written().as_bytes())
    assert (mail.sender, mail.name, mail.subject) == ("mila@example.org", "Mila M.", "Board is dark")
    assert (mail.words, mail.recipients) == ("The screen stays dark.", ("care@its.example",))
    assert (mail.message_id, mail.automatic, mail.vouched, mail.cut) == ("<one@example.org>", "", False, False)


def test_of_two_forms_the_plain_one_is_read_and_files_are_kept() -> None:
    made = written()
    made.add_alternative("<p>The screen <b>stays</b> dark.</p>", subtype="html")
    made.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="dark.jpg")
    made.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    mail = parse(made.as_bytes())
    assert mail.words == "The screen stays dark."
    assert [(one.name, one.content) for one in mail.attachments] == [("dark.jpg", PHOTO), ("winmail.dat", b"x")]


HTML = """<!-- a > b --><style>p {color: red}</style><p>Two&nbsp;boards<br>are <i>dark</i> &lt;now&gt;</p>
<ul><li>one<li>two</ul><script>alert("x")</script>
<div>On Monday, Ada wrote:</div><blockquote>Which <p>ones?</p></blockquote><p>These.</p>"""


def test_html_alone_becomes_text() -> None:
    mail = parse(raw("Content-Type: text/html; charset=utf-8", HTML.encode()))
    assert mail.words.splitlines() == ["Two boards", "are dark <now>", "", "- one", "- two", "", "These."]
    assert "> Which" in mail.text


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        ("Content-Type: text/plain; charset=us-ascii", "kaputt für uns".encode(), "kaputt für uns"),
        ("Content-Type: text/plain; charset=utf-8", "kaputt für uns".encode("latin-1"), "kaputt für uns"),
        ("Content-Type: text/plain; charset=iso-8859-1", "kaputt für uns".encode(), "kaputt für uns"),
        ("Content-Type: text/plain; charset=no-such", "kaputt für uns".encode(), "kaputt für uns"),
        ("Content-Type: text/plain; charset=utf-16", "kaputt".encode("utf-16"), "kaputt"),
        ("Content-Type: text/plain; charset=shift_jis", "故障".encode("shift_jis"), "故障"),
        ("Content-Type: text/plain; charset=idna", b"plain", "plain"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"a2FwdXR0", "kaputt"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"a2Fwd!XR0=", "kaputt"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"f=C3=BCr =ZZ", "für =ZZ"),
        ("Content-Type: text/plain", b"da\0rk\x1b[31m \xe2\x80\xaered", "dark[31m red"),
        ("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nno end", "no end"),
        ("Content-Type: multipart/mixed", b"no parts", "no parts"),
        ("Content-Type: text/plain", b"", ""),
    ],
)
def test_texts_that_are_not_what_they_say(head: str, body: bytes, words: str) -> None:
    assert parse(raw(head, body)).words == words


def test_headers_hold_no_second_line_and_encoded_words_are_read() -> None:
    mail = parse(raw("Subject: =?utf-8?q?dark=0D=0ABcc:_x=40evil.example?=\r\n =?utf-8?b?IGbDvHI=?=", b"x"))
    assert mail.subject == "dark Bcc: x@evil.example für"
    assert parse(raw("Subject: f\u00fcr", b"x")).subject == "für"


def test_names_of_files_are_read_and_made_up_where_they_lack() -> None:
    made = written()
    made.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="Türe.jpg")
    made.add_attachment(PHOTO, maintype="image", subtype="jpeg")
    made.add_attachment(written())
    names = [one.name for one in parse(made.as_bytes()).attachments]
    assert names == ["Türe.jpg", "attachment-2.jpg", "attachment-3.eml"]


def test_ornaments_of_signatures_are_left_out_and_pictures_in_the_text_kept() -> None:
    made = written()
    made.add_alternative("<p>See <img src='cid:a'></p>", subtype="html")
    form = made.get_payload()[1]
    form.add_related(PHOTO, "image", "jpeg", cid="<a>", disposition="inline")
    form.add_related(PHOTO + b"\0" * 20_000, "image", "jpeg", cid="<b>", disposition="inline")
    assert [len(one.content) for one in parse(made.as_bytes()).attachments] == [len(PHOTO) + 20_000]


def test_a_message_that_ends_too_early_keeps_its_words() -> None:
    made = written()
    made.add_attachment(PHOTO * 500, maintype="image", subtype="jpeg", filename="a.jpg")
    made.add_attachment(PHOTO * 500, maintype="image", subtype="jpeg", filename="b.jpg")
    content = made.as_bytes()
    mail = parse(content[: len(content) - 5_000], cut=True)
    assert mail.words == "The screen stays dark."
    assert mail.cut
    assert [(one.name, one.whole) for one in mail.attachments] == [("a.jpg", True), ("b.jpg", False)]


def nested(depth: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return b"From: mila@example.org\r\nSubject: deep\r\n" + heads + b"\r\ntext\r\n"


HOSTILE = {
    "deep": nested(3_000),
    "parts": raw("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * 20_000),
    "tags": raw("Content-Type: text/html", b"<" * 500_000),
    "tag": raw("Content-Type: text/html", b"<" + b"a" * 500_000),
    "comments": raw("Content-Type: text/html", b"<!--" * 200_000),
    "styles": raw("Content-Type: text/html", b"<style>" * 100_000),
    "quotes": raw("Content-Type: text/html", b"<blockquote>" * 50_000),
    "entities": raw("Content-Type: text/html", b"&" * 500_000),
    "attributions": raw("Content-Type: text/plain", b"On a wrote wrote wrote \n" * 50_000),
    "words": raw("Subject: " + "=?a?q?" * 30_000, b"x"),
    "headers": raw("\r\n".join(f"X-{n}: y" for n in range(50_000)), b"x"),
    "references": raw("References: " + "<a@b> " * 20_000, b"x"),
    "brackets": raw("Authentication-Results: a; " + "(" * 15_000, b"x"),
    "from": raw("From: " + "<a@b" * 20_000, b"x"),
    "line": raw("Content-Type: text/plain", b"x" * 5_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read_and_its_sender_known(name: str) -> None:
    mail = parse(HOSTILE[name], authority="mx.example")
    assert mail.sender == ("" if name == "from" else "mila@example.org")
    assert len(mail.text) <= 100_000
    assert len(mail.attachments) <= 40


PIECES = [
    b"\r\n",
    b"\n",
    b"\r\n\r\n",
    b"--b",
    b"--b--",
    b"From: a@b.c",
    b"From:",
    b"Subject: =?utf-8?b?",
    b"?=",
    b"\xff\xfe",
    b"\0",
    b"\n ",
    b"Content-Type: multipart/mixed; boundary=b",
    b'Content-Type: multipart/alternative; boundary="b"',
    b"Content-Type: text/html; charset=",
    b"utf-7",
    b"Content-Type: message/rfc822",
    b"Content-Type: ;;=",
    b"Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=",
    b'Content-Disposition: attachment; filename="=?x',
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: x-uuencode",
    b"begin 666 a\n",
    b"Message-ID: <",
    b"a@b>",
    b"<p>",
    b"<!--",
    b"&#0;",
    b"Authentication-Results: mx;",
    b"dkim=pass header.d=",
    b"References: <a@b>",
    b"text",
    b"\xed\xa0\x80",
]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=60))
def test_whatever_comes_is_read(pieces: list[bytes]) -> None:
    mail = parse(b"".join(pieces), authority="mx")
    told = " ".join([mail.subject, mail.name, mail.text, mail.words, mail.sender, *(a.name for a in mail.attachments)])
    told.encode("utf-8")
    assert "\0" not in told
    assert "\n" not in mail.subject + mail.name + mail.message_id


@given(st.binary(max_size=300))
def test_files_come_through_unchanged(content: bytes) -> None:
    made = written()
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename="a.bin")
    assert parse(made.as_bytes()).attachments[0].content == content


def test_a_second_delivery_is_the_same_and_nobody_takes_anothers_place() -> None:
    first, again = written(), written(text="Once more\n")
    assert parse(first.as_bytes()).key == parse(again.as_bytes()).key
    del again["From"]
    again["From"] = "eve@example.org"
    assert parse(first.as_bytes()).key != parse(again.as_bytes()).key
    assert parse(raw("X: y", b"a")).key != parse(raw("X: y", b"b")).key
