"""A founder's pitches: draft, edit, submit, withdraw, deck, consents, versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.entities.pitches import (
    Consent,
    PitchComment,
    PitchHead,
    PitchRow,
    PitchVersion,
    Reader,
    SpaceChoice,
    VersionRow,
)
from models.entities.vocabulary import FounderCategory, Instrument, Role, Stage
from web.api.bodies import Body, Id, Language, Paged, Yuan, in_units
from web.api.cursors import page_of_all
from web.api.operation import Area, Ask, Done, File, Made
from web.api.shapes import Page
from web.forms.pitches import PitchForm, SubmitForm
from web.i18n import N_, current_locale
from web.services import decks, pitches
from web.services.consents import CURRENT, PURPOSES, consent_text

AREA = Area(N_("Pitches"), "pitches")
_ONE = "/pitches/{pitch_id}"


@AREA.add(
    "GET", "/pitches", "pitches.list", N_("Your pitches"), Page[PitchRow], query=Paged,
    pages=("founder.pitches",),
)  # fmt: skip
async def pitch_list(ask: Ask) -> Page[PitchRow]:
    """Of all companies that the person acts for."""
    found = await pitches.open_pitches(ask.parts.db, viewer=ask.acting(Role.FOUNDER))
    return page_of_all(ask, "pitches.list", found, lambda p: p.id)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A consent that a founder may give, word for word."""

    purpose: str
    text_version: str
    text: str


@dataclass(frozen=True, slots=True)
class PitchChoices:
    """What a draft may name: the person's companies, host spaces, and the consents' present words."""

    companies: list[pitches.Company]
    spaces: list[SpaceChoice]
    consents: list[Agreement]


@AREA.add(
    "GET",
    "/pitches/choices",
    "pitches.choices",
    N_("Companies, host spaces and consents for a pitch"),
    PitchChoices,
    pages=("founder.pitch_new",),
)
async def choices(ask: Ask) -> PitchChoices:
    """For the form of a new pitch."""
    companies, spaces = await pitches.open_new(ask.parts.db, viewer=ask.acting(Role.FOUNDER))
    words = [Agreement(p, CURRENT[p], consent_text(p)) for p in PURPOSES]
    return PitchChoices(companies, spaces, words)


class SeekBody(BaseModel):
    """One thing that is sought; an open end is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: Instrument
    amount_min: Yuan | None = None
    amount_max: Yuan | None = None


class PitchBody(Body):
    """A draft, as a whole: everything may be missing, but what is there must be right."""

    lang: Language | None = None
    name: Annotated[str, Field(max_length=60)] = ""
    one_line: Annotated[str, Field(max_length=120)] = ""
    problem: Annotated[str, Field(max_length=1500)] = ""
    solution: Annotated[str, Field(max_length=1500)] = ""
    market: Annotated[str, Field(max_length=1500)] = ""
    team: Annotated[str, Field(max_length=1500)] = ""
    terms: Annotated[str, Field(max_length=1500)] = ""
    main_category: FounderCategory | None = None
    categories: Annotated[tuple[FounderCategory, ...], Field(max_length=10)] = ()
    sector: str | None = None
    sector2: str | None = None
    stage: Stage | None = None
    district: str | None = None
    city: Annotated[str, Field(max_length=40)] = ""
    space_id: Id | None = None
    seeks: Annotated[tuple[SeekBody, ...], Field(max_length=3)] = ()
    uscc: Annotated[str, Field(max_length=30)] | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """As the page's form sends it: a box an instrument, with two amounts beside it."""
        own = self.model_copy(update={"seeks": ()})
        found = super(PitchBody, own).pairs()
        for seek in self.seeks:
            found.append(("seeks", str(seek.instrument)))
            for name in ("amount_min", "amount_max"):
                amount: Yuan | None = getattr(seek, name)
                if amount is not None:
                    part = name.removeprefix("amount_")
                    found.append((f"{seek.instrument}_{part}", in_units(amount.minor)))
        return found

    def name_of(self, form_field: str) -> str:
        """The form has two fields an instrument, here it is one entry of `seeks`."""
        for n, seek in enumerate(self.seeks):
            if form_field in (f"{seek.instrument}_min", f"{seek.instrument}_max"):
                return f"seeks/{n}/amount_{form_field.rsplit('_', 1)[1]}"
        return form_field


