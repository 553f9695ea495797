"""The guide on a terminal: one answer, or a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.plain import plain

_WORDS = {
    "en": ("Sources", "checked on", "You could ask"),
    "nl": ("Bronnen", "nagekeken op", "Je kunt vragen"),
    "fr": ("Sources", "vérifié le", "Tu pourrais demander"),
}


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """An Answer, as JSON, in lines to print: the text, its numbered sources, what to ask next."""
    sources, checked, ask = _WORDS[answer["language"]]
    yield answer["text"].replace("**", "")
    if answer["citations"]:
        yield f"\n{sources}"
    for citation in answer["citations"]:
        place = " > ".join(part for part in (citation["title"], citation["heading"]) if part)
        yield f"[{citation['number']}] {place} ({citation['document']}, {checked} {citation['checked']})"
        yield f"    “{plain(citation['quote'])}”"
    if answer["suggestions"]:
        yield f"\n{ask}"
        yield from (f"- {suggestion}" for suggestion in answer["suggestions"])
