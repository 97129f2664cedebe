"""A made-up folder of deals as the command line reads it: enough history to learn from."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

SECTORS = ("Software", "Biotechnology", "Solar", "Logistics", "Games", "Education")
COUNTRIES = ("CHN", "USA", "GBR")
ROUNDS = ("seed", "a", "b", None)


def write_folder(folder: Path, *, n_companies: int, n_investors: int, n_queries: int, seed: int = 0) -> Path:
    """Companies, investors and deals in which investors keep to sectors and places; the queries' file."""
    random = np.random.default_rng(seed)
    last = date(2020, 1, 1)
    companies: list[dict[str, Any]] = []
    for number in range(n_companies):
        name, sector = f"Company {number}", str(random.choice(SECTORS))
        companies.append(
            {
                "id": f"c{number}",
                "name": name,
                "text": f"{name}: {sector}",
                "sectors": [sector],
                "country": str(random.choice(COUNTRIES)),
                "founded": int(random.integers(2005, 2018)),
            }
        )
    tastes = random.integers(0, len(SECTORS), n_investors)
    homes = random.integers(0, len(COUNTRIES), n_investors)
    investors = [{"id": f"i{number}", "name": f"Fund {number}"} for number in range(n_investors)]
    history = []
    for company in companies:
        taste, home = SECTORS.index(company["sectors"][0]), COUNTRIES.index(company["country"])
        weight = 0.02 + (tastes == taste) + (homes == home)
        day = last - timedelta(days=int(random.integers(1, 1500)))
        for _ in range(int(random.integers(1, 3))):
            kind = ROUNDS[int(random.integers(len(ROUNDS)))]
            amount = float(random.integers(10, 500)) * 10_000
            backers = random.choice(n_investors, 2, replace=False, p=weight / weight.sum())
            deal = {"company": company["id"], "date": day.isoformat(), "round": kind, "amount": amount}
            history += [{"investor": f"i{backer}", **deal} for backer in backers]
            day = min(day + timedelta(days=int(random.integers(100, 500))), last - timedelta(days=1))
    asked = random.choice(n_companies, n_queries, replace=False)
    queries = [
        {"company": f"c{number}", "date": last.isoformat(), "round": "a", "amount": 900_000.0}
        for number in asked
    ]
    for name, rows in (
        ("companies", companies),
        ("investors", investors),
        ("history", history),
        ("queries", queries),
    ):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder / "queries.jsonl.gz"
