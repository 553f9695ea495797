"""Which documents are editions of one thing, and from when each of them holds (pure)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from knowledge.catalogue import document_id
from knowledge.keywords import words
from knowledge.records import Document

_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?[-–/_]\s?(20\d\d|\d\d)(?![-–/_]?\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|jan|feb|maa|apr|mei|jun|jul|aug|sep|okt|nov|dec|"
    "jan|fev|mar|avr|mai|juin|juil|aou|sep|oct|nov|dec"
).split("|")
_FROM = re.compile(
    r"\b(?:valid|applies|in force|effective|prices?|rates?|fees?|geldig|tarieven|prijzen|tarifs?|prix|valables?|"
    r"en vigueur|van kracht)\W{1,3}(?:\w+\W){0,2}?(?:from|as of|since|vanaf|sinds|à partir du|dès le|depuis le|au)\s+"
    r"(?:(\d{1,2})(?:st|nd|rd|th|er)?\s+(?:of\s+)?([a-zà-ÿ]{3,4})[a-zà-ÿ]*\.?|\d{1,2}/\d{1,2}/)?\s*(20\d\d)\b",
    re.I,
)
_ARCHIVE = re.compile(
    r"^(?:archives?|archief|archiv|old|older|oud|oude|anciens?|anciennes?|past|previous|vorige|outdated)$", re.I
)
_OPENING = 400
# Anywhere in an address, four figures within letters are of a name that a machine gave.
_YEAR_ALONE = re.compile(r"\b20\d\d\b")
# Where a page says of when it is.
_BEGINNING = 600
# What a name says of the form in which a thing is told, and not of the thing.
_FORM = frozenset(
    "guide guides gids page pagina handbook handboek manual leaflet folder flyer brochure edition editie édition "
    "version versie document overview overzicht info information informatie informations academic year years "
    "academiejaar année académique academique annee programme program programma prices price list prijslijst tarieven "
    "tarifs studiegids msc bsc master bachelor bachelier new nieuw nouveau index final def pdf html md txt".split()
)
_FAMILIAR = 0.8
_OF_THE_LARGER = 0.5
# A word in the names of more documents tells none of them apart.
_MANY = 40


@dataclass(frozen=True, slots=True)
class Edition:
    """A document as one of several editions of a thing."""

    id: str
    title: str
    first: date
    """The day from which it holds."""
    last: date
    """The last day that it says to be of; the last of all, where it goes on until there is a newer one."""


Editions = Mapping[str, Sequence[Edition]]
"""Document id -> all editions of what it is an edition of, the oldest first."""


def editions_among(documents: Sequence[Document]) -> dict[str, tuple[Edition, ...]]:
    """The documents that are editions of one thing with others: their names differ in a year and in little else, or
    one lies in an archive beside the other."""
    dated = [(document, edition) for document in documents if (edition := edition_of(document))]
    every = {document_id(document.source, document.address): _names(document) for document in documents}
    names = {edition.id: every[edition.id] for _, edition in dated}
    counts = Counter(word for said in every.values() for word in said)
    rarity = {word: math.log(1 + len(documents) / count) for word, count in counts.items()}
    shelves = _shelves(documents)
    by_word: dict[str, list[Edition]] = {}
    for _, edition in dated:
        for word in names[edition.id]:
            by_word.setdefault(word, []).append(edition)
    found: dict[str, dict[str, Edition]] = {}
    for document, edition in dated:
        beside = {
            other.id: other
            for word in names[edition.id]
            if len(by_word[word]) <= _MANY
            for other in by_word[word]
            if other.id != edition.id
            and other.first != edition.first
            and _alike(names[edition.id], names[other.id], rarity)
        }
        beside |= {other.id: other for other in _beside_archive(document, shelves) if other.id != edition.id}
        for other in beside.values():
            found.setdefault(edition.id, {edition.id: edition})[other.id] = other
            found.setdefault(other.id, {other.id: other})[edition.id] = edition
    return {id: tuple(sorted(each.values(), key=lambda one: (one.first, one.id))) for id, each in found.items()}


def edition_of(document: Document) -> Edition | None:
    """The days that a document says to be of; None if it says nothing of them."""
    id = document_id(document.source, document.address)
    opening, name = document.text[:_OPENING], _last_part(document.address)
    since = _valid_from(opening)
    if since is not None:
        return Edition(id, document.title, since, date.max)
    for text in (document.title, name, opening):
        spans = [(int(one), int(one[:2] + other[-2:])) for one, other in _YEARS.findall(text)]
        if academic := max((span for span in spans if span[1] == span[0] + 1), default=None):
            return Edition(id, document.title, date(academic[0], 9, 1), date(academic[1], 9, 30))
    said = _YEAR.findall(f"{document.title} {name}") or (_YEAR.findall(opening) if _in_archive(document) else [])
    if said:
        return Edition(id, document.title, date(int(max(said)), 1, 1), date(int(max(said)), 12, 31))
    return Edition(id, document.title, date.min, date.max) if _in_archive(document) else None


def latest_year(document: Document) -> int | None:
    """The latest year that its title, its address or its beginning names."""
    said = _YEAR_ALONE.findall(f"{document.title} {document.address} {document.text[:_BEGINNING]}")
    return max(map(int, said), default=None)


def in_force(editions: Sequence[Edition], day: date) -> Edition:
    """The newest edition that holds on a day; if the newest that has begun is over, the next to come."""
    begun = [one for one in editions if one.first <= day]
    to_come = [one for one in editions if one.first > day]
    if begun and (begun[-1].last >= day or not to_come):
        return begun[-1]
    return to_come[0]


def _valid_from(text: str) -> date | None:
    found = _FROM.search(text)
    if not found:
        return None
    month = (found[2] or "jan").lower().replace("é", "e").replace("û", "u")
    number = next((n % 12 + 1 for n, name in enumerate(_MONTHS) if month.startswith(name)), 1)
    try:
        return date(int(found[3]), number, int(found[1] or 1))
    except ValueError:
        return date(int(found[3]), 1, 1)


def _last_part(address: str) -> str:
    return unquote(address).rstrip("/").rpartition("/")[2]


def _folders(document: Document) -> list[str]:
    return unquote(document.address).split("/")[:-1]


def _in_archive(document: Document) -> bool:
    return any(_ARCHIVE.match(folder) for folder in _folders(document))


def _shelves(documents: Sequence[Document]) -> dict[tuple[str, ...], list[Document]]:
    """What lies in each folder of each source, looked through once: an archive may hold thousands."""
    found: dict[tuple[str, ...], list[Document]] = {}
    for document in documents:
        found.setdefault((document.source, *_folders(document)), []).append(document)
    return found


def _beside_archive(document: Document, shelves: Mapping[tuple[str, ...], Sequence[Document]]) -> list[Edition]:
    """Of a document in an archive folder the only page that lies beside that folder."""
    folders = _folders(document)
    if not folders or not _ARCHIVE.match(folders[-1]):
        return []
    there = shelves.get((document.source, *folders[:-1]), ())
    shelved = shelves[(document.source, *folders)]
    if len(there) != 1 or len(shelved) != 1:
        return []
    (current,) = there
    id = document_id(current.source, current.address)
    since = current.published or date(current.checked.year, 1, 1)
    return [edition_of(current) or Edition(id, current.title, since, date.max)]


def _names(document: Document) -> frozenset[str]:
    """The words of its title and address that say what it is of."""
    title = document.title.split(" | ")[0]
    name = _last_part(document.address).rpartition(".")[0] or _last_part(document.address)
    said = words(re.sub(r"[_\-+%.#]", " ", f"{title} {name}"))
    return frozenset(word for word in said if word not in _FORM and not _is_number(word) and len(word) > 1)


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _alike(one: Set[str], other: Set[str], rarity: Mapping[str, float]) -> bool:
    shared, sizes = _weight(one & other, rarity), [_weight(one, rarity), _weight(other, rarity)]
    return min(sizes) > 0 and shared >= _FAMILIAR * min(sizes) and shared >= _OF_THE_LARGER * max(sizes)


def _weight(said: Set[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity[word] for word in said)
