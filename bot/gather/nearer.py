"""Whether a passage is nearer to a question than the answer that some of its words bring on their own.

A route of its own - all career paths, what they pay, the vacancies, one that is closed - accounts for some of a
question's words. Where others are left that it says nothing of, and a passage has them together, the question is
about what stands there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from bot import cues
from bot.evidence import Line
from bot.gather.findings import Findings
from bot.gather.questions import question
from bot.matching import in_any
from bot.naming import words_naming
from bot.searches import words_of_criteria
from bot.signals import threshold
from bot.since import is_month
from bot.understand import Request
from bot.wishes import Wishes
from knowledge import keywords
from knowledge.library import Library
from knowledge.records import LANGUAGES, Document, Passage, Vacancy

# What each route says something of, by the cues that bring it.
_ACCOUNTED_FOR = (
    "purpose aspect asks general filler ladder no_phd needs_phd job jobs best_paid best_work what_work outlook likes "
    "dislikes theme background studied any_there closing place follow_up applying still_open is_gone either"
).split()
# Of the words that are left, by weight: most of them, or many in a passage that answers well.
_MOST, _MANY = 0.6, 0.4
_NEARLY, _WELL, _VERY_WELL = -1.0, 1.0, 2.0
_LOOKED_AT = 24
# Words that begin alike, for so much of the longer one, are forms of one word.
_ALIKE, _STEM = 0.7, 5


def nearer(request: Request, found: Findings, library: Library, today: date) -> Findings | None:
    """What passages say to the question, where they are nearer to it than what was found on a route of its own."""
    told = _told_on_its_route(found)
    left = list(_left_over(request, told)) if told is not None else []
    if not left:
        return None
    asked = replace(request, purpose="question", aspect=None, search=None, wishes=Wishes())
    other = question(asked, library, today)
    return other if any(_is_near(line, left, other) for line in other.lines[:_LOOKED_AT]) else None


def _told_on_its_route(found: Findings) -> Sequence[Document] | None:
    """The documents that a route tells of, beside the career paths; None where it is no route but a question."""
    if found.of_one and found.request.search and not found.request.points_at:
        # The one that a search found: what is asked besides may stand elsewhere.
        return [found.of_one]
    if found.lines or found.of_one:
        return None
    if found.gone or found.still_open:
        return [document for document in (found.gone, found.still_open) if document]
    if found.agenda or found.none_to_come:
        return found.agenda
    if found.request.purpose == "vacancies":
        return found.vacancies
    return () if found.request.purpose == "overview" else None


def _left_over(request: Request, told: Sequence[Document]) -> Iterator[str]:
    """The words of a question that its route says nothing of."""
    flat = cues.flattened(request.question)
    cued = {word for group in _ACCOUNTED_FOR for span in cues.spans(group, flat) for word in span.split()}
    cued |= words_naming(request.paths, flat) | keywords.ASKING.union(*map(keywords.telling_words, LANGUAGES))
    if request.search or request.criteria.degree:
        cued |= words_of_criteria(flat)
    titles = {stem for document in told for stem in keywords.query_stems(f"{document.title} {_employer(document)}")}
    for word in keywords.content_words(flat):
        known = word in cued or len(word) == 1 or is_month(word)
        if not known and titles.isdisjoint(keywords.query_stems(word)) and not in_any(word, told):
            yield word


def _employer(document: Document) -> str:
    return document.facts.employer if isinstance(document.facts, Vacancy) else ""


def _is_near(line: Line, left: Sequence[str], found: Findings) -> bool:
    """Its passage has the words that are left, and it answers as well as its kind must."""
    if line.passage.kind in ("vacancy", "path"):
        # What they say is what the routes themselves tell.
        return False
    request, share = found.request, _share(left, line.passage, found)
    above = line.score - threshold(request)
    if line.passage.kind != "page":
        return share >= _MOST and above >= _VERY_WELL
    return (share >= _MOST and above >= _NEARLY) or (share >= _MANY and above >= _WELL)


def _share(words: Sequence[str], passage: Passage, found: Findings) -> float:
    """How much of the words' weight a passage has."""
    there = keywords.terms(f"{passage.title} {passage.heading} {passage.text}", passage.language)
    foreign = passage.language != found.request.language
    whole = has = 0.0
    for word in words:
        stems = set(keywords.query_stems(word))
        meant = [term for term in found.terms if not stems.isdisjoint(term.forms)]
        weight = max((term.weight for term in meant), default=0.0)
        stems.update(form for term in meant if foreign for form in term.elsewhere)
        whole += weight
        has += weight * _speaks_of(stems, set(there))
    return has / whole if whole else 0.0


def _speaks_of(stems: Collection[str], there: Collection[str]) -> bool:
    return not set(stems).isdisjoint(there) or any(_alike(one, other) for one in stems for other in there)


def _alike(one: str, other: str) -> bool:
    """`verzekerd` and `verzekering`, `winterbord` and `winter`."""
    begins = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    lengths = sorted((len(one), len(other)))
    return begins >= _STEM and (begins == lengths[0] or begins >= _ALIKE * lengths[1])
