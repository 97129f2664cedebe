"""Plans of one-to-one meetings: a greedy plan at once, then better ones until proven or stopped."""

import time
from collections.abc import Callable, Mapping

from matcher.scheduling.board import Board, Rows, fill, to_rows
from matcher.scheduling.contradictions import check_contradictions
from matcher.scheduling.limits import Limits
from matcher.scheduling.problem import Meeting, MeetingsPlan, MeetingsProblem, Progress
from matcher.scheduling.report import cheap_bound, finish_plan

MOVE_PRICE_SHARE = 0.65
"""What moving or dropping a meeting costs by default, as a share of a meeting's mean value."""

MOVE_ALLOWANCE = 0.02
"""The share of the previous meetings that may move for less than the default price (`Search.run`)."""


def solve_meetings(
    problem: MeetingsProblem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    previous: MeetingsPlan | None = None,
    move_price: float | None = None,
    tidy: float = 0.0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> MeetingsPlan:
    """Plan the meetings of a day.

    Wanted, in this order: no hard rule broken, the most required pairs, the least sum short of
    the minima, the most value.

    Parameters
    ----------
    problem : MeetingsProblem
    seconds : float, optional
        Wall time to spend; 60 when `work` is not given either.
    work : int, optional
        Number of parts to solve instead: the same input, seed and work give the same plan.
    seed : int
        Chooses which parts are looked at.
    previous : MeetingsPlan, optional
        A plan to stay close to; its frozen meetings may not move.
    move_price : float, optional
        Value that moving or dropping a still possible meeting must gain; by default 0.65 of the
        mean value of the previous plan's meetings. With this default, up to 2 % of them may move
        for less where the plan would otherwise fall short of .995 of the bound.
    tidy : float
        Share of the value that may go for fewer idle gaps and table changes, in [0, 1).
    on_progress : callable, optional
        Called with each better plan and each better bound.
    should_stop : callable, optional
        Asked between parts.
    clock : callable
        Seconds that only rise.

    Returns
    -------
    MeetingsPlan

    Raises
    ------
    Contradiction
        When the input promises what cannot be had together.
    """
    started = clock()
    if seconds is None and work is None:
        seconds = 60.0
    limits = Limits(
        deadline=None if seconds is None else started + seconds,
        work=work,
        clock=clock,
        stop=should_stop,
    )
    before = {meeting.key: meeting for meeting in previous.meetings} if previous else {}
    check_contradictions(problem, before)
    rows = to_rows(problem)
    board = Board(rows)
    bonus = repair(board, before)
    fill(board)
    price = _price(rows, before, move_price)

    def report(slots: list[int], bound: int | None, done: int) -> None:
        if on_progress is None:
            return
        held = {rows.key[r]: slot for r, slot in enumerate(slots) if slot >= 0}
        missed, short, value = figures(rows, slots)

        def plan() -> MeetingsPlan:
            return finish_plan(rows, held, before, bound, replanned=previous is not None, least=least)

        shown = None if bound is None else bound / rows.scale
        figure = Progress(clock() - started, done, missed, short, value / rows.scale, shown, plan)
        on_progress(figure)

    bound = cheap_bound(rows)
    least: tuple[int, int] | None = None if len(rows) else figures(rows, [])[:2]
    report(board.slot, bound, 0)
    slots = board.slot
    if len(rows) and not limits.over(0):
        from matcher.scheduling.search import Search

        search = Search(board, bonus, price, limits, seed, report)
        allowance = int(MOVE_ALLOWANCE * len(before)) if move_price is None else None
        slots, bound = search.run(allowance)
        least = search.least
        from matcher.scheduling.tidy import tidy_slots

        held = {r for r, slot in enumerate(slots) if slot >= 0 and slot == bonus[r]}
        slots = tidy_slots(rows, slots, frozenset(held), limits, seed=seed, asked=tidy > 0)
    meeting = {rows.key[r]: slot for r, slot in enumerate(slots) if slot >= 0}
    return finish_plan(rows, meeting, before, bound, replanned=previous is not None, least=least)


def repair(board: Board, before: Mapping[tuple[str, str], Meeting]) -> list[int]:
    """Put a previous plan on the board as far as it still stands; where each row met, or -1.

    Frozen meetings come first and are locked. A meeting that would now break a rule is left out.
    """
    rows = board.rows
    bonus = [-1] * len(rows)
    known = [(rows.row[key], meeting) for key, meeting in before.items() if key in rows.row]
    for r, meeting in known:
        if meeting.frozen:
            board.lock(r, meeting)
            bonus[r] = meeting.slot
    known.sort(key=lambda item: (not rows.required[item[0]], -rows.worth[item[0]], item[0]))
    for r, meeting in known:
        if meeting.frozen or not rows.mask[r] >> meeting.slot & 1:
            continue
        bonus[r] = meeting.slot
        if board.options(r) >> meeting.slot & 1:
            board.put(r, meeting.slot)
    return bonus


def _price(rows: Rows, before: Mapping[tuple[str, str], Meeting], price: float | None) -> int:
    """The price per move in units of 1 / scale, 0 without a previous plan."""
    if not before:
        return 0
    if price is None:
        pairs = rows.problem.pair
        worth = [pairs[key].value for key in before if key in pairs]
        price = MOVE_PRICE_SHARE * sum(worth) / len(worth) if worth else 0.0
    return round(max(0.0, price) * rows.scale)


def figures(rows: Rows, slots: list[int]) -> tuple[int, int, int]:
    """Required pairs missed, sum short of the minima, and worth of a plan."""
    load, good = [0] * len(rows.people), [0] * len(rows.people)
    worth, missed = 0, rows.n_required_lost
    for r, slot in enumerate(slots):
        if slot < 0:
            missed += rows.required[r]
            continue
        worth += rows.worth[r]
        load[rows.founder[r]] += 1
        load[rows.investor[r]] += 1
        good[rows.founder[r]] += rows.good[r]
        good[rows.investor[r]] += rows.good[r]
    short = sum(max(0, least - got) for least, got in zip(rows.least, load, strict=True))
    for person, least in enumerate(rows.least_good):
        if least:
            short += max(0, least - good[person])
    return missed, short, worth
