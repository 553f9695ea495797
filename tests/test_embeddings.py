from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbeddings
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.embeddings import Embeddings, LocalEmbeddings, ShippedEmbeddings, text_fingerprint, write_vectors

AWKWARD = ["", " ", "\x00", "a\x00b", "\ud800", "ok \udfff ok", "🧬", "\n\n", "é" * 50]


@pytest.fixture(scope="module")
def local() -> LocalEmbeddings:
    return LocalEmbeddings()


def test_vectors_have_length_one(local: LocalEmbeddings) -> None:
    rows = local.sentences(["A clinical trial assistant keeps the files.", "Kort.", "x"])
    assert rows.shape == (3, local.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-3)
    assert np.linalg.norm(local.question("what is a CTA?")) == pytest.approx(1.0, abs=1e-3)


def test_no_texts_give_no_rows(local: LocalEmbeddings) -> None:
    assert local.sentences([]).shape == (0, local.dimension)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_still_has_a_vector(local: LocalEmbeddings, text: str) -> None:
    for vector in (local.question(text), local.sentences([text])[0]):
        assert vector.shape == (local.dimension,)
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3)


def test_what_follows_a_nul_still_counts(local: LocalEmbeddings) -> None:
    assert not np.allclose(local.question("a\x00pharmacovigilance"), local.question("a"))


def test_a_very_long_text_costs_no_more_than_its_beginning(local: LocalEmbeddings) -> None:
    question = "which jobs are there in quality control? " * 10
    begun = time.process_time()
    vectors = [local.question(question + filler) for filler in ("x " * 500, "x " * 1_000_000)]
    assert time.process_time() - begun < 5
    assert np.allclose(local.question("word " * 200), local.question("word " * 100_000))
    assert all(np.isfinite(vector).all() for vector in vectors)
    assert np.allclose(local.sentences(["word " * 500]), local.sentences(["word " * 100_000]))


def test_rows_come_in_the_order_of_their_texts(local: LocalEmbeddings) -> None:
    texts = [f"sentence number {n} about {word}" for n, word in enumerate("abcdefgh")]
    together = local.sentences(texts)
    alone = np.vstack([local.sentences([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("Do I need a PhD?", "Een doctoraat is niet nodig.", "The canteen serves soup."),
        ("Wat verdient een CRA?", "The salary of a CRA is about 3,000 euro.", "A microscope has two lenses."),
    ],
)
def test_what_means_the_same_is_near_in_any_language(
    local: LocalEmbeddings, question: str, near: str, far: str
) -> None:
    nearness = local.sentences([near, far]) @ local.question(question)
    assert nearness[0] > nearness[1]


def test_a_ready_vector_is_used_and_a_missing_one_computed(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    fake = FakeEmbeddings()
    ready = np.eye(fake.dimension, dtype=np.float32)[:2]
    write_vectors(file, ["one", "two"], ready, fake.name)
    rows = ShippedEmbeddings(fake, file).sentences(["two", "three", "one", "three"])
    assert np.array_equal(rows[[0, 2]], ready[[1, 0]])
    assert np.allclose(rows[1], fake.question("three"))
    assert set(fake.embedded) == {"three"}


def test_ready_vectors_keep_their_values_within_8_bits_and_their_cosines(tmp_path: Path) -> None:
    fake = FakeEmbeddings()
    texts = [f"text {n}" for n in range(50)]
    write_vectors(tmp_path / "v.npz", texts, fake.sentences(texts), fake.name)
    stored = ShippedEmbeddings(FakeEmbeddings(), tmp_path / "v.npz").sentences(texts)
    whole = fake.sentences(texts)
    assert np.all(np.abs(stored - whole) <= np.abs(whole).max(axis=1, keepdims=True) / 127)
    assert np.allclose((stored * whole).sum(axis=1) / np.linalg.norm(stored, axis=1), 1, atol=1e-3)


def test_the_file_of_another_model_is_ignored(tmp_path: Path) -> None:
    fake = FakeEmbeddings()
    write_vectors(tmp_path / "v.npz", ["one"], np.ones((1, fake.dimension), dtype=np.float32), "another/model")
    shipped = ShippedEmbeddings(fake, tmp_path / "v.npz")
    assert shipped.missing(["one"]) == ["one"]
    assert np.allclose(shipped.sentences(["one"])[0], fake.question("one"))


def test_without_a_file_everything_is_computed(tmp_path: Path) -> None:
    fake = FakeEmbeddings()
    shipped = ShippedEmbeddings(fake, tmp_path / "none.npz")
    assert shipped.sentences(["a", "b"]).shape == (2, fake.dimension)
    assert shipped.sentences([]).shape == (0, fake.dimension)
    assert (shipped.name, shipped.dimension) == (fake.name, fake.dimension)


def test_questions_are_never_looked_up(tmp_path: Path) -> None:
    fake = FakeEmbeddings()
    write_vectors(tmp_path / "v.npz", ["one"], np.eye(fake.dimension, dtype=np.float32)[:1], fake.name)
    assert np.allclose(ShippedEmbeddings(fake, tmp_path / "v.npz").question("one"), fake.question("one"))


def test_the_same_texts_make_the_same_file(tmp_path: Path) -> None:
    fake = FakeEmbeddings()
    for name, texts in (("a.npz", ["one", "two", "three"]), ("b.npz", ["three", "one", "two", "one"])):
        write_vectors(tmp_path / name, texts, fake.sentences(texts), fake.name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=30)
def test_any_text_can_be_asked_for_among_ready_vectors(text: str) -> None:
    assert len(text_fingerprint(text)) == 16


def test_half_a_surrogate_pair_can_be_asked_for_among_ready_vectors(tmp_path: Path) -> None:
    shipped: Embeddings = ShippedEmbeddings(FakeEmbeddings(), tmp_path / "none.npz")
    assert shipped.sentences(["\ud800"]).shape == (1, shipped.dimension)