class NewPitchBody(PitchBody):
    """A first draft, with the company or team in the same step where there is none yet."""

    company_id: Id | None = None
    company_name: Annotated[str, Field(max_length=80)] = ""


class PitchChange(PitchBody):
    """The draft anew; `expected` is the `token` that it was read with, so that nobody's words are lost."""

    expected: Annotated[str, Field(max_length=20, pattern=r"^\d{1,9}\.\d{1,9}$")] | None = None


_EXAMPLE = {
    "name": "晨稷冷链",
    "lang": "zh",
    "one_line": "活蟹保鲜，运输四十八小时不死",
    "stage": "seed",
    "sector": "agri.cold-chain",
    "district": "jingkou",
    "seeks": [
        {"instrument": "equity", "amount_min": {"minor": 50000000}, "amount_max": {"minor": 150000000}}
    ],
}


@AREA.add(
    "POST",
    "/pitches",
    "pitches.create",
    N_("Begin a pitch"),
    Made,
    body=NewPitchBody,
    status=201,
    pages=("founder.pitch_new",),
    example=_EXAMPLE,
)
async def create(ask: Ask) -> Made:
    """A draft that nobody else sees."""
    viewer, parts = ask.acting(Role.FOUNDER), ask.parts
    companies, spaces = await pitches.open_new(parts.db, viewer=viewer)
    more = {} if ask.body.company_id is not None else {"company_id": "new"}
    new = ask.clean(PitchForm.parse(ask.form(**more), spaces, companies))
    made = await pitches.create_pitch(
        parts.db,
        parts.clock,
        viewer=viewer,
        company_id=new.company_id,
        company_name=new.company_name,
        draft=new.draft,
        uscc=new.uscc,
    )
    return Made(made)


@dataclass(frozen=True, slots=True)
class PitchDetail:
    """One pitch as its founder sees it; `token` names the state of the draft, for a change of it."""

    head: PitchHead
    latest: PitchVersion
    token: str
    lacking: list[str]
    history: list[VersionRow]
    consents: list[Consent]
    comments: list[PitchComment]
    readers: list[Reader]


