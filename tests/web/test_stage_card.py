"""The card of the programme on stage: its proof and its costs in both languages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.entities.plans import PlanContents
from tests.web.services.test_stage import facts, pitched, who
from web.i18n import use_locale
from web.pages.stage import stage_card


def board(programme: dict[str, Any], contents: PlanContents) -> Any:
    people = who(10), who(11, topic="health"), who(20, "provider"), who(21, "provider")
    known = facts(*people, keen=((10, 20), (11, 20), (10, 21), (11, 21)))
    known.event.timezone = "Asia/Shanghai"  # type: ignore[misc] # stands in for an event
    return SimpleNamespace(facts=known, contents=contents, plan=SimpleNamespace(programme=programme))


TOGETHER = PlanContents((pitched(10, 1), pitched(11, 3)), ())


@pytest.mark.parametrize(
    ("locale", "proof", "line"),
    [
        (
            "en",
            "Score 2 when solved (less is better): proven, no programme does better.",
            "At 09:00 2 providers would have to be in two rooms to hear all they wish to meet.",
        ),
        (
            "zh",
            "求解时得分 2（越低越好）：已证明没有更好的安排。",
            "09:00 有 2 家资金方想见的项目同时在两个会场路演。",
        ),
    ],
)
def test_stage_card_tells_proof_and_costs(locale: str, proof: str, line: str) -> None:
    with use_locale(locale):
        card = stage_card(board({"score": 2.0, "bound": 2.0}, TOGETHER))

    assert card is not None
    assert (card.proof.replace("2.00", "2"), card.lines, card.more) == (proof, [line], [])


def test_stage_card_without_clashes_says_so_and_claims_no_proof() -> None:
    apart = PlanContents((pitched(10, 1), pitched(11, 4)), ())

    with use_locale("en"):
        card = stage_card(board({"score": 2.0, "bound": 0.0}, apart))

    assert card is not None
    assert "not proven" in card.proof
    assert card.lines == ["Nobody would have to be in two rooms at once, and every topic stays together."]


def test_stage_card_before_any_pitch_stands_is_none() -> None:
    assert stage_card(board({}, PlanContents((), ()))) is None
