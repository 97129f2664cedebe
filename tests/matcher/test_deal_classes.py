"""Classes of deals and questions, by hand."""

from datetime import date

import numpy as np
import pytest

from matcher.deal_classes import question_classes
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery
from tests.matcher.nameless import nameless, strangers

NOBODY = np.zeros(0, np.int64)


def day(year, month, number):
    return float(date(year, month, number).toordinal())


@pytest.fixture(scope="module")
def history():
    """Company 0 had two rounds, of two investors and of one; investor 0 funded three companies in a day."""
    deals = [
        (0, 0, day(2010, 5, 4), 1e6),
        (1, 0, day(2010, 5, 4), 1e6),
        (2, 0, day(2012, 1, 1), 3e6),
        (0, 1, day(2010, 5, 4), np.nan),
        (0, 2, day(2010, 5, 4), 2e6),
        (2, 2, day(2012, 3, 1), 2e6),
    ]
    investor, company, when, amount = (np.array(column) for column in zip(*deals, strict=True))
    companies = CompanyColumns(
        ids=("a", "b", "c"),
        sectors=np.array([[1, 0], [0, 1], [1, 0], [0, 0]], np.float32),
        text=np.zeros((4, 2), np.float32),
        places=np.array([[0, 0, 0, 0], [0, 1, -1, -1], [1, -1, -1, -1], [-1, -1, -1, -1]]),
        founded=np.array([2009.3, np.nan, 2001.3, np.nan]),
        namesakes=strangers(3),
    )
    columns = DealColumns(investor, company, when, np.array([1, 1, -1, 0, 0, 2]), amount, np.zeros(6))
    return DealHistory(companies, columns, nameless(3, np.array([0.0, 1.0, 0.0], np.float32)))


def of_deals(history, codes):
    """Codes by (investor, company)."""
    pairs = zip(history.investor.tolist(), history.company.tolist(), strict=True)
    return dict(zip(pairs, codes.tolist(), strict=True))


def test_classes_of_a_history_count_syndicates_batches_and_the_last_year(history):
    classes = {name: of_deals(history, codes) for name, codes in history.classes.items()}

    assert [classes["syndicate"][0, company] for company in (0, 1, 2)] == [2, 0, 1]
    assert (classes["together"][1, 0], classes["together"][2, 0]) == (1, 0)
    assert (classes["same_day"][0, 1], classes["same_day"][1, 0]) == (2, 0)
    assert (classes["recent"][2, 0], classes["recent"][0, 0]) == (2, 0)
    assert (classes["count"][0, 0], classes["count"][1, 0]) == (2, 0)
    assert (classes["person"][1, 0], classes["person"][0, 0]) == (1, 0)
    assert (classes["round"][2, 0], classes["round"][0, 0]) == (0, 2)


def test_classes_tell_days_known_only_to_the_year_or_the_month(history):
    dated = of_deals(history, history.classes["dated"])

    assert (dated[2, 0], dated[2, 2], dated[0, 0]) == (0, 1, 2)


def test_classes_of_a_question_compare_it_with_each_deal(history):
    asked = question_classes(history, DealQuery(0, day(2012, 6, 1), 2, 1e6, 9.0, np.array([1])))
    place, amount, ties = (of_deals(history, asked[name]) for name in ("place", "amount", "ties"))

    # The same city; the same country alone; another country.
    assert (place[0, 0], place[0, 1], place[0, 2]) == (4, 1, 0)
    # Equal, not known, and twice as much.
    assert (amount[0, 0], amount[0, 1], amount[0, 2]) == (9, 20, 13)
    # Investor 1 is in already: 0 and 2 shared its company, 2 came after it.
    assert (ties[0, 1], ties[2, 2]) == (4 + 12, 8 + 12)
    assert (asked["asked_round"], asked["asked_previous"], asked["asked_dated"]) == (3, 4, 1)


def test_a_deal_s_class_of_whom_it_draws_rises_with_how_alike_its_round_is(history):
    query = DealQuery(0, day(2012, 6, 1), 2, 1e6, 9.0, np.array([1]))
    alike = history.drawn_like(query)[history.past.of_deal]

    drawn = question_classes(history, query)["drawn"]

    order = np.argsort(alike)
    assert (np.diff(drawn[order]) >= 0).all()
    assert drawn[order[-1]] > drawn[order[0]]


def test_classes_of_a_question_of_which_nothing_is_known(history):
    asked = question_classes(history, DealQuery(3, day(2012, 6, 2), -1, float("nan"), float("nan"), NOBODY))

    assert set(asked["place"].tolist()) == {6}
    assert set(asked["sector"].tolist()) == {0}
    assert of_deals(history, asked["amount"])[0, 1] == 21
    assert (asked["asked_round"], asked["asked_previous"], asked["asked_amount"]) == (0, 0, 6)
