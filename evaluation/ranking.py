"""How well documents are ranked, by the definitions that others use (ir-measures)."""

from __future__ import annotations

from collections.abc import Sequence


def ranked_score(measure: str, ranked: Sequence[str], right: Sequence[str]) -> float:
    """A measure by its name in ir-measures (`R@5`, `nDCG@10`, `Success@5`) of one ranking, between 0 and 1."""
    # Imported late: only an evaluation needs it.
    import ir_measures

    judged = [ir_measures.Qrel("case", document, 1) for document in right]
    # It ranks by score, so the place becomes one.
    found = [ir_measures.ScoredDoc("case", document, -float(place)) for place, document in enumerate(ranked)]
    return float(ir_measures.calc_aggregate([ir_measures.parse_measure(measure)], judged, found).popitem()[1])
