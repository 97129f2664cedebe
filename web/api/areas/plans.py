"""Plans of an event: made, watched, corrected, compared, released; wishes not met; its outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from models.entities.mail import MailText, ReleaseMail
from models.entities.plans import EditState, Plan, PlannedMeeting, PlannedPitch, Step
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id, Language, Query
from web.api.operation import Area, Ask, Done, Made
from web.forms.plans import ChangeForm, HeldMailForm, MailTextForm
from web.i18n import N_
from web.services.bookings import Effect, preview_release, release_plan
from web.services.plan_board import open_plan
from web.services.plan_corrections import change_plan
from web.services.plan_versions import Move, compare_versions, copy_plan
from web.services.planning import MOVE_PRICES, SECONDS, request_plan, stop_plan
from web.services.release_mail import open_outbox, remove_held, send_held, set_mail_text, word_held
from web.services.unmet import open_own_unmet
from web.services.unmet_pairs import CategoryShare, UnmetPair, open_plan_wishes

AREA = Area(N_("Plans of events"), "events")


class PlanBody(Body):
    """For how long it may be solved, whether around the released version, and how dear a move is then."""

    seconds: Literal[tuple(SECONDS)] = 60  # type: ignore[valid-type] # the choices on offer
    around_released: bool = False
    price: Literal[tuple(MOVE_PRICES)] = "balanced"  # type: ignore[valid-type] # the choices on offer


@AREA.add(
    "POST", "/events/{event_id}/plans", "plans.request",
    N_("Ask for a plan"), Made, body=PlanBody, status=201,
    pages=("organiser.plan_request",), example={"seconds": 60},
)  # fmt: skip
async def ask_for_plan(ask: Ask) -> Made:
    """By its organisers; the worker solves it, and asking twice asks once."""
    made = await request_plan(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        seconds=ask.body.seconds,
        around_released=ask.body.around_released,
        price=ask.body.price,
    )
    return Made(int(made))


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One thing that stands in the way of a release."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """One version with all that it holds, its value and proven bound, and what a release would do now."""

    plan: Plan
    versions: list[Plan]
    pitches: list[PlannedPitch]
    meetings: list[PlannedMeeting]
    obstacles: list[InTheWay]
    steps: list[Step]
    edits: EditState
    release: Effect


@AREA.add(
    "GET", "/events/{event_id}/plans/{plan_id}", "plans.show", N_("One version of a plan"), PlanBoard,
    pages=("organiser.plan", "organiser.plan_live"),
)  # fmt: skip
async def show_plan(ask: Ask) -> PlanBoard:
    """For its organisers; ask again while it is solved."""
    board = await open_plan(
        ask.parts.db,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
    )
    return PlanBoard(
        board.plan,
        board.versions,
        list(board.contents.pitches),
        list(board.contents.meetings),
        [InTheWay(o.code, dict(o.params)) for o in board.obstacles],
        list(board.steps),
        board.edits,
        preview_release(board),
    )


@AREA.add(
    "POST", "/events/{event_id}/plans/{plan_id}/stop", "plans.stop",
    N_("End a solve with the best plan that it has"), Done, pages=("organiser.plan_stop",),
)  # fmt: skip
async def stop(ask: Ask) -> None:
    """By its organisers."""
    await stop_plan(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
    )


class ChangeBody(Body):
    """One correction by hand, on the revision that you saw; with a provider of a meeting, else of a pitch."""

    form_names = {  # noqa: RUF012 - read by the class alone
        "participant_id": "participant",
        "provider_id": "provider",
        "slot_id": "slot",
        "table_no": "table",
    }
    act: Literal[ChangeForm.ACTS]  # type: ignore[valid-type] # the acts on offer
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    participant_id: Id | None = None
    provider_id: Id | None = None
    slot_id: Id | None = None
    table_no: Annotated[int | None, Field(ge=1, le=10_000)] = None


@AREA.add(
    "POST", "/events/{event_id}/plans/{plan_id}/change", "plans.change", N_("Correct a plan by hand"), Done,
    body=ChangeBody, pages=("organiser.plan_change", "organiser.plan_targets"),
    example={"act": "lock", "revision": 0, "participant_id": 7},
)  # fmt: skip
async def change(ask: Ask) -> None:
    """By its organisers; refused with what stands in the way."""
    parts, viewer = ask.parts, ask.acting(Role.ORGANISER)
    event_id, plan_id = ask.path["event_id"], ask.path["plan_id"]
    await open_plan(parts.db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    wanted = ask.clean(ChangeForm.parse(ask.form()))
    await change_plan(parts.db, parts.clock, viewer=viewer, event_id=event_id, plan_id=plan_id, change=wanted)


class ReleaseBody(Body):
    """The revision that you saw, and whether its mails wait in the outbox."""

    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    hold_mails: bool = True


@dataclass(frozen=True, slots=True)
class Released:
    """How many people's plans are new or changed; each gets one mail."""

    n_people: int


