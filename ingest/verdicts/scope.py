"""Which words of wanting belong to which thing that is named in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from ingest.verdicts.words import WORDS, Span, spans, within, words
from knowledge.records import Need

Reach = Literal["left", "right", "near", "any"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A degree, language, licence or experience that a sentence names."""

    start: int
    stop: int
    kind: str
    """degree, language, experience, licence or permit: a list is of one kind."""
    name: str
    """Within its kind: PhD, master, nl."""


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    stop: int
    need: Need
    reach: Reach
    plural: bool = False


_CUES = WORDS["cues"]
_MOST_CUES = 30
_NEUTRAL = words(_CUES["neutral"]["all"])
_OPENER = words(WORDS["people"]["opener"])
_CLAUSE = re.compile(
    r"[;!?|•—]|\.(?=\s|$)|:(?=\s|$)|\s[-–]\s|(?<!\w)(?:but|maar|mais|however|echter|although|though|"
    r"hoewel|whereas|bien que|tandis que|terwijl|while)(?!\w)",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:ph\.?\s?d|m\.?sc|b\.?sc|dr|min|max|bv|bijv|e\.g|i\.e|cat|ca|incl|etc|ir|ing|nr|exp))$", re.IGNORECASE
)
_NOT_ONLY = re.compile(r"not only|not just|niet alleen|niet enkel|non seulement|pas seulement", re.IGNORECASE)
_ASIDE = re.compile(r"\(([^()]{0,200})\)")
_AND = re.compile(r"(?<!\w)(?:and|or|nor|en|of|noch|et|ou|ni|as well as|alsook|ainsi que)(?!\w)|[/&+]", re.IGNORECASE)
_OR = re.compile(r"(?<!\w)(?:or|nor|of|ou|and/or|en/of|et/ou)(?!\w)|/", re.IGNORECASE)
# `of` is `or` in Dutch alone.
_ENGLISH = re.compile(
    r"(?<!\w)(?:the|and|or|you|with|is|are|knowledge|degree|experience|required|for|science|have)(?!\w)", re.IGNORECASE
)
_DUTCH = re.compile(
    r"(?<!\w)(?:het|een|je|van|met|voor|jij|kennis|en|ervaring|bent|zijn|hebt|richting)(?!\w)", re.IGNORECASE
)
_WITHOUT = re.compile(r"(?<!\w)(?:without|zonder|sans|with no|no|geen|aucune?)(?!\w)[^.,;]{1,60}$", re.IGNORECASE)
_WELCOME = re.compile(r"welcomed?|welkom|bienvenue?s?", re.IGNORECASE)
# `A PhD is not what matters`, `French is only needed for`: no demand, whatever else it is.
_DENIED = re.compile(
    r"[ \"')*]{1,3}(?:(?!and|en|et|or|of|ou)[\w'’]+ ){0,3}(?:(?:is|are|zijn|est|sont|"
    r"n.est) (?:only|(?:\w+ )?(?:not|never|sometimes|niet|geen|nooit|"
    r"enkel|soms|pas|ni|uniquement|seulement|parfois))|isn.t|aren.t|n.est)(?!\w)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:$|[,.;:)!*])")
