"""A founder's pitches and decks; what an organiser, a juror and a space manager do with them."""

from __future__ import annotations

from tests.web.expectations import Expect

FOUNDERS = frozenset({"lin", "qian"})
ORGANISERS = frozenset({"zhao", "zhou"})
NO_PITCH = {"pitch_id": 999_999}


def _of(key: str, **more: int):
    return lambda w: {"pitch_id": w.pitch[key], **more}


def _founder(
    route: str, *, method: str = "GET", key: str = "lin", ok: int = 200, data=None, **more: int
) -> Expect:
    return Expect(
        route,
        frozenset({"lin"}),
        ok=ok,
        method=method,
        params=_of(key, **more),
        data=data,
        denied_for={"qian": 404},
        other=_of("qian_draft", **more),
        missing={**NO_PITCH, **more},
        is_page=method == "GET",
    )


DRAFT = {"lang": "zh", "name": "新的名字", "problem": "问题", "seeks": ["equity"], "equity_min": "50万"}

EXPECTATIONS = [
    Expect("founder.pitches", FOUNDERS),
    Expect("founder.pitch_new", FOUNDERS),
    Expect(
        "founder.pitch_new",
        FOUNDERS,
        method="POST",
        ok=303,
        data=lambda w: {**DRAFT, "company_id": "new", "company_name": "第二家公司"},
        is_page=False,
    ),
    _founder("founder.pitch"),
    _founder("founder.pitch_edit", key="lin_draft"),
    _founder("founder.pitch_edit", method="POST", key="lin_draft", ok=303, data=lambda w: DRAFT),
    _founder("founder.pitch_submit", method="POST", key="lin_draft", ok=303, data=lambda w: {"consent": "1"}),
    _founder("founder.pitch_withdraw", method="POST", key="lin", ok=303),
    _founder("founder.pitch_version", version=1),
    _founder("founder.deck_upload", method="POST", key="lin_draft", ok=422),
    _founder("founder.deck_remove", method="POST", key="lin", ok=303),
    _founder(
        "founder.consent_revoke",
        method="POST",
        key="lin",
        ok=303,
        data=lambda w: {"purpose": "show_to_providers"},
    ),
    _founder(
        "founder.consent_give",
        method="POST",
        key="lin_submitted",
        ok=303,
        data=lambda w: {"purpose": "showcase"},
    ),
    Expect(
        "pitch.deck",
        # The founder, every organiser, vetted providers, and the juror of the pitch's event; he judges
        # qian's at zhao's juries.
        frozenset({"lin", "zhao", "zhou", "wang", "chen", "guo", "he"}),
        params=lambda w: {"deck_id": w.deck["lin"]},
        denied=404,
        other=lambda w: {"deck_id": w.deck["qian"]},
        allowed_of_other=frozenset({"zhao", "zhou", "wang", "chen", "guo", "he"}),
        missing={"deck_id": 999_999},
        is_page=False,
    ),
    Expect("organiser.review", ORGANISERS),
    Expect(
        "organiser.review_pitch",
        ORGANISERS,
        params=_of("lin_submitted"),
        other=_of("lin_draft"),
        missing=NO_PITCH,
    ),
    Expect(
        "organiser.review_pitch",
        ORGANISERS,
        method="POST",
        ok=303,
        params=_of("lin_submitted"),
        data=lambda w: {"decision": "approve", "version": "1"},
        other=_of("qian_draft"),
        missing=NO_PITCH,
        is_page=False,
    ),
    Expect(
        "organiser.review_showcase",
        ORGANISERS,
        method="POST",
        ok=303,
        params=_of("lin"),
        data=lambda w: {"on": "1"},
        other=_of("lin_draft"),
        missing=NO_PITCH,
        is_page=False,
    ),
    Expect("juror.events", frozenset({"he"})),
    Expect(
        "juror.pitch",
        frozenset({"he"}),
        params=lambda w: {"event_id": w.event["zhao"], "pitch_id": w.pitch["lin"]},
        other=lambda w: {"event_id": w.event["zhou"], "pitch_id": w.pitch["qian"]},
        missing={"event_id": 999_999, "pitch_id": 999_999},
    ),
    Expect(
        "juror.pitch",
        frozenset({"he"}),
        method="POST",
        ok=303,
        params=lambda w: {"event_id": w.event["zhao"], "pitch_id": w.pitch["lin"]},
        data=lambda w: {"body": "先把两家冷库谈下来。", "lang": "zh"},
        other=lambda w: {"event_id": w.event["zhao"], "pitch_id": w.pitch["qian"]},
        missing={"event_id": 999_999, "pitch_id": 999_999},
        is_page=False,
    ),
    Expect("space.home", frozenset({"xu"})),
    Expect(
        "space.confirm",
        frozenset({"xu"}),
        method="POST",
        ok=404,
        # qian's company does not name this space, so it cannot be made its tenant.
        data=lambda w: {
            "company_id": str(w.org["qian"]),
            "space_id": str(w.org["xu"]),
            "stage": "nursery",
            "since": "2026-05-01",
        },
        is_page=False,
    ),
    Expect(
        "space.end",
        frozenset({"xu"}),
        method="POST",
        ok=303,
        params=lambda w: {"tenancy_id": w.tenancy["lin"]},
        data=lambda w: {"on": "2026-05-01"},
        other=lambda w: {"tenancy_id": w.tenancy["qian"]},
        missing={"tenancy_id": 999_999},
        is_page=False,
    ),
    Expect(
        "space.change_stage",
        frozenset({"xu"}),
        method="POST",
        ok=303,
        params=lambda w: {"tenancy_id": w.tenancy["lin"]},
        data=lambda w: {"stage": "incubator", "on": "2026-05-01"},
        other=lambda w: {"tenancy_id": w.tenancy["qian"]},
        missing={"tenancy_id": 999_999},
        is_page=False,
    ),
]
