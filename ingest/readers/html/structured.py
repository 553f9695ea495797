"""What a page states about vacancies, events and courses in schema.org's vocabulary.

Most of it is written where no visitor sees it. So it gives fields, never text, unless the page shows nothing at
all without a browser that runs its scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from ingest.readers.html import happenings, jobs, jsonld, microdata
from ingest.readers.html.things import Thing, walk
from ingest.readers.markup import line, markdown
from ingest.readers.postings import each_once, told, written
from ingest.readers.postings.closing import closed_because
from ingest.readers.reading import Reading, Unreadable, reading

_MOST = 500
_FEW_WORDS = 2
_LONG_NAME = 14
_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S{2,}[.!?](?:\s|\Z)")
_SHELL = re.compile(
    r"javascript|\bloading\b|aan het laden|wordt geladen|chargement|your browser|uw browser|je browser|navigateur"
    r"|please wait|even geduld|patienter|cookies|©|all rights|skip to|naar (?:de )?inhoud|aller au contenu",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a page describes: its records in the shape of our front matter, and its questions with answers."""

    records: tuple[Mapping[str, object], ...] = ()
    descriptions: tuple[str, ...] = ()
    """One for each record, as Markdown; to be shown only where the page shows nothing."""
    questions: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    """When it was published, as written."""


@dataclass(frozen=True, slots=True)
class _Described:
    record: Mapping[str, object]
    description: str


def found_in(tree: LexborHTMLParser, address: str = "", today: date | None = None) -> Found:
    """Everything that the page describes and that we keep: by its JSON-LD first, by its microdata next."""
    sources = [[thing for root in source.things(tree) for thing in walk(root)] for source in (jsonld, microdata)]
    kept: list[_Described] = []
    for things in sources:
        _add(kept, [one for thing in things if (one := _described(thing, address, today))][:_MOST])
    if len(kept) > 1:
        kept = [one for one in kept if one.record.get("title")]
    every = [thing for things in sources for thing in things]
    return Found(
        tuple(one.record for one in kept),
        tuple(one.description for one in kept),
        tuple(pair for thing in every if "FAQPage" in thing.types for pair in _questions(thing)),
        tuple(str(value) for thing in sources[0] for value in thing.every("datePublished", "datePosted")),
    )


def says_nothing(text: str, title: str = "") -> bool:
    """Whether nothing of substance shows without the page's scripts: only names, buttons and excuses."""
    return not any(
        (len(line.split()) > _FEW_WORDS or re.search(r"\d", line)) and _letters(line) != _letters(title)
        for line in said(text).splitlines()
    )


def said(text: str) -> str:
    """The text without what a page shows while it waits for its scripts."""
    return "\n".join(line for line in text.splitlines() if not _SHELL.search(line))


def one_of(found: Found, title: str | None, link: str | None) -> Found:
    """What the page is about, where it describes one thing or is headed by one of the things it describes."""
    pairs = list(zip(found.records, found.descriptions, strict=True))
    if len(pairs) > 1:
        by_link = [pair for pair in pairs if link and pair[0].get("link") == link]
        by_title = [pair for pair in pairs if title and _letters(str(pair[0]["title"])) == _letters(title)]
        pairs = by_link if len(by_link) == 1 else by_title if len(by_title) == 1 else []
    return replace(found, records=tuple(r for r, _ in pairs), descriptions=tuple(d for _, d in pairs))


def described(record: Mapping[str, object], text: str, heading: str | None) -> dict[str, object]:
    """The record of the page, its title as the page shows it and its gaps filled from the page's text."""
    record = _named(record, text)
    title = str(record.get("title") or "")
    if heading and (not title or _letters(title) not in _letters(text + heading)):
        record = {**record, "title": line(heading) or title}
    if record["kind"] != "vacancy":
        return dict(record)
    closed = closed_because(heading, "")
    return told({**record, "closed": closed} if closed else record, text)


def _named(record: Mapping[str, object], text: str) -> dict[str, object]:
    shown = _letters(text)
    return {name: kept for name, value in record.items() if (kept := _only_names(value, shown)) is not None}


def _only_names(value: object, shown: str) -> object:
    """The value, unless it is a sentence that the page does not show: a field holds a name, not an order."""
    if isinstance(value, list):
        return [item for item in value if _only_names(item, shown) is not None] or None
    is_sentence = isinstance(value, str) and (len(value.split()) > _LONG_NAME or bool(_SENTENCE.search(value)))
    return None if is_sentence and _letters(str(value)) not in shown else value


