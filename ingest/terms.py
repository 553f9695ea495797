"""The contract, hours and remote work that the text of a vacancy states in so many words (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.sentences import sentence_spans

_JOB = r"(?:contract|position|role|job|employment|appointment|basis)"
_HALF = r"(?:,? ?(?:and )?(?:full|part)[- ]?time)?"
_OF_DURATION = r"contract (?:van |of |for )?(?:an? )?"
_CONTRACTS: Mapping[str, str] = {
    "permanent": rf"permanent{_HALF},? {_JOB}|open[- ]ended{_HALF},? {_JOB}|{_OF_DURATION}(?:indefinite|onbepaalde)"
    r" (?:duration|term|duur)|(?:indefinite|permanent) contract|contract onbepaalde duur"
    r"|vast(?:e)? (?:contract|job|betrekking|aanstelling|tewerkstelling)"
    r"|contrat (?:à|a) dur[ée]e ind[ée]termin[ée]e|(?<![\w-])cdi(?!\w)",
    "fixed term": rf"fixed[- ]term{_HALF},? {_JOB}|{_OF_DURATION}(?:bepaalde|definite|fixed) (?:duur|duration|term)"
    r"|contract bepaalde duur|tijdelijk contract|contrat (?:à|a) dur[ée]e d[ée]termin[ée]e|(?<![\w-])cdd(?!\w)",
    "freelance": r"(?:freelance|zelfstandige) (?:mission|assignment|contract|basis|opdracht|samenwerking)"
    r"|(?:op|as an?|on an?) (?:freelance basis|zelfstandige basis|freelancer)|mission (?:en )?freelance",
}
_BARE = {
    "permanent": r"permanent|vast|cdi|onbepaalde duur|dur[ée]e ind[ée]termin[ée]e",
    "fixed term": r"fixed[- ]term|bepaalde duur|cdd",
}
"""Enough where nothing but the hours stands beside it."""
_FULL = r"full[- ]?time|fulltime|voltijdse?|temps[- ]plein"
_PART = r"part[- ]?time|parttime|deeltijdse?|halftijdse?|temps[- ]partiel|mi-temps"
_HOURS = {"full-time": _FULL, "part-time": _PART}
_TITLES: Mapping[str, str] = {
    "student job": r"job ?students?(?:e|en)?|student(?:en)?[ -]?job|working student|werkstudente?|job [ée]tudiant",
    "internship": r"internships?|intern|stagiairs?|stagiaire|stage(?= (?:in|bij|en|de|chez|-|–))",
    "traineeship": r"trainee(?:ship)?",
}
_REMOTE: Mapping[str, str] = {
    "full": r"(?:fully|100 ?%) (?:remote|from home)|(?:this is a|as a) remote (?:position|role|job)"
    r"|work from anywhere|volledig (?:op afstand|van thuis|thuiswerk)|100 ?% (?:thuiswerk|t[ée]l[ée]travail)"
    r"|enti[èe]rement (?:à distance|en t[ée]l[ée]travail)",
    "partly": rf"hybrid(?:e)? (?:work\w*|{_JOB}|model|set-?up|policy|schedule|werk\w*)|\Ahybrid(?:e)?(?=\s*[:.,]|\Z)"
    r"|(?:travail|mode) hybride|hybride? (?:werken|functie|job)"
    r"|(?:\d|one|two|three|een|één|twee|drie|une?|deux|trois) ?(?:days?|dag(?:en)?|jours?)"
    r" ?(?:(?:a|per|par|/) ?(?:week|semaine) )?(?:of |from |at |de |van )?"
    r"(?:home|remote work\w*|working from home|thuiswerk\w*|thuis|t[ée]l[ée]travail)"
    r"|(?:possibility to|can|kan|kunnen) (?:partly |deels )?(?:work from home|van thuis (?:uit )?werken)"
    r"|t[ée]l[ée]travail (?:possible|partiel)|thuiswerk (?:is )?mogelijk",
}
# `With the option of a permanent contract`, `not a permanent position`, `leads to a CDI`.
_PERHAPS_BEFORE = re.compile(
    r"\b(?:option|possib\w+|prospect|chance|perspective|extend\w*|convert\w*|become|leads?|leading|towards?|turn\w*"
    r"|renew\w*|followed|after|afterwards|later|possibly|eventual\w*|no|not|without|isn.t|non"
    r"|uitzicht|kans|mogelijk\w*|optie|nadien|daarna|later|overgaan|omgezet|eventueel|geen|niet|zonder|na"
    r"|[ée]ventuel\w*|vue|transform\w*|d[ée]bouch\w*|suivi|apr[èe]s|puis|pas|sans|aucun\w*)\b[^.;]{0,60}\Z",
    re.IGNORECASE,
)
_PERHAPS_AFTER = re.compile(
    r"\A(?:\s+\w+){0,2}\s+(?:is |are |est |zijn )?(?:possible|mogelijk|later|afterwards|nadien|ensuite)\b",
    re.IGNORECASE,
)
_NOT_HOURS = re.compile(
    r"\A[- ]+(?:\w+ )?(?:student\w*|studie\w*|studies|[ée]tud\w*|equivalent\w*|experience|education|opleiding|ervaring"
    r"|training|employees|medewerkers|staff|colleagues)",
    re.IGNORECASE,
)
_LONGEST = 40_000
_BULLET = re.compile(r"\A(?:#{1,6}|[-*+>])\s+")


def terms_in(title: str, text: str) -> dict[str, str]:
    """`contract`, `hours` and `remote`, each where the text says one and only one; nothing is inferred."""
    statements = list(_statements(text[:_LONGEST]))
    found = {
        "contract": contract_of(title).get("contract") or _only(_contracts(statements)),
        "hours": _only(_hours(statements)),
        "remote": _only(_said(_REMOTE, statements)),
    }
    return {name: value for name, value in found.items() if value}


def contract_of(title: str) -> dict[str, str]:
    """`contract`, where the title itself names a student job, an internship or a traineeship."""
    return next(({"contract": name} for name, words in _TITLES.items() if _whole(words).search(title)), {})


def _contracts(statements: list[str]) -> set[str]:
    bare = {
        name
        for name, words in _BARE.items()
        for said in statements
        if re.fullmatch(rf"(?:{words})(?:\W+(?:{_FULL}|{_PART}))?\W*", said, re.IGNORECASE)
    }
    return bare | _said(_CONTRACTS, statements)


def _hours(statements: list[str]) -> set[str]:
    return {
        name
        for name, words in _HOURS.items()
        for said in statements
        for match in _whole(words).finditer(said)
        if not _NOT_HOURS.match(said[match.end() :]) and not _is_open(said, match)
    }


def _said(known: Mapping[str, str], statements: list[str]) -> set[str]:
    return {
        name
        for name, words in known.items()
        for said in statements
        for match in _whole(words).finditer(said)
        if not _is_open(said, match)
    }


def _is_open(said: str, match: re.Match[str]) -> bool:
    """It is denied, or no more than a prospect."""
    before, after = said[: match.start()], said[match.end() :]
    return bool(_PERHAPS_BEFORE.search(before)) or bool(_PERHAPS_AFTER.match(after))


def _only(found: set[str]) -> str | None:
    return found.pop() if len(found) == 1 else None


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)


def _statements(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        body = _BULLET.sub("", line.strip()).replace("**", "")
        yield from (body[start:stop] for start, stop in sentence_spans(body))
