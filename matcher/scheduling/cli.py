"""The commands `meetings` and `programme`: files in, files out, progress on standard error."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matcher.scheduling.forms import format_plan, parse_plan, parse_problem, plain, read_json
from matcher.scheduling.problem import BadForm, Contradiction, Progress

_MARGIN = 0.6  # seconds kept for writing the plan and leaving
_SLACK = 0.03  # of the seconds, for a solver that looks at its clock late


def process_seconds() -> float:
    """Seconds since this process began, so that `--seconds` means what a user's watch shows."""
    try:
        ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        up = float(Path("/proc/uptime").read_text().split()[0])
        return max(0.0, up - ticks / os.sysconf("SC_CLK_TCK"))
    except (OSError, ValueError, IndexError):
        return time.process_time()


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e7:
        raise argparse.ArgumentTypeError("a positive number is wanted")
    return number


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a whole number from 0 is wanted")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError("a share from 0 and below 1 is wanted")
    return number


def _price(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1e12:
        raise argparse.ArgumentTypeError("a number from 0 is wanted")
    return number


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="where the plan goes")
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--seconds", type=_positive, help="wall time for the whole command (60)")
    limit.add_argument("--work", type=_whole, help="parts to solve instead: same plan each time")
    parser.add_argument("--seed", type=_whole, default=0)


def add_meetings_parser(subparsers: Any) -> None:
    """Add `meetings` to the command line."""
    parser = subparsers.add_parser("meetings", help="plan one-to-one meetings")
    parser.add_argument("problem", type=Path, help="the problem as JSON")
    _common(parser)
    parser.add_argument("--previous", type=Path, help="a plan to stay close to")
    parser.add_argument("--move-price", type=_price, help="value that a move must gain")
    parser.add_argument("--tidy", type=_share, default=0.0, help="share of value for tidiness")
    parser.set_defaults(func=run_meetings)


def add_programme_parser(subparsers: Any) -> None:
    """Add `programme` to the command line."""
    parser = subparsers.add_parser("programme", help="plan a roadshow programme")
    parser.add_argument("problem", type=Path, help="a CoSPLib workbook or the problem as JSON")
    _common(parser)
    parser.set_defaults(func=run_programme)


def tell(message: str) -> None:
    """One line on standard error."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def _guarded(path: Path, run: Callable[[], int]) -> int:
    """Run a command and turn what can go wrong into one sentence and an exit code."""
    try:
        return run()
    except BadForm as error:
        tell(f"{path}: {error}")
        return 2
    except OSError as error:
        tell(f"{error.filename or path}: {error.strerror or error}")
        return 2
    except Contradiction as error:
        tell(f"{path}: no plan can keep all of this: {error}")
        return 3


def _read(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadForm(f"not UTF-8 text (byte {error.start})") from None
    return read_json(text)


def write_whole(path: Path, data: Any) -> None:
    """Write JSON so that the file is there whole or not at all."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.umask(mask := os.umask(0))
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _seconds(args: argparse.Namespace) -> float | None:
    """What is left of `--seconds` for the solver."""
    if args.work is not None:
        return None
    seconds = args.seconds or 60.0
    return max(0.001, seconds - max(_MARGIN, _SLACK * seconds) - process_seconds())


def run_meetings(args: argparse.Namespace) -> int:
    """Plan meetings from a file; the exit code."""
    return _guarded(args.problem, lambda: _meetings(args))


def _meetings(args: argparse.Namespace) -> int:
    from matcher.scheduling.meetings import solve_meetings

    problem = parse_problem(_read(args.problem))
    previous = None
    if args.previous is not None:
        try:
            previous = parse_plan(_read(args.previous))
        except BadForm as error:
            raise BadForm(f"{args.previous}: {error}") from None

    def show(at: Progress) -> None:
        bound = "none" if at.bound is None else f"{plain(at.bound)}"
        tell(
            f"{process_seconds():.2f} s  work {at.work}  value {plain(at.value)}  bound {bound}  "
            f"required missed {at.required_missed}  below minimum {at.below_minimum}"
        )

    plan = solve_meetings(
        problem,
        seconds=_seconds(args),
        work=args.work,
        seed=args.seed,
        previous=previous,
        move_price=args.move_price,
        tidy=args.tidy,
        on_progress=show,
    )
    write_whole(args.out, format_plan(plan))
    bound = "none" if plan.bound is None else f"{plain(plan.bound)}"
    tell(
        f"{process_seconds():.2f} s  {plan.status.value}: value {plain(plan.value)}, bound {bound}, "
        f"{len(plan.meetings)} meetings"
    )
    return 0


def run_programme(args: argparse.Namespace) -> int:
    """Plan a programme from a file; the exit code."""
    return _guarded(args.problem, lambda: _programme(args))


def _programme(args: argparse.Namespace) -> int:
    from matcher.scheduling.programme import solve_programme
    from matcher.scheduling.programme_forms import format_programme, parse_programme
    from matcher.scheduling.programme_problem import ProgrammeProgress
    from matcher.scheduling.workbook import is_workbook, read_workbook

    if is_workbook(args.problem):
        problem = read_workbook(args.problem)
    else:
        problem = parse_programme(_read(args.problem))

    def show(at: ProgrammeProgress) -> None:
        bound = "none" if at.bound is None else f"{plain(at.bound)}"
        tell(f"{process_seconds():.2f} s  score {plain(at.score)}  bound {bound}")

    plan = solve_programme(problem, seconds=_seconds(args), work=args.work, seed=args.seed, on_progress=show)
    write_whole(args.out, format_programme(plan))
    bound = "none" if plan.bound is None else f"{plain(plan.bound)}"
    tell(f"{process_seconds():.2f} s  {plan.status.value}: score {plain(plan.score)}, bound {bound}")
    return 0
