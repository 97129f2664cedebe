"""Finding by words, and the searches that the person keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field
from starlette.datastructures import QueryParams

from models.entities.ids import OrganisationId
from models.entities.search import (
    FindKind,
    FoundEvent,
    FoundPitch,
    FoundProvider,
    NewSearch,
    SavedPage,
    SavedSearch,
)
from models.entities.vocabulary import Stage
from web.api.areas.matching import Fit, fit_of
from web.api.bodies import Body, Id, Query
from web.api.operation import Area, Ask, Done, Made
from web.api.shapes import shaped
from web.forms.search import READING, ChangeForm, FindForm, KeepForm, SearchAct
from web.i18n import N_
from web.reasons import gate_sentence
from web.services import saved_searches
from web.services.comparing import compare_pitches
from web.services.saved_searches import MOST_QUERY, Looker
from web.services.search import find
from web.viewer import without_careful_roles

AREA = Area(N_("Finding"), "account")
shaped(SavedSearch, omit=("person_id",))


class FindQuery(Query):
    """What is looked for."""

    q: Annotated[str, Field(max_length=200, description="Words in Chinese or English.")] = ""
    kind: FindKind | None = None
    stage: Stage | None = None
    sector: Annotated[str | None, Field(max_length=200)] = None
    district: Annotated[str | None, Field(max_length=200)] = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The best of each kind as far as the reader may see it, best first, and how many there are in all."""

    n_pitches: int
    n_providers: int
    n_events: int
    pitches: list[FoundPitch]
    providers: list[FoundProvider]
    events: list[FoundEvent]
    did_you_mean: str | None


@AREA.add(
    "GET", "/search", "search.find", N_("Find by words"), Answers, query=FindQuery, pages=("search.find",)
)
async def answers(ask: Ask) -> Answers:
    """Pitches, providers and events: five of each kind, or twenty of the one asked for."""
    said = ask.query.model_dump(exclude_none=True, mode="json")
    asked = ask.clean(FindForm.parse(QueryParams(said)))
    viewer = ask.person if ask.factor_shown else without_careful_roles(ask.person)
    hits = await find(ask.parts.db, ask.parts.searcher, viewer=viewer, filters=asked.filters)
    return Answers(
        hits.n[FindKind.PITCH],
        hits.n[FindKind.PROVIDER],
        hits.n[FindKind.EVENT],
        hits.pitches,
        hits.providers,
        hits.events,
        hits.meant,
    )


class CompareQuery(Query):
    """Two to four pitches, and for which provider."""

    pitch_id: Annotated[list[Id], Field(min_length=2, max_length=4)]
    organisation_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """One of the pitches; how it fits, or what shuts it out, only for a provider that it is shown to."""

    pitch: FoundPitch
    fit: Fit | None
    shut_out_by: list[str]


@AREA.add(
    "GET", "/search/compare", "search.compare", N_("Compare two to four pitches"), list[Beside],
    query=CompareQuery, pages=("search.compare",),
)  # fmt: skip
async def compare(ask: Ask) -> list[Beside]:
    """As far as the reader may see each; founders read that a provider compared theirs."""
    viewer = ask.person if ask.factor_shown else without_careful_roles(ask.person)
    found = await compare_pitches(
        ask.parts.db, (await ask.parts.rankers.current()).ranker, ask.parts.clock, viewer=viewer,
        pitch_ids=ask.query.pitch_id, organisation_id=ask.query.organisation_id, index=ask.parts.index,
    )  # fmt: skip
    return [
        Beside(c.pitch, fit_of(c.judged.ranked), [gate_sentence(g) for g in c.judged.gates])
        for c in found.pitches
    ]


async def _looker(ask: Ask) -> Looker:
    return Looker(ask.parts.searcher, (await ask.parts.rankers.current()).ranker, READING)


@dataclass(frozen=True, slots=True)
class Kept:
    """The searches that the person keeps, by name."""

    searches: list[SavedSearch]


@AREA.add("GET", "/searches", "searches.list", N_("Your saved searches"), Kept, pages=("account.searches",))
async def kept(ask: Ask) -> Kept:
    """All of them; there are at most fifty."""
    return Kept(await saved_searches.list_searches(ask.parts.db, viewer=ask.person))


class KeepBody(Body):
    """A name, and the query of the page's address that it stands for."""

    form_names: ClassVar[Mapping[str, str]] = {"for_organisation_id": "for"}

    name: Annotated[str, Field(min_length=1, max_length=80)]
    page: SavedPage
    query: Annotated[str, Field(max_length=MOST_QUERY)] = ""
    for_organisation_id: Id | None = None


@AREA.add(
    "POST",
    "/searches",
    "searches.keep",
    N_("Keep a search"),
    Made,
    body=KeepBody,
    pages=("account.searches",),
    example={"name": "Cold chain", "page": "search", "query": "q=cold+chain&kind=pitch"},
)
async def keep(ask: Ask) -> Made:
    """What is new in it comes by mail, once a day."""
    new = ask.clean(KeepForm.parse(ask.form()))
    organisation = None if new.organisation_id is None else OrganisationId(new.organisation_id)
    made = await saved_searches.keep_search(
        ask.parts.db,
        await _looker(ask),
        ask.parts.clock,
        viewer=ask.person,
        new=NewSearch(new.name, new.page, organisation, new.query),
    )
    return Made(made)


class ChangeBody(Body):
    """What is to be done; the new name where it is a renaming."""

    act: SearchAct
    name: Annotated[str, Field(max_length=80)] = ""


@AREA.add(
    "POST",
    "/searches/{search_id}/change",
    "searches.change",
    N_("Rename or delete a search, start or stop its mails"),
    Done,
    body=ChangeBody,
    pages=("account.search", "search.stop"),
    example={"act": "quiet"},
)
async def change(ask: Ask) -> None:
    """One of your own."""
    wanted, search_id, db = ask.clean(ChangeForm.parse(ask.form())), ask.path["search_id"], ask.parts.db
    match wanted.act:
        case SearchAct.RENAME:
            await saved_searches.rename_search(db, viewer=ask.person, search_id=search_id, name=wanted.name)
        case SearchAct.DELETE:
            await saved_searches.delete_search(db, viewer=ask.person, search_id=search_id)
        case SearchAct.MAIL | SearchAct.QUIET:
            await saved_searches.set_mails(
                db,
                await _looker(ask),
                ask.parts.clock,
                viewer=ask.person,
                search_id=search_id,
                mails=wanted.act is SearchAct.MAIL,
            )
