"""How well a statement is borne out, in one number, by weights that were fitted (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

FITTED = Path(__file__).with_name("weights.tsv")
# What was found for a statement counts otherwise where that is in another language.
_IN_ANOTHER_LANGUAGE = ("covered", "near", "known", "unknown", "in_one_part", "rivalled")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a statement being borne out by what was found for it."""

    covered: float
    """The share of its words that is borne out, each by its weight."""
    weakest: float
    """The same of its weakest clause."""
    tight: float
    """The share of its words that single sentences bear out, clause by clause."""
    in_one_part: float
    """Of what is borne out, the share that single clauses bear out."""
    rivalled: float
    """How much better its words go with another name, degree or figure than the one that it has."""
    missing: float
    """What the words weigh that are not borne out, at most 3."""
    known: float
    """The same of words of which the lists know what they are called otherwise."""
    unknown: float
    """The same of words that no list has."""
    elsewhere: float
    """The same of words that other sentences of what was given have."""
    novel: float
    """The same of words that nothing has that was given or asked."""
    length: float
    """What all its words weigh, as a logarithm."""
    lines: float
    """How many sentences it takes to bear it out."""
    passages: float
    """Whether it takes several passages."""
    figured: float
    """How many figures and names it shares with what it rests on, at most 3."""
    near: float
    """Cosine with the nearest sentence of what it cites, above the usual."""
    here: float
    """Cosine with the nearest sentence of what bears it out, above the usual."""
    above_mean: float
    """How much nearer the first is than what was given on the whole."""
    nearer: float
    """How much nearer a sentence of what it does not cite is."""
    foreign: float
    """Whether all that bears it out is in another language."""

    def told(self) -> Mapping[str, float]:
        """Every sign by its name, and those that count otherwise in another language."""
        own = {field.name: float(getattr(self, field.name)) for field in fields(self)}
        return own | {f"foreign {name}": self.foreign * own[name] for name in _IN_ANOTHER_LANGUAGE}


@lru_cache
def _weights() -> Mapping[str, float]:
    rows = (line.split("\t") for line in FITTED.read_text(encoding="utf-8").splitlines() if line)
    return {name: float(weight) for name, weight in rows}


def score(signs: Signs) -> float:
    """Above nought: borne out."""
    weights = _weights()
    return weights["bias"] + sum(weights[name] * value for name, value in signs.told().items())
