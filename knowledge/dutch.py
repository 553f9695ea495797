"""Dutch words: their forms under one stem, where the stemmer leaves them apart, and the parts of compounds (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What is split off a verb and stands before it: `schrijf ... in`, `ingeschreven`.
_PARTICLES = (
    "aan", "achter", "af", "be", "bij", "binnen", "deel", "door", "in", "mee", "na", "om", "onder", "ont", "op", "over",
    "plaats", "rond", "samen", "tegen", "terug", "toe", "uit", "vast", "ver", "voor", "voort", "weg",
)  # fmt: skip
_PREFIXED = re.compile(rf"(?:{'|'.join(_PARTICLES)})?")
# The stems of what strong verbs become, and of what they are.
_STRONG = dict(
    pair.split(":")
    for pair in (
        "begint:begin begon:begin bood:bied bleef:blijf bracht:breng dacht:denk holp:help hielp:help "
        "koos:kies kreeg:krijg liep:loop von:vind noom:neem schreef:schrijf sloot:sluit sprook:spreek "
        "sprak:spreek trok:trek vond:vind worf:werf wierf:werf wees:wijs zocht:zoek kocht:koop "
        "verloor:verlies trof:tref steeg:stijg leek:lijk verleek:verlijk gaat:gaan ging:gaan staat:staan "
        "stond:staan"
    ).split()
)
_LONG = "aa|ee|oo|uu|oe|ie|eu|ui|ij|ei|ou"
# `duurt`, `verdient`, `betaald`, `vindt`, `verlengd`: what the third person and the participle add.
_ENDED = re.compile(rf"(?:(?:{_LONG})[bcfgklmnprsvz]|ng)[td]$|dt$")
_SHORTEST_ENDED = 5
_OF_A_VERB = re.compile(r"(?<=\w\w)eer$")
_OF_A_NOUN = re.compile(r"(?<=\w{4})oor$")
_DIMINUTIVE = re.compile(r"(?<=\w{3})ke$")

# `opleiding-s-prijs`, `student-en-job`.
_LINKS = ("s", "", "en", "n", "e")
_SHORTEST_PART, _SHORTEST_COMPOUND = 3, 7


def one_stem(stem: str) -> str:
    """What the Dutch stemmer made of a word, the same for more of its forms: `begint`, `begonnen` and `beginnen`;
    `studeert`, `gestudeerd` and `studeren`; `jobke` and `job`."""
    start = _PREFIXED.match(stem)
    for end in (start.end(), 0) if start else (0,):
        if stem[end:] in _STRONG:
            return stem[:end] + _STRONG[stem[end:]]
    if len(stem) >= _SHORTEST_ENDED and _ENDED.search(stem):
        stem = stem[:-1]
    stem = _OF_A_VERB.sub("er", stem)
    return _DIMINUTIVE.sub("", _OF_A_NOUN.sub("or", stem))


def splits(word: str) -> Iterator[tuple[str, str]]:
    """The ways in which a word may be a compound, the longest first part first."""
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        for link in _LINKS:
            first = word[:cut].removesuffix(link)
            if len(first) >= _SHORTEST_PART and (not link or word[:cut].endswith(link)):
                yield first, word[cut:]
