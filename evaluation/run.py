"""The whole evaluation: stock a library for each ground, ask every case, score. Nothing of the user's is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation import report
from evaluation.cases import CaseWrong
from evaluation.observed import Guide, Observed, Progress, observe
from evaluation.scorecard import Scorecard, scorecard
from evaluation.suites import FOLDER, TODAY, Suite, grounds, read_suites, stocked

SCORECARD = FOLDER / "SCORECARD.md"


def chosen(name: str | None = None) -> list[Suite]:
    """The suite of a name, or every suite that is there. Raises CaseWrong if there is none."""
    suites = read_suites()
    named = [suite for suite in suites if name in (None, suite.name)]
    if not named:
        raise CaseWrong(f"There is no suite {name or 'at all'}; known: {', '.join(suite.name for suite in suites)}.")
    return named


def observe_suites(suites: Sequence[Suite], progress: Progress = lambda *_: None) -> dict[str, dict[str, Observed]]:
    """What comes of every case, by suite and id. Suites that need the same documents share a library."""
    observed: dict[str, dict[str, Observed]] = {}
    for ground in grounds(suites):
        with tempfile.TemporaryDirectory() as folder, stocked(ground, Path(folder) / "library") as library:
            guide = Guide(library, TODAY)
            for suite in (suite for suite in suites if suite.ground == ground):
                observed[suite.name] = observe(suite.cases, guide, progress)
    return observed


def scored(suites: Sequence[Suite], observed: Mapping[str, Mapping[str, Observed]]) -> list[Scorecard]:
    """The scorecard of each suite."""
    return [scorecard(suite.name, suite.cases, observed[suite.name], suite.measures) for suite in suites]


def write(scorecards: Sequence[Scorecard], file: Path = SCORECARD) -> None:
    """Write the page that is kept beside the cases."""
    file.write_text(report.markdown(scorecards), encoding="utf-8")
