"""What leads somewhere or calls somebody: addresses, e-mail, mentions, and strings that look like secrets (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.orders import is_order
from knowledge.records import Passage

# Endings that are words as well as domains (`lab.The`) are told apart by being lower or upper case throughout.
_ENDINGS = frozenset(
    "com org net edu gov int info biz name pro app dev xyz online site store shop tech blog cloud page link click live "
    "news media agency email jobs careers work world today science bio health pharma academy university school "
    "brussels vlaanderen gent gal eus bzh paris london berlin top icu zip mov monster example test localhost local "
    "onion internal ngrok workers pages vercel netlify github".split()
)
_MARKS = re.compile(r"[*_~`|]")
_IN_BRACKETS = re.compile(r"[(\[{]\s*(?:dot|punt|point)\s*[)\]}]", re.I)
_AT_IN_BRACKETS = re.compile(r"[(\[{]\s*(?:at|@|apenstaart|arobase|arroba)\s*[)\]}]", re.I)
_SCHEME = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}:/|(?<!\w)(?:h(?:tt|xx)ps?|ftp|javascript|vbscript|data|mailto|tel|sms|file|blob|"
    r"about|slack|intent)"
    r":(?=\S)|:?//\w|://|\bh(?:tt|xx)ps?\b|\bwww\d?\.|^www$",
    re.I,
)
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.([^\W\d_]{2,24}|xn--[\w-]{1,60})(?![\w-])", re.I)
_ENDING = re.compile(r"^\W*\.([^\W\d_]{2,24})(?![\w-])")
_NUMERIC = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)|(?<!\w)0x[0-9a-f]{6,}", re.I)
_MENTION = re.compile(r"@")
_PREFIXED = re.compile(
    r"(?<!\w)(?:sk|pk|rk|xox[a-z]|xapp|gh[opsur]|github_pat|glpat|AKIA|ASIA|AIza|eyJ|ya29|hf|npm|pypi|SG|whsec)"
    r"[-_.]?[A-Za-z0-9_-]{12,}|-----BEGIN"
)
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{20,}")
_TRIM = ".,;:!?()[]{}<>\"'“”‘’«»*_~`|"
_SHORT_NAMES = frozenset("e.g i.e ph.d b.sc m.sc p.ex d.w.z m.a.w o.a b.v n.v t.e.m u.s u.k a.i s.a no.e".split())


class Addresses:
    """The addresses that passages give: what a text may say of addresses, mentions and secrets.

    A passage in which anything gives orders to a machine gives no address at all.
    """

    def __init__(self, passages: Sequence[Passage], said: str = "") -> None:
        trusted = [passage.text for passage in passages if not _gives_orders(passage)]
        self._given = {given for text in trusted for given in addresses_in(text)}
        self._words = {word for text in trusted for word in _runs(text)} | set(_runs(said))

    def forbids(self, word: str) -> bool:
        """A word, without white space, that no reader may see as it is."""
        bare = _undisguised(word)
        if not _may_be(bare):
            return False
        if any(part not in self._given for part in addresses_in(bare)):
            return True
        if _SCHEME.search(bare) or _MENTION.search(bare):
            return not any(True for _ in addresses_in(bare)) or _is_more_than_addresses(bare)
        return any(run not in self._words for run in _runs(bare)) or bool(_PREFIXED.search(bare))


def addresses_in(text: str) -> Iterator[str]:
    """The addresses and e-mail addresses of a text, as they compare."""
    for word in text.split():
        for part in re.split(r"[<>()\[\]\"“”|]+", word):
            if (_DOMAIN.search(part) and _is_address(part)) or _NUMERIC.search(part):
                yield canonical(part)


def canonical(address: str) -> str:
    """An address without what may be left out of it."""
    bare = address.strip(_TRIM).casefold()
    return re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", bare).rstrip("/")


def is_ending(word: str) -> bool:
    """`com`, `.be/path`: what ends the name of a site, standing alone."""
    bare = _MARKS.sub("", word).lstrip(".").split("/")[0].rstrip(_TRIM)
    return bare.casefold() in _ENDINGS or (word.startswith(".") and _is_ending(bare))


def _gives_orders(passage: Passage) -> bool:
    return is_order(passage.text) or any(is_order(passage.quote(n)) for n in range(len(passage.sentences)))


def _undisguised(word: str) -> str:
    return _MARKS.sub("", _AT_IN_BRACKETS.sub("@", _IN_BRACKETS.sub(".", word)))


def _may_be(word: str) -> bool:
    return "." in word or "/" in word or "@" in word or ":" in word or len(word) >= 12 or bool(_SCHEME.search(word))


def _is_more_than_addresses(word: str) -> bool:
    """An address that is given may have its scheme; another scheme or a mention beside it may not."""
    bare = re.sub(r"https?://|mailto:|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.", "", word, flags=re.I)
    return bool(_SCHEME.search(bare) or _MENTION.search(bare))


def _is_address(part: str) -> bool:
    if "@" in part or "://" in part or part.casefold().startswith("www."):
        return True
    if _ENDING.match(part):
        return True
    return any(_is_domain(found) for found in _DOMAIN.finditer(part))


def _is_domain(found: re.Match[str]) -> bool:
    ending, name = found.group(1), found.group()
    if name.casefold() in _SHORT_NAMES or all(len(label) == 1 for label in name.split(".")[:-1]):
        return False
    return _is_ending(ending)


def _is_ending(ending: str) -> bool:
    one_case = ending.islower() or ending.isupper()
    return ending.casefold() in _ENDINGS or (len(ending) == 2 and one_case) or ending.casefold().startswith("xn--")


def _runs(text: str) -> Iterator[str]:
    """Long strings that no language has for a word."""
    for found in _RUN.finditer(text):
        run = found.group()
        turns = sum(one.islower() and other.isupper() for one, other in pairwise(run))
        mixed = any(char.isdigit() for char in run) and any(char.isalpha() for char in run)
        if turns >= 3 or (mixed and "-" not in run) or len(run) >= 60 or "=" in run or "_" in run:
            yield run


__all__ = ["Addresses", "addresses_in", "canonical", "is_ending"]
