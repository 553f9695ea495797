"""Which sentences of the passages bear on a question, and how well (pure)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from statistics import fmean, pstdev

from bot import cues
from bot.attributes import Wanted, is_before
from bot.choosing import Around, Bearing, fit
from bot.citations import Evidence
from bot.numerals import numbers_in
from bot.signals import Signals, score
from knowledge.keywords import Asked as AskedTerm
from knowledge.keywords import asked_terms
from knowledge.keywords import terms as terms_in
from knowledge.orders import is_order
from knowledge.plain import plain, with_column_names
from knowledge.records import Language, Match, Passage
from knowledge.sections import UNKNOWN_HEADINGS

# A word that only the conversation says counts for half.
_LEANT_ON = 0.5
_COMPOUND = 5
_UNSEEN = 3
_FEW_WORDS = 4
# What the shelf's own pages say where they found nothing.
_UNTOLD = re.compile(
    r"\b(?:sources? of this guide do(?:es)? not|the OPINNO Guide (?:does not know|could not|has no)|"
    r"is known to the OPINNO Guide|"
    r"(?:was|were|is|are) not in the sources|de OPINNO Guide niet\b|"
    r"OPINNO Guide (?:weet|kent|heeft|kon)\b.{0,60}\b(?:niet|geen)\b|(?:staat|stonden) niet in de bronnen|"
    r"bronnen van deze gids .{0,20}\b(?:niet|geen)\b|sources de ce guide ne |OPINNO Guide n['’ae]|"
    r"n['’](?:était|étaient|est|sont) pas dans les sources)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, weighed against a question."""

    passage: Passage
    number: int
    score: float
    signals: Signals
    bearing: Bearing = field(kw_only=True, default=Bearing())
    """What else speaks for telling it."""
    about: bool
    """It, its heading or its title speaks of something that the question speaks of."""
    has_asked: bool
    """What the question asks for (a date, an amount, ...) stands in it; true if it asks for nothing of the kind."""

    @property
    def nearness(self) -> float:
        """Cosine of its vector with the question's."""
        return self.signals.near

    @property
    def fit(self) -> float:
        """How well it fits as what is told; the higher, the sooner."""
        return fit(self.score, self.bearing)

    @property
    def evidence(self) -> Evidence:
        """The sentence as evidence."""
        return Evidence(self.passage, self.number, self.number)

    @property
    def admits_silence(self) -> bool:
        """It says what the page's sources do not tell."""
        return bool(self.signals.silent)

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.passage.quote(self.number)


