"""Whether a question asks which work pays best (pure)."""

from __future__ import annotations

from bot import cues
from knowledge.keywords import ASKING, content_words

# `Which job in the life sciences pays best after ten years?` asks of all; what says more asks of something.
_LITTLE_BESIDE = 3


def asks_which_pays_best(frame: str) -> bool:
    """Of all work: `what can a coordinator of seven years earn at most, according to ...` asks of something else."""
    if not cues.first("best_paid", frame):
        return False
    groups = (
        "best_paid",
        "best_work",
        "what_work",
        "purpose",
        "asks",
        "aspect",
        "general",
        "filler",
        "ladder",
        "place",
    )
    cued = {word for group in groups for span in cues.spans(group, frame) for word in span.split()}
    beside = [word for word in content_words(frame) if word not in cued and word not in ASKING]
    return len(beside) <= _LITTLE_BESIDE
