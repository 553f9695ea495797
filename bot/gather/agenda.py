"""Events and courses that are to come, where a question asks for them by nothing but month and place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot import cues
from bot.since import months_in, months_meant
from bot.understand import Request
from knowledge import places
from knowledge.keywords import ASKING, content_words, query_stems, telling_words, words
from knowledge.library import Library
from knowledge.records import LANGUAGES, Course, Document, Event, Kind

_KIND: Mapping[str, Kind] = {"events": "event", "courses": "course"}
_SAID = ("purpose", "filler", "general", "job", "moment")
_ASKING_WHEN = ("time", "place")
# So many words of a title name it.
_NAMES_IT = 2
_A_SERIES = 2
_COMING = frozenset(
    "upcoming coming come up next soon planned scheduled eraan aankomende aankomend komende komen volgende gepland "
    "binnenkort venir prochain prochains prochaine prochaines bientot prevu prevus life science sciences".split()
)

# What people go to any of them for, and who goes.
_AT_ANY = frozenset(
    "meet meeting companies company employers employer recruiters people professionals network networking students "
    "student graduates go attend visit join career careers ontmoeten ontmoet bedrijven bedrijf werkgevers werkgever "
    "mensen netwerken studenten gaan bezoeken deelnemen loopbaan rencontrer entreprises entreprise employeurs gens "
    "etudiants etudiant aller participer carriere month maand mois week semaine year jaar annee".split()
)


def agenda(request: Request, library: Library, today: date) -> list[Document] | None:
    """What is to come in the month and at the place that the question names, by day; None if it says more.

    Empty where there is none there: what is over or cancelled is none to come.
    """
    kind = _KIND.get(request.purpose) or _asked_when(request)
    if kind is None or request.paths or _says_more(request.question, today):
        return None
    months, areas = months_meant(request.question, today), places.mentions(request.question)
    found = [
        document
        for document in library.records(kind)
        if _is_to_come(document, today)
        and (not months or _month(document) in months)
        and (not areas or any(_lies_in(document, mention.place) for mention in areas))
    ]
    return sorted(found, key=lambda document: (_starts(document) or date.max, document.title.casefold()))


def _asked_when(request: Request) -> Kind | None:
    """`When is the next event?` asks for the events to come, whichever they are."""
    asks = request.purpose == "question" and request.asks in _ASKING_WHEN and not request.before
    return "event" if asks and cues.first("purpose", cues.flattened(request.question)) == "events" else None


def without_a_day(request: Request, library: Library, today: date) -> list[Document]:
    """The events of which no day is known, by title: what there is to tell where none is announced."""
    if request.purpose != "events":
        return []
    found = [d for d in library.records("event") if _starts(d) is None and not d.expires and _is_to_come(d, today)]
    return sorted(found, key=lambda document: document.title.casefold())


def next_of(request: Request, library: Library, today: date) -> list[Document] | None:
    """Of the events that bear the name that the question asks the day of, those to come, by day.

    None unless it asks for nothing else, or no event bears the name. Empty if every one of them is over or cancelled.
    """
    if cues.first("when", cues.flattened(request.question)) is None:
        return None
    meant, months = named_events(request, library), months_meant(request.question, today)
    if len(meant) < _A_SERIES:
        return None
    found = [d for d in meant if _is_to_come(d, today) and (not months or _month(d) in months)]
    return sorted(found, key=lambda document: (_starts(document) or date.max, document.title.casefold()))


def named_events(request: Request, library: Library) -> list[Document]:
    """The events in whose titles the question's own words all stand, beside those that ask when."""
    flat = cues.flattened(request.question)
    said = {word for group in ("when", "filler") for span in cues.spans(group, flat) for word in span.split()}
    said |= ASKING.union(_COMING, *map(telling_words, LANGUAGES))
    asked = [query_stems(word) for word in content_words(flat) if _names(word, said)]
    if len(asked) < _NAMES_IT:
        return []
    return [
        document
        for document in library.records("event")
        if all(not _stems_of(document).isdisjoint(stems) for stems in asked)
    ]


def _names(word: str, said: set[str]) -> bool:
    return word not in said and len(word) > 1 and not months_in(word)


def _stems_of(document: Document) -> set[str]:
    return {stem for name in (document.title, *document.aliases) for stem in query_stems(name)}


def _says_more(question: str, today: date) -> bool:
    flat = cues.flattened(question)
    groups = (*_SAID, "asks") if cues.first("asks", flat) in _ASKING_WHEN else _SAID
    said = {word for group in groups for span in cues.spans(group, flat) for word in span.split()}
    said |= {word for m in places.mentions(question) for word in words(question[m.start : m.end])}
    said |= ASKING.union(_COMING, *map(telling_words, LANGUAGES))
    if months_meant(question, today):
        # Without a month what somebody wants to do there says which events are meant.
        said |= _AT_ANY
    rest = (word for word in content_words(flat) if word not in said and len(word) > 1)
    return any(not word.isdigit() and not months_in(word) for word in rest)


def _is_to_come(document: Document, today: date) -> bool:
    record = document.facts
    if isinstance(record, Event) and record.cancelled:
        return False
    ends = getattr(record, "ends", None) or _starts(document) or document.expires
    return ends is None or ends >= today


def _starts(document: Document) -> date | None:
    record = document.facts
    return record.starts if isinstance(record, Event | Course) else None


def _month(document: Document) -> int | None:
    starts = _starts(document)
    return starts.month if starts else None


def _lies_in(document: Document, area: places.Place) -> bool:
    record = document.facts
    where = record.place if isinstance(record, Event | Course) else None
    return any(places.lies_in(there, area) for there in places.located(where or ""))