def weigh(
    matches: Sequence[Match],
    terms: Sequence[Term],
    *,
    language: Language,
    wanted: Wanted | None = None,
    understood: Mapping[str, set[str]] | None = None,
    subjects: Collection[str] = (),
    numbers: Set[str] = frozenset(),
    since: int = 0,
    sought: Collection[str] = (),
    recent: Collection[str] = (),
) -> list[Line]:
    """Every sentence that could be quoted, best first.

    `terms` are the words of the question, which is in `language`. `understood` are the stems that go
    without saying on a document, by its id; `subjects` are the documents that the question is about,
    `numbers` those that it names itself, `since` the year from which a sentence may tell how things are now.
    `sought` is what it is after that cannot be checked, `recent` the documents that were told of last.
    """
    # A passage in another language may hold what the words are called there, and those that the library knows:
    # they are names, codes and words that the languages share.
    shared = [replace(term, forms=term.forms + term.elsewhere) for term in terms if term.known or term.elsewhere]
    found = {match.passage.id: match for match in reversed(matches)}
    asked = _Asked(terms, shared, language, wanted, numbers, since, {*sought, *({wanted.kind} if wanted else ())})
    field = Field.of(list(found.values()), asked)
    lines: list[Line] = []
    for place, match in enumerate(reversed(found.values())):
        id = match.passage.document_id
        elsewhere = bool(subjects) and id not in subjects
        seen = _Seen((understood or {}).get(id, set()), id in subjects, elsewhere, 1 / (1 + place), id in recent)
        lines += _lines(match, seen, field, asked)
    return sorted(lines, key=lambda line: -line.score)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: the stems that it may have, and its weight by how rare it is in the library."""

    forms: tuple[str, ...]
    weight: float
    known: bool = True
    """It occurs in the library."""
    elsewhere: tuple[str, ...] = ()
    """The stems of what it is called in the other languages."""
    topical: bool = True
    """It says what the question is about; `earn` and `cost` say what is asked of it."""
    asks: frozenset[str] = frozenset()
    """What it asks for where it stands alone."""


def terms_of(question: str, query: str, counts: Mapping[str, int], passages: int) -> list[Term]:
    """The words that carry meaning: of the question, and with half their weight those that it leans on.

    `counts` says in how many of the passages each stem occurs.
    """
    own = {asked.forms for asked in asked_terms(question)}
    return [_term(asked, counts, passages, 1.0 if asked.forms in own else _LEANT_ON) for asked in asked_terms(query)]


def _term(asked: AskedTerm, counts: Mapping[str, int], passages: int, share: float) -> Term:
    count = max((counts.get(form, 0) for form in asked.forms), default=0)
    alone = f" {asked.text} "
    asks = frozenset(cues.every("asks", alone))
    topical = not asks and cues.first("purpose", alone) is None
    # A word that the library has never seen says less than the rarest of those that it has.
    weight = share * math.log(1 + passages / ((count or _UNSEEN) + 0.5))
    return Term(asked.forms, weight, count > 0, asked.elsewhere, topical, asks)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: the question's words, and those that a passage in another language may have."""

    terms: Sequence[Term]
    shared: Sequence[Term]
    language: Language
    wanted: Wanted | None
    numbers: Set[str]
    since: int
    kinds: Set[str]

    def expected(self, passage: Passage) -> Sequence[Term]:
        return self.terms if passage.language == self.language else self.shared

    def forms(self) -> frozenset[str]:
        return frozenset(form for term in self.terms for form in (*term.forms, *term.elsewhere))


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates of a question as a whole: how near they are to it, so that one can be seen to stand out.

    Cosines of one question are not on the scale of another's; how far a sentence is above the others is.
    """

    mean: float
    spread: float
    stems: Mapping[str, Set[str]]
    """The stems of each passage, by its id."""
    documents: Mapping[str, float]
    """How much of the question's words each document has, of what the best of them has."""
    asked: Set[str]
    """The stems of the question's words, in any of the languages."""

    @classmethod
    def of(cls, matches: Sequence[Match], asked: _Asked) -> Field:
        """The field that these matches make."""
        cosines = [cosine for match in matches for cosine in match.nearness] or [0.0]
        stems = {match.passage.id: _stems_of(match.passage) for match in matches}
        said: dict[str, set[str]] = {}
        for match in matches:
            said.setdefault(match.passage.document_id, set()).update(stems[match.passage.id])
        cover = {
            match.passage.document_id: _covered(asked.expected(match.passage), said[match.passage.document_id])
            for match in matches
        }
        most = max(cover.values(), default=0.0) or 1.0
        shares = {id: share / most for id, share in cover.items()}
        return cls(fmean(cosines), pstdev(cosines), stems, shares, asked.forms())

    def stands_out(self, cosine: float) -> float:
        """In standard deviations above the mean."""
        return (cosine - self.mean) / self.spread if self.spread else 0.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a passage before its sentences are looked at."""

    understood: set[str]
    subject: bool
    elsewhere: bool
    place: float
    recent: bool


def _lines(match: Match, seen: _Seen, field: Field, asked: _Asked) -> Iterator[Line]:
    passage, wanted, numbers = match.passage, asked.wanted, asked.numbers
    if is_order(passage.title):
        # It would stand beside each quote.
        return
    expected, foreign = asked.expected(passage), passage.language != asked.language
    above = seen.understood | set(terms_in(f"{passage.title} {passage.heading}", passage.language))
    around = above | field.stems[passage.id]
    there = numbers_in(f"{passage.title} {passage.heading} {passage.text}")
    called = set(terms_in(passage.title, passage.language))
    rest = [term for term in expected if called.isdisjoint(term.forms)]
    rarest = max((term for term in rest if term.topical and term.known), key=lambda term: term.weight, default=None)
    topics = _Topics.of(asked.terms)
    beside = Around(
        asked=field.asked,
        kinds=asked.kinds,
        section=passage.section,
        heading=terms_in(passage.section, passage.language),
        document=field.documents[passage.document_id],
        place=seen.place,
        recent=seen.recent,
        nearness=match.nearness,
    )
    for number, nearness in enumerate(match.nearness):
        if not _quotable(passage, number):
            continue
        quote = _with_columns(passage, number)
        text = plain(quote)
        stems = terms_in(text, passage.language)
        own = set(stems)
        has_asked = wanted is None or wanted.stands_in(quote)
        signals = Signals(
            near=nearness,
            stands_out=field.stands_out(nearness),
            near_of_passage=max(match.nearness),
            above=_covered(expected, own | above),
            around=_covered(expected, around),
            rest=_covered(rest, own | above, otherwise=1.0),
            numbers=1.0 if not numbers else len(numbers & there) / len(numbers),
            asked=float(wanted is not None and has_asked),
            pinned=float(wanted is not None and has_asked and rarest is not None and not own.isdisjoint(rarest.forms)),
            lacks=float(not has_asked),
            subject=float(seen.subject),
            elsewhere=float(seen.elsewhere),
            silent=float(_admits(passage, text)),
            stale=float(is_before(text, asked.since)),
            short=float(len(text.split()) <= _FEW_WORDS and ":" not in text),
            near_foreign=nearness * foreign,
        )
        about = topics.spoken_of(own | above)
        bears = beside.bearing(number, text, stems, _covered(expected, own))
        yield Line(passage, number, score(signals), signals, about=about, has_asked=has_asked, bearing=bears)


def _stems_of(passage: Passage) -> set[str]:
    return set(terms_in(f"{passage.title} {passage.heading} {passage.text}", passage.language))


def _admits(passage: Passage, text: str) -> bool:
    """It stands where a page says what its sources do not tell, or says so itself."""
    return passage.section in UNKNOWN_HEADINGS or _UNTOLD.search(text) is not None


def _covered(terms: Sequence[Term], present: set[str], otherwise: float = 0.0) -> float:
    whole = sum(term.weight for term in terms)
    found = sum(term.weight for term in terms if not present.isdisjoint(term.forms))
    return found / whole if whole else otherwise


@dataclass(frozen=True, slots=True)
class _Topics:
    """The forms of the words that say what a question is about, those of a compound's length, and their beginnings."""

    forms: frozenset[str]
    long: tuple[str, ...]
    begun: frozenset[str]

    @classmethod
    def of(cls, terms: Sequence[Term]) -> _Topics:
        forms = frozenset(form for term in terms if term.topical for form in term.forms)
        long = tuple(form for form in forms if len(form) >= _COMPOUND)
        begun = frozenset(form[:end] for form in long for end in range(_COMPOUND, len(form)))
        return cls(forms, long, begun)

    def spoken_of(self, present: set[str]) -> bool:
        """A word is there, or a compound with it: `clusterorganisatie` speaks of a cluster."""
        if not (self.forms.isdisjoint(present) and self.begun.isdisjoint(present)):
            return True
        return any(stem.startswith(self.long) for stem in present)


def _with_columns(passage: Passage, number: int) -> str:
    """A sentence as it stands in the document; of a row, each cell after the name of its column."""
    return with_column_names(passage.text, passage.sentences[number].start, passage.quote(number), passage.columns)


def _quotable(passage: Passage, number: int) -> bool:
    text = passage.quote(number)
    asks = text.rstrip(" ”\"'»").endswith("?")
    return not asks and text != passage.title and not is_order(text) and len(text.split()) > 1
