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
    weighed = [replace(line, score=best + 1, bearing=bearing) if defines(line.text, term) else line for line in lines]
    return sorted(weighed, key=lambda line: -line.score)


def defines(sentence: str, term: str) -> bool:
    """Whether a sentence opens with the term and goes on to say what it is, or spells it out."""
    said = _BEGINS.sub("", plain(sentence).strip())
    opening = re.match(r"[\s\W]*".join(map(re.escape, term.split())), said, re.I)
    if opening is not None and _SAYS_SO.match(said, opening.end()) is not None:
        return True
    # `Individual case safety reports (ICSRs)` spells an abbreviation out.
    return re.search(rf"\w\s\({re.escape(term)}s?[),;]", said, re.I) is not None
