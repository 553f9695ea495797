"""A question and its conversation -> a Request. No model: cues, names of career paths, and what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal, cast

from bot import cues
from bot.attributes import Asked, asks_whether, kind_asked
from bot.best_paid import asks_which_pays_best
from bot.conversation import Conversation, Turn
from bot.criteria import Criteria, criteria_in
from bot.follow_up import Standalone, going_on, has_a_name, last_told, place_in_a_list, says, standalone
from bot.naming import Paths, names_of, words_naming
from bot.parts import parts_of
from bot.searches import Search, is_of_a, search_in
from bot.sides import Sides, sides_in
from bot.wishes import Wishes, wishes_asked
from knowledge.keywords import content_words
from knowledge.language import language_of
from knowledge.records import CareerPath, Document, Language

Purpose = Literal[
    "greeting", "thanks", "about", "overview", "compare", "explain", "vacancies", "courses", "events", "question"
]
Aspect = Literal["day", "entry", "skills", "first_jobs", "next_steps", "suit", "not_suit", "salary"]

# `... and how much does it pay?`
_PARTS = re.compile(r"(?<=[?;,])\s+|\s+(?:and|en|et|&)\s+", re.I)
# "When can I register for the master?" asks no conditions, though it says `can I`.
_OF_ONE_FACT = ("time", "contact", "person", "amount", "place")
_COURSES_AND_EVENTS = ("courses", "events")
# The purposes of questions that may ask several things.
_OF_SEVERAL = ("question", "explain", "compare", "overview", "vacancies", "courses", "events")


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
    aspects: tuple[Aspect, ...] = ()
    """All that it is after, in its order, where it asks for several: `what do they do and which degree do I need?`"""
    details: bool = False
    """It speaks of more than the career paths and the aspect."""
    asks: Asked | None = None
    criteria: Criteria = field(default_factory=Criteria)
    """What the person holds, has not or looks for, as far as the question says."""
    search: Search | None = None
    """The search for vacancies that it makes or goes on with, if it is one."""
    before: tuple[str, ...] = ()
    """What was searched before, the latest first, if the question leans on it."""
    points_at: tuple[str, ...] = ()
    """Addresses of documents of the conversation that it points at, the likeliest first."""
    more: bool = False
    """It asks to be told more of what it points at."""
    recent: str | None = None
    """Address of the document that the last answer began with, if the question names nothing else."""
    has_phd: bool = False
    """It asks for the work that a PhD opens: who asks has one, or wants it to count."""
    wishes: Wishes = field(default_factory=Wishes)
    """What the person likes, would rather not do and studied, where it asks which paths come near that."""
    parts: tuple[Request, ...] = ()
    """What it asks one after the other, where that is several things; each is to be answered by itself."""
    of_edition: str = ""
    """The words that say which edition of a thing it asks for, where a question before says the rest."""
    sides: Sides | None = None
    """The things that it sets side by side, as it names them."""
    going_on: Request | None = None
    """How it reads as one that goes on with its conversation, where its words do not tell whether it does."""


def understand(question: str, conversation: Conversation, paths: Paths, language: Language | None) -> Request:
    """What the question asks for. `paths` are the career paths that the library knows."""
    request = _understood(question, conversation, paths, language)
    if request.purpose in _OF_SEVERAL and not (request.wishes or request.more):
        request = replace(request, sides=sides_in(question, request.language, conversation))
    asked = parts_of(question)
    if not asked or request.purpose not in _OF_SEVERAL or request.aspects or request.wishes or request.more:
        return request
    first = max(range(len(asked)), key=lambda n: says(asked[n], paths))
    spoken = request.language
    if not request.before:
        # A part says less than the whole: it would lean on what the whole does not.
        conversation = replace(conversation, turns=())
    named = _understood(asked[first], conversation, paths, spoken)
    beside = replace(conversation, turns=(*conversation.turns, Turn(asked[first], {}, datetime.min)))
    parts = [
        named if n == first else _understood(part, beside, paths, spoken, part=True) for n, part in enumerate(asked)
    ]
    return replace(request, parts=tuple(_no_search(part, request) for part in parts))


def _understood(
    question: str, conversation: Conversation, paths: Paths, language: Language | None, *, part: bool = False
) -> Request:
    meant = standalone(question, conversation, paths, part=part)
    spoken = language or language_of(question, conversation.language)
    flat = cues.flattened(question)
    purpose, named = cues.first("purpose", meant.frame), meant.paths
    aspect = cast("Aspect | None", cues.first("aspect", _without_names(meant.frame, named)))
    more = meant.more
    if place_in_a_list(flat) and is_of_a("vacancy", meant.points_at, conversation):
        named, more = (), not any(cues.first(group, flat) for group in ("asks", "aspect"))
    wishes = wishes_asked(question, meant)
    pointed = _pointed_at(flat, meant, conversation)
    search = None if more or wishes else search_in(question, conversation, paths, pointed)
    if search:
        purpose, aspect = "vacancies", None
        named = tuple(path for path in paths if _id(path) in search.criteria.fields)
    if purpose == "vacancies" and search is None and _is_of_job_boards(question, flat):
        purpose = None
    if wishes:
        named = ()
    elif aspect and len(meant.listed) > 1 and not search and cues.first("asks", flat) not in _OF_ONE_FACT:
        return _of_each(question, meant, spoken, aspect)
    if purpose == "courses" and meant.leans and len(named) > 1:
        return _of_each(question, replace(meant, listed=named), spoken, "next_steps")
    if purpose == "courses" and meant.leans and named:
        # "Are there courses for it?": a path's page names them among the next steps.
        purpose, aspect = None, "next_steps"
    if aspect == "entry" and cues.first("asks", flat) in _OF_ONE_FACT:
        aspect = None
    if named and aspect is None and purpose is None and cues.first("no_phd", flat):
        # `MSL without a PhD?`
        aspect = "entry"
    details = bool(named) and any(_details(flat, named))
    request = Request(
        question=question,
        # The title of the page that was spoken of would name one vacancy of several.
        query=question if search and pointed else meant.query,
        language=spoken,
        purpose="overview" if wishes else _purpose(meant.frame, purpose, named, aspect, details=details),
        paths=named,
        aspect=aspect if named else _salary_of_all(meant.frame),
        aspects=_aspects(question, named),
        details=details,
        asks=_asked(flat, meant.frame),
        before=meant.before,
        points_at=meant.points_at,
        more=more,
        recent=None if has_a_name(question) or named else last_told(conversation),
        criteria=search.criteria if search else criteria_in(question),
        search=search,
        has_phd=purpose == "overview" and _has_phd(meant.frame),
        wishes=wishes,
    )
    return request if part or meant.leans else _perhaps_going_on(request, conversation, paths)


def _pointed_at(flat: str, meant: Standalone, conversation: Conversation) -> tuple[Document, ...]:
    """The career paths for which a pronoun stands: `are there vacancies for it in Leuven?`"""
    points = meant.leans and "pointing" in cues.every("follow_up", flat)
    cited = conversation.turns[-1].answer.get("citations", ()) if conversation.turns else ()
    # What was said to be unknown of a path rests on nothing.
    return meant.paths if points and (not cited or is_of_a("path", meant.points_at, conversation)) else ()


def _perhaps_going_on(request: Request, conversation: Conversation, paths: Paths) -> Request:
    """With its other reading, where it asks something that neither its words nor a career path settle."""
    if request.purpose != "question" or request.paths or request.aspect or request.search:
        return request
    meant = going_on(request.question, conversation, paths)
    if meant is None:
        return request
    other = replace(
        request,
        query=meant.query,
        paths=meant.paths,
        aspect=cast("Aspect | None", cues.first("aspect", meant.frame)) if len(meant.paths) == 1 else None,
        details=True,
        before=meant.before,
        points_at=meant.points_at,
    )
    return replace(request, going_on=other)


def _no_search(part: Request, whole: Request) -> Request:
    """`How do its traineeships begin?` asks for no vacancies where the whole question asks for none."""
    if part.purpose != "vacancies" or whole.purpose == "vacancies":
        return part
    return replace(part, purpose="question", search=None, criteria=whole.criteria)


def _aspects(question: str, paths: Sequence[Document]) -> tuple[Aspect, ...]:
    """What each part of the question is after; empty where it has one part, or asks for one thing."""
    parts = [_without_names(cues.flattened(part), paths) for part in _PARTS.split(question)]
    found = dict.fromkeys(cast("Aspect", name) for part in parts if (name := cues.first("aspect", part)))
    return tuple(found) if len(found) > 1 else ()


def _asked(flat: str, frame: str) -> Asked | None:
    """What a sentence that answers must hold. "I want to earn money. Is a PhD worth it?" asks for a judgement."""
    if cues.first("judged", flat) or asks_whether(flat):
        return None
    return kind_asked(flat) or kind_asked(frame)


def _has_phd(frame: str) -> bool:
    """Somebody has a PhD, or asks which work wants one."""
    wants = cues.first("needs_phd", frame) == "required" and not cues.first("no_phd", frame)
    return wants or cues.first("has_phd", frame) is not None


def _of_each(question: str, meant: Standalone, language: Language, aspect: Aspect) -> Request:
    """`What do those pay?` asks the same of each of the paths that were listed."""
    return Request(
        question=question,
        query=meant.query,
        language=language,
        purpose="overview",
        paths=meant.listed,
        aspect=aspect,
        before=meant.before,
        criteria=criteria_in(question),
    )


def _is_of_job_boards(question: str, flat: str) -> bool:
    """`Where do I find vacancies?` asks where to look, unless it says which."""
    return cues.first("job_boards", flat) is not None and not criteria_in(question)


def _id(path: Document) -> str | None:
    return path.facts.id if isinstance(path.facts, CareerPath) else None


def _salary_of_all(frame: str) -> Aspect | None:
    return "salary" if asks_which_pays_best(frame) else None


def _purpose(
    frame: str, said: str | None, paths: Sequence[Document], aspect: Aspect | None, *, details: bool
) -> Purpose:
    purpose = cast("Purpose", said or "question")
    if purpose == "vacancies" and (cues.first("of_a_rule", frame) or cues.first("job_boards", frame)):
        purpose = "question"
    if not paths and (asks_which_pays_best(frame) or cues.first("best_work", frame)):
        return "overview"
    asks_for_one_fact = cues.first("asks", frame) is not None
    if purpose == "overview" and cues.first("skills_asked", frame):
        # `Which skills of my PhD count outside academia?` asks for no paths.
        purpose = "question"
    if cues.first("outlook", frame) and purpose in ("overview", "vacancies"):
        purpose = "question"
    if purpose == "compare" or (purpose == "overview" and len(paths) > 1):
        return "compare" if len(paths) > 1 else "question"
    if purpose in _COURSES_AND_EVENTS and asks_for_one_fact:
        # "What does this course cost?" asks for one fact, not for a list.
        return "question"
    if purpose == "overview" and (asks_for_one_fact or cues.first("judged", frame)):
        # "I may leave my PhD. Whom can I talk to?"
        purpose = "question"
    if paths and (purpose == "overview" or (purpose == "vacancies" and aspect == "first_jobs")):
        purpose = "question"
    if purpose == "question" and len(paths) == 2 and cues.first("either", frame) and (asks_for_one_fact or not details):
        return "compare"
    if purpose == "question" and paths and not aspect and not asks_for_one_fact and not details:
        return "explain"
    return purpose


def _details(flat: str, paths: Sequence[Document]) -> Iterator[str]:
    """What the question speaks of beside the career paths themselves and the aspect that it is after."""
    names = words_naming(paths, flat)
    groups = ("general", "aspect", "asks", "ladder", "no_phd", "ordinal")
    every = flat.split()
    # Cues are of one word or two: "first jobs".
    pairs = [f" {one} {two} " for one, two in pairwise(every)]
    cued = {word for pair in pairs for group in groups for span in cues.spans(group, pair) for word in span.split()}
    for word in content_words(flat):
        said = word in cued or any(cues.first(group, f" {word} ") for group in groups)
        if word not in names and not said and word not in ("phd", "doctorate", "doctoraat", "doctorat"):
            yield word


def _without_names(flat: str, paths: Sequence[Document]) -> str:
    """`Qualified Person` is what a path is called, and no question for qualifications."""
    for _, name in (each for path in paths for each in names_of(path)):
        # A gap stays: in `what does QA do` something stands between `does` and `do`.
        flat = flat.replace(cues.flattened(name), "  ")
    return flat
