"""What would suit somebody: with a model in an adviser's words, around the same cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai_server import FAILURES, Call, Reply, Says
from talking import copied, open_library
from thinking import thinking

from knowledge.library import Library

pytest_plugins = ["talking_fixtures"]

ASKED = {
    "en": "I have a master in biology and I like writing. What could I do?",
    "nl": "Ik heb een master biologie en ik schrijf graag. Wat kan ik worden?",
    "fr": "J'ai un master en biologie et j'aime écrire. Que pourrais-je faire ?",
}


@pytest.fixture(scope="module")
def library(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(copied(stocked, tmp_path_factory.mktemp("advice")))
    yield opened
    opened.close()


def quoting(call: Call) -> Reply:
    """The first long sentence of two passages."""
    passages = re.findall(r"<<passage (\d) \w+>>\n.*\n.*\n(.*)", call.said)
    told = [f"{line.lstrip('- ').split('. ')[0].rstrip('.')}. [{number}]" for number, line in passages[:2]]
    return Says(" ".join(told))


@pytest.mark.parametrize("language", ASKED)
def test_advice_is_worded_by_the_model_and_its_cards_stay_as_they_are(library: Library, language: str) -> None:
    with thinking(library, FAILURES["401 key refused"]) as without:
        own = without.guide.answer(ASKED[language], language=language)
    with thinking(library, quoting) as thought:
        answer = thought.guide.answer(ASKED[language], language=language)
        told = thought.prompt
    assert (own.made_by, own.outcome) == ("extractive", "answered")
    assert (answer.made_by, answer.outcome, answer.language) == ("model", "answered", language)
    assert [card.id for card in answer.cards] == [card.id for card in own.cards]
    assert len(answer.citations) == 2
    assert ASKED[language] in told


def test_a_model_that_finds_no_advice_leaves_the_guides_own(library: Library) -> None:
    with thinking(library, Says("NOT_IN_SOURCES")) as thought:
        answer = thought.guide.answer(ASKED["en"])
    assert (answer.made_by, answer.outcome) == ("extractive", "answered")


@pytest.mark.parametrize("question", ["Which career paths are there?", "Which vacancies are there in Ghent?"])
def test_lists_and_counts_are_made_of_records_and_ask_no_model(library: Library, question: str) -> None:
    with thinking(library, Says("Invented.")) as thought:
        assert thought.guide.answer(question).made_by != "model"
        assert thought.server.requests == []
