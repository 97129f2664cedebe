"""Juries and mentors."""

from __future__ import annotations

from tests.web.api.cases import Case

NOT_THEIRS = {"zhou": 404, "wang": 403}
RULES = {
    "revision": 0,
    "mode": "rubric",
    "jurors_per_pitch": 3,
    "most_pitches": 10,
    "criteria": [{"name_zh": "团队", "name_en": "Team", "weight": 50}],
}


def at(state):
    return lambda w: {"event_id": w.event[f"jury_{state}"]}


def sheet(who="lin"):
    return lambda w: {
        "event_id": w.event["jury_open"],
        "participant_id": w.participant[f"jury_open_{who}"],
    }


def conflict(w, person="mei", company="qian", kind="adviser", **more):
    return {"person_id": w.person[person], "company_id": w.org[company], "kind": kind, **more}


def picks(w):
    return {
        "a": w.participant["jury_open_lin"],
        "b": w.participant["jury_open_qian"],
        "choice": "a",
    }


def read(w):
    return {"event_id": w.event["zhao"], "pitch_id": w.pitch["lin"]}


async def picked(conn, w):
    await conn.execute(
        "insert into jury_pick (event_id, person_id, winner_id, loser_id, tie, picked_at)"
        " values ($1, $2, $3, $4, false, now())",
        w.event["jury_open"],
        w.person["he"],
        w.participant["jury_open_lin"],
        w.participant["jury_open_qian"],
    )


CASES = [
    Case("juries.show", "zhao", path=at("open"), wrong=NOT_THEIRS, holds=lambda w, a: a["jury"] is not None),
    Case("juries.save_rules", "zhao", path=at("setup"), body=lambda w: RULES, wrong=NOT_THEIRS),
    Case("juries.assign", "zhao", path=at("open"), wrong=NOT_THEIRS),
    Case(
        "juries.by_hand",
        "zhao",
        path=at("open"),
        body=lambda w: {
            "participant_id": w.participant["jury_open_lin"],
            "person_id": w.person["he"],
            "rule": "fixed",
        },
        wrong=NOT_THEIRS,
    ),
    Case(
        "juries.away",
        "zhao",
        path=at("open"),
        body=lambda w: {"person_id": w.person["mei"], "away": True},
        wrong=NOT_THEIRS,
    ),
    Case("juries.open", "zhao", path=at("setup"), wrong=NOT_THEIRS),
    Case(
        "juries.close",
        "zhao",
        path=at("open"),
        body=lambda w: {"without": "一位评委突然住院"},
        wrong=NOT_THEIRS,
    ),
    Case("juries.reopen", "zhao", path=at("closed"), wrong=NOT_THEIRS),
    Case("juries.release", "zhao", path=at("closed"), body=lambda w: {"is_public": True}, wrong=NOT_THEIRS),
    Case(
        "juries.declare_conflict",
        "zhao",
        path=at("open"),
        body=lambda w: conflict(w, kind="family"),
        wrong={"zhou": 404, "wang": 403, "lin": 404},
    ),
    Case(
        "juries.declare_conflict",
        "lin",
        path=at("open"),
        body=lambda w: conflict(w, "he", "lin", "family"),
        wrong={"qian": 404},
    ),
    Case(
        "juries.lift_conflict",
        "zhao",
        path=at("open"),
        body=lambda w: conflict(w, reason="三年前只听过一次课"),
        wrong=NOT_THEIRS,
    ),
    Case(
        "juries.restore_conflict",
        "zhao",
        path=at("open"),
        body=lambda w: conflict(w, "he", "lin", "trade"),
        wrong=NOT_THEIRS,
    ),
    Case("juries.reasons", "zhao", path=at("open"), wrong=NOT_THEIRS),
    Case(
        "juries.translate",
        "zhao",
        path=at("open"),
        body=lambda w: {
            "sheet_id": w.sheet["jury_open_he_lin"],
            "body": "The film works; show what one crate costs and who pays for it.",
        },
        wrong=NOT_THEIRS,
    ),
    Case("juries.results", "zhao", path=at("closed"), wrong=NOT_THEIRS),
    Case("public.jury_results", "lin", path=at("released"), holds=lambda w, a: a["results"] != []),
    Case("juror.desk", "he", wrong={"lin": 403}, holds=lambda w, a: a["events"] != [] and a["tasks"] != []),
    Case("juror.pitch", "he", path=read, wrong={"lin": 403}),
    Case(
        "juror.comment",
        "he",
        path=read,
        body=lambda w: {"body": "先把两家冷库谈下来。", "language": "zh"},
        wrong={"lin": 403},
    ),
    Case("juror.known", "he", path=at("open"), wrong={"lin": 403}),
    Case(
        "juror.say_known",
        "he",
        path=at("open"),
        body=lambda w: {
            "answers": [{"participant_id": w.participant[f"jury_open_{who}"]} for who in ("lin", "qian")]
        },
        wrong={"lin": 403},
    ),
    Case("juror.sheet", "he", path=sheet(), wrong={"lin": 403}),
    Case(
        "juror.save_sheet",
        "he",
        path=sheet("qian"),
        body=lambda w: {
            "submit": True,
            "points": [{"criterion_id": w.criterion["jury_open"], "points": 8}],
            "phrases": ["team_fits", "who_pays"],
            "language": "zh",
        },
        wrong={"lin": 403},
    ),
    Case("juror.recall_sheet", "he", path=sheet(), wrong={"lin": 403}),
    Case("juror.pair", "he", path=at("open"), wrong={"lin": 403}),
    Case("juror.pick", "he", path=at("open"), body=picks, wrong={"lin": 403}),
    Case("juror.undo_pick", "he", path=at("open"), before=picked, wrong={"lin": 403}),
    Case("founder.jury", "lin", path=at("released"), also=("qian",), wrong={"wang": 403}),
]
