"""A statement that turns round what its source says: no and yes, must and may, all and some (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.checking.markers import said_of, scopes, turned_outright, turned_round
from bot.checking.said import Said, weighed
from bot.checking.sources import Line, Stretch, nearby, sides_of
from bot.checking.words import Word, borne, matches, wording
from knowledge.records import Language


@dataclass(frozen=True, slots=True)
class Nearest:
    """The parts of the source that most resemble a part of a statement, their sentences, and all that is around."""

    parts: Sequence[Said]
    lines: Sequence[Said]
    around: Said

    def has(self, name: str) -> bool:
        """One of the parts has a word of this class."""
        return any(part.says(name) for part in self.parts)


def turned(said: Said, stretches: Sequence[Stretch]) -> bool:
    """A part of the statement says no where its source says yes, must where it says may, all where it says some."""
    # What a condition denies is not what the sentence says.
    told = _EACH_TIME.sub(" ", _CONDITION.sub("", said.text))
    sides = [Said(side, said.language) for side in sides_of(told)]
    hedged = said.says("some", "optional", "most")
    if turned_outright(told, " ".join(line.text for stretch in stretches for line in _beside(stretch))):
        return True
    return any(_turned(side, stretches, alone=len(sides) == 1, hedged=hedged) for side in sides)


_CONDITION = re.compile(
    r"^(?:so |dus |donc )?(?:if|als|indien|si|wie|whoever|those who|anyone who|ceux qui|celui qui)\b"
    r"[^,]{3,90},\s+(?=\S+\s+\S+\s+\S)|^(?:without|zonder|sans)\s+(?:(?:the|an?|de|het|een|la|le|une?)\s+)?\S+"
    r"(?:\s\S+,)?(?=\s+\S+\s+\S)|"
    r"\b(?:who|qui|die) (?:do(?:es)? not|don['’]t|have no|geen|ne|n['’]) ?\w+(?: \w+){0,2}|"
    r"(?:even|ook|même) (?:without|zonder|sans|als niet-?)\s?(?:being |être |te )?\w+,?",
    re.I,
)


def _beside(stretch: Stretch) -> list[Line]:
    """The sentences of a stretch and those next to it."""
    return [*nearby(stretch), *stretch.source.by_place(stretch.last + 1, stretch.last + 1)]


def _turned(side: Said, stretches: Sequence[Stretch], *, alone: bool, hedged: bool) -> bool:
    words = wording(side.text, side.language).words
    held = list(_held_against(words, side.language, stretches))
    most = max((score for score, _, _ in held), default=0.0)
    if most < 1.5 and not alone:
        return False
    best = [(part, line) for score, part, line in held if score >= most - 0.01]
    around = Said(" ".join(s.text for s in stretches), stretches[0].source.passage.language)
    denied = [part for _, part, _ in held if not side.denies and part.denies and _restated(part, words, side.language)]
    # A list under a heading that says no: `You do not need it for: ...`.
    headed = side.denies and any(Said(s.source.passage.heading, s.source.passage.language).denies for s in stretches)
    nearest = Nearest([part for part, _ in best], [line for _, line in best], around)
    return (
        (not headed and _only_denied(side, nearest.parts, [(score, part) for score, part, _ in held], most))
        or any(_denies(side, part) for part in denied)
        or (not side.denies and any(_denied_outright(side, part) for _, part, _ in held))
        or any(turns(side, nearest) for turns in _TURNS if not (hedged and turns is _unhedges))
    )


def _held_against(
    words: Sequence[Word], language: Language, stretches: Sequence[Stretch]
) -> Iterator[tuple[float, Said, Said]]:
    for stretch in stretches:
        spoken = stretch.source.passage.language
        if asked := stretch.source.denied_above:
            held = weighed(words, borne(words, wording(asked, spoken), language))
            yield held, Said(asked, spoken, taken_back=True), Said(asked, spoken)
        for line in stretch.lines:
            for part in [line.text] if line.is_row else sides_of(_CONDITION.sub("", line.text)):
                yield (
                    weighed(words, borne(words, wording(part, spoken), language)),
                    Said(part, spoken, line.taken_back),
                    Said(line.text, spoken),
                )


def _only_denied(side: Said, best: Sequence[Said], held: Sequence[tuple[float, Said]], most: float) -> bool:
    """What resembles it most says no where it says yes; or it says no, and nothing that resembles it does."""
    if side.denies and any(
        part.denies and (score >= max(0.75 * most, 0.5) or _denies_the_same(side, part)) for score, part in held
    ):
        return any(turned_round(side.text, part.text) for part in best if part.denies)
    return all(_denies(side, part) for part in best)


def _restated(part: Said, words: Sequence[Word], language: Language) -> bool:
    """The statement says again most of what this part of the source says."""
    theirs = wording(part.text, part.language).words
    here = [any(matches(word, other, foreign=part.language != language) for word in words) for other in theirs]
    return len(here) >= 2 and sum(here) >= 0.75 * len(here)


def _denies(side: Said, part: Said) -> bool:
    if side.says("optional") and part.says("required") and part.denies:
        return False
    if side.denies == part.denies:
        return turned_round(side.text, part.text)
    no, other = (side, part) if side.denies else (part, side)
    return _speaks_of_it(no, other) and not turned_round(side.text, part.text)


def _denied_outright(side: Said, part: Said) -> bool:
    """The statement says every word of what this part of the source denies: `does not sell`, `sells`."""
    mine = wording(side.text, side.language).words
    return any(
        words and all(any(matches(word, own, foreign=True) for own in mine) for word in words)
        for words in (_denied(text, part, side) for text in scopes(part.text, part.language))
    ) and not turned_round(side.text, part.text)


def _denied(scope: str, part: Said, side: Said) -> Sequence[Word]:
    """What is denied. Of `Dutch is not required` that is Dutch, for who says that something must be."""
    words = wording(scope, part.language).words
    if not all(_NEEDED.match(word.text) for word in words):
        return words
    every = wording(part.text, part.language).words if side.says("required") else ()
    return [word for word in every if not _NEEDED.match(word.text)]


_NEEDED = re.compile(
    r"requir|need|necess|ask|demand|exig|nodig|vereis|verplicht|verwacht|gevraagd|vraag|expect|possible|mogelijk", re.I
)


def _denies_the_same(side: Said, part: Said) -> bool:
    return any(_speaks_of_it(part, Said(text, side.language)) for text in scopes(side.text, side.language))


def _speaks_of_it(no: Said, other: Said) -> bool:
    """What the one denies is something that the other speaks of: only then do they contradict each other."""
    told = wording(other.text, other.language).words
    denied = [wording(text, no.language).words for text in scopes(no.text, no.language)]
    return not any(denied) or any(
        matches(word, theirs, foreign=no.language != other.language)
        for words in denied
        for word in words
        for theirs in told
    )


def _obliges(side: Said, nearest: Nearest) -> bool:
    must = side.says("required") and not side.denies
    return must and nearest.has("optional") and not any(line.says("required") for line in nearest.lines)


def _loosens(side: Said, nearest: Nearest) -> bool:
    weak = [word for word in said_of("optional", side.text, side.language) if word not in _MAY]
    must = any(part.says("required") and not part.denies for part in nearest.parts)
    return bool(weak) and must and not any(line.says("optional") for line in nearest.lines)


_MAY = frozenset(
    "may can could possible mag mogen kan kunt kunnen mogelijk peut peuvent pouvez possible possibles allowed "
    "permitted".split()
)


def _widens(side: Said, nearest: Nearest) -> bool:
    if not side.denies and any(
        _all_but(side).says(name)
        and not any(_all_but(line).says(name) or _excused(side, line) for line in (*nearest.lines, nearest.around))
        for name in ("all", "only")
        # `only 7%` narrows nothing.
        if name == "all" or not _ONLY_SO_MANY.search(side.text)
    ):
        return True
    return side.says("most") and nearest.has("some") and not nearest.has("most")


_EACH_TIME = re.compile(
    r"\b(?:all|alle|tous les|toutes les)\s+(?:two|three|four|five|six|twee|drie|vier|vijf|zes|deux|trois|quatre|"
    r"cinq|\d+)\b|"
    r"\ball (?=(?:s?he|you|they|we|I|that|this|of) )|^toujours (?=en |selon |d['’])|"
    r"\b(?:every|each|elke?|ieder|chaque)\s+(?:year|month|week|day|jaar|maand|week|dag|année|an|mois|semaine|jour)\b",
    re.I,
)


def _excused(side: Said, line: Said) -> bool:
    """`any` of a source is `all` of a statement, and French and Dutch have one word for always and still."""
    if _ANY.search(line.text) and not _ANY.search(side.text):
        return True
    if _PER.search(line.text) and _EACH.search(side.text):
        return True
    return (side.says("only") and not side.says("all") and line.says("required")) or (
        _STILL.search(line.text) is not None
        and set(said_of("all", side.text, side.language))
        <= {
            "toujours",
            "steeds",
        }
    )


def _all_but(line: Said) -> Said:
    """What is so nearly always is not so always."""
    return Said(_NEARLY_ALL.sub(" ", line.text), line.language)


_NEARLY_ALL = re.compile(
    r"\b(?:nearly|almost|practically|virtually|not|vrijwel|zowat|zo goed als|pratiquement|bijna|haast|niet|"
    r"presque|quasi|pas)\s(?:always|all|every|alle|altijd|iedereen|"
    r"toujours|tous|toutes)\b",
    re.I,
)
_ONLY_SO_MANY = re.compile(
    r"\b(?:only|just|maar|slechts|alleen|enkel|seulement|que)\s+(?:(?:la |de )?(?:moitié|helft)|half|"
    r"[\d€]|one\b|two\b|once\b|twice\b|een\b|twee\b|une?\b|deux\b)",
    re.I,
)
_PER = re.compile(r"\bp(?:er|ar)\b", re.I)
_EACH = re.compile(r"\b(?:each|every|elke?|ieder|chaque)\b", re.I)
_ANY = re.compile(r"\b(?:any|whatever|om het even|n['’]importe)\b", re.I)
_STILL = re.compile(r"\b(?:still|nog|encore)\b", re.I)


def _unhedges(side: Said, nearest: Nearest) -> bool:
    hedged = side.says("some", "optional", "most") or side.denies
    return bool(nearest.parts) and all(part.says("some") for part in nearest.parts) and not hedged


def _overstates(side: Said, nearest: Nearest) -> bool:
    """It speaks of a duty where nothing around says so."""
    if side.denies or not _DUTY.search(side.text):
        return False
    told = [Said(part, nearest.around.language) for part in sides_of(nearest.around.text)]
    duties = [part for part in told if part.says("required")]
    if duties and all(part.denies for part in duties):
        return True
    near = [line for line in nearest.lines if line.says("required") or _ASKS.search(line.text)]
    return not near


_DUTY = re.compile(
    r"\b(?:is|are) (?:strictly )?(?:required|mandatory|compulsory|obligatory)\b|\bmandatory\b|\bcompulsory\b|"
    r"\bobligatory\b|"
    r"\bverplichte?\b|\bvereist\b|\bobligatoires?\b|\best (?:exigée?|requise?)\b|strict requirement",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:you have|you speak)\b|\bask(?:s|ed)?\b|\bvraagt?\b|\bgevraagd\b|\bvragen\b|\bdemande|\bexig|\byou hold\b|"
    r"\bje hebt\b|"
    r"\bvous avez\b|\brequire",
    re.I,
)
_Turn = Callable[[Said, Nearest], bool]
_TURNS: tuple[_Turn, ...] = (_obliges, _loosens, _widens, _unhedges, _overstates)
