"""`python -m benchmarks.ingest`: what taking in costs beside the model alone, a second run, and a large feed."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from time import perf_counter

from benchmarks import corpus
from benchmarks.embeddings import Pretended, Timed
from ingest.collect import list_path
from ingest.run import Report, ingest_place
from knowledge.embeddings import Embeddings, LocalEmbeddings, Vectors
from knowledge.library import Library

_ROOT = Path(__file__).parents[1]
_TODAY = date(2026, 11, 22)
_MEGABYTE = 2**20
_SECTIONS_A_VACANCY = 4
_A_MOMENT = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """Something measured beside what it may be at most."""

    what: str
    unit: str
    measured: float
    most: float

    def __str__(self) -> str:
        verdict = "ok" if self.measured <= self.most else "TOO MUCH"
        ratio = self.measured / self.most if self.most else float(self.measured > 0)
        return f"| {self.what} | {self.unit} | {self.measured:,.2f} | {self.most:,.2f} | {ratio:.2f} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    documents: int
    unchanged: int
    megabytes: int


FULL = Size(documents=300, unchanged=10_000, megabytes=200)
QUICK = Size(documents=12, unchanged=300, megabytes=2)


class _Remembering(Timed):
    """A stop-watch that also remembers what was embedded, to embed it once more alone."""

    def __init__(self, model: Embeddings) -> None:
        super().__init__(model)
        self.every: list[str] = []

    def sentences(self, texts: Sequence[str]) -> Vectors:
        self.every.extend(texts)
        return super().sentences(texts)


def cost(model: Embeddings, folder: Path, documents: int) -> list[Measured]:
    """A folder of pages and Markdown taken in, beside the model embedding the same texts in one call."""
    corpus_folder, size = _written(folder / "documents", documents)
    timed = _Remembering(model)
    timed.sentences(["warm"])
    timed.seconds, timed.every = 0.0, []
    library = Library(folder / "library", timed, doing="benchmark")
    library.warm_up()
    whole = _seconds(library, corpus_folder, Report(new=documents))
    library.close()
    start = perf_counter()
    model.sentences(timed.every)
    alone = perf_counter() - start
    about = f"{documents} documents, {size / _MEGABYTE:.1f} MB, {len(timed.every):,} texts embedded"
    return [
        Measured(f"taking in {about}, beside the model alone", "s", whole, 1.15 * alone),
        Measured("- the same, beside the time within its calls", "s", whole, 1.15 * timed.seconds),
    ]


def second_run(folder: Path, documents: int) -> list[Measured]:
    """A folder taken in again, without any change."""
    corpus_folder, _ = _written(folder / "documents", documents, pages_too=False)
    timed = Timed(Pretended())
    library = Library(folder / "library", timed, doing="benchmark")
    _seconds(library, corpus_folder, Report(new=documents))
    timed.texts = 0
    seconds = _seconds(library, corpus_folder, Report(unchanged=documents))
    library.close()
    return [
        Measured(f"a second run over {documents:,} documents", "s", seconds, 10.0 * documents / FULL.unchanged),
        Measured("- texts embedded", "", timed.texts, 0),
    ]


def memory(folder: Path, megabytes: int) -> list[Measured]:
    """Feeds taken in by a process of its own; the model is made up, as the real one would take hours."""
    _write_feeds(folder / "feeds", megabytes)
    command = [sys.executable, "-m", "benchmarks.ingest", "--take-in", str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, _held_by(process.pid))
            time.sleep(_A_MOMENT)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError("The feeds were not taken in.")
    told = json.loads(said.splitlines()[-1])
    about = f"feeds of {megabytes} MB ({told['documents']:,} vacancies, {told['passages']:,} passages)"
    return [
        Measured(f"memory at most, with the readers' processes, with {about}", "MB", max(most, told["own"]), 600),
        Measured("- of it in the process itself", "MB", told["own"], 600),
    ]


class _AsShort(Pretended):
    """The made-up model under the name of the real one, so that the index keeps its vectors as short."""

    name = LocalEmbeddings.name


def take_in(folder: Path) -> dict[str, float]:
    """What the process of `memory` does."""
    library = Library(folder / "library", _AsShort(), doing="benchmark")
    start = perf_counter()
    report = ingest_place(library, list_path(str(folder / "feeds")), _TODAY)
    if report.unreadable:
        raise RuntimeError(f"The feeds were not read: {report}")
    seconds, passages = perf_counter() - start, library.passage_count()
    library.close()
    return {"documents": report.new, "passages": passages, "seconds": seconds, "own": _most_held()}


def _held_by(pid: int) -> float:
    """What a process and all below it hold at this moment, pages that they share counted once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        below = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        # It has ended, or this is no Linux.
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)
    return own + sum(map(_held_by, below))


