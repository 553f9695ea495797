"""A question and its conversation -> a Request. No model: cues, names of career paths, and what was said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast

from bot import cues
from bot.conversation import Conversation
from knowledge.keywords import content_words, stems, words
from knowledge.language import language_of
from knowledge.records import LANGUAGES, CareerPath, Document, Language

Purpose = Literal[
    "greeting", "thanks", "about", "overview", "compare", "explain", "vacancies", "courses", "events", "question"
]
Aspect = Literal["day", "entry", "skills", "first_jobs", "next_steps", "suit", "not_suit", "salary"]
Asked = Literal["pay", "amount", "time", "person", "number", "long"]


# A question of so few words that carry meaning leans on what was said before.
_TOO_SHORT = 1
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks for, so that it can be answered without its conversation."""

    question: str
    query: str
    """The question as it is searched: with what a follow-up leans on."""
    language: Language
    purpose: Purpose
    paths: tuple[Document, ...] = ()
    """Career paths that the question names, or that its conversation is about; the base pages, with their record."""
    aspect: Aspect | None = None
    details: bool = False
    """It speaks of more than the career paths and the aspect."""
    asks: Asked | None = None
    ladder: str | None = None
    without_phd: bool = False
    internship: bool = False
    places: tuple[str, ...] = ()
    """Places named, by their English names."""


def understand(
    question: str, conversation: Conversation, paths: Sequence[Document], language: Language | None
) -> Request:
    """What the question asks for. `paths` are the career paths that the library knows."""
    flat = cues.flattened(question)
    spoken = language or language_of(question, conversation.language or "en")
    named = tuple(_named(question, paths, refusable=cues.first("aspect", flat) != "not_suit"))
    aspect = cast("Aspect | None", cues.first("aspect", _without_names(flat, named)))
    leaning = bool(conversation.turns) and not named and _leans(flat)
    meant = _last_path(conversation, paths) if leaning else named
    if cues.first("purpose", flat) == "compare" and len(named) == 1:
        # "What is the difference with quality control?" compares with what was spoken of.
        meant = (*(path for path in _last_path(conversation, paths) if path not in named), *named)
    details = bool(meant) and any(_details(flat, meant))
    purpose = _purpose(flat, meant, aspect, details=details)
    criteria = _criteria(flat)
    if _goes_on_with_vacancies(flat, conversation) and not named and not aspect:
        purpose, meant = "vacancies", ()
        criteria = _criteria(cues.flattened(conversation.turns[-1].question)) | criteria
    return Request(
        question=question,
        query=" ".join((question, *(title_in(path, spoken) for path in meant))) if leaning else question,
        language=spoken,
        purpose=purpose,
        paths=meant,
        aspect=aspect if meant else None,
        details=details and bool(meant),
        asks=cast("Asked | None", cues.first("asks", flat)),
        **criteria,
    )


def _criteria(flat: str) -> dict[str, Any]:
    """What a vacancy has to meet, as far as the question says."""
    said = {
        "ladder": cues.first("ladder", flat),
        "without_phd": cues.first("no_phd", flat) is not None,
        "internship": cues.first("internship", flat) is not None,
        "places": tuple(cues.every("place", flat)),
    }
    return {name: value for name, value in said.items() if value}


def _goes_on_with_vacancies(flat: str, conversation: Conversation) -> bool:
    """Vacancies were shown last, and the question is only about what they should meet."""
    if _last_purpose(conversation) != "vacancies" or cues.first("purpose", flat):
        return False
    return (bool(_criteria(flat)) and len(content_words(flat)) <= _FEW_WORDS) or _leans(flat)


def title_in(path: Document, language: Language) -> str:
    """What a career path is called in a language."""
    record = path.facts
    return record.names.get(language, path.title) if isinstance(record, CareerPath) else path.title


def _purpose(flat: str, paths: Sequence[Document], aspect: Aspect | None, *, details: bool) -> Purpose:
    purpose = cast("Purpose | None", cues.first("purpose", flat)) or "question"
    if purpose == "compare" or (purpose == "overview" and len(paths) > 1):
        return "compare" if len(paths) > 1 else "question"
    if purpose in ("courses", "events") and cues.first("asks", flat):
        # "What does this course cost?" asks for one fact, not for a list.
        return "question"
    if paths and (purpose == "overview" or (purpose == "vacancies" and aspect == "first_jobs")):
        purpose = "question"
    asks_for_one_fact = cues.first("asks", flat) is not None
    if purpose == "question" and paths and not aspect and not asks_for_one_fact and not details:
        between_two = len(paths) == 2 and cues.first("either", flat)
        return "compare" if between_two else "explain"
    return purpose


