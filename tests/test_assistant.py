"""The whole path of a question, and that every question ends in exactly one outcome, also when something breaks."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import Any, get_args

import pytest
from fakes import TODAY, document, stock
from talking import Guide

from bot.assistant import Assistant, Piece, QuestionRefused, Status, Text
from bot.conversation import Answer, Outcome
from bot.memory import Memory, UnknownConversation
from knowledge.errors import LibraryFull
from knowledge.library import Library
from prompts import reply

FEES = """# The Harbour Course

## Fees

The Harbour Course costs 250 euros for students. Alumni of the Harbour Course pay 400 euros.

## Practical

The Harbour Course begins on 4 March 2027 in Ghent.
"""


@pytest.fixture
def guide(library: Library) -> Guide:
    stock(library, document(FEES, address="harbour.md", title="The Harbour Course"))
    return Guide.on(library)


class Broken:
    """A library in which one thing fails, whatever it is asked."""

    def __init__(self, library: Library, failing: str, error: Exception) -> None:
        self._library, self._failing, self._error = library, failing, error

    def __getattr__(self, name: str) -> Any:
        if name == self._failing:
            raise self._error
        return getattr(self._library, name)


class Forgetful(Memory):
    """A memory that cannot keep anything."""

    def keep(self, *_: Any) -> None:
        raise LibraryFull("The disk is full.")


def broken_guide(library: Library, failing: str, error: Exception) -> Guide:
    broken: Any = Broken(library, failing, error)
    memory = Memory(library.catalogue.engine, 30)
    return Guide(library, Assistant(broken, memory, today=lambda: TODAY, question_limit=2000))


def test_an_answer_comes_in_pieces_and_ends_whole(guide: Guide) -> None:
    pieces = guide.pieces("What does the Harbour Course cost?")
    assert isinstance(pieces[0], Status)
    assert isinstance(pieces[-1], Answer)
    assert [type(piece) for piece in pieces].count(Answer) == 1
    assert "".join(piece.delta for piece in pieces if isinstance(piece, Text)) == pieces[-1].text
    assert pieces[-1].timings_ms["total"] >= 0


@pytest.mark.parametrize("failing", ["records", "search", "behind", "passage_count", "term_counts"])
@pytest.mark.parametrize("error", [RuntimeError("boom"), LibraryFull("The disk is full."), MemoryError()], ids=repr)
@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does the Harbour Course cost?", "en"),
        ("Wat kost de Harbour Course?", "nl"),
        ("Combien coûte la Harbour Course ?", "fr"),
    ],
)
def test_a_library_that_fails_ends_in_kind_words_in_the_language_of_the_question(
    guide: Guide, failing: str, error: Exception, question: str, language: str
) -> None:
    answer = broken_guide(guide.library, failing, error).answer(question)
    assert answer.outcome == "failed"
    assert answer.made_by == "fixed"
    assert answer.text == reply(language, "say.failed")
    assert answer.language == language
    assert answer.citations == ()


def test_the_wanted_language_is_that_of_the_kind_words_too(guide: Guide) -> None:
    broken = broken_guide(guide.library, "search", RuntimeError("boom"))
    assert broken.answer("What does it cost?", language="fr").text == reply("fr", "say.failed")


def test_the_log_tells_what_failed_and_nothing_of_the_question(guide: Guide, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        broken_guide(guide.library, "search", RuntimeError("boom")).answer("Why does Xyzzyvia cost so much?")
        guide.answer("Why does Xyzzyvia cost so much?")
    assert "boom" in caplog.text
    assert "xyzzyvia" not in caplog.text.lower()


def test_a_conversation_goes_on_after_a_failure(guide: Guide) -> None:
    broken = broken_guide(guide.library, "search", RuntimeError("boom"))
    failed = broken.answer("What does the Harbour Course cost?")
    assert guide.answer("What does the Harbour Course cost?", failed.conversation).conversation == failed.conversation


def test_an_answer_that_cannot_be_kept_is_still_given(guide: Guide) -> None:
    memory = Forgetful(guide.library.catalogue.engine, 30)
    assistant = Assistant(guide.library, memory, today=lambda: TODAY, question_limit=2000)
    answer = Guide(guide.library, assistant).answer("hello")
    assert answer.text == reply("en", "say.greeting")


@pytest.mark.parametrize("question", ["", "   ", "???", "\n", "...!", "\u200b"])
def test_an_empty_question_is_refused(guide: Guide, question: str) -> None:
    with pytest.raises(QuestionRefused):
        guide.pieces(question)


@pytest.mark.parametrize(("language", "word"), [("en", "question"), ("nl", "vraag"), ("fr", "question")])
def test_a_question_that_is_too_long_is_refused_in_the_language_of_the_person(
    guide: Guide, language: str, word: str
) -> None:
    with pytest.raises(QuestionRefused, match="2000") as refusal:
        guide.pieces("x " * 1500, language=language)
    assert word in str(refusal.value)


def test_the_longest_question_that_is_allowed_is_answered(guide: Guide) -> None:
    assert guide.answer(("what does it cost " * 200)[:2000]).outcome in ("answered", "abstained")


def test_a_conversation_that_nobody_knows_is_an_error(guide: Guide) -> None:
    with pytest.raises(UnknownConversation):
        guide.pieces("hello", conversation="nobody-knows-me")


def test_a_refusal_comes_before_the_first_piece(guide: Guide) -> None:
    async def first() -> Piece:
        return await anext(guide.assistant.reply(""))

    with pytest.raises(QuestionRefused):
        asyncio.run(first())


@pytest.mark.parametrize(
    ("question", "outcome", "made_by"),
    [
        ("hello", "answered", "fixed"),
        ("thank you", "answered", "fixed"),
        ("Are you a human?", "answered", "fixed"),
        ("What does Zorblax Pharma pay?", "abstained", "extractive"),
    ],
)
def test_what_becomes_of_a_question(guide: Guide, question: str, outcome: str, made_by: str) -> None:
    answer = guide.answer(question)
    assert answer.outcome in get_args(Outcome)
    assert (answer.outcome, answer.made_by) == (outcome, made_by)


def test_what_the_guide_says_of_itself_is_counted_and_not_made_up(guide: Guide) -> None:
    assert " 1 documents" in guide.answer("Who are you?").text


def test_many_people_ask_at_once(guide: Guide) -> None:
    async def every() -> list[Answer]:
        async def one(number: int) -> Answer:
            pieces = [piece async for piece in guide.assistant.reply(f"hello {number}" if number % 2 else "hello")]
            assert isinstance(pieces[-1], Answer)
            return pieces[-1]

        return await asyncio.gather(*(one(number) for number in range(40)))

    answers = asyncio.run(every())
    assert len({answer.conversation for answer in answers}) == 40
    assert all(answer.outcome != "failed" for answer in answers)


@pytest.mark.parametrize("question", ["half \ud83d a character", "a NUL \x00 in it", "\udcff\udcfe what?"])
def test_odd_characters_are_kept_as_something_that_can_be_kept(guide: Guide, question: str) -> None:
    answer = guide.answer(question)
    recalled = Memory(guide.library.catalogue.engine, 30).recall(answer.conversation, _now())
    assert len(recalled.turns) == 1
    answer.text.encode("utf-8")


def _now() -> Any:
    from bot.memory import now

    return now()


def test_the_day_is_asked_for_at_every_question(library: Library) -> None:
    text = "The harbour fair is open this week."
    stock(library, document(text, address="fair.md", title=text.rstrip("."), expires=date(2026, 11, 23)))
    today = date(2026, 11, 23)
    guide = Guide.on(library, today=lambda: today)
    assert any(c.document == "fair.md" for c in guide.answer("Is the harbour fair open this week?").citations)
    today = date(2026, 11, 24)
    assert guide.answer("Is the harbour fair open this week?").citations == ()
