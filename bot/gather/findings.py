"""What the library has for a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.evidence import Line, Term
from bot.gather.compared import Compared
from bot.matching import Matched
from bot.tables import Told
from bot.understand import Request
from knowledge.records import CareerPath, Document, Passage
from knowledge.sections import Section
from knowledge.vacancies import vacancy_of

__all__ = ["Findings", "Sections", "record_of", "vacancy_of"]

Sections = Mapping[Section | None, Sequence[Passage]]
"""The passages of a career path's page by section; None is the opening."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the library has for a request."""

    request: Request
    """The request, as what was found made of it."""
    lines: Sequence[Line] = ()
    """Sentences that bear on the question, best first."""
    terms: Sequence[Term] = ()
    """The words that the sentences were weighed by."""
    understood: Mapping[str, set[str]] = field(default_factory=dict)
    """Document id -> the stems that go without saying on it."""
    parts: Sequence[Line] = ()
    """Where the question asks for several things: the best sentence for each."""
    rows: Told = field(default_factory=Told)
    """What tables surely answer to it; all of one document."""
    of_one: Document | None = None
    """The vacancy that the question is about, if it is about just one: then the lines are all from it."""
    unknown: Sequence[str] = ()
    """Names in the question that occur nowhere in the library; for vacancies, any such word."""
    strange: Sequence[str] = ()
    """Words that occur nowhere in the library either, where the question speaks of nothing else."""
    paths: Sequence[Document] = ()
    """The career paths meant; all of them for an overview."""
    sections: Mapping[str, Sections] = field(default_factory=dict)
    """Career path id -> its page's sections."""
    vacancies: Sequence[Document] = ()
    """Open vacancies."""
    matched: Matched | None = None
    """Which of them meet what a search asks."""
    shown: Sequence[Document] = ()
    """Those of them that are told."""
    gone: Document | None = None
    """A vacancy that has closed, or an event that is over or cancelled, where the question is about it."""
    still_open: Document | None = None
    """The vacancy of which was asked whether one can still apply."""
    agenda: Sequence[Document] = ()
    """The events or courses to come, by day, where nothing else was asked than which there are."""
    undated: Sequence[Document] = ()
    """The events of which no day is known, in such a case."""
    none_to_come: bool = False
    """There are events, but none to come of those that were asked for."""
    pages: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    """Address of a vacancy -> its passages."""
    examples: Collection[str] = ()
    """Addresses of the vacancies that were invented for a demonstration."""
    dated: Mapping[str, date] = field(default_factory=dict)
    """Document id -> the day or year that it is of, for those behind the best sentences."""
    editions: Sequence[Line] = ()
    """Where editions of one thing are asked for side by side: what each says, the newest first."""
    earlier: Collection[str] = ()
    """The ids of documents of which the question means another edition."""
    told: Sequence[Passage] = ()
    """The passages of the document that more is asked of, in reading order."""
    nearest: Mapping[str, str] = field(default_factory=dict)
    """Names that the library has never seen, and the word of the library that each comes nearest to."""
    every_path: int = 0
    """How many career paths the library knows, of which `paths` may be some."""
    documents: int = 0
    """How many documents the library holds."""
    compared: Compared | None = None
    """Things that the question sets side by side, and what is told of each."""
    each: Sequence[Findings] = ()
    """What there is for each part of a question that asks several things, in the order of the parts."""


def record_of(path: Document) -> CareerPath:
    """The record of a career path's base page."""
    assert isinstance(path.facts, CareerPath)
    return path.facts
