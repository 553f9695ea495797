"""What somebody likes, would rather not do and studied leads to the career paths that come near it."""

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
from knowledge.records import CareerPath

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = open_library(Path(tmp_path_factory.mktemp("wishes")))
    stock(library, TODAY, shelf=True, examples=True)
    yield Guide.on(library, today=lambda: TODAY)
    library.close()


@pytest.mark.parametrize(
    ("question", "wishes"),
    [
        ("I love writing. Is there anything for me?", Wishes(likes=("writing",))),
        ("Which jobs have no lab work?", Wishes(dislikes=("lab",))),
        ("I'm tired of pipetting. What else is there?", Wishes(dislikes=("lab",))),
        ("I like data but I hate travelling", Wishes(likes=("data",), dislikes=("travel",))),
        ("ik werk niet graag in een labo, maar wel met cijfers", Wishes(likes=("data",), dislikes=("lab",))),
        ("welke jobs zijn er voor iemand die graag met mensen werkt?", Wishes(likes=("people",))),
        ("J'adore écrire et expliquer la science", Wishes(likes=("writing", "communication"))),
        ("Je suis pharmacien, que faire hors officine ?", Wishes(backgrounds=("pharmacy",))),
        (
            "ik ben verpleegkundige en zoek iets zonder patiënten",
            Wishes(dislikes=("patients",), backgrounds=("nursing",)),
        ),
        (
            "kan ik als bio-ingenieur bij de overheid werken?",
            Wishes(likes=("government",), backgrounds=("engineering",)),
        ),
        ("Where is the lab of VIB?", Wishes()),
        ("How long does it take to write a report?", Wishes()),
        ("How do patients get into a trial?", Wishes()),
        ("What does the law say about Qualified Persons?", Wishes()),
    ],
)
def test_a_question_says_what_somebody_likes_and_what_not(question: str, wishes: Wishes) -> None:
    assert wishes_in(question) == wishes


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("I love writing. What can I do with that?", "writing"),
        ("Wat kan ik doen als ik graag lesgeef aan jongeren?", "teaching"),
        ("Quels métiers pour quelqu'un qui aime le contact avec les patients ?", "patients"),
        ("I want to work with numbers, not with people", "data"),
    ],
)
def test_each_path_told_is_about_what_is_liked_and_says_so_on_its_page(guide: Guide, question: str, theme: str) -> None:
    told = guide.ask(question)
    paths = {document.address: document.facts for document in guide.library.records("path")}
    about = [facts.id for facts in paths.values() if isinstance(facts, CareerPath) and theme in facts.themes]
    cited = {citation["document"].removesuffix(".md").split(".")[0].split("/")[-1] for citation in told["citations"]}
    assert told["outcome"] == "answered"
    assert cited
    assert cited <= set(about)


def test_what_somebody_would_rather_not_do_leaves_those_paths_out(guide: Guide) -> None:
    told = guide.ask("Je n'aime pas le labo. Quels métiers restent possibles ?")
    assert "Contrôle qualité" not in told["text"]
    assert "echnicien de laboratoire" not in told["text"]
    assert told["language"] == "fr"


def test_a_wish_more_narrows_what_was_found_before(guide: Guide) -> None:
    first = guide.ask("Which jobs are there for someone who likes working with people?")
    then = guide.ask("and without travelling?", first["conversation"])
    assert "Clinical research associate" in first["text"]
    assert "Clinical research associate" not in then["text"]
    assert "Study coordinator" in then["text"]


def test_what_was_studied_finds_the_paths_whose_pages_name_it(guide: Guide) -> None:
    told = guide.ask("I'm a pharmacist. What can I do outside the pharmacy?")
    assert told["citations"]
    assert all("pharma" in citation["quote"].lower() for citation in told["citations"])


def test_a_wish_that_no_path_meets_is_said_so_and_nothing_is_made_up(guide: Guide) -> None:
    told = guide.ask("What can a vet do in industry?")
    assert told["outcome"] == "abstained"
    assert "veterinary medicine" in told["text"]
    assert told["citations"] == []


