from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from knowledge.packing import cosines, pack, unpack

NUMBERS = st.floats(-1000, 1000, width=32)
SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=12)


def unit(many: int, seed: int = 7) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((many, 384))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@given(SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=NUMBERS)))
def test_every_number_comes_back_within_a_127th_of_the_largest_of_its_vector(vectors: NDArray[np.float32]) -> None:
    back = unpack(pack(vectors), len(vectors))
    assert back.shape == vectors.shape
    assert back.dtype == np.float32
    assert np.all(np.abs(back - vectors) <= np.abs(vectors).max(axis=1, keepdims=True) / 127 + 1e-12)


@given(SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=NUMBERS)))
def test_packing_again_loses_nothing_more(vectors: NDArray[np.float32]) -> None:
    once = unpack(pack(vectors), len(vectors))
    assert np.allclose(unpack(pack(once), len(once)), once, rtol=1e-5, atol=1e-12)


def test_cosines_are_those_of_the_whole_vectors_within_about_a_thousandth() -> None:
    vectors, question = unit(2000), unit(1, seed=8)[0]
    (found,) = cosines([pack(vectors)], question)
    off = np.abs(found - vectors @ question)
    assert np.quantile(off, 0.98) < 0.001
    assert off.max() < 0.002


@given(st.lists(st.integers(1, 9), max_size=9))
def test_each_bundle_keeps_its_own_cosines(sizes: list[int]) -> None:
    bundles, question = [unit(size, seed=place) for place, size in enumerate(sizes)], unit(1, seed=99)[0]
    found = cosines([pack(bundle) for bundle in bundles], question)
    assert [len(each) for each in found] == sizes
    for each, bundle in zip(found, bundles, strict=True):
        assert np.allclose(each, bundle @ question, atol=0.003)


def test_a_vector_takes_a_byte_a_number_and_four_for_its_scale() -> None:
    assert len(pack(unit(3))) == 3 * (384 + 4)


def test_nothing_packs_into_nothing() -> None:
    assert pack(np.zeros((0, 384), dtype=np.float32)) == b""
    assert len(unpack(b"", 0)) == 0
    assert cosines([], unit(1)[0]) == []