def _details(flat: str, paths: Sequence[Document]) -> Iterator[str]:
    """What the question speaks of beside the career paths themselves and the aspect that it is after."""
    stemmed = _stemmed(flat)
    names = {word for path in paths for _, name in _names(path) if _occurs(name, stemmed) for word in words(name)}
    groups = ("general", "aspect", "asks", "ladder", "no_phd")
    every = flat.split()
    # Cues are of one word or two: "first jobs".
    pairs = [f" {one} {two} " for one, two in pairwise(every)]
    cued = {word for pair in pairs if any(cues.first(group, pair) for group in groups) for word in pair.split()}
    for word in content_words(flat):
        said = word in cued or any(cues.first(group, f" {word} ") for group in groups)
        if word not in names and not said and word not in ("phd", "doctorate", "doctoraat", "doctorat"):
            yield word


def _without_names(flat: str, paths: Sequence[Document]) -> str:
    """`Qualified Person` is what a path is called, and no question for qualifications."""
    for _, name in (each for path in paths for each in _names(path)):
        flat = flat.replace(cues.flattened(name), " ")
    return flat


def _stemmed(text: str) -> dict[Language, str]:
    """A text as stems in each language, a space around each, so that a phrase can be looked for in it."""
    return {language: f" {' '.join(stems(text, language))} " for language in LANGUAGES}


def _occurs(name: str, stemmed: Mapping[Language, str]) -> bool:
    return any(phrase in stemmed[language] for language, phrase in _stemmed(name).items())


def _leans(flat: str) -> bool:
    """It is too short to stand alone, or points back."""
    return len(content_words(flat)) <= _TOO_SHORT or cues.first("follow_up", flat) is not None


def _last_purpose(conversation: Conversation) -> Purpose | None:
    """`vacancies` if that is what was shown last."""
    cards = conversation.turns[-1].answer.get("cards", ()) if conversation.turns else ()
    return "vacancies" if cards and all(card["kind"] == "vacancy" for card in cards) else None


def _last_path(conversation: Conversation, paths: Sequence[Document]) -> tuple[Document, ...]:
    known = {path.facts.id: path for path in paths if isinstance(path.facts, CareerPath)}
    for turn in reversed(conversation.turns):
        shown = [card["id"] for card in turn.answer.get("cards", ()) if card["kind"] == "path"]
        if shown:
            return tuple(known[id] for id in shown[:1] if id in known)
    return ()


def _named(question: str, paths: Sequence[Document], *, refusable: bool) -> Iterator[Document]:
    """The paths whose names or aliases occur in the question, in the order of occurrence; longer names win."""
    stemmed = _stemmed(question)
    hits = []
    for path in paths:
        for language, name in _names(path):
            phrase = f" {' '.join(stems(name, language))} "
            at = stemmed[language].find(phrase)
            refused = refusable and cues.first("refused", _just_before(stemmed[language], at))
            if at >= 0 and phrase.strip() and not refused:
                hits.append((at, at + len(phrase) - 1, path))
    taken: list[tuple[int, int]] = []
    found: dict[str, tuple[int, Document]] = {}
    for start, end, path in sorted(hits, key=lambda hit: hit[0] - hit[1]):
        if any(start < stop and begin < end and (start, end) != (begin, stop) for begin, stop in taken):
            continue
        taken.append((start, end))
        found.setdefault(path.address, (start, path))
    return (path for _, path in sorted(found.values(), key=lambda pair: pair[0]))


def _just_before(words: str, at: int) -> str:
    return f" {' '.join(words[: at + 1].split()[-3:])} "


def _names(path: Document) -> Iterator[tuple[Language, str]]:
    record = path.facts
    if isinstance(record, CareerPath):
        for language in LANGUAGES:
            for name in (record.names.get(language, ""), *record.aliases.get(language, ())):
                yield language, name
