"""What a question can ask for that can be checked: money, a date, a name, a number, a duration (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from bot import cues
from bot.people import names_a_person
from knowledge.keywords import words
from knowledge.plain import plain

Asked = Literal[
    "pay", "amount", "time", "person", "number", "percent", "long", "language", "contact", "name", "place", "reason"
]

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_UNITS = (
    "hours?|days?|weeks?|months?|years?|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren|"
    "heures?|jours?|semaines?|mois|ans?|années?"
)
# Without "one", which is mostly no number, and its Dutch and French twins, which are articles.
_SPELLED: Mapping[str, int] = {
    word: number
    for number, listed in {
        2: "two twee deux", 3: "three drie trois", 4: "four vier quatre", 5: "five vijf cinq", 6: "six zes",
        7: "seven zeven sept", 8: "eight acht huit", 9: "nine negen neuf", 10: "ten tien dix", 11: "eleven elf onze",
        12: "twelve twaalf douze", 13: "thirteen dertien treize", 14: "fourteen veertien quatorze",
        15: "fifteen vijftien quinze", 16: "sixteen zestien seize", 18: "eighteen achttien dixhuit",
        20: "twenty twintig vingt", 24: "vierentwintig", 25: "vijfentwintig", 30: "thirty dertig trente",
        40: "forty veertig quarante", 50: "fifty vijftig cinquante", 60: "sixty zestig soixante",
        100: "hundred honderd cent",
    }.items()
    for word in listed.split()
}  # fmt: skip
_SMALL_NUMBERS = "|".join(sorted(_SPELLED, key=len, reverse=True))
_SPELLED_OUT = re.compile(rf"\b(?:{_SMALL_NUMBERS})\b")
_WEEKDAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)days?|maandags?|dinsdags?|woensdags?|donderdags?|vrijdags?|zaterdags?|zondags?|"
    "lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?"
)
_MONEY = re.compile(
    r"(?:€|\$|£|\beuros?\b|\beur\b)\s?\d|\d\s?(?:€|\$|£|euros?\b|eur\b)|"
    r"\d\s(?:thousand|duizend|mille|millions?|miljoen|billion|miljard|milliards?)\s(?:d['’])?(?:euros?|eur)\b",
    re.I,
)
_SUM = re.compile(r"(?:€|\$|£|\beuros?\b|\beur\b)\s?\d+|\d+\s?(?:€|\$|£|euros?\b|eur\b)", re.I)
# What a cell, a field or a line holds after its name: `Fee: 740`, `Bruto per maand (start): 2590`.
_LABELLED = re.compile(
    r"\b(?:\w*(?:gross|brut|salar|loon|lonen|wage|prijs|tarief|kost|inschrijvingsgeld|lidgeld)\w*|nett?[oe]?|wedde|pay|"
    r"fees?|prices?|prix|tarifs?|costs?|coût|amount|bedrag|montant|euros?|eur)\b"
    r"[^:;|\d]{0,40}(?:\([^):;|]{0,30}\))?[^:;|\d]{0,20}:\s*\d",
    re.I,
)
_PERCENT = re.compile(r"\d\s?(?:%|per ?cent\b|procent\b|pour ?cents?\b)", re.I)
_NUMBER = re.compile(rf"\d+(?:[.,\u00a0\u202f ]\d{{3}})*(?:[.,]\d+)?|\b(?:{_SMALL_NUMBERS})\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# `Article 84` and `room 12` count nothing.
_NUMBERED = re.compile(
    r"\b(?:art(?:ikel|icle)?|annex|bijlage|annexe|form|formulier|paper|zaal|room|salle|day|dag|jour|no|nr|n°)\.?\s*$",
    re.I,
)
# `A1`, `ISO 13485`, `14 December`, `3 %`, `12 weeks` and `850 m²` count nothing either, unless their unit is asked for.
_CODED = re.compile(r"(?:[^\W\d_]-?|\b(?:ISO|EN|IEC|level|niveau|€)\s?|\d[.,:/])$", re.I)
_OF_A_DATE = re.compile(rf"(?:{_MONTHS})\s$", re.I)
_UNIT = re.compile(
    rf"\s?(?:(?:{_MONTHS}|{_UNITS}|euros?|eur|per ?cent|procent|pour ?cents?|min|minut\w+|km|m²|kg|degrees|graden|"
    r"degrés|square|vierkante|mètres? carrés?)\b|[%€]|[:/]\d)",
    re.I,
)
# `Hoeveel was dat?` may be a sum, `hoeveel studenten` is none.
_COUNTED = re.compile(
    r" how many (?!of )| combien (?:d|de) | (?:what|welk|quel) (?:number|aantal|nombre) | hoeveel (?!(?:is|was|zijn|"
    r"waren|"
    r"kost|kostte|bedraagt|bedroeg|krijg|krijgt|ging|gaat|heb|heeft|had|kan|kun|moet|mag|mogen|zou|wordt|werd|verdien|"
    r"verdient|betaal|betaalt|geeft|steun|geld|meer|minder|dan|ik|je|er|dat|dit|van|per|en)\b)\w"
)
# `How many PhDs stay in academia?` is answered by a share of them.
_OF_PERSONS = re.compile(
    rf" (?:how many|hoeveel|combien (?:de |d )?)\s?(?!(?:{_UNITS}|credits?|studiepunten)\b)(?:\w+ ){{1,4}}?"
    r"(?:stay|remain|leave|quit|drop|stop|finish|become|find|end up|go on|continue|fail|pass|succeed|land|build|"
    r"blijven|stoppen|haken|vinden|worden|slagen|ronden|verlaten|restent|quittent|arretent|deviennent|trouvent|"
    r"terminent|reussissent|abandonnent|continuent)\b"
)
_PER_UNIT = re.compile(rf"\b(?:a|an|per|par|each|elke|every|chaque|iedere)\s(?:{_UNITS})\b", re.I)
# Money is pay where it is much, or where the sentence speaks of pay.
_OF_PAY = re.compile(
    rf"{_PER_UNIT.pattern}|\b(?:salar\w+|wages?|gross|net|earn\w*|paid|pays?|allowance|stipend|scholarship|grant|"
    r"bruto\w*|netto\w*|\w*lo(?:on|nen)|wedde\w*|verdien\w*|\w*betaal\w*|\w*vergoeding\w*|\w*beurs|premie\w*|"
    r"salaires?|bruts?|gagne\w*|pay[ée]\w*|rémun\w+|indemnité\w*|bourse\w*|primes?)\b|\d{4}",
    re.I,
)
_SPEAKS_OF_PAY = re.compile(_OF_PAY.pattern.removesuffix(r"|\d{4}"), re.I)
_OF_COST = re.compile(
    r"\b(?:costs?|fees?|prices?|budget|turnover|prizes?|rent|kost|kosten|prijs|prijzen|omzet|inschrijvingsgeld|lidgeld|huur|"
    r"coûte\w*|coûts?|prix|tarifs?|loyer|chiffre d['’]affaires|frais)\b",
    re.I,
)
# A share is an amount where something is made cheaper or paid for, or where a rate is asked for.
_SHARED = re.compile(
    r"reduc|discount|less|cheaper|reimburs|covers?\b|pays?\b|subsid|support|rate|interest|charge|"
    r"korting|minder|terugb|steun|dekt|betaalt|premie|rente|réduc|moins|rembours|couvre|paie|taux|prime",
    re.I,
)
_ONE_DAY = re.compile(rf"\b(?:a|an|one|een|un)\s(?:\w+\s)?(?:{_WEEKDAYS})\b", re.I)
_BIG = re.compile(r"\b\d{1,3}[.,\u00a0\u202f ]\d{3}\b")
_PLACE = re.compile(
    r"\b(?:in|at|near|to|te|bij|naar|op|à|au|aux|chez|dans|en|vers)\s"
    r"(?:the |de |het |den |la |le |les |l['’])?"
    r"(?:gebouw |building |bâtiment |zaal |room |salle |lokaal |hall |campus )?(?:the |de |het |la |le )?[A-ZÀ-Þ]|"
    r"\b(?i:venue|place|where|location|address|plaats|locatie|adres|lieu|adresse)\w*\s*[:|]|\b(?:online|on site)\b",
)
_REASON = re.compile(
    r"\b(?:because|since|due to|so that|so as|in order|to avoid|therefore|reason|as (?:it|they|the|we|you|he|she)|"
    r"otherwise|"
    r"omdat|want|wegens|doordat|zodat|daarom|reden|om te|anders|aangezien|opdat|dankzij|"
    r"car|parce qu|puisqu|afin|pour (?:que|\w+er|\w+ir)|grâce|raison|sinon|ainsi|en effet|faute de)\b",
    re.I,
)
_PROPER = re.compile(r"(?<=[\w,;:|(“«\"'-] )[A-ZÀ-Þ][\w’'&.-]+|\b[A-Z]{2,}\b|\w\.\w{2,}/|\b\d{4} [A-Z]")
_PARTS = re.compile(r"[,;?]|\b(?:and|en|et)\b", re.I)
# Who pays may go without a name.
_PAYER = re.compile(
    r"\b(?:employers?|government|compan(?:y|ies)|universit\w+|schools?|institutes?|students?|members?|participants?|you|"
    r"werkgevers?|overheid|bedrij\w+|universite\w+|\w*school|instituut|student\w*|leden|deelnemers?|je|jij|u|"
    r"employeurs?|état|entreprises?|écoles?|étudiants?|membres?|vous)\b.{0,40}\b(?:pa(?:ys?|id)|fund\w*|financ\w+|reimburs\w+|covers?|"
    r"betaal\w*|betalen|terugbetaal\w*|gefinancierd|vergoed\w*|pai[ent]+|pay[eé]\w*|rembours\w+|prend)\b|"
    r"\b(?:paid|funded|financed|betaald|gefinancierd|payée?s?|financée?s?) (?:by|door|par)\b",
    re.I,
)
WHETHER = (
    "do|does|did|is|are|was|were|can|could|may|must|will|would|has|have|should|kan|kun|kunnen|mag|mogen|moet|moeten|"
    "zijn|heeft|hebben|heb|krijg|krijgt|wordt|worden|bestaat|bestaan|est|sont|peut|puis|faut|y a|dois|doit"
)
"""Verbs with which one asks whether something is so, as a pattern."""
_WHETHER = re.compile(
    rf"^ (?:(?:and|en|et|but|maar|mais|so|dus|donc) )?(?:{WHETHER}|biedt|zoekt|komt|leer|doet|geeft|volstaat|telt|kost|"
    r"word|ben|bent|zal|zou|zouden|loont|peux|peuvent|doivent|vaut|sera|propose|[a-z]+ t (?:il|elle|on))\b|"
    r"^ (?:en |maar )?(?!(?:wat|met|uit|niet|tot|dat|dit|het|moment|student|start|vast) )[a-z]{3,}t "
    r"(?:de|het|een|die|dit|dat|je|u|er|ik|men|elke?|iemand) "
)
_HAS: Mapping[Asked, re.Pattern[str]] = {
    "pay": _MONEY,
    "amount": re.compile(
        rf"{_MONEY.pattern}|{_LABELLED.pattern}|\b(?:free of charge|for free|free|no fee|gratis|kosteloos|gratuit)",
        re.I,
    ),
    "percent": _PERCENT,
    "language": re.compile(
        r"\b(?:English|Dutch|French|German|Flemish|Engels|Nederlands|Frans|Duits|anglais|néerlandais|français|allemand|"
        r"bilingu\w+|tweetalig\w*|"
        r"langue|language|taal|talen)\b",
        re.I,
    ),
    "contact": re.compile(r"\w@\w|https?://|www\.|\b\w+\.(?:be|eu|com|org|net|example)\b|\+?\d[\d /.-]{7,}\d", re.I),
    # May and March are also English words, so the months are told by their case.
    "time": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d0s\b|\b\d{{1,2}}[:.h]\d{{2}}\b|"
        r"\b(?:[Ee]very|[Ee]ach|[Ee]lke?|[Ii]eder|[Cc]haque)\s(?:year|month|week|spring|autumn|jaar|maand|lente|herfst|année|mois|an)\b|"
        r"\b(?:[Yy]early|[Aa]nnual(?:ly)?|[Jj]aarlijkse?|[Aa]nnuel(?:le)?s?)\b|"
        rf"\b(?i:{_WEEKDAYS})\b|\b\d+\s(?:{_UNITS})\b|\b\d{{1,2}}\s?(?:a\.?m|p\.?m)\b"
    ),
    "reason": _REASON,
    "place": _PLACE,
    "name": _PROPER,
    "number": _NUMBER,
    "long": re.compile(
        rf"(?:\d|\b(?:{_SMALL_NUMBERS})\b)[\w\s,–-]{{0,12}}?(?:\b|\B(?=dag|uur|uren|maand|week|weken))"
        rf"(?:{_UNITS}|minut\w+|half hour|half uur)\b|"
        rf"\b(?:an?|one|half|half an?|een|één|halve|une?|demie?)[\s-](?:{_UNITS}|semest(?:er|re)|trimest(?:er|re))\b",
        re.I,
    ),
}

_REACHED_BY = (
    (re.compile(r" (?:\w*mail\w*|courriel|electronic|adresse electronique) "), re.compile(r"\w@\w")),
    (
        re.compile(r" (?:(?:street )?address|adres|adresse(?! (?:e ?mail|mail|electronique))) "),
        re.compile(
            r"\w*(?:street|straat|laan|weg|plein|kaai|dreef|steenweg|road|square)\s\d|\d+\w?,?\s(?:rue|avenue|place|quai)\b|\b(?:rue|avenue|place|quai|chaussée|boulevard)\s[^.;|]{2,40}\d|\b[1-9]\d{3}\s[A-ZÀ-Þ]"
        ),
    ),
    (
        re.compile(r" (?:phone|telephone|telefoon\w*|gsm\w*|numero|call|bellen|appeler) "),
        re.compile(r"\+?\d[\d /.-]{5,}\d"),
    ),
)
# `On which day of the week` asks for none of the year.
_OF_THE_WEEK = re.compile(r" (?:day of the week|weekday|dag van de week|weekdag|jour de la semaine) ")
_WEEKDAY = re.compile(rf"\b(?:{_WEEKDAYS})\b", re.I)
_DATED = re.compile(rf"\b20\d\d\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must stand in a sentence that answers."""

    kind: Asked
    given: frozenset[str] = frozenset()
    """The numbers and words that the question has itself: they answer nothing."""
    question: str = ""
    upcoming: bool = False
    """It asks for the next one: a day that has passed is no answer."""
    today: date = date.min

    def stands_in(self, text: str) -> bool:
        """Whether a sentence, as a document has it, holds what is wanted."""
        said = plain(text)
        match self.kind:
            case "person":
                return names_a_person(said)
            case "number":
                share = _PERCENT.search(said) and _OF_PERSONS.search(cues.flattened(self.question))
                return bool(share) or any(self._counts(number, said) for number in _NUMBER.finditer(said))
            case "amount":
                share = _PERCENT.search(said) and _SHARED.search(f"{said} {self.question}")
                return bool(_HAS["amount"].search(said) or share)
            case "long":
                return bool(_HAS["long"].search(_PER_UNIT.sub(" ", said)))
            case "name":
                if cues.first("payer", cues.flattened(self.question)) and _PAYER.search(said):
                    return True
                return any(not self.given.issuperset(words(name[0])) for name in _PROPER.finditer(said))
            case "pay":
                if _OF_COST.search(said) and not _SPEAKS_OF_PAY.search(said):
                    return False
                named = _MONEY.search(said) and _OF_PAY.search(said)
                return bool(_BIG.search(said) or named or _LABELLED.search(said))
            case "contact":
                # A number is no address, and an address no number.
                by = next((found for asked, found in _REACHED_BY if asked.search(cues.flattened(self.question))), None)
                return bool((by or _HAS["contact"]).search(said))
            case "percent":
                return bool(_PERCENT.search(said) or ("|" in text and _NUMBER.search(said)))
            case "time" if _OF_THE_WEEK.search(cues.flattened(self.question)):
                return bool(_WEEKDAY.search(said))
            case "time" if self.upcoming:
                years = [int(year) for year in _YEAR.findall(said)]
                return bool(_DATED.search(said)) and (not years or max(years) >= self.today.year)
            case "time":
                return bool(_HAS["time"].search(_ONE_DAY.sub(" ", said)))
        return bool(_HAS[self.kind].search(said))

    def _counts(self, number: re.Match[str], text: str) -> bool:
        """The number is news, and counts something: it is no code, date, price or share."""
        before = text[: number.start()]
        if _YEAR.fullmatch(number[0]) or number[0] in self.given or _NUMBERED.search(before):
            return False
        unit = _UNIT.match(text, number.end()) if _COUNTED.search(cues.flattened(self.question)) else None
        counts_units = unit is not None and self.given.isdisjoint(words(unit[0]))
        return not (counts_units or _CODED.search(before) or _OF_A_DATE.search(before))


