"""The events: set up, published, answered, planned and held as far as the day of loading has come."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

from models.entities.events import EventFacts
from models.entities.vocabulary import Answer, Attendance, EventKind
from seeds.stage import Calendar, Script, Stage, number
from seeds.texts import Record, Texts, address
from seeds.ventures import SELECTED_BEFORE
from web.services.bookings import release_plan
from web.services.comments import comment_on_pitch
from web.services.events import SlotSeries, add_slots, create_event, edit_event, open_board, publish_event
from web.services.invitations import invite_juror, invite_providers, select_pitches
from web.services.participation import (
    answer_invitation,
    answer_meeting,
    answer_pitch_slot,
    list_participations,
    open_availability,
    open_own_plan,
    set_availability,
)
from web.services.planning import request_plan, solve_pending

ZONE_NAME = "Asia/Shanghai"
# Work, not seconds: the same plan on every machine.
_WORK = 4
_PROVIDER_MEETINGS = 6
_TELL_AFTER = 3


def write_events(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """From the first draft to the plan; an event that is still to come waits for answers."""
    for key, event in texts.events.items():
        held, selected = event["days_from_today"], event["days_from_today"] - SELECTED_BEFORE[key]
        organiser = f"{event['organiser']}-1"
        script.add(days.at(selected - 8, key), partial(_create, stage, key, event, organiser, days))
        script.add(days.at(selected - 4, key), partial(_publish, stage, key, organiser))
        script.add(days.at(selected, key), partial(_invite, stage, key, event, organiser, texts))
        _write_answers(script, stage, key, event, days)
        if event["status"] != "upcoming":
            script.add(days.at(held - 6, key), partial(_plan, stage, key, organiser))
            script.add(days.at(held - 5, key), partial(_release, stage, key, organiser))
            _write_confirmations(script, stage, key, event, days)
        if event["results"] is not None:
            for provider in event["results"]["absent_providers"]:
                script.add(days.local(held, "08:00"), partial(_stay_away, stage, key, provider))
            script.add(days.local(held, "08:15"), partial(_call_off_meetings, stage, key, event))
            script.add(
                days.at(held + _TELL_AFTER, key),
                partial(_tell_results, stage, key, event, organiser, days, texts),
            )
    for i, comment in enumerate(texts.comments):
        held = texts.events[comment["event"]]["days_from_today"]
        at = min(days.local(held, f"{9 + i % 4}:{10 + 3 * i}"), days.now)
        script.add(at, partial(_comment, stage, comment))


def facts_of(event: Record, days: Calendar, texts: Texts | None = None) -> EventFacts:
    """The record as an organiser's form; given all texts, the results follow the description."""
    day = event["days_from_today"]
    about = {
        lang: event["about"][lang] + ("" if texts is None else _results(event, lang, texts))
        for lang in ("zh", "en")
    }
    meetings = event["meeting_slots"]
    end = days.local(day, meetings["start"]) + timedelta(minutes=meetings["minutes"] * meetings["count"])
    return EventFacts(
        kind=EventKind(event["kind"]),
        title_zh=event["title"]["zh"],
        title_en=event["title"]["en"],
        about_zh=about["zh"],
        about_en=about["en"],
        starts_at=days.local(day, event["pitch_slots"]["start"]),
        ends_at=end,
        timezone=ZONE_NAME,
        attendance=Attendance.ON_SITE,
        place=event["place"],
        link="",
        district=event["district"],
        languages=tuple(event["languages"]),
        n_tables=event["n_tables"],
        rooms=tuple(event["rooms"]),
    )


def _results(event: Record, lang: str, texts: Texts) -> str:
    told = event["results"]
    colon = ":" if lang == "zh" else ": "
    awards = [a["award"][lang] + colon + texts.pitches[a["pitch"]]["company"] for a in told["awards"]]
    return "\n\n" + "\n".join([told["summary"][lang], *awards])


