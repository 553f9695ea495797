"""What of a CV fits which career paths and searches: by its lines, without a score, and with nothing of it kept."""

from __future__ import annotations

import math
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import of_path, of_vacancy
from bot.citations import Evidence, Paragraph, cite, evidence_of
from bot.conversation import Answer
from bot.gather.vacancies import vacancies_for
from bot.model.privacy import masked
from bot.naming import title_in
from bot.people import given_names
from knowledge import keywords
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Document, Language, Passage
from knowledge.sections import PATH_SECTIONS, Section
from prompts import reply

# Longer CVs are read by their beginning: a line more costs time and tells little.
_LONGEST, _MOST_LINES = 40_000, 250
_LONGEST_QUOTE, _LONGEST_NAME = 140, 4
_PATHS, _LINES, _CARDS = 3, 2, 6
# A word that many paths share tells nothing of one; one that few share tells much.
_SHARED_BY_MANY = 0.25
_ENOUGH_OF_A_LINE, _ENOUGH_TOGETHER, _ENOUGH_WORDS = 1.8, 5.0, 3
# What stands in every CV says nothing of what its owner can.
_EVERYBODYS = frozenset(
    """
    student students studies university college school master bachelor degree diploma thesis intern internship job jobs
    experience skills languages dutch english french project projects year years month work working present reference
    studente studenten studie studies universiteit hogeschool diploma scriptie thesis stage ervaring vaardigheden talen
    nederlands engels frans project projecten jaar maand werk werken heden job jobs
    etudiant etudiante etudes universite ecole diplome memoire stage experience competences langues neerlandais anglais
    francais projet projets an ans annee mois travail present emploi
    driving licence rijbewijs permis conduire stock customers klanten clients
    """.split()
)
_SECTIONS: tuple[Section, ...] = ("skills", "first_jobs", "day")
_TITLES = {title for section in _SECTIONS for title in PATH_SECTIONS[section].values()}
_MARKS = re.compile(r"^[\s\-*•·▪◦–|#>]+|[\s|*_;,]+$")
_PARTS = re.compile(r"\n+|(?<=[.;])\s+|\s{3,}|\s[|•·▪]\s")


_Words = tuple[tuple[str, tuple[str, ...]], ...]
"""The words of a line, each with the stems that a page may have for it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sentence of a path's page, which says what its people can or start as."""

    passage: Passage
    number: int
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A line of the CV that speaks for a path, and the sentence that it goes with."""

    line: str
    asked: _Asked
    words: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A path, and the lines that speak for it."""

    path: Document
    hits: Sequence[_Hit]

    @property
    def words(self) -> Mapping[str, float]:
        """What the CV and the page have in common, each once."""
        return {word: weight for hit in self.hits for word, weight in hit.words.items()}


def answer_to(cv: str, library: Library, today: date, language: Language | None, conversation: str) -> Answer:
    """Which paths the lines of a CV speak for. The same CV gets the same answer, whoever sends it."""
    spoken = language or language_of(cv[:2000])
    fits = _fits(_lines(cv), library, today, spoken)
    paragraphs = list(_told(fits, spoken))
    documents = library.behind([evidence.passage for evidence in evidence_of(paragraphs)])
    text, citations = cite(paragraphs, documents)
    paths = [fit.path for fit in fits]
    cards = [of_path(path, spoken) for path in paths]
    cards += [of_vacancy(vacancy) for vacancy in vacancies_for(library, paths, today)]
    return Answer(
        id=secrets.token_urlsafe(12),
        conversation=conversation,
        text=text,
        language=spoken,
        outcome="answered" if fits else "abstained",
        made_by="extractive",
        citations=citations,
        cards=tuple(cards[:_CARDS]),
        suggestions=tuple(reply(spoken, "suggest.vacancies", path=title_in(path, spoken)) for path in paths)
        or (reply(spoken, "suggest.overview"),),
    )


def _lines(cv: str) -> list[str]:
    parts = (_MARKS.sub("", part) for part in _PARTS.split(cv[:_LONGEST]))
    told = dict.fromkeys(part for part in parts if 3 <= len(part) <= 600 and not _is_name(part))
    return list(told)[:_MOST_LINES]


