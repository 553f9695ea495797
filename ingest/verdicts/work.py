"""What a statement says of experience, the driving licence and the permit to work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.verdicts.evidence import Evidence, about_employer, wanted
from ingest.verdicts.scope import Mention, Said, cues_of
from ingest.verdicts.statements import Statement
from ingest.verdicts.words import WORDS, Span, spans, within, words
from knowledge.records import Need

_EXPERIENCE, _LICENCE, _PERMIT = WORDS["experience"], WORDS["driving_licence"], WORDS["work_permit"]
_NUMBERS = {
    word: str(number)
    for number, group in enumerate(
        ("one een één un une", "two twee deux", "three drie trois", "four vier quatre",
         "five vijf cinq", "six zes", "seven zeven sept",
         "eight acht huit", "nine negen neuf", "ten tien dix"), 1,
    )
    for word in group.split()
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_YEARS = re.compile(
    rf"(?<![\w.,-])({_NUMBER})\s?\+?(?:\s?(?:-|–|to|tot|à|a|and|en|et|or|of|"
    rf"ou)\s?({_NUMBER})\s?\+?)?(?: \(\w+\))?[ -]?(?:full |volle |années? |or more |of meer |"
    rf"ou plus )?"
    r"(?:years?|yrs?|jaar|jaren|ans|années?)(?!\w)['’]?",
    re.IGNORECASE,
)
_MONTHS = re.compile(rf"(?<!\w)({_NUMBER})\s?(?:months?|maand(?:en)?|mois)(?!\w)", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?<!\w)(?:at least|minimum|minimal|min\.?|a minimum of|minstens|minimaal|ten minste|au moins|"
    r"au minimum|ideally|bij voorkeur|idéalement|you have|je hebt|vous avez|tu as)\W+(?:of |de |d.|"
    r"een |un )?$",
    re.IGNORECASE,
)
_NAMES, _OTHERS = words(_EXPERIENCE["names"]), words(_EXPERIENCE["others"])
_FRESH, _YEARS_OTHER = words(_EXPERIENCE["fresh"]), words(_EXPERIENCE["years_other"])
_INSTEAD = words(
    WORDS["degree"]["instead"], ["(?:by|through|door|par|via) (?:\\w+ )?(?:experience|ervaring|expérience)"]
)
_WELCOME = re.compile(
    r"(?<!\w)(?:welcome|accepted|apply|encouraged|considered|problem|or have|of heb|welkom|probleem|"
    r"komen in aanmerking|postule\w*|solliciteer|bienvenue?s?|acceptée?s?|admise?s?|également|ook|"
    r"also|too|problème|you are|"
    r"je bent|tu es|vous êtes|aanmerking|invited|eligible|open to|open voor|ouverte? aux|kans|"
    r"chance)(?!\w)|\?",
    re.IGNORECASE,
)
_SPONSORED = re.compile(
    r"(?<!\w)(?:visas?|visum|permits?|work|candidates?|applicants?|you|international|non-eu|relocat\w+|not|n.t|cannot|"
    r"unable|geen|niet|pas|nobody|anyone|kandida\w+|werkvergunning\w*|permis|candidats?)(?!\w)",
    re.IGNORECASE,
)
# Nobody who starts has as much: the employer speaks of its own.
_LONG = re.compile(r"(?<![\w.,-])(?:[2-9]\d|\d{3,4})\s?\+? (?:years?|jaar|jaren|ans|années)(?!\w)", re.IGNORECASE)
_WORKED = re.compile(r"(?<!\w)(?:worked|been working|werkte|gewerkt|travaillé)(?!\w)[^.;]{0,60}$", re.IGNORECASE)
_MAY_BE = re.compile(r"(?<!\w)(?:may|might|could|possibly|eventueel|misschien|pourrait|peut-être)(?!\w)", re.IGNORECASE)
_PAY = re.compile(
    r"(?<!\w)(?:salary|salaries|wage|pay|package|loon|salaris|verloning|salaire|rémunération|barem\w*)(?!\w)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?<!\w)(?:or|of|ou)(?!\w)", re.IGNORECASE)
_FOLLOWED = re.compile(
    r"\W*(?:in|with|of|as|at|on|within|working|is|required|met|als|en|bij|binnen|van|op|rond|dans|"
    r"avec|comme|de|d.|est|or|and|a|an|must|preferred|desirable|gewenst|vereist|requise?|would|"
    r"similar|\)|$)(?!\w)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?<!\w)(?:our company|built up|over the (?:last|past)|"
    r"notre équipe a|we have|we.ve|wij hebben|we hebben|nous avons|"
    r"notre société|forte? de|"
    r"our (?:team|group|experts)|ons bedrijf|is a leader|thanks to our|dankzij|at our|zijn wij|"
    r"we are|wij zijn|nous sommes|the company has)(?!\w)",
    re.IGNORECASE,
)


def work_mentions(statement: Statement) -> list[Mention]:
    """The experience, driving licence and permits that the statement names."""
    text = statement.text
    licences = [Mention(*span, "licence", "") for span in spans(_LICENCE_NAMES, text)]
    apart = spans(_PERMIT_OTHERS, text)
    permits = [
        Mention(*span, "permit", "")
        for span in spans(_PERMIT_NAMES, text)
        if not within(span, apart) and _concerns_people(text, span)
    ]
    return [*_experiences(statement), *licences, *permits]


def _concerns_people(text: str, span: Span) -> bool:
    """`We sponsor a football club`: a bare `sponsor` needs somebody who is sponsored, or a refusal."""
    if "sponsor" not in text[slice(*span)].lower() or re.search(r"ship|ing\b", text[slice(*span)], re.IGNORECASE):
        return True
    return bool(_SPONSORED.search(text))


def work_evidence(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    """What the statement says of experience, of a driving licence and of the right to work."""
    if statement.heading:
        return
    yield from _experience(statement, [m for m in mentions if m.kind == "experience"], said)
    yield from _licence(statement, [m for m in mentions if m.kind == "licence"], said)
    yield from _permit(statement, [m for m in mentions if m.kind == "permit"], said)


def _experience(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    text, profile = statement.text, statement.section in ("profile", "nice")
    found = False
    if _for_starters(statement) and statement.section != "offer" and _EITHER.search(text) and mentions:
        mentions = []
    for mention in mentions:
        need = _experience_need(statement, mention, said[mention])
        if need == "required" and within((mention.start, mention.stop), spans(_INSTEAD, text)):
            need = "preferred"
        if need:
            years = _years_of(mention, text)
            found = True
            strength = {"required": 4 if years else 2, "not asked": 3, "preferred": 1}.get(need, 0)
            yield Evidence("experience", need, text, years, profile, strength=strength)
    if not found and statement.section != "offer" and _for_starters(statement):
        yield Evidence("experience", "not asked", text, profile=profile, strength=3)


def _experience_need(statement: Statement, mention: Mention, need: Need | None) -> Need | None:
    text = statement.text
    if need in (None, "required") and _LONG.search(text):
        return None
    if statement.section == "offer" or (
        need in (None, "required") and _COMPANY.search(text) and not profile_line(statement)
    ):
        return None
    if (
        need is None
        and mention.name
        and statement.section in ("none", "profile")
        and not about_employer(statement, mention)
    ):
        return "required"
    if not mention.name and _PAY.search(text):
        return None
    counted = mention.name != "" or bool(
        re.search(
            r"(?:years?|jaar|ans|first|eerste|première|prior|previous|relevant\w*|proven|hands-on|some|"
            r"strong|solid|initial|significant|considerable|recent|demonstrable|enige|voldoende|bewezen|aantoonbare|ruime|extensive|working|practical)\W+(?:\w+\W+){0,3}$",
            text[: mention.start],
            re.IGNORECASE,
        )
    )
    if need is None and not counted and not _FOLLOWED.match(text, mention.stop):
        return None
    return wanted(statement, need, mention)


def profile_line(statement: Statement) -> bool:
    """Whether the line stands where the candidate is described."""
    return statement.section in ("profile", "nice")


def _experiences(statement: Statement) -> list[Mention]:
    """Experience with its years, if the line counts them."""
    text = statement.text
    others, instead = spans(_OTHERS, text), spans(_INSTEAD, text)
    years = [
        match
        for match in _YEARS.finditer(text)
        if not _YEARS_OTHER.search(text[max(0, match.start() - 18) : match.end() + 18])
    ]
    found: list[Mention] = []
    for span in spans(_NAMES, text):
        counted = any(match.start() < span[0] and span[0] - match.end() < 30 for match in years)
        if within(span, others) or (within(span, instead) and not counted):
            continue
        near = _nearest(years, span, text)
        start, stop = (min(span[0], near.start()), max(span[1], near.end())) if near else span
        found.append(Mention(start, stop, "experience", _as_number(near) if near else ""))
    for match in years:
        if (
            not within(match.span(), [(m.start, m.stop) for m in found])
            and (
                _AT_LEAST.search(text[max(0, match.start() - 30) : match.start()])
                or _WORKED.search(text[: match.start()])
            )
        ) or (
            not found
            and not _NAMES.search(text)
            and (statement.section == "profile" or cues_of(text))
            and re.match(r"\W+(?:in|of|als|bij|en|dans|as|at|working)(?!\w)", text[match.end() :])
        ):
            found.append(Mention(*match.span(), "experience", _as_number(match)))
    found = [
        m for place, m in enumerate(found) if not within((m.start, m.stop), [(o.start, o.stop) for o in found[:place]])
    ]
    return sorted(found, key=lambda mention: mention.start)


def _nearest(years: Sequence[re.Match[str]], span: Span, text: str) -> re.Match[str] | None:
    before = [
        m
        for m in years
        if m.end() <= span[0] and span[0] - m.end() < 45 and not re.search(r"[;.]\s", text[m.end() : span[0]])
    ]
    after = [
        m for m in years if m.start() >= span[1] and m.start() - span[1] < 25 and "," not in text[span[1] : m.start()]
    ]
    return before[-1] if before else after[0] if after else None


def _as_number(match: re.Match[str]) -> str:
    figures = [_NUMBERS.get(part.lower(), part) for part in match.groups() if part]
    return "-".join(figures)


def _years_of(mention: Mention, text: str) -> str | None:
    if mention.name:
        return mention.name
    months = _MONTHS.search(text[max(0, mention.start - 30) : mention.stop])
    return f"{_NUMBERS.get(months.group(1).lower(), months.group(1))} months" if months else None


def _for_starters(statement: Statement) -> bool:
    text = statement.text
    if not _FRESH.search(text):
        return False
    return profile_line(statement) or bool(_WELCOME.search(text)) or len(text.split()) <= 3


_LICENCE_NAMES, _LICENCE_OTHERS = words(_LICENCE["names"]), words(_LICENCE["others"])


def _licence(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    text = statement.text
    if statement.section == "offer" or _LICENCE_OTHERS.search(text):
        return
    for mention in mentions:
        need = said[mention]
        # Nobody names a driving licence but to ask for one, unless the employer speaks of itself.
        if need in (None, "required"):
            if need is None and about_employer(statement, mention):
                continue
            need = "preferred" if statement.section == "nice" else "required"
        yield Evidence("driving_licence", need, text, None, profile_line(statement))


_PERMIT_NAMES, _PERMIT_OTHERS = words(_PERMIT["names"]), words(_PERMIT["others"])
_REFUSED, _OFFERED = words(_PERMIT["refused"]), words(_PERMIT["offered"])
_UNNEEDED, _DEMANDED = words(_PERMIT["unneeded"]), words(_PERMIT["demanded"])


def _permit(statement: Statement, mentions: Sequence[Mention], said: Said) -> Iterator[Evidence]:
    text, profile = statement.text, profile_line(statement)
    if not mentions or text.rstrip().endswith("?"):
        return
    wants = {said[mention] for mention in mentions}
    if _UNNEEDED.search(text):
        yield Evidence("work_permit", "not asked", text, None, profile)
    elif _REFUSED.search(text):
        yield Evidence("work_permit", "required", text, "no sponsorship", profile, strength=1)
    elif wants == {"unknown"} or (_OFFERED.search(text) and _MAY_BE.search(text)):
        yield Evidence("work_permit", "unknown", text, None, profile)
    elif _OFFERED.search(text) or statement.section == "offer":
        yield Evidence("work_permit", "not asked", text, "sponsorship offered", profile, strength=2)
    elif "preferred" in wants or statement.section == "nice":
        yield Evidence("work_permit", "preferred", text, None, profile)
    elif "not asked" in wants:
        yield Evidence("work_permit", "not asked", text, None, profile)
    elif _DEMANDED.search(text) or statement.section == "profile":
        yield Evidence("work_permit", "required", text, "permit needed", profile)
