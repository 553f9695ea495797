"""Numbers and quotes: nothing stated without its source, and every quote as it stands there."""

from __future__ import annotations

import re
from dataclasses import replace

from fakes import YESTERDAY, document
from hypothesis import given
from hypothesis import strategies as some

from bot.citations import MOST, Evidence, Paragraph, Table, cite
from ingest.split import split
from knowledge.catalogue import document_id
from knowledge.records import Passage, Reference, Vacancy

MARK = re.compile(r"\[(\d+)\]")
SENTENCES = (
    "One laboratory opened its doors in Ghent.",
    "Two others **followed** it in Leuven later.",
    "Three companies came to visit the students.",
    "Four students found a job on that same day.",
    "Five more of them went to work in Brussels.",
)


def passage(name: str, sentences: tuple[str, ...] = SENTENCES) -> Passage:
    page = document(f"# Page {name}\n\n## Facts\n\n{' '.join(sentences)}\n", address=f"{name}.md", title=f"Page {name}")
    made = split(page)[-1].passage
    assert len(made.sentences) == len(sentences)
    return made


PASSAGES = [passage(name) for name in "abcd"]


def told(
    where: Passage, first: int, last: int | None = None, text: str = "So it is.", *, point: bool = False
) -> Paragraph:
    return Paragraph(text, Evidence(where, first, first if last is None else last), point)


evidence = some.builds(
    lambda where, first, more: Evidence(where, first, min(first + more, len(where.sentences) - 1)),
    some.sampled_from(PASSAGES),
    some.integers(0, len(SENTENCES) - 1),
    some.integers(0, 2),
)
WORDS = some.sampled_from(["So it is.", "It goes on", "**Bold** it is"])
paragraphs = some.lists(some.builds(Paragraph, WORDS, some.none() | evidence, some.booleans()), max_size=20)


@given(paragraphs)
def test_every_number_in_the_text_has_a_citation_and_every_citation_its_number(told: list[Paragraph]) -> None:
    text, citations = cite(told, {})
    assert {int(mark) for mark in MARK.findall(text)} == {citation.number for citation in citations}
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))


@given(paragraphs)
def test_there_are_at_most_eight(told: list[Paragraph]) -> None:
    assert len(cite(told, {})[1]) <= MOST == 8


@given(paragraphs)
def test_every_quote_is_a_slice_of_its_passage(told: list[Paragraph]) -> None:
    texts = {each.address: each.text for each in PASSAGES}
    for citation in cite(told, {})[1]:
        assert citation.quote in texts[citation.document]
        assert citation.quote == citation.quote.strip() != ""


@given(paragraphs)
def test_numbers_begin_at_one_and_come_in_the_order_of_the_text(told: list[Paragraph]) -> None:
    firsts = list(dict.fromkeys(int(mark) for mark in MARK.findall(cite(told, {})[0])))
    assert firsts == sorted(firsts)


@given(paragraphs)
def test_what_has_evidence_has_a_number_or_is_left_out(told: list[Paragraph]) -> None:
    text, _ = cite([replace(each, text=f"P{place}.") for place, each in enumerate(told)], {})
    for place, each in enumerate(told):
        stated = re.search(rf"\bP{place}\.( \[\d\])?", text)
        assert stated or each.evidence
        if stated:
            assert bool(stated[1]) == bool(each.evidence)


@given(paragraphs)
def test_a_quote_holds_every_sentence_that_its_number_stands_for(told: list[Paragraph]) -> None:
    text, citations = cite([replace(each, text=f"P{place}.") for place, each in enumerate(told)], {})
    for place, number in re.findall(r"\bP(\d+)\. \[(\d)\]", text):
        borne_out = told[int(place)].evidence
        assert borne_out
        assert borne_out.quote in citations[int(number) - 1].quote


def test_neighbouring_sentences_share_a_number() -> None:
    text, citations = cite([told(PASSAGES[0], 0), told(PASSAGES[0], 1)], {})
    assert text == "So it is. [1]\n\nSo it is. [1]"
    assert [citation.quote for citation in citations] == [" ".join(SENTENCES[:2])]


def test_sentences_far_apart_and_of_other_passages_have_their_own() -> None:
    _, citations = cite([told(PASSAGES[0], 0), told(PASSAGES[0], 3), told(PASSAGES[1], 1)], {})
    assert [citation.quote for citation in citations] == [SENTENCES[0], SENTENCES[3], SENTENCES[1]]


def test_the_ninth_source_is_left_out_with_what_it_states() -> None:
    every = [passage(f"p{number}") for number in range(10)]
    text, citations = cite([told(each, 0, text=f"Fact {n}.") for n, each in enumerate(every)], {})
    assert len(citations) == 8
    assert "Fact 7. [8]" in text
    assert "Fact 8" not in text


def test_items_of_a_list_stand_together_and_paragraphs_apart() -> None:
    text, _ = cite([Paragraph("Look:"), told(PASSAGES[0], 0, point=True), told(PASSAGES[1], 0, point=True)], {})
    assert text == "Look:\n\n- So it is. [1]\n- So it is. [2]"


