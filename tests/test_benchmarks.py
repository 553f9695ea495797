"""The benchmark's own parts: its documents, its figures, and that both contenders can do what they are measured at."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("langchain_chroma", reason="the extra `benchmark` is not installed")

from benchmarks import corpus, quality, scale, side_by_side
from benchmarks.embeddings import Forgetful, Pretended
from benchmarks.rows import Row, table
from knowledge.embeddings import LocalEmbeddings


def test_the_documents_are_the_same_every_time() -> None:
    assert corpus.papers(30) == corpus.papers(30)
    assert list(corpus.long_papers(20)) == list(corpus.long_papers(20))


def test_a_code_and_a_name_occur_in_one_document_only() -> None:
    papers = corpus.papers(200)
    for paper in papers:
        assert [p.address for p in papers if paper.code in p.text] == [paper.address]
        assert [p.address for p in papers if paper.person in p.text] == [paper.address]


def test_every_language_has_its_documents() -> None:
    assert {paper.language for paper in corpus.papers(3)} == {"en", "nl", "fr"}


def test_times_better_is_above_one_when_ours_takes_less_or_finds_more() -> None:
    assert Row("time", "s", 1.0, 2.0).times_better == 2.0
    assert Row("hits", "", 1.0, 0.5, more_is_better=True).times_better == 2.0
    assert Row("time", "s", 2.0, 1.0).verdict == "NOT better"
    assert Row("time", "s", 1.0, 1.02).verdict == "even"
    assert Row("texts", "", 0.0, 12.0).verdict == "better"


def test_the_table_shows_a_row_that_is_not_better() -> None:
    assert "| NOT better |" in table([Row("time", "s", 2.0, 1.0)])


def test_both_contenders_are_measured_side_by_side(tmp_path: Path) -> None:
    parts = side_by_side.measure(Pretended(), tmp_path, documents=6, parts=2, questions=6)
    rows = {row.what: row for part in parts for row in part.rows}
    assert rows["indexing"].ours > 0 and rows["indexing"].theirs > 0
    assert rows["texts embedded"].ours == 0 and rows["texts embedded"].theirs > 0
    # With made-up vectors the shares mean nothing; that they are shares is all there is to hold.
    assert 0 <= rows["reference number, hit@5"].ours <= 1


def test_both_are_asked_the_evaluations_cases(tmp_path: Path) -> None:
    part = quality.measure(Pretended(), tmp_path, every=25)
    rows = {row.what: row for row in part.rows}
    assert rows["held back where there is no answer"].theirs == 0
    # Of made-up vectors only the words of the question are left to find anything by, and the forty lines have none.
    assert rows["recall@5"].ours > 0
    assert all(0 <= side <= 1 for row in part.rows if row.more_is_better for side in (row.ours, row.theirs))


def test_memory_and_disk_are_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    part = scale.measure(tmp_path, passages=50, runs=1)
    assert all(row.ours > 0 and row.theirs > 0 for row in part.rows)
    assert part.note.startswith("50 passages")


def test_the_measured_model_keeps_no_question_and_gives_the_same_vectors() -> None:
    model = Forgetful()
    assert model.question("Who hires?") is not model.question("Who hires?")
    assert (model.question("Who hires?") == LocalEmbeddings().question("Who hires?")).all()
