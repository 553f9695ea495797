"""From a question to what it asks for: language, purpose, career paths, aspect, and what was said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from talking import Guide

from bot.conversation import Conversation, Turn
from bot.naming import Paths
from bot.understand import Request, understand
from knowledge.records import CareerPath

pytest_plugins = ["talking_fixtures"]

NEW = Conversation("c")


@pytest.fixture(scope="module")
def paths(guide: Guide) -> Paths:
    return Paths(guide.library.records("path"))


def ids(request: Request) -> list[str]:
    return [path.facts.id for path in request.paths if isinstance(path.facts, CareerPath)]


def after(question: str, *cards: dict[str, Any], language: Any = "en") -> Conversation:
    """A conversation in which one question was answered with some cards."""
    return Conversation("c", language, (Turn(question, {"cards": list(cards)}, datetime(2026, 11, 23)),))


def path_card(id: str) -> dict[str, Any]:
    return {"kind": "path", "id": id}


@pytest.mark.parametrize(
    ("question", "purpose"),
    [
        ("hello", "greeting"),
        ("Good morning!", "greeting"),
        ("hallo", "greeting"),
        ("Bonjour", "greeting"),
        ("thanks a lot", "thanks"),
        ("bedankt", "thanks"),
        ("merci beaucoup", "thanks"),
        ("Who are you?", "about"),
        ("Ben je een robot?", "about"),
        ("Es-tu un humain ?", "about"),
        ("What can I do besides a PhD?", "overview"),
        ("what are my options after a master in biology", "overview"),
        ("I don't know what I want to do", "overview"),
        ("alternatives to a PhD", "overview"),
        ("Wat kan ik doen naast een doctoraat?", "overview"),
        ("Welke opties heb ik na mijn master?", "overview"),
        ("Ik weet niet wat ik wil worden", "overview"),
        ("Que puis-je faire à part un doctorat ?", "overview"),
        ("Quelles sont mes options après un master ?", "overview"),
        ("difference between quality assurance and quality control", "compare"),
        ("Wat is het verschil tussen een medisch schrijver en een octrooigemachtigde?", "compare"),
        ("comparer bio-informaticien et biostatisticien", "compare"),
        ("Which vacancies are there in Ghent?", "vacancies"),
        ("any open jobs near Leuven", "vacancies"),
        ("Welke vacatures zijn er in Gent?", "vacancies"),
        ("Quelles offres d'emploi y a-t-il à Gand ?", "vacancies"),
        ("Which courses are there on GMP?", "courses"),
        ("Welke opleidingen zijn er over klinische studies?", "courses"),
        ("Quelles formations existent en bio-informatique ?", "courses"),
        ("Are there any events for students?", "events"),
        ("Welke evenementen zijn er?", "events"),
        ("Y a-t-il des salons de l'emploi ?", "events"),
        ("medical writer", "explain"),
        ("Tell me about regulatory affairs", "explain"),
        ("Vertel me over regulatory affairs", "explain"),
        ("octrooigemachtigde", "explain"),
        ("rédacteur médical", "explain"),
        ("What is the Baekeland mandate?", "question"),
        ("Wat is Knowledge for Growth?", "question"),
        ("Qu'est-ce que OPINNO ?", "question"),
        ("What does the GMP course cost?", "question"),
        ("What are the downsides of being a patent attorney?", "question"),
    ],
)
def test_the_purpose_of_a_question(paths: Paths, question: str, purpose: str) -> None:
    assert understand(question, NEW, paths, None).purpose == purpose


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does a CRA do?", ["clinical-research-associate"]),
        ("What do clinical research associates do all day?", ["clinical-research-associate"]),
        ("Wat doen klinisch onderzoeksmedewerkers?", ["clinical-research-associate"]),
        ("Que font les attachés de recherche clinique ?", ["clinical-research-associate"]),
        ("Is QA something for me?", ["quality-assurance"]),
        ("bioinformaticians", ["bioinformatician"]),
        ("Hoe word ik bio-informaticus?", ["bioinformatician"]),
        ("Comment devenir bio-informaticien ?", ["bioinformatician"]),
        ("medical writers versus science communicators", ["medical-writer", "science-communicator"]),
        ("science communicator or medical writer?", ["science-communicator", "medical-writer"]),
        ("the work of an MSL", ["medical-science-liaison"]),
        ("What does a patent attorney earn?", ["patent-attorney"]),
        ("octrooigemachtigden", ["patent-attorney"]),
        ("mandataire en brevets", ["patent-attorney"]),
        ("QA or QC?", ["quality-assurance", "quality-control"]),
        ("What is OPINNO?", []),
        ("What can I do besides a PhD?", []),
    ],
)
def test_the_career_paths_that_a_question_names(paths: Paths, question: str, named: list[str]) -> None:
    assert ids(understand(question, NEW, paths, None)) == named


@pytest.mark.parametrize(
    ("question", "aspect"), [("Qualified Person", None), ("What does a Qualified Person do all day?", "day")]
)
def test_the_name_of_a_path_is_no_aspect_of_it(paths: Paths, question: str, aspect: str | None) -> None:
    request = understand(question, NEW, paths, None)
    assert ids(request) == ["qualified-person"]
    assert request.aspect == aspect


def test_every_path_is_known_by_every_name_it_has(paths: Paths) -> None:
    for path in paths:
        assert isinstance(path.facts, CareerPath)
        for language, name in path.facts.names.items():
            assert path.facts.id in ids(understand(name, NEW, paths, language)), name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("What does a medical writer do all day?", "day"),
        ("Wat doet een medisch schrijver?", "day"),
        ("Que fait un rédacteur médical ?", "day"),
        ("Which degree do I need to become a medical writer?", "entry"),
        ("Hoe word ik medisch schrijver?", "entry"),
        ("Quel diplôme faut-il pour devenir rédacteur médical ?", "entry"),
        ("Which skills does a medical writer need?", "skills"),
        ("Welke vaardigheden heeft een medisch schrijver nodig?", "skills"),
        ("Quelles compétences pour un rédacteur médical ?", "skills"),
        ("What are the first jobs of a medical writer?", "first_jobs"),
        ("How do I get started as a medical writer?", "next_steps"),
        ("Hoe begin ik als medisch schrijver?", "next_steps"),
        ("Par où commencer pour être rédacteur médical ?", "next_steps"),
        ("Why should I become a medical writer?", "suit"),
        ("Why might medical writer not suit me?", "not_suit"),
        ("Wat zijn de nadelen van medisch schrijver?", "not_suit"),
        ("Quels sont les inconvénients de rédacteur médical ?", "not_suit"),
        ("What does a medical writer earn?", "salary"),
        ("Hoeveel verdient een medisch schrijver?", "salary"),
        ("Combien gagne un rédacteur médical ?", "salary"),
    ],
)
def test_the_aspect_of_a_path_that_a_question_is_after(paths: Paths, question: str, aspect: str) -> None:
    request = understand(question, NEW, paths, None)
    assert ids(request) == ["medical-writer"]
    assert request.aspect == aspect


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When does it start?", "time"),
        ("Wanneer begint de cursus?", "time"),
        ("Quand commence la formation ?", "time"),
        ("What does a membership cost?", "amount"),
        ("Wat kost dat?", "amount"),
        ("Combien coûte la formation ?", "amount"),
        ("Who runs the human-talent track?", "person"),
        ("Wie leidt OPINNO?", "person"),
        ("Qui dirige OPINNO ?", "person"),
        ("How many companies are there?", "number"),
        ("Hoeveel bedrijven zijn er?", "number"),
        ("How long does the traineeship last?", "long"),
        ("Hoelang duurt de stage?", "long"),
        ("What does a bioinformatician earn?", "pay"),
        ("Hoeveel verdient een biostatisticus?", "pay"),
        ("What is OPINNO?", None),
    ],
)
def test_what_must_stand_in_the_answer(paths: Paths, question: str, asks: str | None) -> None:
    assert understand(question, NEW, paths, None).asks == asks


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is OPINNO?", "en"),
        ("Wat is OPINNO?", "nl"),
        ("C'est quoi OPINNO ?", "fr"),
        ("hoe word ik CRA", "nl"),
        ("devenir CRA", "fr"),
        ("become CRA", "en"),
        ("vacatures Gent", "nl"),
        ("jobs in Ghent", "en"),
    ],
)
def test_the_language_of_a_question(paths: Paths, question: str, language: str) -> None:
    assert understand(question, NEW, paths, None).language == language


def test_a_question_without_a_language_is_in_that_of_its_conversation(paths: Paths) -> None:
    assert understand("OPINNO", Conversation("c", "fr"), paths, None).language == "fr"
    assert understand("OPINNO", NEW, paths, None).language == "en"


def test_the_wanted_language_wins(paths: Paths) -> None:
    assert understand("What is OPINNO?", Conversation("c", "fr"), paths, "nl").language == "nl"


@pytest.mark.parametrize(
    ("question", "ladder"),
    [
        ("What can I do with a professional bachelor?", "professional bachelor"),
        ("Wat kan ik doen met een professionele bachelor?", "professional bachelor"),
        ("Que faire avec un bachelier professionnalisant ?", "professional bachelor"),
        ("Options after an academic bachelor", "academic bachelor"),
        ("Wat na mijn master?", "master"),
        ("What can I do besides a PhD?", None),
    ],
)
def test_the_degree_that_somebody_has(paths: Paths, question: str, ladder: str | None) -> None:
    assert understand(question, NEW, paths, None).criteria.degree == ladder


@pytest.mark.parametrize(
    ("question", "places", "without_phd"),
    [
        ("vacancies in Ghent without a PhD", ("Ghent",), True),
        ("vacatures in Gent of Leuven zonder doctoraat", ("Ghent", "Leuven"), True),
        ("offres d'emploi à Bruxelles", ("Brussels",), False),
        ("jobs in Antwerp", ("Antwerp",), False),
    ],
)
def test_the_criteria_of_a_search_for_work(
    paths: Paths, question: str, places: tuple[str, ...], without_phd: bool
) -> None:
    criteria = understand(question, NEW, paths, None).criteria
    assert set(criteria.places) == set(places)
    assert (criteria.phd == "none") == without_phd


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("And the downsides of it?", "not_suit"),
        ("What skills do they need?", "skills"),
        ("En wat zijn de nadelen daarvan?", "not_suit"),
        ("Et quels sont les inconvénients ?", "not_suit"),
        ("And how do I become one?", "entry"),
    ],
)
def test_a_follow_up_is_about_the_path_that_was_shown(paths: Paths, question: str, aspect: str) -> None:
    before = after("What does a patent attorney do?", path_card("patent-attorney"))
    request = understand(question, before, paths, None)
    assert ids(request) == ["patent-attorney"]
    assert request.aspect == aspect
    assert question in request.query
    assert request.query != question


@pytest.mark.parametrize("question", ["What does a medical writer do?", "And a medical writer?"])
def test_a_path_that_is_named_wins_over_the_one_before(paths: Paths, question: str) -> None:
    before = after("What does a patent attorney do?", path_card("patent-attorney"))
    assert ids(understand(question, before, paths, None)) == ["medical-writer"]


def test_a_question_that_stands_on_its_own_does_not_lean(paths: Paths) -> None:
    before = after("What does a patent attorney do?", path_card("patent-attorney"))
    request = understand("Which events does Biovia organise for students?", before, paths, None)
    assert request.paths == ()


def test_nothing_leans_on_a_conversation_that_has_not_begun(paths: Paths) -> None:
    request = understand("And the downsides of it?", NEW, paths, None)
    assert request.paths == ()
    assert request.query == "And the downsides of it?"


def test_a_path_that_has_left_the_library_is_not_meant(paths: Paths) -> None:
    before = after("What does an alchemist do?", path_card("alchemist"))
    assert understand("And the downsides of it?", before, paths, None).paths == ()


def test_without_paths_nothing_is_named() -> None:
    request = understand("What does a medical writer do?", NEW, Paths(()), None)
    assert request.paths == ()
    assert request.purpose == "question"


@pytest.mark.parametrize("question", ["a", "?a", "😀 x", "1", "ﬁ", "ß" * 300, "(.*)+ [a-z", "w " * 900])
def test_any_text_is_understood_as_something(paths: Paths, question: str) -> None:
    assert understand(question, NEW, paths, None).query.startswith(question)
