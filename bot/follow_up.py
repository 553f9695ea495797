"""A question made to stand alone: what it leans on is taken from its conversation (pure).

No model: pronouns, fragments and places in a list, as `cues.toml` has them, and how little a question says itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import cues
from bot.conversation import Conversation, Turn, told_of
from bot.editions import asks_only_when
from bot.introduced import from_where_it_asks
from bot.naming import Paths, words_naming
from knowledge.keywords import ASKING, content_words, words
from knowledge.records import Document

# A question with so many words of its own beside cues says what it is about, even if a weak pronoun is in it.
_LITTLE = 1
_FEW = 3
_NAMES = re.compile(r"\*\*(.+?)\*\*")
_SAID_BY_CUES = ("asks", "aspect", "purpose", "general", "ladder", "no_phd", "ordinal", "without_language")
# Not `it`, `il` and `het`, of which many stand for nothing.
_PRONOUN = re.compile(
    r"\b(?:they|them|their|she|he|his|hers?|zij|ze|hun|hen|hij|haar|elles?|ils|leurs?)\b(?!\s+(?:who|that|die|qui)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leans on."""

    frame: str
    """The flattened words that say what is asked for: its own, and those of the question before if it is a fragment."""
    query: str
    """What is searched: the question, and the words that name what it points at."""
    paths: tuple[Document, ...] = ()
    """The career paths that it names or points at."""
    before: tuple[str, ...] = ()
    """The queries before it, the latest first, if it leans on them."""
    points_at: tuple[str, ...] = ()
    """Addresses of the documents that it points at."""
    more: bool = False
    """It asks to be told more of what it points at."""
    listed: tuple[Document, ...] = ()
    """The career paths that the last answer listed, if it points at what was told."""
    subject: str = ""
    """The words that say what is spoken of, where it says none itself: of the question that it goes back to."""
    titled: str = ""
    """The title of what was told of last, where it points at that."""

    @property
    def leans(self) -> bool:
        """It could not be understood without its conversation."""
        return bool(self.before)


def standalone(question: str, conversation: Conversation, paths: Paths, *, part: bool = False) -> Standalone:
    """The question with what it leans on. Each question before is understood in its own turn. One that is `part` of a
    question is about what the turn before names, unless it names something itself."""
    answered: Mapping[str, Any] = {}
    before: Standalone | None = None
    for turn in conversation.turns:
        found = _resolved(turn.question, before, answered, paths)
        before, answered = _still_about(found, before, turn, paths), turn.answer
    return _resolved(question, before, answered, paths, part=part)


def _still_about(found: Standalone, before: Standalone | None, turn: Turn, paths: Paths) -> Standalone:
    """A question that named nothing, and was answered from the page of the career path that was spoken of, or says too
    little to have begun anything else, is still about that: what follows it may be, too."""
    if before is None or not before.paths or found.paths or has_a_name(turn.question):
        return found
    cited = [paths.named_in(str(citation["title"])) for citation in turn.answer.get("citations", ())[:1]]
    from_its_page = any(path in named for named in cited for path in before.paths)
    says_little = not found.leans and len(_own_words(found.frame, ())) <= _FEW - 1 and not found.points_at
    return replace(found, paths=before.paths) if from_its_page or (says_little and not any(cited)) else found


def going_on(question: str, conversation: Conversation, paths: Paths) -> Standalone | None:
    """A question that could stand alone, read as one about what was told last; None where nothing was told."""
    if not conversation.turns:
        return None
    last = conversation.turns[-1]
    before = standalone(last.question, replace(conversation, turns=conversation.turns[:-1]), paths)
    meant = _pointed(question, cues.flattened(question), before, last.answer)
    return meant if meant.points_at else None


def says(question: str, paths: Paths) -> tuple[bool, int]:
    """How much a question says of what it is about: whether it names something, and in how many words."""
    flat = cues.flattened(question)
    named = paths.named_in(question)
    return bool(named) or has_a_name(question), len(_own_words(flat, ()))


def leans(question: str) -> bool:
    """It points back, or says too little to be understood alone."""
    flat = cues.flattened(question)
    return _is_fragment(flat, ()) or _points(question, flat)


def leant_on(question: str, before: Sequence[str]) -> str:
    """The words of the questions before it, oldest first, that a question which leans on them goes on with: of the
    last that could stand alone, and of those since. Of places only its own count."""
    since: list[str] = []
    for said in reversed(before[-_FEW:]):
        since.append(said)
        if not leans(said):
            break
    flat = cues.flattened(question)
    kept = [said if not cues.first("place", flat) else _without_places(cues.flattened(said), flat) for said in since]
    return " ".join(" ".join(kept).split())


