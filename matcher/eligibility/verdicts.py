"""Pass, fail or unknown: Kleene's three-valued logic, in which unknown is never a pass."""

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never


class Verdict(StrEnum):
    """What a condition, or a whole rule, says of a case."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


def verdict_of(holds: bool | None) -> Verdict:  # noqa: FBT001 - it is the sentence's subject
    """The verdict of something that holds, does not, or is not known (None)."""
    if holds is None:
        return Verdict.UNKNOWN
    return Verdict.PASS if holds else Verdict.FAIL


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Fail when one fails, pass when all pass (none at all passes), else unknown."""
    given = set(verdicts)
    if Verdict.FAIL in given:
        return Verdict.FAIL
    return Verdict.UNKNOWN if Verdict.UNKNOWN in given else Verdict.PASS


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Pass when one passes, fail when all fail (none at all fails), else unknown."""
    given = set(verdicts)
    if Verdict.PASS in given:
        return Verdict.PASS
    return Verdict.UNKNOWN if Verdict.UNKNOWN in given else Verdict.FAIL


def negated(verdict: Verdict) -> Verdict:
    """Pass for fail and fail for pass; what is not known stays so."""
    match verdict:
        case Verdict.PASS:
            return Verdict.FAIL
        case Verdict.FAIL:
            return Verdict.PASS
        case Verdict.UNKNOWN:
            return Verdict.UNKNOWN
        case _:
            assert_never(verdict)
