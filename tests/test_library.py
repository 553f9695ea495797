from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import TODAY, YESTERDAY, FakeEmbeddings, document, entries, stock

from ingest.run import embed_anew
from knowledge import keywords
from knowledge.catalogue import Catalogue
from knowledge.context import Earlier
from knowledge.embeddings import LocalEmbeddings
from knowledge.errors import LibraryError, WrongEmbedding
from knowledge.library import Library
from knowledge.records import Document, Event, Match

TRIAL = document("A clinical trial assistant keeps the files of a study.", address="trial.md", title="Trials")
FOOD = document("A food safety officer inspects kitchens in Ghent.", address="food.md", title="Food")
PATENT = document(
    "A patent attorney protects inventions before the European office.", address="patent.md", title="Patents"
)


def found(matches: list[Match]) -> list[str]:
    return [match.passage.address for match in matches]


def index_ids(library: Library) -> set[str]:
    return library._index.ids()


def test_a_question_finds_the_passage_that_answers_it(library: Library) -> None:
    stock(library, TRIAL, FOOD, PATENT)
    best = library.search("who inspects kitchens?", today=TODAY)[0]
    assert best.passage.address == "food.md"
    assert best.passage.quote(0) == FOOD.text
    assert len(best.nearness) == 1
    assert best.words > 0


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.search("anything", today=TODAY) == []
    assert library.search("anything", today=TODAY, kinds=["path"]) == []


@pytest.mark.parametrize("question", ["", " ", "?", "\x00", "\ud800", '"', "🧬", "wort " * 20_000])
def test_no_question_breaks_the_search(library: Library, question: str) -> None:
    stock(library, TRIAL)
    assert found(library.search(question, today=TODAY)) == ["trial.md"]


def test_a_replaced_document_says_only_what_it_says_now(library: Library) -> None:
    stock(library, TRIAL, replace(TRIAL, text="A trial assistant now drinks coffee.", fingerprint="2"))
    (match,) = library.search("trial assistant files study", today=TODAY)
    assert match.passage.text == "A trial assistant now drinks coffee."
    assert index_ids(library) == library.catalogue.passage_ids()


def test_a_forgotten_document_is_not_found(library: Library) -> None:
    stock(library, TRIAL, FOOD)
    library.forget("tests", ["trial.md", "never-there.md"])
    assert found(library.search("clinical trial assistant", today=TODAY)) == ["food.md"]
    assert index_ids(library) == library.catalogue.passage_ids()


def test_a_document_without_passages_can_be_put_and_replaced(library: Library) -> None:
    stock(library, document("---"), TRIAL)
    stock(library, document("Now there is text about mycology."))
    assert "page.md" in found(library.search("mycology", today=TODAY))


def test_what_expired_is_left_out_whatever_the_way_it_is_found(library: Library) -> None:
    stock(
        library,
        replace(TRIAL, address="closed.md", kind="vacancy", expires=YESTERDAY),
        replace(TRIAL, address="last day.md", kind="vacancy", expires=TODAY),
    )
    assert found(library.search("clinical trial assistant", today=TODAY)) == ["last day.md"]
    assert found(library.search("clinical trial assistant", today=TODAY, kinds=["vacancy"])) == ["last day.md"]


def test_only_the_asked_kinds_are_found(library: Library) -> None:
    stock(library, replace(TRIAL, kind="path"), replace(FOOD, kind="vacancy"))
    assert found(library.search("clinical trial", today=TODAY, kinds=["vacancy"])) == ["food.md"]
    assert set(found(library.search("clinical trial", today=TODAY, kinds=["path", "vacancy"]))) == {
        "trial.md",
        "food.md",
    }
    assert library.search("clinical trial", today=TODAY, kinds=[]) == []


PARTS = "\n\n".join(f"## Part {n}\n\nA clinical trial assistant does thing {n}." for n in range(5))


def test_one_work_takes_at_most_three_places_while_others_wait_whatever_its_language(library: Library) -> None:
    others = [document(f"A clinical trial happens elsewhere {n}.", address=f"b{n}.md") for n in range(5)]
    nl = PARTS.replace("does", "doet")
    stock(
        library,
        document(PARTS, address="a.md", work="path/cta"),
        document(nl, address="a.nl.md", work="path/cta", language="nl"),
        *others,
    )
    matches = library.search("clinical trial assistant", today=TODAY, limit=8)
    assert [match.passage.work for match in matches].count("path/cta") == 3
    assert {page.address for page in others} <= set(found(matches))


