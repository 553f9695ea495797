"""What `/metrics` shows."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.conversation import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """How many answers of which outcome were given, and how long they took. Never a word of them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ["outcome", "language", "made_by"]
        self._answers = Counter("opinno_answers", "Answers given.", labels, registry=self._registry)
        self._opinions = Gauge("opinno_feedback", "Opinions on answers.", ["rating"], registry=self._registry)
        self._reasons = Gauge("opinno_feedback_reasons", "Their reasons.", ["reason"], registry=self._registry)
        self._seconds = Histogram("opinno_answer_seconds", "Time to the whole answer.", registry=self._registry)

    def count(self, answer: Answer, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(answer.outcome, answer.language, answer.made_by).inc()
        self._seconds.observe(seconds)

    def opinions(self, ratings: Mapping[str, int], reasons: Mapping[str, int]) -> None:
        """Show how many opinions on answers there are of each kind."""
        for gauge, counted in ((self._opinions, ratings), (self._reasons, reasons)):
            gauge.clear()
            for name, many in counted.items():
                gauge.labels(name).set(many)

    def text(self) -> bytes:
        """All counts in Prometheus' text format."""
        return generate_latest(self._registry)
