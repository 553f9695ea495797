"""Which questions of a conversation search for vacancies, and how their criteria add up (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import cues
from bot.attributes import asks_whether
from bot.conversation import Conversation, told_of
from bot.criteria import Criteria, changed, criteria_in
from bot.naming import Paths, words_naming
from bot.since import is_month
from bot.whereabouts import employers_in
from knowledge.keywords import ASKING, content_words, telling_words, words
from knowledge.places import mentions
from knowledge.records import FAMILIES, LANGUAGES, CareerPath, Document, Kind
from prompts import reply

# A question with so many other words is about something else than the search before it.
_FEW = 2
_CRITERIA = (
    "place remote contract hours ladder any_bachelor no_degree no_experience years no_licence sponsored paid_openly "
    "no_phd needs_phd without_language with_language age fresh show_more show_silent closing"
).split()
_BESIDE = ("purpose", "job", "general", "filler", "follow_up")

_JOBS = (
    r"(?:jobs?|vacanc\w+|positions?|internships?|roles?|openings?|work|"
    r"vacatures?|functies?|stages?|stageplaats(?:en)?|offres?|emplois?|postes?)"
)
# No word of a flattened question is in capitals.
_MARK = "WORD"
_SOUGHT = tuple(
    re.compile(pattern)
    for pattern in (
        r" (?:for|as|in|on|with|about|voor|als|met|over|rond|pour|comme|en|de|du|d|dans|avec|sur) (?:\w+ ){0,2}WORD ",
        rf" WORD (?:\w+ )?{_JOBS} ",
        rf" {_JOBS} (?:\w+ )?WORD ",
        r" (?:compan\w+|employers?|firms?|bedrij\w+|werkgevers?|entreprises?|employeurs?|labo?s?) (?:\w+ ){0,2}"
        r"(?:hir(?:e|es|ing)|recruit\w*|seek\w*|look(?:s|ing)? for|zoek\w*|werv\w+|rekruteren|recrut\w+|cherch\w+|"
        r"embauch\w+|engag\w+) (?:\w+ ){0,2}WORD ",
    )
)
_Fields = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Search:
    """A search for vacancies, with what earlier questions of the conversation add to it."""

    criteria: Criteria
    questions: tuple[str, ...]
    """Those that add up to it, oldest first."""
    words: tuple[str, ...] = ()
    """What they say besides: it may be in a title."""
    page: int = 0
    silent: bool = False
    """Those that do not say whether they meet it are asked for."""
    closing: bool = False
    """Those that close first come first."""


def search_in(
    question: str, conversation: Conversation, paths: Paths, pointed_at: Sequence[Document] = ()
) -> Search | None:
    """The search that a question makes or goes on with; None if it makes none. `pointed_at` are the career paths for
    which a pronoun of it stands."""
    before: Search | None = None
    said: list[str] = []
    for turn in conversation.turns:
        found = _next(turn.question, before, paths, said)
        begun = found is not None and found.questions == (turn.question,)
        before = None if begun and _told_paths(turn.answer) else found
        said.append(turn.question)
    found = _next(question, before, paths, said)
    if found is None or before or found.criteria.fields or found.criteria.not_fields:
        return found
    return replace(found, criteria=replace(found.criteria, fields=_ids(pointed_at)))


def _told_paths(answer: Mapping[str, Any]) -> bool:
    """The answer told which kinds of work come near, and of no vacancy: `jobs for people who love statistics`."""
    told = {str(cited.get("kind")) for cited in answer.get("citations", ())}
    return told == {"path"} and any(card.get("kind") == "path" for card in answer.get("cards", ()))


def is_of_a(kind: Kind, points_at: Sequence[str], conversation: Conversation) -> bool:
    """What a question points at is of that kind and was told of last: a vacancy, whatever career path its title
    names."""
    last = conversation.turns[-1].answer.get("citations", ()) if conversation.turns else ()
    return any(told_of(cited) == points_at[0] and cited.get("kind") == kind for cited in last if points_at)


def _next(question: str, before: Search | None, paths: Paths, said_before: Sequence[str]) -> Search | None:
    flat = cues.flattened(question)
    if before and cues.first("show_more", flat):
        return replace(before, page=before.page + 1)
    if before and cues.first("show_silent", flat):
        return replace(before, page=0, silent=True)
    closing = cues.first("closing", flat) is not None
    named = paths.named_in(question)
    wanted, unwanted = _fields(question, flat, named, paths)
    said = criteria_in(question)
    # `Trainee at a European agency` is what a path is called, and no contract.
    told = criteria_in(without_names(question, named)) if named else said
    criteria = replace(said, contracts=told.contracts, employers=told.employers, fields=wanted, not_fields=unwanted)
    beside = words_beside(_asking(question), paths)
    if _begins(flat, criteria, beside):
        if not before and not criteria and not beside and cues.first("any_there", flat):
            criteria = replace(criteria, fields=_ids(_spoken_of(said_before, paths)))
        return Search(criteria, (question,), beside, closing=closing)
    if before and _goes_on(flat, criteria, beside, named):
        added = changed(before.criteria, criteria)
        every, besides = (*before.questions, question), (*before.words, *beside)
        return Search(added, every, besides, closing=closing or before.closing)
    if before and closing and not beside:
        # "Which of those closes first?"
        return replace(before, page=0, closing=True)
    return None


def _spoken_of(said: Sequence[str], paths: Paths) -> Sequence[Document]:
    """The career paths that were named last."""
    return next(filter(None, map(paths.named_in, reversed(said))), ())


def without_names(question: str, paths: Sequence[Document]) -> str:
    """The question without the words that name career paths."""
    naming = words_naming(paths, cues.flattened(question))
    return re.sub(r"[^\W_]+", lambda word: "" if naming.issuperset(words(word[0])) else word[0], question)


def _fields(question: str, flat: str, named: Sequence[Document], paths: Paths) -> _Fields:
    """The career paths and families that are wanted, and those that are not."""
    wanted = _ids(named) or tuple(family for family in FAMILIES if _names_family(flat, family))
    every = _ids(paths.named_in(question, refusable=False))
    return wanted, tuple(path for path in every if path not in wanted)


def _ids(paths: Sequence[Document]) -> tuple[str, ...]:
    return tuple(path.facts.id for path in paths if isinstance(path.facts, CareerPath))


def _names_family(flat: str, family: str) -> bool:
    return any(cues.flattened(reply(language, f"family.{family}")) in flat for language in LANGUAGES)


def _begins(flat: str, criteria: Criteria, beside: Sequence[str]) -> bool:
    """It asks for vacancies: in so many words, or by a word for a job and what it has to meet."""
    purposes = list(cues.every("purpose", flat))
    if cues.first("aspect", flat) == "first_jobs" and not replace(criteria, fields=(), experience=None):
        # `What are the first jobs of a medical writer?` asks for no vacancies.
        return False
    if any(cues.first(group, flat) for group in ("job_boards", "outlook", "of_a_rule")):
        return False
    if purposes[:1] == ["vacancies"]:
        return True
    if "vacancies" in purposes:
        # `Jobs in Ghent after my master, without a PhD`: it may ask what there is to do at all.
        return purposes[0] in ("overview", "courses", "events") and bool(replace(criteria, degree=None, phd=None))
    aspect = cues.first("aspect", flat)
    # `Offers without a diploma` names an entry level; what begins with offers asks for them.
    heard = aspect is None or (aspect == "entry" and _opens_with_jobs(flat))
    silent = not purposes and cues.first("asks", flat) is None and heard and not _asks_of_a_rule(flat, criteria)
    # `CDI à temps plein à Bruxelles` says what job without saying job.
    besides = replace(criteria, contracts=(), fields=(), not_fields=(), employers=())
    speaks_of_jobs = cues.first("jobs", flat) or (criteria.contracts and besides)
    return silent and bool(speaks_of_jobs) and bool(criteria) and len(beside) <= _FEW


def _asks_of_a_rule(flat: str, criteria: Criteria) -> bool:
    """`Can I do my internship abroad?` asks how internships are: it says nothing of one that is sought."""
    if replace(criteria, contracts=()) or cues.first("any_there", flat):
        return False
    return asks_whether(flat) or cues.first("asks_in", flat) is not None


def _opens_with_jobs(flat: str) -> bool:
    return any(flat.strip().startswith(span.strip()) for span in cues.spans("jobs", flat))


def _goes_on(flat: str, criteria: Criteria, beside: Sequence[str], named: Sequence[Document]) -> bool:
    """It only says what else the vacancies have to meet."""
    if cues.first("purpose", flat) or cues.first("asks", flat) or not criteria or len(beside) > _FEW:
        return False
    fragment = cues.first("follow_up", flat) == "fragment"
    return bool(replace(criteria, fields=())) or fragment or (bool(named) and not cues.first("aspect", flat))


def words_of_criteria(flat: str) -> set[str]:
    """The words of a flattened question by which it names places and what else a vacancy has to meet."""
    return {word for group in _CRITERIA for span in cues.spans(group, flat) for word in span.split()}


def _asking(question: str) -> str:
    """The sentences that speak of jobs; what else is told of oneself is none of a search's business."""
    sentences = re.split(r"(?<=[.!?;])\s+", question)
    speaking = [s for s in sentences if any(cues.first(group, cues.flattened(s)) for group in ("jobs", "job"))]
    return " ".join(speaking or sentences)


