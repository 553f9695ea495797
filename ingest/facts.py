"""Front matter -> what a document is about: its kind, its record, its references."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ingest.readers.reading import Unreadable
from knowledge.records import LANGUAGES, CareerPath, Course, Event, Facts, Kind, Reference, Vacancy

Metadata = Mapping[str, Any]
LADDERS = ("professional bachelor", "academic bachelor", "master")


def kind_of(metadata: Metadata) -> Kind:
    """What the front matter says the document is; anything else is a page."""
    kind = metadata.get("kind")
    return kind if kind in ("path", "programme", "course", "event", "vacancy") else "page"


def facts_of(metadata: Metadata) -> Facts | None:
    """The record that the front matter describes, or None. Raises Unreadable naming the field that is wrong."""
    read = _RECORDS.get(kind_of(metadata))
    # A translation names the page that it translates and leaves the facts to it.
    if read is None or not metadata.keys() - {"id", "kind", "language", "title", "checked"}:
        return None
    return read(metadata)


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
    entry = _parts(metadata, "entry")
    return CareerPath(
        id=_text(metadata, "id"),
        family=_text(metadata, "family"),
        names={language: str(name) for language, name in _parts(metadata, "names").items() if language in LANGUAGES},
        aliases={str(language): _texts(names) for language, names in _parts(metadata, "aliases").items()},
        entry={ladder: str(entry[ladder]) for ladder in LADDERS if ladder in entry},
        phd=_text(metadata, "phd"),
        esco=_maybe(_parts(metadata, "esco"), "code"),
        isco=_maybe(metadata, "isco"),
    )


def _vacancy(metadata: Metadata) -> Vacancy:
    degree, phd = _parts(metadata, "degree"), _parts(metadata, "phd")
    return Vacancy(
        id=_text(metadata, "id"),
        title=_text(metadata, "title"),
        employer=_text(metadata, "employer"),
        places=_texts(metadata.get("places")),
        remote=_maybe(metadata, "remote"),
        contract=_maybe(metadata, "contract"),
        hours=_maybe(metadata, "hours"),
        languages={str(language): str(need) for language, need in _parts(metadata, "languages").items()},
        degree=_maybe(degree, "asks"),
        degree_line=_maybe(degree, "line"),
        phd=_maybe(phd, "verdict") or "unknown",
        phd_line=_maybe(phd, "line"),
        path=_maybe(metadata, "path"),
        posted=day(metadata, "posted"),
        closes=day(metadata, "closes"),
        apply=web_address(metadata, "apply"),
        example=bool(metadata.get("example")),
    )


def _course(metadata: Metadata) -> Course:
    return Course(
        id=_text(metadata, "id"),
        name=_text(metadata, "title"),
        provider=_text(metadata, "provider"),
        skills=_texts(metadata.get("skills")),
        format=_maybe(metadata, "format"),
        starts=day(metadata, "starts"),
        deadline=day(metadata, "deadline"),
        address=web_address(metadata, "address"),
        paths=_texts(metadata.get("paths")),
    )


def _event(metadata: Metadata) -> Event:
    return Event(
        id=_text(metadata, "id"),
        name=_text(metadata, "title"),
        organiser=_text(metadata, "organiser"),
        starts=day(metadata, "starts"),
        ends=day(metadata, "ends"),
        place=_maybe(metadata, "place"),
        cancelled=bool(metadata.get("cancelled")),
        last_known=_maybe(metadata, "last_known"),
        address=web_address(metadata, "address"),
    )


_RECORDS: Mapping[str, Callable[[Metadata], Facts]] = {
    "path": _path,
    "vacancy": _vacancy,
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


def _maybe(metadata: Metadata, field: str) -> str | None:
    value = metadata.get(field)
    return str(value) if value else None


def _parts(metadata: Metadata, field: str) -> Metadata:
    value = metadata.get(field) or {}
    if not isinstance(value, Mapping):
        raise Unreadable(f"The front matter's `{field}` has no named parts.")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    """One text or a list of them; what is neither text nor number is left out."""
    every = values if isinstance(values, list) else [values]
    return tuple(str(value) for value in every if isinstance(value, str | int | float))
