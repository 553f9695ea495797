from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import TODAY, FakeEmbeddings, document, stock

from ingest.run import ingest
from knowledge.errors import LibraryError, LibraryFull
from knowledge.library import Library

TEXT = "\n\n".join(f"## Part {n}\n\nThis sentence number {n} takes up some room on the disk. " * 5 for n in range(200))


def fill(library: Library) -> None:
    """Allow the database not one page more than it has, as a full disk does."""
    with library.catalogue.engine.connect() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")


def make_room(library: Library) -> None:
    with library.catalogue.engine.connect() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1000000")


def test_a_full_disk_is_said_to_be_full(library: Library) -> None:
    stock(library, document("A food officer inspects the kitchens of Ghent.", address="food.md"))
    fill(library)
    with pytest.raises(LibraryFull, match="full"):
        stock(library, document(TEXT, address="large.md"))


def test_what_was_stored_before_the_disk_was_full_is_still_found(library: Library) -> None:
    stock(library, document("A food officer inspects the kitchens of Ghent.", address="food.md"))
    fill(library)
    with pytest.raises(LibraryFull):
        stock(library, document(TEXT, address="large.md"))
    assert [m.passage.address for m in library.search("who inspects kitchens?", today=TODAY)] == ["food.md"]
    assert library.catalogue.pending() == []


def test_a_replacement_that_does_not_fit_leaves_the_old_text(library: Library) -> None:
    old = document("A food officer inspects the kitchens of Ghent.", address="food.md")
    stock(library, old)
    fill(library)
    with pytest.raises(LibraryFull):
        stock(library, document(TEXT, address="food.md", fingerprint="2"))
    assert library.catalogue.documents() == [old]


def test_with_room_again_the_work_goes_on(library: Library) -> None:
    fill(library)
    with pytest.raises(LibraryFull):
        stock(library, document(TEXT, address="large.md"))
    make_room(library)
    stock(library, document(TEXT, address="large.md"))
    assert library.search("sentence number 7", today=TODAY)
    assert library._index.ids() == library.catalogue.passage_ids()


def test_ingest_stops_at_a_full_disk_and_keeps_what_it_had(library: Library, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.md").write_text("# Food\n\nA food officer inspects the kitchens of Ghent.\n")
    ingest(library, [str(pages)], TODAY)
    (pages / "b.md").write_text(TEXT)
    fill(library)
    with pytest.raises(LibraryFull):
        ingest(library, [str(pages)], TODAY)
    assert [page.address for page in library.catalogue.documents()] == ["a.md"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where this machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root can make a small disk, and not in every container")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_on_a_disk_that_is_really_full_nothing_is_lost(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 2**20)
    library = Library(small_disk / "library", FakeEmbeddings())
    stock(library, document("A food officer inspects the kitchens of Ghent.", address="food.md"))
    with pytest.raises(LibraryFull):
        stock(library, *(document(TEXT + f"\n\nAnd number {n}.", address=f"{n}.md") for n in range(500)))
    assert len(library.catalogue.documents()) > 1
    assert "food.md" in [m.passage.address for m in library.search("who inspects kitchens?", today=TODAY)]
    with pytest.raises(LibraryFull):
        stock(library, document(TEXT * 3, address="large.md"))
    # With room again it goes on where it was.
    (small_disk / "ballast").unlink()
    stock(library, document("A baker bakes bread in Leuven.", address="bread.md"))
    assert library.catalogue.pending() == []
    assert library._index.ids() == library.catalogue.passage_ids()
    assert "bread.md" in [m.passage.address for m in library.search("who bakes bread?", today=TODAY)]
    library.close()


def test_a_library_on_a_disk_without_any_room_is_refused_in_plain_words(small_disk: Path) -> None:
    library = Library(small_disk / "library", FakeEmbeddings())
    stock(library, document("A food officer inspects the kitchens of Ghent.", address="food.md"))
    library.close()
    with pytest.raises(OSError, match="No space"):
        (small_disk / "ballast").write_bytes(b"x" * 2**22)
    with pytest.raises(LibraryError, match=r"No space|full|cannot be used"):
        Library(small_disk / "library", FakeEmbeddings())
    (small_disk / "ballast").unlink()
    again = Library(small_disk / "library", FakeEmbeddings())
    assert again.search("who inspects kitchens?", today=TODAY)
    again.close()
