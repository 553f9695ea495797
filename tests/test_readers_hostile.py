"""Files made to exhaust or deceive a reader: refused in bounded time, with the reader still standing."""

import re
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import docx
import pytest
from docx.document import Document

from ingest.readers import Content, Unreadable, confined, media_type, read, readings
from ingest.readers.reading import TOO_COMPLEX

TEXT = b"BT /F1 12 Tf (abcdefgh) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def pdf(stream: bytes, *, pages: int = 1, filters: str = "/FlateDecode") -> bytes:
    """A PDF, by hand, whose pages share one content stream."""
    kids = " ".join(f"{number + 4} 0 R" for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F1 %s>>>>>>" % FONT
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        f"<</Length {len(stream)}/Filter[{filters}]>>stream\n".encode() + stream + b"\nendstream",
        *[page] * pages,
    ]
    out = b"%PDF-1.7\n"
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


def looping_pdf() -> bytes:
    """A PDF whose older cross-reference table is the table itself."""
    content = pdf(zlib.compress(TEXT))
    start = content.rindex(b"xref\n0")
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def word(document_xml: str, **more: bytes) -> bytes:
    """A Word document whose main part is replaced, and to which parts are added."""
    file = BytesIO()
    document: Document = docx.Document()
    document.save(file)
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, document_xml if name == "word/document.xml" else old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def paragraphs(count: int) -> str:
    return HEAD + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * count + "</w:body></w:document>"


def overlapping() -> bytes:
    """An archive in which two entries point to the same bytes."""
    content = bytearray(word(paragraphs(1)))
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


BOMBS = {
    "flate bomb": ("a.pdf", lambda: pdf(zlib.compress(b" " * 100_000_000, 9))),
    "double flate bomb": (
        "a.pdf",
        lambda: pdf(zlib.compress(zlib.compress(b" " * 100_000_000, 9), 9), filters="/FlateDecode/FlateDecode"),
    ),
    "operators": ("a.pdf", lambda: pdf(zlib.compress(TEXT * 200_000, 9))),
    "many pages": ("a.pdf", lambda: pdf(zlib.compress(TEXT), pages=10_000)),
    "zip bomb": ("a.docx", lambda: word(HEAD + " " * 60_000_000 + "</w:body></w:document>")),
    "many paragraphs": ("a.docx", lambda: word(paragraphs(1_500_000))),
    "many entries": ("a.docx", lambda: word(paragraphs(1), **{f"x/{n}": b"" for n in range(10_000)})),
    "overlapping entries": ("a.docx", overlapping),
    "macros": ("a.docx", lambda: word(paragraphs(1), **{"word/vbaProject.bin": b"x"})),
    "deep elements": (
        "a.docx",
        lambda: word(HEAD + "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000 + "</w:body></w:document>"),
    ),
    "deep page": ("a.html", lambda: b"<!doctype html>" + b"<div>" * 30_000 + b"x"),
    "more elements than fit": ("a.html", lambda: b"<!doctype html>" + b"<p>x" * 5_000_000),
    "deep list": ("a.html", lambda: b"<!doctype html>" + b"<ul><li>" * 400 + b"x"),
    "deep styles": ("a.html", lambda: b"<!doctype html><style>" + b".a{" * 5_000 + b"</style><p>x"),
}

REASONS = {
    "overlapping entries": "lie over each other",
    "macros": "macros",
    "deep elements": "damaged",
}


def test_the_hand_made_pdf_is_sound_so_that_its_bombs_are_refused_for_being_bombs():
    assert read(pdf(zlib.compress(TEXT)), "a.pdf").text == "abcdefgh"


def test_a_table_that_points_to_itself_ends_and_the_text_is_read():
    assert read(looping_pdf(), "a.pdf").text == "abcdefgh"


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_in_bounded_time(name):
    address, made = BOMBS[name]
    content = made()
    started = time.monotonic()
    with pytest.raises(Unreadable, match=REASONS.get(name, re.escape(TOO_COMPLEX))):
        read(content, address)
    assert time.monotonic() - started < 60


def test_an_entity_is_neither_expanded_nor_fetched():
    layers = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    laughs = f'<!DOCTYPE d [<!ENTITY l0 "ha">{layers}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f"{HEAD}<w:p><w:r><w:t>fact &l9;&f;</w:t></w:r></w:p></w:body></w:document>"
    try:
        text = read(word(laughs + body), "a.docx").text
    except Unreadable:
        return
    assert "root:" not in text
    assert len(text) < 1_000


def test_a_parser_that_takes_too_long_is_stopped():
    slow = Content(b"<p>x</p>" * 100_000)
    with pytest.raises(Unreadable) as refusal:
        list(confined.confined("ingest.readers.html", slow, bounds=confined.Bounds(work=20, clock=0.01)))
    assert refusal.value.reason == TOO_COMPLEX


def test_a_child_sees_none_of_our_secrets(monkeypatch):
    seen: dict[str, object] = {}

    def started(*_: object, **options: object):
        seen.update(options)
        raise Unreadable("not started")

    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setattr(confined, "_NURSERY", confined._Nursery())
    monkeypatch.setattr(confined.subprocess, "Popen", started)
    with pytest.raises(Unreadable):
        list(confined.confined("ingest.readers.pdf", Content(b"x")))
    assert "secret" not in repr(seen["env"])


def test_hostile_files_in_parallel_leave_the_reader_standing():
    bombs = [pdf(zlib.compress(b" " * 100_000_000, 9)), word(paragraphs(700_000))] * 4

    def refused(content: bytes) -> bool:
        try:
            read(content, "a")
        except Unreadable:
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(refused, bombs))
    assert read(b"<!doctype html><p>still here", "a.html").text == "still here"


@pytest.mark.parametrize(
    ("content", "address", "kind"),
    [
        (b"%PDF-1.4", "a.docx", "application/pdf"),
        (b"<!DOCTYPE html><p>", "a.pdf", "text/html"),
        (b"<!-- x -->\n<html>", "a.txt", "text/html"),
        (b'<?xml version="1.0"?><!DOCTYPE html>', "a", "text/html"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "a", "text/html"),
        (b"<div>x</div>", "a.md", "text/markdown"),
        (b"<div>x</div>", "https://x.be/job?id=1", "text/html"),
        (b"plain", "https://x.be/a.html?x=.txt", "text/html"),
        (b"# x", "A.MARKDOWN", "text/markdown"),
        (b"a PDF begins with %PDF-", "a.txt", "text/plain"),
        (b"plain", "../../x", "text/plain"),
    ],
)
def test_the_content_decides_first_and_the_name_second(content, address, kind):
    assert media_type(Content(content), address) == kind


def test_a_text_of_twenty_megabytes_on_one_line_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(Unreadable, match="longer than that of a thick book"):
        list(readings(Content(b"a" * 20_000_000), "one-line.txt"))
