"""Word documents: what they show, in order."""

from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from ingest.readers import Unreadable, read
from ingest.readers.office.docx import read as read_word

WHITE = RGBColor(255, 255, 255)


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_headings_paragraphs_lists_and_tables_come_in_order():
    document = docx.Document()
    document.add_heading("Life after biology", 0)
    document.add_heading("What", 1)
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ["Year", "Name", "1", "Stats"], strict=True):
        cell.text = words
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Number")
    document.add_paragraph("After.")
    found = read_word(saved(document))
    assert found.title == "Life after biology"
    assert found.text == (
        "# Life after biology\n\n# What\n\nBefore.\n\n| Year | Name |\n| --- | --- |\n| 1 | Stats |\n\n"
        "- one\n- two\n\nAfter."
    )


def vanish(run):
    run.font.hidden = True


def whiten(run):
    run.font.color.rgb = WHITE


def shrink(run):
    run.font.size = Pt(2)


def strike(run):
    run.font.strike = True


@pytest.mark.parametrize("hide", [vanish, whiten, shrink, strike])
def test_hidden_runs_are_dropped(hide):
    document = docx.Document()
    paragraph = document.add_paragraph("The ")
    hide(paragraph.add_run("POISON"))
    paragraph.add_run("fact.")
    assert read_word(saved(document)).text == "The fact."


def test_runs_hidden_by_their_style_are_dropped():
    document = docx.Document()
    style = document.styles.add_style("Secret", 1)
    style.font.hidden = True
    document.add_paragraph("POISON", style="Secret")
    document.add_paragraph("The fact.")
    assert read_word(saved(document)).text == "The fact."


def test_white_letters_on_a_dark_ground_are_read():
    document = docx.Document()
    run = document.add_paragraph().add_run("Marked")
    run.font.color.rgb, run.font.highlight_color = WHITE, WD_COLOR_INDEX.DARK_BLUE
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].add_run("Shaded").font.color.rgb = WHITE
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "1F3864")
    cell._tc.get_or_add_tcPr().append(shade)
    assert {"Marked", "Shaded"} <= set(read_word(saved(document)).text.replace("|", " ").split())


def test_links_insertions_and_content_controls_are_read_and_deletions_are_not():
    document = docx.Document()
    for tag in ("w:hyperlink", "w:ins", "w:sdt", "w:del"):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(tag)._r
        wrapper = OxmlElement(tag)
        paragraph._p.append(wrapper)
        wrapper.append(run)
    assert read_word(saved(document)).text == "w:hyperlink\n\nw:ins\n\nw:sdt"


def test_the_author_is_not_kept_and_a_title_nobody_sees_is_not_believed():
    document = docx.Document()
    document.core_properties.author, document.core_properties.title = "Someone", "POISON"
    document.add_heading("Real", 1)
    found = read_word(saved(document))
    assert (found.title, dict(found.metadata)) == ("Real", {})


def test_a_document_is_known_by_its_content_not_by_its_name():
    document = docx.Document()
    document.add_paragraph("Words.")
    assert read(saved(document), "notes.txt").text == "Words."


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_document_is_called_damaged(share):
    document = docx.Document()
    document.add_paragraph("Words.")
    content = saved(document)
    with pytest.raises(Unreadable, match="damaged"):
        read(content[: int(len(content) * share)], "a.docx")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"{\\rtf1 text}", "Rich Text"),
        (b"PK\x03\x04" + bytes(100), "zip archive"),
    ],
)
def test_neighbours_of_the_format_are_refused_with_advice(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read(content, "a.docx")


def table_of(document: Document, rows: list[list[str]]):
    table = document.add_table(len(rows), len(rows[0]))
    for cell, words in zip(table._cells, [cell for row in rows for cell in row], strict=True):
        cell.text = words
    return table


def rows_of(document: Document) -> list[str]:
    return [line for line in read_word(saved(document)).text.splitlines() if line.startswith("|")]


def test_the_name_of_a_merged_cell_belongs_to_each_row_and_column_under_it():
    document = docx.Document()
    pay = table_of(
        document,
        [["Year", "Grant", "", "Job"], ["", "net", "gross", "gross"], ["one", "a", "b", "c"], ["", "d", "e", "f"]],
    )
    for first, last in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((2, 0), (3, 0))):
        pay.cell(*first).merge(pay.cell(*last))
    assert rows_of(document) == [
        "| Year | Grant: net | Grant: gross | Job: gross |",
        "| --- | --- | --- | --- |",
        "| one | a | b | c |",
        "| one | d | e | f |",
    ]


def test_a_title_over_all_columns_stands_above_the_table():
    document = docx.Document()
    table = table_of(document, [["Prices", ""], ["Who", "What"], ["Student", "€ 5"]])
    table.cell(0, 0).merge(table.cell(0, 1))
    assert read_word(saved(document)).text == "Prices\n\n| Who | What |\n| --- | --- |\n| Student | € 5 |"


def test_a_table_of_facts_has_no_names_of_columns():
    document = docx.Document()
    table_of(document, [["Start", "11 January 2027"], ["Place", "Ghent"]])
    assert rows_of(document)[2:] == ["| Start | 11 January 2027 |", "| Place | Ghent |"]


def test_lines_with_tabs_below_one_another_are_a_table_and_contents_are_not():
    document = docx.Document()
    for line in (
        "Prices:",
        "Student\t€ 5",
        "Others\t\t€ 12",
        "That is all.",
        "Intro\t3",
        "Money\t9",
        "So do:",
        "1.\tFirst",
        "2.\tThen",
    ):
        document.add_paragraph(line)
    assert read_word(saved(document)).text == (
        "Prices:\n\n|  |  |\n| --- | --- |\n| Student | € 5 |\n| Others | € 12 |\n\nThat is all.\n\n"
        "Intro 3\n\nMoney 9\n\nSo do:\n\n1. First\n\n2. Then"
    )
