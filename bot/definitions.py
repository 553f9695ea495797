"""What a word or an abbreviation means: which question asks it, and which sentence says it (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import cues
from bot.evidence import Line
from knowledge.plain import plain

# How a sentence goes on after what it defines: `GMP, good …`, `CRO (contract …)`, `An API is …`, `SOP: …`.
_SAYS_SO = re.compile(
    r"\s*(?:(?:or|of|ou)\s+\S+?)?\s*(?:\([^)]*\)\s*)?"
    r"(?:[,:(=–-]|(?:is|are|means?|stands? for|betekent|betekenen|staat|staan|zijn|est|sont|"
    r"d[ée]signe(?:nt)?|signifie(?:nt)?)\b)",
    re.I,
)
# ... and names the kind of thing that it is: `OPINNO is a programme`, before `OPINNO is meant for students`.
_A_KIND = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:is|are|est|sont|zijn)\s+(?:an?|the|een|de|het|une?|des?|les?|la)\b|(?:est|is)\s+l['’])",
    re.I,
)
_BEGINS = re.compile(r"^(?:an?|the|een|de|het|une?|les?|la|l['’])\s*", re.I)
# `What is the entry degree for a QP?` asks for no meaning.
_MOST_WORDS = 4


def term_asked(question: str) -> str | None:
    """The word or words whose meaning a question asks for, in small letters; None if it asks for something else."""
    term = asked = cues.flattened(question)
    while found := next(cues.matches("means", term), None):
        term = f" {term[: found[1].start()].strip()} {term[found[1].end() :].strip()} "
    words = term.split()
    return " ".join(words) if term != asked and 0 < len(words) <= _MOST_WORDS else None


def defined_first(lines: Sequence[Line], question: str) -> list[Line]:
    """The sentences, those first that define what the question asks the meaning of."""
    term = term_asked(question)
    if term is None or not lines:
        return list(lines)
    best, bearing = max(line.score for line in lines), max(lines, key=lambda line: line.fit).bearing
    found = [(line, _says_of(line.text, term)) for line in lines]
    weighed = [replace(line, score=best + more, bearing=bearing) if more else line for line, more in found]
    return sorted(weighed, key=lambda line: -line.score)


def defines(sentence: str, term: str) -> bool:
    """Whether a sentence opens with the term and goes on to say what it is."""
    return _goes_on(_SAYS_SO, sentence, term)


def _says_of(sentence: str, term: str) -> int:
    """How well a sentence says what the term means; 0 if it does not."""
    if not defines(sentence, term):
        return int(spells_out(sentence, term))
    return 3 if _goes_on(_A_KIND, sentence, term) else 2


def _goes_on(how: re.Pattern[str], sentence: str, term: str) -> bool:
    said = _BEGINS.sub("", plain(sentence).strip())
    opening = re.match(r"[\s\W]*".join(map(re.escape, term.split())), said, re.I)
    return opening is not None and how.match(said, opening.end()) is not None


def spells_out(sentence: str, term: str) -> bool:
    """Whether a sentence says what an abbreviation stands for: `individual case safety reports (ICSRs)`."""
    return re.search(rf"\w\s\({re.escape(term)}s?[),;]", plain(sentence), re.I) is not None
