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
        if any(
            matches(word, other, foreign=True) for s in stretches for line in _facts(s) for other in line.words.words
        ):
            continue
        if word.grave or not any(matches(word, other, foreign=True) for other in known):
            return word.text
    return None


def _facts(stretch: Stretch) -> list[Line]:
    """Of the same document what it tells of itself, line by line: `name: value`."""
    title = stretch.source.passage.title
    sources = [other for other in stretch.others if other.passage.title == title]
    return [line for source in sources for line in source.lines if _FACT.match(line.text)]


_FACT = re.compile(r"[\w ]{2,24}:\s")


def _rows(stretch: Stretch) -> list[Line]:
    """The rows of the table that the statement rests on: it may name more of them than it takes to bear it out."""
    rows = any(line.is_row for line in stretch.lines)
    return [line for line in stretch.source.lines if line.is_row] if rows else []


def _in_short(name: str, text: str) -> bool:
    """A month of a date, the initials of a name (`European Union` is the EU), or the first part of a compound."""
    if month := MONTHS.get(name.casefold()):
        dates = [value for figure in figures(text) for value in figure.values]
        return any(f"-{month:02}" in value[4:] or value[:5] == f"d:{month:02}-" for value in dates)
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


_PAID = (
    r"\b(?:is|are|get|gets|be|being|word(?:t|en)|zijn|est|sont|être) (?:\w+ )?(?:paid|remunerated|betaald\w*|bezoldigd|"
    r"rémunéré\w*|payée?s?)\b|\bpaid (?:internship|traineeship|placement|leave)\b|\bbetaalde stage\b|\bstages? rémunéré"
)
_PAYS = (
    r"\bpa(?:y|id|ie|ye)|betaa?l|bezold|vergoed|r[ée]mun|salar|salai|loon|\blonen|wage|allowance|indemn|euro|€|bours|grant|"
    r"premie|gratis|gratuit|\bfree\b|sponsor|financ"
)
# An adviser may well call something the most useful first step.
_ADVISED = r"(?:useful|relevant|logical|obvious|direct|suitable|practical|nuttig|logisch|geschikt|utile|logique|adapté)"
_HIGHEST = (
    r"\b(?:the|its|their|de|het|le|la|les|one of the)\s+(?:\w+\s+)?(?:most|least|meest|minst|plus|moins)\s+(?!"
    + _ADVISED
    + r")\w+|"
    r"\bthe\s+(?!(?:lat|inter|t|requ|w|for|r|contr|prot)est)\w{2,}est\b|\bthe best\b|\bmeilleure?s?\b|\bbest[- ]paid\b|"
    r"\b(?:de|het)\s+(?:hoog|laag|groot|klein|snel|lang|kort|duur|goedkoop|makkelijk|gemakkelijk|moeilijk|zwaar|be|druk|rijk)ste?\b"
)
_DEGREES = (
    r"\b(?:most|least|best|more|less|higher|lower|better|than|main|mostly|above all|especially|meest\w*|minst\w*|"
    r"meer|minder|hoog\w*|"
    r"beste?|dan|vooral|belangrijk\w*|plus|moins|meilleur\w*|mieux|que|surtout|principal\w*|majorité|\w{3,}est|\w{3,}er|"
    r"\w{3,}ste)\b|[\d€%]"
)
_THAN = (
    r"(?<!no )(?<!not )\b(?:more|less|fewer|higher|lower|better|longer|shorter|faster)\b[^.;,]{0,40}\bthan\b"
    r"(?! (?:\d|€|one|two|"
    r"three|four|five|six|half|a |just|once|twice))|"
    r"\b(?:meer|minder|hoger|lager|beter|langer|korter|sneller)\b[^.;,]{0,40}\bdan\b"
    r"(?! (?:\d|€|één|twee|drie|vier|vijf|de helft|alleen))|"
    r"\b(?:plus|moins|mieux|supérieurs?|inférieurs?|meilleurs?)\b[^.;,]{0,40}\bqu[e'’]|"
    r"\b(?:higher|hogere?|plus élevée?s?) (?:start\w* )?(?:salar\w+|salai\w+|lonen|loon|wages?|pay)\b"
)
_COMPARED = (
    r"\b(?:more|less|fewer|than|above|below|over|gap|difference|meer|minder|dan|boven|onder|verschil|plus|moins|mieux|que|écart|"
    r"différence|\w{3,}er|rather|prefer\w*|liever|plutôt|earlier|later)\b|[\d€%]"
)
_CLAIMS = tuple(
    (re.compile(claims, re.I), re.compile(bears, re.I))
    for claims, bears in ((_PAID, _PAYS), (_HIGHEST, _DEGREES), (_THAN, _COMPARED))
)
"""What is claimed of something only where what it rests on speaks of it: pay, a highest degree, a comparison."""


def added(said: Said, words: Sequence[Word], borne_out: frozenset[int], stretches: Sequence[Stretch]) -> bool:
    """A judgement that the source does not give."""
    near = " ".join(line.text for stretch in stretches for line in nearby(stretch))
    if any(claims.search(said.text) and not bears.search(near) for claims, bears in _CLAIMS):
        return True
    judged = {word.casefold() for phrase in said_of("judgement", said.text, said.language) for word in phrase.split()}
    missing = {word.text.casefold() for n, word in enumerate(words) if n not in borne_out}
    return bool(judged & missing)
