"""PDF files: paragraphs made whole again."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.readers import Unreadable, read
from ingest.readers.pdf import read as read_pdf

STYLES = getSampleStyleSheet()
LONG = "A clinical trial assistant keeps the trial master file complete during the whole study. " * 4


def drawn(*pages: list[tuple[float, float, float, str]]) -> bytes:
    """Pages of (x, y, size, words)."""
    file = BytesIO()
    canvas = Canvas(file)
    for page in pages:
        for x, y, size, words in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def written(*paragraphs: tuple[str, str], **about: str) -> bytes:
    file = BytesIO()
    SimpleDocTemplate(file, **about).build([Paragraph(words, STYLES[style]) for style, words in paragraphs])
    return file.getvalue()


def encrypted(password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(written(("BodyText", "The fact.")))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_wrapped_lines_become_paragraphs_and_large_ones_headings():
    found = read_pdf(
        written(("Title", "Life after biology"), ("Heading2", "Tasks"), ("BodyText", LONG), ("BodyText", LONG))
    )
    assert found.title == "Life after biology"
    assert found.text == f"# Life after biology\n\n## Tasks\n\n{LONG.strip()}\n\n{LONG.strip()}"


def test_words_broken_over_two_lines_are_joined():
    lines = [
        (72, 700, 10, "The laboratory keeps every sample of the study, and the responsi-"),
        (72, 688, 10, "bility for the state-of-the-"),
        (72, 676, 10, "art freezer lies with the technician of the day, all of the time."),
    ]
    assert "the responsibility for the state-of-the-art freezer" in read_pdf(drawn(lines)).text


def test_headers_footers_and_page_numbers_are_dropped():
    pages = [
        [
            (72, 800, 9, "University of Ghent"),
            (72, 700, 10, f"Fact number {word} stands on its own page."),
            (72, 640, 10, f"Another line about {word} for good measure."),
            (72, 580, 10, f"And a third about {word}."),
            (72, 30, 9, f"Page {number} of 3"),
        ]
        for number, word in enumerate(["one", "two", "three"], start=1)
    ]
    text = read_pdf(drawn(*pages)).text
    assert "University" not in text
    assert "Page" not in text
    assert all(f"Fact number {word}" in text for word in ("one", "two", "three"))


def test_bullets_become_items_and_cells_of_a_row_stay_together():
    lines = [
        (72, 700, 10, "• first"),
        (72, 688, 10, "• second"),
        (72, 640, 10, "Credits"),
        (200, 640, 10, "60"),
    ]
    assert read_pdf(drawn(lines)).text == "- first\n- second\n\nCredits 60"


def test_letters_too_small_to_read_are_dropped():
    text = read_pdf(drawn([(72, 700, 10, "The fact."), (72, 600, 1, "POISON")])).text
    assert text == "The fact."


def test_a_title_that_no_page_says_is_not_believed():
    assert read_pdf(written(("Title", "Real"), ("BodyText", LONG), title="POISON")).title == "Real"
    assert read_pdf(written(("BodyText", "Real " + LONG), title="Microsoft Word - x.doc")).title is None


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password_is_named_as_the_reason(algorithm):
    with pytest.raises(Unreadable, match=r"^The PDF is protected by a password\.$"):
        read(encrypted("secret", algorithm), "a.pdf")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_read(algorithm):
    assert read(encrypted("", algorithm), "a.pdf").text == "The fact."


def test_a_pdf_without_text_is_called_scanned():
    with pytest.raises(Unreadable, match=r"^The PDF has no text: it is probably scanned\.$"):
        read(drawn([]), "a.pdf")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_half_a_pdf_is_called_damaged(share):
    content = written(("BodyText", LONG))
    with pytest.raises(Unreadable, match=r"^The file is damaged: it ends before the PDF does\.$"):
        read(content[: int(len(content) * share)], "a.pdf")


@pytest.mark.parametrize(
    "name", ["a.docx", "a.html", "../../x", "a\0b.txt", "x" * 4000, "\u202efdp.txt", "https://x.be/?a=.md"]
)
def test_a_pdf_is_known_by_its_content_whatever_its_name(name):
    assert read(written(("BodyText", "The fact.")), name).text == "The fact."
