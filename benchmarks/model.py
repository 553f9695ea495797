"""`python -m benchmarks.model`: what the guide adds to a model's own time, beside a bare client, in one run.

Both speak with the same local server, which waits a little before its first word and then writes at a steady pace.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date
from pathlib import Path
from statistics import quantiles
from time import monotonic, perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from openai_server import Call, ModelServer, Reply, Says, serving_model
from pydantic import SecretStr

from bot.assistant import Assistant, Text
from bot.meaning import Meanings
from bot.memory import Memory
from bot.model.chat import ChatModel, Place
from bot.model.ledger import Ledger
from bot.model.mind import Mind, Waits
from ingest.shelf import VECTORS, stock
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library

QUESTIONS = (
    "What does a clinical research associate do all day?",
    "Wat doet een studiecoördinator de hele dag?",
    "Que fait un attaché de recherche clinique toute la journée ?",
    "Which degree do I need for quality assurance?",
    "Why might pharmacovigilance not suit me?",
)
RUNS = 40
_PAUSE, _A_SECOND = 0.2, 60.0
_TODAY = date(2026, 11, 23)


def script(call: Call) -> Reply:
    """Three sentences of the first passage that the model was given, not quite as they stand there."""
    first = call.said.partition("<<end")[0]
    lines = [line.lstrip("- ") for line in first.splitlines() if line.endswith(".") and len(line) > 60]
    told = " ".join(f"{line.removesuffix('.')}; so it is. [1]" for line in lines[:3])
    return Says(told or "Nothing.", pause=_PAUSE, tokens_per_second=_A_SECOND)


async def timed(pieces: AsyncIterator[str]) -> tuple[float, float]:
    """Milliseconds to the first piece and to the last."""
    started, first = perf_counter(), 0.0
    async for _ in pieces:
        first = first or perf_counter()
    return (first - started) * 1000, (perf_counter() - started) * 1000


async def bare(client: object, model: str, question: str) -> AsyncIterator[str]:
    """The answer as the client alone gives it."""
    stream = await client.chat.completions.create(  # type: ignore[attr-defined]
        model=model, messages=[{"role": "user", "content": question}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


async def guided(assistant: Assistant, question: str) -> AsyncIterator[str]:
    """The answer as the guide gives it."""
    async with aclosing(assistant.reply(question)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Text):
                yield piece.delta


async def measured(library: Library, server: ModelServer) -> dict[str, list[float]]:
    """Milliseconds by what was measured."""
    url = server.url
    from openai import AsyncOpenAI

    mind = Mind(
        ChatModel(Place("m", SecretStr("k"), url)), Ledger(library.catalogue.engine), waits=Waits(20, 20, 60, 90)
    )
    memory = Memory(library.catalogue.engine, 30)
    meanings = Meanings(ShippedEmbeddings(LocalEmbeddings(), VECTORS).sentences)
    assistant = Assistant(library, memory, today=lambda: _TODAY, question_limit=2000, mind=mind, meanings=meanings)
    await assistant.open()
    local = Assistant(library, memory, today=lambda: _TODAY, question_limit=2000)
    client = AsyncOpenAI(base_url=url, api_key="k", max_retries=0)
    found: dict[str, list[float]] = {
        name: [] for name in ("bare", "guide", "local", "held", "before", "after", "added")
    }
    for run in range(RUNS + len(QUESTIONS)):
        question = QUESTIONS[run % len(QUESTIONS)]
        bare_first, _ = await timed(bare(client, "m", question))
        # Nothing is known of a sentence that a model has just written.
        meanings.forget()
        asked_at = monotonic()
        guide_first, _ = await timed(guided(assistant, question))
        whole_at, call = monotonic(), server.last
        _, local_whole = await timed(guided(local, question))
        if run < len(QUESTIONS) or call.first_token_at is None or call.last_token_at is None:
            # The first round warms everything up.
            continue
        found["bare"].append(bare_first)
        found["guide"].append(guide_first)
        found["local"].append(local_whole)
        found["held"].append(guide_first - (call.first_token_at - asked_at) * 1000)
        found["before"].append((call.at - asked_at) * 1000 - local_whole)
        found["after"].append((whole_at - call.last_token_at) * 1000)
        found["added"].append(found["before"][-1] + found["after"][-1])
    await assistant.close()
    await client.close()
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, serving_model(script) as server:
        library = Library(Path(folder) / "library", ShippedEmbeddings(LocalEmbeddings(), VECTORS), doing="benchmark")
        stock(library, _TODAY, shelf=True, examples=False)
        found = asyncio.run(measured(library, server))
        library.close()
    print(f"{RUNS} answers; the server waits {_PAUSE * 1000:.0f} ms before its first word\n")
    print("| milliseconds | p50 | p95 |\n|---|---|---|")
    rows = (
        ("a bare client: to the first word", found["bare"]),
        ("the guide without a model: the whole answer", found["local"]),
        ("the guide with a model: to the first word", found["guide"]),
        ("from the endpoint's first word to the reader's", found["held"]),
        ("from the guide's own whole answer to the request at the endpoint", found["before"]),
        ("from the endpoint's last word to the whole answer, checked", found["after"]),
        ("what the guide adds to its own answer and the endpoint's time", found["added"]),
    )
    for name, values in rows:
        cuts = quantiles(values, n=20)
        print(f"| {name} | {cuts[9]:.0f} | {cuts[18]:.0f} |")


if __name__ == "__main__":
    main()
