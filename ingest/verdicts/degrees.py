"""What a statement says of degrees: the PhD, and the lowest ladder that suffices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.verdicts.evidence import Evidence, wanted
from ingest.verdicts.scope import Mention, Said, linked
from ingest.verdicts.situations import otherwise
from ingest.verdicts.statements import Statement
from ingest.verdicts.words import WORDS, Span, spans, within, words
from knowledge.records import Need

LADDERS = ("professional bachelor", "academic bachelor", "master", "PhD")

_PHD, _DEGREE = WORDS["phd"], WORDS["degree"]
_NAMES = (
    ("PhD", words(_PHD["names"], _PHD["postdoc"])),
    ("profession", words(_DEGREE["profession"])),
    ("practice", words(_DEGREE["practice"])),
    ("master", words(_DEGREE["master"])),
    ("secondary", words(_DEGREE["secondary"])),
    ("university", words(_DEGREE["university"])),
    ("bachelor", words(_DEGREE["bachelor"])),
    ("any", words(_DEGREE["any"])),
)
_BELOW = (*LADDERS[:3], "university", "profession")
_NAMED = (*_BELOW, "PhD")
_STUDYING = re.compile(
    r"(?:you(?:.re| are)|je bent|tu es|vous êtes|studying)(?: (?:an?|een|un|une|last-year|"
    r"final-year))*\W*(?:étudiante?s? en )?$",
    re.IGNORECASE,
)
_OTHERS = (words(_PHD["others"], _PHD["positions"]), words(_DEGREE["others"]))
_POSITION, _UNSURE = words(_PHD["positions"]), words(_PHD["unsure"])
_WHETHER = words([entry.replace("{phd}", "(?:ph\\.?d\\.?|doctora(?:te|at|l degree|t))") for entry in _PHD["whether"]])
_INSTEAD = words(_DEGREE["instead"])
_PROFESSIONAL = re.compile(_DEGREE["professional"], re.IGNORECASE)
_ACADEMIC = re.compile(_DEGREE["academic"], re.IGNORECASE)
_CERTAIN = re.compile(
    r"(?<!\w)(?:you are|you.re|qualified|licensed|registered|degree|diploma|je bent|vous êtes|tu es|"
    r"als|hold|holding|hebt|diplôme|with|or|of|ou|van|titulaire|as|an?)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"without (?:an? )?(?:ph\.?d|doctora).{0,40}(?:not|n.t) be|(?:zonder|sans) (?:een |"
    r"un )?(?:ph\.?d|doctora).{0,40}(?:niet|geen|pas)(?!\w)|no ph\.?d.{0,30}will not",
    re.IGNORECASE,
)
_INVITED = re.compile(
    r"(?:invited|encouraged|welcome|free|can|may|kan|kunnen|peuvent) (?:\w+ )?(?:to )?(?:apply|solliciteren|postuler)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?:whether you|of je (?:nu )?|que (?:vous|tu) (?:ayez|aies|soyez|sois))", re.IGNORECASE)


def degree_evidence(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    """What the statement says of the PhD and of the degree."""
    text, profile = statement.text, statement.section in ("profile", "nice")
    if _POSITION.search(text):
        # Who starts a PhD is asked for a lower degree, where the text asks for one at all.
        yield Evidence("phd", "unknown", text, inferred=True)
    if statement.heading:
        return
    wants = {mention: _need(statement, mention, mentions, said) for mention in mentions}
    for mention in mentions:
        if mention.name == "PhD" and (wants[mention] or statement.section != "offer"):
            yield Evidence("phd", wants[mention] or "unknown", text, profile=profile)
    yield from _degree(statement, mentions, wants)


def degree_mentions(statement: Statement) -> list[Mention]:
    """The degrees that the statement names as the candidate's."""
    text = statement.text
    taken: list[Span] = [
        span
        for pattern in _OTHERS
        for span in spans(pattern, text)
        if not _STUDYING.search(text, max(0, span[0] - 40), span[0])
    ]
    found: list[Mention] = []
    for name, pattern in _NAMES:
        for span in spans(pattern, text):
            if within(span, taken) or (name in ("profession", "practice") and not _practised(statement, span)):
                continue
            taken.append(span)
            found.append(Mention(*span, "degree", _named(name, text, span)))
    found.sort(key=lambda mention: mention.start)
    # `A university degree of pharmacist` names one degree.
    doubled = {
        first for first, second in pairwise(found)
        if first.name in ("university", "any")
        and second.name in ("master", "profession")
        and second.start - first.stop < 25
        and not linked(text, first, second)
    }  # fmt: skip
    return [mention for mention in found if mention not in doubled]


def _practised(statement: Statement, span: Span) -> bool:
    """A pharmacist that one is, not one that one visits."""
    text = statement.text
    before = text[: span[0]]
    bare = statement.section != "duties" and len(re.findall(r"\w+", before)) <= 1
    listed = bool(re.search(r"(?:[,/]|or|of|ou)\s*$", before, re.IGNORECASE)) or bool(
        re.match(r"\s*(?:,|/|or |of |ou )", text[span[1] :])
    )
    return bare or bool(_CERTAIN.search(before[-40:])) or listed


def _named(name: str, text: str, span: Span) -> str:
    if name == "practice":
        return LADDERS[0]
    return _ladder(text, span) if name == "bachelor" else name