def test_where_only_the_studies_fit_the_missed_wish_is_named(guide: Guide) -> None:
    told = guide.ask("I'm a biologist and I like nature. What can I do?")
    assert told["outcome"] == "answered"
    assert "nature and environment" in told["text"]


@pytest.mark.parametrize(
    "question",
    [
        "Tell me honestly why I should NOT go into food safety.",
        "I'd love to help decide which research gets money. For which funders could I work as an adviser?",
        "I like Ghent. Which vacancies are open there in quality control?",
        "What does a quality assurance officer do?",
        "Does a medical writer work from home?",
    ],
)
def test_a_question_for_something_else_is_not_taken_for_a_wish(guide: Guide, question: str) -> None:
    assert "Going by what you say" not in guide.ask(question)["text"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("I have a PhD already. Did I waste my time?", "no wasted time"),
        ("My parents want me to do a PhD but I want to earn money. Is a PhD worth it?", "A PhD is worth it if"),
        ("Ik twijfel tussen een doctoraat en de industrie. Hoe kies ik?", "tien vacatures"),
        ("Est-ce que je peux faire un doctorat plus tard ?", "après quelques années de travail"),
        ("hoe schrijf ik een goede motivatiebrief", "motivatiebrief"),
        ("comment trouver un stage en biotech", "stage"),
    ],
)
def test_what_students_ask_about_deciding_is_answered(guide: Guide, question: str, part: str) -> None:
    told = guide.ask(question)
    assert told["outcome"] == "answered"
    assert part in told["text"]


def test_why_a_path_may_not_suit_is_not_said_to_whoever_asks_something_else(guide: Guide) -> None:
    told = guide.ask("I have a PhD already. Did I waste my time?")
    assert "You would" not in told["text"]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("I love writing but hate the lab, what could I do?", "do they need a phd?", "PhD"),
        ("ik hou van cijfers en data, welke jobs?", "welk diploma heb je daarvoor nodig?", "master"),
        ("Quels métiers pour qui aime la communication ?", "Lesquels demandent un doctorat ?", "octorat|master"),
    ],
)
def test_what_is_asked_of_the_paths_listed_is_told_of_each_of_them(
    guide: Guide, first: str, then: str, said: str
) -> None:
    listed = guide.ask(first)
    each = guide.ask(then, listed["conversation"])
    assert _points(each) == _points(listed) and len(each["citations"]) == len(_points(each)) > 2
    assert all(re.search(said, citation["quote"]) for citation in each["citations"])


def test_what_those_pay_is_told_of_them_alone_and_where_nothing_is_known_that_is_said(guide: Guide) -> None:
    listed = guide.ask("I love writing but hate the lab, what could I do?")
    pay = guide.ask("which of those pay best?", listed["conversation"])
    assert pay["outcome"] == "abstained" and f"any of these {len(_points(listed))} career paths" in pay["text"]
    # They are still what is spoken of.
    day = guide.ask("what does a day look like?", listed["conversation"])
    assert _points(day) == _points(listed)


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (("Tell me about quality control", "are there vacancies?"), "What they meet: Quality control"),
        (("Tell me about quality control", "are there vacancies?", "and in Ghent?"), "in Ghent, Quality control"),
        (("wat doet een medical writer", "zijn er opleidingen voor?"), "postgraduaat"),
        (("Is being a CRA stressful?",), "nights away from home"),
    ],
)
def test_what_is_asked_further_of_a_path_is_answered_for_it(guide: Guide, turns: tuple[str, ...], said: str) -> None:
    answer = guide.ask(turns[0])
    for question in turns[1:]:
        answer = guide.ask(question, answer["conversation"])
    assert said in answer["text"]


def test_whoever_is_shy_would_rather_not_work_with_people(guide: Guide) -> None:
    told = guide.ask("I'm shy, which job suits me?")
    assert "rather not: working with people" in told["text"] and "ales" not in told["text"]


