"""Exact nearest rows: against a plain sort, whatever the block, the filter and the ties."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from matcher.nearest import ExactIndex


def plainly(vectors, queries, k, keep=None):
    """Every score in float64, rounded, sorted: score descending, then row ascending."""
    rows = np.arange(len(vectors)) if keep is None else np.flatnonzero(keep)
    found, scores = [], []
    for query in np.atleast_2d(queries).astype(np.float64):
        exact = np.array([np.round(np.einsum("j,j", vectors[r].astype(np.float64), query), 9) for r in rows])
        exact = exact + 0.0
        order = np.lexsort((rows, -exact))[:k] if len(rows) else np.zeros(0, np.int64)
        found.append(rows[order])
        scores.append(exact[order] if len(rows) else np.zeros(0))
    return np.array(found), np.array(scores)


def normal(n, d, seed=0):
    rows = np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(
    n=st.integers(0, 60),
    d=st.integers(1, 6),
    m=st.integers(0, 5),
    k=st.integers(1, 70),
    block=st.integers(1, 70),
    values=st.sampled_from([[-1.0, 0.0, 1.0], [0.0], list(np.linspace(-2, 2, 41))]),
    share=st.sampled_from([None, 0.0, 0.1, 0.5, 1.0]),
    threads=st.integers(1, 3),
    seed=st.integers(0, 10**6),
)
@settings(deadline=None)
def test_search_is_a_plain_sort_with_ties_and_filters(n, d, m, k, block, values, share, threads, seed):
    random = np.random.default_rng(seed)
    vectors = random.choice(values, (n, d)).astype(np.float32)
    queries = random.choice(values, (m, d)).astype(np.float32)
    keep = None if share is None else random.random(n) < share

    found = ExactIndex(vectors, block=block, threads=threads).search(queries, k, keep=keep)

    rows, scores = plainly(vectors, queries, k, keep)
    assert found.rows.shape == found.scores.shape == (m, min(k, n if keep is None else int(keep.sum())))
    if m:
        assert np.array_equal(found.rows, rows)
        assert np.array_equal(found.scores, scores)


@pytest.mark.parametrize("m", [1, 3, 70])
def test_search_gives_the_same_bytes_whatever_the_block_the_batch_and_the_threads(m):
    vectors, queries = normal(9000, 48), normal(m, 48, seed=1)
    whole = ExactIndex(vectors).search(queries, 20)

    for block in (1500, 2048, 8999, 20000):
        cut = ExactIndex(vectors, block=block).search(queries, 20)
        assert cut.rows.tobytes() == whole.rows.tobytes()
        assert cut.scores.tobytes() == whole.scores.tobytes()
    for threads in (2, 3):
        shared = ExactIndex(vectors, block=2048, threads=threads).search(queries, 20)
        assert shared.rows.tobytes() == whole.rows.tobytes()
        assert shared.scores.tobytes() == whole.scores.tobytes()
    alone = ExactIndex(vectors).search(queries[-1], 20)
    assert alone.rows.tobytes() == whole.rows[-1].tobytes()
    assert alone.scores.tobytes() == whole.scores[-1].tobytes()


def test_search_more_queries_than_go_at_a_time():
    vectors, queries = normal(300, 8), normal(1030, 8, seed=1)

    found = ExactIndex(vectors).search(queries, 5)

    assert np.array_equal(found.rows, plainly(vectors, queries, 5)[0])


@pytest.mark.parametrize("order", ["rising", "falling"])
def test_search_finds_the_best_when_rows_come_in_the_order_of_their_scores(order):
    vectors = normal(20000, 8)
    query = normal(1, 8, seed=1)[0]
    by_score = np.argsort(vectors @ query, kind="stable")
    vectors = vectors[by_score if order == "rising" else by_score[::-1]]

    found = ExactIndex(vectors, block=1000).search(np.stack([query, -query]), 7)

    assert np.array_equal(found.rows, plainly(vectors, np.stack([query, -query]), 7)[0])


def test_search_many_equal_rows_come_by_number():
    vectors = np.repeat(normal(2, 8), [3000, 3000], axis=0)

    found = ExactIndex(vectors, block=512).search(vectors[4000], 50)

    assert found.rows[0].tolist() == list(range(3000, 3050))


@pytest.mark.parametrize("share", [0.05, 0.6, 0.99])
@pytest.mark.parametrize("m", [1, 40])
def test_search_finds_the_same_whether_kept_rows_are_copied_or_read_with_those_between(m, share):
    vectors, queries = normal(9000, 16), normal(m, 16, seed=1)
    keep = np.random.default_rng(2).random(9000) < share

    found = ExactIndex(vectors).search(queries, 5, keep=keep)

    assert np.array_equal(found.rows, plainly(vectors, queries, 5, keep)[0])


def test_search_in_threads_leaves_linear_algebra_its_own():
    before = [each["num_threads"] for each in threadpool_info()]

    ExactIndex(normal(3000, 8), threads=2).search(normal(40, 8, seed=1), 3)

    assert [each["num_threads"] for each in threadpool_info()] == before


def test_searches_in_threads_at_once_do_not_disturb_each_other():
    index, queries = ExactIndex(normal(5000, 16), threads=2), normal(40, 16, seed=1)
    before = [each["num_threads"] for each in threadpool_info()]
    alone = index.search(queries, 9)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: index.search(queries, 9), range(12)))

    assert all(np.array_equal(one.rows, alone.rows) for one in found)
    assert [each["num_threads"] for each in threadpool_info()] == before


def test_search_kept_rows_may_be_named_by_number_in_any_order():
    vectors = normal(5000, 16)
    keep = np.random.default_rng(3).random(5000) < 0.2
    numbers = np.random.default_rng(4).permutation(np.flatnonzero(keep))
    index = ExactIndex(vectors)

    by_mask = index.search(vectors[:3], 9, keep=keep)
    by_number = index.search(vectors[:3], 9, keep=np.r_[numbers, numbers[:5]])

    assert np.array_equal(by_mask.rows, by_number.rows)
    assert keep[by_mask.rows].all()


def test_search_scores_close_to_rounding_are_ordered_exactly():
    # Ten million times closer together than a product in float32 can tell.
    vectors = np.ones((3000, 64), np.float32)
    vectors[:, 0] = np.nextafter(np.float32(1), np.float32(2)) * (1 + np.arange(3000) % 7 * 2e-7)
    query = np.ones(64, np.float32)

    found = ExactIndex(vectors, block=700).search(query, 900)

    assert np.array_equal(found.rows, plainly(vectors, query, 900)[0])


def test_search_leaves_the_callers_data_alone():
    vectors, queries = normal(2000, 8), normal(2, 8, seed=1)
    before = vectors.tobytes(), queries.tobytes()

    ExactIndex(vectors).search(queries, 3, keep=np.arange(2000) % 2 == 0)

    assert (vectors.tobytes(), queries.tobytes()) == before


def test_index_refuses_to_work_without_a_thread():
    with pytest.raises(ValueError, match="0 threads"):
        ExactIndex(normal(10, 4), threads=0)


def test_index_holds_no_copy_of_float32_rows():
    vectors = normal(10, 4)

    assert np.shares_memory(ExactIndex(vectors).vectors, vectors)


@pytest.mark.parametrize(
    "vectors", [np.zeros(3, np.float32), np.array([[np.nan]]), np.array([[np.inf]]), np.zeros((2, 2, 2))]
)
def test_index_refuses_what_is_no_matrix_of_numbers(vectors):
    with pytest.raises(ValueError, match=r"matrix|finite"):
        ExactIndex(vectors)


@pytest.mark.parametrize(
    ("query", "k", "keep"),
    [
        (np.zeros(4), 0, None),
        (np.zeros(5), 1, None),
        (np.array([0, 0, 0, np.nan]), 1, None),
        (np.zeros(4), 1, np.ones(3, bool)),
        (np.zeros(4), 1, np.array([-1])),
        (np.zeros(4), 1, np.array([10])),
    ],
)
def test_search_refuses_what_does_not_fit(query, k, keep):
    with pytest.raises(ValueError, match=r"k is|finite|mask|outside"):
        ExactIndex(normal(10, 4)).search(query, k, keep=keep)
