"""Juries: rules, who judges what, conflicts, score sheets, picks, results; and mentors' comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.entities.events import Event
from models.entities.jury import (
    ConflictKind,
    FounderJury,
    FounderReason,
    FounderResult,
    InterestConflict,
    JurorTask,
    Jury,
    JuryMember,
    JuryMode,
    JuryPitch,
    PublicResult,
    ResultRow,
    ScoreSheet,
    Seat,
)
from models.entities.pitches import JurorEvent, JurorPitch, PitchComment
from models.entities.vocabulary import Role
from models.errors import NotFound
from web.api.bodies import Body, Id, Language
from web.api.operation import Area, Ask, Done, Made
from web.forms.juries import (
    NOBODY,
    ConflictForm,
    DecisionForm,
    HandForm,
    KnownForm,
    PickForm,
    RulesForm,
    SheetForm,
)
from web.forms.pitches import CommentForm
from web.i18n import N_
from web.services import comments, juries, jury_conflicts, jury_results, jury_sheets
from web.vocabulary import options

AREA = Area(N_("Juries and mentors"), "reviews")


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


class ConflictBody(Body):
    """A conflict of interest of somebody with a company, since when and until when."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind
    since: date | None = None
    until: date | None = None
    note: Annotated[str, Field(max_length=300)] = ""


_CONFLICT = {"person_id": 10, "company_id": 2, "kind": "family"}


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts", "juries.declare_conflict",
    N_("Declare a conflict of interest"), Done, body=ConflictBody,
    pages=("organiser.jury_conflicts", "founder.jury_conflict"), example=_CONFLICT,
)  # fmt: skip
async def declare_conflict(ask: Ask) -> None:
    """By the event's organisers, and by the founder of a pitch there."""
    viewer = ask.acting(Role.ORGANISER, Role.FOUNDER)
    given = ask.clean(ConflictForm.parse(ask.form()))
    organises = Role.ORGANISER in viewer.roles
    say = jury_conflicts.declare_as_organiser if organises else jury_conflicts.declare_as_company
    await say(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        said=given.said,
    )


class LiftBody(Body):
    """Which conflict, and why it is set aside."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind
    reason: Annotated[str, Field(min_length=1, max_length=500)]


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts/lift", "juries.lift_conflict",
    N_("Set a conflict of interest aside"), Done, body=LiftBody, pages=("organiser.jury_lift",),
    example={**_CONFLICT, "kind": "adviser", "reason": "三年前只听过一次课"},
)  # fmt: skip
async def lift(ask: Ask) -> None:
    """By the event's organisers, with the reason on record."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(DecisionForm.parse(ask.form(), with_reason=True))
    await jury_conflicts.lift(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        kind=given.kind,
        reason=given.reason,
    )


class RestoreBody(Body):
    """Which conflict counts again."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts/restore", "juries.restore_conflict",
    N_("Let a conflict of interest count again"), Done, body=RestoreBody, pages=("organiser.jury_restore",),
    example=_CONFLICT,
)  # fmt: skip
async def restore(ask: Ask) -> None:
    """By the event's organisers."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(DecisionForm.parse(ask.form(), with_reason=False))
    await jury_conflicts.restore(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        kind=given.kind,
    )


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


# ---------------------------------------------------------------- the juror's own


@dataclass(frozen=True, slots=True)
class MentorEvent:
    """An event of yours with the pitches to read."""

    event: JurorEvent
    pitches: list[JurorPitch]


@dataclass(frozen=True, slots=True)
class JurorDesk:
    """Your events as a mentor or juror, and the pitches of the juries that you sit on."""

    events: list[MentorEvent]
    tasks: list[JurorTask]


@AREA.add(
    "GET", "/juror", "juror.desk", N_("Your events as a mentor or juror"), JurorDesk, pages=("juror.events",)
)
async def desk(ask: Ask) -> JurorDesk:
    """For jurors."""
    viewer = ask.acting(Role.JUROR)
    found = await comments.open_desk(ask.parts.db, viewer=viewer)
    tasks = await jury_sheets.open_juries(ask.parts.db, viewer=viewer)
    return JurorDesk([MentorEvent(e, p) for e, p in found.events], tasks)


@dataclass(frozen=True, slots=True)
class MentorPitch:
    """A pitch, and what you wrote about it."""

    pitch: JurorPitch
    comments: list[PitchComment]


@AREA.add(
    "GET", "/juror/events/{event_id}/pitches/{pitch_id}", "juror.pitch",
    N_("A pitch to comment on"), MentorPitch,
    pages=("juror.pitch",),
)  # fmt: skip
async def juror_pitch(ask: Ask) -> MentorPitch:
    """For jurors of its event."""
    found, written = await comments.open_pitch(
        ask.parts.db,
        viewer=ask.acting(Role.JUROR),
        event_id=ask.path["event_id"],
        pitch_id=ask.path["pitch_id"],
    )
    return MentorPitch(found, written)


