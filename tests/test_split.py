from __future__ import annotations

import re
import time

import pytest
from fakes import document
from hypothesis import given
from hypothesis import strategies as st

from bot.citations import Evidence
from ingest.readers.visible import clean
from ingest.split import split
from knowledge.library import Piece
from knowledge.plain import plain, with_column_names

INTERVIEW = """# An interview

Who runs the programme?

Pascale runs the programme together with three colleagues.

What can students do there?

Students can visit companies and talk to people who work there.
They can also follow a workshop.
"""


def quotes(pieces: list[Piece]) -> list[str]:
    return [p.passage.quote(n) for p in pieces for n in range(len(p.passage.sentences))]


def headings(pieces: list[Piece]) -> list[str]:
    return [piece.passage.heading for piece in pieces]


LINES = st.sampled_from(
    [
        "# Top",
        "## Second level",
        "### Third",
        "Setext\n======",
        "A plain sentence about trials. And one more sentence here.",
        "Why would you do that?",
        "- a first thing\n- a second thing\n  - a nested thing",
        "1. first step\n2. second step",
        "| Name | Value |\n| --- | --- |\n| pay | 3000 |\n| hours | 38 |",
        "> a quoted line\n> and another",
        "```\ncode line\n```",
        "    indented code",
        "<div>some html</div>",
        "<!-- hidden -->",
        "---",
        "***",
        "**bold** and _slanted_ `code`",
        "[a link](https://example.org/a_b) to follow",
        "![](x.png)",
        "",
        "word " * 300,
        "[ref]: https://example.org",
        "* * *",
        "\\# not a heading",
        "a | b",
        "|",
        "#",
        "- ",
        ">",
        "Q: what?\nA: that.",
        "&amp; &#65;",
        "\t- tabbed",
        "é" * 30,
    ]
)
MARKDOWN = st.one_of(
    st.lists(LINES, max_size=25).map("\n\n".join),
    st.lists(LINES, max_size=25).map("\n".join),
    st.text(alphabet="#->|*_`[]()!\\ \n\tabC1.?:", max_size=300),
    st.text(max_size=300).map(clean),
)


@given(MARKDOWN)
def test_every_passage_and_sentence_is_a_verbatim_stretch_of_the_document(text: str) -> None:
    page = document(text)
    for piece in split(page):
        assert piece.passage.text in text
        last = 0
        for sentence in piece.passage.sentences:
            assert last <= sentence.start < sentence.end <= len(piece.passage.text)
            last = sentence.end


@given(MARKDOWN)
def test_every_sentence_has_one_text_to_embed_and_every_passage_a_sentence(text: str) -> None:
    for piece in split(document(text)):
        assert len(piece.texts) == len(piece.passage.sentences) > 0
        assert all(any(letter.isalnum() for letter in quote) for quote in quotes([piece]))


@given(MARKDOWN)
def test_no_two_passages_of_a_document_share_an_id(text: str) -> None:
    ids = [piece.passage.id for piece in split(document(text))]
    assert len(ids) == len(set(ids))


@given(MARKDOWN, MARKDOWN)
def test_no_two_documents_share_a_passage(one: str, other: str) -> None:
    ids = [p.passage.id for address, text in (("a", one), ("b", other)) for p in split(document(text, address=address))]
    assert len(ids) == len(set(ids))


@given(MARKDOWN)
def test_splitting_twice_gives_the_same(text: str) -> None:
    assert split(document(text)) == split(document(text))


