"""Juries: zhao's in each state of scoring; he judges there, lin and qian pitch, anybody reads what is published."""

from tests.web.expectations import EVERYBODY, Expect

ZHAO, JUROR, FOUNDERS = frozenset({"zhao"}), frozenset({"he"}), frozenset({"lin", "qian"})
MISSING = {"event_id": 999_999}
RULES = {
    "revision": "0", "mode": "rubric", "jurors_per_pitch": "3", "least_pitches": "0", "most_pitches": "10",
    "points": "10", "pitch_minutes": "8", "question_minutes": "7", "look_back_years": "5",
    "name_zh_0": "团队", "name_en_0": "Team", "weight_0": "50",
}  # fmt: skip


def at(state):
    return lambda w: {"event_id": w.event[f"jury_{state}"]}


def without_jury(w):
    return {"event_id": w.event["zhou"]}


def own(name, method="GET", *, state="open", ok=200, data=None):
    """A page or act on a jury of zhao's that zhou must not know of."""
    return Expect(
        name,
        ZHAO,
        ok=ok,
        method=method,
        params=at(state),
        data=data,
        denied_for={"zhou": 404},
        other=without_jury,
        missing=MISSING,
    )


def post(name, state="open", data=None):
    return own(name, "POST", state=state, ok=303, data=data)


def sheet(state="open", who="lin"):
    return lambda w: {
        "event_id": w.event[f"jury_{state}"],
        "participant_id": w.participant[f"jury_{state}_{who}"],
    }


def sheet_of_another_event(w):
    return {"event_id": w.event["jury_open"], "participant_id": w.participant["zhao_founder"]}


def known(w):
    return {f"known_{w.participant[f'jury_open_{who}']}": "none" for who in ("lin", "qian")}


def conflict(w, person="mei", company="qian", kind="adviser", **more):
    return {"person": str(w.person[person]), "company": str(w.org[company]), "kind": kind, **more}


NO_SHEET = {"event_id": 999_999, "participant_id": 999_999}

EXPECTATIONS = [
    own("organiser.jury"),
    own("organiser.jury_rules"),
    post("organiser.jury_rules", "setup", lambda w: RULES),
    post("organiser.jury_assign"),
    post(
        "organiser.jury_hand",
        data=lambda w: {
            "participant": str(w.participant["jury_open_lin"]),
            "person": str(w.person["he"]),
            "rule": "fixed",
        },
    ),
    post("organiser.jury_away", data=lambda w: {"person": str(w.person["mei"])}),
    post("organiser.jury_open", "setup"),
    post("organiser.jury_close", data=lambda w: {"without": "一位评委突然住院"}),
    post("organiser.jury_reopen", "closed"),
    post("organiser.jury_release", "closed", lambda w: {"is_public": "1"}),
    own("organiser.jury_conflicts"),
    post("organiser.jury_conflicts", data=lambda w: conflict(w, kind="family")),
    post("organiser.jury_lift", data=lambda w: conflict(w, reason="三年前只听过一次课")),
    post("organiser.jury_restore", data=lambda w: conflict(w, "he", "lin", "trade")),
    own("organiser.jury_reasons"),
    post(
        "organiser.jury_translate",
        data=lambda w: {
            "sheet": str(w.sheet["jury_open_he_lin"]),
            "body": "The film works; show what one crate costs and who pays for it.",
        },
    ),
    own("organiser.jury_results", state="closed"),
    Expect("juror.known", JUROR, params=at("open"), other=without_jury, missing=MISSING),
    Expect(
        "juror.known",
        JUROR,
        ok=303,
        method="POST",
        params=at("open"),
        data=known,
        other=without_jury,
        missing=MISSING,
    ),
    Expect("juror.sheet", JUROR, params=sheet(), other=sheet_of_another_event, missing=NO_SHEET),
    Expect(
        "juror.sheet",
        JUROR,
        ok=303,
        method="POST",
        params=sheet(who="qian"),
        data=lambda w: {
            "act": "submit",
            f"points_{w.criterion['jury_open']}": "8",
            "phrases": ["team_fits", "who_pays"],
            "lang": "zh",
        },
        other=sheet_of_another_event,
        missing=NO_SHEET,
    ),
    Expect(
        "juror.recall",
        JUROR,
        ok=303,
        method="POST",
        params=sheet(),
        other=sheet_of_another_event,
        missing=NO_SHEET,
    ),
    Expect("juror.pair", JUROR, params=at("open"), other=without_jury, missing=MISSING),
    Expect(
        "juror.pair",
        JUROR,
        ok=303,
        method="POST",
        params=at("open"),
        data=lambda w: {
            "a": str(w.participant["jury_open_lin"]),
            "b": str(w.participant["jury_open_qian"]),
            "choice": "a",
        },
        other=without_jury,
        missing=MISSING,
    ),
    # Nothing is picked yet in the world, so there is nothing to take back.
    Expect(
        "juror.pair_undo",
        JUROR,
        ok=404,
        method="POST",
        params=at("open"),
        other=without_jury,
        missing=MISSING,
    ),
    Expect(
        "founder.jury",
        FOUNDERS,
        params=at("released"),
        other=without_jury,
        # Qian pitches there; no jury scores, and the page says so.
        allowed_of_other=frozenset({"qian"}),
        missing=MISSING,
    ),
    Expect(
        "founder.jury_conflict",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=at("open"),
        data=lambda w: conflict(w, "he", "lin", "family"),
        denied_for={"qian": 404},
        other=without_jury,
        missing=MISSING,
    ),
    Expect("public.jury_results", EVERYBODY, params=at("released"), other=at("closed"), missing=MISSING),
]
