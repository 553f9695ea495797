"""Embeddings of an endpoint that speaks as OpenAI's: patient while a library is stocked, quick while somebody waits."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.embeddings import LONGEST_QUESTION, LONGEST_SENTENCE, Vectors, safe
from knowledge.errors import EmbeddingsDown
from knowledge.nearness import PROBES, Scale, scale_of
from tracing import model_call

if TYPE_CHECKING:
    from openai import OpenAI

log = logging.getLogger(__name__)

OPENAI = "https://api.openai.com/v1"
_KNOWN_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
# Some take 2048 texts and some 32, and none says so: what is too much for one is halved until it is not.
_MOST_TEXTS, _MOST_LETTERS = 128, 24_000
_TOO_MUCH = {400, 413, 422}
_REFUSALS = {401: "refused the key", 403: "refused access", 404: "does not know the model"}
_AT_ONCE = 4
_SHORTEST = 1e-6


class TextRefused(Exception):
    """The endpoint does not take this text; others it may."""


class _NoVectors(Exception):
    """What came is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where texts are embedded and by what. Some models want words of their own before questions and passages."""

    model: str
    key: str
    address: str = OPENAI
    dimension: int = 0
    """Numbers of a vector, where the model lets one choose; 0 leaves it to the model."""
    before_question: str = ""
    before_passage: str = ""

    @property
    def name(self) -> str:
        """What is stamped on the library: all on which its vectors depend."""
        size = f"/{self.dimension}" if self.dimension else ""
        words = f" {self.before_question}|{self.before_passage}" if self.before_question or self.before_passage else ""
        return f"openai/{self.model}{size}{words}"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long it is waited for the endpoint, in seconds."""

    question: float = 1.5
    """For a question, from first to last: somebody waits for the answer, and has four seconds."""
    batch: float = 60.0
    retries: int = 5
    """For a batch, with growing pauses and some chance in them, or those that the endpoint asks for."""
    rest: float = 20.0
    """Before a question tries again an endpoint that failed one."""


