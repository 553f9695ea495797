"""A passage as a model may see it: without what it could be made to carry out of here (pure).

Every sign that goes is replaced by a blank, so that sentences stay where they are and can be quoted from the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.citations import Evidence, Paragraph, Piece, Running, Table
from knowledge.orders import is_order
from knowledge.records import Passage

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_CARRIES = re.compile(
    # Addresses, with their scheme or a path behind their host.
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|mailto:|javascript:|data:|tel:)[^\s<>\"'”’)\]]+|"
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)+/[^\s<>\"'”’)\]]*|"
    # Pictures, targets of links, tags, mentions.
    r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,600}\))?|(?<=\])\([^)\n]{0,600}\)|(?<=\])\[\d{1,3}\]|\[\d{1,3}\]:|"
    r"<[^<>\n]{1,400}>|(?<![\w.])@[\w.-]+|"
    # Keys, and text that is encoded.
    r"\b(?:sk|pk|rk|xox[a-z]|gh[a-z]|key|token|secret)[-_][\w-]{6,}|(?<![\w/])[A-Za-z0-9+/=_]{32,}",
    re.I,
)


def bare(passage: Passage) -> Passage:
    """The passage without addresses, pictures, tags, mentions, keys, code, unseen signs, and without the sentences
    that give orders to a machine."""
    text = passage.text
    for sentence in passage.sentences:
        said = text[sentence.start : sentence.end]
        if is_order(_UNSEEN.sub("", said)):
            text = text[: sentence.start] + _blanks(said) + text[sentence.end :]
    return replace(
        passage,
        title=_plainly(passage.title),
        heading=_plainly(passage.heading),
        text=_CARRIES.sub(_blanked, _UNSEEN.sub(" ", text)),
    )


def as_they_are(pieces: Sequence[Piece], passages: Sequence[Passage]) -> tuple[Piece, ...]:
    """The pieces with the evidence of the passages themselves, which are the ones to be quoted."""
    known = {passage.id: passage for passage in passages}

    def rests_on(seen: Evidence) -> Evidence:
        return replace(seen, passage=known[seen.passage.id])

    def said(words: Paragraph) -> Paragraph:
        evidence = rests_on(words.evidence) if words.evidence else None
        return replace(words, evidence=evidence, more=tuple(map(rests_on, words.more)))

    def whole(piece: Piece) -> Piece:
        if isinstance(piece, Table):
            rows = ((name, tuple(said(cell) if cell else None for cell in cells)) for name, cells in piece.rows)
            return replace(piece, rows=tuple(rows))
        if isinstance(piece, Running):
            return replace(piece, sentences=tuple(map(said, piece.sentences)))
        return said(piece)

    return tuple(map(whole, pieces))


def _plainly(title: str) -> str:
    return "" if is_order(_UNSEEN.sub("", title)) else _CARRIES.sub(_blanked, _UNSEEN.sub(" ", title))


def _blanked(found: re.Match[str]) -> str:
    return _blanks(found.group())


def _blanks(text: str) -> str:
    return "".join(sign if sign == "\n" else " " for sign in text)
