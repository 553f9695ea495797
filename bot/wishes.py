"""What somebody says that they like, would rather not do, and studied: so that paths can be found by it (pure).

These are words of the question and nothing more: no trait is inferred from them, and nothing of it is kept apart from
the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import cues
from bot.criteria import criteria_in
from bot.follow_up import Standalone
from knowledge.records import CareerPath, Document

# `I like people but not the lab` says two things.
# `A bachelor in medical laboratory technology` says what was studied, and not that laboratories are liked.
_STUDIES = re.compile(
    r" (?:degree|masters?|master s|bachelors?|bachelor s|phd|diploma|bachelier|licence|graduaat|(?:have |heb )?studied|"
    r"study|studying|studies|studeer|studeert|studeerde|gestudeerd|opleiding|etudie|etudes|diplome|diplomee|graduaat)"
    r" (?:(?:in|of|de|en|d|la|van|het|the) )*(?:(?!(?:what|which|where|who|how|wat|welke|waar|hoe|que|quoi|quels?|"
    r"quelles?|and|but|en|maar|et|mais|i|ik|je|without|zonder|sans) )\w+ ){1,4}"
)
# `I'm not a doctor` says what somebody is not.
_IS_NOT = re.compile(r" (?:not|no|isn t|niet|geen|pas|non) (?:an? |een |un |une |de )?$")
# What these studied goes where the page of a path asks for a life science.
_LIFE_SCIENCES = frozenset(("biochemistry", "biotechnology"))
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_CLAUSES = re.compile(r"[.;:!?,]|\b(?:but|and|though|or|except|maar|en|behalve|mais|et|ou|sauf)\b", re.I)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the work should be about and what not, by theme, and what the person studied."""

    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    """What is liked too, but no career path is about."""

    def __bool__(self) -> bool:
        return bool(self.likes or self.dislikes or self.backgrounds)

    def joined(self, before: Wishes) -> Wishes:
        """These beside those of before; what is said now takes the place of its opposite."""
        likes = (*(theme for theme in before.likes if theme not in self.dislikes), *self.likes)
        dislikes = (*(theme for theme in before.dislikes if theme not in self.likes), *self.dislikes)
        return Wishes(_once(likes), _once(dislikes), _once((*before.backgrounds, *self.backgrounds)))


def wishes_in(question: str) -> Wishes:
    """What a question says of them. A theme counts where the question says that somebody likes it or not, or asks
    which work has it or has it not; a background where it says so of a person."""
    whole = cues.flattened(question)
    asks = cues.first("what_work", whole) is not None
    likes: list[str] = []
    dislikes: list[str] = []
    before: bool | None = None
    for clause in _clauses(question):
        said = _said(clause, before)
        for theme, match in cues.matches("theme", _STUDIES.sub(_blank, clause)):
            if before is said is False or cues.first("dislikes", f"{clause[: match.end()]} "):
                dislikes.append(theme)
            elif said or asks:
                likes.append(theme)
        before = said
    return Wishes(
        likes=_once(tuple(theme for theme in likes if theme not in dislikes)),
        dislikes=_once(tuple(dislikes)),
        backgrounds=_once(tuple(_backgrounds(whole))),
    )


def speaks_of(themes: tuple[str, ...], sentence: str) -> int:
    """How many of the themes a sentence is about."""
    flat = cues.flattened(sentence)
    return len(set(themes) & set(cues.every("theme", flat)))


def studied(backgrounds: tuple[str, ...], sentence: str) -> bool:
    """Whether a sentence names one of the studies."""
    flat = cues.flattened(sentence)
    of_life = not _LIFE_SCIENCES.isdisjoint(backgrounds) and cues.first("life_science", flat) is not None
    return of_life or not set(backgrounds).isdisjoint(cues.every("background", flat))


def _clauses(question: str) -> Iterator[str]:
    for clause in _CLAUSES.split(question):
        flat = cues.flattened(clause)
        if flat.strip():
            yield flat


def _said(clause: str, before: bool | None) -> bool | None:
    """Whether the clause says that somebody likes or dislikes something; a clause without a verb goes on as before."""
    if cues.first("likes", clause):
        return cues.first("dislikes", clause) is None
    if cues.first("dislikes", clause):
        return False
    return before


def _backgrounds(flat: str) -> Iterator[str]:
    for name, match in cues.matches("background", flat):
        before = f"{flat[: match.start()]} "
        if cues.first("studied", before) and not _IS_NOT.search(before):
            yield name


def _blank(said: re.Match[str]) -> str:
    """Spaces in the place of words, so that all others stay where they are."""
    return " " * len(said[0])


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def wishes_asked(question: str, meant: Standalone) -> Wishes:
    """What is wished for, if the question asks which paths come near it and for nothing else."""
    flat = cues.flattened(question)
    wishes = wishes_in(question)
    if meant.before and wishes:
        wishes = wishes.joined(wishes_in(meant.before[0]))
    # "No lab work" names the lab technician, too, and "I like teaching" the teacher.
    wished = {*wishes.likes, *wishes.dislikes} if cues.first("aspect", flat) is None else set()
    named = [path for path in meant.paths if wished.isdisjoint(_themes(path))]
    of_something_else = (
        named
        or cues.first("job_open", flat)
        or cues.first("asks", flat)
        or cues.first("outlook", flat)
        or criteria_in(question).places
    )
    return wishes if _asks_which_work(question, meant) and not of_something_else else Wishes()


def _asks_which_work(question: str, meant: Standalone) -> bool:
    """The question in it asks so; where it only tells what somebody likes, that is asked."""
    asked = [sentence for sentence in _SENTENCE.findall(question) if sentence.rstrip().endswith("?")]
    if not asked or meant.before:
        return True
    return any(cues.first("what_work", cues.flattened(sentence)) for sentence in asked)


def _themes(path: Document) -> tuple[str, ...]:
    return path.facts.themes if isinstance(path.facts, CareerPath) else ()
