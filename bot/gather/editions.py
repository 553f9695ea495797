"""Of editions of one thing those that a question means: the others do not answer in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from bot import cues
from bot.attributes import kind_asked
from bot.editions import asked_besides, asks_only_when, meant, says_which
from bot.evidence import Line
from bot.understand import Request
from knowledge.keywords import query_stems
from knowledge.library import Library

# An edition that says less than this to the question, as fit goes, does not speak of it: then another one may.
_SPEAKS_OF_IT = 4.0


@dataclass(frozen=True, slots=True)
class Editions:
    """The editions of what was found that a question means, and the others."""

    meant: tuple[tuple[str, ...], ...] = ()
    """Of each thing the ids of the documents that are meant, the newest first."""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of another edition -> the ids of those that are meant in its place."""
    besides: str = ""
    """The question without the words that only say which edition is meant."""
    query: str = ""
    stated: bool = False
    """The question says itself which edition it means: then no other one may answer."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of each edition -> the ids of all of them."""

    @property
    def every(self) -> list[str]:
        """The ids of all editions of what was found."""
        return list(self.families)

    def in_place_of(self, ids: Iterable[str]) -> list[str]:
        """The editions that are meant in place of those of these that are not."""
        return list(dict.fromkeys(one for id in ids for one in self.others.get(id, ())))

    def named_alike(self, openings: Mapping[str, str]) -> dict[str, str]:
        """How documents open; what one edition calls itself the others are called, too."""
        every = {id: [openings[one] for one in ids if one in openings] for id, ids in self.families.items()}
        return {id: " ".join(every.get(id) or [said]) for id, said in openings.items()}

    def compared_with(self, id: str) -> tuple[str, ...]:
        """The ids of the editions that are asked for side by side, of the thing that this document is one of."""
        return next((ids for ids in self.meant if len(ids) > 1 and id in ids), ())


def editions(request: Request, found: Iterable[str], library: Library, today: date) -> Editions:
    """The editions that a request means of the things that documents with these ids are editions of."""
    known = library.editions()
    families = {known[id] for id in found if id in known} if known else set()
    if not families:
        return Editions(besides=request.question, query=request.query)
    asked = request.of_edition or request.question
    told = library.ids_at([request.recent]) if request.recent and request.of_edition else []
    meant_ids: list[tuple[str, ...]] = []
    others: dict[str, tuple[str, ...]] = {}
    besides, query = request.question, request.query
    for family in sorted(families, key=lambda each: each[0].id):
        chosen = meant(asked, family, today, next(iter(told), None))
        if not chosen:
            continue
        ids = tuple(one.id for one in chosen)
        meant_ids.append(ids)
        others |= {one.id: ids for one in family if one.id not in ids}
        said = family if request.of_edition else chosen
        besides, query = asked_besides(besides, said), asked_besides(query, said)
    stated = says_which(asked)
    every = {one.id: tuple(other.id for other in family) for family in families for one in family}
    return Editions(tuple(meant_ids), others, besides or request.question, query or request.query, stated, every)


def resumed(request: Request, library: Library) -> Request:
    """`And the year before?` asks what the question before did, of another edition of what was told."""
    if not request.before or not asks_only_when(request.question):
        return request
    known = library.editions()
    if not known or not any(id in known for id in library.ids_at([*request.points_at, *_recent(request)])):
        return request
    first, *others = request.before
    return replace(
        request,
        question=first,
        query=first,
        before=tuple(others),
        asks=kind_asked(cues.flattened(first)),
        purpose="question",
        more=False,
        of_edition=request.question,
        recent=request.recent or next(iter(request.points_at), None),
    )


def _recent(request: Request) -> list[str]:
    return [request.recent] if request.recent else []


def is_of_an_edition(lines: Sequence[Line], of_each: Editions) -> bool:
    """What fits a question best stands in one of several editions."""
    best = max(lines, key=lambda line: line.fit, default=None)
    return best is not None and best.passage.document_id in of_each.families


def of_those_meant(lines: Sequence[Line], chosen: Editions) -> list[Line]:
    """The lines without those of editions that are not meant, where one that is meant speaks of it, too."""
    if not chosen.others:
        return list(lines)
    asked = set(query_stems(chosen.besides))
    of_each: dict[str, list[Line]] = {}
    for line in lines:
        of_each.setdefault(line.passage.document_id, []).append(line)
    spoken = {
        id
        for id, ids in chosen.others.items()
        if chosen.stated
        or (id in of_each and any(_speaks_of_it(of_each[one], of_each[id], asked) for one in ids if one in of_each))
    }
    return [line for line in lines if line.passage.document_id not in spoken]


def _speaks_of_it(lines: Sequence[Line], others: Sequence[Line], asked: Set[str]) -> bool:
    """One of the lines says as much as the best of the others: it fits nearly as well, or has its words of the
    question."""
    best = max(others, key=lambda line: (line.has_asked, line.fit))
    words = asked & set(query_stems(best.text))
    return any(
        line.has_asked >= best.has_asked
        and (line.fit >= best.fit - _SPEAKS_OF_IT or (words and words <= set(query_stems(line.text))))
        for line in lines
    )


def instead(ids: Iterable[str], chosen: Editions) -> list[str]:
    """Documents, and in place of editions that are not meant those that are."""
    return list(dict.fromkeys(one for id in ids for one in chosen.others.get(id, (id,))))


def side_by_side(lines: Sequence[Line], chosen: Editions) -> tuple[Line, ...]:
    """What each of the editions that are compared says of one thing; nothing if not each of them does."""
    best = max(lines, key=lambda line: line.fit, default=None)
    ids = chosen.compared_with(best.passage.document_id) if best else ()
    if best is None or not ids:
        return ()
    # What the title says is said by every line of it.
    asked = set(query_stems(chosen.besides)) - set(query_stems(best.passage.title))
    near = [line for line in lines if line.passage.document_id in ids and line.fit >= best.fit - _SPEAKS_OF_IT]
    first = max(near, key=lambda line: _says(line, asked), default=best)
    words = asked & set(query_stems(first.text))
    told = [first if id == first.passage.document_id else _counterpart(lines, id, words) for id in ids]
    return tuple(line for line in told if line) if all(told) else ()


def _counterpart(lines: Sequence[Line], id: str, words: Set[str]) -> Line | None:
    """The line of another edition that has the same words of the question."""
    there = [line for line in lines if line.passage.document_id == id]
    return max(there, key=lambda line: _says(line, words), default=None)


def _says(line: Line, words: Set[str]) -> tuple[int, bool, float]:
    return len(words & set(query_stems(line.text))), line.has_asked, line.fit
