"""Care within a conversation: hears what a message is, whatever else fails, and answers in fixed words."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.care.recognition import Care, hints, recognise
from bot.care.wording import words_for
from bot.conversation import Answer, Conversation
from bot.memory import Memory, UnknownConversation, now
from bot.suggestions import usual
from knowledge.language import language_of
from knowledge.records import Language
from prompts.care import care_text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, looked at before anything else is done with it."""

    language: Language
    conversation: Conversation | None
    """What was said before; None for a new conversation, or for one that cannot be recalled."""
    care: Care | None
    """What it is that gets fixed words; None for a question for the guide."""
    hints: bool = False
    """It is a question for the guide, and somebody in need might ask it so."""

    @property
    def at_once(self) -> bool:
        """It is answered whatever its length and whatever else fails: somebody may be in need."""
        return self.care is not None and self.care.outcome != "declined" and not self.care.can_wait


class Desk:
    """Where a message comes first."""

    def __init__(self, memory: Memory, contacts: Mapping[str, str]) -> None:
        """`contacts` says for some topics how a person is reached."""
        self._memory, self._contacts = memory, contacts

    def hear(self, question: str, conversation: str | None, language: Language | None) -> Heard:
        """What a message is, in its conversation, or from its words alone if that is not to be had. Never fails."""
        earlier = self._recalled(conversation)
        try:
            spoken = language or language_of(question, earlier.language if earlier else None)
            last = earlier.turns if earlier else ()
            care = recognise(question, spoken, last)
            return Heard(spoken, earlier, care, hints=care is None and hints(question, last))
        except Exception as error:
            # Not the trace: it might hold the words. The question goes the way of every other one.
            log.error("whether a message needs care could not be told: %s", type(error).__name__)
            return Heard(language or "en", earlier, None)

    def answer(self, heard: Heard, conversation: str | None) -> Answer:
        """The fixed words for what was heard. Never fails."""
        assert heard.care is not None
        suggested = usual(heard.language) if heard.care.outcome in ("declined", "handed_over") else []
        if heard.care.topic == "distress" and heard.care.beside and not heard.care.acute:
            suggested = [heard.care.beside]
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation=heard.conversation.id if heard.conversation else self._begun(conversation),
            text=words_for(heard.care, heard.language, self._contacts),
            language=heard.language,
            outcome=heard.care.outcome,
            made_by="fixed",
            suggestions=tuple(suggested),
            care=heard.care.topic,
        )

    def beside(self, heard: Heard) -> str:
        """What may be looked up with the fixed words; nothing where it must wait, as with somebody in distress."""
        care = heard.care
        if care is None or care.topic == "distress" or care.outcome != "supported" or care.acute:
            return ""
        return care.beside

    def with_both(self, answer: Answer, looked_up: Answer) -> Answer:
        """The fixed words first, and after them what was found for the question beside the need."""
        lead = care_text(answer.language, "beside.lead")
        return replace(
            answer,
            text="\n\n".join((answer.text, lead, looked_up.text)),
            made_by=looked_up.made_by,
            citations=looked_up.citations,
            cards=looked_up.cards,
            suggestions=looked_up.suggestions,
        )

    def with_a_line(self, answer: Answer, heard: Heard) -> Answer:
        """An answer, and below it, if the question only sounded like need, where somebody listens."""
        return replace(answer, text=answer.text + self.line(answer, heard))

    def line(self, answer: Answer, heard: Heard) -> str:
        """What stands below an answer to a question that sounds like need, or may be; nothing below any other."""
        faint = heard.care is not None and heard.care.faint
        return "\n\n" + care_text(answer.language, "beside.also") if faint or heard.hints else ""

    def note(self, answer: Answer) -> None:
        """Note who was told how to reach a person, and about what; never a word of what was said."""
        if answer.care and answer.outcome in ("supported", "handed_over"):
            self._memory.note_handover(answer.conversation, answer.care, answer.language, now())

    def _recalled(self, conversation: str | None) -> Conversation | None:
        if conversation is None:
            return None
        try:
            return self._memory.recall(conversation, now())
        except UnknownConversation:
            return None
        except Exception:
            log.exception("a conversation could not be recalled")
            return None

    def _begun(self, given: str | None) -> str:
        try:
            return self._memory.begin(now()).id
        except Exception:
            log.exception("a conversation could not be begun")
            return given or secrets.token_urlsafe(18)
