"""Presentations: what the audience saw, in the order in which it read."""

import time
import zipfile
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from ingest.readers import Unreadable
from ingest.readers.office.slides import read
from ingest.readers.reading import TOO_COMPLEX


def saved(deck: Any) -> bytes:
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def added(deck: Any, title: str, *lines: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(lines)
    return slide


def boxed(holder: Any, text: str, left: float, top: float) -> Any:
    box = holder.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    box.text_frame.text = text
    return box


def test_titles_are_headings_and_the_body_is_a_list():
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Werken in klinische studies"
    first.placeholders[1].text = "Infosessie voor masters, 3 december 2027"
    slide = added(deck, "Wat doet een CRA?", "Bezoekt ziekenhuizen", "Controleert data", "Schrijft een rapport")
    slide.placeholders[1].text_frame.paragraphs[1].level = 1
    found = read(saved(deck))
    assert found.title == "Werken in klinische studies"
    assert found.text == (
        "# Werken in klinische studies\n\nInfosessie voor masters, 3 december 2027\n\n"
        "## Wat doet een CRA?\n\n- Bezoekt ziekenhuizen\n  - Controleert data\n- Schrijft een rapport"
    )


def test_shapes_are_read_from_top_to_bottom_and_left_to_right_also_within_groups():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Stappen"
    boxed(slide, "vijf", 1, 6)
    boxed(slide, "twee", 5, 2.05)
    boxed(slide, "een", 1, 2)
    group = slide.shapes.add_group_shape()
    for text, left in (("vier", 5), ("drie", 1)):
        boxed(group, text, left, 4)
    assert read(saved(deck)).text == "# Stappen\n\neen\n\ntwee\n\ndrie\n\nvier\n\nvijf"


def test_a_table_keeps_its_rows_and_a_merged_cell_belongs_to_each():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Kalender"
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    rows = [["Aanbieder", "Opleiding", "Start"], ["ViTalent", "GMP", "12/10/2027"], ["", "ISO | 17025", "15/11/2027"]]
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert read(saved(deck)).text.splitlines()[2:] == [
        "| Aanbieder | Opleiding | Start |",
        "| --- | --- | --- |",
        "| ViTalent | GMP | 12/10/2027 |",
        "| ViTalent | ISO \\| 17025 | 15/11/2027 |",
    ]


def test_a_chart_tells_its_numbers():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Vacatures"
    data = CategoryChartData()
    data.categories = ["2025", "2026"]
    data.add_series("Gent", (120, 98.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(2), Inches(4), Inches(3), data)
    assert read(saved(deck)).text.splitlines()[-4:] == [
        "|  | Gent |",
        "| --- | --- |",
        "| 2025 | 120 |",
        "| 2026 | 98.5 |",
    ]


def test_what_the_audience_does_not_see_is_left_out():
    deck = Presentation()
    slide = added(deck, "Feiten", "Het eerste feit", "Het tweede feit")
    slide.notes_slide.notes_text_frame.text = "POISON in the notes"
    boxed(slide, "POISON beside the slide", 30, 1)
    hidden = boxed(slide, "POISON that is switched off", 1, 1)
    next(hidden._element.iter(qn("p:cNvPr"))).set("hidden", "1")
    boxed(slide, "POISON as dust", 1, 3).text_frame.paragraphs[0].runs[0].font.size = Pt(1)
    added(deck, "POISON", "POISON on a hidden slide")._element.set("show", "0")
    next(slide.shapes.title._element.iter(qn("p:cNvPr"))).set("descr", "POISON as a description")
    assert read(saved(deck)).text == "# Feiten\n\n- Het eerste feit\n- Het tweede feit"


def test_a_line_at_the_foot_of_every_slide_is_left_out():
    deck = Presentation()
    for number in range(4):
        boxed(added(deck, f"Deel {number}", f"Feit {number}", "nog iets"), "Universiteit Gent, loopbaandienst", 1, 7)
    text = read(saved(deck)).text
    assert "Universiteit" not in text
    assert all(f"- Feit {number}" in text for number in range(4))


def packed(**parts: bytes) -> bytes:
    deck = Presentation()
    added(deck, "A", "b", "c")
    file = BytesIO(saved(deck))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed()[:9_000], "damaged"),
        (packed(**{"ppt/media/x.bin": b"\0" * 150_000_000}), TOO_COMPLEX),
        (packed(**{f"x/{number}": b"" for number in range(10_000)}), TOO_COMPLEX),
        (packed(**{"ppt/vbaProject.bin": b"x"}), "macros"),
        (packed().replace(b"ppt/presentation.xml", b"ppt/presentatoin.xml"), "damaged"),
    ],
    ids=["half", "bomb", "10,000 entries", "macros", "no presentation"],
)
def test_presentations_that_are_broken_or_bombs_are_refused_at_once(content, reason):
    started = time.monotonic()
    with pytest.raises(Unreadable, match=reason):
        read(content)
    assert time.monotonic() - started < 20


def test_a_presentation_without_words_is_refused():
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    with pytest.raises(Unreadable, match="no text"):
        read(saved(deck))


def test_what_stands_below_a_heading_of_its_own_follows_that_heading():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[4])
    slide.shapes.title.text = "Two roads"
    for at, words in enumerate(("PhD", "four years\na grant", "Job", "at once\na salary"), start=1):
        list(slide.placeholders)[at].text = words
    assert read(saved(deck)).text == (
        "# Two roads\n\n### PhD\n\n- four years\n- a grant\n\n### Job\n\n- at once\n- a salary"
    )


def test_boxes_that_stand_in_rows_are_read_row_by_row():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Prices"
    for at, words in enumerate(("Students", "free", "Others", "12 euro")):
        boxed(slide, words, 1 + 4 * (at % 2), 2 + at // 2)
    assert read(saved(deck)).text == "# Prices\n\nStudents\n\nfree\n\nOthers\n\n12 euro"
