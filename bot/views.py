"""A sentence with what it stands under and among, and how much of a question it has there (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot import cues
from bot.akin import akin
from bot.evidence import Line, Term
from bot.gather import Findings
from bot.instead import is_instead
from bot.numerals import numbers_in
from bot.spoken import is_no_name, years_in
from knowledge.keywords import content_words, query_stems, terms, words
from knowledge.plain import cells_of, plain, with_column_names
from knowledge.records import Language, Passage

_COMPOUND = 5
# A number farther than this from a word does not count it.
_BESIDE = 8
_MAY_BE_THERE = 0.5
_WORD = re.compile(r"\w[\w.,'’-]*")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
# What stands where a value should: `to be announced`.
_LEFT_OPEN = re.compile(
    r"\b(?:not (?:yet )?(?:known|set|asked|fixed|announced|decided|available)|"
    r"to be (?:announced|determined|confirmed|decided)|"
    r"tb[acd]|nog te bepalen|(?:nog )?niet (?:bekend|vastgelegd|beslist)|onbekend|vacant|"
    r"à (?:déterminer|définir|confirmer|annoncer|fixer)|pas encore (?:connue?s?|fixée?s?)|inconnue?s?)\b",
    re.I,
)
_SETTLES = re.compile(
    r"\W(?:not?|never|only|unless|without|yes|may|must|can|cannot|allowed|required|needs?|free|included?|"
    r"niet|geen|nooit|enkel|alleen|tenzij|zonder|ja|nee|neen|mag|moet|kan|mits|verplicht|nodig|toegelaten|gratis|"
    r"ne|n['’]|pas|jamais|seulement|sauf|sans|oui|non|peu[tx]|doi[ts]|faut|aucune?|obligatoire|autorisée?|gratuite?)\W",
    re.I,
)


class Views:
    """Sentences with what they stand under and among; what several of them share is looked at once."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._of_document: dict[str, frozenset[str]] = {}
        self._has: dict[tuple[tuple[str, ...], bool, int], bool] = {}
        self._heads: dict[str, list[AbstractSet[str]]] = {}
        self._kept: list[AbstractSet[str]] = []

    def of(self, line: Line) -> View:
        """A sentence as it is seen there."""
        passage, findings = line.passage, self._findings
        language, id = passage.language, passage.document_id
        quote = passage.quote(line.number)
        text = plain(with_column_names(passage.text, passage.sentences[line.number].start, quote))
        own = frozenset(terms(text, language))
        above = frozenset(terms(passage.section, language))
        headings = frozenset(terms(passage.heading, language))
        title = frozenset(terms(passage.title, language))
        under = own | headings | title | findings.understood.get(id, set())
        return View(
            views=self,
            text=text,
            quote=quote,
            heading=f"{passage.title} {passage.heading}",
            before=passage.quote(line.number - 1) if line.number else "",
            foreign=language != findings.request.language,
            own=own,
            above=above,
            title=title,
            line=under,
            passage=under | frozenset(terms(passage.text, language)),
            document=self._document(id, language) | under,
            key=_key_stems(passage, line.number),
            own_and_above=own | above,
            document_id=id,
        )

    def heads(self, id: str) -> list[AbstractSet[str]]:
        """What stands over the parts of a document and what its rows are about, as far as it was seen."""
        if id not in self._heads:
            lines = [line for line in self._findings.lines if line.passage.document_id == id]
            every = {
                frozenset(terms(o.passage.section, o.passage.language)) | _key_stems(o.passage, o.number) for o in lines
            }
            self._heads[id] = sorted(every, key=sorted)
        return self._heads[id]

    def _document(self, id: str, language: Language) -> frozenset[str]:
        """The stems of a document, as far as it was seen."""
        if id not in self._of_document:
            seen = {o.passage.id: o.passage for o in self._findings.lines if o.passage.document_id == id}
            every = (stem for other in seen.values() for stem in terms(f"{other.heading} {other.text}", language))
            self._of_document[id] = frozenset(every)
        return self._of_document[id]

    def has(self, term: Term, stems: AbstractSet[str], foreign: bool) -> bool:
        """A word is among stems: itself, what it is called there, or in a compound."""
        key = (term.forms, foreign, id(stems))
        if key not in self._has:
            self._has[key] = _is_among(term.forms + (term.elsewhere if foreign else ()), term, stems)
            # So that no other set comes to stand at its place in memory.
            self._kept.append(stems)
        return self._has[key]


def _is_among(forms: tuple[str, ...], term: Term, stems: AbstractSet[str]) -> bool:
    if any(form in stems for form in forms) or not akin(term.forms).isdisjoint(stems):
        return True
    long = [form for form in forms if len(form) >= _COMPOUND]
    return any(
        stem.startswith(form) or stem.endswith(form) or (len(stem) >= _COMPOUND and form.startswith(stem))
        for form in long
        for stem in stems
    )


