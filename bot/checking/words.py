"""Whether a word of a sentence is borne out by the words of another, in the same language or another (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from bot.checking.figures import Figure, figures, unit_of
from bot.checking.light import LIGHT
from knowledge import lexicon, places
from knowledge.keywords import stems
from knowledge.records import LANGUAGES, Language

_PARAPHRASES = Path(__file__).with_name("paraphrases.tsv")
_TOKEN = re.compile(r"[^\W_]+(?:[.&+'’-][^\W_]+)*[+#]?")
_ELIDED = re.compile(r"^(?:[ldjnscmt]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.I)
_POSSESSIVE = re.compile(r"['’]s$|(?<=[A-Z]{2})s$")
_SENTENCE_BEGINS = re.compile(r"[.!?:]\s*[*\"'“‘«(]*$")
_LONGEST_PHRASE = 4
_COMPOUND = 9


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning, where it stands, and by what it can be recognised elsewhere."""

    text: str
    start: int
    end: int
    forms: frozenset[str]
    """Its stems in each of the languages."""
    things: frozenset[int]
    """What it or the expression that it stands in is called in the lists of words."""
    skeleton: str
    name: bool
    """Written as a name: with a capital where no sentence begins, or all in capitals."""
    grave: bool
    """A degree or a language: one cannot stand for another."""
    figure: frozenset[str]
    """If it is a figure, what it can be read as."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text that carry meaning."""

    words: tuple[Word, ...]
    language: Language

    @property
    def things(self) -> frozenset[int]:
        """All that its words and expressions are called in the lists of words."""
        return frozenset(thing for word in self.words for thing in word.things)


@lru_cache(maxsize=4096)
def wording(text: str, language: Language) -> Wording:
    """The words of a text in a language."""
    counted = [figure for figure in figures(text) if not figure.code]
    tokens = [t for t in _tokens(text) if not any(f.start < t[2] and t[1] < f.end for f in counted)]
    every = [_plain(token) for token, _, _ in tokens]
    things = _things_in(every, language)
    found = [
        _word(text, token, start, end, things[n])
        for n, (token, start, end) in enumerate(tokens)
        if _tells(text, token, start, end, every[n] in _LIGHT_PLAIN[language], counted)
    ]
    found += [_figure(text, figure) for figure in counted]
    return Wording(tuple(sorted(found, key=lambda word: word.start)), language)


def _tells(text: str, token: str, start: int, end: int, light: bool, counted: Sequence[Figure]) -> bool:
    """A word that carries meaning: not what every sentence has, nor the unit of a figure."""
    if token.isupper() and len(token) == 1:
        return not (light and _RUNS_ON.match(text, end)) or (start > 0 and token != "I")
    if unit_of(token) and any(0 <= start - figure.end <= 2 for figure in counted):
        return False
    if token.isupper() and len(token) > 1:
        return True
    if token.istitle() and len(token) <= 3 and any(_plain(token) in others for others in _LIGHT_PLAIN.values()):
        return False  # `De Standaard` stands in an English sentence, too
    return not light


_RUNS_ON = re.compile(r"['’ \u00a0][^\W\d_]")


def _word(text: str, token: str, start: int, end: int, things: frozenset[int]) -> Word:
    plain = _plain(token)
    begins = not text[:start].strip(" *_\"'“‘«(-\n") or bool(_SENTENCE_BEGINS.search(text, max(0, start - 6), start))
    capital = token[:1].isupper() and (not begins or (len(token) > 1 and not token[1:].islower()))
    code = any(char.isdecimal() for char in token)  # `m²` is none
    month = plain in _MONTHS and (capital or plain not in _OTHERWISE)
    grave = month or any(plain.startswith(begun) for begun in _GRAVE)
    forms = frozenset([plain]) if code else _forms(plain)
    return Word(token, start, end, forms, things, "" if code else _skeleton(plain), capital or code, grave, frozenset())


def _figure(text: str, figure: Figure) -> Word:
    written, none = text[figure.start : figure.end], frozenset[int]()
    return Word(written, figure.start, figure.end, frozenset(), none, "", False, False, figure.readings)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _TOKEN.finditer(text):
        token, start = found.group(), found.start()
        if elided := _ELIDED.match(token):
            token, start = token[elided.end() :], start + elided.end()
        token = _POSSESSIVE.sub("", token)
        parts = token.split("-")
        if len(parts) > 1 and all(len(part) > 2 or (len(part) == 2 and part.isupper()) for part in parts):
            for part in parts:
                yield part, start, start + len(part)
                start += len(part) + 1
        elif token:
            yield token, start, start + len(token)


@lru_cache(maxsize=16384)
def _plain(token: str) -> str:
    spelled = unicodedata.normalize("NFKD", token.casefold())
    return "".join(char for char in spelled if not unicodedata.combining(char)).replace("-", "").replace("’", "'")


@lru_cache(maxsize=16384)
def _forms(plain: str) -> frozenset[str]:
    return frozenset(stem for language in LANGUAGES for stem in (stems(plain, language) or [plain]))


