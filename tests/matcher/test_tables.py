"""Tables that are changed row by row answer to the byte as those built anew."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import text_index
from matcher.encoding import EncodedText
from matcher.features import problem_for_company, problem_for_provider
from matcher.gates import GateCode, gates
from matcher.masks import closed_for_company, closed_for_provider
from matcher.problem import Company, Provider
from matcher.ranking import WeightedRanker, rank, rank_row
from matcher.tables import CompanyTable, ProviderTable
from matcher.text_index import BLOCK, TextIndex
from tests.matcher.builders import companies, many_companies, many_providers, providers

ON = date(2026, 1, 1)


def told(ranked):
    return [(r.id, r.score, r.fit, r.fit_provider, r.fit_company, r.reasons) for r in ranked]


def by_id(problem):
    """Everything that a problem says of its candidates, in the order of their ids."""
    order = sorted(range(len(problem.ids)), key=problem.ids.__getitem__)
    ids = [problem.ids[row] for row in order]
    evidence = [problem.evidence(row) for row in order]
    return ids, problem.X[order].tobytes(), problem.open[order].tobytes(), evidence


def changes(side):
    """Puts and drops of a few ids, again and again."""
    ids = [f"x{n}" for n in range(5)]
    puts = st.sampled_from(ids).flatmap(side)
    return st.lists(st.one_of(puts, puts, st.sampled_from(ids)), max_size=14)


@settings(deadline=None)
@given(changes(providers), st.lists(companies(), min_size=1, max_size=3))
def test_provider_table_changed_row_by_row_is_the_one_built_anew(steps, asking):
    table = ProviderTable()
    stands: dict[str, Provider] = {}
    for n, step in enumerate(steps):
        if isinstance(step, str):
            table.drop(step)
            stands.pop(step, None)
        else:
            table.put(step)
            stands[step.id] = step
        # Asked in between too, so that remembered cosines are brought up to date and not built anew.
        problem_for_company(asking[n % len(asking)], table)
    anew = ProviderTable(stands[key] for key in sorted(stands))

    for company in asking:
        mine, other = problem_for_company(company, table), problem_for_company(company, anew)
        assert by_id(mine) == by_id(other)
        assert told(rank(WeightedRanker(), mine)) == told(rank(WeightedRanker(), other))


@settings(deadline=None)
@given(changes(companies), st.lists(providers(), min_size=1, max_size=3))
def test_company_table_changed_row_by_row_is_the_one_built_anew(steps, looking):
    table = CompanyTable()
    stands: dict[str, Company] = {}
    for n, step in enumerate(steps):
        if isinstance(step, str):
            table.drop(step)
            stands.pop(step, None)
        else:
            table.put(step)
            stands[step.id] = step
        problem_for_provider(looking[n % len(looking)], table, on=ON)
    anew = CompanyTable(stands[key] for key in sorted(stands))

    for provider in looking:
        mine = problem_for_provider(provider, table, on=ON)
        other = problem_for_provider(provider, anew, on=ON)
        assert by_id(mine) == by_id(other)
        assert told(rank(WeightedRanker(), mine)) == told(rank(WeightedRanker(), other))


@settings(deadline=None)
@given(companies(), many_providers(), st.data())
def test_rows_that_are_no_candidates_count_for_nothing(company, candidates, data):
    chosen = sorted(data.draw(st.sets(st.integers(0, len(candidates) - 1))))
    table = ProviderTable(candidates)

    among = problem_for_company(company, table, rows=np.array(chosen, dtype=np.int64))
    alone = problem_for_company(company, ProviderTable(candidates[row] for row in chosen))

    assert by_id(among) == by_id(alone)


@settings(deadline=None)
@given(providers(), many_companies(), st.data())
def test_companies_that_are_no_candidates_count_for_nothing(provider, candidates, data):
    chosen = sorted(data.draw(st.sets(st.integers(0, len(candidates) - 1))))
    table = CompanyTable(candidates)

    among = problem_for_provider(provider, table, rows=np.array(chosen, dtype=np.int64), on=ON)
    alone = problem_for_provider(provider, CompanyTable(candidates[row] for row in chosen), on=ON)

    assert by_id(among) == by_id(alone)


@settings(deadline=None)
@given(companies(), many_providers())
def test_rank_row_is_the_candidates_entry_in_the_list(company, candidates):
    problem = problem_for_company(company, ProviderTable(candidates))
    listed = {r.row: r for r in rank(WeightedRanker(), problem)}

    for row in range(len(candidates)):
        one = rank_row(WeightedRanker(), problem, row)
        assert (one is None) == (row not in listed)
        assert one is None or told([one]) == told([listed[row]])


def closed(masks, row):
    return {code for code, mask in masks.items() if mask[row]}


@settings(deadline=None)
@given(companies("c1"), many_providers())
def test_each_gate_for_a_company_equals_the_gates_pair_by_pair(company, candidates):
    masks = closed_for_company(company, ProviderTable(candidates), strike_backers=True)

    for row, provider in enumerate(candidates):
        expected = {gate.code for gate in gates(company, provider, strike_backers=True)}
        assert closed(masks, row) == expected
    assert list(masks) == [code for code in GateCode if code in masks]


@settings(deadline=None)
@given(providers("p3"), many_companies())
def test_each_gate_for_a_provider_equals_the_gates_pair_by_pair(provider, candidates):
    masks = closed_for_provider(provider, CompanyTable(candidates), strike_backers=True)

    for row, company in enumerate(candidates):
        expected = {gate.code for gate in gates(company, provider, strike_backers=True)}
        assert closed(masks, row) == expected


def texts(n, *, dimension=384, seed=0):
    """Encoded texts of one to seven sentences."""
    draw = np.random.default_rng(seed)
    out = []
    for row in range(n):
        vectors = draw.standard_normal((1 + int(draw.integers(1, 8)), dimension)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        sentences = tuple(f"{row}.{k}" for k in range(len(vectors) - 1))
        words = " ".join(f"w{int(w)}" for w in draw.integers(0, 400, 12))
        out.append(EncodedText(("zh", "en")[row % 2], vectors[0], sentences, vectors[1:], words))
    return out


def said(text):
    """Everything that a text says, comparable."""
    return text and (text.language, text.text, text.sentences, text.whole.tobytes(), text.vectors.tobytes())


def columns(index, query):
    like = index.like(query)
    return np.stack([like.whole, like.sentences, like.wording])


@pytest.mark.parametrize("n", [3, BLOCK - 1, BLOCK + 70])
def test_cosines_do_not_depend_on_where_a_row_stands(n):
    put, query = texts(n), texts(1, seed=7)[0]
    order = np.random.default_rng(1).permutation(n)

    straight = columns(TextIndex(put), query)
    shuffled = columns(TextIndex([put[row] for row in order]), query)

    assert straight[:, order].tobytes() == shuffled.tobytes()


def test_cosines_are_those_of_the_definition():
    put, query = texts(40), texts(1, seed=7)[0]
    index = TextIndex(put)

    whole, sentences, wording = columns(index, query)

    expected = []
    for text in put:
        cosines = text.vectors @ query.vectors.T
        expected.append((cosines.max(axis=0).mean() + cosines.max(axis=1).mean()) / 2)
    assert np.allclose(whole, [text.whole @ query.whole for text in put], atol=1e-6)
    assert np.allclose(sentences, expected, atol=1e-6)
    assert np.isnan(wording).tolist() == [text.language != query.language for text in put]


def test_text_index_changed_a_thousand_times_is_the_one_built_anew():
    draw = np.random.default_rng(5)
    pool, query = texts(300, seed=2), texts(1, seed=7)[0]
    stands = {row: pool[row] for row in range(120)}
    index = TextIndex(list(stands.values()))

    for _ in range(1000):
        row = int(draw.integers(0, len(stands) + 1)) if len(stands) < 160 else int(draw.integers(0, 160))
        stands[row] = None if draw.random() < 0.1 else pool[int(draw.integers(0, 300))]
        index.put(row, stands[row])
        if draw.random() < 0.05:
            columns(index, query)

    anew = TextIndex([stands[row] for row in range(len(stands))])
    assert columns(index, query).tobytes() == columns(anew, query).tobytes()
    assert [said(index.text(row)) for row in stands] == [said(text) for text in stands.values()]
    # Sentences that nobody uses are swept out: no more than twice the places in use, and a block.
    assert index.nbytes < 2 * anew.nbytes + BLOCK * 384 * 4


def test_remembered_cosines_take_no_more_than_stated(monkeypatch):
    monkeypatch.setattr(text_index, "REMEMBERED_BYTES", 10 * 5 * 12)
    index = TextIndex(texts(5))
    empty = index.nbytes

    for query in texts(60, seed=9):
        index.like(query)

    assert 0 < index.nbytes - empty <= 10 * 8 * 12


def test_vector_of_another_length_is_refused():
    index = TextIndex(texts(2))

    with pytest.raises(ValueError, match="a vector of 8 among vectors of 384"):
        index.put(2, texts(1, dimension=8)[0])


def test_query_of_another_length_is_like_nothing():
    assert np.isnan(columns(TextIndex(texts(2)), texts(1, dimension=8)[0])).all()


def test_text_comes_back_wherever_its_clauses_lie():
    draw = np.random.default_rng(3)
    count = 300
    texts = [
        EncodedText(
            "en",
            draw.standard_normal(8).astype(np.float32),
            tuple(f"sentence {n}" for n in range(count)),
            draw.standard_normal((count, 8)).astype(np.float32),
        )
        for _ in range(8)
    ]

    # The fourth text begins in the first block and ends in the second.
    assert 3 * count < BLOCK < 4 * count
    index = TextIndex(texts)

    for row, put in enumerate(texts):
        found = index.text(row)
        assert found is not None
        assert found.vectors is not None
        np.testing.assert_array_equal(found.vectors, put.vectors)
        np.testing.assert_array_equal(found.whole, put.whole)


def test_company_and_provider_come_back_as_they_were_put():
    text = texts(1)[0]
    company, provider = Company(id="c", text=text), Provider(id="p", text=text)

    back, forth = CompanyTable([company]).company(0), ProviderTable([provider]).provider(0)

    assert (back.id, forth.id) == ("c", "p")
    assert said(back.text) == said(forth.text) == said(text)