class CommentBody(Body):
    """Words for the founder, under your own name."""

    form_names = {"language": "lang"}  # noqa: RUF012 - read by the class alone
    body: Annotated[str, Field(min_length=1, max_length=3000)]
    language: Language


@AREA.add(
    "POST", "/juror/events/{event_id}/pitches/{pitch_id}/comments", "juror.comment",
    N_("Write to a founder"), Made,
    body=CommentBody, status=201, pages=("juror.pitch",),
    example={"body": "先把两家冷库谈下来。", "language": "zh"},
)  # fmt: skip
async def comment(ask: Ask) -> Made:
    """By a juror of the event."""
    viewer = ask.acting(Role.JUROR)
    body, lang = ask.clean(CommentForm.parse(ask.form()))
    made = await comments.comment_on_pitch(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        pitch_id=ask.path["pitch_id"],
        body=body,
        lang=lang,
    )
    return Made(made)


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Each pitch by name alone, and your conflicts on record."""

    tasks: list[JurorTask]
    conflicts: list[InterestConflict]
    most_pitches: int | None
    sectors: list[str]


@AREA.add(
    "GET", "/juror/events/{event_id}/known", "juror.known", N_("Whom you know among those who pitch"),
    Acquaintance, pages=("juror.known",),
)  # fmt: skip
async def known(ask: Ask) -> Acquaintance:
    """For jurors, before any text is read."""
    found = await jury_conflicts.open_acquaintance(
        ask.parts.db, viewer=ask.acting(Role.JUROR), event_id=ask.path["event_id"]
    )
    return Acquaintance(found.tasks, found.conflicts, found.member.most_pitches, list(found.member.sectors))


class KnownOne(BaseModel):
    """Your answer for one pitch; no kind where you know nobody there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    participant_id: Id
    kind: ConflictKind | None = None
    since: date | None = None
    until: date | None = None
    note: Annotated[str, Field(max_length=300)] = ""


class KnownBody(Body):
    """An answer for each pitch, your topics, and how many you can read at most."""

    answers: Annotated[list[KnownOne], Field(max_length=500)]
    sectors: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50)] = []  # noqa: RUF012 - copied
    most: Annotated[int | None, Field(ge=0, le=200)] = None

    def pairs(self) -> list[tuple[str, str]]:
        """The form has fields a pitch."""
        found = [("sectors", code) for code in self.sectors]
        if self.most is not None:
            found.append(("most", str(self.most)))
        for one in self.answers:
            n = one.participant_id
            found.append((f"known_{n}", NOBODY if one.kind is None else str(one.kind)))
            found += [(f"{name}_{n}", str(v)) for name in ("since", "until") if (v := getattr(one, name))]
            found.append((f"note_{n}", one.note))
        return found


@AREA.add(
    "POST", "/juror/events/{event_id}/known", "juror.say_known",
    N_("Say whom you know"), Done, body=KnownBody,
    pages=("juror.known",), example={"answers": [{"participant_id": 7}]},
)  # fmt: skip
async def say_known(ask: Ask) -> None:
    """By a juror, for every pitch of the event."""
    parts, viewer, event_id = ask.parts, ask.acting(Role.JUROR), ask.path["event_id"]
    found = await jury_conflicts.open_acquaintance(parts.db, viewer=viewer, event_id=event_id)
    ids = [t.participant_id for t in found.tasks]
    sectors = [code for code, _ in options("sector_any")]
    given = ask.clean(KnownForm.parse(ask.form(), ids, sectors))
    await jury_conflicts.say_whom_i_know(
        parts.db,
        parts.clock,
        viewer=viewer,
        event_id=event_id,
        answers=given.answers,
        sectors=given.sectors,
        most=given.most,
    )


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """Your sheet of one pitch with what it asks for."""

    jury: Jury
    task: JurorTask
    sheet: ScoreSheet | None


@AREA.add(
    "GET", "/juror/events/{event_id}/sheets/{participant_id}", "juror.sheet", N_("A score sheet"), OwnSheet,
    pages=("juror.sheet",),
)  # fmt: skip
async def sheet(ask: Ask) -> OwnSheet:
    """For the juror alone."""
    found = await _sheet(ask)
    return OwnSheet(found.jury, found.task, found.sheet)


async def _sheet(ask: Ask) -> jury_sheets.OpenSheet:
    return await jury_sheets.open_sheet(
        ask.parts.db,
        viewer=ask.acting(Role.JUROR),
        event_id=ask.path["event_id"],
        participant_id=ask.path["participant_id"],
    )