async def _create(stage: Stage, key: str, event: Record, organiser: str, days: Calendar) -> None:
    viewer, day = await stage.viewer(organiser), event["days_from_today"]
    stage.event[key] = await create_event(
        stage.db,
        stage.clock,
        viewer=viewer,
        facts=facts_of(event, days),
        organiser_id=stage.body[event["organiser"]],
    )
    series = [
        SlotSeries(kind, days.local(day, slots["start"]), slots["minutes"], slots["count"])
        for kind, slots in (("pitch", event["pitch_slots"]), ("meeting", event["meeting_slots"]))
    ]
    await add_slots(stage.db, stage.clock, viewer=viewer, event_id=stage.event[key], series=series)


async def _publish(stage: Stage, key: str, organiser: str) -> None:
    await publish_event(
        stage.db, stage.clock, viewer=await stage.viewer(organiser), event_id=stage.event[key]
    )


async def _invite(stage: Stage, key: str, event: Record, organiser: str, texts: Texts) -> None:
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    pitches = [stage.pitch[p] for p in event["pitches"]]
    providers = [stage.body[p] for p in event["providers"]]
    await select_pitches(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, pitch_ids=pitches, site=stage.site
    )
    await invite_providers(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, organisation_ids=providers, site=stage.site
    )
    for name in event["jurors"]:
        juror = next(k for k, p in texts.people.items() if p["name"] == name)
        await invite_juror(
            stage.db, stage.clock, viewer=viewer, event_id=event_id, email=address(juror), name=name,
            locale=texts.people[juror]["lang"], site=stage.site,
        )  # fmt: skip


def _write_answers(script: Script, stage: Stage, key: str, event: Record, days: Calendar) -> None:
    """All come to what is planned already; to what is to come some, some decline, most have not answered."""
    first = event["days_from_today"] - SELECTED_BEFORE[key] + 1
    for side, invited in (("founder", event["pitches"]), ("provider", event["providers"])):
        for who in invited:
            answer, lot = Answer.ACCEPTED, number(f"{key} {who}", 10)
            if event["status"] == "upcoming" and lot >= 5:
                if lot < 9:
                    continue
                answer = Answer.DECLINED
            day = min(first + number(f"{who} answers {key}", 7), -1)
            script.add(days.at(day, who), partial(_respond, stage, key, side, who, answer))


async def _participant(stage: Stage, key: str, side: str, who: str) -> int:
    found = await list_participations(stage.db, viewer=await stage.viewer(who), side=side)
    return next(p.participant.id for p in found if p.event.id == stage.event[key])


async def _respond(stage: Stage, key: str, side: str, who: str, answer: Answer) -> None:
    """The answer, and the slots in which they are free: most always, some leave early or come late."""
    viewer, participant = await stage.viewer(who), await _participant(stage, key, side, who)
    await answer_invitation(
        stage.db,
        stage.clock,
        viewer=viewer,
        participant_id=participant,
        answer=answer,
        max_meetings=_PROVIDER_MEETINGS if side == "provider" and answer is Answer.ACCEPTED else None,
        site=stage.site,
    )
    if answer is Answer.ACCEPTED:
        shown = await open_availability(stage.db, viewer=viewer, participant_id=participant)
        meetings = [s.id for s in shown.slots if s.kind == "meeting"]
        lot = number(f"{who} is free", 6)
        busy = set(meetings[-2:] if lot == 0 else meetings[:1] if lot == 1 else ())
        await set_availability(
            stage.db,
            stage.clock,
            viewer=viewer,
            participant_id=participant,
            free_slot_ids=[s.id for s in shown.slots if s.id not in busy],
        )


async def _plan(stage: Stage, key: str, organiser: str) -> None:
    await request_plan(stage.db, stage.clock, viewer=await stage.viewer(organiser), event_id=stage.event[key])
    await solve_pending(stage.db, stage.clock, work=_WORK)


