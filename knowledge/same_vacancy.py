"""Which documents tell of the same vacancy: by the address of the job, or by title, employer and place (pure)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from knowledge import keywords
from knowledge.places import located
from knowledge.records import Document, Vacancy

_TRACKING = re.compile(
    r"utm_\w+|[a-z]*clid|mc_[ce]id|_g[la]|ref|referrer|referer|source|src|trk\w*|gh_src|lever-(source|origin)\S*|"
    r"recruiter|rcm|origin|campaign|from|share\w*|lang|language|locale|hl|t|iis|iisn|jobpipeline|rx_\w+",
    re.I,
)
_TO_APPLY = re.compile(
    r"/(apply(-?now)?|application(s/new|s|form)?|c/new|solliciteer|solliciteren|sollicitatie|postuler|postulez|candidature)$",
    re.I,
)
_PAGE_NAMES = re.compile(r"/(index|default)\.\w+$|\.(html?|php|aspx?)$", re.I)
_GREENHOUSE = re.compile(r"(?:^|\.)greenhouse\.io$")
_TITLED = re.compile(r"(/(?!20\d{6}-)\d{6,})-[^/]*$")
# A job's own address has a number, a long code or a slug of several words; `/careers` is everybody's.
_OWN = re.compile(r"\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}-|(?:[^/\W]+-){2,}[^/\W]+")
# An address that more documents give is where one applies for anything.
_MOST_SOURCES = 12
_POSTING = re.compile(r"\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-")
_MANNERS = re.compile(
    r"\(\s*(?:all genders|[a-z](?:\s?[/|.\-]\s?[a-z]){1,3})\s*\)|\b[mvfhwdx](?:\s?/\s?[mvfhwdx]){1,3}\b", re.I
)
_LEGAL = frozenset(
    "nv bv bvba sa srl sprl inc ltd limited llc gmbh ag plc corp corporation co vzw asbl group groep".split()
)
_COUNTRIES = frozenset("belgium belgie belgique benelux be".split())


_Keys = Callable[[Document], Sequence[str]]
_May = Callable[[Document, Document], bool]


def same_vacancies(documents: Sequence[Document]) -> list[list[Document]]:
    """The documents in groups, one for each vacancy, in their order.

    Two items of one feed are two vacancies, and so are two pages of one site, however alike they are.
    """
    groups = _Groups(documents)
    for shared in _sharing(documents, own_addresses):
        if len(shared) <= _MOST_SOURCES:
            groups.join(shared, _share_an_address)
    for shared in _sharing(documents, _names):
        groups.join(shared, _may_be_one)
    return groups.every()


@lru_cache(maxsize=16384)
def canonical(address: str) -> str | None:
    """A web address without what does not tell one page from another; None for what is none."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.")
    path = _TO_APPLY.sub("", parts.path.rstrip("/"))
    path = _PAGE_NAMES.sub("", path).rstrip("/").casefold()
    query = dict(parse_qsl(parts.query))
    number = query.get("gh_jid") or (path.rpartition("/")[2] if _GREENHOUSE.search(host) else "")
    if number.isdigit():
        # A board's posting is shown on the board and inside the employer's own site, by the same number.
        return f"greenhouse/{number}"
    # What follows the number of a posting is its title, which one address gives and another leaves out.
    path = _TITLED.sub(r"\1", path)
    kept = sorted((name, value) for name, value in query.items() if not _TRACKING.fullmatch(name))
    return f"{host}{path}{'?' if kept else ''}{urlencode(kept)}"


def title_key(title: str) -> str:
    """A title without what differs between two postings of the same job: `(m/f/x)`, capitals, dashes."""
    return " ".join(keywords.words(_MANNERS.sub(" ", title)))


def employer_key(name: str) -> str:
    """An employer without its legal form and country."""
    every = keywords.words(name)
    kept = [word for word in every if word not in _LEGAL and word not in _COUNTRIES]
    return " ".join(kept or every)


def own_addresses(document: Document) -> list[str]:
    """The canonical addresses that a document gives for its job alone."""
    return list(dict.fromkeys([*_pages(document), *_specific((_record(document).apply or "",))]))


