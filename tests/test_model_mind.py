"""What a model may cost, what it is told, when it is asked at all, and what is remembered of an endpoint."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbeddings, document, stock
from openai_server import FAILURES, MALFORMED, Fails, Gives, Says, serving_model
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr
from sqlalchemy import select
from talking import ROOT
from test_model_failing import FEES, GOOD, QUESTIONS
from thinking import KEY, thinking

import tracing
from bot.assistant import Text
from bot.conversation import Answer, Conversation, Turn
from bot.model import mind as minds
from bot.model.breaker import Breaker
from bot.model.chat import ChatModel, Place
from bot.model.failures import ModelNotSet
from bot.model.ledger import Budget, Ledger, Spent
from bot.model.wanted import is_wanted, mind_for
from bot.model.watch import Watch
from bot.naming import Paths
from bot.reading import Reading, merged, unsure
from bot.understand import understand
from knowledge.library import Library
from knowledge.tables import usage
from prompts import reply
from settings import Settings

QUESTION = QUESTIONS["en"]


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library", FakeEmbeddings(), doing="test")
    stock(opened, document(FEES, address="harbour.md", title="The Harbour Course"))
    yield opened
    opened.close()


def rows(library: Library) -> list[Any]:
    with library.catalogue.engine.connect() as connection:
        return list(connection.execute(select(usage)))


# What it costs


def test_what_a_call_cost_is_written_down_without_a_word_of_it(harbour: Library) -> None:
    with thinking(harbour, Says(GOOD), prices={"test-model": (1.0, 0.1, 5.0)}) as thought:
        answer = thought.guide.answer(QUESTION)
    (row,) = rows(harbour)
    assert (row.answer, row.model, row.outcome, row.estimated) == (answer.id, "test-model", "ok", False)
    assert row.read > 500
    assert row.written > 5
    assert row.euro == pytest.approx((row.read - row.cached + 0.1 * row.cached + 5 * row.written) / 1e6)
    assert thought.spent[0].euro == row.euro
    assert answer.conversation not in str(row)
    assert "Harbour" not in str(row)


def test_a_spent_budget_gives_the_guides_own_answer_and_says_so_once(harbour: Library) -> None:
    with thinking(harbour, Says(GOOD), budget=Budget(tokens_a_day=3000), tokens=100) as thought:
        said = [thought.guide.answer(QUESTION) for _ in range(3)]
        again = thought.guide.answer(QUESTION, said[-1].conversation)
    assert said[0].made_by == "model"
    assert said[-1].made_by == "extractive"
    assert reply("en", "say.budget") in said[-1].text
    assert reply("en", "say.budget") not in again.text
    assert len(thought.server.requests) == sum(answer.made_by == "model" for answer in said)


def test_a_budget_of_a_conversation_leaves_the_others_theirs(harbour: Library) -> None:
    with thinking(harbour, Says(GOOD), budget=Budget(tokens_a_conversation=3000), tokens=100) as thought:
        first = thought.guide.answer(QUESTION)
        after = [thought.guide.answer(QUESTION, first.conversation) for _ in range(2)]
        other = thought.guide.answer(QUESTION)
    assert after[-1].made_by == "extractive"
    assert other.made_by == "model"


def test_many_at_once_do_not_spend_more_than_there_is(harbour: Library) -> None:
    ledger = Ledger(harbour.catalogue.engine, Budget(euro_a_day=0.01), {"m": (1.0, 1.0, 1.0)})
    calls: list[Any] = []

    def enter() -> None:
        calls.append(ledger.enter("c", "m", "answer", "x" * 3200, 1000))

    threads = [threading.Thread(target=enter) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    let_through = [call for call in calls if call]
    # Each may cost two thousand tokens, a fifth of a cent: five go into a cent, or four with what rounding takes.
    assert 4 <= len(let_through) <= 5
    for call in let_through:
        call.reached, call.characters = True, 3000
        ledger.leave(call, "ok")
    assert sum(row.euro for row in rows(harbour)) <= 0.01


def test_tomorrow_there_is_a_new_budget(harbour: Library) -> None:
    at = datetime(2026, 11, 23, 12)
    ledger = Ledger(harbour.catalogue.engine, Budget(tokens_a_day=1500), clock=lambda: at)
    call = ledger.enter("c", "m", "answer", "x" * 320, 1000)
    assert call
    call.reached, call.characters = True, 3200
    ledger.leave(call, "ok")
    assert ledger.enter("d", "m", "answer", "x" * 320, 1000) is None
    ledger.clock = lambda: datetime(2026, 11, 24, 0, 1)
    assert ledger.enter("d", "m", "answer", "x" * 320, 1000)


# What it is told


def test_what_tells_who_somebody_is_never_leaves(harbour: Library) -> None:
    question = "I am 85.07.30-033.28, jo@x.example, BE68 5390 0754 7034, +32 470 12 34 56. What is the Harbour Course?"
    with thinking(harbour, Says(GOOD)) as thought:
        thought.guide.answer(question)
        sent = str(thought.server.requests)
    for secret in ("85.07.30", "jo@x", "5390", "470 12"):
        assert secret not in sent
    assert "(telephone)" in sent


def test_a_question_that_cannot_be_masked_is_not_sent(harbour: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr(minds, "masked", broken)
    with thinking(harbour, Says(GOOD)) as thought:
        assert thought.guide.answer(QUESTION).made_by == "extractive"
        assert thought.server.requests == []


@pytest.mark.parametrize("question", ["Hello!", "Thank you", "I want to die", "What are you?"])
def test_fixed_words_never_ask_a_model(harbour: Library, question: str) -> None:
    with thinking(harbour, Says(GOOD)) as thought:
        assert thought.guide.answer(question).made_by == "fixed"
        assert thought.server.requests == []


def test_a_model_that_finds_nothing_ends_in_the_guides_own_words(harbour: Library) -> None:
    with thinking(harbour, Says("NOT_IN_SOURCES.")) as thought:
        pieces = thought.guide.pieces(QUESTION)
    answer = pieces[-1]
    assert (answer.outcome, answer.made_by) == ("abstained", "extractive")
    assert "NOT_IN" not in "".join(piece.delta for piece in pieces if isinstance(piece, Text))


def test_where_the_guide_finds_no_answer_a_model_may_from_what_is_checked(harbour: Library) -> None:
    question = "Would somebody with 300 euros be able to afford it as an alumnus?"
    with thinking(harbour, Says("Alumni of the Harbour Course pay 400 euros. [1]")) as thought:
        answer = thought.guide.answer(question)
    if thought.server.requests:
        assert (answer.outcome, answer.made_by) == ("answered", "model")


def test_a_statement_that_no_source_bears_out_does_not_stand(harbour: Library) -> None:
    said = f"{GOOD} The course also comes with a free laptop for everybody who enrols. [1]"
    with thinking(harbour, Says(said)) as thought:
        answer = thought.guide.answer(QUESTION)
    assert answer.made_by == "model"
    assert "laptop" not in answer.text


def test_closing_an_answer_ends_the_call(harbour: Library) -> None:
    async def leave(assistant: Any) -> None:
        async with aclosing(assistant.reply(QUESTION)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Text):
                    break
        await assistant.close()

    with thinking(harbour, Says(GOOD * 20, tokens_per_second=10)) as thought:
        asyncio.run(leave(thought.guide.assistant))
        assert thought.server.last.cancelled.wait(10)
    assert [row.outcome for row in rows(harbour)] == ["left"]


# What an endpoint does not know


@pytest.mark.parametrize("refused", ["stream_options", "max_completion_tokens", "temperature"])
def test_what_an_endpoint_refuses_is_left_out_from_then_on(harbour: Library, refused: str) -> None:
    def picky(call: Any) -> Any:
        return Fails(400, f"Unknown parameter: '{refused}'.") if refused in call.body else Says(GOOD)

    with thinking(harbour, picky) as thought:
        assert thought.guide.answer(QUESTION).made_by == "model"
        assert thought.guide.answer(QUESTION).made_by == "model"
        assert [refused in body for body in thought.server.requests] == [True, False, False]
        assert ("max_tokens" in thought.server.requests[-1]) == (refused == "max_completion_tokens")


def test_a_model_that_reasons_is_told_not_to(harbour: Library) -> None:
    with thinking(harbour, Says(GOOD), model="gpt-6.1-terra") as thought:
        thought.guide.answer(QUESTION)
        assert thought.server.requests[0]["reasoning_effort"] == "none"
        assert "temperature" not in thought.server.requests[0]


@pytest.mark.parametrize(
    ("name", "provider"),
    [("gpt-6.1-terra", "openai"), ("llama3.2:3b", "openai"), ("openai:x", "openai"), ("mistral-small", "openai")],
)
def test_a_name_is_of_openais_kind_unless_it_says_otherwise(name: str, provider: str) -> None:
    model = ChatModel(Place(name, SecretStr(KEY), "http://127.0.0.1:9/v1"))
    assert model._provider == provider


def test_a_missing_package_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelNotSet, match=r"anthropic.*not installed"):
        ChatModel(Place("anthropic:claude-sonnet", None, None))


# Settings


def test_a_key_alone_switches_it_on_and_a_word_off(harbour: Library) -> None:
    engine = harbour.catalogue.engine
    assert mind_for(Settings(), engine) is None
    keyed: Any = {"OPENAI_API_KEY": KEY}
    assert mind_for(Settings(**keyed), engine) is not None
    assert not is_wanted(Settings(**keyed, model="off"))
    assert not is_wanted(Settings(OPENAI_API_KEY=" "))
    assert KEY not in repr(Settings(**keyed))


def test_a_budget_in_euro_needs_a_price(harbour: Library) -> None:
    keyed: Any = {"OPENAI_API_KEY": KEY}
    with pytest.raises(ModelNotSet, match="OPINNO_MODEL_PRICES"):
        mind_for(Settings(**keyed, euro_a_day=5), harbour.catalogue.engine)


def test_without_a_key_no_client_is_imported() -> None:
    code = (
        "import sys, server, cli, bot.assistant, console.asking; "
        "print([n for n in sys.modules if n.split('.')[0] in ('openai', 'langchain', 'langchain_openai', 'langsmith')])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "[]", told.stderr


# The breaker and the watch


def test_a_breaker_opens_after_five_failures_and_lets_one_call_try() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(5):
        assert breaker.enter()
        breaker.failed()
    assert not breaker.enter()
    now = 31.0
    assert breaker.enter()
    assert not breaker.enter()
    breaker.failed()
    assert not breaker.enter()
    now = 62.0
    assert breaker.enter()
    breaker.succeeded()
    assert breaker.enter()
    assert breaker.enter()


def test_a_reader_who_leaves_closes_no_breaker_for_ever() -> None:
    now = 100.0
    breaker = Breaker(lambda: now)
    breaker.failed(at_once=True, seconds=300)
    now = 401.0
    assert breaker.enter()
    breaker.left()
    assert breaker.enter()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ha " * 200, "repeating"),
        ("The same sentence comes back again and again. " * 8, "repeating"),
        (" \n" * 700, "uncited"),
        ("word " * 1 + "".join(f"Fact number {n} is told here. " for n in range(60)), "uncited"),
        ("".join(f"Fact number {n} is told here. [1] " for n in range(200)), "endless"),
        ("Dit is een lang antwoord in het Nederlands over wat je kan doen met je diploma. [1] " * 1
         + "Je kan ook in een ziekenhuis werken, en dat is voor veel mensen een mooie eerste job na de studie. [2] "
         "Daarna kan je doorgroeien naar een bedrijf dat geneesmiddelen maakt of naar de overheid. [3]", "language"),
    ],
)  # fmt: skip
def test_a_text_of_which_nothing_can_come_is_seen_early(text: str, kind: str) -> None:
    watch = Watch("en")

    def read() -> None:
        for place in range(0, len(text), 7):
            watch.feed(text[place : place + 7])

    with pytest.raises(minds.ModelFailed, match=kind):
        read()


# Reading unclear questions


LEANING = Conversation("c", "en", (Turn("What is the Harbour Course?", {"text": GOOD}, datetime(2026, 11, 23)),))


def test_a_small_model_is_asked_only_where_the_guide_is_unsure() -> None:
    clear = understand("What does the Harbour Course cost for students?", Conversation("c"), Paths(()), None)
    unclear = understand("And there?", LEANING, Paths(()), None)
    assert not unsure(clear, Conversation("c"))
    assert unsure(unclear, LEANING)


def test_what_it_reads_joins_the_guides_own_reading_and_invents_no_paths() -> None:
    request = understand("And there?", LEANING, Paths(()), None)
    read = Reading(query="Where is the Harbour Course?", purpose="explain", paths=["no-such"], aspect="day")
    joined = merged(request, read, Paths(()))
    assert joined.query.startswith("Where is the Harbour Course?")
    assert (joined.purpose, joined.paths, joined.aspect) == ("question", (), None)
    assert joined.question == request.question


RAMBLING = (
    "I finished biology, my sister studied chemistry, our neighbour teaches mathematics, and a friend from Ostend, who "
    "works for a brewery with yeast, malt, water, barrels, bottles and labels, says something about a Harbour Course "
    "that graduates follow after university, before starting somewhere, learning ships, cargo, customs, safety rules."
)
READ = Gives({"query": "What does the Harbour Course cost?", "purpose": "question", "paths": [], "aspect": "none"})


def asked_in_turn(library: Library, reading: Any, **settings: Any) -> tuple[list[Answer], list[Any]]:
    def script(call: Any) -> Any:
        return reading if call.body["model"].startswith("small") else Says(GOOD)

    with thinking(library, script, reads=True, **settings) as thought:
        first = thought.guide.answer(QUESTION)
        second = thought.guide.answer(RAMBLING, first.conversation)
        return [first, second], [call.body["model"] for call in thought.server.calls]


def test_it_is_asked_once_before_the_library_is(harbour: Library) -> None:
    answers, models = asked_in_turn(harbour, READ)
    assert models[:2] == ["test-model", "small-test-model"]
    assert models.count("small-test-model") == 1
    assert answers[1].outcome in ("answered", "abstained")


@pytest.mark.parametrize("wrong", [*MALFORMED, "500", "400 context too long"])
def test_a_reading_that_fails_leaves_the_guides_own(harbour: Library, wrong: str) -> None:
    reading = MALFORMED[wrong] if wrong in MALFORMED else FAILURES[wrong]
    answers, _ = asked_in_turn(harbour, reading)
    assert answers[1].outcome in ("answered", "abstained")


def test_an_endpoint_without_schemas_is_asked_plainly(harbour: Library) -> None:
    def reading(call: Any) -> Any:
        if "response_format" in call.body:
            return Fails(400, "'response_format' of type 'json_schema' is not supported")
        return Says('Here it is: {"query": "x", "purpose": "question", "paths": [], "aspect": "none"}')

    async def read(model: ChatModel) -> Any:
        try:
            return (await model.read("system", "question", Reading, 100))[0]
        finally:
            await model.close()

    with serving_model(reading) as server:
        found = asyncio.run(read(ChatModel(Place("m", SecretStr(KEY), server.url))))
    assert found.query == "x"


def test_what_was_spent_has_no_text() -> None:
    assert {"model", "purpose", "usage", "euro", "outcome", "first_word"} == set(Spent.__slots__)


@pytest.mark.parametrize("text", [True, False])
def test_a_call_tells_its_words_to_tracing_only_where_they_were_asked_for(harbour: Library, text: bool) -> None:
    exporter = InMemorySpanExporter()
    tracing.start(text=text, exporter=exporter)
    try:
        with thinking(harbour, Says(GOOD)) as thought:
            thought.guide.answer(QUESTION)
    finally:
        tracing.stop()
    spans = exporter.get_finished_spans()
    told = "".join(str(dict(span.attributes or {})) for span in spans)
    assert {"understand", "gather", "compose", "chat test-model", "check"} <= {span.name for span in spans}
    assert (QUESTION in told) is text
    assert ("250 euros" in told) is text
