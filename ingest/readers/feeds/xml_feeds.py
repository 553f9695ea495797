"""RSS 2.0, Atom and RSS 1.0: the items of a feed as vacancies, events or pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from ingest.readers.feeds.boards.listing import named_in
from ingest.readers.feeds.boards.teamtailor import HOSTS as TEAMTAILOR
from ingest.readers.feeds.trees import Around, Element, elements, local, space, text
from ingest.readers.markup import line, markdown
from ingest.readers.postings import (
    contract,
    country_code,
    day,
    each_once,
    hours,
    known,
    places,
    remote,
    times,
    vacancy,
    web,
    written,
)
from ingest.readers.postings.labelled import labelled
from ingest.readers.postings.moments import moment
from ingest.readers.reading import Reading, Unreadable, reading

log = logging.getLogger(__name__)

_ITEMS = ("item", "entry", "job")
_OF_JOBS = re.compile(
    r"\b(?:jobs?|vacanc(?:y|ies)|vacatures?|careers?|openings|werken bij|emplois?|offres? d['’ ]?emplois?|recrut\w+"
    r"|stellen|posities|positions|stages|internships)\b",
    re.IGNORECASE,
)
_OF_EVENTS = re.compile(
    r"\b(?:events?|agenda|calendar|kalender|evenementen|activiteiten|[ée]v[ée]nements?)\b", re.IGNORECASE
)
_OF_NEITHER = re.compile(
    r"\b(?:blog|news\w*|nieuws\w*|actualit[ée]s?|advice|advies|tips|stor(?:y|ies))\b", re.IGNORECASE
)
_A_COMPANY = re.compile(
    r"\b(?:n\.?v|b\.?v|bv?ba|vzw|asbl|s\.?a|s\.?r\.?l|gmbh|inc|ltd|plc|universit\w+|ku leuven|hogeschool|haute [ée]cole"
    r"|hospital|ziekenhuis|uz|chu|instituu?te?|biotech|biopharma|pharma\w*|therapeutics|biosciences|diagnostics|labs?"
    r"|laboratori\w+)\b\.?",
    re.IGNORECASE,
)
_AT = re.compile(r"\S\s+(?:at|bij|chez|@)\s+([A-ZÀ-Ý0-9][^()|–]{1,60}?)(?:\s*(?:[-–|,(].*)?)?\Z")
_EMPLOYER_OF = re.compile(
    r"\A(?:(?:all |open |current |latest |alle |de )*(?:jobs|vacancies|careers|vacatures|openings|emplois"
    r"|offres d['’]emploi"
    r"|job openings|werken)\s+(?:at|bij|chez|with|@|van|de|of|-|–|\|)\s+(?P<after>.+)"
    r"|(?P<before>.+?)\s*(?:[-–|:]\s*)?(?:jobs|vacancies|careers|vacatures|openings|job feed|emplois|recrutement))\Z",
    re.IGNORECASE,
)
_GENERAL = re.compile(r"\b(?:rss|feed|new|latest|all|life sciences?|science|board|portal|platform|in)\b", re.IGNORECASE)
_IS_NO_NAME = re.compile(rf"(?:\W*{_OF_JOBS.pattern})+\W*", re.IGNORECASE)
"""`Vacancies | Vacatures` is the name of no company."""
_JOB_FIELDS = frozenset(
    "company employer company_name job_type jobtype employmenttype employment_type contracttype contract_type"
    " salary remotestatus expiration_date expires job_id applyurl apply_url closingdate closing_date validthrough"
    " hiringorganization".split()
)
_NAMES = {
    "employer": "company companyname company_name employer employer_name hiringorganization organization organisation",
    "places": "city town location joblocation job_location jobcity place",
    "country": "country jobcountry addresscountry",
    "kind": "jobtype job_type type employmenttype employment_type contracttype contract_type contract schedule worktype"
    " work_type hours",
    "salary": "salary basesalary compensation",
    "closes": "expiration_date expirationdate expires expirydate closingdate closing_date validthrough deadline"
    " application_deadline applicationdeadline closes enddate end_date",
    "apply": "applyurl apply_url applicationurl application_url applylink apply",
    "remote": "remotestatus remote workplacetype workplace_type is_remote",
    "starts": "startdate start_date dtstart starttime start",
    "ends": "enddate end_date dtend endtime end",
    "organiser": "organizer organiser",
    "published": "pubdate published date issued created dateposted date_posted",
    "id": "guid id identifier referencenumber reference jobid job_id",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_EVENT_SPACES = ("purl.org/rss/1.0/modules/event", "urn:ietf:params:xml:ns:xcal", "schema.org/event")
_DECLARATION = re.compile(r"\sxmlns(?::\w+)?=\"[^\"]*\"")
_PREFIX = re.compile(r"<(/?)\w+:(?=\w)")
_TELLING = ("encoded", "content", "description", "summary", "requirements", "responsibilities", "qualifications")


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every item of the feed, in its order."""
    return each_once(_items(stream, address))


