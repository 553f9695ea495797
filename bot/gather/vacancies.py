"""The open vacancies that meet what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot import cues
from bot.criteria import Criteria
from bot.gather.findings import Findings, record_of, vacancy_of
from bot.gather.gone import gone_vacancy
from bot.gather.lists import filled, of_a_list
from bot.gather.subjects import meant_vacancies
from bot.matching import families_of, in_a_title, in_any, is_at, matched
from bot.naming import words_naming
from bot.searches import Search
from bot.since import first_day, is_month
from bot.understand import Request
from bot.whereabouts import unknown_places
from knowledge import keywords
from knowledge.catalogue import document_id
from knowledge.library import Library
from knowledge.records import Document, Passage
from knowledge.same_vacancy import employer_key
from knowledge.vacancies import is_open, vacancies_of

PAGE = 8
"""As many as can be told with a source each; the next ones are shown on request."""
# Written with a capital, and no name of an employer or a place.
_COMMON = {"phd", "dutch", "french", "english", "nederlands", "frans", "engels", "neerlandais", "francais", "anglais"}
_LISTING = ("purpose", "place", "job", "no_phd", "ladder", "contract", "without_language")
# What one asks of a vacancy that the search leaves alone: `What does the lab job in Bruges pay?`
_OF_ONE = ("pay", "amount", "time", "long", "contact", "person", "number", "percent", "language", "reason")
_SAID = ("general", "purpose", "ladder", "filler", "contract", "hours", "remote", "jobs", "age", "any_bachelor")
# A word on this many passages says little about a vacancy.
_SAYS_LITTLE = 10


def vacancies(request: Request, library: Library, today: date) -> Findings | Document | None:
    """Every open vacancy that meets what is asked, in order, and the passages of those that are told.

    Just a vacancy, if something is asked of one. None if there is no open vacancy, or if the question names what is
    in none of them: a page may tell.
    """
    search = request.search or Search(request.criteria, (request.question,))
    wanted = [path for path in library.records("path") if record_of(path).id in search.criteria.fields]
    vacancies = filled(open_vacancies(library, today), search.criteria.employers, wanted)
    if not search.closing and (one := _asked_of(request, vacancies)):
        return one
    if request.asks and not any(is_at(name, vacancy_of(v)) for name in search.criteria.employers for v in vacancies):
        # `What does a stage at EFSA pay?` is answered by a page, if by anything.
        vacancies = [] if search.criteria.employers else vacancies
    if not vacancies or _names_something_else(request, vacancies, search.criteria):
        return None
    criteria, unknown = resolved(search, vacancies, library, today)
    families = families_of(library.records("path"))
    found = matched(criteria, vacancies, today, families)
    if not found.meeting and _in_other_words(criteria, request, vacancies):
        criteria = replace(criteria, words=(), title_words=())
        found = matched(criteria, vacancies, today, families)
    if search.closing:
        found = replace(found, meeting=_closing_first(found.meeting), silent=_closing_first(found.silent))
    listed = found.silent if search.silent else found.meeting
    if len(listed) == 1 and not search.page and (request.asks in _OF_ONE or _asks_besides(request, criteria)):
        return listed[0]
    shown = () if unknown else listed[search.page * PAGE : (search.page + 1) * PAGE]
    closed = None if listed else gone_vacancy(request, library, today)
    gone = [closed] if closed else []
    return Findings(
        replace(request, criteria=criteria),
        unknown=unknown,
        paths=request.paths,
        vacancies=vacancies,
        matched=found,
        shown=shown,
        # What is closed is out of every search, not out of the catalogue.
        pages={v.address: page_of(v, library, today if v in shown else date.min) for v in (*shown, *gone)},
        gone=closed,
    )


def _in_other_words(criteria: Criteria, request: Request, vacancies: Sequence[Document]) -> bool:
    """What it says of the job cannot stand in the vacancies of the employer that it names: they are in another
    language."""
    theirs = [v for v in vacancies if any(is_at(name, vacancy_of(v)) for name in criteria.employers)]
    said = criteria.words or criteria.title_words
    return bool(said and theirs) and all(vacancy.language != request.language for vacancy in theirs)


def _closing_first(vacancies: Sequence[Document]) -> Sequence[Document]:
    """Those of which no last day is known come last; the rest stays in its order."""
    return sorted(vacancies, key=lambda vacancy: vacancy_of(vacancy).closes or date.max)


def _asks_besides(request: Request, criteria: Criteria) -> bool:
    """`Lab job in Bruges: do they expect weekend work?` asks something of the one that it finds."""
    # "Which companies look for bioengineers?" is answered by the list, however short.
    return bool(criteria.words) and request.asks != "name" and request.question.rstrip().endswith("?")


def page_of(document: Document, library: Library, today: date) -> list[Passage]:
    """The passages of one vacancy, in reading order. Another source may have given the same id to another one."""
    own = document_id(document.source, document.address)
    every = library.catalogue.passages_of_work(document.work or "", today)
    return [passage for passage in every if passage.document_id == own]


def open_vacancies(library: Library, today: date) -> list[Document]:
    """The vacancies that have not closed, each once."""
    return [vacancy for vacancy in vacancies_of(library) if is_open(vacancy, today)]


def is_of_a_list(request: Request, library: Library, today: date) -> bool:
    """It asks for the vacancies of an employer that is known by the name of its list of them alone."""
    employers = request.search.criteria.employers if request.search else ()
    return bool(employers) and of_a_list(open_vacancies(library, today), employers)


def vacancies_for(library: Library, paths: Sequence[Document], today: date) -> list[Document]:
    """Open vacancies of these career paths."""
    ids = {record_of(path).id for path in paths}
    return [v for v in open_vacancies(library, today) if vacancy_of(v).path in ids]


def resolved(
    search: Search, vacancies: Sequence[Document], library: Library, today: date
) -> tuple[Criteria, list[str]]:
    """The criteria with what only the library can tell: employers, words of titles; and words it has never seen."""
    wanted, unwanted = _employers(search.questions, vacancies)
    strange = [place for question in search.questions[-1:] for place in unknown_places(question)]
    counts = library.term_counts([stem for word in search.words for stem in keywords.query_stems(word)])
    titles, anywhere, unknown = [], [], []
    for word in search.words:
        if _is_in_a_name(word, (*wanted, *unwanted, *strange)):
            continue
        known = max((counts.get(stem, 0) for stem in keywords.query_stems(word)), default=0)
        if in_a_title(word, vacancies):
            titles.append(word)
        elif in_any(word, vacancies) or 0 < known < _SAYS_LITTLE:
            anywhere.append(word)
        elif not known:
            unknown.append(word)
    criteria = search.criteria
    places = tuple(dict.fromkeys((*criteria.places, *strange)))
    return replace(
        criteria,
        places=places,
        posted=criteria.posted and first_day(criteria.posted, today).isoformat(),
        employers=criteria.employers or wanted,
        not_employers=tuple(dict.fromkeys((*criteria.not_employers, *unwanted))),
        title_words=() if criteria.fields else tuple(titles),
        words=tuple(anywhere),
    ), unknown


def _employers(questions: Sequence[str], vacancies: Sequence[Document]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The employers of vacancies that questions name, the last word on them, and those that they do not want."""
    names = {employer_key(vacancy_of(v).employer): vacancy_of(v).employer for v in vacancies}
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    for question in questions:
        spoken = f" {' '.join(keywords.words(question))} "
        named = [(key, spoken.index(f" {key} ")) for key in names if f" {key} " in spoken and len(key) > 2]
        refused = tuple(names[key] for key, at in named if _is_refused(spoken[:at]))
        chosen = tuple(names[key] for key, at in named if not _is_refused(spoken[:at]))
        wanted, unwanted = chosen or wanted, (*unwanted, *refused)
    return wanted, unwanted