@AREA.add(
    "POST", "/events/{event_id}/plans/{plan_id}/release", "plans.release", N_("Let everybody see a plan"),
    Released, body=ReleaseBody, pages=("organiser.plan_release",), example={"revision": 0},
)  # fmt: skip
async def release(ask: Ask) -> Released:
    """By its organisers."""
    effect = await release_plan(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
        revision=ask.body.revision,
        site=ask.parts.settings.public_url,
        hold=ask.body.hold_mails,
    )
    return Released(len(effect.person_ids))


class SinceQuery(Query):
    """Since which version; the released one, or the one before, where none is named."""

    since: Id | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and what differs between them."""

    before: Plan
    after: Plan
    moves: list[Move]


@AREA.add(
    "GET", "/events/{event_id}/plans/{plan_id}/changes", "plans.changes", N_("What a version changes"),
    Comparison, query=SinceQuery, pages=("organiser.plan_changes",),
)  # fmt: skip
async def changes(ask: Ask) -> Comparison:
    """For its organisers."""
    found = await compare_versions(
        ask.parts.db,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
        since_id=ask.query.since,
    )
    return Comparison(found.before, found.after, found.moves)


@AREA.add(
    "POST", "/events/{event_id}/plans/{plan_id}/copy", "plans.copy",
    N_("Go back to an older version, as a new draft"), Made, status=201, pages=("organiser.plan_copy",),
)  # fmt: skip
async def copy(ask: Ask) -> Made:
    """By its organisers."""
    made = await copy_plan(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
    )
    return Made(int(made))


# ---------------------------------------------------------------- wishes that were not met


@dataclass(frozen=True, slots=True)
class UnmetOne:
    """A pair that one side or both wished and that does not meet: codes of what keeps them apart."""

    founder_id: int
    founder_name: str
    provider_id: int
    provider_name: str
    blockers: list[str]


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """How many wishes a plan meets, those that it does not, and how founder categories stand."""

    n_wished: int
    n_met: int
    unmet: list[UnmetOne]
    n_more: int
    categories: list[CategoryShare]


def _unmet(one: UnmetPair) -> UnmetOne:
    return UnmetOne(
        int(one.founder.id),
        one.founder.name,
        int(one.provider.id),
        one.provider.name,
        list(dict.fromkeys(str(b.code) for b in (one.why.blocking or one.why.blockers))),
    )


@AREA.add(
    "GET", "/events/{event_id}/plans/{plan_id}/wishes", "plans.wishes",
    N_("Which wishes a plan does not meet, and why"), PlanWishes, pages=("organiser.plan_wishes",),
)  # fmt: skip
async def plan_wishes(ask: Ask) -> PlanWishes:
    """For its organisers."""
    found = await open_plan_wishes(
        ask.parts.db,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        plan_id=ask.path["plan_id"],
    )
    return PlanWishes(
        found.n_wished, found.n_met, [_unmet(p) for p in found.pairs], found.n_more, found.categories
    )


@dataclass(frozen=True, slots=True)
class OwnUnmet:
    """A wish of yours that the released plan does not meet: codes of why, and of what would free it."""

    participant_id: int
    partner_id: int
    partner_name: str
    why: list[str]
    frees: list[list[str]]


@AREA.add(
    "GET", "/events/{event_id}/my-plan/wishes", "participation.unmet", N_("Your wishes that were not met"),
    list[OwnUnmet], pages=("participation.unmet",),
)  # fmt: skip
async def own_unmet(ask: Ask) -> list[OwnUnmet]:
    """For those who take part."""
    found = await open_own_unmet(ask.parts.db, viewer=ask.person, event_id=ask.path["event_id"])
    return [
        OwnUnmet(
            int(own.id),
            int(wish.partner.id),
            wish.partner.name,
            [told.code for told in wish.why],
            [[told.code for told in way] for way in wish.frees],
        )
        for own, _, unmet in found.of
        for wish in unmet
    ]


# ---------------------------------------------------------------- the outbox of an event


@dataclass(frozen=True, slots=True)
class EventOutbox:
    """The mails of an event's releases, and what you wrote around the plan in those held."""

    mails: list[ReleaseMail]
    held_plan_id: int | None
    texts: list[MailText]


