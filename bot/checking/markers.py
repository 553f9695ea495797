"""Words that turn a sentence round or narrow it: negation, must and may, all and some, before and after (pure)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.records import LANGUAGES, Language

_CONTRACTED = re.compile(r"n[’']t\b")
# Negations that say nothing of the sort.
_NOT_SO = re.compile(
    r"\b(?:or|of|ou) (?:no|not|geen|niet|pas|non)\b|"
    r"\bnot only\b|\bniet alleen\b|\bniet enkel\b|\bnon seulement\b|\bpas seulement\b|\bno\.? ?\d|\bsans doute\b|"
    r"\b(?:not|n['’]t) mind\b|\b(?:rarely|seldom|hardly|zelden|rarement)\b[^.;,]{0,60}\b(?:without|zonder|sans)\b|"
    r"\b(?:without|zonder|sans)\b[^.;,]{0,60}\b(?:rarely|seldom|hardly|zelden|rarement)\b|"
    r"\bno (?:less|more|later|longer|older) than\b|\bniet (?:minder|meer|later|langer|ouder) dan\b|\bpas (?:plus|"
    r"moins) (?:de|d[’'])",
    re.I,
)
# Denials that come in one word as well.
_FREE = re.compile(
    r"\b(?:free(?: of charge)?|without (?:paying|charge|cost)|(?:at )?no (?:charge|cost|fee)|(?:do(?:es)? not|"
    r"don['’]t|need not) (?:have to )?pay|"
    r"gratis|kosteloos|costs? nothing|kost(?:en)? niets|ne coûte(?:nt)? rien|zonder (?:te betalen|kosten)|"
    r"(?:hoef\w*|betaal\w*) niets\b(?: te betalen)?|gratuit\w*|"
    r"sans (?:payer|frais)|ne (?:paie\w*|payez) (?:rien|pas))\b",
    re.I,
)
_UNPAID = re.compile(
    r"\bunpaid\b|\bunremunerated\b|\bnot (?:paid|remunerated)\b|\bno (?:pay|salary|wage)\b|\bonbe(?:zoldigd|"
    r"taald)\w*|\bniet (?:betaald|bezoldigd)\w*|"
    r"\bgeen (?:loon|salaris)\b|\b(?:n['’]est |ne sont |est |sont )?(?:pas|non) (?:rémunéré|payé)\w*|"
    r"\bpas de (?:salaire|rémunération)\b",
    re.I,
)
# What takes back the sentence before it.
_TAKEN_BACK = re.compile(
    r"(?:not (?:at all|true|so)\b|(?:that|this|it) (?:is|['’]s|isn['’]t) ?(?:not )?(?:true|wrong|false|a myth|"
    r"correct)\b|no[.,]|"
    r"(?:neen?|non)[.,]|(?:peu|weinig|nauwelijks|hardly|not much|very little|rarement)[.,]|niet waar|"
    r"(?:dat|dit) (?:klopt|is) (?:niet|een mythe|fout|onjuist)|"
    r"(?:ce n['’]est|"
    r"c['’]est) (?:pas (?:vrai|le cas)|faux|un mythe)|pas du tout|faux)",
    re.I,
)
# French `ne ... que` is only; `ne` alone denies nothing.
_NE_QUE = re.compile(r"\bn(?:e |[’'])\w+(?: \w+)?(?: \w+)? qu(?:e\b|[’'])", re.I)


@lru_cache
def _listed() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("markers.toml").read_text(encoding="utf-8"))


@lru_cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    return _of(_listed()["class"][name].strip().split("\n")[LANGUAGES.index(language)])


@lru_cache
def _opposites(name: str = "pairs") -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    lines = _listed()["opposite"][name].strip().split("\n")
    return tuple((_of(one), _of(other)) for one, other in (line.split(" > ") for line in lines))


@lru_cache
def opening() -> re.Pattern[str]:
    """What ties a sentence to the one before it."""
    words = "|".join(re.escape(word.strip()) for word in _split(_listed()["opening"]["words"].replace("\n", " | ")))
    return re.compile(rf"(?:{words})(?:\s*,\s+|(?<=\bbut)\s+|(?<=\band)\s+|(?<=\bmaar)\s+|(?<=\bmais)\s+)", re.I)


@lru_cache
def pronouns() -> frozenset[str]:
    """Words by which a sentence speaks of what was named before it."""
    return frozenset(_listed()["opening"]["pronouns"].split())


def _of(listed: str) -> re.Pattern[str]:
    forms = (
        re.escape(word).replace(r"\~", r"\w*").replace("\\'", "[’']").replace("'", "[’']") for word in _split(listed)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?![\w-]|(?<=\w)[’']\w\w)", re.I)


def _split(listed: str) -> list[str]:
    return [word.strip() for word in listed.split("|") if word.strip()]


@lru_cache(maxsize=8192)
def denials(text: str, language: Language) -> int:
    """How often a text says no."""
    text = _UNPAID.sub(" ", _FREE.sub(" ", text))
    text = _NE_QUE.sub(" ", _NOT_SO.sub(" ", text))
    return len(_CONTRACTED.findall(text)) + len(_pattern("negation", language).findall(text))


_BEFORE_NO, _AFTER_NO = 30, 45
_PAUSE = re.compile(r"[,;:.?!()]")


@lru_cache(maxsize=8192)
def scopes(text: str, language: Language) -> tuple[str, ...]:
    """What stands around each word by which a text says no: what it denies."""
    text = _NE_QUE.sub(" ", _NOT_SO.sub(" ", text))
    found = [*_CONTRACTED.finditer(text), *_pattern("negation", language).finditer(text)]
    return tuple(_around(text, no.start(), no.end()) for no in found)


def _around(text: str, start: int, end: int) -> str:
    before = _PAUSE.split(text[max(0, start - _BEFORE_NO) : start])[-1]
    after = _PAUSE.split(text[end : end + _AFTER_NO])[0]
    # Words that are cut through at either end do not count.
    if start > _BEFORE_NO and len(before) == _BEFORE_NO:
        before = before.partition(" ")[2]
    if end + _AFTER_NO < len(text) and len(after) == _AFTER_NO:
        after = after.rpartition(" ")[0]
    return after if re.search(r"[^\W\d_]{4}", after) else before


@lru_cache(maxsize=8192)
def says(name: str, text: str, language: Language) -> bool:
    """The text has a word of this class."""
    return bool(_pattern(name, language).search(text)) or (name == "only" and bool(_NE_QUE.search(text)))


def said_of(name: str, text: str, language: Language) -> list[str]:
    """The words of this class that a text has."""
    return [found.group().casefold() for found in _pattern(name, language).finditer(text)]


def places_of(name: str, text: str, language: Language) -> list[int]:
    """Where words of this class end."""
    found = _pattern(name, language).finditer(text)
    return [each.end() for each in found if not (name == "least" and _DENIED.search(text, 0, each.start()))]


# `no more than` is at most.
_DENIED = re.compile(r"\b(?:no|not|niet|geen|pas)\s$", re.I)


def takes_back(text: str) -> bool:
    """It says that what was said before it is not so."""
    return _TAKEN_BACK.match(_ANSWERS.sub("", text.lstrip("*_ "))) is not None


_ANSWERS = re.compile(r"^(?:[AR]|Answer|Antwoord|Réponse)\s?:\s*")


# `na` in `gaat na` is not after.
_PARTICLE = re.compile(r"\b(?:gaa?n?t?|kijk(?:t|en)?|denk(?:t|en)?|lees(?:t)?|lezen)\b(?: \w+){0,3}? na\b", re.I)


def turned_round(text: str, source: str) -> bool:
    """The text has one of two opposites where its source has the other, and only that."""
    text, source = (_PARTICLE.sub(" ", each) for each in (text, source))
    text, source = (_UNPAID.sub("unpaid", _FREE.sub("gratis", each)) for each in (text, source))
    return _turned_in_time(text, source) or _opposed(text, source, "pairs")


def turned_outright(text: str, around: str) -> bool:
    """The text has one of two sides that are said once for all, and what stands around only has the other."""
    text, around = (_UNPAID.sub("unpaid", _FREE.sub("gratis", each)) for each in (text, around))
    return _opposed(text, around, "outright")


def _opposed(text: str, source: str, name: str) -> bool:
    for one, other in _opposites(name):
        for mine, theirs in ((one, other), (other, one)):
            if mine.search(text) and not theirs.search(text) and theirs.search(source) and not mine.search(source):
                return True
    return False


_ORDER = re.compile(r"\b(before|prior to|voor|vóór|avant|after|na|après)\s+((?:\w+['’]?\s*){1,4})", re.I)
_EARLIER = frozenset(("before", "prior to", "voor", "vóór", "avant"))


def _turned_in_time(text: str, source: str) -> bool:
    """Before one thing in the text, after it in its source. Dutch `voor` is also `for`: what follows decides."""
    mine, theirs = list(_ORDER.finditer(text)), list(_ORDER.finditer(source))
    if len(mine) != 1 or not theirs:
        return False
    earlier, after = mine[0].group(1).casefold() in _EARLIER, set(mine[0].group(2).casefold().split())
    sides = {
        found.group(1).casefold() in _EARLIER
        for found in theirs
        if _long(after & set(found.group(2).casefold().split()))
    }
    return sides == {not earlier} or (not sides and not earlier and {f.group(1).casefold() for f in theirs} == {"voor"})


def _long(words: set[str]) -> bool:
    return any(len(word) > 3 for word in words)