def words_beside(question: str, paths: Paths) -> tuple[str, ...]:
    """What a search says beside criteria, asking, and the names of places, employers and career paths."""
    flat = cues.flattened(question)
    named = words_of_criteria(flat)
    named |= {word for names in employers_in(question) for name in names for word in words(name)}
    named |= words_naming(paths.named_in(question, refusable=False), flat)
    # `offres à Namur`: not every place is among the cues.
    named |= {word for place in mentions(question) for word in words(question[place.start : place.end])}
    cued = named | {word for group in _BESIDE for span in cues.spans(group, flat) for word in span.split()}
    cued |= ASKING.union(*map(telling_words, LANGUAGES))
    every = (word for word in content_words(flat) if word not in cued)
    sought = (word for word in every if not (word.isdigit() or is_month(word)) and len(word) > 1)
    # What is a criterion already keeps apart what stands around it: `in Wavre pls`.
    kept = f" {' '.join('-' if word in named else word for word in flat.split())} "
    return tuple(word for word in sought if _is_sought(word, kept))


def _is_sought(word: str, flat: str) -> bool:
    """It stands where the job is named: `jobs for astronauts`, `astronaut jobs`, `vacatures als astronaut`."""
    # The word's place is marked in the question, so that the patterns are read once and not for every word.
    marked = " ".join(_MARK if one == word else one for one in flat.split())
    return any(pattern.search(f" {marked} ") for pattern in _SOUGHT)
