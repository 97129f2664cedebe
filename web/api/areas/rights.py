"""What somebody may ask and do about their own data; leaving asks for the password, and so for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import anyio.to_thread
from pydantic import Field

from models.entities.rights import Correction, CorrectionKind, CorrectionOutcome, OwnConsent
from models.entities.vocabulary import ListOrder, Role
from web.api.bodies import Body
from web.api.operation import Area, Ask, Done, File, Made
from web.forms.rights import CorrectionAnswerForm, CorrectionForm, ListOrderForm
from web.i18n import N_, current_locale
from web.own_archive import ZIP_TYPE, archive_name, build_archive
from web.services import corrections
from web.services.list_by_date import choose_order
from web.services.own_data import collect_own_data
from web.services.rights import open_rights

AREA = Area(N_("Your rights"), "rights")
Words = Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction that somebody asked for, and what became of it; without an outcome it waits."""

    id: int
    kind: CorrectionKind
    wanted: str
    lang: str
    asked_at: datetime
    outcome: CorrectionOutcome | None
    answer: str
    answer_lang: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Consents and corrections, newest first; the order of lists; when the person leaves, if ever."""

    consents: list[OwnConsent]
    corrections: list[Asked]
    list_order: ListOrder
    leaves_at: datetime | None


def _asked(one: Correction) -> Asked:
    return Asked(
        one.id, one.kind, one.wanted, one.lang, one.asked_at, one.outcome, one.answer, one.answer_lang,
        one.ended_at,
    )  # fmt: skip


@AREA.add(
    "GET", "/me/rights", "rights.show", N_("What you agreed to and asked for"), Rights,
    pages=("account.rights", "account.consents", "account.corrections"),
)  # fmt: skip
async def show(ask: Ask) -> Rights:
    """As the pages of a person's rights show it."""
    viewer = ask.careful()
    found = await open_rights(ask.parts.db, viewer=viewer)
    leaves_at = None if found.leaving is None else found.leaving.due_at
    return Rights(found.consents, [_asked(c) for c in found.corrections], viewer.list_order, leaves_at)


@AREA.add(
    "POST", "/me/download", "rights.download", N_("Everything about you as one ZIP"), File,
    gives_file=True, pages=("account.download",),
)  # fmt: skip
async def download(ask: Ask) -> File:
    """The page's own file; each download is in the trail, and ten an hour are allowed."""
    viewer, parts = ask.careful(), ask.parts
    data = await collect_own_data(parts.db, parts.clock, viewer=viewer)
    with await anyio.to_thread.run_sync(build_archive, data, parts.files) as archive:
        content = await anyio.to_thread.run_sync(archive.read)
    return File(content, ZIP_TYPE, archive_name(viewer.person_id, data.drawn_at))


class OrderBody(Body):
    """By fit, or by date without any score."""

    order: ListOrder


@AREA.add(
    "PUT", "/me/list-order", "rights.list_order", N_("Choose how your lists are ordered"), Done,
    body=OrderBody, pages=("account.list_order",), example={"order": "date"},
)  # fmt: skip
async def list_order(ask: Ask) -> None:
    """Holds for every list from its next look."""
    order, _ = ask.clean(ListOrderForm.parse(ask.form()))
    await choose_order(ask.parts.db, viewer=ask.person, order=order)


class CorrectionBody(Body):
    """What is wrong, and how it would be right."""

    kind: CorrectionKind
    wanted: Words


@AREA.add(
    "POST", "/me/corrections", "rights.ask_correction", N_("Ask for a correction"), Made,
    body=CorrectionBody, status=201, pages=("account.corrections",),
    example={"kind": "record", "wanted": "The day of record 1 is 16 May."},
)  # fmt: skip
async def ask_correction(ask: Ask) -> Made:
    """Of what nobody can change alone; every administrator is told."""
    kind, wanted = ask.clean(CorrectionForm.parse(ask.form()))
    made = await corrections.ask_correction(
        ask.parts.db, ask.parts.clock, viewer=ask.careful(), kind=kind, wanted=wanted, lang=current_locale()
    )
    return Made(made)


@AREA.add(
    "POST", "/me/corrections/{correction_id}/withdraw", "rights.withdraw_correction",
    N_("No longer ask for a correction"), Done, pages=("account.correction_withdraw",),
)  # fmt: skip
async def withdraw_correction(ask: Ask) -> None:
    """One's own, while nobody has answered."""
    await corrections.withdraw_correction(
        ask.parts.db, ask.parts.clock, viewer=ask.careful(), correction_id=ask.path["correction_id"]
    )


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A request with who asks."""

    person_id: int
    person_name: str
    asked: Asked


@AREA.add(
    "GET", "/corrections", "corrections.list", N_("Corrections that people ask for"), list[ToAnswer],
    scope="admin", pages=("admin.corrections",),
)  # fmt: skip
async def all_corrections(ask: Ask) -> list[ToAnswer]:
    """Up to 200, those that wait longest first."""
    found = await corrections.list_corrections(ask.parts.db, viewer=ask.acting(Role.ADMIN))
    return [ToAnswer(c.person_id, c.person_name, _asked(c)) for c in found]


class AnswerBody(Body):
    """What became of it, and why."""

    outcome: CorrectionOutcome
    answer: Words


@AREA.add(
    "POST", "/corrections/{correction_id}/answer", "corrections.answer",
    N_("Answer a request for a correction"), Done, scope="admin", body=AnswerBody,
    pages=("admin.correction",),
    example={"outcome": "noted", "answer": "Your words stand beside it."},
)  # fmt: skip
async def answer_correction(ask: Ask) -> None:
    """Only the first answer counts, and the person is told."""
    outcome, answer = ask.clean(CorrectionAnswerForm.parse(ask.form()))
    await corrections.answer_correction(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN),
        correction_id=ask.path["correction_id"], outcome=outcome, answer=answer, lang=current_locale(),
    )  # fmt: skip