_PLURAL = re.compile(r"(?<!\w)(?:are|zijn|sont|kunnen|both|beide)\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
_VERB = re.compile(r"(?<!\w)(?:is|are|zijn|est|sont|be|constitue|strekt|vormt|geldt|wordt)(?!\w)", re.IGNORECASE)
_LISTED = re.compile(
    r"\s*(?:,|and|or|en|of|et|ou|noch|nor|ni|&|/)\s*(?:an? |een |une? |the |l.|le |la )?", re.IGNORECASE
)
_OTHER = words(["others?", "additional", "further", "andere", "overige", "bijkomende", "autres?", "supplémentaires?"])
_FILLER = re.compile(
    r"(?<!\w)(?:it|is|it.s|are|that|would|be|will|considered|seen|as|a|an|the|strong|wel|een|is|dat|"
    r"als|zeer|ook|even|c.est|ce|serait|est|un|une|mais|but|maar|certainly|definitely|still|"
    r"so|we|you|dus|wij|je|donc|nous|of course|only|highly|remains|always|wordt|echter|really)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence within which a word of wanting can reach."""

    start: int
    stop: int
    aside: bool = False


Said = Mapping[Mention, Need | None]


def needs(text: str, mentions: Sequence[Mention]) -> Said:
    """What the sentence says of each mention; None where it only names it."""
    said: dict[Mention, set[Need]] = {mention: set() for mention in mentions}
    cues = cues_of(text)
    asides = tuple(_asides(text, cues))
    before: list[Mention] = []
    for clause in clauses(text, asides):
        inside = [m for m in mentions if clause.start <= m.start < clause.stop and (clause.aside or not _in(m, asides))]
        here = [
            c
            for c in cues
            if clause.start <= c.start < clause.stop and (clause.aside or not within((c.start, c.stop), asides))
        ]
        for mention, need in _reached(text, clause, inside, here):
            said[mention].add(need)
        labels = text[clause.start : clause.stop].endswith(":")
        if here and not inside and not labels and _only_wants(text, clause, here):
            for mention in _meant(clause, before, mentions):
                said[mention].update(cue.need for cue in here)
        before = inside or before
    return {mention: _settled(needs, bool(_DENIED.match(text, mention.stop))) for mention, needs in said.items()}


def linked(text: str, first: Mention, second: Mention) -> bool:
    """Whether the second is an alternative to the first: `A or B`, with little between."""
    gap = text[first.stop : second.start]
    if len(gap) > 80:
        return False
    last = None
    english = bool(_ENGLISH.search(text)) and not _DUTCH.search(text)
    for match in _OR.finditer(gap):
        last = last if english and match.group().lower() == "of" else match
    return last is not None and len(gap[last.end() :].split()) <= 5 and ";" not in gap[last.end() :]


@lru_cache(maxsize=4)
def clauses(text: str, asides: tuple[Span, ...] = ()) -> list[Clause]:
    """The clauses of a sentence, and after each the asides in brackets that speak for themselves."""
    only = bool(_NOT_ONLY.search(text))
    cuts = [0]
    for match in _CLAUSE.finditer(text):
        if within(match.span(), asides) or (only and match.group().lower() in ("but", "maar", "mais")):
            continue
        if match.group() == "." and _ABBREVIATED.search(text, max(0, match.start() - 8), match.start()):
            continue
        cuts.append(match.end() if match.group()[0] in ";!?|•—.: " else match.start())
    cuts.append(len(text))
    main = [Clause(start, stop) for start, stop in pairwise(cuts)]
    return sorted(
        [*main, *(Clause(start, stop, True) for start, stop in asides)],
        key=lambda c: (c.stop if c.aside else c.start, c.aside),
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Need, Reach], ...]:
    def of(name: str) -> re.Pattern[str]:
        return words(*_CUES[name].values())

    return (
        (of("not_left"), "not asked", "left"),
        (of("preferred_right"), "preferred", "right"),
        (of("preferred_left"), "preferred", "left"),
        (of("not_near"), "not asked", "near"),
        (of("required"), "required", "any"),
    )


@lru_cache(maxsize=4)
def cues_of(text: str) -> tuple[_Cue, ...]:
    """The words of wanting in a sentence; the longer meaning hides the shorter (`not required`)."""
    taken = spans(_NEUTRAL, text)
    found: list[_Cue] = []
    for pattern, need, reach in _patterns():
        here = [span for span in spans(pattern, text) if not within(span, taken) and not _welcomes(text, span)]
        taken = [*taken, *here]
        found += [
            _Cue(
                start,
                stop,
                need,
                reach,
                bool(_PLURAL.search(text, max(0, start - 40), start) or _PLURAL.match(text, start)),
            )
            for start, stop in here
        ]
    return tuple(sorted(found, key=lambda cue: cue.start)[:_MOST_CUES])


def _welcomes(text: str, span: Span) -> bool:
    """Those without a thing are welcome: that makes the thing no plus."""
    return bool(_WELCOME.fullmatch(text, *span)) and bool(_WITHOUT.search(text, max(0, span[0] - 90), span[0]))


def _asides(text: str, cues: Sequence[_Cue]) -> list[Span]:
    """Brackets with a word of wanting in them: `French (a plus)` says nothing of what else is named."""
    return [(m.start(), m.end()) for m in _ASIDE.finditer(text) if any(m.start() < cue.start < m.end() for cue in cues)]


def _in(mention: Mention, asides: Sequence[Span]) -> bool:
    return within((mention.start, mention.stop), asides)


def _reached(
    text: str, clause: Clause, mentions: Sequence[Mention], cues: Sequence[_Cue]
) -> Iterator[tuple[Mention, Need]]:
    left = clause.start
    held: set[Mention] = set()
    for cue in cues:
        looks_back = cue.reach in ("left", "any") or (cue.reach == "right" and bool(_ENDS.match(text, cue.stop)))
        if looks_back:
            for mention in _to_the_left(text, clause, mentions, cue, left):
                held.add(mention)
                yield mention, cue.need
            left = cue.stop
    for place, cue in enumerate(cues):
        stop = next((later.start for later in cues[place + 1 :] if later.reach in ("right", "near")), clause.stop)
        if cue.reach == "right" and _follows(text, cue, mentions):
            yield from ((m, cue.need) for m in _to_the_right(text, mentions, cue, stop) if m not in held)
        elif cue.reach == "near":
            yield from ((m, cue.need) for m in _next_to(text, mentions, cue))


def _to_the_left(text: str, clause: Clause, mentions: Sequence[Mention], cue: _Cue, left: int) -> Iterator[Mention]:
    """What stands before `is a plus`: its subject, and the list that its subject ends."""
    back = [m for m in reversed(mentions) if left <= m.start < cue.stop]
    if not back or (cue.need != "required" and _something_else(text[back[0].stop : cue.start])):
        return
    yield back[0]
    listing = False
    for later, mention in pairwise(back):
        gap = text[mention.stop : later.start]
        comma, joined, either = "," in gap, bool(_AND.search(gap)), bool(_OR.search(gap))
        listing = listing or (joined and not comma)
        opened = _OPENER.search(text, clause.start, mention.start) is not None
        bare = _LISTED.fullmatch(gap) is not None
        if mention.kind != later.kind and not (cue.plural and bare) and (comma or opened or not joined):
            return
        if comma and not (cue.plural or (listing and not opened)):
            return
        if opened and not cue.plural and not either:
            return
        if len(gap) > 60 and comma:
            return
        yield mention


def _something_else(gap: str) -> bool:
    """`English, other languages are a plus`: what the plus is said of has no name here."""
    _, comma, last = gap.rpartition(",")
    return bool(comma) and not _AND.search(last) and len(re.findall(r"\w+", _FILLER.sub(" ", last))) >= 2


def _follows(text: str, cue: _Cue, mentions: Sequence[Mention]) -> bool:
    after = next((m for m in mentions if m.start >= cue.stop), None)
    return after is not None and not re.search(r"[,]\s*\w+\W+\w+", text[cue.stop : after.start].lstrip(" ,:"))


def _to_the_right(text: str, mentions: Sequence[Mention], cue: _Cue, stop: int) -> Iterator[Mention]:
    ahead = [m for m in mentions if cue.stop <= m.start < stop]
    if not ahead:
        return
    yield ahead[0]
    for earlier, mention in pairwise(ahead):
        gap = text[earlier.stop : mention.start]
        if ("," in gap and earlier.kind != mention.kind) or _OPENER.search(gap):
            return
        yield mention


def _next_to(text: str, mentions: Sequence[Mention], cue: _Cue) -> Iterator[Mention]:
    """What `no` is said of: the next thing within a few words, and what is joined to it."""
    ahead = [m for m in mentions if m.start >= cue.stop]
    if not ahead:
        return
    gap = text[cue.stop : ahead[0].start]
    if len(gap.split()) > 4 or "," in gap:
        return
    yield ahead[0]
    for earlier, mention in pairwise(ahead):
        between = text[earlier.stop : mention.start]
        if (
            "," in between
            or not _AND.search(between)
            or len(between.split()) > 3
            or not (mention.kind == earlier.kind or _LISTED.fullmatch(between))
        ):
            return
        yield mention


def _only_wants(text: str, clause: Clause, cues: Sequence[_Cue]) -> bool:
    return _says_nothing_else(text, clause, cues) and not _speaks_of_others(text, clause, cues)


def _says_nothing_else(text: str, clause: Clause, cues: Sequence[_Cue]) -> bool:
    """`but a plus`, `geen vereiste`: what is meant was named before."""
    rest = list(text[clause.start : clause.stop])
    for cue in cues:
        rest[cue.start - clause.start : cue.stop - clause.start] = " " * (cue.stop - cue.start)
    return len(re.findall(r"\w+", _FILLER.sub(" ", "".join(rest)))) <= (1 if clause.aside else 2)


def _speaks_of_others(text: str, clause: Clause, cues: Sequence[_Cue]) -> bool:
    """`Other languages are welcome` and `no exceptions` are said of something that has no name here."""
    nothing_near = clause.aside and all(cue.reach == "near" for cue in cues)
    return nothing_near or bool(_OTHER.search(text, clause.start, clause.stop))


def _meant(clause: Clause, before: Sequence[Mention], mentions: Sequence[Mention]) -> Sequence[Mention]:
    if clause.aside:
        near = [mention for mention in mentions if mention.stop <= clause.start]
        return near[-1:]
    return before


def _settled(needs: set[Need], denied: bool) -> Need | None:
    """`Not required but a plus` is a plus; `no degree required` is no demand."""
    if denied and not needs & {"preferred", "not asked"}:
        return "unknown"
    order: tuple[Need, ...] = ("preferred", "not asked", "required")
    return next((need for need in order if need in needs), None)
