"""Findings -> what a model is asked: the rules, the numbered passages, what was said, the question."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.citations import MOST, evidence_of
from bot.compose.criteria import in_words
from bot.compose.draft import LANGUAGE_NAMES, Draft
from bot.compose.vacancies import names_of_fields
from bot.conversation import Conversation
from bot.gather import Findings
from bot.understand import Purpose
from knowledge.records import Document, Language, Passage
from knowledge.sections import section_of
from prompts import day_in_words, prompt, reply

NOTHING = "NOT_IN_SOURCES"
"""What the model writes where the passages do not answer."""
# The others are lists and counts, which are made of records and not of words. What suits somebody is a matter of words.
_WRITTEN: tuple[Purpose, ...] = ("question", "explain", "compare", "courses", "events")
_FEWER = 3
_LONGEST_PASSAGE = 1_600
# About eight hundred tokens: enough for a follow-up, and no more than is paid for gladly each time.
_LONGEST_CONVERSATION = 2_600
_LONGEST_QUESTION, _LONGEST_ANSWER = 1_000, 500
_NUMBER = re.compile(r"\s*\[\d{1,2}\]")
_MARKS = re.compile(r"<{2,}|>{2,}|<\||\|>")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is asked, and the passages that it may cite by their place."""

    passages: tuple[Passage, ...]
    system: str
    question: str
    shorter: str
    """The same with the first few passages alone."""


def passages_for(findings: Findings, draft: Draft) -> tuple[Passage, ...]:
    """The passages that a model may write from, best first; none where the guide's own words are the better ones."""
    request = findings.request
    is_advice = request.purpose == "overview" and bool(request.wishes)
    if draft.made_by == "fixed" or not (is_advice or request.purpose in _WRITTEN) or _is_of_records(findings):
        return ()
    found = {passage.id: passage for passage in _bearing(findings, draft)}
    return tuple(_without_twins(list(found.values()), request.language))[:MOST]


def _is_of_records(findings: Findings) -> bool:
    return bool(findings.matched or findings.gone or findings.still_open or findings.agenda)


def _bearing(findings: Findings, draft: Draft) -> Iterator[Passage]:
    yield from (evidence.passage for evidence in evidence_of(draft.paragraphs))
    yield from findings.told
    yield from (line.passage for line in findings.lines)


def _without_twins(passages: Sequence[Passage], language: Language) -> list[Passage]:
    """Each section of a page once, in the reader's language if it is among them: its translation says the same."""
    spoken = {_place(passage) for passage in passages if passage.work and passage.language == language}
    return [each for each in passages if each.language == language or not each.work or _place(each) not in spoken]


def _place(passage: Passage) -> tuple[str | None, str | None]:
    return passage.work, section_of(passage.section)


def brief(
    findings: Findings,
    passages: Sequence[Passage],
    conversation: Conversation,
    paths: Sequence[Document],
    today: date,
    masked: Callable[[str], str],
    code: str | None = None,
) -> Brief:
    """What the model is told; the passages are as `bot.model.bare` leaves them. Everything that is not ours stands
    between marks with a code that nobody can guess, and has passed through `masked`. What stays the same comes first,
    so that a provider can keep it."""
    code = code or secrets.token_hex(8)
    language = reply("en", f"frame.{LANGUAGE_NAMES[findings.request.language]}")
    texts = [_passage(number, passage, code, masked) for number, passage in enumerate(passages, start=1)]
    blanks = {
        "today": day_in_words("en", today),
        "code": code,
        "conversation": _marked("conversation", masked(conversation_in_short(conversation)), code),
        "person": _plain(masked("; ".join(_said_of_themselves(findings, paths)) or "nothing yet")),
        "question": _marked("question", masked(findings.request.question), code),
        "language": language,
    }

    def with_passages(some: Sequence[str]) -> str:
        return prompt("compose.question", passages="\n\n".join(some), **blanks)

    return Brief(tuple(passages), prompt("compose.system"), with_passages(texts), with_passages(texts[:_FEWER]))


def conversation_in_short(conversation: Conversation) -> str:
    """The latest turns that there is room for, the latest last; answers without their numbers, long ones cut."""
    told: list[str] = []
    left = _LONGEST_CONVERSATION
    for turn in reversed(conversation.turns):
        answer = _NUMBER.sub("", str(turn.answer.get("text", "")))
        said = f"Student: {_cut(turn.question, _LONGEST_QUESTION)}\nGuide: {_cut(answer, _LONGEST_ANSWER)}"
        left -= len(said)
        if left < 0:
            break
        told.insert(0, said)
    return "\n".join(told) or "(nothing)"


def said_by(findings: Findings, conversation: Conversation) -> str:
    """All that the person said: figures and names in it may be said again."""
    return "\n".join([*(turn.question for turn in conversation.turns), findings.request.question])


def _passage(number: int, passage: Passage, code: str, masked: Callable[[str], str]) -> str:
    language = reply("en", f"frame.{LANGUAGE_NAMES[passage.language]}")
    place = " > ".join(part for part in (passage.title, passage.heading) if part)
    told = f"From: {place}\nLanguage: {language}. Checked on {day_in_words('en', passage.checked)}.\n"
    return _marked(f"passage {number}", masked(told + _cut(passage.text, _LONGEST_PASSAGE)), code)


def _said_of_themselves(findings: Findings, paths: Sequence[Document]) -> list[str]:
    return in_words(findings.request.criteria, findings.request.language, names_of_fields(findings, paths))


def _marked(what: str, text: str, code: str) -> str:
    return f"<<{what} {code}>>\n{_plain(text.strip())}\n<<end {code}>>"


def _plain(text: str) -> str:
    """A text without what could pass for one of our marks, or for those between which some models read."""
    return _MARKS.sub(lambda found: " ".join(found[0]), text)


def _cut(text: str, most: int) -> str:
    """The beginning of a text, up to the end of a line or sentence."""
    if len(text) <= most:
        return text
    kept = text[:most]
    end = max(kept.rfind("\n"), kept.rfind(". ") + 1)
    return kept[: end if end > most // 2 else most]
