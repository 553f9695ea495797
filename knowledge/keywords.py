"""The keyword index: stems of words in SQLite's FTS5, and which of a question's words are worth a look."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import Stemmer
from sqlalchemy import Connection, bindparam, text

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


def words(value: str) -> list[str]:
    """The words of a text, lower case, without accents; `flanders.bio` and `R&D` are one word each."""
    plain = unicodedata.normalize("NFKD", value.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _WORD.findall(plain.replace("ph.d", "phd"))


def _one_word_each(found: Iterable[str]) -> list[str]:
    """Words with those of one meaning made one."""
    return [_SAME.get(word, word) for word in found]


def stems(value: str, language: Language) -> list[str]:
    """The stemmed words of a text in one language, each safe to stand in an FTS5 query."""
    return [_token(stem) for stem in _stemmer(language).stemWords(_one_word_each(words(value)))]


@lru_cache
def telling_words(language: Language) -> frozenset[str]:
    """Words that only this one of the languages uses, or nearly."""
    return frozenset(_LISTED["telling"][language].split())


def content_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once; all of them if there is none such."""
    every = list(dict.fromkeys(words(question)))
    return [word for word in every if word not in ASKING] or every


def query_stems(question: str) -> list[str]:
    """The stems of a question in all three languages, each once: its answer may be in any of them."""
    found = (stem for word in _one_word_each(content_words(question)) for stem in _in_all_languages(word))
    return list(dict.fromkeys(found))


def index(connection: Connection, number: int, title: str, heading: str, body: str, language: Language) -> None:
    """Add a passage's words under its number."""
    columns = {
        name: " ".join(stems(value, language))
        for name, value in (("title", title), ("heading", heading), ("text", body))
    }
    connection.execute(
        text("insert into keywords(rowid, title, heading, text) values (:number, :title, :heading, :text)"),
        {"number": number, **columns},
    )


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Take passages' words out of the index."""
    rows = [{"number": number} for number in numbers]
    if rows:
        connection.execute(text("delete from keywords where rowid = :number"), rows)


def find(connection: Connection, terms: Sequence[str], limit: int) -> dict[int, float]:
    """Passage numbers and their BM25 weight (higher is better) for passages with any of the stems."""
    useful = _worth_a_look(connection, terms)
    if not useful:
        return {}
    rows = connection.execute(
        text(
            f"select rowid, -bm25(keywords, {_COLUMN_WEIGHTS}) as weight from keywords "
            "where keywords match :query order by weight desc limit :limit"
        ),
        {"query": " OR ".join(f'"{term}"' for term in useful), "limit": limit},
    )
    return {row.rowid: row.weight for row in rows}


def counts(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each stem occurs; stems that occur nowhere are left out."""
    if not terms:
        return {}
    statement = text("select term, doc from keyword_counts where term in :terms").bindparams(
        bindparam("terms", expanding=True)
    )
    return {row.term: row.doc for row in connection.execute(statement, {"terms": list(terms)})}


def _worth_a_look(connection: Connection, terms: Sequence[str]) -> list[str]:
    found = counts(connection, terms)
    total = connection.execute(text("select count(*) from passages")).scalar() or 0
    common = max(_COMMON_AT_LEAST, total * _COMMON_SHARE)
    rare = sorted((term for term in found if found[term] <= common), key=lambda term: found[term])
    # A question of nothing but common words still deserves its least common ones.
    return rare[:_MOST_TERMS] or sorted(found, key=lambda term: found[term])[:3]


@lru_cache(maxsize=4096)
def _in_all_languages(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_token(_stemmer(language).stemWord(word)) for language in LANGUAGES))


@lru_cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])


def _token(stem: str) -> str:
    # unicode61 would cut `flanders.bio` in two at the dot; a letter keeps it one term.
    return re.sub(r"[.&+]", "x", stem)
