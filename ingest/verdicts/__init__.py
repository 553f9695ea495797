"""What a vacancy asks of a candidate, in English, Dutch and French, each verdict with the line that says so (pure).

The rules, where a text leaves room for more than one reading:

- *required*: the candidate must have it. *preferred*: a plus. *not asked*: the text says that it is not needed, or
  something lower suffices beyond doubt. *unknown*: the text is silent or leaves it open; silence about a language
  is never `not asked`.
- What another thing can replace is preferred, never required: `PhD or equivalent experience`, `MD or PhD`, `master
  or equivalent by experience`, `Dutch or French`. `PhD or equivalent` is required: only another PhD is equivalent.
- If a lower degree suffices, the higher is not asked: `master or PhD` requires a master and asks for no PhD. A line
  that asks for a bachelor or a master says so, too, unless another line leaves open whether a PhD is wanted.
- `degree` has the lowest ladder that suffices; a bachelor of no named kind counts as the professional one, a degree of
  no named level has no detail. If one line asks for a master and another for a PhD, the degree is the master and
  `phd` says the rest. A diploma of secondary school means that no degree is asked.
- In one sentence a plus outweighs `not needed` (`not required but a plus`).
- In one text, what stands under a heading such as `Your profile` outweighs the rest, and within it the strongest need
  wins: required, preferred, then not asked. Headings such as `Nice to have` turn what is required into preferred.
- For experience a number of years outweighs `no experience needed`, and that outweighs experience with one tool.
- A permit to work is `not asked` where the employer offers sponsorship.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from ingest.verdicts.degrees import LADDERS, degree_evidence, degree_mentions
from ingest.verdicts.evidence import Evidence
from ingest.verdicts.scope import needs
from ingest.verdicts.situations import settled
from ingest.verdicts.statements import Statement, statements
from ingest.verdicts.tongues import language_evidence, language_mentions
from ingest.verdicts.work import work_evidence, work_mentions
from knowledge.records import ASPECTS, Verdict

__all__ = ["as_record", "told", "verdicts"]

# No employer names more in one sentence; what does is not worth the time.
_MOST_NAMED = 12
# Longer than any vacancy; what comes after is read by nobody.
_LONGEST = 20_000
_WEIGHT = {"required": 3, "preferred": 2, "not asked": 1, "unknown": 0}


def verdicts(text: str) -> dict[str, Verdict]:
    """What a vacancy, or one line of it, wants of each aspect; every aspect is present, and every line verbatim."""
    found: dict[str, list[Evidence]] = {aspect: [] for aspect in ASPECTS}
    for statement in statements(text[:_LONGEST]):
        for evidence in _read(statement):
            found[evidence.aspect].append(evidence)
    return {aspect: _weighed(aspect, evidence) for aspect, evidence in found.items()}


def as_record(text: str) -> dict[str, dict[str, str | None]]:
    """The verdicts for other programs: `need`, `line` and `detail` of each aspect, and the need as `verdict`, too.

    `verdict` is for readers who look for it by that name; it never differs from `need`.
    """
    return {aspect: {**asdict(verdict), "verdict": verdict.need} for aspect, verdict in verdicts(text).items()}


def told(text: str) -> str:
    """The needs on one line for people."""
    return "; ".join(f"{aspect}: {verdict.need}" for aspect, verdict in verdicts(text).items())


def _read(statement: Statement) -> Iterator[Evidence]:
    degrees, languages, work = (
        find(statement)[:_MOST_NAMED] for find in (degree_mentions, language_mentions, work_mentions)
    )
    # Together, for in a list of demands each thing bounds what the words about the others can reach.
    mentions = sorted([*degrees, *languages, *work], key=lambda mention: mention.start)
    read = needs(statement.text, mentions)
    said = {mention: settled(statement.text, mention, read[mention], mentions) for mention in mentions}
    yield from degree_evidence(statement, degrees, said)
    yield from language_evidence(statement, languages, said)
    yield from work_evidence(statement, work, said)


def _weighed(aspect: str, found: Sequence[Evidence]) -> Verdict:
    clear = [evidence for evidence in found if evidence.need != "unknown" and not evidence.inferred]
    open_ = [evidence for evidence in found if evidence.need == "unknown" and not evidence.inferred]
    if not clear and open_:
        return Verdict("unknown", open_[0].line)
    pool = clear or [evidence for evidence in found if evidence.inferred]
    if not pool:
        return Verdict("unknown")
    best = max(pool, key=_weight)
    if aspect == "degree":
        best = _lowest(best, pool)
    return Verdict(best.need, best.line, best.detail)


def _weight(evidence: Evidence) -> tuple[bool, int, int]:
    return evidence.profile, evidence.strength, _WEIGHT[evidence.need]


def _lowest(best: Evidence, pool: Iterable[Evidence]) -> Evidence:
    """The lowest ladder among what is wanted as much."""
    equals = [e for e in pool if _weight(e) == _weight(best)]
    return min(equals, key=lambda e: LADDERS.index(e.detail) if e.detail in LADDERS else len(LADDERS))
