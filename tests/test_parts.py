"""Questions that ask several things: where they are cut, and that each part is answered or held back by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import document, stock
from talking import Guide, open_library

from bot.parts import parts_of

HARBOUR = """# The harbour traineeship

The traineeship of Kaapstand lasts fourteen months. Trainees live in Ostend.

## Pay

Trainees of Kaapstand receive 2,345 euro gross a month.

## Applying

Send a letter to Kaapstand before 3 May 2027.
"""
SEEDS = """# Job profile: seed inspector

The Seed Board of Waterland employs the seed inspectors. The seed analysts are employed by the breeding companies.

## Training

New inspectors follow a training of five months. The training is given by Rosalind Maes.
"""
BOARD = """# Vacancies of the winter board

| Employer | Function | Needed | Apply before |
|---|---|---|---|
| Korenveld | Seed adviser | driving licence | 12 February 2027 |
| Oculus | Eye technician | no driving licence | 1 March 2027 |
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = open_library(tmp_path_factory.mktemp("parts") / "library")
    stock(
        library,
        document(HARBOUR, title="The harbour traineeship", address="pages/harbour.md", kind="page"),
        document(SEEDS, title="Job profile: seed inspector", address="pages/seeds.md", kind="page"),
        document(BOARD, title="Vacancies of the winter board", address="pages/board.md", kind="page"),
    )
    yield Guide.on(library)
    library.close()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When does it start and what does it cost?", ("When does it start?", "what does it cost?")),
        ("Hoe lang duurt de toets, en wie geeft les?", ("Hoe lang duurt de toets?", "wie geeft les?")),
        (
            "Quel cours est en français, quand commence-t-il et combien coûte-t-il ?",
            ("Quel cours est en français?", "quand commence-t-il?", "combien coûte-t-il?"),
        ),
        ("When and where is the career day?", ("When is the career day?", "where is the career day?")),
        ("Qui paie le cours et combien ?", ("Qui paie le cours?", "combien paie le cours?")),
        ("Krijg ik een badge en moet ik hem teruggeven?", ("Krijg ik een badge?", "moet ik hem teruggeven?")),
        (
            "I finish in June. How long is the search year? Can I renew it?",
            ("I finish in June. How long is the search year?", "Can I renew it?"),
        ),
        ("Tell me when it starts and what it costs.", ("Tell me when it starts?", "what it costs?")),
    ],
)
def test_a_question_is_cut_before_each_part_that_asks(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What do people in research and development earn?",
        "Which jobs suit people who have a PhD and who want to leave the lab?",
        "Who is Rosalind Maes, who teaches the course?",
        "Can I work where I want and when I want?",
        "Welke cursus is er voor kwaliteit en productie in Gent?",
        "Quels métiers pour les gens qui aiment la biologie et qui écrivent bien ?",
        "Which article and which decree set the conditions?",
        "Wat is het verschil tussen QA en QC?",
        "",
        "and and and?",
    ],
)
def test_a_question_that_asks_one_thing_is_left_whole(question: str) -> None:
    assert parts_of(question) == ()


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("How long is the traineeship of Kaapstand and until when can I apply?", ("fourteen months", "3 May 2027")),
        ("What does the traineeship of Kaapstand pay, and where do trainees live?", ("2,345", "Ostend")),
        ("Who employs the seed inspectors and who employs the seed analysts?", ("Seed Board", "breeding companies")),
    ],
)
def test_each_part_is_answered_with_a_source(guide: Guide, question: str, facts: tuple[str, ...]) -> None:
    answer = guide.answer(question)
    told = [line for line in answer.text.splitlines() if "[" in line]
    assert answer.outcome == "answered"
    assert all(any(fact in line for line in told) for fact in facts)


def test_no_sentence_is_told_twice(guide: Guide) -> None:
    answer = guide.answer("Who employs the seed inspectors and who gives the training of the seed inspectors?")
    lines = [line.strip("- ") for line in answer.text.splitlines() if "[" in line]
    assert len(lines) == len(set(lines))
    assert "Rosalind Maes" in answer.text


@pytest.mark.parametrize(
    ("question", "known", "said"),
    [
        ("Until when can I apply at Kaapstand and what is the dress code there?", "3 May 2027", "dress code there?”"),
        ("Tot wanneer kan ik solliciteren bij Kaapstand en welke kledij is verplicht?", "3 May 2027", "verplicht?”"),
    ],
)
def test_a_part_that_no_source_answers_is_held_back_alone(guide: Guide, question: str, known: str, said: str) -> None:
    answer = guide.answer(question)
    assert answer.outcome == "answered"
    assert known in answer.text
    assert said in answer.text


def test_the_second_part_is_about_what_the_first_names(guide: Guide) -> None:
    answer = guide.answer("How long is the training of a seed inspector and who gives it?")
    assert "five months" in answer.text
    assert "Rosalind Maes" in answer.text


def test_a_list_of_vacancies_that_a_page_has_is_no_search_for_vacancies(guide: Guide) -> None:
    answer = guide.answer("Which vacancies on the winter board want a driving licence?")
    assert "Korenveld" in answer.text
    assert {citation.document for citation in answer.citations} == {"pages/board.md"}