def test_an_amount_is_asked_in_french_as_people_say_it(guide: Guide) -> None:
    listed = guide.ask("Quels métiers pour un bio-ingénieur qui aime la communication ?")
    pay = guide.ask("Et combien ça paie ?", listed["conversation"])
    assert "4 800 à 6 000 euros" in pay["text"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Is it hard to find a job after a life science master in Belgium?", "1,731 vacancies"),
        ("How easy is it to find a job in life sciences?", "1,731 vacancies"),
        ("How is the job market in pharma?", "1,731 vacancies"),
        ("Vind ik makkelijk werk in de levenswetenschappen?", "1.731 vacatures"),
        ("Est-ce facile de trouver un emploi après un master en biologie ?", "Avec quelle facilité"),
    ],
)
def test_how_easily_work_is_found_is_no_search_and_told_with_what_the_sources_have(
    guide: Guide, question: str, part: str
) -> None:
    assert part in guide.ask(question)["text"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is GMP?", "minimum standard"),
        ("what does ATMP stand for", "advanced therapy medicinal product"),
        ("Wat betekent ICSR?", "vermoede bijwerking"),
        ("C'est quoi une CRO ?", "pour le compte d"),
    ],
)
def test_an_abbreviation_is_explained_before_anything_else(guide: Guide, question: str, first: str) -> None:
    assert first in guide.ask(question)["text"].split("\n")[0]


def test_two_abbreviations_are_explained_beside_each_other(guide: Guide) -> None:
    text = guide.ask("What is the difference between a CRO and a CDMO?")["text"]
    explained = next(line for line in text.splitlines() if line.startswith("| What it is"))
    assert explained.count("on behalf of other companies") == 2


def _points(answer: dict[str, Any]) -> list[str]:
    return re.findall(r"^- \*\*(.+?)\*\*", answer["text"], re.MULTILINE)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What does a regulatory affairs officer do and what degree do I need?", ("spends the day", "entry degree")),
        ("Wat doet een CRA, wat verdient die en welk diploma heb je nodig?", ("monitoringbezoek", "2.800", "master")),
        ("Que fait un biostatisticien et combien gagne-t-il ?", ("plan d'analyse", "ne donnent pas de salaire")),
        ("What does QC do and is it boring?", ("runs planned tests", "repeat the same tests")),
    ],
)
def test_each_part_of_what_is_asked_of_a_path_is_told(guide: Guide, question: str, parts: tuple[str, ...]) -> None:
    text = guide.ask(question)["text"]
    assert all(part in text for part in parts) and "I read" not in text


def test_the_last_day_to_register_is_no_contradiction_to_the_start(guide: Guide) -> None:
    course = guide.ask("How much does the UHasselt clinical trial leader course cost?")
    start = guide.ask("and when does it start?", course["conversation"])
    assert "1 February 2027" in start["text"] and "says otherwise" not in start["text"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Welke bedrijven zoeken bio-ingenieurs?", "Open vacatures gevonden: 1"),
        ("Which companies hire clinical research associates in Leuven?", "Open vacancies found: 1"),
        ("Quelles entreprises recrutent un laborantin à Bruges ?", "Offres ouvertes trouvées : 1"),
    ],
)
def test_who_hires_is_answered_by_the_vacancies(guide: Guide, question: str, first: str) -> None:
    assert guide.ask(question)["text"].startswith(first)


@pytest.mark.parametrize("question", ["What soft skills do I need?", "How do I network without being annoying?"])
def test_the_skills_of_one_path_are_not_told_to_whoever_names_none(guide: Guide, question: str) -> None:
    answer = guide.ask(question)
    assert not any(citation["heading"] == "Skills you need" for citation in answer["citations"])


def test_an_item_of_a_list_on_the_page_of_a_path_comes_with_the_name_of_the_path(guide: Guide) -> None:
    assert "Clinical data manager: A query or programming language" in guide.ask("which path needs SQL?")["text"]
