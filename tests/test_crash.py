from __future__ import annotations

import random
import sqlite3
import time
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

from fakes import TODAY, FakeEmbeddings

from ingest.run import Report, ingest
from knowledge.library import Library

PAGES = 40
KILLS = 20

# A server that has imported everything and opened nothing forks the processes to be killed: that is quick.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["chromadb", "alembic.command", "sqlalchemy.dialects.sqlite", "test_crash"])


def ingest_slowly(folder: Path, pages: Path, begun: Event) -> None:
    """In a process of its own: bring the library in line with the pages, a little delayed."""
    library = Library(folder, FakeEmbeddings(seconds=0.004))
    library.warm_up()
    begun.set()
    ingest(library, [str(pages)], TODAY)
    library.close()


def write_pages(pages: Path, edition: int, chance: random.Random) -> None:
    """Forty pages with a code each; some change with every edition, and now and then one is gone."""
    for number in range(PAGES):
        file = pages / f"{number}.md"
        if not file.exists() or chance.random() < 0.6:
            file.write_text(
                f"# Page {number}\n\n## Code\n\nThe code of this page is zebra{number}quagga.\n\n"
                f"## Edition\n\nThis is edition okapi{edition}tapir of page {number}.\n"
            )
    if chance.random() < 0.3:
        (pages / f"{chance.randrange(PAGES)}.md").unlink()


def kill_at_random(folder: Path, pages: Path, chance: random.Random) -> bool:
    """Begin an ingest and kill it. Gives whether it was still at work."""
    begun = PROCESSES.Event()
    process = PROCESSES.Process(target=ingest_slowly, args=(folder, pages, begun))
    process.start()
    if chance.random() < 0.7:
        assert begun.wait(30)
    time.sleep(chance.uniform(0, 0.4))
    process.kill()
    process.join()
    return process.exitcode == -9


def test_a_library_survives_being_killed_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    killed = 0
    for edition in range(KILLS):
        write_pages(pages, edition, chance)
        killed += kill_at_random(folder, pages, chance)
    # How many depends on how fast the machine is just then.
    assert killed >= KILLS / 4
    write_pages(pages, KILLS, random.Random(0))

    library = Library(folder, FakeEmbeddings())
    library.warm_up()
    assert library.catalogue.pending() == []
    assert library._index.ids() == library.catalogue.passage_ids()

    report = ingest(library, [str(pages)], TODAY)
    assert report.unreadable == ()
    assert report.unreachable == ()
    there = [number for number in range(PAGES) if (pages / f"{number}.md").exists()]
    for number in there:
        code = f"zebra{number}quagga"
        matches = library.search(f"what is {code}?", today=TODAY, limit=100)
        assert len([match for match in matches if code in match.passage.text]) == 1
    texts = {page.address: page.text for page in library.catalogue.documents()}
    assert texts == {f"{number}.md": (pages / f"{number}.md").read_text() for number in there}
    assert library._index.ids() == library.catalogue.passage_ids()
    assert ingest(library, [str(pages)], TODAY) == Report(unchanged=len(there))
    library.close()

    with sqlite3.connect(folder / "library.db") as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert database.execute("pragma foreign_key_check").fetchall() == []
        assert database.execute("insert into keywords(keywords) values ('integrity-check')")
        counted = "select (select count(*) from keywords), (select count(*) from passages)"
        indexed, kept = database.execute(counted).fetchone()
        assert indexed == kept == 2 * len(there)