def _key_stems(passage: Passage, number: int) -> frozenset[str]:
    """What a row of a table is about: the first of its cells that has a word."""
    cells = cells_of(passage.quote(number))
    key = next((cell for cell in cells[:2] if _LETTERS.search(cell)), "") if len(cells) > 2 else ""
    return frozenset(terms(key, passage.language))


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with what it stands under and among, as stems."""

    views: Views
    text: str
    quote: str
    heading: str
    before: str
    foreign: bool
    own: AbstractSet[str]
    above: AbstractSet[str]
    title: AbstractSet[str]
    line: AbstractSet[str]
    passage: AbstractSet[str]
    document: AbstractSet[str]
    key: AbstractSet[str]
    own_and_above: AbstractSet[str]
    document_id: str

    def has(self, term: Term, stems: AbstractSet[str]) -> bool:
        """A word is among stems: itself, what it is called there, in a compound, or as initials."""
        return self.views.has(term, stems, self.foreign)

    def missing(self, asked: Sequence[Term], stems: AbstractSet[str]) -> float:
        """Share of the words' weight that is not among stems."""
        whole = sum(term.weight for term in asked)
        return sum(self._misses(term) for term in asked if not self.has(term, stems)) / whole if whole else 0.0

    def _misses(self, term: Term) -> float:
        """How much a word that is not there is missed. One of which nobody has told what it is called in the
        sentence's language may be there all the same."""
        return term.weight * (_MAY_BE_THERE if self.foreign and not term.elsewhere else 1.0)

    def rarest_missing(self, asked: Sequence[Term], stems: AbstractSet[str]) -> float:
        """The weight of the rarest word that is not among stems."""
        return max((term.weight for term in asked if not self.has(term, stems)), default=0.0)

    def missing_of_rest(self, asked: Sequence[Term]) -> float:
        """Of the words that its title does not have, the share of the weight that it does not have itself."""
        return self.missing([term for term in asked if not self.has(term, self.title)], self.own)

    def missing_matter(self, asked: Sequence[Term], names: Sequence[Term]) -> float | None:
        """Of the words that are no names and not in its title, the share that neither it nor its heading has; None
        where there are none."""
        matter = [term for term in asked if term not in names and not self.has(term, self.title)]
        return self.missing(matter, self.own_and_above) if matter else None

    def rather_headed(self, asked: Sequence[Term], heaviest: float) -> float:
        """How much more of the question stands over another part of its document, or opens another row of it."""

        def spoken_of(stems: AbstractSet[str]) -> float:
            return sum(term.weight for term in asked if self.has(term, stems))

        own = spoken_of(self.above | self.key)
        others = self.views.heads(self.document_id)
        return max((spoken_of(head) - own for head in others), default=0.0) / heaviest if others else 0.0

    def unfocused(self, focus: Sequence[Term]) -> float:
        """Share of what exactly is asked about that neither it nor its heading has."""
        return (
            sum(not self.has(t, self.own) and not self.has(t, self.above) for t in focus) / len(focus) if focus else 0.0
        )

    def lacks_names(self, names: Sequence[Term]) -> float:
        """Share of names that its document does not have, as far as it was seen."""
        return sum(not self.has(term, self.document) for term in names) / len(names) if names else 0.0

    def lacks_numbers(self, numbers: AbstractSet[str]) -> float:
        """Share of numbers that neither it nor what it stands under has."""
        there = numbers_in(f"{self.heading} {self.text}")
        return len(numbers - there) / len(numbers) if numbers else 0.0

    def strange_key(self, asked: Sequence[Term]) -> float:
        """It is a row about something, and of what it is about this share is not asked about."""
        if not self.key:
            return 0.0
        known = {form for term in asked for form in (*term.forms, *term.elsewhere, *akin(term.forms))}
        return len(self.key - known) / len(self.key)

    def another_year(self, years: AbstractSet[str]) -> bool:
        """It, or what it stands under, names years, and not those of the question."""
        there = years_in(f"{self.heading} {self.before} {self.text}", ranges=any("-" in year for year in years))
        return bool(years) and bool(there) and there.isdisjoint(years)

    def another_name(self, names: Sequence[Term]) -> bool:
        """Of several names in what it stands under it has another one than the question."""
        under = set(words(self.heading))
        meant = [term for term in names if self.has(term, self.title) or self.has(term, self.above)]
        others = [word for word in cues.names_in(self.text) if under.issuperset(words(word)) and not is_no_name(word)]
        strange = [word for word in others if not any(set(query_stems(word)) & {*term.forms} for term in names)]
        return bool(meant and strange) and not any(self.has(term, self.own) for term in meant)

    def another_of_its_kind(self, question: Sequence[Term]) -> bool:
        """Of things that exclude each other the question has one, and it and what it stands under another."""
        said = {*self.own, *self.above}
        return any(is_instead(term.forms + term.elsewhere, said) for term in question if not self.has(term, self.line))

    @property
    def leaves_open(self) -> bool:
        """It says of something that it is not known yet."""
        return _LEFT_OPEN.search(self.text) is not None

    @property
    def settles(self) -> bool:
        """It says what may, must, or is not so."""
        return _SETTLES.search(f" {self.text} ") is not None

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
