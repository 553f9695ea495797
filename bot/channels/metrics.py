"""What `/metrics` shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.conversation import Answer
from bot.model.ledger import Spent

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FIRST_WORD = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)


class Metrics:
    """How many answers of which outcome were given and how long they took, and what the models that wrote them cost.
    Never a word of them."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        labels = ["outcome", "language", "made_by"]
        self._answers = Counter("opinno_answers", "Answers given.", labels, registry=registry)
        self._seconds = Histogram("opinno_answer_seconds", "Time to the whole answer.", registry=registry)
        self._opinions = Gauge("opinno_feedback", "Opinions on answers.", ["rating"], registry=registry)
        self._reasons = Gauge("opinno_feedback_reasons", "Their reasons.", ["reason"], registry=registry)
        self._calls = Counter(
            "opinno_model_calls",
            "Calls to a model, by what came of them.",
            ["model", "purpose", "outcome"],
            registry=registry,
        )
        self._tokens = Counter(
            "opinno_model_tokens",
            "Tokens read, of these from the provider's cache, and written.",
            ["model", "purpose", "kind"],
            registry=registry,
        )
        self._euro = Counter(
            "opinno_model_euro", "Spent, where prices are set.", ["model", "purpose"], registry=registry
        )
        self._first_word = Histogram(
            "opinno_model_first_word_seconds", "Time to a model's first word.", buckets=_FIRST_WORD, registry=registry
        )

    def count(self, answer: Answer, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(answer.outcome, answer.language, answer.made_by).inc()
        self._seconds.observe(seconds)

    def by_words_alone(self, count: Callable[[], int]) -> None:
        """Show how many searches had to do without meaning."""
        gauge = Gauge(
            "opinno_searches_by_words_alone",
            "Searches while the endpoint that embeds was down.",
            registry=self._registry,
        )
        gauge.set_function(count)

    def opinions(self, ratings: Mapping[str, int], reasons: Mapping[str, int]) -> None:
        """Show how many opinions on answers there are of each kind."""
        for gauge, counted in ((self._opinions, ratings), (self._reasons, reasons)):
            gauge.clear()
            for name, many in counted.items():
                gauge.labels(name).set(many)

    def spent(self, spent: Spent) -> None:
        """Count one call to a model."""
        of_whom = (spent.model, spent.purpose)
        self._calls.labels(*of_whom, spent.outcome).inc()
        for kind in ("read", "cached", "written"):
            self._tokens.labels(*of_whom, kind).inc(getattr(spent.usage, kind))
        if spent.euro is not None:
            self._euro.labels(*of_whom).inc(spent.euro)
        if spent.first_word is not None:
            self._first_word.observe(spent.first_word)

    def text(self) -> bytes:
        """All counts in Prometheus' text format."""
        return generate_latest(self._registry)
