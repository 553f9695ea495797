"""What boards, feeds and pages call the fields of a posting, in the words of our front matter."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from ingest.readers.markup import line, markdown
from ingest.readers.postings.closing import closed_because, closes_in
from ingest.readers.postings.labelled import labelled
from ingest.readers.postings.moments import Moment, day, moment
from ingest.readers.postings.places import country_code, place_names
from ingest.readers.reading import Reading, Unreadable, reading

log = logging.getLogger(__name__)

_LONGEST = {"title": 300, "salary": 120, "price": 120, "duration": 80, "format": 80, "id": 300}
_ADDRESSES = ("apply", "link", "address")
_LISTS = ("skills", "places")
_DAYS = ("posted", "closes")
_AS_WRITTEN = " as written"
"""After the name of a day that could not be read; its words go into the text."""
_CONTRACTS: tuple[tuple[str, str], ...] = (
    ("student job", r"job ?student|student(?:en)?[ _-]?job|job [eé]tudiant|working[ _-]?student|werkstudent"),
    ("traineeship", r"trainee(?:ship)?|graduate[ _-]program"),
    ("internship", r"intern(?:ship)?|stage|stagiai?re?|praktikum|apprentice(?:ship)?"),
    (
        "permanent",
        r"permanent|onbepaalde duur|(?:dur[ée]e )?ind[ée]termin[ée]e|cdi|indefinite|vast(?:e)? contract|unbefristet",
    ),
    ("fixed term", r"fixed[ _-]?term|bepaalde duur|(?:dur[ée]e )?d[ée]termin[ée]e|cdd|tijdelijk contract|befristet"),
    ("freelance", r"freelanc\w*|contractor|self[ -]?employed|zelfstandig\w*|ind[ée]pendante?"),
    ("temporary", r"temp(?:orary)?|int[ée]rim(?:aire)?|interim|uitzend\w*|tijdelijk|seasonal|per[ _-]diem|casual"),
    ("fixed term", r"contract"),
)
_HOURS: tuple[tuple[str, str], ...] = (
    ("full-time", r"full[ _-]?time|voltijds?e?|temps[ -]plein|vollzeit"),
    ("part-time", r"part[ _-]?time|deeltijds?e?|temps[ -]partiel|teilzeit|halftijds?|mi-temps"),
)
_REMOTE: tuple[tuple[str, str], ...] = (
    ("partly", r"hybrid\w*|partly|partial\w*|partiel\w*|deels|flexible|temporary|hybride"),
    ("none", r"on[ _-]?site|in[ _-]?office|none|no|not|never|niet|non|op kantoor|sur place|sur site|pr[ée]sentiel"),
    (
        "full",
        r"remote|fully?|telecommut\w*|home[ _-]?based|thuiswerk|t[ée]l[ée]travail|op afstand|yes|distance"
        r"|work from home",
    ),
)


def contract(*values: object) -> str | None:
    """The kind of contract that any of a board's fields names; the first that does."""
    return next((name for value in _each(values) for name, words in _CONTRACTS if _says(words, value)), None)


def hours(*values: object) -> str | None:
    """Full-time or part-time; None where a board names both, or neither."""
    said = {name for value in _each(values) for name, words in _HOURS if _says(words, value)}
    said |= (
        {"full-time", "part-time"}
        if any(_says(r"full[ _-]or[ _-]part\w*", value) for value in _each(values))
        else set()
    )
    return said.pop() if len(said) == 1 else None


def remote(*values: object) -> str | None:
    """Where one works, of a board's words for it or of its yes and no."""
    for value in values:
        if isinstance(value, bool):
            return "full" if value else "none"
        for name, words in _REMOTE if isinstance(value, str) else ():
            if _says(words, value):
                return name
    return None


def web(value: object, base: str = "") -> str | None:
    """An address that a reader may be sent to, made whole with the address that it stands on."""
    if not isinstance(value, str) or not (text := value.strip()) or re.search(r"[\s<>\"\\\x00-\x1f]", text):
        return None
    try:
        whole = urljoin(base, text) if urlsplit(base).scheme in ("http", "https") else text
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return whole if "@" in parts.path else None
    honest = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return whole if honest and len(whole) <= 2000 else None


def places(*values: object) -> dict[str, object]:
    """`places`, `country` and `remote`, as far as the names of places tell them."""
    towns: list[str] = []
    countries: list[str] = []
    away: str | None = None
    for value in _each(values):
        if isinstance(value, str) and (name := line(value, 200)):
            found = place_names(name)
            towns += found.towns
            countries += [found.country] if found.country else []
            away = away or (remote(found.manner) if found.manner else None)
    found_all = {
        "places": list(dict.fromkeys(towns))[:20],
        "country": countries[0] if countries else None,
        "remote": away,
    }
    return {name: value for name, value in found_all.items() if value}