def _pages(document: Document) -> list[str]:
    """Where the job is told of, as against where one applies: a form may serve many jobs."""
    at = ("" if is_item(document) else document.address, document.link or "", *_record(document).addresses)
    return _specific(at)


def _specific(addresses: Sequence[str]) -> list[str]:
    found = dict.fromkeys(filter(None, map(canonical, addresses)))
    return [address for address in found if _OWN.search(address.partition("/")[2])]


def is_item(document: Document) -> bool:
    """It is one of several in a feed, a board or a table, and no page of its own."""
    return "#" in document.address


class _Groups:
    """Documents that are joined step by step."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._of = {id(document): [document] for document in documents}
        self._documents = documents

    def join(self, shared: Sequence[Document], may: _May) -> None:
        """Put those of the documents together that may be, with all that they were put together with."""
        for place, one in enumerate(shared):
            for other in shared[place + 1 :]:
                mine, theirs = self._of[id(one)], self._of[id(other)]
                if mine is not theirs and all(may(a, b) and not _of_one_list(a, b) for a in mine for b in theirs):
                    mine.extend(theirs)
                    for moved in theirs:
                        self._of[id(moved)] = mine

    def every(self) -> list[list[Document]]:
        """The groups, by their first documents."""
        seen: dict[int, list[Document]] = {}
        for document in self._documents:
            group = self._of[id(document)]
            seen.setdefault(id(group), group)
        return list(seen.values())


def _sharing(documents: Sequence[Document], keys: _Keys) -> Iterator[list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for key in keys(document):
            found[key].append(document)
    return (shared for _, shared in sorted(found.items()) if len(shared) > 1)


def _names(document: Document) -> list[str]:
    record = _record(document)
    title, employer = title_key(record.title), employer_key(record.employer)
    if not employer:
        return []  # Any two employers may seek a laboratory technician in Ghent.
    return [f"{title}|{employer}|{name}" for name in _where(record) or [""]]


def _share_an_address(one: Document, other: Document) -> bool:
    """An address of one is that of the other's page, or one of a posting, or their titles are the same."""
    mine, theirs = own_addresses(one), own_addresses(other)
    if not set(mine).isdisjoint(_pages(other)) or not set(theirs).isdisjoint(_pages(one)):
        return True
    if title_key(_record(one).title) == title_key(_record(other).title):
        return not _are_apart(one, other)
    return any(_POSTING.search(address) for address in set(mine) & set(theirs))


def _may_be_one(one: Document, other: Document) -> bool:
    """Nothing shows that they are two openings, though they have title, employer and place in common."""
    if title_key(_record(one).title) != title_key(_record(other).title):
        return False
    return not (_on_one_site(one, other) or _in_turn(one, other) or _are_apart(one, other))


def _of_one_list(one: Document, other: Document) -> bool:
    """Two items of the same feed."""
    lists = [(d.source, d.address.partition("#")[0]) for d in (one, other)]
    return is_item(one) and is_item(other) and lists[0] == lists[1]


def _on_one_site(one: Document, other: Document) -> bool:
    """Both have an address of their own on the same host: a site tells its openings apart."""
    mine, theirs = ({a.partition("/")[0]: a for a in own_addresses(d)} for d in (one, other))
    return any(mine[host] != theirs[host] for host in mine.keys() & theirs.keys())


def _in_turn(one: Document, other: Document) -> bool:
    """The one had closed when the other was posted."""
    first, second = _record(one), _record(other)
    return any(a.closes and b.posted and a.closes < b.posted for a, b in ((first, second), (second, first)))


def _are_apart(one: Document, other: Document) -> bool:
    """In different places, as far as both say where."""
    mine, theirs = (set(_where(_record(document))) for document in (one, other))
    return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def _where(record: Vacancy) -> list[str]:
    known = sorted({place.name for name in record.places for place in located(name)})
    return known or sorted(" ".join(keywords.words(name)) for name in record.places)


def _record(document: Document) -> Vacancy:
    assert isinstance(document.facts, Vacancy)
    return document.facts
