from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


PIECES = st.sampled_from(
    ["A trial", "assistant", "keeps files", ".", "!", "?", "…", " ", "\n", "  ", "e.g.", "bv.", "p.ex.", "2004.", "3.",
     '"', "»", ")", "Willem: ", "- item", "Ça va", "É", "word " * 40, "x" * 700, "\t", "(", "Dr. ", "* "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=30).map("".join))


@given(TEXTS)
def test_spans_are_in_order_apart_and_without_white_space_around(text: str) -> None:
    last = 0
    for start, end in sentence_spans(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@given(TEXTS)
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    spans = sentence_spans(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert not "".join(text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)).strip()


@given(TEXTS)
def test_no_sentence_is_too_long_to_quote(text: str) -> None:
    assert all(end - start <= 700 for start, end in sentence_spans(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "Many people, e.g. Marie Curie, worked in a laboratory for years.",
        "Ask Dr. Peeters or Prof. Janssens about the master at the faculty.",
        "She has a Ph.D. In Flanders that is called a doctorate by everybody.",
        "Write to Sample Therapeutics Inc. Ghent before the end of the month.",
        "Employers such as Voorbeeld N.V. Gent, i.e. Belgian ones, ask for Dutch.",
        "Je kan terecht bij bv. VDAB of bij een interimkantoor in je buurt.",
        "Dat is bijv. Gent, Leuven, enz. Antwerpen telt ook mee voor het loon.",
        "Een master, d.w.z. Vijf jaar studie, is i.v.m. de functie gebruikelijk.",
        "De wet (art. 12 en nr. 7) geldt t.e.m. December van het volgende jaar.",
        "Contacteer dhr. Janssens of mevr. Peeters voor meer uitleg over de stage.",
        "Tu peux chercher p.ex. Louvain ou Gand pour un premier emploi en labo.",
        "Demande à Mme. Dupont ou à M. Lambert, c.-à-d. Le service des stages.",
        "Le chap. 3 et la réf. 12 parlent des essais cliniques en Belgique.",
        "Marie S. Curie and J. Watson are names that students of biology know.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} This is the sentence after it.") == [sentence, "This is the sentence after it."]


@pytest.mark.parametrize(
    "first",
    [
        "Do you need a doctorate for that?",
        "No, you certainly do not need one!",
        "The programme began around 2004.",
        "He said: “You need no doctorate.”",
        "Elle a dit : « Tu n'as pas besoin d'un doctorat. »",
        "The guide does not know that (see below).",
        "Some people never get that far…",
    ],
)
@pytest.mark.parametrize(
    "second",
    [
        "It is the second sentence here.",
        "Één zin volgt er nog op.",
        "“Quoted” is the next one here.",
        "38 percent asked for none of it.",
    ],
)
def test_two_sentences_are_two(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "The pH is 7.4 in this buffer and 6.8 in that one.",
        "Visit flanders.bio or vdab.be for more vacancies.",
        "Version 1.2.3 of the protocol was approved last week.",
    ],
)
def test_a_dot_inside_a_word_or_number_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


def test_a_numbered_item_keeps_its_number() -> None:
    assert sentences("1. Apply at the company of your choice.\n2. Wait for the answer of the company.") == [
        "1. Apply at the company of your choice.",
        "2. Wait for the answer of the company.",
    ]


def test_a_speaker_stays_with_what_is_said() -> None:
    text = "Willem: We began in 2004 with a small team.\nPascale: We grew in the years that followed."
    assert sentences(text) == text.split("\n")


def test_lines_of_a_list_are_sentences_of_their_own() -> None:
    text = "Bring all of the following things:\n- a curriculum vitae of one page\n- a letter of motivation"
    assert sentences(text) == [
        "Bring all of the following things:",
        "- a curriculum vitae of one page",
        "- a letter of motivation",
    ]


def test_a_line_break_inside_a_sentence_ends_nothing() -> None:
    assert len(sentences("A trial assistant keeps the files of a study\nand prepares the visits of the monitor.")) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "." * 30_000 + "a",
        '."' * 15_000 + "a",
        "\n" * 30_000 + "a",
        "a " * 50_000,
        "A. " * 30_000,
        "(" * 30_000,
        "x" * 100_000,
        ". " + " " * 30_000,
    ],
    ids=["dots", "quotes", "line breaks", "words", "initials", "brackets", "one word", "spaces"],
)
def test_odd_text_takes_no_longer_than_any_other(text: str) -> None:
    begun = time.process_time()
    sentence_spans(text)
    assert time.process_time() - begun < 2
