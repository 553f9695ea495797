"""The cases: a question, the questions before it, and what should come of it. Read from YAML, strictly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from bot.conversation import Topic
from knowledge.records import LANGUAGES, Language

TAGS = frozenset(
    (
        "amount comparison contradiction cross_lingual date definition follow_up list near_miss noisy orientation "
        "overview person phd place topic_change two_words vacancies"
    ).split()
)
TAGS_OF_CARE = frozenset(
    "acute explicit follow_up hard_negative means minor mixed ordinary slang third_person veiled".split()
)
PASSES = "passes"
"""Said of a question that sounds like one for care and is not: it must not be caught."""
CAUGHT = ("supported", "handed_over", "declined")
EXPECTED = ("answered", "abstained", *CAUGHT)
EXPECTED_OF_CARE = (*CAUGHT, PASSES)

_REQUIRED = ("id", "language", "question", "answers")
_LISTS = ("turns", "documents", "never", "tags")
_FIELDS = {*_REQUIRED, *_LISTS, "facts", "topic"}


class CaseWrong(Exception):
    """A case, or a file of cases, that cannot be read; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what should come of it."""

    id: str
    language: Language
    question: str
    answers: str
    """The outcome that is right, or `passes`."""
    turns: tuple[str, ...] = ()
    """The questions before it in the same conversation, oldest first."""
    documents: tuple[str, ...] = ()
    """Any of these is a right document: addresses without `.md` and without their language."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Of each of these, one must be said."""
    never: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topic: str | None = None
    """What care should have heard in it."""

    @property
    def answerable(self) -> bool:
        """The library knows the answer."""
        return self.answers == "answered"

    @property
    def on_topic(self) -> bool:
        """A question for the library, whether or not it knows the answer."""
        return self.answers in ("answered", "abstained")


def read_cases(files: Iterable[Path], *, care: bool = False) -> tuple[Case, ...]:
    """The cases of some files, in the order of their ids. Raises CaseWrong."""
    every = [_case(file, place, fields, care) for file in files for place, fields in enumerate(_listed(file), start=1)]
    seen: set[str] = set()
    for case in every:
        if case.id in seen:
            raise CaseWrong(f"The case {case.id} is there twice.")
        seen.add(case.id)
    return tuple(sorted(every, key=lambda case: case.id))


def _listed(file: Path) -> list[Any]:
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseWrong(f"{file.name} cannot be read: {error}") from error
    if not isinstance(listed, list):
        raise CaseWrong(f"{file.name} is not a list of cases.")
    return listed


def _case(file: Path, place: int, fields: Any, care: bool) -> Case:
    named = isinstance(fields, Mapping) and _is_text(fields.get("id"))
    where = f"{file.name}, {fields['id'] if named else f'case {place}'}"
    reason = _what_is_wrong(fields, care)
    if reason:
        raise CaseWrong(f"{where}: {reason}")
    return Case(
        id=fields["id"],
        language=cast(Language, fields["language"]),
        question=fields["question"],
        answers=fields["answers"],
        facts=tuple(map(tuple, fields.get("facts") or ())),
        topic=fields.get("topic"),
        **{name: tuple(fields.get(name) or ()) for name in _LISTS},
    )


def _what_is_wrong(fields: Any, care: bool) -> str | None:
    if not isinstance(fields, Mapping):
        return "is not a mapping of fields"
    return next(filter(None, chain(_wrong_fields(fields), _wrong_values(fields, care))), None)


def _wrong_fields(fields: Mapping[Any, Any]) -> Iterable[str | None]:
    unknown = sorted(str(name) for name in fields if name not in _FIELDS)
    yield f"unknown field {', '.join(unknown)}" if unknown else None
    for name in _REQUIRED:
        yield None if _is_text(fields.get(name)) else f"{name} must be a text that is not empty"
    for name in _LISTS:
        yield None if _is_texts(fields.get(name) or []) else f"{name} must be a list of texts (numbers in quotes)"
    facts = fields.get("facts") or []
    lists = isinstance(facts, list) and all(alternatives and _is_texts(alternatives) for alternatives in facts)
    yield None if lists else "facts must be a list of lists of alternatives, each a text (numbers in quotes)"
    topic = fields.get("topic")
    yield None if topic is None or _is_text(topic) else "topic must be a text"


def _wrong_values(fields: Mapping[str, Any], care: bool) -> Iterable[str | None]:
    """What does not fit together; looked at only once every field is of the right kind."""
    yield _not_one_of("language", [fields["language"]], LANGUAGES)
    yield _not_one_of("answers", [fields["answers"]], EXPECTED_OF_CARE if care else EXPECTED)
    yield _not_one_of("tags", fields.get("tags") or [], sorted(TAGS_OF_CARE if care else TAGS))
    documents = fields.get("documents") or []
    ending = [address for address in documents if address.endswith(".md")]
    yield f"documents are named without .md: {', '.join(ending)}" if ending else None
    answerable = fields["answers"] == "answered"
    yield "an answered case names its documents" if answerable and not documents else None
    yield "only an answered case has documents and facts" if not answerable and _has_answer(fields) else None
    yield _not_one_of("topic", [fields["topic"]] if fields.get("topic") else [], get_args(Topic))
    yield "only a case of care has a topic" if fields.get("topic") and not care else None
    caught = fields["answers"] in CAUGHT
    yield "a case that care must catch has a topic" if care and caught and not fields.get("topic") else None


def _has_answer(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("documents") or fields.get("facts"))


def _not_one_of(name: str, given: Sequence[str], known: Sequence[str]) -> str | None:
    strange = [value for value in given if value not in known]
    return f"{name} must be of {', '.join(known)}, not {', '.join(strange)}" if strange else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))
