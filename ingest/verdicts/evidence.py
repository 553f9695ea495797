"""What one statement says of one aspect, and whether it is about the candidate at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.verdicts.scope import Mention, cues_of
from ingest.verdicts.statements import Statement
from ingest.verdicts.words import WORDS, words
from knowledge.records import Need


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement says of an aspect. Unknown: it names the thing and leaves open whether it is wanted."""

    aspect: str
    need: Need
    line: str
    detail: str | None = None
    profile: bool = False
    """It stands where the employer lists what the candidate brings."""
    inferred: bool = False
    """It follows from what is asked instead: who asks for a bachelor asks for no PhD."""
    strength: int = 0


_PEOPLE = WORDS["people"]
_CANDIDATE = words(_PEOPLE["candidate"])
_OPENER = words(_PEOPLE["opener"])
_OURS = words(_PEOPLE["ours"])
_GIVING = words(_PEOPLE["giving"])
_BEFORE = 60
# `Minimum a relevant`, `Houder van een`: nothing yet but the thing itself.
_PLAIN = re.compile(r"[\w'’.-]+")
_MOST_BEFORE = 4
_BEGUN = re.compile(
    r"(?<!\w)(?:you(?:.ll)?|we(?!.{0,12}(?:hir|accept|recruit|welcome|look|seek|need|want))|they|"
    r"who(?:ever)?|je|jij|wie|wij(?! (?:zoek|aanvaard|werv))|tu|vous|"
    r"nous(?! (?:cherch|recherch|accept|recrut|engag))|il|elle|ils|celui|this is)(?!\w)|"
    r"^\W*(?!de formation)(?:the|this|our|de|het|deze|dit|onze?|notre|nos|cette?|ces)(?!\w)",
    re.IGNORECASE,
)
_OTHERS_DOING = re.compile(
    r"(?<!\w)(?:support|supervise|train|mentor|coach|guide|assist|help|visit|contact|"
    r"work (?:closely )?with|collaborat\w+|founded|"
    r"begeleidt|ondersteunt|bezoekt|contacteert|helpt|samenwerk\w*|leidt|werkt (?:nauw )?(?:samen )?met|"
    r"encadre[sz]|aide[sz]|accompagne[sz]|rencontre[sz]|visite[sz]|travaille[sz] avec)(?!\w)",
    re.IGNORECASE,
)


def wanted(statement: Statement, need: Need | None, mention: Mention) -> Need | None:
    """The need that a mention carries in its section, or None where it says nothing of the candidate."""
    if statement.heading:
        return None
    if need is None and not asked_of_candidate(statement, mention):
        return None
    if need is None and about_employer(statement, mention):
        return None
    if need in (None, "required"):
        return "preferred" if statement.section == "nice" else "required"
    return need


def asked_of_candidate(statement: Statement, mention: Mention) -> bool:
    """Whether a bare mention is a demand: in the profile it is, elsewhere somebody must hold or have it."""
    before = statement.text[: mention.start]
    if _OTHERS_DOING.search(before[-_BEFORE:]):
        return False
    if statement.section in ("profile", "nice"):
        return True
    if statement.section == "offer":
        return False
    held = bool(_OPENER.search(before[-_BEFORE:])) and bool(_CANDIDATE.search(before) or _explicit(statement.text))
    if statement.section == "duties":
        return held or (_explicit(statement.text) and bool(_CANDIDATE.search(before)))
    return held or _explicit(statement.text) or _opens_line(before)


def _opens_line(before: str) -> bool:
    """Nothing yet but the thing itself: no clause has begun, `you will defend your`, that says something of it."""
    return len(_PLAIN.findall(before)) <= _MOST_BEFORE and not _BEGUN.search(before)


def about_employer(statement: Statement, mention: Mention) -> bool:
    """`We have a team of`, `our PhDs`: the employer speaks of itself."""
    if statement.section == "offer" or _GIVING.search(statement.text, 0, mention.start):
        return True
    before = statement.text[: mention.start]
    return bool(_OURS.search(before[-_BEFORE:])) and not _CANDIDATE.search(before)


def _explicit(text: str) -> bool:
    return bool(cues_of(text))
