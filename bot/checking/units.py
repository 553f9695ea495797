"""The usual things that are counted, by the words for them in three languages."""

from __future__ import annotations

from collections.abc import Mapping

UNITS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "year": "year years year's yr yrs jaar jaren an ans année années years' year-old years-old jaarlijks",
        "month": "month months months' maand maanden mois",
        "week": "week weeks weeks' weken semaine semaines",
        "day": "day days days' dag dagen jour jours",
        "hour": "hour hours hours' uur uren heure heures h u",
        "minute": "minute minutes minuut minuten min",
        "euro": "€ euro euros euro's eur",
        "percent": "% percent procent pct",
        "credit": "credit credits ects studiepunt studiepunten crédit crédits sp",
        "km": "km kilometre kilometres kilometer kilometers kilomètre kilomètres",
        "person": "people person persons personen mensen personnes employees medewerkers werknemers employés "
        "collaborateurs students studenten étudiants deelnemers participants",
        "company": "companies company bedrijven bedrijf entreprises entreprise firms",
        "page": "page pages pagina's",
        "gigabyte": "gb go gigabyte gigabytes gigaoctets",
    }.items()
    for word in words.split()
}
