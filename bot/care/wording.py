"""The fixed words for what needs care: put together of fixed paragraphs, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bot.care.recognition import Care
from knowledge.records import Language
from prompts.care import care_text


def words_for(care: Care, language: Language, contacts: Mapping[str, str]) -> str:
    """What to say. `contacts` says for some topics how a person is reached; the others name a service in general."""
    named = care_text(language, f"contact.{care.topic}") if _has_contact(care) else ""
    contact = contacts.get(care.topic) or named
    paragraphs = _PARAGRAPHS.get(care.topic, _one)(care)
    say = partial(care_text, language, contact=contact)
    return "\n\n".join(say(f"{care.topic}.{name}", version=version) for name, version in paragraphs)


Paragraphs = Iterator[tuple[str, int]]
"""The names of the texts, and which version of each."""


def _distress(care: Care) -> Paragraphs:
    if care.helped:
        yield "helped", 0
    elif care.acute:
        yield ("again_acute", care.again - 1) if care.again else ("opening_acute", 0)
        yield "poison", 0
    elif care.again:
        yield "again", care.again - 1
    else:
        yield "opening", 0
    yield ("lines_minor" if care.minor else "lines"), 0
    if care.harmed:
        yield "harmed", 0
    if not care.acute:
        yield "danger", 0
    yield "person", 0
    if care.beside and not care.acute:
        yield "beside", 0


def _abuse(care: Care) -> Paragraphs:
    if care.acute:
        yield "danger", 0
    if care.helped:
        yield "helped", 0
    else:
        yield ("again", care.again - 1) if care.again else ("opening", 0)
    if not care.acute:
        yield "danger", 0
    if care.minor:
        yield "minor", 0
    yield "lines", 0
    yield "person", 0


def _medical(care: Care) -> Paragraphs:
    yield ("acute", 0) if care.acute else _once(care)


def _case(care: Care) -> Paragraphs:
    yield _once(care)


def _one(_: Care) -> Paragraphs:
    yield "text", 0


def _once(care: Care) -> tuple[str, int]:
    return ("again", care.again - 1) if care.again else ("text", 0)


_PARAGRAPHS = {
    "distress": _distress,
    "abuse": _abuse,
    "medical": _medical,
    "discrimination": _case,
    "visa_legal": _case,
    "human": _case,
}
_WITH_CONTACT = ("distress", "abuse", "discrimination", "visa_legal", "medical", "human", "verdict")


def _has_contact(care: Care) -> bool:
    return care.topic in _WITH_CONTACT
