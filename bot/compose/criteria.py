"""Criteria in words of a language, which mean the same again if they are asked (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from bot.compose.draft import LANGUAGE_NAMES
from bot.criteria import Criteria
from bot.matching import parts
from knowledge import places
from knowledge.records import Language
from prompts import reply

FieldNames = Mapping[str, str]
"""Career path or family -> what it is called in the language."""

_FLAGS = ("salary", "no_licence", "sponsored")
_PHD = {"none": "without_phd", "wanted": "wanting_phd", "required": "with_phd"}


def in_words(criteria: Criteria, language: Language, names: FieldNames) -> list[str]:
    """Each criterion in a few words, in a fixed order."""
    return [_part(part, language, names) for part in parts(criteria)]


def _part(part: Criteria, language: Language, names: FieldNames) -> str:
    if part.places or part.near:
        return _where(part, language)
    name = next(field.name for field in fields(part) if getattr(part, field.name) != field.default)
    value = getattr(part, name)
    if isinstance(value, tuple):
        return _several(name, value, language, names)
    if name in _FLAGS:
        return reply(language, f"criteria.{name}")
    return _one(name, value, language)


def _one(name: str, value: Any, language: Language) -> str:
    match name:
        case "degree" if value == "none":
            return reply(language, "criteria.without_degree")
        case "degree":
            return reply(language, "criteria.with_degree", degree=reply(language, f"ladder.{value}"))
        case "phd":
            return reply(language, f"criteria.{_PHD[value]}")
        case "posted":
            return reply(language, "criteria.posted", day=_day(value))
        case "experience" if value:
            return reply(language, "criteria.experience", years=value)
        case "experience":
            return reply(language, "criteria.no_experience")
        case "remote":
            return reply(language, f"criteria.remote_{value}")
        case _:
            return reply(language, f"criteria.{value}")


def _several(name: str, values: Sequence[Any], language: Language, names: FieldNames) -> str:
    match name:
        case "not_places":
            return reply(language, "criteria.not_in", place=_any(_called(values, language), language))
        case "contracts":
            return _contracts(values, language)
        case "not_contracts":
            return reply(language, "criteria.no_contract", contract=_contracts(values, language))
        case "without_languages":
            return reply(language, "criteria.without_language", language=_spoken(values, language))
        case "languages":
            return reply(language, "criteria.with_language", language=_spoken(values, language))
        case "fields":
            return _any([names.get(value, value) for value in values], language)
        case "not_fields":
            named = _any([names.get(value, value) for value in values], language)
            return reply(language, "criteria.not_field", field=named)
        case "employers":
            return reply(language, "criteria.at", employer=_any(values, language))
        case "not_employers":
            return reply(language, "criteria.not_at", employer=_any(values, language))
        case _:
            return " ".join(reply(language, "criteria.word", word=value) for value in values)


def _where(part: Criteria, language: Language) -> str:
    said: list[str] = []
    if part.places:
        known = [places.place(name) for name in part.places]
        areas = all(place is not None and place.at is None for place in known)
        wanted = _any(_called(part.places, language), language)
        # In French one is à Gand and en Flandre.
        said.append(reply(language, "criteria.in_area" if areas else "criteria.in", places=wanted))
    if part.near:
        near = places.name_in(part.near, language)
        said.append(reply(language, "criteria.near", radius=part.radius, place=near))
    return _any(said, language)


def _contracts(values: Sequence[str], language: Language) -> str:
    return _any([reply(language, f"criteria.contract_{value}") for value in values], language)


def _spoken(languages: Sequence[Language], language: Language) -> str:
    return _any([reply(language, f"frame.{LANGUAGE_NAMES[spoken]}") for spoken in languages], language)


def _called(names: Sequence[str], language: Language) -> list[str]:
    return [places.name_in(name, language) for name in names]


def _any(said: Sequence[str], language: Language) -> str:
    return f" {reply(language, 'criteria.or')} ".join(said)


def _day(value: str) -> object:
    """The day; before it is counted back from today it may still be `P7D`."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
