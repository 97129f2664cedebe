"""When a solver stops: wall time on a clock that was passed in, an amount of work, or on demand."""

from collections.abc import Callable
from dataclasses import dataclass


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

    def over(self, work: int) -> bool:
        """True when the search has to end."""
        if self.work is not None and work >= self.work:
            return True
        return self.left() <= 0 or (self.stop is not None and self.stop())
