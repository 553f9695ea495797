"""Whatever the model does, a question ends in one whole answer: the guide's own, marked as such."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbeddings, document, stock
from openai_server import FAILURES, Fails, Says, nobody_listening, serving_model
from talking import Guide
from thinking import PATIENT, Thinking, mind_on, thinking, with_mind

from bot.assistant import Replaced, Status, Text
from bot.conversation import Answer
from bot.model.mind import Waits
from knowledge.library import Library

HURRIED = Waits(first=0.5, gap=0.4, answer=1.2, most=1.6, reading=0.3)
# These last until somebody loses patience; for the others time must not be what ends them.
LASTING = {
    "slow headers",
    "trickled headers",
    "no first token",
    "comments only",
    "stall between tokens",
    "endless",
    "503 overloaded",
    "reset after headers",
}
FEES = """# The Harbour Course

## Fees

The Harbour Course costs 250 euros for students. Alumni of the Harbour Course pay 400 euros.
"""
QUESTIONS = {
    "en": "What does the Harbour Course cost?",
    "nl": "Wat kost de Harbour Course?",
    "fr": "Combien coûte la Harbour Course ?",
}
GOOD = "The Harbour Course costs 250 euros for students. [1]"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library(tmp_path_factory.mktemp("harbour") / "library", FakeEmbeddings(), doing="test")
    stock(opened, document(FEES, address="harbour.md", title="The Harbour Course"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own(harbour: Library) -> dict[str, Answer]:
    """What the guide says to each question without a model."""
    guide = Guide.on(harbour)
    return {language: guide.answer(question) for language, question in QUESTIONS.items()}


def final_text(pieces: list[Any]) -> str:
    """What stands on the reader's screen."""
    shown = ""
    for piece in pieces:
        shown = shown + piece.delta if isinstance(piece, Text) else shown
        shown = piece.text if isinstance(piece, Replaced) else shown
    return shown


def assert_is_one_whole_answer(pieces: list[Any], own: Answer) -> None:
    *before, answer = pieces
    assert isinstance(answer, Answer)
    assert not any(isinstance(piece, Answer) for piece in before)
    assert sum(isinstance(piece, Replaced) for piece in before) <= 1
    assert final_text(before) == answer.text == own.text
    assert (answer.made_by, answer.outcome) == (own.made_by, own.outcome)
    assert [c.quote for c in answer.citations] == [c.quote for c in own.citations]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_model_ends_in_the_guides_own_answer_once_and_whole(
    harbour: Library, own: dict[str, Answer], failure: str
) -> None:
    waits = HURRIED if failure in LASTING else PATIENT

    async def asked(url: str, language: Any) -> list[Any]:
        # Each with a breaker of its own, so that each meets the failure itself.
        assistant = with_mind(harbour, mind_on(harbour, url, waits=waits)).assistant
        async with aclosing(assistant.reply(QUESTIONS[language], language=language)) as pieces:
            found = [piece async for piece in pieces]
        await assistant.close()
        return found

    async def in_every_language(url: str) -> list[list[Any]]:
        return await asyncio.gather(*(asked(url, language) for language in QUESTIONS))

    with serving_model(FAILURES[failure]) as server:
        every = asyncio.run(in_every_language(server.url))
        assert failure in LASTING or len(server.requests) >= len(QUESTIONS)
    for language, pieces in zip(QUESTIONS, every, strict=True):
        assert_is_one_whole_answer(pieces, own[language])
        assert pieces[-1].made_by == "extractive"


@pytest.mark.parametrize(
    "address",
    [nobody_listening(), "http://no-such-host.invalid/v1", "not an address"],
    ids=["refused", "dns", "no url"],
)
def test_an_endpoint_that_is_not_there_ends_in_the_guides_own_answer(
    harbour: Library, own: dict[str, Answer], address: str
) -> None:
    guide = with_mind(harbour, mind_on(harbour, address, waits=HURRIED))
    assert_is_one_whole_answer(guide.pieces(QUESTIONS["en"]), own["en"])


