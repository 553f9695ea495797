"""Tables on the pages of a PDF: what is drawn around the words tells which belongs to which."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Table

from ingest.readers.pdf import read

BODY = getSampleStyleSheet()["BodyText"]
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=11)
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
LONG = "The fund helps people who want to move from a laboratory to a company, and pays part of their first year. " * 3
PAY = [["Year", "Grant (net)", "Assistant (gross)"], ["1", "€2,610", "€3,540"], ["5", "–", "€4,010"]]
PEOPLE = [["Role", "Name"], ["Director", "Ilse Tandt"], ["Ombudsperson", "Lotte Wierinck"], ["Training", "Bo Claes"]]


def text_of(*flow: Flowable) -> str:
    file = BytesIO()
    SimpleDocTemplate(file).build([Paragraph(LONG, BODY), *flow, Paragraph(LONG, BODY)])
    return read(file.getvalue()).text


def rows_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def piped(rows: Sequence[Sequence[str]], *, headed: bool = True) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in (rows if headed else [[""] * len(rows[0]), *rows])]
    lines[0] = lines[0] if headed else "|" + "  |" * len(rows[0])
    return [lines[0], f"| {' | '.join(['---'] * len(rows[0]))} |", *lines[1:]]


def wrapped(rows: Sequence[Sequence[str]]) -> list[list[Paragraph]]:
    return [[Paragraph(cell, SMALL) for cell in row] for row in rows]


@pytest.mark.parametrize("style", [[GRID], []], ids=["with lines", "without"])
def test_a_dash_says_that_its_own_column_is_empty(style):
    assert rows_of(text_of(Table(PAY, style=style))) == piped(PAY)


def test_cells_of_several_lines_stay_whole_between_lines():
    rows = [
        ["Grant", "For whom", "How it is paid"],
        ["Kiem", "master students without a job who live in the region", "in two parts, the second after the report"],
        ["Brug", "doctors", "at once"],
    ]
    table = Table(wrapped(rows), colWidths=[60, 120, 90], style=[GRID])
    assert rows_of(text_of(table)) == piped(rows)


def test_rows_that_only_lines_across_set_apart_are_rows():
    rows = [
        ["Grant", "For whom", "How it is paid"],
        ["Kiem", "master students without a job who live in the region", "in two parts, the second after the report"],
        ["Brug", "doctors", "at once"],
        ["Oever", "teachers", "on request"],
    ]
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    table = Table(wrapped(rows), colWidths=[60, 120, 90], style=[*style, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])
    assert rows_of(text_of(table)) == piped(rows)


@pytest.mark.parametrize(
    "style",
    [
        [GRID, ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)],
        [("BACKGROUND", (0, 0), (-1, 0), colors.darkblue), ("BACKGROUND", (0, 2), (-1, 2), colors.lightgrey)],
        [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")],
        [
            (f"LINE{side}", (0, at), (-1, at), 1, colors.black)
            for side, at in (("ABOVE", 0), ("BELOW", 0), ("BELOW", -1))
        ],
    ],
    ids=["grey", "zebra", "bold", "line below"],
)
def test_names_of_columns_are_known_by_how_they_are_printed(style):
    assert rows_of(text_of(Table(PEOPLE, style=style))) == piped(PEOPLE)


@pytest.mark.parametrize("style", [[GRID], [GRID, ("FONTNAME", (0, 0), (0, -1), "Helvetica-Bold")]])
def test_a_sheet_of_facts_has_no_names_of_columns(style):
    facts = [["Duration", "four years"], ["Start", "1 October 2027"], ["Place", "Ghent"]]
    assert rows_of(text_of(Table(facts, style=style))) == piped(facts, headed=False)


def test_the_name_of_a_group_belongs_to_each_of_its_rows_and_columns():
    pay = [["Year", "Grant", "", "Assistant", ""], ["", "net", "gross", "net", "gross"], ["1", "2", "3", "4", "5"]]
    fees = [["Faculty", "Programme"], ["Science", "Biology"], ["", "Chemistry"], ["Medicine", "Nursing"]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]
    head = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
    text = text_of(
        Table(pay, style=[GRID, *spans]),
        Paragraph("Fees", BODY),
        Table(fees, style=[GRID, head, ("SPAN", (0, 1), (0, 2))]),
    )
    assert rows_of(text) == [
        *piped([["Year", "Grant: net", "Grant: gross", "Assistant: net", "Assistant: gross"], pay[2]]),
        *piped([fees[0], fees[1], ["Science", "Chemistry"], fees[3]]),
    ]


@pytest.mark.parametrize("repeats", [0, 1])
@pytest.mark.parametrize("style", [[GRID], []], ids=["with lines", "without"])
def test_a_table_that_goes_on_over_pages_is_one(style, repeats):
    rows = [["Course", "Teacher", "Room"], *([f"Course {at}", f"Prof. {at}", f"B{at}"] for at in range(1, 90))]
    bold = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
    assert rows_of(text_of(Table(rows, repeatRows=repeats, style=[*style, bold]))) == piped(rows)


def test_a_table_in_one_of_two_columns_leaves_the_other_alone():
    file = BytesIO()
    document = BaseDocTemplate(file)
    document.addPageTemplates(PageTemplate(frames=[Frame(50, 50, 235, 740), Frame(310, 50, 235, 740)]))
    table = Table(PEOPLE, style=[GRID, ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)])
    paragraphs = [Paragraph(f"{at}. {LONG}", BODY) for at in range(16)]
    document.build([*paragraphs[:3], table, *paragraphs[3:]])
    blocks = read(file.getvalue()).text.split("\n\n")
    assert blocks[3].splitlines() == piped(PEOPLE)
    assert blocks[:3] + blocks[4:] == [f"{at}. {LONG.strip()}" for at in range(16)]


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", ""], ["Address", ""], ["Date of birth", ""], ["Diploma", ""]],
        [[LONG]],
        [[LONG * 3, LONG * 3], [LONG * 3, LONG * 3]],
    ],
    ids=["form", "box", "page laid out"],
)
def test_lines_around_something_else_make_no_table(rows):
    assert not rows_of(text_of(Table(wrapped(rows), style=[GRID])))


@pytest.mark.parametrize(
    ("pairs", "is_table"),
    [
        ([("Students", "free of charge"), ("Others", "EUR 40 a year")], True),
        ([("1 Introduction", "3"), ("2 Who may apply", "5"), ("3 Appeal", "12")], False),
    ],
)
def test_dots_lead_to_what_belongs_to_a_label_but_not_to_pages(pairs, is_table):
    file = BytesIO()
    canvas = Canvas(file)
    for at, (label, value) in enumerate(pairs):
        canvas.drawString(60, 700 - 16 * at, f"{label} {'.' * (60 - len(label))} {value}")
    canvas.save()
    text = read(file.getvalue()).text
    assert rows_of(text) == (piped(pairs, headed=False) if is_table else [])


def test_a_page_full_of_lines_is_a_picture_and_its_words_are_read():
    file = BytesIO()
    canvas = Canvas(file)
    for at in range(8_000):
        canvas.line(at / 20, 10, at / 20, 800)
    canvas.drawString(60, 700, LONG[:100])
    canvas.save()
    assert read(file.getvalue()).text == LONG[:100].strip()