def place_in_a_list(flat: str) -> str | None:
    """Of the thing that it names by its place. What closes first is another matter."""
    return None if cues.first("closing", flat) else cues.first("ordinal", flat)


def _resolved(
    question: str, before: Standalone | None, answer: Mapping[str, Any], paths: Paths, *, part: bool = False
) -> Standalone:
    flat = cues.flattened(question)
    named = paths.named_in(question, refusable=cues.first("aspect", flat) != "not_suit")
    if before is None:
        return Standalone(flat, question, named)
    place = place_in_a_list(flat)
    listed = _listed(answer)
    if place and not named and listed:
        return _one_of(listed, int(place), question, flat, before, paths)
    if _is_fragment(flat, named) or (not named and asks_only_when(question)):
        gone_on = _gone_on(question, flat, named, before, answer)
        return gone_on if named else replace(gone_on, listed=_paths_listed(answer, before, paths))
    if not named and (_points(question, flat) or (part and not has_a_name(question))):
        return replace(_pointed(question, flat, before, answer), listed=_paths_listed(answer, before, paths))
    return Standalone(flat, question, _beside(flat, named, before))


def _beside(flat: str, named: tuple[Document, ...], before: Standalone) -> tuple[Document, ...]:
    """`What is the difference with quality control?` compares with what was spoken of."""
    if cues.first("purpose", flat) != "compare" or len(named) != 1:
        return named
    return (*(path for path in before.paths[:1] if path not in named), *named)


def _is_fragment(flat: str, named: Sequence[Document]) -> bool:
    """It goes on with the question before: `and in Leuven?`, `et pour un bachelier ?`."""
    own = _own_words(flat, named)
    # "And do they hire without experience?" points at what was told, and asks something of its own.
    of_its_own = len(own) > 1 and "pointing" in cues.every("follow_up", flat)
    opens = cues.first("follow_up", flat) == "fragment" and not of_its_own
    asks = any(cues.first(group, _without(flat, named)) for group in ("asks", "aspect", "purpose"))
    return not asks and ((opens and len(own) <= _FEW) or (not own and not named))


def _points(question: str, flat: str) -> bool:
    own = _own_words(flat, ())
    found = set(cues.every("follow_up", flat))
    names = has_a_name(question)
    if not names and len(own) <= _FEW and ("there" in found or "fragment" in found):
        # `And who pays?`, `Can I do an internship there?`
        return True
    if "pointing" in found or "more" in found:
        return not names or len(own) <= _FEW or _begins_with_a_pronoun(question)
    return not names and (len(own) <= _LITTLE or ("weakly" in found and len(own) <= _FEW - 1))


def _begins_with_a_pronoun(question: str) -> bool:
    """Somebody or something is told of by a pronoun before any name: `Do they train people in Ghent, too?`"""
    pronoun = _PRONOUN.search(question)
    return pronoun is not None and not has_a_name(question[: pronoun.start()])


def _gone_on(
    question: str, flat: str, named: tuple[Document, ...], before: Standalone, answer: Mapping[str, Any]
) -> Standalone:
    # A name that two paths share means the one that was spoken of: `and EFSA?`.
    named = tuple(path for path in named if path in before.paths) or named
    gone = before.paths if named else ()
    kept, frame = (
        _without_places(_without(said, gone), flat)
        for said in (cues.flattened(from_where_it_asks(before.query)), before.frame)
    )
    return Standalone(
        frame=f"{frame}{flat}",
        query=f"{question} {' '.join(kept.split())}",
        paths=named or before.paths,
        before=(before.query, *before.before)[:_FEW],
        points_at=() if named or has_a_name(question) else _told_of(answer, before),
    )


def _pointed(question: str, flat: str, before: Standalone, answer: Mapping[str, Any]) -> Standalone:
    more = "more" in set(cues.every("follow_up", flat))
    told = [str(citation["title"]) for citation in answer.get("citations", ())[:1]] if _answered(answer) else []
    titles = told or [before.titled]
    # What is asked of a thing says nothing of the thing: after `is it free?`, `who can join?` asks of the same.
    subject = before.subject or " ".join(_own_words(cues.flattened(from_where_it_asks(before.query)), ()))
    spoken_of = " ".join(dict.fromkeys((*titles, *subject.split())))
    return Standalone(
        frame=flat,
        query=f"{question} {spoken_of}".strip(),
        paths=before.paths,
        before=(before.query, *before.before)[:_FEW],
        points_at=_told_of(answer, before),
        more=more,
        subject=subject,
        titled=titles[0],
    )


