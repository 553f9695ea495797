"""Front matter -> what a document is about: its kind, its record, its references."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ingest.readers.reading import Unreadable
from ingest.stated import Metadata, parts, stated_verdicts
from ingest.terms import contract_of, terms_in
from knowledge import front_matter
from knowledge.records import LANGUAGES, CareerPath, Course, Event, Facts, Kind, Reference, Vacancy, Verdict

ReadVerdicts = Callable[[str], Mapping[str, Verdict]]
"""Reads in the text of a vacancy what it asks."""
_CODES = {
    **dict.fromkeys(("english", "engels", "anglais"), "en"),
    **dict.fromkeys(("dutch", "nederlands", "néerlandais"), "nl"),
    **dict.fromkeys(("french", "frans", "français"), "fr"),
}
_LOOSELY = ("temporary", "fixed term")
"""What a board calls a student job or an internship that it has no word for."""
LADDERS = ("professional bachelor", "academic bachelor", "master")


def kind_of(metadata: Metadata) -> Kind:
    """What the front matter says the document is; anything else is a page."""
    kind = metadata.get("kind")
    return kind if kind in ("path", "programme", "course", "event", "vacancy") else "page"


def facts_of(metadata: Metadata, text: str = "", read_verdicts: ReadVerdicts = lambda _: {}) -> Facts | None:
    """The record that the front matter describes, or None. Raises Unreadable naming the field that is wrong.

    What a vacancy asks is read in its `text`; what its front matter states of it wins.
    """
    kind = kind_of(metadata)
    # A translation names the page that it translates and leaves the facts to it.
    if kind in ("page", "programme") or not metadata.keys() - {"id", "kind", "language", "title", "checked"}:
        return None
    if kind == "vacancy":
        body = front_matter.below(text)
        told = {**terms_in(str(metadata.get("title") or ""), body), **metadata}
        if told.get("contract") in _LOOSELY:
            told |= contract_of(str(metadata.get("title") or ""))
        return _vacancy(told, stated_verdicts(metadata, read_verdicts(body)))
    return _RECORDS[kind](metadata)


def references_of(metadata: Metadata) -> tuple[Reference, ...]:
    """The sources that the front matter names. What another program writes under that name is left out."""
    sources = metadata.get("sources")
    return tuple(
        Reference(
            title=str(source["title"]),
            publisher=_maybe(source, "publisher") or "",
            address=web_address(source, "address"),
            as_of=_maybe(source, "as_of"),
        )
        for source in (sources if isinstance(sources, list) else ())
        if isinstance(source, Mapping) and source.get("title")
    )


def aliases_of(metadata: Metadata) -> tuple[str, ...]:
    """Every other name of what the document is about, in all languages, each once."""
    fields = (metadata.get("names"), metadata.get("aliases"))
    # By language, as our own pages have them, or one list, as many programs write it.
    groups = [group for field in fields for group in (field.values() if isinstance(field, Mapping) else [field])]
    return tuple(dict.fromkeys(name for group in groups for name in _texts(group)))


def day(metadata: Metadata, field: str) -> date | None:
    """A day of the front matter, or None. Raises Unreadable if it is not a day."""
    value = metadata.get(field)
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return value if type(value) is date else date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise Unreadable(f"The front matter's `{field}` is not a day (YYYY-MM-DD): {value}.") from error


def _path(metadata: Metadata) -> CareerPath:
    entry = parts(metadata, "entry")
    return CareerPath(
        id=_text(metadata, "id"),
        family=_text(metadata, "family"),
        names={language: str(name) for language, name in parts(metadata, "names").items() if language in LANGUAGES},
        aliases={str(language): _texts(names) for language, names in parts(metadata, "aliases").items()},
        entry={ladder: str(entry[ladder]) for ladder in LADDERS if ladder in entry},
        phd=_text(metadata, "phd"),
        themes=_texts(metadata.get("themes")),
        esco=_maybe(parts(metadata, "esco"), "code"),
        isco=_maybe(metadata, "isco"),
    )


def _vacancy(metadata: Metadata, verdicts: Mapping[str, Verdict]) -> Vacancy:
    remote = _coded(metadata, "remote")
    return Vacancy(
        id=_text(metadata, "id"),
        title=_text(metadata, "title"),
        employer=_maybe(metadata, "employer") or "",
        places=_texts(metadata.get("places")),
        country=_maybe(metadata, "country"),
        remote=remote if remote in ("none", "partly", "full") else None,
        contract=_coded(metadata, "contract"),
        hours=_coded(metadata, "hours"),
        salary=_maybe(metadata, "salary"),
        verdicts=dict(verdicts),
        path=_maybe(metadata, "path"),
        posted=day(metadata, "posted"),
        closes=day(metadata, "closes"),
        closed=_maybe(metadata, "closed"),
        apply=web_address(metadata, "apply"),
        addresses=tuple(dict.fromkeys(a for a in (_maybe(metadata, "link"),) if a and a.startswith("http"))),
        example=bool(metadata.get("example")),
    )


def _course(metadata: Metadata) -> Course:
    return Course(
        id=_text(metadata, "id"),
        name=_text(metadata, "title"),
        provider=_by(metadata, "provider"),
        skills=_texts(metadata.get("skills")),
        format=_maybe(metadata, "format"),
        starts=day(metadata, "starts"),
        ends=day(metadata, "ends"),
        deadline=day(metadata, "deadline"),
        place=_maybe(metadata, "place"),
        language=_taught_in(metadata),
        price=_maybe(metadata, "price"),
        duration=_maybe(metadata, "duration"),
        address=web_address(metadata, "address"),
        paths=_texts(metadata.get("paths")),
    )


def _taught_in(metadata: Metadata) -> str | None:
    """The language of a course. Where it is stated apart, `language` is that of the page."""
    apart = next((name for name in ("taught_in", "language_of_teaching") if name in metadata), "language")
    said = [_CODES.get(name.strip().casefold(), name) for name in _texts(metadata.get(apart))]
    return ", ".join(said) or None


def _event(metadata: Metadata) -> Event:
    starts_at, ends_at = _moment(metadata, "starts_at"), _moment(metadata, "ends_at")
    return Event(
        id=_text(metadata, "id"),
        name=_text(metadata, "title"),
        organiser=_by(metadata, "organiser"),
        starts=day(metadata, "starts") or (starts_at.date() if starts_at else None),
        starts_at=starts_at,
        ends=day(metadata, "ends") or (ends_at.date() if ends_at else None),
        ends_at=ends_at,
        place=_maybe(metadata, "place"),
        online=metadata.get("online") is True,
        cancelled=bool(metadata.get("cancelled")),
        last_known=_maybe(metadata, "last_known"),
        address=web_address(metadata, "address"),
    )


_RECORDS: Mapping[str, Callable[[Metadata], Facts]] = {
    "path": _path,
    "course": _course,
    "event": _event,
}


def _text(metadata: Metadata, field: str) -> str:
    value = metadata.get(field)
    if not value:
        raise Unreadable(f"The front matter lacks `{field}`.")
    return str(value)


def web_address(metadata: Metadata, field: str) -> str | None:
    """An address that a reader may be sent to, or None: a page may claim `javascript:` as its own."""
    address = _maybe(metadata, field)
    return address if address and address.lower().startswith(("https://", "http://", "mailto:")) else None


def _by(metadata: Metadata, field: str) -> str:
    """Whose it is. Many a calendar does not say so, and a day tells well enough that it is one to go to."""
    dated = any(metadata.get(name) for name in ("starts", "starts_at"))
    return _maybe(metadata, field) or ("" if dated else _text(metadata, field))


def _maybe(metadata: Metadata, field: str) -> str | None:
    value = metadata.get(field)
    return str(value) if value else None


def _coded(metadata: Metadata, field: str) -> str | None:
    """One of few words, however it is capitalised."""
    value = metadata.get(field)
    return value.strip().casefold() or None if isinstance(value, str) else None


def _moment(metadata: Metadata, field: str) -> datetime | None:
    """A time of the front matter. None where it is none: the day alone is worth having."""
    value = metadata.get(field)
    try:
        return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _texts(values: Any) -> tuple[str, ...]:
    """One text or a list of them; what is neither text nor number is left out."""
    every = values if isinstance(values, list) else [values]
    return tuple(str(value) for value in every if isinstance(value, str | int | float))
