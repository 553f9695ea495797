"""Lines by which a page speaks of itself: when it was changed, whom it is for, what it lists (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import cues
from bot.evidence import Line
from knowledge.keywords import words
from knowledge.plain import spoken

_PAGE = (
    r"(?:guide|programme guide|page|document|brochure|handbook|leaflet|booklet|edition|overview|"
    r"gids|studiegids|pagina|folder|overzicht|handboek|bundel|livret|dépliant|aperçu)"
)
_CHANGED = re.compile(
    r"^\W*(?:(?:this page (?:was )?)?last (?:modified|changed?|updated?|edited|revised|reviewed)|updated(?: on)?|"
    r"(?:pagina )?laatst (?:gewijzigd|bijgewerkt|aangepast|nagekeken)|laatste (?:wijziging|update|aanpassing)|"
    r"bijgewerkt op|dernière (?:mise à jour|modification)|mis(?:e)? à jour|page modifiée)"
    r"(?: on| op| le)?\s*:?\s*[\w/. -]{0,24}\d{2,4}\W*$",
    re.I,
)
_OF_ITSELF = re.compile(
    rf"^\W*(?:this|deze|dit|ce|cette|the present|le présent|la présente) {_PAGE}(?: \w+)? "
    r"(?:is (?:meant|intended|written|for)|explains?|describes?|contains?|lists?|brings|tells|gives|"
    r"is (?:bedoeld|bestemd|geschreven)|legt|beschrijft|bevat|bundelt|vertelt|geeft|richt zich|"
    r"s['’]adresse|explique|décrit|contient|rassemble|présente|reprend|est destinée?)\b",
    re.I,
)
_TITLE_OF_A_YEAR = re.compile(
    rf"^\W*(?:[\w-]+ ){{0,2}}{_PAGE}?\W*(?:for|voor|pour|van|de|of)?(?: the| het| l['’])?\s?"
    r"(?:academic year|academiejaar|schooljaar|année académique)\W*20\d\d(?:\W{1,3}(?:20)?\d\d)?\W*$",
    re.I,
)
_OF_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\s*$")
_CONTENTS = frozenset(("contents", "table of contents", "inhoud", "inhoudsopgave", "table des matières", "sommaire"))
_ASKED = re.compile(
    rf"\b{_PAGE}s?\b|\b(?:updated|modified|changed|revised|gewijzigd|bijgewerkt|aangepast|mise à jour|modifiée?|"
    r"contents|inhoud|sommaire|academic year|academiejaar|année académique)\b",
    re.I,
)


def is_furniture(line: Line) -> bool:
    """It tells of its page, and nothing of what the page is about."""
    text = spoken(line.text).replace("_", " ")
    if " ".join(words(line.passage.section)) in _CONTENTS or _OF_CONTENTS.search(text):
        return True
    return any(pattern.match(text) for pattern in (_CHANGED, _OF_ITSELF, _TITLE_OF_A_YEAR))


def without_furniture(lines: Sequence[Line], question: str) -> list[Line]:
    """The lines without those by which pages speak of themselves, unless the question is about that."""
    if _ASKED.search(question) or cues.first("purpose", cues.flattened(question)) == "about":
        return list(lines)
    return [line for line in lines if line.passage.kind != "page" or not is_furniture(line)] or list(lines)
