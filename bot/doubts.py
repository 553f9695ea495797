"""What speaks against telling what was found: what is asked for and spoken of, and does not stand in it (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from bot import cues
from bot.attributes import asks_whether
from bot.evidence import Line
from bot.gather import Findings
from bot.signals import WEIGHTS, threshold, weighed_by
from bot.spoken import Spoken
from bot.understand import Request
from bot.views import View, Views

# So many of the best are looked at, by the one order and by the other.
_SCORED, _FITTING = 6, 4
_FEW, _SHORT = 4, 10
# A sentence this much weaker says nothing of what is asked.
_FAR = 6.0


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is known of a question and of a sentence that would be told; most of it from 0 to 1."""

    margin: float
    """How far its score is above that of one that answers."""
    fits: float
    """What else speaks for telling it."""
    behind: float
    """How much better the best of those found fits."""
    near: float
    """Cosine of its vector with the question's."""
    foreign: float
    """It is in another language than the question."""
    longer: float
    """The logarithm of the question's words."""
    asks: float
    """The question asks for something that can be checked."""
    counts: float
    """It asks for a number."""
    pays: float
    costs: float
    dated: float
    personal: float
    whether: float
    """It asks whether something is so."""
    has_names: float
    lacks: float
    """What is asked for does not stand in it."""
    leaves_open: float
    """It says of something that it is not known yet."""
    unsettled: float
    """Whether something is so is asked, and it does not say what is not so, must or may be."""
    uncounted: float
    """The numbers in it stand beside nothing that is asked about."""
    numbers: float
    """Share of the question's numbers that neither it nor what it stands under has."""
    another: float
    """It is about another year than the question, or of several that its title names about another one."""
    instead: float
    """Of things that exclude each other the question has one and it another: bachelor and master, French and Dutch."""
    stale: float
    """It tells of years gone by, and the question is about today."""
    strange_key: float
    """It is a row of a table; of what the row is about the share that is not asked about."""
    strange_names: float
    """Share of the question's names that its document does not have, as far as it was seen."""
    absent: float
    """Share of the weight of the question's words that neither it nor what it stands under has, in these or others."""
    absent_around: float
    """The same with its passage."""
    absent_throughout: float
    """The same with its document."""
    rarest: float
    """The weight of the rarest of the question's words that neither it nor what it stands under has."""
    rarest_around: float
    """The same with its passage."""
    rarest_throughout: float
    """The same with its document."""
    matter: float
    """Of what it asks about beside names and its title, the share that neither it nor its heading has."""
    titled: float
    """There is nothing such."""
    matter_untyped: float
    """The same, where nothing that could be checked is asked for."""
    rarest_untyped: float
    """`rarest`, where nothing that could be checked is asked for."""
    headed: float
    """How much more of the question stands over another part of its document, or opens another row of it."""
    rest_of_few: float
    """Where the question says what it is about in few words, of those that its title does not have the share that it
    does not have itself: many are seldom all repeated."""
    rest_of_short: float
    """The same, where the question is short."""
    unfocused: float
    """What exactly is asked about, as `salary` in `what is the salary of ...`, is not in it."""
    told_silent: float
    """How near a sentence comes that says that this is not known; 0 without one."""
    of_one: float
    """All is from the one document that the question is about, and what is asked for stands in it."""


def all_doubts(request: Request, findings: Findings) -> list[tuple[Line, Doubts]]:
    """What speaks for and against telling each of the best sentences that were found; there is at least one."""
    question, views = Spoken.of(request, findings), Views(findings)
    best = max(line.fit for line in findings.lines)
    silent = _told_silent(findings)
    return [
        (line, _doubts(question, request, findings, line, views.of(line), best - line.fit, silent))
        for line in _judged(findings.lines)
    ]


def _judged(lines: Sequence[Line]) -> list[Line]:
    """Those that may answer: the best by their score, and by all that speaks for telling them."""
    fitting = sorted(lines, key=lambda line: -line.fit)[:_FITTING]
    judged = [*lines[:_SCORED], *(line for line in fitting if line not in lines[:_SCORED])]
    return [line for line in judged if not line.admits_silence] or judged[:1]


