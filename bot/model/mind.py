"""Asking a model: within budget, past the breaker, in time, once more where that helps, and never longer than a
reader waits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import BaseModel

from bot.model.breaker import Breaker
from bot.model.chat import Delta, Usage
from bot.model.failures import Kind, ModelFailed
from bot.model.ledger import Call, Ledger
from bot.model.privacy import masked
from bot.model.watch import Watch
from knowledge.records import Language
from tracing import ModelCall, model_call

log = logging.getLogger(__name__)
Shape = TypeVar("Shape", bound=BaseModel)

# The text is whole; only what it cost has not come yet.
_FOR_THE_BILL = 0.3
# A second try needs at least this much of the time in which a first word has to come.
_WORTH_A_TRY = 0.5
_A_MOMENT = 0.05
_WITHOUT_A_PAUSE = 0.4
_READING_TOKENS = 300


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a reader is kept waiting, in seconds."""

    first: float = 2.0
    """For the first word."""
    gap: float = 1.5
    """Between two words."""
    answer: float = 3.5
    """Until an answer is well under way, from the question on: half a second before the reader has to have one."""
    most: float = 8.0
    """Until it is whole, if it is under way."""
    reading: float = 0.8
    """For what the small model makes of a question."""


class Model(Protocol):
    """What a chat model can do; `bot.model.chat` has the real one."""

    name: str

    @property
    def address(self) -> str:
        """Where it is asked."""
        ...

    def stream(self, system: str, question: str, tokens: int) -> AsyncGenerator[Delta, None]:
        """Its answer as it comes. Raises ModelFailed."""
        ...

    async def read(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        """What it makes of a question, in a shape. Raises ModelFailed."""
        ...

    async def open(self) -> None:
        """Make ready what the first question would wait for."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """What a model is asked for an answer. Both forms of the question have been masked."""

    system: str
    question: str
    shorter: str
    """The same with fewer passages, for a model whose context is too small."""
    language: Language
    conversation: str
    answer: str
    asked_at: float
    """When the person asked, on the monotonic clock."""


class Mind:
    """The model that writes, and the small one that reads unclear questions."""

    def __init__(
        self, writer: Model, ledger: Ledger, *, reader: Model | None = None, waits: Waits = Waits(), tokens: int = 800
    ) -> None:
        self._writer, self._reader, self._ledger, self._waits, self._tokens = writer, reader, ledger, waits, tokens
        self._breaker, self._readers_breaker = Breaker(), Breaker()

    @property
    def reads(self) -> bool:
        """There is a small model to ask what is meant, and it is not known to be down."""
        return self._reader is not None and not self._readers_breaker.is_open

    @property
    def is_down(self) -> bool:
        """The model that writes is left alone for now."""
        return self._breaker.is_open

    async def open(self) -> None:
        """Make ready what the first question on this event loop would wait for."""
        for model in (self._writer, self._reader):
            if model is not None:
                await model.open()

    async def close(self) -> None:
        """Close the connections that are kept open on this event loop."""
        for model in (self._writer, self._reader):
            if model is not None:
                await model.close()

    async def words(self, asking: Asking) -> AsyncGenerator[str, None]:
        """The model's words as they come. Raises ModelFailed, at any point; closing it ends the call."""
        call = await self._entered(self._writer, "answer", asking.conversation, asking.system + asking.question)
        call.answer, outcome, began = asking.answer, "left", _Began()
        try:
            with model_call(
                "chat", model=self._writer.name, address=self._writer.address, max_tokens=self._tokens
            ) as traced:
                async with aclosing(self._tried(asking, call, began)) as pieces:
                    async for piece in pieces:
                        if not began.is_told:
                            traced.first_token()
                        began.is_told = True
                        yield piece
                _trace(traced, call)
            outcome = "ok"
            self._breaker.succeeded()
        except ModelFailed as failed:
            outcome = failed.kind
            _note(self._breaker, failed)
            raise
        finally:
            if outcome == "left":
                self._breaker.left()
            await asyncio.to_thread(self._ledger.leave, call, outcome, began.after)

    async def reading(self, system: str, question: str, shape: type[Shape], conversation: str) -> Shape | None:
        """What the small model makes of a question, in a shape; nothing if it fails, or is not quick."""
        if self._reader is None or not self._readers_breaker.enter():
            return None
        prompt = system + question
        call = await asyncio.to_thread(
            self._ledger.enter, conversation, self._reader.name, "reading", prompt, _READING_TOKENS
        )
        if call is None:
            self._readers_breaker.left()
            return None
        outcome = "left"
        try:
            with model_call("chat", model=self._reader.name, address=self._reader.address) as traced:
                async with asyncio.timeout(self._waits.reading):
                    shaped, call.usage = await self._reader.read(system, question, shape, _READING_TOKENS)
                _trace(traced, call)
            call.reached, outcome = True, "ok"
            self._readers_breaker.succeeded()
            return shaped
        except (ModelFailed, TimeoutError) as error:
            failed = error if isinstance(error, ModelFailed) else ModelFailed("slow_start")
            # Whoever is slow has begun to work, and will charge for it.
            outcome, call.reached = failed.kind, failed.kind == "slow_start"
            _note(self._readers_breaker, failed)
            return None
        finally:
            if outcome == "left":
                self._readers_breaker.left()
            await asyncio.to_thread(self._ledger.leave, call, outcome)

    async def _entered(self, model: Model, purpose: str, conversation: str, prompt: str) -> Call:
        if not self._breaker.enter():
            raise ModelFailed("open_circuit")
        call = None
        try:
            call = await asyncio.to_thread(self._ledger.enter, conversation, model.name, purpose, prompt, self._tokens)
        finally:
            if call is None:
                self._breaker.left()
        if call is None:
            raise ModelFailed("budget")
        return call

    async def _tried(self, asking: Asking, call: Call, began: _Began) -> AsyncGenerator[str, None]:
        """The words of the first try that goes well. Once words were given there is no second one."""
        until = min(time.monotonic() + self._waits.first, asking.asked_at + self._waits.answer)
        question, tries = asking.question, 2
        while True:
            tries -= 1
            try:
                async with aclosing(self._streamed(asking, question, call, began, until)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except ModelFailed as failed:
                wait = failed.wait or _A_MOMENT
                too_late = time.monotonic() + wait + _WORTH_A_TRY > until
                if began.at or not tries or too_late or not (failed.worth_a_retry or failed.kind == "too_long"):
                    raise
                if failed.kind == "too_long":
                    question = asking.shorter
                await asyncio.sleep(wait)

    async def _streamed(
        self, asking: Asking, question: str, call: Call, began: _Began, until: float
    ) -> AsyncGenerator[str, None]:
        watch, last = Watch(asking.language, _rules_of(asking.system)), Delta()
        started = time.monotonic()
        stream = self._writer.stream(asking.system, question, self._tokens)
        async with aclosing(stream) as deltas:
            while True:
                left = self._until(asking, watch, began, until, last) - time.monotonic()
                try:
                    async with asyncio.timeout(max(0.0, left)):
                        delta = await anext(deltas)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    if last.ended_well:
                        break
                    raise ModelFailed(self._slow(began)) from None
                call.reached, call.usage = True, delta.usage or call.usage
                last = delta if delta.finish else last
                if delta.text:
                    began.mark(started)
                    watch.feed(delta.text)
                    call.characters = len(watch.text)
                    yield delta.text
        _whole(watch, last)

    def _until(self, asking: Asking, watch: Watch, began: _Began, until: float, last: Delta) -> float:
        """When the next piece has to be here."""
        now = time.monotonic()
        if last.ended_well:
            return now + _FOR_THE_BILL
        if not began.at:
            return until
        by = asking.asked_at + self._waits.answer
        if not watch.under_way:
            return min(began.last + self._waits.gap, by)
        # By then a reader would have had the guide's own answer: who goes on from there goes on without a pause.
        gap_ends = min(began.last + self._waits.gap, max(by, began.last + _WITHOUT_A_PAUSE))
        return min(gap_ends, asking.asked_at + self._waits.most)

    def _slow(self, began: _Began) -> Kind:
        if not began.at:
            return "slow_start"
        return "stalled" if time.monotonic() >= began.last + min(self._waits.gap, _WITHOUT_A_PAUSE) else "too_slow"


class _Began:
    """When the first and the latest word came."""

    def __init__(self) -> None:
        self.at, self.last, self.is_told = 0.0, 0.0, False
        self.after: float | None = None
        """Seconds from the call to the first word."""

    def mark(self, started: float) -> None:
        self.last = time.monotonic()
        if not self.at:
            self.at, self.after = self.last, self.last - started


def _whole(watch: Watch, last: Delta) -> None:
    """Raises ModelFailed unless the model had said all, in the language that was asked for."""
    if not watch.text.strip():
        raise ModelFailed("filtered" if _is(last, "filter") else "empty")
    if last.finish is not None and not last.ended_well:
        raise ModelFailed("length" if _is(last, "length", "max_tokens") else "filtered")
    watch.look_at_language()


def _is(last: Delta, *kinds: str) -> bool:
    return any(kind in (last.finish or "").casefold() for kind in kinds)


def _rules_of(system: str) -> str:
    """The rules without the examples, whose sentences are anybody's."""
    return system.partition("# Examples")[0]


def _trace(traced: ModelCall, call: Call) -> None:
    if used := call.usage:
        traced.used(input_tokens=used.read, output_tokens=used.written, cached_tokens=used.cached)
    traced.finished("stop")


def _note(breaker: Breaker, failed: ModelFailed) -> None:
    if failed.of_the_endpoint:
        breaker.failed(at_once=failed.opens_at_once, seconds=failed.closed_for)
        log.warning("the model failed: %s", failed.kind)
    else:
        breaker.left()
        log.info("the model's answer could not be used: %s", failed.kind)


def question_of(text: str) -> str:
    """A text for a model, with what tells who somebody is masked. Raises ModelFailed if that cannot be done."""
    try:
        return masked(text).text
    except Exception as error:
        # Rather no model than one that is told who somebody is.
        log.error("a question could not be masked: %s", type(error).__name__)
        raise ModelFailed("not_masked") from None