_GRAVE = (
    *"bachel master phd doctorat doctoral mba professional professionel professionnal".split(),
    *"academic academis academiq".split(),
    *"english dutch french german engels nederlands frans duits".split(),
    *"anglais neerlandais francais allemand permanent temporary tijdelijk".split(),
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december januari februari maart "
    "mei juni juli augustus oktober janvier fevrier mars avril mai juin juillet aout septembre octobre novembre "
    "decembre".split()
)
_OTHERWISE = frozenset(("may", "march", "mars", "august"))
_LIGHT_PLAIN = {language: frozenset(map(_plain, listed.split())) for language, listed in LIGHT.items()}


@lru_cache(maxsize=16384)
def _skeleton(plain: str) -> str:
    """A word as its cousin in another language may be spelled: `farmaceutisch` and `pharmaceutique` begin alike."""
    for written, instead in (
        ("ph", "f"),
        ("th", "t"),
        ("c", "k"),
        ("qu", "k"),
        ("y", "i"),
        ("x", "ks"),
        ("j", "i"),
        ("z", "s"),
    ):
        plain = plain.replace(written, instead)
    return re.sub(r"(.)\1", r"\1", plain)


@lru_cache
def _called() -> Mapping[Language, Mapping[tuple[str, ...], frozenset[int]]]:
    """By language: the stems of each name in the lists -> the numbers of the lines that it stands in."""
    found: dict[Language, dict[tuple[str, ...], set[int]]] = {language: {} for language in LANGUAGES}
    for number, row in enumerate((*lexicon.rows(), *lexicon.rows_of(_PARAPHRASES), *places.rows())):
        for language, names in row.items():
            for name in names:
                key = _stems([_plain(token) for token, _, _ in _tokens(name)], language)
                if key and not (len(key) == 1 and _plain(name) in _LIGHT_PLAIN[language]):
                    found[language].setdefault(key, set()).add(number)
    return {language: {key: frozenset(rows) for key, rows in names.items()} for language, names in found.items()}


def _stems(every: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(_stem(word, language) for word in every)


@lru_cache(maxsize=32768)
def _stem(word: str, language: Language) -> str:
    stem = (stems(word, language) or [word])[0]
    # The Dutch stemmer makes `plaats` of `plaatsen`, and `plat` of `plaats`.
    return (stems(stem, language) or [stem])[0] if language == "nl" else stem


def _things_in(every: Sequence[str], language: Language) -> list[frozenset[int]]:
    stemmed, called = _stems(every, language), _called()[language]
    found: list[frozenset[int]] = [frozenset()] * len(every)
    for start in range(len(every)):
        for length in range(1, _LONGEST_PHRASE + 1):
            things = called.get(stemmed[start : start + length]) if start + length <= len(every) else None
            for place in range(start, start + length) if things else ():
                found[place] |= things or frozenset()
        if language == "nl" and not found[start] and len(every[start]) >= _COMPOUND:
            found[start] = _of_parts(every[start])
    return found


@lru_cache(maxsize=8192)
def _of_parts(word: str) -> frozenset[int]:
    """What the two parts of a Dutch compound are called: `vakantiedagen` are days, of holidays."""
    called = _called()["nl"]
    for cut in range(len(word) - 4, 3, -1):
        first, second = word[:cut], word[cut:]
        heads = called.get((_stem(first, "nl"),)) or called.get((_stem(first.removesuffix("s"), "nl"),))
        tails = called.get((_stem(second, "nl"),))
        if heads and tails:
            return heads | tails
    return frozenset()


def matches(word: Word, other: Word, *, foreign: bool) -> bool:
    """Two words say the same, or one is made of the other."""
    if word.figure or other.figure:
        return not word.figure.isdisjoint(other.figure)
    if not word.forms.isdisjoint(other.forms) or not word.things.isdisjoint(other.things):
        return True
    if word.name and other.name and foreign:
        return _one_name(word.skeleton, other.skeleton)
    return _akin(word.skeleton, other.skeleton, foreign)


def _one_name(one: str, other: str) -> bool:
    """Names are spelled alike, but for what another language makes of their end."""
    if min(len(one), len(other)) < 5:
        return False
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.85
    shorter, longer = sorted((one, other), key=len)
    return alike or (longer.startswith(shorter) and len(shorter) > 0.7 * len(longer)) or longer.endswith(shorter)


@lru_cache(maxsize=65536)
def _akin(one: str, other: str, foreign: bool) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 5:
        return len(shorter) == 4 and foreign and longer.endswith(shorter) and len(longer) > 7
    if shorter in longer:
        return len(shorter) >= 0.6 * len(longer) or longer.startswith(shorter)
    common = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if common >= 6 and common >= 0.65 * len(shorter):
        return True
    if not foreign or one[0] != other[0]:
        return False
    return common >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.72


@lru_cache
def common_things() -> frozenset[int]:
    """What verbs that go with anything are called in the lists."""
    called = _called()["en"]
    listed = "give get make use find show go happen need know ask suit last offer provide".split()
    return frozenset(thing for verb in listed for thing in called.get((_stem(verb, "en"),), ()))


def borne(words: Sequence[Word], by: Wording, language: Language) -> frozenset[int]:
    """Which of the words, by their place among them, are borne out by a text."""
    things, forms = by.things, frozenset(form for other in by.words for form in other.forms)
    foreign = by.language != language
    return frozenset(
        n
        for n, word in enumerate(words)
        if not word.things.isdisjoint(things)
        or not word.forms.isdisjoint(forms)
        or any(matches(word, other, foreign=foreign) for other in by.words)
    )
