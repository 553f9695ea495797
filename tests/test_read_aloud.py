"""Answers as a student reads them: the first sentence answers, in words, in the right language, and helps further."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from talking import Guide, open_library

from bot.wishes import Wishes, wishes_in
from ingest.shelf import stock

TODAY = date(2026, 11, 23)
FIELD = re.compile(r"\b(?:Starts on|Deadline|Place|Offered by|Website): |\b20\d\d-\d\d-\d\d\b")
QUOTED_AS_FOREIGN = re.compile(r"« .* » \(en (?:anglais|néerlandais)\)")


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = open_library(Path(tmp_path_factory.mktemp("aloud")))
    stock(library, TODAY, shelf=True, examples=True)
    yield Guide.on(library, today=lambda: TODAY)
    library.close()


def told(guide: Guide, *questions: str) -> dict[str, Any]:
    """The answer to the last of several questions of a conversation."""
    answer: dict[str, Any] = {}
    for question in questions:
        answer = guide.ask(question, answer.get("conversation"))
    return answer


def first_line(answer: dict[str, Any]) -> str:
    return str(answer["text"]).splitlines()[0]


def test_when_a_course_starts_is_said_in_a_sentence_and_not_as_a_field(guide: Guide) -> None:
    answer = told(guide, "What is the Postgraduate Clinical Trial Leader?", "When does it start?")
    assert "starts on 1 February 2027" in first_line(answer)
    assert not FIELD.search(answer["text"])


@pytest.mark.parametrize(
    "question",
    ["When is the next event?", "Quand est le prochain événement ?", "Welke evenementen zijn er in de lente?"],
)
def test_where_no_event_has_a_day_it_says_so_and_what_is_known_of_each(guide: Guide, question: str) -> None:
    answer = told(guide, question)
    assert len(answer["citations"]) == 5
    assert {cited["kind"] for cited in answer["citations"]} == {"event"}
    assert {cited["language"] for cited in answer["citations"]} == {answer["language"]}


def test_the_card_of_an_event_has_its_name_in_the_language_of_the_question(guide: Guide) -> None:
    answer = told(guide, "Welke evenementen zijn er?")
    assert "Oproep voor EMA-stages" in {card["title"] for card in answer["cards"]}


def test_a_list_of_paths_is_told_from_the_pages_in_the_language_of_the_question(guide: Guide) -> None:
    answer = told(guide, "Que peut-on faire avec un master en biologie ?")
    assert len(answer["citations"]) > 1
    assert {cited["language"] for cited in answer["citations"]} == {"fr"}
    assert not QUOTED_AS_FOREIGN.search(answer["text"])


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Wat is OPINNO?", "OPINNO is een talentprogramma"),
        ("Who is behind OPINNO?", "The organisation behind OPINNO"),
        ("Qui est derrière OPINNO ?", "L'organisation derrière OPINNO"),
        ("Quels sont les avantages et inconvénients d'un doctorat ?", "Les avantages d'un doctorat"),
        ("Is een doctoraat echt nodig om in de industrie te werken?", "Je hebt geen doctoraat nodig"),
        ("Wat als ik spijt krijg van mijn doctoraat?", "Als je spijt krijgt"),
        ("How do I tell my supervisor that I want to stop my PhD?", "To tell your supervisor"),
        ("What questions will I get in an interview for QA?", "A job interview for a first job asks"),
        ("Kan ik in het buitenland werken?", "Om snel na je diploma in het buitenland"),
        ("Is lab technician a dead-end job?", "A first job is not a dead end"),
        ("Mijn dochter studeert biochemie en weet niet wat ze wil. Wat raadt u aan?", "Een zoon of dochter"),
        ("Est-ce que je peux devenir prof avec un master en biochimie ?", "Avec un master"),
        ("Hoe ziet de dag van een validatie-ingenieur eruit?", "Een validatie-ingenieur schrijft"),
        ("Where can I find vacancies?", ("To find vacancies", "Werkenvoor.be")),
    ],
)
def test_the_first_sentence_answers(guide: Guide, question: str, begins: str | tuple[str, ...]) -> None:
    answer = told(guide, question)
    assert answer["outcome"] == "answered"
    assert first_line(answer).startswith(begins)


def test_what_speaks_against_is_told_first_where_that_is_asked(guide: Guide) -> None:
    answer = told(guide, "Should I do a PhD or a job in industry?", "What are the downsides?")
    assert first_line(answer).startswith("The disadvantages, or downsides, of a PhD")


def test_advantages_and_disadvantages_are_told_though_they_share_their_words(guide: Guide) -> None:
    answer = told(guide, "What are the advantages and disadvantages of a PhD?")
    assert "The advantages of a PhD are" in answer["text"]
    assert "The disadvantages, or downsides, of a PhD are" in answer["text"]


@pytest.mark.parametrize(
    "question",
    ["Ik twijfel tussen QA en regulatory affairs", "I can't choose between QA and QC", "J'hésite entre CRA et CTA"],
)
def test_who_doubts_between_two_paths_sees_them_side_by_side(guide: Guide, question: str) -> None:
    assert "| --- |" in told(guide, question)["text"]


@pytest.mark.parametrize(
    ("question", "wishes"),
    [
        (
            "I only have a bachelor in biomedical lab technology, what are my options?",
            Wishes(backgrounds=("laboratory",)),
        ),
        ("welke jobs passen bij een bachelor voedingsmiddelentechnologie?", Wishes(backgrounds=("food",))),
        ("I want to work with patients but I'm not a doctor", Wishes(likes=("patients",))),
        ("Are there jobs for people who love statistics?", Wishes(likes=("data",))),
        ("que faire avec un master en biochimie ?", Wishes(backgrounds=("biochemistry",))),
    ],
)
def test_what_was_studied_is_not_taken_for_what_is_liked(question: str, wishes: Wishes) -> None:
    assert wishes_in(question) == wishes


def test_how_hard_it_is_to_find_work_is_no_question_for_paths(guide: Guide) -> None:
    assert "15 van de 35" not in told(guide, "is het moeilijk om werk te vinden als bioloog")["text"]


@pytest.mark.parametrize(
    "question",
    ["What's the best pizza place in Ghent?", "Welk restaurant in Gent is het beste?", "Le meilleur hôtel à Gand ?"],
)
def test_what_the_guide_has_never_heard_of_is_no_course(guide: Guide, question: str) -> None:
    answer = told(guide, question)
    assert answer["outcome"] in ("declined", "abstained")
    assert answer["citations"] == []


def test_who_asks_for_a_job_rudely_gets_vacancies(guide: Guide) -> None:
    answer = told(guide, "you are useless, just give me a job")
    assert {cited["kind"] for cited in answer["citations"]} == {"vacancy"}


def test_the_pay_of_one_agency_is_not_told_as_that_of_another(guide: Guide) -> None:
    first = told(guide, "What does EMA pay its trainees?")
    assert first["outcome"] == "abstained"
    assert "EMA" in first_line(first)
    after = told(guide, "What does EMA pay its trainees?", "and EFSA?")
    assert first_line(after).startswith("EFSA paid trainees 1,463 euro")


def test_a_follow_up_with_a_question_of_its_own_does_not_repeat_the_one_before(guide: Guide) -> None:
    pay = "What does a clinical research associate earn?"
    assert "2,800" not in first_line(told(guide, pay, "and do they hire without experience?"))


def test_which_of_the_paths_that_came_near_want_a_phd_is_no_search_for_vacancies(guide: Guide) -> None:
    answer = told(guide, "Are there jobs in pharma for people who love statistics?", "Which of those ask for a PhD?")
    assert {cited["kind"] for cited in answer["citations"]} == {"path"}


@pytest.mark.parametrize(
    ("question", "language"),
    [("Welke vacatures zijn er?", "nl"), ("Which vacancies are there?", "en"), ("Quelles offres y a-t-il ?", "fr")],
)
def test_asking_for_more_in_the_guides_own_words_is_never_taken_for_need(
    guide: Guide, question: str, language: str
) -> None:
    first = told(guide, question)
    assert first["language"] == language
    after = guide.ask(first["suggestions"][0], first["conversation"])
    assert after["outcome"] == "answered"
    assert {cited["kind"] for cited in after["citations"]} == {"vacancy"}


@pytest.mark.parametrize(
    "question",
    [
        "Is a PhD worth it?",
        "Wie zit er achter OPINNO?",
        "How do I write a good cv for a first job?",
        "Faut-il parler néerlandais pour travailler à Gand ?",
        "Kan ik in het buitenland werken?",
        "What can I do with a master in biomedical sciences besides a PhD?",
        "What does a clinical research associate do all day?",
    ],
)
def test_every_suggestion_can_be_answered(guide: Guide, question: str) -> None:
    first = told(guide, question)
    assert first["suggestions"]
    for suggestion in first["suggestions"]:
        assert guide.ask(suggestion, first["conversation"])["outcome"] == "answered", suggestion


def test_a_page_of_advice_suggests_what_else_it_tells(guide: Guide) -> None:
    assert "If you already have a PhD" in told(guide, "Should I do a PhD or a job in industry?")["suggestions"]


@pytest.mark.parametrize(
    ("language", "question", "says"),
    [
        (
            "en",
            "Does the senior scientist immunology job in Ghent require a PhD?",
            "asks for a PhD: A PhD in immunology",
        ),
        (
            "en",
            "Does the clinical data manager job at Exempel Trial Data need a PhD?",
            "does not ask for a PhD: You hold",
        ),
        ("nl", "Vraagt de vacature senior scientist immunology in Gent een doctoraat?", "vraagt een doctoraat: "),
    ],
)
def test_whether_one_vacancy_wants_a_phd_is_said_first_with_its_line(
    guide: Guide, language: str, question: str, says: str
) -> None:
    answer = guide.ask(question)
    first = answer["text"].split("\n")[0]
    assert says in first
    assert first.endswith("[1]")
    assert answer["citations"][0]["kind"] == "vacancy"


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("What can I do with a bachelor in biology?", "With a bachelor you can start in"),
        ("what can i do with a bachelor in biology but no master", "With an academic bachelor you can start in"),
        ("Wat kan ik doen met een bachelor biologie zonder master?", "Met een academische bachelor kun je starten in"),
    ],
)
def test_studies_that_hardly_a_page_names_with_a_degree_leave_what_the_degree_opens(
    guide: Guide, question: str, opening: str
) -> None:
    assert first_line(told(guide, question)).startswith(opening)


def test_a_path_whose_pay_is_not_known_has_an_empty_cell_beside_one_whose_pay_is(guide: Guide) -> None:
    rows = told(guide, "Does a CRA earn more than a lab technician?")["text"].splitlines()
    pay = next(row for row in rows if row.startswith("| Pay"))
    assert "2,800 to 3,500 euro" in pay
    assert pay.endswith("| – |")
