"""From the way in which a posting writes a place to its towns and its country."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNTRIES = {
    "BE": "belgium belgië belgique belgien bel",
    "NL": "netherlands|the netherlands|nederland|pays-bas|holland|niederlande|nld",
    "LU": "luxembourg|luxemburg|lux",
    "FR": "france|frankrijk|frankreich|fra",
    "DE": "germany|duitsland|allemagne|deutschland|deu",
    "GB": "united kingdom|uk|great britain|england|scotland|wales|verenigd koninkrijk|royaume-uni|gbr",
    "IE": "ireland|ierland|irlande|irl",
    "CH": "switzerland|zwitserland|suisse|schweiz|che",
    "AT": "austria|oostenrijk|autriche|österreich|aut",
    "ES": "spain|spanje|espagne|españa|esp",
    "IT": "italy|italië|italie|italia|ita",
    "PT": "portugal|prt",
    "DK": "denmark|denemarken|danemark|danmark|dnk",
    "SE": "sweden|zweden|suède|sverige|swe",
    "NO": "norway|noorwegen|norvège|norge|nor",
    "FI": "finland|finlande|suomi|fin",
    "PL": "poland|polen|pologne|polska|pol",
    "CZ": "czech republic|czechia|tsjechië|tchéquie|cze",
    "HU": "hungary|hongarije|hongrie|hun",
    "GR": "greece|griekenland|grèce|grc",
    "US": "united states|united states of america|usa|u.s.|verenigde staten|états-unis",
    "CA": "canada|can",
    "IN": "india|inde|ind",
    "SG": "singapore|singapour|sgp",
    "JP": "japan|japon|jpn",
}
_CODES = {
    name: code for code, names in _COUNTRIES.items() for name in (names.split("|") if "|" in names else names.split())
}
_REGIONS = frozenset(
    "flanders|vlaanderen|flandre|flemish region|vlaams gewest|wallonia|wallonië|wallonie|brussels capital region"
    "|brussels-capital region|brussels hoofdstedelijk gewest|brussels region|région de bruxelles-capitale"
    "|east flanders|oost-vlaanderen|flandre-orientale|flandre orientale|west flanders|west-vlaanderen"
    "|flandre-occidentale|flandre occidentale|antwerp province|province of antwerp|provincie antwerpen"
    "|flemish brabant|vlaams-brabant|vlaams brabant|brabant flamand|walloon brabant|waals-brabant|brabant wallon"
    "|limburg|province of limburg|hainaut|henegouwen|liège province|province de liège|namur province"
    "|noord-brabant|north brabant|zuid-holland|noord-holland|gelderland|utrecht province|europe|europa|eu|emea|benelux"
    "|european union|worldwide|anywhere|global".split("|")
)
_MANNER = re.compile(
    r"\b(?:(?:fully|100 ?%)[ -]?)?(?:remote|hybrid(?:e)?|home[- ]?based|telecommute|thuiswerk|télétravail|on[- ]?site"
    r"|work from home)\b(?:[ -]?(?:work|first|friendly|only|possible))?",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:;|\||/|\n|•|\s\+\s|\s&\s|\s(?:or|of|ou|and|en|et)\s)\s*")
_NO_TOWN = re.compile(r"[\W\d_]*\Z|(?:multiple|several|various|meerdere|diverse|plusieurs)\b.*\Z", re.IGNORECASE)
_STREET = re.compile(r"\s\d+\s?[a-zA-Z]?(?:[/-]\d+)?\Z")
_CODED = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}-?)?\d{4,5}(?:\s[A-Z]{2})?\s+[^\d\W][^,()\d]*")
_POSTCODE = re.compile(r"^(?:[A-Z]{1,2}-?)?\d{4,5}(?:\s?[A-Z]{2})?\s+|\s+\d{4,5}$")


@dataclass(frozen=True, slots=True)
class Where:
    """The towns of a place as it is written, its country, and the word for remote work in it."""

    towns: tuple[str, ...] = ()
    country: str | None = None
    manner: str | None = None


def country_code(value: object) -> str | None:
    """The two letters of a country, from its letters or its name in our languages."""
    if not isinstance(value, str):
        return None
    name = " ".join(value.split()).strip(" .()").casefold()
    if name in _CODES:
        return _CODES[name]
    return name.upper() if re.fullmatch(r"[a-z]{2}", name) else None


def place_names(text: str) -> Where:
    """`Ghent, East Flanders, Belgium; Leuven (hybrid)`: the towns Ghent and Leuven, Belgium, hybrid."""
    manner = _MANNER.search(text)
    towns: list[str] = []
    country: str | None = None
    for part in _APART.split(_MANNER.sub(" ", text)):
        pieces = [piece for piece in map(_name, re.split(r"[,()]|\s[-–—]\s", part)) if piece]
        mine: list[str] = []
        coded = {_name(found[0]) for found in _CODED.finditer(part)}
        for number, piece in enumerate(pieces):
            code = _CODES.get(piece.casefold()) or (_letters(piece) if 0 < number == len(pieces) - 1 else None)
            if code:
                country = country or code
            elif piece.casefold() in _REGIONS or _STREET.search(piece):
                continue
            elif piece in coded if coded else not mine:
                mine.append(piece)
        towns += mine
    return Where(tuple(towns), country, manner[0] if manner else None)


def _letters(piece: str) -> str | None:
    # CA and IN are states of America as often as countries.
    return piece if piece in _COUNTRIES and piece not in ("CA", "IN") else None


def _name(piece: str) -> str | None:
    name = _POSTCODE.sub("", piece.strip(' \t-–—:.[]<>"“”')).strip()
    return None if _NO_TOWN.match(name) or len(name) > 80 else name