def test_a_citation_tells_where_the_quote_stands() -> None:
    _, (citation,) = cite([told(PASSAGES[0], 2)], {})
    assert (citation.title, citation.heading, citation.document) == ("Page a", "Facts", "a.md")
    assert citation.address == f"/library/{PASSAGES[0].document_id}"
    assert citation.checked == YESTERDAY


def test_a_citation_leads_to_the_page_on_the_web_if_there_is_one() -> None:
    linked = replace(PASSAGES[0], link="https://example.org/a")
    assert cite([told(linked, 0)], {})[1][0].address == "https://example.org/a"
    listed = replace(PASSAGES[0], address="https://example.org/b")
    assert cite([told(listed, 0)], {})[1][0].address == "https://example.org/b"


def test_an_example_is_marked_as_one() -> None:
    invented = document("# A\n\nText.", facts=Vacancy("x", "Baker", "Nobody", example=True))
    _, (citation,) = cite([told(PASSAGES[0], 0)], {PASSAGES[0].document_id: invented})
    assert citation.example


def test_a_translation_rests_on_the_sources_of_its_base_page() -> None:
    source = Reference("A report", "A publisher", "https://example.org", "2024")
    base = document("# A", address="a.en.md", work="path/a", references=(source,))
    translated = document("# A", address="a.md", work="path/a", language="nl")
    documents = {document_id(base.source, base.address): base, PASSAGES[0].document_id: translated}
    assert cite([told(PASSAGES[0], 0)], documents)[1][0].references == (source,)


def test_nothing_said_is_nothing_cited() -> None:
    assert cite([], {}) == ("", ())


def test_items_of_a_list_share_a_quote_only_where_the_source_has_its_marks() -> None:
    text = "- Aseptic filling of vials.\n- Data integrity for all."
    for address, quotes in (("a.md", 1), ("a.html", 2)):
        (piece,) = split(document(text, address=address))
        paragraphs = [Paragraph(str(n), Evidence(piece.passage, n, n), point=True) for n in range(2)]
        _, citations = cite(paragraphs, {})
        assert len(citations) == quotes
        assert all(citation.quote in text for citation in citations)


# Tables


def row(label: str, *cells: Paragraph | None) -> tuple[str, tuple[Paragraph | None, ...]]:
    return label, cells


def test_the_cells_of_a_table_have_their_numbers() -> None:
    table = Table(
        ("One", "Other"),
        (row("Day", told(PASSAGES[0], 0), told(PASSAGES[1], 0)), row("Pay", None, told(PASSAGES[0], 3))),
    )
    text, citations = cite([Paragraph("Look:"), table, told(PASSAGES[1], 0)], {})
    assert text == (
        "Look:\n\n|  | **One** | **Other** |\n| --- | --- | --- |\n"
        "| Day | So it is. [1] | So it is. [2] |\n| Pay | – | So it is. [3] |\n\nSo it is. [2]"
    )
    assert [citation.quote for citation in citations] == [SENTENCES[0], SENTENCES[0], SENTENCES[3]]


def test_a_cell_beyond_the_eighth_source_is_a_dash() -> None:
    cells = [told(passage(f"t{number}"), 0, text=f"Fact {number}.") for number in range(10)]
    rows = tuple(row(f"Row {n}", *cells[n * 2 : n * 2 + 2]) for n in range(5))
    text, citations = cite([Table(("One", "Other"), rows)], {})
    assert len(citations) == MOST
    assert "| Row 3 | Fact 6. [7] | Fact 7. [8] |" in text
    assert text.endswith("| Row 4 | – | – |")


def test_a_bar_or_a_line_break_does_not_break_a_table() -> None:
    table = Table(("QA | QC",), (row("a\nb", told(PASSAGES[0], 0, text="Yes | no\nperhaps")),))
    lines = cite([table], {})[0].splitlines()
    assert lines == ["|  | **QA / QC** |", "| --- | --- |", "| a b | Yes / no perhaps [1] |"]


@given(
    some.lists(
        some.lists(
            some.none() | some.builds(Paragraph, some.text(max_size=20), some.none() | evidence), min_size=2, max_size=2
        ),
        max_size=8,
    )
)
def test_whatever_stands_in_its_cells_a_table_stays_one(cells: list[list[Paragraph | None]]) -> None:
    table = Table(("One", "Other"), tuple(row("Label", *pair) for pair in cells))
    text, citations = cite([table], {})
    assert [line.count("|") for line in text.split("\n")] == [4] * (len(cells) + 2)
    assert {int(mark) for mark in re.findall(r"\[(\d)\] \|", text)} >= {c.number for c in citations}


def test_what_stands_in_one_of_several_sheets_is_cited_as_the_file_that_was_ingested() -> None:
    sheet = replace(PASSAGES[0], address="pay.xlsx#Notes", part_of="pay.xlsx")
    _, (citation,) = cite([told(sheet, 2)], {})
    assert (citation.document, citation.record) == ("pay.xlsx", "pay.xlsx#Notes")
