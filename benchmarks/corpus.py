"""Documents and questions about careers, made from a seed, so that anybody can make the same ones again."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.phrases import CITIES, EMPLOYERS, FIRST_NAMES, LAST_NAMES, PHRASES, ROLES, SKILLS, TOOLS, Phrases

_SEED = 20261122
_PREFIXES = ("ANG", "ANT", "BIO", "GEN", "LSC")
# A section this long is one passage for either splitter.
_LONG_SECTION = 700
_LONG_SECTIONS_A_DOCUMENT = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """A made-up document. Its code and person occur in no other one of the same corpus."""

    address: str
    language: str
    text: str
    role: str
    city: str
    code: str
    person: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the address of the document that it was made for."""

    text: str
    about: str


def papers(count: int) -> list[Paper]:
    """Short, much alike documents in three languages, with headings, lists, a code and a name each."""
    chance = random.Random(_SEED)
    codes = [f"{chance.choice(_PREFIXES)}{number}" for number in chance.sample(range(20_000, 30_000), count)]
    names = [" ".join(name) for name in product(FIRST_NAMES, LAST_NAMES)]
    people = chance.sample(names, count)
    return [_paper(chance, number, *known) for number, known in enumerate(zip(codes, people, strict=True))]


def long_papers(passages: int) -> Iterator[tuple[str, str]]:
    """Addresses and texts of documents that either splitter cuts into about this many passages in all."""
    chance = random.Random(_SEED)
    for number in range(passages // _LONG_SECTIONS_A_DOCUMENT):
        phrases = PHRASES[number % len(PHRASES)]
        blanks = _blanks(chance)
        sections = (_long_section(chance, phrases) for _ in range(_LONG_SECTIONS_A_DOCUMENT))
        yield f"long-{number:05}.md", "\n\n".join((f"# {phrases.title.format(**blanks)}", *sections)) + "\n"


def questions(about: Sequence[Paper]) -> list[Question]:
    """Ordinary questions, which several documents answer."""
    return [Question(_phrases(p).question.format(role=p.role, city=p.city), p.address) for p in about]


def code_questions(about: Sequence[Paper]) -> list[Question]:
    """Questions that only a reference number tells apart."""
    return [Question(_phrases(p).code_question.format(code=p.code), p.address) for p in about]


def name_questions(about: Sequence[Paper]) -> list[Question]:
    """Questions that only a person's name tells apart."""
    return [Question(_phrases(p).name_question.format(person=p.person), p.address) for p in about]


def write(corpus: Sequence[Paper], folder: Path, parts: int) -> list[Path]:
    """Write the documents into so many folders, and give those."""
    folders = [folder / f"part-{part}" for part in range(parts)]
    for place in folders:
        place.mkdir(parents=True)
    for number, paper in enumerate(corpus):
        (folders[number % parts] / paper.address).write_text(paper.text, encoding="utf-8")
    return folders


def _paper(chance: random.Random, number: int, code: str, person: str) -> Paper:
    phrases = PHRASES[number % len(PHRASES)]
    blanks = _blanks(chance) | {"code": code, "person": person}

    def some(lines: tuple[str, ...], few: int) -> list[str]:
        return [line.format(**blanks | _blanks(chance, moving=True)) for line in chance.sample(lines, few)]

    tasks = "\n".join(f"- {line}" for line in some(phrases.tasks, 4))
    sections = (
        f"# {phrases.title.format(**blanks)}",
        " ".join(some(phrases.about, 3)),
        f"## {phrases.tasks_heading}\n\n{tasks}",
        f"## {phrases.profile_heading}\n\n{' '.join(some(phrases.profile, 4))}",
        f"## {phrases.why_heading}\n\n{' '.join(some(phrases.about, 2))}",
        f"## {phrases.apply_heading}\n\n{phrases.apply.format(**blanks)}",
    )
    text = "\n\n".join(sections) + "\n"
    return Paper(f"advert-{number:04}.md", phrases.language, text, blanks["role"], blanks["city"], code, person)


def _long_section(chance: random.Random, phrases: Phrases) -> str:
    blanks = _blanks(chance)
    sentences: list[str] = []
    while sum(map(len, sentences)) < _LONG_SECTION:
        line = chance.choice(phrases.about + phrases.profile)
        sentences.append(line.format(**blanks | _blanks(chance, moving=True)))
    return f"## {phrases.title.format(**blanks)}\n\n{' '.join(sentences)}"


def _blanks(chance: random.Random, *, moving: bool = False) -> dict[str, str]:
    """What fills the blanks; of a document's own, only what may differ from sentence to sentence if `moving`."""
    fresh = {
        "tool": chance.choice(TOOLS),
        "skill": chance.choice(SKILLS),
        "number": str(chance.randrange(3, 400)),
        "year": str(chance.randrange(1985, 2027)),
    }
    own = {"role": chance.choice(ROLES), "city": chance.choice(CITIES), "employer": chance.choice(EMPLOYERS)}
    return fresh if moving else fresh | own


def _phrases(paper: Paper) -> Phrases:
    return next(phrases for phrases in PHRASES if phrases.language == paper.language)