def kind_asked(flat: str) -> Asked | None:
    """What a flattened question asks for: what its first word that asks says. `When is the next pay survey?` asks for
    a day and not for pay, `who pays the room?` for no sum."""
    found = [(match.start(), place, kind) for place, (kind, match) in enumerate(cues.matches("asks", flat))]
    first = min(found, default=None)
    if cues.first("payer", flat) or cues.first("doer", flat):
        return "name"
    return cast("Asked", first[2]) if first else None


def asks_whether(flat: str) -> bool:
    """Whether something is so is asked, and nothing else: a yes or a no answers, and no sum or day need stand there."""
    return _WHETHER.search(flat) is not None and cues.first("asks_in", flat) is None


def wanted(kind: Asked | None, question: str, today: date) -> Wanted | None:
    """What a question wants, as far as it can be checked."""
    if kind is None:
        return None
    given = frozenset(words(question))
    return Wanted(kind, given, question, upcoming=cues.first("moment", cues.flattened(question)) == "next", today=today)


def asked_parts(question: str) -> list[tuple[str, Asked]]:
    """The parts of a question that ask for different things, with what each asks for: `when is it, and who speaks?`
    None where it asks for one thing."""
    parts = [(part.strip(), cues.first("asks", cues.flattened(part))) for part in _PARTS.split(question)]
    every = {kind: (part, cast("Asked", kind)) for part, kind in reversed(parts) if kind}
    return list(reversed(every.values())) if len(every) > 1 else []


def has(kind: Asked, text: str) -> bool:
    """Whether a text holds something of a kind: a sum of money, a date, a name, ..."""
    return Wanted(kind).stands_in(text)


def is_before(text: str, year: int) -> bool:
    """All the years that a text names are before this one."""
    years = [int(named) for named in _YEAR.findall(text)]
    return bool(years) and max(years) < year


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, spelled ones as figures."""
    return {
        word if word.isdigit() else str(_SPELLED[word]) for word in words(text) if word.isdigit() or word in _SPELLED
    }


def numerals(text: str) -> str:
    """A text in small letters with its spelled numbers as figures: `seven years` is `7 years`."""
    return _SPELLED_OUT.sub(lambda word: str(_SPELLED[word[0]]), text)


def sums_in(text: str) -> set[str]:
    """The sums of money of a text whose numbers have no marks of thousands."""
    return {digits for match in _SUM.finditer(text) for digits in re.findall(r"\d+", match[0])}
