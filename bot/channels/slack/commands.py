"""What `/career` understands, and the questions that its words stand for (pure)."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.records import Language
from prompts import reply

_QUESTIONS: dict[str, Callable[[Language, str], str]] = {
    "ask": lambda _, words: words,
    "jobs": lambda language, words: (
        reply(language, "suggest.search", criteria=words) if words else reply(language, "suggest.search_all")
    ),
    "events": lambda language, words: f"{reply(language, 'slack.ask_events')} {words}".strip(),
    "person": lambda language, words: f"{reply(language, 'slack.ask_person')} {words}".strip(),
}
_ALSO = {
    "vraag": "ask",
    "demande": "ask",
    "vacatures": "jobs",
    "emplois": "jobs",
    "evenementen": "events",
    "événements": "events",
    "evenements": "events",
    "persoon": "person",
    "human": "person",
    "personne": "person",
    "vergeet": "forget",
    "oublie": "forget",
    "zoekopdrachten": "searches",
    "recherches": "searches",
    "hulp": "help",
    "aide": "help",
}


def understood(command: str, text: str) -> tuple[str, str]:
    """The verb of a command and the words after it: ask, jobs, events, person, searches, forget or help."""
    if command.strip().lower() == "/ask":
        return ("ask", text.strip()) if text.strip() else ("help", "")
    verb, _, words = text.strip().partition(" ")
    verb = _ALSO.get(verb.lower(), verb.lower())
    if verb in ("forget", "searches") or (verb in _QUESTIONS and (words.strip() or verb != "ask")):
        return verb, words.strip()
    # Who forgets the word and plainly asks is answered.
    return ("ask", text.strip()) if words and text.strip().endswith("?") else ("help", "")


def question(verb: str, words: str, language: Language) -> str:
    """The question that a command stands for."""
    return _QUESTIONS[verb](language, words)
