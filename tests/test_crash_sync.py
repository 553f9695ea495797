"""A sync of several sources, killed again and again while the sites fail, stall and change."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import yaml
from fakes import FakeEmbeddings
from sites import Clock, Reply, Site, page, reply

from ingest.run import Report
from ingest.sources import bring_in
from ingest.web.fetching import Web
from knowledge.library import Library
from knowledge.origins import Origins

KILLS = 30
JOBS, FILES = 14, 10
FIRST_DAY = datetime(2026, 11, 23, 9, 30)

# As in test_crash: forked from a process that has imported everything and opened nothing.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["chromadb", "alembic.command", "sqlalchemy.dialects.sqlite", "test_crash_sync"])


def sync(library: Library, host: str, sources: Path, day: int) -> Report:
    """Look at every source, each of which is due on every day, without the waits between requests."""
    clock = Clock()
    web = Web([host], clock=clock, sleep=clock.sleep)
    return bring_in(library, (), web, sources, lambda: FIRST_DAY + timedelta(days=day))


def sync_slowly(folder: Path, host: str, sources: Path, day: int, begun: Event) -> None:
    """In a process of its own: a sync that takes a little longer, so that there is more to interrupt."""
    library = Library(folder, FakeEmbeddings(seconds=0.01))
    library.warm_up()
    begun.set()
    sync(library, host, sources, day)
    library.close()


def feed(chance: random.Random, edition: int) -> str:
    """Vacancies that come, go and change; an edition may look like an earlier one."""
    there = [number for number in range(JOBS) if chance.random() < 0.8]
    items = "".join(
        f"<item><guid>job-{number}</guid><title>Analyst {number}</title><link>https://jobs.example/{number}</link>"
        f"<company>Sample Biologics</company><description>The work of analyst {number} is"
        f" {chance.choice(['careful', 'swift', f'special{edition}'])}. You hold a master.</description></item>"
        for number in there
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'


def table(chance: random.Random) -> str:
    rows = "".join(f"Course {number},Helis,{chance.choice(['Ghent', 'Leuven'])}\n" for number in range(8))
    return f"title,provider,place\n{rows}"


def site(chance: random.Random, edition: int) -> dict[str, Reply]:
    """A front page and the pages that it leads to this time."""
    pages = [f"/site/{number}.html" for number in range(4) if chance.random() < 0.8]
    said = {name: page(name, text=f"This page is about edition {edition // 2}") for name in pages}
    return {"/site/": page("Front", *pages), **{f"/site/{n}.html": reply("Gone.", 410) for n in range(4)}, **said}


def healthy(chance: random.Random, edition: int) -> dict[str, Reply]:
    said = feed(chance, edition)
    return {
        "/feed.xml": reply(said, kind="application/rss+xml", ETag=f'"{hash(said)}"'),
        "/courses.csv": reply(table(chance), kind="text/csv"),
        **site(chance, edition),
    }


def troubled(pages: Mapping[str, Reply], chance: random.Random) -> dict[str, Reply]:
    """The same, except that some of it fails, breaks off or stalls."""

    def trouble(known: Reply) -> Reply:
        assert isinstance(known, bytes)
        head, _, body = known.partition(b"\r\n\r\n")

        def stalls(_: Any) -> bytes:
            time.sleep(0.15)
            return known

        half = reply(body[: len(body) // 2], kind="application/rss+xml" if b"<rss" in body else "text/html")
        broken_off = head + b"\r\n\r\n" + body[: len(body) // 2]
        options: list[Reply] = [reply("Busy.", 503), reply("Failed.", 500), half, broken_off, stalls]
        return chance.choice(options)

    return {name: trouble(known) if chance.random() < 0.3 else known for name, known in pages.items()}


def write_files(folder: Path, chance: random.Random, edition: int) -> None:
    for number in range(FILES):
        file = folder / f"{number}.md"
        if chance.random() < 0.15:
            file.unlink(missing_ok=True)
        elif chance.random() < 0.5:
            file.write_text(f"# File {number}\n\nThis file is of edition {edition % 3}.\n")


def write_sources(file: Path, host: str, folder: Path) -> Path:
    remote = (("feed", "feed.xml"), ("feed", "courses.csv"), ("site", "site/"))
    listed = [{"name": name, "kind": kind, "address": f"http://{host}/{name}"} for kind, name in remote]
    listed.append({"name": "files", "kind": "folder", "address": str(folder)})
    file.write_text(yaml.safe_dump([{**source, "licence": "our own"} for source in listed]))
    return file


def state(library: Library) -> dict[str, Any]:
    """All that a library holds of its sources."""
    catalogue, origins = library.catalogue, Origins(library.catalogue.engine)
    documents = catalogue.documents()
    return {
        "documents": sorted(documents, key=lambda document: (document.source, document.address)),
        "passages": catalogue.passages(sorted(catalogue.passage_ids())),
        "index": library._index.ids(),
        "pending": catalogue.pending(),
        "origins": {source: origins.of(source) for source in ("feed.xml", "courses.csv", "site/", "files")},
    }


def test_a_sync_that_was_killed_at_any_moment_comes_to_the_same_in_the_end(tmp_path: Path) -> None:
    chance = random.Random(11)
    files = tmp_path / "files"
    files.mkdir()
    killed = 0
    with Site() as server:
        sources = write_sources(tmp_path / "sources.yaml", server.host, files)
        for day in range(KILLS):
            write_files(files, chance, day)
            server.pages = troubled(healthy(chance, day), chance)
            begun = PROCESSES.Event()
            process = PROCESSES.Process(
                target=sync_slowly, args=(tmp_path / "killed", server.host, sources, day, begun)
            )
            process.start()
            if chance.random() < 0.8:
                assert begun.wait(30)
            time.sleep(chance.uniform(0, 0.8))
            process.kill()
            process.join()
            killed += process.exitcode == -9
        assert killed >= KILLS / 2

        server.pages = healthy(random.Random(5), KILLS)
        states = []
        for name in ("killed", "never killed"):
            library = Library(tmp_path / name, FakeEmbeddings())
            library.warm_up()
            report = sync(library, server.host, sources, KILLS)
            assert report.unreachable == report.unreadable == ()
            states.append(state(library))
            assert sync(library, server.host, sources, KILLS + 1).new == 0
            library.close()
    assert len(states[0]["documents"]) > JOBS
    for part in states[0]:
        assert states[0][part] == states[1][part], part
