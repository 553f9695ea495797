"""What a question has to look for in tables, and how much of it a table has (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot import cues
from bot.attributes import Asked, asked_parts, kind_asked
from bot.evidence import Term
from bot.numerals import numerals
from bot.tables.asked import COMPARING, GENERIC, TableQuestion, table_question
from bot.tables.columns import Column, columns_of, labels_of, named, speaks_of, stems_of
from bot.tables.enumerated import is_ordinal
from bot.tables.values import folded, range_in, unit_of_column
from bot.understand import Request
from knowledge.grids import Grid
from knowledge.keywords import ASKING, asked_terms, content_words, every_stem, words
from knowledge.laid_out import LaidOut

_YEAR = re.compile(r"\b(20\d\d)\b")
_CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,4}-?\d{1,4}|[B-HJ-Z]|[A-Z](?=[ ?.,]*$))(?![\w-])")
_PARTS = re.compile(r"[;,/()|]|\s[-–:]\s|\b(?:and|or|en|of|et|ou)\b")
_AFTER_ITS_CODE = re.compile(r"[\s:.]")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])")
_OPENING = 400
_TITLE = 100
_A_THING, _WORDS_OF_A_THING = "thing0", 2
# They say that what is still open is asked for, and name nothing.
_OF_NOW = frozenset(
    """
    still today now currently moment apply applying applications open go nog vandaag nu momenteel solliciteren openstaan
    staan encore aujourd hui maintenant actuellement postuler ouvert ouvertes ouverts peut chez
    """.split()
)


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for."""

    table: TableQuestion
    terms: tuple[Term, ...]
    """The words that say what it is about; those of the conversation have a lower weight."""
    kinds: tuple[Asked, ...]
    """What is asked for that can be checked."""
    names: tuple[str, ...]
    """Its words that are written like names."""
    codes: tuple[str, ...]
    years: frozenset[str]
    own: frozenset[tuple[str, ...]] = frozenset()
    """Which of the words it says itself, and not only its conversation."""
    today: date | None = None
    said: str = ""
    """Its words, flattened."""
    asking: frozenset[tuple[str, ...]] = frozenset()
    """Which of them stand in the sentence that asks; what is told before it asks for nothing."""

    @property
    def weight(self) -> float:
        """Of all the words that it says itself."""
        return sum(term.weight for term in self.terms if self.says(term))

    def says(self, term: Term) -> bool:
        """It says the word itself."""
        return not self.own or term.forms in self.own

    def part(self, text: str, kind: Asked) -> Looking:
        """What one part of the question looks for: its words must be there, the others may."""
        said = frozenset(asked.forms for asked in asked_terms(text))
        own = frozenset(term.forms for term in self.terms if term.forms in said)
        return replace(self, kinds=(kind,), own=own or self.own)


def looking(request: Request, terms: Sequence[Term], today: date | None = None) -> Looking:
    """What a request looks for in tables."""
    table = table_question(request.question)
    compared = COMPARING if table.compares or table.since else frozenset[str]()
    open_now = _OF_NOW if table.still_open else frozenset[str]()
    idle = _idle(tuple(sorted({*(table.greatest.words if table.greatest else ()), *compared, *open_now})))
    parts = tuple(kind for _, kind in asked_parts(request.question))
    asking = _asking(request.question)
    kind = request.asks or (kind_asked(cues.flattened(asking)) if asking != request.question else None)
    return Looking(
        table=table,
        terms=tuple(term for term in terms if idle.isdisjoint(term.forms)),
        kinds=parts or ((kind,) if kind else ()),
        names=tuple(name for name in cues.names_in(request.question) if _is_name(name) and not is_ordinal(name)),
        codes=tuple(_CODE.findall(request.question)),
        years=frozenset(_YEAR.findall(request.question)),
        own=frozenset(asked.forms for asked in asked_terms(request.question)),
        today=today,
        said=cues.flattened(request.question),
        asking=frozenset(asked.forms for asked in asked_terms(asking)),
    )


def _asking(question: str) -> str:
    """The last sentence of a question that asks; the question where it is one sentence."""
    said = [sentence for sentence in _SENTENCES.split(question.strip()) if sentence]
    return next((sentence for sentence in reversed(said) if sentence.endswith("?")), question)


def _is_name(word: str) -> bool:
    said = words(word)
    return not word.isdigit() and any(len(part) > 1 and part not in ASKING for part in said)


