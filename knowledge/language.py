"""Which of the guide's languages a text is in, also when it is three words long."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, cast

from knowledge import lexicon
from knowledge.keywords import telling_words, words
from knowledge.records import LANGUAGES, Language

# A question is told by a few words; of a document the beginning is enough.
_ENOUGH = 2000
# By how much likelier a language has to be (log) than the next to be believed against what was spoken so far.
_SURE = 12.0
# So many words of another language outvote one.
_SEVERAL = 2
# Without its accent it would be the English article.
_WITH_ACCENT = re.compile(r"(?<!\w)à(?!\w)", re.I)
_CAPITALISED = re.compile(r"(?<!\w)[A-Z]\w+")
# Letters that neither Dutch nor English has.
_FRENCH = "àâçèêîôùûœ"


def language_of(text: str, otherwise: Language | None = None) -> Language:
    """The language of a text: en, nl or fr. Where its words do not tell, `otherwise`, if given: what was spoken before.

    A text of codes alone (`IQ OQ PQ ?`) is taken for English.
    """
    spoken = words(_WITH_ACCENT.sub("au", text[:_ENOUGH]))
    found = set(spoken)
    votes = {language: len(found & telling_words(language)) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: votes[language])
    if votes[best] > 1 and list(votes.values()).count(votes[best]) == 1:
        return best
    # `Wat is Knowledge for Growth?`: a question opens in its own language, and names come later.
    opening = [language for language in LANGUAGES if set(spoken[:1]) & telling_words(language)]
    told_by_one = [best] if list(votes.values()).count(votes[best]) == 1 else opening
    if len(told_by_one) == 1:
        return _outvoted(told_by_one[0], text, found) or told_by_one[0]
    # In a conversation the names of things may be in another language than it is.
    if not otherwise and len(known := _knowing(text, found)) == 1:
        return known[0]
    if len(found) < 2 or text.isupper():
        return otherwise or "en"
    (likeliest, score), (_, next_score) = _identifier().rank(text[:_ENOUGH])[:2]
    return otherwise if otherwise and score < next_score + _SURE else cast(Language, likeliest)


def _outvoted(by_one_word: Language, text: str, found: set[str]) -> Language | None:
    """The language that all other words speak for, where one alone spoke for this: `til wat time is it open pls`."""
    # A name says nothing of the language that it stands in, and one word is no more than one.
    named = words(" ".join(_CAPITALISED.findall(text[1:_ENOUGH])))
    votes = {language: len((found & _own_words(language)).difference(named)) for language in LANGUAGES}
    rival = max(LANGUAGES, key=lambda language: votes[language])
    if votes[rival] < _SEVERAL or votes[by_one_word] >= votes[rival]:
        return None
    scores = dict(_identifier().rank(text[:_ENOUGH]))
    return rival if scores[rival] > scores[by_one_word] + _SURE else None


def make_ready() -> None:
    """Load what the first doubtful text would wait for."""
    _identifier()


def _knowing(text: str, found: set[str]) -> list[Language]:
    """The languages of whose own words most are in it, or that alone write it so; all of them if there is none such."""
    votes = {language: len(found & _own_words(language)) for language in LANGUAGES}
    votes["fr"] += any(letter in _FRENCH for letter in text[:_ENOUGH].casefold())
    best = [language for language in LANGUAGES if votes[language] == max(votes.values())]
    if len(best) == 1:
        return best
    # `stage Leuven`: the one is a word of Dutch and French, the other of Dutch and English.
    has = {language: len(found & _column(language)) for language in best}
    return [language for language in best if has[language] == max(has.values())]


@lru_cache
def _own_words(language: Language) -> frozenset[str]:
    """The words of the lexicon that stand in the column of this language alone."""
    return _column(language).difference(*(_column(other) for other in LANGUAGES if other != language))


@lru_cache
def _column(language: Language) -> frozenset[str]:
    """The words of the lexicon that this language has."""
    return frozenset(word for row in lexicon.rows() for word in words(" ".join(row[language])))


@lru_cache
def _identifier() -> Any:
    # Imported late: loading its model takes half a second, and the words above decide nearly always.
    import py3langid

    py3langid.set_languages(list(LANGUAGES))
    return py3langid
