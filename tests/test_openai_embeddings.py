"""Embeddings of an endpoint: batches, order, failures, and what becomes of a question while it is down."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import TODAY, document
from model_vectors import vector_of
from openai_server import Breaks, Call, Embeds, Fails, ModelServer, Script, nobody_listening, serving_model
from talking import Guide

from console.intake import embeddings_of
from ingest.run import embed_anew, ingest
from ingest.split import split
from knowledge.embeddings import LocalEmbeddings, Remote
from knowledge.errors import EmbeddingsDown, LibraryError, WrongEmbedding
from knowledge.library import Library
from knowledge.nearness import OURS, PROBES, Scale, by_words, scale_of
from knowledge.openai_embeddings import Endpoint, OpenAIEmbeddings, TextRefused, Waits, batches
from settings import Settings, SettingsWrong

QUICK = Waits(question=0.4, batch=0.4, retries=1, rest=60)
# Where it has to be answered, however busy the machine is.
PATIENT = Waits(question=30, batch=30, retries=1, rest=60)
DIMENSION = 64


def of(server: ModelServer | str, waits: Waits = PATIENT, **more: Any) -> OpenAIEmbeddings:
    address = server if isinstance(server, str) else server.url
    return OpenAIEmbeddings(Endpoint(more.pop("model", "small"), "test", address, **more), waits)


def asked(server: ModelServer) -> list[list[str]]:
    return [call.body["input"] for call in server.embedding_calls]


def test_they_are_embeddings_of_an_endpoint() -> None:
    assert isinstance(of("http://127.0.0.1:9/v1"), Remote)
    assert not isinstance(LocalEmbeddings(), Remote)


@pytest.mark.parametrize("endpoint", [Embeds(), Embeds(shuffled=True), Embeds(knows_base64=False), Embeds(most=7)])
def test_rows_are_unit_vectors_in_the_order_of_their_texts(endpoint: Embeds) -> None:
    texts = [f"sentence {n} about {'cells ' * (n % 5)}" for n in range(300)]
    with serving_model(embeddings=endpoint) as server:
        rows = of(server).sentences(texts)
    expected = np.array([vector_of(text.strip(), DIMENSION) for text in texts])
    assert np.allclose(rows, expected, atol=1e-5)
    assert max(map(len, asked(server))) <= 128 and len(server.embedding_calls) >= 3


def test_batches_are_bounded_by_count_and_by_length_and_lose_nothing() -> None:
    texts = ["short", *["x" * 2000] * 30, *["y"] * 300, "z" * 30_000]
    made = list(batches(texts))
    assert [text for batch in made for text in batch] == texts
    assert all(len(batch) <= 128 for batch in made)
    assert all(len(batch) == 1 or sum(map(len, batch)) <= 24_000 for batch in made)


def test_no_more_than_four_batches_are_under_way_at_once() -> None:
    with serving_model(embeddings=Embeds(pause=0.05)) as server:
        of(server).sentences([f"text {n}" for n in range(128 * 9)])
        assert len(server.embedding_calls) == 9 and server.connections <= 4


def test_questions_and_passages_get_the_words_that_the_model_wants() -> None:
    with serving_model(embeddings=Embeds()) as server:
        there = of(server, before_question="query: ", before_passage="passage: ")
        there.question("lab work?")
        there.said("an answer")
        there.sentences(["lab work"])
    sent = asked(server)
    assert sent[0][0] == "query: lab work?" and sent[1:] == [["passage: an answer"], ["passage: lab work"]]
    assert sent[0][1] == f"query: {PROBES[0][0]}" and sent[0][-1] == f"passage: {PROBES[-1][1]}"
    assert there.name != of("http://127.0.0.1:9/v1").name


def test_a_dimension_is_asked_for_and_part_of_the_name() -> None:
    with serving_model(embeddings=Embeds()) as server:
        there = of(server, dimension=32)
        assert there.sentences(["a"]).shape == (1, 32)
    assert server.embedding_calls[0].body["dimensions"] == 32
    assert there.name == "openai/small/32"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "🧬", "\n\n", "é" * 90_000])
def test_awkward_text_still_has_a_vector(text: str) -> None:
    with serving_model(embeddings=Embeds()) as server:
        there = of(server)
        for vector in (there.question(text), there.said(text), there.sentences([text])[0]):
            assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "wrong", ["nan", "zero", "short", "too_many", "too_few", "null", "no_data", "bad_base64", "same_index"]
)
def test_vectors_that_are_none_are_refused(wrong: Any) -> None:
    with serving_model(embeddings=Embeds(wrong=wrong)) as server:
        with pytest.raises(EmbeddingsDown):
            of(server).sentences(["one", "two", "three"])
        with pytest.raises(EmbeddingsDown):
            of(server).question("one")


DOWN: dict[str, Script] = {
    "401": Fails(401), "403": Fails(403), "404": Fails(404), "429": Fails(429, retry_after_ms=20),
    "500": Fails(500, retry_after_ms=20), "502": Fails(502, dialect="html", retry_after_ms=20),
    "silent": Breaks("slow_headers"), "trickled": Breaks("trickled_headers"), "reset": Breaks("reset_before_headers"),
    "cut": Breaks("cut"), "garbage": Breaks("garbage"), "page": Breaks("wrong_type"), "nothing": Breaks("nothing"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOWN)
def test_every_failure_of_the_endpoint_is_told_in_a_sentence(name: str) -> None:
    told = pytest.raises(EmbeddingsDown, match=r"The embedding model small at http.*\.")
    with serving_model(embeddings=DOWN[name]) as server, told:
        of(server, QUICK).question("lab work?")
    assert issubclass(EmbeddingsDown, LibraryError)


def test_a_batch_is_tried_again_when_the_endpoint_says_so() -> None:
    script = [Fails(429, retry_after_ms=30), Fails(503, retry_after_ms=30), Embeds()]
    with serving_model(embeddings=script) as server:
        assert of(server, Waits(retries=2)).sentences(["a"]).shape == (1, DIMENSION)
    first, second, _ = server.embedding_calls
    assert second.at - first.at >= 0.03


def test_a_refused_key_is_not_tried_again() -> None:
    with serving_model(embeddings=Fails(401)) as server, pytest.raises(EmbeddingsDown, match="refused the key"):
        of(server, Waits(retries=3)).sentences(["a"])
    assert len(server.embedding_calls) == 1


def test_one_text_that_is_refused_is_no_failure_of_the_endpoint() -> None:
    with serving_model(embeddings=Embeds(longest=100)) as server, pytest.raises(TextRefused):
        of(server).sentences(["fine", "x" * 1000])


def test_an_endpoint_that_failed_a_question_is_left_alone_for_a_while() -> None:
    with serving_model(embeddings=[Fails(500), Embeds()]) as server:
        there = of(server)
        for _ in range(3):
            with pytest.raises(EmbeddingsDown):
                there.question("one")
        assert len(server.embedding_calls) == 1
        rested = of(server, Waits(rest=0))
        assert rested.question("one").shape == (DIMENSION,)


def test_a_question_asked_twice_is_embedded_once_and_the_scale_measured_once() -> None:
    with serving_model(embeddings=Embeds()) as server:
        there = of(server)
        for question in ("one", "two", "one"):
            there.question(question)
    assert [len(texts) for texts in asked(server)] == [1 + 2 * len(PROBES), 1]


# On the scale of the model that ships


def test_the_scale_of_the_model_that_ships_is_what_it_is() -> None:
    local = LocalEmbeddings()
    measured = scale_of(np.array([local.question(a) for a, _ in PROBES]), local.sentences([b for _, b in PROBES]))
    assert measured and measured.unrelated == pytest.approx(OURS.unrelated, abs=0.005)
    assert measured.related == pytest.approx(OURS.related, abs=0.005)


def test_cosines_of_another_model_come_to_lie_where_ours_do() -> None:
    moved = Scale(0.1, 0.5).onto_ours(np.array([0.1, 0.3, 0.5], dtype=np.float32))
    assert moved == pytest.approx([OURS.unrelated, (OURS.unrelated + OURS.related) / 2, OURS.related], abs=1e-4)


def test_a_model_that_cannot_tell_answers_from_anything_else_has_no_scale() -> None:
    alike = np.ones((24, 4), dtype=np.float32) / 2
    assert scale_of(alike, alike) is None


# The library

FILES = {
    "lab.md": "# Lab technician\n\nA lab technician carries out experiments in Ghent.\n",
    "monitor.md": "# Monitor\n\nA monitor visits hospitals and checks the files of a trial.\n",
    "baker.md": "# Baker\n\nA baker bakes bread before dawn.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in FILES.items():
        (pages / name).write_text(text, encoding="utf-8")
    return pages


def opened(place: Path, embeddings: Any, **more: Any) -> Library:
    return Library(place / "library", embeddings, doing="test", **more)


def titles(library: Library, question: str) -> list[str]:
    return [match.passage.title for match in library.search(question, today=TODAY)]


@pytest.fixture
def stocked(tmp_path: Path, folder: Path) -> Iterator[tuple[ModelServer, Path]]:
    """A library whose vectors come from an endpoint, closed."""
    with serving_model(embeddings=Embeds()) as server:
        library = opened(tmp_path, of(server))
        assert ingest(library, [str(folder)], TODAY).new == 3
        library.close()
        yield server, tmp_path


def test_a_library_is_stocked_and_searched_by_the_endpoint(stocked: tuple[ModelServer, Path]) -> None:
    server, place = stocked
    library = opened(place, of(server))
    try:
        assert titles(library, "who carries out experiments")[0] == "Lab technician"
        assert library.without_meaning == 0
        best = library.search("A monitor visits hospitals and checks the files of a trial", today=TODAY)[0]
        assert OURS.unrelated < max(best.nearness) <= 1.5
    finally:
        library.close()


@pytest.mark.parametrize("how", ["closed port", "error", "silence"])
def test_while_the_endpoint_is_down_words_alone_find_and_the_log_says_so(
    stocked: tuple[ModelServer, Path], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    server, place = stocked
    server.embeddings = Fails(500) if how == "error" else Breaks("slow_headers")
    library = opened(place, of(nobody_listening() if how == "closed port" else server, QUICK))
    try:
        with caplog.at_level(logging.WARNING):
            found = library.search("who checks hospitals?", today=TODAY)
        assert [match.passage.title for match in found] == ["Monitor"]
        assert max(found[0].nearness) > OURS.unrelated
        assert library.without_meaning == 1
        assert "searching by words alone" in caplog.text and "hospitals" not in caplog.text
    finally:
        library.close()


def test_when_the_endpoint_is_back_meaning_counts_again(stocked: tuple[ModelServer, Path]) -> None:
    server, place = stocked
    server.embeddings = [*[Embeds()] * len(server.embedding_calls), Fails(500), Embeds()]
    library = opened(place, of(server, Waits(question=1, rest=0)))
    try:
        assert (titles(library, "hospitals"), library.without_meaning) == (["Monitor"], 1)
        assert len(titles(library, "hospitals")) == 3 and library.without_meaning == 1
    finally:
        library.close()


def test_a_run_that_the_endpoint_fails_ends_with_the_reason_and_the_next_goes_on(tmp_path: Path, folder: Path) -> None:
    with serving_model(embeddings=Fails(500, retry_after_ms=10)) as server:
        library = opened(tmp_path, of(server))
        try:
            with pytest.raises(EmbeddingsDown, match="500"):
                ingest(library, [str(folder)], TODAY)
            assert library.document_count() == 0
            server.embeddings = Embeds()
            assert ingest(library, [str(folder)], TODAY).new == 3
        finally:
            library.close()


def test_a_library_of_another_model_is_refused_and_embedded_anew_on_request(
    stocked: tuple[ModelServer, Path],
) -> None:
    server, place = stocked
    other = of(server, model="large", dimension=32)
    with pytest.raises(WrongEmbedding, match=r"openai/small.*openai/large/32.*opinno library rebuild"):
        opened(place, other)
    library = opened(place, other, any_model=True)
    embed_anew(library)
    assert library.rebuild_index() == 3
    library.close()
    library = opened(place, other)
    assert titles(library, "who carries out experiments")[0] == "Lab technician"
    library.close()


def test_a_rebuild_that_is_cut_off_leaves_a_library_that_only_a_rebuild_opens(
    stocked: tuple[ModelServer, Path],
) -> None:
    server, place = stocked
    small, large = of(server), of(server, model="large", dimension=32)
    library = opened(place, large, any_model=True)
    server.embeddings = Fails(500, retry_after_ms=10)
    with pytest.raises(EmbeddingsDown):
        embed_anew(library)
    library.close()
    for model in (small, large):
        with pytest.raises(WrongEmbedding, match="cut off"):
            opened(place, model)
    server.embeddings = Embeds()
    library = opened(place, large, any_model=True)
    embed_anew(library)
    assert library.rebuild_index() == 3
    library.close()
    opened(place, large).close()


def test_a_model_that_changed_its_dimension_behind_its_name_is_found_out(stocked: tuple[ModelServer, Path]) -> None:
    server, place = stocked
    server.embeddings = Embeds(dimension=48)
    library = opened(place, of(server))
    try:
        assert titles(library, "hospitals") == ["Monitor"] and library.without_meaning == 1
        page = document("# New\n\nNew words here.", address="new.md")
        with pytest.raises(LibraryError, match="48 numbers where 64"):
            library.put(page, split(page))
    finally:
        library.close()
    library = opened(place, of(server), any_model=True)
    embed_anew(library)
    assert library.rebuild_index() == 3
    library.close()
    library = opened(place, of(server))
    assert len(titles(library, "hospitals")) == 3 and library.without_meaning == 0
    library.close()


def test_words_alone_say_how_near_a_sentence_is() -> None:
    page = document("# Monitor\n\nA monitor visits hospitals. Bread is good.")
    passage = split(page)[0].passage
    near, far = by_words("Which hospitals are visited?", passage)
    assert OURS.related >= near > far == pytest.approx(OURS.unrelated)


def test_the_settings_choose_the_embeddings() -> None:
    assert embeddings_of(Settings()).name == LocalEmbeddings.name
    there = embeddings_of(Settings(embeddings="openai", OPENAI_API_KEY="k", embeddings_dimension=256))  # type: ignore[call-arg]
    assert there.name == "openai/text-embedding-3-small/256"
    with pytest.raises(SettingsWrong, match="OPENAI_API_KEY"):
        embeddings_of(Settings(embeddings="openai", OPENAI_API_KEY=None, OPENAI_BASE_URL=None))  # type: ignore[call-arg]


def test_a_call_is_told_with_its_bill_and_without_its_texts() -> None:
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    import tracing

    exporter = InMemorySpanExporter()
    tracing.start(exporter=exporter)

    def reply(call: Call) -> Embeds:
        return Embeds()

    try:
        with serving_model(embeddings=reply) as server:
            of(server).sentences(["very private words"])
    finally:
        tracing.stop()
    (span,) = exporter.get_finished_spans()
    assert (span.attributes or {})["gen_ai.usage.input_tokens"] == 5
    assert "private" not in span.to_json()


def test_an_answer_still_comes_while_the_endpoint_is_down(stocked: tuple[ModelServer, Path]) -> None:
    server, place = stocked
    server.embeddings = Breaks("slow_headers")
    library = opened(place, of(server, QUICK))
    try:
        answer = Guide.on(library).answer("Who visits hospitals and checks the files of a trial?")
        assert answer.outcome == "answered"
        assert [citation.document for citation in answer.citations] == ["monitor.md"]
        # Left alone after the first failure, or every search of the question would wait for it.
        assert len(server.embedding_calls) <= 4 and library.without_meaning >= 1
    finally:
        library.close()
