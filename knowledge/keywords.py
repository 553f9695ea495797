"""The keyword index: stems of words in SQLite's FTS5, and which of a question's words are worth a look."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer
from sqlalchemy import Connection, text

from knowledge import dutch, lexicon
from knowledge.records import LANGUAGES, Language

_STEMMERS = {"en": "english", "nl": "dutch", "fr": "french"}
_LISTED = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_SAME = {word: one for one, listed in _LISTED["same"].items() for word in listed.split()}
ASKING = frozenset(word for listed in _LISTED["asking"].values() for word in listed.split())
"""Words that say how something is asked and not what about, in any of the languages."""
_WORD = re.compile(r"[^\W_]+(?:[.&+][^\W_]+)*")
# Title and headings count more than running text: they say what a passage is about.
_COLUMN_WEIGHTS = "3.0, 2.0, 1.0"
# Terms in more than this share of the passages cost most of the time and say nothing ...
_COMMON_SHARE = 0.05
# ... but in a small library a share is a handful of passages, so a term is only common from here on.
_COMMON_AT_LEAST = 60
_MOST_TERMS = 24
_FIND = (
    f"select rowid, -bm25(keywords, {_COLUMN_WEIGHTS}) as weight from keywords "
    "where keywords match ? order by weight desc limit ?"
)
_KEPT_WHOLE = str.maketrans(".&+", "xxx")


def words(value: str) -> list[str]:
    """The words of a text, lower case, without accents; `flanders.bio` and `R&D` are one word each."""
    plain = value.casefold()
    if not plain.isascii():
        # Below it no sign is one that combines: to ask of each letter took an eighth of an answer's time.
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if c < "\u0300" or not unicodedata.combining(c))
    return _WORD.findall(plain.replace("ph.d", "phd"))


def stems(value: str, language: Language) -> list[str]:
    """The stemmed words of a text in one language, each safe to stand in an FTS5 query."""
    return _stemmed(words(value), language)


def terms(value: str, language: Language) -> list[str]:
    """What a text in one language is found by: its stems, and a mark for each thing of the glossary that it names."""
    return list(_terms(value, language))


# One question looks at the same sentences several times, and the next one at many of them again.
@lru_cache(maxsize=4096)
def _terms(value: str, language: Language) -> tuple[str, ...]:
    every = words(value)
    return (*_stemmed(every, language), *(thing for thing, _, _ in _named_things(every)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of a question, or a name of several words: `forms` are what a text with it may have, `elsewhere` what
    one in another language may have instead."""

    text: str
    forms: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


def asked_terms(question: str) -> list[Asked]:
    """The words of a question that carry meaning, each once; a name of the glossary is one of them."""
    return list(_asked_terms(question))


@lru_cache(maxsize=1024)
def _asked_terms(question: str) -> tuple[Asked, ...]:
    every = words(question)
    found: list[Asked] = []
    covered: set[int] = set()
    for thing, start, end in _named_things(every):
        forms = _in_all_languages(every[start]) if end - start == 1 else ()
        found.append(Asked(" ".join(every[start:end]), (thing, *forms)))
        covered.update(range(start, end))
    rest = " ".join(word for place, word in enumerate(every) if place not in covered)
    if rest and not (found and _only_asking(rest)):
        found += [Asked(word, _in_all_languages(_SAME.get(word, word))) for word in content_words(rest)]
    found = [replace(asked, elsewhere=_translated(asked.text)) for asked in found]
    return tuple({asked.forms: asked for asked in found}.values())


@lru_cache
def telling_words(language: Language) -> frozenset[str]:
    """Words that only this one of the languages uses, or nearly."""
    return frozenset(_LISTED["telling"][language].split())


def content_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once; all of them if there is none such."""
    every = list(dict.fromkeys(words(question)))
    return [word for word in every if word not in ASKING] or every


def query_stems(question: str) -> list[str]:
    """What a question looks for, in all three languages, each once: its answer may be in any of them."""
    singly = (stem for word in content_words(question) for stem in _in_all_languages(_SAME.get(word, word)))
    things = (thing for thing, _, _ in _named_things(words(question)))
    return list(dict.fromkeys((*things, *singly)))


def every_stem(word: str) -> tuple[str, ...]:
    """The stems of a word in each of the languages."""
    return _in_all_languages(word)


def translated_stems(question: str) -> list[str]:
    """What a text in another language may have in place of the question's words, each once."""
    return list(dict.fromkeys(stem for word in content_words(question) for stem in _translated(word)))


FORM = "2"
"""How words are made into stems; a library that was written in another form makes its keywords anew."""


class Indexed(NamedTuple):
    """A passage as it is found by its words, under its number."""

    number: int
    title: str
    heading: str
    text: str
    language: Language


def found_by(number: int, title: str, aliases: Iterable[str], heading: str, text: str, language: Language) -> Indexed:
    """A passage with all that it is found by: the other names of its document are as good as its title."""
    return Indexed(number, " ".join((title, *aliases)), heading, text, language)


def index(connection: Connection, many: Sequence[Indexed]) -> None:
    """Add the words of passages."""
    # A title is that of many passages. Running text is not kept: what is read in is not what is asked next.
    rows = [
        (number, *(" ".join(_terms(short, language)) for short in (title, heading)), _terms_of_text(body, language))
        for number, title, heading, body, language in many
    ]
    connection.exec_driver_sql("insert into keywords(rowid, title, heading, text) values (?, ?, ?, ?)", rows)


def clear(connection: Connection) -> None:
    """Take all words out of the index."""
    connection.execute(text("delete from keywords"))


