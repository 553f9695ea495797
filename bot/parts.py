"""A question that asks several things -> its parts, each a question by itself (pure).

A cut is made only before words that ask: `what does it cost and when does it start?` has two parts, `research and
development` none, and `who have a PhD and who want to leave` is one description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MOST = 3
_SHORTEST = 3

_IN_FRONT = (
    r"(?:until|till|by|since|from|for|at|in|on|to|with|of|about|through|under|"
    r"tot|tegen|sinds|vanaf|van|voor|aan|bij|met|in|op|naar|over|door|"
    r"jusqu['’]?\s?à|à partir de|depuis|pour|à|a|de|d['’]|avec|chez|par|dans|sur|en|sous)"
)
_ASKING_WORD = (
    r"(?:who(?:m|se)?|what|when|where|why|which|how|"
    r"wie|wiens|wat|wanneer|waar(?:om|voor|mee|op|aan|over|in|uit|bij|naar|heen)?|welke?|hoe(?:veel|lang|ver|vaak|laat)?|"
    r"qui|que|qu['’]|quoi|quand|o[uù](?=\s)|pourquoi|comment|combien|quel(?:le)?s?|lesquel(?:le)?s|laquelle|lequel)"
)
# `Does it ...`, `krijg ik ...`, `faut-il ...`: the verb stands before whom it is said of.
_VERB_FIRST = (
    r"(?:(?:do|does|did|is|are|was|were|can|could|may|must|will|would|should|has|have)(?:n['’]t)?\s+"
    r"(?:it|they|i|you|he|she|we|there|this|that|these|those|the|an?|one|my|someone|anyone|people|students?)\b|"
    r"(?!(?:dat|als|of|want|omdat|wat|zodat|met|uit|tot|niet|dit|het|met|naast|zonder|voor|dan|ook)\s)"
    r"\w+(?:\s(?:ik|je|jij|u|ge|men)\b|(?<=t)\s(?:dat|het|er|ze|hij|zij|dit)\b)|"
    r"(?:zijn|kan|kun|kunnen|mag|moet|moeten|wordt|worden|is|heeft|hebben|komt|komen|blijft|krijgt)\s+"
    r"(?:er|het|dat|dit|ze|zij|hij|de|die|een|studenten)\b|"
    r"est-ce\b|y a-t-il\b|[\wéè]+-(?:t-)?(?:il|elle|on|je|ils|elles|tu|vous|nous)\b|"
    r"(?:faut|peut|doit|est|a t|ya|y a t)\s(?:il|on|elle)\b)"
)
_OPENS = re.compile(rf"(?:{_IN_FRONT}\s*)?\b{_ASKING_WORD}\b|(?:{_VERB_FIRST})", re.I)
_CUT = re.compile(
    r"[,;:]?\s+(?:and|en|et|&|but|maar|mais|or|ou|of)\s+(?:also|ook|aussi|then|dan)?\s*|[,;]\s+|(?<=\?)\s+", re.I
)
_A_COMMA = re.compile(r"^[,;]\s+$")
# After a comma alone these tell more of what stands before it: `Anna, who teaches it, ...`.
_DESCRIBES = re.compile(
    rf"(?:{_IN_FRONT}\s+)?(?:who(?:m|se)?|which|where|wie|wat|waar\w*|die|dat|qui|que|qu['’]|o[uù]|quoi)\b", re.I
)
_RELATIVE = re.compile(r"(?:that|who|which|where|when|die|dat|wie|waar|qui|que|o[uù])\b", re.I)
# `When I want`, `waar ik werk`: nothing is asked there, unless the whole is asked so: `tell me when it starts`.
_SUBORDINATE = re.compile(
    r"(?:when|where|what|how|why|if|whether|wanneer|waar|wat|hoe|waarom|of|quand|o[uù]|comment|pourquoi|si)\s+"
    r"(?:i|you|we|they|he|she|it|people|ik|je|jij|ze|zij|hij|we|men|het|er|je|tu|on|il|elle|ils|elles|nous|vous)\b",
    re.I,
)
_TOLD_TO_SAY = re.compile(
    r"\b(?:tell|explain|know|say|give|wonder|vertel|leg|weet|weten|zeg\w*|geef|dis|dites|dire|savoir|sai[ts]|explique\w*|donne\w*)\b",
    re.I,
)
_ONLY_ASKING = re.compile(
    rf"(?:{_IN_FRONT}\s*)?\b{_ASKING_WORD}\b"
    r"(?:\s+(?:much|many|long|often|lang|veel|vaak|de temps|exactly|precies|exactement))?",
    re.I,
)


def parts_of(question: str) -> tuple[str, ...]:
    """The parts that a question asks, each with what it needs of its neighbours; none where it asks one thing."""
    context, found = "", list[str]()
    sentences = _sentences(question)
    marked = any(sentence.endswith("?") for sentence in sentences)
    for sentence in sentences:
        if not _asks(sentence, alone=not marked):
            # What is told of oneself goes with what is asked next.
            context = f"{context}{sentence} "
            continue
        found += [f"{context}{part}" if not n else part for n, part in enumerate(_of_sentence(sentence))]
        context = ""
    return tuple(found) if 1 < len(found) <= MOST else ()


def _sentences(question: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[?!])\s+|(?<=[a-z]{3}\.)\s+(?=[A-Z])", question) if part.strip()]


def _asks(sentence: str, *, alone: bool) -> bool:
    """Among sentences with a question mark one without only tells, unless it says outright to be told."""
    if sentence.endswith("?"):
        return True
    return alone and _is_a_question(sentence)


def _of_sentence(sentence: str) -> Sequence[str]:
    bare = sentence.rstrip(" ?!.")
    pieces = list(_pieces(bare))
    if len(pieces) == 1:
        return [sentence]
    if _ONLY_ASKING.fullmatch(pieces[0]):
        # `When and where is it?` asks twice of the same.
        rest = _without_asking(pieces[1])
        return [f"{said}?" for said in (f"{pieces[0]} {rest}", *pieces[1:])]
    if len(pieces[0].split()) < _SHORTEST:
        # `Which article and which decree says so?`: the verb is still to come.
        return [sentence]
    rest = _without_asking(pieces[0])
    return [
        f"{piece} {rest}?" if n and _ONLY_ASKING.fullmatch(piece) else f"{piece}?" for n, piece in enumerate(pieces)
    ]


def _pieces(sentence: str) -> Iterator[str]:
    """The sentence, cut before each of its parts that asks."""
    begins = 0
    indirect = _TOLD_TO_SAY.search(sentence[: _first_asking(sentence)]) is not None
    for cut in _CUT.finditer(sentence):
        before, after = sentence[begins : cut.start()].strip(), sentence[cut.end() :]
        if _is_a_question(before) and _is_another(before, cut[0], after, indirect=indirect):
            yield before
            begins = cut.end()
    yield sentence[begins:].strip()


def _first_asking(sentence: str) -> int:
    found = _OPENS.search(sentence)
    return found.start() if found else len(sentence)


def _is_a_question(piece: str) -> bool:
    return _OPENS.search(piece) is not None


def _is_another(before: str, cut: str, after: str, *, indirect: bool) -> bool:
    """What comes after the cut asks something else, and does not only describe what was named before it."""
    opens = _OPENS.match(after)
    if opens is None or (_SUBORDINATE.match(after) and not indirect):
        return False
    if _A_COMMA.match(cut) and _DESCRIBES.match(after):
        return False
    relative = _RELATIVE.match(after)
    # `A course that is in Dutch and that costs little`, `people who have a PhD and who ...`.
    return relative is None or not re.search(rf"\w\s+{re.escape(relative[0])}\b", before, re.I)


def _without_asking(piece: str) -> str:
    return " ".join(_ONLY_ASKING.sub("", piece, count=1).removeprefix("'s").removeprefix("’s").split())