def _is_refused(before: str) -> bool:
    last = before.split()[-2:]
    return any(cues.first("not_a", f" {' '.join(said)} ") for said in (last, last[:1]) if said)


def _is_in_a_name(word: str, names: Sequence[str]) -> bool:
    return any(word in keywords.words(name) for name in names)


def meant_one(request: Request, library: Library, today: date) -> Document | None:
    """The open vacancy that a question is about: pointed at alone, or named where it speaks of a job."""
    vacancies = open_vacancies(library, today)
    pointed = [vacancy for vacancy in vacancies if request.points_at == (vacancy.address,)]
    if pointed and not request.more:
        return pointed[0]
    speaks_of_a_job = cues.first("job", cues.flattened(request.question))
    return _asked_of(request, vacancies) if speaks_of_a_job else None


def _asked_of(request: Request, vacancies: Sequence[Document]) -> Document | None:
    """The one vacancy that a question names, if it asks something of it, such as until when one can apply."""
    named = meant_vacancies(request, vacancies)
    asks = len(named) == 1 and (request.asks is not None or _words_beside(request, named[0]))
    return named[0] if asks else None


def _words_beside(request: Request, vacancy: Document) -> list[str]:
    """What the question says beside the vacancy's title, employer and places, and beside asking for vacancies."""
    record = vacancy_of(vacancy)
    told = {stem for said in (record.title, record.employer, *record.places) for stem in keywords.query_stems(said)}
    flat = cues.flattened(request.question)
    cued = {word for group in _LISTING for span in cues.spans(group, flat) for word in span.split()}
    every = (word for word in keywords.content_words(flat) if word not in cued and word not in keywords.ASKING)
    return [word for word in every if told.isdisjoint(keywords.query_stems(word))]


def _names_something_else(request: Request, vacancies: Sequence[Document], criteria: Criteria) -> bool:
    """It names what no vacancy has in its title, employer or places: a page about a job, perhaps."""
    records = [vacancy_of(vacancy) for vacancy in vacancies]
    told = {word for v in records for word in keywords.words(" ".join((v.title, v.employer, *v.places)))}
    told.update(word for name in (*criteria.employers, *criteria.not_employers) for word in keywords.words(name))
    told.update(word for name in unknown_places(request.question) for word in keywords.words(name))
    told.update(words_naming(request.paths, cues.flattened(request.question)))
    for word in _capitals(request.question):
        said = keywords.words(word)
        common = keywords.ASKING | told | _COMMON
        if not common.issuperset(said) and not any(cues.first(g, cues.flattened(word)) for g in _SAID):
            return True
    return False


def _capitals(question: str) -> Iterator[str]:
    """Words with a capital that are no places and do not begin the question."""
    places = {word for span in cues.spans("place", cues.flattened(question)) for word in span.split()}
    for match in cues.A_WORD.finditer(question):
        word = match.group().strip(".")
        is_name = word[:1].isupper() and not is_month(cues.flattened(word).strip())
        if is_name and match.start() and not places.issuperset(keywords.words(word)):
            yield word