def test_a_document_without_a_work_takes_at_most_three_places_too(library: Library) -> None:
    stock(library, document(PARTS), *(document(f"A clinical trial {n}.", address=f"b{n}.md") for n in range(5)))
    assert found(library.search("clinical trial assistant", today=TODAY)).count("page.md") == 3


def test_places_that_nobody_else_takes_are_filled_from_one_document(library: Library) -> None:
    stock(library, document(PARTS), FOOD)
    matches = found(library.search("clinical trial assistant", today=TODAY, limit=5))
    assert matches == ["page.md"] * 3 + ["food.md", "page.md"]


def test_a_text_that_was_published_twice_is_found_once_and_leaves_its_place_to_others(library: Library) -> None:
    stock(library, *(replace(TRIAL, address=f"{n}.md", title=f"Copy {n}") for n in range(4)), FOOD)
    matches = library.search("clinical trial assistant", today=TODAY, limit=2)
    assert len([match for match in matches if match.passage.text == TRIAL.text]) == 1
    assert "food.md" in found(matches)


def test_no_more_is_given_than_asked(library: Library) -> None:
    stock(library, TRIAL, FOOD, PATENT)
    assert len(library.search("clinical trial", today=TODAY, limit=2)) == 2
    assert library.search("clinical trial", today=TODAY, limit=0) == []


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_between_pages_that_say_the_same_the_readers_language_wins(library: Library, language: str) -> None:
    # Words that have the same stem in every language.
    pages = [document("OPINNO GMP VDAB.", address=f"{each}.md", language=each) for each in ("en", "nl", "fr")]
    stock(library, *pages, FOOD)
    best = library.search("OPINNO GMP VDAB", today=TODAY, language=language)[0]  # type: ignore[arg-type]
    assert best.passage.language == language


def test_a_better_page_in_another_language_still_wins(library: Library) -> None:
    stock(library, TRIAL, PATENT, *(replace(FOOD, address=f"{n}.md", language="nl") for n in range(4)))
    assert library.search("clinical trial assistant", today=TODAY, language="nl")[0].passage.address == "trial.md"


def test_the_same_question_always_gives_the_same_order(library: Library) -> None:
    stock(library, *(replace(TRIAL, address=f"{n}.md", text=f"{TRIAL.text} Number {n}.") for n in range(12)))
    assert len({tuple(found(library.search("clinical trial", today=TODAY))) for _ in range(5)}) == 1


def test_a_question_asked_again_is_answered_the_same_until_something_is_written(
    library: Library, embeddings: FakeEmbeddings
) -> None:
    earlier = Earlier(("Who inspects kitchens?",))
    stock(library, TRIAL)
    asked = [{"question": "and zebras?"}, {"question": "and zebras?", "earlier": earlier}]
    before = [found(library.search(**each, today=TODAY)) for each in asked]  # type: ignore[arg-type]
    assert [found(library.search(**each, today=TODAY)) for each in asked] == before == [["trial.md"]] * 2  # type: ignore[arg-type]
    stock(library, FOOD)
    for each in asked:
        assert set(found(library.search(**each, today=TODAY))) == {"trial.md", "food.md"}  # type: ignore[arg-type]
    library.forget("tests", ["trial.md"])
    assert [found(library.search(**each, today=TODAY)) for each in asked] == [["food.md"]] * 2  # type: ignore[arg-type]