def _items(stream: BinaryIO, address: str) -> Iterator[Reading]:
    for number, (node, around) in enumerate(elements(stream, _ITEMS), start=1):
        try:
            yield _item(_Item(node), around, address)
        except Unreadable as refusal:
            log.warning("%s: item %d is left out: %s", address, number, refusal.reason)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            log.warning("%s: item %d is left out: %r", address, number, error)


class _Item:
    """What stands in an item, by the names that we have for it."""

    def __init__(self, node: Element) -> None:
        self.children: list[Element] = list(node)
        self.about = node.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
        self.names = {local(child).lower() for child in self.children}
        self.language = node.get("{http://www.w3.org/XML/1998/namespace}lang")

    def every(self, field: str) -> list[str]:
        """The texts of a field, under whatever name and in whatever depth feeds put it."""
        return [said for child in self.children for said in _under(child, field)]

    def first(self, field: str) -> str | None:
        return next(iter(self.every(field)), None)

    def named(self, *names: str) -> str | None:
        """The text of the first child that has one of these names."""
        found = {local(child).lower(): text(child) for child in reversed(self.children) if text(child)}
        return next((found[name] for name in names if name in found), None)

    def link(self) -> str | None:
        for child in self.children:
            if local(child).lower() in ("link", "url"):
                if (href := child.get("href")) and child.get("rel", "alternate") == "alternate":
                    return str(href)
                if not child.get("href") and text(child):
                    return text(child)
        guid = next((child for child in self.children if local(child) == "guid"), None)
        permanent = guid is not None and guid.get("isPermaLink", "true") == "true" and web(text(guid))
        return text(guid) if permanent else web(self.about)

    def body(self) -> str:
        """The fullest of the texts that tell what it is about."""
        found = [_markup(child) for child in self.children if local(child).lower() in _TELLING]
        return max(found, key=len, default="")


def _under(child: Element, field: str) -> Iterator[str]:
    name = local(child).lower()
    if len(child) and name not in _TELLING and name not in ("author", "contributor", "source"):
        for grandchild in child:
            yield from _under(grandchild, field)
    elif _FIELDS.get(name) == field and (said := text(child)):
        yield said


def _markup(node: Element) -> str:
    """The text of an element, or what Atom holds there as elements."""
    if len(node) == 0:
        return text(node)
    inner = "".join(etree.tostring(child, encoding="unicode") for child in node)
    return (node.text or "") + _PREFIX.sub(r"<\1", _DECLARATION.sub("", inner))


