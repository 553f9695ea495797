"""The vectors of the model server: near each other where texts share words, and wrong in every way on demand."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from openai_server import Call, Wire

Wrong = Literal["nan", "zero", "short", "too_many", "too_few", "null", "no_data", "bad_base64", "same_index"]


@dataclass(frozen=True, slots=True)
class Embeds:
    """Vectors of the words of a text, as floats or base64 as asked, shuffled but numbered as they may be."""

    dimension: int = 64
    wrong: Wrong | None = None
    pause: float = 0.0
    takes_tokens: bool = False
    """Whether arrays of token numbers are taken in place of texts: OpenAI does, most others do not."""
    knows_base64: bool = True
    """Whether `encoding_format` is heeded: Ollama and others give floats whatever was asked."""
    most: int = 2048
    longest: int = 8192
    """Tokens of one text, four characters each."""
    shuffled: bool = False

    def play(self, wire: Wire, call: Call) -> None:
        wire.wait(self.pause)
        texts = _as_list(call.body.get("input"))
        if refused := self._refused(texts):
            error = {"message": refused, "type": "invalid_request_error", "param": "input", "code": None}
            wire.whole(400, {"error": error}, call.number)
            return
        dimension = int(call.body.get("dimensions") or self.dimension)
        rows = [self._row(place, vector_of(text, dimension), call.body) for place, text in enumerate(texts)]
        used = sum(len(str(text)) // 4 + 1 for text in texts)
        body = {"object": "list", "model": call.body.get("model"), "data": self._listed(rows)}
        wire.whole(200, body | {"usage": {"prompt_tokens": used, "total_tokens": used}}, call.number)

    def _refused(self, texts: Sequence[Any]) -> str | None:
        if not texts or any(text == "" for text in texts):
            return "'$.input' is invalid. Input cannot be an empty string."
        if not self.takes_tokens and not all(isinstance(text, str) for text in texts):
            return "Input should be a valid string"
        if len(texts) > self.most:
            return f"'$.input' is too long. Maximum allowed length is {self.most}."
        if any(len(str(text)) // 4 > self.longest for text in texts):
            return f"Invalid 'input': maximum input length is {self.longest} tokens."
        return None

    def _row(self, place: int, vector: NDArray[np.float32], asked: dict[str, Any]) -> dict[str, Any]:
        last = place == 0  # One bad vector among good ones is harder to see than all.
        if last and self.wrong == "nan":
            vector[0] = np.nan
        if last and self.wrong == "zero":
            vector[:] = 0
        if last and self.wrong == "short":
            vector = vector[:-1]
        in_base64 = asked.get("encoding_format") == "base64" and self.knows_base64
        shown: Any = base64.b64encode(vector.tobytes()).decode() if in_base64 else vector.tolist()
        if last and self.wrong == "null":
            shown = None
        if last and self.wrong == "bad_base64":
            shown = "not base64!"
        return {"object": "embedding", "index": 0 if self.wrong == "same_index" else place, "embedding": shown}

    def _listed(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        match self.wrong:
            case "too_many":
                return [*rows, rows[-1] | {"index": len(rows)}]
            case "too_few":
                return rows[:-1]
            case "no_data":
                return []
        return rows[::-1] if self.shuffled else rows


def vector_of(text: Any, dimension: int) -> NDArray[np.float32]:
    """A unit vector that only the words of a text decide; one that has no word gets a place of its own."""
    vector = np.zeros(dimension, dtype=np.float32)
    for word in re.findall(r"\w+", str(text).lower()) or ["\0"]:
        for salt in ("a", "b", "c"):
            code = zlib.crc32(f"{salt}{word}".encode())
            vector[code % dimension] += 1.0 if code >> 31 else -1.0
    norm = float(np.linalg.norm(vector))
    if norm == 0:
        vector[0] = norm = 1.0
    return vector / norm


def _as_list(given: Any) -> list[Any]:
    if isinstance(given, list) and not (given and isinstance(given[0], int)):
        return given
    return [] if given is None else [given]