def test_a_search_during_a_write_leaves_nothing_stale_behind(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(library, TRIAL)
    put, nearest = library._index.put, library._search._nearest

    def ask_and_put(*rows: object) -> None:
        # The database has the new document, Chroma not yet.
        library.search("zebras", today=TODAY)
        put(*rows)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(library._index, "put", ask_and_put)
        stock(library, FOOD)
    assert set(found(library.search("zebras", today=TODAY))) == {"trial.md", "food.md"}

    def look_and_write(*sought: object) -> object:
        # The search has looked, and before it keeps what it saw, another document comes in.
        ids = nearest(*sought)  # type: ignore[arg-type]
        stock(library, PATENT)
        return ids

    with monkeypatch.context() as patch:
        patch.setattr(library._search, "_nearest", look_and_write)
        library.search("okapis", today=TODAY)
    assert "patent.md" in found(library.search("okapis", today=TODAY))


def test_keywords_of_another_form_are_made_anew_on_opening(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings())
    stock(library, replace(FOOD, aliases=("Voedselveiligheid",)), TRIAL)
    with library.catalogue.engine.begin() as connection:
        keywords.clear(connection)
    library.catalogue.stamp("keywords", "of another form")
    library.close()
    again = Library(tmp_path, FakeEmbeddings())
    assert again.term_counts(keywords.query_stems("kitchens")) == {"kitchen": 1}
    assert again.term_counts(keywords.query_stems("voedselveiligheid"))
    again.close()


def test_an_index_that_was_rebuilt_is_searched_anew(library: Library) -> None:
    stock(library, TRIAL, FOOD)
    library._index.remove(sorted(index_ids(library)))
    assert found(library.search("zebras", today=TODAY)) == []
    library.rebuild_index()
    assert set(found(library.search("zebras", today=TODAY))) == {"trial.md", "food.md"}


JOBS = {"Toxicologist": "3,400", "Patent attorney": "4,200", "Bioinformatician": "3,700"}


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three jobs with their pay, in a library that goes by real meanings."""
    opened = Library(tmp_path_factory.mktemp("jobs"), LocalEmbeddings())
    for job, pay in JOBS.items():
        text = f"## The day\n\nMost of the day is spent at a desk.\n\n## Pay\n\nBeginners earn {pay} euro a month."
        stock(opened, document(text, address=job, title=job))
    yield opened
    opened.close()


@pytest.mark.parametrize("answer", [None, "The day of a {} is spent at a desk."])
@pytest.mark.parametrize("job", JOBS)
def test_a_fragment_finds_what_it_points_at(jobs: Library, job: str, answer: str | None) -> None:
    earlier = Earlier((f"What does a {job.lower()} do all day?",), answer and answer.format(job.lower()))
    best = jobs.search("And what do they earn?", today=TODAY, earlier=earlier)[0]
    assert (best.passage.address, best.passage.heading) == (job, "Pay")


def test_what_stands_further_on_in_the_document_before_comes_before_the_same_elsewhere(library: Library) -> None:
    of_each = "## The day\n\nThe day of {0} is long.\n\n## Pay\n\nThe pay is decent."
    stock(library, *(document(of_each.format(one), address=one, title="A job") for one in ("alpacas", "badgers")))
    for one in ("alpacas", "badgers"):
        best = library.search("the pay", today=TODAY, earlier=Earlier((f"How is the day of {one}?",)))[0]
        assert (best.passage.address, best.passage.heading) == (one, "Pay")


def test_passages_that_did_not_change_are_not_embedded_again(library: Library, embeddings: FakeEmbeddings) -> None:
    page = document("## One\n\nThe first part stays.\n\n## Two\n\nThe second part changes.")
    stock(library, page)
    embeddings.embedded.clear()
    stock(library, replace(page, text=page.text.replace("changes", "has changed"), fingerprint="2"))
    assert embeddings.embedded == ["A page. Two", "The second part has changed."]


def test_records_are_those_of_the_last_write(library: Library) -> None:
    event = Event(id="e", name="Fair", organiser="Biovia")
    assert library.records("event") == []
    stock(library, document("The fair is in May.", kind="event", facts=event))
    assert [page.facts for page in library.records("event")] == [event]
    library.forget("tests", ["page.md"])
    assert library.records("event") == []


@pytest.mark.parametrize("before", [(), (TRIAL,)], ids=["a first document", "a replacement"])
def test_a_crash_between_database_and_index_is_made_good_when_opened(
    tmp_path: Path, before: tuple[Document, ...]
) -> None:
    fake = FakeEmbeddings()
    library = Library(tmp_path, fake)
    stock(library, FOOD, *before)
    library.close()
    # What a crash leaves: the database has it and says so in the ledger, Chroma was never told.
    catalogue = Catalogue(tmp_path / "library.db")
    new = replace(TRIAL, text="A trial assistant archives the master file.")
    catalogue.replace(new, entries(new, fake))
    catalogue.close()
    again = Library(tmp_path, fake)
    assert again.catalogue.pending()
    again.warm_up()
    assert again.catalogue.pending() == []
    assert index_ids(again) == again.catalogue.passage_ids()
    assert again.search("archives master file", today=TODAY)[0].passage.text == new.text
    again.close()


def test_the_ledger_is_replayed_by_the_next_write_too(library: Library, embeddings: FakeEmbeddings) -> None:
    library.catalogue.replace(TRIAL, entries(TRIAL, embeddings))
    stock(library, FOOD)
    assert library.catalogue.pending() == []
    assert index_ids(library) == library.catalogue.passage_ids()


def test_a_library_written_by_another_model_is_refused_and_can_be_rebuilt(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings("model/old"))
    stock(library, TRIAL, FOOD)
    library.close()
    with pytest.raises(WrongEmbedding, match=r"model/old.*model/new"):
        Library(tmp_path, FakeEmbeddings("model/new"))
    # Refused, it is given back.
    new = FakeEmbeddings("model/new", dimension=96)
    rebuilt = Library(tmp_path, new, any_model=True)
    embed_anew(rebuilt)
    assert rebuilt.rebuild_index() == 2
    rebuilt.close()
    again = Library(tmp_path, new)
    assert again.search("who inspects kitchens?", today=TODAY)[0].passage.address == "food.md"
    stock(again, PATENT)
    assert index_ids(again) == again.catalogue.passage_ids()
    again.close()
    with pytest.raises(WrongEmbedding):
        Library(tmp_path, FakeEmbeddings("model/old"))


def test_the_index_is_rebuilt_without_embedding(library: Library, embeddings: FakeEmbeddings) -> None:
    stock(library, TRIAL, FOOD, PATENT)
    library._index.remove(sorted(index_ids(library)))
    library._index.put(["stray"], np.ones((1, embeddings.dimension), dtype=np.float32))
    embeddings.embedded.clear()
    assert library.rebuild_index() == 3
    assert embeddings.embedded == []
    assert index_ids(library) == library.catalogue.passage_ids()
    assert library.search("patent attorney", today=TODAY)[0].passage.address == "patent.md"


def test_a_rebuild_that_stops_halfway_is_made_good(
    tmp_path: Path, embeddings: FakeEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path, embeddings)
    stock(library, TRIAL, FOOD)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library._index, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            library.rebuild_index()
    library.close()
    again = Library(tmp_path, embeddings)
    again.warm_up()
    assert index_ids(again) == again.catalogue.passage_ids()
    again.close()


def test_a_lost_index_is_rebuilt_from_the_catalogue(tmp_path: Path) -> None:
    library = Library(tmp_path / "here", FakeEmbeddings())
    stock(library, TRIAL, FOOD)
    library.close()
    shutil.copytree(tmp_path / "here", tmp_path / "there", ignore=shutil.ignore_patterns("chroma"))
    there = Library(tmp_path / "there", FakeEmbeddings())
    there.rebuild_index()
    assert there.search("clinical trial", today=TODAY)[0].passage.address == "trial.md"
    there.close()


def test_search_works_from_many_threads_while_documents_come_and_go(library: Library) -> None:
    stock(library, TRIAL, FOOD, PATENT)
    done = threading.Event()
    searches = 0

    def search(question: str, address: str) -> int:
        count = 0
        while not done.is_set():
            assert library.search(question, today=TODAY)[0].passage.address == address
            assert address in found(library.search(question, today=TODAY, kinds=["page"]))
            count += 1
        return count

    with ThreadPoolExecutor(8) as pool:
        asked = [("clinical trial assistant files study", "trial.md"), ("food safety officer kitchens", "food.md")]
        running = [pool.submit(search, *asked[n % 2]) for n in range(8)]
        for n in range(12):
            stock(library, document(f"Passing page {n} about mycology.", address=f"{n % 4}.md", fingerprint=str(n)))
            library.forget("tests", [f"{(n + 2) % 4}.md"])
        done.set()
        searches = sum(each.result() for each in running)
    assert searches > 8
    assert index_ids(library) == library.catalogue.passage_ids()


def test_many_threads_may_write(library: Library) -> None:
    pages = [replace(TRIAL, address=f"{n % 10}.md", text=f"Text number {n}.", fingerprint=str(n)) for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda page: stock(library, page), pages))
    assert len(library.catalogue.documents()) == 10
    assert library.catalogue.pending() == []
    assert index_ids(library) == library.catalogue.passage_ids()


def test_a_closed_library_can_be_copied_and_opened_elsewhere(tmp_path: Path) -> None:
    library = Library(tmp_path / "here", FakeEmbeddings())
    stock(library, TRIAL, FOOD, PATENT)
    before = found(library.search("patent attorney", today=TODAY))
    library.close()
    subprocess.run(["cp", "-r", tmp_path / "here", tmp_path / "there"], check=True)
    there = Library(tmp_path / "there", FakeEmbeddings())
    assert found(there.search("patent attorney", today=TODAY)) == before
    stock(there, replace(FOOD, text="A food officer changes plans."))
    there.close()
    here = Library(tmp_path / "here", FakeEmbeddings())
    assert FOOD.text in [match.passage.text for match in here.search("food safety", today=TODAY)]
    here.close()


def test_a_folder_that_cannot_be_made_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be used"):
        Library(tmp_path / "file" / "library", FakeEmbeddings())
