"""`python -m evaluation > floors.yaml`: floors a little below what is measured now, for whoever raises them."""

from __future__ import annotations

import sys

import yaml

from evaluation import gate, measures, run

_HEAD = """# The least that is let through: `all` over all cases of a suite, `worst` in the language that fares worst.
# Four cases below what was measured, for vectors differ a little between processors; what never fell short must not.
# `python -m evaluation` prints them anew. Raise a floor when the guide gets better; lower one only with a reason."""


def main() -> None:
    """Measure every suite and print its floors."""
    suites = run.chosen()
    scorecards = run.scored(suites, run.observe_suites(suites))
    rows = [row for card in scorecards for row in card.rows]
    broken = any(row.all != 1 for row in rows if row.measure == measures.NOTHING_BROKE.name)
    if broken or any(row.all is None for row in rows):
        sys.exit("Some questions failed, or a measure has no case: no floor can be told from that.")
    print(_HEAD, yaml.safe_dump(gate.floors_below(scorecards), sort_keys=False), sep="\n", end="")


if __name__ == "__main__":
    main()
