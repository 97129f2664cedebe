"""`rank` and `evaluate` over files: thin, like a route. The world is built next door, `world`."""

import argparse
import contextlib
import json
import os
import runpy
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.encoding import (
    Encoder,
    GlossingEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    bundled_model_path,
)
from matcher.engine import EngineMissing, open_engine
from matcher.folder import BrokenInput, read_folder, read_lines, read_queries
from matcher.world import RANKERS, Answer, build_world

BROKEN = 2
FORGETTABLE = ("round", "amount")


def add_rank_parser(subparsers: Any) -> None:
    """Declare `rank` and its options."""
    parser = subparsers.add_parser("rank", help="rank investors for the companies of a file")
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    parser.add_argument("--queries", required=True, type=Path, metavar="FILE")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    parser.add_argument("--top", type=_positive, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", default="local", type=_engine_name, metavar="local|dask://HOST:PORT")
    parser.add_argument("--explain", action="store_true", help="add scores and their parts")
    parser.add_argument(
        "--without",
        type=_forgettable,
        default=frozenset(),
        metavar="round,amount",
        help="fields of queries and history to leave unread",
    )
    parser.add_argument("--ranker", choices=RANKERS, default="auto")
    parser.add_argument(
        "--model", default="bundled", help="a sentence-transformers folder, `bundled` or `hashing`"
    )
    parser.set_defaults(func=run_rank)


def add_evaluate_parser(subparsers: Any) -> None:
    """Declare `evaluate` and its options."""
    parser = subparsers.add_parser("evaluate", help="score predictions against the truth")
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("predictions", type=Path, metavar="PREDICTIONS")
    parser.set_defaults(func=run_evaluate)


def run_rank(args: argparse.Namespace) -> int:
    """Rank and write; 2 with one sentence when the input is broken."""
    try:
        folder = read_folder(args.data, without=args.without)
        queries = read_queries(args.queries, without=args.without)
        _say(f"read {len(folder.companies)} companies, {len(folder.investors)} investors")
        started = time.perf_counter()
        with open_engine(args.engine) as engine:
            world = build_world(
                folder,
                queries,
                encoder=_encoder(args.model),
                engine=engine,
                ranker=args.ranker,
                seed=args.seed,
                say=_say,
            )
            fitted = time.perf_counter()
            answers = world.answers(queries, top=args.top, explain=args.explain, engine=engine)
            with _whole_file(args.out) as file:
                for n_done, answer in enumerate(answers, start=1):
                    file.write(_line(answer, explain=args.explain))
                    if n_done % 500 == 0:
                        _say(f"ranked {n_done} of {len(queries)}")
    except (BrokenInput, EngineMissing, OSError) as error:
        _say(f"{error}")
        return BROKEN
    _say(
        f"queries {len(queries)}, candidates {len(folder.investors)}, "
        f"fit {fitted - started:.1f} s, rank {time.perf_counter() - fitted:.1f} s"
    )
    return 0


def run_evaluate(args: argparse.Namespace) -> int:
    """Print the figures of the `evaluate.py` that lies in or beside SET."""
    try:
        program = _evaluation_program(args.set)
        folder = args.set if args.set.is_dir() else args.set.parent
        _check_predictions(args.predictions)
        with _arguments([str(program), str(folder), str(args.predictions)]):
            runpy.run_path(str(program), run_name="__main__")
    except BrokenInput as error:
        _say(f"{error}")
        return BROKEN
    except SystemExit as stopped:
        # The program's own sentence, such as two predictions for one company.
        if isinstance(stopped.code, str):
            _say(stopped.code)
        return BROKEN if stopped.code else 0
    return 0


def _check_predictions(path: Path) -> None:
    """What `evaluate.py` takes for granted, so that its reader gets a sentence and no trace."""
    for line in read_lines(path):
        line.id("company")
        line.texts("investors")


def _line(answer: Answer, *, explain: bool) -> str:
    out: dict[str, Any] = {
        "company": answer.company,
        "investors": answer.ranked.ids,
        "excluded": answer.excluded,
    }
    if explain:
        out["scores"] = answer.ranked.scores.tolist()
        out["reasons"] = [
            [{"code": reason.code, "weight": reason.weight} for reason in reasons]
            for reasons in answer.ranked.reasons()
        ]
    return json.dumps(out, ensure_ascii=False) + "\n"


def _encoder(model: str) -> Encoder:
    if model == "hashing":
        return GlossingEncoder(HashingEncoder())
    path = bundled_model_path() if model == "bundled" else Path(model)
    return GlossingEncoder(SentenceTransformerEncoder(path))


def _evaluation_program(given: Path) -> Path:
    """`evaluate.py` in SET (a folder or a file in one), or beside it."""
    folder = given if given.is_dir() else given.parent
    for candidate in (folder / "evaluate.py", folder.parent / "evaluate.py"):
        if candidate.is_file():
            return candidate
    message = f"no evaluate.py in or beside {given}"
    raise BrokenInput(message)


@contextlib.contextmanager
def _whole_file(path: Path) -> Iterator[Any]:
    """A text file that appears whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    written = False
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
        # mkstemp hides the file from everyone else; the result is an ordinary one.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
        written = True
    finally:
        if not written:
            Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def _arguments(arguments: list[str]) -> Iterator[None]:
    """Another program's command line in place of ours."""
    ours = sys.argv
    sys.argv = arguments
    try:
        yield
    finally:
        sys.argv = ours


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        message = f"{text} is not 1 or more"
        raise argparse.ArgumentTypeError(message)
    return value


def _engine_name(text: str) -> str:
    if text != "local" and not text.startswith("dask://"):
        message = f"{text} is neither local nor dask://HOST:PORT"
        raise argparse.ArgumentTypeError(message)
    return text


def _forgettable(text: str) -> frozenset[str]:
    fields = frozenset(filter(None, text.split(",")))
    if not fields <= set(FORGETTABLE):
        message = f"only {', '.join(FORGETTABLE)} can be left out"
        raise argparse.ArgumentTypeError(message)
    return fields
