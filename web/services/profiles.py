"""A provider's own page: who we are, what we offer, what we have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.db import Database
from models.entities.profiles import Deal, NewDeal, NewProduct, NewProfile, Product, Profile
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed, NotFound
from models.jobs import enqueue
from models.repositories.profiles import ProfileRepository
from web.clock import Clock


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """Everything that a provider has said of itself."""

    acting: Acting
    profile: Profile | None
    products: list[Product]
    deals: list[Deal]


def own_provider(viewer: Viewer, organisation_id: int | None = None) -> Acting:
    """The viewer's provider that was asked for, else the first; vetted or not."""
    mine = viewer.organisations(Role.PROVIDER)
    if not mine:
        raise NotAllowed("not_allowed")
    if organisation_id is None:
        return mine[0]
    found = next((a for a in mine if a.organisation_id == organisation_id), None)
    if found is None:
        raise NotFound
    return found


async def open_profile(db: Database, *, viewer: Viewer, organisation_id: int | None = None) -> OwnProfile:
    """The page as it stands."""
    acting = own_provider(viewer, organisation_id)
    async with db.read() as conn:
        profiles = ProfileRepository(conn, viewer)
        return OwnProfile(
            acting,
            await profiles.profile(acting.organisation_id),
            await profiles.products(acting.organisation_id),
            await profiles.deals(acting.organisation_id),
        )


async def save_profile(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int | None = None, new: NewProfile
) -> None:
    """Keep what was typed; the worker reads the thesis anew."""
    acting = own_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        await ProfileRepository(conn, viewer).save(acting.organisation_id, new, clock.now())
        await enqueue(conn, "encode")


async def begin_profile(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None,
    new: NewProfile,
    deals: Sequence[NewDeal],
) -> Acting:
    """A first profile with the past deals that came with it; pressed twice, each deal is there once."""
    acting = own_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        profiles, now = ProfileRepository(conn, viewer), clock.now()
        # The row of the profile is held from here: a second press waits and then knows the first one's deals.
        await profiles.save(acting.organisation_id, new, now)
        known = {(d.company_name, d.dealt_on, d.amount) for d in await profiles.deals(acting.organisation_id)}
        fresh = [d for d in deals if (d.company_name, d.dealt_on, d.amount) not in known]
        await profiles.add_deals(acting.organisation_id, fresh, now)
        await enqueue(conn, "encode")
    return acting


async def add_product(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int | None = None, new: NewProduct
) -> None:
    """One more product; its limits hold for its instrument."""
    acting = own_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        await ProfileRepository(conn, viewer).add_product(acting.organisation_id, new, clock.now())
        await enqueue(conn, "encode")


async def retire_product(db: Database, clock: Clock, *, viewer: Viewer, product_id: int) -> None:
    """Take a product off the offer."""
    async with db.transaction() as conn:
        if not await ProfileRepository(conn, viewer).retire_product(product_id, clock.now()):
            raise NotFound
        await enqueue(conn, "encode")


async def add_deals(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    deals: Sequence[NewDeal],
) -> int:
    """Past deals, all or none; returns how many."""
    acting = own_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        await ProfileRepository(conn, viewer).add_deals(acting.organisation_id, deals, clock.now())
    return len(deals)


async def remove_deal(db: Database, *, viewer: Viewer, deal_id: int) -> None:
    """Take out a deal that was entered by mistake."""
    async with db.transaction() as conn:
        if not await ProfileRepository(conn, viewer).remove_deal(deal_id):
            raise NotFound
