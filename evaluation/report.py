"""Scorecards as Markdown and as JSON. No day and no duration, so that the same guide gives the same page (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.scorecard import Failure, Row, Scorecard, TagRow
from knowledge.records import LANGUAGES

_HEAD = """# How good is it?

`opinno evaluate --write` measures every number and writes this page anew: without a model, on questions with known
answers, each asked of the guide as a person asks it. All values are shares between 0 and 1; `n` is the number of cases
that a measure says something about; the interval holds the value in 95 of 100 draws of as many cases (a draw knows only
these cases: 1.000 – 1.000 means that none of them fell short, not that none ever will); `gap` lies between the best and
the worst language; the target is what we aim at. What failed is listed below what succeeded."""
_COLUMNS = ("measure", "all", *LANGUAGES, "gap", "95 % interval", "n", "target", "")
# What a tag's row shows: the rest says little about a handful of cases.
_OF_TAGS = ("recall@5", "outcome right", "holding back, recall", "facts in the answer", "cites a right document")
_LONGEST = 160


def markdown(scorecards: Sequence[Scorecard], *, failures: bool = True) -> str:
    """The whole page."""
    return "\n\n".join((_HEAD, *(_section(card, failures) for card in scorecards))) + "\n"


def as_json(scorecards: Sequence[Scorecard]) -> dict[str, Any]:
    """The same as plain values, by suite."""
    return {
        card.suite: {
            "cases": card.cases,
            "measures": {row.measure: _row_json(row) for row in card.rows},
            "tags": {row.tag: {"cases": row.cases, "measures": dict(row.values)} for row in card.tags},
            "failures": [_failure_json(failure) for failure in card.failures],
        }
        for card in scorecards
    }


def _section(card: Scorecard, failures: bool) -> str:
    passed = card.cases - len(card.failures)
    parts = [
        f"## {card.suite.capitalize()}",
        f"{card.cases} cases; {passed} of them fell short in nothing, {len(card.failures)} in something.",
        _table(_COLUMNS, [_cells(row) for row in card.rows]),
    ]
    if card.tags:
        shown = [name for name in _OF_TAGS if name in {row.measure for row in card.rows}]
        parts += ["By tag:", _table(("tag", "n", *shown), [_tag_cells(row, shown) for row in card.tags])]
    if failures and card.failures:
        parts += [f"### What fell short: {card.suite}", "\n".join(map(_failure, card.failures))]
    return "\n\n".join(parts)


def _cells(row: Row) -> tuple[str, ...]:
    low_high = f"{row.interval[0]:.3f} – {row.interval[1]:.3f}" if row.interval else "–"
    reached = "" if row.all is None else "reached" if row.all >= row.target else "**below**"
    languages = (_number(row.by_language[language]) for language in LANGUAGES)
    return (
        row.measure,
        _number(row.all),
        *languages,
        _number(row.gap),
        low_high,
        str(row.cases),
        f"{row.target:.2f}",
        reached,
    )


def _tag_cells(row: TagRow, shown: Sequence[str]) -> tuple[str, ...]:
    return row.tag, str(row.cases), *(_number(row.values[name]) for name in shown)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in (head, rule, *rows)
    )


def _failure(failure: Failure) -> str:
    case, answer = failure.case, failure.observed.answer
    asked = " → ".join((*case.turns, case.question))
    return (
        f"- **{case.id}** {_short(asked)}\n"
        f"  - expected: {_expected(failure)}\n"
        f"  - came: {answer.outcome}, from {_came_from(failure)}: {_short(answer.text)}\n"
        f"  - short of: {', '.join(failure.short_of)}"
    )


def _expected(failure: Failure) -> str:
    case = failure.case
    said = [" or ".join(f"“{words}”" for words in alternatives) for alternatives in case.facts]
    never = [f"never “{words}”" for words in case.never]
    where = [f"from {' or '.join(case.documents)}"] if case.documents else []
    topic = [f"about {case.topic}"] if case.topic else []
    return "; ".join((case.answers, *topic, *where, *said, *never))


def _came_from(failure: Failure) -> str:
    cited = dict.fromkeys(citation.document for citation in failure.observed.answer.citations)
    return ", ".join(cited) or "no document"


def _short(text: str) -> str:
    # On one line of a list, whatever stands in it.
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "all": row.all,
        **{language: row.by_language[language] for language in LANGUAGES},
        "gap": row.gap,
        "interval": row.interval,
        "n": row.cases,
        "target": row.target,
    }


def _failure_json(failure: Failure) -> dict[str, Any]:
    answer = failure.observed.answer
    return {
        "id": failure.case.id,
        "turns": failure.case.turns,
        "question": failure.case.question,
        "expected": _expected(failure),
        "outcome": answer.outcome,
        "text": answer.text,
        "documents": [citation.document for citation in answer.citations],
        "short_of": failure.short_of,
    }
