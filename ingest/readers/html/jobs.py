"""A JobPosting of schema.org as the fields of a vacancy."""

from __future__ import annotations

import re

from ingest.readers.html.things import Thing
from ingest.readers.markup import line
from ingest.readers.postings import contract, hours, known, places, remote
from ingest.readers.postings.places import country_code

_CURRENCIES = {"EUR": "€", "USD": "$", "GBP": "£"}
_PER = {"HOUR": "hour", "DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year"}


def fields(job: Thing, base: str = "") -> dict[str, object]:
    """What the posting says of the vacancy, in the words of our front matter."""
    kinds = job.words("employmentType")
    where = _where(job)
    found = known(
        base,
        id=_identifier(job),
        title=job.name("title", "name"),
        employer=job.name("hiringOrganization", "hiringOrganisation", "employer", "provider"),
        contract=contract(kinds),
        hours=hours(kinds) or hours(job.words("workHours")),
        salary=_salary(job),
        posted=job.first("datePosted", "datePublished"),
        closes=job.first("validThrough", "applicationDeadline", "expires"),
        apply=_apply(job),
        link=_link(job),
        language=_language(job),
    )
    away = remote(*(value for value in job.words("jobLocationType")))
    return {"kind": "vacancy", **where, **found, **({"remote": away} if away else {})}


def _where(job: Thing) -> dict[str, object]:
    towns: list[object] = []
    country: str | None = None
    for value in (*job.every("jobLocation"),):
        town, its_country = place(value)
        towns += town
        country = country or its_country
    found = places(towns)
    asked = [_country(value) for value in job.every("applicantLocationRequirements")]
    country = country or next(filter(None, asked), None)
    return found | ({"country": country} if country else {})


def _country(value: object) -> str | None:
    return (place(value)[1] or country_code(value.first("name"))) if isinstance(value, Thing) else country_code(value)


def place(value: object) -> tuple[list[object], str | None]:
    """The towns and the country of a Place, a PostalAddress, or the name of either."""
    if not isinstance(value, Thing):
        return [value], None
    found = [_addressed(address) for address in value.every("address") or (value,)]
    towns = [town for its_towns, _ in found for town in its_towns]
    code = next((its_code for _, its_code in found if its_code), None)
    return towns or ([] if code else value.words("name")), code


def _addressed(address: object) -> tuple[list[object], str | None]:
    if not isinstance(address, Thing):
        return [address], None
    country = address.first("addressCountry")
    code = country_code(line(country.first("name", "identifier") if isinstance(country, Thing) else country))
    towns = address.words("addressLocality")
    return towns or ([] if code else address.words("addressRegion")), code


def _identifier(job: Thing) -> object | None:
    for value in job.every("identifier"):
        found = value.first("value", "propertyID", "@id") if isinstance(value, Thing) else value
        if found is not None and not isinstance(found, Thing):
            return found
    return None


def _link(job: Thing) -> object | None:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = job.first(name)
        found = value.first("@id", "url") if isinstance(value, Thing) else value
        if isinstance(found, str) and not found.startswith(("#", "_:")) and (name == "url" or found.startswith("http")):
            return found
    return None


def _apply(job: Thing) -> object | None:
    for contact in job.things("applicationContact"):
        if found := contact.first("url"):
            return found
        if isinstance(mail := contact.first("email"), str):
            return mail if mail.startswith("mailto:") else f"mailto:{mail.strip()}"
    for action in job.things("potentialAction"):
        target = action.first("target")
        found = target.first("urlTemplate", "url") if isinstance(target, Thing) else target
        if isinstance(found, str):
            return found
    return job.first("applicationUrl", "applyUrl")


def _language(job: Thing) -> str | None:
    value = job.name("inLanguage")
    found = re.match(r"([a-zA-Z]{2})(?:[-_]|\Z)", value) if isinstance(value, str) else None
    return found[1].lower() if found else None


def _salary(job: Thing) -> str | None:
    for value in job.every("baseSalary", "estimatedSalary"):
        if not isinstance(value, Thing):
            sign = line(job.first("salaryCurrency"), 3)
            return " ".join(filter(None, (_sign(sign), line(value))))
        if said := _amount(value, job):
            return said
    return None


def _amount(salary: Thing, job: Thing) -> str | None:
    inner = next(iter(salary.things("value")), salary)
    currency = line(salary.first("currency") or inner.first("currency") or job.first("salaryCurrency"), 3)
    ends = [line(inner.first(name), 40) for name in ("minValue", "maxValue")]
    amount = " – ".join(dict.fromkeys(filter(None, ends))) or line(
        inner.first("value") if not isinstance(inner.first("value"), Thing) else None, 60
    )
    if not amount:
        return None
    per = line(inner.first("unitText") or salary.first("unitText") or inner.first("unitCode"), 20)
    said = " ".join(filter(None, (_sign(currency), amount)))
    return f"{said} per {_PER.get(per.upper(), per.lower())}" if per else said


def _sign(currency: str | None) -> str | None:
    return _CURRENCIES.get(currency.upper(), currency) if currency else None
