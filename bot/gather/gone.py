"""What a question names and what is gone: a vacancy that has closed, an event that is over or cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot import cues
from bot.gather.findings import vacancy_of
from bot.gather.subjects import share_of
from bot.numerals import numbers_in
from bot.understand import Request
from knowledge import keywords
from knowledge.library import Library
from knowledge.records import Document, Event, Vacancy
from knowledge.same_vacancy import employer_key, title_key
from knowledge.vacancies import is_open, vacancies_of

# A vacancy is named by so much of its title, beside its employer or place.
_MOST_OF_A_TITLE = 0.6
_HALF_A_NAME = 0.5


def gone(request: Request, library: Library, today: date) -> Document | None:
    """The closed vacancy or the past or cancelled event that the question is about, if it is about one."""
    return gone_vacancy(request, library, today) or gone_event(request, library, today)


def gone_vacancy(request: Request, library: Library, today: date) -> Document | None:
    """The closed vacancy that the question names, unless an open one fits as well."""
    if not cues.first("applying", cues.flattened(request.question)):
        return None
    meant = _named_best(request, vacancies_of(library))
    return meant[0] if meant and not any(is_open(vacancy, today) for vacancy in meant) else None


def still_open(request: Request, library: Library, today: date) -> Document | None:
    """The one open vacancy of which the question asks whether one can still apply."""
    if not cues.first("still_open", cues.flattened(request.question)):
        return None
    meant = _named_best(request, [vacancy for vacancy in vacancies_of(library) if is_open(vacancy, today)])
    return meant[0] if len(meant) == 1 else None


def _named_best(request: Request, vacancies: Sequence[Document]) -> list[Document]:
    """Those of the vacancies of which the question names the most."""
    asked, flat = set(keywords.query_stems(request.question)), cues.flattened(request.question)
    named = [(share, vacancy) for vacancy in vacancies if (share := _named(vacancy, asked, flat))]
    best = max((share for share, _ in named), default=0.0)
    return [vacancy for share, vacancy in named if share == best]


def gone_event(request: Request, library: Library, today: date) -> Document | None:
    """The event that the question names and that is over or cancelled, unless another of its name is to come."""
    asked = set(keywords.query_stems(request.question))
    meant = [
        document
        for document in library.records("event")
        if any(
            share_of(name, asked) == 1 for name in (document.title, *document.aliases) if len(keywords.words(name)) > 1
        )
    ]
    if not meant or not all(is_past(document, today) or _event(document).cancelled for document in meant):
        return None
    if not any(_event(d).cancelled and not is_past(d, today) for d in meant) and not _asks_to_attend(request):
        # What there was to see is worth telling of, too; that it takes place is not.
        return None
    return max(meant, key=lambda document: (not is_past(document, today), _event(document).starts or date.min))


def _asks_to_attend(request: Request) -> bool:
    return cues.first("attending", cues.flattened(request.question)) is not None


def is_past(document: Document, today: date) -> bool:
    """An event that has ended."""
    last = _event(document).ends or _event(document).starts or document.expires
    return last is not None and last < today


def _named(vacancy: Document, asked: set[str], flat: str) -> float:
    """How much of it the question names: nothing without its employer, or most of its title and one of its places."""
    record = vacancy_of(vacancy)
    title = share_of(title_key(record.title), asked)
    if title < _MOST_OF_A_TITLE:
        return 0.0
    # `at Cytoria` is enough for Cytoria Therapeutics where the title is named in whole.
    employer = share_of(employer_key(record.employer), asked) >= (_HALF_A_NAME if title == 1 else 1)
    there = {place for name in record.places for place in cues.every("place", cues.flattened(name))}
    return title + employer if employer or there & set(cues.every("place", flat)) else 0.0


def telling_of_it(page: Sequence[str], document: Document) -> int:
    """Which of the sentences says that it is closed or over, or since when; the first, if none does."""
    why = document.facts.closed if isinstance(document.facts, Vacancy) else None
    last = document.expires

    def names_the_day(said: str) -> bool:
        return last is not None and ({f"{last.day}", f"{last.year}"} <= numbers_in(said) or last.isoformat() in said)

    ways: Sequence[Callable[[str], bool]] = (
        lambda said: bool(why) and str(why).casefold() in said.casefold(),
        names_the_day,
        lambda said: cues.first("is_gone", cues.flattened(said)) is not None,
    )
    return next((number for tells in ways for number, said in enumerate(page) if tells(said)), 0)


def _event(document: Document) -> Event:
    assert isinstance(document.facts, Event)
    return document.facts
