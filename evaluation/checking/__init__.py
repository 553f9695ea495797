"""Sentences of answers over real passages, true ones and planted ones: what the check keeps of them and removes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from bot.checking import Given, checked
from bot.checking.support import Alike
from ingest.documents import document_from
from ingest.readers import read
from ingest.split import split
from knowledge.records import Passage

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TODAY = date(2026, 11, 23)
# Written one after the other, by hand; the last was not looked at before the check was finished.
UNSEEN = "round_four"
_MARK = re.compile(r"\s*\[\d\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with its marks, whether it is true, and of which kind it is."""

    text: str
    true: bool
    kind: str

    @property
    def bare(self) -> str:
        """The sentence without its marks."""
        return _MARK.sub("", self.text)

    @property
    def cites(self) -> tuple[int, ...]:
        """The passages that it cites."""
        return tuple(int(mark) for mark in re.findall(r"\[(\d)\]", self.text))


@dataclass(frozen=True, slots=True)
class Answered:
    """Sentences over the same passages."""

    given: Given
    sentences: tuple[Labelled, ...]


def sets() -> list[str]:
    """The names of all sets."""
    return sorted(file.stem for file in HERE.glob("*.yaml"))


def answers(name: str) -> Iterator[Answered]:
    """The answers of a set."""
    for group in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")):
        passages = [_passages(path)[n] for path, numbers in group["given"].items() for n in numbers]
        sentences = (*_labelled(group["kept"], true=True), *_labelled(group["dropped"], true=False))
        yield Answered(Given(passages, group["said"], TODAY), sentences)


@lru_cache
def _passages(path: str) -> Sequence[Passage]:
    page = document_from(read((ROOT / path).read_bytes(), path), "evaluation", path, TODAY)
    return [piece.passage for piece in split(page)]


def _labelled(listed: Mapping[str, Sequence[str]], *, true: bool) -> Iterator[Labelled]:
    for kind, texts in listed.items():
        yield from (Labelled(text, true, kind) for text in texts)


def judged(answered: Answered, alike: Alike) -> list[bool]:
    """Which of the sentences stand, each a list item of one answer: the true ones of one, the others of another."""
    gone: set[str] = set()
    for true in (True, False):
        text = "\n".join(f"- {each.text}" for each in answered.sentences if each.true is true)
        gone |= {dropped.sentence for dropped in checked(text, answered.given, alike).dropped}
    return [each.bare not in gone for each in answered.sentences]