@AREA.add(
    "GET", _ONE, "pitches.show", N_("One of your pitches"), PitchDetail,
    pages=("founder.pitch", "founder.pitch_edit"),
)  # fmt: skip
async def show(ask: Ask) -> PitchDetail:
    """Where it stands, what would help, who has read it."""
    found = await pitches.open_pitch(ask.parts.db, viewer=ask.acting(Role.FOUNDER), **ask.path)
    latest = found.latest
    return PitchDetail(
        found.head,
        latest,
        f"{latest.version}.{latest.revision}",
        list(found.lacking),
        found.history,
        found.consents,
        found.comments,
        found.readers,
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft is saved; `token` names its new state."""

    token: str


@AREA.add(
    "PUT",
    f"{_ONE}/draft",
    "pitches.save",
    N_("Save the draft of a pitch"),
    Saved,
    body=PitchChange,
    pages=("founder.pitch_edit",),
    example=_EXAMPLE,
)
async def save(ask: Ask) -> Saved:
    """As a whole; an approved version stays on show until the next is approved."""
    viewer, parts = ask.acting(Role.FOUNDER), ask.parts
    draft = await pitches.open_draft(parts.db, viewer=viewer, **ask.path)
    new = ask.clean(PitchForm.parse(ask.form(), draft.spaces))
    token = await pitches.save_draft(
        parts.db,
        parts.clock,
        viewer=viewer,
        pitch_id=ask.path["pitch_id"],
        draft=new.draft,
        expected=new.expected,
        uscc=new.uscc,
    )
    return Saved(str(token))


class SubmitBody(Body):
    """The consent without which nothing is shown, and the one that is free."""

    consent: bool = Field(description="To be shown to vetted providers; `pitches.choices` has its words.")
    showcase: bool = False
    expected: Annotated[str, Field(max_length=20, pattern=r"^\d{1,9}\.\d{1,9}$")] | None = None


@AREA.add(
    "POST",
    f"{_ONE}/submit",
    "pitches.submit",
    N_("Submit a pitch for review"),
    Done,
    body=SubmitBody,
    pages=("founder.pitch_submit",),
    example={"consent": True, "showcase": False},
)
async def submit(ask: Ask) -> None:
    """It waits for an organiser then."""
    viewer, wish = ask.acting(Role.FOUNDER), ask.clean(SubmitForm.parse(ask.form()))
    await pitches.submit_pitch(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        pitch_id=ask.path["pitch_id"],
        showcase=wish.showcase,
        expected=wish.expected,
        lang=current_locale(),
    )


@AREA.add(
    "POST", f"{_ONE}/withdraw", "pitches.withdraw", N_("Withdraw a pitch"), Done,
    pages=("founder.pitch_withdraw",),
)  # fmt: skip
async def withdraw(ask: Ask) -> None:
    """Out of everybody's sight."""
    viewer = ask.acting(Role.FOUNDER)
    await pitches.withdraw_pitch(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path)


@AREA.add(
    "GET",
    f"{_ONE}/versions/{{version_id}}",
    "pitches.version",
    N_("A version of a pitch as it was"),
    PitchVersion,
    pages=("founder.pitch_version",),
)
async def version(ask: Ask) -> PitchVersion:
    """By its number, from 1."""
    _, found = await pitches.open_version(
        ask.parts.db,
        viewer=ask.acting(Role.FOUNDER),
        pitch_id=ask.path["pitch_id"],
        # A version beyond what a number of versions can be is none.
        version=min(ask.path["version_id"], 2**31 - 1),
    )
    return found


class PurposeBody(Body):
    """What the consent is for."""

    purpose: Literal["show_to_providers", "showcase"]


@AREA.add(
    "POST",
    f"{_ONE}/consents/give",
    "pitches.give_consent",
    N_("Give a consent for a pitch"),
    Done,
    body=PurposeBody,
    pages=("founder.consent_give",),
    example={"purpose": "showcase"},
)
async def give_consent(ask: Ask) -> None:
    """To the present words."""
    await pitches.give_consent(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        **ask.path,
        purpose=ask.body.purpose,
        lang=current_locale(),
    )


@AREA.add(
    "POST",
    f"{_ONE}/consents/revoke",
    "pitches.revoke_consent",
    N_("Take a consent back"),
    Done,
    body=PurposeBody,
    pages=("founder.consent_revoke",),
    example={"purpose": "showcase"},
)
async def revoke_consent(ask: Ask) -> None:
    """What it allowed stops at once."""
    await pitches.revoke_consent(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        **ask.path,
        purpose=ask.body.purpose,
    )


@AREA.add(
    "POST",
    f"{_ONE}/deck",
    "pitches.attach_deck",
    N_("Put a deck beside the draft"),
    Made,
    takes_file=True,
    status=201,
    pages=("founder.deck_upload",),
)
async def attach_deck(ask: Ask) -> Made:
    """PDF or PowerPoint, at most 20 MB; its text is read in the background."""
    upload = ask.file
    made = await decks.attach_deck(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.acting(Role.FOUNDER),
        **ask.path,
        filename=upload.filename,
        content=upload.content,
    )
    return Made(made)


@AREA.add(
    "DELETE",
    f"{_ONE}/deck",
    "pitches.remove_deck",
    N_("Close the deck to everybody"),
    Done,
    pages=("founder.deck_remove",),
)
async def remove_deck(ask: Ask) -> None:
    """Its file is kept for who has it on record."""
    viewer = ask.acting(Role.FOUNDER)
    await decks.remove_deck(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path)


@AREA.add(
    "GET", "/decks/{deck_id}", "pitches.deck", N_("A deck, as a file"), File, gives_file=True,
    pages=("pitch.deck",),
)  # fmt: skip
async def deck(ask: Ask) -> File:
    """For its founder, and for whoever may read the pitch with its deck."""
    found = await decks.open_deck(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.person,
        **ask.path,
        as_organiser=ask.factor_shown,
    )
    return File(found.content, found.media_type, found.filename)