def _one_of(
    listed: Sequence[tuple[str, str]], place: int, question: str, flat: str, before: Standalone, paths: Paths
) -> Standalone:
    """The thing at this place of what was listed last; the last one where the list is shorter."""
    address, title = listed[min(place, len(listed)) - 1 if place > 0 else -1]
    named = tuple(path for path in paths if path.address == address) or paths.named_in(title)
    bare = not any(cues.first(group, flat) for group in ("asks", "aspect"))
    return Standalone(
        frame=flat,
        query=f"{question} {title}",
        paths=named[:1],
        before=(before.query,),
        points_at=(address,),
        more=bare and not named,
    )


def _listed(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the last answer listed, in order: address and title of each document, each once."""
    cited = {citation["number"]: citation for citation in answer.get("citations", ())}
    lines = str(answer.get("text", "")).splitlines()
    compared = next((_NAMES.findall(line) for line in lines if line.startswith("| ") and line.count("**") > _FEW), [])
    if compared:
        # What stands side by side is listed by its columns.
        addresses = {citation["title"]: citation["document"] for citation in answer.get("citations", ())}
        return [(addresses.get(title, ""), title) for title in compared]
    rows = [line for line in lines if line.startswith(("- ", "| **", "**"))]
    numbers = [int(n) for line in rows for n in cues.NUMBERED.findall(line)]
    found = {told_of(cited[n]): cited[n]["title"] for n in numbers if n in cited}
    return list(found.items())


def _paths_listed(answer: Mapping[str, Any], before: Standalone, paths: Paths) -> tuple[Document, ...]:
    """The career paths of which the last answer told one a line, none if it listed anything else. Where it told of
    some of those that were listed before it, or of none, it is all of them that are spoken of."""
    pages = {told_of(citation) for citation in answer.get("citations", ()) if citation.get("kind") == "path"}
    listed = _listed(answer)
    named = [found[0] for address, title in listed if address in pages and (found := paths.named_in(title))]
    known = {path.address for path in before.listed}
    if len(named) < len(listed) or known.issuperset(path.address for path in named):
        return before.listed if len(named) == len(listed) else ()
    return tuple({path.address: path for path in named}.values())


def _told_of(answer: Mapping[str, Any], before: Standalone) -> tuple[str, ...]:
    """The documents that the last answer rests on, the first first; after silence those of the answer before it."""
    if not _answered(answer):
        return before.points_at
    return tuple(dict.fromkeys(told_of(citation) for citation in answer.get("citations", ())))


def _answered(answer: Mapping[str, Any]) -> bool:
    return bool(answer.get("outcome", "answered") == "answered")


def _own_words(flat: str, named: Sequence[Document]) -> list[str]:
    """The words of a question that say what it is about, beside those that say what is asked of it."""
    spoken = _without(flat, named)
    cued = _cued(spoken)
    return [w for w in content_words(spoken) if w not in cued and w not in ASKING and len(w) > 1]


def _cued(flat: str) -> set[str]:
    groups = (*_SAID_BY_CUES, "follow_up")
    return {word for group in groups for match in cues.spans(group, flat) for word in match.split()}


def _without(flat: str, paths: Sequence[Document]) -> str:
    naming = words_naming(paths, flat)
    return f" {' '.join(word for word in flat.split() if word not in naming)} "


def _without_places(flat: str, instead: str) -> str:
    """`And in Leuven?` asks for Leuven instead of the place before."""
    if not cues.first("place", instead):
        return flat
    places = {word for span in cues.spans("place", flat) for word in span.split()}
    return f" {' '.join(word for word in flat.split() if word not in places)} "


def last_told(conversation: Conversation) -> str | None:
    """Address of the document that the last answer began with, if it answered."""
    last = conversation.turns[-1].answer if conversation.turns else {}
    return next((told_of(cited) for cited in last.get("citations", ())), None) if _answered(last) else None


def has_a_name(question: str) -> bool:
    """A word with a capital, not at the beginning: it names something itself."""
    spoken = [word for word in cues.A_WORD.findall(question)[1:] if word[:1].isupper() and words(word)]
    return not question.isupper() and any(word.casefold() not in cues.NO_NAMES for word in spoken)
