"""Juries: rules, who judges what, conflicts, score sheets, picks, results; and mentors' comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.entities.events import Event
from models.entities.jury import (
    InterestConflict,
    Jury,
    JuryMember,
    JuryMode,
    JuryPitch,
    PublicResult,
    ResultRow,
    ScoreSheet,
    Seat,
)
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id
from web.api.operation import Area, Ask, Done
from web.forms.juries import (
    HandForm,
    RulesForm,
)
from web.i18n import N_
from web.services import juries, jury_results

AREA = Area(N_("Juries"), "reviews")


@dataclass(frozen=True, slots=True)
class JuryBoard:
    """The jury of an event; of pitches with which you have a conflict of your own nothing is told."""

    event: Event
    jury: Jury | None
    pitches: list[JuryPitch]
    members: list[JuryMember]
    conflicts: list[InterestConflict]
    seats: list[Seat]


@AREA.add(
    "GET", "/events/{event_id}/jury", "juries.show", N_("Who judges what"), JuryBoard,
    pages=("organiser.jury", "organiser.jury_rules", "organiser.jury_conflicts"),
)  # fmt: skip
async def show_jury(ask: Ask) -> JuryBoard:
    """For the event's organisers."""
    found = await juries.open_board(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    pitches = [p for p in found.pitches if p.company_id not in found.hidden]
    return JuryBoard(found.event, found.jury, pitches, found.members, found.conflicts, found.seats)


class CriterionBody(BaseModel):
    """What is scored, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name_zh: Annotated[str, Field(min_length=1, max_length=60)]
    name_en: Annotated[str, Field(min_length=1, max_length=60)]
    about_zh: Annotated[str, Field(max_length=200)] = ""
    about_en: Annotated[str, Field(max_length=200)] = ""
    weight: Annotated[int, Field(ge=1, le=100)] = 1


class JuryRulesBody(Body):
    """The rules of a jury, on the revision that you saw; none for a new jury."""

    revision: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    mode: JuryMode
    jurors_per_pitch: Annotated[int, Field(ge=1, le=20)]
    least_pitches: Annotated[int, Field(ge=0, le=200)] = 0
    most_pitches: Annotated[int, Field(ge=1, le=200)]
    points: Annotated[int, Field(ge=2, le=100)] = 10
    drop_extremes: bool = False
    pitch_minutes: Annotated[int, Field(ge=1, le=120)] = 8
    question_minutes: Annotated[int, Field(ge=0, le=120)] = 7
    look_back_years: Annotated[int, Field(ge=0, le=50)] = 5
    criteria: Annotated[list[CriterionBody], Field(max_length=juries.MOST_CRITERIA)] = []  # noqa: RUF012 - copied

    def pairs(self) -> list[tuple[str, str]]:
        """The form has numbered rows of criteria."""
        found: list[tuple[str, str]] = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name == "criteria" or value is None or value is False:
                continue
            found.append((name, "1" if value is True else str(value)))
        for n, one in enumerate(self.criteria):
            found += [(f"{name}_{n}", str(value)) for name, value in one.model_dump().items()]
        return found


@AREA.add(
    "PUT", "/events/{event_id}/jury", "juries.save_rules", N_("Set the rules of a jury"), Done,
    body=JuryRulesBody, pages=("organiser.jury_rules",),
    example={
        "mode": "rubric", "jurors_per_pitch": 3, "most_pitches": 10,
        "criteria": [{"name_zh": "团队", "name_en": "Team", "weight": 50}],
    },
)  # fmt: skip
async def save_rules(ask: Ask) -> None:
    """By the event's organisers."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(RulesForm.parse(ask.form()))
    await juries.save_rules(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        revision=given.revision,
        rules=given.rules,
    )


@AREA.add(
    "POST", "/events/{event_id}/jury/assign", "juries.assign", N_("Ask for jurors to be assigned"), Done,
    pages=("organiser.jury_assign",),
)  # fmt: skip
async def assign(ask: Ask) -> None:
    """By the event's organisers; the worker does it."""
    await juries.want_assignment(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )


class HandBody(Body):
    """Fix a juror to a pitch, keep them from it, or drop what was decided."""

    form_names = {"participant_id": "participant", "person_id": "person"}  # noqa: RUF012 - read by the class alone
    participant_id: Id
    person_id: Id
    rule: Literal["fixed", "forbidden", "clear"]


@AREA.add(
    "POST", "/events/{event_id}/jury/hand", "juries.by_hand", N_("Decide by hand who judges a pitch"), Done,
    body=HandBody, pages=("organiser.jury_hand",),
    example={"participant_id": 7, "person_id": 10, "rule": "fixed"},
)  # fmt: skip
async def by_hand(ask: Ask) -> None:
    """By the event's organisers."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(HandForm.parse(ask.form()))
    await juries.decide_by_hand(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        participant_id=given.participant_id,
        person_id=given.person_id,
        rule=given.rule,
    )


class AwayBody(Body):
    """A juror falls out, or is back."""

    person_id: Id
    away: bool


@AREA.add(
    "POST", "/events/{event_id}/jury/away", "juries.away", N_("Say that a juror falls out or is back"), Done,
    body=AwayBody, pages=("organiser.jury_away",), example={"person_id": 10, "away": True},
)  # fmt: skip
async def away(ask: Ask) -> None:
    """By the event's organisers; alternates take the place."""
    await juries.set_away(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        person_id=ask.body.person_id,
        away=ask.body.away,
    )


@AREA.add(
    "POST", "/events/{event_id}/jury/open", "juries.open", N_("Let jurors score"), Done,
    pages=("organiser.jury_open",),
)  # fmt: skip
async def open_scoring(ask: Ask) -> None:
    """By the event's organisers."""
    await juries.open_scoring(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )


class CloseBody(Body):
    """Why scoring ends without some sheets, where it does."""

    without: Annotated[str, Field(max_length=500)] = ""


@AREA.add(
    "POST", "/events/{event_id}/jury/close", "juries.close", N_("End scoring"), Done, body=CloseBody,
    pages=("organiser.jury_close",), example={"without": "一位评委突然住院"},
)  # fmt: skip
async def close(ask: Ask) -> None:
    """By the event's organisers."""
    await jury_results.close_scoring(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        without=ask.body.without.strip(),
    )


@AREA.add(
    "POST", "/events/{event_id}/jury/reopen", "juries.reopen", N_("Let jurors score again"), Done,
    pages=("organiser.jury_reopen",),
)  # fmt: skip
async def reopen(ask: Ask) -> None:
    """By the event's organisers."""
    await juries.reopen_scoring(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )


class JuryReleaseBody(Body):
    """Whether founders read their places, and anybody the first ones."""

    shows_places: bool = False
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How many founders are told."""

    n: int


@AREA.add(
    "POST", "/events/{event_id}/jury/release", "juries.release", N_("Tell founders what the jury says"), Told,
    body=JuryReleaseBody, pages=("organiser.jury_release",), example={"shows_places": True},
)  # fmt: skip
async def release(ask: Ask) -> Told:
    """By the event's organisers."""
    n = await jury_results.release_results(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        shows_places=ask.body.shows_places,
        is_public=ask.body.is_public,
        site=ask.parts.settings.public_url,
    )
    return Told(n)


@dataclass(frozen=True, slots=True)
class Reasons:
    """How far scoring is, and what founders would go home with."""

    jury: Jury
    pitches: list[JuryPitch]
    seats: list[Seat]
    sheets: list[ScoreSheet]


@AREA.add(
    "GET", "/events/{event_id}/jury/reasons", "juries.reasons", N_("Reasons that jurors gave"), Reasons,
    pages=("organiser.jury_reasons",),
)  # fmt: skip
async def reasons(ask: Ask) -> Reasons:
    """For the event's organisers."""
    found = await jury_results.open_reasons(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    pitches = [p for p in found.pitches if p.company_id not in found.hidden]
    seen = {p.participant_id for p in pitches}
    return Reasons(
        found.jury,
        pitches,
        [s for s in found.seats if s.participant_id in seen],
        [s for s in found.sheets if s.participant_id in seen],
    )


class TranslationBody(Body):
    """A reason in its other language."""

    sheet_id: Id
    body: Annotated[str, Field(min_length=1, max_length=2000)]


@AREA.add(
    "POST", "/events/{event_id}/jury/translations", "juries.translate",
    N_("Write a reason in its other language"), Done, body=TranslationBody,
    pages=("organiser.jury_translate",), example={"sheet_id": 5, "body": "Show what one crate costs."},
)  # fmt: skip
async def translate(ask: Ask) -> None:
    """By the event's organisers."""
    await jury_results.translate_reason(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        sheet_id=ask.body.sheet_id,
        body=ask.body.body,
    )


@dataclass(frozen=True, slots=True)
class JuryResults:
    """The order that sheets and picks give, with how sure it is."""

    jury: Jury
    pitches: list[JuryPitch]
    rows: list[ResultRow]
    n_left_out: int
    n_groups: int


@AREA.add(
    "GET", "/events/{event_id}/jury/results", "juries.results", N_("What the jury came to"), JuryResults,
    pages=("organiser.jury_results",),
)  # fmt: skip
async def results(ask: Ask) -> JuryResults:
    """For the event's organisers."""
    found = await jury_results.open_results(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    pitches = [p for p in found.pitches if p.company_id not in found.hidden]
    seen = {p.participant_id for p in pitches}
    standing = found.standing
    rows = [r for r in standing.rows if r.participant_id in seen]
    return JuryResults(found.jury, pitches, rows, standing.n_left_out, standing.n_groups)


@dataclass(frozen=True, slots=True)
class PublicJury:
    """The first places of an event."""

    event_id: int
    results: list[PublicResult]


@AREA.add(
    "GET", "/public/events/{event_id}/jury", "public.jury_results", N_("The first places of an event"),
    PublicJury, public=True, pages=("public.jury_results",),
)  # fmt: skip
async def public_results(ask: Ask) -> PublicJury:
    """Where the organiser publishes them."""
    event, found = await jury_results.open_public_results(ask.parts.db, event_id=ask.path["event_id"])
    return PublicJury(int(event.id), found)
