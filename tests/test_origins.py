"""What a library knows of the files and pages that it was stocked from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes import TODAY, FakeEmbeddings

from ingest.run import Report, ingest
from knowledge.library import Library
from knowledge.origins import Origin, Origins, Run

NOW = datetime(2026, 11, 23, 9, 30)


@pytest.fixture
def origins(library: Library) -> Origins:
    return Origins(library.catalogue.engine)


def run(minutes: int = 0, **fields: Any) -> Run:
    at = NOW + timedelta(minutes=minutes)
    return Run(source="jobs", started=at, ended=at, **fields)


def test_an_origin_is_remembered_once_with_its_newest_version(origins: Origins) -> None:
    origins.remember("jobs", "/a", Origin("1", etag='"x"'))
    origins.remember("jobs", "/a", Origin("2", last_modified="today"))
    origins.remember("other", "/a", Origin("3"))
    assert origins.of("jobs") == {"/a": Origin("2", None, "today")}
    origins.forget("jobs", ["/a", "/never"])
    assert origins.of("jobs") == {}
    assert origins.of("other") == {"/a": Origin("3")}


def test_thousands_are_forgotten_at_once(origins: Origins) -> None:
    for number in range(3):
        origins.remember("jobs", str(number), Origin("1"))
    origins.forget("jobs", map(str, range(40_000)))
    assert origins.of("jobs") == {}


def test_failures_are_counted_since_the_last_good_run(origins: Origins) -> None:
    assert (origins.last("jobs"), origins.failures("jobs")) == (None, 0)
    for minutes, failure in enumerate(["Busy.", None, "Busy.", "Gone."]):
        origins.keep(run(minutes, failure=failure))
    assert origins.failures("jobs") == 2
    assert origins.last("jobs") == run(3, failure="Gone.", unreadable=[])
    good = origins.last("jobs", successful=True)
    assert good and good.ended == NOW + timedelta(minutes=1)


def test_only_the_newest_runs_of_a_source_are_kept(origins: Origins) -> None:
    origins.keep(replace(run(), source="other"))
    for minutes in range(60):
        origins.keep(run(minutes, failure="Busy."))
    assert origins.failures("jobs") == 50
    assert origins.last("other")


def test_a_version_that_was_read_by_halves_is_not_taken_for_the_one_before(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is cut off in the middle of a new version, and then the old one comes back."""
    folder = tmp_path / "pages"
    folder.mkdir()
    table = "title,provider,place\n" + "".join(f"Course {number},Helis,Ghent\n" for number in range(9))
    (folder / "courses.csv").write_text(table)
    ingest(library, [str(folder)], TODAY)
    before = library.catalogue.documents()

    (folder / "courses.csv").write_text(table.replace("Ghent", "Leuven"))
    with monkeypatch.context() as cut:
        cut.setattr(Origins, "remember", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            ingest(library, [str(folder)], TODAY)
    assert "Leuven" in library.catalogue.documents()[0].text
    (folder / "courses.csv").write_text(table)
    ingest(library, [str(folder)], TODAY)
    assert library.catalogue.documents() == before


def _cut_off(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_document_that_trips_the_model_takes_no_other_with_it(
    library: Library, embeddings: FakeEmbeddings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sentences(texts: list[str]) -> Any:
        if any("cursed" in text for text in texts):
            raise ValueError("no")
        return FakeEmbeddings.sentences(embeddings, texts)

    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("one", "cursed", "two"):
        (pages / f"{name}.md").write_text(f"# Page\n\nThis page is {name}.\n")
    with monkeypatch.context() as broken:
        broken.setattr(embeddings, "sentences", sentences)
        report = ingest(library, [str(pages)], TODAY)
    assert [unread.address for unread in report.unreadable] == ["cursed.md"]
    assert {page.address for page in library.catalogue.documents()} == {"one.md", "two.md"}
    # It is tried again.
    assert ingest(library, [str(pages)], TODAY) == Report(new=1, unchanged=2)
