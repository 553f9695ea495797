"""Saved searches: a wish is understood, its criteria are kept and nothing else, and new vacancies are told of once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import TODAY, stock
from sqlalchemy import select
from talking import Guide, copied, open_library

from bot.saved_searches import A_DAY, MOST, SavedSearches, wish
from knowledge.library import Library
from knowledge.records import Document
from knowledge.slack_tables import saved_searches
from knowledge.vacancies import vacancies_of

pytest_plugins = ["talking_fixtures"]

WISHES = {
    "tell me when a QA job in Ghent without a PhD opens": "a qa job in ghent without a phd opens",
    "Please let me know if there is a data job in Leuven.": "there is a data job in leuven",
    "Laat me weten als er een QA-job in Gent zonder doctoraat is": "er een qa job in gent zonder doctoraat is",
    "Verwittig mij zodra er een vacature in Brussel is": "er een vacature in brussel is",
    "Préviens-moi quand un emploi en QA à Gand sans doctorat s'ouvre": "un emploi en qa a gand sans doctorat s ouvre",
    "Hou me op de hoogte van vacatures in Leuven": "vacatures in leuven",
}


@pytest.mark.parametrize(("question", "wanted"), WISHES.items())
def test_a_wish_is_told_from_a_question(question: str, wanted: str) -> None:
    assert wish(question) == wanted


@pytest.mark.parametrize(
    "question",
    ["Tell me about QA", "When do applications open?", "Can you tell me what a CRA earns?",
     "Laat me weten wat een CRA doet", "Dis-moi ce que fait un CRA", "Let me know more", ""],
)  # fmt: skip
def test_a_question_is_no_wish(question: str) -> None:
    assert wish(question) is None


@pytest.fixture(scope="module")
def library(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(copied(stocked, tmp_path_factory.mktemp("saved")))
    yield opened
    opened.close()


@pytest.fixture
def searches(library: Library) -> SavedSearches:
    made = SavedSearches(library, library.catalogue.engine, lambda: TODAY)
    made.forget("")
    return made


@pytest.mark.parametrize("question", list(WISHES)[:1] + list(WISHES)[2:3] + list(WISHES)[4:5])
def test_a_wish_becomes_criteria_in_every_language(searches: SavedSearches, question: str) -> None:
    wanted = wish(question)
    assert wanted
    language = {"t": "en", "L": "nl", "P": "fr"}[question[0]]
    criteria = searches.criteria(wanted, language)  # type: ignore[arg-type]
    assert criteria
    assert (criteria.places, criteria.phd) == (("Ghent",), "none")
    assert criteria.fields or criteria.title_words or criteria.words
    assert "Ghent" in searches.words(criteria, "en")


def test_a_wish_that_says_nothing_of_a_vacancy_is_not_guessed(searches: SavedSearches) -> None:
    assert searches.criteria("the weather is good", "en") is None


def opening(library: Library, title: str) -> Document:
    """One more vacancy like an open one."""
    model = next(v for v in vacancies_of(library) if v.facts)
    facts = replace(model.facts, id=title, title=title)  # type: ignore[type-var, arg-type]
    return replace(model, address=f"{title}.md", title=title, facts=facts, fingerprint=title, work=title)


def test_what_opens_later_is_told_of_once_and_what_was_open_never(library: Library, searches: SavedSearches) -> None:
    from bot.criteria import Criteria

    saved, open_now = searches.save("slack:T1:U1", Criteria(title_words=("zymologist",)), "en", 0.0)
    assert open_now == 0
    stock(library, opening(library, "Zymologist"))
    (due,) = searches.due("slack:", A_DAY)
    (news,) = searches.news(due)
    assert news.title == "Zymologist"
    assert searches.take_on(due, A_DAY)
    assert not searches.take_on(due, A_DAY)
    searches.knows(due, [news])
    assert searches.due("slack:", A_DAY + 10) == []
    (later,) = searches.due("slack:", 2 * A_DAY)
    assert searches.news(later) == []
    again, open_now = searches.save("slack:T1:U1", saved.criteria, "en", 3 * A_DAY)
    assert (again.id, open_now) == (saved.id, 1)


def test_each_can_be_paused_and_deleted_by_its_owner_alone(searches: SavedSearches) -> None:
    from bot.criteria import Criteria

    saved, _ = searches.save("slack:T1:U1", Criteria(places=("Ghent",)), "en", 0.0)
    assert not searches.pause("slack:T1:U2", saved.id, True)
    assert not searches.delete("slack:T1:U2", saved.id)
    assert searches.pause("slack:T1:U1", saved.id, True)
    assert searches.due("slack:", A_DAY) == []
    assert searches.pause("slack:T1:U1", saved.id, False)
    assert len(searches.due("slack:", A_DAY)) == 1
    assert searches.delete("slack:T1:U1", saved.id)
    assert searches.of("slack:T1:U1") == []


def test_nobody_saves_without_end(searches: SavedSearches) -> None:
    from bot.criteria import Criteria

    for n in range(MOST + 5):
        searches.save("slack:T1:U1", Criteria(words=(f"word{n}",)), "en", float(n))
    kept = searches.of("slack:T1:U1")
    assert len(kept) == MOST
    assert kept[-1].criteria.words == (f"word{MOST + 4}",)


def test_criteria_alone_are_kept(library: Library, searches: SavedSearches, guide: Guide) -> None:
    wanted = wish("I am Jane, 24, with a master: tell me when a QA job in Ghent opens")
    assert wanted
    criteria = searches.criteria(wanted, "en")
    assert criteria
    searches.save("slack:T1:U1", criteria, "en", 0.0)
    with library.catalogue.engine.connect() as connection:
        (row,) = connection.execute(select(saved_searches)).all()
    assert "jane" not in str(row.criteria).lower()


@pytest.mark.parametrize(
    "question",
    [
        "Tell me when the VIB course starts",
        "Let me know if I need a PhD to work in QA",
        "dis-moi quand commence la formation",
        "Laat me weten wanneer Knowledge for Growth is",
    ],
)
def test_a_question_that_only_sounds_like_a_wish_stays_a_question(question: str) -> None:
    assert wish(question) is None