class PointsOne(BaseModel):
    """Points of one criterion."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    criterion_id: Id
    points: Annotated[int, Field(ge=0, le=100)]


class SheetBody(Body):
    """Points, and the reason for the founder; `submit` ends it."""

    revision: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    submit: bool = False
    points: Annotated[list[PointsOne], Field(max_length=juries.MOST_CRITERIA)] = []  # noqa: RUF012 - copied
    phrases: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)] = []  # noqa: RUF012 - copied
    reason: Annotated[str, Field(max_length=2000)] = ""
    language: Language
    signed: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The form has a field a criterion."""
        found = [
            ("lang", self.language),
            ("reason", self.reason),
            ("act", "submit" if self.submit else "save"),
        ]
        found += [("phrases", code) for code in self.phrases]
        found += [(f"points_{one.criterion_id}", str(one.points)) for one in self.points]
        if self.revision is not None:
            found.append(("revision", str(self.revision)))
        return [*found, *([("signed", "1")] if self.signed else [])]


@dataclass(frozen=True, slots=True)
class Saved:
    """The revision that a further change builds upon."""

    revision: int


@AREA.add(
    "PUT", "/juror/events/{event_id}/sheets/{participant_id}", "juror.save_sheet",
    N_("Save or submit a score sheet"), Saved, body=SheetBody, pages=("juror.sheet",),
    example={"points": [{"criterion_id": 3, "points": 8}], "language": "zh", "submit": True},
)  # fmt: skip
async def save_sheet(ask: Ask) -> Saved:
    """By the juror alone."""
    found = await _sheet(ask)
    sent = ask.clean(SheetForm.parse(ask.form(), found.jury))
    revision = await jury_sheets.save_sheet(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        event_id=ask.path["event_id"],
        participant_id=ask.path["participant_id"],
        revision=sent.revision,
        given=sent.given,
        submit=sent.submit,
    )
    return Saved(revision)


@AREA.add(
    "POST", "/juror/events/{event_id}/sheets/{participant_id}/recall", "juror.recall_sheet",
    N_("Take a submitted sheet back"), Done, pages=("juror.recall",),
)  # fmt: skip
async def recall(ask: Ask) -> None:
    """By the juror alone, while scoring is open."""
    await jury_sheets.recall_sheet(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.JUROR),
        event_id=ask.path["event_id"],
        participant_id=ask.path["participant_id"],
    )


@dataclass(frozen=True, slots=True)
class NextPair:
    """The two pitches to compare next, none when all are compared."""

    first: JurorTask | None
    second: JurorTask | None
    n_picked: int
    n_pairs: int


@AREA.add(
    "GET", "/juror/events/{event_id}/pairs", "juror.pair", N_("Two pitches to compare"), NextPair,
    pages=("juror.pair",),
)  # fmt: skip
async def pair(ask: Ask) -> NextPair:
    """For the juror alone."""
    found = await jury_sheets.open_pair(
        ask.parts.db, viewer=ask.acting(Role.JUROR), event_id=ask.path["event_id"]
    )
    first, second = found.pair or (None, None)
    return NextPair(first, second, found.n_picked, found.n_pairs)


class PickBody(Body):
    """The first, the second, or no difference."""

    a: Id
    b: Id
    choice: Literal["a", "b", "tie"]


@AREA.add(
    "POST", "/juror/events/{event_id}/pairs", "juror.pick",
    N_("Say which of two you would rather fund"), Done,
    body=PickBody, pages=("juror.pair",), example={"a": 7, "b": 9, "choice": "a"},
)  # fmt: skip
async def pick(ask: Ask) -> None:
    """By the juror alone."""
    viewer, given = ask.acting(Role.JUROR), ask.clean(PickForm.parse(ask.form()))
    await jury_sheets.pick(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        winner=given.winner,
        loser=given.loser,
        tie=given.tie,
    )


@AREA.add(
    "POST", "/juror/events/{event_id}/pairs/undo", "juror.undo_pick", N_("Take the last pick back"), Done,
    pages=("juror.pair_undo",),
)  # fmt: skip
async def undo_pick(ask: Ask) -> None:
    """By the juror alone."""
    await jury_sheets.undo_pick(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.JUROR), event_id=ask.path["event_id"]
    )


@dataclass(frozen=True, slots=True)
class JurorName:
    """Who judges."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OwnResult:
    """What came of one of your pitches, with the reasons."""

    result: FounderResult
    reasons: list[FounderReason]


@dataclass(frozen=True, slots=True)
class FounderBoard:
    """Your pitches at an event with a jury: who judges there, and once released what they say."""

    entries: list[FounderJury]
    jurors: list[JurorName]
    results: list[OwnResult]


@AREA.add(
    "GET", "/events/{event_id}/my-jury", "founder.jury", N_("What the jury says of your pitch"), FounderBoard,
    pages=("founder.jury",),
)  # fmt: skip
async def founder_jury(ask: Ask) -> FounderBoard:
    """For founders who pitch there."""
    found = await jury_results.open_founder_jury(
        ask.parts.db, viewer=ask.acting(Role.FOUNDER), event_id=ask.path["event_id"]
    )
    if not found.entries:
        raise NotFound
    return FounderBoard(
        found.entries,
        [JurorName(int(j.person_id), j.name) for j in found.jurors],
        [OwnResult(result, reasons) for result, reasons in found.results],
    )
