"""What a fresh process does for `scale`: build a library or ask one, and print figures as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

_START = perf_counter()
_LIMIT = 5
_BEFORE_WEIGHING = 20
_QUESTIONS = 200


def build(name: str, folder: str, documents: str) -> dict[str, float]:
    """Index a folder; the seconds are without those for making vectors."""
    from benchmarks.contenders import open_contender
    from benchmarks.embeddings import Pretended, Timed

    model = Timed(Pretended())
    contender = open_contender(name, Path(folder), model)
    start = perf_counter()
    contender.index(Path(documents))
    seconds = perf_counter() - start - model.seconds
    figures = {"seconds": seconds, "passages": contender.passages(), "texts": model.texts}
    contender.close()
    return figures


def ask(name: str, folder: str) -> dict[str, float]:
    """Open a library and ask. Memory is taken after the first twenty questions."""
    from benchmarks import corpus
    from benchmarks.contenders import open_contender
    from benchmarks.embeddings import Pretended, Timed

    questions = [question.text for question in corpus.questions(corpus.papers(_QUESTIONS))]
    model = Timed(Pretended())
    contender = open_contender(name, Path(folder), model)
    contender.search(questions[0], _LIMIT)
    first = perf_counter() - _START
    for question in questions[1:_BEFORE_WEIGHING]:
        contender.search(question, _LIMIT)
    memory = _megabytes_held()
    took: list[float] = []
    for question in questions:
        before, start = model.seconds, perf_counter()
        contender.search(question, _LIMIT)
        took.append(1000 * (perf_counter() - start - (model.seconds - before)))
    contender.close()
    took.sort()
    return {"first": first, "memory": memory, "p50": took[len(took) // 2], "p95": took[len(took) * 95 // 100]}


def _megabytes_held() -> float:
    # The peak that `resource` knows is inherited from the parent on Linux, so the present is asked for.
    held = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], check=True, capture_output=True, text=True)
    return int(held.stdout) / 1024


_VERBS: dict[str, Callable[..., dict[str, float]]] = {"build": build, "ask": ask}

if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    print(json.dumps(_VERBS[verb](*words)))
