"""What speaks against telling a sentence that comes near: what is asked for is not what it tells."""

from __future__ import annotations

import pytest
from fakes import TODAY, document

from bot.attributes import wanted
from bot.conversation import Conversation
from bot.doubts import Doubts, all_doubts, doubt
from bot.evidence import terms_of, weigh
from bot.gather import Findings
from bot.naming import Paths
from bot.sufficiency import enough, silence_about
from bot.understand import understand
from ingest.split import split
from knowledge.records import Match

PAGE = "Brambleworks"


def found(question: str, text: str, title: str = PAGE, near: float = 0.9) -> Findings:
    """What a page of one passage comes to, each sentence as near as the next."""
    request = understand(question, Conversation("c"), Paths(()), None)
    passage = split(document(f"# {title}\n{text}", title=title))[-1].passage
    match = Match(passage, (near,) * len(passage.sentences), words=1.0)
    terms = terms_of(question, question, {}, 100)
    lines = weigh([match], terms, language=request.language, wanted=wanted(request.asks, question, TODAY), since=2025)
    return Findings(request, lines=lines, terms=terms)


def of(question: str, text: str, title: str = PAGE) -> Doubts:
    findings = found(question, text, title)
    return first_of(findings)


def first_of(findings: Findings) -> Doubts:
    """What is known of the first of the sentences."""
    return all_doubts(findings.request, findings)[0][1]


@pytest.mark.parametrize(
    ("question", "answers", "neighbour"),
    [
        ("Who founded Brambleworks?", "It was set up by Wrenna Quillby.", "It rents its benches out by the month."),
        ("Hoeveel kost een kantoor bij Brambleworks?", "Een kantoor: 800 euro.", "Een bank in het labo: 410 euro."),
        ("Does Brambleworks sponsor permits?", "It sponsors work permits.", "Its people get 32 days of leave."),
        ("Qui dirige Brambleworks ?", "La directrice est Solange Pirenne.", "Les stages durent trois mois."),
    ],
)
def test_a_sentence_without_what_the_question_is_about_is_in_doubt(question: str, answers: str, neighbour: str) -> None:
    assert of(question, answers).rest_of_short < of(question, neighbour).rest_of_short


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("How many mandates were awarded in 2023?", "In 2025 the fund awarded 7 mandates.", 1.0),
        ("How many mandates were awarded in 2025?", "In 2025 the fund awarded 7 mandates.", 0.0),
        ("How many mandates were awarded?", "In 2025 the fund awarded 7 mandates.", 0.0),
        ("What does ZORB pay its trainees?", "QUIX paid its trainees 900 euro a month.", 1.0),
        ("What does QUIX pay its trainees?", "QUIX paid its trainees 900 euro a month.", 0.0),
    ],
)
def test_another_year_or_name_than_the_question_s_is_in_doubt(question: str, sentence: str, another: float) -> None:
    assert of(question, sentence, title="Trainees at ZORB and QUIX").another == another


def test_a_number_beside_another_thing_than_what_is_counted_is_in_doubt() -> None:
    question = "How many women work there?"
    assert of(question, "Of all who work there 140 are women.").uncounted == 0.0
    assert of(question, "It counted more than 300 companies in all.").uncounted == 1.0


def test_a_name_that_its_document_does_not_have_is_in_doubt() -> None:
    question = "Does the fund Larkmere invest in teams?"
    assert of(question, "Larkmere invests in young teams.").strange_names == 0.0
    assert of(question, "The fund invests in young teams.").strange_names == 1.0


def test_who_held_an_office_years_ago_is_not_told_as_who_holds_it_today() -> None:
    question, said = "Who is the director of Brambleworks today?", "Wrenna Quillby is director of Brambleworks{}."
    before = found(question, said.format(", a paper wrote in 2018"), near=0.95)
    assert not enough(before.request, before)
    now = found(question, said.format(""), near=0.95)
    assert doubt(first_of(now)) < doubt(first_of(before))


def test_where_a_page_says_that_it_does_not_know_that_is_at_hand() -> None:
    text = "Brambleworks rents lab benches.\n\nThe price of a bench was not in the sources of this guide."
    findings = found("What does a bench at Brambleworks cost?", text)
    silence = silence_about(findings)
    assert silence is not None
    assert silence.text.startswith("The price")
    assert silence_about(found("What does a bench cost?", "Brambleworks rents lab benches.")) is None
