"""What a second source says: beside the first, or against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.citations import Paragraph
from bot.compose.draft import language_name
from bot.compose.telling import best_told
from bot.evidence import Line
from bot.gather import Findings
from bot.numerals import numbers_in, sums_in
from bot.sufficiency import page_from_elsewhere
from bot.understand import Request
from knowledge.plain import plain, spoken
from prompts import reply

# What can be told apart by its numbers.
_MEASURED = ("amount", "pay", "time", "long", "number", "percent")
# A rival that is this much weaker speaks of something else.
_RIVALS = 3.0
_AS_MUCH = 0.15


def from_elsewhere(request: Request, findings: Findings) -> list[Paragraph]:
    """What a page that is not of the shelf says to a question that the shelf answers."""
    line = page_from_elsewhere(request, findings)
    return [also(request, line)] if line else []


def also(request: Request, line: Line) -> Paragraph:
    """A second source that says something to it."""
    quote = spoken(line.text)
    if line.passage.language == request.language:
        words = reply(request.language, "frame.also", title=line.passage.title, quote=quote)
    else:
        language = language_name(request, line.passage)
        words = reply(request.language, "frame.also_foreign", title=line.passage.title, quote=quote, language=language)
    return Paragraph(words, line.evidence)


def in_conflict(request: Request, findings: Findings, first: Line) -> tuple[Line, Line | None]:
    """The line to begin with, which is the first one given unless another contradicts it and has the better standing,
    and that other one: what is curated comes first, then what is newer."""
    others = [line for line in best_told(findings.lines) if line is not first]
    disagreeing = (line for line in others if _contradicts(request, first, line))
    rival = next((line for line in disagreeing if not _says_so_too(first, line, findings.lines)), None)
    if rival is None:
        return first, None
    ordered = sorted((first, rival), key=lambda line: _standing(line, findings), reverse=True)
    return ordered[0], ordered[1]


def against(request: Request, line: Line) -> Paragraph:
    """A source that says otherwise."""
    words = reply(request.language, "frame.conflict", title=line.passage.title, quote=spoken(line.text))
    return Paragraph(words, line.evidence)


def _contradicts(request: Request, first: Line, other: Line) -> bool:
    """It says as much to the question, on another page, in other numbers."""
    if request.asks not in _MEASURED or not (first.has_asked and other.has_asked) or other.admits_silence:
        return False
    apart = other.passage.document_id != first.passage.document_id and (
        other.passage.work is None or other.passage.work != first.passage.work
    )
    alike = other.score >= first.score - _RIVALS and other.signals.rest >= first.signals.rest - _AS_MUCH
    return apart and alike and _same_thing(first, other) and differ_in_numbers(first, other)


def _says_so_too(first: Line, other: Line, lines: Sequence[Line]) -> bool:
    """The first one's document has the other's numbers as well: its start is no contradiction to a last day."""
    there = (line for line in lines if line.passage.document_id == first.passage.document_id)
    numbers = numbers_in(plain(other.text))
    return any(numbers <= numbers_in(plain(line.text)) for line in there)


def _same_thing(one: Line, other: Line) -> bool:
    """Both stand under what the question is about, or neither does."""
    return one.signals.subject == other.signals.subject and one.signals.numbers == other.signals.numbers


def differ_in_numbers(one: Line, other: Line) -> bool:
    """Neither says a number of the other's; of sums of money alone, where both name such."""
    first, second = (plain(line.text).replace(".", "").replace(",", "") for line in (one, other))
    sums = sums_in(first), sums_in(second)
    numbers = sums if all(sums) else (numbers_in(first), numbers_in(second))
    return numbers[0].isdisjoint(numbers[1])


def _standing(line: Line, findings: Findings) -> tuple[bool, date]:
    return line.passage.kind != "page", findings.dated.get(line.passage.document_id) or date.min
