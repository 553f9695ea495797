"""Sentences that say what holds from how many to how many: the part of one that a number of the question falls in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.attributes import Asked, has
from bot.numerals import numerals
from bot.tables.columns import speaks_of, stems_of
from bot.tables.looking import Looking
from bot.tables.values import Range, Unit, folded, range_in
from knowledge.laid_out import LaidOut
from knowledge.records import Passage

_CLAUSES = re.compile(r"[,;]\s+(?:and |en |et )?|\s(?:and|en|et)\s(?=\D{0,30}\d)")
_LEAD = re.compile(r"([^:]{3,80}):\s+")
_AHEAD = re.compile(r"\b(?:before|in advance|ahead|beforehand|vooraf|voor de|voordien|op voorhand|avant|a l'avance)\b")
_UNTIL = re.compile(r"\b(?:until|till|up to|tot|jusqu)")
_FROM = re.compile(r"\b(?:from|vanaf|a partir de|as of)\b")
_AFTER = re.compile(
    r"\b(?:afterwards?|after that|later|daarna|nadien|erna|ensuite|apres quoi|plus tard|passe ce delai)\b"
)
# A sentence that says what holds from how many to how many has this many figures, and parts with such.
_FEWEST = 2
_SURE = 0.4
_ALWAYS = float("inf")


@dataclass(frozen=True, slots=True)
class Rung:
    """A part of a sentence that holds for a number of the question, and where the sentence stands."""

    laid: LaidOut
    passage: Passage
    number: int
    said: str
    score: float


def rung(looking: Looking, documents: Sequence[LaidOut]) -> Rung | None:
    """The part of a sentence that answers for the number that the question names; None if none surely does."""
    if not looking.table.quantities or looking.table.greatest or not looking.kinds:
        return None
    found = [each for laid in documents for each in _rungs(looking, laid)]
    best = max(found, key=lambda each: each.score, default=None)
    return best if best and best.score >= _SURE else None


def _rungs(looking: Looking, laid: LaidOut) -> Iterator[Rung]:
    for passage in laid.passages:
        for at in range(len(passage.sentences)):
            text = passage.quote(at)
            if sum(map(str.isdigit, text)) < _FEWEST or "|" in text:
                continue
            for number, unit in looking.table.quantities:
                said = part_for(text, number, unit)
                if said is not None and any(_holds(kind, said) for kind in looking.kinds):
                    yield Rung(laid, passage, at, said, _share(looking, laid, passage, text))


def _holds(kind: Asked, said: str) -> bool:
    return has(kind, said) or (kind in ("amount", "percent") and has("percent", said))


def _share(looking: Looking, laid: LaidOut, passage: Passage, text: str) -> float:
    """How much of the question stands in the sentence or above it."""
    there = stems_of(f"{laid.document.title} {' '.join(laid.document.aliases)} {passage.heading} {text}")
    idle = {f"{number:g}" for number, _ in looking.table.quantities}
    terms = [term for term in looking.terms if looking.says(term) and idle.isdisjoint(term.forms)]
    whole = sum(term.weight for term in terms)
    named = all(not (s := stems_of(name)) or not s.isdisjoint(there) for name in looking.names)
    return sum(term.weight for term in terms if speaks_of(term, there)) / whole if whole and named else 0.0


def part_for(text: str, number: float, unit: Unit) -> str | None:
    """The part of a sentence that holds for so many, with what leads up to the parts; None if it has no such parts."""
    lead = _LEAD.match(text)
    body = text[lead.end() :] if lead else text
    parts = _CLAUSES.split(body)
    ahead = unit in ("hour", "day", "week") and _AHEAD.search(folded(text)) is not None
    ranges = list(_ranges(parts, unit, ahead=ahead))
    if sum(found is not None for found in ranges) < _FEWEST:
        return None
    holding = [part for part, found in zip(parts, ranges, strict=True) if found and found.holds(number)]
    if len(holding) != 1:
        return None
    said = holding[0].strip(" .\"'“”")
    return f"{lead[1].strip()}: {said}" if lead else said


def _ranges(parts: Sequence[str], unit: Unit, *, ahead: bool) -> Iterator[Range | None]:
    last: Range | None = None
    for part in parts:
        found = range_in(part)
        plain = numerals(folded(part))
        if found is not None and found.unit == unit and not (found.is_point and not ahead):
            last = _counted_back(found, plain) if ahead else found
            yield last
        elif last is not None and _AFTER.search(plain):
            # What holds afterwards holds for the rest.
            last = Range(-_ALWAYS, last.least, unit, False, True) if ahead else Range(last.most, _ALWAYS, unit, True)
            yield last
        else:
            yield None


def _counted_back(found: Range, plain: str) -> Range:
    """`Until 21 days before` is 21 days ahead or more; `29 to 8 days before` runs backwards."""
    if found.least > -_ALWAYS and found.most < _ALWAYS and not found.is_point:
        return Range(min(found.least, found.most), max(found.least, found.most), found.unit)
    if _UNTIL.search(plain):
        return Range(found.most, _ALWAYS, found.unit)
    if _FROM.search(plain):
        return Range(-_ALWAYS, found.least, found.unit)
    return found
