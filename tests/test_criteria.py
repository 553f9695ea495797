from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from bot.compose.criteria import in_words
from bot.conversation import Conversation, Turn
from bot.criteria import Criteria, changed, criteria_in
from bot.naming import Paths
from bot.searches import search_in
from bot.since import first_day
from knowledge.records import LANGUAGES, Language
from prompts import reply

NOBODY = Paths(())


def said(criteria: Criteria) -> dict[str, Any]:
    every = ((field.name, getattr(criteria, field.name), field.default) for field in fields(criteria))
    return {name: value for name, value, default in every if value != default}


@pytest.mark.parametrize(
    ("question", "criteria"),
    [
        (
            "vacatures in Leuven zonder Nederlands, geen doctoraat",
            {"places": ("Leuven",), "without_languages": ("nl",), "phd": "none"},
        ),
        (
            "part-time internships near Ghent posted this week, not at Janssen",
            {
                "near": "Ghent",
                "hours": "part-time",
                "contracts": ("internship",),
                "posted": "P7D",
                "not_employers": ("Janssen",),
            },
        ),
        ("stages en Flandre sans permis", {"places": ("Flanders",), "contracts": ("internship",), "no_licence": True}),
        ("remote jobs, master, no experience", {"remote": "full", "degree": "master", "experience": 0}),
        ("jobs outside Brussels", {"not_places": ("Brussels",)}),
        ("vacatures binnen 40 km van Hasselt", {"near": "Hasselt", "radius": 40}),
        ("offres à moins de 15 km de Wavre", {"near": "Wavre", "radius": 15}),
        ("emplois près de Liège, pas à Bruxelles", {"near": "Liège", "not_places": ("Brussels",)}),
        (
            "vacatures, geen stages of traineeships, niet in Brussel of Antwerpen",
            {"not_contracts": ("internship", "traineeship"), "not_places": ("Brussels", "Antwerp")},
        ),
        ("jobs at Johnson & Johnson in Beerse", {"employers": ("Johnson & Johnson",), "places": ("Beerse",)}),
        ("vacatures niet bij janssen", {"not_employers": ("janssen",)}),
        ("vacatures bij UZ Gent", {"employers": ("UZ Gent",)}),
        ("vacatures bij Gent", {"near": "Ghent"}),
        (
            "offres chez GSK à Wavre sans expérience, temps plein",
            {"employers": ("GSK",), "places": ("Wavre",), "experience": 0, "hours": "full-time"},
        ),
        (
            "jobs with a professional bachelor and at most 2 years of experience",
            {"degree": "professional bachelor", "experience": 2},
        ),
        ("vacatures zonder Nederlands of Frans", {"without_languages": ("nl", "fr")}),
        ("English only jobs in Brussels", {"without_languages": ("nl", "fr"), "places": ("Brussels",)}),
        ("jobs where Dutch is not required", {"without_languages": ("nl",)}),
        ("offres où le néerlandais n'est pas exigé", {"without_languages": ("nl",)}),
        ("jobs that do not require a PhD", {"phd": "none"}),
        ("Bij welke vacatures is een doctoraat vereist?", {"phd": "required"}),
        ("vacancies with a PhD", {"phd": "wanted"}),
        ("hybrid jobs", {"remote": "partly"}),
        ("vacatures met thuiswerk", {"remote": "any"}),
        ("offres sans télétravail, CDI", {"remote": "none", "contracts": ("permanent",)}),
        ("vacatures zonder master", {"degree": "academic bachelor"}),
        ("jobs with no degree needed", {"degree": "none"}),
        ("jobs published since 3 October", {"posted": "--10-03"}),
        ("vacatures geplaatst sinds 2026-11-01", {"posted": "2026-11-01"}),
        ("offres publiées ces 10 derniers jours", {"posted": "P10D"}),
        ("jobs posted in the last two weeks", {"posted": "P14D"}),
        ("jobs with the salary stated for which I need no car", {"salary": True, "no_licence": True}),
        ("vacatures voor iemand zonder werkvergunning", {"sponsored": True}),
        ("I study in Ghent. Which jobs are there in Leuven?", {"places": ("Leuven",)}),
    ],
)
def test_criteria_are_read_in_three_languages(question: str, criteria: dict[str, Any]) -> None:
    assert said(criteria_in(question)) == criteria


@pytest.mark.parametrize(
    "question",
    [
        "Which vacancies are there?",
        "Wat doet een laborant?",
        "(.*)+ [a-z",
        "",
        "😀 x",
        "jobs at the moment",
        "31/02/2026 new",
    ],
)
def test_what_says_nothing_of_the_kind_has_no_criteria(question: str) -> None:
    assert not criteria_in(question)


