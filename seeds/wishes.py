"""Wishes for the events of today and to come: how they work, what each side says, what was promised."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from pathlib import Path

from models.entities.vocabulary import Answer
from models.entities.wishes import PromiseKind, WishKind, WishTerms
from seeds.stage import Calendar, Script, Stage, number
from seeds.texts import Record, Texts
from web.services.participation import list_participations
from web.services.promises import give_word, open_event_wishes, set_wish_terms
from web.services.wishes import seen_partners, set_wishes

_WORLD = Path(__file__).parent / "world"
# Before the plan is made; for an event that is not planned yet the day before loading.
_DAYS_BEFORE = 7
_MUSTS, _LIKES = 2, 4


def write_wishes(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Terms, then each side's wishes, then the organiser's promises."""
    for wished in json.loads((_WORLD / "wishes.json").read_text(encoding="utf-8")):
        key = wished["event"]
        event = texts.events[key]
        day = min(event["days_from_today"] - _DAYS_BEFORE, -1)
        organiser = f"{event['organiser']}-1"
        script.add(_at(days, day, "23:00"), partial(_set_terms, stage, wished, organiser))
        for side, invited in (("founder", event["pitches"]), ("provider", event["providers"])):
            for who in invited:
                script.add(_at(days, day, "23:10"), partial(_wish, stage, key, side, who))
        for promise in wished["promises"]:
            script.add(_at(days, day, "23:20"), partial(_promise, stage, key, promise, organiser))


def _at(days: Calendar, day: int, time: str) -> datetime:
    return min(days.local(day, time), days.now)


async def _set_terms(stage: Stage, wished: Record, organiser: str) -> None:
    await set_wish_terms(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(organiser),
        event_id=stage.event[wished["event"]],
        terms=WishTerms(wished["most_must"], wished["most_like"], None, wished["n_interpreters"]),
    )


async def _wish(stage: Stage, key: str, side: str, who: str) -> None:
    """Two musts and a few likes of those whom they see; a provider is not for everybody."""
    viewer = await stage.viewer(who)
    mine = next(
        p.participant
        for p in await list_participations(stage.db, viewer=viewer, side=side)
        if p.event.id == stage.event[key]
    )
    if mine.answer is not Answer.ACCEPTED:
        return
    partners = await seen_partners(stage.db, viewer=viewer, participant_id=mine.id)
    drawn = sorted(partners, key=lambda p: (number(f"{key} {who} {p.name}", 1000), p.id))
    kinds = [WishKind.MUST] * _MUSTS + [WishKind.LIKE] * _LIKES
    wishes: dict[int, WishKind] = {p.id: kind for p, kind in zip(drawn, kinds, strict=False)}
    if side == "provider" and len(drawn) > len(kinds) and number(f"{key} {who} says no", 3) == 0:
        wishes[drawn[-1].id] = WishKind.NO
    await set_wishes(stage.db, stage.clock, viewer=viewer, participant_id=mine.id, wishes=wishes)


async def _promise(stage: Stage, key: str, promise: Record, organiser: str) -> None:
    viewer = await stage.viewer(organiser)
    found = await open_event_wishes(stage.db, viewer=viewer, event_id=stage.event[key])
    founder = next(p for p in found.founders if p.pitch_id == stage.pitch[promise["pitch"]])
    provider = next(p for p in found.providers if p.organisation_id == stage.body[promise["provider"]])
    await give_word(
        stage.db,
        stage.clock,
        viewer=viewer,
        event_id=stage.event[key],
        founder_id=founder.id,
        provider_id=provider.id,
        kind=PromiseKind.PROMISED,
        reason=promise["reason"][viewer.locale],
    )
