"""What a question speaks of, and how much of it a sentence has where it stands (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot import cues
from bot.akin import akin
from bot.attributes import numbers_in
from bot.evidence import Line, Term
from bot.gather import Findings
from bot.understand import Request
from knowledge.keywords import ASKING, content_words, query_stems, terms, words
from knowledge.plain import plain

_COMPOUND = 5
_INITIALS = (3, 5)
# A number farther than this from a word does not count it.
_BESIDE = 8
_FOCUS = 2
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMERAL = re.compile(r"\w*\d\w*")
_WORD = re.compile(r"\w[\w.,'’-]*")
_WHAT_IS = re.compile(
    r" (?:what|which|wat|welke?|quels?|quelles?) (?:(?:is|are|was|were|zijn|est|sont) )?"
    r"(?:(?:the|de|het|le|la|l|les) )?"
)
_YES_OR_NO = re.compile(
    r"^ (?:and |en |et |but |maar |mais )?(?:do|does|did|is|are|was|were|can|could|may|must|will|would|has|have|should|"
    r"kan|kun|kunnen|mag|mogen|moet|moeten|zijn|heeft|hebben|heb|biedt|zoekt|komt|krijg|krijgt|leer|wordt|worden|doet|"
    r"geeft|volstaat|bestaat|bestaan|est|sont|peut|puis|faut|y a|dois|doit|propose|[a-z]+ t (?:il|elle|on))\b"
)
# They say where somebody is or what they speak as often as what is asked about.
_NO_NAMES = frozenset(
    "i ik ok phd msc bsc dr english dutch french german flemish flanders belgium belgian engels nederlands frans duits "
    "vlaams vlaamse vlaanderen belgie belgische anglais neerlandais francais allemand flamand flandre belgique "
    "belge".split()
)


def asks_yes_or_no(question: str) -> bool:
    """Whether it is so."""
    return _YES_OR_NO.search(cues.flattened(question)) is not None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a question speaks of."""

    topical: Sequence[Term]
    names: Sequence[Term]
    focus: Sequence[Term]
    numbers: AbstractSet[str]
    years: AbstractSet[str]
    heaviest: float

    @classmethod
    def of(cls, request: Request, findings: Findings) -> Spoken:
        topical = [term for term in findings.terms if term.topical and not _NUMERAL.fullmatch(term.forms[0])]
        # "When does the next one start?" is about what was named before.
        spoken = (request.question, *request.before[:1])
        named = next(filter(None, (_names(said) for said in spoken)), [])
        stems = {stem for word in named for stem in query_stems(word)}
        names = [term for term in topical if not stems.isdisjoint(term.forms)]
        return cls(
            topical,
            names,
            list(_focus(request.question, topical)),
            numbers_in(request.question),
            set(_YEAR.findall(request.question)),
            max((term.weight for term in findings.terms), default=1.0) or 1.0,
        )


def _names(question: str) -> list[str]:
    return [word for word in cues.names_in(question) if not _is_no_name(word)]


def _is_no_name(word: str) -> bool:
    flat = " ".join(words(word))
    return flat in _NO_NAMES or any(c.isdigit() for c in word) or cues.first("place", f" {flat} ") is not None