ALL = Criteria(
    places=("Leuven", "Mol"),
    not_places=("Brussels",),
    remote="any",
    contracts=("fixed term",),
    hours="part-time",
    degree="professional bachelor",
    phd="none",
    without_languages=("nl", "fr"),
    employers=("Sample Biologics",),
    posted="2026-11-01",
    salary=True,
    no_licence=True,
    experience=2,
    sponsored=True,
)
EACH = [
    ALL,
    Criteria(near="Ghent", radius=40),
    Criteria(places=("Flanders",)),
    *(Criteria(remote=remote) for remote in ("none", "partly", "any", "full")),
    *(
        Criteria(contracts=(contract,))
        for contract in ("permanent", "internship", "traineeship", "temporary", "freelance", "student job")
    ),
    Criteria(not_contracts=("internship",)),
    *(Criteria(degree=degree) for degree in ("none", "bachelor", "academic bachelor", "master")),
    Criteria(phd="required"),
    Criteria(phd="wanted"),
    Criteria(experience=0),
    Criteria(languages=("fr",)),
    Criteria(not_employers=("Sample Biologics",)),
    Criteria(hours="full-time"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("criteria", EACH)
def test_criteria_in_words_mean_the_same_when_they_are_asked(criteria: Criteria, language: Language) -> None:
    question = reply(language, "suggest.search", criteria=", ".join(in_words(criteria, language, {})))
    assert said(criteria_in(question)) == said(criteria)
    search = search_in(question, Conversation("c"), NOBODY)
    assert search
    assert search.criteria == criteria


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        (
            Criteria(places=("Ghent",), phd="none"),
            Criteria(places=("Leuven",)),
            Criteria(places=("Leuven",), phd="none"),
        ),
        (Criteria(near="Ghent", radius=40), Criteria(places=("Leuven",)), Criteria(places=("Leuven",))),
        (
            Criteria(contracts=("internship",)),
            Criteria(not_contracts=("internship",)),
            Criteria(not_contracts=("internship",)),
        ),
        (
            Criteria(places=("Ghent",)),
            Criteria(without_languages=("nl",)),
            Criteria(places=("Ghent",), without_languages=("nl",)),
        ),
        (Criteria(remote="full"), Criteria(remote="partly"), Criteria(remote="partly")),
    ],
)
def test_one_criterion_takes_the_place_of_its_like_and_the_others_stay(
    before: Criteria, now: Criteria, after: Criteria
) -> None:
    assert changed(before, now) == after


def after(*questions: str) -> Conversation:
    at: Any = None
    return Conversation("c", turns=tuple(Turn(question, {}, at) for question in questions))


@pytest.mark.parametrize(
    ("turns", "criteria"),
    [
        (("vacancies in Ghent without a PhD", "and in Leuven?"), Criteria(places=("Leuven",), phd="none")),
        (
            ("vacatures in Gent", "en deeltijds?", "zonder Nederlands?"),
            Criteria(places=("Ghent",), hours="part-time", without_languages=("nl",)),
        ),
        (("offres d'emploi à Gand", "et à Louvain ?", "sans doctorat"), Criteria(places=("Leuven",), phd="none")),
        (("jobs in Ghent", "internships in Leuven"), Criteria(places=("Leuven",), contracts=("internship",))),
    ],
)
def test_a_follow_up_changes_one_criterion_and_keeps_the_others(turns: tuple[str, ...], criteria: Criteria) -> None:
    search = search_in(turns[-1], after(*turns[:-1]), NOBODY)
    assert search
    assert search.criteria == criteria


@pytest.mark.parametrize(
    "turns",
    [
        ("vacancies in Ghent", "What is OPINNO?", "and in Leuven?"),
        ("vacancies in Ghent", "What does a baker do all day?"),
        ("vacancies in Ghent", "How much does the second one pay?"),
        ("What are the first jobs of a writer?",),
        ("Who organises the career day in Ghent?",),
        ("Can I do my internship abroad?",),
        ("Puis-je faire mon stage à l'étranger ?",),
        ("Naar welke buitenlandse steden kunnen studenten op stage?",),
    ],
)
def test_what_asks_for_something_else_is_no_search(turns: tuple[str, ...]) -> None:
    assert search_in(turns[-1], after(*turns[:-1]), NOBODY) is None


@pytest.mark.parametrize(("more"), ["show more", "Toon meer", "Montre la suite", "more please"])
def test_the_next_page_is_of_the_same_search(more: str) -> None:
    search = search_in(more, after("vacancies in Ghent", "and part-time?", "show more"), NOBODY)
    assert search
    assert (search.page, search.criteria) == (2, Criteria(places=("Ghent",), hours="part-time"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_suggested_on_a_search_is_understood(language: Language) -> None:
    before = after(reply(language, "suggest.search", criteria="Leuven"))
    silent = search_in(reply(language, "suggest.silent"), before, NOBODY)
    more = search_in(reply(language, "suggest.more"), before, NOBODY)
    every = search_in(reply(language, "suggest.search_all"), before, NOBODY)
    assert silent
    assert silent.silent
    assert more
    assert more.page == 1
    assert every
    assert not every.criteria


@pytest.mark.parametrize(
    ("posted", "first"),
    [
        ("P7D", date(2026, 11, 16)),
        ("2026-10-01", date(2026, 10, 1)),
        ("--11-01", date(2026, 11, 1)),
        ("--12-24", date(2025, 12, 24)),
    ],
)
def test_a_day_is_seen_from_today(posted: str, first: date) -> None:
    assert first_day(posted, date(2026, 11, 23)) == first
