"""The programme on stage in words: what is proven of it, and what it costs whom."""

from __future__ import annotations

from dataclasses import dataclass

from web import formats
from web.i18n import gettext, ngettext
from web.services.plan_board import Board
from web.services.stage import StageFact, stage_facts

_EPS = 1e-6
_SHOWN = 4  # lines; the others open on demand


@dataclass(frozen=True, slots=True)
class StageCard:
    """Part of `events/plan.html`: proof of the solved programme, costs of the one that stands."""

    proof: str
    lines: list[str]
    more: list[str]


def stage_card(board: Board) -> StageCard | None:
    """What is known of the programme; none before pitches stand in it."""
    if not board.contents.pitches:
        return None
    zone = board.facts.event.timezone
    lines = [_line(fact, zone) for fact in stage_facts(board.facts, board.contents)]
    if not lines:
        lines = [gettext("Nobody would have to be in two rooms at once, and every topic stays together.")]
    return StageCard(_proof(board), lines[:_SHOWN], lines[_SHOWN:])


def _proof(board: Board) -> str:
    programme = board.plan.programme
    score, bound = programme.get("score"), programme.get("bound")
    if score is None:
        return ""
    if bound is not None and bound > score - _EPS:
        return gettext(
            "Score %(score)s when solved (less is better): proven, no programme does better.",
            score=formats.number(score, 2),
        )
    if bound is None or bound < _EPS:
        return gettext(
            "Score %(score)s when solved (less is better): the best programme found in its time, not proven.",
            score=formats.number(score, 2),
        )
    return gettext(
        "Score %(score)s when solved (less is better): no programme has less than %(bound)s.",
        score=formats.number(score, 2),
        bound=formats.number(bound, 2),
    )


def _line(fact: StageFact, zone: str) -> str:
    time = "" if fact.starts_at is None else formats.time(fact.starts_at, zone)
    n = fact.n
    match fact.code:
        case "presenters":
            return ngettext(
                "At %(time)s %(num)s presenter would have to be in two rooms.",
                "At %(time)s %(num)s presenters would have to be in two rooms.",
                n,
                time=time,
            )
        case "jurors":
            return ngettext(
                "At %(time)s %(num)s juror would have to be in two rooms.",
                "At %(time)s %(num)s jurors would have to be in two rooms.",
                n,
                time=time,
            )
        case "attendees":
            return ngettext(
                "At %(time)s %(num)s provider would have to be in two rooms to hear all they wish to meet.",
                "At %(time)s %(num)s providers would have to be in two rooms to hear all they wish to meet.",
                n,
                time=time,
            )
        case "parallel":
            return ngettext(
                "%(num)s time a topic runs in two rooms at once.",
                "%(num)s times a topic runs in two rooms at once.",
                n,
            )
        case "rooms_per_topic":
            return ngettext(
                "%(num)s room more than one for each topic is used.",
                "%(num)s rooms more than one for each topic are used.",
                n,
            )
        case "consecutive":
            return ngettext(
                "%(num)s topic does not run in one piece.", "%(num)s topics do not run in one piece.", n
            )
        case _:
            return ngettext(
                "%(num)s time two topics run beside each other that the same providers wish for.",
                "%(num)s times two topics run beside each other that the same providers wish for.",
                n,
            )