def _item(item: _Item, around: Around, address: str) -> Reading:
    title = line(item.named("title", "name")) or ""
    link = web(item.link(), web(around.texts.get("link")) or address)
    common = known(
        address,
        id=item.first("id") or item.about or link,
        title=title,
        link=link,
        language=_language(item.language or item.named("language") or around.texts.get("language")),
    )
    if _is_event(item):
        return _event(item, common, title, link)
    if _is_vacancy(item, around, address):
        return _vacancy(item, common, around, address, link)
    published = day(item.first("published") or item.named("updated"))
    body = markdown(item.body())
    return reading(title or None, written(title, "", body) if title else body, common | known(published=published))


def _vacancy(item: _Item, common: dict[str, object], around: Around, address: str, link: str | None) -> Reading:
    kinds: list[object] = [*item.every("kind"), *_categories(item.children)]
    where, body = places(item.every("places")), markdown(item.body())
    fields = known(
        address,
        employer=item.first("employer") or labelled(body).get("employer") or _employer(item, around, link),
        contract=contract(item.every("kind")) or contract(kinds),
        hours=hours(item.every("kind")) or hours(kinds),
        salary=item.first("salary"),
        posted=item.first("published") or item.named("updated"),
        closes=item.first("closes"),
        apply=web(item.first("apply"), address) or link,
        country=next(filter(None, map(country_code, item.every("country"))), None),
        remote=remote(*({"true": True, "false": False}.get(said.lower(), said) for said in item.every("remote"))),
    )
    return vacancy(where | fields | common, item.body())


def _event(item: _Item, common: dict[str, object], title: str, link: str | None) -> Reading:
    fields = known(organiser=item.first("organiser"), place=", ".join(item.every("places")[:2]), address=link)
    when = times(moment(item.first("starts")), moment(item.first("ends") or item.first("closes")))
    body = markdown(item.body())
    cancelled = bool(re.match(r"\W*(?:cancell?ed|geannuleerd|afgelast|annulé)", title, re.IGNORECASE))
    metadata = {"kind": "event", **common, **fields, **when, "cancelled": cancelled}
    return reading(title or None, written(title, str(fields.get("place") or ""), body), metadata)


def _is_event(item: _Item) -> bool:
    told = any(known_space in space(child) for child in item.children for known_space in _EVENT_SPACES)
    return told or (bool(item.every("starts")) and not item.names & _JOB_FIELDS)


def _is_vacancy(item: _Item, around: Around, address: str) -> bool:
    if (
        around.root in ("source", "jobs")
        or item.names & _JOB_FIELDS
        or any("job" in space(child) for child in item.children)
    ):
        return True
    about = f"{around.texts.get('title', '')} {re.sub(r'[/._-]', ' ', address)}"
    return (
        bool(_OF_JOBS.search(about))
        and not _OF_NEITHER.search(about)
        and not _OF_EVENTS.search(around.texts.get("title", ""))
    )


def _employer(item: _Item, around: Around, link: str | None) -> str | None:
    publisher = item.named("publisher")
    title = line(around.texts.get("title"), 120) or ""
    told = _EMPLOYER_OF.match(title)
    name = (told["after"] or told["before"] or "").strip(" -–|:") if told else ""
    if publisher or (name and not _GENERAL.search(name) and not _IS_NO_NAME.fullmatch(name)):
        return publisher or name
    # The title of a career site's feed is its company's name; that of a job site's is not.
    if title and "remotestatus" in item.names:
        return title
    author = re.sub(r"\S+@\S+|[()]", " ", item.named("creator", "author") or "").strip()
    at = _AT.search(line(item.named("title"), 200) or "")
    return (author if _A_COMPANY.search(author) else None) or (at[1] if at else None) or named_in(link, TEAMTAILOR, -1)


def _categories(children: Iterable[Element]) -> Iterator[str]:
    for child in children:
        if local(child).lower() in ("category", "subject"):
            yield child.get("term") or text(child)


def _language(value: str | None) -> str | None:
    found = re.match(r"([a-zA-Z]{2})(?:[-_]|\Z)", value or "")
    return found[1].lower() if found else None