def _is_name(line: str) -> bool:
    """A line that is somebody's name: it must lead to nothing."""
    words = line.casefold().split()
    return len(words) <= _LONGEST_NAME and not given_names().isdisjoint(words)


def _fits(lines: Sequence[str], library: Library, today: date, language: Language) -> list[_Fit]:
    """The paths that several lines speak for, those with most in common first."""
    paths = library.records("path")
    asked = {path.address: list(_asked(path, library, today, language)) for path in paths}
    shared = Counter(stem for every in asked.values() for stem in {stem for one in every for stem in one.stems})
    weights = {
        stem: math.log(len(paths) / many) for stem, many in shared.items() if many <= _SHARED_BY_MANY * len(paths)
    }
    read = [(line, _words(line)) for line in lines]
    fits = [_Fit(path, _hits(read, asked[path.address], weights)) for path in paths]
    enough = [f for f in fits if len(f.words) >= _ENOUGH_WORDS and sum(f.words.values()) >= _ENOUGH_TOGETHER]
    return sorted(enough, key=lambda fit: -sum(fit.words.values()))[:_PATHS]


def _asked(path: Document, library: Library, today: date, language: Language) -> Iterator[_Asked]:
    own = library.page(path.work or "", language, today)
    # What a CV calls by its English name is called so on the English page.
    others = library.page(path.work or "", "en", today) if language != "en" else []
    for passage in (*own, *others):
        if passage.section in _TITLES:
            for number in range(len(passage.sentences)):
                yield _Asked(passage, number, frozenset(keywords.query_stems(passage.quote(number))))


def _hits(lines: Sequence[tuple[str, _Words]], asked: Sequence[_Asked], weights: Mapping[str, float]) -> list[_Hit]:
    """The lines that have something rare in common with the page, those with most first."""
    hits = []
    for line, words in lines:
        best = max((_Hit(line, one, _common(words, one, weights)) for one in asked), key=_weight, default=None)
        if best and _weight(best) >= _ENOUGH_OF_A_LINE:
            hits.append(best)
    return sorted(hits, key=lambda hit: -_weight(hit))


def _common(words: _Words, asked: _Asked, weights: Mapping[str, float]) -> Mapping[str, float]:
    found = {}
    for word, forms in words:
        weight = max((weights.get(form, 0.0) for form in forms if form in asked.stems), default=0.0)
        if weight:
            found[word] = weight
    return found


def _weight(hit: _Hit) -> float:
    return sum(hit.words.values())


def _words(line: str) -> _Words:
    words = (word for word in keywords.content_words(line) if not word.isdigit() and word not in _EVERYBODYS)
    return tuple((word, (*keywords.query_stems(word), *keywords.translated_stems(word))) for word in words)


def _told(fits: Sequence[_Fit], language: Language) -> Iterator[Paragraph]:
    if not fits:
        yield Paragraph(reply(language, "cv.nothing"))
        yield Paragraph(reply(language, "cv.gone"))
        return
    yield Paragraph(reply(language, "cv.lead"))
    for fit in fits:
        telling = [hit for hit in fit.hits if _weight(hit) >= _weight(fit.hits[0]) / 2]
        quotes = [line for hit in telling if (line := _quotable(hit.line))][:_LINES]
        said = " · ".join(reply(language, "cv.line", quote=quote) for quote in quotes)
        hit = fit.hits[0]
        evidence = Evidence(hit.asked.passage, hit.asked.number, hit.asked.number)
        name = title_in(fit.path, language)
        words = ", ".join(sorted(fit.words, key=lambda word: -fit.words[word])[:5])
        told = reply(language, "cv.path", path=name, lines=said) if said else ""
        yield Paragraph(told or reply(language, "cv.path_words", path=name, words=words), evidence, point=True)
    yield Paragraph(reply(language, "cv.gone"))


def _quotable(line: str) -> str:
    """A line as it may be shown again; nothing if it tells who somebody is."""
    if masked(line).kinds:
        return ""
    short = " ".join(line.split())
    return short if len(short) <= _LONGEST_QUOTE else f"{short[:_LONGEST_QUOTE].rsplit(' ', 1)[0]}…"
