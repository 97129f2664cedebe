"""The juries of the events: who knows whom, who judges what, and what the city's jurors gave."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from models.entities.jury import ConflictKind, JurorTask, Jury, JuryMode, SheetInput
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventKind
from seeds.stage import Calendar, Script, Stage, number
from seeds.texts import Record, Texts
from web.services.juries import default_rules, open_board, open_scoring, save_rules, want_assignment
from web.services.jury_assignment import assign_pending
from web.services.jury_conflicts import Declaration, say_whom_i_know
from web.services.jury_phrases import STRENGTHS, TO_WORK_ON
from web.services.jury_results import close_scoring, release_results
from web.services.jury_sheets import open_juries, save_sheet

_SET_UP_BEFORE = 5
_TOPICS = {
    "juror-shi": ("manufacturing",),
    "juror-lang": ("agri", "consumer"),
    "juror-okafor": ("manufacturing", "health"),
    "juror-mason": ("manufacturing", "energy"),
    "juror-hua": ("finance", "digital"),
}


def write_juries(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """The summer's is released, today's is at work, the cup's is being set up."""
    for key, event in texts.events.items():
        held, organiser = event["days_from_today"], f"{event['organiser']}-1"
        jurors = [k for k, p in texts.people.items() if p["name"] in event["jurors"]]
        begins = days.at(held - _SET_UP_BEFORE, key)
        script.add(begins, partial(_set_up, stage, key, event, organiser))
        for juror in jurors:
            script.add(
                min(days.local(held - _SET_UP_BEFORE + 1, "12:00"), days.now),
                partial(_say, stage, key, juror, texts, days),
            )
        script.add(
            min(days.local(held - _SET_UP_BEFORE + 2, "18:00"), days.now),
            partial(_assign, stage, key, organiser),
        )
        if event["status"] == "upcoming":
            continue
        script.add(min(days.local(held, "08:30"), days.now), partial(_open, stage, key, organiser))
        share = 10 if event["status"] == "past" else 4
        for n, juror in enumerate(jurors):
            at = min(days.local(held, f"13:{10 + n}"), days.now)
            script.add(at, partial(_score, stage, key, juror, texts, share))
        if event["status"] == "past":
            script.add(days.at(held + 1, key), partial(_close, stage, key, organiser))
            script.add(days.at(held + 2, key), partial(_release, stage, key, organiser))


async def _set_up(stage: Stage, key: str, event: Record, organiser: str) -> None:
    rules = default_rules(EventKind(event["kind"]))
    if event["kind"] == EventKind.COMPETITION:
        rules = replace(rules, mode=JuryMode.BOTH, jurors_per_pitch=3)
    else:
        rules = replace(rules, jurors_per_pitch=2)
    await save_rules(
        stage.db, stage.clock, viewer=await stage.viewer(organiser), event_id=stage.event[key],
        revision=None, rules=rules,
    )  # fmt: skip


async def _tasks(stage: Stage, key: str, viewer: Viewer) -> list[JurorTask]:
    return [t for t in await open_juries(stage.db, viewer=viewer) if t.event_id == stage.event[key]]


async def _say(stage: Stage, key: str, juror: str, texts: Texts, days: Calendar) -> None:
    viewer = await stage.viewer(juror)
    known = {stage.pitch[c["pitch"]]: c for c in texts.people[juror]["conflicts"]}
    answers = {
        int(t.participant_id): _declaration(known[t.pitch_id], days) if t.pitch_id in known else None
        for t in await _tasks(stage, key, viewer)
    }
    await say_whom_i_know(
        stage.db, stage.clock, viewer=viewer, event_id=stage.event[key], answers=answers,
        sectors=_TOPICS.get(juror, ()),
    )  # fmt: skip


def _declaration(conflict: Record, days: Calendar) -> Declaration:
    since, until = (
        None if conflict[name] is None else days.today.fromisoformat(conflict[name])
        for name in ("since", "until")
    )
    return Declaration(ConflictKind(conflict["kind"]), since, until)


async def _assign(stage: Stage, key: str, organiser: str) -> None:
    viewer = await stage.viewer(organiser)
    await want_assignment(stage.db, stage.clock, viewer=viewer, event_id=stage.event[key])
    await assign_pending(stage.db, stage.clock)


async def _open(stage: Stage, key: str, organiser: str) -> None:
    viewer = await stage.viewer(organiser)
    await open_scoring(stage.db, stage.clock, viewer=viewer, event_id=stage.event[key])


async def _score(stage: Stage, key: str, juror: str, texts: Texts, share: int) -> None:
    """Each pitch has its merit and each juror their severity; written comments become reasons."""
    viewer, organiser = await stage.viewer(juror), f"{texts.events[key]['organiser']}-1"
    board = await open_board(stage.db, viewer=await stage.viewer(organiser), event_id=stage.event[key])
    if board.jury is None:
        return
    name_of = {pitch_id: name for name, pitch_id in stage.pitch.items()}
    said = {c["pitch"]: c for c in texts.comments if c["event"] == key and c["juror"] == juror}
    mine = [t for t in await _tasks(stage, key, viewer) if t.to_score and t.said]
    for task in mine[: max(len(mine) * share // 10, 1)]:
        name = name_of[task.pitch_id]
        await save_sheet(
            stage.db, stage.clock, viewer=viewer, event_id=stage.event[key],
            participant_id=task.participant_id, revision=None,
            given=_sheet(board.jury, name, juror, said.get(name), texts.people[juror]["lang"]), submit=True,
        )  # fmt: skip


def _sheet(jury: Jury, pitch: str, juror: str, comment: Record | None, lang: str) -> SheetInput:
    merit, severity = number(f"merit {pitch}", 5), number(f"severity {juror}", 3)
    points = {
        c.id: min(3 + merit + severity + number(f"{pitch} {juror} {c.name_en}", 3) - 1, jury.points)
        for c in jury.criteria
    }
    strong = STRENGTHS[number(f"strong {pitch} {juror}", len(STRENGTHS))]
    weak = TO_WORK_ON[number(f"weak {pitch} {juror}", len(TO_WORK_ON))]
    return SheetInput(
        points,
        (strong, weak),
        comment["body"] if comment else "",
        comment["lang"] if comment else lang,
        comment is not None,
    )


async def _close(stage: Stage, key: str, organiser: str) -> None:
    await close_scoring(
        stage.db, stage.clock, viewer=await stage.viewer(organiser), event_id=stage.event[key], without=""
    )


async def _release(stage: Stage, key: str, organiser: str) -> None:
    await release_results(
        stage.db, stage.clock, viewer=await stage.viewer(organiser), event_id=stage.event[key],
        shows_places=False, is_public=True, site=stage.site,
    )  # fmt: skip
