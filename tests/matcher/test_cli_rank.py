"""The commands over files: a tiny made-up folder, gates, broken input, same bytes."""

import gzip
import json
from typing import Any

import pytest

from matcher.__main__ import main

COMPANIES = [
    {
        "id": "c1",
        "text": "桃子傍晚就烂了，我们把预冷箱拖到果园。",
        "language": "zh",
        "stage": "seed",
        "instrument": "equity",
        "amount": 3000,
        "nobody_knows": 1,
    },
    {"id": "c2"},
    {"id": "c3", "name": "Sun", "text": "Sun: Solar", "sectors": ["Solar"], "country": "CHN"},
]
INVESTORS = [
    {
        "id": "i1",
        "text": "Field-side cooling for peaches.",
        "language": "en",
        "stages": ["seed"],
        "instruments": ["equity"],
        "amount_min": 1000,
        "amount_max": 9000,
    },
    {
        "id": "i2",
        "text": "果园预冷。",
        "language": "zh",
        "stages": ["a"],
        "instruments": ["loan"],
        "amount_min": 5000,
        "amount_max": None,
    },
    {"id": "i3", "country": None},
]
HISTORY = [
    {"investor": "i3", "company": "c3", "date": "2020-01-01", "round": "seed", "amount": 100},
    {"investor": "i1", "company": "c3", "date": None, "round": None, "amount": None},
]
QUERIES: list[dict[str, Any]] = [
    {
        "company": "c1",
        "date": "2021-01-01",
        "round": None,
        "amount": 3000,
        "previous_rounds": 0,
        "investors": ["i1"],
        "grades": {"i1": 3},
        "excluded": {},
    },
    {"company": "c3", "date": "2021-01-01", "investors": ["i2"], "grades": {}},
    {"company": "c2"},
]


def write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "companies.jsonl.gz", COMPANIES)
    write(tmp_path / "investors.jsonl.gz", INVESTORS)
    write(tmp_path / "history.jsonl.gz", HISTORY)
    write(tmp_path / "queries.jsonl.gz", QUERIES)
    return tmp_path


def rank(folder, *options, out="out.jsonl"):
    code = main(
        ["rank", "--data", str(folder), "--queries", str(folder / "queries.jsonl.gz"),
         "--out", str(folder / out), "--model", "hashing", *options]
    )  # fmt: skip
    path = folder / out
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return code, [json.loads(line) for line in lines]


def test_rank_answers_each_query_in_order(folder, capsys):
    code, answers = rank(folder)

    assert code == 0
    assert [answer["company"] for answer in answers] == ["c1", "c3", "c2"]
    assert set(answers[0]) == {"company", "investors", "excluded"}
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("queries 3, candidates 3, fit ")


def test_rank_names_who_is_shut_out_and_by_what(folder):
    _, answers = rank(folder)

    assert answers[0]["excluded"] == {"i2": ["stage", "instrument", "amount"]}
    assert set(answers[0]["investors"]) == {"i1", "i3"}


def test_rank_strikes_backers_before_the_cut(folder):
    _, answers = rank(folder, "--top", "1")

    assert answers[1]["investors"] == ["i2"]
    assert answers[1]["excluded"] == {}


def test_rank_explained_parts_add_up(folder):
    _, answers = rank(folder, "--explain")

    for answer in answers:
        assert len(answer["scores"]) == len(answer["investors"]) == len(answer["reasons"])
        for score, reasons in zip(answer["scores"], answer["reasons"], strict=True):
            assert sum(reason["weight"] for reason in reasons) == pytest.approx(score, abs=1e-6)


def test_rank_same_input_gives_the_same_bytes(folder):
    rank(folder, "--explain", out="one")
    rank(folder, "--explain", out="two")

    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()


def test_rank_does_not_read_the_truth(folder):
    _, before = rank(folder)
    bare = [{k: v for k, v in q.items() if k not in {"investors", "grades", "excluded"}} for q in QUERIES]
    write(folder / "queries.jsonl.gz", bare)
    _, after = rank(folder)

    assert before == after


