"""Scheduling: one-to-one meetings and roadshow programmes. Solvers are imported by their module.

This package's own names load no solver, so that the web process can check a plan by hand
(`conflicts`, `why_not`) without paying for OR-Tools or scipy; `meetings.solve_meetings` and
`programme.solve_programme` are for the worker.
"""

from matcher.scheduling.explain import Conflict, ConflictCode, WhyNot, conflicts, why_not
from matcher.scheduling.problem import (
    BadForm,
    Blocker,
    Contradiction,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Missed,
    Pair,
    Person,
    Progress,
    Short,
    Side,
    Status,
)

__all__ = [
    "BadForm",
    "Blocker",
    "Conflict",
    "ConflictCode",
    "Contradiction",
    "Meeting",
    "MeetingsPlan",
    "MeetingsProblem",
    "Missed",
    "Pair",
    "Person",
    "Progress",
    "Short",
    "Side",
    "Status",
    "WhyNot",
    "conflicts",
    "why_not",
]
