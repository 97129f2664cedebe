"""Names that are nearly the same, and what they say of who comes in."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.deal_features import feature_names, query_features
from matcher.deal_likeness import DealLikeness, WeighedDeals
from matcher.deal_names import namesakes
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery, InvestorColumns

OTHERS = [f"{word} Capital" for word in "Alder Birch Cedar Elm Fir Hazel Larch Maple Oak Pine".split()]  # noqa: SIM905 - a word list reads best as running words
NAMESAKE = feature_names().index("relations.namesake")


def likeness(one, other, others=OTHERS):
    """How nearly two names are the same among others; 0 when they are not."""
    rows, near = namesakes([one, other, *others]).of(0)
    return dict(zip(rows.tolist(), near.tolist(), strict=True)).get(1, 0.0)


def test_same_words_in_another_case_order_or_accent_are_the_same_name():
    assert likeness("Caixa Penedès", "PENEDES, Caixa") == 1.0
    assert likeness("蓝鲸创投", "蓝鲸创投") == 1.0


def test_a_name_and_its_longer_form_are_namesakes_and_what_many_are_called_is_not_enough():
    assert likeness("First Round", "First Round Capital") > 0.7
    assert likeness("First Capital", "Alder Capital") == 0.0
    assert likeness("红杉资本", "红杉资本管理", ["蓝鲸资本", "长江资本", "启明创投", "深圳创投"]) > 0.35
    assert likeness("红杉资本", "蓝鲸资本", ["长江资本", "北极光资本", "启明创投", "深圳创投"]) == 0.0


def test_a_common_word_alone_leads_nowhere():
    names = [None, "", "?!", "Angels", "Angels", *(f"Angels {k}" for k in range(60))]

    found = namesakes(names)

    assert [len(found.of(row)[0]) for row in range(5)] == [0] * 5
    assert len(found.of(len(names) + 7)[0]) == 0


@given(st.lists(st.one_of(st.none(), st.text("ab 创投资本", max_size=6)), max_size=12))
def test_namesakes_are_mutual_never_oneself_and_within_bounds(names):
    found = namesakes(names)

    pairs = {
        (row, other): near for row in range(len(names)) for other, near in zip(*found.of(row), strict=True)
    }

    assert all(pairs[other, row] == pytest.approx(near) for (row, other), near in pairs.items())
    assert all(row != other and 0.35 <= near <= 1.000001 for (row, other), near in pairs.items())


@pytest.fixture(scope="module")
def history():
    """First Round backs company 0, which stands in the files as company 1, too, and Oak Ventures there."""
    n, investors = 40, ["First Round", "First Round Capital", "Oak Ventures", *OTHERS]
    companies = ["Leaf Pulse", "Leaf Pulse Inc", *(f"Company {k}x{k}" for k in range(2, n))]
    rows = [(0, 0), (2, 1), *((3 + k % len(OTHERS), 2 + k % (n - 2)) for k in range(60)), (1, 20)]
    who, where = np.array(rows, np.int64).T
    nothing = np.zeros((n + 1, 2), np.float32)
    return DealHistory(
        CompanyColumns(
            tuple(companies), nothing, nothing, np.full((n + 1, 4), -1), np.full(n + 1, np.nan), namesakes(companies)
        ),
        DealColumns(
            who, where, 7e5 + np.arange(len(rows), dtype=np.float64), np.zeros_like(who), np.full(len(rows), 1e6), np.zeros(len(rows))
        ),
        InvestorColumns(np.zeros(len(investors), np.float32), namesakes(investors)),
    )  # fmt: skip


def asked(history, company, *backers):
    query = DealQuery(company, 7.1e5, 0, 1e6, 1.0, np.array(backers, np.int64))
    return WeighedDeals(history, DealLikeness.zero(), query)


def test_who_bears_a_backers_name_or_backed_the_company_under_another_is_told_apart(history):
    said = query_features(asked(history, 0, 0), np.arange(history.n))[:, NAMESAKE]

    assert said[1] == pytest.approx(history.investors.namesakes.of(0)[1][0])
    assert said[2] == pytest.approx(history.companies.namesakes.of(0)[1][0])
    assert np.flatnonzero(said).tolist() == [1, 2]
    assert not query_features(asked(history, 5), np.arange(history.n))[:, NAMESAKE].any()


def test_namesakes_are_in_the_pool_however_unlike_their_deals(history):
    everyone = np.ones(history.n, bool)
    weighed = asked(history, 0, 0)
    weighed.share = np.where(np.isin(np.arange(history.n), [1, 2]), 0.0, 0.1).astype(np.float32)
    everyone[0] = False

    assert {1, 2} <= set(weighed.pool(4, everyone).tolist())


def test_the_company_of_which_nothing_is_known_has_no_namesakes(history):
    unknown = dataclasses.replace(asked(history, 0).query, company=len(history.companies.ids))

    assert not history.namesakes(unknown).any()