def _focus(question: str, topical: Sequence[Term]) -> Iterator[Term]:
    """The first words about something after those that ask: of what is asked, what it is."""
    flat = cues.flattened(question)
    ends = [match.end() for _, match in cues.matches("asks", flat)]
    what = _WHAT_IS.search(flat)
    start = min(ends) if ends else what.end() if what else None
    found = 0
    for word in words(flat[start - 1 :]) if start else ():
        if word in ASKING:
            if found:
                return
            continue
        stems = set(query_stems(word))
        term = next((term for term in topical if not stems.isdisjoint(term.forms)), None)
        if term:
            found += 1
            yield term
        if found == _FOCUS:
            return


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with what it stands under and among, as stems."""

    text: str
    heading: str
    before: str
    language: str
    foreign: bool
    own: AbstractSet[str]
    above: AbstractSet[str]
    title: AbstractSet[str]
    line: AbstractSet[str]
    passage: AbstractSet[str]
    document: AbstractSet[str]
    initials: str

    @classmethod
    def of(cls, line: Line, findings: Findings) -> View:
        passage, request = line.passage, findings.request
        language = passage.language
        id = passage.document_id
        text = plain(passage.quote(line.number))
        own = set(terms(text, language))
        above = set(terms(passage.heading, language))
        title = set(terms(passage.title, language))
        under = own | above | title | findings.understood.get(id, set())
        around = under | set(terms(passage.text, language))
        others = {other.passage.id: other.passage for other in findings.lines if other.passage.document_id == id}
        seen = {stem for other in others.values() for stem in terms(f"{other.heading} {other.text}", language)}
        before = passage.quote(line.number - 1) if line.number else ""
        initials = "".join(word[0] for word in words(text))
        foreign = language != request.language
        return cls(
            text,
            f"{passage.title} {passage.heading}",
            before,
            language,
            foreign,
            own,
            above,
            title,
            under,
            around,
            around | seen,
            initials,
        )

    def has(self, term: Term, stems: AbstractSet[str]) -> bool:
        """A word is among stems: itself, what it is called there, in a compound, or as initials."""
        forms = term.forms + (term.elsewhere if self.foreign else ())
        if any(form in stems for form in forms) or not akin(term.forms).isdisjoint(stems):
            return True
        long = [form for form in forms if len(form) >= _COMPOUND]
        if any(
            stem.startswith(form) or stem.endswith(form) or (len(stem) >= _COMPOUND and form.startswith(stem))
            for form in long
            for stem in stems
        ):
            return True
        short = term.forms[0]
        return _INITIALS[0] <= len(short) <= _INITIALS[1] and short.isalpha() and short in self.initials

    def _missing(self, asked: Sequence[Term], stems: AbstractSet[str]) -> float:
        """Share of the words' weight that is not among stems."""
        whole = sum(term.weight for term in asked)
        return sum(term.weight for term in asked if not self.has(term, stems)) / whole if whole else 0.0

    def rarest_missing(self, asked: Sequence[Term], stems: AbstractSet[str]) -> float:
        """The weight of the rarest word that is not among stems."""
        return max((term.weight for term in asked if not self.has(term, stems)), default=0.0)

    def missing_of_rest(self, asked: Sequence[Term]) -> float:
        """Of the words that its title does not have, the share of the weight that it does not have itself."""
        return self._missing([term for term in asked if not self.has(term, self.title)], self.own)

    def unfocused(self, focus: Sequence[Term]) -> float:
        """Share of what exactly is asked about that neither it nor its heading has."""
        beside = self.own | self.above
        return sum(not self.has(term, beside) for term in focus) / len(focus) if focus else 0.0

    def lacks_names(self, names: Sequence[Term]) -> float:
        """Share of names that its document does not have, as far as it was seen."""
        return sum(not self.has(term, self.document) for term in names) / len(names) if names else 0.0

    def lacks_numbers(self, numbers: AbstractSet[str]) -> float:
        """Share of numbers that neither it nor what it stands under has."""
        there = numbers_in(f"{self.heading} {self.text}")
        return len(numbers - there) / len(numbers) if numbers else 0.0

    def another_year(self, years: AbstractSet[str]) -> bool:
        """It, or what it stands under, names years, and not those of the question."""
        there = set(_YEAR.findall(f"{self.heading} {self.before} {self.text}"))
        return bool(years) and bool(there) and there.isdisjoint(years)

    def another_name(self, names: Sequence[Term]) -> bool:
        """Of several names in what it stands under it has another one than the question."""
        under = set(words(self.heading))
        meant = [term for term in names if self.has(term, self.title | self.above)]
        others = [word for word in cues.names_in(self.text) if under.issuperset(words(word)) and not _is_no_name(word)]
        strange = [word for word in others if not any(set(query_stems(word)) & {*term.forms} for term in names)]
        return bool(meant and strange) and not any(self.has(term, self.own) for term in meant)

    def counts(self, focus: Sequence[Term]) -> bool:
        """A number stands beside what is counted."""
        spoken = _WORD.findall(self.text)
        numbers = [place for place, word in enumerate(spoken) if numbers_in(word)]
        counted = [
            place
            for place, word in enumerate(spoken)
            if any(self.has(term, set(query_stems(word)) if content_words(word) else set()) for term in focus)
        ]
        return any(abs(one - other) <= _BESIDE for one in numbers for other in counted)
