"""Memory, disk and speed with many passages: fresh processes, and vectors that cost nothing."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks import corpus
from benchmarks.contenders import BOTH, OURS, THEIRS
from benchmarks.rows import Part, Row

_ROOT = Path(__file__).parents[1]
Figures = Mapping[str, float]


def measure(folder: Path, *, passages: int, runs: int) -> Part:
    """Build a library of about so many passages with each contender, and open it in fresh processes."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for address, text in corpus.long_papers(passages):
        (documents / address).write_text(text, encoding="utf-8")
    built = {name: _in_a_process("build", name, folder / name, documents) for name in BOTH}
    disk = {name: {"disk": _megabytes(folder / name)} for name in BOTH}
    turns = [{name: _in_a_process("ask", name, folder / name) for name in BOTH} for _ in range(runs)]
    asked = {name: _medians([turn[name] for turn in turns]) for name in BOTH}
    rows = [
        _row("indexing, without the model", "s", built, "seconds"),
        _row("disk", "MB", disk, "disk"),
        _row("memory after opening and 20 questions", "MB", asked, "memory"),
        _row("start of Python to first answer", "s", asked, "first"),
        _row("a question without the model, p50", "ms", asked, "p50"),
        _row("a question without the model, p95", "ms", asked, "p95"),
    ]
    note = (
        f"{built[OURS]['passages']:,.0f} passages with {built[OURS]['texts']:,.0f} sentences beside "
        f"{built[THEIRS]['passages']:,.0f} chunks of the same documents, made-up vectors. Built once; "
        f"the rest are medians of {runs} fresh processes each."
    )
    return Part(f"At {passages:,} passages", note, rows)


def _in_a_process(verb: str, name: str, *paths: Path) -> Figures:
    command = [sys.executable, "-m", "benchmarks.worker", verb, name, *map(str, paths)]
    done = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def _medians(runs: list[Figures]) -> Figures:
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


def _row(what: str, unit: str, values: Mapping[str, Figures], key: str) -> Row:
    return Row(what, unit, values[OURS][key], values[THEIRS][key])
