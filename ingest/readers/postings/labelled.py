"""Facts that a posting states in labelled lines, such as `Closing date: 15 December 2026`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.readers.postings.moments import day

_LABELS = {
    "employer": "employer|company|company name|organisation|organization|hiring organi[sz]ation|werkgever|bedrijf"
    "|bedrijfsnaam|organisatie|employeur|entreprise|société|organisme",
    "places": "location|locations|place|place of work|workplace|work location|job location|city|standplaats|plaats"
    "|locatie|werkplek|werkplaats|plaats van tewerkstelling|tewerkstellingsplaats|lieu|lieu de travail|lieux"
    "|localisation"
    "|ville",
    "contract": "contract|contract type|type of contract|employment type|job type|type of employment|contracttype"
    "|type contract|soort contract|contractvorm|dienstverband|type de contrat|contrat|nature du contrat",
    "hours": "hours|working hours|working time|regime|work regime|arbeidsregime|werkregime|uren|tijdsregime"
    "|temps de travail|régime de travail|régime|horaire",
    "remote": "remote|remote work|remote working|telework|workplace type|telewerk|telewerken|thuiswerk|thuiswerken"
    "|télétravail",
    "salary": "salary|pay|wage|remuneration|gross salary|salary range|loon|salaris|verloning|brutoloon|salaire"
    "|rémunération",
    "posted": "posted|posted on|date posted|posting date|published|published on|publication date|gepubliceerd"
    "|gepubliceerd op|geplaatst|geplaatst op|publicatiedatum|publié|publié le|publiée le|date de publication",
    "closes": "closing date|closes|closes on|deadline|application deadline|apply by|apply before|valid through"
    "|valid until|open until|sluitingsdatum|uiterste sollicitatiedatum|solliciteren tot|solliciteren voor"
    "|solliciteren tot en met|solliciteer voor|geldig tot|open tot|date limite|date limite de candidature"
    "|date de clôture|clôture|postuler avant|postulez avant",
}
_FIELDS = {
    name: field for field, names in _LABELS.items() for name in names.replace("organi[sz]", "organis").split("|")
}
_FIELDS["hiring organization"] = "employer"
_DAY_FIRST = re.compile(
    r"gepubliceerd|geplaatst|datum|solliciteer|solliciteren|geldig|open tot|publi[ée]|date (?:limite|de)|cl[oô]ture"
    r"|postule",
    re.IGNORECASE,
)
_DAYS = ("posted", "closes")
_LABELLED = re.compile(r"[\s*_•#>-]*([^\W\d_][^:|*\n]{1,40}?)[\s*_]*(?::|\|)[\s*_|]*(\S.*)")
_LAST = re.compile(r"[\s*_|]+\Z")
_LINES = 400


def labelled(text: str) -> Mapping[str, str]:
    """The first value under each label that we know, in English, Dutch and French."""
    found: dict[str, str] = {}
    for field, label, value in _pairs(text):
        found.setdefault(field, _value(field, label, value))
    return found


def labels(text: str) -> list[str]:
    """The field of every label that we know, as often as it stands there."""
    return [field for field, _, _ in _pairs(text)]


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text[:100_000].split("\n", _LINES)[:_LINES]:
        pair = _LABELLED.match(line.strip().lstrip("|").strip()) if len(line) <= 300 else None
        if pair and (field := _FIELDS.get(" ".join(pair[1].lower().split()))):
            yield field, pair[1], _LAST.sub("", pair[2])


def _value(field: str, label: str, value: str) -> str:
    # 05/01/2027 under a Dutch or French label is a day of January; under an English one nobody knows.
    if field in _DAYS and _DAY_FIRST.search(label):
        return day(value, day_first=True) or value
    return value
