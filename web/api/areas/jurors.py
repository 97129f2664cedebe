"""What jurors and mentors do: whom they know, score sheets, picks, comments; and what founders read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.entities.jury import (
    ConflictKind,
    FounderJury,
    FounderReason,
    FounderResult,
    InterestConflict,
    JurorTask,
    Jury,
    ScoreSheet,
)
from models.entities.pitches import JurorEvent, JurorPitch, PitchComment
from models.entities.vocabulary import Role
from models.errors import NotFound
from web.api.bodies import Body, Id, Language
from web.api.operation import Area, Ask, Done, Made
from web.forms.juries import (
    NOBODY,
    KnownForm,
    PickForm,
    SheetForm,
)
from web.forms.pitches import CommentForm
from web.i18n import N_
from web.services import comments, juries, jury_conflicts, jury_results, jury_sheets
from web.vocabulary import options

AREA = Area(N_("Jurors and mentors"), "reviews")


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