WORD = st.text(alphabet="abcdefgéï", min_size=2, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(lambda said: " ".join(said).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)
BLOCK = st.one_of(
    PARAGRAPH,
    WORD.map("## {}".format),
    st.lists(SENTENCE, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    PARAGRAPH.map("> {}".format),
    PARAGRAPH.map(lambda text: text + " " + text * 8),
    st.lists(WORD, min_size=1, max_size=3).map(
        lambda cells: "| x | y |\n|---|---|\n" + "\n".join(f"| {cell} | z |" for cell in cells)
    ),
)


@given(st.lists(BLOCK, min_size=1, max_size=8).map("\n\n".join))
def test_every_word_below_a_heading_can_be_quoted(text: str) -> None:
    pieces = split(document(text))
    body = re.sub(r"^(?:##.*|\| x \| y \||\|---\|---\|)$", "", text, flags=re.M)
    quoted = set(re.findall(r"\w+", " ".join(quotes(pieces))))
    assert set(re.findall(r"\w+", body)) <= quoted


def test_a_passage_knows_the_headings_above_it() -> None:
    text = "# A page\n\nTop text.\n\n## Work\n\nWork text.\n\n### Days\n\nDays text.\n\n## Pay\n\nPay text."
    assert headings(split(document(text))) == ["", "Work", "Work > Days", "Pay"]


def test_a_heading_that_skips_a_level_still_ends_where_a_higher_one_begins() -> None:
    text = "#### Deep\n\nDeep text here.\n\n## High\n\nHigh text here.\n\n### Low\n\nLow text here."
    assert headings(split(document(text))) == ["Deep", "High", "High > Low"]


def test_headings_carry_no_markup() -> None:
    assert headings(split(document("## **Who** gets [in](https://example.org) `now`\n\nSome text here."))) == [
        "Who gets in now"
    ]


def test_underlined_headings_are_headings() -> None:
    assert headings(split(document("Pay\n---\n\nThe pay is fair.\n\nHours\n===\n\nThe hours are long."))) == [
        "Pay",
        "Hours",
    ]


def test_a_hash_inside_code_is_no_heading() -> None:
    pieces = split(document("## Code\n\n```\n# not a heading\nprint(1)\n```\n"))
    assert headings(pieces) == ["Code"]
    assert "# not a heading" in pieces[0].passage.text


def test_what_a_sentence_stands_under_is_embedded_apart_from_it() -> None:
    (piece,) = split(document("# A page\n\n## Pay\n\nIt is **fair** for a beginner."))
    assert piece.texts == (("A page. Pay", "It is fair for a beginner."),)


def test_a_row_of_a_table_is_a_sentence_that_is_embedded_with_its_header() -> None:
    (piece,) = split(document("| Job | Pay |\n|---|---|\n| assistant | 2800 |\n| monitor | 3500 |\n"))
    assert quotes([piece]) == ["assistant | 2800", "monitor | 3500"]
    assert piece.texts[1] == ("A page. Job: Pay", "monitor: 3500")


def test_items_of_a_list_are_sentences_without_their_marks() -> None:
    text = (
        "## Steps\n\n- Write to the company that you like.\n- Wait for the answer of that company.\n\n"
        "1. Say yes to what they offer."
    )
    pieces = split(document(text))
    assert quotes(pieces) == [
        "Write to the company that you like.",
        "Wait for the answer of that company.",
        "Say yes to what they offer.",
    ]


def test_nested_lists_are_quoted_item_by_item() -> None:
    text = "- Outer item of the list\n  - Inner item of the list\n- Last item of the list"
    assert quotes(split(document(text))) == [
        "Outer item of the list",
        "Inner item of the list",
        "Last item of the list",
    ]


def test_questions_of_an_interview_are_the_headings_of_their_answers() -> None:
    pieces = split(document(INTERVIEW, title="An interview"))
    assert headings(pieces) == ["Who runs the programme?", "What can students do there?"]
    assert quotes(pieces)[0] == "Pascale runs the programme together with three colleagues."


def test_a_question_directly_above_its_answer_is_its_heading() -> None:
    (piece,) = split(document("What can students do there?\nStudents can visit companies in Flanders."))
    assert piece.passage.heading == "What can students do there?"


def test_a_question_that_is_set_in_is_not_cut() -> None:
    text = "- Outer item of the list\n\n   What can they do there?\n   They can visit many companies."
    pieces = split(document(text))
    assert headings(pieces)[-1] == "What can they do there?"
    assert quotes(pieces)[-1] == "They can visit many companies."


def test_a_question_that_nobody_answers_can_still_be_quoted() -> None:
    assert quotes(split(document("## End\n\nWould you like to know more?"))) == ["Would you like to know more?"]


def test_comments_in_the_page_are_not_read() -> None:
    assert split(document("<!-- secret -->\n\nSeen text."))
    assert "secret" not in " ".join(quotes(split(document("<!-- secret -->\n\nSeen text."))))


@pytest.mark.parametrize("text", ["# Toxicology", "Toxicology\n===", "# Toxicology\n\n---\n"])
def test_a_document_that_is_only_a_title_is_found_by_its_title(text: str) -> None:
    pieces = split(document(text, title="Toxicology"))
    assert quotes(pieces) == ["Toxicology"]


@pytest.mark.parametrize(
    ("title", "text"), [("???", "# ???"), ("-", "-"), ("A page", ""), ("A page", "---"), ("A page", "| |\n|-|\n| |")]
)
def test_a_document_without_a_letter_has_no_passages(title: str, text: str) -> None:
    assert split(document(text, title=title)) == []


def test_a_huge_paragraph_becomes_sentences_that_can_be_quoted() -> None:
    text = "lorem ipsum dolor sit amet " * 20_000
    pieces = split(document(text))
    assert all(len(quote) <= 700 for quote in quotes(pieces))
    assert sum(len(quote.split()) for quote in quotes(pieces)) == 100_000


def test_many_paragraphs_become_passages_of_a_readable_length() -> None:
    pieces = split(document("\n\n".join(f"Paragraph {n} says a little about the work." for n in range(200))))
    assert len(pieces) > 5
    assert max(len(piece.passage.text) for piece in pieces) < 1100


def test_what_is_said_twice_is_kept_once() -> None:
    assert len(split(document("## Pay\n\nThe pay is fair.\n\n## Pay\n\nThe pay is fair."))) == 1


def test_rows_under_another_header_are_another_passage() -> None:
    table = "| {} | Pay |\n|---|---|\n| Ghent | 2800 |\n"
    (one,), (other,) = split(document(table.format("City"))), split(document(table.format("Person")))
    assert one.texts != other.texts
    assert one.passage.id != other.passage.id


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40_000,
        "[a](" * 15_000,
        "<" * 40_000,
        "a" + " " * 40_000 + "b",
        "> " * 5_000 + "x",
        "*" * 40_000,
        "| " * 20_000,
        "- " * 5_000 + "x",
        "# " + "[" * 40_000,
        "```\n" + "\n" * 30_000 + "x\n```",
        "&" * 40_000,
    ],
    ids=["brackets", "links", "angles", "spaces", "quotes", "stars", "bars", "dashes", "heading", "code", "ampersands"],
)
def test_odd_text_takes_no_longer_than_any_other(text: str) -> None:
    begun = time.process_time()
    split(document(text))
    assert time.process_time() - begun < 4