def _most_held() -> float:
    # The peak that `resource` knows is inherited from the parent on Linux.
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _seconds(library: Library, folder: Path, expected: Report) -> float:
    start = perf_counter()
    report = ingest_place(library, list_path(str(folder)), _TODAY)
    if report != expected:
        raise RuntimeError(f"The benchmark's own documents were not taken in: {report}")
    return perf_counter() - start


def _written(folder: Path, documents: int, *, pages_too: bool = True) -> tuple[Path, int]:
    """So many documents, every other one as a page of a site, and their size in bytes."""
    folder.mkdir(parents=True)
    size = 0
    for number, text in enumerate(_texts(documents)):
        is_page = pages_too and number % 2
        content = _page(text) if is_page else text
        file = folder / f"{number:05}.{'html' if is_page else 'md'}"
        size += file.write_text(content, encoding="utf-8")
    return folder, size


def _texts(documents: int) -> Sequence[str]:
    every = [text for _, text in corpus.long_papers(_SECTIONS_A_VACANCY * documents * 2)]
    return [f"{text}\nReference {number}.\n" for number, text in enumerate(every[:documents])]


def _write_feeds(folder: Path, megabytes: int) -> None:
    """RSS and two boards' JSON, of vacancies with descriptions of some thousand letters, as job sites send them."""
    folder.mkdir()
    bodies = [_body(text) for text in _texts(200)]
    for name, (head, between, end, record) in _FEEDS.items():
        with (folder / name).open("w", encoding="utf-8") as into:
            into.write(head)
            number = 0
            while into.tell() < megabytes * _MEGABYTE // len(_FEEDS):
                body = f"{bodies[number % len(bodies)]}<p>Reference {number}.</p>"
                into.write((between if number else "") + record(number, body))
                number += 1
            into.write(end)


def _rss(number: int, body: str) -> str:
    return (
        f"<item><title>Scientist {number}</title><guid>{number}</guid><company>Sample Biologics</company>"
        f"<link>https://jobs.example.org/{number}</link><city>Ghent</city>"
        f"<description>{escape(body)}</description></item>"
    )


def _greenhouse(number: int, body: str) -> str:
    job = {
        "id": number,
        "title": f"Analyst {number}",
        "absolute_url": f"https://boards.greenhouse.io/sample/jobs/{number}",
        "updated_at": "2026-11-02T09:00:00+01:00",
        "location": {"name": "Leuven, Belgium"},
        "content": escape(body),
    }
    return json.dumps(job)


def _recruitee(number: int, body: str) -> str:
    offer = {
        "id": number,
        "title": f"Technician {number}",
        "slug": f"technician-{number}",
        "careers_url": f"https://sample.recruitee.com/o/technician-{number}",
        "company_name": "Sample Biologics",
        "city": "Mechelen",
        "country_code": "BE",
        "description": body,
        "requirements": "<p>You hold a bachelor.</p>",
    }
    return json.dumps(offer)


_FEEDS: Mapping[str, tuple[str, str, str, Callable[[int, str], str]]] = {
    "jobs.xml": (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs at Sample Biologics</title>',
        "",
        "</channel></rss>",
        _rss,
    ),
    "greenhouse.json": ('{"jobs": [', ",", "]}", _greenhouse),
    "recruitee.json": ('{"offers": [', ",", "]}", _recruitee),
}
"""File -> how it begins, what stands between its vacancies, how it ends, and a vacancy of it."""


def _page(text: str) -> str:
    return f"<!doctype html><html><head><title>A page</title></head><body><main>{_body(text)}</main></body></html>"


def _body(text: str) -> str:
    return "".join(
        f"<h{2 if block.startswith('##') else 1}>{escape(block.strip('# '))}</h{2 if block.startswith('##') else 1}>"
        if block.startswith("#")
        else f"<p>{escape(block)}</p>"
        for block in text.split("\n\n")
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test of about a minute")
    parser.add_argument("--only", choices=("cost", "second-run", "memory"), help="one of them alone")
    parser.add_argument("--take-in", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.take_in:
        print(json.dumps(take_in(asked.take_in)))
        return
    size = QUICK if asked.quick else FULL
    print("| measured | unit | this library | at most | ratio | |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        works: dict[str, Callable[[], list[Measured]]] = {
            "cost": lambda: cost(LocalEmbeddings(), folder / "cost", size.documents),
            "second-run": lambda: second_run(folder / "again", size.unchanged),
            "memory": lambda: memory(_made(folder / "feed"), size.megabytes),
        }
        for name, work in works.items():
            if asked.only in (None, name):
                print("\n".join(map(str, work())), flush=True)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
