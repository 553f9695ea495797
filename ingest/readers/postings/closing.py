"""Whether a vacancy says that it is closed, and until when it is open, in English, Dutch and French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ingest.readers.postings.moments import said_days
from knowledge.grids import grids_of

FILLED, CLOSED, GONE = "filled", "closed", "not found"

_SHORT_PAGE = 900
_OPENING_LINES = 8
_FAR = 90
_LONGEST = 200_000

# One sentence about this one job, said as a fact. The words between are listed, so that `not yet filled`
# is no match, and what follows must end the clause, so that `is filled with enthusiasm` is none either.
_EN_JOB = r"(?:position|vacancy|job|role|posting|job posting|job offer|job ad|advert|opening|opportunity|post)"
_NL_JOB = (
    r"(?:vacature|functie|job|positie|betrekking|plaats|jobaanbieding|stageplaats|opdracht|doctoraatspositie|oproep)"
)
_FR_JOB = r"(?:poste|offre(?: d['’]emploi| de stage)?|emploi|annonce|vacance|place|stage|fonction)"
_SOME_WORDS = r"(?:\s+(?:of|for|as|van|voor|als|de|du|d['’])\s?(?:[\w&()/.,'’-]+\s+){0,6}?[\w&()/'’-]+)?"
_END = (
    r"(?=\s*(?:[.!;:,)\]»”\"–—|]|\Z|-\s|and\b|en\b|et\b|but\b|maar\b|mais\b|so\b|dus\b|thank|bedankt|merci"
    r"|(?:on|since|as of|op|sinds|vanaf|le|depuis|au)\s+(?:\w+\s+)?\d))"
)
_ADVERB_EN = r"(?:\s+(?:now|already|since|recently|meanwhile|unfortunately|sadly|been|successfully|just))*"
_ADVERB_NL = (
    r"(?:\s+(?:al|reeds|intussen|inmiddels|ondertussen|helaas|jammer genoeg|nu|recent|onlangs|momenteel|definitief))*"
)
_ADVERB_FR = r"(?:\s+(?:déjà|désormais|maintenant|malheureusement|entre-temps|entretemps|récemment|été|d['’]ores))*"
_SHUT_EN = r"(?:filled|closed|expired|taken|withdrawn|cancelled|removed|archived)"
_GONE_EN = r"no longer\s+(?:available|open|active|online|vacant|accepting(?: new)? applications|advertised)"
_SHUT_NL = r"(?:ingevuld|vervuld|gesloten|afgesloten|verlopen|ingetrokken|opgeheven|offline gehaald)"
_GONE_NL = r"(?:niet (?:meer|langer)|niet langer meer)\s+(?:beschikbaar|open|actief|online|vacant|geldig)"
_SHUT_FR = r"(?:pourvue?|cl[oô]tur[ée]e?|ferm[ée]e?|expir[ée]e?|retir[ée]e?|archiv[ée]e?|close)"
_GONE_FR = r"plus\s+(?:disponible|ouverte?|active|en ligne|vacante?|d['’]actualité|à pourvoir)"
_STATEMENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:this|the) {_EN_JOB}{_SOME_WORDS}\s+(?:has|is|was){_ADVERB_EN}\s+(?:{_SHUT_EN}|{_GONE_EN}){_END}",
        rf"\b(?:this|the) {_EN_JOB}(?:\s+has)?{_ADVERB_EN}\s+(?:closed|expired){_END}",
        rf"\b(?:deze|de|dit|het) {_NL_JOB}{_SOME_WORDS}\s+(?:is|werd|was){_ADVERB_NL}\s+(?:{_SHUT_NL}|{_GONE_NL})"
        + _END,
        rf"\b(?:ce|cet|cette|le|la|l['’])\s?{_FR_JOB}{_SOME_WORDS}\s+(?:est|a){_ADVERB_FR}\s+{_SHUT_FR}{_END}",
        rf"\b(?:ce|cet|cette|le|la|l['’])\s?{_FR_JOB}{_SOME_WORDS}\s+n['’]est{_ADVERB_FR}\s+{_GONE_FR}{_END}",
        rf"\b(?:we are|this {_EN_JOB} is|is) no longer accepting(?: new)? (?:applications|candidates)\b",
        rf"\b(?:applications?|recruitment|the application period|registrations?) (?:for this {_EN_JOB} )?"
        rf"(?:is|are|has|have){_ADVERB_EN}\s+closed{_END}",
        rf"\b(?:het is niet (?:meer|langer) mogelijk (?:om )?(?:te solliciteren|voor deze {_NL_JOB})"
        r"|solliciteren (?:is|kan)(?: helaas)? niet (?:meer|langer)(?: mogelijk)?)\b",
        r"\bje kan (?:helaas )?niet (?:meer|langer) solliciteren\b",
        rf"\bde (?:kandidaturen|sollicitaties|inschrijvingen|sollicitatieperiode)\s+(?:zijn|is){_ADVERB_NL}\s+"
        rf"(?:afgesloten|gesloten|voorbij){_END}",
        rf"\bles candidatures (?:sont{_ADVERB_FR}|ont été) (?:closes|cl[oô]tur[ée]es|fermées|terminées){_END}",
        r"\bil n['’]est plus possible de (?:postuler|poser sa candidature)\b",
        rf"\bcette {_FR_JOB} n['’]accepte plus (?:de )?candidatures?\b",
    )
)
_HINTS = (
    "filled", "close", "expired", "taken", "withdrawn", "cancelled", "removed", "archiv", "no longer", "ingevuld",
    "vervuld", "gesloten", "verlopen", "ingetrokken", "opgeheven", "offline", "niet meer", "niet langer", "voorbij",
    "pourvu", "clotur", "clôtur", "fermé", "ferme", "expir", "retir", "n'est", "n’est", "accepte plus", "terminé",
)  # fmt: skip
"""No statement of the above is without one of these, and looking for them takes no time."""
_TAGS = re.compile(
    rf"(?:{_EN_JOB}\s+(?:already\s+)?(?:filled|closed|expired)|{_NL_JOB}\s+(?:al\s+|reeds\s+)?(?:ingevuld|gesloten|verlopen)"
    rf"|{_FR_JOB}\s+(?:déjà\s+)?(?:pourvue?|cl[oô]tur[ée]e?|expir[ée]e?)|applications closed|candidatures closes"
    r"|kandidaturen afgesloten|no longer available|niet meer beschikbaar|plus disponible)",
    re.IGNORECASE,
)
_IN_A_TITLE = (
    rf"(?:{_TAGS.pattern}|filled|ingevuld|pourvue?|closed|gesloten|cl[oô]tur[ée]e?|expired|verlopen|expir[ée]e?)"
)
_TAGGED_TITLE = re.compile(
    rf"^\W*[\[(]?\s*{_IN_A_TITLE}\s*(?:[\])]|\s[-–—:|]|:)|(?:[\[(]|\s[-–—|:]\s)\s*{_IN_A_TITLE}\s*[\])]?\W*$",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:if|when|once|until|till|unless|as soon as|should|whether|before|after|in case|while|what happens"
    r"|zodra|wanneer|als|indien|tot|totdat|tenzij|eens|voor(?:dat)?|nadat|mocht|of"
    r"|dès que|une fois(?: que)?|lorsqu['’e]|quand|si|jusqu['’]à ce que|tant que|avant que|après que|au cas où)\b",
    re.IGNORECASE,
)
_NOT_FOUND_TITLE = re.compile(
    r"^\W*(?:(?:error|erreur|fout)\s*)?404\b(?!\s*(?:\d|[A-Z]{2}))|\b404\W*(?:error|erreur|fout|not found|page)"
    r"|\b(?:page|job|vacancy|position|posting|offer)\s+(?:was\s+|could\s+)?not\s+(?:be\s+)?found\b|^\W*not found\W*$"
    r"|\b(?:pagina|vacature|job|functie)\s+(?:werd\s+|is\s+)?niet gevonden\b|\bniet gevonden\W*$"
    r"|\b(?:page|offre|annonce|poste)(?: d['’]emploi)?\s+(?:introuvable|non trouvée?|inexistante?)\b",
    re.IGNORECASE,
)
_NOT_FOUND_TEXT = re.compile(
    r"\b(?:the|this) (?:page|job|vacancy|position|posting|link)[^.!?\n]{0,60}?(?:could not be found|cannot be found"
    r"|can[’']t be found|was not found|does(?: not|n[’']t) exist|no longer exists|has been (?:removed|deleted))"
    r"|\bwe (?:could not|couldn[’']t|can[’']t|cannot) find (?:the|this|that) (?:page|job|vacancy)"
    r"|\b(?:de|deze) (?:pagina|vacature|job|link)[^.!?\n]{0,60}?(?:bestaat (?:helaas )?niet|niet (?:worden )?gevonden"
    r"|is verwijderd|kon niet)"
    r"|\bwe (?:konden|kunnen|vinden)[^.!?\n]{0,40}(?:pagina|vacature)[^.!?\n]{0,20}(?:niet|vinden)"
    r"|\b(?:la|cette) page[^.!?\n]{0,60}?n['’](?:existe (?:pas|plus)|a pas été trouvée|est plus disponible)"
    r"|\bcette (?:offre|annonce)[^.!?\n]{0,40}?n['’](?:existe (?:pas|plus)|a pas été trouvée)"
    r"|\b(?:page|offre|annonce) introuvable\b|\bpagina niet gevonden\b|\bpage not found\b|\b404\b",
    re.IGNORECASE,
)

_APPLYING = (
    r"appl(?:y|ies|ications?|ying)|candidat\w*|solliciteer\w*|sollicit\w+|kandida\w+|inschrijv\w*|reageer\w*"
    r"|postul\w+|vacan\w+|vacature|cv\b|dossiers?|bezorg\w*|stuur\w*|submit\w*|send\w*|envoy\w+|adress\w+|register\w*"
    r"|registrations?|inscri\w+"
)
_LIMIT = (
    r"before|by|until|till|up to|no later than|not later than|at the latest(?: on| by)?|close[sd]?(?: on)?|through"
    r"|due(?: on| by)?|on or before|ends?(?: on)?"
    r"|v[oó][oó]r|tot(?: en met| uiterlijk)?|t\.?e\.?m\.?|t/m|uiterlijk(?: op| tegen)?|ten laatste(?: op)?|tegen"
    r"|loopt tot"
    r"|avant(?: le)?|jusqu['’]au|au plus tard(?: le)?|pour le|d['’]ici le"
)
_NOUN = (
    r"(?:closing date|(?:application|applications|apply)\s+(?:closing|deadline|until|by|close[sd]?)"
    r"|application end date"
    r"|deadline(?: (?:for|to|of) (?:appl\w+|this vacancy|candidates))?|last (?:day|date) to apply|valid through"
    r"|open until"
    r"|closes(?: on)?|vacancy closes|expires(?: on)?"
    r"|uiterste (?:sollicitatie|inschrijvings|kandidaats|in)?\w*datum|sluitingsdatum"
    r"|(?:sollicitatie|inschrijvings)deadline"
    r"|solliciteren (?:kan )?(?:tot|voor|vóór)|open tot|geldig tot|deadline(?: (?:voor|om) \w+)?"
    r"|vacature (?:sluit|loopt)(?: op| tot)?"
    r"|date limite(?: (?:de|du|pour) [\w’' ]{3,30})?|date de cl[oô]ture|cl[oô]ture(?: des candidatures)?|postuler avant"
    r"|valable jusqu['’]au|ouverte? jusqu['’]au)"
)
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{_APPLYING})\b.{{0,60}}?\b(?:{_LIMIT})[\s:]*(?:\w+day|\w+dag|\w+di|le|the|op|on)?[\s,:]*\Z",
        rf"\b{_NOUN}[\s*_:|–-]*(?:is|was|extended to|verlengd tot|prolongée? (?:au|jusqu['’]au))?[\s*_:|]*"
        rf"(?:{_LIMIT})?[\s:]*(?:\w+day|\w+dag|\w+di|le|the|op|on)?[\s,]*\Z",
        r"\b(?:received|reçues?|ontvangen|ingediend|après|after|na)\b.{0,40}?\b(?:after|na|après le)\s*\Z",
        rf"\b(?:deadline|{_APPLYING})\b.{{0,60}}?\b(?:extended|verlengd|prolong\w+|reportée?)\b.{{0,60}}?"
        r"\b(?:to|until|tot|au|jusqu['’]au)\s*(?:le\s+)?\Z",
    )
)
_UNRELATED = re.compile(
    r"\b(?:project|abstract|grant|subsid\w+|start(?:s|ing|datum)?|begin\w*|commenc\w+|début|interview\w*|gesprek\w*"
    r"|entretien\w*|contract (?:runs|loopt|until|tot)|contrat (?:court|jusqu)|thesis|paper)\b",
    re.IGNORECASE,
)
_DUTCH_OR_FRENCH = re.compile(
    r"\b(?:tot|voor|vóór|uiterlijk|uiterste|sluitingsdatum|solliciteer|solliciteren|kandidaturen?|vacature|ten laatste"
    r"|t\.?e\.?m|t/m|tegen|avant|jusqu|limite|cl[oô]ture|candidatures?|postule[rz]|au plus tard)\b",
    re.IGNORECASE,
)
_BELOW = re.compile(r"^#{2,6} ", re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"[!?;\n]|\.(?=\s+[A-ZÀ-Ý])")


def closed_because(title: str | None, text: str) -> str | None:
    """Why the page of a vacancy is closed (filled, closed or not found), or None if nothing says so."""
    name, said = " ".join((title or "").split()), text[:_LONGEST]
    if _is_not_found(name, said):
        return GONE
    if _TAGGED_TITLE.search(name) or any(_TAGS.fullmatch(line) for line in _opening(said)):
        return _why(name + said[:2000])
    if _lists_several(said):
        # What one of them says closes that one, and not the page that all of them stand on.
        said = _before_the_first(said)
    lowered = said.lower()
    for pattern in _STATEMENTS if any(word in lowered for word in _HINTS) else ():
        for found in pattern.finditer(said):
            if not _UNSURE.search(_clause_before(said, found.start())) and not _asks(said, found.end()):
                return _why(found[0])
    return None


def _lists_several(text: str) -> bool:
    """Two of its headings or more have the same facts under them, as postings on one page have."""
    return any(grid.head is None and not grid.of_facts and len(grid.rows) > 1 for grid in grids_of(text))


def _before_the_first(text: str) -> str:
    found = _BELOW.search(text)
    return text[: found.start()] if found else text


def closes_in(text: str) -> date | None:
    """The last day to apply that a text states in whole, year included; the newest where it was extended."""
    said = text[:_LONGEST]
    found = list(_closing_days(said))
    if not found:
        return None
    return max(found) if re.search(r"\b(?:extended|verlengd|prolong|report[ée])", said, re.IGNORECASE) else found[0]


def _closing_days(text: str) -> Iterator[date]:
    for said in said_days(text):
        before = _clause_before(text, said.start)
        # 05/01/2027 is a day of January in Dutch and French, and nobody knows which in English.
        if (said.sure or _DUTCH_OR_FRENCH.search(before)) and _is_closing(before):
            yield said.day


def _is_closing(before: str) -> bool:
    near = before[-_FAR:]
    for cue in _CUES:
        if (found := cue.search(near)) and not _UNRELATED.search(found[0]):
            return not _UNRELATED.search(near[max(0, found.start() - 20) : found.start()])
    return False


def _is_not_found(title: str, text: str) -> bool:
    if _NOT_FOUND_TITLE.search(title):
        return True
    return len(text) <= _SHORT_PAGE and bool(_NOT_FOUND_TEXT.search(text))


def _opening(text: str) -> list[str]:
    lines = (line.strip(" #*_>-[]()!.\t") for line in text.split("\n", 3 * _OPENING_LINES)[: 3 * _OPENING_LINES])
    return [line for line in lines if line][:_OPENING_LINES]


def _clause_before(text: str, end: int) -> str:
    start = max(0, end - 200)
    before = text[start:end]
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(before)]
    return before[ends[-1] :] if ends else before


def _asks(text: str, end: int) -> bool:
    rest = re.split(r"[.!\n]", text[end : end + 80], maxsplit=1)[0]
    return "?" in rest


def _why(words: str) -> str:
    return FILLED if re.search(r"filled|taken|ingevuld|vervuld|pourvu", words, re.IGNORECASE) else CLOSED
