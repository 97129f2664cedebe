"""What was learned survives being put away, to the byte and to the last place of a list."""

import numpy as np
import pytest

from matcher.features import FEATURES, RankingProblem
from matcher.learned import LearnedRanker, LinearStage
from matcher.network import Network
from matcher.ranking import NotFittedError, WeightedRanker, rank
from matcher.saved import pack, unpack
from matcher.trees import TreeEnsemble


def problem(n=12):
    X = np.random.default_rng(3).normal(size=(n, len(FEATURES)))
    X[X > 1.4] = np.nan
    ids = tuple(f"i{k}" for k in range(n))
    return RankingProblem(ids=ids, X=X, names=FEATURES, open=np.ones(n, bool), providers=ids)


def test_unpack_of_a_packed_ranker_makes_the_same_list():
    ranker = WeightedRanker(
        provider_weights={"text.whole": 0.7, "amount.range": 1 / 3},
        name="weights-4",
        deviations={"i3": {"amount.range": 0.25}},
    )

    again = unpack(pack(ranker))

    assert rank(again, problem()) == rank(ranker, problem())
    assert pack(again) == pack(ranker)
    assert again.name == "weights-4"


def test_unpack_of_packed_trees_gives_the_trees():
    n = len(FEATURES)
    stage = LinearStage(np.zeros(n, bool), np.zeros(n), np.ones(n), np.ones(n))
    ranker = LearnedRanker(names=FEATURES, linear=stage, trees=TreeEnsemble([], n), name="trees-2")

    again = unpack(pack(ranker))

    assert isinstance(again, LearnedRanker)
    assert (again.name, again.names, again.network) == ("trees-2", FEATURES, None)


def test_unpack_of_a_packed_network_makes_the_same_list():
    n, rng = len(FEATURES), np.random.default_rng(0)
    stage = LinearStage(np.zeros(n, bool), np.zeros(n), np.ones(n), np.zeros(n))
    network = Network(*(rng.normal(size=shape) for shape in ((n, 4), 4, (4, 3), 3, 3)))
    ranker = LearnedRanker(names=FEATURES, linear=stage, trees=TreeEnsemble([], n), network=network)

    again = unpack(pack(ranker))

    assert rank(again, problem()) == rank(ranker, problem())
    assert len({one.score for one in rank(again, problem())}) == 12


@pytest.mark.parametrize(
    "content", [b"", b"nothing", pack(WeightedRanker())[:80]], ids=["empty", "words", "cut"]
)
def test_unpack_of_other_bytes_is_refused(content):
    with pytest.raises(NotFittedError):
        unpack(content)