def known(base: str = "", /, **fields: object) -> dict[str, object]:
    """The fields that hold something, as plain single lines; addresses that are none are left out."""
    found: dict[str, object] = {}
    for name, value in fields.items():
        clean: object = value
        if name in _ADDRESSES:
            clean = web(value, base)
        elif name in _DAYS:
            clean = day(value)
            if clean is None and (words := line(value, 80)):
                found[name + _AS_WRITTEN] = words
        elif name in _LISTS:
            clean = [text for item in (value if isinstance(value, list) else ()) if (text := line(item, 120))]
        elif not isinstance(value, bool):
            clean = line(value, _LONGEST.get(name, 160))
        if clean is not None and clean != []:
            found[name] = clean
    return found


def vacancy(fields: Mapping[str, object], *texts: object) -> Reading:
    """The reading of one vacancy: what its fields leave open is looked for in what its text states."""
    title = fields.get("title")
    if not title:
        raise Unreadable("The vacancy has no title.")
    unread = [
        f"{name.removesuffix(_AS_WRITTEN)}: {words}" for name, words in fields.items() if name.endswith(_AS_WRITTEN)
    ]
    body = "\n\n".join(filter(None, (*unread, *(markdown(text) for text in texts))))
    return reading(
        str(title), written(str(title), _who_and_where(fields), body), told({"kind": "vacancy", **fields}, body)
    )


def told(fields: Mapping[str, object], text: str) -> dict[str, object]:
    """The fields of a vacancy, with those that only its text tells."""
    found = {name: value for name, value in fields.items() if not name.endswith(_AS_WRITTEN)}
    said = labelled(text)
    for name, read in _FROM_LABELS.items():
        if name not in found and (value := said.get(name)):
            found |= {key: it for key, it in read(value).items() if key not in found}
    if "closes" not in found and (last := closes_in(text)):
        found["closes"] = last.isoformat()
    if "closed" not in found and (why := closed_because(str(fields.get("title") or ""), text)):
        found["closed"] = why
    return found


def written(title: str, about: str, body: str) -> str:
    """The Markdown of a posting; a title that the body begins with is not said twice."""
    first, _, rest = body.partition("\n")
    if first.strip("#*_ ").casefold() == title.casefold():
        body = rest.lstrip("\n")
    return "\n\n".join(part for part in (f"# {title}" if title else "", about, body) if part)


def times(starts: Moment | None, ends: Moment | None) -> dict[str, object]:
    """The fields of an event that tell when it is."""
    found: dict[str, object] = {}
    for name, when in (("starts", starts), ("ends", ends)):
        if when:
            found[name] = when.day.isoformat()
            if when.at:
                found[f"{name}_at"] = when.at.isoformat()
    return found


def each_once(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of a collection, each with an id of its own; what is listed twice is given once."""
    seen: dict[bytes, bytes] = {}
    for one in readings:
        metadata = dict(one.metadata)
        link = str(metadata.get("link") or "")
        name = str(metadata.get("id") or link or _digest(str(one.title) + one.text).hex())
        if seen.get(_digest(name), b"") not in (b"", _digest(link)):
            name = f"{name} {link}"  # Some feeds give every item one id.
        if _digest(name) in seen:
            continue
        seen[_digest(name)] = _digest(link)
        yield Reading(one.title, one.text, metadata | {"id": name})


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).digest()


def _who_and_where(fields: Mapping[str, object]) -> str:
    towns = fields.get("places")
    return ", ".join(map(str, filter(None, (fields.get("employer"), *(towns if isinstance(towns, list) else ())))))


def _says(words: str, value: object) -> bool:
    return isinstance(value, str) and bool(re.search(rf"(?<![^\W_])(?:{words})(?![^\W_])", value[:200], re.IGNORECASE))


def _each(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _each(value)
        else:
            yield value


def _day_of(name: str, value: str) -> dict[str, object]:
    # A label in Dutch or French writes the day first; the labels of ours are in all three languages.
    return {name: found} if (found := day(value)) else {}


_FROM_LABELS: Mapping[str, Callable[[str], dict[str, object]]] = {
    "employer": lambda value: known(employer=value),
    "places": lambda value: places(value),
    "contract": lambda value: known(contract=contract(value), hours=hours(value)),
    "hours": lambda value: known(hours=hours(value)),
    "remote": lambda value: known(remote=remote(value)),
    "salary": lambda value: known(salary=value),
    "posted": lambda value: _day_of("posted", value),
    "closes": lambda value: _day_of("closes", value),
}

__all__ = [
    "contract", "country_code", "day", "each_once", "hours", "known", "line", "moment", "places", "remote",
    "times", "told", "vacancy", "web", "written",
]  # fmt: skip
