"""The cases asked with a model, one after the other, each kept as soon as it is done: a run can be taken up again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import prompts
from bot.conversation import Answer
from bot.model.ledger import Spent
from bot.model.mind import Mind
from evaluation.cases import Case
from evaluation.judge import Judged, Reads, judge
from evaluation.observed import Asked, Guide, Observed, Progress, Said, observe_one
from evaluation.suites import TODAY, Ground, Suite, grounds, stocked
from knowledge.library import Library

MakeMind = Callable[[Library, Callable[[Spent], None]], Mind | None]
"""The mind beside a library; it tells what each call cost."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who wrote and who judged."""

    model: str
    small_model: str
    judge: str
    address: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one case: all that the card is made of."""

    suite: str
    id: str
    language: str
    outcome: str
    made_by: str
    seconds: float
    first_word: float | None
    calls: int
    failed_calls: int
    read: int
    cached: int
    written: int
    euro: float | None
    """None if a call has no price."""
    scores: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    judged: Judged | None = None


def fingerprint(told: Told, suites: Sequence[Suite]) -> str:
    """What a run is known by: with another model, judge, prompt or case it is another run."""
    digest = hashlib.sha256(repr((asdict(told), [(suite.name, suite.cases) for suite in suites])).encode())
    for file in sorted(Path(prompts.__file__).parent.glob("*.md")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def sample(suites: Sequence[Suite], limit: int | None) -> dict[str, list[Case]]:
    """So many cases over all suites, by suite: a fixed draw, so that a few of them are a fair picture of all."""
    every = [(suite.name, case) for suite in suites for case in suite.cases]
    drawn = sorted(every, key=lambda each: hashlib.sha256(f"{each[0]}/{each[1].id}".encode()).digest())[:limit]
    return {suite.name: [case for name, case in drawn if name == suite.name] for suite in suites}


def kept(file: Path) -> list[Done]:
    """What an earlier run has done. A last line that was cut off is no line."""
    return list(_lines(file)) if file.exists() else []


def run(
    suites: Sequence[Suite],
    file: Path,
    make_mind: MakeMind,
    judging: Reads | None,
    *,
    limit: int | None = None,
    progress: Progress = lambda *_: None,
) -> list[Done]:
    """Ask the cases that are not done yet, and give all that are. Each is written to the file as it is done."""
    chosen, before = sample(suites, limit), {(done.suite, done.id): done for done in kept(file)}
    total, every = sum(map(len, chosen.values())), [done for done in before.values() if _is_chosen(done, chosen)]
    with _appending(file) as write:
        for ground in grounds(suites):
            those = [suite for suite in suites if suite.ground == ground]
            left = [(s, c) for s in those for c in chosen[s.name] if (s.name, c.id) not in before]
            for done in _asked(ground, left, make_mind, judging) if left else ():
                write(done)
                every.append(done)
                progress(len(every), total, done.id)
    return every


def _asked(
    ground: Ground, cases: Sequence[tuple[Suite, Case]], make_mind: MakeMind, judging: Reads | None
) -> Iterator[Done]:
    """Ask cases of a library of their own, one after the other."""
    with tempfile.TemporaryDirectory() as folder, stocked(ground, Path(folder) / "library") as library:
        spent: list[Spent] = []
        mind = make_mind(library, spent.append)
        guide = Guide(library, TODAY, mind)
        # One loop for all: a connection to a model lives as long as its loop.
        with asyncio.Runner() as runner:
            try:
                for suite, case in cases:
                    yield runner.run(_one(suite, case, guide, spent, judging))
            finally:
                for model in (mind, judging):
                    if model:
                        runner.run(model.close())


@contextmanager
def _appending(file: Path) -> Iterator[Callable[[Done], None]]:
    """Writes what is done to the end of a file, a line each, at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as written:
        # What was cut off must not swallow the next line.
        written.seek(0)
        text = written.read()
        if text and not text.endswith("\n"):
            written.write("\n")

        def write(done: Done) -> None:
            written.write(json.dumps(asdict(done)) + "\n")
            written.flush()

        yield write


async def _one(suite: Suite, case: Case, guide: Guide, spent: list[Spent], judging: Reads | None) -> Done:
    spent.clear()
    timed = _Timed(guide)
    observed = await observe_one(case, timed)
    first_words = [each.first_word for each in spent if each.purpose == "answer" and each.first_word is not None]
    prices = [each.euro for each in spent]
    answer = observed.answer
    return Done(
        suite=suite.name,
        id=case.id,
        language=case.language,
        outcome=answer.outcome,
        made_by=answer.made_by,
        # Of the last question alone: those before it are only there to be followed up.
        seconds=round(timed.seconds, 3),
        first_word=first_words[-1] if first_words else None,
        calls=len(spent),
        failed_calls=sum(each.outcome != "ok" for each in spent),
        read=sum(each.usage.read for each in spent),
        cached=sum(each.usage.cached for each in spent),
        written=sum(each.usage.written for each in spent),
        euro=None if None in prices else sum(euro for euro in prices if euro is not None),
        scores={measure.name: measure.score(case, observed) for measure in suite.measures},
        judged=await judge(judging, case, observed) if judging and _is_judged(observed) else None,
    )


@dataclass(slots=True)
class _Timed:
    """A guide, and how long its last answer took."""

    guide: Asked
    seconds: float = 0.0

    async def answer(self, question: str, conversation: str | None) -> Answer:
        began = perf_counter()
        answer = await self.guide.answer(question, conversation)
        self.seconds = perf_counter() - began
        return answer

    def ranked(self, question: str, said: Sequence[Said]) -> Sequence[str]:
        return self.guide.ranked(question, said)

    def sources(self, answer: Answer) -> Mapping[str, str]:
        return self.guide.sources(answer)


def _is_judged(observed: Observed) -> bool:
    """A model wrote it: fixed words and quotes are not judged."""
    return observed.answer.made_by == "model"


def _is_chosen(done: Done, chosen: Mapping[str, Sequence[Case]]) -> bool:
    return any(case.id == done.id for case in chosen.get(done.suite, ()))


def _lines(file: Path) -> Iterator[Done]:
    for line in file.read_text(encoding="utf-8").splitlines():
        with suppress(ValueError, TypeError):
            fields: dict[str, Any] = json.loads(line)
            scores = {name: (float(hits), int(of)) for name, (hits, of) in fields.pop("scores").items()}
            judged = fields.pop("judged")
            yield Done(**fields, scores=scores, judged=Judged(**judged) if judged else None)
