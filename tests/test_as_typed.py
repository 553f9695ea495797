"""Questions as they are typed in a chat, and questions that say that they are about something else."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.as_typed import as_written, written
from bot.conversation import Conversation, Turn
from bot.turning import turned
from knowledge.language import language_of
from knowledge.records import Language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wa kank doen na mijn master?", "wat kan ik doen na mijn master?"),
        ("hoeveel krijgde per maand op stage", "hoeveel krijg je per maand op stage"),
        ("Moogde ge als Belg ook solliciteren?", "mag je als Belg ook solliciteren?"),
        ("Moet ge nen doctor zijn?", "moet je een doctor zijn?"),
        ("'k weet ni wa kiezen", "ik weet niet wat kiezen"),
        ("kzie da ni zitten", "ik zie dat niet zitten"),
        ("heb ne prof bach chemie", "heb een professionele bachelor chemie"),
        ("wat is 't verschil?", "wat is het verschil?"),
    ],
)
def test_flemish_is_read_as_written_dutch(typed: str, meant: str) -> None:
    assert language_of(typed) == "nl"
    assert written(typed, "nl") == meant


@pytest.mark.parametrize(
    "question",
    [
        "IBO, DA en WA: wat betekent dat?",
        "Zo'n opleiding bij K&H in Gent, kan dat?",
        "Ik ben moe van mijn doctoraat.",
        "Wat verdiende hij als CRA?",
        "Welke T-cellen onderzoekt VIB?",
    ],
)
def test_written_dutch_stays_as_it_is(question: str) -> None:
    assert written(question, "nl") == question


def test_other_languages_are_left_alone() -> None:
    assert written("Je ne sais ni quoi ni ou, da", "fr") == "Je ne sais ni quoi ni ou, da"
    assert written("ne da wa", "en") == "ne da wa"


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("whats the pay, pls", "en", "what's the pay, please"),
        ("jpeu faire mon stage ds une PME ?", "fr", "je peux faire mon stage dans une PME ?"),
        ("c combien la formation", "fr", "c'est combien la formation"),
        ("Its deadline and the U4 form", "en", "Its deadline and the U4 form"),
        ("La vitamine C, c'est pour qui ?", "fr", "La vitamine C, c'est pour qui ?"),
    ],
)
def test_the_chats_english_and_french_are_read_in_full(typed: str, language: Language, meant: str) -> None:
    assert written(typed, language) == meant


def test_what_was_said_before_is_read_so_too() -> None:
    said = (Turn("wa doet nen CRA?", {}, datetime(2026, 11, 22)), Turn("What is da?", {}, datetime(2026, 11, 22)))
    question, before = as_written("en wa verdient die?", Conversation("c", None, said))
    assert question == "en wat verdient die?"
    assert [turn.question for turn in before.turns] == ["wat doet een CRA?", "What is da?"]


def test_of_a_question_that_turns_to_something_else_nothing_before_it_is_heard() -> None:
    said = (Turn("wat doet een CRA?", {}, datetime(2026, 11, 22)),)
    asked = as_written("Iets anders: wa is een IBO?", Conversation("c", "nl", said))
    assert asked == ("wat is een IBO?", Conversation("c", "nl"))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Oké, en nu over iets anders: wat is een IBO?", "wat is een IBO?"),
        ("Los daarvan, wanneer sluit de oproep?", "wanneer sluit de oproep?"),
        ("Something else: who leads it?", "who leads it?"),
        ("Ok, different question. How long is it?", "How long is it?"),
        ("Merci ! Autre chose : combien ça coûte ?", "combien ça coûte ?"),
        ("en iets anders in Gent?", None),
        ("Something else in Ghent?", None),
        ("Over iets anders dan onderzoek: welke jobs?", None),
        ("Is there something else that I can do?", None),
        ("Something else that I like: biology.", None),
    ],
)
def test_a_change_of_subject_is_heard_where_it_is_said(question: str, asked: str | None) -> None:
    assert turned(question) == asked


@pytest.mark.parametrize(
    ("question", "language"), [("stage leuven", "nl"), ("stage bruxelles", "fr"), ("internship leuven", "en")]
)
def test_two_words_are_of_the_language_that_has_both(question: str, language: str) -> None:
    assert language_of(question) == language