@given(st.text(max_size=200))
def test_read_aloud_a_text_is_one_line(text: str) -> None:
    assert plain(text) == " ".join(plain(text).split())


DRAWN = {
    "strokes": "Functie     | start | vijf jaar\nLaborant    | 2.680 | 2.940\nQC-analist  | 2.850 | 3.120\n",
    "tabs": "Functie\tstart\tvijf jaar\nLaborant\t2.680\t2.940\nQC-analist\t2.850\t3.120\n",
    "blanks": "Functie     start   vijf jaar\nLaborant    2.680   2.940\nQC-analist  2.850   3.120\n",
    "an indented block": (
        "    Functie     start   vijf jaar\n    Laborant    2.680   2.940\n    QC-analist  2.850   3.120\n"
    ),
}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_each_row_of_a_drawn_table_is_quoted_by_itself_with_the_names_of_its_columns(drawn: str) -> None:
    pieces = split(document(f"Wat men verdient\n\nAlle bedragen zijn bruto.\n\n{drawn}"))
    [row] = [(p.passage, n) for p in pieces for n, _ in enumerate(p.passage.sentences) if "2.850" in p.passage.quote(n)]
    passage, number = row
    assert "2.680" not in passage.quote(number)
    told = with_column_names(passage.text, passage.sentences[number].start, passage.quote(number))
    assert told == "QC-analist; start: 2.850; vijf jaar: 3.120"


def test_two_blanks_after_a_full_stop_make_no_table() -> None:
    text = (
        "The course starts in May.  The course ends in June.\n"
        "A seat costs but little.  Students pay nothing at all.\n"
        "You apply on the website.  Then you wait for an answer.\n"
    )
    assert len(quotes(split(document(text)))) == 6


@pytest.mark.parametrize("drawn", [*DRAWN.values(), "| Job | 0-2 years |\n| --- | --- |\n| QC-analist | 2.850 |\n"])
def test_the_quote_of_a_row_begins_with_the_names_of_the_columns_that_it_is_told_with(drawn: str) -> None:
    content = document(f"Wat men verdient\n\nAlle bedragen zijn bruto.\n\n{drawn}")
    passages = [piece.passage for piece in split(content)]
    [quote] = [
        Evidence(p, n, n).quote for p in passages for n, _ in enumerate(p.sentences) if p.quote(n).startswith("QC-")
    ]
    assert quote in content.text and "2.850" in quote
    assert quote.strip().startswith(("Functie", "Job", "| Job"))


def test_a_sentence_with_nothing_above_it_is_quoted_as_it_is() -> None:
    [piece] = split(document("Alle bedragen zijn bruto."))
    assert Evidence(piece.passage, 0, 0).quote == "Alle bedragen zijn bruto."