def _ladder(text: str, span: Span) -> str:
    """A bachelor of no named kind may be the professional one."""
    around = text[max(0, span[0] - 32) : span[1] + 24]
    if _PROFESSIONAL.search(around) or not _ACADEMIC.search(around):
        return "professional bachelor"
    return "academic bachelor"


def _need(statement: Statement, mention: Mention, mentions: Sequence[Mention], said: Said) -> Need | None:
    """What the line wants of one degree; of a list the first item shows whether it is about the candidate."""
    text = statement.text
    first = min([mention, *_alternatives(text, mention, mentions)], key=lambda m: m.start)
    need = wanted(statement, said[mention], first)
    if mention.name != "PhD":
        return "required" if need == "preferred" and _EITHER.match(text) else need
    if _EXCLUDED.search(text):
        return "required"
    if _UNSURE.search(text):
        return "unknown"
    if _WHETHER.search(text):
        return "not asked"
    if need == "required" and _INVITED.search(text, mention.stop):
        return "unknown"
    return _beside(text, mention, mentions, said) if need == "required" else need


def _beside(text: str, phd: Mention, mentions: Sequence[Mention], said: Said) -> Need:
    """A PhD that is wanted, weighed against what the line accepts instead."""
    others = _alternatives(text, phd, mentions)
    if any(other.name in (*LADDERS[:3], "university") and said[other] in (None, "required") for other in others):
        return "not asked"
    if any(other.name == "profession" for other in others) or _takes_something_else(text, phd, mentions):
        return "preferred"
    return "required"


def _alternatives(text: str, mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """What a list of degrees joined by `or` names beside one of them."""
    groups: list[list[Mention]] = [[]]
    joined = False
    for first, second in pairwise(mentions):
        groups[-1].append(first)
        either = linked(text, first, second)
        comma = bool(re.fullmatch(r"\s*[,(]\s*(?:an? |een |une? )?", text[first.stop : second.start]))
        joined = joined or either
        if not either and not comma:
            groups.append([])
    groups[-1].append(mentions[-1])
    group = next(group for group in groups if mention in group)
    has_or = any(linked(text, first, second) for first, second in pairwise(group))
    return [other for other in group if other is not mention] if has_or else []


def _takes_something_else(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    following = next((m.start for m in mentions if m.start >= mention.stop and m.name in _NAMED), len(text))
    match = _INSTEAD.search(text, mention.stop, min(following, mention.stop + 160))
    return match is not None or otherwise(text, mention, mentions)


def _degree(statement: Statement, mentions: Sequence[Mention], wants: Said) -> Iterator[Evidence]:
    text, profile = statement.text, statement.section in ("profile", "nice")
    asked = [m for m in mentions if wants[m] == "required" and m.name != "secondary"]
    named = [m for m in asked if m.name in _NAMED]
    if any(m.name == "secondary" and wants[m] == "required" and _accepted(text, m, mentions) for m in mentions):
        yield Evidence("degree", "not asked", text, None, profile)
        yield Evidence("phd", "not asked", text, profile=profile, inferred=True)
        return
    if named:
        lowest = _lowest(text, named)
        spared = lowest.name != "PhD" and _takes_something_else(text, named[-1], mentions)
        yield Evidence("degree", "preferred" if spared else "required", text, _detail(lowest), profile)
        if lowest.name != "PhD" and not any(m.name == "PhD" for m in mentions):
            yield Evidence("phd", "not asked", text, profile=profile, inferred=True)
        return
    for mention in mentions:
        need = wants[mention]
        if need == "preferred" and (mention.name in _BELOW or (mention.name == "any" and len(mentions) == 1)):
            yield Evidence("degree", "preferred", text, _detail(mention), profile)
        elif need == "not asked" and mention.name in (*_BELOW, "any"):
            yield Evidence("degree", "not asked", text, _detail(mention), profile)
            yield Evidence("phd", "not asked", text, profile=profile, inferred=True)
        elif need == "required" and mention.name == "secondary":
            yield Evidence("degree", "not asked", text, None, profile, inferred=True)
            yield Evidence("phd", "not asked", text, profile=profile, inferred=True)
    if not any(m.name == "secondary" or m.name in _NAMED for m in mentions) and any(
        m.name == "any" and wants[m] == "required" and _names_field(text, m) for m in mentions
    ):
        yield Evidence("degree", "required", text, None, profile)


def _accepted(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """A diploma of secondary school is enough where it stands in a choice with degrees."""
    return bool(_alternatives(text, mention, mentions))


def _names_field(text: str, mention: Mention) -> bool:
    return " degree" in text[mention.start : mention.stop] or bool(
        re.match(r"\s+(?:in|van|en|d.|de|(?:is |est )?(?:required|vereist|requis))(?!\w)", text[mention.stop :])
    )


def _lowest(text: str, named: Sequence[Mention]) -> Mention:
    """The lowest ladder; but who must hold a PhD besides a medical degree must hold a PhD."""
    phd = next((m for m in named if m.name == "PhD"), None)
    if phd and len(named) > 1 and not _alternatives(text, phd, named):
        return phd
    return min(named, key=lambda mention: LADDERS.index(_detail(mention) or "master"))


def _detail(mention: Mention) -> str | None:
    if mention.name == "profession":
        return "master"
    if mention.name == "university":
        return "academic bachelor"
    return mention.name if mention.name in LADDERS else None