@lru_cache(maxsize=256)
def _idle(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem for word in (*GENERIC, *words) for stem in every_stem(word))


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each word of the question stands around and in a table."""

    columns: tuple[Column, ...]
    context: frozenset[str]
    """The stems of the title, the headings and the lines that lead up to it."""
    around: tuple[Term, ...]
    """The words of the question that these have."""
    naming: tuple[tuple[Term, tuple[int, ...]], ...]
    """Those in the names of columns, and which."""
    within: tuple[tuple[Term, frozenset[int]], ...]
    """Those in cells, and of which rows; not of all."""
    everywhere: tuple[Term, ...]
    """Those in every row."""
    titled: tuple[Term, ...]
    """Those in the title of the document or in a heading above it."""
    heading: tuple[Term, ...]
    """Those in the heading right above it, or in the name of its first column."""
    labels: tuple[int, ...]
    """The columns that say what a row is."""
    coded: frozenset[int]
    """The rows that the question names by their code or letter."""


def seen(looking: Looking, laid: LaidOut, grid: Grid) -> Seen:
    """Where the question's words stand in a table of a document."""
    document = laid.document
    opening = laid.passages[0].text[:_OPENING] if laid.passages else ""
    said = " ".join((document.title, *document.aliases, *grid.headings, document.address.rpartition("/")[2], opening))
    context, columns = stems_of(said), columns_of(grid)
    # A word within an address meets nothing: `stage@` is no traineeship.
    rows = [frozenset().union(*(stems_of(cell) for cell in row.cells if "@" not in cell)) for row in grid.rows]
    around: list[Term] = []
    naming: list[tuple[Term, tuple[int, ...]]] = []
    within: list[tuple[Term, frozenset[int]]] = []
    everywhere: list[Term] = []
    codes = {part: code for code in looking.codes for part in words(code)}
    for term in looking.terms:
        code = next((codes[form] for form in term.forms if form in codes), None)
        exact = _with_code(code, grid) if code else frozenset[int]()
        hits = exact or frozenset(at for at, stems in enumerate(rows) if speaks_of(term, stems))
        in_names = tuple(column.at for column in columns if column.name and named(term, column))
        if hits and len(hits) == len(rows) > 1:
            everywhere.append(term)
        elif hits:
            within.append((term, hits))
        if in_names:
            naming.append((term, in_names))
        if speaks_of(term, context):
            around.append(term)
    above = stems_of(" ".join((*grid.headings[-2:], grid.columns[0])) if grid.headings else document.title)
    titles = stems_of(" ".join((document.title, *document.aliases, *(h for h in grid.headings if len(h) <= _TITLE))))
    titled = tuple(term for term in looking.terms if speaks_of(term, titles))
    heading = tuple(term for term in looking.terms if speaks_of(term, above))
    return Seen(
        columns,
        context,
        around=tuple(around),
        naming=tuple(naming),
        within=tuple(within),
        everywhere=tuple(everywhere),
        titled=titled,
        heading=heading,
        labels=labels_of(grid),
        coded=frozenset(_coded(looking.codes, grid)),
    )


def _with_code(code: str, grid: Grid) -> frozenset[int]:
    """The rows that have a code as it is written: `BSL-2` is not `BSL-1`."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(code)}(?![\w-])")
    return frozenset(at for at, row in enumerate(grid.rows) if any(pattern.search(cell) for cell in row.cells))


def covered(cell: str, terms: Sequence[Term]) -> float:
    """How much of the words of a cell, or of the part of it that has most, the question has."""
    parts = [cell, *_PARTS.split(cell)]
    return max((_share(part, terms) for part in parts if part.strip()), default=0.0)


def covered_whole(cell: str, terms: Sequence[Term]) -> float:
    """How much of all the words of a cell the question has."""
    return _share(cell, terms)


def _share(text: str, terms: Sequence[Term]) -> float:
    every = [word for word in content_words(text) if len(word) > 1 or word.isdigit()]
    if not every:
        return 0.0
    said = sum(any(speaks_of(term, frozenset(every_stem(word))) for term in terms) for word in every)
    # A thing that is known by several words, as `outside the EU`, is none of them alone.
    things = {form for term in terms for form in term.forms if form.startswith(_A_THING)}
    said += _WORDS_OF_A_THING * len(things & stems_of(text)) if things else 0
    return min(1.0, said / len(every))


def ranged_names(columns: Sequence[Column]) -> list[Column]:
    """The columns that are called from so many to so many, where there are several: `3-5 years`."""
    found = [c for c in columns if (r := range_in(c.name)) and r.unit and (not r.is_point or _begins(c.name))]
    return found if len(found) > 1 else []


def _begins(name: str) -> bool:
    return re.match(r"\D{0,12}\d", numerals(folded(name))) is not None and unit_of_column(name) is not None


def _coded(codes: Sequence[str], grid: Grid) -> Iterator[int]:
    for at, row in enumerate(grid.rows if codes else ()):
        label = row.cells[0].strip()
        if label in codes or _AFTER_ITS_CODE.split(label, maxsplit=1)[0] in codes:
            yield at