def listed(found: Found, text: str, metadata: Mapping[str, object]) -> Iterator[Reading]:
    """A reading for each of the things on a page that lists several, with the lines that the page shows of it."""
    silent = says_nothing(text)
    shown = _shown(text, [str(record["title"]) for record in found.records])
    common = {name: value for name, value in metadata.items() if name == "language"}
    yield from each_once(
        _listed(common | _named(record, "" if silent else text), said if silent else lines)
        for record, said, lines in zip(found.records, found.descriptions, shown, strict=True)
    )


def answered(found: Found, text: str) -> str:
    """The text, with the answers that the page folds away under questions that it shows."""
    seen = _letters(text)
    lines = text.splitlines()
    silent = says_nothing(text)
    for question, answer in found.questions:
        if _letters(answer)[:200] in seen:
            continue
        at = next((at for at, one in enumerate(lines) if _letters(one) == _letters(question)), None)
        if at is not None:
            lines.insert(at + 1, f"\n{answer}")
        elif silent or _letters(question) in seen:
            lines.append(f"\n## {question}\n\n{answer}")
    return "\n".join(lines)


def _add(kept: list[_Described], more: list[_Described]) -> None:
    """Add what is new. What is described twice is one: what the second tells besides, the first gains."""
    kinds = {one.record["kind"] for one in kept}
    for one in more:
        same = next((number for number, other in enumerate(kept) if _same(one.record, other.record)), None)
        if same is not None:
            before = kept[same]
            fuller = max(before.description, one.description, key=len)
            kept[same] = _Described({**one.record, **before.record}, fuller)
        elif one.record["kind"] not in kinds:
            kept.append(one)


def _same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    titled = one["kind"] == other["kind"] and _letters(str(one.get("title") or "")) == _letters(
        str(other.get("title") or "")
    )
    return titled and all(
        name not in one or name not in other or one[name] == other[name]
        for name in ("id", "link", "starts", "places", "place", "employer")
    )


def _described(thing: Thing, address: str, today: date | None) -> _Described | None:
    record = _record(thing, address, today)
    return _Described(record, _description(thing)) if record else None


def _record(thing: Thing, address: str, today: date | None) -> dict[str, object] | None:
    if "JobPosting" in thing.types:
        record = jobs.fields(thing, address)
    elif "Course" in thing.types or ("CourseInstance" in thing.types):
        record = happenings.course(thing, address, today)
    elif any(kind == "Event" or kind.endswith("Event") for kind in thing.types) or "Hackathon" in thing.types:
        record = happenings.event(thing, address)
    else:
        return None
    # A posting without a title has that of its page; anything else without one is nothing.
    return record if record.get("title") or record["kind"] == "vacancy" else None


def _description(thing: Thing) -> str:
    parts = ("description", "responsibilities", "qualifications", "skills", "educationRequirements",
             "experienceRequirements", "jobBenefits")  # fmt: skip
    try:
        texts = [markdown(value) for name in parts for value in thing.words(name)]
    except Unreadable:
        return ""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _questions(page: Thing) -> Iterator[tuple[str, str]]:
    for question in page.things("mainEntity", "hasPart")[:_MOST]:
        asked = line(question.first("name", "text"))
        answers = question.things("acceptedAnswer", "suggestedAnswer")
        answer = markdown(answers[0].first("text", "name")) if answers else ""
        if asked and answer:
            yield asked, answer


def _listed(record: dict[str, object], body: str) -> Reading:
    title = str(record["title"])
    places = record.get("places")
    towns = [str(place) for place in places] if isinstance(places, list) else [str(record.get("place") or "")]
    about = ", ".join(filter(None, (str(record.get("employer") or record.get("organiser") or ""), *towns)))
    if record["kind"] == "vacancy":
        record = told(record, body)
    return reading(title, written(title, about, body), record)


def _shown(text: str, titles: Sequence[str]) -> list[str]:
    """For each title, the lines of the page from where it stands to where another stands."""
    lines = text.splitlines()
    letters = [_letters(one) for one in lines]
    starts: dict[int, int] = {}
    for number, title in enumerate(titles):
        wanted = _letters(title)
        at = next((at for at, said in enumerate(letters) if wanted and wanted in said and at not in starts), None)
        if at is not None:
            starts[at] = number
    shown = [""] * len(titles)
    ends = sorted(starts)
    for at, end in pairwise([*ends, len(lines)]):
        shown[starts[at]] = "\n".join(lines[at:end]).strip()
    return shown


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
