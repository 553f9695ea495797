"""Names, words and judgements that what a statement rests on does not have (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.checking.figures import MONTHS, figures
from bot.checking.markers import said_of
from bot.checking.said import Said
from bot.checking.sources import Line, Stretch, nearby
from bot.checking.words import Word, borne, matches, wording


def unknown_name(words: Sequence[Word], stretches: Sequence[Stretch], asked: Said) -> str | None:
    """A name that what the statement rests on does not have, nor what the person said."""
    near = [
        other
        for stretch in stretches
        for text in (stretch.source.above, *(line.words for line in (*nearby(stretch), *_rows(stretch))))
        for other in text.words
    ]
    known = wording(asked.text, asked.language).words
    for word in words:
        if not (word.name or word.grave) or any(matches(word, other, foreign=True) for other in near):
            continue
        if any(_in_short(word.text, line.text) for s in stretches for line in (*nearby(s), *_rows(s))):
            continue
        if word.grave or not any(matches(word, other, foreign=True) for other in known):
            return word.text
    return None


def _rows(stretch: Stretch) -> list[Line]:
    """The rows of the table that the statement rests on: it may name more of them than it takes to bear it out."""
    rows = any(line.is_row for line in stretch.lines)
    return [line for line in stretch.source.lines if line.is_row] if rows else []


def _in_short(name: str, text: str) -> bool:
    """A month of a date, the initials of a name (`European Union` is the EU), or the first part of a compound."""
    if month := MONTHS.get(name.casefold()):
        return any(f"-{month:02}" in value[4:] for figure in figures(text) for value in figure.values)
    if not name.isupper() or len(name) < 2:
        return False
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", text)).upper()
    return name in initials or re.search(rf"\b{re.escape(name)}-", text, re.I) is not None


def replaced(said: Said, words: Sequence[Word], stretches: Sequence[Stretch]) -> bool:
    """All but one word of the statement is in a sentence, and that one word is the label of a row elsewhere."""
    here: frozenset[int] = frozenset().union(
        *(borne(words, line.words, said.language) for s in stretches for line in s.lines)
    )
    missing = [word for n, word in enumerate(words) if n not in here]
    if len(missing) != 1 or len(words) < 4:
        return False
    labels = (line.words.words[:2] for s in stretches for other in s.others for line in other.lines if line.is_row)
    return any(matches(missing[0], word, foreign=True) for label in labels for word in label)


def added(said: Said, words: Sequence[Word], borne_out: frozenset[int]) -> bool:
    """A judgement that the source does not give."""
    judged = {word.casefold() for phrase in said_of("judgement", said.text, said.language) for word in phrase.split()}
    missing = {word.text.casefold() for n, word in enumerate(words) if n not in borne_out}
    return bool(judged & missing)
