"""What is proven about a plan, in words and numbers, and how the solve went as a picture with its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models.entities.plans import Plan, PlanStatus, Step
from web import formats
from web.formats import in_a_row
from web.i18n import gettext, ngettext

# Smaller gaps, in per cent, are rounding.
_NO_GAP = 0.0005
_WIDTH, _HEIGHT = 320.0, 120.0
_MOST_ROWS = 12
_STROKE = 24.0


def gap_of(value: float, bound: float) -> float:
    """How far below the bound a value is, in per cent of the bound."""
    return max(0.0, (bound - value) / bound * 100) if bound > 0 else 0.0


def certificate(plan: Plan) -> str:
    """What is proven about a plan, in a few words; what happened since the solve is told beside it."""
    if plan.value is None:
        return ""
    if plan.status is PlanStatus.SOLVING:
        return _proven(plan.value, plan.bound)
    since = since_solved(plan)
    if not since:
        return _proven(plan.value, plan.bound)
    solved = plan.value if plan.solved_value is None else plan.solved_value
    return gettext(
        "Value %(value)s now. When solved: %(proof)s. Since then %(since)s",
        value=formats.number(plan.standing_value),
        proof=_lower(_proven(solved, plan.bound)),
        since=in_a_row(since),
    )


def since_solved(plan: Plan) -> list[str]:
    """What happened to a plan since it was solved; nothing for one that stands as it was proven."""
    since = []
    if plan.n_edits:
        since.append(ngettext("%(num)s correction by hand", "%(num)s corrections by hand", plan.n_edits))
    if plan.n_declined:
        since.append(ngettext("%(num)s meeting fell away", "%(num)s meetings fell away", plan.n_declined))
    if plan.answers_moved and plan.status in (PlanStatus.DRAFT, PlanStatus.RELEASED):
        since.append(gettext("people changed their answers"))
    return since


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _proven(value: float, bound: float | None) -> str:
    if bound is None:
        return gettext("Value %(value)s", value=formats.number(value))
    gap = gap_of(value, bound)
    if gap <= _NO_GAP:
        return gettext("Value %(value)s, proven the best there is", value=formats.number(value))
    return gettext(
        "Value %(value)s, proven within %(gap)s %% of the best",
        value=formats.number(value),
        gap=formats.number(gap, 2),
    )


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """The certificate in numbers and words; the programme's part is in `programme`."""

    facts: list[tuple[str, str]]
    meaning: str
    since: str
    programme: dict[str, Any]


def certificate_card(plan: Plan) -> CertificateCard | None:
    """The certificate of a plan that was solved."""
    if plan.value is None:
        return None
    solved = plan.value if plan.solved_value is None else plan.solved_value
    since = since_solved(plan)
    facts = []
    if since:
        facts.append((gettext("Value now"), formats.number(plan.standing_value, 1)))
    facts.append((gettext("Value when solved") if since else gettext("Value"), formats.number(solved, 1)))
    if plan.bound is not None:
        gap = gap_of(solved, plan.bound)
        facts += [
            (gettext("Proven bound"), formats.number(plan.bound, 1)),
            (
                gettext("Gap"),
                gettext("%(gap)s %% below the bound", gap=formats.number(gap, 3))
                if gap > _NO_GAP
                else gettext("none: optimal"),
            ),
        ]
    if plan.solved_seconds is not None:
        facts.append(
            (
                gettext("Solved in"),
                gettext(
                    "%(seconds)s s of at most %(most)s s",
                    seconds=formats.number(plan.solved_seconds, 1),
                    most=formats.number(plan.seconds),
                ),
            )
        )
    return CertificateCard(facts, _meaning(plan, solved), in_a_row(since), plan.programme)


def _meaning(plan: Plan, solved: float) -> str:
    if plan.bound is None:
        return gettext("No bound was proven.")
    if plan.move_price is not None:
        return gettext(
            "Planned around version %(n)s: its bound does not count what keeping places is worth.",
            n=plan.former_version or "?",
        )
    if gap_of(solved, plan.bound) <= _NO_GAP:
        return gettext(
            "No plan of these meetings that leaves as few people short of their minimum is worth more."
        )
    return gettext(
        "No plan that leaves as few people short of their minimum is worth more than the bound; "
        "the best plan lies between the two."
    )


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One step of a solve in words."""

    seconds: str
    value: str
    bound: str
    gap: str
    n_meetings: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Value rising and bound falling over the seconds, as two lines of an SVG."""

    value_points: str
    bound_points: str
    rows: list[PlotRow]
    seconds: str
    low: str
    high: str


def plot(steps: Sequence[Step]) -> Plot | None:
    """The picture of a solve; none before its first step."""
    if not steps:
        return None
    bounds = [s.bound for s in steps if s.bound is not None]
    low, high = min(s.value for s in steps), max([s.value for s in steps] + bounds)
    if high == low:
        # A line in the middle.
        low, high = low - 1, high + 1
    last = max(s.seconds for s in steps) or 1.0

    def points(series: Iterable[tuple[float, float]]) -> str:
        found: list[str] = []
        before: float | None = None
        for seconds, height in series:
            x, y = seconds / last * _WIDTH, (high - height) / (high - low) * _HEIGHT
            if before is not None:
                # What was found holds until something better is.
                found.append(f"{x:.1f},{before:.1f}")
            found.append(f"{x:.1f},{y:.1f}")
            before = y
        if len(found) == 1 and before is not None:
            # One step alone is a short stroke, where it was found.
            x = float(found[0].split(",")[0])
            found.insert(0, f"{max(0.0, x - _STROKE):.1f},{before:.1f}")
        return " ".join(found)

    return Plot(
        points((s.seconds, s.value) for s in steps),
        points((s.seconds, s.bound) for s in steps if s.bound is not None),
        [_row(s) for s in _thinned(steps)],
        formats.number(last, 1),
        formats.number(low),
        formats.number(high),
    )


def _row(step: Step) -> PlotRow:
    return PlotRow(
        formats.number(step.seconds, 1),
        formats.number(step.value, 1),
        "–" if step.bound is None else formats.number(step.bound, 1),
        "–" if step.bound is None else formats.number(gap_of(step.value, step.bound), 3),
        formats.number(step.n_meetings),
    )


def _thinned(steps: Sequence[Step]) -> list[Step]:
    """A dozen rows at most, the first and the last among them."""
    if len(steps) <= _MOST_ROWS:
        return list(steps)
    chosen = sorted({round(i * (len(steps) - 1) / (_MOST_ROWS - 1)) for i in range(_MOST_ROWS)})
    return [steps[i] for i in chosen]