@AREA.add(
    "GET", "/events/{event_id}/outbox", "events.outbox", N_("Mails of an event's releases"), EventOutbox,
    pages=("organiser.outbox",),
)  # fmt: skip
async def outbox(ask: Ask) -> EventOutbox:
    """For its organisers."""
    found = await open_outbox(ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"])
    return EventOutbox(found.mails, found.held_plan_id, list(found.texts.values()))


@dataclass(frozen=True, slots=True)
class Sent:
    """How many go."""

    n: int
    at: datetime


@AREA.add(
    "POST", "/events/{event_id}/outbox/send", "events.send_outbox", N_("Let held mails go"), Sent,
    pages=("organiser.outbox_send",),
)  # fmt: skip
async def send(ask: Ask) -> Sent:
    """By its organisers."""
    n = await send_held(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        site=ask.parts.settings.public_url,
    )
    return Sent(n, ask.parts.clock.now())


@AREA.add(
    "POST", "/events/{event_id}/outbox/{mail_id}/remove", "events.remove_mail",
    N_("Take a held mail out"), Done,
    pages=("organiser.outbox_remove",),
)  # fmt: skip
async def remove(ask: Ask) -> None:
    """By its organisers."""
    await remove_held(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        mail_id=ask.path["mail_id"],
    )


class WordsBody(Body):
    """A held mail in your own words; neither writes it with the others again."""

    subject: Annotated[str, Field(max_length=200)] = ""
    body: Annotated[str, Field(max_length=8000)] = ""


@AREA.add(
    "POST", "/events/{event_id}/outbox/{mail_id}/words", "events.word_mail", N_("Word one held mail"), Done,
    body=WordsBody, pages=("organiser.outbox_word",),
    example={"subject": "您的路演", "body": "请提前十分钟到场。"},
)  # fmt: skip
async def word(ask: Ask) -> None:
    """By its organisers."""
    act = "word" if ask.body.subject or ask.body.body else "restore"
    given = ask.clean(HeldMailForm.parse(ask.form(mail=str(ask.path["mail_id"]), act=act)))
    await word_held(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        mail_id=given.mail_id,
        words=given.words,
        site=ask.parts.settings.public_url,
    )


class TextBody(Body):
    """The words around the plan, for all held mails of a language."""

    form_names = {"language": "locale"}  # noqa: RUF012 - read by the class alone
    language: Language
    subject: Annotated[str, Field(max_length=150)] = ""
    opening: Annotated[str, Field(max_length=2000)] = ""
    closing: Annotated[str, Field(max_length=2000)] = ""


@AREA.add(
    "POST", "/events/{event_id}/outbox/text", "events.set_mail_text", N_("Word the mails of a release"), Done,
    body=TextBody, pages=("organiser.outbox_text",),
    example={"language": "zh", "opening": "请看新的安排。"},
)  # fmt: skip
async def set_text(ask: Ask) -> None:
    """By its organisers."""
    text = ask.clean(MailTextForm.parse(ask.form()))
    await set_mail_text(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        text=text,
        site=ask.parts.settings.public_url,
    )
