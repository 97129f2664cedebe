"""When a solver stops: wall time on a clock that was passed in, an amount of work, or on demand."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
_ASK = 0.1  # seconds between two questions whether to stop


@dataclass(frozen=True)
class Limits:
    """When to stop: a deadline on `clock`, an amount of work, or when `stop` says so."""

    deadline: float | None
    work: int | None
    clock: Callable[[], float]
    stop: Callable[[], bool] | None = None

    def left(self) -> float:
        """Seconds left; endless without a deadline."""
        return float("inf") if self.deadline is None else self.deadline - self.clock()

    def over(self, work: float) -> bool:
        """True when the search has to end."""
        if self.work is not None and work >= self.work:
            return True
        return self.left() <= 0 or self.stopped()

    def stopped(self) -> bool:
        """True when somebody asks to stop."""
        return self.stop is not None and self.stop()

    def unless_stopped(self, solve: Callable[[], T]) -> T | None:
        """What `solve` gives; None as soon as somebody asks to stop.

        The solver cannot be interrupted, so it runs in a thread and is left to end by itself.
        """
        stop = self.stop
        if stop is None:
            return solve()
        found: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                found.append(solve())
            except BaseException as error:  # noqa: BLE001 - raised again below
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_ASK)
            if thread.is_alive() and stop():
                return None
        if errors:
            raise errors[0]
        return found[0]
