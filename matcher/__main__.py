"""The room's command line over files: a thin dispatcher. The work is in `cli_rank` and `scheduling`.

Each subcommand's modules are imported only when that subcommand is chosen, so that ranking does
not pay for a solver nor a solver for a model.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

# subcommand -> (module, function that adds its parser, one line for --help)
_COMMANDS = {
    "rank": ("matcher.cli_rank", "add_rank_parser", "rank investors for the companies of a file"),
    "evaluate": ("matcher.cli_rank", "add_evaluate_parser", "score predictions against the truth"),
    "meetings": ("matcher.scheduling.cli", "add_meetings_parser", "plan one-to-one meetings"),
    "programme": ("matcher.scheduling.cli", "add_programme_parser", "plan a roadshow programme"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments after the program's name; `sys.argv[1:]` when left out.

    Returns
    -------
    int
        0 done, 2 wrong usage or broken input, 3 a problem without a solution.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="python -m matcher", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    for name, (module, function, help_line) in _COMMANDS.items():
        if name == chosen:
            getattr(importlib.import_module(module), function)(subparsers)
        else:
            subparsers.add_parser(name, help=help_line)
    args = parser.parse_args(arguments)
    return int(args.func(args))


if __name__ == "__main__":
    sys.exit(main())
