"""What the front matter of a vacancy states that it asks, over what was read in its text (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from ingest.readers.reading import Unreadable
from knowledge.records import ASPECTS, LANGUAGES, SILENT, Language, Need, Verdict

Metadata = Mapping[str, Any]

_NEEDS = get_args(Need)
_SPOKEN: Mapping[str, Language] = {
    **{language: language for language in LANGUAGES},
    **dict.fromkeys(("dutch", "nederlands", "néerlandais"), "nl"),
    **dict.fromkeys(("french", "frans", "français"), "fr"),
    **dict.fromkeys(("english", "engels", "anglais"), "en"),
}


def stated_verdicts(metadata: Metadata, read: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Every aspect that is known: as stated, else as read. What is stated without its line gets the one that was
    read, if that says the same. Raises Unreadable naming the field that has no named parts."""
    stated = {**dict(_languages(metadata)), **dict(_of_parts(metadata))}
    every = {**read, **{aspect: _with_line(verdict, read.get(aspect)) for aspect, verdict in stated.items()}}
    if any(aspect in stated for aspect in LANGUAGES):
        # A list of languages is the whole list: one that is not on it is not asked for, unless the text says so.
        for language in LANGUAGES:
            if every.get(language, SILENT).need == "unknown" and language not in stated:
                every[language] = Verdict("not asked")
    return {aspect: every[aspect] for aspect in ASPECTS if aspect in every}


def _languages(metadata: Metadata) -> Iterator[tuple[str, Verdict]]:
    for name, need in parts(metadata, "languages").items():
        language = _SPOKEN.get(str(name).casefold())
        if language:
            yield language, Verdict(_need(need))


def _of_parts(metadata: Metadata) -> Iterator[tuple[str, Verdict]]:
    degree, phd = parts(metadata, "degree"), parts(metadata, "phd")
    if degree:
        yield "degree", _verdict({"verdict": "required", **degree}, detail=degree.get("asks"))
    if phd:
        yield "phd", _verdict(phd)
    for aspect, said in parts(metadata, "verdicts").items():
        if aspect in ASPECTS:
            yield aspect, _verdict(said if isinstance(said, Mapping) else {"need": said})


def _verdict(said: Metadata, detail: object = None) -> Verdict:
    line, detail = said.get("line"), said.get("detail", detail)
    need = _need(said.get("need") or said.get("verdict"))
    return Verdict(need, str(line) if line else None, str(detail) if detail not in (None, "") else None)


def _need(value: object) -> Need:
    """Anything that is not one of the four needs says nothing."""
    return next((need for need in _NEEDS if need == str(value).strip().casefold()), "unknown")


def _with_line(stated: Verdict, read: Verdict | None) -> Verdict:
    if read is None or read.need != stated.need:
        return stated
    return replace(stated, line=stated.line or read.line, detail=stated.detail or read.detail)


def parts(metadata: Metadata, field: str) -> Metadata:
    """A field of named parts. Raises Unreadable if it is there and has none."""
    value = metadata.get(field) or {}
    if not isinstance(value, Mapping):
        raise Unreadable(f"The front matter's `{field}` has no named parts.")
    return value