def _terms_of_text(body: str, language: Language) -> str:
    return " ".join(_terms.__wrapped__(body, language))


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Take passages' words out of the index."""
    rows = [{"number": number} for number in numbers]
    if rows:
        connection.execute(text("delete from keywords where rowid = :number"), rows)


def find(connection: Connection, terms: Sequence[str], limit: int) -> dict[int, float]:
    """Passage numbers and their BM25 weight (higher is better) for passages with any of the stems."""
    return find_each(connection, [terms], limit)[0]


def find_each(connection: Connection, many: Sequence[Sequence[str]], limit: int) -> list[dict[int, float]]:
    """As `find`, of several lists of stems."""
    known = counts(connection, list(dict.fromkeys(term for terms in many for term in terms)))
    total = connection.exec_driver_sql("select count(*) from passages").scalar() or 0 if known else 0
    return [
        _found(connection, _worth_a_look({t: known[t] for t in terms if t in known}, total), limit) for terms in many
    ]


def _found(connection: Connection, useful: Sequence[str], limit: int) -> dict[int, float]:
    if not useful:
        return {}
    query = " OR ".join(f'"{term}"' for term in useful)
    return dict(connection.exec_driver_sql(_FIND, (query, limit)).all())


def vocabulary(connection: Connection) -> dict[str, int]:
    """Every stem of the library, and in how many passages it occurs."""
    return {row.term: row.doc for row in connection.execute(text("select term, doc from keyword_counts"))}


def counts(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each stem occurs; stems that occur nowhere are left out."""
    if not terms:
        return {}
    # The plain driver: what SQLAlchemy adds to a statement takes longer than this one.
    places = ",".join("?" * len(terms))
    statement = f"select term, doc from keyword_counts where term in ({places})"
    return dict(connection.exec_driver_sql(statement, tuple(terms)).all())


def _worth_a_look(found: Mapping[str, int], total: int) -> list[str]:
    common = max(_COMMON_AT_LEAST, total * _COMMON_SHARE)
    rare = sorted((term for term in found if found[term] <= common), key=lambda term: found[term])
    # A question of nothing but common words still deserves its least common ones.
    return rare[:_MOST_TERMS] or sorted(found, key=lambda term: found[term])[:3]


@lru_cache(maxsize=4096)
def _in_all_languages(word: str) -> tuple[str, ...]:
    alike = _spelled_alike(word)
    return tuple(dict.fromkeys(_token(_bare(alike, language)) for language in LANGUAGES))


@lru_cache(maxsize=4096)
def _translated(word: str) -> tuple[str, ...]:
    """The stems of what a word is called in the other languages."""
    own = _in_all_languages(word)
    spoken = ((language, stem) for language in LANGUAGES for stem in _stemmed([word], language))
    found = dict.fromkeys(other for said in spoken for other in _called_elsewhere().get(said, ()))
    # A word that two languages share is looked for already.
    return tuple(stem for stem in found if stem not in own)


@lru_cache
def _called_elsewhere() -> Mapping[tuple[Language, str], Sequence[str]]:
    """A word's language and stem -> the stems of what it is called in the other languages."""
    found: dict[tuple[Language, str], list[str]] = {}
    for row in lexicon.rows():
        named = {language: [_stemmed(_telling(name), language) for name in names] for language, names in row.items()}
        for language, names in named.items():
            others = [stem for other, called in named.items() if other != language for name in called for stem in name]
            for name in names:
                if len(name) == 1:
                    found.setdefault((language, name[0]), []).extend(others)
    return found


def _telling(name: str) -> list[str]:
    """The words of a name without those that every text has."""
    return [word for word in words(name) if len(word) > 2 and word not in ASKING]


def _spelled_alike(word: str) -> str:
    """`organisation` and `organization` are one word."""
    return word.replace("isation", "ization").replace("ising", "izing").replace("ised", "ized")


def _stemmed(every: Sequence[str], language: Language) -> list[str]:
    return [_stem(word, language) for word in every]


# A text has few words that no other one has.
@lru_cache(maxsize=30_000)
def _stem(word: str, language: Language) -> str:
    return _token(_bare(_spelled_alike(_SAME.get(word, word)), language))


def _bare(word: str, language: Language) -> str:
    stem: str = _stemmer(language).stemWord(word)
    return dutch.one_stem(stem) if language == "nl" else stem


def _only_asking(text: str) -> bool:
    return all(word in ASKING for word in words(text))


def _named_things(every: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The things of the glossary that words name, longest names first where they overlap, and from where to where."""
    known, start = _things(), 0
    if known.keys().isdisjoint(every):
        return
    while start < len(every):
        names = known.get(every[start], ())
        hit = next(((name, thing) for name, thing in names if every[start : start + len(name)] == name), None)
        if hit:
            yield hit[1], start, start + len(hit[0])
        start += len(hit[0]) if hit else 1


@lru_cache
def _things() -> Mapping[str, Sequence[tuple[list[str], str]]]:
    """First word -> the names that begin with it, longest first, each with the mark of its thing."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for thing, names in _LISTED["glossary"].items():
        for name in names:
            spelled = words(name)
            # The digit keeps the mark apart from every word.
            found.setdefault(spelled[0], []).append((spelled, f"thing0{thing}"))
    return {first: sorted(names, key=lambda name: -len(name[0])) for first, names in found.items()}


@lru_cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])


def _token(stem: str) -> str:
    # unicode61 would cut `flanders.bio` in two at the dot; a letter keeps it one term.
    return stem.translate(_KEPT_WHOLE)
