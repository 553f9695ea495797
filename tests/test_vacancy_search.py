"""Searches for vacancies in the chat: exact sets, pages, what to loosen, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import TODAY, FakeEmbeddings, document, stock
from talking import Guide

from bot.search import search_in_conversation
from knowledge.library import Library
from knowledge.records import CareerPath, Document, Event, Vacancy, Verdict

NEEDS = {"r": "required", "p": "preferred", "-": "not asked", "?": "unknown"}
ASPECTS = ("phd", "nl", "fr", "driving_licence")
# id, title, employer, places, remote, contract, hours, degree, needs of the aspects, years, posted
ROWS = """
v1|QC Analyst|Novo Sample NV|Gent, Belgium|none|permanent|full-time|professional bachelor|-r??|1|2026-11-20
v2|QA Officer|Placeholder Pharma|Puurs-Sint-Amands|partly|permanent|full-time|master|-rpr|2|2026-11-01
v3|Laborant microbiologie|Voorbeeldlab|Leuven|none|fixed term|part-time|professional bachelor|-r-?||2026-11-18
v4|Internship Data Science|Genomics Sample|Zwijnaarde|partly|internship|full-time|academic bachelor|----|0|2026-11-22
v5|Clinical Research Associate|Trials R Us|Brussels|partly|permanent|full-time|master|pprr|2|2026-10-20
v6|Senior Scientist Immunology|Novo Sample NV|Zwijnaarde|none|permanent|full-time|master|r--?|5|2026-11-10
v7|Stagiaire assurance qualité|Démo Pharma|Wavre|none|internship|full-time|academic bachelor|-?r?||2026-11-19
v8|Medical Writer|Words & Co||full|freelance|part-time|master|?---|2|2026-11-15
v9|Productieoperator|Placeholder Pharma|Geel, Antwerpen|none|temporary|full-time||-r??||2026-11-21
v10|Regulatory Affairs Officer|Devices Sample|Hasselt|partly|permanent|part-time|master|-rr?|3|2026-09-30
v11|Pharmacovigilance Officer|Démo Pharma|Anderlecht|partly|permanent|full-time|master|-?r?|1|2026-11-12
v12|Jobstudent labo|Voorbeeldlab|Heverlee|none|student job|part-time||-r??|0|2026-11-17
""".strip().splitlines()
NAMES = {
    "quality-control": ("Quality control", "QC", "kwaliteitscontrole"),
    "quality-assurance": ("Quality assurance", "QA", "assurance qualité"),
    "regulatory-affairs": ("Regulatory affairs", "RA officer", "affaires réglementaires"),
    "medical-writer": ("Medical writer", "medisch schrijver", "rédacteur médical"),
    "clinical-research-associate": ("Clinical research associate", "CRA", "ARC"),
    "pharmacovigilance": ("Pharmacovigilance", "drug safety", "geneesmiddelenbewaking"),
}


def listed(row: str) -> Document:
    id, title, employer, place, remote, contract, hours, degree, needs, years, posted = row.split("|")
    verdicts: dict[str, Any] = {a: Verdict(NEEDS[need]) for a, need in zip(ASPECTS, needs, strict=True)}  # type: ignore[arg-type]
    verdicts["degree"] = Verdict("required", None, degree) if degree else Verdict("not asked")
    if years:
        verdicts["experience"] = Verdict("required", None, years) if years != "0" else Verdict("not asked")
    return vacancy(
        id, title, employer, *([place] if place else []), remote=remote, contract=contract, hours=hours,
        verdicts=verdicts, posted=date.fromisoformat(posted),
    )  # fmt: skip


def vacancy(id: str, title: str, employer: str, *places: str, text: str = "", **record: Any) -> Document:
    facts = Vacancy(id, title, employer, places, **record)
    text = text or f"# {title}\n\n{employer} is looking for a colleague."
    return document(
        text, address=f"{id}.md", title=title, kind="vacancy", work=f"vacancy/{id}", facts=facts, expires=facts.closes
    )


def path(id: str, *names: str) -> Document:
    record = CareerPath(
        id, "quality", dict(zip(("en", "nl", "fr"), names, strict=True)), {"en": names}, {}, "not asked"
    )
    return document(
        f"# {names[0]}\n\nWhat its people do.",
        address=f"{id}.md",
        title=names[0],
        kind="path",
        work=f"path/{id}",
        facts=record,
    )


def event(id: str, title: str, text: str, **record: Any) -> Document:
    facts = Event(id, title, "Biovia", **record)
    return document(
        f"# {title}\n\n{text}", address=f"{id}.md", title=title, kind="event", work=f"event/{id}", facts=facts
    )


FILLED = "# Job\n\nThis position has been filled."
TILL_NOVEMBER = "# Job\n\nSolliciteren kan tot 1 november 2026."
GONE = [
    vacancy("g1", "Validation engineer", "Sample Biologics", "Ghent", closed="filled", text=FILLED),
    vacancy("g2", "Medisch vertegenwoordiger", "Voorbeeldlab", "Leuven", closes=date(2026, 11, 1), text=TILL_NOVEMBER),
]
EVENTS = [
    event("e1", "Career Evening Ghent", "The evening is on 3 November.", starts=date(2026, 11, 3)),
    event("e2", "Winter Lab Fair", "The fair is cancelled this year.", starts=date(2026, 12, 3), cancelled=True),
]


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = Library(tmp_path_factory.mktemp("search"), FakeEmbeddings())
    stock(library, *map(listed, ROWS), *GONE, *EVENTS, *(path(id, *names) for id, names in NAMES.items()))
    yield Guide.on(library)
    library.close()


def shown(answer: dict[str, Any]) -> set[str]:
    return {card["id"] for card in answer["cards"] if card["kind"] == "vacancy"}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which vacancies are there?", " ".join(f"v{number}" for number in range(1, 13))),
        ("Welke vacatures zijn er in Gent?", "v1 v4 v6"),
        ("jobs in Ghent without a PhD", "v1 v4"),
        ("vacatures in de provincie Antwerpen", "v2 v9"),
        ("Zijn er stages in Oost-Vlaanderen?", "v4"),
        ("Je cherche un stage en Brabant wallon", "v7"),
        ("remote vacancies", "v8"),
        ("hybrid jobs in Brussels", "v5 v11"),
        ("deeltijdse vacatures", "v3 v8 v10 v12"),
        ("Je cherche un emploi à temps partiel en Flandre", "v3 v10 v12"),
        ("Looking for part-time work in Leuven", "v3 v12"),
        ("part-time jobs, not in Hasselt, no freelance", "v3 v12"),
        ("vacatures binnen 15 km van Leuven", "v3 v12"),
        ("jobs within 30 kilometres of Antwerp", "v2"),
        ("jobs at Placeholder Pharma", "v2 v9"),
        ("vacatures bij Novo Sample, geen doctoraat", "v1"),
        ("Démo Pharma vacancies", "v7 v11"),
        ("vacatures niet bij Placeholder Pharma in Vlaanderen zonder doctoraat", "v1 v3 v4 v10 v12"),
        ("offres sans néerlandais et sans français", "v4 v6 v8"),
        ("Welke vacatures vragen geen Frans?", "v2 v3 v4 v6 v8"),
        ("I only speak English, which vacancies are there?", "v4 v6 v8"),
        ("jobs without Dutch, no PhD", "v4 v5"),
        ("QA jobs", "v2 v7"),
        ("postes en assurance qualité", "v2 v7"),
        ("quality control vacancies in Ghent", "v1"),
        ("vacatures met een professionele bachelor", "v1 v3 v9 v12"),
        ("offres à Bruxelles pour un master", "v5 v11"),
        ("vacancies posted this week", "v1 v3 v4 v7 v9 v12"),
        ("vacatures geplaatst sinds 15 november", "v1 v3 v4 v7 v8 v9 v12"),
        ("jobs with at most 1 year of experience", "v1 v4 v11 v12"),
        ("jobs that require a PhD", "v6"),
        ("vacatures waar een doctoraat welkom is", "v5 v6"),
        ("tijdelijke jobs in Geel", "v9"),
        ("CDI à temps plein à Bruxelles", "v5 v11"),
        ("no PhD jobs outside Flanders", "v5 v7 v11"),
        ("vacancies where I can work from home", "v2 v4 v5 v8 v10 v11"),
        ("I have no driving licence, which jobs are there?", "v4 v8"),
        ("immunology jobs", "v6"),
    ],
)
def test_a_search_finds_the_exact_set(guide: Guide, question: str, found: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] == "answered"
    assert shown(answer) == set(found.split())
    assert f"{len(found.split())}" in answer["text"].splitlines()[0]
    assert "22 November 2026" in answer["text"] or "22 novem" in answer["text"]


def test_everybody_gets_the_same_list_in_the_same_order(guide: Guide) -> None:
    first = guide.ask("I am a brilliant student from Leuven. Which vacancies are there in Flanders?")
    second = guide.ask("Which vacancies are there in Flanders?")
    assert [card["id"] for card in first["cards"]] == [card["id"] for card in second["cards"]]


def test_all_that_meet_it_are_reached_page_by_page(guide: Guide) -> None:
    answer = guide.ask("Which vacancies are there?")
    assert "Show more" in answer["suggestions"]
    told = {citation["document"] for citation in answer["citations"]}
    answer = guide.ask("Show more", answer["conversation"])
    told |= {citation["document"] for citation in answer["citations"]}
    assert told == {f"v{number}.md" for number in range(1, 13)}
    assert "9 to 12 of 12" in answer["text"]
    assert "all of them" in guide.ask("Show more", answer["conversation"])["text"]


def test_those_that_do_not_say_are_counted_and_shown_on_request(guide: Guide) -> None:
    answer = guide.ask("vacancies without Dutch")
    assert shown(answer) == {"v4", "v5", "v6", "v8"}
    assert "2 do not say" in answer["text"]
    silent = guide.ask(answer["suggestions"][0], answer["conversation"])
    assert shown(silent) == {"v7", "v11"}


def test_where_nothing_meets_it_each_criterion_says_what_it_holds_back(guide: Guide) -> None:
    answer = guide.ask("part-time jobs in Ghent without Dutch")
    assert answer["outcome"] == "abstained"
    assert not answer["cards"]
    assert "part-time (2)" in answer["text"]
    looser = guide.ask(answer["suggestions"][1])
    assert shown(looser) == {"v4", "v6"}


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (("vacancies in Ghent", "and in Leuven?"), "v3 v12"),
        (("vacatures in Gent", "zonder Nederlands?"), "v4 v6"),
        (("vacatures in Gent", "zonder Nederlands?", "en in Brussel?"), "v5"),
        (("Novo Sample vacancies", "and without a PhD?"), "v1"),
        (("jobs in Kortrijk", "and in Hasselt?"), "v10"),
    ],
)
def test_a_conversation_narrows_and_changes_a_search(guide: Guide, turns: tuple[str, ...], found: str) -> None:
    answer = guide.ask(turns[0])
    for question in turns[1:]:
        answer = guide.ask(question, answer["conversation"])
    assert shown(answer) == set(found.split())


@pytest.mark.parametrize(
    "question",
    [
        "Which of those closes first?",
        "the ones with the earliest deadline first please",
        "welke daarvan sluit eerst?",
        "sorteer op deadline",
        "laquelle ferme en premier ?",
    ],
)
def test_asked_which_closes_first_the_list_comes_in_that_order(tmp_path: Path, question: str) -> None:
    library = Library(tmp_path, FakeEmbeddings())
    until = {"a": None, "b": date(2026, 12, 24), "c": date(2026, 12, 1)}
    stock(library, *(vacancy(id, f"Analyst {id}", "Novo Sample", "Ghent", closes=day) for id, day in until.items()))
    guide = Guide.on(library)
    first = guide.ask("Which vacancies are there in Ghent?")
    then = guide.ask(question, first["conversation"])
    library.close()
    assert [card["id"] for card in first["cards"]] == ["a", "b", "c"]
    assert [card["id"] for card in then["cards"]] == ["c", "b", "a"]


def test_where_no_last_day_is_known_that_is_said(guide: Guide) -> None:
    answer = guide.ask("Which vacancies in Ghent close first?")
    assert shown(answer) == {"v1", "v4", "v6"} and "None of these names a last day" in answer["text"]


@pytest.mark.parametrize(
    ("question", "said", "quote"),
    [
        ("Can I still apply for the validation engineer job at Sample Biologics?", "filled", "has been filled"),
        (
            "Kan ik nog solliciteren voor medisch vertegenwoordiger bij Voorbeeldlab?",
            "1 november 2026",
            "1 november 2026",
        ),
        ("When is the Career Evening Ghent?", "3 November 2026", "on 3 November"),
        ("Is the Winter Lab Fair still on?", "cancelled", "cancelled this year"),
    ],
)
def test_what_is_gone_is_said_to_be_gone_with_its_source(guide: Guide, question: str, said: str, quote: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] == "answered"
    assert said in answer["text"]
    assert quote in answer["citations"][0]["quote"]
    assert not shown(answer)


def test_nothing_that_is_gone_is_ever_listed(guide: Guide) -> None:
    for question in ("Which vacancies are there?", "vacancies for a validation engineer", "vacatures in Leuven"):
        assert shown(guide.ask(question)).isdisjoint({"g1", "g2"})


@pytest.mark.parametrize(
    ("turns", "query"),
    [([], "Which vacancies are there in Ghent?"), ([("Welke vacatures zijn er in Leuven?", "Een.")], "en in Gent?")],
)
def test_a_search_alone_gives_first_what_the_guide_would_list(
    guide: Guide, turns: list[tuple[str, str | None]], query: str
) -> None:
    listed = shown(guide.ask("Which vacancies are there in Ghent?"))
    assert "v1" in listed
    matches = search_in_conversation(guide.library, query, turns, today=TODAY, limit=5)
    are_listed = [match.passage.address.removesuffix(".md") in listed for match in matches]
    # Vacancies in the same words are one passage to a search.
    assert are_listed[0]
    assert are_listed == sorted(are_listed, reverse=True)
    assert len({match.passage.id for match in matches}) == len(matches) == 5
