"""What speaks against telling what was found: what is asked for and spoken of, and does not stand in it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from bot.evidence import Line
from bot.gather import Findings
from bot.signals import WEIGHTS, threshold, weighed_by
from bot.spoken import Spoken, View, asks_yes_or_no
from bot.understand import Request

# The sentences that are told with the first one may hold what it does not.
_TOLD, _MARGIN = 4, 5.0
_FEW, _SHORT = 4, 10
# A sentence this much weaker says nothing of what is asked.
_FAR = 6.0


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is known of a question and of the sentences that would be told; most of it from 0 to 1."""

    margin: float
    """How far the first sentence's score is above that of one that answers."""
    near: float
    """Cosine of its vector with the question's."""
    longer: float
    """The logarithm of the question's words."""
    asks: float
    """It asks for something that can be checked."""
    counts: float
    """It asks for a number."""
    pays: float
    costs: float
    dated: float
    personal: float
    yes_or_no: float
    """It asks whether something is so."""
    has_names: float
    lacks: float
    """What is asked for does not stand in the first sentence."""
    uncounted: float
    """The numbers in it stand beside nothing that is asked about."""
    numbers: float
    """Share of the question's numbers that neither it nor what it stands under has."""
    another: float
    """It is about another year than the question, or of several that its title names about another one."""
    stale: float
    """It tells of years gone by, and the question is about today."""
    strange_names: float
    """Share of the question's names that its document does not have, as far as it was seen."""
    rarest: float
    """The weight of the rarest of the question's words that its passage does not have, in these or other words."""
    rest_of_few: float
    """Where the question says what it is about in few words, of those that its title does not have the share that it
    does not have itself: many are seldom all repeated."""
    rest_of_short: float
    """The same, where the question is short."""
    unfocused: float
    """What exactly is asked about, as `salary` in `what is the salary of ...`, is in none of those that are told."""
    told_silent: float
    """How near a sentence comes that says that this is not known; 0 without one."""
    of_one: float
    """All is from the one document that the question is about, and what is asked for stands in it."""


def doubts(request: Request, findings: Findings) -> Doubts:
    """What speaks for and against telling the best sentences that were found; there is at least one."""
    question = Spoken.of(request, findings)
    first, kind = findings.lines[0], request.asks
    told = [line for line in findings.lines[:_TOLD] if line.score >= first.score - _MARGIN]
    views = [View.of(line, findings) for line in told]
    view, counts = views[0], kind in ("number", "percent")
    long = len(request.question.split())
    rest = view.missing_of_rest(question.topical)
    return Doubts(
        margin=first.score - threshold(request.question, asks=kind is not None, leans=bool(request.before)),
        near=first.nearness,
        longer=log(max(1, long)),
        asks=float(kind is not None),
        counts=float(counts),
        pays=float(kind == "pay"),
        costs=float(kind == "amount"),
        dated=float(kind == "time"),
        personal=float(kind == "person"),
        yes_or_no=float(asks_yes_or_no(request.question)),
        has_names=float(bool(question.names)),
        lacks=float(not first.has_asked),
        uncounted=float(counts and bool(question.focus) and not view.counts(question.focus)),
        numbers=view.lacks_numbers(question.numbers),
        another=float(view.another_year(question.years) or view.another_name(question.names)),
        stale=first.signals.stale,
        strange_names=view.lacks_names(question.names),
        rarest=view.rarest_missing(question.topical, view.passage) / question.heaviest,
        rest_of_few=rest * (len(question.topical) <= _FEW),
        rest_of_short=rest * (long <= _SHORT),
        unfocused=min(each.unfocused(question.focus) for each in views),
        told_silent=_told_silent(findings),
        of_one=float(findings.of_one is not None and first.has_asked),
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
    margin=-0.275,
    near=-7.036,
    longer=-0.279,
    asks=0.168,
    counts=0.686,
    pays=0.494,
    costs=0.667,
    dated=0.203,
    personal=0.432,
    yes_or_no=0.522,
    has_names=0.387,
    lacks=1.405,
    uncounted=0.479,
    numbers=0.713,
    another=2.528,
    stale=1.798,
    strange_names=0.479,
    rarest=0.167,
    rest_of_few=0.408,
    rest_of_short=0.737,
    unfocused=0.288,
    told_silent=0.239,
    of_one=-2.399,
)
_ALWAYS = 5.180
_weighed = weighed_by(WEIGHTS_OF_DOUBT)


def doubt(known: Doubts) -> float:
    """How sure it is, from 0 to 1, that what was found does not answer."""
    return 1 / (1 + exp(-_ALWAYS - _weighed(known)))
