"""What somebody says of saved searches: save one, show them, pause, go on, keep longer, delete (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

from bot import cues
from bot.care import Care
from bot.conversation import Conversation
from bot.criteria import changed, criteria_in
from bot.naming import Paths
from bot.searches import Search, search_in
from knowledge.keywords import words

Change = Literal["list", "pause", "resume", "keep", "delete"]

_NUMBER = re.compile(r" (?:(?:search|alert|zoekopdracht|recherche|alerte|number|nummer|numero|nr|no|n) )+(\d{1,3}) ")
_NAMED = re.compile(r" (saved|alerts?|bewaarde|opgeslagen|alertes?|enregistrees?|sauvegardees?) ")
# `Recherche` is what scientists do, and whoever looks for a job is in a `search`, too: only a short order is meant.
_MAY_BE_OTHER = re.compile(r" (search|searches|recherches?) ")
_ADVICE = re.compile(r" (i|should|how|why|je|j|dois|faut|comment|pourquoi|la recherche|phd|doctorat|these|thesis) ")
_LISTING = re.compile(r" (show|which|what|any|montre|affiche|liste|voir|quelles|donne|ou) ")
_FEW_OF_AN_ORDER = 5
# `Should I set up an alert?` asks for advice, `tell me when applications usually open` for a day.
_FOR_ADVICE = re.compile(
    r"^ (should i|do i|how|why|what|which|moet ik|hoe|waarom|wat|dois je|faut il|est ce que je|comment|pourquoi) "
)
_FOR_A_DAY = re.compile(
    r" (applications?|applying|deadlines?|usually|typically|normally|generally|sollicitaties?|inschrijving(en)?|"
    r"meestal|gewoonlijk|doorgaans|normaal|candidatures?|inscriptions?|generalement|general|habitude|habituellement) "
)
_OF_GETTING = {"receive", "get", "ontvangen", "krijgen", "recevoir", "obtenir", "avoir"}
_FEW = 6
_OTHER = ("courses", "events")
# Said of one that is to be like those that were searched before.
_SUCH = re.compile(
    r" (such|like (that|this|these|those)|zo n|zulke|dergelijke|dergelijk|tel|telle|tels|telles|pareils?|comme ca"
    r"|this search|that search|deze|those|these|new ones|ones|ainsi) "
)


@dataclass(frozen=True, slots=True)
class Save:
    """Somebody wants to be told of vacancies that are to come."""

    search: Search
    """What they have to meet; nothing, if nothing was said of it."""


@dataclass(frozen=True, slots=True)
class Manage:
    """Somebody wants to see their saved searches, or that something becomes of them."""

    what: Change
    number: int | None = None
    """Which one, counted from 1; -1 is the last."""
    every: bool = False


Asked = Save | Manage


def may_ask(question: str) -> bool:
    """Whether a question may be about saved searches: looked at before anything else, and quick."""
    flat = cues.flattened(question)
    return any(cues.first(group, flat) for group in ("tell_me", "my_searches"))


def goes_before(care: Care, question: str) -> bool:
    """What a question may ask of saved searches comes before the fixed words: never where somebody may be in need."""
    if care.can_wait or care.outcome == "declined":
        return may_ask(question)
    return not care.plain and _is_plain(question)


def _is_plain(question: str) -> bool:
    """It says what is to become of saved searches, and nothing besides."""
    flat = cues.flattened(question)
    return cues.first("my_searches", flat) is not None and len(flat.split()) <= _FEW


def asked_in(question: str, conversation: Conversation, paths: Paths) -> Asked | None:
    """What a question asks of saved searches; None if it asks something else."""
    flat = cues.flattened(question)
    if what := cues.first("my_searches", flat):
        return _manage(cast("Change", what), flat) if _is_meant(what, flat) else None
    how = set(cues.every("tell_me", flat))
    comes_up = cues.first("comes_up", flat) is not None
    if not how or _FOR_ADVICE.search(flat) or (cues.first("there_now", flat) and not comes_up):
        return None
    if how == {"perhaps"} and _FOR_A_DAY.search(flat):
        return None
    said = _without_asking(_asking(question), flat)
    search = _search(said, paths)
    speaks_of_jobs = _speaks_of_jobs(said)
    if "search" not in how:
        if how == {"perhaps"} and not comes_up:
            return None
        if not speaks_of_jobs and (not (comes_up and search.criteria) or _of_something_else(said)):
            return None
    return Save(_with_before(search, flat, conversation, paths))


def _manage(what: Change, flat: str) -> Manage:
    number = _NUMBER.search(flat)
    place = cues.first("which_search", flat)
    chosen = int(number[1]) if number else int(place) if place and place != "all" else None
    return Manage(what, chosen, chosen is None and place == "all")


def _is_meant(what: str, flat: str) -> bool:
    """It can only be about saved searches, and about no other search and no research."""
    if _NAMED.search(flat) or _NUMBER.search(flat) or not _MAY_BE_OTHER.search(flat):
        return True
    if what == "list" and _LISTING.search(flat):
        return len(flat.split()) <= _FEW
    return len(flat.split()) <= _FEW_OF_AN_ORDER and not _ADVICE.search(flat)


def _asking(question: str) -> str:
    """The sentences that ask to be told, or speak of jobs; what else somebody tells of themselves is not kept."""
    sentences = re.split(r"(?<=[.!?;])\s+", question)
    return " ".join(s for s in sentences if _asks(cues.flattened(s))) or question


def _asks(flat: str) -> bool:
    return any(cues.first(group, flat) for group in ("tell_me", "jobs"))


def _without_asking(question: str, flat: str) -> str:
    """The question without the words that ask to be told, and those for coming up."""
    asking = {word for group in ("tell_me", "comes_up") for span in cues.spans(group, flat) for word in span.split()}
    # `New jobs` asks to be told, and is what is looked for.
    asking = {word for word in asking if not _speaks_of_jobs(word)} | _OF_GETTING
    left = re.sub(r"[^\W_]+", lambda word: _left(word[0], asking), question)
    return re.sub(r"\s+", " ", left.replace("'", " ").replace("’", " ")).strip(" ,.:;-!?")


def _left(word: str, asking: set[str]) -> str:
    said = words(word)
    return "" if said and asking.issuperset(said) else word


def _speaks_of_jobs(said: str) -> bool:
    flat = cues.flattened(said)
    return any(cues.first(group, flat) for group in ("jobs", "contract"))


def _of_something_else(said: str) -> bool:
    return any(purpose in _OTHER for purpose in cues.every("purpose", cues.flattened(said)))


def _search(said: str, paths: Paths) -> Search:
    """What vacancies have to meet. When they were posted is no criterion: those to come are new."""
    found = search_in(f"vacancies: {said}", Conversation(""), paths) or Search(criteria_in(said), (said,))
    return replace(found, criteria=replace(found.criteria, posted=None), questions=(said,), page=0, silent=False)


def _with_before(search: Search, flat: str, conversation: Conversation, paths: Paths) -> Search:
    """What is said now; what was searched before, where nothing is, or where it is to be like that."""
    if (search.criteria or search.words) and not _SUCH.search(flat):
        return search
    before = _before(conversation, paths)
    if before is None:
        return search
    return Search(
        replace(changed(before.criteria, search.criteria), posted=None),
        (*before.questions, *search.questions),
        (*before.words, *search.words),
    )


def _before(conversation: Conversation, paths: Paths) -> Search | None:
    """The last search of a conversation: that of its last turns that were one."""
    for end in range(len(conversation.turns), 0, -1):
        last = conversation.turns[end - 1].question
        if may_ask(last):
            continue
        if found := search_in(last, replace(conversation, turns=conversation.turns[: end - 1]), paths):
            return found
    return None