def _doubts(
    question: Spoken, request: Request, findings: Findings, line: Line, view: View, behind: float, silent: float
) -> Doubts:
    kind, topical = request.asks, question.topical
    counts = kind in ("number", "percent")
    long = len(request.question.split())
    whether = asks_whether(cues.flattened(request.question))
    rest = view.missing_of_rest(topical)
    matter = view.missing_matter(topical, question.names)
    rarest = view.rarest_missing(topical, view.line) / question.heaviest
    return Doubts(
        margin=line.score - threshold(request),
        fits=line.fit - line.score,
        behind=behind,
        near=line.nearness,
        foreign=float(view.foreign),
        longer=log(max(1, long)),
        asks=float(kind is not None),
        counts=float(counts),
        pays=float(kind == "pay"),
        costs=float(kind == "amount"),
        dated=float(kind == "time"),
        personal=float(kind == "person"),
        whether=float(whether),
        has_names=float(bool(question.names)),
        lacks=float(not line.has_asked),
        leaves_open=float(view.leaves_open),
        unsettled=float(whether and not view.settles),
        uncounted=float(counts and bool(question.focus) and not view.counts(question.focus)),
        numbers=view.lacks_numbers(question.numbers),
        another=float(view.another_year(question.years) or view.another_name(question.names)),
        instead=float(view.another_of_its_kind(topical)),
        stale=line.signals.stale,
        strange_key=view.strange_key(topical),
        strange_names=view.lacks_names(question.names),
        absent=view.missing(topical, view.line),
        absent_around=view.missing(topical, view.passage),
        absent_throughout=view.missing(topical, view.document),
        rarest=rarest,
        rarest_around=view.rarest_missing(topical, view.passage) / question.heaviest,
        rarest_throughout=view.rarest_missing(topical, view.document) / question.heaviest,
        matter=matter or 0.0,
        titled=float(matter is None),
        matter_untyped=(matter or 0.0) * (kind is None),
        rarest_untyped=rarest * (kind is None),
        headed=view.rather_headed(topical, question.heaviest),
        rest_of_few=rest * (len(topical) <= _FEW),
        rest_of_short=rest * (long <= _SHORT),
        unfocused=view.unfocused(question.focus),
        told_silent=silent,
        of_one=float(findings.of_one is not None and line.has_asked),
    )


def says_nothing_is_known(findings: Findings) -> Line | None:
    """The best sentence that says that something is not known, of the document that the best sentence is from."""
    first = findings.lines[0].passage
    return next(
        (
            line
            for line in findings.lines
            if line.admits_silence
            and (line.passage.document_id == first.document_id or (first.work and line.passage.work == first.work))
        ),
        None,
    )


def _told_silent(findings: Findings) -> float:
    line = says_nothing_is_known(findings)
    near = line.score - WEIGHTS.silent - findings.lines[0].score if line else -_FAR
    return max(0.0, min(2 * _FAR, near + _FAR))


# Learnt by `python -m evaluation.fit_holding`: see docs/decisions.md, "Holding back".
WEIGHTS_OF_DOUBT = Doubts(
    margin=-0.398,
    fits=-0.373,
    behind=0.360,
    near=-7.888,
    foreign=0.071,
    longer=-0.600,
    asks=0.376,
    counts=0.738,
    pays=1.137,
    costs=1.015,
    dated=0.445,
    personal=0.408,
    whether=0.007,
    has_names=0.301,
    lacks=1.558,
    leaves_open=3.750,
    unsettled=1.613,
    uncounted=0.611,
    numbers=0.666,
    another=4.013,
    instead=2.320,
    stale=2.152,
    strange_key=0.232,
    strange_names=2.384,
    absent=0.000,
    absent_around=0.221,
    absent_throughout=0.000,
    rarest=0.000,
    rarest_around=0.000,
    rarest_throughout=0.100,
    matter=1.815,
    titled=0.392,
    matter_untyped=0.400,
    rarest_untyped=0.506,
    headed=0.324,
    rest_of_few=0.000,
    rest_of_short=0.761,
    unfocused=0.048,
    told_silent=0.264,
    of_one=-3.976,
)
_ALWAYS = 7.704
_weighed = weighed_by(WEIGHTS_OF_DOUBT)


def doubt(known: Doubts) -> float:
    """How sure it is, from 0 to 1, that what was found does not answer."""
    return 1 / (1 + exp(-_ALWAYS - _weighed(known)))