async def _release(stage: Stage, key: str, organiser: str) -> None:
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    plan = (await open_board(stage.db, viewer=viewer, event_id=event_id)).plans[-1]
    await release_plan(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, plan_id=plan.id, revision=plan.revision,
        site=stage.site,
    )  # fmt: skip


def _write_confirmations(script: Script, stage: Stage, key: str, event: Record, days: Calendar) -> None:
    """Before a past event all have confirmed their entries; of today's some have not looked yet."""
    for side, invited in (("founder", event["pitches"]), ("provider", event["providers"])):
        for who in invited:
            if event["status"] == "past" or number(f"{who} confirms", 4) > 0:
                day = event["days_from_today"] - 4 + number(f"{who} confirms", 3)
                script.add(days.at(day, f"{who} confirms"), partial(_confirm, stage, key, side, who))


async def _confirm(stage: Stage, key: str, side: str, who: str) -> None:
    viewer = await stage.viewer(who)
    plan = await open_own_plan(stage.db, viewer=viewer, event_id=stage.event[key])
    for entry in plan.entries:
        if entry.side != side or not entry.stands or entry.own_answer is not Answer.PENDING:
            continue
        if entry.kind == "pitch":
            await answer_pitch_slot(
                stage.db, stage.clock, viewer=viewer, placed_id=entry.item_id, expected=Answer.PENDING,
                answer=Answer.ACCEPTED,
            )  # fmt: skip
        else:
            await answer_meeting(
                stage.db, stage.clock, viewer=viewer, meeting_id=entry.item_id, side=side,
                expected=Answer.PENDING, answer=Answer.ACCEPTED, site=stage.site,
            )  # fmt: skip


async def _stay_away(stage: Stage, key: str, provider: str) -> None:
    participant = await _participant(stage, key, "provider", provider)
    await answer_invitation(
        stage.db, stage.clock, viewer=await stage.viewer(provider), participant_id=participant,
        answer=Answer.DECLINED, site=stage.site,
    )  # fmt: skip


def meetings_told(event: Record) -> int:
    """How many meetings the event's results say were held."""
    found = re.search(r"(\d+) one-to-one", event["results"]["summary"]["en"])
    if found is None:
        message = f"{event['key']}: the results do not say how many meetings there were"
        raise ValueError(message)
    return int(found[1])


async def _call_off_meetings(stage: Stage, key: str, event: Record) -> None:
    """On the day itself founders drop a meeting here and there, until as many stand as the results tell of."""
    standing: dict[str, list[int]] = {}
    for who in event["pitches"]:
        viewer = await stage.viewer(who)
        plan = await open_own_plan(stage.db, viewer=viewer, event_id=stage.event[key])
        entries = [e for e in plan.entries if e.kind == "meeting" and e.stands and e.side == "founder"]
        standing[who] = [e.item_id for e in sorted(entries, key=lambda e: e.starts_at)]
    surplus = sum(map(len, standing.values())) - meetings_told(event)
    while surplus > 0:
        who = max(standing, key=lambda w: (len(standing[w]), w))
        await answer_meeting(
            stage.db, stage.clock, viewer=await stage.viewer(who), meeting_id=standing[who].pop(), side="founder",
            expected=Answer.ACCEPTED, answer=Answer.DECLINED, site=stage.site,
        )  # fmt: skip
        surplus -= 1


async def _tell_results(
    stage: Stage, key: str, event: Record, organiser: str, days: Calendar, texts: Texts
) -> None:
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    before = (await open_board(stage.db, viewer=viewer, event_id=event_id)).event
    await edit_event(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, sequence=before.sequence,
        facts=facts_of(event, days, texts), site=stage.site,
    )  # fmt: skip


async def _comment(stage: Stage, comment: Record) -> None:
    await comment_on_pitch(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(comment["juror"]),
        event_id=stage.event[comment["event"]],
        pitch_id=stage.pitch[comment["pitch"]],
        body=comment["body"],
        lang=comment["lang"],
    )