def test_rank_ignores_deals_of_the_query_s_day_and_later(folder):
    _, before = rank(folder)
    later = {"investor": "i2", "company": "c3", "date": "2021-01-01", "round": "a", "amount": 5}
    write(folder / "history.jsonl.gz", [*HISTORY, later])
    _, after = rank(folder)

    assert before == after


def test_rank_without_history_ranks_by_text(folder):
    write(folder / "history.jsonl.gz", [])

    code, answers = rank(folder)

    assert code == 0
    assert answers[0]["investors"][0] == "i1"


def test_rank_without_amount_forgets_the_query_s(folder):
    write(folder / "companies.jsonl.gz", [{"id": "c1"}, *COMPANIES[1:]])

    _, with_amount = rank(folder)
    _, without = rank(folder, "--without", "round,amount")

    assert with_amount[0]["excluded"] == {"i2": ["amount"]}
    assert without[0]["excluded"] == {}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("companies.jsonl.gz", b'{"id": "c1"}\n{"id": 5}\n', "line 2, id:"),
        ("companies.jsonl.gz", b'{"id": "c1"}\n{"id": "c1"}\n', "line 2, id:"),
        ("investors.jsonl.gz", b'{"id": "i1", "stages": "seed"}\n', "line 1, stages:"),
        ("investors.jsonl.gz", b'{"id": "i1", "amount_min": -1}\n', "line 1, amount_min:"),
        ("history.jsonl.gz", b'{"investor": "i1"}\n', "line 1, company:"),
        ("history.jsonl.gz", b"\n[1]\n", "line 2: a JSON object"),
        ("queries.jsonl.gz", b'{"company": "c1", "date": "yesterday"}\n', "line 1, date:"),
        ("queries.jsonl.gz", b'{"company": "c1"\n', "line 1: this is no JSON"),
        ("queries.jsonl.gz", b'{"company": "\xff"}\n', "line 1: this is no UTF-8"),
    ],
)
def test_rank_broken_line_is_named_in_one_sentence(folder, capsys, name, content, told):
    (folder / name).write_bytes(gzip.compress(content))

    code, answers = rank(folder)

    error = capsys.readouterr().err
    assert (code, answers) == (2, [])
    assert error.count("\n") == 1
    assert name in error
    assert told in error


def test_rank_missing_or_truncated_file_is_named(folder, capsys):
    whole = (folder / "history.jsonl.gz").read_bytes()
    (folder / "history.jsonl.gz").write_bytes(whole[:-12])
    assert rank(folder)[0] == 2
    assert "history.jsonl.gz" in capsys.readouterr().err

    (folder / "history.jsonl.gz").unlink()
    assert rank(folder)[0] == 2
    assert "history.jsonl.gz is missing" in capsys.readouterr().err


def test_rank_failure_leaves_no_file_behind(folder):
    (folder / "companies.jsonl.gz").unlink()

    rank(folder)

    assert sorted(path.name for path in folder.iterdir()) == [
        "history.jsonl.gz", "investors.jsonl.gz", "queries.jsonl.gz",
    ]  # fmt: skip


@pytest.mark.parametrize("ranker", ["random", "popularity", "cosine", "z-sum"])
def test_rank_by_a_baseline(folder, ranker):
    code, answers = rank(folder, "--ranker", ranker, "--seed", "3")

    assert code == 0
    assert set(answers[2]["investors"]) == {"i1", "i2", "i3"}


def test_evaluate_prints_what_the_set_s_program_prints(folder, capfd):
    (folder / "evaluate.py").write_text(
        "import sys\ndef main():\n    print('scored', len(sys.argv))\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    (folder / "p.jsonl").write_text('{"company": "c1", "investors": []}\n')

    assert main(["evaluate", str(folder), str(folder / "p.jsonl")]) == 0
    assert capfd.readouterr().out == "scored 3\n"


def test_evaluate_broken_predictions_are_named(folder, capsys):
    (folder / "evaluate.py").write_text("print(1)\n")
    (folder / "p.jsonl").write_text('{"company": "c1", "investors": 5}\n')

    assert main(["evaluate", str(folder), str(folder / "p.jsonl")]) == 2
    assert "line 1, investors" in capsys.readouterr().err


def test_evaluate_without_a_program_says_so(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path), str(tmp_path / "p")]) == 2
    assert "no evaluate.py" in capsys.readouterr().err