def test_a_certificate_that_nobody_knows_ends_in_the_guides_own_answer(
    harbour: Library, own: dict[str, Answer]
) -> None:
    with serving_model(Says(GOOD), tls=True) as server:
        guide = with_mind(harbour, mind_on(harbour, server.url, waits=HURRIED))
        assert_is_one_whole_answer(guide.pieces(QUESTIONS["en"]), own["en"])
        assert server.requests == []


def test_a_model_that_works_is_what_is_heard(harbour: Library) -> None:
    with thinking(harbour, Says(GOOD)) as thought:
        pieces = thought.guide.pieces(QUESTIONS["en"])
    answer = pieces[-1]
    assert (answer.text, answer.made_by, answer.outcome) == (GOOD, "model", "answered")
    assert [citation.quote for citation in answer.citations] == ["The Harbour Course costs 250 euros for students."]
    assert final_text(pieces) == GOOD
    assert not any(isinstance(piece, Replaced) for piece in pieces)
    steps = [piece.step for piece in pieces if isinstance(piece, Status)]
    assert steps == ["understanding", "gathering", "composing", "checking"]


def answered_after(harbour: Library, script: Any) -> tuple[Thinking, Answer]:
    with thinking(harbour, script) as thought:
        return thought, thought.guide.answer(QUESTIONS["en"])


@pytest.mark.parametrize("failure", ["429 in milliseconds", "500", "reset before headers"])
def test_what_passes_is_tried_once_more(harbour: Library, failure: str) -> None:
    thought, answer = answered_after(harbour, [FAILURES[failure], Says(GOOD)])
    assert len(thought.server.requests) == 2
    assert answer.made_by == "model"


@pytest.mark.parametrize("failure", ["401 key refused", "404 model", "429 in a minute", "429 out of quota", "refusal"])
def test_what_does_not_pass_is_not_tried_again(harbour: Library, own: dict[str, Answer], failure: str) -> None:
    with thinking(harbour, [FAILURES[failure], Says(GOOD)]) as thought:
        pieces = thought.guide.pieces(QUESTIONS["en"])
    assert len(thought.server.requests) == 1
    assert_is_one_whole_answer(pieces, own["en"])


def test_a_retry_that_would_come_too_late_is_not_made(harbour: Library, own: dict[str, Answer]) -> None:
    waits = Waits(first=5, gap=20, answer=60, most=90)
    with thinking(harbour, [Fails(429, "Slow down", retry_after=6), Says(GOOD)], waits=waits) as thought:
        pieces = thought.guide.pieces(QUESTIONS["en"])
    assert len(thought.server.requests) == 1
    assert_is_one_whole_answer(pieces, own["en"])


def test_a_context_that_is_too_small_is_tried_with_fewer_passages(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", FakeEmbeddings(), doing="test")
    pages = (
        document(FEES.replace("250", str(250 + n)), address=f"{n}.md", title=f"The Harbour Course {n}")
        for n in range(6)
    )
    stock(library, *pages)
    thought, answer = answered_after(library, [FAILURES["400 context too long"], Says("NOT_IN_SOURCES")])
    library.close()
    first, second = (call.said for call in thought.server.calls)
    assert "<<passage 4" in first
    assert "<<passage 3" in second
    assert "<<passage 4" not in second
    assert answer.outcome == "abstained"


def test_a_dead_endpoint_is_left_alone_and_tried_again_later(
    harbour: Library, own: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with thinking(harbour, lambda call: Says(GOOD) if call.number > 20 else FAILURES["nothing at all"]) as thought:
        for _ in range(7):
            assert thought.guide.answer(QUESTIONS["en"]).text == own["en"].text
        assert len(thought.server.requests) == 5
        assert thought.mind.is_down


def test_a_refused_key_closes_the_way_at_once(harbour: Library, own: dict[str, Answer]) -> None:
    with thinking(harbour, FAILURES["401 key refused"]) as thought:
        for _ in range(3):
            assert_is_one_whole_answer(thought.guide.pieces(QUESTIONS["en"]), own["en"])
        assert len(thought.server.requests) == 1
