"""An answer before its numbers are set, and how a quoted sentence stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.citations import Evidence, Paragraph, Piece
from bot.compose.fields import in_a_sentence, is_field, told
from bot.conversation import MadeBy, Outcome
from bot.evidence import Line
from bot.tables.values import readable
from bot.understand import Request
from knowledge.orders import is_order
from knowledge.plain import row_in_words, spoken
from knowledge.records import Language, Passage
from knowledge.sections import LISTS
from prompts import reply

_NAMED = re.compile(r"\W{0,4}[^\W\d][^:.!?]{1,60}:")
LANGUAGE_NAMES: Mapping[Language, str] = {"en": "english", "nl": "dutch", "fr": "french"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The paragraphs of an answer and what became of the question."""

    paragraphs: Sequence[Piece]
    outcome: Outcome = "answered"
    made_by: MadeBy = "extractive"


def lead(request: Request, line: Line) -> Paragraph:
    """A sentence that opens an answer; framed as a quotation when its source is in another language."""
    if is_field(line.passage):
        return Paragraph(in_a_sentence(line.text, line.passage.title, request.language), line.evidence)
    quote = with_days(line.passage, line.number, request.language)
    if line.passage.language != request.language:
        quote = reply(request.language, "frame.foreign", language=language_name(request, line.passage), quote=quote)
    before = _of_which(request, line.passage) or _of_what(request, line.passage, quote)
    return Paragraph(before + quote, line.evidence)


def _of_what(request: Request, passage: Passage, quote: str) -> str:
    """What an item that is no sentence is an item of: `Skills: a driving licence`."""
    listed = passage.kind == "path" and passage.section in LISTS and passage.language == request.language
    return f"{passage.section.rstrip(':?')}: " if listed and quote[-1:] not in (".", "!", "?") else ""


def point(request: Request, line: Line, before: str = "") -> Paragraph:
    """A sentence as an item of a list; one in another language says so."""
    before = before or _of_which(request, line.passage)
    return Paragraph(before + quoted(request, line.passage, line.number), line.evidence, point=True)


def _of_which(request: Request, passage: Passage) -> str:
    """The career path that an item of its page's lists is about, where the question names another one or none."""
    named = passage.kind != "path" or passage.work in {path.work for path in request.paths}
    return "" if named or passage.section not in LISTS else f"{passage.title}: "


def quoted(request: Request, passage: Passage, number: int) -> str:
    """A sentence of a passage inside a line of ours: in quotation marks if it is in another language."""
    if is_field(passage):
        return told(passage.quote(number), request.language)
    quote = with_days(passage, number, request.language)
    if passage.language == request.language:
        return quote
    return reply(request.language, "frame.foreign_point", language=language_name(request, passage), quote=quote)


def sentence(passage: Passage, number: int) -> str:
    """A sentence of a passage as plain text; of a row of a table, each cell after the name of its column."""
    quote, start = passage.quote(number), passage.sentences[number].start
    return row_in_words(passage.text, start, quote, passage.columns) or spoken(quote)


def with_days(passage: Passage, number: int, language: Language) -> str:
    """A sentence; in a row or a named fact, which computers write, days are told in words."""
    said = sentence(passage, number)
    quote = passage.quote(number)
    in_a_row = row_in_words(passage.text, passage.sentences[number].start, quote, passage.columns)
    written = in_a_row is None and not _NAMED.match(quote)
    return said if written else readable(said, language)


def item(request: Request, passage: Passage, number: int) -> Paragraph:
    """A sentence of a passage as an item of a list; one in another language says so."""
    return Paragraph(quoted(request, passage, number), Evidence(passage, number, number), point=True)


def tellable(passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """Every sentence of the passages that may be told, in reading order: a sentence that gives orders is not."""
    every = ((passage, number) for passage in passages for number in range(len(passage.sentences)))
    return [(passage, number) for passage, number in every if not is_order(passage.quote(number))]


def language_name(request: Request, passage: Passage) -> str:
    """What the passage's language is called in that of the question."""
    return reply(request.language, f"frame.{LANGUAGE_NAMES[passage.language]}")