class OpenAIEmbeddings:
    """The embeddings of an endpoint. Every failure of it is an EmbeddingsDown with the reason."""

    def __init__(self, endpoint: Endpoint, waits: Waits = Waits()) -> None:
        self.name = endpoint.name
        self.dimension = endpoint.dimension or _KNOWN_DIMENSIONS.get(endpoint.model, 0)
        self._endpoint, self._waits = endpoint, waits
        self._down_until = 0.0
        self._scale: Scale | None = None
        self._hurried = lru_cache(maxsize=256)(self._in_time)

    def question(self, text: str) -> Vectors:
        """One vector, in the time that a question has. Raises EmbeddingsDown."""
        return self._hurried(self._endpoint.before_question + _written(text, LONGEST_QUESTION))

    def said(self, text: str) -> Vectors:
        """The vector of what is no question, likewise."""
        return self._hurried(self._endpoint.before_passage + _written(text, LONGEST_SENTENCE))

    def nearness(self, cosines: Vectors) -> Vectors:
        """Cosines of these vectors on the scale of the model that ships."""
        return self._scale.onto_ours(cosines) if self._scale else cosines

    def expect(self, dimension: int) -> None:
        """Take no vectors but of this dimension: it is the library's."""
        self.dimension = dimension

    def sentences(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order, however long it takes. Raises EmbeddingsDown, TextRefused."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        written = [self._endpoint.before_passage + _written(text, LONGEST_SENTENCE) for text in texts]
        rows = self._workers.map(self._halving, batches(written))
        return np.vstack(list(rows))

    def _in_time(self, text: str) -> Vectors:
        if monotonic() < self._down_until:
            raise EmbeddingsDown(f"{self._who} failed a moment ago and is left alone.")
        # What the scale is made of comes with the first question.
        probes = [] if self._scale else self._probes()
        try:
            # The client's own time-outs start anew with each byte that trickles in.
            rows = self._hurry.submit(self._asked, [text, *probes], self._quick).result(self._waits.question)
        except TimeoutError:
            self._rest()
            raise EmbeddingsDown(f"{self._who} did not answer within {self._waits.question:g} seconds.") from None
        except (EmbeddingsDown, TextRefused) as error:
            self._rest()
            raise EmbeddingsDown(str(error)) from error
        if probes:
            self._scale = scale_of(rows[1 : 1 + len(PROBES)], rows[1 + len(PROBES) :]) or Scale(0.0, 1.0)
        vector: Vectors = rows[0]
        vector.flags.writeable = False
        return vector

    def _rest(self) -> None:
        self._down_until = monotonic() + self._waits.rest

    def _probes(self) -> list[str]:
        before_question, before_passage = self._endpoint.before_question, self._endpoint.before_passage
        return [before_question + asked for asked, _ in PROBES] + [before_passage + said for _, said in PROBES]

    def _halving(self, texts: Sequence[str]) -> Vectors:
        try:
            return self._asked(texts, self._patient)
        except TextRefused:
            if len(texts) == 1:
                raise
            half = len(texts) // 2
            return np.vstack((self._halving(texts[:half]), self._halving(texts[half:])))

    def _asked(self, texts: Sequence[str], client: OpenAI) -> Vectors:
        import openai

        with model_call("embeddings", model=self._endpoint.model, address=self._endpoint.address) as call:
            try:
                found = client.embeddings.create(
                    model=self._endpoint.model, input=list(texts), dimensions=self._endpoint.dimension or openai.omit
                )
                call.used(input_tokens=getattr(found.usage, "prompt_tokens", 0) or 0)
                return self._checked(found.data, len(texts))
            except openai.APIStatusError as error:
                if error.status_code in _TOO_MUCH:
                    raise TextRefused(f"{self._who} does not take what it was sent ({error.status_code}).") from error
                reason = _REFUSALS.get(error.status_code, f"answered with an error ({error.status_code})")
                raise EmbeddingsDown(f"{self._who} {reason}.") from error
            except openai.APIConnectionError as error:
                raise EmbeddingsDown(f"{self._who} cannot be reached ({type(error).__name__}).") from error
            except _NoVectors as error:
                raise EmbeddingsDown(f"{self._who} {error}.") from error
            except Exception as error:
                # Whatever else a client makes of what is no such reply.
                raise EmbeddingsDown(f"{self._who} answered with something else ({type(error).__name__}).") from error

    def _checked(self, data: Sequence[Any], many: int) -> Vectors:
        ordered = sorted(data, key=lambda row: row.index)
        if [row.index for row in ordered] != list(range(many)):
            raise _NoVectors(f"gave {len(data)} vectors for {many} texts, or not in a known order")
        if len({len(row.embedding) for row in ordered}) != 1:
            raise _NoVectors("gave vectors of different dimensions")
        rows = np.array([row.embedding for row in ordered], dtype=np.float32)
        self.dimension = self.dimension or rows.shape[1]
        if rows.shape != (many, self.dimension):
            raise _NoVectors(f"gave vectors of {rows.shape[-1]} numbers where {self.dimension} are expected")
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(rows).all() or (lengths < _SHORTEST).any():
            raise _NoVectors("gave vectors that are empty or no numbers")
        return np.asarray(rows / lengths, dtype=np.float32)

    @property
    def _who(self) -> str:
        return f"The embedding model {self._endpoint.model} at {self._endpoint.address}"

    @cached_property
    def _patient(self) -> OpenAI:
        return self._client(self._waits.retries, self._waits.batch)

    @cached_property
    def _quick(self) -> OpenAI:
        return self._client(0, self._waits.question)

    def _client(self, retries: int, seconds: float) -> OpenAI:
        from openai import OpenAI

        # At its own level it logs what it sends.
        logging.getLogger("openai").setLevel(logging.WARNING)
        return OpenAI(api_key=self._endpoint.key, base_url=self._endpoint.address, max_retries=retries, timeout=seconds)

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="embed")

    @cached_property
    def _hurry(self) -> ThreadPoolExecutor:
        # Of its own: a question does not queue behind a library that is being stocked.
        return ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="embed-question")


def _written(text: str, longest: int) -> str:
    # Nothing at all is refused.
    return safe(text, longest).strip() or "-"


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, in batches that no endpoint should find too large."""
    batch: list[str] = []
    letters = 0
    for text in texts:
        if batch and (len(batch) == _MOST_TEXTS or letters + len(text) > _MOST_LETTERS):
            yield batch
            batch, letters = [], 0
        batch.append(text)
        letters += len(text)
    if batch:
        yield batch
