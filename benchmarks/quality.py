"""The evaluation's cases, asked of both: what is found, what the reader gets to see, and what is held back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.forty_lines import FortyLines
from benchmarks.rows import Part, Row
from evaluation.cases import Case
from evaluation.observed import Guide, Observed, observe
from evaluation.ranking import ranked_score
from evaluation.suites import TODAY, Ground, read_suites, stocked
from evaluation.texts import document_name, flattened, says_any
from ingest.shelf import FOLDER as SHELF
from knowledge.embeddings import Embeddings
from knowledge.records import LANGUAGES

# So many passages and chunks are ranked, to be told apart by document; the reader of the forty lines sees four.
_RANKED = 50
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What one contender made of a case."""

    ranked: tuple[str, ...]
    """Documents, best first."""
    shown: str
    """Everything that the reader sees."""
    first: str
    """What the reader sees first: the answer, or the first chunk."""
    held_back: bool = False
    ranked_with_turns: tuple[str, ...] = ()
    """The same with the questions before it taken into account in the plainest way."""


Both = tuple[Mapping[str, Seen], Mapping[str, Seen]]
"""Ours and theirs, by case."""
Score = Callable[[Case, Seen], float]


def measure(model: Embeddings, folder: Path, *, ready: Embeddings | None = None, every: int = 1) -> Part:
    """Ask both every so many of the shelf's cases. `ready` may know vectors of the shelf that the model made before."""
    cases = next(suite.cases for suite in read_suites() if suite.name == "shelf")[::every]
    documents = _copied(cases if every > 1 else None, folder / "documents")
    with stocked(Ground(), folder / "ours", ready or model) as library:
        observed = observe(cases, Guide(library, TODAY))
    forty = FortyLines(folder / "forty", model)
    forty.index(folder / "documents")
    both = {c.id: _ours(observed[c.id]) for c in cases}, {c.id: _theirs(forty, c) for c in cases}
    note = (
        f"{len(cases)} cases of the suite of the shelf ({len(documents)} documents, {forty.passages():,} chunks). "
        f"The forty lines show their {_SHOWN} nearest chunks, this library its answer and cards; they never hold back, "
        f"and they search with the last question alone, unless the row says otherwise. Facts count wherever they stand in "
        f"what is shown, beside words that there is no answer, too. What is wrong with our answers is in "
        f"evaluation/SCORECARD.md."
    )
    return Part("Quality on the evaluation's cases", note, _rows(cases, both))


def _rows(cases: Sequence[Case], both: Both) -> list[Row]:
    answerable = [case for case in cases if case.answerable]
    silent = [case for case in cases if case.answers == "abstained"]
    return [
        *_ranking("R@5", "recall@5", answerable, both),
        *_ranking("nDCG@10", "nDCG@10", answerable, both),
        *_of_turns([case for case in answerable if case.turns], both),
        _row("all facts in what is shown", answerable, both, lambda case, seen: _says_all(case, seen.shown)),
        _row("- and nothing that must not be said", answerable, both, _says_all_and_nothing_else),
        _row("- in the answer, or the first chunk", answerable, both, lambda case, seen: _says_all(case, seen.first)),
        _characters(answerable, both),
        _row("held back where there is no answer", silent, both, lambda _, seen: seen.held_back),
        _row("answered or held back, as it should", [*answerable, *silent], both, _decides_rightly),
    ]


def _ranking(measure: str, label: str, cases: Sequence[Case], both: Both) -> list[Row]:
    def score(case: Case, seen: Seen) -> float:
        return ranked_score(measure, seen.ranked, case.documents)

    spoken = ((language, [case for case in cases if case.language == language]) for language in LANGUAGES)
    return [
        _row(label, cases, both, score),
        *(_row(f"- {label}, {language}", those, both, score) for language, those in spoken if those),
    ]


def _of_turns(cases: Sequence[Case], both: Both) -> list[Row]:
    if not cases:
        return []
    alone, joined = (
        _row(label, cases, both, lambda case, seen, of=of: ranked_score("R@5", of(seen), case.documents))
        for label, of in (
            ("recall@5, with earlier turns", lambda seen: seen.ranked),
            ("- theirs searching for all the questions joined", lambda seen: seen.ranked_with_turns),
        )
    )
    return [alone, joined]


def _says_all(case: Case, text: str) -> bool:
    return all(says_any(text, alternatives) for alternatives in case.facts)


def _says_all_and_nothing_else(case: Case, seen: Seen) -> bool:
    return _says_all(case, seen.shown) and not says_any(seen.shown, case.never)


def _decides_rightly(case: Case, seen: Seen) -> bool:
    return seen.held_back != case.answerable


def _characters(cases: Sequence[Case], both: Both) -> Row:
    ours, theirs = (float(np.median([len(seen[case.id].shown) for case in cases])) for seen in both)
    return Row("characters to read for it, median", "", ours, theirs)


def _row(what: str, cases: Sequence[Case], both: Both, score: Score) -> Row:
    ours, theirs = (float(np.mean([score(case, seen[case.id]) for case in cases])) for seen in both)
    return Row(what, "", ours, theirs, more_is_better=True)


def _ours(observed: Observed) -> Seen:
    held_back = observed.answer.outcome == "abstained"
    return Seen(observed.ranked, observed.shown, observed.shown, held_back, observed.ranked)


def _theirs(forty: FortyLines, case: Case) -> Seen:
    texts = [flattened(chunk.page_content) for chunk in forty.chunks(case.question, _SHOWN)]
    joined = _documents(forty, "\n".join((*case.turns, case.question))) if case.turns else ()
    return Seen(_documents(forty, case.question), "\n".join(texts), texts[0], ranked_with_turns=joined)


def _documents(forty: FortyLines, question: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(document_name, forty.search(question, _RANKED))))


def _copied(cases: Sequence[Case] | None, folder: Path) -> list[Path]:
    """The documents of the shelf, or of some cases only, in a folder of their own: no vectors, no code."""
    wanted = None if cases is None else {name for case in cases for name in case.documents}
    copies: list[Path] = []
    for file in sorted(SHELF.rglob("*.md")):
        address = file.relative_to(SHELF)
        if wanted is None or document_name(address.as_posix()) in wanted:
            (folder / address).parent.mkdir(parents=True, exist_ok=True)
            copies.append(Path(shutil.copy(file, folder / address)))
    return copies
