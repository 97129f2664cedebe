"""What each aspect is worth on the real deals: fit again without it, compare query by query.

    python -m tests.bench.ablation [--bench FOLDER] [--every N]

An aspect is taken away with every column that speaks of it, also those that join it with others.
Prints the rows of the table in docs/matching.md as they come; some minutes an aspect.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matcher.credit import aspects_of
from matcher.deal_learning import Recipe, fit_order, samples_of
from matcher.deal_lookups import ASPECTS
from matcher.deal_world import DealModel, KnownDeals, build_deal_world
from matcher.encoding import GlossingEncoder, SentenceTransformerEncoder, bundled_model_path
from matcher.engine import Engine, n_workers
from matcher.evaluation import ndcg_at_k
from matcher.features import RankingProblem
from matcher.folder import read_folder, read_queries
from matcher.ranking import rank
from matcher.world import company_texts

_SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "bench"


def main() -> None:
    """Fit whole, then without each aspect, and say what the lists lose."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ablation", description=__doc__)
    parser.add_argument("--bench", type=Path, default=_SHARED)
    parser.add_argument("--every", type=int, default=2, help="ask each n-th question alone")
    arguments = parser.parse_args()
    folder = read_folder(arguments.bench / "matching")
    path = arguments.bench / "matching" / "dev_queries.jsonl.gz"
    rows = read_queries(path)
    encoder = GlossingEncoder(SentenceTransformerEncoder(bundled_model_path()))
    world = build_deal_world(folder, company_texts(folder, encoder))
    end = float(min(row.on for row in rows if row.on is not None).toordinal())
    recipe = Recipe()
    samples = samples_of(
        world.companies,
        world.deals,
        world.investors,
        end=end,
        run=Engine(n_workers()).run,
        n_jobs=n_workers(),
        say=print,
    )
    if samples is None:
        raise SystemExit("the history is too short to learn from")
    truths = _truths(path)
    asked = rows[:: arguments.every]
    wanted = [truths[row.company] for row in asked]
    whole_ranker = fit_order(samples, recipe, n_jobs=n_workers())
    model = DealModel(samples.history, samples.likeness, whole_ranker, recipe.drawn_from)
    known = KnownDeals(world, model, end)
    everyone = np.ones(world.n_candidates, dtype=bool)
    problems = [known.problem(world.query(row, end), everyone) for row in asked]
    whole: np.ndarray | None = None
    print("| without | columns | NDCG@100 | difference | standard error of it |\n|---|--:|--:|--:|--:|")
    for aspect in (None, *ASPECTS):
        columns = [k for k, name in enumerate(samples.names) if aspect not in aspects_of(name)]
        ranker = fit_order(samples.only(columns), recipe, n_jobs=n_workers()) if aspect else whole_ranker
        found = _figures(problems, wanted, columns, ranker)
        whole = found if whole is None else whole
        lost = found - whole
        error = lost.std(ddof=1) / np.sqrt(len(lost))
        print(
            f"| {aspect or 'nothing'} | {len(columns)} | {found.mean():.4f} | {lost.mean():+.4f} | {error:.4f} |",
            flush=True,
        )


def _figures(
    problems: Sequence[RankingProblem], wanted: Sequence[set[str]], columns: Sequence[int], ranker: object
) -> np.ndarray:
    out = []
    for problem, truth in zip(problems, wanted, strict=True):
        asked = RankingProblem(
            problem.ids, problem.X[:, columns], tuple(problem.names[c] for c in columns), problem.open
        )
        ids = [one.id for one in rank(ranker, asked, top=100, explain=False)]  # type: ignore[arg-type]
        out.append(ndcg_at_k(ids, dict.fromkeys(truth, 1.0), 100))
    return np.array(out)


def _truths(path: Path) -> dict[str, set[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {line["company"]: set(line["investors"]) for line in map(json.loads, lines)}


if __name__ == "__main__":
    main()
