"""The scorecard of a run with a model, as Markdown: only what was measured, and of all else that it was not (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from evaluation.judge import Judged, family
from evaluation.measures import Score
from evaluation.model_run import Done, Told
from evaluation.scorecard import interval, value
from knowledge.records import LANGUAGES

_HEAD = """# How good is it with a model?

`opinno evaluate --model` asks the same cases of the guide with the model of the settings, has what the model wrote
judged by another, and writes this page anew. Shares lie between 0 and 1; `n` is the number of cases that a measure says
something about; the interval holds the value in 95 of 100 draws of as many cases. A judge is a model, too: its grades
compare one run with the next, and are no truth."""
NOT_RUN = f"""{_HEAD}

**Not run.** Nobody has run it with a key yet, so there is no number here. `OPENAI_API_KEY=... opinno evaluate --model
--limit 30` asks thirty cases; without `--limit` it asks all of them. A run that is cut off goes on where it stopped.
"""
_JUDGED: tuple[tuple[str, Callable[[Judged], Score]], ...] = (
    ("sentences supported (of claims)", lambda judged: Score(judged.supported, judged.claims)),
    ("completeness", lambda judged: Score(judged.completeness, 1)),
    ("tone", lambda judged: Score(judged.tone, 1)),
)


def markdown(told: Told, every: Sequence[Done], of: int, day: date) -> str:
    """The page of a run of which so many cases are done."""
    if not every:
        return NOT_RUN
    parts = [_HEAD, _who(told), f"Run until {day:%Y-%m-%d}: {len(every)} of {of} cases.", "## Answers", _answers(every)]
    parts += [_suite(name, [done for done in every if done.suite == name]) for name in _suites(every)]
    parts += ["## As a judge sees it", _judged(every), "## What it costs, and how long it takes", _costs(every)]
    return "\n\n".join(parts) + "\n"


def _who(told: Told) -> str:
    same = family(told.judge) == family(told.model)
    who = "the model itself" if told.judge == told.model else "of the same family as the model"
    kin = f" It is {who}, which tends to like its own words." if same else " It is of another family than the model."
    return f"Model: `{told.model}`; unclear questions: `{told.small_model}`; judge: `{told.judge}`.{kin}"


def _answers(every: Sequence[Done]) -> str:
    made = Counter(done.made_by for done in every)
    shares = ", ".join(f"{name} {count}" for name, count in made.most_common())
    failed = sum(done.failed_calls for done in every)
    return f"Written by: {shares}. Calls to the model: {sum(d.calls for d in every)}, of which {failed} failed."


def _suite(name: str, every: Sequence[Done]) -> str:
    measures = list(dict.fromkeys(measure for done in every for measure in done.scores))
    rows = [_row(measure, every, lambda done, measure=measure: Score(*done.scores[measure])) for measure in measures]  # type: ignore[misc]
    return f"### {name.capitalize()}\n\n{len(every)} cases.\n\n{_table(rows)}"


def _judged(every: Sequence[Done]) -> str:
    asked = [done for done in every if done.judged]
    heard = [done for done in asked if done.judged and done.judged.failure is None]
    failures = Counter(done.judged.failure for done in asked if done.judged and done.judged.failure)
    told = f"Judged: {len(heard)} answers that the model wrote."
    if failures:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(failures.items()))
        told += f" The judge failed on {len(asked) - len(heard)} more ({kinds}); these are in no number below."
    if not heard:
        return f"{told} Nothing below was measured, so there is no table."

    def by(score: Callable[[Judged], Score]) -> Callable[[Done], Score]:
        return lambda done: score(done.judged) if done.judged else Score(0, 0)

    return f"{told}\n\n{_table([_row(name, heard, by(score)) for name, score in _JUDGED])}"


def _costs(every: Sequence[Done]) -> str:
    read, cached, written = (_mean([getattr(d, name) for d in every]) for name in ("read", "cached", "written"))
    lines = [f"- Tokens for a case: {read:.0f} read, of which {cached:.0f} from the cache; {written:.0f} written."]
    priced = [done.euro for done in every if done.euro is not None]
    if any(priced) and len(priced) == len(every):
        lines.append(f"- Euro for a case: {_mean(priced):.5f}; for this run: {sum(priced):.2f}.")
    else:
        lines.append("- Euro: not measured, for not every model has a price in OPINNO_MODEL_PRICES.")
    judged = [done.judged for done in every if done.judged]
    if judged:
        lines.append(
            f"- The judge read {sum(j.read for j in judged)} tokens and wrote {sum(j.written for j in judged)}."
        )
    lines.append(_times("Seconds to the model's first word", [d.first_word for d in every if d.first_word is not None]))
    lines.append(_times("Seconds to the whole answer", [d.seconds for d in every]))
    return "\n".join(lines)


def _times(what: str, seconds: Sequence[float]) -> str:
    if not seconds:
        return f"- {what}: not measured."
    half, most, longest = np.percentile(seconds, (50, 95, 100))
    return f"- {what}: median {half:.2f}, 95th percentile {most:.2f}, longest {longest:.2f} ({len(seconds)} cases)."


def _row(name: str, every: Sequence[Done], score: Callable[[Done], Score]) -> tuple[str, ...]:
    scores = [(done.language, score(done)) for done in every]
    spoken = [value(score for spoken, score in scores if spoken == language) for language in LANGUAGES]
    held = interval(score for _, score in scores)
    low_high = f"{held[0]:.3f} – {held[1]:.3f}" if held else "–"
    count = str(sum(score.of > 0 for _, score in scores))
    return name, *map(_number, (value(score for _, score in scores), *spoken)), low_high, count


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = ("measure", "all", *LANGUAGES, "95 % interval", "n")
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


def _suites(every: Sequence[Done]) -> Mapping[str, None]:
    return dict.fromkeys(done.suite for done in every)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _number(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
