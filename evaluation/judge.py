"""A model as judge of what another wrote: each sentence beside what it cites, how complete it is, and its tone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, Field

from bot.model.chat import Usage
from bot.model.failures import ModelFailed
from evaluation.cases import Case
from evaluation.observed import Observed
from knowledge.sentences import sentence_spans
from prompts import prompt

Shape = TypeVar("Shape", bound=BaseModel)

_TOKENS = 2000
# A sentence is judged by its quote and what stands around it: the quote alone may start with "It".
_AROUND = 400
_GRADES = 5
_FAMILIES = {
    "openai": ("gpt", "o1", "o3", "o4", "chatgpt"),
    "anthropic": ("claude",),
    "google": ("gemini", "gemma"),
    "mistral": ("mistral", "mixtral", "ministral", "magistral", "codestral", "open-mistral"),
    "meta": ("llama", "meta-llama"),
    "alibaba": ("qwen", "qwq"),
    "deepseek": ("deepseek",),
    "microsoft": ("phi",),
}


class Sentence(BaseModel):
    """What the judge says of one sentence."""

    number: int
    verdict: Literal["supported", "unsupported", "no_claim"]


class Verdict(BaseModel):
    """What the judge says of an answer."""

    sentences: list[Sentence]
    completeness: int = Field(ge=1, le=_GRADES)
    tone: int = Field(ge=1, le=_GRADES)


@dataclass(frozen=True, slots=True)
class Judged:
    """Hits of how many for each judged measure, or why there are none; and what it cost."""

    supported: int = 0
    claims: int = 0
    completeness: float = 0.0
    """From 0 to 1, as is the tone."""
    tone: float = 0.0
    failure: str | None = None
    read: int = 0
    written: int = 0


class Reads(Protocol):
    """A model that gives back a shape."""

    name: str

    async def read(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        """What it makes of a question. Raises ModelFailed."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


async def judge(model: Reads, case: Case, observed: Observed) -> Judged:
    """What a judge says of the answer to a case. A judge that fails is a result, too."""
    sentences = numbered(observed.answer.text)
    try:
        verdict, usage = await model.read(prompt("judge.system"), _asked(case, observed, sentences), Verdict, _TOKENS)
    except ModelFailed as failed:
        return Judged(failure=failed.kind)
    read, written = (usage.read, usage.written) if usage else (0, 0)
    if sorted(each.number for each in verdict.sentences) != list(range(1, len(sentences) + 1)):
        # Who leaves out a sentence may leave out the one that is wrong.
        return Judged(failure="sentences_left_out", read=read, written=written)
    said = [each.verdict for each in verdict.sentences]
    return Judged(
        supported=said.count("supported"),
        claims=said.count("supported") + said.count("unsupported"),
        completeness=_from_0_to_1(verdict.completeness),
        tone=_from_0_to_1(verdict.tone),
        read=read,
        written=written,
    )


def numbered(text: str) -> list[str]:
    """The sentences of an answer, as the judge sees them."""
    paragraphs = [line for line in text.splitlines() if re.search(r"\w", line)]
    return [line[start:end] for line in paragraphs for start, end in sentence_spans(line)]


def family(model: str) -> str:
    """Who made a model, as far as its name tells; its own name where that says nothing."""
    name = re.split(r"[:/]", model.casefold())[-1] if "/" in model or ":" in model else model.casefold()
    # `llama3:8b` is named before the colon, `anthropic:claude-9` after it.
    for candidate in (name, model.casefold()):
        for maker, beginnings in _FAMILIES.items():
            if candidate.startswith(beginnings):
                return maker
    return name


def _asked(case: Case, observed: Observed, sentences: Sequence[str]) -> str:
    code = secrets.token_hex(8)
    cited = [
        f"[{c.number}] {c.title}: {_around(observed.sources[c.cited], c.quote)}" for c in observed.answer.citations
    ]
    return prompt(
        "judge.question",
        code=code,
        question="\n".join((*case.turns, case.question)),
        answer="\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1)),
        cited="\n\n".join(cited) or "nothing",
        facts="\n".join(" or ".join(alternatives) for alternatives in case.facts) or "not known",
    )


def _around(text: str, quote: str) -> str:
    start = max(text.find(quote), 0)
    return text[max(0, start - _AROUND) : start + len(quote) + _AROUND]


def _from_0_to_1(grade: int) -> float:
    return (grade - 1) / (_GRADES - 1)
