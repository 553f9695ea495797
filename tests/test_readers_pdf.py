"""PDF files: paragraphs made whole again."""

from io import BytesIO
from itertools import zip_longest

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph, SimpleDocTemplate, Table

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


def operated(operators: bytes) -> bytes:
    """A page drawn by these operators, with a font called F1."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn([(72, 700, 10, "x")]))))
    stream = DecodedStreamObject()
    stream.set_data(operators)
    writer.pages[0][NameObject("/Contents")] = stream
    file = BytesIO()
    writer.write(file)
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
    with pytest.raises(Unreadable, match=r"^The PDF has no text: it is probably a scan\."):
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


VIGILANCE = (
    "De farmacovigilantie bewaakt de veiligheid van geneesmiddelen na de registratie. Elke ernstige bijwerking"
    " wordt binnen vijftien dagen gemeld aan het agentschap. Een apotheker kan hier meteen na de studie beginnen."
)
TRIALS = (
    "Un attaché de recherche clinique visite les hôpitaux et vérifie les données de l'étude. Il commence souvent"
    " comme assistant, et chaque visite se termine par un rapport que le promoteur lit le jour même."
)


def side_by_side(left: str, right: str, *, font: str = "Helvetica", gutter: float = 24) -> bytes:
    """Two columns, drawn as an unkind program does: line by line across both."""
    file = BytesIO()
    canvas = Canvas(file)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 790, "Werken na de studie")
    canvas.setFont(font, 10)
    wide = (475 - gutter) / 2
    columns = [simpleSplit(words, font, 10, wide) for words in (left, right)]
    for at, pair in enumerate(zip_longest(*columns, fillvalue="")):
        canvas.drawString(60, 760 - 12 * at, pair[0])
        canvas.drawString(60 + wide + gutter, 760 - 12 * at, pair[1])
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
@pytest.mark.parametrize("gutter", [14, 24, 40])
def test_two_columns_are_read_one_after_the_other(font, gutter):
    text = read_pdf(side_by_side(VIGILANCE, TRIALS, font=font, gutter=gutter)).text
    assert text == f"# Werken na de studie\n\n{VIGILANCE}\n\n{TRIALS}"


def test_two_columns_below_a_title_over_both_keep_their_headings():
    file = BytesIO()
    frames = [Frame(50, 700, 495, 80), Frame(50, 60, 237, 630), Frame(308, 60, 237, 630)]
    story = [Paragraph("After biology", STYLES["Title"])]
    for heading, words in (("Safety", VIGILANCE), ("Trials", TRIALS)):
        story += [FrameBreak(), Paragraph(heading, STYLES["Heading2"])]
        story += [Paragraph(words, STYLES["BodyText"]) for _ in range(4)]
    BaseDocTemplate(file, pageTemplates=[PageTemplate("page", frames)]).build(story)
    columns = [
        f"## {name}\n\n" + "\n\n".join([words] * 4) for name, words in (("Safety", VIGILANCE), ("Trials", TRIALS))
    ]
    assert read_pdf(file.getvalue()).text == "# After biology\n\n" + "\n\n".join(columns)


def test_lists_beside_one_another_are_two_lists():
    rows = [("GMP", "Projectplanning"), ("Celkweek", "Presenteren"), ("ELISA", "Frans")]
    drawing = [
        (x, 700 - 14 * at, 10, f"• {skill}")
        for at, row in enumerate(rows)
        for x, skill in zip((60, 310), row, strict=True)
    ]
    assert read_pdf(drawn(drawing)).text == "- GMP\n- Celkweek\n- ELISA\n- Projectplanning\n- Presenteren\n- Frans"


def test_each_row_of_a_table_holds_its_facts_in_one_line():
    rows = [
        ["Opleiding", "Aanbieder", "Start", "Prijs"],
        ["GMP voor operatoren, met praktijk in de cleanroom", "ViTalent", "12/10/2027", "€ 450"],
        ["Biostatistiek", "UHasselt, Centrum voor Statistiek", "15/11/2027", "€ 1.200"],
        ["Klinisch databeheer", "Helis Academy", "nog niet bekend", "gratis"],
    ]
    table = Table([[Paragraph(cell, STYLES["BodyText"]) for cell in row] for row in rows], colWidths=[150, 110, 90, 60])
    file = BytesIO()
    SimpleDocTemplate(file).build(
        [
            Paragraph("Najaar", STYLES["Title"]),
            Paragraph(LONG, STYLES["BodyText"]),
            table,
            Paragraph(LONG, STYLES["BodyText"]),
        ]
    )
    lines = read_pdf(file.getvalue()).text.splitlines()
    assert [line for line in lines if line.startswith("|")] == [
        "| Opleiding | Aanbieder | Start | Prijs |",
        "| --- | --- | --- | --- |",
        "| GMP voor operatoren, met praktijk in de cleanroom | ViTalent | 12/10/2027 | € 450 |",
        "| Biostatistiek | UHasselt, Centrum voor Statistiek | 15/11/2027 | € 1.200 |",
        "| Klinisch databeheer | Helis Academy | nog niet bekend | gratis |",
    ]
    assert LONG.strip() in lines


def test_labels_and_values_stay_together_and_none_is_taken_for_a_heading():
    pairs = [("Duration", "three days"), ("Place", "Ghent, campus Coupure"), ("Language", "English")]
    drawing = [
        (x, 700 - 16 * at, 10, word) for at, pair in enumerate(pairs) for x, word in zip((60, 200), pair, strict=True)
    ]
    assert read_pdf(drawn(drawing)).text.splitlines()[2:] == [f"| {label} | {value} |" for label, value in pairs]


def test_numbers_under_each_other_to_the_right_belong_to_their_row():
    file = BytesIO()
    canvas = Canvas(file)
    for at, row in enumerate([("Year", "Vacancies", "PhD"), ("2024", "988", "9 %"), ("2025", "12 110", "31 %")]):
        canvas.drawString(60, 700 - 15 * at, row[0])
        canvas.drawRightString(220, 700 - 15 * at, row[1])
        canvas.drawRightString(330, 700 - 15 * at, row[2])
    canvas.save()
    assert "| 2025 | 12 110 | 31 % |" in read_pdf(file.getvalue()).text


def test_a_row_drawn_in_one_stroke_has_its_cells_apart_and_a_sentence_its_words_together():
    strokes = [
        b"[(Course)-6000(Provider)-4000(Starts)]TJ",
        b"[(GMP)-7500(ViT)20(alent)-4900(2 March 2027)]TJ",
        b"[(Statistics)-5200(UHasselt)-4300(15 May 2027)]TJ 0 -40 Td",
        b"[(A sentence that is w)10(ritten in one)-300(stroke, as)-280(TeX does.)]TJ",
    ]
    text = read_pdf(operated(b"BT /F1 10 Tf 72 700 Td " + b" 0 -12 Td ".join(strokes) + b" ET")).text
    assert "| GMP | ViTalent | 2 March 2027 |" in text
    assert "A sentence that is written in one stroke, as TeX does." in text


def test_numbered_headings_at_the_top_of_each_page_are_kept():
    pages = [
        [
            (72, 815, 8, "Course guide 2027"),
            (72, 780, 16, f"Module {at}"),
            (72, 740, 10, f"About {word} and more."),
            (300, 20, 8, f"{at} / 3"),
        ]
        for at, word in enumerate(["cells", "genes", "trials"], start=1)
    ]
    text = read_pdf(drawn(*pages)).text
    assert text == "\n\n".join(
        f"# Module {at}\n\nAbout {word} and more." for at, word in enumerate(["cells", "genes", "trials"], 1)
    )


@pytest.mark.parametrize("stamp", ["", "Scanned with CamScanner"])
def test_pages_that_are_pictures_are_called_a_scan(stamp):
    picture = BytesIO()
    Image.new("L", (900, 1200), 230).save(picture, "PNG")
    file = BytesIO()
    canvas = Canvas(file)
    for _ in range(2):
        canvas.drawImage(ImageReader(BytesIO(picture.getvalue())), 0, 0, 595, 842)
        canvas.drawString(400, 20, stamp)
        canvas.showPage()
    canvas.save()
    with pytest.raises(Unreadable, match=r"^The PDF has no text: it is probably a scan\."):
        read(file.getvalue(), "a.pdf")


def test_a_short_text_beside_a_picture_is_no_scan():
    picture = BytesIO()
    Image.new("L", (900, 1200), 230).save(picture, "PNG")
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.drawString(72, 700, "The BioBizz Café is on 3 December 2027 in Leuven, from 18:30.")
    canvas.save()
    assert "3 December 2027 in Leuven" in read(file.getvalue(), "a.pdf").text


@pytest.mark.parametrize(
    ("rows", "headed"),
    [
        (
            [("Function", "0-2 years", "3-5 years"), ("Technician", "2,640", "2,890"), ("Writer", "2,710", "3,020")],
            True,
        ),
        ([("Benefit", "2024", "2026"), ("Meal vouchers", "83", "86"), ("Company car", "29", "26")], True),
        ([("2024", "988", "9 %"), ("2025", "1,204", "12 %"), ("2026", "870", "8 %")], False),
        ([("Étape", "Date"), ("Clôture", "18 janvier 2027"), ("Décision", "7 mai 2027")], True),
    ],
)
def test_the_names_of_columns_are_told_from_the_first_row_of_facts(rows, headed):
    drawing = [
        (60 + 120 * column, 700 - 16 * at, 10, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)
    ]
    lines = read_pdf(drawn(drawing)).text.splitlines()
    assert lines[0 if headed else 2] == "| " + " | ".join(rows[0]) + " |"
