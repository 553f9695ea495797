"""What a statement says of Dutch, French and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.verdicts.evidence import Evidence, about_employer
from ingest.verdicts.scope import Mention, Said, clauses, cues_of, linked, needs
from ingest.verdicts.statements import Statement
from ingest.verdicts.words import WORDS, spans, words
from knowledge.records import Need

_WORDS = WORDS["languages"]
LANGUAGES = ("nl", "fr", "en")
_NAMES = {name: words(_WORDS[name]) for name in (*LANGUAGES, "other")}
_ANY = words(*(_WORDS[name] for name in (*LANGUAGES, "other")))
_GROUP_JOIN = re.compile(
    r"\s*(?:,|/|&|-|and|or|and/or|en|of|en/of|et|ou|et/ou)\s*(?:the |het |le |l.|du |de l.)?$", re.IGNORECASE
)
_AFTER = re.compile(rf"\s*(?:$|[ABC][12]|[,.;:!?)(/|*_\]+&–-]|{words(_WORDS['after']).pattern})", re.IGNORECASE)
_WANTED = re.compile(
    rf"\s+{words(*(w for lists in WORDS['cues'].values() for w in lists.values())).pattern}", re.IGNORECASE
)
_TALIG = re.compile(
    r"(?:-speaking|-talige?| speaking|talige|phone)\s+(?!and|or|en|of|et|ou|with|met|avec|candidate|"
    r"kandidaat|profile|profiel|collaborat|job|,)(\w+)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?:nederlandse|franse|engelse|duitse)$", re.IGNORECASE)
_FEMININE = re.compile(r"(?:française|anglaise|néerlandaise)$", re.IGNORECASE)
_BEFORE_FR = re.compile(rf"{words(_WORDS['before_fr']).pattern}\s+$", re.IGNORECASE)
_SPOKEN, _WORKING = words(_WORDS["spoken"]), words(_WORDS["working"])
_USING = words(_WORDS["using"])
_OTHERS, _TEACHING = words(_WORDS["others"]), words(_WORDS["teaching"])
_BILINGUAL, _TRILINGUAL = (
    re.compile(_WORDS["bilingual"], re.IGNORECASE),
    re.compile(_WORDS["trilingual"], re.IGNORECASE),
)
_LEVELS = {name: words(entries) for name, entries in _WORDS["levels"].items()}
_CEFR = re.compile(r"(?<!\w)[ABC][12]\+?(?!\w)")
_LABEL = re.compile(
    r"\s*[*_]*(?:languages?|language skills|talen|talenkennis|langues?|connaissances linguistiques)[*_]*\s*:",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"(?<!\w)(?:team|environment|omgeving|environnement|équipe|ploeg|company|bedrijf|website|service|"
    r"dienst|region|regio)(?!\w)",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"(?:\bnot\b|n.t\b|\bno\b|\bgeen\b|\bpas\b|\bniet\b)[^?]{0,40}\?", re.IGNORECASE)
_NOT_SO_WELL = re.compile(
    r"(?<!\w)(?:not|n.t|niet|geen|pas)(?!\w)[^,;.]{0,40}(?<!\w)(?:fluen\w+|perfect\w*|native|flawless\w*|vlot\w*|"
    r"vloeiend|foutloos|perfekt|couramment|parfaite?\w*|bilingu\w+|tweetalig)(?!\w)[^,;.]{0,20}$",
    re.IGNORECASE,
)
_AND_YOU = re.compile(r"(?<!\w)(?:and|en|et|so|dus|donc)\s+(?:you|je|jij|vous|tu)(?!\w)", re.IGNORECASE)
_ENOUGH = re.compile(r"(?<!\w)(?:enough|suffic\w+|volsta\w+|voldoende|genoeg|suffi\w+)(?!\w)", re.IGNORECASE)
_SEVERAL = re.compile(
    r"(?<!\w)(?:one|two|een|één|twee|une?|deux) (?:\w+ )?(?:of|van|des|de|parmi) [^:(.;]{0,40}[:(]", re.IGNORECASE
)


def language_evidence(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    """What the statement says of each of the three languages."""
    if statement.heading:
        return
    text, profile = statement.text, statement.section in ("profile", "nice")
    alternatives = _alternatives(text, mentions)
    for mention in mentions:
        need = _need(statement, mention, said[mention])
        if need == "required" and mention in alternatives:
            need = "preferred"
        if need and mention.name in LANGUAGES:
            yield Evidence(mention.name, need, text, _level(text, mention, mentions), profile)
    yield from _both(statement, mentions, profile)


def language_mentions(statement: Statement) -> list[Mention]:
    """The languages that the statement names as languages."""
    text = statement.text
    found = [Mention(*span, "language", name) for name, pattern in _NAMES.items() for span in spans(pattern, text)]
    found.sort(key=lambda mention: mention.start)
    groups: list[list[Mention]] = []
    for mention in found:
        if groups and _GROUP_JOIN.match(text[groups[-1][-1].stop : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return [mention for group in groups if _is_language(text, group) for mention in group]


def _is_language(text: str, group: Sequence[Mention]) -> bool:
    """A language that one speaks, not the nationality of a market or a company."""
    first, last = group[0], group[-1]
    if re.match(r"-(?:language|taught|medium)|talige? (?:opleiding|programma)", text[last.stop :], re.IGNORECASE):
        return False
    ending = text[last.start : last.stop]
    if re.match(r"-speaking", text[last.stop :], re.IGNORECASE) and re.search(
        r"(?:looking for|seek(?:ing)?|hiring|need)(?: an?)?\W*$", text[: first.start], re.IGNORECASE
    ):
        return True
    if (
        text[first.stop : first.stop + 9].lower().startswith("-speaking")
        or _TALIG.match(text, last.stop)
        or _TALIG.search(text, last.start, last.stop + 25)
    ):
        return not _TALIG.search(text, last.start, last.stop + 25)
    if _ADJECTIVE.search(ending):
        return bool(
            re.match(
                r"\s+(?:taal|talen|kennis|teksten|documentatie|documenten|vakliteratuur)",
                text[last.stop :],
                re.IGNORECASE,
            )
        )
    if _FEMININE.search(ending) and not re.search(
        r"langues?\s+(?:maternelle\s+)?(?:\w+\s+(?:et|ou)\s+)?$", text[: first.start], re.IGNORECASE
    ):
        return False
    if _BEFORE_FR.search(text, max(0, first.start - 40), first.start):
        return False
    return bool(_AFTER.match(text, last.stop) or _WANTED.match(text, last.stop))


def _need(statement: Statement, mention: Mention, need: Need | None) -> Need | None:
    text = statement.text
    clause = next((c for c in clauses(text) if c.start <= mention.start < c.stop), None)
    around = _own_part(text, clause.start, clause.stop, mention) if clause else text
    absent = _ABSENT.search(text)
    if absent and absent.start() < mention.start < absent.end():
        return "not asked"
    if _NOT_SO_WELL.search(text[: mention.start]):
        # `You need not be fluent in Dutch`: that is said of the level.
        return "required" if _ENOUGH.search(text) else "unknown"
    if need == "unknown":
        return need
    if need in ("preferred", "not asked"):
        return None if need == "preferred" and _taught(around) and statement.section == "offer" else need
    if _WORKING.search(around) and not _ABSENT.search(text):
        return "required"
    if _taught(around) and not _TEACHING.search(around):
        return None
    if need is None and not _spoken_here(statement, around):
        return None
    if statement.section == "offer" or about_employer(statement, mention):
        return None
    return "preferred" if statement.section == "nice" else "required"


def _own_part(text: str, start: int, stop: int, mention: Mention) -> str:
    """Of `you speak English and you are willing to learn Dutch` the part that the mention stands in."""
    for match in _AND_YOU.finditer(text, start, stop):
        if match.start() >= mention.stop:
            stop = match.start()
            break
        start = match.start()
    return text[start:stop]


def _taught(around: str) -> bool:
    return bool(_OTHERS.search(around))


def _spoken_here(statement: Statement, around: str) -> bool:
    text = statement.text
    if statement.section in ("profile", "nice") or _LABEL.match(text):
        return True
    if statement.section == "offer":
        return False
    if _USING.search(around) or (_SPOKEN.search(text) and (statement.section != "duties" or _USING.search(text))):
        return True
    rest = re.sub(r"[\W\d_]+", " ", _ANY.sub(" ", text)).split()
    return statement.section == "none" and (bool(cues_of(text)) or bool(_CEFR.search(text)) or len(rest) <= 3)


def _alternatives(text: str, mentions: Sequence[Mention]) -> set[Mention]:
    """`Dutch or French`: neither is asked of everybody."""
    several = bool(_BILINGUAL.search(text) or _TRILINGUAL.search(text))
    some = _SEVERAL.search(text)
    found: set[Mention] = {mention for mention in mentions if some and some.end() <= mention.start}
    for first, second in pairwise(mentions):
        gap = text[first.stop : second.start]
        slash = "/" in gap and "and/" not in gap.lower() and "en/" not in gap.lower() and "et/" not in gap.lower()
        if slash and (several or len(mentions) > 2 or text[first.start : first.stop].isupper()):
            continue
        if linked(text, first, second) and "," not in gap:
            found |= {first, second}
    if found:
        for first, second in reversed(list(pairwise(mentions))):
            if second in found and re.fullmatch(r"\s*,\s*", text[first.stop : second.start]):
                found.add(first)
    return found


def _both(statement: Statement, mentions: Sequence[Mention], profile: bool) -> Iterator[Evidence]:
    """Who is simply bilingual in Belgium speaks Dutch and French; who is trilingual English, too."""
    text = statement.text
    three, two = _TRILINGUAL.search(text), _BILINGUAL.search(text)
    word = three or two
    if word is None or mentions or _TEAM.search(text) or statement.section in ("offer", "duties"):
        return
    mention = Mention(*word.span(), "language", "")
    need = needs(text, [mention])[mention] or "required"
    if need == "required" and statement.section == "nice":
        need = "preferred"
    for name in LANGUAGES[: 3 if three else 2]:
        yield Evidence(name, need, text, None, profile)


def _level(text: str, mention: Mention, mentions: Sequence[Mention]) -> str | None:
    """The level that stands next to a language: after it in brackets, else before the list that it is in."""
    place = mentions.index(mention)
    following = mentions[place + 1].start if place + 1 < len(mentions) else len(text)
    after = _upto(text, mention.stop, min(following, mention.stop + 40))
    found = _named_level(after, first=True)
    if found:
        return found
    before = text[mentions[place - 1].stop if place else 0 : mention.start]
    if place and not _named_level(before, first=False) and _GROUP_JOIN.match(before):
        return _level_before(text, place, mentions)
    return _named_level(before[-60:], first=False)


def _level_before(text: str, place: int, mentions: Sequence[Mention]) -> str | None:
    while place and _GROUP_JOIN.match(text[mentions[place - 1].stop : mentions[place].start]):
        place -= 1
    before = text[mentions[place - 1].stop if place else 0 : mentions[place].start]
    return _named_level(before[-60:], first=False)


def _upto(text: str, start: int, stop: int) -> str:
    """What follows a language, up to where the next thing begins."""
    part = text[start:stop]
    bracket = re.match(r"\s*(?:\([^)]*\)?|[:–-]?[^,;.]*)", part)
    return re.split(r"(?<!\w)(?:with|and|met|en|avec|et)(?!\w)", bracket.group(0) if bracket else "")[0]


def _named_level(part: str, *, first: bool) -> str | None:
    grade = _CEFR.search(part)
    if grade:
        return grade.group()
    hits = [(match.start(), name) for name, pattern in _LEVELS.items() for match in pattern.finditer(part)]
    return (min(hits) if first else max(hits))[1] if hits else None
